"""Nothing typed is lost: it waits on the server for its author alone, comes back into every form, and outlives a new version."""

import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from base import dates, drafts, people
from base.models import Draft, Submission
from minors import answer_forms
from minors.sections import SECTIONS
from referrals import workflow
from tests import makers
from tests.test_signing_in import be_idle

KEEP, LIST, AFRESH = reverse("draft"), reverse("unfinished"), reverse("start_afresh")


@pytest.fixture
def page(yonas):
    return reverse("referrals:refer", args=[yonas.pk])


def typed(person, path, **fields):
    said = {name: values if isinstance(values, list) else [values] for name, values in fields.items()}
    return Draft.objects.create(person=person, path=path, fields=said, kept_at=dates.now())


# Kept


def test_what_the_page_keeps_knows_where_its_form_stands_and_what_that_page_is_called(worker, aicha, page):
    said = {"path": page, "draft-page": "/cases/", "draft-title": "Referral", "reason": "Cough", "title": "A field of a form"}
    assert worker.post(KEEP, said).status_code == 204
    draft = Draft.objects.get(person=aicha)
    assert (draft.path, draft.page, draft.title) == (page, "/cases/", "Referral")
    assert draft.fields == {"reason": ["Cough"], "title": ["A field of a form"]}


def test_the_list_leads_to_no_other_site(worker, aicha, page):
    worker.post(KEEP, {"path": page, "draft-page": "//elsewhere.example/", "reason": "Cough"})
    assert Draft.objects.get().page == page


def test_the_version_with_which_a_form_was_opened_is_kept_and_its_key_is_not(worker, aicha, page):
    worker.post(KEEP, {"path": page, "version": "3", "key": str(uuid.uuid4()), "reason": "Cough"})
    assert Draft.objects.get().fields == {"version": ["3"], "reason": ["Cough"]}


def test_a_text_that_is_too_long_is_said_to_be_too_long(worker, page):
    assert worker.post(KEEP, {"path": page, "reason": "a" * (drafts.KEPT_AT_MOST + 1)}).status_code == 413
    assert not Draft.objects.exists()


def test_a_refused_form_stays_a_draft_and_an_accepted_one_does_not(worker, aicha, yonas):
    address = reverse("minors:exclude", args=[yonas.pk])
    sent = {"person": makers.make_user("ayan").pk, "reason": "", "key": str(uuid.uuid4())}
    assert worker.post(address, sent).status_code == 422
    assert Draft.objects.get().path == address
    assert worker.post(address, sent | {"reason": "A cousin"}).status_code == 302
    assert not Draft.objects.exists()


def test_a_form_that_was_sent_empty_and_refused_leaves_nothing_to_be_told_of(worker, aicha, yonas):
    address = reverse("minors:exclude", args=[yonas.pk])
    typed(aicha, address, reason="A cousin")
    assert worker.post(address, {"person": "", "reason": " ", "version": "3", "key": str(uuid.uuid4())}).status_code == 422
    assert not Draft.objects.exists()


def test_what_the_network_brings_after_the_form_was_accepted_is_dropped(worker, aicha, yonas):
    address, key = reverse("minors:exclude", args=[yonas.pk]), str(uuid.uuid4())
    worker.post(address, {"person": makers.make_user("ayan").pk, "reason": "A cousin", "key": key})
    assert Submission.objects.get().form == uuid.UUID(key)
    worker.post(KEEP, {"path": address, "reason": "A cous", "key": key})
    assert not Draft.objects.exists()
    worker.post(KEEP, {"path": address, "reason": "Somebody else", "key": key, "draft-again": "1"})
    assert Draft.objects.get().fields == {"reason": ["Somebody else"]}, "who went back writes something new"


def test_a_question_about_the_form_is_not_its_end(worker, aicha, yonas):
    """The rapid assessment asks for the level of risk while it is written: that answer accepts nothing."""
    address = reverse("casework:assess_rapidly", args=[yonas.pk])
    typed(aicha, address, risk_reasons="Alone")
    answer = worker.post(address, {"propose": "1", "risk_reasons": "Alone"})
    assert answer.status_code == 200
    assert Draft.objects.exists()


