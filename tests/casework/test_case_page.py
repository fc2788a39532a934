"""The page of one case: what each reader finds on it, and which one step it proposes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from casework import assessments, best_interests, care, closing
from casework.views import deed_groups
from minors import access, naming
from referrals import workflow
from tests import makers

HOUSE = ("SAVEPOINT", "RELEASE", "django_session", 'FROM "base_user" WHERE "base_user"."id" =', "base_role")


def questions_of(client, address):
    """What the page itself asks the database: without session, person and savepoints, which every page has."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked if not any(part in query["sql"] for part in HOUSE)]


@pytest.fixture
def busy(case, aicha):
    """Yonas's case with one of everything, and edits in the history of each."""
    child = case.child
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="high", risk_reasons="Debt", by=aicha)
    placed = care.place(child, provider=makers.make_provider(), reason="Bed", by=aicha)
    care.judge(placed, suitable="yes", by=aicha, reason="Seen")
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    best_interests.write(bia, content={"kind": "short", "analysis": "The debt frightens him"}, by=aicha)
    best_interests.submit(bia, by=aicha)
    for reason in ("Cough", "Fever"):
        refer(child, reason, aicha)
    naming.rename(child.names.get(), own="Yohannes", father="", grandfather="", by=aicha, reason="Spelled it")
    return child


def refer(child, reason, by):
    sent = {"groups": ["age_sex_language"], "urgency": "normal", "mode": "electronic"}
    return workflow.refer(child, to=makers.make_service(), reason=reason, by=by, **sent)


def step_on(client, child):
    """The title of the one step the page proposes, or None."""
    step = client.get(child.get_absolute_url()).context["step"]
    return step and str(step["title"])


def labels_on(page):
    return [str(deed["label"]) for deed in page.context["deeds"]]


# ----------------------------------------------------------------------------------------------------------- what is shown


def test_the_worker_finds_the_child_by_code_and_no_name(worker, busy):
    page = worker.get(busy.get_absolute_url())
    assert busy.code in page.text
    assert "Yohannes" not in page.text
    assert "Yonas" not in page.text
    assert "Ethiopia<" not in page.text, "the nationality belongs to the identity"


def test_a_page_asks_at_most_fifteen_questions_however_much_happened(worker, busy, aicha):
    few = questions_of(worker, busy.get_absolute_url())
    for _number in range(3):
        refer(busy, "Again", aicha)
    many = questions_of(worker, busy.get_absolute_url())
    assert len(many) <= 15, "\n".join(many)
    assert len(many) == len(few)


def test_every_opening_is_remembered(worker, yonas, aicha):
    worker.get(yonas.get_absolute_url())
    assert AccessEvent.objects.filter(person=aicha, child_id=yonas.pk, kind="opened").count() == 1


def test_a_stranger_gets_the_same_bytes_as_for_nothing(client, charmarke, yonas):
    client.force_login(charmarke)
    hidden = client.get(yonas.get_absolute_url())
    nothing = client.get(reverse("casework:case", args=["00000000-0000-4000-8000-000000000000"]))
    assert (hidden.status_code, hidden.content) == (404, nothing.content)


def test_the_timeline_tells_it_in_sentences_with_the_objectives(worker, busy):
    entries = worker.get(busy.get_absolute_url()).context["entries"]
    said = {entry["sentence"]: entry for entry in entries}
    assert {"The child was registered.", "The rapid assessment was signed.", "The child was referred to a service."} <= set(said)
    assert said["The child was registered."]["objectives"] == [{"code": "OS1", "title": ""}]
    assert said["Changed: name."]["detail"].splitlines()[:2] == [
        "Spelled it",
        "Changed fields: Own name, Father's name, Grandfather's name.",
    ]


def test_long_texts_that_changed_are_named_in_one_line_and_short_ones_quoted_by_themselves(worker, yonas, aicha):
    bia = best_interests.begin(yonas.case, content={**makers.BIA, "bid_reason": "No.", "situation": ""}, by=aicha)
    long = dict.fromkeys(("care", "analysis"), "Long enough not to be quoted in the timeline. " * 3)
    best_interests.write(bia, content={**long, "bid_reason": "Not yet."}, by=aicha)
    [detail] = [one["detail"] for one in _entries(worker, yonas) if one["sentence"] == "Changed: best-interests assessment."]
    # Each value is isolated: French words inside an Arabic sentence keep their own order.
    assert detail.splitlines()[1:] == [
        "Why it is needed, or why not: “\u2068No\u2069” became “\u2068Not yet\u2069”.",
        "Changed fields: Care and living conditions, Analysis: options, for and against.",
    ]


def _entries(client, child):
    return client.get(child.get_absolute_url()).context["entries"]


def test_a_reason_from_a_list_is_told_in_words(worker, busy, aicha):
    details = {entry["sentence"]: entry["detail"] for entry in worker.get(busy.get_absolute_url()).context["entries"]}
    assert details["The placement ended."] == "moved as planned"


def test_a_reader_reads_and_finds_one_button_the_one_that_everybody_needs(client, bilan, yonas):
    client.force_login(bilan)
    page = client.get(yonas.get_absolute_url())
    assert (page.status_code, labels_on(page), page.context["step"]) == (200, ["The child is missing"], None)
    for name in ("assess_rapidly", "place", "request_closure", "reopen", "print"):
        assert reverse(f"casework:{name}", args=[yonas.pk]) not in page.text
        assert client.get(reverse(f"casework:{name}", args=[yonas.pk])).status_code == 403


