"""Reunification and return (domain.md 3.13, F13; 9.15): one departure for each child, who may travel in a group."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Institution, Kept, Place, Record, RecordQuerySet, Team
from base.objectives import FieldOfAction
from base.purposes import Tied
from base.roles import Verb
from base.secret_text import SecretText
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child

from .assessment import BestInterestsAssessment
from .case import Episode
from .panel_decision import PanelDecision
from .verification import Verification

DEPARTURE = Workflow(
    "departure",
    Move("plan", (), "planned", _("A reunification or return was planned."), Verb.ASSESS, _("Plan a reunification or return")),
    Move("submit", ("planned",), "submitted", _("The departure was sent to the supervisor."), Verb.ASSESS, _("Send to the supervisor")),
    Move("approve", ("submitted",), "approved", _("The departure was approved."), Verb.APPROVE, _("Approve")),
    Move("return", ("submitted",), "planned", _("The departure was returned with a comment."), Verb.APPROVE, _("Return with a comment")),
    Move("complete", ("approved",), "completed", _("The child left, and was handed over."), Verb.ASSESS, _("The child was handed over")),
    Move("cancel", ("planned", "submitted", "approved"), "cancelled", _("The departure was cancelled."), Verb.ASSESS, _("Cancel the departure")),
    Move(
        "happen",
        (),
        "completed",
        _("The child had gone to the family without the procedure; it was recorded afterwards."),
        Verb.APPROVE,
        _("The child has gone already"),
    ),
    then=clocks.follow,
)  # fmt: skip
TRAVEL = Workflow(
    "travel",
    Move("plan", (), "planned", _("A group travel was planned."), Verb.REGISTER_CHILD, _("Plan a group travel")),
    Move("close", ("planned",), "closed", _("A group travel was closed."), Verb.REGISTER_CHILD, _("Close the list")),
)


class GroupTravel(Kept):
    """Several children who travel on one day. It holds no name and no check: each child's departure has its own (domain.md 9.15)."""

    team_path = "team"
    region_path = "region"
    field_of_action = FieldOfAction.FAMILY_LINKS

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        CLOSED = "closed", _("closed")

    status = models.CharField(_("status"), max_length=7, choices=Status, editable=False)
    travels_on = models.DateField(_("day of travel"))
    country = models.CharField(_("country of destination"), max_length=16)  # L03
    route = models.TextField(_("route and means of travel"))
    escort = models.CharField(_("escort (function and service)"), max_length=120)
    receiving_service = models.CharField(_("service that receives the children"), max_length=160)
    reference = models.CharField(_("AVRR number"), max_length=40, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="travels", verbose_name=_("responsible team"))
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))

    class Meta:
        verbose_name = _("group travel")
        verbose_name_plural = _("group travels")
        ordering = ["-travels_on", "id"]
        default_permissions = ()

    def __str__(self):
        return options.in_a_row([options.label("L03", self.country), dates.day_in_words(self.travels_on)])

    def get_absolute_url(self):
        return reverse("casework:travel", args=[self.pk])


class DepartureQuerySet(RecordQuerySet):
    def left(self):
        """Children who have gone, first the last one."""
        return self.filter(status="completed").order_by("-left_at")


