"""Turning 18: warned by the earliest birthday, protected until the latest one (domain.md 9.7)."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from base import dates
from base.models import Stale
from base.workflow import Refused
from casework import closing, majority
from minors import access, coming_of_age, consent, corrections, ledger, why
from minors.models import Child, Clock, Grant
from tests import makers

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HEALTH, FAMILY = "share_health", "share_family"


def born(oldest, youngest):
    """A birth told as an interval: somebody who is between these ages today."""
    today = dates.today()
    first, last = dates.add_months(today, -12 * oldest), dates.add_months(today, -12 * youngest)
    return dates.PartialDate("told", "unknown", "age", first, last, "child", today)


def noon(day):
    return datetime.combine(day, time(12), dates.DJIBOUTI)


def sign_in(client, person):
    """On a day far ahead: the account has not run out."""
    person.expires_on = dates.today() + 365 * DAY
    person.save()
    client.logout()  # a session of long ago would be idle
    client.force_login(person)


@pytest.fixture
def hamza(aicha):
    """Between 16 and 17: 18 in one year at the earliest, in two at the latest. His father allowed, he himself only one thing."""
    by_father = {"given_at": dates.now(), "basis": "consent", "givers": ["father"], "scopes": [HEALTH, FAMILY, "case_management"]}
    child = makers.make_case(aicha, own="Hamza", birth=born(17, 16), consent=by_father).child
    own = {"basis": "consent", "givers": ["child"], "given_at": dates.now()}
    consent.record(child, by=aicha, reason="Asked", scopes=[HEALTH], **own)
    return Child.objects.get(pk=child.pk)


@pytest.fixture
def guardian(hamza, aicha):
    """Reads Hamza's file for three years."""
    reader = makers.make_user("omar", role="guardian", institution="MFF")
    end = dates.now() + 3 * 365 * DAY
    access.give(
        hamza, user=reader, levels=["read_c1", "read_c2", "read_c3"], purpose="court", by=aicha, reason="Order 3", ends_at=end
    )
    return reader


# -------------------------------------------------------------------------------------------------------------- what others allowed


def test_what_others_allowed_lapses_on_the_latest_plausible_birthday_and_on_no_day_before(hamza):
    days = majority.birthday(hamza)
    assert days.earliest < days.latest
    moments = {
        noon(days.earliest - DAY): True,
        noon(days.earliest): True,
        noon(days.latest - DAY): True,
        datetime.combine(days.latest, time(), dates.DJIBOUTI) - timedelta(seconds=1): True,
        datetime.combine(days.latest, time(), dates.DJIBOUTI): False,
        noon(days.latest): False,
        noon(days.latest + DAY): False,
    }
    for moment, holds in moments.items():
        answer = ledger.allows(hamza, FAMILY, at=moment)
        assert bool(answer) is holds, moment
        assert answer.rule == ("granted" if holds else "lapsed")
        assert ledger.allows(hamza, HEALTH, at=moment), "he allowed this himself"
        listed = Child.objects.filter(pk__in=ledger.allowing(FAMILY, at=moment)).exists()
        assert listed is holds, moment


def test_the_day_of_the_lapse_is_the_birthday_and_the_page_says_it(worker, aicha, hamza):
    grown = majority.birthday(hamza).latest
    with dates.at(noon(grown + 3 * DAY)):
        sign_in(worker, aicha)
        answer = ledger.allows(hamza, FAMILY)
        assert answer.lapsed_on == grown
        assert f"{grown:%d/%m/%Y}" in answer.why or str(grown.year) in answer.why
        page = worker.get(reverse("minors:consent", args=[hamza.pk])).text
        assert "lapsed" in page


def test_what_others_allow_after_that_day_counts_for_nothing(hamza, aicha):
    with dates.at(noon(majority.birthday(hamza).latest + DAY)):
        consent.record(hamza, by=aicha, reason="x", scopes=[FAMILY], basis="consent", givers=["father"], given_at=dates.now())
        assert ledger.allows(hamza, FAMILY).rule == "lapsed"
    with dates.at(noon(majority.birthday(hamza).latest + 2 * DAY)):
        consent.record(hamza, by=aicha, reason="x", scopes=[FAMILY], basis="consent", givers=["child"], given_at=dates.now())
        assert ledger.allows(hamza, FAMILY)


