"""Who was responsible for a case, and when: read from its history, which every change of the owner leaves behind (domain.md 9.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from base.models import User
from casework.models import Case


@dataclass(frozen=True)
class Period:
    """One stretch of responsibility; `until` is None for the present one."""

    owner_id: int
    since: datetime
    until: datetime | None = None


def periods(rows: Iterable[Any]) -> list[Period]:
    """The periods that history rows of one case tell, the first one first."""
    found: list[Period] = []
    for row in sorted(rows, key=lambda row: row.history_id):
        if not found or found[-1].owner_id != row.owner_id:
            if found:
                found[-1] = Period(found[-1].owner_id, found[-1].since, row.history_date)
            found.append(Period(row.owner_id, row.history_date))
    return found


def of_case(case: Case) -> list[tuple[User, Period]]:
    """The same with the people, for a page. Two queries."""
    rows = periods(Case.history.filter(id=case.pk).only("history_id", "history_date", "owner_id"))
    people = User.objects.select_related("team__institution").in_bulk([one.owner_id for one in rows])
    return [(people[one.owner_id], one) for one in rows]
