"""Verification: two talks apart, the child's first; what differs is explained; a second person concludes (domain.md 3.12)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import tracing, verifying
from casework.models import AdultTestimony, ChildTestimony, Verification
from tests import family, makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(aicha):
    return family.trusting(aicha)


@pytest.fixture
def begun(case, aicha):
    return verifying.begin(case, by=aicha, adult_name="Almaz Kebede", relation="mother")


def child_says(begun, by, **changes):
    said = {**family.CHILD, **changes}
    return verifying.hear_child(begun, taken_at=said.pop("taken_at", dates.now()), answers=family.ANSWERS, by=by, **said)


def test_the_adult_is_not_heard_before_the_child(begun, aicha):
    with pytest.raises(Refused, match="child is heard first"):
        verifying.hear_adult(begun, taken_at=dates.now(), answers=family.ANSWERS, by=aicha, **family.ADULT)
    assert not AdultTestimony.objects.exists()


def test_the_adults_talk_does_not_lie_before_the_childs(begun, aicha):
    child_says(begun, aicha)
    with pytest.raises(Refused, match="heard after the child"):
        verifying.hear_adult(begun, taken_at=dates.now() - timedelta(hours=1), answers={}, by=aicha, **family.ADULT)


def test_the_database_keeps_no_adults_answers_without_the_childs(begun, aicha):
    alone = AdultTestimony(verification=begun, status="taken", taken_at=dates.now(), author=aicha, **family.ADULT)
    with pytest.raises(IntegrityError, match="child_first"), transaction.atomic():
        alone.save(by=aicha, reason="x")
    begun.status, begun.adult_heard_at = "adult_heard", dates.now()
    with (
        pytest.raises(IntegrityError, match=r"no_adult_is_heard_without_the_child|verification_compares_two"),
        transaction.atomic(),
    ):
        begun.save(by=aicha, reason="x")


def test_the_database_keeps_the_order_of_the_talks(case, aicha):
    made = family.heard(case, aicha)
    made.adult_heard_at = made.child_heard_at - timedelta(hours=1)
    with pytest.raises(IntegrityError, match="the_child_is_heard_before_the_adult"), transaction.atomic():
        made.save(by=aicha, reason="x")


@pytest.mark.parametrize("table", ["childtestimony", "adulttestimony"])
def test_what_was_said_is_never_changed(case, aicha, table):
    family.heard(case, aicha)
    with (
        pytest.raises(DatabaseError, match=r"append-only|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update casework_{table} set version = version + 1")


def test_a_talk_does_not_lie_in_the_future_and_the_child_says_something(begun, aicha):
    with pytest.raises(Refused, match="not come yet"):
        child_says(begun, aicha, taken_at=dates.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="what the child says"):
        child_says(begun, aicha, wishes=" ")


def test_answers_are_compared_as_they_sound_and_differences_are_shown():
    child = {"mother": "Almaz Kebede", "village": "Harar", "siblings": "Hana, Dawit", "house": "Blue door"}
    adult = {"mother": "Almaaz Kebbede", "village": "Dire Dawa", "siblings": "Hana", "nickname": "Yoni"}
    states = {line.question: line.state for line in verifying.compare(child, adult)}
    assert list(states.values()).count("same") == 1
    assert list(states.values()).count("differs") == 2
    assert list(states.values()).count("silent") == 2


def test_a_difference_that_is_not_explained_keeps_the_child_here(case, aicha):
    made = family.heard(case, aicha, adult=family.ANSWERS | {"village": "Dire Dawa"})
    with pytest.raises(Refused, match="how each difference"):
        verifying.submit(made, by=aicha, **family.POSITIVE)
    verifying.submit(made, by=aicha, **family.POSITIVE | {"differences": "They moved last year."})
    assert made.status == "submitted"


def test_a_difference_does_not_stand_in_the_way_of_looking_further(case, aicha):
    made = family.heard(case, aicha, adult=family.ANSWERS | {"village": "Dire Dawa"})
    assert (
        verifying.submit(made, by=aicha, conclusion="further_tracing", differences="", reasons="Two villages.").status
        == "submitted"
    )


@pytest.mark.parametrize(
    ("child", "adult", "sentence"),
    [
        ({"wants_to_live_there": "unsure"}, {}, "wants to live there"),
        ({"knows_adult": "no"}, {}, "does not know this adult"),
        ({}, {"able_to_care": "no"}, "able to look after"),
        ({}, {"wants_child": "unknown"}, "able to look after"),
    ],
)
def test_nobody_concludes_for_the_child_or_the_adult(begun, aicha, child, adult, sentence):
    child_says(begun, aicha, **child)
    verifying.hear_adult(begun, taken_at=dates.now(), answers=family.ANSWERS, by=aicha, **{**family.ADULT, **adult})
    with pytest.raises(Refused, match=sentence):
        verifying.submit(begun, by=aicha, **family.POSITIVE)


def test_a_conclusion_has_reasons_and_both_were_heard(begun, case, aicha):
    with pytest.raises(Refused, match="Both are heard first"):
        verifying.submit(begun, by=aicha, **family.POSITIVE)
    made = family.heard(case, aicha)
    with pytest.raises(Refused, match="Write why"):
        verifying.submit(made, by=aicha, **family.POSITIVE | {"reasons": " "})


def test_a_second_person_concludes(case, aicha, dahabo):
    made = family.heard(case, aicha)
    verifying.submit(made, by=aicha, **family.POSITIVE)
    with pytest.raises(Refused, match="Nobody approves"):
        verifying.conclude(made, by=aicha, version=made.version)
    verifying.send_back(made, by=dahabo, version=made.version, comment="Ask about the house.")
    made.refresh_from_db()
    assert (made.status, made.decision) == ("adult_heard", "Ask about the house.")
    verifying.submit(made, by=aicha, **family.POSITIVE)
    verifying.conclude(made, by=dahabo, version=made.version)
    made.refresh_from_db()
    assert (made.status, made.decided_by) == ("concluded", dahabo)


def test_the_database_refuses_a_conclusion_by_its_author_or_by_nobody(case, aicha):
    made = family.heard(case, aicha)
    verifying.submit(made, by=aicha, **family.POSITIVE)
    made.status = "concluded"
    with pytest.raises(IntegrityError, match="verification_is_concluded_by_somebody"), transaction.atomic():
        made.save(by=aicha, reason="x")
    made.decided_by, made.decided_at = aicha, dates.now()
    with pytest.raises(IntegrityError, match="verification_decided_by_another"), transaction.atomic():
        made.save(by=aicha, reason="x")


def test_a_positive_conclusion_verifies_the_search_another_one_does_not(case, aicha, dahabo):
    search = family.searching(case, aicha)
    tracing.act(search, by=aicha, **family.STEP)
    tracing.locate(search, by=aicha)
    negative = family.heard(case, aicha, request=search)
    verifying.submit(negative, by=aicha, conclusion="not_family", differences="", reasons="A neighbour.")
    verifying.conclude(negative, by=dahabo, version=negative.version)
    search.refresh_from_db()
    assert search.status == "located"
    family.verified(case, aicha, dahabo, request=search)
    search.refresh_from_db()
    assert search.status == "verified"


def test_a_search_of_another_child_is_no_way_in(case, aicha):
    other = family.searching(family.trusting(aicha, own="Hana"), aicha)
    with pytest.raises(Refused, match="a search of this child"):
        verifying.begin(case, by=aicha, adult_name="Almaz", relation="mother", request=other)


def at(moment):
    local = moment.astimezone(dates.DJIBOUTI)
    return {"taken_at_0": f"{local:%Y-%m-%d}", "taken_at_1": f"{local:%H:%M:%S}"}


def test_aicha_hears_both_and_dahabo_concludes(client, case, aicha, dahabo):
    client.force_login(aicha)
    begin = reverse("casework:begin_verification", args=[case.child_id])
    assert client.get(begin).status_code == 200
    assert client.post(begin, {"adult_name": "Almaz Kebede", "relation": "mother", "request": ""}).status_code == 302
    made = Verification.objects.get()
    adult = reverse("casework:hear_adult", args=[made.pk])
    assert "child is heard first" in client.get(adult).text
    answers = {f"answer_{code}": words for code, words in family.ANSWERS.items()}
    early = client.post(adult, {**family.ADULT, **answers, **at(dates.now())})
    assert early.status_code == 422
    assert not AdultTestimony.objects.exists()
    child = reverse("casework:hear_child", args=[made.pk])
    assert client.get(child).status_code == 200
    assert client.post(child, {**family.CHILD, **answers, **at(dates.now())}).status_code == 302
    assert ChildTestimony.objects.get().answers == family.ANSWERS
    differing = {**answers, "answer_village": "Dire Dawa", "address": "Kebele 4"}
    assert client.post(adult, {**family.ADULT, **differing, **at(dates.now())}).status_code == 302
    text = client.get(made.get_absolute_url()).text
    for words in ("differs", "alike", "Dire Dawa", "Harar", "Kebele 4"):
        assert words in text
    conclude = reverse("casework:conclude_verification", args=[made.pk])
    assert client.get(conclude).status_code == 200
    assert client.post(conclude, family.POSITIVE).status_code == 422
    assert client.post(conclude, family.POSITIVE | {"differences": "They moved."}).status_code == 302
    client.force_login(dahabo)
    made.refresh_from_db()
    assert "Agree to the conclusion" in client.get(made.get_absolute_url()).text
    decide = reverse("casework:decide_verification", args=[made.pk])
    assert client.post(decide, {"version": made.version, "refuse": "yes", "comment": ""}).status_code == 422
    assert client.post(decide, {"version": made.version, "agree": "yes", "comment": ""}).status_code == 302
    assert "The verification was concluded." in client.get(case.get_absolute_url()).text


def test_who_reads_in_code_learns_no_answer(client, case, aicha):
    made = family.heard(case, aicha)
    client.force_login(makers.make_reader("filsan", case.child, aicha, levels=["read_c1"], role="inspector", institution="CNDH"))
    text = client.get(made.get_absolute_url()).text
    assert "VER-1" in text
    for secret in ("Harar", "Almaz", "She is my mother"):
        assert secret not in text
