"""A family phones looking for a boy: the scenario 9.13 as people do it, the tracing officer and the worker each on a phone."""

import os

import pytest
from django.db import transaction

from casework.models import FamilyMatch, Inquiry
from minors.models import LegalStatus
from tests import makers, searching
from tests.browser.people import PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
WORDS = "Il va bien et pense à vous."


@pytest.fixture
def people(db):
    """The worker and the officer; Yonas, who allows the search; and a boy of the same name who asks for asylum."""
    with transaction.atomic():
        aicha, zahra = makers.make_user("aicha", language="fr"), searching.make_officer(language="fr")
        yonas, other = searching.known(aicha).child, searching.known(aicha).child
        LegalStatus(child=other, legal_status="asylum_seeker").save(by=aicha, reason="Attestation")
    return aicha, zahra, yonas, other


def see(person, name):
    """Nothing is wider than the phone. With PICTURES the page is kept to be looked at."""
    assert person.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    if os.environ.get("PICTURES"):
        person.page.screenshot(path=f"{os.environ['PICTURES']}/{name}.png", full_page=True)


def test_the_child_is_asked_first_and_the_family_gets_only_what_it_allows(windows, people):
    aicha, zahra, yonas, other = people
    officer = windows(zahra, java_script_enabled=False)
    page = officer.open("casework:new_inquiry")
    officer.fill(source="phone", **{name: searching.ASKS[name] for name in ("inquirer_name", "relation", "contact")})
    officer.fill(own="Younis", father="ተስፋዬ", grandfather="Bekele", sex="M", birth_age="14", village="Awaday", woreda="Haramaya")
    officer.fill(marks="cicatrice sur la joue gauche", keeps=True, tells=True, words="Dit au téléphone")
    see(officer, "inquiry_form")
    officer.send()
    inquiry = Inquiry.objects.get()
    see(officer, "inquiry")
    with page.expect_navigation():
        page.locator(f"form[action$='{inquiry.pk}/look/'] button").click()
    see(officer, "candidates")
    assert page.locator("input[name=candidate]").count() == 1, "the boy who asks for asylum is in no list of the officer"
    for word in (yonas.code, other.code, "Yonas", "Tesfaye", "Djibouti-Ville"):
        assert word not in officer.text()
    with page.expect_navigation():
        page.locator("form[action$='/propose/'] button").click()
    match = FamilyMatch.objects.get()
    assert match.child == yonas
    assert page.locator("form[action$='/told/']").count() == 0, "nothing is told before the child was asked"

    worker = windows(aicha, java_script_enabled=False)
    worker.open("casework:today")
    see(worker, "today")
    with worker.page.expect_navigation():
        worker.page.locator(f"a[href='{match.get_absolute_url()}']").click()
    see(worker, "family_match")
    with worker.page.expect_navigation():
        worker.page.locator("a[href$='/answer/']").click()
    see(worker, "answer_form")
    worker.fill(
        alone="yes", child_says="« Pas maintenant. »", wish="words", family_told="Il est à Obock.", safe_because="Sa mère."
    )
    worker.send()
    assert FamilyMatch.objects.get().status == "proposed", "words that tell where the child is are not kept"
    see(worker, "answer_refused")
    worker.fill(family_told=WORDS)
    worker.send()
    see(worker, "answered")

    page.reload()
    see(officer, "to_be_told")
    assert WORDS in officer.text()
    assert "Pas maintenant" not in officer.text()
    with page.expect_navigation():
        page.locator("form[action$='/told/'] button").click()
    see(officer, "told")
    officer.open("casework:inquiries")
    see(officer, "inquiries")
    match.refresh_from_db()
    assert (match.status, match.told_by, Inquiry.objects.get().status) == ("told", zahra, "refused")
