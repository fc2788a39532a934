"""What stays hidden of the decisions about a child: every text of a determination holds a token of its class (see tests/test_hidden.py)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from casework import best_interests, carrying_out, determinations, panel, panel_decisions
from casework.models import FACTORS, Case, Determination, DeterminationReport, PlanAction
from minors import access
from tests import makers, panels
from tests.test_hidden import Tokens, paper

pytestmark = pytest.mark.django_db
ADDRESSES = ["casework:case", "minors:file"]


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
def people():
    return panels.members()


def texts(tokens, *names) -> dict:
    return {name: tokens.of("C3") for name in names}


@pytest.fixture
def told(tokens, case, yonas, aicha, dahabo, people):
    """An assessment that asks for the panel, its report, an agenda, a decision with a dissent, what follows, and a review of it."""
    options = [texts(tokens, "option", "pros", "cons") for _each in range(2)]
    asks = {"bid_needed": True, "bid_trigger": "durable_solution", "alternatives": options, **texts(tokens, "bid_reason")}
    sections = texts(tokens, *best_interests.BestInterestsAssessment.SECTIONS)
    bia = best_interests.begin(case, content={**makers.BIA, **sections, **asks}, by=aicha)
    best_interests.approve(best_interests.submit(bia, by=aicha), by=dahabo, comment=tokens.of("C3"))
    begun = determinations.begin(
        Case.objects.get(pk=case.pk),
        trigger="durable_solution",
        urgent=True,
        by=aicha,
        **texts(tokens, "reason", "urgent_because"),
    )
    report = begun.reports.get()
    compared = [{"solution": one["solution"], **texts(tokens, "plan", *FACTORS)} for one in panels.TWO]
    determinations.write(report, content={**texts(tokens, *DeterminationReport.SECTIONS), "alternatives": compared}, by=aicha)
    determinations.submit(report, by=aicha)
    determinations.send_back(report, by=dahabo, comment=tokens.of("C3"))
    determinations.submit(report, by=aicha)
    determinations.accept(report, checked=DeterminationReport.Check.values, by=dahabo, comment=tokens.of("C3"))
    extra = panels.seat("omar", "IOM", "M")
    held = panels.session([*people, extra], days=0.0001)
    item = held.items.get()
    panel.declare(item, kind="other", note=tokens.of("C3"), by=extra.user)
    words = {
        **texts(tokens, "why", "conditions", "measures"),
        "option_reasons": [{**one, "reasons": tokens.of("C3")} for one in panels.CHOSEN["option_reasons"]],
        "actions": [{**panels.ACTION, **texts(tokens, "action", "who")}],
    }
    with dates.at(held.held_at + timedelta(seconds=1)):
        decision = panels.proposed(item, people, **words)
        panels.sign(decision, *people[:2])
        panels.sign(decision, people[2], agrees=False, dissent=tokens.of("C3"))
        panel_decisions.take(decision, by=people[0].user)
    with dates.at(decision.taken_at + timedelta(seconds=9)):
        panels.told(decision, aicha, **texts(tokens, "explained", "reaction"))
        carrying_out.check(decision, carried_out="no", why=tokens.of("C3"), by=aicha)
        again = determinations.review(
            Determination.objects.get(), asked_by="child", because="facts", new_facts=tokens.of("C3"), by=aicha
        )
    action = PlanAction.objects.get()
    records = [bia, begun, report, decision, again, again.reports.get(), action, action.plan]
    with dates.at(decision.taken_at + timedelta(seconds=30)):
        yield [*(reverse(name, args=[yonas.pk]) for name in ADDRESSES), *(one.get_absolute_url() for one in records)]


def reader(levels, yonas, aicha):
    return makers.make_reader("filsan", yonas, aicha, levels=levels)


@pytest.mark.parametrize(
    ("levels", "classes"), [(["read_c1"], {"C1"}), (["read_c1", "read_c2"], {"C1", "C2"}), (["read_c1", "read_c3"], {"C1", "C3"})]
)
def test_a_reader_finds_no_word_of_a_class_that_the_grant_does_not_give(client, tokens, told, yonas, aicha, levels, classes):
    client.force_login(reader(levels, yonas, aicha))
    for address in told:
        page = client.get(address)
        assert page.status_code == 200, address
        assert tokens.beyond(classes, page.text) == [], address


def test_the_worker_finds_every_word_somewhere(client, tokens, told, aicha):
    client.force_login(aicha)
    said = "".join(client.get(address).text for address in told)
    missing = [token for token in tokens if token not in said]
    assert len(missing) <= 2, (
        missing
    )  # the note of a member in conflict stands on no page of the file; a comment gave way to the next


@pytest.mark.parametrize("role", ["data_protection_officer", "monitoring_officer", "system_administrator", "panel_member"])
def test_who_opens_no_file_finds_no_word(client, tokens, told, role):
    client.force_login(makers.make_user("somebody", role=role, institution="MFF"))
    for address in [*told, reverse("casework:today"), reverse("home")]:
        assert tokens.beyond(set(), client.get(address).text) == [], address


def test_the_secretariat_finds_no_word_on_its_own_pages(client, tokens, told, people):
    client.force_login(panels.secretary())
    [session] = {item.session for item in Determination.objects.get(number=1).items.all()}
    for address in [*told, reverse("casework:panel"), session.get_absolute_url()]:
        assert tokens.beyond({"C1"}, client.get(address).text) == [], address


def test_a_member_reads_what_is_sensitive_in_the_window_and_nothing_after_it(client, tokens, told, yonas, people):
    member = people[0].user
    client.force_login(member)
    assert access.classes_for(member, yonas.pk) == {"C1", "C3"}
    for address in told[2:6]:
        page = client.get(address)
        assert page.status_code == 200, address
        assert tokens.beyond({"C1", "C3"}, page.text) == [], address
        assert "Yonas" not in page.text
    with dates.at(Determination.objects.get(number=1).items.get().session.closes_at):
        assert not access.children_of(member).filter(pk=yonas.pk).exists()


@pytest.mark.parametrize("page", ["casework:print", "minors:export"])
def test_no_word_of_it_is_printed_or_exported_for_a_reader_of_ordinary_data(client, tokens, told, yonas, aicha, page):
    client.force_login(reader(["read_c1", "print"], yonas, aicha))
    given = client.post(reverse(page, args=[yonas.pk]), {"reason": "Hearing", "language": "en", "use": "case"})
    if given.status_code == 403:
        return  # whoever may not read the identity exports nothing
    said = paper(given.content) if given["Content-Type"] == "application/pdf" else given.text
    assert given.status_code == 200
    assert tokens.beyond({"C1"}, said) == []
