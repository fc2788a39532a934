"""The walk: every address, as everybody, with every method. A route that is missing from the table of tests/policy.py fails."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from base import dates
from base.checks import LIBRARY_ROUTES, routes
from base.models import AccessEvent, User
from casework import (
    age_assessment,
    assessments,
    best_interests,
    care_plans,
    complaints,
    concerns,
    conferences,
    data_requests,
    departures,
    disclosures,
    families,
    feedback,
    follow_up,
    guardianship,
    handover,
    panel_decisions,
    questions,
    reviews,
    roll_call,
)
from casework.distribution import Row
from casework.models import (
    ABSENCE,
    DEPARTURE,
    PLACE_AGAIN,
    TRACING,
    TRACING_ACTION,
    VERIFICATION,
    Absence,
    ClosureRequest,
    Departure,
    GuardianView,
    Hold,
    MissingReport,
    PlacementDecision,
    RollCallLine,
    TracingAction,
    TracingRequest,
    Verification,
)
from casework.workflow import CLOSURE, GUARDIAN_VIEW, HOLD, MISSING
from minors import access, conflicts, consent, corrections, emergency, filing, incidents, naming, relatives, sealed, siblings
from minors.models import ALERT, Child, Exclusion, LookingAlert
from minors.sections import SECTIONS
from referrals import workflow
from referrals.models import SharingProtocol
from tests import family, makers, panels, policy, searching
from tests.casework.test_conferences import MINUTES
from tests.casework.test_guardianship import ASKED
from tests.casework.test_reviews import CASE as REVIEW
from tests.watching import writes, written_since

POLICY = policy.rows()
GROUPS = [sorted(POLICY)[number::4] for number in range(4)]  # the same world serves some addresses: every answer is undone
OURS = {
    name: rule for _address, name, _parameters, rule in routes() if not any(name.startswith(start) for start in LIBRARY_ROUTES)
}


def test_every_route_has_a_row_in_the_table_and_every_row_a_route():
    assert sorted(OURS) == sorted(POLICY)


@pytest.fixture
def people(aicha, dahabo, charmarke, evelyne, fatouma, bilan, yonas):
    """Everybody of the table. One grant is ended and one account suspended after they were given."""
    excluded, suspended = makers.make_user("ayan"), makers.make_user("kadir")
    month = dates.now() + timedelta(days=30)
    for colleague in (excluded, suspended):
        access.give(yonas, user=colleague, levels=access.FULL, purpose="duty", by=aicha, reason="Duty", ends_at=month)
    Exclusion(child=yonas, user=excluded, reason="A cousin").save(by=aicha, reason="Declared")
    with dates.at(dates.now() - timedelta(days=60)):
        expired = makers.make_reader("warsan", yonas, aicha)
    return {
        "owner": aicha,
        "supervisor": dahabo,
        "reader": bilan,
        "stranger": charmarke,
        "provider": evelyne,
        "official": fatouma,
        "coded": panels.secretary(),
        "dpo": makers.make_user("zeinab", role="data_protection_officer", institution="MFF"),
        "admin": makers.make_user("deqa", role="system_administrator", institution="MFF"),
        "excluded": excluded,
        "expired": expired,
        "tracing": searching.make_officer(),
        "suspended": suspended,
    }


@pytest.fixture
def objects(people, case, yonas, aicha):
    """One of each kind of record about Yonas."""
    spelled_otherwise = makers.make_case(aicha, own="Ionas").child
    joined = makers.make_merge(yonas, spelled_otherwise, people["supervisor"])
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    best_interests.submit(bia, by=aicha)
    closure = ClosureRequest(
        episode=case.episode, reason="goals_met", statement="Safe", way_back="Phone", requested_by=aicha, requested_at=dates.now()
    )
    CLOSURE.begin(closure, "request", by=aicha, reason="Safe")
    absence = MissingReport(child=yonas, noticed_at=dates.now(), reported_by=aicha)
    MISSING.begin(absence, "report", by=aicha, reason="Gone")
    twin = makers.make_case(aicha).child  # who may read Yonas by a grant opens only one of the two files
    pair = makers.make_pair(yonas, twin, aicha, "undecided")
    uncle = relatives.add(
        SECTIONS["relatives"], yonas, values={"own": "Girma"}, silences={}, kind="uncle_paternal", source="child", by=aicha
    )
    sister = makers.make_case(aicha, own="Hana").child
    plan = care_plans.begin(case, content=makers.PLAN, by=aicha)
    return {
        "relative": uncle,
        "tie": uncle.ties.get(),
        "siblings": next(row for row in siblings.link([yonas, sister], by=aicha, reason="One boat") if row.child == yonas),
        "child": yonas,
        "arrival": makers.make_arrival(aicha),
        "alert": _noticed(yonas, people["expired"], aicha),
        **_misused(yonas, people),
        "user": makers.make_user("idil"),
        "joined": joined,
        "origin_of_yonas": filing.write(SECTIONS["origin"], yonas, values={"birth_place": "Harar"}, silences={}, by=aicha),
        "proposal": corrections.correct(Child.objects.get(pk=yonas.pk), {"sex": "F"}, by=aicha, reason="Said so"),
        "task": consent.withdraw_scopes(yonas, ["anonymous_statistics"], by=aicha, reason="No", told="Nothing was lost").tasks[0],
        "name": naming.add(yonas, kind="nickname", own="Yoni", by=aicha, reason="His friends"),
        "duplicate": pair,
        "document": makers.make_document(yonas, aicha),
        "upload": makers.make_upload(yonas, aicha),
        **_exceptional(people, aicha, yonas),
        "grant": yonas.grants.filter(purpose="court").first(),
        "rapid": assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="high", risk_reasons="Alone", by=aicha),
        "bia": bia,
        "plan": plan,
        "action": care_plans.add_action(plan, values=makers.ACTION | {"due_on": dates.today()}, by=aicha),
        "follow_up": follow_up.sign(case, answers={**makers.FOLLOW_UP, "risk": "high"}, by=aicha),
        **talked(case, aicha, people["supervisor"]),
        "placement": yonas.placements.get(),
        **_housed(yonas.placements.get(), aicha),
        "concern": concerns.record(yonas, kind="gang", severity="medium", source="child", by=aicha),
        "closure": closure,
        "missing": absence,
        "hold": HOLD.begin(
            Hold(case=case, kind="other", reason="Away", ends_at=dates.now() + timedelta(days=9), asked_by=aicha),
            "ask",
            by=aicha,
            reason="Away",
        ),
        "mandate": (mandate := guardianship.ask(yonas, by=aicha, **ASKED, requested_on=dates.today())),
        "view": _said_by_a_guardian(mandate, aicha),
        "hearing": guardianship.record_hearing(yonas, held_on=dates.today(), body="cne", place="CNE", worker=aicha, by=aicha),
        "age": age_assessment.doubt(yonas, doubted_by="The police", doubted_on=dates.today(), by=aicha),
        "team": yonas.team,
        "owner": aicha,
        **_determined(case, aicha, people["supervisor"]),
        **_offered(case, people["supervisor"]),
        **_going_home(case, aicha, people["tracing"]),
        **_given_out(yonas, aicha, people),
        "referral": workflow.refer(
            yonas,
            to=makers.make_service(),
            reason="Cough",
            groups=["age_sex_language"],
            urgency="normal",
            mode="electronic",
            by=aicha,
        ),
    }


def _given_out(yonas, aicha, people) -> dict:
    """A request by a court that waits, one whose copy was handed over, and what somebody asks about their own data."""
    officer, house = makers.make_user("proposes", role="national_officer", institution="MFF"), makers.make_service()
    order = {
        "recipient": "court",
        "institution": None,
        "requester": "The clerk",
        "legal_basis": "court_order",
        "order_number": "12",
    }
    order |= {"aim": "procedure", "purpose": "A hearing", "asked": "The age"}
    waits, done = (
        disclosures.add_child(disclosures.receive(by=officer, **order), code=yonas.code, by=officer) for _time in range(2)
    )
    disclosures.propose(done, groups=["age_sex_language"], note="Protects him", by=officer)
    disclosures.sign(done, by=people["coded"])
    disclosures.sign(done, by=people["dpo"])
    return {
        "service": house,
        "protocol": SharingProtocol.objects.first(),
        "asked": waits.request,
        "line": waits,
        "given": disclosures.give(done, undertaking=True, child_informed="not_yet", informed_note="", by=officer),
        "data": data_requests.receive(yonas, kind="copy", text="What is written?", by=aicha),
    }


def talked(case, aicha, dahabo) -> dict:
    """What was talked over about Yonas, and what was said about the service."""
    people = [{"name": "", "function": one, "institution_id": None, "confidential": True} for one in ("Nurse", "Teacher")]
    decisions = [{"action": "Visit", "who": "Nurse", "due_on": dates.today()}]
    held = conferences.sign(case, participants=people, decisions=decisions, by=aicha, **MINUTES)
    said = {"said_by": "child", "channel": "in_person", "satisfaction": 3}
    about = questions.Subject(case.child).key
    return {
        "review": reviews.review_case(case, by=aicha, **{**REVIEW, "risk": "high"}),
        "conference": held,
        "decision": held.decisions.get(),
        "question": questions.ask(about, kind="question", text="Why?", of=aicha, by=dahabo),
        "feedback": feedback.receive(case.child, by=aicha, **said),
        "boxed": feedback.receive_from_box(by=aicha, **said),
        "complaint": complaints.receive(text="He shouts", said_by="child", channel="box", by=aicha),
    }


def _exceptional(people, aicha, yonas) -> dict:
    """Somebody shut out, a file that is sealed for its owner and supervisor, one opened in an emergency, a declared relative."""
    hidden = makers.make_case(aicha, own="Safia").child
    night = makers.make_user("ismail", role="night_duty", team=makers.make_team(name="Night shelter"))
    opened = emergency.open_file(code=yonas.code, reason="He bleeds", by=night)
    said = {"own": "Omar", "father": "Ali", "grandfather": "Robleh", "relation": "Cousin"}
    return {
        "exclusion": Exclusion.objects.get(user=people["excluded"]),
        "sealed": sealed.seal(hidden, keep=[], reason="Threats", by=people["supervisor"]),
        "emergency": opened,
        "declared": conflicts.declare(by=aicha, reach=[], **said),
    }


def _noticed(yonas, person, by) -> LookingAlert:
    """Somebody looked at Yonas's file in an unusual way."""
    alert = LookingAlert(kind="handed_over", person=person, child=yonas, day=dates.today())
    return ALERT.begin(alert, "notice", by=by, reason="Found")


