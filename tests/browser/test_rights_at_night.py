"""The scenarios 9.11 and 9.12, and a file opened in an emergency, as people do them: each in a window of their own."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse

from base.models import AccessEvent
from casework.models import Case, Concern
from minors.models import EmergencyAccess, Exclusion, Grant
from referrals.models import Referral
from tests import makers
from tests.browser.people import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    with transaction.atomic():
        return {
            "aicha": makers.make_user("aicha"),
            "dahabo": makers.make_user("dahabo", role="supervisor"),
            "ayan": makers.make_user("ayan"),
            "deqa": makers.make_user("deqa", role="system_administrator", institution="MFF"),
        }


def submit(person, action=""):
    """Press the button of a form that warns: it is no primary one."""
    form = f"main form[action='{action}']" if action else "main form[method='post']"
    with person.page.expect_navigation():
        person.page.locator(f"{form} button[type=submit]").first.click()


def grow_old():
    """Everybody who is signed in proved who they are two hours ago."""
    with transaction.atomic():
        for kept in Session.objects.all():
            session = SessionStore(kept.session_key)
            known = session.get("account_authentication_methods", [])
            session["account_authentication_methods"] = [{**one, "at": one["at"] - 7200} for one in known]
            session.save()


def test_a_caseworker_who_is_related_to_a_smuggler_is_out_of_everything_within_a_click(windows, cast):
    with transaction.atomic():
        case = makers.make_case(cast["aicha"])
    worker, admin, supervisor = windows(cast["aicha"], PHONE), windows(cast["deqa"], DESK), windows(cast["dahabo"], DESK)
    worker.open("casework:case", case.child_id)

    admin.open("people:account_of", cast["aicha"].pk)
    admin.fill(reason="Related to a smuggler")
    submit(admin, reverse("people:suspend", args=[cast["aicha"].pk]))
    worker.page.get_by_role("link", name="Family").first.click()
    worker.page.wait_for_url(f"**{reverse('account_login')}**")

    supervisor.open("casework:queue")
    assert case.child.code in supervisor.text(), "the case waits for a new worker"
    supervisor.open("minors:access", case.child_id)
    exclude = supervisor.page.locator(f"form[action='{reverse('minors:exclude', args=[case.child_id])}']")
    exclude.locator("[name=person]").select_option(str(cast["aicha"].pk))
    exclude.locator("[name=reason]").fill("Related to a smuggler")
    submit(supervisor, reverse("minors:exclude", args=[case.child_id]))
    assert Exclusion.objects.get().user == cast["aicha"]


def test_a_code_opens_a_file_in_an_emergency_after_the_password_was_given_again(windows, cast):
    with transaction.atomic():
        case = makers.make_case(cast["aicha"])
        ismail = makers.make_user("ismail", role="night_duty", team=makers.make_team(name="Night shelter"), language="fr")
    night = windows(ismail, PHONE)
    grow_old()
    night.page.goto(night.address + reverse("minors:open_in_emergency"))
    night.page.wait_for_url(f"**{reverse('account_reauthenticate')}**")
    night.page.fill("[name=password]", makers.PASSWORD)
    with night.page.expect_navigation():
        night.page.locator("form:has([name=password]) button[type=submit]").first.click()
    night.page.screenshot(path="/tmp/rights_emergency.png", full_page=True)
    night.fill(code=case.child.code, reason="Il saigne, la référente ne répond pas")
    submit(night)
    assert night.page.locator("#emergency").is_visible()
    night.page.screenshot(path="/tmp/rights_banner.png")
    assert EmergencyAccess.objects.get().person == ismail
    night.open("minors:why", case.child_id)
    night.page.screenshot(path="/tmp/rights_why.png", full_page=True)
    assert night.page.evaluate("document.documentElement.scrollWidth") <= 360

    supervisor = windows(cast["dahabo"], PHONE)
    supervisor.open("minors:emergency", EmergencyAccess.objects.get().pk)
    supervisor.fill(finding="justified", review="Taken to hospital at once.")
    supervisor.send(reverse("minors:review_emergency", args=[EmergencyAccess.objects.get().pk]))
    assert EmergencyAccess.objects.get().reviewed_by == cast["dahabo"]
    for name, args in (("minors:seal", [case.child_id]), ("minors:access_review", []), ("minors:access", [case.child_id])):
        supervisor.open(name, *args)
        supervisor.page.screenshot(path=f"/tmp/rights_{name.split(':')[1]}.png", full_page=True)
        assert supervisor.page.evaluate("document.documentElement.scrollWidth") <= 360, name


def test_what_is_disclosed_at_night_goes_to_the_doctor_and_to_nobody_else(windows, cast):
    """Domain.md 9.12: a restricted concern, a referral with the consent "health yes, police no", a shelter that learns nothing."""
    with transaction.atomic():
        case = makers.make_case(cast["aicha"], sex="F", own="Hana")
        clinic, police = makers.make_service(), makers.make_service("legal_aid", "POLICE")
        keeper = makers.make_user("mariam", role="placement_provider")
        makers.access.give(
            case.child, user=keeper, levels=["read_c1", "read_c2"], purpose="duty", by=cast["aicha"], reason="Here",
            ends_at=makers.dates.now() + makers.timedelta(days=30),
        )  # fmt: skip
    worker, shelter = windows(cast["aicha"], PHONE), windows(keeper, PHONE)
    worker.open("casework:new_concern", case.child_id)
    kind = next(one for one, _label in _kinds(worker) if "sexual" in one)
    worker.fill(kind=kind, severity="high", source="child", told_words="It happened at the harbour")
    worker.send()
    concern = Concern.objects.get(child=case.child)
    assert concern.field_class in ("C3", "C4")

    worker.open("referrals:refer", case.child_id)
    worker.fill(to=clinic.pk, urgency="urgent", reason="Needs a doctor tonight, a woman if possible")
    worker.send()
    assert Referral.objects.get().service == clinic
    worker.open("referrals:refer", case.child_id)
    worker.fill(to=police.pk, reason="Needs protection")
    worker.send()
    assert Referral.objects.count() == 1, "the child said no to the police"

    for name in ("casework:case", "minors:file", "casework:talks", "casework:risk"):
        shelter.open(name, case.child_id)
        for words in ("harbour", "sexual", "Sexual", "doctor tonight", concern.kind_label):
            assert words not in shelter.page.content(), (name, words)
    assert not AccessEvent.objects.filter(person=keeper, subject="casework.concern").exists()
    assert Grant.objects.filter(child=case.child, user=cast["ayan"]).count() == 0
    assert Case.objects.get().child == case.child


def _kinds(worker):
    return worker.page.evaluate(
        "[...document.querySelectorAll('main [name=kind] option')].map(one => [one.value, one.textContent])"
    )
