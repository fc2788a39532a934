"""What is allowed: the one question that everything asks which shares, prints or counts (domain.md 0.3 rules 7 to 9; 3.1; 7.4, 7.6).

The rule, in one place and twice: `allows` for one child, in words, and `allowing` for lists and figures, as a query. A test compares
the two over invented ledgers. Of what was said

1. the latest statement counts, apart for everybody (no recipient) and for each recipient; of two statements of one moment, the no;
2. a no to one recipient stands until that recipient is allowed again, whatever is allowed to everybody;
3. a yes to one recipient ends with a later no to everybody;
4. a yes ends with its last day;
5. what nobody was asked about is not allowed;
6. a yes of others, in which the child had no part, lapses on the first day on which the young person surely is 18 (domain.md 9.7).

Across files that were joined all must allow it, until somebody asks again after the joining: from then on all of them are one ledger
(`decide_together`). Nothing is shared with an embassy while asylum is possible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from base import dates, options
from base.models import Institution
from minors import asylum, joined
from minors.models import Child, ConsentStatement, Merge, in_order

EMBASSY = "share_embassy"
KEPT_FOR_PROTECTION = ("case_management", "data_storage")  # without them the file is kept, and marked restricted
GRANTED = ConsentStatement.Kind.GRANTED
SAID_NO = ("refused", "withdrawn", "lapsed")  # rules of an answer that somebody gave


@dataclass(frozen=True)
class Answer:
    """Yes or no, with the rule and the statement that decided. True when it is a yes.

    `rule` is "granted", "refused", "withdrawn", "lapsed", "expired", "not_asked" or "asylum".
    """

    allowed: bool
    rule: str
    scope: str
    statement: ConsentStatement | None = None
    lapsed_on: date | None = None  # the 18th birthday that ended it, when no line of the ledger says so

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def for_everybody(self) -> bool:
        """Whether the answer is about everybody, and not about one named recipient."""
        return self.statement is None or self.statement.recipient_id is None

    @property
    def scope_label(self) -> str:
        return options.label("L28", self.scope)

    @property
    def why(self) -> str:
        """The reason in one sentence, for the person who asks."""
        if self.statement is None:
            return _("Never while the child may need asylum.") if self.rule == "asylum" else _("Nobody was asked about this yet.")
        values = {
            "day": dates.day_in_words(self.lapsed_on or self.statement.happened_at),
            "who": self.statement.said_by_label or _("not recorded"),
        }
        if self.statement.valid_until:
            values["until"] = dates.day_in_words(self.statement.valid_until)
        limited = _("Allowed on %(day)s, until %(until)s. By: %(who)s.") if "until" in values else ""
        return {
            "granted": limited or _("Allowed on %(day)s. By: %(who)s."),
            "refused": _("Refused on %(day)s. By: %(who)s."),
            "withdrawn": _("Withdrawn on %(day)s. By: %(who)s."),
            "lapsed": _("Lapsed on %(day)s: others had allowed it, and the young person is 18."),
            "expired": _("It was allowed until a day that is over. Ask again."),
        }[self.rule] % values


def allows(
    child: Child,
    scope: str,
    *,
    recipient: Institution | None = None,
    at: datetime | None = None,
    known_on: datetime | None = None,
) -> Answer:
    """Whether this may be done with what is known of the child: shared for `scope` (L28), with `recipient`, at that moment.

    Without a recipient the question is whether it is allowed in general. With `at` and `known_on`, what was allowed then, as far
    as it was recorded by that moment.
    """
    merges = joined.joinings(child, min(at or dates.now(), known_on or dates.now()))
    files = [merges[0].kept, *(merge.other for merge in merges)] if merges else [child]
    joined_at = max((merge.merged_at for merge in merges), default=None)
    if scope == EMBASSY and asylum.closed_to_origin(files[0]):
        return Answer(False, "asylum", scope)
    heard = [ConsentStatement.objects.filter(child=file, scope=scope) for file in files]
    to, grown = recipient.pk if recipient else None, grown_on(files[0])
    return decide_together(heard, joined_at, scope, recipient_id=to, at=at, known_on=known_on, adult_on=grown)


def grown_on(child) -> date | None:
    """The first day on which the rules for adults hold for this child (or row of its history): the latest plausible birth decides."""
    return dates.turns_18_latest(child.birth_latest)


def decide_together(
    heard: Sequence[Iterable[ConsentStatement]],
    joined_at: datetime | None,
    scope: str,
    *,
    recipient_id: int | None = None,
    at: datetime | None = None,
    known_on: datetime | None = None,
    adult_on: date | None = None,
) -> Answer:
    """The rule over the statements of each file of one child. Of one file it is `decide`."""
    when: dict[str, Any] = {"at": at or dates.now(), "known_on": known_on or dates.now(), "adult_on": adult_on}
    if len(heard) == 1 or joined_at is None:
        return decide(heard[0], scope, recipient_id=recipient_id, **when)
    of_files = [list(lines) for lines in heard]
    every = [one for lines in of_files for one in lines]
    about = [one for one in every if one.scope == scope and one.recipient_id in (None, recipient_id)]
    if any(joined_at < one.happened_at <= when["at"] and one.recorded_at <= when["known_on"] for one in about):
        return decide(every, scope, recipient_id=recipient_id, **when)
    return strictest([decide(lines, scope, recipient_id=recipient_id, **when) for lines in of_files])


def strictest(answers: list[Answer]) -> Answer:
    """Of joined files: a no that somebody said, else that nobody was asked in one of them, else a yes."""
    return min(answers, key=lambda one: 2 if one.allowed else 1 if one.rule == "not_asked" else 0)


def decide(
    statements: Iterable[ConsentStatement],
    scope: str,
    *,
    recipient_id: int | None = None,
    at: datetime | None = None,
    known_on: datetime | None = None,
    adult_on: date | None = None,
) -> Answer:
    """The rule for one file, over its statements; `adult_on` is the day from which the young person surely is 18."""
    moment, known = at or dates.now(), known_on or dates.now()
    heard = [one for one in statements if one.scope == scope and one.happened_at <= moment and one.recorded_at <= known]
    general = _latest(one for one in heard if one.recipient_id is None)
    special = _latest(one for one in heard if recipient_id and one.recipient_id == recipient_id)
    if (
        special
        and general
        and _permits(special, moment, adult_on)
        and general.kind != GRANTED
        and general.happened_at > special.happened_at
    ):
        special = None
    decided = special if special else general
    if decided is None:
        return Answer(False, "not_asked", scope)
    if decided.kind == GRANTED and _lapsed(decided, moment, adult_on):
        return Answer(False, "lapsed", scope, decided, adult_on)
    allowed = _permits(decided, moment, adult_on)
    rule = "expired" if decided.kind == GRANTED and not allowed else decided.kind
    return Answer(allowed, str(rule), scope, decided)


def standing(child: Child, *others: Child, joined_at: datetime | None = None, at: datetime | None = None) -> list[Answer]:
    """What holds for the child now: an answer for each scope about which somebody said something, then for each named recipient.

    For pages, which read the statements along with the child and with `others`, the files joined with it; a deed asks `allows`.
    """
    heard = [list(one.consent_statements.all()) for one in (child, *others)]
    return standing_of(heard, joined_at, at=at, adult_on=grown_on(child))


def standing_of(
    heard: Sequence[Iterable[ConsentStatement]],
    joined_at: datetime | None,
    *,
    at: datetime | None = None,
    known_on: datetime | None = None,
    adult_on: date | None = None,
) -> list[Answer]:
    """The same over the statements of each file, live ones or rows of their history; without what one of them was not asked about."""
    keys = {(one.scope, one.recipient_id) for lines in heard for one in lines}
    answers = [
        decide_together(heard, joined_at, scope, recipient_id=recipient, at=at, known_on=known_on, adult_on=adult_on)
        for scope, recipient in sorted(keys, key=_by_form)
    ]
    return [answer for answer in answers if answer.statement]


def allowing(scope: str, *, recipient: Institution | None = None, at: datetime | None = None, known_on: datetime | None = None):
    """Ids of the children for whom `allows` says yes, as a query: what lists and exports are narrowed with.

    `Child.objects.filter(pk__in=allowing("share_health"))`.
    """
    moment = at or dates.now()
    said = ConsentStatement.objects.filter(scope=scope).known(at=moment, known_on=known_on)
    latest = said.filter(child=OuterRef("pk")).latest()
    valid = Q(valid_until=None) | Q(valid_until__gte=dates.local_date(moment))
    grown = Q(child__birth_latest__lte=dates.born_for_18(dates.local_date(moment)))
    yes = said.filter(valid, Q(said_by__contains=["child"]) | ~grown | Q(child__birth_latest=None), kind=GRANTED).values("pk")
    general = latest.filter(recipient=None)
    found = Child.objects.annotate(general=Subquery(general.values("pk")[:1]))
    if recipient is None:
        found = found.filter(general__in=yes)
    else:
        special = latest.filter(recipient=recipient)
        found = found.annotate(
            general_kind=Subquery(general.values("kind")[:1]),
            general_at=Subquery(general.values("happened_at")[:1]),
            special=Subquery(special.values("pk")[:1]),
            special_at=Subquery(special.values("happened_at")[:1]),
        )
        no_later_no = Q(general=None) | Q(general_kind=GRANTED) | Q(general_at__lte=F("special_at"))
        found = found.filter(Q(special__in=yes) & no_later_no | Q(special=None) & Q(general__in=yes))
    if scope == EMBASSY:
        found = found.filter(asylum.open_to_origin())
    yes, no = _of_joined(scope, recipient, moment, known_on or dates.now())
    alone = found.order_by().values("pk")
    return Child.objects.filter(Q(pk__in=yes) | Q(pk__in=alone) & ~Q(pk__in=no)).order_by().values("pk") if yes or no else alone


def _of_joined(scope: str, recipient: Institution | None, at: datetime, known_on: datetime) -> tuple[list, list]:
    """Ids of the children with joined files for whom it is allowed, and of those for whom it is not: few, so the rule itself is asked."""
    files: dict[Any, list[Child]] = {}
    joined_at: dict[Any, datetime] = {}
    for one in Merge.objects.standing(min(at, known_on)).select_related("kept", "other"):
        files.setdefault(one.kept_id, [one.kept]).append(one.other)
        joined_at[one.kept_id] = max(one.merged_at, joined_at.get(one.kept_id, one.merged_at))
    if not files:
        return [], []
    heard: dict[Any, list[ConsentStatement]] = {file.pk: [] for of in files.values() for file in of}
    for line in ConsentStatement.objects.filter(scope=scope, child__in=list(heard)):
        heard[line.child_id].append(line)
    yes: list[Any] = []
    no: list[Any] = []
    for kept, of in files.items():
        lines = [heard[file.pk] for file in of]
        to = recipient.pk if recipient else None
        grown = grown_on(of[0])
        answer = decide_together(lines, joined_at[kept], scope, recipient_id=to, at=at, known_on=known_on, adult_on=grown)
        allowed = answer.allowed and not (scope == EMBASSY and asylum.closed_to_origin(of[0]))
        (yes if allowed else no).extend(file.pk for file in of)
    return yes, no


def restricted(child: Child, *others: Child, joined_at: datetime | None = None) -> list[str]:
    """Scopes without which the file is kept for the child's protection only, and which somebody refused or withdrew (7.4, step 4)."""
    heard = [list(one.consent_statements.all()) for one in (child, *others)]
    answers = [decide_together(heard, joined_at, scope, adult_on=grown_on(child)) for scope in KEPT_FOR_PROTECTION]
    return [one.scope for one in answers if one.rule in SAID_NO]


