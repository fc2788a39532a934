"""The pages of a family that looks for a child: of the worker who asks the child, and of the officer who tells the family (domain.md 9.13)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from casework import inquiries, verifying
from casework.views import inquiries as pages
from casework.views import today
from minors.models import Clock
from tests import family, makers, searching

pytestmark = pytest.mark.django_db
WORDS = {"wish": "words", "family_told": "He is well and thinks of you.", "safe_because": searching.SAFE}


@pytest.fixture
def zahra(db):
    """The tracing officer."""
    return searching.make_officer()


@pytest.fixture
def match(aicha, zahra):
    return searching.proposed(searching.known(aicha), zahra)


ANSWER = {"asked_at_0": "2026-01-02", "asked_at_1": "10:00", "alone": "yes", "child_says": "“Not now.”"}


def test_aicha_finds_it_on_her_day_asks_the_child_and_zahra_tells_the_family(client, match, aicha, zahra):
    client.force_login(aicha)
    assert match.get_absolute_url() in client.get(reverse("casework:today")).text
    page = client.get(match.get_absolute_url()).text
    assert all(words in page for words in ("Almaz Kebede", "own name the same", "+251 91 234 5678"))
    answer = reverse("casework:answer_match", args=[match.pk])
    assert client.get(answer).status_code == 200
    refused = client.post(answer, {**ANSWER, **WORDS, "family_told": "He is in Obock"})
    assert refused.status_code == 422
    assert "“Not now.”" in refused.text
    assert client.post(answer, {**ANSWER, **WORDS}).status_code == 302
    assert match.get_absolute_url() not in client.get(reverse("casework:today")).text
    client.force_login(zahra)
    assert WORDS["family_told"] in client.get(match.inquiry.get_absolute_url()).text
    assert client.post(reverse("casework:tell_match", args=[match.pk])).status_code == 302
    assert client.post(reverse("casework:tell_match", args=[match.pk])).status_code == 422


def test_who_finds_a_family_on_the_first_page_has_seen_the_code_of_the_child(client, match, aicha, monkeypatch):
    monkeypatch.setattr(today, "due_for", lambda user: Clock.objects.none())  # nothing else tells of this child
    client.force_login(aicha)
    client.get(reverse("casework:today"))
    assert AccessEvent.objects.get(person=aicha, kind="listed").shown == [match.child.code]


@pytest.mark.parametrize(
    ("wish", "offered"),
    [("", {"contact", "words", "nothing"}), ("contact", {"words", "nothing"}), ("words", {"nothing"}), ("nothing", None)],
)
def test_the_child_may_answer_whatever_it_may_still_wish_and_is_offered_nothing_else(client, match, aicha, wish, offered):
    if wish:
        searching.answered(match, aicha, wish=wish, **{k: v for k, v in WORDS.items() if k != "wish" and wish == "words"})
    answer, deny = (reverse(f"casework:{name}_match", args=[match.pk]) for name in ("answer", "deny"))
    client.force_login(aicha)
    page = client.get(match.get_absolute_url()).text
    assert (f'href="{answer}"' in page) == (offered is not None)
    assert (f'href="{deny}"' in page) == (wish in ("", "contact"))
    if offered:
        field = client.get(answer).context["form"].fields["wish"]
        assert {key for key, _label in field.choices} == offered


def test_contact_is_a_secret_even_for_who_reads_the_identity(client, match, yonas_reader):
    client.force_login(yonas_reader)
    page = client.get(match.get_absolute_url()).text
    assert "Almaz Kebede" in page
    assert "+251" not in page


@pytest.fixture
def yonas_reader(match, aicha):
    return makers.make_reader("bilan", match.child, aicha)


def test_the_case_and_the_page_of_the_family_show_it(client, match, aicha):
    client.force_login(aicha)
    assert "FAM-1" in client.get(match.child.get_absolute_url()).text
    assert "FAM-1" in client.get(reverse("casework:tracing", args=[match.child_id])).text


def test_the_other_forms_of_the_worker_and_of_the_officer_work(client, match, aicha, zahra, dahabo):
    client.force_login(aicha)
    deny = reverse("casework:deny_match", args=[match.pk])
    assert client.post(deny, {"why": ""}).status_code == 422
    verify = reverse("casework:verify_match", args=[match.pk])
    assert client.post(verify).status_code == 422
    searching.answered(match, aicha)
    assert client.post(verify).status_code == 302
    match.refresh_from_db()
    verifying.hear_child(match.verification, taken_at=dates.now(), answers=family.ANSWERS, by=aicha, **family.CHILD)
    verifying.hear_adult(match.verification, taken_at=dates.now(), answers=family.ANSWERS, by=aicha, **family.ADULT)
    verifying.submit(match.verification, by=aicha, **family.POSITIVE)
    verifying.conclude(match.verification, by=dahabo, version=match.verification.version)
    match.refresh_from_db()
    word = reverse("casework:word_match", args=[match.pk])
    assert client.get(word).status_code == 200
    words = {"family_told": "He calls on Friday.", "safe_because": "x"}
    assert client.post(word, words | {"version": "1"}).status_code == 409
    assert client.post(word, words | {"version": str(match.version)}).status_code == 302
    client.force_login(zahra)
    assert "He calls on Friday." in client.get(match.inquiry.get_absolute_url()).text


def test_a_proposal_is_withdrawn_on_its_page(client, match, zahra):
    client.force_login(zahra)
    address = reverse("casework:withdraw_match", args=[match.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"why": "A mistake"}).status_code == 302
    match.refresh_from_db()
    assert match.status == "withdrawn"


def test_an_old_inquiry_that_is_open_stays_in_the_list_however_many_newer_ones_are_closed(client, zahra, monkeypatch):
    monkeypatch.setattr(pages, "LONGEST", 1)
    waits = searching.make_inquiry(zahra, received_at=dates.now() - timedelta(days=90))
    for _each in range(3):
        inquiries.close(searching.make_inquiry(zahra), ending="not_found", note="They found him.", by=zahra)
    client.force_login(zahra)
    shown = [[row["one"] for row in group["rows"]] for group in client.get(reverse("casework:inquiries")).context["groups"]]
    assert shown[0] == [waits]
    assert len(shown[1]) == 1
