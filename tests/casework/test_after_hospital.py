"""Two siblings, one in hospital: apart after six hours, and where both sleep is decided when the stay ends (domain.md 9.2)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import apart, away, care, closing, determinations, due, missing, reviews
from casework.models import Absence, Case, Placement, PlacementDecision
from minors import merge, siblings
from minors.models import Clock
from tests import makers
from tests.casework.test_in_care import PLAN, moment, paper
from tests.casework.test_reviews import PLACEMENT as REVIEW

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GOES_ON = ["hospital.return", "hospital.decision", "siblings.apart", "siblings.panel"]


@pytest.fixture
def house():
    return makers.make_provider("House of the port")


@pytest.fixture
def yonas(aicha, house):
    """Yonas, for ten days in a centre."""
    with dates.at(dates.now() - 11 * DAY):
        child = makers.make_case(aicha).child
    with dates.at(dates.now() - 10 * DAY):
        care.place(child, provider=house, reason="A bed", by=aicha)
    return child


@pytest.fixture
def hana(aicha, house, yonas):
    """His sister, in the same centre."""
    with dates.at(dates.now() - 11 * DAY):
        child = makers.make_case(aicha, own="Hana", sex="F").child
    with dates.at(dates.now() - 10 * DAY):
        care.place(child, provider=house, reason="A bed", by=aicha)
        siblings.link([yonas, child], by=aicha, reason="One mother")
    return child


def bed(child) -> Placement:
    return child.placements.current().get()


def leave(child, by, ago=8 * DAY, **said) -> Absence:
    with dates.at(dates.now() - ago):
        said = {"kind": "hospital", "note": "Fever", "starts_at": dates.now(), "expected_at": dates.now() + 2 * DAY, **said}
        return away.leave(bed(child), by=by, **said)


def tasks(child) -> dict[str, Clock]:
    return {one.rule: one for one in Clock.objects.running().filter(child=child, rule__in=GOES_ON)}


def asked(child) -> PlacementDecision:
    return PlacementDecision.objects.get(child=child, status="asked")


# ------------------------------------------------------------------------------------------------------- the day of the return passes


def test_an_expected_return_that_passes_is_overdue_and_of_high_risk(aicha, dahabo, yonas):
    gone = leave(yonas, aicha)
    clock = tasks(yonas)["hospital.return"]
    assert clock.due_at == gone.expected_at
    [line] = [one for one in due.of_files(aicha, yonas) if one.key == "hospital.return"]
    assert (yonas.case.risk, line.risk, line.state) == ("medium", "high", "late")
    assert due.ordered(Clock.objects.running().filter(child__case__owner=aicha)).first() == clock


def test_the_day_moves_when_it_takes_longer_and_a_visit_to_the_family_is_no_high_risk(client, aicha, yonas):
    gone = leave(yonas, aicha)
    for said, words in (({"expected_at": dates.now() - DAY}, "day to come"), ({"note": " "}, "why it takes longer")):
        with pytest.raises(Refused, match=words):
            away.expect(gone, by=aicha, **{"expected_at": dates.now() + DAY, "note": "The doctor", **said})
    client.force_login(aicha)
    form = {"note": "The doctor said so", **moment("expected_at", dates.now() + 3 * DAY), "version": gone.version}
    assert client.post(reverse("casework:expect_absence", args=[gone.pk]), form).status_code == 302
    assert tasks(yonas)["hospital.return"].due_at > dates.now() + 2 * DAY
    gone.refresh_from_db()
    away.come_back(gone, ends_at=dates.now(), by=aicha)
    with pytest.raises(Refused, match="already changed"):
        away.expect(gone, expected_at=dates.now() + DAY, note="x", by=aicha)
    visit = leave(yonas, aicha, ago=timedelta(), kind="family_visit", expected_at=dates.now() + DAY)
    assert tasks(yonas).keys() == {"hospital.decision"}
    assert Clock.objects.running().get(rule="absence.return").subject_id == visit.pk


# ------------------------------------------------------------------------------------------------------- the decision after the stay


def test_closing_the_stay_without_a_decision_keeps_a_high_risk_overdue_task_for_both(aicha, yonas, hana):
    gone = leave(yonas, aicha)
    with dates.at(dates.now() - HOUR):
        care.place(hana, provider=makers.make_provider("Another house"), reason="Room", by=aicha)
    away.come_back(gone, ends_at=dates.now() - timedelta(minutes=30), by=aicha)
    for child in (yonas, hana):
        clock = tasks(child)["hospital.decision"]
        with dates.at(dates.now() + HOUR):
            assert clock in Clock.objects.late()
            [line] = [one for one in due.of_files(aicha, child) if one.key == "hospital.decision"]
            assert (line.risk, line.state) == ("high", "late")
    assert asked(yonas).cause == "discharge"
    assert (asked(hana).cause, asked(hana).absence) == ("sibling", None)


def test_a_sister_in_the_same_house_is_asked_nothing(aicha, yonas, hana):
    away.come_back(leave(yonas, aicha), ends_at=dates.now(), by=aicha)
    assert asked(yonas)
    assert not PlacementDecision.objects.filter(child=hana).exists()


def test_placing_the_child_answers_and_the_sister_is_asked_in_her_turn(aicha, yonas, hana):
    leave(yonas, aicha)
    care.place(yonas, provider=makers.make_provider("Near the clinic"), reason="Care", by=aicha)
    assert not PlacementDecision.objects.filter(child=yonas).exists()
    assert asked(hana).cause == "sibling"
    care.place(hana, provider=bed(yonas).provider, reason="Together", by=aicha)
    answered = PlacementDecision.objects.get(child=hana)
    assert (answered.status, answered.decision, answered.placement) == ("decided", "moves", bed(hana))
    assert "hospital.decision" not in tasks(hana)


def test_a_child_that_stays_stays_for_a_reason_and_once(client, aicha, yonas):
    away.come_back(leave(yonas, aicha), ends_at=dates.now(), by=aicha)
    question = asked(yonas)
    client.force_login(aicha)
    page = question.get_absolute_url()
    assert "task of high risk" in client.get(page).text
    assert client.post(page, {"because": "", "version": question.version}).status_code == 422
    assert client.post(page, {"because": "He knows the nurse", "version": question.version}).status_code == 302
    question.refresh_from_db()
    assert (question.decision, question.placement, question.decided_by) == ("stays", bed(yonas), aicha)
    assert "hospital.decision" not in tasks(yonas)
    assert "He knows the nurse" in client.get(page).text
    assert "He knows the nurse" in paper(yonas, aicha)
    with pytest.raises(Refused, match="already changed"):
        care.stay(question, because="Again", by=aicha)


def test_nobody_stays_where_there_is_no_bed_or_while_away_or_apart_without_a_plan(aicha, yonas, hana):
    with dates.at(dates.now() - 9 * DAY):
        care.place(hana, provider=makers.make_provider("Another house"), reason="Room", by=aicha)
    away.come_back(leave(yonas, aicha), ends_at=dates.now(), by=aicha)
    with pytest.raises(Refused, match="sleeps elsewhere"):
        care.stay(asked(yonas), because="Quiet", by=aicha)
    gone = leave(yonas, aicha, ago=timedelta())
    with pytest.raises(Refused, match="away from this bed"):
        care.stay(asked(yonas), because="Quiet", by=aicha, **PLAN)
    away.come_back(
        gone, ends_at=dates.now() + timedelta(microseconds=1) if gone.starts_at >= dates.now() else dates.now(), by=aicha
    )
    care.stay(asked(yonas), because="Quiet", by=aicha, **PLAN)
    assert bed(yonas).apart_contacts == PLAN["apart_contacts"]
    with dates.at(dates.now() + HOUR):
        care.end(bed(hana), end_reason="breakdown_child", by=aicha)
        with pytest.raises(Refused, match="no bed to stay in"):
            care.stay(asked(hana), because="Quiet", by=aicha)


@pytest.mark.parametrize(("afterwards", "is_asked"), [("street", True), ("unknown", True), ("parents", False)])
def test_who_leaves_hospital_for_no_care_is_asked_about_and_who_goes_to_the_parents_is_not(aicha, yonas, afterwards, is_asked):
    leave(yonas, aicha)
    care.end(bed(yonas), end_reason="moved", by=aicha, afterwards=afterwards)
    assert PlacementDecision.objects.filter(child=yonas, status="asked").exists() == is_asked


def test_a_night_in_hospital_without_a_bed_of_ours_ends_in_the_same_way(aicha, yonas):
    care.end(bed(yonas), end_reason="hospital", by=aicha, afterwards="hospital")
    with dates.at(dates.now() + HOUR):
        care.end(bed(yonas), end_reason="moved", by=aicha)
    assert asked(yonas).absence is None


def test_a_child_that_vanishes_from_hospital_is_searched_for_and_not_placed(aicha, yonas):
    leave(yonas, aicha)
    missing.report(yonas, noticed_at=dates.now(), by=aicha)
    assert not PlacementDecision.objects.exists()


def test_a_closed_case_is_asked_nothing_and_owes_nothing(aicha, dahabo, yonas):
    away.come_back(leave(yonas, aicha), ends_at=dates.now(), by=aicha)
    case = Case.objects.get(child=yonas)
    justified = {one.key: "Nothing more to do" for one in closing.obstacles(case)}
    request = closing.request(
        case, reason="transferred", statement="Gone", way_back="Phone", by=aicha, justified=justified, goals_met="no"
    )
    closing.approve(request, by=dahabo)
    [clock] = Clock.objects.filter(child=yonas, rule="hospital.decision")
    assert clock.outcome == "dropped"


def test_the_database_keeps_one_question_for_a_child_and_no_decision_without_its_place(aicha, yonas):
    away.come_back(leave(yonas, aicha), ends_at=dates.now(), by=aicha)
    question = asked(yonas)
    second = PlacementDecision(child=yonas, cause="sibling", status="asked")
    with pytest.raises(IntegrityError, match="asked_once_where_to_sleep"), transaction.atomic():
        second.save(by=aicha, reason="x")
    signed = {"status": "decided", "decided_at": dates.now(), "decided_by": aicha, "placement": bed(yonas)}
    wrong = [
        {"decision": "stays"},
        {"decision": "moves", "placement": None},
        {"decision": "moves", "decided_by": None},
        {"decision": ""},
    ]
    for change in wrong:
        for name, value in {**signed, "because": "", **change}.items():
            setattr(question, name, value)
        with pytest.raises(IntegrityError, match="decided_where_to_sleep"), transaction.atomic():
            question.save(by=aicha, reason="x")
    hana = makers.make_case(aicha, own="Hana", sex="F").child
    stranger = PlacementDecision(child=hana, cause="sibling", status="asked", absence=Absence.objects.get())
    with pytest.raises(IntegrityError, match="asked_after_an_own_stay_only"), transaction.atomic():
        stranger.save(by=aicha, reason="x")


def test_two_who_decide_at_once_are_told(client, aicha, yonas):
    away.come_back(leave(yonas, aicha), ends_at=dates.now(), by=aicha)
    question = asked(yonas)
    client.force_login(aicha)
    care.stay(PlacementDecision.objects.get(pk=question.pk), because="Mine", by=aicha)
    answer = client.post(question.get_absolute_url(), {"because": "Hers", "version": question.version})
    assert answer.status_code in (409, 422)
    question.refresh_from_db()
    assert question.because == "Mine"


# --------------------------------------------------------------------------------------------------------------- apart for how long


def test_a_bed_and_a_hospital_are_apart_and_after_six_hours_somebody_has_to_say_why(client, aicha, yonas, hana):
    leave(yonas, aicha, ago=5 * HOUR)
    for child in (yonas, hana):
        clock = tasks(child)["siblings.apart"]
        assert clock.due_at - clock.starts_at == 6 * HOUR
        assert clock not in Clock.objects.late()
        with dates.at(dates.now() + 2 * HOUR):
            assert clock in Clock.objects.late()
    client.force_login(aicha)
    assert "(5 hours)" in client.get(hana.get_absolute_url()).text
    care.explain_apart(bed(hana), by=aicha, **PLAN)
    assert "siblings.apart" not in tasks(hana)
    assert "siblings.apart" in tasks(yonas)


def test_when_they_sleep_in_one_house_again_the_plan_is_over_and_the_next_time_asks_anew(aicha, yonas, hana):
    gone = leave(yonas, aicha)
    care.explain_apart(bed(hana), by=aicha, **PLAN)
    away.come_back(gone, ends_at=dates.now() - 2 * HOUR, by=aicha)
    assert (bed(hana).siblings, bed(hana).apart_plan) == ("together", "")
    assert not {"siblings.apart", "siblings.panel"} & {*tasks(hana), *tasks(yonas)}
    leave(yonas, aicha, ago=HOUR)
    assert "siblings.apart" in tasks(hana)


def test_after_seven_days_it_is_asked_whether_the_panel_decides(client, aicha, yonas, hana):
    leave(yonas, aicha)
    clock = tasks(hana)["siblings.panel"]
    assert (clock.due_at - clock.starts_at, clock in Clock.objects.late()) == (7 * DAY, True)
    client.force_login(aicha)
    assert "does the panel (BID) have to decide?" in client.get(hana.get_absolute_url()).text
    assert reverse("casework:review_placement", args=[bed(hana).pk]) in client.get(hana.get_absolute_url()).text
    reviews.review_placement(bed(hana), by=aicha, **{**REVIEW, "bid_needed": "no", "bid_reason": "He is back on Sunday"})
    assert tasks(hana)["siblings.panel"].due_at > dates.now() + 6 * DAY
    determinations.begin(
        Case.objects.select_related("child").get(child=yonas), trigger="exceptional", reason="Apart for long", by=aicha
    )
    assert "siblings.panel" not in tasks(yonas)


def test_a_link_that_is_made_while_they_sleep_apart_starts_the_time_and_one_that_ends_stops_it(aicha, yonas):
    sister = makers.make_case(aicha, own="Hana", sex="F", tonight={"care_type": "kinship"}).child
    assert not tasks(yonas)
    [row, _other] = siblings.link([yonas, sister], by=aicha, reason="One mother")
    assert {"siblings.apart", "siblings.panel"} <= {*tasks(yonas)} & {*tasks(sister)}
    siblings.unlink(row, by=aicha, reason="Cousins")
    assert not tasks(yonas)
    assert not tasks(sister)


def test_who_reads_in_code_does_not_learn_that_there_are_siblings(client, aicha, yonas, hana):
    leave(yonas, aicha)
    national = makers.make_user("samira", role="national_officer", institution="MFF")
    assert not {"siblings.apart", "siblings.panel"} & {one.key for one in due.of_files(national, yonas)}
    reader = makers.make_reader("bilan", yonas, aicha, levels=["read_c1"])
    assert not {"siblings.apart", "siblings.panel"} & {one.key for one in due.of_files(reader, yonas)}


def test_two_in_one_hospital_are_not_said_to_be_apart(aicha, yonas, hana):
    for child in (yonas, hana):
        leave(child, aicha)
    assert apart.since(apart.with_absence(yonas.placements.current()).get(), [hana]) is None
    assert not {"siblings.apart"} & {*tasks(yonas), *tasks(hana)}


# -------------------------------------------------------------------------------------------------------- files that stand apart again


def test_a_file_that_stands_apart_again_has_a_place_tonight(aicha, dahabo, yonas):
    with dates.at(dates.now() - 11 * DAY):
        twin = makers.make_case(aicha, own="Ionas").child
    joined = makers.make_merge(yonas, twin, dahabo)
    care.place(yonas, provider=makers.make_provider("Third house"), reason="Bed", by=aicha)
    assert not twin.placements.current().exists()
    merge.unmerge(joined, by=dahabo, reason="Two boys")
    connection.check_constraints()
    assert twin.placements.current().get().care_type == "unknown"
    assert bed(yonas).provider


def test_the_database_separates_no_files_of_which_one_sleeps_nowhere(aicha, dahabo, yonas, monkeypatch):
    with dates.at(dates.now() - 11 * DAY):
        twin = makers.make_case(aicha, own="Ionas").child
    joined = makers.make_merge(yonas, twin, dahabo)
    care.place(yonas, provider=makers.make_provider("Third house"), reason="Bed", by=aicha)
    monkeypatch.setattr(merge, "_settlings", [])
    with pytest.raises(IntegrityError, match="no place tonight"), transaction.atomic():
        merge.unmerge(joined, by=dahabo, reason="Two boys")
        connection.check_constraints()
