"""Rows for other programs. A cell that a spreadsheet would take for a formula is made harmless (features.md 86)."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(columns: Sequence[str], lines: Iterable[dict[str, Any]]) -> str:
    """Lines as CSV, in the order of the columns."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[harmless(line[column]) for column in columns] for line in lines])
    return out.getvalue()


def harmless(value: Any) -> Any:
    """The value, with an apostrophe before a text that begins like a formula."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
