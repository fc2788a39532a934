"""What places of care, guardians and the assessment of an age refuse, each with its sentence (domain.md 3.8, 3.9, 3.16)."""

from datetime import timedelta

import pytest

from base import dates
from base.workflow import Refused
from casework import age_assessment, away, care, families, guardianship, in_care
from casework.models import CareAgreement, PlacementDecision
from tests import makers
from tests.casework.test_age_dispute import facts
from tests.casework.test_guardianship import DECIDED, appointed, asked_for
from tests.casework.test_in_care import PLAN

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def today(days=0):
    return dates.today() + days * DAY


@pytest.fixture
def case(aicha):
    """Yonas, who came five days ago."""
    return makers.make_case(aicha, at=dates.now() - 5 * DAY)


def placed(child, by, ago=DAY, **said):
    with dates.at(dates.now() - ago):
        return care.place(child, provider=said.pop("provider", None) or makers.make_provider(), reason="A bed", by=by, **said)


# --------------------------------------------------------------------------------------------------------------------------- a bed


def test_who_placed_a_child_second_learns_that_it_sleeps_elsewhere_by_now(yonas, aicha):
    street = yonas.placements.current().get()
    placed(yonas, aicha)
    for known in (str(street.pk), ""):
        with pytest.raises(Refused, match="Somebody else changed this meanwhile"):
            care.place(yonas, provider=makers.make_provider(), reason="A bed", by=aicha, leaves=known)


def test_a_child_does_not_sleep_in_two_places_on_one_night_nor_leave_before_it_came(yonas, aicha):
    placed(yonas, aicha)
    house = makers.make_provider()
    with pytest.raises(Refused, match="already has a place for these nights"):
        care.place(yonas, provider=house, reason="A bed", by=aicha, starts_at=dates.now() - 2 * DAY)
    with pytest.raises(Refused, match="planned end comes after the beginning"):
        care.place(yonas, provider=house, reason="A bed", by=aicha, planned_end=today(-1))


def test_of_a_place_that_was_left_nothing_more_is_judged_or_explained(yonas, aicha):
    bed = placed(yonas, aicha)
    care.end(bed, end_reason="other", by=aicha)
    with pytest.raises(Refused, match="This placement has ended"):
        care.judge(bed, suitable="yes", by=aicha, reason="Seen")
    with pytest.raises(Refused, match="This placement has ended"):
        care.explain_apart(bed, by=aicha, **PLAN)


def test_a_child_stays_after_hospital_for_a_reason(yonas, aicha):
    bed = placed(yonas, aicha)
    with dates.at(dates.now() - 5 * HOUR):
        gone = away.leave(bed, kind="hospital", note="Fever", starts_at=dates.now(), by=aicha)
    away.come_back(gone, ends_at=dates.now(), by=aicha)
    with pytest.raises(Refused, match="Say why the child stays"):
        care.stay(PlacementDecision.objects.get(), because=" ", by=aicha)


def test_a_stay_does_not_end_before_the_child_came_back_to_it(yonas, aicha):
    bed = placed(yonas, aicha)
    with dates.at(dates.now() - 5 * HOUR):
        gone = away.leave(bed, kind="court", note="Hearing", starts_at=dates.now(), by=aicha)
    away.come_back(gone, ends_at=dates.now() - HOUR, by=aicha)
    with pytest.raises(Refused, match="was away from this bed later than that"):
        care.end(bed, end_reason="other", by=aicha, ends_at=dates.now() - 2 * HOUR)


def test_nobody_signs_an_agreement_for_a_night_in_the_street_and_money_has_its_amount(yonas, aicha):
    street = yonas.placements.current().get()
    with pytest.raises(Refused, match="Only a family signs"):
        in_care.sign_agreement(street, signed_on=today(), points=CareAgreement.Point.values, by=aicha)
    bed = placed(yonas, aicha)
    with pytest.raises(Refused, match="how much money was given"):
        in_care.give_support(bed, kind="cash", given_on=today(), by=aicha)


def test_a_family_is_not_approved_until_a_day_that_has_passed(aicha, dahabo):
    family = makers.make_provider("Family of Ali", kind="family", care_type="foster", capacity=1)
    screening = families.screen(family, by=aicha, **makers.SCREENING)
    for day in (None, today()):
        with pytest.raises(Refused, match="until which day to come"):
            families.decide(screening, result="approve", valid_until=day, by=dahabo)


# ----------------------------------------------------------------------------------------------------------------------- guardians


def test_who_was_asked_for_is_appointed_as_strictly_as_who_was_found(yonas, aicha):
    asked = asked_for(yonas, aicha)
    said = {**DECIDED, "decided_on": today(), "starts_on": today()}
    for name, value, sentence in (
        ("child_view", " ", "what the child says"),
        ("conflict_check", "not_yet", "interest against the child"),
        ("decided_on", today(1), "not come yet"),
        ("scopes", [], "what the mandate is for"),
        ("person", " ", "a person or an institution"),
        ("decided_on", None, "number and the day of the decision"),
        ("decision_number", " ", "number and the day of the decision"),
    ):
        asked.refresh_from_db()
        with pytest.raises(Refused, match=sentence) as refused:
            guardianship.appoint(asked, by=aicha, **{**said, name: value})
        assert refused.value.field == name


