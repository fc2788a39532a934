"""What a roll-call found otherwise: who calls it says where the child is, and its social worker is told until it is settled (domain.md 3.9)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import due, roll_call
from casework.models import Absence, RollCallLine
from minors.models import Clock
from tests import makers
from tests.casework.test_beds import another, house, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def yonas(aicha):
    """His file is older than this evening."""
    return another(aicha)


def typed(name, moment) -> dict:
    at = moment.astimezone(dates.DJIBOUTI)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}


def test_the_manager_of_a_centre_says_that_a_child_is_in_hospital_and_back_and_the_social_worker_is_told(client, aicha, yonas):
    there = house()
    bed = place(yonas, there, aicha)
    manager = makers.make_reader("daher", yonas, aicha, role="placement_provider", institution="CARITAS")
    client.force_login(manager)
    with dates.at(dates.now() + timedelta(minutes=1)):
        text = client.get(client.post(reverse("casework:call_roll", args=[there.pk]), {"counted": "0"}).url).text
        told = Clock.objects.running().get(rule="roll_call.difference", child=yonas)
        settle = reverse("casework:settle_call", args=[told.subject_id])
        assert settle in text
        assert [one.url for one in due.of_files(aicha, yonas) if one.key == told.rule] == [settle]
        said = {"kind": "hospital", **typed("starts_at", bed.starts_at + timedelta(seconds=1))}
        assert client.post(settle, {**said, "note": " "}).status_code == 422
        assert client.post(settle, {**said, "note": "Fever, the night nurse went along"}).status_code == 302
    gone = Absence.objects.get()
    assert (gone.placement, gone.kind, gone.ends_at) == (bed, "hospital", None)
    told.refresh_from_db()
    assert told.stopped_at
    with dates.at(dates.now() + timedelta(minutes=3)):
        client.force_login(manager)
        said = {"counted": "1", "present": [str(bed.pk)]}
        assert client.post(reverse("casework:call_roll", args=[there.pk]), said).status_code == 302
        back = RollCallLine.objects.get(expected="away")
        said = typed("ends_at", dates.now() - timedelta(minutes=1))
        assert client.post(reverse("casework:settle_call", args=[back.pk]), said).status_code == 302
        with pytest.raises(Refused, match="already changed"):
            roll_call.settle(back, ends_at=dates.now(), by=manager)
    gone.refresh_from_db()
    assert gone.ends_at
    assert not Clock.objects.running().filter(rule="roll_call.difference").exists()


def test_a_child_who_is_there_and_recorded_elsewhere_is_told_to_its_social_worker_until_it_is_placed(client, aicha, yonas):
    there = house()
    manager = makers.make_reader("daher", yonas, aicha, role="placement_provider", institution="CARITAS")
    client.force_login(manager)
    call = reverse("casework:call_roll", args=[there.pk])
    place(another(aicha, own="Hana", sex="F"), there, aicha)
    assert client.post(call, {"counted": "1", "codes": yonas.code}).status_code == 302
    told = Clock.objects.running().get(rule="roll_call.difference", child=yonas)
    assert told.stage == "elsewhere"
    line = RollCallLine.objects.get(pk=told.subject_id)
    with pytest.raises(Refused, match="placed by its social worker"):
        roll_call.settle(line, by=manager)
    place(yonas, there, aicha)
    told.refresh_from_db()
    assert told.stopped_at
