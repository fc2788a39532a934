"""Guardians: who asked, who was appointed, who held which mandate on which day; and nobody is heard alone about asylum."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from base import dates
from base.models import Stale
from base.workflow import Refused
from casework import guardianship
from casework.models import AsylumHearing, Guardianship
from minors.models import Clock
from tests import makers

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ASKED = {"kind": "legal", "scopes": ["care", "asylum"], "requested_to": "Tribunal of Djibouti"}
DECIDED = {
    "person": "Moumina Ahmed",
    "relation": "aunt_maternal",
    "contact": "77 81 00 00",
    "decision_number": "TPI-12/2026",
    "conflict_check": "none",
    "child_view": "“I know her from home.”",
}


def today(days=0):
    return dates.today() + days * DAY


def asked_for(child, by, **changes):
    return guardianship.ask(child, by=by, **{**ASKED, "requested_on": today(), **changes})


def appointed(child, by, **changes):
    facts = {"kind": "legal", "scopes": ["care"], "decided_on": today(-30), "starts_on": today(-30), **DECIDED, **changes}
    return guardianship.record(child, by=by, **facts)


@pytest.fixture
def asked(yonas, aicha):
    return asked_for(yonas, aicha)


@pytest.fixture
def mandate(yonas, aicha):
    return appointed(yonas, aicha)


# ----------------------------------------------------------------------------------------------------------- who was guardian then


def test_the_guardian_of_any_day_is_one_question(yonas, aicha):
    first = appointed(yonas, aicha, starts_on=today(-30), ends_on=today(-10))
    second = appointed(yonas, aicha, starts_on=today(-10), person="Ali Nur")
    lawyer = appointed(yonas, aicha, kind="lawyer", scopes=["asylum"], starts_on=today(-40))
    said = [guardianship.guardian_on(yonas, today(-days)) for days in (31, 30, 11, 10, 0)]
    assert said == [None, first, first, second, second]
    assert guardianship.guardian_on(yonas, today(), "property") is None
    assert set(guardianship.mandates_on(yonas, today(-5))) == {second, lawyer}


def test_who_is_only_asked_for_is_guardian_on_no_day(yonas, asked):
    assert guardianship.guardian_on(yonas, today()) is None


def test_a_mandate_with_an_end_of_its_own_is_over_without_anybody_ending_it(yonas, aicha):
    mandate = appointed(yonas, aicha, ends_on=today(5))
    assert guardianship.guardian_on(yonas, today(4)) == mandate
    assert guardianship.guardian_on(yonas, today(5)) is None


def test_the_guardian_of_a_joined_file_is_the_guardian_of_the_child(yonas, aicha, dahabo):
    other = makers.make_case(aicha, own="Ionas").child
    mandate = appointed(other, aicha)
    makers.make_merge(yonas, other, dahabo)
    assert guardianship.guardian_on(yonas, today()) == mandate
    with pytest.raises(Refused, match="another legal guardian"):
        appointed(yonas, aicha)


# ------------------------------------------------------------------------------------------------------------------- two guardians


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, True),
        ({"starts_on": today(-60), "ends_on": today(-29)}, True),
        ({"starts_on": today(-60), "ends_on": today(-30)}, False),
        ({"scopes": ["property"]}, False),
        ({"scopes": ["property", "care"]}, True),
        ({"kind": "ad_hoc"}, False),
    ],
)
def test_two_legal_guardians_never_hold_the_same_thing_on_one_day(yonas, aicha, mandate, changes, refused):
    if not refused:
        assert appointed(yonas, aicha, **changes)
        return
    with pytest.raises(Refused, match="another legal guardian"):
        appointed(yonas, aicha, **changes)


@pytest.mark.parametrize("scope", Guardianship.Scope.values)
def test_the_database_itself_refuses_a_second_guardian(yonas, aicha, scope):
    appointed(yonas, aicha, scopes=[scope])
    facts = {"kind": "legal", "scopes": [scope], "decided_on": today(-9), "starts_on": today(-9), **DECIDED}
    second = Guardianship(child=yonas, author=aicha, status="appointed", **facts)
    with pytest.raises(IntegrityError, match=f"one_guardian_for_{scope}"), transaction.atomic():
        second.save(by=aicha, reason="x")


def test_two_files_with_a_guardian_each_are_not_joined(yonas, aicha, mandate):
    other = makers.make_case(aicha, own="Ionas").child
    appointed(other, aicha)
    assert [str(one) for one in Guardianship.keeps_apart(yonas.pk, other.pk)]
    assert not list(Guardianship.keeps_apart(yonas.pk, makers.make_case(aicha, own="Hana").child.pk))


# ------------------------------------------------------------------------------------------------------------------ the other rules


@pytest.mark.parametrize(
    ("changes", "sentence", "constraint"),
    [
        ({"scopes": []}, "what the mandate is for", "mandate_is_for_something"),
        ({"person": ""}, "a person or an institution", "mandate_names_somebody"),
        ({"starts_on": None}, "from which day", "mandate_holds_from_a_day"),
        ({"decision_number": ""}, "number and the day of the decision", "guardian_by_decision_or_by_law"),
        ({"decided_on": None}, "number and the day of the decision", "guardian_by_decision_or_by_law"),
        ({"conflict_check": "not_yet"}, "interest against the child", "mandate_after_a_check_of_interests"),
        ({"conflict_check": "found"}, "what protects the child", "mandate_after_a_check_of_interests"),
        ({"child_view": " "}, "what the child says", "mandate_hears_the_child"),
        ({"ends_on": today(-60)}, "before the beginning", "mandate_ends_after_it_starts"),
    ],
)
def test_what_a_mandate_lacks_is_said_and_the_database_refuses_it_too(yonas, aicha, mandate, changes, sentence, constraint):
    changes = {"kind": "ad_hoc", "scopes": ["criminal"], **changes}
    with pytest.raises(Refused, match=sentence):
        appointed(yonas, aicha, **changes)
    for name, value in changes.items():
        setattr(mandate, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        mandate.save(by=aicha, reason="x")


def test_father_and_grandfather_represent_by_law_without_a_decision(yonas, aicha):
    without = {"decision_number": "", "decided_on": None}
    assert appointed(yonas, aicha, relation="grandfather", **without).decided_on is None
    with pytest.raises(Refused, match="number and the day"):
        appointed(yonas, aicha, kind="ad_hoc", relation="father", **without)


def test_a_document_of_another_child_proves_nothing(yonas, aicha):
    other = makers.make_case(aicha, own="Hana", sex="F").child
    paper = makers.make_document(other, aicha, kind="court_decision")
    with pytest.raises(Refused, match="another child"):
        appointed(yonas, aicha, document=paper)
    assert appointed(yonas, aicha, document=makers.make_document(yonas, aicha, kind="court_decision"))


def test_the_same_is_not_asked_for_twice_nor_in_a_closed_case_nor_tomorrow(case, yonas, aicha, asked):
    with pytest.raises(Refused, match="asked for already"):
        asked_for(yonas, aicha)
    assert asked_for(yonas, aicha, kind="lawyer", scopes=["criminal"])
    with pytest.raises(Refused, match="not come yet"):
        asked_for(yonas, aicha, kind="ad_hoc", requested_on=today(1))
    case.status = "closed"
    case.save(by=aicha, reason="x", update_fields=["status"])
    for deed in (asked_for, appointed):
        with pytest.raises(Refused, match="Reopen it first"):
            deed(yonas, aicha, kind="ad_hoc")


def test_a_mandate_ends_once_with_a_reason_and_not_before_it_began(yonas, aicha, mandate):
    for day, sentence in ((today(1), "not come yet"), (today(-31), "before the beginning")):
        with pytest.raises(Refused, match=sentence):
            guardianship.end(mandate, ends_on=day, end_reason="court", by=aicha)
    with pytest.raises(Refused, match="why the mandate ended"):
        guardianship.end(mandate, ends_on=today(), end_reason="", by=aicha)
    guardianship.end(mandate, ends_on=today(), end_reason="replaced", by=aicha)
    assert guardianship.guardian_on(yonas, today()) is None
    with pytest.raises(Refused, match="already changed"):
        guardianship.end(mandate, ends_on=today(), end_reason="court", by=aicha)
    mandate.end_reason = ""
    with pytest.raises(IntegrityError, match="mandate_ends_with_a_reason"), transaction.atomic():
        mandate.save(by=aicha, reason="x")


def test_a_request_is_refused_after_it_was_made(asked, aicha):
    with pytest.raises(Refused, match="before the request"):
        guardianship.refuse(asked, decided_on=today(-1), reason="No papers", by=aicha)
    assert guardianship.refuse(asked, decided_on=today(), reason="No papers", by=aicha).status == "refused"


def test_two_do_not_write_at_once(asked, aicha):
    other = Guardianship.objects.get(pk=asked.pk)
    guardianship.write(other, by=aicha, reason="Day set", hearing_on=today(9))
    with pytest.raises(Stale):
        guardianship.write(asked, by=aicha, reason="x", hearing_on=today(8))
    with pytest.raises(Stale):
        guardianship.appoint(asked, by=aicha, starts_on=today(), decided_on=today(), **DECIDED)


# ----------------------------------------------------------------------------------------------------------------- the time limits


def clock(child, rule):
    return Clock.objects.filter(child=child, rule=rule).order_by("starts_at", "recorded_at").last()


def test_a_guardian_is_asked_for_within_five_working_days_and_appointed_within_thirty(yonas, aicha):
    assert clock(yonas, "guardian.request").stopped_at is None
    asked = asked_for(yonas, aicha)
    assert clock(yonas, "guardian.request").outcome == "done"
    waits = clock(yonas, "guardian.appointed")
    assert (waits.subject_id, waits.stopped_at) == (asked.pk, None)
    guardianship.appoint(asked, by=aicha, starts_on=today(), decided_on=today(), **DECIDED)
    assert clock(yonas, "guardian.appointed").outcome == "done"


def test_after_a_refusal_and_after_the_end_of_a_mandate_a_guardian_has_to_be_asked_for_again(yonas, aicha):
    with dates.at(dates.now() + 3 * DAY):
        guardianship.refuse(asked_for(yonas, aicha), decided_on=today(), reason="No papers", by=aicha)
        assert clock(yonas, "guardian.appointed").outcome == "dropped"
        again = clock(yonas, "guardian.request")
        assert (again.stopped_at, dates.local_date(again.starts_at)) == (None, today())
    with dates.at(dates.now() + 9 * DAY):
        mandate = appointed(yonas, aicha, decided_on=today(), starts_on=today())
        assert clock(yonas, "guardian.request").outcome == "done"
    with dates.at(dates.now() + 20 * DAY):
        guardianship.end(mandate, ends_on=today(), end_reason="dead", by=aicha)
        again = clock(yonas, "guardian.request")
        assert (again.stopped_at, dates.local_date(again.starts_at)) == (None, today())


def test_a_child_at_risk_who_is_with_its_parents_needs_none(aicha):
    child = makers.make_case(aicha, category="risk").child
    assert clock(child, "guardian.request") is None


def test_an_adult_needs_none_any_more(aicha):
    child = makers.make_case(aicha, birth=dates.from_age(19, today())).child
    assert clock(child, "guardian.request").outcome == "dropped"


# --------------------------------------------------------------------------------------------------------------- asylum interviews

HEARING = {"body": "cne", "place": "CNE, Djibouti"}


def heard(child, by, day=None, **who):
    return guardianship.record_hearing(child, by=by, held_on=day or today(), **HEARING, **who)


def test_nobody_is_heard_alone_about_asylum(yonas, aicha):
    with pytest.raises(Refused, match="never heard alone"):
        heard(yonas, aicha)
    hearing = AsylumHearing(child=yonas, status="recorded", held_on=today(), author=aicha, **HEARING)
    with pytest.raises(IntegrityError, match="asylum_hearing_is_accompanied"), transaction.atomic():
        hearing.save(by=aicha, reason="x")
    assert heard(yonas, aicha, worker=aicha).worker == aicha


def test_the_guardian_of_that_day_accompanies_and_not_of_another_day(yonas, aicha, mandate):
    assert heard(yonas, aicha, mandate=mandate)
    with pytest.raises(Refused, match="does not hold on that day"):
        heard(yonas, aicha, day=today(-31), mandate=mandate)
    hearing = heard(yonas, aicha, mandate=mandate)
    with pytest.raises(Refused, match="does not hold on that day"):
        guardianship.change_hearing(hearing, by=aicha, held_on=today(-31))


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({"kind": "legal", "scopes": ["property"]}, True),
        ({"kind": "ad_hoc", "scopes": ["asylum"]}, True),
        ({"kind": "ad_hoc", "scopes": ["criminal"]}, False),
        ({"kind": "worker", "scopes": ["asylum"]}, True),
        ({"kind": "director", "scopes": ["care"]}, False),
        ({"kind": "lawyer", "scopes": ["asylum"]}, False),
    ],
)
def test_which_mandates_are_enough_beside_a_child(yonas, aicha, facts, may):
    mandate = appointed(yonas, aicha, **facts)
    assert guardianship.may_stand_beside(yonas, today()).filter(pk=mandate.pk).exists() == may
    if not may:
        with pytest.raises(Refused, match="does not hold"):
            heard(yonas, aicha, mandate=mandate)


def test_a_supervisor_or_a_nurse_is_no_social_worker(yonas, aicha, dahabo, evelyne):
    for person in (dahabo, evelyne):
        with pytest.raises(Refused, match="Only a social worker"):
            heard(yonas, aicha, worker=person)


def test_the_guardian_of_another_child_does_not_count(yonas, aicha):
    other = makers.make_case(aicha, own="Hana", sex="F").child
    with pytest.raises(Refused, match="does not hold"):
        heard(yonas, aicha, mandate=appointed(other, aicha))
