"""The best-interests panel: who sits on it, its sessions, who is invited to which files, and conflicts of interest (domain.md 2.3.3)."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Institution, Kept, Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors.models import Grant

from .determination import Determination, DeterminationReport

SESSION = Workflow(  # of no single child: nobody's timeline tells it
    "panel_session",
    Move("plan", (), "planned", _("A session of the panel was planned."), Verb.HOLD_PANEL, _("Plan a session")),
    Move(
        "send", ("planned",), "sent", _("The invitations to the session were sent."), Verb.HOLD_PANEL, _("Send the invitations")
    ),
    Move("cancel", ("planned", "sent"), "cancelled", _("The session was cancelled."), Verb.HOLD_PANEL, _("Cancel the session")),
)
AGENDA = Workflow(
    "panel_agenda",
    Move("put", (), "on", _("The determination was put on the agenda of the panel."), Verb.HOLD_PANEL, _("Put it on the agenda")),
    Move(
        "take_off", ("on",), "off", _("The determination was taken off the agenda."), Verb.HOLD_PANEL, _("Take it off the agenda")
    ),
)


class QuorumRule(models.Model):
    """How many have to sign, valid from a day to a day (domain.md 2.3.3). A decision keeps the row that applied."""

    urgent = models.BooleanField(_("for urgent sessions"))
    members = models.PositiveSmallIntegerField(_("members who vote"))
    women = models.PositiveSmallIntegerField(_("women among them"))
    men = models.PositiveSmallIntegerField(_("men among them"))
    institutions = models.PositiveSmallIntegerField(_("institutions among them"))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("quorum of the panel")
        verbose_name_plural = _("quorums of the panel")
        ordering = ["urgent", "valid_from"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["urgent", "valid_from"], name="one_quorum_from_a_day"),
            models.CheckConstraint(condition=Q(members__gte=2), name="nobody_decides_alone"),
        ]

    def __str__(self):
        return f"{self.members} / {self.women} / {self.men} / {self.institutions}"

    @property
    def in_words(self) -> str:
        """How many have to sign, for a page and for paper; women and men only where the rule asks for any."""
        told = [
            gettext("members who vote: %(number)s") % {"number": self.members},
            gettext("institutions: %(number)s") % {"number": self.institutions},
        ]
        if self.women or self.men:
            told.append(gettext("women: %(number)s") % {"number": self.women})
            told.append(gettext("men: %(number)s") % {"number": self.men})
        return options.in_a_row(told)


class PanelMember(Kept):
    """Somebody who sits on the panel: trained, and bound by an undertaking of confidentiality until a day (domain.md 2.3.3)."""

    handled_by = Verb.HOLD_PANEL

    class Sex(models.TextChoices):
        FEMALE = "F", _("woman")
        MALE = "M", _("man")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="panel_member", verbose_name=_("person"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    function = models.CharField(_("function"), max_length=120)
    sex = models.CharField(_("woman or man"), max_length=1, choices=Sex)
    votes = models.BooleanField(_("votes; an adviser or observer does not"), default=True)
    active = models.BooleanField(_("sits on the panel"), default=True)
    trained_on = models.DateField(_("trained on"), null=True, blank=True)
    undertaking_until = models.DateField(_("undertaking of confidentiality valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of the panel")
        verbose_name_plural = _("members of the panel")
        ordering = ["-active", "institution", "function", "id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.user}"

    def get_absolute_url(self):
        return reverse("casework:panel_member", args=[self.pk])

    @classmethod
    def open_to(cls, user):
        return Q()


class PanelSession(Kept):
    """One meeting, with its agenda. From the day it is sent until `window_days` after it, those invited may open its files."""

    handled_by = Verb.HOLD_PANEL

    class Status(models.TextChoices):
        PLANNED = "planned", _("being prepared")
        SENT = "sent", _("invitations sent")
        CANCELLED = "cancelled", _("called off")

    held_at = models.DateTimeField(_("day and time"))
    place = models.CharField(_("place"), max_length=120)
    urgent = models.BooleanField(_("urgent, with a reduced panel"), default=False)
    window_days = models.PositiveSmallIntegerField(_("days after the session during which the files stay open"), default=7)
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    sent_at = models.DateTimeField(_("invitations sent on"), null=True, editable=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("session of the panel")
        verbose_name_plural = _("sessions of the panel")
        ordering = ["-held_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(window_days__lte=60), name="session_window_ends"),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False, sent_by__isnull=False), name="session_is_sent_by_somebody"
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:panel_session", args=[self.pk])

    @classmethod
    def open_to(cls, user):
        return Q()

    @property
    def last_day(self) -> date:
        """The last day of the window, in Djibouti. At its end the files close by themselves."""
        return dates.local_date(self.held_at) + timedelta(days=self.window_days)

    @property
    def closes_at(self) -> datetime:
        """When that day ends."""
        return dates.midnight(self.last_day + timedelta(days=1))

    @property
    def is_open(self) -> bool:
        """Whether those invited may open its files now."""
        return self.status == self.Status.SENT and dates.now() < self.closes_at


class AgendaItemQuerySet(RecordQuerySet):
    def standing(self):
        return self.filter(status="on")


class AgendaItem(Record):
    """One determination on the agenda of one session."""

    minor_path = "determination__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class Status(models.TextChoices):
        ON = "on", _("on the agenda")
        OFF = "off", _("taken off the agenda")

    session = models.ForeignKey(PanelSession, models.PROTECT, related_name="items")
    determination = models.ForeignKey(Determination, models.PROTECT, related_name="items")
    report = models.ForeignKey(DeterminationReport, models.PROTECT, related_name="items", verbose_name=_("report that is heard"))
    status = models.CharField(_("status"), max_length=3, choices=Status, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item on the agenda")
        verbose_name_plural = _("items on the agenda")
        ordering = ["recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["session", "determination"], condition=Q(status="on"), name="once_on_the_agenda_of_a_session"
            ),
        ]

    def __str__(self):
        return f"{self.determination}"


class Invitation(Kept):
    """One member invited to one session. It shows codes; a file opens only after the member said that there is no conflict."""

    handled_by = Verb.SIT_ON_PANEL

    session = models.ForeignKey(PanelSession, models.PROTECT, related_name="invitations")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="invitations")

    class Meta:
        verbose_name = _("invitation to a session")
        verbose_name_plural = _("invitations to a session")
        ordering = ["member", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="invited_once")]

    def __str__(self):
        return f"{self.member}"

    def get_absolute_url(self):
        return reverse("casework:panel_invitation", args=[self.pk])

    @classmethod
    def open_to(cls, user):
        """One's own, also of a session that was called off: who was asked to come is told. Its files are closed."""
        return Q(member__user=user.pk, member__active=True)


