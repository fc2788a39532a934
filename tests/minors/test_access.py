"""The door: who reaches which child, and what they may do there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base import dates
from base.checks import records
from base.models import User
from base.roles import Verb
from casework.models import Case, Placement
from minors import access, ties
from minors.models import Child, Consent, Exclusion, Grant
from referrals import workflow
from referrals.models import Referral
from tests import makers

pytestmark = pytest.mark.django_db


def sees(user, child):
    return access.children_of(user).filter(pk=child.pk).exists()


def test_the_worker_who_registered_yonas_sees_him(aicha, yonas):
    assert sees(aicha, yonas)


def test_a_colleague_of_the_same_team_does_not_see_him_without_a_grant(yonas):
    assert not sees(makers.make_user("ayan"), yonas)


def test_a_worker_of_another_institution_does_not_see_him(charmarke, yonas):
    assert not sees(charmarke, yonas)


def test_the_supervisor_of_the_responsible_team_sees_him(dahabo, yonas):
    assert sees(dahabo, yonas)


def test_the_supervisor_of_another_team_does_not(yonas):
    other = makers.make_user("saada", role="supervisor", team=makers.make_team(name="Night shelter"))
    assert not sees(other, yonas)


def test_a_supervisor_reaches_by_a_grant_also_a_child_of_another_team(aicha, yonas):
    other = makers.make_user("saada", role="supervisor", team=makers.make_team(name="Night shelter"))
    access.give(
        yonas,
        user=other,
        levels=["read_c1"],
        purpose="review",
        by=aicha,
        reason="Review",
        ends_at=dates.now() + timedelta(days=1),
    )
    assert sees(other, yonas)
    assert makers.levels_on(other, yonas.pk) == {"read_c1"}


def test_a_supervisor_who_may_only_read_a_child_of_another_team_approves_nothing_there(aicha, yonas):
    other = makers.make_user("saada", role="supervisor", team=makers.make_team(name="Night shelter"))
    month = dates.now() + timedelta(days=30)
    access.give(yonas, user=other, levels=["read_c1", "read_c3"], purpose="review", by=aicha, reason="Review", ends_at=month)
    for verb in (Verb.APPROVE, Verb.APPROVE_CLOSURE, Verb.REOPEN):
        assert not access.may(other, verb, yonas.pk)


def test_the_coordinator_of_the_region_sees_him_and_the_one_of_another_region_does_not(yonas):
    here = makers.make_user("hassan", role="regional_coordinator", team=makers.make_team("MFF", "Djibouti", "DJV"))
    there = makers.make_user("houssein", role="regional_coordinator", team=makers.make_team("MFF", "Obock", "OBK"))
    assert sees(here, yonas)
    assert not sees(there, yonas)


def test_a_coded_reader_never_gets_the_class_of_the_identity(yonas):
    officer = makers.make_user("nasra", role="national_officer", institution="MFF")
    assert sees(officer, yonas)
    assert access.classes_for(officer, yonas.pk) == {"C1"}
    assert not access.may(officer, Verb.REVEAL_IDENTITY, yonas.pk)


def test_the_plan_official_opens_no_file_but_counts_every_child(fatouma, yonas):
    assert not sees(fatouma, yonas)
    assert access.countable_by(fatouma).filter(pk=yonas.pk).exists()


@pytest.mark.parametrize("role", ["data_protection_officer", "system_administrator", "service_provider"])
def test_rank_and_technology_open_no_file(yonas, role):
    person = makers.make_user("somebody", role=role, institution="MFF")
    assert not sees(person, yonas)
    assert not access.countable_by(person).exists()


def test_a_superuser_sees_no_child(yonas):
    root = makers.make_user("root", role="system_administrator", institution="MFF", is_superuser=True, is_staff=True)
    assert not sees(root, yonas)
    for model in records():
        assert not access.visible_to(root, model).exists()


def test_the_reader_reads_and_does_nothing_else(bilan, yonas):
    assert sees(bilan, yonas)
    for verb in (Verb.ASSESS, Verb.PLACE, Verb.REFER, Verb.SHARE_CASE, Verb.PRINT_CASE):
        assert not access.may(bilan, verb, yonas.pk)


def test_printing_needs_the_role_and_the_grant(aicha, yonas):
    clerk = makers.make_reader("warsan", yonas, aicha, levels=["read_c1", "read_c2", "print"])
    assert access.may(clerk, Verb.PRINT_CASE, yonas.pk)
    inspector = makers.make_reader("robleh", yonas, aicha, levels=["read_c1", "print"], role="inspector", institution="MFF")
    assert not access.may(inspector, Verb.PRINT_CASE, yonas.pk)


def test_a_grant_narrows_what_the_role_could_read(aicha, yonas):
    clerk = makers.make_reader("warsan", yonas, aicha, levels=["read_c1"])
    assert access.classes_for(clerk, yonas.pk) == {"C1"}


def test_a_grant_ends_by_itself(bilan, yonas):
    with dates.at(dates.now() + timedelta(days=31)):
        assert not sees(bilan, yonas)


def test_a_revoked_grant_ends_at_once(bilan, yonas, aicha):
    access.revoke(Grant.objects.get(user=bilan), by=aicha, reason="Order lifted")
    assert not sees(bilan, yonas)


def test_of_two_grants_to_one_person_the_later_end_counts(aicha, yonas):
    clerk = makers.make_reader("warsan", yonas, aicha, levels=["read_c1"])
    access.give(
        yonas,
        user=clerk,
        levels=["read_c1"],
        purpose="review",
        by=aicha,
        reason="Appeal",
        ends_at=dates.now() + timedelta(days=60),
    )
    with dates.at(dates.now() + timedelta(days=45)):
        assert sees(clerk, yonas)


def test_a_team_on_night_duty_reaches_the_child_until_morning(aicha, yonas):
    night = makers.make_team(name="Night shelter")
    idil = makers.make_user("idil", role="night_duty", team=night)
    access.give(
        yonas,
        team=night,
        levels=["read_c1", "change"],
        purpose="duty",
        by=aicha,
        reason="Tonight",
        ends_at=dates.now() + timedelta(hours=8),
    )
    assert sees(idil, yonas)
    assert access.may(idil, Verb.PLACE, yonas.pk)
    with dates.at(dates.now() + timedelta(hours=9)):
        assert not sees(idil, yonas)


@pytest.mark.parametrize("person", ["aicha", "dahabo"])
def test_exclusion_wins_over_the_grant_and_over_the_unit(request, person, aicha, yonas):
    excluded = request.getfixturevalue(person)
    Exclusion(child=yonas, user=excluded, reason="A cousin of the smuggler").save(by=aicha, reason="Declared")
    assert not sees(excluded, yonas)
    assert not access.countable_by(excluded).filter(pk=yonas.pk).exists()
    assert not access.visible_to(excluded, Case).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"expires_on": dates.today() - timedelta(days=1)},
        {"suspended_at": dates.now(), "suspended_because": "Left"},
    ],
)
def test_people_who_may_not_work_see_nothing(aicha, yonas, change):
    User.objects.filter(pk=aicha.pk).update(**change)
    person = User.objects.get(pk=aicha.pk)
    assert not sees(person, yonas)
    assert not access.visible_to(person, Placement).exists()


def test_the_receiving_institution_reads_its_referral_and_nothing_else_of_the_child(evelyne, aicha, yonas):
    sent = workflow.refer(
        yonas,
        to=makers.make_service(),
        reason="Cough",
        groups=["age_sex_language"],
        urgency="normal",
        mode="electronic",
        by=aicha,
    )
    assert list(access.visible_to(evelyne, Referral)) == [sent]
    for model in records():
        if model is not Referral:
            assert not access.visible_to(evelyne, model).exists(), model


def test_a_service_of_another_institution_does_not_read_it(aicha, yonas):
    workflow.refer(
        yonas,
        to=makers.make_service(),
        reason="Cough",
        groups=["age_sex_language"],
        urgency="normal",
        mode="electronic",
        by=aicha,
    )
    teacher = makers.make_user("kadra", role="service_provider", institution="MENFOP")
    assert not access.visible_to(teacher, Referral).exists()


def test_everything_about_a_child_is_reached_through_the_child(aicha, charmarke, yonas):
    for model in (Consent, Case, Placement, Grant):
        assert access.visible_to(aicha, model).exists(), model
        assert not access.visible_to(charmarke, model).exists(), model


def test_the_scope_never_ors_two_sources(dahabo, yonas):
    """An OR over unit and grants makes the planner walk the whole table (performance.md 1)."""
    sql = str(access.children_of(dahabo).query).upper()
    assert "UNION" in sql
    assert '"TEAM_ID" = ' in sql
    assert " OR " not in sql.split("UNION")[0]


def test_opening_a_record_costs_one_query_for_right_and_row(aicha, yonas, rf):
    request = rf.get("/")
    request.user = User.objects.select_related("role", "team").get(pk=aicha.pk)
    ties.permission_ids()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert access.open_record(request, Child, yonas.pk) == yonas
    assert len(queries) == 2  # the row with the right, and the memory of who looked
