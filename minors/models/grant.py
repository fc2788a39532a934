"""Grants: narrow access to one child, given as a fact, and guardian's rows that the door reads (architecture.md 3)."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from base import dates
from base.models import Record, RecordQuerySet, Team
from base.objectives import FieldOfAction
from base.roles import Relation, Verb
from base.workflow import Move, Workflow

from .child import Child

EMERGENCY_LASTS = timedelta(hours=4)  # domain.md 7.2
GRANT = Workflow(
    "grant",
    Move("give", (), "given", _("Access to the file was given."), Verb.SHARE_CASE),
    Move("agree", ("given",), "given", _("The young adult agreed to the access of the former guardian."), Verb.SHARE_CASE),
    Move("revoke", ("given",), "revoked", _("Access to the file was ended."), Verb.SHARE_CASE, _("End this access")),
)


class GrantQuerySet(RecordQuerySet):
    def in_force(self):
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=dates.now()), status="given")


class Grant(Record):
    """Who may reach one child, for what, until when, and who said so. Given to a person or to a team, never to both."""

    minor_path = "child"
    field_of_action = FieldOfAction.GOVERNANCE

    class Purpose(models.TextChoices):
        RESPONSIBLE = "responsible", _("responsible for the case")
        DUTY = "duty", _("duty or replacement")
        REVIEW = "review", _("review or inspection")
        PANEL = "panel", _("best-interests panel")
        COURT = "court", _("court order")
        PARTNER = "partner", _("help by another institution, with consent")
        OFFER = "offer", _("offer of the case")
        GRACE = "grace", _("questions after a hand-over")
        GUARDIAN = "guardian", _("mandate as guardian")
        EMERGENCY = "emergency", _("emergency")
        WITNESSED = "witnessed", _("emergency, with a second person")

    # Nobody gives these by hand: they come with a hand-over, or with a mandate.
    BY_HANDOVER = (Purpose.RESPONSIBLE, Purpose.OFFER, Purpose.GRACE, Purpose.GUARDIAN)
    IN_EMERGENCY = (Purpose.EMERGENCY, Purpose.WITNESSED)  # nor these

    child = models.ForeignKey(Child, models.PROTECT, related_name="grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("person")
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("team"))
    status = models.CharField(max_length=8, editable=False)
    levels = ArrayField(models.CharField(max_length=8), verbose_name=_("what the access allows"))
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    scope = models.CharField(_("consent it rests on"), max_length=40, blank=True, default="")  # L28
    starts_at = models.DateTimeField(_("from"), default=dates.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("the young adult agreed at"), null=True, blank=True, editable=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        ordering = ["-starts_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None, team__isnull=False) | models.Q(user__isnull=False, team=None),
                name="grant_to_a_person_or_a_team",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["responsible", "guardian"]) | models.Q(ends_at__isnull=False),
                name="only_the_responsible_person_has_no_end",
                violation_error_message=_("Say until when this access is needed."),
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose__in=["emergency", "witnessed"])
                | models.Q(
                    ends_at__lte=models.F("starts_at") + EMERGENCY_LASTS,
                    levels__contained_by=["read_c1", "read_c2", "read_c3", "read_c4"],
                    team=None,
                ),
                name="emergency_reads_for_four_hours",
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose="emergency", levels__contains=["read_c4"]), name="no_secret_in_an_emergency_alone"
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose="partner") | ~models.Q(scope=""),
                name="partner_reads_on_a_consent",
                violation_error_message=_("Say which consent this access rests on."),
            ),
        ]

    def __str__(self):
        return f"{self.user or self.team}"


class Exclusion(Record):
    """A person who must not see this child. It wins over every grant and every unit (domain.md 7.2)."""

    minor_path = "child"
    field_of_action = FieldOfAction.GOVERNANCE

    child = models.ForeignKey(Child, models.PROTECT, related_name="exclusions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exclusions", verbose_name=_("person"))
    reason = models.TextField(_("reason"))
    active = models.BooleanField(default=True)
    declared = models.BooleanField(_("because of a relative whom the person declared"), default=False)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["child", "user"], name="excluded_once")]

    def __str__(self):
        return f"{self.user}"


class ChildUserPermission(UserObjectPermissionBase):
    """guardian's row for one level of one person's grant. It ends by itself: `until` is read by the door."""

    content_object = models.ForeignKey(Child, models.CASCADE, related_name="user_permissions")
    relation = models.CharField(max_length=12, choices=Relation, default=Relation.GRANTED)
    until = models.DateTimeField(null=True)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = [["user", "permission", "content_object", "relation"]]
        indexes = [models.Index(fields=["user", "permission", "content_object"], name="child_of_user")]


class ChildTeamPermission(GroupObjectPermissionBase):
    """The same for a team, through the team's group."""

    content_object = models.ForeignKey(Child, models.CASCADE, related_name="team_permissions")
    relation = models.CharField(max_length=12, choices=Relation, default=Relation.GRANTED)
    until = models.DateTimeField(null=True)

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = [["group", "permission", "content_object", "relation"]]
        indexes = [models.Index(fields=["group", "permission", "content_object"], name="child_of_team")]
