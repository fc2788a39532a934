"""Whatever a second person has to approve: asked for, decided once, on the version that was read, and never by who wrote it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import approvals, assessments, best_interests, care, closing, reviews
from casework.models import Approval, BestInterestsAssessment
from casework.waiting import waiting
from tests import makers
from tests.casework.test_reviews import PLACEMENT


@pytest.fixture
def bia(case, aicha):
    return best_interests.begin(case, content=makers.BIA, by=aicha)


@pytest.fixture
def sent(bia, aicha):
    return best_interests.submit(bia, by=aicha)


@pytest.fixture
def asked(sent):
    return Approval.objects.get()


def test_what_is_sent_asks_for_the_approval_of_that_version(asked, sent, aicha):
    assert (asked.subject_id, asked.subject_version, asked.kind, asked.number) == (sent.pk, sent.version, "bia", 1)
    assert (asked.status, asked.asked_by, asked.authors, asked.child_id) == ("asked", aicha, [aicha.pk], sent.child_id)


def test_an_approval_keeps_who_agreed_to_which_version_when_and_with_what_comment(asked, sent, dahabo):
    read = sent.version
    best_interests.approve(sent, by=dahabo, comment="Well seen")
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by, asked.subject_version, asked.comment) == ("approved", dahabo, read, "Well seen")
    assert asked.decided_at is not None
    assert sent.history.get(version=asked.subject_version).status == "submitted"


def test_what_was_changed_since_it_was_opened_is_not_approved(asked, sent, dahabo, aicha):
    read = sent.version
    sent.save(by=aicha, reason="A side door", update_fields=["kind"])
    with pytest.raises(Refused, match="changed after you opened it"):
        approvals.approve(asked, version=read, by=dahabo)
    with pytest.raises(Refused, match="changed after you opened it"):
        approvals.approve(asked, version=None, by=dahabo)
    assert Approval.objects.get().status == "asked"


def test_who_wrote_in_it_after_it_was_asked_for_does_not_approve_it(asked, sent, dahabo):
    sent.analysis = "Dahabo knows better"
    sent.save(by=dahabo, reason="A side door", update_fields=["analysis"])
    with pytest.raises(Refused, match="Nobody approves their own work"):
        approvals.approve(Approval.objects.get(), version=sent.version, by=dahabo)


def test_who_asked_does_not_approve_what_somebody_else_wrote(case, aicha, dahabo):
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    best_interests.submit(bia, by=dahabo)
    with pytest.raises(Refused, match="Nobody approves their own work"):
        best_interests.approve(bia, by=dahabo)


def test_a_decision_is_no_writing(sent, dahabo, aicha):
    best_interests.send_back(sent, by=dahabo, comment="Who is the uncle?")
    best_interests.write(sent, content={"analysis": "The uncle is in Dikhil."}, by=aicha)
    assert approvals.authors_of(sent) == [aicha.pk]


@pytest.mark.parametrize("constraint", ["approval_by_another", "approval_by_no_author"])
def test_the_database_lets_nobody_approve_their_own_work(asked, dahabo, aicha, constraint):
    if constraint == "approval_by_another":
        asked.authors, asked.decided_by = [], aicha
    else:
        asked.authors, asked.decided_by = [aicha.pk, dahabo.pk], dahabo
    asked.decided_at, asked.status = dates.now(), "approved"
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        asked.save(by=aicha, reason="x")


def test_the_database_knows_no_decision_without_a_signature_and_no_return_without_a_comment(asked, dahabo):
    asked.status = "approved"
    with pytest.raises(IntegrityError, match="approval_is_signed"), transaction.atomic():
        asked.save(by=dahabo, reason="x", update_fields=["status"])
    asked.status, asked.decided_by, asked.decided_at = "returned", dahabo, dates.now()
    with pytest.raises(IntegrityError, match="approval_returned_with_a_comment"), transaction.atomic():
        asked.save(by=dahabo, reason="x", update_fields=["status", "decided_by", "decided_at"])


def test_one_question_about_a_record_waits_at_a_time(asked, sent, aicha, dahabo):
    with pytest.raises(Refused, match="waits for approval already"):
        approvals.ask(sent, by=dahabo)
    second = Approval(
        child=sent.child,
        kind="bia",
        subject=asked.subject,
        subject_id=sent.pk,
        subject_version=1,
        authors=[],
        status="asked",
        asked_by=dahabo,
    )
    with pytest.raises(IntegrityError, match="one_approval_waits"), transaction.atomic():
        second.save(by=dahabo, reason="x")


def test_what_is_decided_is_not_decided_again(sent, dahabo):
    opened = BestInterestsAssessment.objects.get()
    best_interests.approve(sent, by=dahabo)
    with pytest.raises(Refused, match="already changed by somebody else"):
        best_interests.send_back(opened, by=makers.make_user("ifrah", role="supervisor"), comment="x")


def test_what_is_taken_back_waits_for_nobody(asked, aicha, dahabo):
    assert len(waiting(dahabo)) == 1
    approvals.withdraw(asked, by=aicha, reason="Not yet")
    assert waiting(dahabo) == []


def test_what_is_changed_after_its_approval_needs_it_again(sent, dahabo, aicha):
    best_interests.approve(sent, by=dahabo)
    assert not approvals.modified_since_approval(sent)
    sent.review_comment = "Seen again"
    sent.save(by=aicha, reason="x", update_fields=["review_comment"])
    assert not approvals.modified_since_approval(sent)  # not what was agreed to
    sent.analysis = "Quite another analysis"
    sent.save(by=aicha, reason="x", update_fields=["analysis"])
    assert approvals.modified_since_approval(sent)
    assert approvals.with_state(BestInterestsAssessment.objects.all()).get().modified_since_approval
    assert approvals.authors_of(sent) == [aicha.pk]


def test_the_list_leaves_out_what_one_wrote_and_not_only_what_one_asked_for(case, aicha, dahabo):
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    best_interests.write(bia, content={"analysis": "Dahabo's own words"}, by=dahabo)
    best_interests.submit(bia, by=aicha)
    assert waiting(dahabo) == []
    assert [one["url"] for one in waiting(makers.make_user("ifrah", role="supervisor"))] == [bia.get_absolute_url()]


def test_the_case_offers_no_decision_to_who_wrote(client, case, aicha, dahabo):
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    best_interests.write(bia, content={"analysis": "Dahabo's own words"}, by=dahabo)
    best_interests.submit(bia, by=aicha)
    offered = {}
    for person in (dahabo, makers.make_user("ifrah", role="supervisor")):
        client.force_login(person)
        page = client.get(case.get_absolute_url()).context
        offered[person.name] = bia.get_absolute_url() in [one["url"] for one in [*page["deeds"], *filter(None, [page["step"]])]]
    assert offered == {"Dahabo": False, "Ifrah": True}


def test_the_timeline_tells_each_decision_once(client, case, sent, dahabo, aicha):
    best_interests.approve(sent, by=dahabo)
    client.force_login(aicha)
    text = client.get(case.get_absolute_url()).text
    assert text.count("The best-interests assessment was approved.") == 1
    assert "It was approved." not in text
    assert "Approval was asked for." not in text


def test_a_closure_is_decided_on_the_request_that_was_read(client, case, aicha, dahabo):
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="Phone", by=aicha)
    client.force_login(dahabo)
    address = reverse("casework:decide_closure", args=[asked.pk])
    assert client.get(address).context["form"].initial["version"] == asked.version
    page = client.post(address, {"approve": "yes", "decision": ""})
    assert page.status_code == 422
    assert "changed after you opened it" in page.text
    assert client.post(address, {"approve": "yes", "decision": "", "version": asked.version}).status_code == 302
    assert Approval.objects.get(kind="closure").decided_by == dahabo


def test_a_placement_outside_an_emergency_stands_and_waits_for_approval(client, yonas, aicha, dahabo):
    emergency = care.place(yonas, provider=makers.make_provider(), reason="Tired", by=aicha)
    assert approvals.waiting_for(emergency) is None
    with dates.at(dates.now() + timedelta(hours=1)):
        given = care.place(yonas, provider=makers.make_provider("Family 7"), reason="A family", by=aicha, basis="administrative")
        address = reverse("casework:decide_placement", args=[given.pk])
        assert [one["url"] for one in waiting(dahabo)] == [address]
        client.force_login(dahabo)
        assert "waits for approval" in client.get(yonas.get_absolute_url()).text
        assert "Family 7" in client.get(address).text
        assert client.post(address, {"version": given.version, "comment": "", "return": "yes"}).status_code == 422
        assert client.post(address, {"version": given.version, "comment": "Good"}).status_code == 302
        assert "The placement was approved." in client.get(yonas.get_absolute_url()).text
    assert Approval.objects.get(kind="placement").decided_by == dahabo
    assert waiting(dahabo) == []


def test_a_judgement_of_the_place_leaves_its_approval_as_it_is(yonas, aicha, dahabo):
    given = care.place(yonas, provider=makers.make_provider(), reason="A family", by=aicha, basis="court")
    approvals.approve(approvals.asked_for(given), version=given.version, by=dahabo)
    care.judge(given, suitable="yes", by=aicha, reason="Seen")
    assert not approvals.modified_since_approval(given)
    given.reason = "Quite another reason"
    with transaction.atomic():
        given.save(by=aicha, reason="x", update_fields=["reason"])
    assert approvals.modified_since_approval(given)


def test_a_placement_that_ended_waits_for_nobody(yonas, aicha, dahabo):
    given = care.place(yonas, provider=makers.make_provider(), reason="A family", by=aicha, basis="bid")
    with dates.at(dates.now() + timedelta(hours=1)):
        care.end(given, end_reason="moved", by=aicha)
    assert waiting(dahabo) == []
    assert Approval.objects.get(kind="placement").status == "withdrawn"


def test_an_emergency_that_a_review_gave_another_basis_waits_for_approval(yonas, aicha, dahabo):
    given = care.place(yonas, provider=makers.make_provider(), reason="Tired", by=aicha)
    with dates.at(dates.now() + timedelta(hours=1)):
        reviews.review_placement(given, by=aicha, **{**PLACEMENT, "basis_after": "court"})
    assert [one["url"] for one in waiting(dahabo)] == [reverse("casework:decide_placement", args=[given.pk])]


def test_what_nobody_ever_approved_was_not_changed_since_its_approval(worker, yonas, aicha, bia):
    assert not approvals.modified_since_approval(bia)
    given = care.place(yonas, provider=makers.make_provider(), reason="Bed", by=aicha)
    assert not approvals.modified_since_approval(given)
    assert "changed since it was approved" not in worker.get(yonas.get_absolute_url()).text
