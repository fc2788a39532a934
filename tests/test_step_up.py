"""Who is it? is asked again before what takes much out of the files at once (security.md rule 23)."""

from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse

from base import dates
from base.checks import routes
from base.models import AccessEvent, Draft
from minors.models import Grant
from tests import makers

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
MINUTES = timedelta(minutes=1)
PASSWORD_PAGE, FACTOR_PAGE = "account_reauthenticate", "mfa_reauthenticate"

# What takes much out at once, or gives somebody the right to: written apart from the views.
ASKS = {
    "casework:print",
    "casework:print_travel",
    "casework:print_identities",
    "minors:export",
    "minors:print_evidence",
    "minors:access",
    "minors:agree_to_access",
    "minors:open_in_emergency",
    "minors:witness_emergency",
    "minors:take_log",
    "casework:hand_over_caseload",
    "casework:hand_over_queue",
    "people:new_account",
    "people:account_of",
    "people:new_password",
}


def sign_in(client, username):
    return client.post(reverse("account_login"), {"login": username, "password": makers.PASSWORD})


def with_second_factor(person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(SECRET)})


def code():
    """What the telephone shows."""
    return totp.format_hotp_value(totp.hotp_value(SECRET, next(iter(totp.yield_hotp_counters_from_time()))))


def grow_old(client, *methods):
    """These proofs lie eleven minutes back, and the person went on working."""
    session = client.session
    for entry in session["account_authentication_methods"]:
        entry["at"] -= 660 if entry["method"] in methods else 0
    session.save()


def later(minutes):
    return dates.at(dates.now() + minutes * MINUTES)


def test_every_page_that_takes_much_out_asks():
    marked = {name for _address, name, _parameters, rule in routes() if rule and rule.step_up}
    assert marked >= ASKS


def test_who_has_just_signed_in_prints_without_being_asked(client, aicha, yonas):
    sign_in(client, "aicha")
    assert client.get(reverse("casework:print", args=[yonas.pk])).status_code == 200


def test_ten_minutes_later_the_password_is_asked_for_and_leads_back(client, aicha, yonas):
    sign_in(client, "aicha")
    page = reverse("casework:print", args=[yonas.pk])
    with later(11):
        asked = client.get(page)
        assert asked.url.startswith(reverse(PASSWORD_PAGE))
        assert client.get(reverse("casework:case", args=[yonas.pk])).status_code == 200  # ordinary work goes on
    assert client.post(asked.url, {"password": makers.PASSWORD}).url == page
    assert client.get(page).status_code == 200


def test_a_wrong_password_opens_nothing(client, aicha, yonas):
    sign_in(client, "aicha")
    page = reverse("minors:export", args=[yonas.pk])
    with later(11):
        asked = client.get(page)
        client.post(asked.url, {"password": "guess guess guess"})
        assert client.get(page).url.startswith(reverse(PASSWORD_PAGE))


def test_nothing_is_printed_or_logged_before_the_proof_and_what_was_typed_comes_back(client, aicha, yonas):
    sign_in(client, "aicha")
    page = reverse("casework:print", args=[yonas.pk])
    with later(11):
        asked = client.post(page, {"purpose": "court", "reason": "For the hearing on Sunday"})
        assert asked.url.startswith(reverse(PASSWORD_PAGE))
        assert not AccessEvent.objects.filter(kind=AccessEvent.Kind.PRINTED).exists()
        assert Draft.objects.get(person=aicha).path == page
    client.post(asked.url, {"password": makers.PASSWORD})
    assert "For the hearing on Sunday" in client.get(page).content.decode()


def test_a_part_of_a_page_leads_the_whole_page_to_the_proof(client, aicha, yonas):
    sign_in(client, "aicha")
    with later(11):
        answer = client.get(reverse("casework:print", args=[yonas.pk]), headers={"hx-request": "true"})
    assert answer.headers["HX-Redirect"].startswith(reverse(PASSWORD_PAGE))
    assert answer.content == b""


def test_access_is_given_only_after_the_proof(client, dahabo, aicha, yonas):
    colleague = makers.make_user("ayan")
    client.force_login(dahabo)
    page = reverse("minors:access", args=[yonas.pk])
    client.get(page)
    before = Grant.objects.count()
    asked = {"person": colleague.pk, "levels": "work", "purpose": "duty", "until": f"{dates.today()}", "reason": "Night duty"}
    with later(11):
        assert client.post(page, asked).url.startswith(reverse(PASSWORD_PAGE))
    assert Grant.objects.count() == before


def test_the_question_tells_a_stranger_nothing(client, charmarke, yonas):
    client.force_login(charmarke)
    client.get(reverse("people:account"))
    with later(11):
        there = client.get(reverse("casework:print", args=[yonas.pk]))
        nowhere = client.get(reverse("casework:print", args=["00000000-0000-4000-8000-000000000000"]))
    assert there.url.startswith(reverse(PASSWORD_PAGE))
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)


def test_whoever_has_a_second_factor_proves_it_with_that_one(client, aicha, yonas):
    with_second_factor(aicha)
    sign_in(client, "aicha")
    client.post(reverse("mfa_authenticate"), {"code": code()})
    page = reverse("casework:print", args=[yonas.pk])
    assert client.get(page).status_code == 200
    with later(11):
        assert client.get(page).url.startswith(reverse(FACTOR_PAGE))


def test_a_password_alone_is_no_proof_for_whoever_has_a_second_factor(client, aicha, yonas):
    with_second_factor(aicha)
    sign_in(client, "aicha")
    client.post(reverse("mfa_authenticate"), {"code": code()})
    page = reverse("casework:print", args=[yonas.pk])
    with later(16):  # the session is locked, and the password opens it for ordinary work
        locked = client.get(page)
        assert locked.url.startswith(reverse(PASSWORD_PAGE))
    client.post(locked.url, {"password": makers.PASSWORD})
    grow_old(client, "mfa")
    assert client.get(reverse("casework:case", args=[yonas.pk])).status_code == 200
    assert client.get(page).url.startswith(reverse(FACTOR_PAGE))


def test_the_code_of_the_telephone_leads_back_to_the_page(client, aicha, yonas):
    with_second_factor(aicha)
    sign_in(client, "aicha")
    client.post(reverse("mfa_authenticate"), {"code": code()})
    page = reverse("casework:print", args=[yonas.pk])
    grow_old(client, "mfa", "password")
    asked = client.get(page)
    cache.clear()  # a code is good for one use; the next one comes half a minute later
    assert client.post(asked.url, {"code": code()}).url == page
    assert client.get(page).status_code == 200
