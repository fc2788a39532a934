"""The level of risk: what calls for which one, who may go below, and that every entry is kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from base import dates
from base.workflow import Refused
from casework import assessments, best_interests, care, closing, concerns, intake, missing, risk
from casework.facts import Facts
from casework.models import RiskLevel
from minors import access, filing, over_time, relatives
from minors.sections import SECTIONS
from referrals import workflow as referring
from tests import makers

pytestmark = pytest.mark.django_db
CALM = {"care_type": "kinship"}
ALL = {"C1", "C2", "C3", "C4"}


def make(by, **changes):
    """A boy of 14 who lives with relatives: nothing is known that calls for a level."""
    return makers.make_case(by, **{"own": "Saba", "tonight": CALM, **changes}).child


def said(**answers):
    return lambda by: sign(make(by), by, risk="high", **answers)


def sign(child, by, risk="medium", **answers):
    given = {**makers.ANSWERS, **answers, "actions_taken": "Brought to the shelter"}
    assessments.sign_rapid_assessment(child.case, answers=given, risk=risk, risk_reasons="Seen today", by=by)
    return child


def told(section, **values):
    def write(by):
        child = make(by)
        one = SECTIONS[section]
        filing.write(one, child, values=values, silences={}, by=by, record=None if one.many else one.record(child))
        return child

    return write


def worried(*kinds, severity="medium", sleeps=None, **fields):
    def write(by):
        child = make(by, **({"tonight": {"care_type": sleeps}, "risk": "high"} if sleeps else {}))
        for kind in kinds:
            concerns.record(child, kind=kind, severity=severity, source="child", by=by, **fields)
        return child

    return write


def with_an_adult(by):
    child = make(by, category="sc")
    said = {"own": "Girma", "accompanies": "yes"}
    relatives.add(SECTIONS["relatives"], child, values=said, silences={}, kind="cousin", source="child", by=by)
    return child


def long_in_a_centre(by):
    with dates.at(dates.now() - timedelta(days=91)):
        return make(by, tonight={"care_type": "residential"})


def broke_down_twice(by):
    with dates.at(dates.now() - timedelta(days=3)):
        child = make(by)
    for _time in range(2):
        care.end(child.placements.current().get(), end_reason="breakdown_child", by=by, afterwards=None)
        care.settle(child, care_type="kinship", provider=None, starts_at=dates.now(), reason="Again", by=by)
    return child


def violated_on_the_way(by):
    return told("journey", events=["sexual_violence"], travelled_raw=f"{dates.today():%d/%m/%Y}")(by)


# key of the floor -> (level, a child of whom nothing else is known)
def gone(child, by):
    missing.report(child, noticed_at=dates.now(), by=by)
    return child


CHILDREN = {
    "answer_danger": ("high", said(danger="yes")),
    "answer_safe_tonight": ("high", said(safe_tonight="no")),
    "answer_medical_emergency": ("high", said(medical_emergency="yes")),
    "answer_distress": ("high", said(distress="yes")),
    "answer_in_detention": ("high", said(in_detention="yes")),
    "answer_pregnant": ("high", said(pregnant="yes")),
    "answer_violence_signs": ("medium", said(violence_signs="yes")),
    "answer_disability_needs": ("medium", said(disability_needs="yes")),
    "under_5": ("high", lambda by: make(by, birth=dates.from_age(4, dates.today()), risk="high")),
    "under_12": ("medium", lambda by: make(by, birth=dates.from_age(11, dates.today()))),
    "missing": ("high", lambda by: gone(make(by), by)),
    "in_a_cell": ("high", lambda by: make(by, tonight={"care_type": "detention"}, risk="high")),
    "detained": ("high", told("detention", ground="immigration", starts_on=dates.today())),
    "girl_alone": ("high", lambda by: make(by, sex="F", tonight={"care_type": "employer"}, risk="high")),
    "street": ("medium", lambda by: make(by, tonight={"care_type": "street"})),
    "employer": ("medium", lambda by: make(by, tonight={"care_type": "employer"})),
    "long_in_a_centre": ("medium", long_in_a_centre),
    "two_breakdowns": ("medium", broke_down_twice),
    "trafficking_screened": ("high", told("screening", done_on=dates.today(), indicators=["debt"], conclusion="probable_victim")),
    "debt_with_threats": ("high", told("debts", open="yes", threats="yes")),
    "debt": ("medium", told("debts", open="unknown", threats="no")),
    "exploiter_near": ("high", told("exploiters", role="smuggler", still_near="yes")),
    "shipwreck": ("high", told("journey", events=["shipwreck", "relative_died"])),
    "violated_on_the_way": ("high", violated_on_the_way),
    "returned_from_yemen": ("medium", told("journey", events=["sea_back"])),
    "unverified_adult": ("medium", with_an_adult),
    "pregnant": ("high", told("situation", pregnant="yes")),
    "asylum_waits": ("medium", told("wishes", fear_of_return="unsure")),
    "concern_severe": ("high", worried("gang", severity="high")),
    "concern_trafficking": ("high", worried("trafficking_labour")),
    "concern_sexual": ("high", worried("sexual_violence")),
    "concern_suicidal": ("high", worried("suicidal")),
    "concern_held": ("high", worried("kidnapped")),
    "concern_detained": ("high", worried("arrested")),
    "concern_sent_back": ("high", worried("refoulement_risk")),
    "concern_leaving": ("high", worried("leaving_by_boat")),
    "concern_pregnant": ("high", worried("pregnancy")),
    "concern_shipwreck": ("high", worried("shipwreck", "relatives_lost")),
    "concern_exploiter": ("high", worried("hazardous_work", sleeps="unrelated_adult")),
    "concern_marriage": ("medium", worried("child_marriage")),
    "concern_debt": ("medium", worried("debt_bondage")),
    "concern_labour": ("medium", worried("other_child_labour")),
    "concern_street": ("medium", worried("street_work")),
    "concern_yemen": ("medium", worried("returned_yemen")),
    "concern_fgm": ("medium", worried("fgm_risk")),
    "concern_asylum": ("medium", worried("asylum_need")),
    "concern_disability": ("medium", worried("disability_hearing")),
}


@pytest.fixture
def calm(aicha):
    return make(aicha)


def keys(child):
    return {one.floor.key for one in risk.found(Facts(child))}


def enter(child, level, by, **more):
    child.case.refresh_from_db()
    return intake.set_risk(child.case, level, reasons="Seen today", by=by, **more)


# --------------------------------------------------------------------------------------------------------------------- the floors


def test_every_floor_of_the_table_has_a_child_below():
    assert set(CHILDREN) == set(risk.FLOORS)


@pytest.mark.parametrize("key", CHILDREN)
def test_each_fact_calls_for_its_level_and_a_lower_one_is_refused(key, aicha):
    level, child_of = CHILDREN[key]
    child = child_of(aicha)
    assert key in keys(child)
    assert risk.FLOORS[key].level == level
    alone = [one for one in risk.found(Facts(child)) if one.floor.key == key]
    assert risk.lowest(alone) == level
    with pytest.raises(Refused, match=f"at least “{level.title()}") as refused:
        enter(child, {"high": "medium", "medium": "low"}[level], aicha)
    assert refused.value.field == "risk"


def test_nothing_known_calls_for_no_level(calm):
    assert keys(calm) == set()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("sexual_violence", {"incident_at": timedelta(hours=121)}),
        ("kidnapped", {"ends_on": timedelta(days=2)}),
        ("pregnancy", {"ends_on": timedelta(days=2)}),
    ],
)
def test_what_is_over_calls_for_nothing_any_more(calm, aicha, kind, fields):
    now = dates.now()
    past = {name: now - ago if name == "incident_at" else dates.local_date(now - ago) for name, ago in fields.items()}
    concerns.record(calm, kind=kind, severity="medium", source="child", by=aicha, **past)
    assert keys(calm) == set()


def test_a_resolved_concern_calls_for_nothing_any_more(calm, aicha):
    concern = concerns.record(calm, kind="suicidal", severity="high", source="child", by=aicha)
    concerns.resolve(concern, why="treated", resolution="Follow-up by the psychologist", by=aicha)
    assert keys(calm) == set()


def test_who_was_sent_about_asylum_no_longer_waits_for_it(aicha):
    child = CHILDREN["asylum_waits"][1](aicha)
    referring.refer(
        child,
        to=makers.make_service("asylum"),
        reason="Fear",
        groups=["age_sex_language"],
        urgency="normal",
        mode="phone",
        by=aicha,
        without_consent_because="He may be sent back tonight",
    )
    assert keys(child) == set()


def test_who_was_released_is_not_in_detention(aicha):
    child = CHILDREN["detained"][1](aicha)
    held = child.detentions.get()
    held.ends_on = dates.today()
    over_time.put(held, by=aicha, reason="Released")
    assert keys(child) == set()


def test_a_secret_fact_is_told_to_its_readers_only(aicha):
    child = CHILDREN["concern_trafficking"][1](aicha)
    holding = risk.found(Facts(child))
    assert "trafficking" in " ".join(risk.in_words(holding, ALL))
    assert risk.in_words(holding, ALL - {"C4"}) == ["Another part of the file calls for this level."]
    assert risk.in_words(risk.found(Facts(CHILDREN["pregnant"][1](aicha))), {"C1"}) == [
        "Another part of the file calls for this level."
    ]


def test_a_registration_below_what_is_known_is_refused_and_nothing_is_kept(aicha):
    with pytest.raises(Refused, match="under 5") as refused, transaction.atomic():
        makers.make_case(aicha, own="Hana", birth=dates.from_age(4, dates.today()), risk="medium")
    assert refused.value.field == "risk"
    assert not RiskLevel.objects.exists()


def test_a_reopened_case_does_not_begin_below_what_is_known(calm, aicha, dahabo):
    sign(calm, aicha)
    calm.case.refresh_from_db()
    asked = closing.request(calm.case, reason="goals_met", statement="Safe", way_back="21 35 00 00", by=aicha)
    closing.approve(asked, by=dahabo)
    concerns.record(calm, kind="suicidal", severity="high", source="child", by=aicha)
    calm.case.refresh_from_db()
    with pytest.raises(Refused, match="dying"):
        closing.reopen(calm.case, reason="new_concern", explanation="Seen again", risk="low", by=aicha)


# ---------------------------------------------------------------------------------------------------------- what was true of one day


def test_an_answer_of_one_day_binds_until_the_child_is_seen_again(calm, aicha):
    sign(calm, aicha, risk="high", medical_emergency="yes", pregnant="yes")
    with pytest.raises(Refused, match="doctor at once"):
        enter(calm, "medium", aicha)
    enter(calm, "high", aicha, source="follow_up")
    assert keys(calm) == {"answer_pregnant"}


def test_a_new_rapid_assessment_takes_the_place_of_the_earlier_one(calm, aicha):
    sign(calm, aicha, risk="high", danger="yes")
    sign(calm, aicha, risk="low")
    assert keys(calm) == set()


def test_an_approved_assessment_below_the_facts_leaves_the_higher_level(aicha, dahabo):
    child = CHILDREN["pregnant"][1](aicha)
    bia = best_interests.begin(child.case, content={**makers.BIA, "risk": "low"}, by=aicha)
    best_interests.submit(bia, by=aicha)
    best_interests.approve(bia, by=dahabo)
    child.case.refresh_from_db()
    assert child.case.risk == "high"


# ----------------------------------------------------------------------------------------------------------------------- the history


def test_every_entry_is_kept_also_when_the_level_stays_the_same(calm, aicha):
    for level in ("medium", "medium", "high", "low"):
        enter(calm, level, aicha)
    assert [row.level for row in calm.risk_levels.all()] == ["medium", "medium", "medium", "high", "low"]
    assert [row.source for row in calm.risk_levels.all()][:2] == ["registration", "contact"]
    calm.case.refresh_from_db()
    assert calm.case.risk == "low"


def test_an_entry_keeps_what_the_facts_called_for_then(aicha):
    child = CHILDREN["pregnant"][1](aicha)
    enter(child, "high", aicha)
    last = risk.standing(child)
    assert (last.floor, last.called_by) == ("high", ["pregnant/C3"])
    assert child.risk_levels.first().floor == ""


def test_raising_the_level_moves_the_dates_of_what_is_due(calm, aicha):
    clock = calm.clocks.get(rule="bia.comprehensive")
    enter(calm, "high", aicha)
    before = clock.due_at
    clock.refresh_from_db()
    assert clock.due_at < before == clock.first_due_at


# --------------------------------------------------------------------------------------------------------------------- below the floor


def test_the_supervisor_goes_below_with_a_reason_and_it_is_told(aicha, dahabo):
    child = CHILDREN["pregnant"][1](aicha)
    enter(child, "medium", dahabo, source="supervisor", below_floor_because="With her aunt, seen by the midwife")
    last = risk.standing(child)
    assert (last.status, last.allowed_by, last.owner) == ("below", dahabo, aicha)
    assert last.below_floor_because == "With her aunt, seen by the midwife"


@pytest.mark.parametrize("because", ["", "   "])
def test_nobody_goes_below_without_a_reason(aicha, dahabo, because):
    child = CHILDREN["pregnant"][1](aicha)
    with pytest.raises(Refused, match="at least “High”"):
        enter(child, "medium", dahabo, below_floor_because=because)


def test_the_responsible_worker_does_not_go_below_even_with_a_reason(aicha):
    child = CHILDREN["pregnant"][1](aicha)
    with pytest.raises(Refused, match="supervisor has to decide"):
        enter(child, "medium", aicha, below_floor_because="I know her")


def test_what_a_supervisor_allowed_holds_at_the_next_contact_for_the_same_facts(aicha, dahabo):
    child = CHILDREN["pregnant"][1](aicha)
    enter(child, "medium", dahabo, below_floor_because="With her aunt")
    enter(child, "medium", aicha)
    last = risk.standing(child)
    assert (last.set_by, last.allowed_by, last.below_floor_because) == (aicha, dahabo, "With her aunt")
    with pytest.raises(Refused):
        enter(child, "low", aicha)


def test_a_further_fact_ends_what_a_supervisor_allowed(aicha, dahabo):
    child = CHILDREN["pregnant"][1](aicha)
    enter(child, "medium", dahabo, below_floor_because="With her aunt")
    concerns.record(child, kind="suicidal", severity="medium", source="child", by=aicha)
    with pytest.raises(Refused, match="thinks of dying"):
        enter(child, "medium", aicha)


def test_once_raised_again_the_supervisor_is_asked_again(aicha, dahabo):
    child = CHILDREN["pregnant"][1](aicha)
    enter(child, "medium", dahabo, below_floor_because="With her aunt")
    enter(child, "high", aicha)
    with pytest.raises(Refused):
        enter(child, "medium", aicha)


def test_an_answer_given_anew_is_a_new_fact(calm, aicha, dahabo):
    sign(calm, aicha, risk="high", medical_emergency="yes")
    enter(calm, "medium", dahabo, below_floor_because="The doctor has treated it")
    with pytest.raises(Refused, match="doctor at once"):
        sign(calm, aicha, risk="medium", medical_emergency="yes")


def level_row(child, by, other, **fields):
    row = {"level": "medium", "floor": "high", "status": "below", "allowed_by": other, "below_floor_because": "Why"}
    row |= {"source": "contact", "set_by": by, "owner": by, "reasons": "Seen", **fields}
    return RiskLevel(child=child, **row)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"below_floor_because": ""}, "risk_below_floor_with_a_reason"),
        ({"below_floor_because": "  "}, "risk_below_floor_with_a_reason"),
        ({"allowed_by": None}, "risk_below_floor_with_a_reason"),
        ({"status": "entered", "allowed_by": None, "below_floor_because": ""}, "risk_below_floor_is_marked"),
        ({"floor": "medium"}, "risk_below_floor_is_marked"),
        ({"allowed_by": "owner"}, "risk_below_floor_allowed_by_another"),
    ],
)
def test_the_database_itself_refuses_a_level_below_the_floor(calm, aicha, dahabo, wrong, constraint):
    level_row(calm, aicha, dahabo).save(by=aicha, reason="Right")
    wrong = {name: aicha if value == "owner" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        level_row(calm, aicha, dahabo, **wrong).save(by=aicha, reason="Wrong")


def test_who_cannot_read_the_secret_fact_is_bound_by_it_all_the_same(aicha):
    child = CHILDREN["debt_with_threats"][1](aicha)
    night = makers.make_user("kadir", role="night_duty")
    levels = ["read_c1", "read_c2", "read_c3", "change"]
    month = dates.now() + timedelta(days=30)
    access.give(child, user=night, levels=levels, purpose="duty", by=aicha, reason="Night", ends_at=month)
    with pytest.raises(Refused, match="Another part of the file"):
        enter(child, "medium", night)
