"""Whatever the children went through, the queries count what plain loops count: live, as known on a day, in total and in every cell."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from base import dates
from plan import measuring, periods
from plan.models import Indicator
from tests import makers
from tests.plan import oracle, population

# Around the end of September: deadlines and events fall on both sides of it.
END = datetime(2026, 9, 30, 21, tzinfo=UTC)
LOOKED_AT = datetime(2026, 12, 15, 12, tzinfo=UTC)
PERIODS = ["2026-09", "2026-10", "2026-Q3", "2026"]

deeds = some.one_of(
    some.tuples(some.integers(1, 100), some.just("assess")),
    some.tuples(
        some.integers(1, 900),
        some.just("bia"),
        some.sampled_from(["comprehensive", "comprehensive", "short"]),
        some.integers(1, 300),
        some.sampled_from(["approve", "approve", "return"]),
    ),
    some.tuples(
        some.integers(1, 1500),
        some.just("place"),
        some.sampled_from(["yes", "yes", "no", "unknown"]),
        some.sampled_from(["DJV", "OBK"]),
    ),
    some.tuples(some.integers(1, 1500), some.just("leave")),
    some.tuples(
        some.integers(1, 1500),
        some.just("refer"),
        some.sampled_from(["complete", "complete", "decline", "cancel", "wait"]),
        some.integers(1, 900),
    ),
    some.tuples(some.integers(200, 1500), some.just("close"), some.sampled_from(["goals_met", "duplicate", "opened_in_error"])),
    some.tuples(some.integers(300, 1500), some.just("reopen")),
    some.tuples(
        some.integers(1, 1500), some.just("answer_statistics"), some.sampled_from(["refuse", "withdraw", "allow", "for_a_day"])
    ),
)


@some.composite
def births(draw):
    if draw(some.integers(0, 5)) == 0:
        return None
    earliest = draw(some.dates(date(2006, 1, 1), date(2026, 6, 1)))
    return earliest, earliest + timedelta(days=draw(some.sampled_from([0, 1, 364, 365, 700])))


@some.composite
def lives(draw):
    # Half of the moments lie within three days of the end of the month, and some exactly on it.
    near = draw(some.booleans())
    offset = draw(some.integers(-72, 72) if near else some.integers(-3600, 1200))
    return population.Life(
        registered=END + timedelta(hours=offset),
        found_hours_before=draw(some.sampled_from([0, 1, 24, 47, 48, 49, 100])),
        deeds=[
            *([(draw(some.integers(1, 60)), "assess")] if draw(some.booleans()) else []),
            *draw(some.lists(deeds, max_size=4)),
        ],
        risk=draw(some.sampled_from(["high", "medium", "low"])),
        born=draw(births()),
        found_in=draw(some.sampled_from(["DJV", "OBK", "DIK"])),
        changes={
            "category": draw(some.sampled_from(["uac", "uac", "sc", "risk"])),
            "sex": draw(some.sampled_from("FMX")),
            "nationality": draw(some.sampled_from(["ET", "SO", "DJ", "SD", "other", "stateless", "undetermined", "unknown"])),
            "tonight": {"care_type": draw(some.sampled_from(["street", "detention", "kinship"]))},
        },
    )


@pytest.mark.timeout(600)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories=some.lists(lives(), min_size=1, max_size=3), known_after=some.integers(-100, 1600))
def test_every_indicator_is_what_plain_loops_count(aicha, dahabo, stories, known_after):
    with transaction.atomic():
        for life in stories:
            population.live(life, worker=aicha, supervisor=dahabo)
        with dates.at(LOOKED_AT):
            compare(None)
            compare(END + timedelta(hours=known_after))
        transaction.set_rollback(True)


def compare(known_on):
    """Every indicator in every period, by query and by loop."""
    world = oracle.World(now=dates.now(), known_on=known_on)
    for code, count in oracle.COUNTED.items():
        indicator = Indicator.objects.get(code=code)
        for period in map(periods.parse, PERIODS):
            expected = sorted(count(world, period), key=lambda line: (line.counted, line.code))
            listed = [line for line in expected if line.sex != "withheld"]
            assert measuring.drill_down(indicator, period, user=None, known_on=known_on) == listed, (
                code,
                str(period),
                known_on,
            )
            measure = measuring.measure(indicator, period, user=None, known_on=known_on)
            assert (measure.total.numerator, measure.total.denominator) == (sum(line.counted for line in expected), len(expected))
            for breakdown, cells in measure.cells.items():
                counts = Counter(getattr(line, breakdown) for line in expected)
                hits = Counter(getattr(line, breakdown) for line in expected if line.counted)
                found = {cell.group: (cell.numerator, cell.denominator) for cell in cells if cell.denominator}
                assert found == {group: (hits[group], counts[group]) for group in counts}, (code, breakdown)
                assert sum(cell.denominator for cell in cells) == measure.total.denominator
                assert sum(cell.numerator for cell in cells) == measure.total.numerator


@pytest.mark.parametrize(
    ("unit", "value"), [("hours", 30), ("days", 0), ("days", 3), ("months", 1), ("working_days", 0), ("working_days", 5)]
)
@pytest.mark.parametrize(
    "found", [datetime(2026, 8, 31, 20, tzinfo=UTC), datetime(2026, 9, 3, 22, tzinfo=UTC), datetime(2026, 9, 5, 5, tzinfo=UTC)]
)
def test_a_time_limit_counts_the_same_in_every_unit_the_ministry_may_set(aicha, unit, value, found):
    from base import limits
    from base.models import TimeLimit

    before = TimeLimit.objects.filter(key="registration.complete", risk="medium")
    before.update(valid_to=date(2026, 8, 1))
    row = before.get()
    row.pk, row.valid_from, row.valid_to, row.unit, row.value = None, date(2026, 8, 1), None, unit, value
    row.save()
    due = limits.due("registration.complete", "medium", found)
    on_time = makers.make_case(aicha, at=max(found, due), identified_at=found).child
    late = makers.make_case(aicha, at=due + timedelta(microseconds=1), identified_at=found, own="Late").child
    with dates.at(due + timedelta(days=1)):
        lines = measuring.drill_down(Indicator.objects.get(code="1.2"), periods.parse("2026"), user=None)
    assert {line.code: line.counted for line in lines} == {on_time.code: True, late.code: False}
