"""A placement in full: the child's part, the order, the planned end, the agreement, support, visits to the place, and many moves (F09)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import care, in_care
from casework.models import CareAgreement, CareSupport, FollowUp, PlaceVisit
from minors.models import Clock
from tests import makers
from tests.casework.test_in_care import moment, paper

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
POINTS = ["duties", "visits", "no_work", "family"]


@pytest.fixture
def yonas(aicha):
    with dates.at(dates.now() - 30 * DAY):
        return makers.make_case(aicha).child


def place(child, by, ago=10, **said):
    with dates.at(dates.now() - ago * DAY):
        provider = said.pop("provider", None) or makers.make_provider(said.pop("label", "Night shelter"))
        return care.place(child, provider=provider, reason="A bed", by=by, **said)


@pytest.fixture
def stay(aicha, yonas):
    """With a host family, since ten days."""
    return place(yonas, aicha, provider=makers.make_provider("Family of Balbala", kind="family", care_type="foster"))


def page(name, record):
    return reverse(f"casework:{name}", args=[record.pk])


def running(child, rule):
    return Clock.objects.running().filter(child=child, rule=rule).first()


def test_the_child_is_asked_told_and_quoted_and_the_order_stands_with_it(worker, yonas, aicha, dahabo):
    order = makers.make_document(yonas, aicha, kind="birth_certificate")
    provider = makers.make_provider()
    child_part = {
        "child_consulted": "yes",
        "child_informed": "yes",
        "child_agrees": "no",
        "child_says": "“It is far from school”",
    }
    typed = {
        "provider": provider.pk, "reason": "Ordered", "basis": "court", "suitable": "unknown", "order": order.pk,
        "leaves": yonas.placements.current().get().pk, "planned_end": f"{dates.today() + 9 * DAY}", **child_part,
        **moment("starts_at", dates.now()),
    }  # fmt: skip
    assert worker.post(page("place", yonas), {**typed, "planned_end": "2020-01-01"}).status_code == 422
    assert worker.post(page("place", yonas), typed).status_code == 302
    given = yonas.placements.current().get()
    assert (given.order, given.child_consulted, given.planned_end) == (order, "yes", dates.today() + 9 * DAY)
    text = worker.get(page("placement", given)).text
    assert "far from school" in text
    assert order.get_absolute_url() in text
    assert "far from school" in paper(yonas, aicha)


def test_an_order_of_another_child_proves_nothing(yonas, aicha):
    order = makers.make_document(makers.make_case(aicha, own="Dawit").child, aicha)
    with pytest.raises(Refused, match="belongs to another child"):
        place(yonas, aicha, ago=0, order=order)


def test_a_planned_end_that_passes_is_due_until_somebody_looks(yonas, aicha):
    given = place(yonas, aicha, planned_end=dates.today() - 2 * DAY)
    assert running(yonas, "placement.planned_end") in Clock.objects.late()
    care.end(given, end_reason="moved", by=aicha)
    assert running(yonas, "placement.planned_end") is None
    given.planned_end = dates.today() - 90 * DAY
    with pytest.raises(IntegrityError, match="planned_until_after_it_starts"), transaction.atomic():
        given.save(by=aicha, reason="x")


# ---------------------------------------------------------------------------------------------------------------------- the family


def test_a_family_owes_a_signed_agreement_with_all_four_points(worker, yonas, aicha, stay):
    assert running(yonas, "placement.agreement") in Clock.objects.late()
    paper_of_it = makers.make_document(yonas, aicha)
    typed = {"signed_on": f"{dates.today()}", "points": POINTS, "monthly_support": "30000", "document": paper_of_it.pk}
    there = page("sign_agreement", stay)
    assert worker.post(there, {**typed, "points": POINTS[:3]}).status_code == 422
    assert worker.post(there, typed).status_code == 302
    signed = CareAgreement.objects.get()
    assert (signed.monthly_support, signed.document) == (30000, paper_of_it)
    assert running(yonas, "placement.agreement") is None
    assert "30000" in worker.get(page("placement", stay)).text
    assert "30000 DJF" in paper(yonas, aicha)


def test_what_an_agreement_lacks_is_refused(yonas, aicha, stay):
    facts = {"signed_on": dates.today(), "points": POINTS}
    other = makers.make_document(makers.make_case(aicha, own="Dawit").child, aicha)
    for change, words in (
        ({"signed_on": dates.today() + DAY}, "not come yet"),
        ({"points": POINTS[1:]}, "all four points"),
        ({"document": other}, "belongs to another child"),
    ):
        with pytest.raises(Refused, match=words):
            in_care.sign_agreement(stay, by=aicha, **{**facts, **change})
    centre = place(yonas, aicha, ago=1)
    for one, words in ((centre, "Only a family"), (stay, "has ended")):
        with pytest.raises(Refused, match=words):
            in_care.sign_agreement(one, by=aicha, **facts)
    short = CareAgreement(placement=centre, signed_on=dates.today(), points=POINTS[:2], author=aicha, status="signed")
    with pytest.raises(IntegrityError, match="all_four_points"), transaction.atomic():
        short.save(by=aicha, reason="x")


def test_an_agreement_is_written_once(aicha, stay):
    signed = in_care.sign_agreement(stay, signed_on=dates.today(), points=POINTS, by=aicha)
    signed.monthly_support = 9
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        signed.save(by=aicha, reason="x")


def test_what_was_given_is_kept_and_money_has_an_amount(worker, yonas, aicha, stay):
    typed = {"kind": "cash", "given_on": f"{dates.today()}", "note": "For May"}
    assert worker.post(page("give_support", stay), typed).status_code == 422
    assert worker.post(page("give_support", stay), {**typed, "amount": 15000}).status_code == 302
    assert CareSupport.objects.get().amount == 15000
    assert "15000" in worker.get(page("placement", stay)).text
    assert "15000 DJF" in paper(yonas, aicha)
    for day, words in ((dates.today() + DAY, "not come yet"), (dates.today() - 50 * DAY, "before the placement began")):
        with pytest.raises(Refused, match=words):
            in_care.give_support(stay, kind="kit", given_on=day, by=aicha)
    with pytest.raises(Refused, match="Sleeping without care"):
        in_care.give_support(yonas.placements.get(provider=None), kind="kit", given_on=dates.today(), by=aicha)
    with pytest.raises(IntegrityError, match="money_with_its_amount"), transaction.atomic():
        CareSupport(placement=stay, kind="cash", author=aicha, status="given").save(by=aicha, reason="x")


# ---------------------------------------------------------------------------------------------------------------------- the visits


def test_a_visit_to_the_place_is_a_follow_up_and_answers_its_limits(worker, yonas, aicha, stay):
    assert page("visit_place", stay) in worker.get(yonas.get_absolute_url()).text  # where T17 leads
    typed = {
        "announced": "no", "seen": "alone", "matters": "He eats well", "risk": yonas.case.risk, "satisfaction": 4,
        "compared": "Same plate as the sons", "caregiver_concerns": "School fees", **moment("done_at", dates.now()),
    }  # fmt: skip
    there = page("visit_place", stay)
    assert worker.post(there, {**typed, "satisfaction": 9}).status_code == 422
    assert worker.post(there, {**typed, "announced": ""}).status_code == 422
    assert worker.post(there, typed).status_code == 302
    seen = PlaceVisit.objects.select_related("follow_up").get()
    assert (seen.follow_up.kind, seen.satisfaction, seen.placement) == (FollowUp.IN_CARE, 4, stay)
    assert running(yonas, "placement.first_visit") is None
    assert "Same plate as the sons" in paper(yonas, aicha)
    assert seen.get_absolute_url() in worker.get(page("placement", stay)).text
    assert "Same plate as the sons" in worker.get(seen.get_absolute_url()).text


def test_a_place_is_visited_while_the_child_lives_there(yonas, aicha, stay):
    answers = {"seen": "alone", "matters": "Well", "risk": "medium", "risk_reasons": "Alone"}
    for change, words in (
        ({"done_at": dates.now() - 40 * DAY}, "before the placement began"),
        ({"done_at": dates.now() + DAY}, "not come yet"),
    ):
        with pytest.raises(Refused, match=words):
            in_care.visit(stay, answers={**answers, **change}, seen_there={"announced": "no"}, by=aicha)
    assert not FollowUp.objects.exists()
    care.end(stay, end_reason="moved", by=aicha)
    for one, words in ((stay, "has ended"), (yonas.placements.current().get(), "no place of care to visit")):
        with pytest.raises(Refused, match=words):
            in_care.visit(one, answers=answers, seen_there={"announced": "no"}, by=aicha)


def test_the_database_knows_five_faces(yonas, aicha, stay):
    answers = {"seen": "alone", "matters": "Well", "risk": "medium", "risk_reasons": "Alone"}
    seen = in_care.visit(stay, answers=answers, seen_there={"announced": "no"}, by=aicha)
    seen.satisfaction = 6
    with pytest.raises(IntegrityError, match="five_faces"), transaction.atomic():
        seen.save(by=aicha, reason="x")


def test_who_may_not_read_what_is_sensitive_learns_of_the_place_and_no_words(client, yonas, aicha, stay):
    reader = makers.make_reader("bilan", yonas, aicha)
    client.force_login(reader)
    text = client.get(page("placement", stay)).text
    assert "A bed" not in text
    national = makers.make_user("samira", role="national_officer", institution="MFF")
    client.force_login(national)
    text = client.get(page("placement", stay)).text
    assert "Family of Balbala" not in text


# ---------------------------------------------------------------------------------------------------------------------- many moves


def test_more_than_two_moves_in_ninety_days_are_told_on_the_case(worker, yonas, aicha):
    places = [place(yonas, aicha, ago=ago, label=f"House {ago}") for ago in (20, 15, 10)]
    assert "moved 2 times" not in worker.get(yonas.get_absolute_url()).text
    assert care.moves(yonas.placements.all()) == care.Moves(2, 2)
    last = place(yonas, aicha, ago=1, label="House 1")
    assert "The child moved 3 times in 90 days" in worker.get(yonas.get_absolute_url()).text
    text = worker.get(page("placement", last)).text
    assert "place 4 of this child" in text
    assert "3 moves in 90 days" in text
    assert "3, of which 3 in the last 90 days" in paper(yonas, aicha)
    assert care.moves(yonas.placements.all(), dates.now() + 85 * DAY) == care.Moves(3, 1)
    assert len(places) == 3


def test_a_night_in_the_street_and_the_way_back_to_the_same_house_are_no_moves(yonas, aicha):
    first = place(yonas, aicha, ago=9)
    with dates.at(dates.now() - 5 * DAY):
        care.end(first, end_reason="missing", by=aicha, afterwards="street")
    place(yonas, aicha, ago=2, provider=first.provider)
    assert care.moves(yonas.placements.all()) == care.Moves(0, 0)
