"""Measuring an indicator: one query for the total and every breakdown, and the same rows as a list of codes (domain.md 6.3)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from base import dates, options
from base.models import Place, User
from casework.models import NO_CARE
from minors import access
from minors.models import Child
from plan.definitions import DEFINITIONS, Definition
from plan.definitions.sources import COUNTED, LISTED, framed
from plan.models import Indicator
from plan.periods import Period

BREAKDOWNS = ["sex", "age_band", "nationality", "region"]
AGE_BANDS = ["0-4", "5-11", "12-14", "15-17", "18+", "unknown"]
WITHHELD = (
    "withheld"  # the group, in every breakdown, of the children who said no to anonymous statistics, and of the sealed ones
)
NATIONALITIES = ["ET", "SO", "ER", "YE", "DJ", "other", "stateless_unknown"]


@dataclass(frozen=True)
class Cell:
    """One group of one breakdown. `denominator` is the numerator again where the indicator is a count."""

    group: str
    numerator: int
    denominator: int
    is_share: bool

    @property
    def value(self) -> Decimal | None:
        """The count, or the percentage with one decimal; None ("n/a") where the denominator is zero."""
        if not self.is_share:
            return Decimal(self.numerator)
        if not self.denominator:
            return None
        return (Decimal(100 * self.numerator) / self.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Measure:
    """What one indicator is in one period, for what one person may count.

    `cells` has, for each of BREAKDOWNS, every group in its fixed order, also the empty ones; their sums are the total.
    `data_cutoff` is the moment until which records were read, `at` the moment that stands for the end of the period.
    """

    indicator: Indicator
    period: Period
    definition: Definition
    total: Cell
    cells: dict[str, list[Cell]] = field(repr=False)
    at: datetime
    data_cutoff: datetime

    @property
    def numerator(self) -> int:
        return self.total.numerator

    @property
    def denominator(self) -> int | None:
        return self.total.denominator if self.definition.is_share else None

    @property
    def value(self) -> Decimal | None:
        return self.total.value

    @property
    def running(self) -> bool:
        """Whether the period had not ended when the records were read."""
        return self.data_cutoff < self.period.end


@dataclass(frozen=True)
class Line:
    """One counted child (or referral) in code, with the groups it belongs to."""

    code: str
    sex: str
    age_band: str
    nationality: str
    region: str
    counted: bool


def measure(indicator: Indicator, period: Period, *, user: User | None, known_on: datetime | None = None) -> Measure:
    """Count the indicator among the children this person may count; `user` None means the whole population (commands only).

    With `known_on`, an aware moment, everything recorded later is unknown: the same figure comes out for ever.
    """
    definition = DEFINITIONS[indicator.definition]
    seen_at, at = _moments(period, known_on)
    rows = _run(definition, COUNTED, period, user, known_on)
    total = Cell("total", 0, 0, definition.is_share)
    found: dict[str, dict[str, Cell]] = {name: {} for name in BREAKDOWNS}
    for *groups, numerator, denominator in rows:
        named = [(name, group) for name, group in zip(BREAKDOWNS, groups, strict=True) if group is not None]
        if not named:
            total = Cell("total", int(numerator), int(denominator), definition.is_share)
        for name, group in named:
            found[name][group] = Cell(group, int(numerator), int(denominator), definition.is_share)
    cells = {name: _in_order(name, found[name], definition.is_share) for name in BREAKDOWNS}
    return Measure(indicator, period, definition, total, cells, at, seen_at)


def drill_down(
    indicator: Indicator,
    period: Period,
    *,
    user: User | None,
    known_on: datetime | None = None,
    breakdown: str = "",
    group: str = "",
) -> list[Line]:
    """The rows behind the figure, in code: those outside the numerator first. With a breakdown, only the rows of that group.

    Children who said no to anonymous statistics, and sealed ones, are in no list: it may be shorter than the figure.
    """
    definition = DEFINITIONS[indicator.definition]
    lines = [Line(*row) for row in _run(definition, LISTED, period, user, known_on)]
    return [line for line in lines if not breakdown or getattr(line, breakdown) == group]


def groups_of(breakdown: str) -> list[str]:
    """Codes of the groups of a breakdown in the order of its table; "unknown" is always among them."""
    match breakdown:
        case "sex":
            return list(Child.Sex.values)
        case "age_band":
            return AGE_BANDS
        case "nationality":
            return NATIONALITIES
        case _:
            return [*_regions(), "unknown"]


def group_label(breakdown: str, group: str) -> str:
    """The name of a group in the reader's language."""
    if group == WITHHELD:
        return _("Not shown: no consent to statistics")
    if group in ("unknown", "stateless_unknown"):
        return _("Stateless or not known") if breakdown == "nationality" else _("Not known")
    match breakdown:
        case "sex":
            return str(capfirst(Child.Sex(group).label))
        case "age_band":
            return _("%(ages)s years") % {"ages": _isolated(group.replace("-", "–"))}
        case "nationality":
            return _("Other nationalities") if group == "other" else options.label("L03", group)
        case _:
            return _regions()[group].name if group in _regions() else group


def _isolated(figures: str) -> str:
    """Figures that keep their order in an Arabic line: "0–4" would be read "4–0"."""
    return f"\u2066{figures}\u2069" if get_language_bidi() else figures


def _in_order(breakdown: str, found: dict[str, Cell], is_share: bool) -> list[Cell]:
    """Every group of the breakdown, the empty ones too, then any group that the lists do not know: nothing is left out of a sum."""
    known = groups_of(breakdown)
    extra = sorted(found.keys() - set(known))
    return [found.get(group, Cell(group, 0, 0, is_share)) for group in [*known, *extra]]


def _regions() -> dict[str, Place]:
    if not _places:
        _places.update({place.code: place for place in Place.objects.filter(kind=Place.Kind.REGION).order_by("code")})
    return _places


# Read once a process: places are starting data and change only with a release.
_places: dict[str, Place] = {}


def _moments(period: Period, known_on: datetime | None) -> tuple[datetime, datetime]:
    """Until when records are read, and the last moment of the period or the present one when that comes first."""
    seen_at = min(known_on or dates.now(), dates.now())
    return seen_at, min(period.end - timedelta(microseconds=1), seen_at)


def _run(definition: Definition, ending: str, period: Period, user: User | None, known_on: datetime | None) -> list[tuple]:
    door, parameters = _door(user)
    seen_at, at = _moments(period, known_on)
    parameters |= {
        "start": period.start,
        "end": period.end,
        "at": at,
        "day": dates.local_date(at),
        "seen_at": seen_at,
        "no_care": NO_CARE,
    }
    with connection.cursor() as cursor:
        cursor.execute(framed(definition.query, ending, door=door, known=known_on is not None), parameters)
        return cursor.fetchall()


def _door(user: User | None) -> tuple[str, dict]:
    """The ids of the children who may be counted, as SQL with named parameters."""
    countable = Child.objects.all() if user is None else access.countable_by(user, whole_country=True)
    try:
        sql, values = countable.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "select id from minors_child where false", {}
    return sql % tuple(f"%(door_{place})s" for place in range(len(values))), {
        f"door_{place}": value for place, value in enumerate(values)
    }