def _misused(yonas, people) -> dict:
    """An incident about somebody who saw Yonas's code, and what is asked for him."""
    access.remember_list(people["expired"], [yonas.code])
    today = dates.today()
    about = {"person": people["expired"], "since": today - timedelta(days=90), "until": today, "happened": "A cousin drives"}
    opened = incidents.begin(by=people["dpo"], **about)
    due = dates.now() + incidents.PROPOSED
    [asked] = incidents.protect(opened, codes=[yonas.code], due_at=due, by=people["dpo"])
    return {"incident": opened, "protecting": asked}


def _housed(placement, aicha) -> dict:
    """A family of Aicha's institution, screened and with its address, whose roll was called; Yonas is away for a night."""
    house = makers.make_provider(kind="family", care_type="foster")
    called = roll_call.call(house, present=[], counted=0, by=aicha)
    line = RollCallLine(roll_call=called, child=placement.child, placement=placement, expected="here", present=False)
    line.save(by=aicha, reason="Called")
    away = Absence(placement=placement, kind="hospital", starts_at=placement.starts_at, note="Fever")
    return {
        "house": house,
        "screening": families.screen(house, by=aicha, **makers.SCREENING),
        "address": families.locate(house, address="Behind the school", by=aicha),
        "roll_call": called,
        "call_line": line,
        "absence": ABSENCE.begin(away, "leave", by=aicha, reason="Fever"),
        "sleeping": PLACE_AGAIN.begin(PlacementDecision(child=placement.child, cause="sibling"), "ask", by=aicha, reason="x"),
    }


