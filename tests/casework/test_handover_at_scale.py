"""Five hundred cases change hands in ten seconds with their whole history (features.md 44): measured on fewer, in proportion."""

import os
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import distribution, handover
from casework.distribution import Row
from casework.models import Case, Transfer
from tests import makers

pytestmark = pytest.mark.django_db
SECONDS_FOR_500, CASES = 10, 30
QUERIES_FOR_EACH = 18


@pytest.fixture
def many(aicha):
    return [makers.make_case(aicha, own=f"Child {number}") for number in range(CASES)]


def launch(cases, to, by):
    return handover.launch([Row(case, to) for case in cases], reason="organisation", by=by)


def test_many_cases_are_handed_over_fast_with_their_history_and_back(many, aicha, dahabo, at_commit):
    hodan, spent = makers.make_user("hodan"), []
    for owner in (hodan, aicha, hodan):  # the fastest of three: the machine has other work
        began = time.perf_counter()
        launched = launch(many, owner, dahabo)
        at_commit()
        spent.append(time.perf_counter() - began)
    assert not Case.objects.exclude(owner=hodan).exists()
    assert Case.history.count() == 4 * CASES
    assert Transfer.history.count() == 3 * CASES
    assert handover.undo(launched, by=dahabo, reason="A mistake") == []
    assert not Case.objects.exclude(owner=aicha).exists()
    if os.getloadavg()[0] > (os.cpu_count() or 1):
        pytest.skip(f"The machine has other work: {CASES} cases took {min(spent):.2f} s, which says nothing.")
    assert min(spent) <= SECONDS_FOR_500 / 500 * CASES, f"{CASES} cases: {min(spent):.2f} s"


def test_each_case_more_asks_the_same_few_questions(many, aicha, dahabo):
    hodan, asked = makers.make_user("hodan"), []
    for number in (5, 10):
        with CaptureQueriesContext(connection) as heard:
            launch(many[number : 2 * number], hodan, dahabo)
        asked.append(len(heard))
    assert (asked[1] - asked[0]) / 5 <= QUERIES_FOR_EACH


def test_a_proposal_for_many_cases_asks_few_questions(many, dahabo, django_assert_max_num_queries):
    for name in ("hodan", "idil", "abdi"):
        makers.make_user(name)
    cases = list(Case.objects.select_related("child__region", "child__team"))
    with django_assert_max_num_queries(12):
        rows = distribution.propose(cases, by=dahabo)
    assert {row.new.name for row in rows if row.new} == {"Hodan", "Idil", "Abdi"}
