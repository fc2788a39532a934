"""The invented year: the same every time, believable, and with work left for everybody who can be signed in as."""

import hashlib
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction

from base import dates
from base.management.commands.fields import dictionary
from base.models import AccessEvent, Option, Role, StateChange, User
from casework import disclosures, due
from casework.invention import people, profiles, year
from casework.invention.words import listed
from casework.models import (
    BestInterestsAssessment,
    CareProvider,
    Case,
    ClosureRequest,
    Episode,
    FamilyMatch,
    Inquiry,
    Placement,
)
from minors import access, names
from minors.models import Child, ChildName, Clock, Consent, ConsentStatement
from referrals.models import Referral, Service

UNTIL = date(2026, 3, 10)


def digest(children, seed):
    """A fingerprint of everything a year leaves behind, without what the database numbers and the hashes of passwords."""
    before = transaction.savepoint()
    year.invent(children, seed, UNTIL)
    memory = ("workflow", "move", "subject_id", "author__username", "reason", "happened_at", "recorded_at")
    left = [
        Child.objects.order_by("code").values_list("pk", "code", "birth_earliest", "identified_at", "team__name", "version"),
        ChildName.objects.order_by("pk").values_list("pk", "own", "father", "grandfather"),
        User.objects.order_by("username").values_list("username", "name", "role"),
        StateChange.objects.order_by("id").values_list(*memory),
        BestInterestsAssessment.history.order_by("history_id").values_list("id", "situation", "child_views", "history_date"),
        Placement.objects.order_by("pk").values_list("pk", "provider__code", "starts_at", "ends_at", "suitable"),
        Referral.objects.order_by("pk").values_list("pk", "service__kind", "status", "answer", "feedback"),
        AccessEvent.objects.order_by("id").values_list("kind", "person__username", "child_id", "at"),
    ]
    told = hashlib.sha256(repr([list(rows) for rows in left]).encode()).hexdigest()
    transaction.savepoint_rollback(before)  # the database is empty again, as another one would be
    return told


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_year_and_another_seed_another():
    first = digest(8, 3)
    assert digest(8, 3) == first
    assert digest(8, 4) != first


@pytest.mark.django_db
def test_nothing_is_invented_where_people_are_real(settings):
    settings.DEMO = settings.TESTING = False
    with pytest.raises(CommandError, match="demo only"):
        call_command("seed", children=1)
    with pytest.raises(CommandError, match="demo only"):
        call_command("seed", accounts=True)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_database_with_children_in_it_is_left_alone(case):
    with pytest.raises(CommandError, match="empty"):
        call_command("seed", children=5)
    call_command("seed", children=5, if_empty=True)
    assert Child.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("wrong", "said"), [({"children": 0}, "at least 1"), ({"until": date(2999, 1, 1)}, "future")])
def test_an_impossible_wish_is_refused_with_a_sentence(wrong, said):
    with pytest.raises(CommandError, match=said):
        call_command("seed", **wrong)


def test_a_day_that_cannot_be_read_is_told_with_an_example():
    with pytest.raises(CommandError, match="2026-13-01 is no day, write it as 2026-03-15"):
        call_command("seed", "--until", "2026-13-01")


@pytest.mark.django_db
def test_even_a_single_child_can_be_invented():
    year.invent(1, 1, UNTIL)
    assert Child.objects.count() == 1


