"""The page of who may open one file: giving access for a time, ending it, shutting somebody out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from minors import access
from minors.models import Exclusion, Grant
from tests import makers


@pytest.fixture
def ayan(db):
    return makers.make_user("ayan")


@pytest.fixture
def address(yonas):
    return reverse("minors:access", args=[yonas.pk])


def giving(person, **changes):
    until = dates.today() + timedelta(days=3)
    return {
        "person": person.pk,
        "levels": "read",
        "purpose": "duty",
        "until": f"{until:%Y-%m-%d}",
        "reason": "Night duty",
        **changes,
    }


def test_everybody_with_access_stands_there_with_purpose_end_and_giver(worker, bilan, address):
    page = worker.get(address)
    for words in ("Aicha", "responsible for the case", "until the case is handed over", "Bilan", "court order", "Order 12"):
        assert words in page.text


def test_a_colleague_reads_until_the_end_of_the_last_day(worker, ayan, yonas, address):
    worker.post(address, giving(ayan))
    grant = Grant.objects.get(user=ayan)
    assert (makers.levels_on(ayan, yonas.pk), grant.reason) == ({"read_c1", "read_c2"}, "Night duty")
    assert grant.ends_at.astimezone(dates.DJIBOUTI).date() == dates.today() + timedelta(days=4)
    with dates.at(dates.now() + timedelta(days=5)):
        assert not access.children_of(ayan).exists()


def test_a_colleague_who_works_on_the_case_may_change_it_and_not_share_it(worker, ayan, yonas, address):
    worker.post(address, giving(ayan, levels="work"))
    assert makers.levels_on(ayan, yonas.pk) == {"read_c1", "read_c2", "read_c3", "change", "print"}


def test_a_colleague_is_offered_and_a_worker_of_another_institution_with_consent_only(
    worker, ayan, charmarke, fatouma, yonas, address
):
    offered = set(worker.get(address).context["form"].fields["person"].queryset)
    assert offered == {ayan, charmarke}
    assert worker.post(address, giving(charmarke)).status_code == 422
    assert worker.post(address, giving(charmarke, purpose="partner", scope="share_education")).status_code == 422
    assert not Grant.objects.filter(user=charmarke).exists()
    assert worker.post(address, giving(charmarke, purpose="partner", scope="share_health")).status_code == 302
    assert makers.levels_on(charmarke, yonas.pk) == {"read_c1", "read_c2"}
    assert "sharing with health services" in worker.get(address).text


def test_an_access_without_reason_or_with_a_past_end_is_refused_and_keeps_what_was_typed(worker, aicha, ayan, address):
    aicha.language = "fr"
    aicha.save()
    page = worker.post(address, giving(ayan, until="2020-01-01", reason=""))
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"until", "reason"}
    assert 'value="2020-01-01"' in page.text


def test_sent_twice_access_is_given_once(worker, ayan, address):
    answers = giving(ayan, key="0c6f7bd3-3d7e-4a4e-8f6e-2f8f4d5b8f11")
    assert worker.post(address, answers).url == worker.post(address, answers).url
    assert Grant.objects.filter(user=ayan).count() == 1


def test_an_access_is_ended_at_once_and_with_a_reason(worker, bilan, yonas):
    grant = Grant.objects.get(user=bilan)
    address = reverse("minors:revoke_access", args=[grant.pk])
    page = worker.post(address, {"reason": ""})
    assert page.status_code == 422
    assert access.children_of(bilan).exists()
    worker.post(address, {"reason": "Order lifted"})
    assert not access.children_of(bilan).exists()
    assert "Order lifted" not in page.text


def test_the_responsible_worker_keeps_access_until_the_case_is_handed_over(worker, yonas, aicha):
    grant = Grant.objects.get(user=aicha)
    page = worker.post(reverse("minors:revoke_access", args=[grant.pk]), {"reason": "Holiday"})
    assert page.status_code == 422
    assert access.children_of(aicha).exists()


def test_a_person_who_is_shut_out_sees_nothing_whatever_access_they_had(worker, ayan, yonas, aicha, address):
    worker.post(address, giving(ayan))
    refused = worker.post(reverse("minors:exclude", args=[yonas.pk]), {"person": ayan.pk, "reason": ""})
    assert refused.status_code == 422
    worker.post(reverse("minors:exclude", args=[yonas.pk]), {"person": ayan.pk, "reason": "A cousin"})
    assert not access.children_of(ayan).exists()
    assert "A cousin" in worker.get(address).text


def test_shutting_out_twice_is_one_fact(worker, ayan, yonas):
    for reason in ("A cousin", "A cousin of the mother"):
        worker.post(reverse("minors:exclude", args=[yonas.pk]), {"person": ayan.pk, "reason": reason})
    assert Exclusion.objects.get().reason == "A cousin of the mother"


def test_a_reader_gets_403_and_a_stranger_404(client, bilan, charmarke, yonas, address):
    grant = Grant.objects.get(user=bilan)
    addresses = [address, reverse("minors:exclude", args=[yonas.pk]), reverse("minors:revoke_access", args=[grant.pk])]
    client.force_login(bilan)
    assert [client.post(one).status_code for one in addresses] == [403, 403, 403]
    client.force_login(charmarke)
    assert [client.post(one).status_code for one in addresses] == [404, 404, 404]


def test_a_supervisor_shares_the_cases_of_the_unit(client, dahabo, ayan, yonas, address):
    client.force_login(dahabo)
    client.post(address, giving(ayan))
    assert Grant.objects.get(user=ayan).given_by == dahabo


def test_a_nul_in_a_reason_gives_400(worker, ayan, address):
    assert worker.post(address, giving(ayan, reason="\x00")).status_code == 400


def test_an_access_that_a_colleague_ended_first_is_refused_aloud(worker, ayan, yonas, address):
    worker.post(address, giving(ayan))
    end = reverse("minors:revoke_access", args=[Grant.objects.get(user=ayan).pk])
    assert worker.post(end, {"reason": "The night is over"}).status_code == 302
    page = worker.post(end, {"reason": "She went home"})
    assert page.status_code == 422
    assert "already changed by somebody else" in page.text
    assert "She went home" in page.text