def _said_by_a_guardian(mandate, aicha) -> GuardianView:
    said = GuardianView(
        child=mandate.child, mandate=mandate, about="plan", words="He wants school", author=makers.make_user("omar")
    )
    return GUARDIAN_VIEW.begin(said, "say", by=aicha, reason="x")


def _determined(case, aicha, dahabo) -> dict:
    """A determination that the panel is deciding: invited, declared, put to the vote."""
    bid = panels.ready(case, aicha, dahabo)
    people = panels.members()
    session = panels.session(people)
    item = session.items.get()
    with dates.at(session.held_at):
        panels.free(item, people)
        verdict = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
    invitation = session.invitations.first()
    return {
        "bid": bid, "report": item.report, "session": session, "item": item, "seat": people[0], "invitation": invitation,
        "verdict": verdict,
    }  # fmt: skip


def _offered(case, supervisor) -> dict:
    """Yonas's case is offered to a colleague of another team, who has not answered."""
    colleague = makers.make_user("idil_of_the_night", team=makers.make_team(name="Night shelter"))
    launched = handover.launch([Row(case, colleague)], reason="organisation", by=supervisor)
    return {"handover": launched, "transfer": launched.transfers.get(case=case)}


def _going_home(case, aicha, officer) -> dict:
    """A search for the family, a verification and a departure as rows: what they rest on is asked in tests of their own."""
    child, episode = case.child, case.episode
    search = TracingRequest(child=child, episode=episode, number=1, author=aicha, **family.SEARCH)
    TRACING.begin(search, "open", by=aicha, reason="Asked")
    step = TracingAction(request=search, author=aicha, guarded=True, **{**family.STEP, "country": "ET", "unhcr_advice": "Yes"})
    TRACING_ACTION.begin(step, "ask", by=aicha, reason="Asked")
    verified = Verification(child=child, episode=episode, number=1, author=aicha, adult_name="Almaz", relation="mother")
    VERIFICATION.begin(verified, "begin", by=aicha, reason="Asked")
    bia = child.best_interests_assessments.get()
    leaving = Departure(child=child, episode=episode, number=1, author=aicha, planned_on=dates.today(), fear_of_return="no",
                        verification=verified, assessment=bia, **family.LEAVING)  # fmt: skip
    DEPARTURE.begin(leaving, "plan", by=aicha, reason="Asked")
    facts = {"country": "ET", "route": "Bus", "escort": "IOM", "receiving_service": "Dire Dawa", "travels_on": dates.today()}
    return {
        "search": search, "step": step, "verification": verified, "departure": leaving, **searching.as_rows(child, family.trusting(aicha, own="Idris").child, officer),
        "travel": departures.plan_travel(by=aicha, **facts),
    }  # fmt: skip


