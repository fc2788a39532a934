"""Every page, in three languages, on a phone and at a desk: readable for everybody, nothing cut off, no name where none belongs."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from django.urls import reverse

from base.models import User
from casework.models import BestInterestsAssessment, Case, ClosureRequest, Placement, RapidAssessment
from minors import access
from minors.models import Child, ChildName, Document
from referrals import workflow
from referrals.models import Referral
from tests.browser.people import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
AXE = Axe().axe_script


def open_child(user):
    return access.visible_to(user, Child).filter(case__status="open", placements__ends_at=None).first()


def one(model, **wanted):
    return lambda user: access.visible_to(user, model).filter(**wanted).first()


def accepted(user):
    """A referral that waits for its outcome; the small population may have none yet."""
    rows = access.visible_to(user, Referral)
    with transaction.atomic():
        return rows.filter(status="accepted").first() or workflow.accept(rows.filter(status="sent").last(), by=user)


# person of the invented population, route, what stands in its address
PAGES = [
    (None, "account_login", None),
    (None, "hide", None),
    ("aicha", "components", None),
    ("aicha", "casework:today", None),
    ("aicha", "casework:register", None),
    ("aicha", "minors:children", None),
    ("aicha", "casework:case", open_child),
    ("aicha", "casework:print", open_child),
    ("aicha", "casework:assess_rapidly", open_child),
    ("aicha", "casework:rapid_assessment", one(RapidAssessment)),
    ("aicha", "casework:begin_bia", open_child),
    ("aicha", "casework:write_bia", one(BestInterestsAssessment, status="draft")),
    ("aicha", "casework:bia", one(BestInterestsAssessment, status="approved")),
    ("aicha", "casework:place", open_child),
    ("aicha", "casework:end_placement", one(Placement, ends_at=None, provider__isnull=False)),
    ("aicha", "casework:judge_placement", one(Placement, ends_at=None, provider__isnull=False)),
    ("aicha", "casework:request_closure", open_child),
    ("dahabo", "casework:reopen", one(Child, case__status="closed")),
    ("aicha", "casework:report_missing", open_child),
    ("aicha", "casework:ask_hold", open_child),
    ("aicha", "casework:transition", open_child),
    ("aicha", "casework:write_transition", open_child),
    ("aicha", "minors:rename", open_child),
    ("aicha", "minors:consent", open_child),
    ("aicha", "minors:documents", open_child),
    ("aicha", "minors:add_document", open_child),
    ("aicha", "minors:document", one(Document, status="current")),
    ("aicha", "minors:describe_document", one(Document, status="current")),
    ("aicha", "minors:access", open_child),
    ("aicha", "referrals:refer", open_child),
    ("aicha", "referrals:referral", one(Referral)),
    ("aicha", "people:account", None),
    ("aicha", "account_change_password", None),
    ("aicha", "mfa_index", None),
    ("aicha", "usersessions_list", None),
    ("aicha", "account_reauthenticate", None),
    ("dahabo", "casework:today", None),
    ("dahabo", "casework:board", None),
    ("dahabo", "casework:approvals", None),
    ("dahabo", "casework:bia", one(BestInterestsAssessment, status="submitted")),
    ("dahabo", "casework:decide_closure", one(ClosureRequest, status="requested")),
    ("dahabo", "casework:case", one(Child, case__status="closed")),
    ("bilan", "casework:case", one(Child)),
    ("nimo", "minors:children", None),
    ("nimo", "casework:case", one(Child)),
    ("evelyne", "referrals:inbox", None),
    ("evelyne", "referrals:referral", one(Referral, status="sent")),
    ("evelyne", "referrals:referral", accepted),
    ("fatouma", "plan:objectives", None),
    ("fatouma", "plan:indicator", "1.1"),
    ("fatouma", "plan:indicator", "1.3"),
    ("fatouma", "plan:indicator", "5.1"),
    ("fatouma", "plan:cases", "1.3"),
    ("moussa", "minors:access_log", None),
    ("admin", "people:accounts", None),
    ("admin", "people:new_account", None),
    ("admin", "people:account_of", lambda user: User.objects.get(username="aicha")),
]

AT_A_DESK = {
    "components",
    "casework:case",
    "casework:board",
    "minors:children",
    "plan:objectives",
    "plan:indicator",
    "people:accounts",
}


def signed_in(browser, live_server, user, language, size):
    """A window of that size in which this person has signed in, or nobody."""
    context = browser.new_context(viewport=size, locale=language)
    cookies = {"language": language}
    if user:
        User.objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(user)
        cookies["session"] = client.cookies["session"].value
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    return context


def wrong_on(page, language, secrets) -> list[str]:
    """What is wrong on this page."""
    wrong = []
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append("wider than the screen")
    if page.get_attribute("html", "dir") != ("rtl" if language == "ar" else "ltr"):
        wrong.append("wrong direction")
    if any(secret in page.title() for secret in secrets):
        wrong.append("a name in the title")
    page.evaluate(AXE)
    broken = page.evaluate(
        "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
    )  # what is right need not travel
    return wrong + [f"{one['id']} {one['nodes'][0]['html'][:120]}" for one in broken]


@pytest.mark.usefixtures("seeded_db")
@pytest.mark.timeout(600)
@pytest.mark.ignore_template_errors  # allauth's own pages read variables that may be missing
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_page_is_accessible_fits_a_phone_and_names_no_child(browser, live_server, language):
    faults, said = [], []
    people = {
        name: User.objects.select_related("role", "team", "institution").get(username=name) for name, *_rest in PAGES if name
    }
    secrets = {part for name in ChildName.objects.all() for part in (name.own, name.father) if len(part) > 4}
    windows = {
        (name, size): signed_in(browser, live_server, people.get(name), language, shape)
        for name in {name for name, *_rest in PAGES}
        for size, shape in {"phone": PHONE, "desk": DESK}.items()
    }
    pages = {of: window.new_page() for of, window in windows.items()}
    for page in pages.values():
        page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    for name, route, about in PAGES:
        found = about(people[name]) if callable(about) else about
        assert found is not None or about is None, f"the invented population has nothing for {route} of {name}"
        arguments = [] if found is None else [getattr(found, "pk", found)]
        for size in ("phone", "desk") if route in AT_A_DESK else ("phone",):
            where = f"{language} {size} {name} {route}"
            answer = pages[name, size].goto(live_server.url + reverse(route, args=arguments))
            wrong = wrong_on(pages[name, size], language, secrets) if answer.ok else [str(answer.status)]
            faults += [f"{where}: {fault}" for fault in wrong + said]
            said.clear()
    for window in windows.values():
        window.close()
    assert faults == []


@pytest.mark.usefixtures("seeded_db")
def test_every_open_case_of_the_list_shows_a_code_and_no_name(browser, live_server):
    """The identity stays behind the code on every page until somebody asks for it."""
    aicha = User.objects.select_related("role", "team").get(username="aicha")
    window = signed_in(browser, live_server, aicha, "fr", PHONE)
    page = window.new_page()
    for case in access.visible_to(aicha, Case).filter(status="open")[:5]:
        name = case.child.names.get(kind="main")
        page.goto(live_server.url + case.get_absolute_url())
        assert case.child.code in page.content()
        assert name.full not in page.content()
    window.close()
