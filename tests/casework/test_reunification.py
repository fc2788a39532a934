"""Reunification and return: the checks of each child, which nobody overrides, by whichever way it would leave (domain.md 3.13, 9.15)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import best_interests, care, closing, departures, follow_up, tracing, verifying
from casework.dossier import gathering, reunion
from casework.dossier.known import Known
from casework.models import Departure
from minors import consent, filing
from minors.models import Clock
from minors.sections import SECTIONS
from tests import family, makers

pytestmark = pytest.mark.django_db
TRAVEL = {
    "country": "ET",
    "route": "Bus, Galafi",
    "escort": "Social worker, IOM",
    "receiving_service": "Social affairs, Dire Dawa",
}


@pytest.fixture
def case(aicha, dahabo):
    return family.ready(aicha, dahabo)


@pytest.fixture
def approved(case, aicha, dahabo):
    return family.approved(case, aicha, dahabo)


@pytest.fixture
def travel(aicha):
    return departures.plan_travel(by=aicha, travels_on=dates.today() + timedelta(days=7), **TRAVEL)


def change_wish(case, by, **values):
    wishes = case.child.wishes
    wishes.refresh_from_db()
    filing.write(SECTIONS["wishes"], case.child, values=family.WISHES | values, silences={}, by=by, record=wishes)


def hand_over(departure, by, **changes):
    return departures.complete(departure, **{"left_at": dates.now(), "signed_by": family.SIGNED, **changes}, by=by)


def test_a_child_with_everything_may_leave(case):
    assert departures.obstacles(case.child) == []


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ({"fear_of_return": "yes"}, "afraid to return"),
        ({"fear_of_return": "unsure"}, "afraid to return"),
        ({"fear_of_return": "unknown"}, "was not asked"),
        ({"fear_of_return": "refused"}, "was not asked"),
        ({"fear_of_return": ""}, "was not asked"),
        ({"wants_reunification": "not_sure"}, "wants to live with the family now"),
        ({"wants_reunification": "yes_later"}, "wants to live with the family now"),
        ({"wants_reunification": "no"}, "wants to live with the family now"),
    ],
)
def test_fear_and_the_lack_of_a_wish_keep_the_child_here(case, aicha, wishes, sentence):
    change_wish(case, aicha, **wishes)
    with pytest.raises(Refused, match=sentence):
        family.leaving(case, aicha)
    assert not Departure.objects.exists()


def test_a_child_who_was_never_asked_does_not_leave(aicha):
    case = makers.make_case(aicha)
    assert any("was not asked" in one for one in departures.obstacles(case.child))


@pytest.mark.parametrize("scope", ["share_family", "share_tracing_iom_cross_border"])
def test_without_the_consent_of_the_ledger_nobody_is_told_and_nobody_leaves(case, aicha, scope):
    consent.withdraw_scopes(case.child, [scope], by=aicha, reason="No")
    with pytest.raises(Refused, match="consent is missing"):
        family.leaving(case, aicha)


def test_inside_the_country_nobody_across_the_border_has_to_be_told(case, aicha):
    consent.withdraw_scopes(case.child, ["share_tracing_iom_cross_border"], by=aicha, reason="No")
    assert family.leaving(case, aicha, cross_border=False, kind="reunification", receiving_authority="").status == "planned"


def test_without_a_positive_verification_nobody_leaves(aicha, dahabo):
    case = family.trusting(aicha)
    family.assessed(case, aicha, dahabo)
    negative = family.heard(case, aicha)
    verifying.submit(negative, by=aicha, conclusion="further_tracing", differences="", reasons="An aunt is nearer.")
    verifying.conclude(negative, by=dahabo, version=negative.version)
    with pytest.raises(Refused, match="No verification"):
        family.leaving(case, aicha)


def test_an_assessment_that_was_not_approved_or_is_too_old_does_not_count(aicha, dahabo):
    case = family.trusting(aicha)
    family.verified(case, aicha, dahabo)
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    with pytest.raises(Refused, match="best-interests assessment"):
        family.leaving(case, aicha)
    best_interests.submit(bia, by=aicha)
    best_interests.approve(bia, by=dahabo)
    assert departures.obstacles(case.child) == []
    with dates.at(dates.now() + timedelta(days=200)):
        assert any("best-interests assessment" in one for one in departures.obstacles(case.child))


@pytest.mark.parametrize("answer", ["unsure", "no"])
def test_the_child_itself_agrees_to_go(case, aicha, answer):
    with pytest.raises(Refused, match="without wanting to"):
        family.leaving(case, aicha, child_agrees=answer)


@pytest.mark.parametrize("fear", ["unsure", "yes"])
@pytest.mark.parametrize("step", ["write", "submit", "approve", "complete", "join"])
def test_a_fear_that_is_told_later_stops_every_next_step(case, aicha, dahabo, travel, step, fear):
    departure = family.leaving(case, aicha)
    if step in ("approve", "complete", "join"):
        departures.submit(departure, by=aicha)
    if step in ("complete", "join"):
        departures.approve(departure, by=dahabo, version=departure.version)
        departure.refresh_from_db()
    change_wish(case, aicha, fear_of_return=fear)
    with pytest.raises(Refused, match="afraid to return"):
        {
            "write": lambda: departures.write(departure, by=aicha, child_says="Yes"),
            "submit": lambda: departures.submit(departure, by=aicha),
            "approve": lambda: departures.approve(departure, by=dahabo, version=departure.version),
            "complete": lambda: hand_over(departure, aicha),
            "join": lambda: departures.join(departure, travel, by=aicha),
        }[step]()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"fear_of_return": "unsure"}, "nobody_departs_in_fear_of_return"),
        ({"fear_of_return": ""}, "nobody_departs_in_fear_of_return"),
        ({"child_agrees": "unsure"}, "nobody_departs_without_wanting_to"),
        ({"verification": None}, "nobody_departs_unverified"),
        ({"assessment": None}, "nobody_departs_unassessed"),
        ({"same_adult": False}, "another_adult_needs_a_reason"),
        ({"receiving_authority": " "}, "somebody_receives_who_crosses_a_border"),
        ({"decided_by": None}, "departure_is_approved"),
        ({"left_at": dates.now()}, "who_left_left_at_a_moment"),
        ({"status": "completed", "left_at": dates.now()}, "handover_certificate_is_signed"),
        (
            {"status": "completed", "left_at": dates.now(), "signed_by": ["adult", "child", "worker"]},
            "handover_certificate_is_signed",
        ),
        ({"spontaneous": True}, "spontaneous_only_after_the_fact"),
    ],
)
def test_the_database_refuses_what_the_row_itself_can_say(approved, aicha, changes, constraint):
    for name, value in changes.items():
        setattr(approved, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        approved.save(by=aicha, reason="x")


def test_the_author_does_not_approve(case, aicha):
    departure = family.leaving(case, aicha)
    departures.submit(departure, by=aicha)
    with pytest.raises(Refused, match="Nobody approves"):
        departures.approve(departure, by=aicha, version=departure.version)
    departure.status, departure.decided_by = "approved", aicha
    with pytest.raises(IntegrityError, match="departure_decided_by_another"), transaction.atomic():
        departure.save(by=aicha, reason="x")


def test_the_plan_says_who_receives_the_child_and_how_all_were_prepared(case, aicha):
    with pytest.raises(Refused, match="which service receives"):
        family.leaving(case, aicha, receiving_authority=" ")
    with pytest.raises(Refused, match="another adult"):
        family.leaving(case, aicha, same_adult=False)
    departure = family.leaving(case, aicha, prepared_family="")
    with pytest.raises(Refused, match="were prepared"):
        departures.submit(departure, by=aicha)


def test_one_departure_at_a_time_and_a_closed_plan_is_not_changed(case, approved, aicha):
    with pytest.raises(Refused, match="planned already"):
        family.leaving(case, aicha)
    with pytest.raises(Refused, match="no longer be changed"):
        departures.write(approved, by=aicha, child_says="Yes")
    with pytest.raises(IntegrityError, match="one_departure_at_a_time"), transaction.atomic():
        twin = Departure.objects.get(pk=approved.pk)
        twin.pk, twin.number, twin.version, twin._state.adding = None, 2, 0, True
        twin.id = makers.access.Child().id
        twin.save(by=aicha, reason="x")


def test_the_handover_needs_the_approval_and_the_certificate(case, aicha, dahabo):
    departure = family.leaving(case, aicha)
    with pytest.raises(Refused):
        hand_over(departure, aicha)
    departures.submit(departure, by=aicha)
    departures.approve(departure, by=dahabo, version=departure.version)
    departure.refresh_from_db()
    with pytest.raises(Refused, match="handover certificate"):
        hand_over(departure, aicha, signed_by=["adult", "child"])
    with pytest.raises(Refused, match="not come yet"):
        hand_over(departure, aicha, left_at=dates.now() + timedelta(hours=1))


def test_handed_over_the_bed_is_free_the_search_ends_and_the_follow_ups_are_due(case, aicha, dahabo):
    search = family.searching(case, aicha)
    care.place(case.child, provider=makers.make_provider(), reason="Night", by=aicha)
    departure = family.approved(case, aicha, dahabo)
    assert any("REUN-1 is planned" in str(one) for one in closing.obstacles(case))
    hand_over(departure, aicha)
    search.refresh_from_db()
    assert search.status == "reunified"
    home, bed = case.child.placements.order_by("-starts_at")[:2]
    assert (bed.end_reason, home.provider, home.care_type) == ("return", None, "parents")
    clock = Clock.objects.get(rule="reunif.followup", stopped_at=None)
    assert clock.due_at == dates.add_months(departure.left_at, 1)


def test_a_follow_up_afterwards_answers_one_step_and_the_next_is_due(case, approved, aicha):
    hand_over(approved, aicha)
    first = Clock.objects.get(rule="reunif.followup", stopped_at=None)
    with dates.at(first.due_at):
        follow_up.sign(case, answers={**makers.FOLLOW_UP, "kind": "after_reunification"}, by=aicha)
    first.refresh_from_db()
    assert first.outcome == "done"
    assert Clock.objects.get(rule="reunif.followup", stopped_at=None).due_at == dates.add_months(approved.left_at, 3)


def test_without_the_procedure_only_after_the_fact_and_with_the_note_of_the_supervisor(aicha, dahabo):
    case = family.trusting(aicha, wishes={"fear_of_return": "yes"})
    with pytest.raises(Refused, match="after it happened"):
        family.gone(case, dahabo, left_at=dates.now() + timedelta(days=1))
    with pytest.raises(Refused, match="before the case was opened"):
        family.gone(case, dahabo, left_at=dates.now() - timedelta(days=9))
    with pytest.raises(Refused, match="why the procedure was not followed"):
        family.gone(case, dahabo, supervisor_note=" ")
    told = family.gone(case, dahabo)
    assert (told.spontaneous, told.how, told.status) == (True, "informal", "completed")
    assert Clock.objects.filter(rule="reunif.followup", stopped_at=None).exists()
    told.supervisor_note = ""
    with pytest.raises(IntegrityError, match="spontaneous_only_after_the_fact"), transaction.atomic():
        told.save(by=dahabo, reason="x")


def test_what_was_planned_is_given_up_when_the_child_has_gone(case, aicha, dahabo):
    planned = family.leaving(case, aicha)
    family.gone(case, dahabo)
    planned.refresh_from_db()
    assert planned.status == "cancelled"


def test_a_departure_is_cancelled_with_a_reason(approved, aicha):
    with pytest.raises(Refused, match="why it is given up"):
        departures.cancel(approved, why=" ", by=aicha)
    assert departures.cancel(approved, why="He changed his mind.", by=aicha).decision == "He changed his mind."


def typed(**changes):
    day = dates.today() + timedelta(days=7)
    return {**family.LEAVING, "cross_border": "on", "same_adult": "on", "planned_on": f"{day:%Y-%m-%d}", **changes}


def test_aicha_plans_dahabo_approves_and_the_child_is_handed_over(client, case, aicha, dahabo, travel):
    client.force_login(aicha)
    plan = reverse("casework:plan_departure", args=[case.child_id])
    assert client.get(plan).status_code == 200
    assert client.post(plan, typed(child_agrees="no")).status_code == 422
    assert client.post(plan, typed()).status_code == 302
    made = Departure.objects.get()
    write = reverse("casework:write_departure", args=[made.pk])
    assert "Galafi" in client.get(write).text
    stale = client.post(write, typed(version=made.version - 1, handover_place="Dewele"))
    assert stale.status_code == 409
    assert client.post(write, typed(version=made.version, handover_place="Dewele")).status_code == 302
    assert client.post(reverse("casework:submit_departure", args=[made.pk])).status_code == 302
    client.force_login(dahabo)
    made.refresh_from_db()
    assert "Approve the departure" in client.get(made.get_absolute_url()).text
    decide = reverse("casework:decide_departure", args=[made.pk])
    assert client.post(decide, {"version": made.version, "refuse": "yes", "comment": ""}).status_code == 422
    assert client.post(decide, {"version": made.version, "agree": "yes", "comment": ""}).status_code == 302
    client.force_login(aicha)
    assert "Put the child on the list" in client.get(made.get_absolute_url()).text
    assert client.post(reverse("casework:join_travel", args=[made.pk]), {"travel": str(travel.pk)}).status_code == 302
    assert case.child.code in client.get(travel.get_absolute_url()).text
    assert client.post(reverse("casework:join_travel", args=[made.pk]), {"leave": "yes"}).status_code == 302
    done = reverse("casework:complete_departure", args=[made.pk])
    assert client.get(done).status_code == 200
    now = dates.now().astimezone(dates.DJIBOUTI)
    sent = {"left_at_0": f"{now:%Y-%m-%d}", "left_at_1": f"{now:%H:%M:%S}", "signed_by": family.SIGNED}
    assert client.post(done, sent | {"signed_by": ["adult"]}).status_code == 422
    assert client.post(done, sent).status_code == 302
    assert "The child left, and was handed over." in client.get(case.get_absolute_url()).text


def test_no_page_offers_a_way_around_an_obstacle(client, case, approved, aicha, travel):
    change_wish(case, aicha, fear_of_return="unsure")
    client.force_login(aicha)
    text = client.get(approved.get_absolute_url()).text
    assert "afraid to return" in text
    for button in ("Put the child on the list", reverse("casework:complete_departure", args=[approved.pk])):
        assert button not in text
    assert client.post(reverse("casework:join_travel", args=[approved.pk]), {"travel": str(travel.pk)}).status_code == 422
    assert client.get(reverse("casework:tracing", args=[case.child_id])).text.count("afraid to return") == 1


def test_dahabo_tells_of_a_child_who_has_gone_and_plans_no_departure(client, case, dahabo):
    client.force_login(dahabo)
    page = reverse("casework:departure_happened", args=[case.child_id])
    assert client.get(page).status_code == 200
    now = dates.now().astimezone(dates.DJIBOUTI)
    sent = {name: family.LEAVING[name] for name in ("kind", "adult_name", "adult_relation", "handover_place", "child_says")}
    sent |= {
        "child_agrees": "unsure",
        "supervisor_note": "At night.",
        "left_at_0": f"{now:%Y-%m-%d}",
        "left_at_1": f"{now:%H:%M:%S}",
    }
    assert client.post(page, sent).status_code == 302
    assert "without the procedure" in client.get(Departure.objects.get().get_absolute_url()).text


def test_who_reads_in_code_learns_that_a_departure_is_planned_and_no_word_of_it(client, case, approved, aicha):
    client.force_login(makers.make_reader("filsan", case.child, aicha, levels=["read_c1"], role="inspector", institution="CNDH"))
    text = client.get(approved.get_absolute_url()).text
    assert "REUN-1" in text
    for secret in ("Almaz", "I want to go home", "Galafi", "afraid"):
        assert secret not in text


def test_the_printed_file_tells_search_verification_and_departure_without_the_names_of_the_family(case, aicha, dahabo):
    search = family.searching(case, aicha, last_address="Behind the mosque")
    tracing.act(search, by=aicha, **family.STEP | {"result_note": "Almaz answered."})
    hand_over(family.approved(case, aicha, dahabo), aicha)
    known = Known(case.child_id, reader=aicha, until=dates.now())
    told = str([reunion.searches(known), reunion.verifications(known), reunion.departures(known)])
    for words in ("RRF-1", "Phone call", "VER-1", "She is my mother", "alike", "REUN-1", "I want to go home"):
        assert words in told
    assert "Behind the mosque" not in told
    assert gathering.gather(known, language="fr").sections


def test_the_list_of_documents_counts_every_kind_and_tells_who_agreed_to_which(case, aicha, dahabo):
    family.searching(case, aicha)
    hand_over(family.approved(case, aicha, dahabo), aicha)
    told = gathering.gather(Known(case.child_id, reader=aicha, until=dates.now()), language="en")
    [table] = told.front[1].pieces
    states = {row[0]: (row[1], row[3]) for row in table.rows}
    assert states["Search for the family"][0] == "1"
    assert states["Verification"] == ("1", "concluded")
    assert states["Reunification and return"] == ("1", "completed")
    assert states["Assessment of the age"] == ("0", "none in the file")
    assert states["Best-interests assessments"] == ("1", "1 of 1 approved")
    signed = [(row[0], row[2]) for row in told.signed.rows]
    assert ("Verification VER-1, approved", dahabo.name) in signed
    assert ("Reunification or return REUN-1, written", aicha.name) in signed
