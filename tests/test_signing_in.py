"""Signing in, second factor, idle limit, suspension: who is let in, for how long, and that no typed word is lost."""

from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.urls import reverse

from base import dates, people
from base.models import AccessEvent, Draft, Institution, Role, User
from base.workflow import Refused
from tests import makers

pytestmark = pytest.mark.django_db


def sign_in(client, username, password=makers.PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


@pytest.fixture
def hodan(db):
    """The administrator of accounts: no child is in her reach."""
    return makers.make_user("hodan", role="system_administrator", institution="MFF")


def test_aicha_signs_in_with_name_and_password(client, aicha):
    assert sign_in(client, "aicha").status_code == 302
    assert client.get(reverse("casework:today")).status_code == 200


def test_a_wrong_password_lets_nobody_in_and_says_so_in_french(client, aicha):
    answer = sign_in(client, "aicha", "guess guess guess")
    assert answer.status_code == 200
    assert client.get(reverse("casework:today")).status_code == 302


def test_nobody_signs_themselves_up(client):
    client.post(reverse("account_signup"), {"username": "eve", "password1": "long enough word", "password2": "long enough word"})
    assert not User.objects.filter(username="eve").exists()


def test_after_five_wrong_guesses_even_the_right_password_waits(client, aicha):
    for _guess in range(6):
        sign_in(client, "aicha", "guess guess guess")
    sign_in(client, "aicha")
    assert client.get(reverse("casework:today")).status_code == 302


def test_outside_the_demo_the_first_sign_in_leads_to_the_second_factor(client, aicha, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, "aicha")
    answer = client.get(reverse("casework:today"))
    assert answer.status_code == 302
    assert answer.url == reverse("mfa_activate_totp")


def test_with_a_second_factor_set_up_the_password_alone_does_not_open_the_work(client, aicha, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.create(
        user=aicha, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    )
    answer = sign_in(client, "aicha")
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("casework:today")).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "change",
    [
        {"suspended_at": dates.now(), "suspended_because": "Left the service"},
        {"expires_on": dates.today() - timedelta(days=1)},
        {"is_active": False},
    ],
    ids=["suspended", "expired", "inactive"],
)
def test_somebody_who_may_no_longer_work_is_out_at_the_next_request(client, aicha, change):
    client.force_login(aicha)
    assert client.get(reverse("casework:today")).status_code == 200
    User.objects.filter(pk=aicha.pk).update(**change)
    assert client.get(reverse("casework:today")).url.startswith(reverse("account_login"))


def test_suspension_ends_every_session_and_is_remembered(client, aicha, hodan):
    client.force_login(aicha)
    people.suspend(aicha, by=hodan, reason="Related to a smuggler")
    assert client.get(reverse("casework:today")).status_code == 302
    assert AccessEvent.objects.get(kind="account").detail["why"] == "Related to a smuggler"


def test_nobody_is_suspended_without_a_reason(aicha, hodan):
    with pytest.raises(Refused):
        people.suspend(aicha, by=hodan, reason=" ")


def test_nobody_gives_themselves_another_role(hodan):
    with pytest.raises(Refused):
        people.change_account(
            hodan,
            by=hodan,
            name="Hodan",
            role=Role.objects.get(code="supervisor"),
            institution=hodan.institution,
            team=None,
            language="fr",
            expires_on=hodan.expires_on,
        )


def test_hodan_opens_an_account_and_the_person_signs_in_with_the_password_shown_once(client, hodan):
    client.force_login(hodan)
    data = {
        "username": "idil",
        "name": "Idil Warsama Robleh",
        "role": "caseworker",
        "institution": Institution.objects.get(code="CARITAS").pk,
        "team": makers.make_team().pk,
        "language": "fr",
        "expires_on": (dates.today() + timedelta(days=90)).isoformat(),
    }
    answer = client.post(reverse("people:new_account"), data)
    assert answer.status_code == 200
    password = answer.context["password"]
    client.logout()
    sign_in(client, "idil", password)
    # With it one comes as far as choosing a password of one's own (tests/test_accounts.py).
    assert client.get(reverse("casework:today")).url == reverse("account_change_password")


def test_an_account_cannot_be_opened_without_an_end(client, hodan):
    client.force_login(hodan)
    answer = client.post(reverse("people:new_account"), {"username": "idil", "name": "Idil"})
    assert answer.status_code == 422
    assert b'value="idil"' in answer.content
    assert not User.objects.filter(username="idil").exists()


# The idle limit


def be_idle(client, minutes):
    session = client.session
    session["seen_at"] = (dates.now() - timedelta(minutes=minutes)).timestamp()
    session.save()


def test_after_a_quarter_of_an_hour_the_password_is_asked_for_again(client, aicha):
    client.force_login(aicha)
    client.get(reverse("casework:today"))
    be_idle(client, 16)
    assert client.get(reverse("casework:today")).url.startswith(reverse("account_reauthenticate"))


def test_what_was_being_sent_when_the_session_locked_comes_back_after_the_password(client, aicha, yonas):
    client.force_login(aicha)
    page = reverse("referrals:refer", args=[yonas.pk])
    client.get(page)
    be_idle(client, 16)
    locked = client.post(page, {"reason": "Cough for three weeks, weak.", "urgency": "urgent"})
    assert locked.url.startswith(reverse("account_reauthenticate"))
    assert Draft.objects.get(person=aicha).path == page
    opened = client.post(locked.url, {"password": makers.PASSWORD})
    assert opened.url == page
    assert b"Cough for three weeks, weak." in client.get(page).content


def test_a_draft_is_read_by_nobody_but_its_author(client, aicha, dahabo, yonas):
    page = reverse("referrals:refer", args=[yonas.pk])
    Draft.objects.create(person=aicha, path=page, fields={"reason": ["Only mine"]}, kept_at=dates.now())
    other = makers.make_user("ayan")
    client.force_login(other)
    assert b"Only mine" not in client.get(page).content


def test_typing_is_kept_on_the_server_and_never_the_password(client, aicha):
    client.force_login(aicha)
    answer = client.post(reverse("draft"), {"path": "/cases/register/", "own": "Yonas", "password": "secret"})
    assert answer.status_code == 204
    assert Draft.objects.get(person=aicha).fields == {"own": ["Yonas"]}


# Bytes that no form sends


@pytest.mark.parametrize("query", ["?x=%00", "?x=%ff%fe"])
def test_broken_bytes_in_the_address_are_a_bad_request(client, aicha, query):
    client.force_login(aicha)
    assert client.get(reverse("casework:today") + query).status_code == 400


@pytest.mark.parametrize("body", [b"own=a%00b", b"own=%ff%fe"])
def test_broken_bytes_in_a_form_are_a_bad_request(client, aicha, body):
    client.force_login(aicha)
    answer = client.post(reverse("casework:register"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_every_person_reads_the_pages_in_their_own_language(client, aicha):
    aicha.language = "ar"
    aicha.save(update_fields=["language"])
    client.force_login(aicha)
    assert b'dir="rtl"' in client.get(reverse("casework:today")).content


def test_the_language_switch_is_kept_for_the_next_sign_in(client, aicha):
    client.force_login(aicha)
    client.post(reverse("set_language"), {"language": "fr", "next": "/"})
    aicha.refresh_from_db()
    assert aicha.language == "fr"


def test_the_language_switch_leads_to_no_other_site(client):
    answer = client.post(reverse("set_language"), {"language": "fr", "next": "//elsewhere.example/"})
    assert answer.url == reverse("home")
