"""Alternative care: providers with their beds, and placements that never overlap (domain.md 3.9)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Institution, Place, Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.ranges import UuidRange
from base.roles import Scope, Verb
from minors.models import Child, Document

from .assessment import Answer

FAMILY_CARE = ["kinship", "foster", "kafala", "customary_caregiver", "adult_sibling"]
# Sleeping there is no care: never counted as appropriate (domain.md 6.4, indicator 3.1).
NO_CARE = ["none", "street", "detention", "employer", "unknown", "refused"]


class Stay(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()

    def __init__(self, *expressions):
        super().__init__(*(expressions or (F("starts_at"), F("ends_at"))))


class CareProviderQuerySet(models.QuerySet):
    def with_free_beds(self, fitting: Q | None = None):
        """Adds `beds`, `taken` and `free`, as of now; of the kinds of beds that are `fitting`, when it says which (`Q` on `ProviderPlaces`)."""
        day, fitting = dates.today(), fitting or Q()
        there = self.model._meta.get_field("places").related_model.objects.on(day).filter(fitting)
        beds = there.filter(provider=models.OuterRef("pk")).order_by().values("provider")
        stays = Placement.objects.current().filter(provider=models.OuterRef("pk"), places__in=there).order_by()
        return self.annotate(
            beds=Coalesce(models.Subquery(beds.values(n=models.Sum("beds"))), 0),
            taken=Coalesce(models.Subquery(stays.values("provider").values(n=models.Count("pk"))), 0),
            free=F("beds") - F("taken"),
        )

    def seen_by(self, user):
        """Those whose beds this person may see: all for who places children, else one's own house, team, region or country."""
        if not user.can(Verb.SEE_BEDS):
            return self.none()
        match Scope(user.role.scope):
            case Scope.ALL_CODED:
                return self.all()
            case Scope.OWN if user.can(Verb.PLACE):
                return self.all()
            case Scope.RESIDENT:
                return self.filter(institution=user.institution_id)
            case Scope.UNIT:
                return self.filter(Q(institution=user.institution_id) | Q(region=user.region))
            case Scope.REGION_CODED:
                return self.filter(region=user.region)
            case _:
                return self.none()


