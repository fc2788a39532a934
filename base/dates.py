"""Time as this work needs it: one clock, dates told in several calendars, ages that are intervals (domain.md 2.5, 4.6)."""

import calendar as months
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import overload
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from base import calendars
from base.calendars import IMPOSSIBLE

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


def day_in_words(moment: date) -> str:
    """The Djibouti date, short: 15/03/2026. The day comes first in every language: Django writes it after the month in English and,
    with a time, in Arabic."""
    return f"{local_date(moment):%d/%m/%Y}"


def moment_in_words(moment: datetime) -> str:
    """The same with the time: 15/03/2026 23:59."""
    return f"{moment.astimezone(DJIBOUTI):%d/%m/%Y %H:%M}"


def midnight(day: date) -> datetime:
    """When a day begins in Djibouti."""
    return datetime.combine(day, time(), DJIBOUTI)


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
NOT_YET = gettext_lazy("This date has not come yet. If it was told in another calendar, choose that calendar.")
AGE_UNREADABLE = gettext_lazy("Write the age in whole years, from 0 to 120.")
AGE_UNCLEAR = gettext_lazy("Write an age in years (14), two ages (12 to 14), or the months of a baby (8 months).")
BOTH_ENDS = gettext_lazy("Give both days, or neither: the first and the last day that are possible.")
ENDS_CROSSED = gettext_lazy("The last possible day lies before the first one.")


def from_age(years: int, on: date, *, source: str = Source.CHILD, raw: str = "") -> PartialDate:
    """The birth of somebody said to be `years` old on that day: a year's interval (domain.md 4.6)."""
    if not 0 <= years <= 120:
        raise ValueError(AGE_UNREADABLE)
    earliest, latest = _years_before(on, years + 1) + timedelta(days=1), _years_before(on, years)
    return PartialDate(raw or str(years), Calendar.UNKNOWN, Precision.AGE, earliest, latest, source, on)


def from_ages(youngest: int, oldest: int, on: date, *, source: str = Source.CHILD, raw: str = "") -> PartialDate:
    """The birth of somebody said to be between two ages on that day, both included."""
    first, last = sorted((youngest, oldest))
    earliest, latest = from_age(last, on).earliest, from_age(first, on).latest
    return PartialDate(raw or f"{first}–{last}", Calendar.UNKNOWN, Precision.AGE, earliest, latest, source, on)


def from_months(count: int, on: date, *, source: str = Source.CHILD, raw: str = "") -> PartialDate:
    """The birth of a baby said to have completed so many months on that day."""
    if not 0 <= count <= 36:
        raise ValueError(AGE_UNCLEAR)
    earliest, latest = add_months(on, -(count + 1)) + timedelta(days=1), add_months(on, -count)
    return PartialDate(raw or str(count), Calendar.UNKNOWN, Precision.AGE, earliest, latest, source, on)


_AGE = re.compile(
    r"(?:entre|between|de|from|environ|about|vers|بين|من|حوالي|~)?\s*"
    r"(?P<first>\d{1,3})\s*(?:(?:[-–—]|à|a|et|ou|to|and|or|إلى|الى|و|أو)\s*(?P<last>\d{1,3})\s*)?"
    r"(?:(?P<months>mois|months?|شهرا|شهر|أشهر|شهور)|ans?|years?|y|سنوات|سنة|أعوام|عاما|عام)?\.?",
    re.IGNORECASE,
)


def age_from_text(text: str, on: date, *, source: str = Source.CHILD) -> PartialDate:
    """Read "14", "14 ans", "12-14", "entre 12 et 14 ans", "8 months", also in Arabic and its digits. Keeps `text` as it was typed.

    Raises ValueError with a sentence for the reader: words that are not understood are never guessed at.
    """
    said = _AGE.fullmatch(_visible(text))
    if said is None or (said["months"] and said["last"]):
        raise ValueError(AGE_UNCLEAR)
    kept = {"source": source, "raw": text.strip()}
    if said["months"]:
        return from_months(int(said["first"]), on, **kept)
    return from_ages(int(said["first"]), int(said["last"] or said["first"]), on, **kept)


