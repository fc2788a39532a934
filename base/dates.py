"""Time as this work needs it: one clock, dates told in several calendars, ages that are intervals (domain.md 2.5, 4.6)."""

import calendar as months
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import overload
from zoneinfo import ZoneInfo

import kenat
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

DJIBOUTI = ZoneInfo("Africa/Djibouti")
MAJORITY = 18

_clock: ContextVar[datetime | None] = ContextVar("clock", default=None)

# ------------------------------------------------------------------------------------------------------------- the clock


def now() -> datetime:
    """The present moment, aware, in UTC; inside `at`, the moment given there. Everything asks here, never django's timezone.now()."""
    return _clock.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Make `now` answer `moment` inside the block: for tests and for the year of the invented children."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be put on the clock.")
    token = _clock.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _clock.reset(token)


def today() -> date:
    """The date in Djibouti."""
    return local_date(now())


def local_date(moment: date) -> date:
    """The Djibouti date of an aware moment; a date is its own answer."""
    return moment.astimezone(DJIBOUTI).date() if isinstance(moment, datetime) else moment


@overload
def add_months(moment: datetime, count: int) -> datetime: ...
@overload
def add_months(moment: date, count: int) -> date: ...
def add_months(moment, count):
    """The same day `count` months later (earlier when negative), or the last day of a shorter month. Moments count in Djibouti."""
    if isinstance(moment, datetime):
        local = moment.astimezone(DJIBOUTI)
        return datetime.combine(add_months(local.date(), count), local.timetz()).astimezone(moment.tzinfo)
    year, month = divmod(moment.year * 12 + moment.month - 1 + count, 12)
    return date(year, month + 1, min(moment.day, months.monthrange(year, month + 1)[1]))


# ----------------------------------------------------------------------------------------------------- dates as they are told


class Calendar(TextChoices):
    GREGORIAN = "gregorian", gettext_lazy("Gregorian calendar")
    ETHIOPIC = "ethiopic", gettext_lazy("Ethiopian calendar")
    HIJRI = "hijri", gettext_lazy("Hijri calendar")
    EVENT = "event", gettext_lazy("told by an event")
    UNKNOWN = "unknown", gettext_lazy("calendar not known")


class Precision(TextChoices):
    DAY = "day", gettext_lazy("day")
    MONTH = "month", gettext_lazy("month")
    YEAR = "year", gettext_lazy("year")
    EVENT = "event", gettext_lazy("season or event")
    AGE = "age", gettext_lazy("from the age told")
    UNKNOWN = "unknown", gettext_lazy("not known")


class Source(TextChoices):
    CHILD = "child", gettext_lazy("the child")
    RELATIVE = "relative", gettext_lazy("a relative")
    DOCUMENT = "document", gettext_lazy("a document")
    ASSESSOR = "assessor", gettext_lazy("an assessor")


@dataclass(frozen=True)
class PartialDate:
    """What was told about a date, and the Gregorian days it can mean, both ends included; None, None when nothing is known.

    `calendar`, `precision` and `source` are codes of the lists above; `recorded_on` is the day on which it was told.
    """

    raw: str
    calendar: str
    precision: str
    earliest: date | None
    latest: date | None
    source: str
    recorded_on: date

    def __post_init__(self):
        if self.earliest is None and self.latest is None:
            return
        if self.earliest is None or self.latest is None or self.earliest > self.latest:
            raise ValueError("An interval needs both its ends, the earlier one first.")


UNREADABLE = gettext_lazy("Write a year (2012), a month and a year (03/2012) or a full date (12/03/2012).")
IMPOSSIBLE = gettext_lazy("This date does not exist in the chosen calendar.")
NOT_YET = gettext_lazy("This date has not come yet. If it was told in another calendar, choose that calendar.")
AGE_UNREADABLE = gettext_lazy("Write the age in whole years, from 0 to 120.")


def from_age(years: int, on: date, *, source: str = Source.CHILD, raw: str = "") -> PartialDate:
    """The birth of somebody said to be `years` old on that day: a year's interval (domain.md 4.6)."""
    if not 0 <= years <= 120:
        raise ValueError(AGE_UNREADABLE)
    earliest, latest = _years_before(on, years + 1) + timedelta(days=1), _years_before(on, years)
    return PartialDate(raw or str(years), Calendar.UNKNOWN, Precision.AGE, earliest, latest, source, on)