def test_a_mandate_is_not_corrected_into_one_that_could_not_be_written(yonas, aicha):
    asked, held = asked_for(yonas, aicha, kind="ad_hoc", scopes=["criminal"]), appointed(yonas, aicha)
    with pytest.raises(Refused, match="what the child says"):
        guardianship.write(held, reason="x", by=aicha, child_view=" ")
    with pytest.raises(Refused):
        guardianship.write(asked, reason="x", by=aicha, scopes=[])
    with pytest.raises(Refused):
        asked_for(yonas, aicha, kind="lawyer", scopes=[])


def test_no_court_refuses_a_guardian_tomorrow(yonas, aicha):
    with pytest.raises(Refused, match="not come yet"):
        guardianship.refuse(asked_for(yonas, aicha), decided_on=today(1), reason="No papers", by=aicha)


# ------------------------------------------------------------------------------------------------------------------------- the age


@pytest.fixture
def doubt(yonas, aicha):
    return age_assessment.doubt(yonas, doubted_by="The police: “he is 19”", doubted_on=today(-4), by=aicha)


@pytest.fixture
def guardian(yonas, aicha):
    return appointed(yonas, aicha)


@pytest.fixture
def concluded(doubt, guardian, aicha):
    return age_assessment.conclude(doubt, by=aicha, **facts(guardian))


@pytest.mark.parametrize("name", ["informed_on", "consent_on", "assessed_on"])
def test_nobody_is_assessed_tomorrow(doubt, guardian, aicha, name):
    with pytest.raises(Refused, match="not come yet") as refused:
        age_assessment.conclude(doubt, by=aicha, **facts(guardian, **{name: today(1)}))
    assert refused.value.field == name


@pytest.mark.parametrize(("changes", "field"), [
    ({"methods": [], "informed_on": None}, "consent_on"),
    ({"methods": ["interview", "sexual_maturity"]}, "methods"),
    ({"methods": ["psychosocial", "dental"], "medical_because": "Six years open"}, "medical_because"),
    ({"methods": ["interview", "dental"], "medical_because": " "}, "medical_because"),
    ({"age_min": 22, "age_max": 19}, "age_min"),
])  # fmt: skip
def test_what_an_assessment_lacks_is_said_beside_its_question(doubt, guardian, aicha, changes, field):
    with pytest.raises(Refused) as refused:
        age_assessment.conclude(doubt, by=aicha, **facts(guardian, **changes))
    assert refused.value.field == field


@pytest.mark.parametrize("without", ["age_min", "assessed_on"])
def test_a_child_is_found_to_be_one_with_its_lowest_age_and_the_day(doubt, guardian, aicha, without):
    said = facts(guardian, age_min=15, age_max=None, conclusion="child") | {without: None}
    with pytest.raises(Refused, match="under 18 at the lowest age"):
        age_assessment.conclude(doubt, by=aicha, **said)


def test_a_conclusion_is_told_after_it_was_found_and_leaves_time_for_an_appeal(doubt, guardian, aicha):
    with pytest.raises(Refused, match="no conclusion to tell"):
        age_assessment.tell(doubt, notified_on=today(), appeal_until=today(9), by=aicha)
    one = age_assessment.conclude(doubt, by=aicha, **facts(guardian))
    for told, until, sentence in (
        (today(1), today(9), "not come yet"),
        (today(-6), today(9), "before the assessment"),
        (today(), today(), "comes after the day on which the child was told"),
    ):
        with pytest.raises(Refused, match=sentence):
            age_assessment.tell(one, notified_on=told, appeal_until=until, by=aicha)


def test_an_appeal_comes_after_the_child_was_told_and_is_decided_once(concluded, aicha):
    appeal = {"appealed_by": "child", "by": aicha}
    with pytest.raises(Refused, match="after the day on which the child was told"):
        age_assessment.appeal(concluded, appealed_on=today(), **appeal)
    one = age_assessment.tell(concluded, notified_on=today(-2), appeal_until=today(9), by=aicha)
    for day, sentence in ((today(-3), "after the day on which the child was told"), (today(1), "not come yet")):
        with pytest.raises(Refused, match=sentence):
            age_assessment.appeal(one, appealed_on=day, **appeal)
    age_assessment.appeal(one, appealed_on=today(), **appeal)
    with pytest.raises(Refused, match="not come yet"):
        age_assessment.decide_appeal(one, appeal_result="rejected", appeal_decided_on=today(1), by=aicha)
    age_assessment.decide_appeal(one, appeal_result="rejected", appeal_decided_on=today(), by=aicha)
    with pytest.raises(Refused, match="No appeal waits"):
        age_assessment.decide_appeal(one, appeal_result="granted", appeal_decided_on=today(), by=aicha)


def test_what_could_not_be_determined_is_never_sent_to_be_confirmed_as_an_adult(doubt, guardian, aicha):
    one = age_assessment.conclude(doubt, by=aicha, **facts(guardian, conclusion="inconclusive"))
    with pytest.raises(Refused, match="Only the conclusion that somebody is an adult"):
        age_assessment.submit(one, by=aicha)


def test_a_supervisor_too_confirms_nothing_while_the_time_for_an_appeal_runs(concluded, aicha, dahabo):
    one = age_assessment.tell(concluded, notified_on=today(-3), appeal_until=today(-1), by=aicha)
    age_assessment.submit(one, by=aicha)
    with dates.at(dates.now() - 2 * DAY), pytest.raises(Refused, match="time for an appeal runs"):
        age_assessment.confirm(one, by=dahabo)
