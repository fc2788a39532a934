"""Consent is a conversation with its facts, and what was said about each scope in it; neither is a tick box (domain.md 3.1, 7.4).

A `Consent` is one conversation: who was asked, how, in which language, and on which basis we go on. Each thing said in it, or
later about it, is a `ConsentStatement`: a line of a ledger that is written once and never changed.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Institution, Place, Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child

CONSENT = Workflow(
    "consent",
    Move("give", (), "given", _("Consent was recorded."), Verb.REGISTER_CHILD),
    Move("refuse", (), "refused", _("Consent was refused."), Verb.REGISTER_CHILD),
    Move("postpone", (), "not_yet", _("Consent could not be asked for yet."), Verb.REGISTER_CHILD),
    Move("withdraw_part", ("given",), "given", _("A part of the consent was withdrawn."), Verb.ASSESS),
    Move("withdraw", ("given",), "withdrawn", _("Consent was withdrawn."), Verb.ASSESS, _("Record a withdrawal")),
    Move("lapse", ("given",), "lapsed", _("Consent that others had given lapsed at 18."), Verb.ASSESS),
)


class ConsentQuerySet(RecordQuerySet):
    def in_force(self):
        """Conversations of which something still holds. What is allowed is the ledger's answer: `minors.consent.allows`."""
        return self.filter(status="given")


class Consent(Record):
    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION

    class Basis(models.TextChoices):
        CONSENT = "consent", _("consent")
        VITAL_INTERESTS = "vital_interests", _("vital interests")
        BEST_INTERESTS = "best_interests", _("best interests: nobody can lawfully consent")
        LEGAL_OBLIGATION = "legal_obligation", _("legal obligation or court order")

    class Status(models.TextChoices):
        GIVEN = "given", _("in force")
        REFUSED = "refused", _("refused")
        NOT_YET = "not_yet", _("not asked yet")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    class Assent(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        NOT_SOUGHT = "not_sought", _("not sought")

    class Signed(models.TextChoices):
        SIGNATURE = "signature", _("by signature")
        THUMB = "thumb", _("by thumbprint")
        VERBAL = "verbal", _("by word of mouth, before a witness")

    child = models.ForeignKey(Child, models.PROTECT, related_name="consents")
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    given_at = told(models.DateTimeField(_("given at")), "F01", required="M")
    place = told(
        models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")),
        "F01",
        required="M",
    )
    basis = told(models.CharField(_("legal basis"), max_length=20, choices=Basis), "F01", required="M", strict=True)
    givers = told(
        ArrayField(models.CharField(max_length=24), verbose_name=_("who consents"), default=list, blank=True),
        "F01",
        required="M",
        options="L29",
        strict=True,
    )
    giver_relationship = told(models.CharField(_("what this person is to the child"), max_length=80, blank=True), "F01", of="C2")
    reason_not_asked = told(
        models.TextField(_("why consent could not be asked for"), blank=True),
        "F01",
        required="C",
        of="C3",
        when=("basis", ("vital_interests", "best_interests", "legal_obligation")),
    )
    assent = told(
        models.CharField(_("does the child agree?"), max_length=10, choices=Assent, blank=True),
        "F01",
        required="C",
        strict=True,
        when=("givers", ()),
    )
    assent_reason = told(models.TextField(_("what the child said, or why the child was not asked"), blank=True), "F01", of="C3")
    language = told(
        models.CharField(_("language of the explanation"), max_length=16, blank=True), "F01", required="M", options="L05"
    )
    interpreter = told(models.CharField(_("name of the interpreter"), max_length=80, blank=True), "F01", required="M", of="C2")
    interpreter_organisation = told(models.CharField(_("organisation of the interpreter"), max_length=80, blank=True), "F01")
    interpreter_signed = told(models.BooleanField(_("the interpreter signed an undertaking"), null=True, blank=True), "F01")
    explained = told(
        ArrayField(models.CharField(max_length=24), verbose_name=_("what was explained"), default=list, blank=True),
        "F01",
        required="M",
        options="L45",
        strict=True,
    )
    understood = told(models.BooleanField(_("told back in own words"), null=True, blank=True), "F01", required="M")
    understood_note = told(models.TextField(_("how this was checked"), blank=True), "F01", of="C3")
    signed = told(models.CharField(_("how it was signed"), max_length=10, choices=Signed, blank=True), "F01", required="M")
    child_signed = told(models.BooleanField(_("the child signed too"), null=True, blank=True), "F01")
    witness = told(models.CharField(_("witness"), max_length=80, blank=True), "F01", of="C2")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis="consent") & ~models.Q(givers=[]) | ~models.Q(reason_not_asked=""),
                name="consent_or_the_reason_why_not",
                violation_error_message=_("Say who consented, or why consent could not be asked for yet."),
            ),
            models.CheckConstraint(
                condition=~models.Q(assent="not_sought") | ~models.Q(assent_reason=""), name="assent_or_the_reason_why_not"
            ),
            models.CheckConstraint(condition=~models.Q(signed="verbal") | ~models.Q(witness=""), name="word_before_a_witness"),
        ]

    def __str__(self):
        return self.get_basis_display()

    @property
    def giver_label(self) -> str:
        return options.in_a_row(options.label("L29", giver) for giver in self.givers)

    @property
    def language_label(self) -> str:
        return options.label("L05", self.language)

    @property
    def explained_in_words(self) -> str:
        return options.in_a_row(options.label("L45", item) for item in self.explained)

    @property
    def scopes(self) -> list[str]:
        """Codes of what was allowed in this conversation, whatever became of it."""
        return sorted({one.scope for one in self.statements.all() if one.kind == ConsentStatement.Kind.GRANTED}, key=in_order)

    @property
    def refused(self) -> list[str]:
        """Codes of what was refused to everybody."""
        no = [one for one in self.statements.all() if one.kind == ConsentStatement.Kind.REFUSED and one.recipient_id is None]
        return sorted({one.scope for one in no}, key=in_order)

    @property
    def scopes_in_words(self) -> str:
        return options.in_a_row(options.label("L28", scope) for scope in self.scopes)

    @property
    def refused_in_words(self) -> str:
        return options.in_a_row(options.label("L28", scope) for scope in self.refused)