def from_parts(
    calendar: str,
    year: int,
    month: int | None = None,
    day: int | None = None,
    *,
    source: str = Source.CHILD,
    raw: str = "",
    on: date | None = None,
) -> PartialDate:
    """A date of the past told by its year, its month or its day: the whole interval it can mean, never 1 January for a year.

    With calendar "unknown" the interval covers the Gregorian and the Ethiopian reading. A Gregorian 1 January is what offices
    write when only the year is known, so it counts as a year. `on` is the day it was told, today when not given.
    Raises ValueError with a sentence for the reader when the date does not exist or has not come yet.
    """
    on = on or today()
    raw = raw or "/".join(f"{part:02}" for part in (day, month, year) if part)
    if calendar == Calendar.GREGORIAN and (month, day) == (1, 1):
        month = day = None
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    readings = [] if day and not month else _readings(calendar, year, month, day)
    past = [reading for reading in readings if reading[0] <= on]
    if not past:
        raise ValueError(NOT_YET if readings else IMPOSSIBLE)
    earliest, latest = min(first for first, _last in past), max(last for _first, last in past)
    return PartialDate(raw, calendar, precision, earliest, latest, source, on)


def from_text(
    text: str, calendar: str = Calendar.GREGORIAN, *, source: str = Source.CHILD, on: date | None = None
) -> PartialDate:
    """Read "2012", "03/2012", "12/03/2012" or "2012-03-12", in European or Arabic-Indic digits. Keeps `text` as it was typed.

    Raises ValueError with a sentence for the reader.
    """
    parts = re.split(r"[/\-.\s]+", re.sub("[\u200e\u200f\u061c]", "", text).strip())
    if not 1 <= len(parts) <= 3 or not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        raise ValueError(UNREADABLE)
    if len(parts[0]) != 4:
        parts.reverse()
    if len(parts[0]) != 4 or any(len(part) > 2 or int(part) == 0 for part in parts[1:]):
        raise ValueError(UNREADABLE)
    return from_parts(calendar, *map(int, parts), source=source, raw=text.strip(), on=on)


def ethiopian_year_suspected(calendar: str, year: int, nationality: str, language: str, on: date) -> bool:
    """Whether to ask "Ethiopian year?": a Gregorian year that makes an Ethiopian or Eritrean 17 or older (domain.md 4.6).

    `nationality` and `language` are codes of lists L03 and L05. Afar and Somali alone say nothing: both live on all sides.
    """
    from_there = nationality in {"ET", "ER"} or language in {"om", "am", "ti", "har", "sid", "wal", "sgw"}
    return calendar == Calendar.GREGORIAN and from_there and on.year - year >= MAJORITY - 1


# ----------------------------------------------------------------------------------------------------------------- calendars

# Outside these years the rule "11 or 12 September" of the library no longer holds: 1900 and 2100 have no 29 February.
ETHIOPIC_YEARS = range(1893, 2092)


