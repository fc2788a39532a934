"""The history of a record: both values, who, when and why, for the reader's classes; an earlier value comes back as a new change."""

import pytest
from django.test import Client
from django.urls import reverse

from base.models import AccessEvent
from base.workflow import Refused
from casework import best_interests
from minors import access, corrections, emergency, filing, record_history, restoring
from minors.models import Child, ProposedChange, Separation
from minors.sections import SECTIONS
from referrals import workflow
from tests import makers

pytestmark = pytest.mark.django_db


def address(record, name="minors:history"):
    return reverse(name, args=[record._meta.label_lower, record.pk])


@pytest.fixture
def separation(yonas, aicha):
    """What was written about the separation twice."""
    section = SECTIONS["separation"]
    name = next(one for one in section.first if Separation._meta.get_field(one).get_internal_type() == "TextField")
    for text in ("The river took the bridge", "The soldiers came"):
        record = filing.write(section, yonas, values={name: text}, silences={}, by=aicha, record=section.record(yonas))
    record.column = name
    return record


def test_an_old_and_a_new_value_stand_there_with_who_and_when(worker, separation):
    page = worker.get(address(separation))
    for words in ("The river took the bridge", "The soldiers came", "Aicha", "Written for the first time"):
        assert words in page.text


def test_values_are_told_in_words_and_not_in_codes(worker, yonas, aicha):
    child = Child.objects.get(pk=yonas.pk)
    child.language = "so"
    child.save(by=aicha, reason="He speaks Somali")
    page = worker.get(address(yonas))
    assert "Somali" in page.text
    assert "He speaks Somali" in page.text
    assert "Registered" in page.text or "registered" in page.text


def test_an_old_value_of_a_sensitive_field_never_reaches_who_may_not_read_it(bilan, separation):
    browser = Client()
    browser.force_login(bilan)
    page = browser.get(address(separation))
    assert page.status_code == 200
    for words in ("The river took the bridge", "The soldiers came"):
        assert words not in page.text
    assert "its values are not shown to you" in page.text


def test_the_identity_is_asked_for_and_that_is_logged(worker, yonas):
    name = yonas.names.get()
    assert "Tesfaye" not in worker.get(address(name)).text
    assert not AccessEvent.objects.filter(kind="revealed").exists()
    assert "Tesfaye" in worker.get(address(name), {"identity": "yes"}).text
    event = AccessEvent.objects.get(kind="revealed")
    assert (event.field_class, event.child_id) == ("C2", yonas.pk)


def test_a_stranger_and_something_that_is_no_record_give_404(client, worker, charmarke, aicha, separation):
    for label in ("base.user", "nothing.atall", "minors.lookingalert", "x"):
        assert worker.get(reverse("minors:history", args=[label, separation.pk])).status_code == 404
    client.force_login(charmarke)
    assert client.get(address(separation)).status_code == 404
    assert client.post(address(separation, "minors:restore"), {"reason": "Mine"}).status_code == 404


def test_every_page_of_a_record_leads_to_its_history(worker, yonas, separation):
    assert address(yonas) in worker.get(reverse("minors:file", args=[yonas.pk])).text
    assert address(separation) in worker.get(reverse("minors:section", args=[yonas.pk, "separation"])).text


def restorable(worker, record):
    page = worker.get(address(record))
    return [one for version in page.context["versions"] for one in version.changes if one.may_restore]


def test_an_earlier_value_comes_back_as_a_new_change_with_its_reason(worker, separation, aicha):
    [change] = [one for one in restorable(worker, separation) if one.column == separation.column]
    said = {"column": change.column, "row": change.row, "version": separation.version, "reason": "He said so again"}
    refused = worker.post(address(separation, "minors:restore"), {**said, "reason": " "})
    assert refused.status_code == 422
    assert worker.post(address(separation, "minors:restore"), said).status_code == 302
    stored = Separation.objects.get(pk=separation.pk)
    assert (getattr(stored, separation.column), stored.version) == ("The river took the bridge", separation.version + 1)
    assert stored.history.latest("history_id").history_change_reason == "He said so again"
    assert stored.history.count() == 3


