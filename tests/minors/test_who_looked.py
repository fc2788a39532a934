"""Who looked: what is written, the two questions, what is taken along (domain.md 7.7, 9.6, 9.11; security.md rules 15, 16)."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from minors import access, looking, looking_paper
from minors.remembering import digest_of
from referrals import workflow
from tests import makers
from tests.papers import words_on

pytestmark = pytest.mark.django_db
LOG = "/children/who-looked/"


@pytest.fixture
def zeinab(db):
    """The data-protection officer."""
    return makers.make_user("zeinab", role="data_protection_officer", institution="MFF")


@pytest.fixture
def officer(zeinab):
    browser = Client()
    browser.force_login(zeinab)
    return browser


def last(**about):
    return AccessEvent.objects.filter(**about).order_by("id").last()


def test_an_opening_says_who_in_which_role_and_house_what_of_which_class_and_when(worker, aicha, yonas):
    worker.get(reverse("casework:case", args=[yonas.pk]))
    event = last(child_id=yonas.pk, kind="opened")
    assert (event.person, event.person_role, event.institution.code) == (aicha, "caseworker", "CARITAS")
    assert (event.subject, event.field_class, event.result) == ("minors.child", "C1", "given")


def test_an_identity_is_of_class_c2_and_a_sensitive_section_of_class_c3(worker, yonas):
    worker.post(reverse("minors:identity", args=[yonas.pk]))
    assert last(kind="revealed").field_class == "C2"
    worker.get(reverse("minors:section", args=[yonas.pk, "separation"]))
    assert last(kind="revealed").detail["section"] == "separation"
    assert last(kind="revealed").field_class == "C3"


def test_a_list_keeps_the_codes_it_showed(worker, yonas):
    worker.get(reverse("minors:children"))
    assert last(kind="listed").shown == [yonas.code]


def test_of_a_search_only_a_keyed_digest_is_kept(worker, yonas, settings):
    worker.post(reverse("minors:search"), {"term": "Yonas  Tesfaye"})
    event = last(kind="searched")
    assert event.detail["term"] == digest_of("yonas tesfaye")
    assert "onas" not in str(event.detail)
    settings.SEAL_KEY = b"another key of another installation, long enough"
    assert event.detail["term"] != digest_of("yonas tesfaye")


def test_signing_in_and_failing_to_are_remembered_and_what_was_typed_is_not(aicha):
    browser = Client()
    login = reverse("account_login")
    browser.post(login, {"login": "aicha", "password": "a wrong password"})
    assert (last().kind, last().person, last().result) == ("failed_login", aicha, "refused")
    browser.post(login, {"login": "my secret password", "password": "aicha"})
    assert (last().kind, last().person, last().detail) == ("failed_login", None, {})
    browser.post(login, {"login": "aicha", "password": makers.PASSWORD})
    assert (last().kind, last().person) == ("signed_in", aicha)


def test_a_suspended_person_who_goes_on_is_remembered(worker, aicha, yonas):
    aicha.suspended_at, aicha.suspended_because = dates.now(), "Left"
    aicha.save()
    worker.get(reverse("casework:case", args=[yonas.pk]))
    assert (last().kind, last().person) == ("failed_login", aicha)


@pytest.mark.django_db(transaction=True)
def test_a_known_address_tried_by_a_stranger_and_a_deed_of_somebody_else_are_remembered():
    with transaction.atomic():
        aicha, charmarke = makers.make_user("aicha"), makers.make_user("charmarke", team=makers.make_team("IOM", "Obock", "OBK"))
        yonas = makers.make_case(aicha).child
        bilan = makers.make_reader("bilan", yonas, aicha)
    browser = Client()
    browser.force_login(charmarke)
    assert browser.get(reverse("casework:case", args=[yonas.pk])).status_code == 404
    assert (last().kind, last().child_id, last().person, last().result) == ("turned_away", yonas.pk, charmarke, "refused")
    browser.force_login(bilan)
    assert browser.get(reverse("minors:access", args=[yonas.pk])).status_code == 403
    assert (last().kind, last().child_id, last().person) == ("turned_away", yonas.pk, bilan)


def test_a_referral_an_access_and_its_end_are_remembered_without_their_reasons(aicha, dahabo, yonas):
    workflow.refer(
        yonas, to=makers.make_service(), reason="Cough", groups=["identity"], urgency="normal", mode="electronic", by=aicha
    )
    sent = last(kind="sent")
    assert (sent.child_id, sent.field_class, sent.detail["to"], sent.reason) == (yonas.pk, "C2", "HEALTH", "")
    makers.make_reader("bilan", yonas, aicha)
    assert last(kind="rights").detail["to"] == "bilan"
    access.exclude(yonas, user=dahabo, by=aicha, reason="Her nephew")
    assert last(kind="rights").detail == {"what": "shut out", "to": "dahabo"}


@pytest.mark.parametrize("wrong", [{"kind": "turned_away", "result": "given"}, {"kind": "opened", "result": "refused"}])
def test_the_database_refuses_a_result_that_contradicts_what_was_done(aicha, wrong):
    event = AccessEvent(person=aicha, person_role="caseworker", at=dates.now(), **wrong)
    with pytest.raises(IntegrityError, match="access_was_given_or_refused"), transaction.atomic():
        AccessEvent.objects.bulk_create([event])  # past what `save` would set right


def test_the_database_refuses_an_opening_by_nobody():
    with pytest.raises(IntegrityError, match="access_is_somebodys"), transaction.atomic():
        AccessEvent.objects.create(kind="opened", at=dates.now())


@pytest.mark.parametrize(
    "name",
    ["casework:case", "minors:file", "minors:family", "minors:documents", "minors:children", "casework:today"],
)
def test_a_page_whose_reading_cannot_be_logged_is_not_served(worker, yonas, name, monkeypatch):
    address = reverse(name, args=[] if name in ("minors:children", "casework:today") else [yonas.pk])
    assert "Yonas" in (before := worker.get(address)).text or yonas.code in before.text

    def broken(*args, **kwargs):
        raise DatabaseError("the log is full")

    monkeypatch.setattr(AccessEvent, "save", broken)
    worker.raise_request_exception = False
    page = worker.get(address)
    assert page.status_code == 500
    for word in (yonas.code, "Yonas", "Tesfaye"):
        assert word not in page.text


# ------------------------------------------------------------------------------------------------------------------ the questions


@pytest.fixture
def seen(aicha, dahabo, bilan, yonas, worker):
    """Aicha lists and opens, Bilan opens by a grant, Dahabo only meets the code in a list."""
    worker.get(reverse("minors:children"))
    worker.get(reverse("casework:case", args=[yonas.pk]))
    for person, address in ((bilan, reverse("casework:case", args=[yonas.pk])), (dahabo, reverse("minors:children"))):
        browser = Client()
        browser.force_login(person)
        assert browser.get(address).status_code == 200


def test_who_saw_this_child_names_everybody_with_what_they_did(officer, seen, yonas):
    page = officer.get(LOG, {"code": yonas.code.lower()})
    lines = {line["person"].username: line for line in page.context["people"]}
    assert set(lines) == {"aicha", "bilan", "dahabo"}
    assert lines["dahabo"]["only"] == "in lists only"
    assert (lines["bilan"]["delegated"], lines["aicha"]["delegated"]) == (True, False)
    assert "Yonas" not in page.text
    assert "responsible for the case" in page.text
    assert "court order" in page.text


def test_what_this_person_saw_tells_lists_results_and_accesses_apart(officer, dahabo, bilan, seen, yonas):
    page = officer.get(LOG, {"username": "Dahabo"})
    [line] = page.context["children"]
    assert (line["code"], line["only"], line["delegated"]) == (yonas.code, "in lists only", False)
    [line] = officer.get(LOG, {"username": "bilan"}).context["children"]
    assert (line["code"], line["only"], line["delegated"]) == (yonas.code, "", True)


def test_what_is_told_of_all_children_is_true_when_only_the_last_ones_stand_on_the_page(
    officer, aicha, worker, yonas, monkeypatch
):
    monkeypatch.setattr("minors.views.looking.SUMMED", 1)
    makers.make_case(aicha)
    worker.get(reverse("minors:children"))
    worker.get(reverse("casework:case", args=[yonas.pk]))
    page = officer.get(LOG, {"username": "aicha"})
    assert [line["code"] for line in page.context["children"]] == [yonas.code]
    assert ">2</span>" in page.text
    assert "1 child stood in lists or search results only." in page.text


def test_what_was_only_found_by_a_search_is_told(officer, worker, yonas):
    worker.post(reverse("minors:search"), {"term": "Yonas"})
    [line] = officer.get(LOG, {"username": "aicha"}).context["children"]
    assert line["only"] == "among search results only"


def test_days_and_kinds_narrow_the_answer(officer, seen, yonas):
    today = dates.today()
    assert officer.get(LOG, {"code": yonas.code, "month": f"{today:%Y-%m}"}).context["rows"]
    before = f"{today - timedelta(days=1)}"
    assert officer.get(LOG, {"code": yonas.code, "until": before}).context["rows"] == []
    assert {row["who"] for row in officer.get(LOG, {"code": yonas.code, "kind": "delegated"}).context["rows"]} == {"Bilan"}
    assert {row["who"] for row in officer.get(LOG, {"code": yonas.code, "kind": "listed"}).context["rows"]} >= {"Aicha", "Dahabo"}


def test_a_long_answer_has_pages_and_an_unknown_code_none(officer, aicha, yonas):
    for _time in range(looking.A_PAGE + 1):
        access.remember(aicha, "opened", yonas)
    first = officer.get(LOG, {"code": yonas.code, "kind": "opened"})
    assert (len(first.context["rows"]), first.context["newer_url"]) == (looking.A_PAGE, "")
    second = officer.get(LOG + first.context["older_url"])
    assert (len(second.context["rows"]), second.context["older_url"]) == (1, "")
    assert officer.get(LOG, {"code": "DJ-0000-0000"}).context["rows"] == []


def test_a_month_nobody_knows_and_a_page_of_nonsense_are_no_error(officer):
    for asked in ({"month": "2026-99"}, {"page": "x"}, {"since": "soon"}, {"kind": "eaten"}):
        assert officer.get(LOG, asked).status_code == 200


def test_who_reads_the_log_stands_in_it(officer, zeinab, seen, yonas):
    officer.get(LOG, {"code": yonas.code})
    assert yonas.code in last(person=zeinab).shown


def test_whether_somebody_searched_for_these_words(officer, worker, yonas):
    worker.post(reverse("minors:search"), {"term": "Yonas"})
    address = reverse("minors:searched_for")
    assert [row["who"] for row in officer.post(address, {"term": "YONAS "}).context["rows"]] == ["Aicha"]
    assert officer.post(address, {"term": "Hana"}).context["rows"] == []
    assert officer.post(address, {"term": ""}).status_code == 422


def test_the_answer_is_taken_along_for_a_spreadsheet_escaped_and_logged(officer, zeinab, aicha, yonas):
    access.remember(aicha, "printed", yonas, reason="=HYPERLINK(1)")
    address = reverse("minors:take_log")
    file = officer.post(address, {"code": yonas.code, "kind": "printed", "reason": "Complaint 12", "csv": "yes"})
    [line] = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))
    assert (line["username"], line["case"], line["reason"]) == ("aicha", yonas.code, "'=HYPERLINK(1)")
    event = last(person=zeinab)
    assert (event.kind, event.reason, event.shown) == ("exported", "Complaint 12", [yonas.code])


def test_the_copy_for_a_spreadsheet_says_to_whom_access_was_given_and_who_was_let_in_again(officer, aicha, dahabo, bilan, yonas):
    access.exclude(yonas, user=aicha, by=dahabo, reason="A cousin")
    access.let_in_again(yonas.exclusions.get(), by=dahabo, reason="Another Omar")
    file = officer.post(
        reverse("minors:take_log"), {"code": yonas.code, "kind": "rights", "reason": "Complaint 12", "csv": "yes"}
    )
    lines = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(line["object"], line["detail"]) for line in lines] == [
        ("exclusion", "let in again aicha"),
        ("exclusion", "shut out aicha"),
        ("access", "access given to bilan"),
    ]


def test_a_copy_that_would_not_hold_every_line_is_refused(officer, zeinab, aicha, yonas, monkeypatch):
    monkeypatch.setattr(looking_paper, "MOST_ROWS", 2)
    asked = {"username": "aicha", "kind": "printed", "reason": "Complaint 12", "csv": "yes"}
    for lines, status in ((2, 200), (3, 422)):
        while AccessEvent.objects.filter(kind="printed", person=aicha).count() < lines:
            access.remember(aicha, "printed", yonas, reason="Court")
        page = officer.post(reverse("minors:take_log"), asked)
        assert page.status_code == status
    assert "narrow the days" in page.text
    assert AccessEvent.objects.filter(kind="exported", person=zeinab).count() == 1


def test_evidence_on_paper_says_the_question_the_people_and_the_lines(officer, zeinab, seen, yonas):
    file = officer.post(reverse("minors:take_log"), {"code": yonas.code, "reason": "For the prosecutor", "pdf": "yes"})
    text = words_on(file.content)
    for words in (yonas.code, "Bilan", "Dahabo", "For the prosecutor", "Who saw this child"):
        assert words in text
    assert "Tesfaye" not in text
    assert last(person=zeinab).kind == "printed"


def test_a_copy_without_a_reason_is_refused_and_nothing_is_logged(officer, zeinab, yonas):
    page = officer.post(reverse("minors:take_log"), {"code": yonas.code, "reason": " ", "csv": "yes"})
    assert page.status_code == 422
    assert not AccessEvent.objects.filter(person=zeinab, kind__in=["exported", "printed"]).exists()
    with pytest.raises(looking_paper.Refused):
        looking_paper.as_csv(by=zeinab, reason=" ", asked={})


def test_only_who_reads_the_log_takes_it_along(worker, yonas):
    assert worker.get(LOG).status_code == 403
    assert worker.post(reverse("minors:take_log"), {"code": yonas.code, "reason": "Why not", "csv": "yes"}).status_code == 403
