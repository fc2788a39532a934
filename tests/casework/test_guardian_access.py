"""The guardian's own account: opened by the mandate for that one child, never longer and never broader; and what the guardian says (7.2)."""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from base import dates
from base.models import Stale
from base.workflow import Refused
from casework import guardian_access, guardianship
from casework.dossier import Known, gather
from casework.models import Guardianship, GuardianView
from minors import access
from minors.models import Child, Grant
from tests import makers
from tests.casework.test_guardianship import DAY, appointed, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def omar(db):
    return makers.make_user("omar", role="guardian", institution="MFF")


@pytest.fixture
def mandate(yonas, aicha):
    return appointed(yonas, aicha)


@pytest.fixture
def given(mandate, omar, aicha):
    return guardian_access.give(mandate, person=omar, by=aicha)


def reads(person) -> set[Child]:
    return set(access.children_of(person))


def test_a_mandate_opens_that_child_and_no_other_to_read_only(client, yonas, aicha, omar, given):
    makers.make_case(aicha, own="Dawit")
    assert reads(omar) == {yonas}
    rights = access.rights_on(omar, yonas.pk)
    assert rights.classes == {"C1", "C2", "C3"}
    assert rights.verbs == {"open_case", "reveal_identity", "report_missing", "express_view"}
    client.force_login(omar)
    for name in ("case", "care_plan", "guardianship"):
        assert client.get(reverse(f"casework:{name}", args=[yonas.pk])).status_code == 200
    assert "Yonas" in client.post(reverse("minors:identity", args=[yonas.pk])).text
    for name in ("place", "ask_guardian", "visit"):
        assert client.get(reverse(f"casework:{name}", args=[yonas.pk])).status_code == 403


@pytest.mark.parametrize(("facts", "levels"), [
    ({"kind": "legal", "scopes": ["care", "health"]}, ["read_c1", "read_c2", "read_c3"]),
    ({"kind": "legal", "scopes": ["property"]}, ["read_c1", "read_c2"]),
    ({"kind": "ad_hoc", "scopes": ["care"]}, ["read_c1", "read_c2"]),
])  # fmt: skip
def test_what_is_sensitive_is_for_the_legal_guardian_who_has_the_care(yonas, aicha, omar, facts, levels):
    given = guardian_access.give(appointed(yonas, aicha, **facts), person=omar, by=aicha)
    assert given.access.levels == levels


def test_the_access_ends_with_the_mandate(yonas, aicha, omar, given):
    guardianship.end(given, ends_on=today(), end_reason="court", by=aicha)
    connection.check_constraints()
    assert reads(omar) == set()
    assert Grant.objects.get(purpose="guardian").status == "revoked"


def test_a_mandate_with_a_last_day_closes_the_file_by_itself(yonas, aicha, omar):
    guardian_access.give(appointed(yonas, aicha, ends_on=today(5)), person=omar, by=aicha)
    with dates.at(dates.midnight(today(5)) - DAY / 24):
        assert reads(omar) == {yonas}
    with dates.at(dates.midnight(today(5))):
        assert reads(omar) == set()


def test_the_access_follows_a_corrected_mandate(yonas, aicha, omar, given):
    guardianship.write(given, by=aicha, reason="The order says so", ends_on=today(3))
    given.refresh_from_db()
    assert given.access.ends_at == dates.midnight(today(3))
    guardianship.write(given, by=aicha, reason="Property only", scopes=["property"])
    assert access.rights_on(omar, yonas.pk).classes == {"C1", "C2"}
    found = {"conflict_check": "found", "conflict_note": "A debt"}
    given.refresh_from_db()
    guardianship.write(given, by=aicha, reason="A debt was found", **found)
    connection.check_constraints()
    assert reads(omar) == set()


def test_the_guardian_reads_no_more_on_the_18th_birthday(aicha, omar):
    omar.expires_on = today(9999)
    omar.save()
    child = makers.make_case(aicha, birth=dates.from_age(16, dates.today())).child
    guardian_access.give(appointed(child, aicha), person=omar, by=aicha)
    with dates.at(dates.midnight(dates.turns_18_latest(child.birth_latest)) - DAY):
        assert reads(omar) == {child}
    with dates.at(dates.midnight(dates.turns_18_latest(child.birth_latest)) + DAY):
        assert reads(omar) == set()


