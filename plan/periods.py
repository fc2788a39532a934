"""Months, quarters and years as indicators count them: from midnight to midnight in Djibouti (domain.md 6.3)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from base import dates

YEARS = range(2000, 2100)
_WRITTEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
UNREADABLE = gettext_lazy("Write a period as a month (2026-09), a quarter (2026-Q3) or a year (2026).")
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Period:
    """`first` is its first day, `months` its length: 1, 3 or 12. Moments are aware, `start` included and `end` not."""

    first: date
    months: int

    def __str__(self):
        if self.months == 12:
            return f"{self.first.year}"
        if self.months == 3:
            return f"{self.first.year}-Q{self.first.month // 3 + 1}"
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        """The last day of it."""
        return dates.add_months(self.first, self.months) - timedelta(days=1)

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        return midnight(dates.add_months(self.first, self.months))

    @property
    def kind(self) -> str:
        return next(kind for kind, months in MONTHS_IN.items() if months == self.months)

    @property
    def label(self) -> str:
        """The period in the reader's language."""
        if self.months == 12:
            return str(self.first.year)
        if self.months == 3:
            number = self.first.month // 3 + 1
            # By number, because in French the first is written otherwise than the others.
            words = ngettext("quarter %(number)s of %(year)s", "quarter %(number)s of %(year)s", number)
            return words % {"number": number, "year": self.first.year}
        return date_format(self.first, "F Y")

    @property
    def short(self) -> str:
        """The same where there is little room: under a chart."""
        if self.months == 3:
            return _("Q%(number)s %(year)s") % {"number": self.first.month // 3 + 1, "year": self.first.year}
        return date_format(self.first, "M Y") if self.months == 1 else self.label

    def before(self, count: int = 1) -> "Period":
        """The period of the same length that lies `count` such lengths earlier."""
        return Period(dates.add_months(self.first, -count * self.months), self.months)

    def trend(self, length: int) -> list["Period"]:
        """This period after the ones before it, earliest first."""
        return [self.before(back) for back in reversed(range(length))]


def parse(text: str) -> Period:
    """Read "2026-09", "2026-Q3" or "2026". Raises ValueError with a sentence for the reader."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or int(found[1]) not in YEARS:
        raise ValueError(UNREADABLE)
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return Period(date(year, 3 * int(quarter) - 2, 1), 3)
    return Period(date(year, int(month), 1), 1) if month else Period(date(year, 1, 1), 12)


def holding(day: date, kind: str) -> Period:
    """The month, quarter or year in which the day lies."""
    months = MONTHS_IN[kind]
    return Period(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def midnight(day: date) -> datetime:
    """The moment at which the day begins in Djibouti, in UTC."""
    return datetime.combine(day, time(), dates.DJIBOUTI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last moment of the day in Djibouti: what "known on that day" means."""
    return midnight(day + timedelta(days=1)) - timedelta(microseconds=1)
