"""Accounts end: by suspension on every channel, by not being used, by not being confirmed (domain.md 2.4 T38; security.md T4)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from base import dates, people
from base.models import AccessEvent, User
from base.workflow import Refused
from casework import handover
from casework.distribution import Row
from minors import access, access_review
from minors.models import Grant
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def deqa(db):
    return makers.make_user("deqa", role="system_administrator", institution="MFF")


@pytest.fixture
def for_real(settings):
    """Where it is no demonstration, accounts lock."""
    settings.DEMO = False


def after(days):
    return dates.at(dates.now() + timedelta(days=days))


def fresh(person):
    return User.objects.get(pk=person.pk)


def test_a_suspension_closes_every_channel_on_the_next_request(worker, aicha, yonas, deqa):
    paper, upload = makers.make_document(yonas, aicha), makers.make_upload(yonas, aicha)
    channels = [
        lambda: worker.get(yonas.get_absolute_url()),
        lambda: worker.get(reverse("minors:children"), headers={"HX-Request": "true"}),
        lambda: worker.post(reverse("minors:search"), {"term": "Yonas"}, headers={"HX-Request": "true"}),
        lambda: worker.post(reverse("casework:print", args=[yonas.pk]), {"reason": "Court", "variant": "P1"}),
        lambda: worker.get(reverse("minors:export", args=[yonas.pk])),
        lambda: worker.get(reverse("minors:download_document", args=[paper.pk])),
        lambda: worker.post(reverse("minors:send_part", args=[upload.pk]), b"x", content_type="application/octet-stream"),
        lambda: worker.post(reverse("draft"), {"path": "/", "text": "Word"}),
    ]
    cookies = worker.cookies.output()
    assert all(channel().status_code != 302 or "login" not in channel().url for channel in channels[:2])
    people.suspend(aicha, by=deqa, reason="Left")
    for number, channel in enumerate(channels):
        worker.cookies.load(cookies.replace("Set-Cookie: ", ""))
        answer = channel()
        assert answer.status_code == 302, number
        assert answer.url.startswith(reverse("account_login")), number
        assert yonas.code not in answer.text


def test_with_the_suspension_every_access_that_was_given_ends_and_the_case_stays_in_a_queue(
    aicha, dahabo, yonas, deqa, charmarke
):
    other = makers.make_case(charmarke).child
    day = dates.now() + timedelta(days=9)
    access.give(other, user=aicha, levels=["read_c1"], purpose="duty", by=charmarke, reason="Duty", ends_at=day)
    people.suspend(aicha, by=deqa, reason="Related to a smuggler")
    people.restore(fresh(aicha), by=deqa)
    back = fresh(aicha)
    assert not access.children_of(back).filter(pk=other.pk).exists()
    assert Grant.objects.get(child=other, user=aicha).status == "revoked"


def test_a_worker_who_is_related_to_a_smuggler_is_out_at_once_and_the_case_has_another_owner(aicha, dahabo, case, yonas, deqa):
    """Domain.md 9.11: suspension, reassignment, deny rule."""
    ayan = makers.make_user("ayan")
    people.suspend(aicha, by=deqa, reason="Related to a smuggler")
    access.exclude(yonas, user=aicha, by=dahabo, reason="Related to a smuggler")
    handover.launch([Row(case, ayan)], reason="organisation", by=dahabo)
    case.refresh_from_db()
    assert case.owner == ayan
    people.restore(fresh(aicha), by=deqa)
    assert not access.children_of(fresh(aicha)).exists()
    assert access.children_of(ayan).get() == yonas


def test_an_account_that_nobody_used_for_30_days_is_locked_until_an_administrator_unlocks_it(aicha, deqa, for_real):
    with after(29):
        access_review.lock_idle()
        assert fresh(aicha).may_work
    with after(31):
        access_review.lock_idle()
        assert not fresh(aicha).may_work
        assert fresh(aicha).locked_because == "unused"
        people.restore(fresh(aicha), by=deqa)
        access_review.lock_idle()
        assert fresh(aicha).may_work, "it counts from the unlocking"


def test_who_signed_in_lately_is_not_locked(aicha, deqa, for_real):
    with after(31):
        User.objects.filter(pk=aicha.pk).update(last_login=dates.now() - timedelta(days=2))
        access_review.lock_idle()
        assert fresh(aicha).may_work


def test_the_last_administrator_is_never_locked(aicha, deqa, for_real):
    with after(400):
        User.objects.update(expires_on=dates.today() + timedelta(days=9))
        access_review.lock_idle()
        assert fresh(deqa).may_work
        assert not fresh(aicha).may_work


def test_a_supervisor_cannot_end_the_account_of_the_last_administrator(client, deqa):
    saada = makers.make_user("saada", role="supervisor", team=makers.make_team("MFF", "Djibouti", "DJV"))
    client.force_login(saada)
    page = client.post(reverse("minors:end_account", args=[deqa.pk]), {"reason": "She left"})
    assert page.status_code == 422
    assert fresh(deqa).may_work
    with pytest.raises(Refused, match="last administrator"):
        people.suspend(deqa, by=saada, reason="She left")
    makers.make_user("liban", role="system_administrator", institution="MFF")
    people.suspend(deqa, by=saada, reason="She left")
    assert not fresh(deqa).may_work


def test_a_demonstration_that_rests_locks_nobody(aicha, settings):
    settings.DEMO = True
    with after(90):
        access_review.lock_idle()
        assert fresh(aicha).may_work


def test_a_locked_person_is_signed_out_and_the_page_of_the_account_unlocks(client, worker, aicha, deqa):
    people.lock(aicha, because="unused")
    assert worker.get(reverse("casework:today")).url.startswith(reverse("account_login"))
    admin = Client()
    admin.force_login(deqa)
    assert "not used for 30 days" in admin.get(reverse("people:account_of", args=[aicha.pk])).text
    admin.post(reverse("people:restore", args=[aicha.pk]))
    assert fresh(aicha).may_work


def test_the_supervisor_sees_who_has_what_and_what_is_overdue(client, dahabo, aicha, yonas, charmarke):
    client.force_login(dahabo)
    page = client.get(reverse("minors:access_review"))
    assert "Aicha" in page.text
    assert "responsible for 1 case" in page.text
    assert "Charmarke" not in page.text
    assert "Overdue" not in page.text
    with after(91):
        late = [line.person for line in access_review.lines(dahabo) if line.is_late]
        assert late == [aicha]
        people.confirm(fresh(aicha), by=dahabo)
        assert not any(line.is_late for line in access_review.lines(dahabo))


def test_the_list_costs_the_same_for_many(dahabo, yonas, django_assert_max_num_queries):
    for number in range(5):
        makers.make_user(f"colleague{number}")
    with django_assert_max_num_queries(4):
        access_review.lines(dahabo)


def test_an_account_that_nobody_confirmed_lapses_when_half_of_the_time_has_passed_again(aicha, dahabo, deqa, for_real):
    for days, still in ((134, True), (136, False)):
        with after(days):
            User.objects.update(last_login=dates.now())
            access_review.lock_idle()
            assert fresh(aicha).may_work == still
    assert fresh(aicha).locked_because == "unconfirmed"
    with after(137):
        people.restore(fresh(aicha), by=deqa)
        access_review.lock_idle()
        assert fresh(aicha).may_work
        assert fresh(aicha).confirmed_by == deqa


def test_nobody_confirms_their_own_access(client, dahabo):
    with pytest.raises(Refused):
        people.confirm(dahabo, by=dahabo)
    client.force_login(dahabo)
    assert client.post(reverse("minors:confirm_access", args=[dahabo.pk])).status_code == 404


def test_confirming_and_ending_are_remembered(client, dahabo, aicha):
    ayan = makers.make_user("ayan")
    client.force_login(dahabo)
    client.post(reverse("minors:confirm_access", args=[aicha.pk]))
    assert client.post(reverse("minors:end_account", args=[ayan.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("minors:end_account", args=[ayan.pk]), {"reason": "She left"})
    done = AccessEvent.objects.filter(kind="account", person=dahabo).order_by("id")
    assert [one.detail["what"] for one in done] == ["confirmed", "suspended"]
    assert not fresh(ayan).may_work
