"""What authorities and others ask for about children, how it was decided, and what was given (domain.md 3.18 F22, 7.6, 9.8)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Institution, Kept, Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors.models import Child

HANDLE = Verb.HANDLE_DISCLOSURES
ASKED = Workflow(  # of no child: nobody's timeline tells it
    "disclosure_request",
    Move("receive", (), "received", _("A request by an authority was written down."), HANDLE),
    Move("answer", ("received",), "answered", _("The request by an authority was answered."), HANDLE, _("Answer it")),
)
UNDECIDED = ("open", "proposed", "signed", "granted")  # something may still be given
ABOUT_NOBODY = ("barred", "refused", "withdrawn")  # nothing was given, and nothing will be
ABOUT = Workflow(
    "disclosure_line",
    Move("open", (), "open", _("It is about a child."), HANDLE),
    Move("bar", (), "barred", _("Refused by rule."), HANDLE),
    Move("refuse", UNDECIDED, "refused", _("Refused."), HANDLE, _("Refuse")),
    Move("propose", ("open",), "proposed", _("Proposed."), HANDLE, _("Propose what is given")),
    Move("sign", ("proposed",), "signed", _("Signed by one."), HANDLE, _("Sign")),
    Move("grant", ("signed",), "granted", _("Signed by two."), HANDLE, _("Sign")),
    Move("give", ("granted",), "given", _("Given."), HANDLE, _("It was handed over")),
    Move("pull_back", UNDECIDED, "withdrawn", _("Its consent ended."), Verb.ASSESS),
)
GIVEN = Workflow(
    "disclosure",
    Move("give", (), "given", _("Data about the child were given to an authority."), HANDLE),
    Move("tell", ("given",), "given", _("The child was told what was given to an authority."), Verb.ASSESS),
)
ORIGIN = ("embassy", "origin_authority")  # codes of list L36
# What each recipient may get at all; whoever is in no line gets nothing about a single child (7.6).
_PERSON = ("identity", "age_sex_language")
_FAMILY = (*_PERSON, "origin", "found", "separation", "family")
MAY_GET: dict[str, tuple[str, ...]] = {
    "court": (*_FAMILY, "health", "learning"),
    "police": (*_PERSON, "found"),
    "ministry": ("age_sex_language",),
    "refugee_office": _FAMILY,
    "return_agency": (*_PERSON, "origin", "found", "family"),
    "red_cross": _FAMILY,
    "health": (*_PERSON, "health"),
    "school": (*_PERSON, "learning"),
    **dict.fromkeys(ORIGIN, (*_PERSON, "origin")),
}


def _only_what_may_be_got() -> Q:
    rule = ~Q(recipient__in=sorted(MAY_GET)) & Q(groups=[])
    for allowed in dict.fromkeys(MAY_GET.values()):
        recipients = [one for one, given in MAY_GET.items() if given == allowed]
        rule |= Q(recipient__in=recipients, groups__contained_by=list(allowed))
    return rule


class Aim(models.TextChoices):
    PROCEDURE = "procedure", _("procedure of a court")
    INVESTIGATION = "investigation", _("investigation of an offence")
    PROTECTION = "protection", _("protection of the child")
    DOCUMENT = "document", _("identity or travel document")
    TRACING = "tracing", _("search for the family")
    OTHER = "other", _("something else")


class RequestQuerySet(RecordQuerySet):
    def still_open(self):
        return self.filter(status="received")


class DisclosureRequest(Kept):
    """Somebody asks for data of children. Seen by who handles such requests, and by nobody else: it is in no child's file (9.8)."""

    handled_by = HANDLE
    record_class = "C3"
    field_of_action = FieldOfAction.GOVERNANCE

    class Status(models.TextChoices):
        RECEIVED = "received", _("to be answered")
        ANSWERED = "answered", _("answered")

    recipient = models.CharField(_("who asks"), max_length=24)  # L36
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    requester = models.CharField(_("name and function of who asks"), max_length=200)
    legal_basis = models.CharField(_("legal basis"), max_length=20)  # L37
    aim = models.CharField(_("what for"), max_length=16, choices=Aim)
    purpose = models.TextField(_("what for, in words"))
    asked = models.TextField(_("which data are asked for, about whom"))
    order_number = models.CharField(_("number of the court order"), max_length=80, blank=True)
    as_of = models.DateTimeField(_("as it stood on"), null=True, blank=True)
    received_at = models.DateTimeField(_("received on"), default=dates.now)
    due_at = models.DateTimeField(_("to be answered by"), null=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    decision = models.CharField(_("decision"), max_length=16, blank=True, editable=False)  # L38
    answered_at = models.DateTimeField(_("answered on"), null=True, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    letter_name = models.CharField(max_length=64, blank=True, editable=False)
    letter_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request by an authority")
        verbose_name_plural = _("requests by authorities")
        ordering = ["due_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(legal_basis="court_order") | Q(order_number__regex=r"\S"),
                name="court_order_has_its_number",
                violation_error_message=_("Write the number of the order."),
            ),
            models.CheckConstraint(
                condition=Q(status="received", answered_by=None, decision="")
                | Q(status="answered", answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(decision="")
                & ~Q(letter_digest=""),
                name="request_is_answered_by_letter",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:disclosure_request", args=[self.pk])

    @classmethod
    def open_to(cls, user):
        """Every one of them, for who handles them."""
        return Q()

    @property
    def recipient_label(self) -> str:
        return options.label("L36", self.recipient)

    @property
    def decision_label(self) -> str:
        return options.label("L38", self.decision)

    @property
    def reference(self) -> str:
        """What the letter is known by; it says nothing."""
        return f"DIV-{self.pk.hex[:8].upper()}"

    @property
    def is_late(self) -> bool:
        return self.status == self.Status.RECEIVED and self.due_at is not None and self.due_at < dates.now()


class DisclosureLine(Kept):
    """One child of a request: the check by rule, what is proposed, two signatures from different lines, the frozen copy.

    No record of the child either: that an embassy asked stands in no file. `recipient` and `requester_line` are copied from the
    request so that the database can compare. A trigger refuses every step towards an authority of origin that the file is closed to.
    """

    handled_by = HANDLE
    record_class = "C3"
    field_of_action = FieldOfAction.GOVERNANCE

    class Status(models.TextChoices):
        OPEN = "open", _("to be decided")
        BARRED = "barred", _("refused by rule")
        REFUSED = "refused", _("refused")
        PROPOSED = "proposed", _("waits for two signatures")
        SIGNED = "signed", _("waits for the second signature")
        GRANTED = "granted", _("granted, to be handed over")
        GIVEN = "given", _("handed over")
        WITHDRAWN = "withdrawn", _("pulled back: its consent ended")

    request = models.ForeignKey(DisclosureRequest, models.PROTECT, related_name="lines")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=24, editable=False)
    requester_line = models.CharField(max_length=40, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=9, choices=Status, editable=False)
    groups = ArrayField(models.CharField(max_length=20), verbose_name=_("what is given"), default=list, blank=True)
    note = models.TextField(_("why it is in the best interests of the child"), blank=True)
    note_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    refused_because = models.TextField(_("why it is refused"), blank=True, editable=False)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    first_line = models.CharField(max_length=40, blank=True, editable=False)
    first_at = models.DateTimeField(null=True, editable=False)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    second_line = models.CharField(max_length=40, blank=True, editable=False)
    second_at = models.DateTimeField(null=True, editable=False)
    copy_name = models.CharField(max_length=64, blank=True, editable=False)
    copy_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("child of a request")
        verbose_name_plural = _("children of a request")
        ordering = ["recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["request", "child"], name="a_child_once_in_a_request"),
            models.CheckConstraint(condition=_only_what_may_be_got(), name="recipient_gets_what_it_may"),
            models.CheckConstraint(
                condition=Q(second_by=None) | Q(first_by__isnull=False) & ~Q(second_by=F("first_by")), name="two_people_sign"
            ),
            models.CheckConstraint(
                condition=Q(second_line="") | ~Q(second_line=F("first_line")) & ~Q(first_line=""), name="two_lines_sign"
            ),
            models.CheckConstraint(
                condition=Q(second_line="") | ~Q(second_line=F("requester_line")),
                name="second_signature_outside_the_requesters_line",
            ),
            models.CheckConstraint(
                condition=(Q(first_by=None) | ~Q(first_by=F("note_by"))) & (Q(second_by=None) | ~Q(second_by=F("note_by"))),
                name="who_proposes_does_not_sign",
            ),
            models.CheckConstraint(
                condition=(Q(first_by=None) | ~Q(first_line="")) & (Q(second_by=None) | ~Q(second_line="")),
                name="a_signature_says_its_line",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["granted", "given"])
                | Q(first_by__isnull=False, second_by__isnull=False, note__regex=r"\S") & ~Q(copy_digest="") & ~Q(copy_name=""),
                name="granted_by_two_with_a_note_and_a_copy",
            ),
            models.CheckConstraint(
                condition=~Q(status="barred") | Q(groups=[], first_by=None, second_by=None, copy_name=""),
                name="what_is_barred_gives_nothing",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def open_to(cls, user):
        return Q()


class Disclosure(Record):
    """What was given about a child: kept in its file, so that it can be told, and known for ever who holds what."""

    minor_path = "child"
    field_of_action = FieldOfAction.GOVERNANCE

    class Informed(models.TextChoices):
        YES = "yes", _("yes")
        NOT_YET = "not_yet", _("not yet")
        NO = "no", _("no, it would endanger the child")

    child = models.ForeignKey(Child, models.PROTECT, related_name="disclosures")
    line = models.OneToOneField(DisclosureLine, models.PROTECT, related_name="+", editable=False)
    status = models.CharField(max_length=5, editable=False)
    recipient = told(models.CharField(_("who asked"), max_length=24), "F22", required="M")
    institution = told(models.CharField(_("institution"), max_length=200, blank=True), "F22")
    legal_basis = told(models.CharField(_("legal basis"), max_length=20), "F22", required="M")
    order_number = told(models.CharField(_("number of the court order"), max_length=80, blank=True), "F22")
    aim = told(models.CharField(_("what for"), max_length=16, choices=Aim), "F22", required="M")
    purpose = told(models.TextField(_("what for, in words")), "F22", required="M", of="C3")
    groups = told(ArrayField(models.CharField(max_length=20), verbose_name=_("what was given")), "F22", required="M")
    as_of = told(models.DateTimeField(_("as it stood on"), null=True), "F22")
    digest = told(models.CharField(_("fingerprint of the copy"), max_length=64), "F22", required="M")
    given_at = told(models.DateTimeField(_("handed over on")), "F22", required="M")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("and by"))
    undertaking = told(models.BooleanField(_("the recipient signed an undertaking of confidentiality")), "F22", required="M")
    child_informed = told(
        models.CharField(_("was the child told?"), max_length=8, choices=Informed, default=Informed.NOT_YET), "F22", required="M"
    )
    informed_note = told(models.TextField(_("what was said to the child, or why it was not told"), blank=True), "F22", of="C3")

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-given_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(first_by=F("second_by")), name="disclosure_was_signed_by_two"),
            models.CheckConstraint(condition=~Q(digest=""), name="disclosure_has_its_copy"),
            models.CheckConstraint(
                condition=Q(child_informed="not_yet") | Q(informed_note__regex=r"\S"),
                name="telling_the_child_has_words",
                violation_error_message=_("Write what was said to the child, or why it was not told."),
            ),
        ]

    def __str__(self):
        return options.label("L36", self.recipient)

    def get_absolute_url(self):
        return reverse("casework:disclosure", args=[self.pk])
