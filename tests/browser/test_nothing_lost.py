"""A browser is killed, a network goes away, two people write at once: nothing that was typed is lost (features.md 30, 33, 34)."""

import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import reverse

from base.models import Draft
from minors import filing
from minors.models import Origin
from minors.sections import SECTIONS
from tests import makers
from tests.browser.people import DESK, PHONE, at_screen

pytestmark = pytest.mark.django_db(transaction=True)
LOST_AT_MOST = 5  # seconds of typing
KEY = 60  # ms between two keys


@contextmanager
def killable(playwright, launch_args, folder):
    """A browser of its own process, and what kills it as a power cut does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [
        *launch_args["args"],
        "--headless=new",
        f"--remote-debugging-port={port}",
        f"--user-data-dir={folder}",
        "about:blank",
    ]
    process = subprocess.Popen(
        [launch_args["executable_path"], *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        for _attempt in range(100):
            try:
                browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", timeout=2000)
                break
            except Exception:
                time.sleep(0.2)
        yield browser, lambda: os.killpg(process.pid, signal.SIGKILL)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


@pytest.fixture
def aicha(transactional_db, monkeypatch):
    """On two devices at once: allauth asks for the person of each open session one by one, which zeal would take for a fault of ours."""
    monkeypatch.setattr(UserSession, "purge", lambda session: False)
    with transaction.atomic():
        return makers.make_user("aicha")


@pytest.fixture
def yonas(aicha):
    with transaction.atomic():
        return makers.make_case(aicha).child


def words(number):
    return " ".join(f"word{at:03}" for at in range(number))


def test_killing_the_browser_while_typing_loses_five_seconds_at_most_and_another_device_shows_the_form(
    playwright, browser, browser_type_launch_args, live_server, tmp_path, aicha
):
    address = live_server.url + reverse("casework:register")
    with killable(playwright, browser_type_launch_args, tmp_path / "profile") as (first, kill):
        page = at_screen(aicha, first.new_context(viewport=DESK), live_server.url).page
        page.goto(address)
        page.locator("[name=own]").fill("Hamdi")
        story, moments = page.locator("[name=risk_reasons]"), []
        story.focus()
        began = time.monotonic()
        for at in range(60):
            page.keyboard.type(f"word{at:03} ", delay=KEY)
            moments.append(time.monotonic())
        killed = time.monotonic()
        kill()
    assert killed - began > LOST_AT_MOST, "it was typed for longer than may be lost"
    typed_in_time = sum(moment < killed - LOST_AT_MOST for moment in moments)

    phone = browser.new_context(viewport=PHONE)
    other = at_screen(aicha, phone, live_server.url).page
    assert other.url.endswith(reverse("unfinished")), "signing in leads to what was not sent"
    other.locator("main .h-unfinished a").click()
    assert other.url == address
    found = other.locator("[name=risk_reasons]").input_value()
    assert found.startswith(words(typed_in_time))
    assert other.locator("[name=own]").input_value() == "Hamdi"
    assert "It is not saved yet" in other.locator("main").inner_text()

    # Starting afresh is one press, also without scripts, and on the phone.
    with other.expect_navigation():
        other.get_by_role("button", name="Throw it away").click()
    assert other.locator("[name=risk_reasons]").input_value() == ""
    assert not Draft.objects.exists()
    phone.close()


def test_without_a_network_the_text_waits_and_is_kept_when_it_is_back(browser, live_server, aicha, yonas):
    context = browser.new_context(viewport=PHONE)
    page = at_screen(aicha, context, live_server.url).page
    page.goto(live_server.url + reverse("referrals:refer", args=[yonas.pk]))
    context.set_offline(True)
    page.locator("[name=reason]").fill("Cough for three weeks")
    page.get_by_text("No connection: not kept yet").wait_for(timeout=8000)
    page.locator("main form[data-draft] button.btn-primary").click()
    page.get_by_text("nothing was sent").wait_for()
    assert page.locator("[name=reason]").input_value() == "Cough for three weeks", "the page stays"
    context.set_offline(False)
    page.get_by_text("Kept as a draft").wait_for(timeout=8000)
    assert Draft.objects.get().fields["reason"] == ["Cough for three weeks"]
    context.close()


def test_what_is_sent_at_once_after_typing_leaves_no_draft_behind(browser, live_server, aicha, yonas):
    """The draft that was on its way arrives, if at all, after the form was accepted."""
    context = browser.new_context(viewport=PHONE)
    person = at_screen(aicha, context, live_server.url)
    person.open("minors:write_section", yonas.pk, "origin")
    held = []

    def hold(route):
        held.append(route)
        if len(held) > 1:
            route.continue_()

    person.page.route("**/draft/", hold)
    person.fill(birth_place="Harar")
    person.page.wait_for_timeout(2500)
    assert held, "the draft is on its way"
    body = held[0].request.post_data
    kind = held[0].request.headers["content-type"]
    person.send()
    late = person.page.request.post(
        live_server.url + reverse("draft"),
        data=body.encode(),
        headers={
            "content-type": kind,
            "x-csrftoken": person.page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['x-csrftoken']"),
        },
    )
    assert late.status == 204
    assert Origin.objects.get().birth_place == "Harar"
    assert not Draft.objects.exists()
    context.close()


def written(child, by, **values):
    with transaction.atomic():
        record = Origin.objects.filter(child=child).first()
        version = record.version if record else 0
        filing.write(SECTIONS["origin"], child, values=values, silences={}, by=by, reason="", record=record, version=version)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_people_who_write_one_section_choose_answer_by_answer(browser, live_server, aicha, yonas, scripts):
    written(yonas, aicha, birth_place="Harar", birth_region="Hararghe", country_habitual="ET")
    address = live_server.url + reverse("minors:write_section", args=[yonas.pk, "origin"])
    first = browser.new_context(viewport=DESK)
    second = browser.new_context(viewport=PHONE, java_script_enabled=scripts)
    desk, phone = at_screen(aicha, first, live_server.url), at_screen(aicha, second, live_server.url)
    for one in (desk, phone):
        one.page.goto(address)
    desk.fill(birth_place="Jijiga", country_habitual="SO", birth_woreda="Fafan")
    desk.send()

    phone.fill(birth_place="Dire Dawa", birth_region="Oromia")
    phone.send()
    page = phone.page
    text = phone.text()
    assert "Somebody else saved this page" in text
    assert page.locator(".h-conflict fieldset").count() == 1, "only what both changed is asked"
    assert "Somalia" in page.locator(".h-conflict dl").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert Origin.objects.get().birth_place == "Jijiga"

    phone.send()
    assert "Choose above which text is kept" in phone.text(), "nothing is saved without a choice"
    if scripts:  # with the keyboard alone
        page.locator("[name=merge-birth_place]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        assert page.locator("[name=merge-birth_place][value=mine]").is_checked()
        page.locator("[name=merge-birth_place][value=stored]").check()
        phone.fill(birth_place="Between Jijiga and Dire Dawa")  # a third text chooses one's own
        assert page.locator("[name=merge-birth_place][value=mine]").is_checked()
    else:
        phone.fill(birth_place="Between Jijiga and Dire Dawa")
        page.locator("[name=merge-birth_place][value=mine]").check()
    phone.send()
    record = Origin.objects.get()
    said = (record.birth_place, record.birth_region, record.country_habitual, record.birth_woreda)
    assert said == ("Between Jijiga and Dire Dawa", "Oromia", "SO", "Fafan")
    places = list(Origin.history.order_by("version").values_list("birth_place", flat=True))
    assert places == ["Harar", "Jijiga", "Between Jijiga and Dire Dawa"]
    for context in (first, second):
        context.close()