class ConflictDeclaration(Record):
    """What a member declared about one file before opening it. Never changed: who learns of a conflict later declares it as well."""

    minor_path = "item__determination__child"
    field_of_action = FieldOfAction.GOVERNANCE

    class Kind(models.TextChoices):
        NONE = "none", _("no conflict of interest")
        RELATIVE = "relative", _("a relative of mine, or of my household")
        WORK = "work", _("I worked on this case, or decided on it")
        CARE = "care", _("the institution I work for looks after this child")
        OTHER = "other", _("another conflict")

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="declarations")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="declarations")
    kind = models.CharField(_("declaration"), max_length=8, choices=Kind)
    note = told(models.TextField(_("what the conflict is"), blank=True), "", of="C3")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("declaration about conflicts of interest")
        verbose_name_plural = _("declarations about conflicts of interest")
        ordering = ["recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], condition=Q(kind="none"), name="no_conflict_declared_once"),
            models.UniqueConstraint(fields=["item", "member"], condition=~Q(kind="none"), name="conflict_declared_once"),
            models.CheckConstraint(condition=Q(kind="none") | Q(grant=None), name="a_conflict_opens_no_file"),
            models.CheckConstraint(condition=~Q(kind="other") | Q(note__regex=r"\S"), name="another_conflict_says_what"),
        ]

    def __str__(self):
        return self.get_kind_display()
