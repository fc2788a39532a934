"""The embassy asks for a list of its young nationals (9.8): on a phone, as the officer and the social worker meet it."""

import pytest
from django.db import transaction
from django.urls import reverse

from casework.models import DisclosureRequest
from minors import filing
from minors.sections import SECTIONS
from tests import makers
from tests.browser.people import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_with_the_request_open_nobody_finds_children_by_nationality_with_names_and_every_answer_is_the_same(windows):
    with transaction.atomic():
        worker = makers.make_user("aicha")
        nasra = makers.make_user("nasra", role="national_officer", institution="MFF")
        children = [makers.make_case(worker, own=name).child for name in ("Abdulmelik", "Berhanetsion")]
        for child in children:
            filing.write(SECTIONS["legal_status"], child, values={"legal_status": "asylum_seeker"}, silences={}, by=worker)
    officer = windows(nasra, PHONE)
    officer.open("casework:disclosures")
    officer.page.get_by_role("link", name="Write down a request").click()
    officer.fill(recipient="embassy", requester="The consul", legal_basis="legal_duty", aim="other")
    officer.fill(purpose="To help our citizens", asked="A list of all young nationals, with names")
    officer.send()
    request = DisclosureRequest.objects.get()
    officer.fill(code=children[0].code)
    officer.send(reverse("casework:add_to_disclosure", args=[request.pk]))
    assert "refused by rule" in officer.text().lower()
    assert "not even that a child is known" in officer.text()
    for route in ("minors:children", "casework:board", "plan:objectives"):
        page = officer.open(route)
        for asked in ("?nationality=ET", "?country=ET&identity=on"):
            answer = page.goto(f"{officer.address}{reverse(route)}{asked}")
            assert answer.ok
            assert "Abdulmelik" not in page.content()
            assert "Berhanetsion" not in page.content()
    officer.open("minors:children")
    assert "nationality" not in " ".join(officer.page.locator("main form [name]").evaluate_all("all => all.map(one => one.name)"))
    officer.open("casework:disclosure_request", request.pk)
    officer.press("Answer with the letter")
    assert "no confirmation given" in officer.text().lower()
    assert officer.page.get_by_role("link", name="The letter").is_visible()
    owner = windows(worker, DESK)
    owner.open("casework:case", children[0].pk)
    assert "embassy" not in owner.text().lower()
    assert owner.page.goto(owner.address + request.get_absolute_url()).status == 404
    assert owner.page.goto(owner.address + reverse("casework:disclosures")).status == 403
