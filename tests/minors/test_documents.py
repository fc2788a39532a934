"""Documents and photos: what is kept, who meets them, and what nobody meets who may not."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image

from base import dates, files
from base.models import AccessEvent, StateChange
from base.workflow import Refused
from minors import access, consent, documents, uploads
from minors.models import Document, Upload
from tests import corpus, makers
from tests.papers import words_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(yonas, aicha):
    return makers.make_document(yonas, aicha, description="Kebele card with stamp")


@pytest.fixture
def secret(yonas, aicha):
    """What only a reader of C4 may know of."""
    return makers.make_document(
        yonas,
        aicha,
        kind="letter",
        field_class="C4",
        description="Letter of the driver",
        content=makers.make_picture(colour="navy"),
    )


def address(name, about):
    return reverse(f"minors:{name}", args=[about.pk])


def sent(child, client, content=None, field="file", **answers):
    """What the page answers to a form with a file, as a browser without scripts sends it."""
    answers = {"kind": "kebele_card", **answers}
    if content is not None:
        answers[field] = SimpleUploadedFile("IMG_20260310_Yonas.jpg", content)
    return client.post(address("add_document", child), answers)


# Adding


def test_a_photo_sent_without_scripts_is_kept_without_its_place(worker, yonas):
    answer = sent(yonas, worker, corpus.photo(), field="photo", description="Kebele card", issued="2016", calendar="ethiopic")
    document = Document.objects.get()
    assert answer.url == document.get_absolute_url()
    assert (document.field_class, document.media_type, document.sent_as) == ("C2", "image/jpeg", "image/jpeg")
    assert (document.issued_raw, document.issued_calendar) == ("2016", "ethiopic")
    kept = worker.get(address("download_document", document)).content
    assert not [one for one in corpus.SECRETS if one in kept]
    assert Image.open(io.BytesIO(kept)).size == (640, 480)


def test_a_file_that_came_in_parts_is_kept_with_its_form(worker, yonas, aicha, django_capture_on_commit_callbacks):
    content = corpus.photo()
    upload = makers.make_upload(yonas, aicha, content)
    uploads.receive(upload.pk, at=0, part=content, by=aicha)
    with django_capture_on_commit_callbacks(execute=True):
        sent(yonas, worker, upload=upload.pk)
    assert Document.objects.get().kind == "kebele_card"
    assert not Upload.objects.exists()
    assert not files.names_of(upload.pk.hex)


def test_a_file_that_has_not_arrived_completely_is_not_kept(worker, yonas, aicha):
    page = sent(yonas, worker, upload=makers.make_upload(yonas, aicha).pk, description="Card")
    assert page.status_code == 422
    assert "has not arrived completely" in page.text
    assert "Card</textarea>" in page.text
    assert not Document.objects.exists()


def test_another_persons_upload_is_not_kept_by_naming_it(worker, yonas):
    colleague = makers.make_user("ayan")
    content = corpus.photo()
    upload = makers.make_upload(yonas, colleague, content)
    uploads.receive(upload.pk, at=0, part=content, by=colleague)
    page = sent(yonas, worker, upload=upload.pk)
    assert page.status_code == 422
    assert "no longer there" in page.text


@pytest.mark.parametrize(
    "what", ["a web page named as a photo", "nothing", "a PDF with a password", "a picture that asks for 1.7 GB", "21 MB"]
)
def test_a_hostile_file_is_refused_beside_its_field_and_nothing_typed_is_lost(worker, yonas, settings, tmp_path, what):
    settings.FILES_DIR = tmp_path
    make, said = corpus.REFUSED[what]
    page = sent(yonas, worker, make(), description="What the boy carried")
    assert page.status_code == 422
    assert said in page.text
    assert "What the boy carried" in page.text
    assert not Document.objects.exists()
    assert not list(tmp_path.rglob("*"))


def test_a_refused_upload_is_not_offered_again(worker, yonas, aicha):
    upload = makers.make_upload(yonas, aicha, corpus.HTML)
    uploads.receive(upload.pk, at=0, part=corpus.HTML, by=aicha)
    page = sent(yonas, worker, upload=upload.pk)
    assert "Only photos" in page.text
    assert str(upload.pk) not in page.text
    assert not Upload.objects.exists()


def test_no_file_at_all_is_said(worker, yonas):
    page = sent(yonas, worker)
    assert page.status_code == 422
    assert "Take a photo or choose a file." in page.text


def test_a_file_sent_to_a_page_that_asks_for_none_is_dropped(worker, yonas, aicha):
    page = worker.post(
        reverse("minors:consent", args=[yonas.pk]), {"reason": "x", "file": SimpleUploadedFile("a.jpg", corpus.photo())}
    )
    assert page.wsgi_request.FILES == {}


def test_a_photo_of_the_child_needs_consent_or_a_reason(yonas, aicha):
    with pytest.raises(Refused, match="Nobody consented to a photo"):
        makers.make_document(yonas, aicha, kind="photo")
    kept = makers.make_document(yonas, aicha, kind="photo", without_consent_because="Unconscious, to be recognised")
    assert kept.without_consent_because
    consent.record(yonas, by=aicha, reason="Asked", given_at=dates.now(), basis="consent", giver="child", scopes=["photo_file"])
    assert makers.make_document(yonas, aicha, kind="photo").without_consent_because == ""


def test_a_photo_is_a_picture(yonas, aicha):
    with pytest.raises(Refused, match="not a picture"):
        makers.make_document(yonas, aicha, kind="photo", content=corpus.wav(), without_consent_because="Needed")


@pytest.mark.parametrize(
    ("kind", "field_class"), [("medical_record", "C3"), ("court_decision", "C3"), ("passport", "C2"), ("other", "C2")]
)
def test_a_document_has_the_usual_class_of_its_kind(yonas, aicha, kind, field_class):
    assert makers.make_document(yonas, aicha, kind=kind).field_class == field_class


def test_nobody_gives_a_class_that_they_may_not_read(client, yonas, aicha):
    night = makers.make_user("kadir", role="night_duty")
    access.give(
        yonas, user=night, levels=access.FULL, purpose="duty", by=aicha, reason="Night", ends_at=dates.now() + timedelta(days=1)
    )
    client.force_login(night)
    assert sent(yonas, client, corpus.photo(), field_class="C4").status_code == 422


def test_a_crash_between_file_and_row_leaves_no_row_without_a_file(yonas, aicha, settings, tmp_path, monkeypatch):
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr(documents.DOCUMENT, "begin", lambda *a, **k: (_ for _ in ()).throw(OSError("power")))
    with pytest.raises(OSError, match="power"):
        makers.make_document(yonas, aicha)
    assert not Document.objects.exists()
    assert len(list(files.names())) == 2  # file and preview wait for check_files


# Serving


def test_a_file_is_served_so_that_nothing_runs_it_and_nobody_keeps_it(worker, yonas, card):
    for name in ("download_document", "preview_document"):
        answer = worker.get(address(name, card))
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"] == f'attachment; filename="{yonas.code}-{card.number}.jpg"'
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_every_opening_of_a_file_is_remembered(client, bilan, yonas, card):
    client.force_login(bilan)
    client.get(address("download_document", card))
    client.get(address("preview_document", card))
    seen = AccessEvent.objects.filter(person=bilan, child_id=yonas.pk, subject="minors.document", subject_id=str(card.pk))
    assert sorted(seen.values_list("kind", flat=True)) == ["downloaded", "opened", "opened"]


def test_files_that_changed_places_are_not_served(worker, yonas, aicha, card):
    other = makers.make_document(yonas, aicha, content=makers.make_picture(colour="teal"))
    paths = [files._path(one.file_name, 1) for one in (card, other)]
    paths[0].write_bytes(paths[1].read_bytes())
    answer = worker.get(address("download_document", card), follow=True)
    assert "cannot be opened" in answer.text
    assert not AccessEvent.objects.filter(kind="downloaded").exists()


def test_a_missing_preview_is_404_and_not_an_error(worker, card):
    files.remove(card.preview_name)
    assert worker.get(address("preview_document", card)).status_code == 404


# The door


def test_a_stranger_gets_the_same_404_as_for_what_does_not_exist(client, charmarke, card):
    client.force_login(charmarke)
    for name in ("document", "download_document", "preview_document"):
        answer = client.get(address(name, card))
        unknown = client.get(reverse(f"minors:{name}", args=["00000000-0000-4000-8000-000000000000"]))
        assert (answer.status_code, answer.content) == (404, unknown.content)


def printed(client, child) -> str:
    page = client.post(reverse("casework:print", args=[child.pk]), {"reason": "Hearing", "language": "en"})
    assert page["Content-Type"] == "application/pdf"
    return words_on(page.content).replace(" ", "")


def test_who_may_not_read_its_class_does_not_learn_of_a_document(client, yonas, aicha, card, secret):
    """Not in list, count, page, history, search or print."""
    reader = makers.make_reader("amina", yonas, aicha, levels=("read_c1", "read_c2", "read_c3", "print"))
    client.force_login(reader)
    documents.describe(
        secret,
        kind="letter",
        field_class="C4",
        description="Of the driver, corrected",
        reference="",
        issued=None,
        by=aicha,
        reason="Seen",
    )
    for name in ("document", "download_document", "preview_document"):
        assert client.get(address(name, secret)).status_code == 404
    assert not AccessEvent.objects.filter(person=reader, subject="minors.document").exclude(kind="turned_away").exists()
    listed = client.get(address("documents", yonas)).text
    case = client.get(reverse("casework:case", args=[yonas.pk])).text
    assert card.number in listed
    assert "1 document" in case
    assert case.count("A document was added.") == 1
    found = client.post(reverse("minors:search"), {"term": "driver"}).text
    paper = printed(client, yonas)
    assert card.number in paper
    assert yonas.code not in found
    for told in (listed, case, paper):
        assert secret.number not in told
        assert "driver" not in told
    assert paper.count("Adocumentwasadded.") == 1


def test_the_worker_with_the_class_meets_it(worker, yonas, card, secret):
    assert secret.number in worker.get(address("documents", yonas)).text
    assert "2 documents" in worker.get(reverse("casework:case", args=[yonas.pk])).text


def test_secret_documents_are_never_on_standard_paper(worker, yonas, card, secret):
    paper = printed(worker, yonas)
    assert card.digest[:16] in paper
    assert secret.digest[:16] not in paper


def test_what_was_said_while_the_class_was_higher_stays_untold_afterwards(client, worker, yonas, aicha, secret):
    documents.describe(
        secret,
        kind="letter",
        field_class="C2",
        description="Letter to the mother",
        reference="",
        issued=None,
        by=aicha,
        reason="Blackened",
    )
    reader = makers.make_reader("amina", yonas, aicha, levels=("read_c1", "read_c2", "read_c3", "print"))
    client.force_login(reader)
    for told in (client.get(reverse("casework:case", args=[yonas.pk])).text, printed(client, yonas)):
        assert "driver" not in told
    assert "Letter to the mother" in client.get(address("documents", yonas)).text


def test_an_official_who_reads_in_code_meets_no_document_with_a_name(client, yonas, card):
    client.force_login(makers.make_user("nasra", role="national_officer", institution="MFF"))
    assert card.number not in client.get(address("documents", yonas)).text
    assert client.get(address("document", card)).status_code == 404


def test_the_list_asks_the_database_little_however_long_it_is(worker, yonas, aicha, django_assert_max_num_queries):
    for _each in range(6):
        makers.make_document(yonas, aicha)
    worker.get(address("documents", yonas))
    with django_assert_max_num_queries(17):  # nine that every page costs
        worker.get(address("documents", yonas))


# Describing and withdrawing


def described(card, **changes):
    return {"kind": "passport", "description": "Passport", "version": card.version, "reason": "Looked again", **changes}


def test_a_correction_keeps_what_was_said_before(worker, card):
    assert worker.post(address("describe_document", card), described(card, issued="03/2020")).url == card.get_absolute_url()
    card.refresh_from_db()
    assert (card.kind, card.issued_raw) == ("passport", "03/2020")
    assert [row.description for row in card.history.all()] == ["Passport", "Kebele card with stamp"]


def test_two_corrections_at_once_lose_neither_text(worker, card):
    worker.post(address("describe_document", card), described(card))
    page = worker.post(address("describe_document", card), described(card, description="School card"))
    assert page.status_code == 409
    assert "Passport" in page.text
    assert "School card" in page.text


def test_a_photo_without_consent_does_not_come_in_by_correcting_its_kind(worker, card):
    page = worker.post(address("describe_document", card), described(card, kind="photo"))
    assert page.status_code == 422
    card.refresh_from_db()
    assert card.kind == "kebele_card"


def test_a_withdrawn_document_is_shown_to_nobody_and_not_deleted(worker, yonas, card):
    worker.post(address("withdraw_document", card), {"why": "wrong_child"})
    card.refresh_from_db()
    assert card.status == "withdrawn"
    assert StateChange.objects.get(subject_id=card.pk, move="withdraw").reason == "wrong_child"
    assert "withdrawn" in worker.get(address("document", card)).text
    for name in ("download_document", "preview_document", "describe_document"):
        assert worker.get(address(name, card)).status_code == 404
    assert "0 documents" in worker.get(reverse("casework:case", args=[yonas.pk])).text
    assert documents.read(card)


@pytest.mark.parametrize("why", ["", "because"])
def test_a_withdrawal_needs_a_reason_of_the_list(worker, card, why):
    assert worker.post(address("withdraw_document", card), {"why": why}).status_code == 422
    card.refresh_from_db()
    assert card.status == "current"


def test_a_photo_is_no_longer_shown_when_its_consent_is_withdrawn(worker, yonas, aicha):
    given = consent.record(
        yonas, by=aicha, reason="Asked", given_at=dates.now(), basis="consent", giver="child", scopes=["photo_file"]
    )
    photo = makers.make_document(yonas, aicha, kind="photo")
    assert worker.get(address("preview_document", photo)).status_code == 200
    consent.withdraw(given, by=aicha, reason="He changed his mind")
    for name in ("download_document", "preview_document"):
        assert worker.get(address(name, photo)).status_code == 404
    page = worker.get(address("document", photo)).text
    assert "Nobody consents to photos any more" in page
    assert "<img class=" not in page


# Checking


def test_the_check_finds_lost_changed_and_leftover_files(yonas, aicha, settings, tmp_path, capsys, monkeypatch):
    settings.FILES_DIR = tmp_path
    first, second = (makers.make_document(yonas, aicha) for _each in range(2))
    call_command("check_files")
    assert "4 files were compared with their documents, 0 belong to none." in capsys.readouterr().out
    files.remove(first.file_name)
    files._path(second.preview_name, 1).write_bytes(files._path(second.file_name, 1).read_bytes())
    left = files.put(b"left behind", document="none")
    monkeypatch.setattr("minors.management.commands.check_files.YOUNG", timedelta(seconds=-1))
    with pytest.raises(CommandError, match="2 of 4 files"):
        call_command("check_files", remove=True)
    said = capsys.readouterr()
    assert re.findall(r"(file|preview): (\w+)", said.err) in (
        [("file", "missing"), ("preview", "belongs_elsewhere")],
        [("preview", "belongs_elsewhere"), ("file", "missing")],
    )
    assert "1 belong to none" in said.out
    assert left not in set(files.names())
    assert second.file_name in set(files.names())
