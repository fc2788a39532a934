"""What the deeds about rights refuse, each with its sentence: emergencies, sealed cases, accesses, alerts, protocols (domain.md 7)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from base import dates
from base.models import Institution, User
from base.workflow import Refused
from casework import approvals, best_interests
from casework.models import Case
from minors import access, alerts, coming_of_age, consent, emergency, merge, sealed, sharing, why
from minors.models import ConsentTask, Exclusion, Grant, LookingAlert
from referrals import protocols, slip_pdf, workflow
from tests import makers
from tests.casework.test_said_no import closed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ismail(db):
    """Somebody of another team, on duty tonight."""
    return makers.make_user("ismail", role="night_duty", team=makers.make_team(name="Night shelter"))


# ---------------------------------------------------------------------------------------------------------------------- emergencies


def test_no_file_is_opened_in_an_emergency_without_saying_why(yonas, ismail):
    with pytest.raises(Refused, match="Say why the file has to be opened now"):
        emergency.open_file(code=yonas.code, reason=" ", by=ismail)


def test_a_second_person_opens_the_secret_part_once_and_not_after_the_emergency(yonas, ismail, dahabo):
    opened = emergency.open_file(code=yonas.code, reason="He bleeds", by=ismail)
    with dates.at(opened.ends_at), pytest.raises(Refused, match="This access has ended"):
        emergency.witness(opened, by=dahabo)
    with pytest.raises(Refused, match="second person is somebody else"):
        emergency.witness(opened, by=ismail)
    opened = emergency.witness(opened, by=dahabo)
    with pytest.raises(Refused, match="A second person did this already"):
        emergency.witness(opened, by=dahabo)


# ------------------------------------------------------------------------------------------------------------------------- accesses


def test_a_case_is_sealed_once(yonas, dahabo):
    sealed.seal(yonas, keep=[], reason="Threats", by=dahabo)
    with pytest.raises(Refused, match="sealed already"):
        sealed.seal(yonas, keep=[], reason="Threats", by=dahabo)


def test_the_responsible_worker_loses_the_access_by_a_handover_only(yonas, aicha, dahabo):
    own = Grant.objects.get(child=yonas, purpose="responsible")
    with pytest.raises(Refused, match="until the case is handed over"):
        access.revoke(own, by=dahabo, reason="x")
    assert access.children_of(aicha).filter(pk=yonas.pk).exists()


def test_nobody_shuts_themselves_out_or_lets_themselves_in(yonas, aicha, dahabo):
    with pytest.raises(Refused, match="You cannot exclude yourself"):
        access.exclude(yonas, user=aicha, by=aicha, reason="x")
    shut = access.exclude(yonas, user=aicha, by=dahabo, reason="A quarrel with the family")
    with pytest.raises(Refused, match="Nobody decides about themselves"):
        access.let_in_again(shut, by=aicha, reason="x")
    assert Exclusion.objects.get().active


def test_another_institution_reads_on_a_consent_and_an_embassy_on_none(yonas, aicha, charmarke):
    said = {"levels": ["read_c1"], "by": aicha, "reason": "School", "ends_at": dates.now() + DAY}
    with pytest.raises(Refused, match="Say which consent this access rests on"):
        sharing.give(yonas, user=charmarke, purpose="partner", **said)
    attache = makers.make_user("attache", role="judge", institution="EMB-ET")
    with pytest.raises(Refused, match="Nothing goes to an embassy"):
        sharing.give(yonas, user=attache, purpose="court", **said)


def test_only_a_guardian_is_allowed_on_by_a_young_adult_and_only_at_18(yonas, aicha, bilan):
    court = Grant.objects.get(user=bilan)
    with pytest.raises(Refused, match="Only the access of a guardian"):
        coming_of_age.agree(court, by=aicha, reason="x")
    team = Grant(child=yonas, team=aicha.team, purpose="review")
    with pytest.raises(Refused, match="Only the access of a guardian"):
        coming_of_age.agree(team, by=aicha, reason="x")
    omar = makers.make_user("omar", role="guardian", institution="JUSTICE")
    with pytest.raises(Refused, match="not 18 yet"):
        coming_of_age.agree(Grant(child=yonas, user=omar, purpose="guardian"), by=aicha, reason="x")


def test_an_alert_is_closed_with_what_was_found(yonas, aicha):
    zeinab = makers.make_user("zeinab", role="data_protection_officer", institution="MFF")
    with pytest.raises(Refused, match="Write what was found"):
        alerts.close(LookingAlert(child=yonas, person=aicha), by=zeinab, note=" ")


def test_a_file_is_not_joined_with_itself(yonas, dahabo):
    with pytest.raises(Refused, match="joined with itself"):
        merge.merge(kept=yonas, other=yonas, choices={}, by=dahabo, reason="The same boy")


# ------------------------------------------------------------------------------------------------------------------ other documents


def test_a_protocol_that_was_ended_is_not_written_on(fatouma):
    ended = protocols.end(makers.make_protocol(), by=fatouma, reason="The service has moved")
    said = {name: getattr(ended, name) for name in ("sender", "receiver", "purpose", "groups", "expires_on")}
    with pytest.raises(Refused, match="This protocol was ended"):
        protocols.write(ended, by=fatouma, **said)


def test_in_a_closed_case_nothing_is_assessed_and_what_waits_for_approval_is_neither_changed_nor_sent_again(case, aicha, dahabo):
    bia = best_interests.submit(best_interests.begin(case, content=makers.BIA, by=aicha), by=aicha)
    with pytest.raises(Refused, match="can no longer be changed"):
        best_interests.write(bia, content={"child_views": "x"}, by=aicha)
    with pytest.raises(Refused, match="waits for approval already"):
        approvals.ask(bia, by=aicha)
    best_interests.approve(bia, by=dahabo)
    closed(Case.objects.get(pk=case.pk), aicha, dahabo)
    with pytest.raises(Refused, match="Reopen it first"):
        best_interests.begin(Case.objects.get(pk=case.pk), content=makers.BIA, by=aicha)


# --------------------------------------------------------------------------------------------------------------------- what is sent


def test_nothing_is_referred_to_an_embassy_even_when_the_directory_were_wrong(yonas, aicha):
    service = makers.make_service("documentation")
    service.institution = Institution.objects.get(code="EMB-ET")  # past the directory, which the database guards
    with pytest.raises(Refused, match="Nothing goes to an embassy"):
        workflow.refer(
            yonas, to=service, groups=["age_sex_language"], reason="Passport", urgency="normal", mode="electronic", by=aicha
        )


def test_no_embassy_sends_anything_by_a_protocol_either(fatouma):
    protocol = makers.make_protocol(purpose="food")
    protocol.sender = Institution.objects.get(code="EMB-ET")
    with pytest.raises(IntegrityError, match="nothing goes to an embassy"), transaction.atomic():
        protocol.save(by=fatouma, reason="Past the deed")


def test_no_slip_is_printed_of_what_is_not_out_was_cancelled_or_is_allowed_no_more(yonas, aicha, dahabo):
    said = {"groups": ["age_sex_language"], "reason": "Cough", "urgency": "normal", "mode": "electronic", "by": aicha}
    waits = workflow.refer(yonas, to=makers.make_service(protocol=False), **said)
    with pytest.raises(Refused, match="No consent covers this referral any more"):
        slip_pdf.print_slip(waits, by=aicha, reason="x")
    sent = workflow.refer(yonas, to=makers.make_service("medical", "UNICEF"), **said)
    assert slip_pdf.print_slip(sent, by=aicha, reason="x")
    with pytest.raises(Refused, match="The service has not ended yet"):
        workflow.keep_opinion(sent, opinion="good", by=aicha)
    workflow.cancel(sent, by=aicha, reason="He is well again")
    with pytest.raises(Refused, match="No consent covers this referral any more"):
        slip_pdf.print_slip(sent, by=aicha, reason="x")
    other = workflow.refer(yonas, to=makers.make_service("medical", "UNICEF"), **said)
    consent.withdraw_scopes(yonas, ["share_health"], by=aicha, reason="No more")
    with pytest.raises(Refused, match="No consent covers this referral any more"):
        slip_pdf.print_slip(other, by=aicha, reason="x")


def test_whoever_reads_in_code_prints_no_slip_with_names(yonas, aicha):
    said = {"groups": ["identity"], "reason": "Cough", "urgency": "normal", "mode": "electronic", "by": aicha}
    sent = workflow.refer(yonas, to=makers.make_service(), **said)
    filsan = makers.make_reader("filsan", yonas, aicha, levels=["read_c1", "print"])
    with pytest.raises(Refused, match="more about the child than you may read"):
        slip_pdf.print_slip(sent, by=filsan, reason="x")


def test_who_was_told_of_a_withdrawal_is_written_with_what_was_said(yonas, aicha):
    with pytest.raises(Refused, match="Write what was said, and to whom"):
        consent.carry_out(ConsentTask(child=yonas, kind="inform"), by=aicha, note=" ")


# ------------------------------------------------------------------------------------------------------------------------------ why


def because(user, child) -> str:
    return " ".join(why.explain(User.objects.get(pk=user.pk), child).because)


def test_why_somebody_cannot_open_a_file_is_said_for_each_reason(yonas, aicha, dahabo, bilan):
    """Bilan's account, what wins over every access, and what somebody is not tied to."""
    with dates.at(dates.now() + 400 * DAY):
        assert "The account ended on" in because(bilan, yonas)
    User.objects.filter(pk=bilan.pk).update(locked_at=dates.now(), locked_because="unused")
    assert "The account is locked since" in because(bilan, yonas)
    elsewhere = makers.make_user("hassan", role="supervisor", team=makers.make_team("IOM", "Obock", "OBK"))
    assert "The child belongs to another unit" in because(elsewhere, yonas)
    shut = access.exclude(yonas, user=aicha, by=dahabo, reason="A quarrel")
    shut.declared = True
    shut.save(by=dahabo, reason="x")
    assert "declared a relative who is named in the file" in because(aicha, yonas)
    sealed.seal(yonas, keep=[], reason="Threats", by=dahabo)
    assert "The case is sealed" in because(elsewhere, yonas)


def test_who_is_shut_out_of_one_file_of_a_child_is_shut_out_of_the_other_and_learns_why(yonas, aicha, dahabo, bilan):
    other = makers.make_case(aicha, own="Ionas").child
    makers.make_merge(yonas, other, dahabo)
    access.exclude(other, user=bilan, by=dahabo, reason="A quarrel")
    assert "shut out of a file that is one with this file" in because(bilan, yonas)


def test_nobody_is_asked_about_whom_nobody_knows(yonas, dahabo):
    with pytest.raises(Refused, match="Nobody has this user name"):
        why.asked(code=yonas.code, username="nobody", by=dahabo)
