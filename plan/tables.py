"""Measures as people read them: cards, charts and tables for pages, rows for export. Everything here is internal (domain.md 7.9)."""

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from base import tables
from plan.measuring import BREAKDOWNS, Cell, Measure, group_label

MARKING = "internal, not for publication"
HEADINGS = {
    "sex": gettext_lazy("Sex"),
    "age_band": gettext_lazy("Age"),
    "nationality": gettext_lazy("Nationality"),
    "region": gettext_lazy("Region"),
}
COLUMNS = [
    "plan", "indicator", "period", "breakdown", "group", "group_label", "numerator", "denominator", "value", "unit",
    "definition", "definition_version", "data_cutoff", "illustrative_plan", "marking",
]  # fmt: skip
ISOLATES = {0x2066: None, 0x2069: None}  # marks of direction, for pages only


def in_words(measure: Measure, cell: Cell | None = None) -> str:
    """ "12 of 31 children", "31 referrals"; for an empty denominator the sentence that says so."""
    cell = cell or measure.total
    if not measure.definition.is_share:
        return ngettext("%(count)s child", "%(count)s children", cell.numerator) % {"count": cell.numerator}
    if not cell.denominator:
        return _("Nothing falls in this period, so there is no value.")
    values = {"numerator": cell.numerator, "denominator": cell.denominator}
    if measure.definition.counts_referrals:
        return (
            ngettext("%(numerator)s of %(denominator)s referral", "%(numerator)s of %(denominator)s referrals", cell.denominator)
            % values
        )
    return (
        ngettext("%(numerator)s of %(denominator)s child", "%(numerator)s of %(denominator)s children", cell.denominator) % values
    )


def card(measure: Measure, url: str = "") -> dict:
    """What components/indicator.html shows."""
    target = measure.indicator.target
    reached = None if measure.value is None or target is None else measure.value >= target
    return {
        "code": measure.indicator.code,
        "title": measure.indicator.name,
        "value": measure.value,
        "unit": "%" if measure.definition.is_share else "",
        "target": _whole(target),
        "met": reached,
        "text": in_words(measure) if measure.definition.is_share else "",
        "url": url,
    }


def _whole(target):
    """The target without a decimal that says nothing."""
    return int(target) if target is not None and target == int(target) else target


def breakdowns(measure: Measure, url_of=None) -> list[dict]:
    """For each breakdown its heading, its chart and its table. `url_of(breakdown, group)` links a row to the list behind it."""
    return [_breakdown(measure, name, url_of) for name in BREAKDOWNS]


def _breakdown(measure: Measure, name: str, url_of) -> dict:
    cells, heading = measure.cells[name], HEADINGS[name]
    labels = [group_label(name, cell.group) for cell in cells]
    share = measure.definition.is_share
    title = _("%(breakdown)s: %(figure)s") % {"breakdown": heading, "figure": _("share in per cent") if share else _("children")}
    columns = [{"label": heading}, {"label": _("Counted, out of") if share else _("Counted"), "number": True}]
    if share:
        columns += [{"label": _("Share"), "number": True}]
    rows = [
        {"cells": _figures(cell, label, share), "url": url_of(name, cell.group) if url_of and cell.denominator else ""}
        for cell, label in zip(cells, labels, strict=True)
    ]
    return {
        "heading": heading,
        # The table with its links stands right below: the chart does not repeat it.
        "chart": _chart(f"by-{name}", title, "bars", labels, cells, measure, heading) | {"table_below": True},
        "columns": columns,
        "rows": rows,
        "foot": _figures(measure.total, _("Total"), share),
    }


def trend(measures: list[Measure]) -> dict:
    """The chart of several periods, earliest first."""
    labels = [measure.period.short for measure in measures]
    cells = [measure.total for measure in measures]
    return _chart("trend", _("Up to this period"), "line", labels, cells, measures[-1], _("Period"))


def _chart(name, title, kind, labels, cells, measure: Measure, heading) -> dict:
    share = measure.definition.is_share
    target = measure.indicator.target if share else None
    return {
        "id": name,
        "title": title,
        "kind": kind,
        "labels": labels,
        "label_heading": str(heading),
        "target": None if target is None else float(target),
        "series": [{"name": _("Share in per cent") if share else _("Children"), "values": [_number(cell) for cell in cells]}],
    }


def _number(cell: Cell) -> float | int | None:
    """A value as scripts read it: Decimal would arrive as text."""
    if cell.value is None:
        return None
    return float(cell.value) if cell.is_share else cell.numerator


def _figures(cell: Cell, label: str, share: bool) -> list:
    if not share:
        return [label, cell.numerator]
    # Isolated: in an Arabic line "16 / 17" would be read from the other side.
    counted = format_html('<bdi dir="ltr">{} / {}</bdi>', cell.numerator, cell.denominator)
    return [label, counted, _("n/a") if cell.value is None else _("%(value)s%%") % {"value": number_format(cell.value)}]


def rows(measure: Measure) -> list[dict]:
    """The total and every group as flat rows, each of which says by itself what it is; always in the same order."""
    return [_row(measure, "total", measure.total, "")] + [
        _row(measure, name, cell, group_label(name, cell.group)) for name in BREAKDOWNS for cell in measure.cells[name]
    ]


def _row(measure: Measure, breakdown: str, cell: Cell, label: str) -> dict:
    plan = measure.indicator.objective.plan
    values = [
        plan.code, measure.indicator.code, str(measure.period), breakdown, cell.group, label.translate(ISOLATES),
        cell.numerator, cell.denominator if cell.is_share else None, None if cell.value is None else float(cell.value),
        measure.indicator.unit, measure.definition.key, measure.definition.version,
        measure.data_cutoff.isoformat(timespec="seconds"), plan.illustrative, MARKING,
    ]  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def as_csv(lines: list[dict]) -> str:
    """Rows as CSV. A cell that a spreadsheet would take for a formula is made harmless."""
    return tables.as_csv(COLUMNS, lines)
