"""The main job, end to end, as four people in four windows: what each does is what the next one finds."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.db import transaction

from base import dates
from base.models import AccessEvent
from minors.models import Child
from plan import measuring, periods
from plan.models import Indicator
from referrals.models import Referral
from tests import makers
from tests.browser.people import DESK, PHONE, at_screen

EXPECTED = re.compile("status of (404|422)")  # a refused form, and the nurse at a door that is not hers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def windows(browser, live_server):
    """A window of a size for a person, with what its browser complained about."""
    opened, complaints = [], []

    def window(user, size, scripts):
        context = browser.new_context(viewport=size, accept_downloads=True, java_script_enabled=scripts)
        opened.append(context)
        person = at_screen(user, context, live_server.url)
        person.page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type in ("error", "warning") and not EXPECTED.search(said.text) else None
            ),
        )
        return person

    yield window
    for context in opened:
        context.close()
    assert complaints == []


def shown_by(official, code):
    """The figure that the official reads on the page of one indicator for the running period: a count, or "1 of 2"."""
    official.open("plan:indicator", code)
    share = re.search(r"\d+ of \d+ child", official.text())
    return share[0].removesuffix(" child") if share else official.page.locator(".h-indicator-value").first.inner_text()


def counted_later(official, code, days):
    """Numerator and denominator of one indicator for the month that lies so many days ahead, computed after its end."""
    month = periods.holding(dates.today() + timedelta(days=days), "month")
    with dates.at(month.end + timedelta(days=10)):
        found = measuring.measure(Indicator.objects.get(code=code), month, user=official.user)
    return found.numerator, found.denominator


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_four_people_carry_one_child_from_the_shore_to_a_closed_case(windows, live_server, scripts):
    with transaction.atomic():
        team = makers.make_team()
        people = {
            "worker": makers.make_user("aicha", team=team),
            "supervisor": makers.make_user("dahabo", role="supervisor", team=team),
            "nurse": makers.make_user("evelyne", role="service_provider", institution="HEALTH"),
            "official": makers.make_user("fatouma", role="monitoring_officer", institution="MFF"),
        }
        shelter, clinic = makers.make_provider(), makers.make_service()
    worker = windows(people["worker"], PHONE, scripts)
    supervisor = windows(people["supervisor"], DESK, scripts)
    nurse = windows(people["nurse"], PHONE, scripts)
    official = windows(people["official"], DESK, scripts)
    assert shown_by(official, "1.1") == "0"
    assert shown_by(official, "3.1") == "—"

    # The worker registers a child at night.
    worker.open("casework:register")
    worker.fill(
        own="Yonas",
        father="Tesfaye",
        grandfather="Bekele",
        sex="M",
        birth_age=14,
        nationality="ET",
        language="om",
        category="uac",
    )
    worker.fill(
        found_place="DJV", found_by="caritas", risk="medium", risk_reasons="Alone, sleeps in the street", tonight="street"
    )
    worker.fill(giver="child", scopes=["share_health"])
    worker.send()
    child = Child.objects.get()
    assert child.code in worker.text()
    assert "Yonas" not in worker.page.content()

    # The name is behind the code, and looking is remembered.
    worker.page.get_by_role("button", name="Show the identity").click()
    worker.page.get_by_text("Yonas Tesfaye Bekele").wait_for()
    assert AccessEvent.objects.filter(kind="revealed", person=worker.user, child_id=child.pk).count() == 1

    # Is the child safe tonight?
    worker.open("casework:assess_rapidly", child.pk)
    answers = {name: answer for name, answer in makers.ANSWERS.items() if name != "pregnant"}  # not asked of a boy
    worker.fill(**answers, risk="medium", risk_reasons="Safe in the shelter")
    worker.send()

    # Best interests: written, sent, returned, written again, approved by somebody else.
    worker.open("casework:begin_bia", child.pk)
    worker.fill(kind="comprehensive", purpose="at_risk")
    worker.send()
    bia = child.best_interests_assessments.get()
    worker.open("casework:write_bia", bia.pk)
    worker.fill(**{name: text for name, text in makers.BIA.items() if name not in ("kind", "purpose")})
    worker.send()
    worker.open("casework:bia", bia.pk)
    assert worker.page.locator("form[action$='/approve/']").count() == 0
    worker.send(f"/cases/best-interests/{bia.pk}/submit/")
    supervisor.open("casework:approvals")
    assert child.code in supervisor.text()
    supervisor.open("casework:bia", bia.pk)
    supervisor.fill(comment="Say where the mother lives.")
    supervisor.press("Return with a comment")
    worker.open("casework:write_bia", bia.pk)
    assert "Say where the mother lives." in worker.text()
    worker.fill(situation="Alone since Dikhil. The mother lives in Jimma.")
    worker.send()
    worker.open("casework:bia", bia.pk)
    worker.send(f"/cases/best-interests/{bia.pk}/submit/")
    supervisor.open("casework:bia", bia.pk)
    supervisor.send(f"/cases/best-interests/{bia.pk}/approve/")

    # A bed.
    worker.open("casework:place", child.pk)
    worker.fill(provider=shelter.pk, reason="Safe, near the day centre", child_agrees="yes", suitable="yes")
    worker.send()
    assert "Night shelter" in worker.text()

    assert shown_by(official, "3.1") == "1 of 1"

    # A doctor: the nurse reads the package and nothing else of the child.
    worker.open("referrals:refer", child.pk)
    worker.fill(to=clinic.pk, urgency="normal", reason="Coughs for three weeks", groups=["age_sex_language"])
    worker.send()
    referral = Referral.objects.get()
    nurse.open("referrals:inbox")
    assert child.code in nurse.text()
    nurse.open("referrals:referral", referral.pk)
    assert "Coughs for three weeks" in nurse.text()
    for secret in ("Yonas", "Tesfaye", "Jimma", "Night shelter"):
        assert secret not in nurse.page.content()
    assert nurse.page.goto(f"{live_server.url}/cases/{child.pk}/").status == 404
    nurse.open("referrals:referral", referral.pk)
    nurse.fill(answer="Tomorrow at eight")
    nurse.send()

    # Not yet: the refusal says what is still open.
    worker.open("casework:request_closure", child.pk)
    assert "still open" in worker.text()
    nurse.open("referrals:referral", referral.pk)
    nurse.fill(feedback="Seen, treated.")
    nurse.send()

    # The paper.
    worker.open("casework:print", child.pk)
    worker.fill(reason="For the file of the day centre")
    with worker.page.expect_download() as download:
        worker.page.locator("main form[method='post'] button.btn-primary").click()
    paper = pypdfium2.PdfDocument(download.value.path())
    words = "\n".join(page.get_textpage().get_text_range() for page in paper)
    assert child.code in words
    assert re.search(rf"Page 1 of {len(paper)}", words)
    assert "Yonas" not in download.value.suggested_filename
    assert AccessEvent.objects.get(kind="printed").reason == "For the file of the day centre"

    # The end: asked for by one, decided by the other.
    placement = child.placements.get(ends_at=None)
    worker.open("casework:end_placement", placement.pk)
    worker.fill(end_reason="reunified")
    worker.send()
    worker.open("casework:request_closure", child.pk)
    worker.fill(reason="goals_met", statement="Lives with the uncle, safe.", way_back="The telephone of the day centre")
    worker.fill(goals_met="yes", child_agrees="yes")
    worker.send()
    supervisor.open("casework:decide_closure", child.case.episode.closure_requests.get().pk)
    supervisor.fill(decision="Seen with the uncle.")
    supervisor.send()

    # The life of the file, in sentences, each with its objective.
    worker.open("casework:case", child.pk)
    story = worker.text()
    for sentence in (
        "The child was registered.",
        "The rapid assessment was signed.",
        "The best-interests assessment was returned with a comment.",
        "The best-interests assessment was approved.",
        "The child was referred to a service.",
        "The child received the service.",
        "The placement ended.",
        "The case was closed.",
    ):
        assert sentence in story
    assert {"OS1", "OS2", "OS3", "OS4"} <= set(re.findall(r"OS\d", story))

    # The figures moved by exactly what was done; what is judged by a deadline is counted when the deadline has passed.
    assert shown_by(official, "1.1") == "1"
    assert shown_by(official, "3.1") == "—"
    for code, days in {"1.2": 0, "1.3": 0, "2.2": 14, "4.1": 31}.items():
        assert counted_later(official, code, days) == (1, 1), code