def test_access_is_refused_without_a_mandate_for_others_and_twice(yonas, aicha, dahabo, omar, mandate):
    with pytest.raises(Refused, match="no account of a guardian"):
        guardian_access.give(mandate, person=dahabo, by=aicha)
    gone = makers.make_user("gone", role="guardian", institution="MFF", expires_on=today(-1))
    with pytest.raises(Refused, match="no account of a guardian"):
        guardian_access.give(mandate, person=gone, by=aicha)
    old = Guardianship.objects.get(pk=mandate.pk)
    guardian_access.give(mandate, person=omar, by=aicha)
    with pytest.raises(Stale):
        guardian_access.give(old, person=omar, by=aicha)
    with pytest.raises(Refused, match="has access already"):
        guardian_access.give(mandate, person=omar, by=aicha)
    asked = guardianship.ask(yonas, kind="ad_hoc", scopes=["criminal"], requested_on=today(), requested_to="Court", by=aicha)
    coming = appointed(yonas, aicha, kind="ad_hoc", scopes=["property"], starts_on=today(4))
    for one in (asked, coming):
        with pytest.raises(Refused, match="does not hold today"):
            guardian_access.give(one, person=omar, by=aicha)
    doubtful = appointed(yonas, aicha, kind="ad_hoc", scopes=["health"], conflict_check="found", conflict_note="A debt")
    with pytest.raises(Refused, match="conflict of interest"):
        guardian_access.give(doubtful, person=omar, by=aicha)


def test_an_access_that_was_ended_by_hand_may_be_given_again(yonas, aicha, omar, given):
    access.revoke(given.access, by=aicha, reason="Lost the phone")
    assert reads(omar) == set()
    given.refresh_from_db()
    guardian_access.give(given, person=omar, by=aicha)
    assert reads(omar) == {yonas}


def test_the_database_lets_no_guardian_read_without_a_mandate_longer_or_more(yonas, aicha, omar, given):
    alone = {"user": omar, "levels": ["read_c1"], "purpose": "guardian", "by": aicha, "reason": "x"}
    with pytest.raises(IntegrityError, match="without a mandate"), transaction.atomic():
        access.give(yonas, **alone)
        connection.check_constraints()
    for change in ({"levels": ["read_c1", "change"]}, {"ends_at": dates.now() + 9 * DAY}):
        grant = Grant.objects.get(pk=given.access_id)
        for name, value in change.items():
            setattr(grant, name, value)
        with pytest.raises(IntegrityError, match="without a mandate, or more"), transaction.atomic():
            grant.save(by=aicha, reason="x")
            connection.check_constraints()
    for change in ({"status": "ended", "ends_on": today(), "end_reason": "court"}, {"ends_on": today(2)}):
        held = Guardianship.objects.get(pk=given.pk)
        for name, value in change.items():
            setattr(held, name, value)
        with pytest.raises(IntegrityError, match="without a mandate, or more"), transaction.atomic():
            held.save(by=aicha, reason="x")
            connection.check_constraints()
    with pytest.raises(IntegrityError, match="only_the_responsible_person_has_no_end"), transaction.atomic():
        access.give(yonas, **{**alone, "purpose": "court", "ends_at": None})


def test_aicha_gives_access_on_the_page_of_the_mandate(worker, yonas, omar, mandate):
    there = reverse("casework:open_to_guardian", args=[mandate.pk])
    assert there in worker.get(mandate.get_absolute_url()).text
    assert worker.post(there, {"version": mandate.version}).status_code == 422
    assert worker.post(there, {"person": omar.pk, "version": mandate.version}).status_code == 302
    text = worker.get(mandate.get_absolute_url()).text
    assert "Omar" in text
    assert "as long as the mandate holds" in text
    assert there not in text
    assert reads(omar) == {yonas}
    purposes = worker.get(reverse("minors:access", args=[yonas.pk])).text
    assert 'value="guardian"' not in purposes


# ---------------------------------------------------------------------------------------------------------- what the guardian says


