"""The level of risk over time as steps to draw: plain numbers for an SVG, the same for every direction of writing (domain.md 4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.models import Risk, RiskLevel

HEIGHTS = {Risk.HIGH: 10, Risk.MEDIUM: 30, Risk.LOW: 50}  # of a drawing that is 100 wide and 60 high


@dataclass(frozen=True)
class Dot:
    """One entry of a level; `below` when it is lower than what the facts called for."""

    x: str
    y: int
    below: bool


@dataclass(frozen=True)
class Steps:
    """`line` and `floor` are paths: what was entered, and the lowest level that the facts then called for."""

    line: str
    floor: str
    dots: list[Dot]
    first: datetime
    last: datetime


def steps(rows: Sequence[RiskLevel], until: datetime) -> Steps | None:
    """From the first entry to `until`; nothing without an entry. `rows` are in the order in which they were recorded."""
    if not rows:
        return None
    first = rows[0].recorded_at
    whole = max((until - first).total_seconds(), 1)
    at = [100 * (row.recorded_at - first).total_seconds() / whole for row in rows]
    ends = [*at[1:], 100.0]
    heights = [HEIGHTS[Risk(row.level)] for row in rows]
    line = f"M{_number(at[0])} {heights[0]}"
    for x, y in zip(at, heights, strict=True):
        line += f"H{_number(x)}V{y}"
    floors = [
        f"M{_number(x)} {HEIGHTS[Risk(row.floor)]}H{_number(end)}"
        for row, x, end in zip(rows, at, ends, strict=True)
        if row.floor
    ]
    dots = [Dot(_number(x), y, row.is_below) for row, x, y in zip(rows, at, heights, strict=True)]
    return Steps(f"{line}H100", "".join(floors), dots, first, until)


def _number(x: float) -> str:
    """With a point whatever the language."""
    return f"{x:.2f}".rstrip("0").rstrip(".")
