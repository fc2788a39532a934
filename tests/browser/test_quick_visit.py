"""Features row 26, measured: a visit is written on the phone of a social worker within 20 seconds, 3 taps and 5 fields.

The profile is the one of the registration (tests/browser/test_phone.py). Taps are counted that open a page or save; each question that
is answered counts as a field. `-s` prints the figures.
"""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from base import dates
from casework.models import FollowUp
from tests import makers
from tests.browser.people import at_screen
from tests.browser.test_phone import KEY, LOOK, SCREEN, Traffic, kilobytes, say, told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
SECONDS, TAPS, FIELDS, KILOBYTES = 20, 3, 5, 60


class Thumb:
    """A thumb that counts."""

    def __init__(self, page):
        self.page, self.taps, self.fields = page, 0, 0

    def go(self, place):
        """Open a page or save."""
        time.sleep(LOOK)
        place.tap()
        self.taps += 1

    def choose(self, name, value):
        time.sleep(LOOK)
        self.page.locator(f"main label:has([name='{name}'][value='{value}'])").tap()
        self.fields += 1

    def write(self, name, words):
        time.sleep(LOOK)
        self.page.locator(f"main [name='{name}']").tap()
        self.page.keyboard.type(words, delay=KEY)
        self.fields += 1


@pytest.fixture
def child():
    with transaction.atomic():
        aicha = makers.make_user("aicha", language="fr")
        return makers.make_case(aicha, own="Yonas", at=dates.now() - timedelta(days=20)).child


@pytest.fixture
def phone(browser, live_server, child):
    """Aicha's phone on a slow line, signed in, with what comes once already there. Gives (page, traffic)."""
    context = browser.new_context(viewport=SCREEN, has_touch=True, is_mobile=True, device_scale_factor=2)
    page = at_screen(child.case.owner, context, live_server.url).page
    traffic = Traffic(page)
    page.goto(live_server.url + reverse("casework:visit", args=[child.pk]))
    page.wait_for_load_state("networkidle")
    yield page, traffic
    context.close()


@pytest.mark.parametrize("start", ["today", "case"])
def test_a_visit_is_written_in_twenty_seconds_from_today_and_from_the_case(phone, live_server, child, start):
    page, traffic = phone
    begin = reverse("casework:today") if start == "today" else child.get_absolute_url()
    page.goto(live_server.url + begin)
    page.wait_for_load_state("networkidle")
    traffic.take()
    traffic.slow_down()
    thumb, address = Thumb(page), reverse("casework:visit", args=[child.pk])

    began = time.monotonic()
    thumb.go(page.locator(f"main a[href='{address}']").first)
    page.locator("[name=matters]").wait_for()
    cost = traffic.take()
    thumb.choose("seen", "alone")
    thumb.write("matters", "Va bien, appelle sa mère")
    thumb.go(page.locator("button[name=stays]"))  # which says the present level: to tap it is to confirm it
    page.wait_for_url(live_server.url + child.get_absolute_url(), wait_until="domcontentloaded")
    seconds = time.monotonic() - began
    told(f"The form, from {start}", cost)
    say(
        f"{seconds:.1f} s of {SECONDS}, {thumb.taps} taps of {TAPS}, {thumb.fields + 1} fields of {FIELDS} (the level of risk is the button)"
    )

    with transaction.atomic():
        written = FollowUp.objects.get()
        assert (written.seen, written.risk, written.kind) == ("alone", "medium", "community")
    assert page.locator("main form[data-draft] .h-field").count() == 0
    assert thumb.taps <= TAPS
    assert thumb.fields + 1 <= FIELDS
    assert seconds <= SECONDS
    assert kilobytes(cost) <= KILOBYTES


def test_a_call_to_any_child_is_three_taps_away_from_today(phone, live_server, child):
    """Also for a child for whom nothing is due."""
    page, _traffic = phone
    page.goto(live_server.url + reverse("casework:today"))
    thumb = Thumb(page)
    thumb.go(page.locator(f"main a[href='{reverse('casework:no_contact')}']"))
    thumb.go(page.locator(f"main a[href='{reverse('casework:visit', args=[child.pk])}']"))
    page.locator("[name=kind]").select_option("phone")
    thumb.choose("seen", "absent")
    thumb.write("matters", "Pas de réponse")
    thumb.go(page.locator("button[name=stays]"))
    page.wait_for_url(live_server.url + child.get_absolute_url())
    assert thumb.taps <= TAPS
    with transaction.atomic():
        assert FollowUp.objects.get().kind == "phone"


def test_the_form_asks_at_most_five_questions(phone, child):
    page, _traffic = phone
    names = page.locator("main form[data-draft] [name]:not([type=hidden]):not(button)").evaluate_all(
        "all => all.map(one => one.name)"
    )
    assert set(names) == {"kind", "seen", "matters", "risk", "risk_reasons"}
    assert not page.locator("[name=risk]").first.is_visible()  # only who found another level needs them