def test_the_guardian_says_something_and_the_social_worker_answers(client, yonas, aicha, omar, given):
    client.force_login(omar)
    say = reverse("casework:say_as_guardian", args=[yonas.pk])
    assert say in client.get(yonas.get_absolute_url()).text
    assert client.post(say, {"about": "plan", "words": " "}).status_code == 422
    assert client.post(say, {"about": "plan", "words": "He wants to learn French"}).status_code == 302
    view = GuardianView.objects.get()
    assert "He wants to learn French" in client.get(view.get_absolute_url()).text
    assert client.get(reverse("casework:answer_guardian", args=[view.pk])).status_code == 403
    client.force_login(aicha)
    assert view.get_absolute_url() in client.get(reverse("casework:today")).text
    assert "waits for an answer" in client.get(reverse("casework:guardianship", args=[yonas.pk])).text
    answer = reverse("casework:answer_guardian", args=[view.pk])
    assert client.post(answer, {"answer": "", "version": view.version}).status_code == 422
    assert client.post(answer, {"answer": "A course begins in May", "version": view.version}).status_code == 302
    assert view.get_absolute_url() not in client.get(reverse("casework:today")).text
    client.force_login(omar)
    assert "A course begins in May" in client.get(view.get_absolute_url()).text
    printed = repr(gather(Known(yonas.pk, reader=aicha, until=dates.now()), language="en"))
    assert "He wants to learn French" in printed
    with pytest.raises(Refused, match="already changed"):
        guardian_access.answer(view, answer="Again", by=aicha)


def test_only_the_guardian_of_this_child_says_something(yonas, aicha, omar, given):
    other = makers.make_case(aicha, own="Dawit").child
    for child, person in ((other, omar), (yonas, aicha)):
        with pytest.raises(Refused, match="Only a guardian of this child"):
            guardian_access.say(child, about="plan", words="x", by=person)
    with pytest.raises(Refused, match="what you want to say"):
        guardian_access.say(yonas, about="plan", words=" ", by=omar)
    guardianship.end(given, ends_on=today(), end_reason="court", by=aicha)
    with pytest.raises(Refused, match="Only a guardian of this child"):
        guardian_access.say(yonas, about="plan", words="x", by=omar)


def test_who_reads_without_what_is_sensitive_learns_that_something_was_said_and_not_what(client, yonas, aicha, omar):
    given = guardian_access.give(appointed(yonas, aicha, scopes=["property"]), person=omar, by=aicha)
    view = guardian_access.say(yonas, about="other", words="His land at home", by=omar)
    client.force_login(omar)
    assert "His land at home" in client.get(view.get_absolute_url()).text  # one's own words
    client.force_login(makers.make_reader("bilan", yonas, aicha))
    assert "His land at home" not in client.get(view.get_absolute_url()).text
    assert given


def test_the_database_keeps_what_is_said_in_order(yonas, aicha, omar, given):
    with pytest.raises(Refused, match="Somebody else answers"):
        guardian_access.answer(guardian_access.say(yonas, about="plan", words="x", by=omar), answer="y", by=omar)
    view = GuardianView.objects.get()
    with pytest.raises(Refused, match="what follows from it"):
        guardian_access.answer(view, answer=" ", by=aicha)
    answered = {"status": "answered", "answer": "y", "answered_at": dates.now(), "answered_by": aicha}
    wrong = [
        ({"words": " "}, "guardian_says_something"),
        ({**answered, "answer": " "}, "guardian_is_answered_by_somebody"),
        ({**answered, "answered_by": omar}, "guardian_is_answered_by_another"),
    ]
    for change, name in wrong:
        for field, value in {"words": "x", **change}.items():
            setattr(view, field, value)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            view.save(by=aicha, reason="x")


# ---------------------------------------------------------------------------------------------------------------- on any day


def test_who_was_guardian_on_any_day_is_what_the_mandates_say(worker, yonas, aicha):
    first = appointed(yonas, aicha, starts_on=today(-90), decided_on=today(-91))
    guardianship.end(first, ends_on=today(-60), end_reason="resigned", by=aicha)
    second = appointed(yonas, aicha, person="Abdi Robleh", starts_on=today(-40), decided_on=today(-41), ends_on=today(20))
    third = appointed(yonas, aicha, person="Hawa Ali", starts_on=today(20), decided_on=today(-1))
    known = [(first, -90, -60), (second, -40, 20), (third, 20, 9999)]
    for offset in itertools.chain(range(-95, 40), (400,)):
        held = [one for one, since, until in known if since <= offset < until]
        assert guardianship.guardian_on(yonas, today(offset)) == (held[0] if held else None), offset
    page = reverse("casework:guardianship", args=[yonas.pk])
    assert "Abdi Robleh" in worker.get(page, {"on": f"{today(-10)}"}).context["held"].get().person
    assert "Nobody held a mandate" in worker.get(page, {"on": f"{today(-50)}"}).text
    assert worker.get(page, {"on": "yesterday"}).context["day"] is None
