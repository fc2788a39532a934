"""Accounts: opened, changed, suspended and restored by an administrator; first passwords; one's own account; first pages."""

import re
from datetime import timedelta

import pytest
import zeal
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse

from base import dates, people
from base.models import AccessEvent, Draft, Institution, Role, User
from base.templatetags.accounts import device
from base.workflow import Refused
from tests import makers

pytestmark = pytest.mark.django_db
OWN = "corail lagon sable 77"


@pytest.fixture
def liban(db):
    return makers.make_user("liban", role="system_administrator", institution="MFF", language="en")


@pytest.fixture
def kadra(liban):
    """A nurse with a new account, and the first password that she was told."""
    house = Institution.objects.get(code="CARITAS")
    fields = {"role": Role.objects.get(code="service_provider"), "institution": house, "team": None, "language": "en"}
    return people.open_account(
        by=liban, username="kadra", name="Kadra Houssein", expires_on=dates.today() + timedelta(days=90), **fields
    )


def sign_in(client, username, password):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def read(client, name, *args) -> str:
    return client.get(reverse(name, args=args), follow=True).content.decode()


def filled(person: User, **changes) -> dict:
    fields = {
        "name": person.name, "role": person.role_id, "institution": person.institution_id, "team": person.team_id or "",
        "language": person.language, "expires_on": person.expires_on.isoformat(),
    }  # fmt: skip
    return fields | changes


