"""Where the child comes from, where it belongs on paper, and what it speaks (domain.md 3.2, F02)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.description import Answer, told
from base.models import ToldRecord
from base.objectives import FieldOfAction
from base.purposes import Tied

from .child import Child


class VerifiedBy(models.TextChoices):
    """How sure a nationality is. The country's own authorities are never asked about a child who may be a refugee (domain.md 7.6)."""

    DECLARED = "declared", _("declared by the child only")
    FAMILY = "family", _("confirmed by the family")
    DOCUMENT = "document", _("read from a document")
    ONARS = "onars", _("confirmed by ONARS or UNHCR")


class Origin(ToldRecord):
    """Birth place, residence and registration of birth, as told; and whether somebody doubts the age."""

    class BirthRegistered(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        IN_PROGRESS = "in_progress", _("in progress")
        UNKNOWN = "unknown", _("unknown")
        REFUSED = "refused", _("refused to answer")

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION

    child = models.OneToOneField(Child, models.PROTECT, related_name="origin")
    birth_place = told(
        models.CharField(_("place of birth"), max_length=120, blank=True),
        "F02",
        of="C2",
        hint=_("Village and the nearest town, as the child says it."),
    )
    birth_region = told(models.CharField(_("region of birth"), max_length=120, blank=True), "F02", of="C2")
    birth_zone = told(models.CharField(_("zone or district"), max_length=120, blank=True), "F02", of="C2")
    birth_woreda = told(models.CharField(_("woreda"), max_length=120, blank=True), "F02", of="C2")
    birth_kebele = told(models.CharField(_("kebele"), max_length=120, blank=True), "F02", of="C2")
    birth_registered = told(
        models.CharField(_("was the birth registered?"), max_length=12, choices=BirthRegistered, blank=True), "F02"
    )
    country_habitual = told(
        models.CharField(_("country where the child lived"), max_length=16, blank=True), "F02", of="C2", options="L03"
    )

    nationality_verified = told(
        models.CharField(_("how the declared nationality is known"), max_length=12, choices=VerifiedBy, blank=True),
        "F02",
        of="C2",
    )
    age_disputed = told(
        models.CharField(_("does somebody doubt that this is a child?"), max_length=8, choices=Answer, blank=True),
        "F02",
        hint=_("While it is doubted, the person is treated as a child."),
        only_for=Tied.AGE,
    )
    age_disputed_by = told(
        models.CharField(_("who doubts it, and why"), max_length=200, blank=True),
        "F02",
        required="C",
        of="C3",
        when=("age_disputed", ("yes",)),
        only_for=Tied.AGE,
    )

    class Meta:
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class Nationality(ToldRecord):
    """A further nationality, beside the declared one that stands with the child."""

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION

    child = models.ForeignKey(Child, models.PROTECT, related_name="further_nationalities")
    country = told(
        models.CharField(_("further nationality"), max_length=16, blank=True), "F02", required="M", of="C2", options="L03"
    )
    verified = told(models.CharField(_("how it is known"), max_length=12, choices=VerifiedBy, blank=True), "F02", of="C2")

    class Meta:
        verbose_name = _("further nationality")
        verbose_name_plural = _("further nationalities")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class SpokenLanguage(ToldRecord):
    """A language the child also speaks, beside the first one that stands with the child."""

    class Level(models.TextChoices):
        NATIVE = "native", _("as a mother tongue")
        GOOD = "good", _("well")
        SOME = "some", _("a little")
        UNKNOWN = "unknown", _("unknown")

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION

    child = models.ForeignKey(Child, models.PROTECT, related_name="spoken_languages")
    language = told(models.CharField(_("language"), max_length=16, blank=True), "F02", required="M", options="L05")
    level = told(models.CharField(_("how well?"), max_length=8, choices=Level, blank=True), "F02", required="M")

    class Meta:
        verbose_name = _("other language")
        verbose_name_plural = _("other languages")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)