def ethiopic_to_gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian date of an Ethiopian one. Month 13 has 5 days, 6 when year mod 4 is 3. Raises ValueError when there is none."""
    if year not in ETHIOPIC_YEARS or not 1 <= month <= 13 or not 1 <= day <= _ethiopic_days(year, month):
        raise ValueError(IMPOSSIBLE)
    return kenat.toGC(year, month, day)


def gregorian_to_ethiopic(day: date) -> tuple[int, int, int]:
    """(year, month, day) in the Ethiopian calendar, from 11 September 1900 on. Raises ValueError outside the known years."""
    if not ethiopic_to_gregorian(ETHIOPIC_YEARS[0], 1, 1) <= day < date(2099, 9, 11):
        raise ValueError(IMPOSSIBLE)
    found = kenat.toEC(day.year, day.month, day.day)
    return found["year"], found["month"], found["day"]


def _ethiopic_days(year: int, month: int) -> int:
    return 30 if month < 13 else 6 if year % 4 == 3 else 5


def _ethiopic(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    last = month or 13
    return (
        ethiopic_to_gregorian(year, month or 1, day or 1),
        ethiopic_to_gregorian(year, last, day or _ethiopic_days(year, last)),
    )


def _gregorian(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if not 1900 <= year <= 2099:
        raise ValueError(IMPOSSIBLE)
    last = month or 12
    try:
        return date(year, month or 1, day or 1), date(year, last, day or months.monthrange(year, last)[1])
    except ValueError:
        raise ValueError(IMPOSSIBLE) from None


def _hijri(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    """By the tabular calendar, two days wider at both ends: the real months follow the moon that was seen (domain.md 4.6)."""
    if not 1318 <= year <= 1520 or not 1 <= (month or 1) <= 12 or not 1 <= (day or 1) <= 30:
        raise ValueError(IMPOSSIBLE)
    first = _hijri_day(year, month or 1)
    last = (_hijri_day(year, month + 1) if month else _hijri_day(year + 1, 1)) - timedelta(days=1)
    if day:
        first = last = first + timedelta(days=day - 1)
    return first - timedelta(days=2), last + timedelta(days=2)


def _hijri_day(year: int, month: int) -> date:
    """First day of a month of the tabular Islamic calendar; month 13 is the first of the next year."""
    year, month = (year + 1, 1) if month == 13 else (year, month)
    days = (11 * year + 3) // 30 + 354 * (year - 1) + 30 * (month - 1) - (month - 1) // 2
    return date(622, 7, 19) + timedelta(days=days)  # 1 Muharram 1 of the civil epoch, in the proleptic Gregorian calendar


def _readings(calendar: str, year: int, month: int | None, day: int | None) -> list[tuple[date, date]]:
    """The intervals the parts can mean; empty when there is no such date. An event has to be told as an interval instead."""
    readers = {
        Calendar.GREGORIAN: [_gregorian],
        Calendar.ETHIOPIC: [_ethiopic],
        Calendar.HIJRI: [_hijri],
        Calendar.UNKNOWN: [_gregorian, _ethiopic],
    }
    found = []
    for read in readers.get(Calendar(calendar), []):
        try:
            found.append(read(year, month, day))
        except ValueError:
            continue
    return found


# ---------------------------------------------------------------------------------------------------------------------- ages


def completed_years(born: date, on: date) -> int:
    """Years completed on that day, never below 0. Somebody born on 29 February completes a year on 1 March."""
    return max(0, on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def age_bounds(earliest: date | None, latest: date | None, on: date) -> tuple[int, int] | None:
    """The youngest and the oldest age, in completed years, that the interval of birth allows; None when nothing is known."""
    if earliest is None or latest is None:
        return None
    return completed_years(latest, on), completed_years(earliest, on)


def midpoint_age(earliest: date | None, latest: date | None, on: date) -> int | None:
    """The age for indicators: completed years from the middle of the interval (domain.md 4.6); None when nothing is known."""
    if earliest is None or latest is None:
        return None
    return completed_years(earliest + (latest - earliest) // 2, on)


def is_child(latest: date | None, on: date) -> bool:
    """Whether the person may still be under 18: benefit of the doubt, so the latest plausible birth decides (domain.md 3.16)."""
    return latest is None or completed_years(latest, on) < MAJORITY


def turns_18_earliest(earliest: date | None) -> date | None:
    """The first day on which the person may be 18: what the alerts before majority count back from (domain.md 4.6)."""
    if earliest is None:
        return None
    day = _years_before(earliest, -MAJORITY)
    return day if day.day == earliest.day else day + timedelta(days=1)


def describe_age(earliest: date | None, latest: date | None, on: date, *, source: str = "") -> str:
    """The age for display: "14 years" for a known day of birth, "14–15 years (declared)" for an interval (domain.md 4.6).

    An interval that a document or an assessor gave says so when `source` is given.
    """
    bounds = age_bounds(earliest, latest, on)
    if bounds is None:
        return _("age not known")
    youngest, oldest = bounds
    if oldest == 0:
        age = _("less than 1 year")
    elif youngest == oldest:
        age = ngettext("%(age)d year", "%(age)d years", oldest) % {"age": oldest}
    else:
        values = {"youngest": youngest, "oldest": oldest}
        age = ngettext("%(youngest)d–%(oldest)d year", "%(youngest)d–%(oldest)d years", oldest) % values
    if earliest == latest:
        return age
    if source == Source.DOCUMENT:
        return _("%(age)s (from a document)") % {"age": age}
    if source == Source.ASSESSOR:
        return _("%(age)s (estimated)") % {"age": age}
    return _("%(age)s (declared)") % {"age": age}


def _years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 28 February where there is no 29th."""
    return add_months(day, -12 * years)