def test_two_at_once_the_second_is_refused_and_keeps_the_words(worker, separation, aicha):
    [change] = [one for one in restorable(worker, separation) if one.column == separation.column]
    section = SECTIONS["separation"]
    filing.write(
        section,
        separation.child,
        values={separation.column: "A third story"},
        silences={},
        by=aicha,
        record=section.record(separation.child),
    )
    said = {"column": change.column, "row": change.row, "version": separation.version, "reason": "He said so again"}
    page = worker.post(address(separation, "minors:restore"), said)
    assert page.status_code == 409
    assert "He said so again" in page.text
    assert getattr(Separation.objects.get(pk=separation.pk), separation.column) == "A third story"


def test_who_may_not_write_restores_nothing(bilan, dahabo, separation):
    for person in (bilan, dahabo):
        with pytest.raises(Refused, match="cannot be restored here"):
            restoring.restore(
                separation,
                separation.column,
                separation.history.first().history_id,
                by=person,
                reason="Mine",
                version=separation.version,
            )


def test_an_identity_that_weighs_much_waits_for_a_second_person(aicha, dahabo, yonas):
    corrections.approve(corrections.correct(Child.objects.get(pk=yonas.pk), {"sex": "F"}, by=aicha, reason="A slip"), by=dahabo)
    child = Child.objects.get(pk=yonas.pk)
    first = child.history.order_by("history_id").first().history_id
    restoring.restore(child, "sex", first, by=aicha, reason="He is a boy", version=child.version)
    assert ProposedChange.objects.get(status="proposed").after == {"sex": "M"}
    assert Child.objects.get(pk=yonas.pk).sex == "F"


def test_a_text_of_an_assessment_comes_back_while_it_is_a_draft_and_not_when_it_was_sent(case, aicha):
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    first = bia.history.first().history_id
    best_interests.write(bia, content={"care": "An uncle in Balbala."}, by=aicha)
    restoring.restore(bia, "care", first, by=aicha, reason="The uncle has left", version=bia.version)
    assert (bia.care, bia.history.first().history_change_reason) == (makers.BIA["care"], "The uncle has left")
    best_interests.submit(bia, by=aicha)
    bia.refresh_from_db()
    with pytest.raises(Refused, match="cannot be restored here"):
        restoring.restore(bia, "situation", first, by=aicha, reason="Again", version=bia.version)


def test_a_row_of_another_record_restores_nothing(aicha, yonas, separation):
    other = yonas.history.first().history_id + 10_000
    with pytest.raises(Refused, match="never said that"):
        restoring.restore(separation, separation.column, other, by=aicha, reason="Why not", version=separation.version)


def test_both_clocks_are_told_where_life_s_differs(yonas):
    told = record_history.tell(yonas, {"C1", "C2", "C3"})
    assert told.versions[-1].recorded_at
    assert access.classes_for(makers.make_user("nasra"), yonas.pk) == set()


LEADS_THERE = "What this record said before, and who changed it"


def test_who_opens_no_case_is_led_to_no_history(client, aicha, evelyne, yonas):
    """A nurse on the referral that she received, and the data-protection officer on an emergency: to follow the link was an alert."""
    sent = workflow.refer(
        yonas, to=makers.make_service(), reason="Cough", groups=["identity"], urgency="normal", mode="electronic", by=aicha
    )
    night = makers.make_user("ismail", role="night_duty", team=makers.make_team(name="Night shelter"))
    opened = emergency.open_file(code=yonas.code, reason="He bleeds", by=night)
    zeinab = makers.make_user("zeinab", role="data_protection_officer", institution="MFF")
    for person, page in ((evelyne, reverse("referrals:referral", args=[sent.pk])), (zeinab, opened.get_absolute_url())):
        client.force_login(person)
        assert LEADS_THERE not in client.get(page).text, person
    client.force_login(aicha)
    assert LEADS_THERE in client.get(reverse("referrals:referral", args=[sent.pk])).text
