"""How the child is: family status, functioning, what it believes and belongs to, what it needs at once (domain.md 3.2, F02)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.description import Answer, told
from base.models import ToldRecord
from base.objectives import FieldOfAction

from .child import Child


class Situation(ToldRecord):
    """Marriage, pregnancy, own children. For readers of what is sensitive."""

    minor_path = "child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE
    record_class = "C3"

    child = models.OneToOneField(Child, models.PROTECT, related_name="situation")
    marital = told(models.CharField(_("marital status"), max_length=16, blank=True), "F02", of="C3", options="L53")
    pregnant = told(models.CharField(_("is the child pregnant?"), max_length=8, choices=Answer, blank=True), "F02", of="C3")
    child_parent = told(
        models.CharField(_("does the child have children?"), max_length=8, choices=Answer, blank=True), "F02", of="C3"
    )
    own_children = told(
        models.PositiveSmallIntegerField(_("how many children"), null=True, blank=True),
        "F02",
        required="C",
        of="C3",
        when=("child_parent", ("yes",)),
    )

    class Meta:
        verbose_name = _("family status")
        verbose_name_plural = _("family statuses")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class Belonging(ToldRecord):
    """Ethnic group and religion: only where tracing, care or language needs them."""

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    record_class = "C3"

    class Purpose(models.TextChoices):
        TRACING = "tracing", _("to find the family")
        CARE = "care", _("to find the right care")
        LANGUAGE = "language", _("to understand each other")

    child = models.OneToOneField(Child, models.PROTECT, related_name="belonging")
    ethnicity = told(models.CharField(_("ethnic group"), max_length=24, blank=True), "F02", of="C3", options="L51")
    religion = told(models.CharField(_("religion"), max_length=24, blank=True), "F02", of="C3", options="L52")
    other_group = told(models.CharField(_("clan or other group, in words"), max_length=120, blank=True), "F02", of="C3")
    needed_for = told(
        models.CharField(_("what it is needed for"), max_length=10, choices=Purpose, blank=True),
        "F02",
        required="C",
        of="C3",
        strict=True,
        when=("ethnicity", ()),
        hint=_("Leave all of this empty when nothing needs it."),
    )

    class Meta:
        verbose_name = _("group and religion")
        verbose_name_plural = _("groups and religions")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


def _domain(words, **said):
    """One domain of functioning: asked when the child was assessed at all."""
    column = models.CharField(words, max_length=16, blank=True)
    return told(column, "F02", required="C", of="C3", options="L27", when=("assessed", ("yes",)), **said)


class Functioning(ToldRecord):
    """What the child can do, domain by domain (Washington Group and UNICEF): "not assessed" is never "no difficulty"."""

    class Assessed(models.TextChoices):
        YES = "yes", _("yes, domain by domain")
        NO = "no", _("not assessed yet")

    DOMAINS = (
        "seeing hearing walking self_care communication learning remembering concentrating accepting_change behaviour friends "
        "anxiety depression"
    ).split()
    DISABLING = ("a_lot", "cannot")

    minor_path = "child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE
    record_class = "C3"

    child = models.OneToOneField(Child, models.PROTECT, related_name="functioning")
    assessed = told(
        models.CharField(_("were the difficulties of the child assessed?"), max_length=4, choices=Assessed, blank=True),
        "F02",
        required="M",
        of="C3",
        hint=_("Two minutes with the child. “Not assessed yet” is an honest answer."),
    )
    seeing = _domain(_("seeing, with glasses if worn"))
    hearing = _domain(_("hearing, with a hearing aid if worn"))
    walking = _domain(_("walking"))
    self_care = _domain(_("feeding and dressing without help"))
    communication = _domain(_("being understood"))
    learning = _domain(_("learning"))
    remembering = _domain(_("remembering"))
    concentrating = _domain(_("concentrating"))
    accepting_change = _domain(_("accepting changes"))
    behaviour = _domain(_("controlling behaviour"))
    friends = _domain(_("making friends"))
    anxiety = _domain(_("being very anxious"), hint=_("“A lot” means: every day."))
    depression = _domain(_("being very sad"), hint=_("“A lot” means: every day."))
    help_used = told(models.CharField(_("glasses, crutches, wheelchair, medicine"), max_length=200, blank=True), "F02", of="C3")

    class Meta:
        verbose_name = _("functioning")
        verbose_name_plural = _("functionings")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)

    @property
    def disability(self) -> bool | None:
        """Yes from one domain with a lot of difficulty on; no only when every domain was assessed; None: nobody knows yet."""
        said = [getattr(self, name) for name in self.DOMAINS]
        if any(one in self.DISABLING for one in said):
            return True
        return False if all(one in ("none", "some") for one in said) else None


class UrgentNeed(ToldRecord):
    """What cannot wait, why, and what was done about it at once. "None" is an answer."""

    class Kind(models.TextChoices):
        HEALTH = "health", _("health")
        SAFETY = "safety", _("safety")
        CARE = "care", _("care")
        OTHER = "other", _("other")
        NONE = "none", _("no urgent need")

    minor_path = "child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE
    record_class = "C3"

    child = models.ForeignKey(Child, models.PROTECT, related_name="urgent_needs")
    kind = told(models.CharField(_("urgent need"), max_length=8, choices=Kind, blank=True), "F02", required="M", of="C3")
    reason = told(
        models.TextField(_("what is urgent about it?"), blank=True),
        "F02",
        required="C",
        of="C3",
        when=("kind", ("health", "safety", "care", "other")),
    )
    action_taken = told(
        models.TextField(_("what was done, and by whom"), blank=True),
        "F02",
        required="C",
        of="C3",
        when=("kind", ("health", "safety", "care", "other")),
    )

    class Meta:
        verbose_name = _("urgent need")
        verbose_name_plural = _("urgent needs")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)