def test_after_the_lock_the_password_leads_back_to_the_page_with_the_form(worker, aicha, yonas):
    """A form may be sent to an address that shows no page of its own."""
    page, address = reverse("minors:access", args=[yonas.pk]), reverse("minors:exclude", args=[yonas.pk])
    be_idle(worker, 16)
    locked = worker.post(address, {"reason": "A cousin"}, headers={"referer": f"http://testserver{page}"})
    opened = worker.post(locked.url, {"password": makers.PASSWORD})
    assert opened.url == page
    assert "A cousin" in worker.get(page).text


# Put back


def test_several_forms_of_one_page_each_get_their_own_text_by_one_query(worker, aicha, yonas, rf, django_assert_num_queries):
    page = reverse("minors:access", args=[yonas.pk])
    typed(aicha, page, reason="A judge asks")
    typed(aicha, reverse("minors:exclude", args=[yonas.pk]), reason="A cousin")
    shown = worker.get(page)
    assert [shown.text.count(words) for words in ("A judge asks", "A cousin")] == [1, 1]
    request = rf.get(page)
    request.user = aicha
    with django_assert_num_queries(1):
        for _form in range(3):
            drafts.newest(request, [page])


def test_a_form_with_two_buttons_gets_the_text_of_either(client, aicha, evelyne, yonas):
    service = makers.make_service()
    sent = workflow.refer(yonas, to=service, reason="Cough", groups=[], urgency="normal", mode="phone", by=aicha)
    typed(evelyne, reverse("referrals:decline", args=[sent.pk]), answer="No bed this week")
    client.force_login(evelyne)
    assert "No bed this week" in client.get(reverse("referrals:referral", args=[sent.pk])).text


def test_a_form_says_that_a_file_was_not_kept(worker, aicha, yonas, page):
    address = reverse("minors:add_document", args=[yonas.pk])
    typed(aicha, address, description="Birth paper, torn")
    text = worker.get(address).text
    assert "Birth paper, torn" in text
    assert "A file is not kept" in text
    typed(aicha, page, reason="Cough")
    assert "A file is not kept" not in worker.get(page).text


def test_who_starts_afresh_finds_the_form_without_the_text(worker, aicha, page):
    typed(aicha, page, reason="Cough")
    text = worker.get(page).text
    assert f'form="start-afresh" name="path" value="{page}"' in text
    back = worker.post(AFRESH, {"path": page, "back": page})
    assert back.url == page
    assert "Cough" not in worker.get(page).text
    assert worker.post(AFRESH, {"path": page, "back": "//elsewhere.example/"}).url == LIST


def test_nobody_throws_away_the_text_of_somebody_else(worker, aicha, page):
    other = makers.make_user("ayan")
    typed(other, page, reason="Mine")
    worker.post(AFRESH, {"path": page})
    assert Draft.objects.get().person == other


# Only its author


def test_the_list_shows_ones_own_texts_alone_and_no_word_of_them(worker, aicha, page):
    other = makers.make_user("ayan")
    Draft.objects.create(person=aicha, path=page, page=page, title="Referral", fields={"reason": ["Cough"]}, kept_at=dates.now())
    Draft.objects.create(person=other, path=page, title="Theirs", fields={}, kept_at=dates.now())
    text = worker.get(LIST).text
    assert page in text
    assert "Referral" in text
    assert "Theirs" not in text
    assert "Cough" not in text


def test_the_texts_of_a_suspended_person_are_shown_to_nobody_and_wait_for_the_return(client, aicha, dahabo, page):
    liban = makers.make_user("liban", role="system_administrator", institution="MFF")
    typed(aicha, page, reason="Only mine")
    people.suspend(aicha, by=liban, reason="Asked")
    for somebody in (dahabo, liban):
        client.force_login(somebody)
        for address in (page, LIST, reverse("people:account_of", args=[aicha.pk]), reverse("people:accounts")):
            assert "Only mine" not in client.get(address).content.decode()
    people.restore(aicha, by=liban)
    client.force_login(aicha)
    assert "Only mine" in client.get(page).text


def test_no_other_module_reads_a_draft(settings):
    reads = re.compile(r"import.*\bDraft\b|\bDraft\.|\.drafts\.(all|filter|get|first)")
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for app in ("base", "minors", "referrals", "casework", "plan")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "migrations" not in path.parts and reads.search(path.read_text("utf-8"))
    }
    assert found == {"base/drafts.py", "base/models/__init__.py"}