class StatementQuerySet(RecordQuerySet):
    def known(self, *, at=None, known_on=None):
        """What had been said by `at`, as far as it was recorded by `known_on` (both now, unless said)."""
        moment = at or dates.now()
        return self.filter(happened_at__lte=moment, recorded_at__lte=known_on or dates.now())

    def latest(self):
        """Of each child, scope and recipient the last that was said; of two things of one moment the more restrictive one."""
        rows = self.annotate(permits=models.Case(models.When(kind="granted", then=1), default=0))
        rows = rows.order_by("child_id", "scope", "recipient_id", "-happened_at", "permits", "-recorded_at", "-id")
        return rows.distinct("child_id", "scope", "recipient_id")


class ConsentStatement(Record):
    """One line of the ledger: what was said about one scope, for everybody or for one recipient. Written once, never changed.

    A scope that nobody was asked about has no line: "not asked" is the absence of an answer, and is told apart from "no".
    """

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION

    class Kind(models.TextChoices):
        GRANTED = "granted", _("allowed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    child = models.ForeignKey(Child, models.PROTECT, related_name="consent_statements")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="statements")
    kind = told(models.CharField(_("answer"), max_length=10, choices=Kind), "F01", required="M")
    scope = told(models.CharField(_("what for"), max_length=40), "F01", required="M", options="L28", strict=True)
    recipient = told(
        models.ForeignKey(
            Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only for this institution")
        ),
        "F01",
    )
    limits = told(models.TextField(_("limits"), blank=True), "F01", of="C3")
    valid_until = told(models.DateField(_("last day"), null=True, blank=True), "F01")
    happened_at = told(models.DateTimeField(_("said at")), "F01", required="O")
    said_by = told(
        ArrayField(models.CharField(max_length=24), verbose_name=_("said by"), default=list, blank=True),
        "F01",
        options="L29",
        strict=True,
    )
    reason = told(models.TextField(_("reason"), blank=True), "F01", of="C3")

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement about a scope")
        verbose_name_plural = _("statements about scopes")
        ordering = ["-happened_at", "-recorded_at", "scope", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["scope", "child"], name="statement_of_scope")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="granted") | models.Q(valid_until=None, limits=""), name="only_a_grant_has_limits"
            ),
        ]

    def __str__(self):
        return self.scope_label

    @property
    def scope_label(self) -> str:
        return options.label("L28", self.scope)

    @property
    def said_by_label(self) -> str:
        return ", ".join(options.label("L29", giver) for giver in self.said_by)


# The order of the paper form, in which scopes are shown.
SCOPES = [
    "case_management",
    "data_storage",
    "share_health",
    "share_education",
    "share_shelter",
    "share_legal_asylum",
    "share_tracing_rc",
    "share_tracing_iom_cross_border",
    "share_police_justice",
    "share_family",
    "share_embassy",
    "photo_file",
    "photo_tracing",
    "audio_file",
    "audio_tracing",
    "anonymous_statistics",
    "contact_after_closure",
    "research",
]


def in_order(scope: str) -> int:
    """Where a scope stands in the paper form; a scope that the code does not know yet comes last."""
    return SCOPES.index(scope) if scope in SCOPES else len(SCOPES)
