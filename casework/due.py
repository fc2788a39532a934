"""What is due: the clocks that run, as lines for the pages (domain.md 2.4, 2.5). What starts and stops them: `minors.clocks`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.models import User
from base.roles import Verb
from casework.models import Case, Risk
from minors.access import visible_to
from minors.clocks import RULES
from minors.models import Clock, Merge

SOON = timedelta(days=7)
BY_RISK = {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.LOW: 2}


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
    first_at: datetime | None = None

    @property
    def state(self) -> str:
        """ "late", "today", "soon", "later" or "still"."""
        if self.at is None:
            return "still"
        now = dates.now()
        if self.at < now:
            return "late"
        if dates.local_date(self.at) == dates.today():
            return "today"
        return "soon" if self.at - now < SOON else "later"

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
    running = visible_to(user, Clock).running().filter(child__in=files).select_related("limit")
    by_file = {file.pk: file.case for file in files}
    return [_line(clock, by_file[clock.child_id]) for clock in running]


def lines(clocks) -> list[Due]:
    """Clocks as lines, by risk and then by delay. One query."""
    found = [_line(clock, clock.child.case) for clock in clocks.select_related("limit", "child__case")]
    return sorted((one for one in found if one.at), key=lambda due: (BY_RISK[Risk(due.case.risk)], due.at))


def _line(clock: Clock, case: Case) -> Due:
    rule = RULES[clock.rule]
    return Due(
        rule.title_of(clock), clock.due_at, rule.url(clock), rule.number, rule.key, rule.verb_of(clock), case, clock.first_due_at
    )
