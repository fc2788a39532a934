"""The search for a child's family (domain.md 3.11, F11): the request, who is sought, and each thing that was done to find them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.purposes import Tied
from base.roles import Verb
from base.secret_text import SecretText
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child, Person

from .case import Episode

TRACING = Workflow(
    "tracing",
    Move("open", (), "open", _("A search for the family was opened."), Verb.ASSESS, _("Look for the family")),
    Move("start", ("open",), "in_progress", _("The search for the family was begun."), Verb.ASSESS),
    Move("locate", ("open", "in_progress"), "located", _("Somebody of the family was located."), Verb.ASSESS, _("Located")),
    Move("lose", ("located",), "in_progress", _("The search for the family goes on."), Verb.ASSESS, _("The search goes on")),
    Move("verify", ("located",), "verified", _("The family that was found is verified."), Verb.APPROVE),
    Move(
        "reunify",
        ("open", "in_progress", "located", "verified"),
        "reunified",
        _("The search for the family ended: the child is with the family."),
        Verb.ASSESS,
    ),
    Move(
        "close",
        ("open", "in_progress", "located", "verified", "reunified"),
        "closed",
        _("The search for the family was closed."),
        Verb.ASSESS,
        _("Close the search"),
    ),
    then=clocks.follow,
)
TRACING_ACTION = Workflow(
    "tracing_action",
    Move("do", (), "done", _("Something was done to find the family."), Verb.ASSESS, _("Write what was done")),
    Move("ask", (), "asked", _("A step in the country of origin was proposed, to find the family."), Verb.ASSESS),
    Move("agree", ("asked",), "agreed", _("A step in the country of origin was agreed to."), Verb.APPROVE, _("Agree")),
    Move("refuse", ("asked",), "refused", _("A step in the country of origin was refused."), Verb.APPROVE, _("Refuse")),
    Move(
        "carry_out",
        ("agreed",),
        "done",
        _("An agreed step in the country of origin was carried out."),
        Verb.ASSESS,
        _("It was done"),
    ),
    Move(
        "stop",
        ("asked", "agreed"),
        "stopped",
        _("A step in the country of origin was stopped: the search was closed."),
        Verb.ASSESS,
    ),
    then=clocks.follow,
)


class TracingQuerySet(RecordQuerySet):
    def going_on(self):
        """Searches in which somebody is still looked for, or was found and has not met the child."""
        return self.filter(status__in=TracingRequest.GOING_ON)


class TracingRequest(Record):
    """A search that the child asked for. It rests on one scope of the ledger, and ends when that is withdrawn (domain.md 7.4)."""

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    GOING_ON = ["open", "in_progress", "located", "verified"]

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        IN_PROGRESS = "in_progress", _("in progress")
        LOCATED = "located", _("located")
        VERIFIED = "verified", _("verified")
        REUNIFIED = "reunified", _("reunified")
        CLOSED = "closed", _("closed")

    class Scope(models.TextChoices):
        """What of list L28 the child allowed: through whom the family is looked for."""

        HERE = "share_tracing_rc", _("the Red Crescent or the ICRC")
        ACROSS = "share_tracing_iom_cross_border", _("IOM, across the border")

    class Fear(models.TextChoices):
        NO = "no", _("no")
        UNSURE = "unsure", _("not sure")
        YES = "yes", _("yes")

    class Ending(models.TextChoices):
        FOUND = "found", _("the family was found")
        NOT_FOUND = "not_found", _("not found")
        CHILD = "child", _("the child does not want it any more")
        UNSAFE = "unsafe", _("it is not safe")
        CONSENT = "consent", _("the consent was withdrawn")

    child = models.ForeignKey(Child, models.PROTECT, related_name="tracing_requests")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="tracing_requests")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=11, choices=Status, editable=False)
    scope = told(
        models.CharField(_("through whom is the family looked for?"), max_length=32, choices=Scope),
        "F11",
        required="M",
        strict=True,
    )
    child_says = told(models.TextField(_("what the child wants, and who is to be told what")), "F11", required="M", of="C3")
    fear_of_family = told(
        models.CharField(_("is the child afraid of somebody in the family?"), max_length=6, choices=Fear),
        "F11",
        required="M",
        of="C3",
        strict=True,
    )
    last_address = told(SecretText(_("last address, landmarks and phone of the family"), blank=True), "F11", of="C4")
    message = told(models.TextField(_("message of the child to the family"), blank=True), "F11", of="C3")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), default=dates.now)
    ending = told(
        models.CharField(_("why the search was closed"), max_length=9, choices=Ending, blank=True, editable=False),
        "F11",
        strict=True,
    )
    ending_note = told(models.TextField(_("what came of the search"), blank=True), "F11", of="C3")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    objects = TracingQuerySet.as_manager()

    class Meta:
        verbose_name = _("search for the family")
        verbose_name_plural = _("searches for the family")
        ordering = ["-opened_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="tracing_number_once"),
            models.UniqueConstraint(
                fields=["child", "scope"],
                condition=Q(status__in=["open", "in_progress", "located", "verified"]),
                name="one_search_through_the_same_service",
            ),
            models.CheckConstraint(condition=Q(fear_of_family="no"), name="tracing_without_fear_of_the_family"),
            models.CheckConstraint(condition=Q(child_says__regex=r"\S"), name="tracing_asks_the_child_first"),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(ending="")
                | ~Q(status="closed") & Q(closed_at=None, ending=""),
                name="tracing_is_closed_for_a_reason",
            ),
        ]

    def __str__(self):
        return f"RRF-{self.number}"

    def get_absolute_url(self):
        return reverse("casework:tracing_request", args=[self.pk])

    @property
    def goes_on(self) -> bool:
        return self.status in self.GOING_ON


class SoughtPerson(Record):
    """Somebody who is looked for, in the order of the child's wish: a person of the file, or a name as it was told."""

    minor_path = "request__child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    record_class = "C2"

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="sought")
    rank = models.PositiveSmallIntegerField(_("order"))
    person = told(
        models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person of the file")),
        "F11",
        of="C2",
    )
    name = told(models.CharField(_("name chain"), max_length=200, blank=True), "F11", of="C2")
    relation = told(models.CharField(_("relation to the child"), max_length=24), "F11", required="M", of="C2", options="L16")

    class Meta:
        verbose_name = _("person who is looked for")
        verbose_name_plural = _("persons who are looked for")
        ordering = ["rank"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["request", "rank"], name="sought_person_has_a_rank"),
            models.CheckConstraint(condition=Q(person__isnull=False) | Q(name__regex=r"\S"), name="sought_person_is_named"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @property
    def called(self) -> str:
        return (self.person.full if self.person else "") or self.name

    @property
    def relation_label(self) -> str:
        return options.label("L16", self.relation)


class TracingAction(Record):
    """One step. In the country of origin of a child who may need asylum it waits for the supervisor, with UNHCR's advice (GC6 §80)."""

    minor_path = "request__child"
    field_of_action = FieldOfAction.FAMILY_LINKS

    class Status(models.TextChoices):
        ASKED = "asked", _("waiting for the supervisor")
        AGREED = "agreed", _("agreed, not yet done")
        REFUSED = "refused", _("refused")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="actions")
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    guarded = models.BooleanField(_("needs the supervisor and the advice of UNHCR"), default=False, editable=False)
    method = told(models.CharField(_("method"), max_length=24), "F11", required="M", options="L17", strict=True)
    country = told(
        models.CharField(_("in which country"), max_length=16), "F11", required="M", of="C3", options="L03", strict=True
    )
    done_at = told(models.DateTimeField(_("when it was done"), null=True, blank=True), "F11")
    place = told(models.CharField(_("where, as exactly as needed"), max_length=120, blank=True), "F11", of="C3")
    by_whom = told(models.CharField(_("by whom (function or service)"), max_length=120), "F11", required="M")
    what = told(models.TextField(_("what is done, and what may be said about the child")), "F11", required="M", of="C3")
    unhcr_advice = told(
        models.TextField(_("advice of UNHCR: from whom, when, what"), blank=True), "F11", of="C3", only_for=Tied.ASYLUM
    )
    result = told(models.CharField(_("result"), max_length=16, default="pending"), "F11", options="L18", strict=True)
    result_note = told(models.TextField(_("what was found out"), blank=True), "F11", of="C3")
    next_step = told(models.TextField(_("next step"), blank=True), "F11", of="C3")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision = told(models.TextField(_("comment on the decision"), blank=True), "F11", of="C3")

    class Meta:
        verbose_name = _("step of a search for the family")
        verbose_name_plural = _("steps of a search for the family")
        ordering = ["-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(status="done", done_at__isnull=False) | ~Q(status="done") & Q(done_at=None),
                                   name="tracing_action_is_done_at_a_moment"),
            models.CheckConstraint(condition=Q(guarded=True) | Q(status="done"), name="only_a_guarded_tracing_action_waits"),
            models.CheckConstraint(condition=Q(guarded=False) | Q(unhcr_advice__regex=r"\S"), name="guarded_tracing_has_the_advice_of_unhcr"),
            models.CheckConstraint(
                condition=Q(guarded=False) | Q(status__in=["asked", "stopped"]) | Q(decided_by__isnull=False),
                name="guarded_tracing_is_agreed_by_the_supervisor",
            ),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("author")), name="tracing_action_decided_by_another"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(done_at__lte=F("recorded_at")) | Q(guarded=True),
                                   name="tracing_action_has_happened"),
        ]  # fmt: skip

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:tracing_action", args=[self.pk])

    @property
    def method_label(self) -> str:
        return options.label("L17", self.method)

    @property
    def result_label(self) -> str:
        return options.label("L18", self.result)
