"""Clocks: each time limit is declared once, with what starts and what stops it; pages, reminders and indicators read that (domain.md 2.4, 2.5).

A rule reads from the records which limits run for a child. `settle` compares that with the clocks the child has, and starts, stops or moves
them; it can be repeated at any time and changes nothing twice. Every deed that writes a record named in a rule's `sources` settles.
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_noop

from base import dates, limits
from base.models import Record, TimeLimit
from base.roles import Verb
from minors.models import Child, Clock

# Of the limit that has passed when a late clock goes to the regional coordinator (domain.md 2.5).
ESCALATES = 1.5
SETTLED = gettext_noop("Time limits compared with the records")


@dataclass(frozen=True)
class Run:
    """One stretch that a limit runs for one record: since when, until when.

    `since` is the last answer where a limit repeats, `origin` what a schedule counts from. `outcome` is "done" or "dropped". `due_at`
    is for what was promised for a day of its own instead of by a limit. `risk` is for what does not go by the level of the case.
    """

    subject_id: UUID
    since: datetime
    origin: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = Clock.Outcome.DONE
    stage: str = ""
    risk: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Rule:
    """A limit as it is applied.

    `title` names what is to be done, `url` where, `verb` by whom. Title and url may be given the clock, and the verb its `stage`.
    `runs` gives the latest run of each record of a child that it concerns, running or ended. `pauses`: it stands still while
    the child is missing, abroad or the case on hold. `goes_on`: it counts also in a file that was joined with another one.
    """

    number: str
    key: str
    title: Promise | Callable[[Clock], str]
    verb: Verb | Callable[[str], Verb]
    sources: tuple[type[Record], ...]
    runs: Callable[[Child], Iterable[Run]]
    url: Callable[[Clock], str]
    field_class: str = "C1"
    pauses: bool = True
    goes_on: bool = False
    urgent: bool = False  # of high risk, whatever the level of the case
    by_limit: bool = True  # False: no row of `TimeLimit` says how long, each run brings its day
    starts: Promise | str = ""  # what it counts from, in words

    @property
    def name(self) -> str:
        """What it is about, for lists of rules."""
        return self.title_of(Clock(rule=self.key))

    def title_of(self, clock: Clock) -> str:
        return self.title(clock) if callable(self.title) else str(self.title)

    def verb_of(self, stage: str) -> Verb:
        return self.verb if isinstance(self.verb, Verb) else self.verb(stage)


RULES: dict[str, Rule] = {}
_pauses: list[Callable[[Child], Iterable[limits.Pause]]] = []


def declare(*rules: Rule) -> None:
    for rule in rules:
        if rule.key in RULES:
            raise ValueError(f"There are two rules {rule.key}.")
        RULES[rule.key] = rule


def pauses_from(source: Callable[[Child], Iterable[limits.Pause]]) -> None:
    """Make known what lets clocks stand still: a function from a child to (from, until or None)."""
    _pauses.append(source)


def pauses_of(child: Child) -> list[limits.Pause]:
    return [pause for source in _pauses for pause in source(child)]


def due_of(*rules: str) -> Subquery:
    """For a query over records: when the running limit of one of these rules is due for each of them."""
    running = Clock.objects.filter(rule__in=rules, subject_id=OuterRef("pk"), stopped_at=None).order_by("due_at")
    return Subquery(running.values("due_at")[:1])


class Reading:
    """The records of some children: each kind is read once for all of them, however many rules look at it.

    Of the `kinds` it asks first, in one question, which there are: of a child who came today there are three out of forty.
    """

    def __init__(self, children: Iterable[Child], kinds: Iterable[type[Record]] = ()):
        self._children, self._kept = list(children), dict[type[Record], dict[UUID, list[Any]]]()
        if len(self._children) == 1:
            wanted = sorted({kind for kind in kinds if kind.minor_path}, key=lambda kind: kind._meta.label)
            self._kept |= {kind: {} for kind in _kinds_without(self._children[0], wanted)}

    def of(self, child: Child, model: type[Record], *related: str) -> list[Any]:
        if model not in self._kept:
            path = str(model.minor_path)
            # None, not nothing: `select_related()` would follow every relation there is.
            rows = model._base_manager.filter(**{f"{path}__in": self._children}).select_related(*(related or [None]))
            found = self._kept[model] = defaultdict(list)
            for row in rows.annotate(for_child=F(f"{path}_id")):
                found[row.for_child].append(row)
        return self._kept[model].get(child.pk, [])


def _kinds_without(child: Child, kinds: list[type[Record]]) -> list[type[Record]]:
    """Those of these kinds of which a child has no record."""
    if not kinds:
        return []
    with connection.cursor() as cursor:
        one = "select {} where not exists ({})"
        cursor.execute(
            " union all ".join(one.format(number, _rows_of(kind)) for number, kind in enumerate(kinds)), [child.pk] * len(kinds)
        )
        return [kinds[number] for (number,) in cursor.fetchall()]


@functools.cache
def _rows_of(kind: type[Record]) -> str:
    """SQL for the rows of a kind about one child, whose id is its only parameter."""
    rows = kind._base_manager.filter(**{str(kind.minor_path): UUID(int=0)}).order_by().values("pk")
    sql, parameters = rows.query.sql_with_params()
    assert parameters == (UUID(int=0),)
    return sql


def read(child: Child, model: type[Record], *related: str) -> list[Any]:
    """The records of a kind that a child has. While clocks are settled each kind is read once."""
    reading: Reading = vars(child).get("reading") or Reading([child])
    return reading.of(child, model, *related)


def settle(child: Child, *, by, reason: str = SETTLED, after: tuple[type[Record], ...] | None = None) -> list[Clock]:
    """Bring the clocks of a child in line with its records, those that read one of `after` or all. Returns what changed."""
    return settle_many([child], by=by, reason=reason, after=after)


def settle_many(
    children: Iterable[Child], *, by, reason: str = SETTLED, after: tuple[type[Record], ...] | None = None
) -> list[Clock]:
    """The same for several children at once."""
    rules = [rule for rule in RULES.values() if after is None or set(after) & set(rule.sources)]
    return _settle(children, rules, by, reason)


def move(child: Child, *, by, reason: str = SETTLED) -> list[Clock]:
    """The same for the clocks that run: what another level of risk or a pause moves, without starting or ending anything else."""
    running = set(Clock.objects.filter(child=child, stopped_at=None).order_by().values_list("rule", flat=True))
    return _settle([child], [rule for rule in RULES.values() if rule.key in running], by, reason)


@transaction.atomic
def _settle(children: Iterable[Child], rules: list[Rule], by, reason: str) -> list[Clock]:
    if not rules:
        return []
    keys = [child.pk for child in children]
    # One after the other, in one order.
    found = Child.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").select_related("arrival", "case")
    reading, limits_of_rules = (
        Reading(found, (kind for rule in rules for kind in rule.sources)),
        list(TimeLimit.objects.filter(key__in=[rule.key for rule in rules]).order_by("valid_from")),
    )
    stored: dict[UUID, dict[tuple[str, UUID], list[Clock]]] = defaultdict(lambda: defaultdict(list))
    known = Clock.objects.filter(child__in=keys, rule__in=[rule.key for rule in rules]).select_related("limit")
    for clock in known.order_by("starts_at", "recorded_at"):
        stored[clock.child_id][clock.rule, clock.subject_id].append(clock)
    changed: list[Clock] = []
    for child in found:
        child.reading = reading  # type: ignore[attr-defined]
        changed += _Settling(child, limits_of_rules, by, reason).settle_all(rules, stored[child.pk])
    return changed


def follow(record: Record, *, by) -> None:
    """Settle what reads records of this kind: a workflow names it as what follows its moves."""
    if any(type(record) in rule.sources for rule in RULES.values()):
        settle(Child(pk=record.child_key), after=(type(record),), by=by)


class _Settling:
    """One child, its level of risk and its pauses, read once for all rules."""

    def __init__(self, child: Child, limits: list[TimeLimit], by, reason: str):
        self.child, self.limits, self.by, self.reason = child, limits, by, reason
        self.changed: list[Clock] = []
        self.risk = child.case.risk if hasattr(child, "case") else "medium"
        self.pauses = pauses_of(child)

    def settle_all(self, rules: list[Rule], clocks: dict[tuple[str, UUID], list[Clock]]) -> list[Clock]:
        for rule in rules:
            told = list(rule.runs(self.child))
            for run in told:
                self.settle(rule, run, clocks.get((rule.key, run.subject_id), []))
            left = {run.subject_id for run in told}
            for (key, subject), stored in clocks.items():
                if key == rule.key and subject not in left and stored[-1].stopped_at is None:
                    self.stop(stored[-1], dates.now(), Clock.Outcome.DROPPED)
        return self.changed

    def settle(self, rule: Rule, run: Run, stored: list[Clock]) -> None:
        last = stored[-1] if stored else None
        if last and last.stopped_at is None and last.starts_at < run.since <= dates.now():
            self.stop(last, run.since, Clock.Outcome.DONE)  # it was answered, and began again; what is still to come is no answer
            last = None
        if last is None or (last.stopped_at is not None and (run.ended_at is None or last.starts_at < run.since)):
            self.start(rule, run)
        elif last.stopped_at is None:
            self.move(rule, run, last)
            if run.ended_at:
                self.stop(last, run.ended_at, run.outcome)

    def start(self, rule: Rule, run: Run) -> None:
        clock = Clock(
            child=self.child, rule=rule.key, subject_id=run.subject_id, field_class=rule.field_class, goes_on=rule.goes_on
        )
        clock.starts_at, clock.origin, clock.stage = run.since, run.origin or run.since, run.stage
        clock.verb = rule.verb_of(run.stage)
        if rule.by_limit:
            clock.limit = self.limit(rule, run)
            if clock.limit is None:
                return  # nobody set a limit for this
        clock.due_at, clock.escalates_at = self.when(rule, run, clock.limit)
        clock.first_due_at = clock.due_at or run.due_at
        if clock.limit and clock.first_due_at is None:
            clock.first_due_at = limits.moment(clock.limit, since=run.since, origin=run.origin)
        if clock.first_due_at is None:
            return  # the steps of its schedule are over
        if run.ended_at:
            clock.stopped_at, clock.outcome = run.ended_at, run.outcome
        self.save(clock)

    def move(self, rule: Rule, run: Run, clock: Clock) -> None:
        """Another level of risk, a pause or a corrected moment moves the date; the first one stays visible."""
        limit = self.limit(rule, run) if rule.by_limit else None
        if limit and clock.limit and limit.risk == clock.limit.risk:
            limit = clock.limit
        due_at, escalates_at = self.when(rule, run, limit)
        new = {
            "limit": limit, "stage": run.stage, "verb": rule.verb_of(run.stage), "starts_at": run.since, "origin": run.origin or run.since,
            "due_at": due_at, "escalates_at": escalates_at,
        }  # fmt: skip
        if any(getattr(clock, name) != value for name, value in new.items()):
            for name, value in new.items():
                setattr(clock, name, value)
            self.save(clock, *new)

    def stop(self, clock: Clock, at: datetime, outcome: str) -> None:
        clock.stopped_at, clock.outcome = at, outcome
        self.save(clock, "stopped_at", "outcome")

    def limit(self, rule: Rule, run: Run) -> TimeLimit | None:
        """The row in force on the day on which the clock started, whatever was configured later (domain.md 2.4)."""
        day = dates.local_date(run.since)
        valid = [
            one
            for one in self.limits
            if one.key == rule.key and one.valid_from <= day and not (one.valid_to and one.valid_to <= day)
        ]
        return limits.choose(valid, run.risk or self.risk)

    def when(self, rule: Rule, run: Run, limit: TimeLimit | None) -> tuple[datetime | None, datetime | None]:
        """When it is due, and when it goes to the regional coordinator. A rule goes by a limit, or each run brings its day."""
        pauses = self.pauses if rule.pauses else []
        due_at = None if any(begins <= dates.now() and ends is None for begins, ends in pauses) else run.due_at
        if limit:
            due_at = limits.moment(limit, since=run.since, origin=run.origin, pauses=pauses)
        return due_at, due_at and due_at + (due_at - run.since) * (ESCALATES - 1)

    def save(self, clock: Clock, *changes: str) -> None:
        clock.save(by=self.by, reason=self.reason, update_fields=changes or None)
        self.changed.append(clock)
