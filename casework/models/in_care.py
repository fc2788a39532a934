"""What a placement brings with it: the agreement with the family, what it is given, and visits to the place (domain.md 3.9, F09, F09b)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import Answer, told
from base.models import Record
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Document

from .feedback import FACES
from .follow_up import FollowUp
from .placement import Placement

AGREEMENT = Workflow(
    "care_agreement",
    Move("sign", (), "signed", _("An agreement with the family was signed."), Verb.PLACE, _("Agreement with the family")),
    then=clocks.follow,
)
SUPPORT = Workflow(
    "care_support", Move("give", (), "given", _("Support was given for the placement."), Verb.PLACE, _("Support given"))
)


class CareAgreement(Record):
    """What the family that takes the child in has signed. All four points stand in it, or it is none; a later one replaces it."""

    minor_path = "placement__child"
    field_of_action = FieldOfAction.CARE

    class Point(models.TextChoices):
        DUTIES = "duties", _("the duties of the family")
        VISITS = "visits", _("visits of the social worker at any time")
        NO_WORK = "no_work", _("no work and no marriage of the child")
        FAMILY = "family", _("contact of the child with its own family")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="agreements")
    status = models.CharField(max_length=8, editable=False)
    signed_on = told(models.DateField(_("signed on")), "F09", required="M")
    points = told(
        ArrayField(models.CharField(max_length=8, choices=Point), verbose_name=_("what the agreement says")), "F09", required="M"
    )
    document = told(
        models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed paper")),
        "F09",
        of="C2",
    )
    monthly_support = told(models.PositiveIntegerField(_("support each month (DJF)"), null=True, blank=True), "F09", of="C2")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("agreement with the family")
        verbose_name_plural = _("agreements with families")
        ordering = ["-signed_on", "-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(points__contains=["duties", "visits", "no_work", "family"]),
                name="agreement_says_all_four_points",
                violation_error_message=_("An agreement says all four points. Have it completed and signed again."),
            )
        ]

    def __str__(self):
        return str(self._meta.verbose_name)


class CareSupport(Record):
    """Something that was given so that the child can live there: a kit, money, what school costs."""

    minor_path = "placement__child"
    field_of_action = FieldOfAction.CARE

    class Kind(models.TextChoices):
        KIT = "kit", _("kit: bedding, clothes, hygiene")
        CASH = "cash", _("money, for a month")
        SCHOOL = "school", _("school: fees, books, uniform")
        OTHER = "other", _("something else")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="support")
    status = models.CharField(max_length=8, editable=False)
    kind = told(models.CharField(_("what was given"), max_length=8, choices=Kind), "F09")
    given_on = told(models.DateField(_("given on"), default=dates.today), "F09")
    amount = told(models.PositiveIntegerField(_("amount (DJF)"), null=True, blank=True), "F09")
    note = told(models.CharField(_("to whom, and for what"), max_length=200, blank=True), "F09", of="C2")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("support for a placement")
        verbose_name_plural = _("support for placements")
        ordering = ["-given_on", "-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="cash") | Q(amount__isnull=False, amount__gte=1),
                name="money_with_its_amount",
                violation_error_message=_("Write how much money was given."),
            )
        ]

    def __str__(self):
        return self.get_kind_display()


class PlaceVisit(Record):
    """What only a visit to the place of care asks, beside the follow-up that it is (F09b)."""

    minor_path = "follow_up__child"
    field_of_action = FieldOfAction.CARE
    TEXTS = ("room", "food", "work", "compared", "caregiver_concerns")

    follow_up = models.OneToOneField(FollowUp, models.PROTECT, related_name="in_place")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="visits")
    announced = told(models.CharField(_("Was the visit announced?"), max_length=8, choices=Answer), "F09", required="M")
    room = told(models.TextField(_("where the child sleeps and washes"), blank=True), "F09", of="C3")
    food = told(models.TextField(_("what the child eats, and with whom"), blank=True), "F09", of="C3")
    work = told(models.TextField(_("what work the child does in the house and outside"), blank=True), "F09", of="C3")
    compared = told(
        models.TextField(_("how the child is treated, compared with the other children of the house"), blank=True),
        "F09",
        of="C3",
    )
    satisfaction = told(
        models.PositiveSmallIntegerField(
            _("how happy the child is here"),
            choices=FACES,
            null=True,
            blank=True,
            validators=[MinValueValidator(1), MaxValueValidator(5)],
        ),
        "F09",
    )
    caregiver_concerns = told(models.TextField(_("what worries the caregiver"), blank=True), "F09", of="C3")

    class Meta:
        verbose_name = _("visit to the place of care")
        verbose_name_plural = _("visits to places of care")
        ordering = ["-follow_up__done_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)), name="place_visit_has_one_of_five_faces"
            )
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:follow_up", args=[self.follow_up_id])
