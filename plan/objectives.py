"""Which objectives of the plan a record serves: what the settings name as OBJECTIVES_OF, asked for every line of every timeline."""

import time
from dataclasses import dataclass
from datetime import date

from plan.models import Plan

_KEPT_FOR = 600.0  # seconds: a new version of the plan reaches every process within ten minutes


@dataclass(frozen=True)
class _Version:
    valid_from: date
    valid_to: date | None
    served: dict[str, list[str]]


_kept: list[_Version] = []
_read_at = float("-inf")


def objectives_of(field_of_action: str, on: date) -> list[str]:
    """Codes of the objectives that the field of action serves in the version in force on that day, such as ["OS1"].

    Empty when no plan was in force. The versions are kept in the process: once warm, no query is asked.
    """
    for version in _versions():
        if version.valid_from <= on and (version.valid_to is None or on < version.valid_to):
            return list(version.served.get(field_of_action, []))
    return []


def forget() -> None:
    """Read the plan again at the next question: after a version was written."""
    _kept.clear()


def _versions() -> list[_Version]:
    """Every version, the latest first: where two overlap, the later one is in force."""
    global _read_at
    if not _kept or time.monotonic() - _read_at > _KEPT_FOR:
        _kept[:] = [_version(plan) for plan in Plan.objects.order_by("-valid_from").prefetch_related("objectives")]
        _read_at = time.monotonic()
    return _kept


def _version(plan: Plan) -> _Version:
    served: dict[str, list[str]] = {}
    for objective in plan.objectives.all():
        for field in objective.fields_of_action:
            served.setdefault(field, []).append(objective.code)
    return _Version(plan.valid_from, plan.valid_to, served)
