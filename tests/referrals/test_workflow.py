"""A referral is sent on consent, answered by the service, and never left without a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from base import dates
from base.models import StateChange
from base.workflow import Refused
from minors import consent
from minors.models import Clock, Consent
from referrals import packages, workflow
from referrals.models import Referral
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(yonas, aicha):
    def send(kind="medical", groups=("age_sex_language",), **changes):
        wanted = {"reason": "Coughs for three weeks", "urgency": "normal", "mode": "electronic", "by": aicha, **changes}
        return workflow.refer(yonas, to=makers.make_service(kind), groups=list(groups), **wanted)

    return send


def test_a_service_that_no_consent_covers_is_not_told_about_the_child(send):
    with pytest.raises(Refused) as refusal:
        send("legal_aid")
    assert refusal.value.field == "without_consent_because"
    assert not Referral.objects.exists()


def test_what_is_vital_is_sent_without_consent_and_says_why(send):
    sent = send("legal_aid", without_consent_because="The hearing is tomorrow")
    assert sent.without_consent_because == "The hearing is tomorrow"


def test_a_withdrawn_consent_covers_nothing_any_more(send, yonas, aicha):
    consent.withdraw(Consent.objects.get(child=yonas), by=aicha, reason="The child wishes it")
    with pytest.raises(Refused):
        send()


def test_the_package_holds_the_chosen_groups_and_nothing_else(send):
    assert [row["field"] for row in send(groups=["age_sex_language"]).package] == ["birth", "sex", "language"]
    assert "Yonas Tesfaye Bekele" in [row["value"] for row in send(groups=["identity"], reason="For the card").package]


def test_the_package_stays_as_it_was_sent(send, yonas, aicha):
    sent = send(groups=["identity"])
    name = yonas.names.get()
    name.own = "Yohannes"
    name.save(by=aicha, reason="Card seen", update_fields=["own"])
    sent.refresh_from_db()
    assert sent.package[0]["value"] == "Yonas Tesfaye Bekele"


def test_a_medical_service_is_proposed_the_names_and_a_shelter_is_not():
    assert "identity" in packages.minimum_for("medical")
    assert "identity" not in packages.minimum_for("recreation")


@pytest.mark.parametrize(("urgency", "hours"), [("urgent", 24), ("normal", 72)])
def test_an_answer_is_due_by_the_limit_of_its_urgency(send, urgency, hours):
    sent = send(urgency=urgency)
    assert Clock.objects.get(rule="referral.ack", subject_id=sent.pk).due_at - sent.sent_at == timedelta(hours=hours)


def test_the_service_accepts_and_gives_and_each_step_is_remembered(send, evelyne):
    sent = send()
    workflow.accept(sent, by=evelyne, answer="Tomorrow at eight")
    workflow.complete(sent, by=evelyne, feedback="Treated")
    moves = StateChange.objects.filter(subject_id=sent.pk).order_by("id").values_list("move", "author__username")
    assert list(moves) == [("send", "aicha"), ("accept", "evelyne"), ("complete", "evelyne")]


@pytest.mark.parametrize("deed", [workflow.complete, workflow.fail])
def test_a_declined_referral_cannot_be_completed(send, evelyne, deed):
    sent = send()
    workflow.decline(sent, by=evelyne, answer="No doctor this week")
    with pytest.raises(Refused):
        deed(sent, by=evelyne, feedback="Treated")
    assert Referral.objects.get(pk=sent.pk).status == "declined"


def test_two_nurses_cannot_both_answer(send, evelyne):
    sent = send()
    opened_by_the_other = Referral.objects.get(pk=sent.pk)
    workflow.accept(sent, by=evelyne)
    with pytest.raises(Refused):
        workflow.decline(opened_by_the_other, by=evelyne, answer="No doctor")


@pytest.mark.parametrize(
    ("deed", "words"),
    [(workflow.decline, "answer"), (workflow.fail, "feedback"), (workflow.cancel, "reason")],
    ids=["decline", "not given", "cancel"],
)
def test_a_no_needs_its_reason(send, evelyne, deed, words):
    sent = send()
    if deed is workflow.fail:
        workflow.accept(sent, by=evelyne)
    with pytest.raises(Refused) as refusal:
        deed(sent, by=evelyne, **{words: "  "})
    assert refusal.value.field == words


def test_a_service_is_not_given_before_the_referral_was_sent(send, evelyne):
    sent = send()
    workflow.accept(sent, by=evelyne)
    with pytest.raises(Refused) as refusal:
        workflow.complete(sent, by=evelyne, feedback="Treated", received_at=dates.now() - timedelta(days=2))
    assert refusal.value.field == "received_at"


def test_the_database_refuses_a_declined_referral_without_an_answer(send, aicha):
    sent = send()
    sent.status = "declined"
    with pytest.raises(IntegrityError), transaction.atomic():
        sent.save(by=aicha, reason="Straight past the workflow", update_fields=["status"])
