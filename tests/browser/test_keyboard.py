"""Without a mouse: a child is registered with Tab, letters, Space and Enter alone."""

import pytest
from django.db import transaction
from django.urls import reverse

from minors.models import Child
from tests import makers
from tests.browser.people import PHONE, at_screen

pytestmark = pytest.mark.django_db(transaction=True)
FARTHEST = 60  # presses of Tab


def tab_to(page, name):
    """Press Tab until the field of that name (or the main button) has the focus; the focus must be seen."""
    for _press in range(FARTHEST):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.matches(`[name='${name}'], ${name}`)", name):
            style = "() => { const look = getComputedStyle(document.activeElement); return [look.outlineStyle, look.boxShadow] }"
            assert page.evaluate(style) != ["none", "none"], f"the focus on {name} is not seen"
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_a_child_is_registered_without_a_mouse(browser, live_server):
    with transaction.atomic():
        aicha = makers.make_user("aicha")
    context = browser.new_context(viewport=PHONE)
    page = at_screen(aicha, context, live_server.url).page
    page.goto(live_server.url + reverse("casework:register"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    for name, keys in [
        ("own", "Yonas"),
        ("father", "Tesfaye"),
        ("sex", " "),
        ("birth_age", "14"),
        ("nationality", "Eth"),
        ("language", "Afaan"),
        ("category", " "),
        ("found_by", "Caritas"),
        ("risk", " "),
        ("risk_reasons", "Alone in the street"),
        ("tonight", "street"),
        ("giver", "child"),
    ]:
        tab_to(page, name)
        page.keyboard.press("Space") if keys == " " else page.keyboard.type(keys)
    tab_to(page, "form .btn-primary[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    child = Child.objects.get()
    assert child.names.get().full == "Yonas Tesfaye"
    assert child.code in page.content()
    context.close()
