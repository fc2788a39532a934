"""Referrals on the screen: sent once, read as long as somebody allows it, and no answer lost."""

import pytest
from django.urls import reverse

from base.models import Draft
from minors import consent
from referrals import workflow
from referrals.models import Referral
from tests import makers

WORDS = "Fever for three days"


@pytest.fixture
def clinic(db):
    return makers.make_service()


@pytest.fixture
def sent(yonas, aicha, clinic):
    return workflow.refer(
        yonas, to=clinic, reason=WORDS, groups=["age_sex_language"], urgency="normal", mode="electronic", by=aicha
    )


def writing(clinic, **changes):
    fields = {"to": clinic.pk, "reason": WORDS, "groups": ["age_sex_language"], "urgency": "normal", "mode": "electronic"}
    return {**fields, **changes}


def to(name, referral):
    return reverse(f"referrals:{name}", args=[referral.pk])


def withdraw(child, by):
    consent.withdraw(child.consents.get(), by=by, reason="Changed his mind")


def test_aicha_who_goes_back_and_sends_again_does_not_send_the_child_twice(client, aicha, yonas, clinic):
    client.force_login(aicha)
    address = reverse("referrals:refer", args=[yonas.pk])
    assert client.post(address, writing(clinic)).status_code == 302
    again = client.post(address, writing(clinic))
    assert (again.status_code, Referral.objects.count()) == (422, 1)
    assert "already" in str(again.context["form"].errors["to"])
    assert client.post(address, writing(clinic, reason="A broken arm")).status_code == 302


def test_a_referral_that_was_settled_may_be_sent_again_in_the_same_words(aicha, yonas, clinic, sent):
    workflow.cancel(sent, by=aicha, reason="The child slept")
    workflow.refer(yonas, to=clinic, reason=WORDS, groups=[], urgency="normal", mode="phone", by=aicha)
    assert Referral.objects.still_open().count() == 1


def test_what_aicha_wrote_waits_while_she_asks_the_child_for_consent(client, aicha, yonas, clinic):
    withdraw(yonas, aicha)
    client.force_login(aicha)
    address = reverse("referrals:refer", args=[yonas.pk])
    page = client.post(address, writing(clinic))
    assert page.status_code == 422
    assert reverse("minors:consent", args=[yonas.pk]) in page.text
    assert Draft.objects.get(person=aicha, path=address).fields["reason"] == [WORDS]
    assert WORDS in client.get(address).text


def test_a_service_reads_nothing_any_more_once_the_consent_is_withdrawn(client, aicha, evelyne, yonas, sent):
    client.force_login(evelyne)
    assert WORDS in client.get(to("referral", sent)).text
    withdraw(yonas, aicha)
    page = client.get(to("referral", sent))
    assert WORDS not in page.text
    assert page.context["answer_form"] is None
    assert Referral.objects.get().status == "cancelled"  # nobody had answered: it was pulled back


def test_an_accepted_referral_goes_on_and_the_service_has_to_be_told(client, aicha, evelyne, yonas, sent):
    workflow.accept(sent, by=evelyne)
    withdraw(yonas, aicha)
    client.force_login(evelyne)
    assert WORDS not in client.get(to("referral", sent)).text
    client.force_login(aicha)
    told = client.get(to("referral", sent)).text
    assert WORDS in told
    assert "No consent covers this referral any more" in told
    assert yonas.consent_tasks.still_open().filter(recipient__code="HEALTH").exists()


def test_a_service_that_has_begun_has_to_be_told_too_that_the_consent_was_withdrawn(client, aicha, evelyne, yonas, sent):
    workflow.acknowledge(sent, by=evelyne)
    workflow.accept(sent, by=evelyne)
    workflow.start(sent, by=evelyne)
    withdraw(yonas, aicha)
    client.force_login(aicha)
    assert "No consent covers this referral any more" in client.get(to("referral", sent)).text
    workflow.complete(sent, by=evelyne, feedback="Treated")
    assert "No consent covers this referral any more" not in client.get(to("referral", sent)).text


def test_what_was_vital_to_send_without_consent_stays_readable(client, aicha, evelyne, yonas, clinic):
    withdraw(yonas, aicha)
    vital = workflow.refer(
        yonas,
        to=clinic,
        reason=WORDS,
        groups=[],
        urgency="urgent",
        mode="phone",
        by=aicha,
        without_consent_because="He is unconscious",
    )
    client.force_login(evelyne)
    assert WORDS in client.get(to("referral", vital)).text


def test_an_answer_that_comes_too_late_is_refused_aloud_and_not_lost(client, aicha, evelyne, sent):
    workflow.cancel(sent, by=aicha, reason="Sent by mistake")
    client.force_login(evelyne)
    page = client.post(to("accept", sent), {"answer": "Tomorrow at eight, ask for Evelyne"})
    assert page.status_code == 422
    assert "already changed by somebody else" in page.text
    assert "Tomorrow at eight, ask for Evelyne" in page.text
    assert WORDS not in page.text


def test_a_service_is_not_given_in_the_future(client, evelyne, sent):
    workflow.accept(sent, by=evelyne)
    client.force_login(evelyne)
    page = client.post(to("complete", sent), {"received_at_0": "2199-01-01", "received_at_1": "10:00", "feedback": "Seen"})
    assert page.status_code == 422
    assert page.context["outcome_form"].errors["received_at"]
    assert Referral.objects.get().status == "accepted"


def test_a_cancellation_without_a_reason_says_so_beside_the_question(client, aicha, sent):
    client.force_login(aicha)
    page = client.post(to("cancel", sent), {"reason": ""})
    assert page.status_code == 422
    assert page.context["cancel_form"].errors["reason"]
