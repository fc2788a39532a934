"""Looking for the family: the child is asked first, and the search ends with the consent it rests on (domain.md 3.11)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import Institution
from base.workflow import Refused
from casework import closing, tracing
from casework.models import TracingAction, TracingRequest
from minors import consent
from minors.models import Clock, ConsentTask
from tests import family, makers

pytestmark = pytest.mark.django_db
ABROAD = {**family.STEP, "country": "ET", "result": "pending", "unhcr_advice": "UNHCR Djibouti, yesterday: by phone only."}


@pytest.fixture
def case(aicha):
    return family.trusting(aicha)


@pytest.fixture
def search(case, aicha):
    return family.searching(case, aicha)


def saves(record, by):
    with transaction.atomic():
        record.save(by=by, reason="x")


def test_a_search_says_who_is_looked_for_in_the_order_of_the_wish(case, aicha):
    sought = [*family.SOUGHT, {"person": None, "name": "Girma Bekele", "relation": "uncle_paternal"}]
    search = family.searching(case, aicha, sought=sought)
    assert [one.called for one in search.sought.all()] == ["Almaz Kebede", "Girma Bekele"]
    assert search.status == "open"


def test_without_the_consent_of_the_ledger_nobody_is_looked_for(aicha):
    case = family.trusting(aicha, scopes=["case_management", "data_storage"])
    with pytest.raises(Refused, match="consent is missing"):
        family.searching(case, aicha)


def test_where_the_consent_is_missing_the_page_leads_to_it(client, aicha):
    case = family.trusting(aicha, scopes=["case_management", "data_storage"])
    client.force_login(aicha)
    for name in ("tracing", "open_tracing"):
        page = client.get(reverse(f"casework:{name}", args=[case.child_id])).text
        assert f'href="{reverse("minors:consent", args=[case.child_id])}"' in page, name


@pytest.mark.parametrize("fear", ["yes", "unsure"])
def test_a_family_that_the_child_fears_is_not_looked_for(case, aicha, fear):
    with pytest.raises(Refused, match="afraid of is not looked for"):
        family.searching(case, aicha, fear_of_family=fear)


def test_the_database_too_refuses_a_search_in_fear_of_the_family(search, aicha):
    search.fear_of_family = "unsure"
    with pytest.raises(IntegrityError, match="tracing_without_fear_of_the_family"):
        saves(search, aicha)


def test_the_child_is_asked_first(case, aicha):
    with pytest.raises(Refused, match="Ask the child first"):
        family.searching(case, aicha, child_says="  ")


def test_against_the_wish_of_the_child_nobody_is_looked_for(aicha):
    case = family.trusting(aicha, wishes={"wants_tracing": "no"})
    with pytest.raises(Refused, match="does not want the family"):
        family.searching(case, aicha)


def test_what_the_child_keeps_from_relatives_for_fear_of_harm_stops_the_search_without_telling_it(case, aicha):
    consent.withhold(
        case.child, by=aicha, reason="x", what="He hides from his uncle", from_whom=["relatives"], why="fear_of_harm"
    )
    with pytest.raises(Refused, match="speaks against any contact") as refused:
        family.searching(case, aicha)
    assert "uncle" not in str(refused.value)


def test_nobody_to_look_for_and_two_searches_through_one_service_are_refused(case, search, aicha):
    with pytest.raises(Refused, match="Say who is looked for"):
        family.searching(
            case, aicha, scope="share_tracing_iom_cross_border", sought=[{"person": None, "name": " ", "relation": ""}]
        )
    with pytest.raises(Refused, match="goes on already"):
        family.searching(case, aicha)


def test_the_database_allows_one_search_through_a_service(case, search, aicha):
    twin = TracingRequest(
        child=case.child, episode=case.episode, number=2, author=aicha, status="open", opened_at=dates.now(), **family.SEARCH
    )
    with pytest.raises(IntegrityError, match="one_search_through_the_same_service"):
        saves(twin, aicha)


def test_the_first_step_begins_the_search_and_a_successful_one_locates(search, aicha):
    tracing.act(search, by=aicha, **family.STEP | {"result": "unsuccessful"})
    search.refresh_from_db()
    assert search.status == "in_progress"
    with pytest.raises(Refused, match="successful yet"):
        tracing.locate(search, by=aicha)
    tracing.act(search, by=aicha, **family.STEP)
    tracing.locate(search, by=aicha)
    tracing.lose(search, by=aicha)
    assert search.status == "in_progress"


def test_a_step_does_not_lie_in_the_future(search, aicha):
    with pytest.raises(Refused, match="not come yet"):
        tracing.act(search, by=aicha, **family.STEP | {"done_at": dates.now() + timedelta(hours=1)})


def test_a_photo_needs_the_word_of_the_child_for_photos(search, aicha):
    with pytest.raises(Refused, match="photo for tracing"):
        tracing.act(search, by=aicha, **family.STEP | {"method": "photo"})


def test_in_the_country_of_origin_of_who_may_need_asylum_nothing_is_done_without_the_advice_of_unhcr(search, aicha):
    with pytest.raises(Refused, match="advice of UNHCR"):
        tracing.act(search, by=aicha, **ABROAD | {"unhcr_advice": " "})
    assert not TracingAction.objects.exists()


def test_such_a_step_waits_for_the_supervisor_and_is_done_afterwards(search, aicha, dahabo):
    step = tracing.act(search, by=aicha, **ABROAD)
    assert (step.status, step.done_at) == ("asked", None)
    with pytest.raises(Refused):
        tracing.carry_out(step, by=aicha, done_at=None, result="successful")
    with pytest.raises(Refused, match="Nobody approves"):
        tracing.agree(step, by=aicha, version=step.version)
    tracing.agree(step, by=dahabo, version=step.version)
    step.refresh_from_db()
    tracing.carry_out(step, by=aicha, done_at=None, result="successful", result_note="The mother answered.")
    assert step.status == "done"


def test_a_refused_step_is_not_done(search, aicha, dahabo):
    step = tracing.act(search, by=aicha, **ABROAD)
    tracing.refuse(step, by=dahabo, version=step.version, comment="Too dangerous.")
    step.refresh_from_db()
    with pytest.raises(Refused):
        tracing.carry_out(step, by=aicha, done_at=None, result="successful")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"unhcr_advice": " "}, "guarded_tracing_has_the_advice_of_unhcr"),
        ({"status": "done", "done_at": dates.now()}, "guarded_tracing_is_agreed_by_the_supervisor"),
        ({"guarded": False}, "only_a_guarded_tracing_action_waits"),
        ({"status": "done"}, "tracing_action_is_done_at_a_moment|guarded_tracing_is_agreed"),
    ],
)
def test_the_database_refuses_a_step_past_the_supervisor(search, aicha, changes, constraint):
    step = tracing.act(search, by=aicha, **ABROAD)
    for name, value in changes.items():
        setattr(step, name, value)
    with pytest.raises(IntegrityError, match=constraint):
        saves(step, aicha)


def test_the_author_does_not_decide_in_the_database_either(search, aicha):
    step = tracing.act(search, by=aicha, **ABROAD)
    step.status, step.decided_by = "agreed", aicha
    with pytest.raises(IntegrityError, match="tracing_action_decided_by_another"):
        saves(step, aicha)


@pytest.mark.parametrize(("nationality", "country", "expected"), [("ET", "ET", True), ("ET", "SO", False), ("ET", "DJ", False),
    ("ET", "other", True), ("undetermined", "SO", True), ("DJ", "DJ", False)])  # fmt: skip
def test_which_country_counts_as_that_of_origin(aicha, nationality, country, expected):
    child = family.trusting(aicha, nationality=nationality).child
    assert tracing.is_origin(child, country) is expected


def test_withdrawing_the_scope_ends_the_search_and_what_waits_and_names_who_was_told(case, search, aicha):
    tracing.act(search, by=aicha, **family.STEP | {"method": "referral_icrc"})
    step = tracing.act(search, by=aicha, **ABROAD)
    ended = consent.withdraw_scopes(case.child, ["share_tracing_rc"], by=aicha, reason="No more")
    search.refresh_from_db()
    step.refresh_from_db()
    assert (search.status, search.ending, step.status, ended.pulled) == ("closed", "consent", "stopped", 1)
    assert ConsentTask.objects.get(kind="inform").recipient == Institution.objects.get(code="CRD")
    with pytest.raises(Refused, match="has ended"):
        tracing.act(search, by=aicha, **family.STEP)


def test_withdrawing_for_another_institution_leaves_the_search(case, search, aicha):
    health = Institution.objects.get(code="HEALTH")
    consent.withdraw_scopes(case.child, ["share_tracing_rc"], recipient=health, by=aicha, reason="Not them")
    search.refresh_from_db()
    assert search.status == "open"


def test_a_search_is_closed_with_a_word_and_stands_in_the_way_of_closing_the_case(case, search, aicha):
    assert any("RRF-1 goes on" in str(one) for one in closing.obstacles(case))
    with pytest.raises(Refused, match="what came of the search"):
        tracing.close(search, ending="not_found", note=" ", by=aicha)
    tracing.close(search, ending="not_found", note="Nobody knows the village.", by=aicha)
    assert not any("RRF-1" in str(one) for one in closing.obstacles(case))
    search.ending = ""
    with pytest.raises(IntegrityError, match="tracing_is_closed_for_a_reason"):
        saves(search, aicha)


def test_the_search_is_due_a_week_after_the_consent_and_each_month_from_then_on(case, aicha):
    opening = Clock.objects.get(rule="tracing.open", child=case.child)
    assert opening.due_at == opening.starts_at + timedelta(days=7)
    search = family.searching(case, aicha)
    opening.refresh_from_db()
    assert opening.outcome == "done"
    first = Clock.objects.get(rule="tracing.update", stopped_at=None)
    assert first.due_at == search.opened_at + timedelta(days=30)
    with dates.at(dates.now() + timedelta(days=20)):
        tracing.act(search, by=aicha, **family.STEP)
        assert Clock.objects.get(rule="tracing.update", stopped_at=None).due_at > first.due_at
        tracing.close(search, ending="found", note="His mother.", by=aicha)
    assert not Clock.objects.filter(rule="tracing.update", stopped_at=None).exists()


def test_later_consent_begins_the_limit_and_its_withdrawal_drops_it(aicha):
    case = family.trusting(aicha, scopes=["case_management", "data_storage"])
    assert not Clock.objects.filter(rule="tracing.open").exists()
    consent.record(
        case.child, by=aicha, reason="Asked", given_at=dates.now(), basis="consent", givers=["child"], scopes=["share_tracing_rc"]
    )
    clock = Clock.objects.get(rule="tracing.open")
    consent.withdraw_scopes(case.child, ["share_tracing_rc"], by=aicha, reason="No")
    clock.refresh_from_db()
    assert clock.outcome == "dropped"


def typed(**changes):
    return {**family.SEARCH, "name_1": "Almaz Kebede", "relation_1": "mother", "last_address": "Near the mosque", **changes}


def test_aicha_opens_a_search_writes_a_step_and_closes_it(worker, case):
    child = case.child
    page = reverse("casework:open_tracing", args=[child.pk])
    assert worker.get(page).status_code == 200
    refused = worker.post(page, typed(fear_of_family="yes"))
    assert refused.status_code == 422
    assert "Almaz Kebede" in refused.text
    answer = worker.post(page, typed(), follow=True)
    for words in ("RRF-1", "Almaz Kebede", "Near the mosque", "Find my mother"):
        assert words in answer.text
    search = TracingRequest.objects.get()
    now = dates.now().astimezone(dates.DJIBOUTI)
    step = {**family.STEP, "done_at_0": f"{now:%Y-%m-%d}", "done_at_1": f"{now:%H:%M}"}
    act = reverse("casework:act_tracing", args=[search.pk])
    assert worker.get(act).status_code == 200
    assert worker.post(act, step | {"method": "photo"}).status_code == 422
    assert worker.post(act, step).status_code == 302
    move = reverse("casework:move_tracing", args=[search.pk, "locate"])
    assert worker.post(move).status_code == 302
    assert worker.post(move).status_code == 422
    close = reverse("casework:close_tracing", args=[search.pk])
    assert worker.get(close).status_code == 200
    assert worker.post(close, {"ending": "found", "note": "Her phone."}).status_code == 302
    text = worker.get(child.get_absolute_url()).text
    assert "A search for the family was opened." in text
    assert "The search for the family was closed." in text


def test_dahabo_decides_on_a_step_in_the_country_of_origin(client, search, aicha, dahabo):
    client.force_login(aicha)
    act = reverse("casework:act_tracing", args=[search.pk])
    assert client.post(act, ABROAD | {"done_at_0": "", "done_at_1": ""}).status_code == 302
    step = TracingAction.objects.get()
    client.force_login(dahabo)
    assert "endanger the child" in client.get(step.get_absolute_url()).text
    decide = reverse("casework:decide_tracing_action", args=[step.pk])
    assert client.post(decide, {"version": step.version, "refuse": "yes", "comment": ""}).status_code == 422
    assert client.post(decide, {"version": step.version, "agree": "yes", "comment": ""}).status_code == 302
    client.force_login(aicha)
    done = reverse("casework:carry_out_tracing", args=[step.pk])
    assert client.get(done).status_code == 200
    now = dates.now().astimezone(dates.DJIBOUTI)
    sent = {"done_at_0": f"{now:%Y-%m-%d}", "done_at_1": f"{now:%H:%M}", "result": "successful"}
    assert client.post(done, sent).status_code == 302


def test_who_reads_in_code_learns_the_state_and_no_words(client, case, search, aicha):
    tracing.act(search, by=aicha, **family.STEP | {"result_note": "She lives in Harar."})
    client.force_login(makers.make_reader("filsan", case.child, aicha, levels=["read_c1"], role="inspector", institution="CNDH"))
    text = client.get(search.get_absolute_url()).text + client.get(reverse("casework:tracing", args=[case.child_id])).text
    assert "RRF-1" in text
    for secret in ("Almaz", "Find my mother", "She lives in Harar"):
        assert secret not in text