class CareProvider(models.Model):
    """A centre or a family that takes children in. A family's address is secret (C4) and not kept here."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("centre")
        FAMILY = "family", _("family")

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="care_providers", verbose_name=_("institution that answers for it")
    )
    care_type = models.CharField(_("type of care"), max_length=24)  # L11
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))
    label = models.CharField(_("label"), max_length=120)
    capacity = models.PositiveSmallIntegerField(_("beds"))
    sexes = ArrayField(models.CharField(max_length=1), verbose_name=_("takes"))
    min_age = models.PositiveSmallIntegerField(_("from age"), default=0)
    max_age = models.PositiveSmallIntegerField(_("to age"), default=17)
    is_open = models.BooleanField(_("takes children"), default=True)

    objects = CareProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("care provider")
        verbose_name_plural = _("care providers")
        ordering = ["kind", "label"]

    def __str__(self):
        return self.label


class PlacementQuerySet(RecordQuerySet):
    def current(self):
        return self.filter(ends_at=None)

    def tonight(self, files):
        """Where a child sleeps whose files are these (its own, or several that became one): a bed counts before a place without care."""
        return self.current().filter(child__in=files).order_by(F("provider").asc(nulls_last=True), "-starts_at")


class Placement(Record):
    """Where the child sleeps, from when to when. Also a night in the street or in a cell: then there is no provider."""

    minor_path = "child"
    field_of_action = FieldOfAction.CARE

    class Basis(models.TextChoices):
        EMERGENCY = "emergency", _("emergency, decided by the social worker")
        ADMINISTRATIVE = "administrative", _("decision of the ministry")
        COURT = "court", _("court order")
        BID = "bid", _("best-interests determination")
        INFORMAL = "informal", _("informal or spontaneous")

    class Siblings(models.TextChoices):
        NONE = "none", _("no brother or sister in care is known")
        TOGETHER = "together", _("together")
        SEPARATED = "separated", _("separated")

    class ApartBecause(models.TextChoices):
        NO_BEDS = "no_beds", _("no place had beds for all of them")
        HEALTH = "health", _("one of them needs treatment or special care")
        SAFETY = "safety", _("one of them is not safe where the other is")
        OWN_WISH = "own_wish", _("they asked for it themselves")
        ORDERED = "ordered", _("a court or panel decided it")
        OTHER = "other", _("another reason")

    APART = ("apart_because", "apart_plan", "apart_contacts")

    child = models.ForeignKey(Child, models.PROTECT, related_name="placements")
    status = models.CharField(max_length=8, editable=False)
    provider = models.ForeignKey(
        CareProvider, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name=_("centre or family")
    )
    care_type = told(models.CharField(_("type of care"), max_length=24), "F02", required="M", options="L11")
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))
    starts_at = models.DateTimeField(_("from"))
    planned_end = told(models.DateField(_("planned until"), null=True, blank=True), "F09")
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    basis = models.CharField(_("basis of the decision"), max_length=16, choices=Basis, default=Basis.EMERGENCY)
    order = told(
        models.ForeignKey(
            Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("order of the court")
        ),
        "F09",
        of="C2",
    )
    # Which of the provider's beds: none when nobody's bed was free and a reason let the child sleep there all the same.
    places = models.ForeignKey("casework.ProviderPlaces", models.PROTECT, null=True, editable=False, related_name="stays")
    overridden = models.BooleanField(_("no bed fitted"), default=False, editable=False)
    override_reason = told(models.TextField(_("why this place although no bed fits"), blank=True), "F09", of="C3")
    reason = told(models.TextField(_("why this place")), "F09", required="M", of="C3")
    child_agrees = models.CharField(_("Does the child agree?"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    child_consulted = told(
        models.CharField(_("Was the child asked?"), max_length=8, choices=Answer, default=Answer.UNKNOWN), "F09", required="M"
    )
    child_informed = told(
        models.CharField(_("Was it explained to the child?"), max_length=8, choices=Answer, default=Answer.UNKNOWN),
        "F09",
        required="M",
    )
    child_says = told(models.TextField(_("what the child says about this place"), blank=True), "F09", of="C3")
    suitable = models.CharField(_("Is this place suitable for the child?"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    siblings = told(models.CharField(_("siblings together?"), max_length=9, choices=Siblings, default=Siblings.NONE), "F09")
    apart_because = told(
        models.CharField(_("why brothers and sisters sleep apart"), max_length=12, choices=ApartBecause, blank=True), "F09"
    )
    apart_plan = told(models.TextField(_("how they come together again, and by when"), blank=True), "F09", of="C3")
    apart_contacts = told(
        models.TextField(_("visits and calls between them: how often, on which days"), blank=True), "F09", of="C3"
    )
    end_reason = told(models.CharField(_("why it ended"), max_length=24, blank=True), "F09", options="L26", strict=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["-starts_at", "id"]
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="one_place_a_night",
                expressions=[(UuidRange(), "&&"), (Stay(), "&&")],
                violation_error_message=_("The child already has a place for these nights. End that placement first."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="placement_ends_after_it_starts",
                violation_error_message=_("A placement ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(planned_end=None) | Q(planned_end__gte=F("starts_at__date")),
                name="placement_is_planned_until_after_it_starts",
                violation_error_message=_("The planned end comes after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | ~Q(end_reason=""),
                name="placement_ends_with_a_reason",
                violation_error_message=_("Say why the placement ended."),
            ),
            models.CheckConstraint(
                condition=Q(provider=None, places=None, overridden=False)
                | Q(provider__isnull=False) & (Q(places__isnull=False) | Q(overridden=True)),
                name="a_bed_or_a_reason_without",
            ),
            models.CheckConstraint(
                condition=Q(overridden=False, override_reason="") | Q(overridden=True, override_reason__regex=r"\S"),
                name="overridden_with_a_reason",
                violation_error_message=_("Say why the child sleeps there although no bed fits."),
            ),
            # An emergency waits for no answer (domain.md 0.3, rule 6): the page of the case then asks for it.
            models.CheckConstraint(
                condition=~Q(siblings="separated")
                | Q(basis="emergency")
                | ~Q(apart_because="") & Q(apart_plan__regex=r"\S", apart_contacts__regex=r"\S"),
                name="siblings_apart_with_a_plan",
                violation_error_message=_(
                    "Brothers and sisters sleep apart: say why, how they come together again and how they meet."
                ),
            ),
        ]

    def __str__(self):
        return str(self.provider or self.care_label)

    def get_absolute_url(self):
        return reverse("casework:case", args=[self.child_id])

    @classmethod
    def keeps_apart(cls, kept, other):
        """One child has one bed: of two placements in a centre or a family, the one that is not true has to end first."""
        beds = cls.objects.current().filter(child__in=[kept, other], provider__isnull=False).select_related("child")
        found = sorted(beds, key=lambda one: one.child_id != kept)
        if len(found) > 1:
            values = {"kept": found[0].child.code, "care": found[0].care_label}
            values |= {"other": found[1].child.code, "other_care": found[1].care_label}
            yield (
                _(
                    "Both files have a bed for tonight: %(kept)s (%(care)s) and %(other)s (%(other_care)s). End the placement that is "
                    "not true first."
                )
                % values
            )

    @property
    def care_label(self) -> str:
        return options.label("L11", self.care_type)

    @property
    def end_reason_label(self) -> str:
        return options.label("L26", self.end_reason)
