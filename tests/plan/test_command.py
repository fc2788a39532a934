"""`manage.py indicators` and the exported files."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from base import dates
from base.tables import harmless
from casework import care
from plan import tables
from tests.plan.test_counting import LATER, NOON, Life, live


def told(**options):
    out = io.StringIO()
    with dates.at(LATER):
        call_command("indicators", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def child(aicha, dahabo):
    return live(Life(NOON, deeds=[(1, "assess"), (10, "place", "yes")]), worker=aicha, supervisor=dahabo)


def total(text, code):
    return next(row for row in json.loads(text) if (row["indicator"], row["breakdown"]) == (code, "total"))


def test_the_command_tells_every_computed_indicator_with_all_its_groups(child):
    rows = json.loads(told(period="2026-09"))
    assert sorted({row["indicator"] for row in rows}) == ["1.1", "1.2", "1.3", "2.2", "3.1", "4.1"]
    assert (total(told(period="2026-09"), "3.1")["numerator"], total(told(period="2026-09"), "3.1")["value"]) == (1, 100.0)
    assert all(row["marking"] == "internal, not for publication" and row["illustrative_plan"] for row in rows)


def test_the_same_known_day_gives_the_same_bytes_whatever_was_recorded_since(child, aicha):
    before = told(period="2026-09", known_on="2026-10-10", format="csv")
    with dates.at(NOON + timedelta(days=60)):
        care.judge(child.placements.current().get(), suitable="no", by=aicha, reason="Seen")
    assert told(period="2026-09", known_on="2026-10-10", format="csv") == before
    assert total(told(period="2026-09"), "3.1")["numerator"] == 0


def test_the_command_counts_what_a_named_person_may_count(child, dahabo, charmarke):
    for person in (dahabo, charmarke):
        person.expires_on = dates.local_date(LATER)
        person.save()
    assert total(told(period="2026-09", username="dahabo"), "1.1")["numerator"] == 1
    assert total(told(period="2026-09", username="charmarke"), "1.1")["numerator"] == 0


def test_the_csv_reads_back_as_the_same_rows(child):
    rows = list(csv.DictReader(io.StringIO(told(period="2026-Q3", format="csv"))))
    assert [row["indicator"] + row["breakdown"] + row["group"] for row in rows] == [
        row["indicator"] + row["breakdown"] + row["group"] for row in json.loads(told(period="2026-Q3"))
    ]


@pytest.mark.parametrize(
    "options", [{"period": "2026-Q5"}, {"period": "2026", "known_on": "soon"}, {"period": "2026", "username": "ghost"}]
)
def test_what_cannot_be_read_ends_the_command_with_a_sentence(db, options):
    with pytest.raises(CommandError, match=r"\.$"):
        told(**options)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_looks_like_a_formula_is_made_harmless(text):
    assert harmless(text) == f"'{text}"
    assert tables.as_csv([dict.fromkeys(tables.COLUMNS, text)]).splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("value", ["0-4", "Djibouti-Ville", 12, 94.5, True, ""])
def test_an_honest_cell_stays_as_it_is(value):
    assert harmless(value) == value