def test_signing_in_again_leads_to_what_was_not_sent(client, aicha, page):
    def leads_to(**more):
        client.logout()
        return client.post(reverse("account_login"), {"login": "aicha", "password": makers.PASSWORD, **more}).url

    assert leads_to() == "/"
    typed(aicha, page, reason="Cough")
    assert leads_to() == LIST
    assert leads_to(next=page) == page
    Draft.objects.update(kept_at=dates.now() - timedelta(days=2))
    assert leads_to() == "/", "what is older is in the menu"


# A new version


def test_a_draft_of_an_earlier_form_opens_and_what_has_no_place_is_shown_to_be_copied(worker, aicha, page):
    typed(
        aicha, page, reason="Cough", remarks="He speaks Oromo only", urgency="at_once", groups=["age_sex_language", "blood_group"]
    )
    shown = worker.get(page)
    form = shown.context["form"]
    assert form.left_over == ["at_once", "blood_group", "He speaks Oromo only"]
    assert form.initial["groups"] == ["age_sex_language"]
    assert "urgency" not in form.initial or form.initial["urgency"] != "at_once"
    assert "He speaks Oromo only" in shown.text
    assert "This form has changed since" in shown.text


def test_what_the_page_itself_wrote_is_not_shown_as_a_lost_text(worker, aicha, page):
    typed(
        aicha, page, reason="Cough", version="2", seen="DJ-1", approve="1", send="yes", **{"merge-of": "reason", "same_x": "same"}
    )
    assert worker.get(page).context["form"].left_over == []


@pytest.mark.parametrize("junk", ["", "\x1f", "nonsense", "2026-99-99", "على", "-1", "1e9", "[]"])
def test_no_answer_of_an_earlier_form_breaks_a_section_of_the_file(worker, aicha, yonas, junk):
    """Every question of every section was asked in another way in an earlier version: its form opens all the same."""
    classes = {"C1", "C2", "C3", "C4"}
    for key, section in SECTIONS.items():
        form = answer_forms.form_for(section, classes)()
        names = {name for bound in form for name in (bound.html_name, *(f"{bound.html_name}_{part}" for part in range(7)))}
        draft = Draft(person=aicha, path=f"/{key}/", fields={name: [junk] for name in names}, kept_at=dates.now())
        drafts.put_back(form, draft)
        assert str(form)


@pytest.mark.parametrize("name", ["casework:register", "casework:register_paper", "casework:new_arrival"])
def test_no_answer_of_an_earlier_form_breaks_a_registration(worker, aicha, name):
    names = [field for field in re.findall(r'name="([^"]+)"', worker.get(reverse(name)).text) if field != "csrfmiddlewaretoken"]
    typed(aicha, reverse(name), **dict.fromkeys(names, "nonsense"))
    assert worker.get(reverse(name)).status_code == 200


# Every form


TEMPLATES = [
    path for path in (settings.BASE_DIR / "templates").rglob("*.html") if path.parts[-2] not in ("mfa", "account", "elements")
]
# One line of why, in one of many forms of one address: there is no telling into which of them it would go back.
WITHOUT = {"minors/_history.html"}
TYPED_INTO = re.compile(r"form_fields.html|as_field_group")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_form_that_is_typed_into_keeps_what_is_typed_and_puts_it_back(path):
    text = path.read_text("utf-8")
    for opening, inside in re.findall(r"(<form[^>]*method=\"post\".*?>\n?)(.*?)</form>", text, re.DOTALL):
        if TYPED_INTO.search(inside) and "data-again" not in opening and f"{path.parent.name}/{path.name}" not in WITHOUT:
            assert "data-draft" in opening, path
            assert "components/restored.html" in inside, path
            assert "draft_note.html" in inside, path


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_a_button_says_is_never_taken_for_a_text(path):
    for button in re.findall(r"<button[^>]*>", path.read_text("utf-8")):
        name, value = (re.search(rf'\b{what}="([^"]*)"', button) for what in ("name", "value"))
        if name and value and "form=" not in button and name[1] not in ("path", "language") and "{{" not in value[1]:
            assert value[1] in drafts.BUTTONS or name[1].startswith(drafts.OF_THE_PAGE), button