def test_of_a_child_of_unknown_birth_nothing_lapses(aicha):
    child = makers.make_case(aicha, own="Ali", birth=None, consent={
        "given_at": dates.now(), "basis": "consent", "givers": ["father"], "scopes": [FAMILY]}).child  # fmt: skip
    assert ledger.allows(child, FAMILY, at=dates.now() + 9999 * DAY)


def test_what_has_lapsed_is_not_withdrawn_any_more(hamza, aicha):
    with dates.at(noon(majority.birthday(hamza).latest)), pytest.raises(Refused, match="nothing to withdraw"):
        consent.withdraw_scopes(hamza, [FAMILY], by=aicha, reason="x")


# ------------------------------------------------------------------------------------------------------------------ the guardian


def may_open(client, child):
    return client.get(child.get_absolute_url()).status_code == 200


def test_the_guardian_reads_before_not_after_and_with_the_agreement_of_the_young_adult_again(client, hamza, guardian, aicha):
    grown, grant = majority.birthday(hamza).latest, Grant.objects.get(user=guardian)
    with dates.at(noon(grown - DAY)):
        sign_in(client, guardian)
        assert may_open(client, hamza)
        assert makers.levels_on(guardian, hamza.pk) == {"read_c1", "read_c2", "read_c3"}
        assert not coming_of_age.ended_by_age(grant)
    with dates.at(datetime.combine(grown, time(0, 1), dates.DJIBOUTI)):
        sign_in(client, guardian)
        assert not may_open(client, hamza)
        assert makers.levels_on(guardian, hamza.pk) == set()
        assert not access.readable_by(guardian, "C3").exists()
        assert coming_of_age.ended_by_age(grant)
        coming_of_age.agree(grant, by=aicha, reason="“He may go on reading”")
        assert may_open(client, hamza)
    with dates.at(grant.ends_at + DAY):
        sign_in(client, guardian)
        assert not may_open(client, hamza)


def test_a_former_guardian_is_told_why_the_file_is_closed(client, hamza, guardian):
    with dates.at(noon(majority.birthday(hamza).latest)):
        sign_in(client, guardian)
        answer = why.explain(guardian, hamza)
    assert (answer.may, answer.because) == (
        False,
        ["The young person is 18, and did not agree that a former guardian reads on."],
    )


def test_a_child_does_not_agree_for_the_time_after_18(hamza, guardian, aicha):
    grant = Grant.objects.get(user=guardian)
    with pytest.raises(Refused, match="not 18 yet"):
        coming_of_age.agree(grant, by=aicha, reason="x")
    with dates.at(noon(majority.birthday(hamza).earliest)):
        coming_of_age.agree(grant, by=aicha, reason="x")


def test_other_readers_are_not_concerned(client, hamza, aicha):
    judge = makers.make_reader("bilan", hamza, aicha)
    access.give(hamza, user=judge, levels=["read_c1"], purpose="court", by=aicha, reason="x", ends_at=dates.now() + 1500 * DAY)
    with dates.at(noon(majority.birthday(hamza).latest + DAY)):
        assert makers.levels_on(judge, hamza.pk) == {"read_c1"}
        with pytest.raises(Refused, match="Only the access of a guardian"):
            coming_of_age.agree(Grant.objects.filter(user=judge).first(), by=aicha, reason="x")


def test_the_page_of_accesses_says_that_it_ended_and_takes_the_agreement(worker, aicha, hamza, guardian):
    page = reverse("minors:access", args=[hamza.pk])
    assert "ended at 18" not in worker.get(page).text
    agree = reverse("minors:agree_to_access", args=[Grant.objects.get(user=guardian).pk])
    assert worker.post(agree, {"reason": "He said yes"}).status_code == 422
    with dates.at(noon(majority.birthday(hamza).latest)):
        sign_in(worker, aicha)
        assert "ended at 18" in worker.get(page).text
        assert worker.post(agree, {"reason": ""}).status_code == 422
        assert worker.post(agree, {"reason": "He said yes"}).status_code == 302
        assert "The young adult agreed on" in worker.get(page).text


