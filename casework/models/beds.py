"""Beds, who is away from one for some days, and the call of the roll in the evening (domain.md 3.9, 9.2)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Kept, Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.ranges import UuidRange
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child

from .placement import CareProvider, Placement, Stay

ABSENCE = Workflow(
    "absence",
    Move("leave", (), "away", _("The child is away from its bed for some time; the bed is kept."), Verb.PLACE, _("Away for now")),
    Move("expect", ("away",), "away", _("The child stays away longer; the bed is kept."), Verb.PLACE, _("It takes longer")),
    Move("return", ("away",), "back", _("The child is back in its bed."), Verb.PLACE, _("The child is back")),
    Move("end", ("away",), "back", _("The absence ended with the placement."), Verb.PLACE),
    then=clocks.follow,
)
BEDS = Workflow(
    "beds", Move("change", (), "changed", _("The beds of a house were changed."), Verb.CHANGE_BEDS, _("Change the beds"))
)
ROLL_CALL = Workflow("roll_call", Move("call", (), "called", _("The roll was called."), Verb.CALL_ROLL, _("Call the roll")))


class ProviderPlacesQuerySet(models.QuerySet):
    def on(self, day):
        """The beds that there are on that day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)

    def as_of(self, moment):
        """Adds `beds_then`: how many there were at that moment, by the first change after it."""
        later = BedsChange.objects.filter(places=OuterRef("pk"), changed_at__gt=moment).order_by("changed_at")
        return self.annotate(beds_then=Coalesce(Subquery(later.values("before")[:1]), F("beds")))


class ProviderPlaces(models.Model):
    """Beds of one kind in a centre or a family: for whom, how many, from which day to which. `CareProvider.capacity` is their sum."""

    class Sex(models.TextChoices):
        GIRLS = "F", _("girls only")
        BOYS = "M", _("boys only")
        ANY = "A", _("girls and boys")

    provider = models.ForeignKey(CareProvider, models.PROTECT, related_name="places", verbose_name=_("centre or family"))
    sex = models.CharField(_("for whom"), max_length=1, choices=Sex)
    from_age = models.PositiveSmallIntegerField(_("from age"), default=0)
    to_age = models.PositiveSmallIntegerField(_("to age"), default=17)
    beds = models.PositiveSmallIntegerField(_("beds"))
    valid_from = models.DateField(_("from"), default=dates.today)
    valid_until = models.DateField(_("until the day before"), null=True, blank=True)

    objects = ProviderPlacesQuerySet.as_manager()

    class Meta:
        verbose_name = _("beds of one kind")
        verbose_name_plural = _("beds of one kind")
        ordering = ["provider", "sex", "from_age", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(from_age__lte=F("to_age")), name="beds_from_age_to_age"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="beds_end_after_they_began"
            ),
        ]

    def __str__(self):
        return f"{self.get_sex_display()}, {self.from_age}–{self.to_age}"


