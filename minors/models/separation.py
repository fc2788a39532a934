"""How the child was separated, and the way here: ordinary and sensitive answers of F03 (domain.md 3.3)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.description import Answer, told
from base.objectives import FieldOfAction

from .child import Child
from .told_dates import ToldDates


class Separation(ToldDates):
    """When, where, why and how the child lost its family."""

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    told_dates = ("separated",)

    class Kind(models.TextChoices):
        ACCIDENTAL = "accidental", _("by accident")
        VOLUNTARY = "voluntary", _("by the child's own choice")
        IMPOSED = "imposed", _("decided or forced by others")
        UNKNOWN = "unknown", _("unknown")
        REFUSED = "refused", _("refused to answer")

    child = models.OneToOneField(Child, models.PROTECT, related_name="separation")
    separated_raw = told(
        models.CharField(_("date of the separation, as it was told"), max_length=60, blank=True),
        "F03",
        required="M",
        of="C2",
        hint=_("For example: 2025, 03/2025, or in words: “at the last harvest”."),
    )
    separated_earliest = models.DateField(_("separated on or after"), null=True, blank=True, editable=False)
    separated_latest = models.DateField(_("separated on or before"), null=True, blank=True, editable=False)
    place = told(models.CharField(_("place of the separation"), max_length=120, blank=True), "F03", of="C2")
    country = told(models.CharField(_("country of the separation"), max_length=16, blank=True), "F03", of="C2", options="L03")
    cause = told(
        models.CharField(_("main cause of the separation"), max_length=32, blank=True),
        "F03",
        required="M",
        of="C3",
        options="L10",
    )
    other_causes = told(
        ArrayField(models.CharField(max_length=32), verbose_name=_("other causes"), default=list, blank=True),
        "F03",
        of="C3",
        options="L10",
    )
    story = told(
        models.TextField(_("how it happened"), blank=True),
        "F03",
        of="C3",
        hint=_("In the child's own words, between quotation marks. Ask once: it must not be told again and again."),
    )
    kind = told(models.CharField(_("what kind of separation was it?"), max_length=12, choices=Kind, blank=True), "F03", of="C3")
    left_with_consent = told(
        models.CharField(_("did the parents know that the child was leaving?"), max_length=8, choices=Answer, blank=True),
        "F03",
        of="C3",
    )
    origin_address = told(
        models.TextField(_("address of the family and landmarks"), blank=True),
        "F03",
        of="C2",
        hint=_("Village, school, mosque or church, market, name of the chief: what a messenger would look for."),
    )
    accompanied = told(
        models.CharField(_("did an adult come here with the child?"), max_length=8, choices=Answer, blank=True),
        "F03",
        of="C3",
        hint=_("If so, write this person among the relatives: who it is and what it claims to be for the child."),
    )
    destination = told(
        models.CharField(_("where did the child want to go?"), max_length=24, blank=True), "F03", of="C2", options="L42"
    )

    class Meta:
        verbose_name = _("separation")
        verbose_name_plural = _("separations")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class JourneyLeg(ToldDates):
    """One part of the way: from, to, when, how, with whom, and what happened. For readers of what is sensitive only."""

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    record_class = "C3"
    told_dates = ("travelled",)

    child = models.ForeignKey(Child, models.PROTECT, related_name="journey")
    number = told(
        models.PositiveSmallIntegerField(_("which part of the journey"), null=True, blank=True),
        "F03",
        of="C3",
        hint=_("1 is the first part. Left empty, it is put at the end."),
    )
    from_place = told(models.CharField(_("from which place"), max_length=120, blank=True), "F03", of="C3")
    to_place = told(models.CharField(_("to which place"), max_length=120, blank=True), "F03", of="C3")
    travelled_raw = told(models.CharField(_("date, as it was told"), max_length=60, blank=True), "F03", of="C3")
    travelled_earliest = models.DateField(_("on or after"), null=True, blank=True, editable=False)
    travelled_latest = models.DateField(_("on or before"), null=True, blank=True, editable=False)
    mode = told(models.CharField(_("how"), max_length=24, blank=True), "F03", of="C3", options="L41")
    with_whom = told(models.CharField(_("with whom"), max_length=200, blank=True), "F03", of="C3")
    events = told(
        ArrayField(models.CharField(max_length=32), verbose_name=_("what happened"), default=list, blank=True),
        "F03",
        of="C3",
        options="L13",
    )
    note = told(models.TextField(_("in the child's words"), blank=True), "F03", of="C3")

    class Meta:
        verbose_name = _("part of the journey")
        verbose_name_plural = _("parts of the journey")
        ordering = ["number", "recorded_at", "id"]
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)

    def save(self, *, by, reason, update_fields=None):
        if self.number is None:
            last = JourneyLeg.objects.filter(child=self.child).order_by("-number").values_list("number", flat=True).first()
            self.number = (last or 0) + 1
        super().save(by=by, reason=reason, update_fields=update_fields)
