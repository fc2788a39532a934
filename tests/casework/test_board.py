"""The supervisor's board: every number opens a list, and the list has as many lines as the number says (features 42)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import dates
from casework import assessments
from minors.clocks import RULES
from tests import makers

TODAY, BOARD, DUE = (reverse(f"casework:{name}") for name in ("today", "board", "due"))


@pytest.fixture
def unit(aicha):
    """Two social workers of one team with seven cases, some of them late."""
    hodan = makers.make_user("hodan")
    for number in range(7):
        owner = aicha if number % 3 else hodan
        at = dates.now() - timedelta(days=1 + 4 * number)
        case = makers.make_case(owner, own=f"Child{number}", risk=["high", "medium", "low"][number % 3], at=at)
        if number % 2:
            assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="high", risk_reasons="Seen", by=owner)
    return hodan


def listed(client, address) -> int:
    """How many lines a list has, all pages together; its own count has to say the same."""
    page = client.get(address)
    assert page.status_code == 200
    found, said = 0, page.context["count"]
    while True:
        found += len(page.context["items"])
        if not page.context["older_url"]:
            break
        page = client.get(address.split("?")[0] + page.context["older_url"])
    assert said == found
    return found


def children_listed(client, address) -> int:
    page = client.get(address)
    assert page.context["older_url"] == ""
    return len(page.context["children"])


@pytest.mark.parametrize("person", ["aicha", "dahabo"])
def test_each_number_of_today_is_the_number_of_lines_it_opens(client, request, unit, person):
    client.force_login(request.getfixturevalue(person))
    tiles = [tile for tile in client.get(TODAY).context["tiles"] if "when=" in tile["url"]]
    assert len(tiles) == 3
    assert any(tile["value"] for tile in tiles)
    for tile in tiles:
        assert listed(client, tile["url"]) == tile["value"]


def test_each_number_of_the_board_is_the_number_of_lines_it_opens(client, unit, dahabo):
    client.force_login(dahabo)
    board = client.get(BOARD).context
    assert sum(worker["late"] for worker in board["workers"]) == sum(rule["count"] for rule in board["rules"]) > 0
    for worker in board["workers"]:
        assert listed(client, worker["late_url"]) == worker["late"]
        assert children_listed(client, worker["cases_url"]) == worker["cases"]
        assert children_listed(client, worker["high_url"]) == worker["high"]
    for rule in board["rules"]:
        assert listed(client, rule["url"]) == rule["count"]


def test_the_weight_counts_a_high_risk_three_times_and_a_medium_one_twice(client, aicha, dahabo):
    for risk in ("high", "medium", "low"):
        makers.make_case(aicha, own=risk, risk=risk)
    client.force_login(dahabo)
    assert [worker["weight"] for worker in client.get(BOARD).context["workers"]] == [6]


def test_a_long_list_comes_page_by_page(client, aicha, monkeypatch):
    monkeypatch.setattr("casework.views.board.A_PAGE", 3)
    for number in range(3):
        makers.make_case(aicha, own=f"Child{number}", at=dates.now() - timedelta(days=30))
    client.force_login(aicha)
    assert listed(client, f"{DUE}?when=late") > 3


def test_a_worker_sees_on_the_list_only_the_own_lines_whatever_the_address_says(client, unit, aicha):
    client.force_login(aicha)
    codes = {one["code"] for one in client.get(f"{DUE}?when=late&owner={unit.pk}").context["items"]}
    assert not codes & {case.child.code for case in unit.cases.select_related("child")}


@pytest.mark.parametrize("address", ["?when=never", "?rule=none", "?owner=x", "?owner=99999999999999", "?page=9999"])
def test_a_strange_address_shows_what_is_late(client, unit, dahabo, address):
    client.force_login(dahabo)
    assert client.get(DUE + address).status_code == 200


def test_the_region_sees_what_was_left_for_half_of_its_time_again(client, unit, aicha):
    officer = makers.make_user("coordinator", role="regional_coordinator", institution="MFF")
    officer.institution.region = aicha.team.region
    officer.institution.save()
    client.force_login(officer)
    shown = client.get(DUE).context["items"]
    client.force_login(makers.make_user("second", role="supervisor"))
    late = client.get(DUE).context["items"]
    assert 0 < len(shown) < len(late)


def test_the_list_and_the_board_ask_the_database_few_questions(client, unit, dahabo):
    client.force_login(dahabo)
    for address, most in (
        (BOARD, 10),
        (DUE, 10),
        (TODAY, 11),
    ):  # what came back to the supervisor stands on her day, by one question
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        work = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(work) <= most, "\n".join(work)


def test_each_line_names_the_rule_it_follows_and_leads_to_its_words(client, unit, aicha):
    client.force_login(aicha)
    text = client.get(TODAY).content.decode()
    numbers = set(re.findall(rf'href="{reverse("casework:limits")}#(T\d\d)"', text))
    assert numbers
    assert numbers <= {rule.number for rule in RULES.values()}
