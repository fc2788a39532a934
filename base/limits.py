"""Time limits: when something is due, by the configuration in force when its clock started (domain.md 2.4, 2.5)."""

from datetime import datetime, timedelta

from django.db.models import Q

from base import dates
from base.models import TimeLimit

# Sunday to Thursday is the working week of Djibouti; Friday and Saturday are the weekend (domain.md 2.5).
WEEKEND = (4, 5)


def limit_for(key: str, risk: str, on: datetime) -> TimeLimit | None:
    """The row in force on that day for that risk; a risk without its own row takes the one for medium risk."""
    day = dates.local_date(on)
    rows = TimeLimit.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), key=key, valid_from__lte=day)
    found = {row.risk: row for row in rows.order_by("valid_from")}
    return found.get(risk) or found.get("medium")


def due(key: str, risk: str, starts_at: datetime) -> datetime | None:
    """The moment at which the limit is reached, or None when no limit is configured. Records keep it: see domain.md 2.4."""
    limit = limit_for(key, risk, starts_at)
    if limit is None or limit.value is None:
        return None
    match limit.unit:
        case TimeLimit.Unit.HOURS:
            return starts_at + timedelta(hours=limit.value)
        case TimeLimit.Unit.DAYS:
            return starts_at + timedelta(days=limit.value)
        case TimeLimit.Unit.MONTHS:
            return dates.add_months(starts_at, limit.value)
        case _:
            return _working_days_after(starts_at, limit.value)


def _working_days_after(moment: datetime, days: int) -> datetime:
    while days:
        moment += timedelta(days=1)
        days -= dates.local_date(moment).weekday() not in WEEKEND
    return moment