def test_the_sign_ins_are_printed_as_json(capsys):
    call_command("seed", accounts=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed == people.accounts()
    assert all(set(row) == {"role", "username", "password", "who"} and len(row["password"]) >= 12 for row in printed)


def test_every_role_with_pages_has_a_sign_in(seeded_db):
    assert {row["role"] for row in people.accounts()} == set(Role.objects.exclude(verbs=[]).values_list("code", flat=True))
    for row in people.accounts():
        assert User.objects.at_work().get(username=row["username"]).role_id == row["role"]
    assert authenticate(username="aicha", password=people.PASSWORD)


# ------------------------------------------------------------------------------------------------------------ who the children are


def test_the_children_are_those_who_come_through_djibouti():
    """domain.md 0.4, 4.4."""
    found = year.arrivals(Random(5), 2000, UNTIL)
    share = lambda fits: 100 * sum(map(fits, found)) / len(found)  # noqa: E731
    assert 80 <= share(lambda one: one.sex == "M") <= 87
    assert 65 <= share(lambda one: one.age >= 15) <= 75
    assert 15 <= share(lambda one: 12 <= one.age <= 14) <= 25
    assert 1 <= share(lambda one: one.age < 5) <= 4
    assert 90 <= share(lambda one: one.nationality == "ET") <= 96
    assert 55 <= share(lambda one: one.language == "om") <= 75


def test_fewer_boats_land_in_the_hot_months():
    found = [one for one in year.arrivals(Random(5), 2000, UNTIL) if one.route in ("yemen", "sea_out")]
    by_month = Counter(one.found_at.month for one in found)
    hot, mild = sum(by_month[month] for month in (6, 7, 8, 9)) / 4, sum(by_month[month] for month in (1, 2, 3, 11, 12)) / 5
    assert hot < mild / 2


def test_some_children_come_together_in_one_night():
    together = Counter((one.place, one.found_at.date()) for one in year.arrivals(Random(5), 300, UNTIL))
    assert sum(count for count in together.values() if count >= 3) >= 30


def test_some_children_are_registered_twice_under_another_spelling():
    found = year.arrivals(Random(5), 300, UNTIL)
    known = {}
    twice = [(known[one.name], one) for one in found if known.setdefault(one.name, one) is not one]
    pairs = [(first, again) for first, again in twice if first.ways != again.ways]
    assert 2 <= len(pairs) <= 5
    for first, again in pairs:
        one, other = (child.name.spelled(child.ways) for child in (first, again))
        assert one != other
        assert all(names.likeness(one[part], other[part]) > 70 for part in one)


def test_every_name_can_be_spelled_in_every_way_of_its_language():
    for language, lists in listed("names").items():
        for sex in "FM":
            assert all(len(row) == len(lists["spellings"]) and all(row) for row in lists[sex]), language


def test_a_told_birth_agrees_with_the_age():
    dice, on = Random(1), UNTIL
    for number in range(300):
        profile = profiles.somebody(dice, "street", datetime(2026, 3, 9, 8, tzinfo=UTC) + timedelta(seconds=number))
        told = profiles.birth(dice, profile, on)
        if told:
            youngest, oldest = dates.age_bounds(told.earliest, told.latest, on)
            assert youngest - 1 <= profile.age <= oldest + 1
            assert dates.is_child(told.latest, on)


# ------------------------------------------------------------------------------------------------------------------ what was done


def test_every_choice_is_one_of_its_list(seeded_db):
    lists = {}
    for row in Option.objects.all():
        lists.setdefault(row.list, {"unknown", "refused"}).add(row.code)
    used = [
        *[(line["options"], apps.get_model(line["record"]), line["field"]) for line in dictionary() if line["options"]],
        ("L14", Service, "kind"),
        ("L11", CareProvider, "care_type"),
        ("L22", Episode, "closing_reason"),
        ("L23", Episode, "reopening_reason"),
        ("L05", Consent, "language"),
    ]
    for code, model, field in used:
        said = model.objects.values_list(field, flat=True)
        codes = {each for one in said for each in (one if isinstance(one, list) else [one])}
        assert codes - {""} <= lists[code], (model, field)
    assert set(ConsentStatement.objects.values_list("scope", flat=True)) <= lists["L28"]
    for code, field in {"L29": "givers", "L45": "explained"}.items():
        assert {one for listed in Consent.objects.values_list(field, flat=True) for one in listed} <= lists[code]


def test_things_were_recorded_in_the_order_of_time_and_before_the_end(seeded_db):
    recorded = list(StateChange.objects.order_by("id").values_list("recorded_at", "happened_at"))
    assert [row[0] for row in recorded] == sorted(row[0] for row in recorded)
    assert all(happened <= recorded_at < dates.now() for recorded_at, happened in recorded)


def test_no_house_ever_has_more_children_than_beds(seeded_db):
    for provider in CareProvider.objects.all():
        changes = []
        for starts_at, ends_at in provider.placements.values_list("starts_at", "ends_at"):
            changes += [(starts_at, 1), *([(ends_at, -1)] if ends_at else [])]
        inside = most = 0
        for _moment, change in sorted(changes):
            inside += change
            most = max(most, inside)
        assert most <= provider.capacity, provider


def test_no_name_of_a_child_stands_in_what_is_written_about_it(seeded_db):
    for name in ChildName.objects.select_related("child"):
        texts = [*name.child.rapid_assessments.values_list("risk_reasons", flat=True)]
        texts += [text for row in name.child.best_interests_assessments.values_list("situation", "analysis") for text in row]
        written = set(" ".join(texts).replace(",", " ").replace(".", " ").split())
        assert not written & {*name.own.split(), *name.father.split()}


def test_live_rows_and_history_agree(seeded_db):
    call_command("verify_history")


# ------------------------------------------------------------------------------------------------------- what is left for everybody


def test_every_social_worker_finds_something_to_do(seeded_db):
    owners = User.objects.filter(cases__isnull=False).distinct()
    assert owners.count() >= 5
    for worker in owners:
        mine = Case.objects.still_open().filter(owner=worker)
        assert 1 <= mine.count() <= people.AT_MOST
        soon = dates.now() + timedelta(days=7)
        assert Clock.objects.due_before(soon).filter(child__case__in=mine).exists(), worker


def test_everybody_who_can_be_signed_in_as_has_something_on_the_first_page(seeded_db):
    known = {row["role"]: User.objects.select_related("role").get(username=row["username"]) for row in people.accounts()}
    for role in ("caseworker", "night_duty", "supervisor", "regional_coordinator", "national_officer", "panel_member", "judge"):
        assert access.children_of(known[role]).exists(), role
    for role in ("guardian", "inspector", "placement_provider"):
        assert access.children_of(known[role]).exists(), role
    for role in ("service_provider", "tracing_officer"):
        assert access.visible_to(known[role], Referral).filter(status="sent").exists(), role
    assert access.countable_by(known["monitoring_officer"]).count() == 40
    assert AccessEvent.objects.count() > 20


def test_the_supervisor_has_decisions_waiting_and_the_worker_things_to_finish(seeded_db):
    aicha, dahabo = User.objects.get(username="aicha"), User.objects.get(username="dahabo")
    of_team = {"child__team": dahabo.team}
    assert BestInterestsAssessment.objects.filter(status="submitted", **of_team).exists()
    assert ClosureRequest.objects.filter(status="requested", episode__case__child__team=dahabo.team).exists()
    assert BestInterestsAssessment.objects.filter(status__in=["draft", "returned"], author=aicha).exists()
    states = {one.state for one in due.lines(Clock.objects.running().filter(child__case__owner=aicha))}
    assert {"late", "today"} <= states or {"late", "soon"} <= states


def test_families_look_for_children_and_one_child_waits_to_be_asked(seeded_db):
    assert {"proposed", "no_match"} <= set(Inquiry.objects.values_list("status", flat=True))
    waits = FamilyMatch.objects.get(status="proposed")
    assert waits.child.case.status == "open"
    assert FamilyMatch.objects.filter(status="told").exists()


def test_most_of_the_work_was_done_in_time_and_some_was_not(seeded_db):
    assert Case.objects.filter(status="closed").exists()
    met = Clock.objects.filter(rule="rapid_assessment", outcome="done")
    in_time = [clock.stopped_at <= clock.first_due_at for clock in met]
    assert 0.6 < sum(in_time) / len(in_time) <= 1
    assert {"sent", "received"} <= set(Referral.objects.values_list("status", flat=True))


@pytest.mark.django_db
def test_the_invented_people_hand_something_over_to_a_court_by_two_signatures_of_different_lines():
    year.invent(1, 1, UNTIL)
    nimo, moussa = (User.objects.get(username=one) for one in ("nimo", "moussa"))
    [colleague] = User.objects.filter(role="national_officer").exclude(pk=nimo.pk)
    said = {"requester": "Greffe", "aim": "procedure", "purpose": "Audience", "asked": "Âge", "order_number": "12/2026"}
    asked = disclosures.receive(by=nimo, recipient="court", legal_basis="court_order", **said)
    line = disclosures.add_child(asked, code=Child.objects.get().code, by=nimo)
    disclosures.propose(line, groups=["age_sex_language"], note="Le juge le protège", by=nimo)
    disclosures.sign(line, by=colleague)
    disclosures.sign(line, by=moussa)
    given = disclosures.give(line, undertaking=True, child_informed="not_yet", informed_note="", by=nimo)
    lines = [disclosures.line_of(one) for one in (nimo, given.first_by, given.second_by)]
    assert len(set(lines)) == 3
