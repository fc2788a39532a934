"""The data-protection officer on a phone: "who opened this child in March?" in three clicks from the start page (features.md 81)."""

import os
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from base import dates, people
from minors import access
from minors.models import ALERT, LookingAlert
from tests import makers
from tests.browser.people import PHONE, at_screen

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = """
addEventListener("click", event => {
    if (event.isTrusted) sessionStorage.setItem("clicks", 1 + Number(sessionStorage.getItem("clicks") || 0));
}, true);
"""


def picture(page, name: str) -> None:
    """Kept where somebody asks for pictures: PICTURES=folder."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=f"{os.environ['PICTURES']}/{name}.png", full_page=True)


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_who_opened_this_child_in_march_takes_three_clicks(browser, live_server):
    march = dates.add_months(dates.today().replace(day=1), -1)
    with transaction.atomic():
        aicha = makers.make_user("aicha")
        zeinab = makers.make_user("zeinab", role="data_protection_officer", institution="MFF", language="fr")
        child = makers.make_case(aicha).child
        bilan = makers.make_reader("bilan", child, aicha)
        noon = datetime(march.year, march.month, 10, 12, tzinfo=dates.DJIBOUTI)
        for person, at in ((aicha, noon), (bilan, noon + timedelta(hours=1)), (aicha, noon + timedelta(days=60))):
            with dates.at(at):
                access.remember(person, "opened", child)
        alert = LookingAlert(kind="handed_over", person=aicha, child=child, day=march)
        ALERT.begin(alert, "notice", by=people.machine(), reason="Found")
    context = browser.new_context(viewport=PHONE, locale="fr")
    officer = at_screen(zeinab, context, live_server.url)
    page = officer.page
    context.add_init_script(COUNT)
    officer.open("home")
    page.evaluate("sessionStorage.removeItem('clicks')")
    picture(page, "who-looked-start")

    page.locator("main [name=code]").click()
    page.keyboard.type(child.code.lower())
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.locator("main [name=month]").select_option(f"{march:%Y-%m}")  # by the keys; a finger needs one tap
    page.evaluate("sessionStorage.setItem('clicks', 1 + Number(sessionStorage.getItem('clicks')))")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()

    assert int(page.evaluate("sessionStorage.getItem('clicks')")) <= 3
    expect(page.get_by_role("heading", name="Qui a vu cet enfant")).to_be_visible()
    for name in ("Aicha", "Bilan"):
        expect(page.locator("main").get_by_text(name).first).to_be_visible()
    assert "Yonas" not in officer.text()
    assert fits(page)
    picture(page, "who-looked-child")
    page.goto(page.url.split("?")[0] + "?username=bilan")
    assert fits(page)
    picture(page, "who-looked-person")
    officer.open("minors:alert", alert.pk)
    assert fits(page)
    picture(page, "alert")
    context.close()
