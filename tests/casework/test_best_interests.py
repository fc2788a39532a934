"""The best-interests assessment: one writes, another one decides, and no word is lost."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import Stale, StateChange
from base.workflow import Refused
from casework import best_interests
from casework.models import BestInterestsAssessment
from tests import makers


@pytest.fixture
def bia(case, aicha):
    return best_interests.begin(case, content=makers.BIA, by=aicha)


@pytest.fixture
def sent(bia, aicha):
    return best_interests.submit(bia, by=aicha)


def url(name, record):
    return reverse(f"casework:{name}", args=[record.pk])


def typed(bia, **changes):
    fields = {name: getattr(bia, name) for name in makers.BIA}
    return {**fields, "version": bia.version, **changes}


def test_aicha_begins_writes_and_sends_and_dahabo_approves(client, case, aicha, dahabo):
    client.force_login(aicha)
    begun = client.post(url("begin_bia", case.child), {"kind": "comprehensive", "purpose": "at_risk"})
    bia = BestInterestsAssessment.objects.get()
    assert begun.url == url("write_bia", bia)
    assert client.get(begun.url).status_code == 200
    text = {**typed(bia), **makers.BIA, "risk": "high"}
    assert client.post(begun.url, {**text, "send": "yes"}).status_code == 302
    bia.refresh_from_db()
    assert (bia.status, bia.author) == ("submitted", aicha)
    client.force_login(dahabo)
    assert "I want to call my mother" in client.get(url("bia", bia)).content.decode()
    assert client.post(url("approve_bia", bia), {"version": bia.version, "comment": ""}).status_code == 302
    bia.refresh_from_db()
    case.refresh_from_db()
    assert (bia.status, bia.reviewer, case.risk) == ("approved", dahabo, "high")


def test_a_draft_may_be_saved_half_written(client, bia, aicha):
    client.force_login(aicha)
    assert client.post(url("write_bia", bia), typed(bia, analysis="", child_views="")).status_code == 302
    bia.refresh_from_db()
    assert (bia.status, bia.analysis) == ("draft", "")


def test_where_the_panel_is_not_needed_any_more_no_reason_for_it_is_kept(client, bia, aicha):
    client.force_login(aicha)
    for ticked, reason in ({"bid_needed": "on"}, "durable_solution"), ({}, ""):
        bia.refresh_from_db()
        written = {**typed(bia, bid_trigger="durable_solution"), **ticked}
        assert client.post(url("write_bia", bia), written).status_code == 302
        bia.refresh_from_db()
        assert bia.bid_trigger == reason


def test_the_page_keeps_what_is_typed_and_shows_the_factors_of_the_law(client, bia, aicha):
    client.force_login(aicha)
    text = client.get(url("write_bia", bia)).content.decode()
    assert "data-draft" in text
    assert "Law 95/AN/15, article 3" in text
    assert "the capacity of discernment" in text


@pytest.mark.parametrize("section", best_interests.NEEDED["comprehensive"])
def test_no_assessment_is_sent_with_an_empty_section(client, bia, aicha, section):
    best_interests.write(bia, content={section: "  "}, by=aicha)
    client.force_login(aicha)
    page = client.post(url("submit_bia", bia))
    assert page.status_code == 422
    label = best_interests.title_of(section).replace("'", "&#x27;")
    assert f"Still to be written: “{label}”" in page.content.decode()
    assert f'href="{url("write_bia", bia)}#id_{section}"' in page.content.decode()
    bia.refresh_from_db()
    assert bia.status == "draft"


def test_a_short_assessment_needs_no_section_on_health(bia, aicha):
    best_interests.write(bia, content={"health": "", "kind": "short"}, by=aicha)
    assert best_interests.submit(bia, by=aicha).status == "submitted"


def test_a_child_who_was_not_seen_alone_calls_for_a_reason(bia, aicha):
    best_interests.write(bia, content={"seen_alone": "no"}, by=aicha)
    with pytest.raises(Refused) as refused:
        best_interests.submit(bia, by=aicha)
    assert refused.value.field == "not_alone_because"


def test_whether_the_panel_is_needed_is_always_explained(bia, aicha):
    best_interests.write(bia, content={"bid_reason": ""}, by=aicha)
    with pytest.raises(Refused) as refused:
        best_interests.submit(bia, by=aicha)
    assert refused.value.field == "bid_reason"


def test_what_aicha_sends_incomplete_stays_saved(client, bia, aicha):
    client.force_login(aicha)
    page = client.post(url("write_bia", bia), typed(bia, analysis="", safety="A man follows him.", send="yes"), follow=True)
    assert "The draft is saved, but not sent" in page.content.decode()
    bia.refresh_from_db()
    assert (bia.status, bia.safety) == ("draft", "A man follows him.")


def test_the_child_is_heard_or_the_database_refuses(bia, aicha):
    bia.child_views, bia.status = "", "submitted"
    with pytest.raises(IntegrityError, match="child_views_are_never_empty"), transaction.atomic():
        bia.save(by=aicha, reason="x", update_fields=["child_views", "status"])


def test_in_a_returned_assessment_the_words_of_the_child_are_not_deleted(sent, aicha, dahabo):
    best_interests.send_back(sent, by=dahabo, comment="Who is the uncle?")
    with pytest.raises(Refused, match="Write what the child says"):
        best_interests.write(sent, content={"child_views": ""}, by=aicha)


def test_the_author_never_sees_the_approval_and_is_refused_by_the_rule(client, sent, aicha):
    aicha.role_id = "supervisor"  # promoted since
    aicha.save()
    client.force_login(aicha)
    text = client.get(url("bia", sent)).content.decode()
    assert "Another supervisor has to decide" in text
    assert url("approve_bia", sent) not in text
    assert url("return_bia", sent) not in text
    page = client.post(url("approve_bia", sent), {"version": sent.version})
    assert page.status_code == 422
    assert "Nobody approves their own work" in page.content.decode()
    with pytest.raises(Refused, match="own work"):
        best_interests.send_back(sent, by=aicha, comment="x")


def test_who_wrote_in_it_does_not_approve_it_either(bia, aicha, dahabo):
    best_interests.write(bia, content={"analysis": "Dahabo's own words"}, by=dahabo)
    best_interests.submit(bia, by=aicha)
    with pytest.raises(Refused, match="Nobody approves their own work"):
        best_interests.approve(bia, by=dahabo)


def test_who_returned_it_may_approve_the_next_version(sent, aicha, dahabo):
    best_interests.send_back(sent, by=dahabo, comment="Who is the uncle?")
    best_interests.submit(sent, by=aicha)
    assert best_interests.approve(sent, by=dahabo).status == "approved"


def test_the_database_lets_no_author_review(sent, aicha):
    sent.status, sent.reviewer, sent.reviewed_at = "approved", aicha, dates.now()
    with pytest.raises(IntegrityError, match="bia_reviewed_by_another"), transaction.atomic():
        sent.save(by=aicha, reason="x", update_fields=["status", "reviewer", "reviewed_at"])


def test_the_database_knows_no_approval_without_a_signature(sent, aicha):
    sent.status = "approved"
    with pytest.raises(IntegrityError, match="bia_approval_is_signed"), transaction.atomic():
        sent.save(by=aicha, reason="x", update_fields=["status"])


def test_a_worker_has_no_button_and_no_right_to_approve(client, sent, aicha):
    client.force_login(aicha)
    assert url("approve_bia", sent) not in client.get(url("bia", sent)).content.decode()
    assert client.post(url("approve_bia", sent), {"version": sent.version}).status_code == 403


def test_dahabo_returns_it_with_a_comment_that_only_readers_of_the_assessment_see(client, sent, dahabo, aicha, bilan):
    client.force_login(dahabo)
    assert client.post(url("return_bia", sent), {"version": sent.version, "comment": ""}).status_code == 422
    comment = "Who is the uncle in Ali Sabieh?"
    assert client.post(url("return_bia", sent), {"version": sent.version, "comment": comment}).status_code == 302
    client.force_login(aicha)
    assert comment in client.get(url("write_bia", sent)).content.decode()
    client.force_login(bilan)
    assert comment not in client.get(url("bia", sent)).content.decode()
    assert not StateChange.objects.filter(reason__contains="uncle").exists()


def test_the_reasons_for_the_risk_do_not_repeat_what_is_sensitive(sent, case, dahabo):
    best_interests.approve(sent, by=dahabo)
    case.refresh_from_db()
    assert makers.BIA["recommendation"] not in case.risk_reasons


def test_dahabo_approves_what_she_read_and_nothing_newer(client, sent, dahabo, aicha):
    read = sent.version
    best_interests.send_back(sent, by=makers.make_user("ifrah", role="supervisor"), comment="Add the school")
    best_interests.write(sent, content={"analysis": "Another analysis"}, by=aicha)
    best_interests.submit(sent, by=aicha)
    client.force_login(dahabo)
    page = client.post(url("approve_bia", sent), {"version": read, "comment": "Good"})
    assert page.status_code == 422
    assert "changed after you opened it" in page.content.decode()
    sent.refresh_from_db()
    assert sent.status == "submitted"


def test_nothing_is_written_after_it_was_sent(client, sent, aicha):
    client.force_login(aicha)
    assert client.get(url("write_bia", sent)).url == url("bia", sent)
    assert client.post(url("write_bia", sent), typed(sent, analysis="Late thought")).status_code == 422
    sent.refresh_from_db()
    assert sent.analysis == makers.BIA["analysis"]


def test_two_people_write_and_no_text_is_lost(client, bia, aicha):
    mine = typed(bia, analysis="Aicha's analysis")
    hodan = makers.make_user("hodan")
    best_interests.write(BestInterestsAssessment.objects.get(), content={"analysis": "Hodan's analysis"}, by=hodan)
    client.force_login(aicha)
    page = client.post(url("write_bia", bia), mine)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Hodan" in text
    assert "Hodan&#x27;s analysis" in text
    assert text.count("Aicha&#x27;s analysis") >= 2  # beside the stored text, and in the form
    bia.refresh_from_db()
    assert bia.analysis == "Hodan's analysis"
    assert client.post(url("write_bia", bia), {**mine, "version": bia.version}).status_code == 302
    bia.refresh_from_db()
    assert bia.analysis == "Aicha's analysis"
    assert bia.history.filter(analysis="Hodan's analysis").exists()


def test_a_draft_that_was_put_back_does_not_overwrite_what_was_saved_meanwhile(client, bia, aicha):
    client.force_login(aicha)
    client.post(reverse("draft"), {**typed(bia, analysis="Typed before the lock"), "path": url("write_bia", bia)})
    hodan = makers.make_user("hodan")
    best_interests.write(BestInterestsAssessment.objects.get(), content={"analysis": "Hodan's analysis"}, by=hodan)
    form = client.get(url("write_bia", bia)).context["form"]
    assert form["analysis"].value() == "Typed before the lock"
    page = client.post(url("write_bia", bia), typed(bia, analysis="Typed before the lock", version=form["version"].value()))
    assert page.status_code == 409


def test_a_form_without_its_version_is_never_taken_for_the_newest(client, bia, aicha):
    client.force_login(aicha)
    assert client.post(url("write_bia", bia), typed(bia, version="", analysis="x")).status_code == 409


def test_assessments_are_numbered_and_each_version_is_kept(case, sent, aicha, dahabo):
    best_interests.approve(sent, by=dahabo)
    second = best_interests.begin(case, content=makers.BIA, by=aicha)
    assert (str(sent), str(second)) == ("BIA-1", "BIA-2")
    assert [row.status for row in sent.history.order_by("history_id")] == ["draft", "submitted", "approved"]


def test_the_case_says_in_words_which_assessment_explains_its_risk(case, sent, dahabo):
    best_interests.approve(sent, by=dahabo)
    case.refresh_from_db()
    assert case.risk_reasons == "Best-interests assessment BIA-1"


def test_one_assessment_is_finished_before_the_next_is_begun(client, case, bia, aicha):
    client.force_login(aicha)
    text = client.get(url("begin_bia", case.child)).content.decode()
    assert url("write_bia", bia) in text
    assert client.post(url("begin_bia", case.child), {"kind": "short", "purpose": "family"}).status_code == 422
    with pytest.raises(Refused, match="BIA-1 is not finished"):
        best_interests.begin(case, content=makers.BIA, by=aicha)


def test_a_stale_object_is_refused(bia, aicha):
    other = BestInterestsAssessment.objects.get()
    best_interests.write(bia, content={"care": "Moved"}, by=aicha)
    with pytest.raises(Stale):
        best_interests.write(other, content={"care": "Old"}, by=aicha)


def test_the_due_line_follows_the_assessment(case, aicha, dahabo):
    def line():
        return next((one.what for one in makers.due(case) if one.rule == "T08"), None)

    assert line() == "Best-interests assessment"
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    assert line() == "Best-interests assessment: to finish"
    best_interests.submit(bia, by=aicha)
    assert line() == "Best-interests assessment: supervisor's decision"
    best_interests.approve(bia, by=dahabo)
    assert line() is None


def test_bilan_reads_that_it_exists_but_not_what_it_says_and_charmarke_finds_nothing(client, bia, bilan, charmarke):
    client.force_login(bilan)
    text = client.get(url("bia", bia)).content.decode()
    assert "BIA-1" in text
    assert "I want to call my mother" not in text
    assert client.get(url("write_bia", bia)).status_code == 403
    client.force_login(charmarke)
    for name in ("bia", "write_bia"):
        assert client.get(url(name, bia)).status_code == 404
    for name in ("submit_bia", "approve_bia", "return_bia"):
        assert client.post(url(name, bia)).status_code in (403, 404)