def from_event(
    text: str, earliest: date | None, latest: date | None, *, source: str = Source.CHILD, on: date | None = None
) -> PartialDate:
    """A date told by a season or an event ("before the rains"), with the days the worker takes it to mean, or without any.

    Raises ValueError with a sentence for the reader.
    """
    on = on or today()
    if (earliest is None) != (latest is None):
        raise ValueError(BOTH_ENDS)
    if earliest and latest and earliest > latest:
        raise ValueError(ENDS_CROSSED)
    if earliest and earliest > on:
        raise ValueError(NOT_YET)
    precision = Precision.EVENT if earliest else Precision.UNKNOWN
    return PartialDate(text.strip(), Calendar.EVENT, precision, earliest, latest, source, on)


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
    if calendar in (Calendar.GREGORIAN, Calendar.UNKNOWN) and (month, day) == (1, 1):
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
    parts = re.split(r"[/\-.\s]+", _visible(text))
    if not 1 <= len(parts) <= 3 or not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        raise ValueError(UNREADABLE)
    if len(parts[0]) != 4:
        parts.reverse()
    if len(parts[0]) != 4 or any(len(part) > 2 or int(part) == 0 for part in parts[1:]):
        raise ValueError(UNREADABLE)
    return from_parts(calendar, *map(int, parts), source=source, raw=text.strip(), on=on)


def _visible(text: str) -> str:
    """Without the marks that only say in which direction a text runs."""
    return re.sub("[\u200e\u200f\u061c]", "", text).strip()


def _readings(calendar: str, year: int, month: int | None, day: int | None) -> list[tuple[date, date]]:
    """The intervals the parts can mean; empty when there is no such date. An event has to be told as an interval instead."""
    readers = {
        Calendar.GREGORIAN: [calendars.gregorian],
        Calendar.ETHIOPIC: [calendars.ethiopic],
        Calendar.HIJRI: [calendars.hijri],
        Calendar.UNKNOWN: [calendars.gregorian, calendars.ethiopic],
    }
    found = []
    for read in readers.get(Calendar(calendar), []):
        try:
            found.append(read(year, month, day))
        except ValueError:
            continue
    return found


def ethiopian_year_suspected(calendar: str, year: int, nationality: str, language: str, on: date) -> bool:
    """Whether to ask "Ethiopian year?": a Gregorian year that makes an Ethiopian or Eritrean 17 or older (domain.md 4.6).

    `nationality` and `language` are codes of lists L03 and L05. Afar and Somali alone say nothing: both live on all sides.
    """
    from_there = nationality in {"ET", "ER"} or language in {"om", "am", "ti", "har", "sid", "wal", "sgw"}
    return calendar == Calendar.GREGORIAN and from_there and on.year - year >= MAJORITY - 1


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


def turns_18_latest(latest: date | None) -> date | None:
    """The first day on which the person surely is 18: until then the rules for children hold (domain.md 9.7)."""
    return turns_18_earliest(latest)


def born_for_18(on: date) -> date:
    """The last day of birth of those who have completed 18 years on that day: for queries, as `is_child` is for one child."""
    return _years_before(on, MAJORITY)


def describe_age(earliest: date | None, latest: date | None, on: date, *, source: str = "") -> str:
    """The age for display: "14 years" for a known day of birth, "14–15 years (declared)" for an interval (domain.md 4.6).

    An interval that a document or an assessor gave says so when `source` is given.
    """
    bounds = age_bounds(earliest, latest, on)
    if bounds is None:
        return _("age not known")
    age = _age(*bounds)
    if earliest == latest:
        return age
    if source == Source.DOCUMENT:
        return _("%(age)s (from a document)") % {"age": age}
    if source == Source.ASSESSOR:
        return _("%(age)s (estimated)") % {"age": age}
    return _("%(age)s (declared)") % {"age": age}


def _age(youngest: int, oldest: int) -> str:
    if oldest == 0:
        return _("less than 1 year")
    if youngest == oldest:
        return ngettext("%(age)d year", "%(age)d years", oldest) % {"age": oldest}
    values = {"youngest": youngest, "oldest": oldest}
    return ngettext("%(youngest)d–%(oldest)d year", "%(youngest)d–%(oldest)d years", oldest) % values


def describe(told: PartialDate, on: date, *, born: bool = False) -> str:
    """What a told date means, for display beside what was typed; with `born`, also the age it gives on that day."""
    if told.earliest is None or told.latest is None:
        return _("No day can be told from this. The words are kept as they are.")
    first, last = day_in_words(told.earliest), day_in_words(told.latest)
    values = {"first": first, "last": last, "age": _age(completed_years(told.latest, on), completed_years(told.earliest, on))}
    if first == last:
        return _("%(first)s, %(age)s") % values if born else first
    return _("between %(first)s and %(last)s, about %(age)s") % values if born else _("between %(first)s and %(last)s") % values


def _years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 28 February where there is no 29th."""
    return add_months(day, -12 * years)
