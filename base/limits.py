"""Time limits: when something is due, by the configuration in force when its clock started (domain.md 2.4, 2.5)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates, options
from base.models import Holiday, TimeLimit

# Sunday to Thursday is the working week of Djibouti; Friday and Saturday are the weekend (domain.md 2.5).
WEEKEND = (4, 5)

Pause = tuple[datetime, datetime | None]  # from, until; None: nobody knows yet


def limit_for(key: str, risk: str, on: datetime) -> TimeLimit | None:
    """The row in force on that day for that risk; a risk without its own row takes the one for medium risk."""
    day = dates.local_date(on)
    rows = TimeLimit.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), key=key, valid_from__lte=day)
    return choose(rows.order_by("valid_from"), risk)


def choose(rows: Iterable[TimeLimit], risk: str) -> TimeLimit | None:
    """Of the rows in force on one day, the one for that risk: its own, else that of medium risk."""
    found = {row.risk: row for row in rows}
    return found.get(risk) or found.get("medium")


def due(key: str, risk: str, starts_at: datetime) -> datetime | None:
    """The moment at which the limit is reached, or None when no limit is configured. Records keep it: see domain.md 2.4."""
    limit = limit_for(key, risk, starts_at)
    return moment(limit, since=starts_at) if limit else None


def moment(
    limit: TimeLimit,
    *,
    since: datetime,
    origin: datetime | None = None,
    pauses: Sequence[Pause] = (),
    holidays: Collection[date] | None = None,
) -> datetime | None:
    """When a limit that runs since `since` is reached; None while it is paused without an end, or when its steps are over.

    A schedule counts from `origin`. Its `steps` are fixed moments after it (`then` repeats for ever): the first one after `since` is
    due. Its `before` are moments before it, in the same way. Its `phases` say how long after `since` the next one is due, until how
    long after `origin`: [[amount, unit, [until amount, unit] or nothing], …].

    `holidays` are the days on which nobody works; without them they are read. Only working days know of them (domain.md 2.5).
    """
    since, origin = since.astimezone(dates.DJIBOUTI), (origin or since).astimezone(dates.DJIBOUTI)
    schedule = limit.schedule or {}
    if "steps" in schedule:
        steps = _steps(schedule, origin, since)
        reached = next((step for step in steps if step > since), None)
    elif "before" in schedule:
        steps = sorted(_after(origin, -amount, unit) for amount, unit in schedule["before"])
        reached = next((step for step in steps if step > since), None)
    elif limit.unit == TimeLimit.Unit.WORKING_DAYS:
        return _working_days_after(since, limit.value or 0, pauses, _holidays_after(since) if holidays is None else holidays)
    else:
        reached = _after(since, *_interval(limit, schedule, origin, since))
    return reached and _moved(reached, since, pauses)


def _interval(limit, schedule, origin, since) -> tuple[int, str]:
    for amount, unit, until in schedule.get("phases", []):
        if until is None or since < _after(origin, *until):
            return amount, unit
    return limit.value, limit.unit


def _steps(schedule, origin, since):
    """The fixed moments of a schedule, as many as are needed to pass `since`."""
    last = origin
    for amount, unit in schedule["steps"]:
        last = _after(origin, amount, unit)
        yield last
    while "then" in schedule:
        last = _after(last, *schedule["then"])
        yield last


def _after(start: datetime, amount: int, unit: str) -> datetime:
    match unit:
        case TimeLimit.Unit.HOURS:
            return start + timedelta(hours=amount)
        case TimeLimit.Unit.DAYS:
            return start + timedelta(days=amount)
        case TimeLimit.Unit.MONTHS:
            return dates.add_months(start, amount)
    raise ValueError(f"Not a unit of time that passes by itself: {unit}")


def _moved(reached: datetime, since: datetime, pauses: Sequence[Pause]) -> datetime | None:
    """The moment later by as long as the clock stood still before it."""
    for begins, ends in _merged(pauses, since):
        if begins >= reached:
            break
        if ends is None:
            return None
        reached += ends - max(begins, since)
    return reached


def _merged(pauses: Sequence[Pause], since: datetime) -> list[Pause]:
    """Pauses that end after `since`, in order, those that overlap made one."""
    found: list[Pause] = []
    for begins, ends in sorted(pauses, key=lambda pause: pause[0]):
        if ends is not None and ends <= since:
            continue
        if found and (found[-1][1] is None or begins <= found[-1][1]):
            before = found.pop()
            ends = None if before[1] is None or ends is None else max(before[1], ends)
            begins = before[0]
        found.append((begins, ends))
    return found


def _working_days_after(since: datetime, days: int, pauses: Sequence[Pause], holidays: Collection[date]) -> datetime | None:
    """A day counts when it is a day of work on which the clock does not stand still at this time of the day."""
    still = _merged(pauses, since)
    reached = since
    while days:
        reached += timedelta(days=1)
        pause = next((one for one in still if one[0] <= reached and (one[1] is None or reached < one[1])), None)
        if pause and pause[1] is None:
            return None
        days -= pause is None and reached.weekday() not in WEEKEND and reached.date() not in holidays
    return reached


def _holidays_after(moment: datetime) -> set[date]:
    return set(Holiday.objects.filter(day__gte=dates.local_date(moment)).values_list("day", flat=True))


def in_words(limit: TimeLimit) -> str:
    """How long it is, as a page says it: "7 days", "24 hours, 72 hours, 7 days, then every 30 days"."""
    schedule = limit.schedule or {}
    if "phases" in schedule:
        return options.in_a_row(_phase(*phase) for phase in schedule["phases"])
    if "before" in schedule:
        return _("%(times)s before") % {"times": options.in_a_row(_time(*one) for one in schedule["before"])}
    if "steps" in schedule:
        steps = [_time(*one) for one in schedule["steps"]]
        return options.in_a_row([*steps, *([_every(*schedule["then"])] if "then" in schedule else [])])
    return _time(limit.value or 0, limit.unit)


def _time(amount: int, unit: str) -> str:
    match unit:
        case TimeLimit.Unit.HOURS:
            words = ngettext("%(count)s hour", "%(count)s hours", amount)
        case TimeLimit.Unit.DAYS:
            words = ngettext("%(count)s day", "%(count)s days", amount)
        case TimeLimit.Unit.MONTHS:
            words = ngettext("%(count)s month", "%(count)s months", amount)
        case _:
            words = ngettext("%(count)s working day", "%(count)s working days", amount)
    return words % {"count": amount}


def _every(amount: int, unit: str) -> str:
    return _("then every %(time)s") % {"time": _time(amount, unit)}


def _phase(amount: int, unit: str, until: list | None) -> str:
    if until is None:
        return _every(amount, unit)
    return _("every %(time)s for the first %(first)s") % {"time": _time(amount, unit), "first": _time(*until)}
