"""Which changes of identity, age or status weigh so much that a second person has to agree (features.md 106). The table is `RULES`.

A change is compared with what was first told, or last agreed by two: many small steps weigh as much as one large one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base import dates
from base.workflow import Refused
from minors import names

FAR = timedelta(days=2 * 365 + 1)
ALIKE = 50  # of 100: two spellings of one name sound at least so much alike
BIRTH = ("birth_raw", "birth_calendar", "birth_precision", "birth_earliest", "birth_latest", "birth_source", "birth_recorded_on")

Values = dict[str, Any]  # by the name of the column


@dataclass(frozen=True)
class Rule:
    """`columns` wait together; `weighs` compares what was agreed with what is wanted."""

    code: str
    model: str
    columns: tuple[str, ...]
    weighs: Callable[[Values, Values], bool]
    sentence: Promise


def _other(column: str) -> Callable[[Values, Values], bool]:
    return lambda agreed, wanted: agreed[column] != wanted[column]


def _becomes(column: str, value: str) -> Callable[[Values, Values], bool]:
    return lambda agreed, wanted: agreed[column] != wanted[column] == value


def _adult_or_child(agreed: Values, wanted: Values) -> bool:
    today = dates.today()
    return dates.is_child(agreed["birth_latest"], today) != dates.is_child(wanted["birth_latest"], today)


def _moves_far(agreed: Values, wanted: Values) -> bool:
    """Whether the interval of birth reaches out of the agreed one by more than two years; to know it better is no move."""
    was, now = _interval(agreed), _interval(wanted)
    return bool(was and now and max(was[0] - now[0], now[1] - was[1]) > FAR)


def _interval(said: Values) -> tuple[date, date] | None:
    first, last = said["birth_earliest"], said["birth_latest"]
    return (first, last) if first and last else None


def _forgotten(agreed: Values, wanted: Values) -> bool:
    return _interval(agreed) is not None and _interval(wanted) is None


def _replaced(agreed: Values, wanted: Values) -> bool:
    """Another name altogether. Who was called unknown gets a name without ado."""
    was = agreed["own"].strip()
    if agreed["kind"] != "main" or names.is_unknown(was):
        return False
    return names.likeness(was, wanted["own"]) < ALIKE


RULES = (
    Rule("sex", "minors.child", ("sex",), _other("sex"), _("The sex would change.")),
    Rule("nationality", "minors.child", ("nationality",), _other("nationality"), _("The declared nationality would change.")),
    Rule("majority", "minors.child", BIRTH, _adult_or_child, _("The person would become an adult, or a child again.")),
    Rule("birth_moves", "minors.child", BIRTH, _moves_far, _("The birth would move by more than two years.")),
    Rule("birth_forgotten", "minors.child", BIRTH, _forgotten, _("What was told about the birth would be taken away.")),
    Rule(
        "at_risk",
        "minors.child",
        ("category",),
        _becomes("category", "risk"),
        _("The child would no longer count as unaccompanied or separated."),
    ),
    Rule(
        "name",
        "minors.childname",
        ("own", "father", "grandfather"),
        _replaced,
        _("The own name would be another one altogether."),
    ),
)
BY_CODE = {rule.code: rule for rule in RULES}


class NeedsSecondPerson(Refused):
    """The change is not saved: it has to be proposed, and a second person decides. `rules` are those that hold."""

    def __init__(self, rules: list[Rule]):
        sentences = " ".join(str(rule.sentence) for rule in rules)
        super().__init__(_("A second person has to agree. %(sentences)s") % {"sentences": sentences})
        self.rules = rules


def rules_for(record, changed: Values) -> list[Rule]:
    """The rules that hold when these columns of a stored record get these values."""
    concerned = [rule for rule in RULES if rule.model == record._meta.label_lower and set(rule.columns) & set(changed)]
    if not concerned:
        return []
    agreed = agreed_of(record)
    return [rule for rule in concerned if rule.weighs(agreed, {**agreed, **_stored(record), **changed})]


def check(record, columns, *, permit=None) -> None:
    """Called by every save of a record in the table. Raises `NeedsSecondPerson` unless `permit` agrees in this transaction.

    `permit` is a proposal that somebody else than its author approved just now, with exactly these values, or the joining of two
    files of one child, of which somebody else wrote these values into the other file (`Merge.allows`).
    """
    if not {column for rule in RULES if rule.model == record._meta.label_lower for column in rule.columns} & set(columns):
        return
    before = _stored(record)
    changed = {name: getattr(record, name) for name in columns if name in before and getattr(record, name) != before[name]}
    rules = rules_for(record, changed)
    if rules and not (permit is not None and permit.allows(record, changed)):
        raise NeedsSecondPerson(rules)


def _stored(record) -> Values:
    [row] = (
        type(record)._base_manager.filter(pk=record.pk).values()
    )  # no get(): one deed may save a record twice, which is no N+1
    return row


def agreed_of(record) -> Values:
    """The record as it was first written, or as two people last agreed on it: on a proposal, or by joining two files."""
    rows = type(record).history.filter(id=record.pk).order_by("history_id")
    agreed = record.child_proposals().filter(subject_id=record.pk, status="approved").order_by("decided_at").last()
    # The decision and the change it made stand in one transaction, the decision first.
    row = (agreed and rows.filter(history_date__gte=agreed.decided_at).first()) or rows.first()
    joined = rows.filter(version=record.version_joined() or 0).last()
    row = max(row, joined, key=lambda one: one.history_id) if joined else row
    return {column.attname: getattr(row, column.attname) for column in type(record)._meta.concrete_fields}
