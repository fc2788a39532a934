"""The table of domain.md 7.2, written out here and compared cell by cell with what the door answers."""

from datetime import timedelta

import pytest

from base import dates
from base.models import Role
from base.roles import FieldClass, Relation, Verb
from casework import concerns
from minors import access, emergency, ties
from minors.models import Person, Withheld
from tests import makers

pytestmark = pytest.mark.django_db

# R: reads the class. "writes": does the work on the case (or, for a supervisor, approves it).
TABLE = """
role                     tie        C1 C2 C3 C4 writes
caseworker               own        R  R  R  R  yes
caseworker               granted    R  R  R  -  yes
caseworker               emergency  R  R  R  -  -
caseworker               witnessed  R  R  R  R  -
caseworker               none       -  -  -  -  -
night_duty               granted    R  R  R  -  yes
night_duty               emergency  R  R  R  -  -
night_duty               witnessed  R  R  R  R  -
night_duty               none       -  -  -  -  -
supervisor               unit       R  R  R  R  yes
supervisor               granted    R  R  R  -  yes
supervisor               emergency  R  R  R  -  -
supervisor               none       -  -  -  -  -
regional_coordinator     region     R  -  -  -  -
regional_coordinator     none       -  -  -  -  -
national_officer         all        R  -  -  -  -
national_officer         granted    R  R  R  -  -
national_officer         emergency  R  R  R  -  -
national_officer         witnessed  R  R  R  R  -
monitoring_officer       all        -  -  -  -  -
panel_member             granted    R  -  R  -  -
panel_member             none       -  -  -  -  -
judge                    granted    R  R  R  -  -
judge                    none       -  -  -  -  -
placement_provider       granted    R  R  -  -  -
placement_provider       none       -  -  -  -  -
guardian                 granted    R  R  R  -  -
inspector                granted    R  -  -  -  -
service_provider         referral   -  -  -  -  -
tracing_officer          referral   -  -  -  -  -
data_protection_officer  none       -  -  -  -  -
system_administrator     none       -  -  -  -  -
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]
WORK = (Verb.ASSESS, Verb.APPROVE)


@pytest.fixture
def secrets(yonas, aicha):
    """Something of each class that stands in a table of its own, or in rows with a class of their own."""
    Person(child=yonas, own="Girma").save(by=aicha, reason="Told")
    Withheld(child=yonas, what="Where he sleeps", from_whom=["other"], why="other").save(by=aicha, reason="Told")
    return concerns.record(yonas, kind="gang", severity="medium", source="child", by=aicha)


def tied(role, tie, yonas, aicha, dahabo):
    """Somebody of this role who is tied to Yonas like this."""
    if (role, tie) == ("caseworker", "own"):
        return aicha
    if (role, tie) == ("supervisor", "unit"):
        return dahabo
    region = "OBK" if tie == "none" else "DJV"
    institution = "MFF" if role.endswith(("officer", "administrator")) or role == "regional_coordinator" else "IOM"
    person = makers.make_user("somebody", role=role, team=makers.make_team(institution, f"Team {region}", region))
    if tie == "granted":
        month = dates.now() + timedelta(days=30)
        access.give(yonas, user=person, levels=access.FULL, purpose="review", by=aicha, reason="Review", ends_at=month)
    if tie in ("emergency", "witnessed"):
        opened = emergency.open_file(code=yonas.code, reason="He bleeds", by=person)
        if tie == "witnessed":
            emergency.witness(opened, by=dahabo)
    return person


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_the_door_answers_as_the_table_says(row, yonas, secrets, aicha, dahabo):
    role, tie, *cells, writes = row
    person = tied(role, tie, yonas, aicha, dahabo)
    expected = {one.value for one, cell in zip(FieldClass, cells, strict=True) if cell == "R"}
    readable = {one for one in FieldClass.values if access.readable_by(person, one).filter(pk=yonas.pk).exists()}
    assert readable == expected
    assert access.children_of(person).filter(pk=yonas.pk).exists() == ("C1" in expected)
    if "C1" in expected:
        rights = access.rights_on(person, yonas.pk)
        assert rights.classes == expected
        assert bool(rights.verbs & set(WORK)) == (writes == "yes")
        assert access.classes_of_many(person, [yonas.pk]) == {yonas.pk: expected}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_records_of_a_class_are_met_as_the_table_says(row, yonas, secrets, aicha, dahabo):
    role, tie, *cells, _writes = row
    person = tied(role, tie, yonas, aicha, dahabo)
    of_class = {"C2": Person, "C3": type(secrets), "C4": Withheld}
    for name, cell in zip(FieldClass.values[1:], cells[1:], strict=True):
        assert access.visible_to(person, of_class[name]).exists() == (cell == "R"), of_class[name]


def test_every_role_stands_in_the_table():
    assert {row[0] for row in ROWS} >= set(Role.objects.filter(verbs__contains=[Verb.OPEN_CASE]).values_list("code", flat=True))


def test_a_supervisor_reads_the_secret_of_the_own_unit_only(yonas, secrets, aicha, dahabo):
    there = tied("supervisor", "granted", yonas, aicha, dahabo)
    assert access.visible_to(dahabo, Withheld).exists()
    assert not access.visible_to(there, Withheld).exists()


def test_two_ties_to_one_child_add_up_and_each_ends_by_itself(yonas, secrets, aicha, dahabo):
    person = tied("caseworker", "emergency", yonas, aicha, dahabo)
    week = dates.now() + timedelta(days=7)
    access.give(yonas, user=person, levels=["read_c1"], purpose="duty", by=aicha, reason="Tonight", ends_at=week)
    assert access.classes_for(person, yonas.pk) == {"C1", "C2", "C3"}
    with dates.at(dates.now() + timedelta(hours=5)):
        assert access.classes_for(person, yonas.pk) == {"C1"}


def test_a_right_that_a_role_loses_is_lost_on_the_next_question(yonas, secrets, aicha):
    role = Role.objects.get(code="caseworker")
    role.by_relation["own"] = ["C1"]
    role.save()
    aicha.role = role
    assert access.classes_for(aicha, yonas.pk) == {"C1"}
    assert not access.visible_to(aicha, Withheld).exists()


def test_every_purpose_of_a_grant_ties_somehow():
    assert set(ties.BY_PURPOSE.values()) == {Relation.OWN, Relation.EMERGENCY, Relation.WITNESSED}
