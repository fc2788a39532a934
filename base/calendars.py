"""The calendars in which people here tell dates: Gregorian, Ethiopian, Hijri (domain.md 4.6).

Each reader takes a year, perhaps a month, perhaps a day, and answers the first and the last Gregorian day this can mean, both included. It
raises ValueError with a sentence for the reader when there is no such date. The known years are those of 1900 to 2100.
"""

import calendar as months
from datetime import date, timedelta

from django.utils.translation import gettext_lazy

IMPOSSIBLE = gettext_lazy("This date does not exist in the chosen calendar.")
ETHIOPIC_YEARS = range(1892, 2094)
HIJRI_YEARS = range(1317, 1526)
MOON = timedelta(days=2)  # real Hijri months follow the moon that was seen: a date may lie so far from the table
_DAYS_BEFORE = 2400  # 1723856 − 31 of domain.md 4.6, less the Julian day number of the day before 1 January of the year 1


# -------------------------------------------------------------------------------------------------------------------- Ethiopian


def ethiopic_to_gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian date of an Ethiopian one. Month 13 has 5 days, 6 when year mod 4 is 3."""
    if year not in ETHIOPIC_YEARS or not 1 <= month <= 13 or not 1 <= day <= _ethiopic_days(year, month):
        raise ValueError(IMPOSSIBLE)
    return date.fromordinal(_DAYS_BEFORE + 365 * year + year // 4 + 30 * month + day)


def gregorian_to_ethiopic(day: date) -> tuple[int, int, int]:
    """(year, month, day) in the Ethiopian calendar."""
    since = day.toordinal() - _DAYS_BEFORE - 31
    year = (4 * since + 3) // 1461
    if year not in ETHIOPIC_YEARS:
        raise ValueError(IMPOSSIBLE)
    month, of_month = divmod(since - 365 * year - year // 4, 30)
    return year, month + 1, of_month + 1


def ethiopic(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    last = month or 13
    return (
        ethiopic_to_gregorian(year, month or 1, day or 1),
        ethiopic_to_gregorian(year, last, day or _ethiopic_days(year, last)),
    )


def _ethiopic_days(year: int, month: int) -> int:
    return 30 if month < 13 else 6 if year % 4 == 3 else 5


# -------------------------------------------------------------------------------------------------------------------- Gregorian


def gregorian(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    """A 1 January is what offices write when only the year is known: it is read as that year (domain.md 4.6)."""
    if not 1900 <= year <= 2100:
        raise ValueError(IMPOSSIBLE)
    if (month, day) == (1, 1):
        month = day = None
    last = month or 12
    try:
        return date(year, month or 1, day or 1), date(year, last, day or months.monthrange(year, last)[1])
    except ValueError:
        raise ValueError(IMPOSSIBLE) from None


# ------------------------------------------------------------------------------------------------------------------------ Hijri


def hijri(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    """By the table, two days wider at both ends. A month may have a day 30 though the table gives it 29."""
    if year not in HIJRI_YEARS or not 1 <= (month or 1) <= 12 or not 1 <= (day or 1) <= 30:
        raise ValueError(IMPOSSIBLE)
    first = hijri_to_gregorian(year, month or 1, 1)
    last = (hijri_to_gregorian(year, month + 1, 1) if month else hijri_to_gregorian(year + 1, 1, 1)) - timedelta(days=1)
    if day:
        first = last = first + timedelta(days=day - 1)
    return first - MOON, last + MOON


def hijri_to_gregorian(year: int, month: int, day: int) -> date:
    """By the tabular Islamic calendar of the civil epoch, Friday 16 July 622 (Julian). Month 13 is the first of the next year."""
    year, month = (year + 1, 1) if month == 13 else (year, month)
    days = (11 * year + 3) // 30 + 354 * (year - 1) + 30 * (month - 1) - (month - 1) // 2
    return date(622, 7, 18) + timedelta(days=days + day)  # 16 July 622 is 19 July in the proleptic Gregorian calendar


def gregorian_to_hijri(day: date) -> tuple[int, int, int]:
    """(year, month, day) in the same table."""
    year = (30 * (day - date(622, 7, 19)).days + 10646) // 10631  # 30 years have 10,631 days
    if year not in HIJRI_YEARS:
        raise ValueError(IMPOSSIBLE)
    of_year = (day - hijri_to_gregorian(year, 1, 1)).days
    month = min(12, (2 * of_year + 60) // 59)  # a month of 30 days, then one of 29
    month -= day < hijri_to_gregorian(year, month, 1)
    return year, month, (day - hijri_to_gregorian(year, month, 1)).days + 1