def lapsing(child: Child, on: date) -> list[ConsentStatement]:
    """Grants by others that lapse because the young person is surely 18 on that day (domain.md 9.7); none before.

    The latest plausible birth decides. What the young person allowed in person stays.
    """
    if dates.is_child(child.birth_latest, on):
        return []
    heard = list(ConsentStatement.objects.filter(child=child).select_related("consent"))
    keys = {(one.scope, one.recipient_id) for one in heard}
    last = [_latest(one for one in heard if (one.scope, one.recipient_id) == key) for key in keys]
    return [one for one in last if one and one.kind == GRANTED and "child" not in one.said_by]


def _latest(statements: Iterable[ConsentStatement]) -> ConsentStatement | None:
    return max(statements, key=lambda one: (one.happened_at, one.kind != GRANTED, one.recorded_at, one.pk), default=None)


def _permits(statement: ConsentStatement, moment: datetime, adult_on: date | None) -> bool:
    last_day = statement.valid_until
    valid = last_day is None or last_day >= dates.local_date(moment)
    return statement.kind == GRANTED and valid and not _lapsed(statement, moment, adult_on)


def _lapsed(statement: ConsentStatement, moment: datetime, adult_on: date | None) -> bool:
    """Whether others said it for a child who is an adult on that day."""
    return adult_on is not None and dates.local_date(moment) >= adult_on and "child" not in statement.said_by


def _by_form(key) -> tuple:
    return in_order(key[0]), key[1] or 0
