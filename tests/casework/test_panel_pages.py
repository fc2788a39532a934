"""The pages of the determination and of the panel, from the worker's first word to the child's answer (domain.md 2.3.3, F15)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.models import Draft
from casework import determinations, panel, panel_decisions
from casework.models import (
    DecisionNotification,
    Determination,
    DeterminationReport,
    PanelDecision,
    PanelMember,
    PanelSession,
    PlanAction,
)
from tests import makers, panels

pytestmark = pytest.mark.django_db


def at(name, *keys) -> str:
    return reverse(f"casework:{name}", args=[getattr(key, "pk", key) for key in keys])


def moment(name, when) -> dict:
    when = when.astimezone(dates.DJIBOUTI)
    return {f"{name}_0": f"{when:%Y-%m-%d}", f"{name}_1": f"{when:%H:%M:%S}"}


def typed_report(version) -> dict:
    flat = {f"{name}_{n}": value for n, one in enumerate(panels.TWO, start=1) for name, value in one.items()}
    return {**panels.WORDS, **flat, "version": version}


def test_aicha_begins_writes_and_sends_and_dahabo_checks_it(client, case, aicha, dahabo):
    client.force_login(aicha)
    page = client.get(case.get_absolute_url()).text
    assert at("begin_bid", case.child_id) in page
    begin = at("begin_bid", case.child_id)
    refused = client.post(begin, {**panels.BECAUSE, "urgent": "on"})
    assert refused.status_code == 422
    assert "Say why it cannot wait." in refused.text
    assert client.post(begin, panels.BECAUSE).status_code == 302
    report = DeterminationReport.objects.get()
    write = at("write_bid_report", report)
    assert client.get(write).status_code == 200
    half = client.post(write, {"past": "He left.", "version": report.version, "send": "yes"}, follow=True).text
    assert "The draft is saved, but not sent." in half
    assert "Still to be written" in half
    unnamed = client.post(write, {"safety_2": "The house is calm.", "version": report.version + 1})
    assert unnamed.status_code == 422, "what is written of an option is not lost for want of its solution"
    assert "The house is calm." in unnamed.text
    report.refresh_from_db()
    answer = client.post(write, {**typed_report(report.version), "send": "yes"}, follow=True).text
    assert "The report was sent to the supervisor." in answer
    client.force_login(dahabo)
    shown = client.get(at("bid_report", report)).text
    assert "I want to live with my uncle" in shown
    assert "About safety" in shown
    report.refresh_from_db()
    accept = at("accept_bid_report", report)
    some = client.post(accept, {"version": report.version, "checked": ["views"]})
    assert some.status_code == 422
    assert client.post(accept, {"version": report.version, "checked": DeterminationReport.Check.values}).status_code == 302
    assert Determination.objects.get().status == "ready"
    page = client.get(case.get_absolute_url()).text
    assert "BID-1" in page
    assert "waiting for the panel" in page


def test_two_who_write_one_report_lose_nothing(client, case, aicha):
    report = panels.report(case, aicha)
    client.force_login(aicha)
    answer = client.post(at("write_bid_report", report), {**typed_report(1), "past": "Other words"})
    assert answer.status_code == 409
    assert panels.WORDS["past"] in answer.text
    assert "Other words" in answer.text


def test_the_secretariat_appoints_plans_and_invites_and_reads_codes_only(client, determination, yonas):
    nasra = panels.secretary()
    client.force_login(nasra)
    hodan = makers.make_user("hodan", role="panel_member", institution="MFF")
    new = {"user": hodan.pk, "function": "Child protection", "sex": "F", "votes": "on"}
    assert client.post(at("new_panel_member"), new).status_code == 302
    seat = PanelMember.objects.get()
    assert "No training of Hodan is recorded." in client.get(at("panel")).text
    year = dates.today() + timedelta(days=300)
    more = {
        "active": "on",
        "trained_on": f"{dates.today():%Y-%m-%d}",
        "undertaking_until": f"{year:%Y-%m-%d}",
        "version": seat.version,
    }
    assert client.post(at("panel_member", seat), {**new, **more}).status_code == 302
    assert yonas.code in client.get(at("panel")).text
    planned = {**moment("held_at", dates.now() + timedelta(days=3)), "place": "MFF", "window_days": "7"}
    assert client.post(at("plan_session"), {**planned, "place": ""}).status_code == 422
    assert client.post(at("plan_session"), planned).status_code == 302
    session = PanelSession.objects.get()
    item = session.items.get()
    client.post(at("take_off_agenda", item))
    assert not session.items.standing().exists()
    assert client.post(at("put_on_agenda", determination, session)).status_code == 302
    assert client.post(at("send_session", session), {"members": []}).status_code == 422
    seat.refresh_from_db()
    panel.change(seat, undertaking_until=dates.today() - timedelta(days=1), by=panels.secretary())
    assert "is not signed, or has expired." in client.get(at("panel_session", session)).text, "who is not on the list, and why"
    panel.change(seat, undertaking_until=dates.today() + timedelta(days=300), by=panels.secretary())
    alone = client.post(at("send_session", session), {"members": [str(seat.pk)]})
    assert alone.status_code == 422
    assert "2 members who vote are missing." in alone.text
    assert client.post(at("send_session", session), {"members": [str(one.pk) for one in panels.members()]}).status_code == 302
    assert "Declared free of conflict: 0" in client.get(at("panel_session", session)).text
    for address in (at("determination", determination), at("bid_report", item.report)):
        text = client.get(address).text
        assert "uncle" not in text
        assert "are not shown to you" in text


def test_a_member_declares_reads_decides_signs_and_locks(client, determination, yonas):
    people = panels.members()
    session = panels.session(people)
    item, invitation = session.items.get(), session.invitations.get(member=people[0])
    client.force_login(people[0].user)
    assert at("panel_invitation", invitation) in client.get(at("my_panel")).text
    shown = client.get(at("panel_invitation", invitation)).text
    assert yonas.code in shown
    assert client.get(at("bid_report", item.report)).status_code == 404, "before the declaration"
    declare = at("declare_conflict", invitation, item)
    assert client.post(declare, {f"{item.pk}-kind": ""}).status_code == 422
    assert client.post(declare, {f"{item.pk}-kind": "none"}).status_code == 302
    report = client.get(at("bid_report", item.report)).text
    assert "I want to live with my uncle" in report
    assert "Yonas" not in report
    others = session.invitations.get(member=people[1])
    assert client.get(at("panel_invitation", others)).status_code == 404, "another's invitation"
    for one in people[1:]:
        panel.declare(item, kind="none", by=one.user)
    posted = {
        "value": "approved",
        "solution": "reunification_origin",
        "why": "He asks for it.",
        "reasons_1": "Safe",
        "reasons_2": "Far",
        "action_1": "Visit the house",
        "service_1": "family_tracing",
        "responsible_1": "worker",
        "until_1": f"{dates.today() + timedelta(days=60)}",
    }
    early = client.post(at("decide_bid", item), posted)
    assert "The session has not begun: it begins at" in early.text
    assert at("decide_bid", item) not in client.get(at("panel_invitation", invitation)).text, "before the session begins"
    with dates.at(session.held_at + timedelta(hours=1)):
        client.logout()
        client.force_login(people[0].user)
        assert at("decide_bid", item) in client.get(at("panel_invitation", invitation)).text
        missing = client.post(at("decide_bid", item), {**posted, "reasons_2": ""})
        assert missing.status_code == 422
        assert "Safe" in missing.text, "what was typed stays"
        nobody = client.post(at("decide_bid", item), {**posted, "responsible_1": ""})
        assert "somebody who sees to it" in nobody.text
        assert "Write at least one action" in client.post(at("decide_bid", item), {**posted, "action_1": ""}).text
        assert client.post(at("decide_bid", item), posted).status_code == 302
        decision = PanelDecision.objects.get()
        client.force_login(people[1].user)
        theirs = client.get(at("panel_invitation", others)).text
        assert at("panel_decision", decision) in theirs, "whoever is to sign finds what was proposed"
        assert at("decide_bid", item) not in theirs
        client.force_login(people[0].user)
        page = client.get(at("panel_decision", decision)).text
        assert "3 members who vote are missing." in page
        assert at("take_bid", decision) not in page, "no button without the quorum"
        assert client.post(at("take_bid", decision)).status_code == 422
        wrong = client.post(at("sign_bid", decision), {"agrees": "yes", "typed": "Somebody"})
        assert "Type your own name" in wrong.text
        assert client.post(at("sign_bid", decision), {"agrees": "yes", "typed": people[0].user.name}).status_code == 302
        panels.sign(decision, people[1])
        panels.sign(decision, people[2], agrees=False, dissent="Nobody saw the house.")
        page = client.get(at("panel_decision", decision)).text
        assert at("take_bid", decision) in page
        assert client.post(at("take_bid", decision)).status_code == 302
        done = client.get(at("panel_decision", decision)).text
        assert "signed and unchanged" in done
        assert "Nobody saw the house." in done
    with dates.at(session.closes_at):
        client.logout()
        client.force_login(people[0].user)
        assert client.get(at("panel_decision", decision)).status_code == 404, "the window has closed by itself"
        assert client.get(at("panel_invitation", invitation)).text.count(yonas.code) == 0


def test_a_member_in_conflict_gets_no_page_of_the_file(client, determination):
    people = panels.members()
    session = panels.session(people)
    item, invitation = session.items.get(), session.invitations.get(member=people[0])
    client.force_login(people[0].user)
    assert client.post(at("declare_conflict", invitation, item), {f"{item.pk}-kind": "relative"}).status_code == 302
    assert "in conflict: closed to you" in client.get(at("panel_invitation", invitation)).text
    for address in (at("determination", determination), at("bid_report", item.report), at("decide_bid", item)):
        assert client.get(address).status_code == 404


def test_what_a_member_typed_and_did_not_send_stands_open_again(client, determination):
    people = panels.members()
    session = panels.session(people)
    with dates.at(session.held_at):
        item = session.items.get()
        panels.free(item, people)
        client.force_login(people[0].user)
        page = at("decide_bid", item)
        typed = {"question_3": ["Who pays the bus?"]}
        Draft.objects.create(person=people[0].user, path=page, fields=typed, kept_at=dates.now())
        form = client.get(page).context["form"]
    opened = {str(fold["title"]): fold["open"] for part in form.sections for fold in part.get("folds", [])}
    assert opened == {"More questions": True, "More actions": False}


def test_the_secretariat_locks_what_the_quorum_has_signed(client, determination):
    people = panels.members()
    session = panels.session(people)
    with dates.at(session.held_at):
        item = session.items.get()
        panels.free(item, people)
        decision = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
        client.force_login(panels.secretary())
        assert client.post(at("lock_bid", decision)).status_code == 422
        panels.sign(decision, *people)
        assert at("lock_bid", decision) in client.get(at("panel_decision", decision)).text
        assert client.post(at("lock_bid", decision)).status_code == 302
        assert "He asks for it" not in client.get(at("panel_decision", decision)).text


def test_a_deferral_by_page_comes_back_as_a_version_that_shows_what_changed(client, determination, aicha, dahabo):
    people = panels.members()
    session = panels.session(people)
    item = session.items.get()
    panels.free(item, people)
    soon = dates.today() + timedelta(days=20)
    asked = {"value": "deferred", "why": "Nobody saw it.", "question_1": "Is the house safe?", "who_1": "Worker"}
    with dates.at(session.held_at):
        client.force_login(people[0].user)
        half = client.post(at("decide_bid", item), asked)
        assert "A question needs somebody who answers it, and a day." in half.text
        assert client.post(at("decide_bid", item), {**asked, "due_on_1": f"{soon:%Y-%m-%d}"}).status_code == 302
        decision = PanelDecision.objects.get()
        panels.sign(decision, *people)
        panel_decisions.take(decision, by=people[0].user)
        client.force_login(aicha)
        assert "Write the next version" in client.get(at("determination", determination)).text
        asking = client.get(at("panel_decision", decision)).text
        assert at("revise_bid", determination) in asking, "the page of the questions leads to their answer"
        assert f"{soon:%Y-%m-%d}</bdi>" not in asking
        assert client.post(at("revise_bid", determination)).status_code == 302
        assert at("revise_bid", determination) not in client.get(at("panel_decision", decision)).text
        second = determinations.latest(determination)
        assert "Is the house safe?" in client.get(at("write_bid_report", second)).text
        words = {**typed_report(second.version), "answers": "A colleague saw it.", "past": "He left Jimma alone.", "send": "yes"}
        assert client.post(at("write_bid_report", second), words).status_code == 302
        shown = client.get(at("bid_report", second)).text
        assert "What changed since the version before" in shown
        assert f"<del>{panels.WORDS['past']}</del>" in shown
        assert shown.index("A colleague saw it.") < shown.index("Three talks with the child")


def test_the_child_is_told_and_a_review_is_begun_by_page(client, determination, aicha):
    decision = panels.decide(determination)
    client.force_login(aicha)
    said = {"explained": "They looked at both.", "reaction": "“When do I go?”", "guardian": "none", "language": "om"}
    with dates.at(decision.taken_at + timedelta(days=2)):
        client.force_login(aicha)
        tell = at("tell_bid", decision)
        assert client.post(tell, {**said, **moment("told_at", dates.now()), "reaction": ""}).status_code == 422
        assert client.post(tell, {**said, **moment("told_at", dates.now())}).status_code == 302
        assert DecisionNotification.objects.count() == 1
        page = client.get(at("panel_decision", decision)).text
        assert "When do I go?" in page
        [action] = PlanAction.objects.all()
        assert action.get_absolute_url() in page
        assert "Visit the uncle&#x27;s house." in page
        shown = client.get(action.get_absolute_url()).text
        assert "decided by the panel" in shown
        assert at("write_action", action) not in shown, "no button for what is refused"
        check = {**moment("checked_at", dates.now()), "carried_out": "no", "why": ""}
        refused = client.post(at("check_bid", decision), check)
        assert (refused.status_code, "Say what is not done" in refused.text) == (422, True)
        assert client.post(at("check_bid", decision), {**check, "why": "The road is closed."}).status_code == 302
        assert at("review_bid", determination) in client.get(at("panel_decision", decision)).text, "it may be impossible"
        assert "The road is closed." in client.get(at("panel_decision", decision)).text
        again = {"asked_by": "child", "because": "facts", "new_facts": "The uncle moved."}
        assert client.post(at("review_bid", determination), {**again, "new_facts": ""}).status_code == 422
        assert client.post(at("review_bid", determination), again).status_code == 302
        review = Determination.objects.get(number=2)
        assert review.reviews == determination
        writing = client.get(at("write_bid_report", review.reports.get())).text
        assert "The uncle moved." in writing
        assert determination.get_absolute_url() in writing


def test_a_cancelled_session_by_page(client, determination):
    session = panels.session()
    client.force_login(panels.secretary())
    assert client.post(at("cancel_session", session), {"reason": ""}).status_code == 422
    assert client.post(at("cancel_session", session), {"reason": "Flood"}).status_code == 302
    session.refresh_from_db()
    assert session.status == "cancelled"
    member = PanelMember.objects.get(user__username="hodan")
    client.force_login(member.user)
    assert "called off" in client.get(at("my_panel")).text, "who was asked to come is told"
    told = client.get(at("panel_invitation", session.invitations.get(member=member))).text
    assert "it does not take place" in told
    assert determination.child.code not in told


def test_a_full_session_begins_with_what_the_reduced_panel_decided(client, case, aicha, dahabo):
    waits = panels.ready(case, aicha, dahabo, urgent=True, urgent_because="The lorry leaves tomorrow")
    people = panels.members()
    urgent = panels.decide(waits, people[:2], urgent=True)
    with dates.at(urgent.taken_at + timedelta(hours=1)):
        held = panels.session(people)
        item = held.items.get()
    with dates.at(held.held_at + timedelta(minutes=1)):
        panels.free(item, people)
        client.force_login(people[2].user)
        assert "to be ratified" in client.get(at("panel_invitation", held.invitations.get(member=people[2]))).text
        shown = client.get(at("decide_bid", item))
        assert urgent.get_absolute_url() in shown.text
        begun = shown.context["form"].initial
        assert (begun["value"], begun["solution"], begun["why"]) == (urgent.value, urgent.solution, urgent.why)
        sent = {name: value for name, value in begun.items() if value}
        assert client.post(at("decide_bid", item), sent).status_code == 302
    assert PanelDecision.objects.get(status="proposed").confirms


def test_a_proposal_is_set_aside_by_page(client, determination):
    people = panels.members()
    session = panels.session(people)
    item = session.items.get()
    panels.free(item, people)
    with dates.at(session.held_at):
        decision = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
        client.force_login(people[1].user)
        assert client.post(at("set_aside_bid", decision), {"reason": "Another one"}).status_code == 302
    decision.refresh_from_db()
    assert decision.status == "set_aside"


def test_the_assessment_that_asks_for_the_panel_leads_to_a_determination(client, case, aicha, dahabo):
    bia = panels.asked(case, aicha, dahabo)
    client.force_login(aicha)
    assert at("begin_bid", case.child_id) in client.get(bia.get_absolute_url()).text


def test_two_children_on_one_agenda_have_each_a_line_and_a_declaration_of_their_own(client, determination, aicha, dahabo):
    second = panels.ready(makers.make_case(aicha, own="Hana"), aicha, dahabo)
    people = panels.members()
    client.force_login(panels.secretary())
    planned = {**moment("held_at", dates.now() + timedelta(days=3)), "place": "MFF", "window_days": "7"}
    assert client.get(at("panel")).text.count("BID-1") == 2
    assert client.post(at("plan_session"), planned).status_code == 302
    session = PanelSession.objects.get()
    client.post(at("send_session", session), {"members": [str(one.pk) for one in people]})
    items = {item.determination_id: item for item in session.items.all()}
    invitation = session.invitations.get(member=people[0])
    client.force_login(people[0].user)
    page = client.get(at("panel_invitation", invitation)).text
    assert all(item.determination.child.code in page for item in items.values())
    open_it = {f"{items[second.pk].pk}-kind": "none"}
    assert client.post(at("declare_conflict", invitation, items[second.pk]), open_it).status_code == 302
    assert client.get(at("determination", second)).status_code == 200
    assert client.get(at("determination", determination)).status_code == 404
    with dates.at(session.held_at):
        for item in items.values():
            panels.free(item, [one for one in people if one != people[0] or item.determination_id != second.pk])
            panels.sign(panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN), *people[:2])
        client.force_login(panels.secretary())
        assert client.get(at("panel_session", session)).text.count("1 member who votes is missing.") == 2


def test_a_session_with_two_children_is_cancelled_by_page(client, determination, aicha, dahabo):
    panels.ready(makers.make_case(aicha, own="Hana"), aicha, dahabo)
    session = panels.session()
    for item in session.items.all():
        panels.free(item, panels.members())
    client.force_login(panels.secretary())
    assert client.post(at("cancel_session", session), {"reason": "Flood"}).status_code == 302
