"""The pages of the plan, as an official, a supervisor and a social worker meet them."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from plan import tables
from tests import makers
from tests.plan.test_counting import NOON, Life, live


@pytest.fixture(autouse=True)
def _in_september():
    """Two days after the children arrived, when their first limits have run out."""
    with dates.at(NOON.replace(day=13)):
        yield


@pytest.fixture
def children(aicha, dahabo):
    return [
        live(Life(NOON, deeds=[(1, "assess"), (10, "place", "yes")] if number < 3 else []), worker=aicha, supervisor=dahabo)
        for number in range(6)
    ]


def words(response) -> str:
    """What a person reads of the page."""
    text = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def get(client, who, name, code=None, **query):
    client.force_login(who)
    return client.get(reverse(f"plan:{name}", args=[code] if code else []), query)


def test_an_official_sees_the_objectives_with_their_figures_and_that_nobody_adopted_them(client, fatouma, children):
    page = words(get(client, fatouma, "objectives", period="2026-09"))
    assert "Illustrative plan – not adopted by any authority" in page
    assert "3 of 6 children" in page
    assert "Target not reached" in page
    assert "5 indicators are not computed yet" in page


def test_the_objectives_cost_few_queries_however_many_children_there_are(
    client, fatouma, children, django_assert_max_num_queries
):
    get(client, fatouma, "objectives")
    with django_assert_max_num_queries(18):  # six figures, three for the plan, nine that every page costs
        client.get(reverse("plan:objectives"))


@pytest.mark.parametrize("code", ["1.1", "1.2", "1.3", "2.2", "3.1", "4.1"])
def test_the_page_of_an_indicator_shows_its_definition_its_tables_and_its_chart(client, fatouma, children, code):
    response = get(client, fatouma, "indicator", code, period="2026-09")
    page = words(response)
    for said in [
        "Numerator",
        "Population",
        "What this figure does not see yet",
        "Total",
        "Stateless or not known",
        "12–14 years",
        "Published tables hide",
    ]:
        assert said in page
    charts = [
        json.loads(found) for found in re.findall(r'<script id="(?:by-|trend)[^>]*>(.*?)</script>', response.content.decode())
    ]
    assert len(charts) == 5
    assert all(value is None or isinstance(value, int | float) for chart in charts for value in chart["series"][0]["values"])
    assert len(charts[0]["labels"]) == 6


def test_an_indicator_that_is_not_computed_says_so_plainly(client, fatouma):
    page = words(get(client, fatouma, "indicator", "3.6"))
    assert "This indicator is not computed yet" in page
    assert "Numerator" in page


def test_a_supervisor_sees_the_figures_of_the_unit(client, dahabo, charmarke, children):
    live(Life(NOON), worker=charmarke, supervisor=dahabo)
    assert "3 of 6 children" in words(get(client, dahabo, "indicator", "3.1", period="2026-09"))


@pytest.mark.parametrize("name", ["objectives", "indicator", "cases", "export"])
def test_a_social_worker_has_no_page_of_the_plan(client, aicha, name):
    assert get(client, aicha, name, None if name == "objectives" else "1.1").status_code == 403


@pytest.mark.parametrize("code", ["9.9", "1", "1.1x"])
@pytest.mark.parametrize("name", ["indicator", "cases", "export"])
def test_an_indicator_that_is_not_in_the_plan_is_not_found(client, fatouma, name, code):
    assert get(client, fatouma, name, code).status_code == 404


def test_a_period_that_cannot_be_read_is_refused_and_the_usual_one_is_shown(client, fatouma):
    response = get(client, fatouma, "objectives", period="soon", known_on="2099-01-01")
    assert response.status_code == 422
    assert "Write a period as a month (2026-09), a quarter (2026-Q3) or a year (2026)." in words(response)
    assert "This day has not come yet." in words(response)
    assert get(client, fatouma, "export", "1.1", period="soon").status_code == 404


def test_where_no_plan_was_in_force_the_page_says_so(client, fatouma):
    assert "No plan was in force" in words(get(client, fatouma, "objectives", period="2019"))
    assert get(client, fatouma, "indicator", "1.1", period="2019").status_code == 404


def test_the_coded_list_shows_codes_no_names_and_is_remembered(client, fatouma, children):
    page = words(get(client, fatouma, "cases", "3.1", period="2026-09"))
    assert all(child.code in page for child in children)
    assert "Yonas" not in page
    event = AccessEvent.objects.get(kind="listed", person=fatouma)
    assert event.detail == {"indicator": "3.1", "period": "2026-09", "group": "", "codes": 6}


def test_who_may_open_no_file_gets_no_list_of_a_small_group(client, fatouma, aicha, dahabo, children):
    girl = live(Life(NOON, changes={"sex": "F"}), worker=aicha, supervisor=dahabo)
    page = words(get(client, fatouma, "cases", "3.1", period="2026-09", breakdown="sex", group="F"))
    assert girl.code not in page
    assert "groups of 5 or more" in page
    nimo = makers.make_user("nimo", role="national_officer", institution="MFF")
    assert girl.code in words(get(client, nimo, "cases", "3.1", period="2026-09", breakdown="sex", group="F"))


def test_beside_a_code_who_may_open_no_file_reads_nothing_that_singles_a_child_out(client, fatouma, dahabo, children):
    page = words(get(client, fatouma, "cases", "3.1", period="2026-09"))
    assert "Ethiopia" not in page
    assert "years" not in page
    assert "Ethiopia" in words(get(client, dahabo, "cases", "3.1", period="2026-09"))


def test_a_figure_as_known_on_a_day_is_not_said_to_change_and_its_list_names_the_day(client, fatouma, children):
    with dates.at(NOON.replace(month=12)):
        page = words(get(client, fatouma, "indicator", "3.1", period="2026-09", known_on="2026-09-20"))
        assert "as it stood then" in page
        assert "will change" not in page
        assert "as known on" in words(get(client, fatouma, "cases", "3.1", period="2026-09", known_on="2026-09-20"))


@pytest.mark.parametrize("query", [{"breakdown": "name"}, {"breakdown": "sex", "group": "'; drop table"}, {"period": "x"}])
def test_a_list_of_nothing_there_is_is_not_found(client, fatouma, query):
    assert get(client, fatouma, "cases", "1.1", **query).status_code == 404


def test_a_long_list_comes_in_pages(client, fatouma, children, monkeypatch):
    monkeypatch.setattr("plan.views.A_PAGE", 4)
    first = get(client, fatouma, "cases", "1.1", period="2026-09")
    assert sum(child.code in words(first) for child in children) == 4
    assert "start=4" in first.content.decode()
    assert sum(child.code in words(get(client, fatouma, "cases", "1.1", period="2026-09", start="4")) for child in children) == 2


def test_an_export_is_marked_internal_and_remembered(client, fatouma, children):
    response = get(client, fatouma, "export", "3.1", period="2026-09")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert (rows[0]["numerator"], rows[0]["denominator"], rows[0]["marking"]) == ("3", "6", tables.MARKING)
    assert 'filename="internal-3.1-2026-09.csv"' in response["Content-Disposition"]
    same = get(client, fatouma, "export", "3.1", period="2026-09", format="json").json()
    assert [str(row["numerator"]) for row in same["rows"]] == [row["numerator"] for row in rows]
    assert AccessEvent.objects.filter(kind="exported", person=fatouma).count() == 2


def test_in_arabic_an_age_band_keeps_its_order_on_the_page_and_no_hidden_marks_in_the_file(client, fatouma, children):
    fatouma.language = "ar"
    fatouma.save()
    assert "\u20660–4\u2069" in get(client, fatouma, "indicator", "1.1", period="2026-09").content.decode()
    assert "\u2066" not in get(client, fatouma, "export", "1.1", period="2026-09").content.decode()
