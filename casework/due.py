"""What is due: the clocks that run, as lines for the pages (domain.md 2.4, 2.5). What starts and stops them: `minors.clocks`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case as If
from django.db.models import Count, IntegerField, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.models import User
from base.roles import Verb
from casework.models import Case, Risk
from minors.access import visible_to
from minors.clocks import RULES
from minors.models import Clock, Merge

AHEAD = 7  # days that a day's page looks ahead


def by_risk() -> If:
    """High risk first: that of the case, or of what is of high risk by itself."""
    urgent = [rule.key for rule in RULES.values() if rule.urgent]
    levels = [When(child__case__risk=level, then=at) for at, level in enumerate([Risk.HIGH, Risk.MEDIUM])]
    return If(When(rule__in=urgent, then=0), *levels, default=Value(2), output_field=IntegerField())


@dataclass(frozen=True)
class Due:
    """One thing to do: what, until when, where to do it, by whom, and the number of its rule. `at` is None while its clock stands still."""

    what: str
    at: datetime | None
    url: str
    rule: str
    key: str
    verb: Verb
    case: Case
    since: datetime
    subject_id: UUID
    first_at: datetime | None = None

    @property
    def risk(self) -> str:
        return Risk.HIGH if RULES[self.key].urgent else self.case.risk

    @property
    def state(self) -> str:
        """ "late", "today", "soon", "later" or "still"."""
        if self.at is None:
            return "still"
        if self.at < dates.now():
            return "late"
        if self.at < _midnight(1):
            return "today"
        return "soon" if self.at < _midnight(AHEAD + 1) else "later"

    @property
    def delay(self) -> str:
        """How long it is overdue, or that its clock stands still, in words; empty when neither is so."""
        if self.at is None:
            return _("stands still")
        return waiting(self.at, _late_days, _late_hours) if self.state == "late" else ""

    @property
    def moved_from(self) -> datetime | None:
        """The date it had at first, when another level of risk or a pause moved it."""
        return self.first_at if self.first_at != self.at else None


def _midnight(days: int) -> datetime:
    """The beginning of the day in so many days, in Djibouti."""
    return dates.midnight(dates.today() + timedelta(days=days))


def when(name: str) -> Q:
    """Clocks that are "late", due "today" or "soon", or so late that they have gone to the regional coordinator ("escalated")."""
    now, tomorrow = dates.now(), _midnight(1)
    return {
        "late": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lt=tomorrow),
        "soon": Q(due_at__gte=max(now, tomorrow), due_at__lt=_midnight(AHEAD + 1)),
        "escalated": Q(escalates_at__lt=now),
    }[name]


def _late_days(days: int) -> str:
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}


def _late_hours(hours: int) -> str:
    if not hours:
        return _("less than an hour late")
    return ngettext("%(count)s hour late", "%(count)s hours late", hours) % {"count": hours}


def waiting(since: datetime, days, hours) -> str:
    """The time since a moment: `days(n)` from two days on, `hours(n)` below."""
    passed = max(0, int((dates.now() - since).total_seconds() // 3600))
    return days(passed // 24) if passed >= 48 else hours(passed)


def clocks_of(user: User, cases):
    """The clocks that run for these cases, as far as this person may know of them; with those that go on in files joined with theirs."""
    joined = Merge.objects.in_force().filter(kept__case__in=cases).order_by().values("other")
    files = cases.order_by().values("child").union(joined)
    return visible_to(user, Clock).running().filter(child__in=files)


def of_files(user: User, *files) -> list[Due]:
    """Everything due in the files of one child, the first one due first. One query."""
    by_file = {file.pk: file.case for file in files}
    running = visible_to(user, Clock).running().filter(child__in=files, starts_at__lte=dates.now())
    return [_line(clock, by_file[clock.child_id]) for clock in running]


def counted(clocks) -> dict[str, int]:
    """How many are late, due today and due soon. One query."""
    names = ["late", "today", "soon"]
    return clocks.order_by().aggregate(**{name: Count("pk", filter=when(name)) for name in names})


def ordered(clocks):
    """By risk and then by delay."""
    return clocks.order_by(by_risk(), "due_at", "rule", "pk")


def lines(clocks) -> list[Due]:
    """Clocks as lines, in their order. One query."""
    return [_line(clock, clock.child.case) for clock in clocks.select_related("child__case__child")]


def as_lines(clocks) -> list[Due]:
    """The same for clocks that have brought their cases along, put into the order of `ordered`."""
    risks = [Risk.HIGH, Risk.MEDIUM, Risk.LOW]
    found = [_line(clock, clock.child.case) for clock in clocks]
    return sorted(found, key=lambda one: (risks.index(Risk(one.risk)), one.at or one.since))


def _line(clock: Clock, case: Case) -> Due:
    rule = RULES[clock.rule]
    where = rule.url(clock)
    return Due(
        rule.title_of(clock), clock.due_at, where, rule.number, rule.key, Verb(clock.verb), case, clock.origin, clock.subject_id,
        clock.first_due_at,
    )  # fmt: skip
