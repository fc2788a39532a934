"""What the deeds about rights refuse, each with its sentence: emergencies, sealed cases, accesses, alerts, protocols (domain.md 7)."""

from datetime import timedelta

import pytest

from base import dates
from base.workflow import Refused
from casework import approvals, best_interests
from casework.models import Case
from minors import access, alerts, coming_of_age, emergency, merge, sealed, sharing
from minors.models import Exclusion, Grant, LookingAlert
from referrals import protocols
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