class Departure(Record):
    """What the row itself can say is asked for by the database: no fear, the child's agreement, verification, assessment, approval."""

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    SIGNERS = ["adult", "worker", "witness"]

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        SUBMITTED = "submitted", _("waiting for the supervisor")
        APPROVED = "approved", _("approved")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    class Kind(models.TextChoices):
        REUNIFICATION = "reunification", _("reunification with the family")
        RETURN = "return", _("return to the country of origin, with a family that receives the child")

    class Signer(models.TextChoices):
        ADULT = "adult", _("the adult")
        CHILD = "child", _("the child (signature or mark)")
        WORKER = "worker", _("the social worker")
        WITNESS = "witness", _("a witness")

    class Safe(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("nobody knows")

    class Agrees(models.TextChoices):
        YES = "yes", _("yes")
        UNSURE = "unsure", _("not sure")
        NO = "no", _("no")

    child = models.ForeignKey(Child, models.PROTECT, related_name="departures")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="departures")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=9, choices=Status, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    spontaneous = models.BooleanField(_("happened without the procedure"), default=False, editable=False)
    kind = told(models.CharField(_("reunification or return"), max_length=13, choices=Kind), "F13", required="M", strict=True)
    how = told(models.CharField(_("how the family was found"), max_length=24), "F13", required="M", options="F13", strict=True)
    fear_of_return = told(
        models.CharField(_("fear of return, as the file said it"), max_length=10, blank=True, editable=False),
        "F13",
        of="C3",
        only_for=Tied.ASYLUM,
    )
    child_agrees = told(
        models.CharField(_("does the child want to go, on this day and to this adult?"), max_length=6, choices=Agrees),
        "F13",
        required="M",
        of="C3",
        strict=True,
    )
    child_says = told(models.TextField(_("what the child says about going")), "F13", required="M", of="C3")
    verification = told(
        models.ForeignKey(
            Verification,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="departures",
            verbose_name=_("verification"),
            editable=False,
        ),
        "F13",
    )
    assessment = told(
        models.ForeignKey(
            BestInterestsAssessment, models.PROTECT, null=True, blank=True, related_name="departures", editable=False,
            verbose_name=_("best-interests assessment"),
        ),
        "F13",
    )  # fmt: skip
    panel_decision = told(
        models.ForeignKey(
            PanelDecision, models.PROTECT, null=True, blank=True, related_name="departures", editable=False,
            verbose_name=_("decision of the panel"),
        ),
        "F13",
    )  # fmt: skip
    place_safe = told(
        models.CharField(_("is the place where the family lives safe, without armed conflict?"), max_length=7, choices=Safe, blank=True),
        "F13",
        required="M",
        of="C3",
        strict=True,
        hint=_("“No” and “nobody knows” call for a decision of the panel (BID)."),
    )  # fmt: skip
    adult_name = told(
        models.CharField(_("name chain of the adult who receives the child"), max_length=200), "F13", required="M", of="C2"
    )
    adult_relation = told(
        models.CharField(_("relation to the child"), max_length=24), "F13", required="M", of="C2", options="L16", strict=True
    )
    adult_document = told(models.CharField(_("identity document of the adult"), max_length=120, blank=True), "F13", of="C2")
    same_adult = told(models.BooleanField(_("it is the adult who was verified"), default=True), "F13", required="M")
    other_adult_because = told(models.TextField(_("if it is another adult: why"), blank=True), "F13", of="C3")
    address = told(SecretText(_("address where the child will live"), blank=True), "F13", of="C4")
    handover_place = told(models.CharField(_("place of the handover"), max_length=160), "F13", required="M", of="C3")
    planned_on = told(models.DateField(_("planned day")), "F13", required="M")
    cross_border = told(models.BooleanField(_("across a border"), default=False), "F13", required="M")
    route = told(models.TextField(_("route and escort"), blank=True), "F13", of="C3")
    receiving_authority = told(models.CharField(_("service that receives the child"), max_length=160, blank=True), "F13")
    travel_document = told(models.CharField(_("travel document"), max_length=120, blank=True), "F13", of="C2")
    prepared_child = told(models.TextField(_("how the child was prepared"), blank=True), "F13", of="C3")
    prepared_family = told(models.TextField(_("how the family was prepared"), blank=True), "F13", of="C3")
    support = told(models.TextField(_("material support"), blank=True), "F13", of="C3")
    followed_by = told(models.CharField(_("who follows the child up afterwards"), max_length=160, blank=True), "F13")
    travel = models.ForeignKey(
        GroupTravel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="departures",
        verbose_name=_("group travel"),
        editable=False,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision = told(models.TextField(_("comment on the decision"), blank=True), "F13", of="C3")
    left_at = told(models.DateTimeField(_("handed over at"), null=True, blank=True), "F13")
    signed_by = told(
        ArrayField(
            models.CharField(max_length=8, choices=Signer),
            verbose_name=_("who signed the handover certificate"),
            default=list,
            blank=True,
        ),
        "F13",
        strict=True,
    )
    documents = told(models.TextField(_("documents that were handed over"), blank=True), "F13", of="C3")
    supervisor_note = told(
        models.TextField(_("note of the supervisor on a departure without the procedure"), blank=True), "F13", of="C3"
    )

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("reunification or return")
        verbose_name_plural = _("reunifications and returns")
        ordering = ["-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="departure_number_once"),
            models.UniqueConstraint(
                fields=["child"], condition=Q(status__in=["planned", "submitted", "approved"]), name="one_departure_at_a_time"
            ),
            models.CheckConstraint(condition=Q(spontaneous=True) | Q(fear_of_return="no"), name="nobody_departs_in_fear_of_return"),
            models.CheckConstraint(
                condition=Q(spontaneous=True) | Q(child_agrees="yes", child_says__regex=r"\S"), name="nobody_departs_without_wanting_to"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "approved", "completed"])
                | Q(spontaneous=True)
                | Q(prepared_child__regex=r"\S", prepared_family__regex=r"\S"),
                name="nobody_departs_unprepared",
            ),
            models.CheckConstraint(condition=Q(spontaneous=True) | Q(verification__isnull=False), name="nobody_departs_unverified"),
            models.CheckConstraint(
                condition=Q(spontaneous=True) | Q(assessment__isnull=False) | Q(panel_decision__isnull=False),
                name="nobody_departs_unassessed",
            ),
            models.CheckConstraint(
                condition=Q(spontaneous=True) | Q(place_safe="yes") | Q(panel_decision__isnull=False),
                name="only_the_panel_sends_where_it_is_not_safe",
            ),
            models.CheckConstraint(
                condition=Q(same_adult=True) | Q(other_adult_because__regex=r"\S"), name="another_adult_needs_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(cross_border=True) | Q(spontaneous=True) | Q(receiving_authority__regex=r"\S"),
                name="somebody_receives_who_crosses_a_border",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "completed"]) | Q(decided_by__isnull=False), name="departure_is_approved"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(spontaneous=True) | ~Q(decided_by=F("author")), name="departure_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status="completed", left_at__isnull=False) | ~Q(status="completed") & Q(left_at=None),
                name="who_left_left_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed") | Q(spontaneous=True) | Q(signed_by__contains=["adult", "worker", "witness"]),
                name="handover_certificate_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(spontaneous=False) | Q(status="completed", supervisor_note__regex=r"\S"),
                name="spontaneous_only_after_the_fact",
            ),
            models.CheckConstraint(condition=Q(travel=None) | Q(spontaneous=False), name="nobody_travels_in_a_group_unplanned"),
        ]  # fmt: skip

    def __str__(self):
        return f"REUN-{self.number}"

    def get_absolute_url(self):
        return reverse("casework:departure", args=[self.pk])

    @property
    def unfinished(self) -> bool:
        return self.status in ("planned", "submitted", "approved")

    @property
    def late(self) -> bool:
        return self.unfinished and self.planned_on < dates.today()