# --------------------------------------------------------------------------------------------------------------------- the alerts


def alert(child):
    return Clock.objects.filter(child=child, rule="majority.alerts", stopped_at=None).first()


def at_midnight(day):
    return datetime.combine(day, time(), dates.DJIBOUTI)


def test_alerts_come_twelve_six_three_and_one_month_before_the_earliest_birthday(aicha):
    child = makers.make_case(aicha, own="Farah", birth=born(15, 14)).child
    first = majority.birthday(Child.objects.get(pk=child.pk)).earliest
    version, seen = None, []
    for _time in range(4):
        due = alert(child).due_at
        seen.append(due)
        with dates.at(due + DAY):
            version = majority.write(child, version=version, housing="With an uncle", by=aicha).version
    assert seen == [at_midnight(dates.add_months(first, -months)) for months in (12, 6, 3, 1)]
    assert alert(child) is None


def test_years_ahead_nothing_of_it_stands_on_the_page(worker, aicha):
    child = makers.make_case(aicha, own="Farah", birth=born(13, 12)).child
    assert "Transition plan" not in worker.get(child.get_absolute_url()).text
    first = majority.birthday(Child.objects.get(pk=child.pk)).earliest
    with dates.at(noon(dates.add_months(first, -12))):
        sign_in(worker, aicha)
        page = worker.get(child.get_absolute_url()).text
    assert "Transition plan: the child will soon be 18" in page
    assert "The child may be 18 within twelve months" in page


def test_another_birth_moves_the_alert(aicha):
    child = makers.make_case(aicha, own="Farah", birth=born(15, 14)).child
    before = alert(child).due_at
    changes = {"birth_earliest": born(14, 14).earliest, "birth_raw": "14"}
    corrections.correct(Child.objects.get(pk=child.pk), changes, by=aicha, reason="The card says so")
    assert alert(child).due_at > before


def test_a_case_stays_open_for_six_months_after_18_at_most(hamza):
    clock = Clock.objects.get(child=hamza, rule="majority.stays_open", stopped_at=None)
    assert clock.due_at == at_midnight(dates.add_months(majority.birthday(hamza).latest, 6))


def test_a_closed_case_owes_no_plan(hamza, aicha, dahabo):
    from casework import assessments

    assessments.sign_rapid_assessment(hamza.case, answers=makers.ANSWERS, risk="medium", risk_reasons="x", by=aicha)
    words = {"reason": "goals_met", "statement": "x", "way_back": "y"}
    case = closing.approve(closing.request(hamza.case, by=aicha, **words), by=dahabo)
    assert not Clock.objects.filter(child=hamza, rule__startswith="majority", stopped_at=None).exists()
    closing.reopen(case, reason="request", explanation="x", risk="low", by=dahabo)
    assert alert(hamza)


# ----------------------------------------------------------------------------------------------------------------------- the plan


def test_the_plan_is_written_revised_and_never_lost_to_a_stale_page(worker, hamza, aicha):
    write = reverse("casework:write_transition", args=[hamza.pk])
    form = {"housing": "With his uncle", "agrees": "yes", "version": ""}
    assert worker.post(write, form).status_code == 302
    plan = hamza.transition_plan
    assert "With his uncle" in worker.get(reverse("casework:transition", args=[hamza.pk])).text
    with pytest.raises(Stale):
        majority.write(hamza, version=None, housing="x", by=aicha)
    assert worker.post(write, form | {"version": plan.version, "housing": "In a flat"}).status_code == 302
    late = worker.post(write, form | {"version": plan.version, "housing": "With a friend"})
    assert (late.status_code, "With a friend" in late.text, "In a flat" in late.text) == (409, True, True)


def test_a_reader_of_ordinary_data_reads_that_there_is_a_plan_and_nothing_of_it(client, hamza, aicha):
    majority.write(hamza, housing="With his uncle", by=aicha)
    reader = makers.make_reader("bilan", hamza, aicha, levels=["read_c1"])
    client.force_login(reader)
    page = client.get(reverse("casework:transition", args=[hamza.pk])).text
    assert "Revised on" in page
    assert "With his uncle" not in page