def test_a_reader_without_the_sensitive_class_reads_no_reason(client, bilan, busy):
    client.force_login(bilan)
    page = client.get(busy.get_absolute_url())
    assert "Fever" not in page.text
    assert "frightens" not in page.text


def test_a_national_officer_reads_codes_and_nothing_that_points_to_a_person(client, busy):
    client.force_login(makers.make_user("nasra", role="national_officer", institution="MFF"))
    page = client.get(busy.get_absolute_url())
    assert page.status_code == 200
    assert busy.code in page.text
    assert (page.context["deeds"], page.context["step"], page.context["reveal_url"]) == ([], None, "")
    for secret in ("Yohannes", "Yonas", "Night shelter", "Cough", "frightens", reverse("minors:identity", args=[busy.pk])):
        assert secret not in page.text
    assert client.post(reverse("minors:identity", args=[busy.pk])).status_code == 403


# --------------------------------------------------------------------------------------------------------------- what is next


def test_first_of_all_a_child_in_the_street_needs_a_bed(worker, yonas):
    assert step_on(worker, yonas) == "Find a safe place for tonight"


def test_a_child_with_a_bed_needs_a_rapid_assessment_then_a_full_one(worker, case, yonas, aicha):
    care.place(yonas, provider=makers.make_provider(), reason="Bed", by=aicha)
    assert step_on(worker, yonas) == "Rapid assessment"
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="high", risk_reasons="Debt", by=aicha)
    assert step_on(worker, yonas) == "Best-interests assessment"  # a short one in two days, at high risk
    best_interests.submit(best_interests.begin(case, content={**makers.BIA, "risk": "high"}, by=aicha), by=aicha)
    assert step_on(worker, yonas) == "Screening for trafficking"


def test_what_waits_for_the_supervisor_is_the_supervisors_step_and_not_the_authors(client, worker, busy, dahabo):
    assert step_on(worker, busy) != "Best-interests assessment: supervisor's decision"
    client.force_login(dahabo)
    assert step_on(client, busy) == "Best-interests assessment: supervisor's decision"


def test_a_waiting_closure_is_decided_by_somebody_else(client, worker, case, aicha, dahabo):
    child = case.child
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Debt", by=aicha)
    closing.request(case, reason="goals_met", statement="Safe with his aunt", way_back="Phone", by=aicha)
    address = reverse("casework:decide_closure", args=[case.episode.closure_requests.get().pk])
    assert address not in worker.get(child.get_absolute_url()).text
    client.force_login(dahabo)
    assert address in client.get(child.get_absolute_url()).text


def test_a_closed_case_owes_nothing_and_offers_reopening_to_the_supervisor(client, worker, case, aicha, dahabo):
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Debt", by=aicha)
    asked = closing.request(case, reason="goals_met", statement="Safe with his aunt", way_back="Phone", by=aicha)
    closing.approve(asked, by=dahabo)
    page = worker.get(case.child.get_absolute_url())
    assert (page.context["dues"], page.context["step"]) == ([], None)
    assert labels_on(page) == ["Record a protection concern", "Visit or call"]  # after closure
    client.force_login(dahabo)
    assert labels_on(client.get(case.child.get_absolute_url())) == ["Reopen the case"]


def test_a_colleague_who_may_only_read_gets_no_deed_though_the_role_has_them(client, yonas, aicha):
    duty = makers.make_user("ayan")
    week = dates.now() + timedelta(days=7)
    access.give(yonas, user=duty, levels=["read_c1", "read_c2"], purpose="duty", by=aicha, reason="Night", ends_at=week)
    client.force_login(duty)
    assert labels_on(client.get(yonas.get_absolute_url())) == ["The child is missing"]
    assert client.get(reverse("casework:place", args=[yonas.pk])).status_code == 403


def test_the_page_shows_few_buttons_and_every_other_one_under_a_heading(worker, yonas):
    page = worker.get(yonas.get_absolute_url())
    shown = [str(one["label"]) for one in page.context["in_the_open"]]
    under = {str(group["title"]): [str(one["label"]) for one in group["deeds"]] for group in page.context["more_deeds"]}
    assert shown == ["Visit or call", "The child is missing"]
    assert "Rapid assessment" in under["Assess and plan"]
    assert under["The case itself"][-1] == "Print the case file"
    folded = [label for labels in under.values() for label in labels]
    assert sorted([*shown, *folded]) == sorted([*labels_on(page), "Print the case file"]), "each once, none lost"
    assert page.context["more_count"] == len(folded)


def test_a_deed_without_a_heading_of_its_own_is_found_all_the_same(yonas):
    pages = ["visit", "place", "talks", "risk", "request_closure"]
    deeds = [{"label": name, "url": reverse(f"casework:{name}", args=[yonas.pk]), "icon": ""} for name in pages]
    shown, groups = deed_groups.grouped(deeds)
    assert [one["label"] for one in shown] == ["visit"]
    assert [one["label"] for one in groups[-1]["deeds"]] == ["talks", "risk"]


def test_a_decision_that_waits_stands_in_the_open_for_the_supervisor(client, busy, dahabo, aicha):
    asked = care.place(busy, provider=makers.make_provider(), reason="x", by=aicha, basis="court")
    client.force_login(dahabo)
    page = client.get(busy.get_absolute_url())
    urls = [one["url"] for one in [*page.context["in_the_open"], *filter(None, [page.context["step"]])]]
    assert reverse("casework:decide_placement", args=[asked.pk]) in urls
