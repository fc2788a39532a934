"""What calls for the panel: the helper of domain.md 2.3.2, who answers it, and the departures that need a decision."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import best_interests, bid_triggers, care, carrying_out, concerns, departures, determinations, verifying
from casework.dossier import reunion
from casework.dossier.known import Known
from casework.models import BestInterestsAssessment, Departure, Determination, PanelDecision
from minors import filing
from minors.models import Child
from minors.sections import SECTIONS
from tests import family, makers, panels

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOME = {**panels.CHOSEN, "solution": "reunification_origin"}
STAYS = {**panels.CHOSEN, "value": "approved", "solution": "local_family"}


@pytest.fixture
def home(aicha, dahabo):
    """The case of a child with everything that a departure rests on."""
    return family.ready(aicha, dahabo)


def worry(child, by, kind):
    concerns.record(child, kind=kind, severity="medium", source="child", by=by)


def keys(child, purpose="at_risk") -> set[str]:
    return {one.key for one in bid_triggers.proposed(Child.objects.get(pk=child.pk), purpose)}


# --------------------------------------------------------------------------------------------------------------------- what calls


def test_a_simple_verified_wished_reunification_with_a_mother_needs_no_panel(home):
    assert keys(home.child, "family") == set()
    assert departures.obstacles(home.child) == []


def test_a_child_alone_for_whom_resettlement_is_decided_calls_for_the_panel(case):
    assert keys(case.child, "resettlement") == {"durable"}
    assert "durable" not in keys(case.child)


def test_what_the_family_search_found_calls_for_the_panel(aicha, dahabo):
    case = family.trusting(aicha)
    assert keys(case.child, "family") == {"unknown_family"}
    made = family.heard(case, aicha)
    made.relation = "uncle_maternal"
    made.save(by=aicha, reason="x")
    verifying.submit(made, by=aicha, **family.POSITIVE)
    verifying.conclude(made, by=dahabo, version=made.version)
    assert keys(case.child, "family") == {"other_relative"}
    doubted = family.heard(case, aicha)
    verifying.submit(doubted, by=aicha, conclusion="not_family", differences="", reasons="She does not know his village.")
    verifying.conclude(doubted, by=dahabo, version=doubted.version)
    assert "doubted" in keys(case.child)


@pytest.mark.parametrize(("wish", "called"), [("no", {"unwanted"}), ("yes_later", set())])
def test_a_child_that_does_not_want_to_go_home_calls_for_the_panel(aicha, wish, called):
    case = family.trusting(aicha, wishes={"wants_reunification": wish})
    assert keys(case.child) == called


def test_a_risk_at_the_home_calls_for_the_panel(aicha, dahabo):
    case = family.trusting(aicha)
    made = verifying.begin(case, by=aicha, adult_name="Almaz", relation="mother")
    verifying.hear_child(made, taken_at=dates.now(), answers=family.ANSWERS, by=aicha, **family.CHILD)
    risky = {**family.ADULT, "risk_found": "The stepfather drinks."}
    verifying.hear_adult(made, taken_at=dates.now(), answers=family.ANSWERS, by=aicha, **risky)
    verifying.submit(made, by=aicha, **family.POSITIVE)
    verifying.conclude(made, by=dahabo, version=made.version)
    assert keys(case.child) == {"unsafe_home"}


@pytest.mark.parametrize(
    ("kind", "purpose", "called"),
    [
        ("child_marriage", "at_risk", {"marriage"}),
        ("debt_bondage", "voluntary_return", {"harm", "durable"}),
        ("grief", "family", set()),
    ],
)
def test_a_concern_calls_for_the_panel(case, aicha, kind, purpose, called):
    worry(case.child, aicha, kind=kind)
    found = keys(case.child, purpose) - {"unknown_family"}
    assert found == called


def test_three_months_in_a_centre_and_siblings_apart_call_for_the_panel(case, aicha):
    care.place(case.child, provider=makers.make_provider(), reason="Safe", by=aicha)
    assert keys(case.child) == set()
    with dates.at(dates.now() + 91 * DAY):
        assert keys(case.child) == {"centre"}


def test_an_infant_whose_birth_nobody_knows_calls_for_the_panel(aicha):
    case = makers.make_case(aicha, birth=dates.from_ages(2, 5, dates.today()), risk="high")
    assert "infant" in keys(case.child)


def test_a_reader_learns_of_a_secret_fact_only_that_there_is_one():
    secret = [one for one in bid_triggers.TRIGGERS if one.key in ("harm", "doubted")]
    assert bid_triggers.in_words(secret, {"C1", "C3"})[-1] == "There is a fact that you may not read."
    assert len(bid_triggers.in_words(secret, {"C3", "C4"})) == 2


# ---------------------------------------------------------------------------------------------------------------- who answers it


@pytest.fixture
def called(case, aicha):
    """An assessment that does not ask for the panel, although a fact calls for it."""
    worry(case.child, aicha, kind="child_marriage")
    return best_interests.submit(best_interests.begin(case, content=makers.BIA, by=aicha), by=aicha)


def test_a_supervisor_who_does_not_ask_the_panel_says_why_not(called, dahabo):
    with pytest.raises(Refused, match="write why the panel is not asked") as refused:
        best_interests.approve(called, by=dahabo)
    assert refused.value.field == "comment"
    called.refresh_from_db()
    approved = best_interests.approve(called, by=dahabo, comment="Her aunt stopped it: she is safe.")
    assert (approved.status, approved.bid_proposed) == ("approved", ["marriage"])


def test_the_database_refuses_an_approval_that_does_not_answer_the_facts(called, dahabo):
    called.status, called.reviewer, called.reviewed_at, called.bid_proposed = "approved", dahabo, dates.now(), ["marriage"]
    with pytest.raises(IntegrityError, match="who_does_not_ask_the_panel_says_why"), transaction.atomic():
        called.save(by=dahabo, reason="x")


def test_writer_and_supervisor_see_what_calls_for_the_panel(client, called, aicha, dahabo):
    best_interests.send_back(called, by=dahabo, comment="Think of the panel")
    client.force_login(aicha)
    for page in ("write_bia", "bia"):
        text = client.get(reverse(f"casework:{page}", args=[called.pk])).text
        assert "Facts of the file call for the panel (BID)" in text
        assert "The child may be married off" in text


def test_asked_for_without_its_reason_it_is_not_sent_and_not_stored(case, aicha):
    content = {**makers.BIA, "bid_needed": True, "alternatives": makers.COMPARED}
    bia = best_interests.begin(case, content=content, by=aicha)
    with pytest.raises(Refused) as refused:
        best_interests.submit(bia, by=aicha)
    assert refused.value.field == "bid_trigger"
    bia.status = "submitted"
    with pytest.raises(IntegrityError, match="the_panel_is_asked_for_a_reason"), transaction.atomic():
        bia.save(by=aicha, reason="x")


# --------------------------------------------------------------------------------------------------------------------- departures


def decided(case, aicha, dahabo, **words):
    return panels.decide(panels.ready(case, aicha, dahabo), **{**HOME, **words})


@pytest.mark.parametrize("safe", ["no", "unknown", ""])
def test_where_it_is_not_sure_that_the_place_is_safe_only_the_panel_sends_a_child(home, aicha, dahabo, safe):
    with pytest.raises(Refused, match="It is not sure that the place is safe"):
        family.leaving(home, aicha, place_safe=safe)
    decision = decided(home, aicha, dahabo)
    with dates.at(decision.taken_at):
        assert family.leaving(home, aicha, place_safe=safe).panel_decision == decision


def test_to_another_relative_only_the_panel_sends_a_child(home, aicha, dahabo):
    with pytest.raises(Refused, match="neither the mother nor the father"):
        family.leaving(home, aicha, adult_relation="uncle_maternal", same_adult=False, other_adult_because="She is ill.")
    decision = decided(home, aicha, dahabo)
    with dates.at(decision.taken_at):
        uncle = {"adult_relation": "uncle_maternal", "same_adult": False, "other_adult_because": "She is ill."}
        assert family.leaving(home, aicha, **uncle).panel_decision == decision


def test_an_assessment_that_asks_for_the_panel_is_no_basis_without_it(aicha, dahabo):
    case = family.trusting(aicha)
    family.verified(case, aicha, dahabo)
    panels.asked(case, aicha, dahabo)
    case.refresh_from_db()
    with pytest.raises(Refused, match="BIA-1 says so"):
        family.leaving(case, aicha)
    decision = decided(case, aicha, dahabo)
    with dates.at(decision.taken_at):
        leaving = family.leaving(case, aicha)
    leaving.panel_decision = None
    with pytest.raises(IntegrityError, match="the assessment asks for the panel"), transaction.atomic():
        leaving.save(by=aicha, reason="x")


def test_a_fact_that_the_supervisor_answered_is_no_obstacle_and_one_that_came_later_is(aicha, dahabo):
    case = family.trusting(aicha)
    worry(case.child, aicha, kind="child_marriage")
    family.verified(case, aicha, dahabo)
    bia = best_interests.submit(best_interests.begin(case, content=makers.BIA, by=aicha), by=aicha)
    best_interests.approve(bia, by=dahabo, comment="Her aunt stopped it.")
    assert departures.obstacles(case.child) == []
    worry(case.child, aicha, kind="physical_violence")
    assert any("The panel (BID) has to decide first" in one for one in departures.obstacles(case.child))


def test_while_the_panel_has_not_decided_nobody_leaves_and_a_bed_is_given_all_the_same(home, aicha, dahabo):
    waits = panels.ready(home, aicha, dahabo)
    with pytest.raises(Refused, match="BID-1 is not decided yet"):
        family.leaving(home, aicha)
    care.place(home.child, provider=makers.make_provider(), reason="Night", by=aicha)
    panels.decide(waits)
    assert departures.obstacles(home.child) == []


def test_nobody_leaves_against_what_the_panel_decided(home, aicha, dahabo):
    stays = decided(home, aicha, dahabo, **STAYS)
    with pytest.raises(Refused, match="The panel decided otherwise"):
        family.leaving(home, aicha)
    forged = Departure(
        child=home.child, episode=home.episode, number=1, author=aicha, status="planned", fear_of_return="no", panel_decision=stays,
        verification=home.child.verifications.get(), planned_on=dates.today(), **family.LEAVING,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="did not decide that the child leaves"), transaction.atomic():
        forged.save(by=aicha, reason="x")


def test_no_child_leaves_on_a_decision_that_temporary_measures_replaced(home, aicha, dahabo):
    first = decided(home, aicha, dahabo)
    with dates.at(first.taken_at + 10 * DAY):
        again = determinations.review(
            Determination.objects.get(), asked_by="worker", because="facts", new_facts="He hits.", by=aicha
        )
        determinations.write(again.reports.get(), content={**panels.WORDS, "alternatives": panels.TWO}, by=aicha)
        waits = panels.accepted(again.reports.get(), aicha, dahabo)
        for_now = {"value": "temporary", "solution": "", "option_reasons": [], "measures": "The child stays in the shelter."}
        replaced = panels.decide(waits, outcome="replace", **for_now)
    with dates.at(replaced.taken_at):
        assert carrying_out.in_force([home.child]) == replaced
        with pytest.raises(Refused, match=r"decided otherwise \(BID-2: temporary measures are ordered"):
            family.leaving(home, aicha)


def test_the_panel_alone_is_a_basis_and_its_decision_runs_out(aicha, dahabo):
    case = family.trusting(aicha)
    family.verified(case, aicha, dahabo)
    decision = decided(case, aicha, dahabo)
    assert departures.obstacles(case.child) == []
    with dates.at(decision.taken_at):
        assert family.leaving(case, aicha).assessment is None
    with dates.at(decision.taken_at + 370 * DAY):
        assert carrying_out.in_force([case.child]) is None
        assert any("No approved best-interests assessment" in one for one in departures.obstacles(case.child))


def test_a_decision_that_is_looked_at_again_holds_nobody_up_but_the_departure(home, aicha, dahabo):
    decided(home, aicha, dahabo)
    determinations.review(Determination.objects.get(), asked_by="child", because="child", new_facts="He is not sure.", by=aicha)
    assert any("BID-2 is not decided yet" in one for one in departures.obstacles(home.child))


def test_who_hands_a_child_over_reads_that_the_place_is_not_sure_to_be_safe(worker, home, aicha, dahabo, monkeypatch):
    decision = decided(home, aicha, dahabo)
    with dates.at(decision.taken_at):
        leaving = family.leaving(home, aicha, place_safe="unknown")
    monkeypatch.setattr(carrying_out, "in_force", lambda files: None)  # it ran out meanwhile
    page = worker.get(reverse("casework:complete_departure", args=[leaving.pk]))
    assert "It is not sure that the place is safe." in page.text


@pytest.mark.parametrize("fear", ["unsure", "yes"])
def test_the_database_lets_no_child_leave_whose_wishes_tell_of_fear(home, aicha, dahabo, fear):
    planned = family.leaving(home, aicha)
    wishes = home.child.wishes
    filing.write(
        SECTIONS["wishes"], home.child, values=family.WISHES | {"fear_of_return": fear}, silences={}, by=aicha, record=wishes
    )
    planned.status = "submitted"
    with pytest.raises(IntegrityError, match="afraid to return does not leave"), transaction.atomic():
        planned.save(by=aicha, reason="x")
    travel = departures.plan_travel(
        by=aicha, travels_on=dates.today() + DAY, country="ET", route="Bus", escort="IOM", receiving_service="Office"
    )
    on_the_list = Departure.objects.get()
    on_the_list.travel = travel
    with pytest.raises(IntegrityError, match="afraid to return does not leave"), transaction.atomic():
        on_the_list.save(by=aicha, reason="x")


def test_the_page_and_paper_say_what_a_departure_rests_on(worker, home, aicha, dahabo):
    decision = decided(home, aicha, dahabo)
    with dates.at(decision.taken_at):
        leaving = family.leaving(home, aicha)
        text = worker.get(leaving.get_absolute_url()).text
        assert decision.get_absolute_url() in text
        said = repr(reunion.departures(Known(home.child_id, reader=aicha, until=dates.now())))
    for number in ("VER-1", "BIA-1", "BID-1"):
        assert number in said


def test_every_fact_has_a_trigger_of_the_list_and_a_class():
    assert {one.trigger for one in bid_triggers.TRIGGERS} == {"durable_solution", "exceptional", "separation"}
    assert {one.of for one in bid_triggers.TRIGGERS} <= {"C1", "C3", "C4"}
    assert PanelDecision.ORDERS == ["approved", "other", "temporary"]
    assert set(BestInterestsAssessment.DECIDES) < set(BestInterestsAssessment.Purpose.values)
