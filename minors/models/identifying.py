"""By what the child can be recognised and reached: papers, numbers of others, marks, phone; and who spoke with the child (domain.md 3.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.description import Answer, told
from base.models import ToldRecord
from base.objectives import FieldOfAction

from .child import Child


class HeldPaper(ToldRecord):
    """A paper that the child has, had or was seen: what it is, its number, where it is now. Its copy is a document of the file."""

    class Whereabouts(models.TextChoices):
        WITH_CHILD = "with_child", _("with the child")
        KEPT = "kept", _("kept by us for the child")
        COPY = "copy", _("only a copy was seen")
        TAKEN = "taken", _("taken away from the child")
        LOST = "lost", _("lost")
        UNKNOWN = "unknown", _("unknown")

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    record_class = "C2"

    child = models.ForeignKey(Child, models.PROTECT, related_name="held_papers")
    kind = told(models.CharField(_("kind of document"), max_length=24, blank=True), "F02", required="M", of="C2", options="L30")
    number = told(models.CharField(_("number on the document"), max_length=60, blank=True), "F02", of="C2")
    issued_by = told(models.CharField(_("issued by"), max_length=120, blank=True), "F02", of="C2")
    valid_until = told(models.DateField(_("valid until"), null=True, blank=True), "F02", of="C2")
    where = told(models.CharField(_("where it is now"), max_length=12, choices=Whereabouts, blank=True), "F02", of="C2")

    class Meta:
        verbose_name = _("document held by the child")
        verbose_name_plural = _("documents held by the child")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class ExternalId(ToldRecord):
    """The number under which another organisation knows the child."""

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    record_class = "C2"

    child = models.ForeignKey(Child, models.PROTECT, related_name="external_ids")
    register = told(models.CharField(_("whose number"), max_length=16, blank=True), "F02", required="M", of="C2", options="L54")
    number = told(models.CharField(_("number there"), max_length=60, blank=True), "F02", required="M", of="C2")

    class Meta:
        verbose_name = _("number elsewhere")
        verbose_name_plural = _("numbers elsewhere")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class Recognition(ToldRecord):
    """How to reach the child and how to recognise it."""

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    record_class = "C2"

    child = models.OneToOneField(Child, models.PROTECT, related_name="recognition")
    phone = told(models.CharField(_("phone of the child"), max_length=40, blank=True), "F02", of="C2")
    contact = told(
        models.CharField(_("another way to reach the child"), max_length=200, blank=True),
        "F02",
        of="C2",
        hint=_("For example: a shop, a friend, a place where the child comes every day."),
    )
    marks = told(
        models.TextField(_("distinguishing marks"), blank=True),
        "F02",
        of="C2",
        hint=_("Only what one sees: nobody is undressed for this."),
    )

    class Meta:
        verbose_name = _("contact and marks")
        verbose_name_plural = _("contacts and marks")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class Interview(ToldRecord):
    """Who spoke with the child, when, in which language, and whether somebody else was in the room."""

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION

    child = models.ForeignKey(Child, models.PROTECT, related_name="interviews")
    held_at = told(models.DateTimeField(_("when"), null=True, blank=True), "F02", required="M")
    held_by = told(
        models.CharField(_("who spoke with the child"), max_length=120, blank=True),
        "F02",
        required="M",
        hint=_("Name and function of the colleague."),
    )
    language = told(
        models.CharField(_("language of the interview"), max_length=16, blank=True), "F02", required="M", options="L05"
    )
    interpreter = told(models.CharField(_("interpreter"), max_length=120, blank=True), "F02")
    alone = told(
        models.CharField(_("was the child seen without other people?"), max_length=8, choices=Answer, blank=True),
        "F02",
        required="M",
        hint=_("An interpreter does not count."),
    )
    not_alone_because = told(
        models.CharField(_("who was there, and why"), max_length=200, blank=True),
        "F02",
        required="C",
        of="C3",
        when=("alone", ("no",)),
    )

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)
