"""The best-interests determination: begun, reported, checked by another, decided, told to the child, looked at again (domain.md 2.3, F15)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from base import dates, limits
from base.workflow import Refused
from casework import care, closing, determinations, panel, panel_decisions
from casework.dossier.gathering import gather
from casework.dossier.known import Known
from casework.models import Case, DecisionNotification, Determination, DeterminationReport, PanelDecision, Placement
from minors.models import Clock
from referrals import workflow
from tests import makers, panels

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def report(case, aicha):
    return panels.report(case, aicha)


@pytest.fixture
def determination(case, aicha, dahabo):
    return panels.ready(case, aicha, dahabo)


def clock(rule) -> Clock:
    return Clock.objects.filter(rule=rule).order_by("-starts_at").first()


# --------------------------------------------------------------------------------------------------------------------------- the report


def test_one_determination_at_a_time(case, report, aicha):
    with pytest.raises(Refused, match="BID-1 is not decided yet"):
        determinations.begin(Case.objects.get(pk=case.pk), by=aicha, **panels.BECAUSE)
    other = Determination(child=case.child, episode=case.episode, number=2, status="report", begun_by=aicha, **panels.BECAUSE)
    with pytest.raises(IntegrityError, match="one_bid_at_a_time"), transaction.atomic():
        other.save(by=aicha, reason="x")


def test_what_is_urgent_says_why(case, aicha):
    with pytest.raises(Refused, match="cannot wait"):
        determinations.begin(case, by=aicha, urgent=True, **panels.BECAUSE)


@pytest.mark.parametrize("name", ["procedure", "past", "situation", "child_views", "family_views", "recommendation", "follow_up"])
def test_a_report_with_an_empty_section_is_not_sent(report, aicha, name):
    determinations.write(report, content={name: " "}, by=aicha)
    with pytest.raises(Refused, match="Still to be written"):
        determinations.submit(report, by=aicha)


@pytest.mark.parametrize("options", [[], panels.TWO[:1], [panels.option(), panels.option(safety=" ")]])
def test_a_report_compares_two_options_by_every_factor(report, aicha, options):
    determinations.write(report, content={"alternatives": options}, by=aicha)
    with pytest.raises(Refused, match="at least two options"):
        determinations.submit(report, by=aicha)


def test_the_author_does_not_check_the_own_report(report, aicha, dahabo):
    determinations.submit(report, by=aicha)
    with pytest.raises(Refused, match="Nobody approves"):
        determinations.accept(report, checked=DeterminationReport.Check.values, by=aicha)
    report.refresh_from_db()
    report.status, report.checker, report.checked_at = "accepted", aicha, dates.now()
    report.checked = DeterminationReport.Check.values
    with pytest.raises(IntegrityError, match="bid_report_checked_by_another"), transaction.atomic():
        report.save(by=aicha, reason="x")


def test_every_point_of_the_check_holds_or_it_goes_back_with_a_comment(report, aicha, dahabo):
    determinations.submit(report, by=aicha)
    with pytest.raises(Refused, match="every point"):
        determinations.accept(report, checked=["views"], by=dahabo)
    report.refresh_from_db()
    with pytest.raises(Refused, match="what has to be changed"):
        determinations.send_back(report, by=dahabo, comment=" ")
    report = determinations.send_back(DeterminationReport.objects.get(), by=dahabo, comment="Name the sources.")
    assert (report.status, report.determination.status) == ("returned", "report")
    determinations.write(report, content={"procedure": "Two talks, a letter."}, by=aicha)
    assert panels.accepted(report, aicha, dahabo).status == "ready"


def test_an_accepted_report_never_changes(determination, aicha):
    stored = determination.reports.get()
    with pytest.raises(Refused, match="no longer be changed"):
        determinations.write(stored, content={"past": "x"}, by=aicha)
    with pytest.raises(Refused, match="has not asked"):
        determinations.revise(determination, by=aicha)
    with pytest.raises(IntegrityError, match="accepted report"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update casework_determinationreport set past = 'x'")


# -------------------------------------------------------------------------------------------------------- deferral and what changed


def test_a_deferral_asks_and_the_second_version_answers_first_and_shows_what_changed(determination, yonas, aicha, dahabo):
    deferral = panels.decide(determination, **{**panels.ASKED, "solution": "", "option_reasons": []})
    determination.refresh_from_db()
    assert (determination.status, deferral.questions, deferral.measures) == (
        "deferred", panels.ASKED["questions"], "He stays in the shelter.",
    )  # fmt: skip
    second = determinations.revise(determination, by=aicha)
    assert determinations.changes(second) == []
    assert determinations.missing(second) == ["answers"]
    words = {"answers": "A colleague saw it.", "situation": "He left the class.", "alternatives": [panels.TWO[0]]}
    determinations.write(second, content=words, by=aicha)
    changed = determinations.changes(second)
    assert [one.label for one in changed] == ["Present situation", "Option 2"]
    assert (changed[0].before, changed[0].after) == (panels.WORDS["situation"], "He left the class.")
    assert "Ali Sabieh" in changed[1].before
    assert changed[1].after == ""
    determinations.write(second, content={"alternatives": panels.TWO}, by=aicha)
    panels.accepted(second, aicha, dahabo)
    with dates.at(dates.now() + 20 * DAY):
        assert panels.session().items.get().report == second, "it returns to the agenda by itself"


def test_a_report_that_the_panel_returns_gets_a_next_version(determination, aicha):
    panels.decide(determination, value="returned", why="Nobody knows who said what.")
    determination.refresh_from_db()
    assert determination.status == "report"
    assert determinations.revise(determination, by=aicha).number == 2
    with pytest.raises(Refused, match="being written already"):
        determinations.revise(determination, by=aicha)


def test_a_withdrawn_determination_makes_room_for_another(determination, case, aicha):
    panels.decide(determination, value="withdrawn", why="His mother came.")
    assert determinations.begin(Case.objects.get(pk=case.pk), by=aicha, **panels.BECAUSE).number == 2


# -------------------------------------------------------------------------------------------------------------- the child, and a review


def test_the_child_is_told_after_the_decision_once_and_the_words_are_kept(determination, aicha, at_commit):
    decision = panels.decide(determination)
    with dates.at(dates.now() + 5 * DAY):
        for changes, sentence in [
            ({"told_at": dates.now() + DAY}, "not come yet"),
            ({"told_at": dates.now() - 30 * DAY}, "before the decision"),
            ({"reaction": " "}, "what the child said"),
        ]:
            with pytest.raises(Refused, match=sentence):
                panels.told(decision, aicha, **changes)
        panels.told(decision, aicha)
        with pytest.raises(Refused, match="recorded already"):
            panels.told(decision, aicha)
    at_commit()
    assert DecisionNotification.objects.get().reaction == "“When do I go?”"


def test_a_review_leads_to_a_new_decision_and_leaves_the_earlier_one(determination, aicha, dahabo):
    first = panels.decide(determination)
    determination.refresh_from_db()
    facts = {"asked_by": "child", "because": "facts"}
    with pytest.raises(Refused, match="what is new"):
        determinations.review(determination, new_facts=" ", by=aicha, **facts)
    again = determinations.review(determination, new_facts="The uncle died.", by=aicha, **facts)
    assert (again.number, again.reviews) == (2, determination)
    determinations.write(again.reports.get(), content={**panels.WORDS, "alternatives": panels.TWO}, by=aicha)
    again = panels.accepted(again.reports.get(), aicha, dahabo)
    with dates.at(dates.now() + 20 * DAY), pytest.raises(Refused, match="becomes of the earlier decision"):
        panels.decide(again)
    with dates.at(dates.now() + 30 * DAY):
        held = panel.PanelSession.objects.latest("held_at")
        assert held
        second = panels.decide(again, solution="local_family", outcome="replace")
    before = PanelDecision.objects.get(pk=first.pk)
    assert panel_decisions.is_as_signed(before)
    assert (before.solution, second.solution, second.outcome) == ("reunification_origin", "local_family", "replace")


def test_only_what_was_decided_is_looked_at_again(determination, aicha):
    with pytest.raises(Refused, match="Only what was decided"):
        determinations.review(determination, asked_by="child", because="facts", new_facts="x", by=aicha)


# ----------------------------------------------------------------------------------------------------------------------------- urgent care


def test_a_pending_determination_never_holds_up_a_bed_or_a_doctor(determination, yonas, aicha):
    care.place(yonas, provider=makers.make_provider(), reason="Bed", by=aicha)
    sent = {"groups": [], "urgency": "urgent", "mode": "phone", "by": aicha, "without_consent_because": "Vital"}
    assert workflow.refer(yonas, to=makers.make_service(), reason="Fever", **sent)
    assert Placement.objects.current().filter(child=yonas, provider__isnull=False).exists()
    determination.refresh_from_db()
    assert determination.status == "ready"


def test_a_case_with_a_pending_determination_closes_only_with_a_sentence(determination, case):
    found = [one for one in closing.obstacles(Case.objects.get(pk=case.pk)) if one.kind == "bid"]
    assert [str(one) for one in found] == ["The determination BID-1 is not decided (waiting for the panel)."]


# --------------------------------------------------------------------------------------------------------------------------------- clocks


def test_the_limits_follow_from_beginning_to_telling_the_child(case, aicha, dahabo):
    written = panels.report(case, aicha)
    assert clock("bid.submit").due_at == limits.due("bid.submit", case.risk, written.determination.begun_at)
    panels.accepted(written, aicha, dahabo)
    assert clock("bid.submit").outcome == "done"
    assert clock("bid.panel").limit.risk == case.risk
    decision = panels.decide(written.determination)
    assert clock("bid.panel").stopped_at == decision.taken_at
    due = clock("bid.notify_child")
    assert (due.subject_id, due.stopped_at) == (decision.pk, None)
    with dates.at(decision.taken_at + DAY):
        panels.told(decision, aicha)
    assert clock("bid.notify_child").outcome == "done"


def test_an_urgent_one_is_decided_within_seventy_two_hours(case, aicha, dahabo):
    panels.ready(case, aicha, dahabo, urgent=True, urgent_because="The lorry leaves tomorrow")
    found = clock("bid.panel")
    assert found.due_at - found.starts_at == timedelta(hours=72)


def test_a_deferral_does_not_stop_the_panels_limit_but_says_what_it_waits_for(determination, yonas, aicha, dahabo):
    since = clock("bid.panel").starts_at
    deferral = panels.decide(determination, **{**panels.ASKED, "solution": "", "option_reasons": []})
    running = clock("bid.panel")
    assert (running.stopped_at, running.starts_at, running.stage) == (None, since, "deferred")
    assert any("waits for information" in one.what for one in makers.due(Case.objects.get(child=yonas)))
    assert clock("bid.more_info").subject_id == deferral.pk
    assert clock("bid.notify_child").subject_id == deferral.pk, "the child is told of a deferral too"
    second = determinations.revise(Determination.objects.get(), by=aicha)
    determinations.write(second, content={"answers": "A colleague saw it."}, by=aicha)
    with dates.at(deferral.taken_at + DAY):
        determinations.submit(second, by=aicha)
    assert clock("bid.more_info").outcome == "done"


def test_a_durable_solution_is_due_in_the_twenty_fourth_month_once_the_panel_is_asked_for_one(aicha, dahabo):
    case = makers.make_case(aicha, identified_at=dates.now() - 400 * DAY)
    assert clock("bid.max_durable") is None
    waits = panels.ready(case, aicha, dahabo)
    assert clock("bid.max_durable").due_at == dates.add_months(case.child.identified_at, 24)
    panels.decide(waits)
    assert clock("bid.max_durable").outcome == "done"


def test_the_helper_that_proposes_a_determination_needs_none_to_be_approved(case, aicha, dahabo):
    panels.asked(case, aicha, dahabo)
    assert not Determination.objects.exists()


# ---------------------------------------------------------------------------------------------------------------------------- on paper


def on_paper(child, reader) -> str:
    file = gather(Known(child.pk, reader=reader, until=dates.now()), language="en")
    [section] = [one for one in file.sections if one.title == "Best-interests determinations (BID)"]
    return repr(section)


def test_the_printed_file_tells_report_reasons_dissent_signatures_and_the_fingerprint(determination, yonas, aicha):
    people = panels.members()
    held = panels.session(people)
    with dates.at(held.held_at):
        item = held.items.get()
        panels.free(item, people)
        decision = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
        panels.sign(decision, *people[:2])
        panels.sign(decision, people[2], agrees=False, dissent="Nobody saw the house.")
        panel_decisions.take(decision, by=people[0].user)
        panels.told(decision, aicha)
        text = on_paper(yonas, aicha)
    for words in (
        "I want to live with my uncle",
        "About safety",
        "Weighed in full",
        "Nobody saw the house.",
        "When do I go",
        decision.digest,
    ):
        assert words in text
    assert "Hodan" not in text, "members stand by function"


def test_a_reader_of_ordinary_data_gets_no_words_of_it_on_paper(determination, yonas, aicha):
    decision = panels.decide(determination)
    reader = makers.make_reader("filsan", yonas, aicha, levels=["read_c1", "print"])
    with dates.at(decision.taken_at + DAY):
        text = on_paper(yonas, reader)
    for words in ("uncle", "About safety", "Weighed in full", "He asks for it"):
        assert words not in text
    assert decision.digest in text
