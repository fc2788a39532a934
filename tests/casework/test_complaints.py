"""Complaints about staff: nobody of the house they are about learns of one, by any page, count, timeline, log or print."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import AccessEvent, Draft, StateChange
from base.workflow import Refused
from casework import complaints
from casework.models import Feedback, StaffComplaint
from minors import access
from tests import makers
from tests.papers import words_on

SECRET = "He touched me in the store room"


@pytest.fixture
def nasra(db):
    """The national officer, of the ministry."""
    return makers.make_user("nasra", role="national_officer", institution="MFF")


@pytest.fixture
def zeinab(db):
    """The data-protection officer, of the ministry too."""
    return makers.make_user("zeinab", role="data_protection_officer", institution="MFF")


@pytest.fixture
def safia(db):
    """The focal point for complaints, at the commission for human rights."""
    return makers.make_user("safia", role="complaints_officer", institution="CNDH")


def said(by, **more):
    return complaints.receive(text=SECRET, said_by="child", channel="in_person", by=by, **more)


def say(client, yonas, **more):
    return client.post(reverse("casework:say", args=[yonas.pk, "en"]), {"satisfaction": "2", **more})


def without_tokens(answer) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken": )"[^"]+"', "", answer.content.decode())


def test_a_child_complains_on_the_phone_of_the_very_worker_who_finds_nothing_of_it(worker, yonas, aicha, dahabo, safia):
    sent = say(worker, yonas, text="The food is good", complaint=SECRET, complaint_who="The one with the keys")
    assert sent.url == reverse("casework:thanks", args=[yonas.pk, "en"])
    complaint = StaffComplaint.objects.get()
    assert (complaint.text, complaint.child, complaint.said_by) == (SECRET, None, "child")
    pages = [
        reverse("casework:thanks", args=[yonas.pk, "en"]),
        reverse("casework:say", args=[yonas.pk, "en"]),
        reverse("casework:give_feedback", args=[yonas.pk]),
        reverse("casework:talks", args=[yonas.pk]),
        reverse("casework:case_questions", args=[yonas.pk]),
        reverse("casework:today"),
        yonas.get_absolute_url(),
    ]
    for person in (aicha, dahabo):
        worker.force_login(person)
        for page in pages:
            answer = worker.get(page, follow=True).content.decode()
            assert SECRET not in answer
            assert "complaint was" not in answer.lower()
        assert worker.get(complaint.get_absolute_url()).status_code == 404
        assert worker.get(reverse("casework:complaints")).status_code == 403


def test_with_and_without_a_complaint_everything_the_team_can_see_is_the_same(worker, yonas, aicha):
    """Otherwise the missing feedback, another message or another address would tell."""
    without = say(worker, yonas, text="Fine")
    first = without_tokens(worker.get(without.url))
    with_one = say(worker, yonas, text="Fine", complaint=SECRET, complaint_known="on")
    assert (with_one.status_code, with_one.url) == (without.status_code, without.url)
    assert without_tokens(worker.get(with_one.url)) == first
    assert Feedback.objects.count() == 2
    moves = StateChange.objects.filter(child_id=yonas.pk, workflow="feedback")
    assert {move.move for move in moves} == {"receive"}
    assert not StateChange.objects.filter(subject="casework.staffcomplaint").exists()
    seen = AccessEvent.objects.filter(person=aicha).values_list("subject", flat=True)
    assert "casework.staffcomplaint" not in set(seen)


def test_no_draft_keeps_what_was_written_about_staff(worker, yonas, aicha):
    typed = {
        "path": reverse("casework:give_feedback", args=[yonas.pk]),
        "text": "Fine",
        "complaint": SECRET,
        "complaint_who": "Him",
    }
    worker.post(reverse("draft"), typed)
    assert set(Draft.objects.get().fields) == {"text"}
    session = worker.session
    session["began_at"] = session["seen_at"] = dates.now().timestamp() - 3600
    session.save()
    say(worker, yonas, complaint=SECRET)  # locked while the child was writing
    assert SECRET not in str(list(Draft.objects.values_list("fields", flat=True)))


def test_the_printed_file_and_the_export_know_nothing_of_it(worker, yonas, aicha):
    said(aicha, child=yonas)
    asked = {"reason": "Hearing", "language": "en", "identity": "on", "use": "case"}
    printed = worker.post(reverse("casework:print", args=[yonas.pk]), asked)
    words = words_on(printed.content)
    assert "store room" not in words
    exported = worker.post(reverse("minors:export", args=[yonas.pk]), asked).content.decode()
    assert SECRET not in exported
    assert "staffcomplaint" not in exported


def test_people_of_another_house_look_into_it_within_three_days(client, aicha, nasra, yonas):
    complaint = said(aicha, child=yonas, who="The guard")
    assert complaint.due_at == complaint.received_at + timedelta(days=3)
    client.force_login(nasra)
    assert complaint.get_absolute_url() in client.get(reverse("casework:complaints")).content.decode()
    text = client.get(complaint.get_absolute_url()).content.decode()
    assert SECRET in text
    assert yonas.code in text
    assert client.post(reverse("casework:take_complaint", args=[complaint.pk])).status_code == 302
    closed = {"outcome": "authorities", "answer": "Passed on to the prosecutor; the child was told."}
    assert client.post(reverse("casework:close_complaint", args=[complaint.pk]), closed).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.status, complaint.handler, complaint.outcome) == ("closed", nasra, "authorities")
    assert AccessEvent.objects.filter(person=nasra, kind="opened", subject_id=str(complaint.pk)).exists()


def test_nobody_of_the_house_it_is_about_can_open_it_whatever_their_role(client, aicha, nasra, zeinab, safia):
    complaint = said(aicha, institution=nasra.institution)
    for person in (nasra, zeinab):
        client.force_login(person)
        assert client.get(complaint.get_absolute_url()).status_code == 404
        assert complaint.get_absolute_url() not in client.get(reverse("casework:complaints")).content.decode()
        with pytest.raises(Refused, match="about their own house"):
            complaints.take(complaint, by=person)
    client.force_login(safia)
    assert client.get(complaint.get_absolute_url()).status_code == 200
    assert complaints.handlers_of(complaint) == [safia]


def test_as_long_as_nobody_knows_the_house_the_one_that_handed_it_in_is_kept_out(nasra, zeinab, safia):
    worker_of_ministry = makers.make_user("kenedid", team=makers.make_team("MFF", "South", "ALS"))
    assert complaints.handlers_of(said(worker_of_ministry)) == [safia]


def test_one_house_or_the_other_there_is_always_somebody_who_can_look_into_it(aicha, nasra, zeinab, safia):
    for institution in (aicha.institution, nasra.institution, safia.institution, None):
        for by in (aicha, nasra, safia):
            assert complaints.handlers_of(said(by, institution=institution))


def test_when_it_turns_out_to_be_a_colleague_it_leaves_ones_hands(client, aicha, nasra, zeinab, safia):
    complaint = said(aicha)
    complaints.take(complaint, by=nasra)
    client.force_login(nasra)
    answer = client.post(reverse("casework:identify_complaint", args=[complaint.pk]), {"about": zeinab.pk, "institution": ""})
    assert answer.url == reverse("casework:complaints")
    complaint.refresh_from_db()
    assert (complaint.status, complaint.handler, complaint.about) == ("received", None, zeinab)
    assert complaint.institution == zeinab.institution
    assert client.get(complaint.get_absolute_url()).status_code == 404
    assert complaints.handlers_of(complaint) == [safia]


def test_a_person_of_another_house_is_named_and_it_stays_in_hand(aicha, dahabo, nasra):
    complaint = said(dahabo)
    complaints.take(complaint, by=nasra)
    assert complaints.identify(complaint, about=aicha, institution=None, by=nasra)
    complaint.refresh_from_db()
    assert (complaint.about, complaint.institution, complaint.handler) == (aicha, aicha.institution, nasra)


def test_the_database_itself_gives_nobody_a_complaint_about_themselves(aicha, nasra):
    complaint = said(aicha)
    complaints.take(complaint, by=nasra)
    complaint.about, complaint.institution = nasra, nasra.institution
    with pytest.raises(IntegrityError, match="nobody_handles_a_complaint_about_themselves"), transaction.atomic():
        complaint.save(by=nasra, reason="Test")


def test_only_who_has_it_in_hand_closes_it_and_with_words(aicha, nasra, zeinab):
    complaint = said(aicha)
    complaints.take(complaint, by=nasra)
    with pytest.raises(Refused, match="already changed"):
        complaints.take(complaint, by=zeinab)
    complaint.refresh_from_db()
    with pytest.raises(Refused, match="Somebody else looks into"):
        complaints.close(complaint, outcome="measures", answer="Done", by=zeinab)
    with pytest.raises(Refused, match="what was found"):
        complaints.close(complaint, outcome="measures", answer=" ", by=nasra)


def test_the_log_of_who_looked_does_not_tell_her_of_a_complaint_about_her(client, aicha, zeinab, safia):
    about_her = said(aicha, institution=zeinab.institution)
    other = said(aicha)
    client.force_login(safia)
    for complaint in (about_her, other):
        client.get(complaint.get_absolute_url())
    client.force_login(zeinab)
    log = client.get(reverse("minors:access_log")).content.decode()
    assert log.count("Safia") == 1


def test_anybody_who_signs_in_can_hand_in_a_complaint_and_finds_it_nowhere(client, evelyne, safia):
    client.force_login(evelyne)
    page = reverse("casework:complain")
    assert client.get(page).status_code == 200
    house = evelyne.institution_id
    sent = {
        "said_by": "other",
        "channel": "in_person",
        "complaint": SECRET,
        "complaint_who": "The director",
        "complaint_house": house,
    }
    assert client.post(page, sent).status_code == 302
    complaint = StaffComplaint.objects.get()
    assert complaint.institution == evelyne.institution
    assert SECRET not in client.get(page).content.decode()
    assert complaints.handlers_of(complaint) == [safia]


def test_a_complaint_is_a_record_of_no_child(yonas, aicha):
    """So that no list, count, export, print or indicator that goes by child can meet it."""
    complaint = said(aicha, child=yonas)
    assert complaint.child_key is None
    assert complaint.child_keys == []
    assert not hasattr(StaffComplaint, "minor_path")
    names = {field.name for field in apps.get_model("minors.child")._meta.get_fields()}
    assert not any("complaint" in name for name in names)


def test_a_right_on_the_whole_file_opens_no_complaint(yonas, aicha, dahabo):
    said(dahabo, child=yonas)
    for person in (aicha, dahabo):
        assert makers.levels_on(person, yonas.pk) >= {"read_c4"}
        assert not access.visible_to(person, StaffComplaint).exists()
