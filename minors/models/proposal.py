"""A change of identity that waits for a second person (features.md 106)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import Record
from base.models.record import TransactionId
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child, ChildName

PROPOSAL = Workflow(
    "proposal",
    Move("propose", (), "proposed", _("A change of the identity was proposed."), Verb.ASSESS, _("Propose the change")),
    Move("approve", ("proposed",), "approved", _("A change of the identity was approved."), Verb.APPROVE, _("Approve")),
    Move("refuse", ("proposed",), "refused", _("A change of the identity was refused."), Verb.APPROVE, _("Refuse")),
    Move(
        "withdraw",
        ("proposed",),
        "withdrawn",
        _("The proposal to change the identity was withdrawn."),
        Verb.ASSESS,
        _("Withdraw"),
    ),
)


class ProposedChange(Record):
    """What somebody wants to change of a child or its name in use. Nothing changes before somebody else agrees.

    `before` and `after` hold the columns as text; `rules` the codes of minors/weight.py that ask for the second person.
    """

    class Subject(models.TextChoices):
        CHILD = "minors.child", _("child")
        NAME = "minors.childname", _("name")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second person")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    field_classes = {"before": "C2", "after": "C2", "reason": "C3", "decision": "C3"}

    child = models.ForeignKey(Child, models.PROTECT, related_name="proposed_changes")
    subject = models.CharField(_("what would change"), max_length=20, choices=Subject)
    subject_id = models.UUIDField()
    before = models.JSONField(_("as it is"))
    after = models.JSONField(_("as it would be"))
    rules = ArrayField(models.CharField(max_length=20), verbose_name=_("why two people are needed"))
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"), default=dates.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.TextField(_("comment on the decision"), blank=True)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["-proposed_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["subject_id"], condition=Q(status="proposed"), name="one_proposal_waits"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")), name="proposal_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "refused"]) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decision_is_signed",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("minors:decide_change", args=[self.pk])

    @property
    def model(self) -> type[Record]:
        return {Child._meta.label_lower: Child, ChildName._meta.label_lower: ChildName}[self.subject]

    def values(self) -> dict:
        """The wanted values by the name of their column, as the record holds them."""
        columns = {column.attname: column for column in self.model._meta.concrete_fields}
        return {name: as_value(columns[name], text) for name, text in self.after.items()}

    def allows(self, record: Record, changed: dict) -> bool:
        """Whether this proposal, approved in the running transaction by somebody else, is about exactly these changes of the record."""
        now = type(self).history.filter(id=self.pk, txid=TransactionId(), status="approved", subject_id=record.pk)
        row = now.exclude(decided_by=models.F("proposed_by")).order_by("history_id").last()
        return row is not None and all(as_text(record, name) == row.after.get(name) for name in changed)


def as_text(record: Record, name: str) -> str:
    """The value of a column as a proposal keeps it."""
    column = next(one for one in record._meta.concrete_fields if one.attname == name)
    value = getattr(record, name)
    return "" if value is None else str(value) if column.is_relation else column.value_to_string(record)


def as_value(column, text: str):
    """The value of the column that was kept as text."""
    if text == "":
        return None if column.null else ""
    return (column.target_field if column.is_relation else column).to_python(text)
