"""Consents are added and withdrawn; a withdrawal counts from that moment."""

import pytest
from django.urls import reverse

from minors import consent as consents
from minors.models import Consent


@pytest.fixture
def worker(client, aicha):
    client.force_login(aicha)
    return client


@pytest.fixture
def address(yonas):
    return reverse("minors:consent", args=[yonas.pk])


def withdrawal(consent):
    return reverse("minors:withdraw_consent", args=[consent.pk])


def test_what_was_allowed_and_by_whom_stands_there(worker, address):
    page = worker.get(address)
    for words in ("child (consent)", "case management", "sharing with health services", "in force"):
        assert words in page.text


def test_a_new_consent_stands_beside_the_earlier_one(worker, yonas, address):
    worker.post(address, {"giver": "guardian", "scopes": ["share_education"], "explained_in": "am"})
    assert consents.allows(yonas, "share_education")
    assert consents.allows(yonas, "share_health")
    assert Consent.objects.filter(giver="guardian", language="am").count() == 1


def test_the_explanation_was_in_the_childs_language_unless_said_otherwise(worker, yonas, address):
    worker.post(address, {"giver": "guardian", "scopes": ["share_education"]})
    assert Consent.objects.get(giver="guardian").language == "om"


def test_nobody_and_no_reason_is_refused_and_keeps_what_was_ticked(worker, aicha, address):
    aicha.language = "fr"
    aicha.save()
    page = worker.post(address, {"scopes": ["share_family"], "explained_in": "ti"})
    assert page.status_code == 422
    assert page.context["form"]["scopes"].value() == ["share_family"]
    assert page.context["form"]["explained_in"].value() == "ti"


def test_a_withdrawal_needs_a_reason_and_counts_at_once(worker, yonas):
    given = yonas.consents.get()
    assert worker.post(withdrawal(given), {"reason": ""}).status_code == 422
    assert consents.allows(yonas, "share_health")
    worker.post(withdrawal(given), {"reason": "He changed his mind"})
    assert not consents.allows(yonas, "share_health")
    assert yonas.consents.get().status == "withdrawn"


def test_what_was_withdrawn_already_is_said_and_not_withdrawn_again(worker, yonas, aicha):
    given = consents.withdraw(yonas.consents.get(), by=aicha, reason="He changed his mind")
    page = worker.post(withdrawal(given), {"reason": "Again"})
    assert page.status_code == 422
    assert "This was already changed by somebody else." in page.text


def test_sent_twice_one_consent_is_recorded(worker, yonas, address):
    answers = {"giver": "guardian", "scopes": ["share_education"], "key": "0c6f7bd3-3d7e-4a4e-8f6e-2f8f4d5b8f11"}
    assert worker.post(address, answers).url == worker.post(address, answers).url
    assert yonas.consents.count() == 2


def test_a_reader_gets_403_and_a_stranger_404(client, bilan, charmarke, yonas, address):
    addresses = [address, withdrawal(yonas.consents.get())]
    client.force_login(bilan)
    assert [client.post(one).status_code for one in addresses] == [403, 403]
    client.force_login(charmarke)
    assert [client.post(one).status_code for one in addresses] == [404, 404]


def test_a_nul_in_a_reason_gives_400(worker, yonas):
    assert worker.post(withdrawal(yonas.consents.get()), {"reason": "\x00"}).status_code == 400


def test_a_consent_that_was_withdrawn_already_is_refused_aloud(worker, yonas):
    given = yonas.consents.get()
    worker.post(withdrawal(given), {"reason": "He changed his mind"})
    page = worker.post(withdrawal(given), {"reason": "He told me so"})
    assert page.status_code == 422
    assert "already changed by somebody else" in page.text
    assert "He told me so" in page.text