def arguments(kind: str, objects: dict) -> list:
    """What stands in the address: "child/origin" is the id of the child and the word origin; a word of `objects` is an id."""
    if kind == ".":
        return []
    parts = ["1.1"] if kind == "indicator" else kind.split("/")
    return [objects[part].pk if part in objects else part for part in parts]


def client_of(person) -> Client:
    client = Client(raise_request_exception=True)
    if person:
        client.force_login(person)
    return client


def answer_to(client, method, address):
    """The cell that this answer means; whatever it changed is undone, in the browser too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    client.cookies = cookies
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return "L"
    return {403: "-", 404: "0"}.get(response.status_code, "+" if response.status_code < 500 else str(response.status_code))


@pytest.mark.django_db
@pytest.mark.timeout(900)
@pytest.mark.parametrize("some", GROUPS, ids=lambda some: some[0])
def test_everybody_gets_from_each_address_what_the_table_says(some, people, objects, record_property):
    clients = {name: client_of(people.get(name)) for name in policy.PEOPLE}
    User.objects.filter(username="kadir").update(suspended_at=dates.now(), suspended_because="Left")
    wrong, asked = {}, 0
    for route in some:
        kind, expected = POLICY[route]
        address = reverse(route, args=arguments(kind, objects))
        for method in OURS[route].methods:
            got = {name: answer_to(clients[name], method, address) for name in policy.PEOPLE}
            asked += len(got)
            wrong |= {(method, route, name): (got[name], expected[name]) for name in got if got[name] != expected[name]}
    record_property("cells", asked)
    assert wrong == {}, "who, where: (what they get, what the table says)"


@pytest.mark.django_db
def test_a_method_that_the_rule_does_not_name_is_refused_and_writes_nothing(people, objects):
    client = client_of(people["owner"])
    client.get(reverse("casework:today"))  # the session is there
    for route in sorted(POLICY):
        address, before = reverse(route, args=arguments(POLICY[route][0], objects)), writes()
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - set(OURS[route].methods):
            assert client.generic(method, address).status_code == 405, f"{method} {route}"
        assert written_since(before) <= {"django_session"}, route


@pytest.mark.django_db
def test_a_forbidden_child_and_an_unknown_one_give_the_same_bytes(people, yonas):
    client = client_of(people["stranger"])
    forbidden = client.get(reverse("casework:case", args=[yonas.pk]))
    unknown = client.get(reverse("casework:case", args=["00000000-0000-4000-8000-000000000000"]))
    assert forbidden.status_code == unknown.status_code == 404
    assert forbidden.content == unknown.content
    assert forbidden.headers == unknown.headers


@pytest.mark.django_db
def test_every_opening_of_a_file_is_remembered_with_who_and_what(people, yonas):
    client_of(people["reader"]).get(reverse("casework:case", args=[yonas.pk]))
    seen = AccessEvent.objects.filter(child_id=yonas.pk, person=people["reader"], kind="opened")
    assert seen.exists()