class BedsChange(Kept):
    """How many beds of one kind a house has since a moment, and who said so. Written once; `ProviderPlaces.beds` says what it is now.

    The database changes no number of beds without it, and counts the nights before by the number of then.
    """

    handled_by = Verb.SEE_BEDS

    provider = models.ForeignKey(CareProvider, models.PROTECT, related_name="changes_of_beds")
    places = models.ForeignKey(ProviderPlaces, models.PROTECT, related_name="changes")
    status = models.CharField(max_length=8, editable=False)
    before = models.PositiveSmallIntegerField(_("beds before"))
    after = models.PositiveSmallIntegerField(_("beds from then on"))
    changed_at = models.DateTimeField(_("changed at"), default=dates.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("change of beds")
        verbose_name_plural = _("changes of beds")
        ordering = ["-changed_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="beds_are_changed_to_another_number"),
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S"),
                name="beds_are_changed_with_a_reason",
                violation_error_message=_("Say why the beds are changed."),
            ),
            models.UniqueConstraint(fields=["places", "changed_at"], name="beds_change_at_one_moment_once"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def open_to(cls, user):
        return Q(provider__in=CareProvider.objects.seen_by(user))


class AbsenceQuerySet(RecordQuerySet):
    def at(self, moment):
        """Those that go on at that moment."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment)


class Absence(Record):
    """Some nights away from a bed that is kept: in hospital, at court, with relatives. A missing child is no absence: that ends the stay.

    The database lets none begin before its stay or last beyond it (migration of this table).
    """

    minor_path = "placement__child"
    field_of_action = FieldOfAction.CARE

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", _("in hospital")
        COURT = "court", _("before a court")
        FAMILY_VISIT = "family_visit", _("visiting the family")
        OTHER = "other", _("another reason")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="absences")
    status = models.CharField(max_length=8, editable=False)
    kind = told(models.CharField(_("why is the child away?"), max_length=12, choices=Kind), "F09", required="M", strict=True)
    starts_at = told(models.DateTimeField(_("away since")), "F09", required="M")
    expected_at = told(models.DateTimeField(_("expected back"), null=True, blank=True), "F09")
    ends_at = told(models.DateTimeField(_("back since"), null=True, blank=True), "F09")
    note = told(models.TextField(_("where, and who is with the child")), "F09", required="M", of="C3")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence from a bed")
        verbose_name_plural = _("absences from a bed")
        ordering = ["-starts_at", "id"]
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="away_once_at_a_time",
                expressions=[(UuidRange(F("placement"), F("placement"), Value("[]")), "&&"), (Stay(), "&&")],
                violation_error_message=_("The child is away already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="absence_ends_after_it_starts",
                violation_error_message=_("An absence ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(expected_at=None) | Q(expected_at__gt=F("starts_at")), name="expected_back_after_leaving"
            ),
            models.CheckConstraint(
                condition=Q(status="away", ends_at=None) | Q(status="back", ends_at__isnull=False), name="back_since_a_moment"
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("casework:absence", args=[self.pk])


class RollCall(Kept):
    """One evening's count in one centre: how many the system expects, how many heads were counted. Written once; who erred calls again."""

    handled_by = Verb.SEE_BEDS

    provider = models.ForeignKey(CareProvider, models.PROTECT, related_name="roll_calls", verbose_name=_("centre or family"))
    status = models.CharField(max_length=8, editable=False)
    called_at = models.DateTimeField(_("called at"), default=dates.now)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("called by"))
    expected = models.PositiveSmallIntegerField(_("expected tonight"))
    counted = models.PositiveSmallIntegerField(_("counted"))
    note = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("roll-call")
        verbose_name_plural = _("roll-calls")
        ordering = ["-called_at", "id"]
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:roll_call", args=[self.pk])

    @classmethod
    def open_to(cls, user):
        return Q(provider__in=CareProvider.objects.seen_by(user))

    @property
    def difference(self) -> int:
        """Heads more than expected; less than nothing when some are not there."""
        return self.counted - self.expected


class RollCallLine(Record):
    """One child at a roll-call, as the system had it and as it was found."""

    minor_path = "child"
    field_of_action = FieldOfAction.CARE

    class Expected(models.TextChoices):
        HERE = "here", _("sleeps here")
        AWAY = "away", _("away, the bed is kept")
        ELSEWHERE = "elsewhere", _("is recorded elsewhere")

    roll_call = models.ForeignKey(RollCall, models.PROTECT, related_name="lines")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, models.PROTECT, null=True, related_name="+")
    expected = models.CharField(_("in the system"), max_length=9, choices=Expected)
    present = models.BooleanField(_("is there"))

    class Meta:
        verbose_name = _("child at a roll-call")
        verbose_name_plural = _("children at a roll-call")
        ordering = ["roll_call", "child__code"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["roll_call", "child"], name="called_once"),
            models.CheckConstraint(
                condition=Q(expected="elsewhere", present=True, placement=None)
                | ~Q(expected="elsewhere") & Q(placement__isnull=False),
                name="called_from_a_bed_or_found_there",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @property
    def differs(self) -> bool:
        return self.present != (self.expected == self.Expected.HERE)
