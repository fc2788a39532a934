"""One mechanism for everything that a second person has to approve: bound to the version that was read, never one's own work (domain.md 2.6).

What may be approved is a table: each part of casework declares its line. The record keeps its own workflow; that it was asked
for, by whom it was decided and of which version is an `Approval`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, IntegerField, JSONField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import Record
from base.roles import Verb
from base.workflow import Refused, Workflow
from casework.models import Approval
from casework.workflow import APPROVAL

# The comment may quote the child: what the memory says of a decision points to it.
ASKED = gettext_noop("Approval was asked for.")
DECIDED = gettext_noop("The comment stands beside the decision.")


@dataclass(frozen=True)
class Approvable:
    """One kind of record that needs approval.

    `title` says what it is and `deciding` what the button says, both from its number; `page` is the route that shows it, opened with the id of the record. `content` are the
    columns that are agreed to: who changes one of them is an author, and a change after the approval needs it again. `approved` and
    `returned` do what follows, in the same transaction: they get the record and the approval. `workflow` tells the timeline, where the
    record has no state of its own that does. `for_deciders` says that `page` opens only to who decides: its author is led to the case.
    """

    key: str
    model: type[Record]
    verb: Verb
    title: Callable[[int], str]
    deciding: Callable[[int], str]
    page: str
    content: tuple[str, ...]
    approved: Callable[[Any, Approval], object] = lambda record, approval: None
    returned: Callable[[Any, Approval], object] = lambda record, approval: None
    workflow: Workflow = APPROVAL
    for_deciders: bool = False


APPROVABLE: dict[str, Approvable] = {}


def declare(kind: Approvable) -> None:
    """Add a line to the table."""
    APPROVABLE[kind.key] = kind


def kind_of(model: type[Record]) -> Approvable:
    return next(kind for kind in APPROVABLE.values() if kind.model is model)


def waiting_for(record: Record) -> Approval | None:
    """The question about this record that waits for its answer, if there is one."""
    found = Approval.objects.filter(subject_id=record.pk, status=Approval.Status.ASKED).select_related("asked_by").first()
    if found:
        found.record = record
    return found


def asked_for(record: Record) -> Approval:
    """The same for who wants to answer. Raises `Refused` when nothing waits any more."""
    found = waiting_for(record)
    if found is None:
        raise Refused(_("This was already changed by somebody else. Reload the page to see where it stands now."))
    return found


def authors_of(record: Record) -> list[int]:
    """The ids of everybody who wrote what this record says and what nobody approved yet, from its history."""
    content = kind_of(type(record)).content
    approved = Approval.objects.filter(subject_id=record.pk, status=Approval.Status.APPROVED).order_by("decided_at").last()
    agreed = approved.subject_version if approved else 0
    rows = record.history.filter(version__gte=agreed).order_by("version")
    found, before = set(), None
    for version, author, *said in rows.values_list("version", "history_user_id", *content):
        if version > agreed and said != before:
            found.add(author)
        before = said
    return sorted(found)


@transaction.atomic
def ask(record: Record, *, by, reason: str = ASKED) -> Approval:
    """Ask for the approval of a record as it stands now. Raises `Refused` while an earlier question about it waits."""
    if waiting_for(record):
        raise Refused(_("It waits for approval already."))
    kind = kind_of(type(record))
    approval = Approval(
        child_id=record.child_key,
        kind=kind.key,
        subject=record._meta.label_lower,
        subject_id=record.pk,
        subject_version=record.version,
        number=getattr(record, "number", 0),
        authors=sorted({by.pk, *authors_of(record)}),
        asked_by=by,
        asked_at=dates.now(),
    )
    approval.record = record
    return kind.workflow.begin(approval, "ask", by=by, reason=reason)


def approve(approval: Approval, *, version: int | None, by, comment: str = "") -> Approval:
    """Agree to the version that was read, and do what follows. Raises `Refused` for one's own work and for another version."""
    return _decide(approval, "approve", version, by, comment)


def send_back(approval: Approval, *, version: int | None, by, comment: str) -> Approval:
    """Return it. Raises `Refused` without a comment, for one's own work and for another version than the one that was read."""
    if not comment.strip():
        raise Refused(_("Say what has to be changed."), field="comment")
    return _decide(approval, "return", version, by, comment)


@transaction.atomic
def withdraw(approval: Approval, *, by, reason: str) -> Approval:
    """Take the question back before anybody decided."""
    return APPROVABLE[approval.kind].workflow.move(approval, "withdraw", by=by, reason=reason)


@transaction.atomic
def _decide(approval, move, version, by, comment) -> Approval:
    kind, model = APPROVABLE[approval.kind], approval.model
    [stored] = model._base_manager.select_for_update().filter(pk=approval.subject_id).values_list("version", flat=True)
    if version != stored:
        raise Refused(_("It was changed after you opened it. Read it again before you decide."))
    if approval.record.version != stored:
        approval.record.refresh_from_db()
    authors = sorted({*approval.authors, *authors_of(approval.record)})  # somebody may have written in it since it was asked for
    if by.pk in {approval.asked_by_id, *authors}:
        raise Refused(_("Nobody approves their own work. Another supervisor has to decide."))
    decision = {"decided_by": by, "decided_at": dates.now(), "comment": comment, "subject_version": stored, "authors": authors}
    kind.workflow.move(approval, move, by=by, reason=DECIDED, **decision)
    (kind.approved if move == "approve" else kind.returned)(approval.record, approval)
    return approval


def with_state(records: QuerySet) -> QuerySet:
    """Adds `approval`, the state of the last question about each record ("" when nobody asked), and `modified_since_approval`."""
    model: Any = records.model
    content = JSONObject(**{name: name for name in kind_of(model).content})
    asked = Approval.objects.filter(subject_id=OuterRef("pk")).order_by("-asked_at")
    agreed = Approval.objects.filter(subject_id=OuterRef("pk"), status=Approval.Status.APPROVED).order_by("-decided_at")
    then = model.history.filter(id=OuterRef("pk"), version=OuterRef("agreed_version")).order_by()
    return records.annotate(
        approval=Subquery(asked.values("status")[:1]),
        agreed_version=Subquery(agreed.values("subject_version")[:1], output_field=IntegerField()),
        agreed_content=Subquery(then.annotate(said=content).values("said")[:1], output_field=JSONField()),
        modified_since_approval=Case(
            When(agreed_version__isnull=True, then=Value(False)),  # never approved, so not changed since
            When(agreed_content=content, then=Value(False)),
            default=Value(True),
            output_field=BooleanField(),
        ),
    )


def modified_since_approval(record: Record) -> bool:
    """Whether what was last approved was changed since: it then needs approval again."""
    found = with_state(type(record)._base_manager.filter(pk=record.pk))
    return found.values_list("modified_since_approval", flat=True).get()