def change_password(client, old, new):
    return client.post(reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": new})


def test_an_administrator_opens_an_account_and_reads_the_first_password_once(client, liban):
    client.force_login(liban)
    model = User(
        name="Kadra Houssein",
        role_id="service_provider",
        institution=liban.institution,
        language="fr",
        expires_on=dates.today() + timedelta(days=90),
    )
    page = client.post(reverse("people:new_account"), filled(model, username="kadra")).content.decode()
    password = re.search(r"(?:[a-z]+-){4}\d\d", page)[0]
    client.logout()
    assert sign_in(client, "kadra", password).status_code == 302
    assert password not in read(client, "people:account")


def test_a_first_password_opens_only_the_page_where_its_owner_replaces_it(client, kadra):
    person, password = kadra
    sign_in(client, "kadra", password)
    for name in ("home", "referrals:inbox", "people:account"):
        assert client.get(reverse(name)).url == reverse("account_change_password")
    assert "Choose your own password first" in read(client, "account_change_password")
    assert change_password(client, password, OWN).url == reverse("people:account")
    assert client.get(reverse("referrals:inbox")).status_code == 200
    person.refresh_from_db()
    assert not person.password_is_first


def test_a_first_password_cannot_be_kept(client, kadra):
    person, password = kadra
    sign_in(client, "kadra", password)
    answer = change_password(client, password, password)
    assert "differs from the present one" in answer.content.decode()
    person.refresh_from_db()
    assert person.password_is_first


def test_a_new_first_password_signs_the_person_out_and_has_to_be_replaced_again(client, liban, kadra):
    person, password = kadra
    sign_in(client, "kadra", password)
    change_password(client, password, OWN)
    told = people.renew_password(person, by=liban)
    assert client.get(reverse("referrals:inbox")).url.startswith(reverse("account_login"))
    sign_in(client, "kadra", told)
    assert client.get(reverse("referrals:inbox")).url == reverse("account_change_password")


def test_an_administrator_gives_nobody_else_their_own_new_password(client, liban):
    client.force_login(liban)
    page = client.post(reverse("people:new_password", args=[liban.pk]), follow=True).content.decode()
    assert "page of your account" in page
    assert not User.objects.get(pk=liban.pk).password_is_first


@pytest.mark.parametrize("change", [{"suspended_at": dates.now(), "suspended_because": "Left"}, {"expires_on": "2020-01-01"}])
def test_somebody_who_is_suspended_is_told_so_at_the_sign_in(client, aicha, change):
    User.objects.filter(pk=aicha.pk).update(language="en", **change)
    page = client.post(reverse("account_login"), {"login": "aicha", "password": makers.PASSWORD}, follow=True)
    assert page.request["PATH_INFO"] == reverse("account_login")
    # The person's own language is known only after the sign-in; the door speaks the browser's.
    assert len(list(page.context["messages"])) == 1
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_whoever_works_elsewhere_is_out_at_once_when_suspended_and_back_when_restored(client, liban, aicha):
    client.force_login(aicha)
    people.suspend(aicha, by=liban, reason="Left the service")
    assert client.get(reverse("casework:today")).status_code == 302
    people.restore(aicha, by=liban)
    sign_in(client, "aicha", makers.PASSWORD)
    assert client.get(reverse("casework:today")).status_code == 200


def test_restoring_an_account_that_has_ended_says_that_it_has_ended(client, liban, aicha):
    people.suspend(aicha, by=liban, reason="Leave")
    User.objects.filter(pk=aicha.pk).update(expires_on=dates.today() - timedelta(days=1))
    client.force_login(liban)
    page = client.post(reverse("people:restore", args=[aicha.pk]), follow=True).content.decode()
    assert "Give it a new last day" in page


@pytest.mark.parametrize("role", ["caseworker", "night_duty", "supervisor"])
def test_a_role_that_answers_for_children_needs_a_team(client, liban, fatouma, role):
    client.force_login(liban)
    answer = client.post(reverse("people:account_of", args=[fatouma.pk]), filled(fatouma, role=role, team=""))
    assert answer.status_code == 422
    assert "This role needs a team" in answer.content.decode()
    assert User.objects.get(pk=fatouma.pk).role_id == "monitoring_officer"


def test_a_changed_role_holds_from_the_next_page_on(client, liban, fatouma):
    client.force_login(liban)
    client.post(reverse("people:account_of", args=[fatouma.pk]), filled(fatouma, role="data_protection_officer"))
    client.force_login(User.objects.get(pk=fatouma.pk))
    assert client.get(reverse("plan:objectives")).status_code == 403
    assert client.get(reverse("minors:access_log")).status_code == 200


def test_nobody_finds_a_form_for_their_own_rights(client, liban):
    client.force_login(liban)
    page = read(client, "people:account_of", liban.pk)
    assert "This is your own account" in page
    assert 'name="role"' not in page


def test_those_who_cannot_sign_in_stand_last(client, liban, aicha, charmarke):
    people.suspend(aicha, by=liban, reason="Leave")
    client.force_login(liban)
    shown = [person.username for person in client.get(reverse("people:accounts")).context["people"]]
    assert shown == ["charmarke", "liban", "aicha"]


def test_what_was_typed_into_a_new_account_comes_back(client, liban):
    client.force_login(liban)
    Draft.objects.create(person=liban, path=reverse("people:new_account"), fields={"name": ["Ifrah Ali"]}, kept_at=dates.now())
    page = read(client, "people:new_account")
    assert "Ifrah Ali" in page
    assert "data-draft" in page


def test_the_log_tells_which_account_was_changed_and_why(client, liban, aicha):
    people.suspend(aicha, by=liban, reason="Left the service")
    client.force_login(makers.make_user("moussa", role="data_protection_officer", institution="MFF", language="en"))
    page = read(client, "minors:access_log")
    assert "aicha – suspended" in page
    assert "Left the service" in page


FIRST_PAGES = {
    "caseworker": "casework:today",
    "supervisor": "casework:today",
    "regional_coordinator": "casework:today",
    "national_officer": "casework:today",
    "placement_provider": "casework:beds",
    "guardian": "minors:children",
    "inspector": "minors:children",
    "panel_member": "casework:my_panel",
    "judge": "minors:children",
    "service_provider": "referrals:inbox",
    "tracing_officer": "referrals:inbox",
    "monitoring_officer": "plan:objectives",
    "data_protection_officer": "minors:access_log",
    "system_administrator": "people:accounts",
}


@pytest.mark.parametrize("role", FIRST_PAGES)
def test_everybody_begins_where_their_work_is(client, role):
    client.force_login(makers.make_user("somebody", role=role))
    page = client.get(reverse("home"), follow=True)
    assert page.status_code == 200
    assert page.redirect_chain[-1][0] == reverse(FIRST_PAGES[role])


@pytest.mark.parametrize("name", ["account_reset_password", "account_email", "account_set_password"])
def test_no_page_promises_a_password_by_post(client, name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
    assert "Forgot your password" not in read(client, "account_login")


def test_a_recovery_code_is_the_second_step_when_the_telephone_is_lost(client, aicha):
    data = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.create(user=aicha, type=Authenticator.Type.TOTP, data=data)
    code = RecoveryCodes.activate(aicha).get_unused_codes()[0]
    sign_in(client, "aicha", makers.PASSWORD)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("casework:today")).status_code == 200
    client.logout()
    sign_in(client, "aicha", makers.PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("casework:today")).status_code == 302


def test_one_sees_where_one_is_signed_in_and_signs_out_elsewhere(client, aicha):
    elsewhere = type(client)(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Firefox/130.0"})
    with zeal.zeal_ignore():  # one person on two devices, not one page that reads the person twice
        for one in (elsewhere, client):
            sign_in(one, "aicha", makers.PASSWORD)
            one.get(reverse("casework:today"))
    with zeal.zeal_ignore():  # the library reads each session by itself
        assert "Firefox, Android" in read(client, "usersessions_list")
    client.post(reverse("usersessions_list"))
    assert elsewhere.get(reverse("casework:today")).status_code == 302
    assert client.get(reverse("casework:today")).status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_named_in_words(said, words, settings):
    settings.LANGUAGE_CODE = "en"
    assert device(said) == words


def test_the_first_administrator_signs_in_with_the_printed_password(client, capsys):
    call_command("first_administrator", "liban", "Liban Gaas", institution="MFF")
    password = re.search(r"First password: +(\S+)", capsys.readouterr().out)[1]
    person = User.objects.get(username="liban")
    assert (person.role_id, person.institution.code, person.password_is_first) == ("system_administrator", "MFF", True)
    assert AccessEvent.objects.get(kind="account").person == person
    sign_in(client, "liban", password)
    assert client.get(reverse("people:accounts")).url == reverse("account_change_password")
    change_password(client, password, OWN)
    assert client.get(reverse("people:accounts")).status_code == 200


def test_with_an_administrator_at_work_there_is_no_second_first_one(liban):
    with pytest.raises(CommandError):
        call_command("first_administrator", "eve", "Eve", institution="MFF")
    User.objects.filter(pk=liban.pk).update(expires_on=dates.today() - timedelta(days=1))
    call_command("first_administrator", "ifrah", "Ifrah Ali", institution="MFF")


@pytest.mark.parametrize(
    ("username", "name", "house"), [("aicha", "A", "MFF"), ("no spaces", "A", "MFF"), ("ok", " ", "MFF"), ("ok", "A", "?")]
)
def test_a_first_administrator_with_a_wrong_name_or_house_is_refused(aicha, username, name, house):
    with pytest.raises(CommandError):
        call_command("first_administrator", username, name, institution=house)
    assert not User.objects.filter(role="system_administrator").exists()


def test_a_deed_that_needs_a_team_is_refused_without_a_page_too(liban):
    house = Institution.objects.get(code="MFF")
    with pytest.raises(Refused):
        people.open_account(
            by=liban, username="x", name="X", role=Role.objects.get(code="supervisor"), institution=house, team=None,
            language="fr", expires_on=dates.today(),
        )  # fmt: skip
