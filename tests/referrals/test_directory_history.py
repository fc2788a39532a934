"""What a line of the directory of services said before, who changed it and when (domain.md 3.7)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from base import dates
from referrals import directory
from referrals.models import Service, ServiceChange
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    return makers.make_user("nasra_dpo", role="data_protection_officer", institution="MFF")


@pytest.fixture
def clinic(db):
    return makers.make_service()


def line(clinic, **changes):
    return {name: getattr(clinic, name) for name in directory.KEPT} | changes


def test_a_change_keeps_what_the_line_said_before_and_who_changed_it(clinic, officer):
    directory.write(clinic, by=officer, **line(clinic, contact="Head nurse", sexes=["F"], is_open=False))
    [told] = directory.history(clinic, reader=officer)
    assert (told["who"], told["added"]) == (officer, False)
    said = {str(one["label"]): (one["before"], one["after"]) for one in told["changes"]}
    assert said == {
        "accepts referrals": ("yes", "no"),
        "focal point: function and telephone": ("–", "Head nurse"),
        "takes girls, boys": ("girls, boys", "girls"),
    }


def test_a_line_that_is_added_begins_its_history_and_one_that_is_sent_unchanged_adds_nothing(clinic, officer):
    made = directory.write(by=officer, **line(clinic, kind="nutrition"))
    [told] = directory.history(made, reader=officer)
    assert told["added"]
    assert "nutrition" in [one["after"] for one in told["changes"]]
    directory.write(Service.objects.get(pk=made.pk), by=officer, **line(made))
    assert ServiceChange.objects.count() == 1


def test_the_past_of_the_directory_is_written_once(clinic, officer):
    directory.write(clinic, by=officer, **line(clinic, contact="Head nurse"))
    change = ServiceChange.objects.get()
    change.after = {}
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        change.save(by=officer, reason="x")
    same = ServiceChange(service=clinic, before={"a": 1}, after={"a": 1}, changed_by=officer)
    with pytest.raises(IntegrityError, match="service_is_changed"), transaction.atomic():
        same.save(by=officer, reason="x")


def test_the_page_of_a_line_leads_to_its_history_the_latest_change_first(client, clinic, officer, aicha):
    address = reverse("referrals:service_history", args=[clinic.pk])
    client.force_login(officer)
    assert address in client.get(reverse("referrals:service", args=[clinic.pk])).text
    assert "No change yet" in client.get(address).text
    for at, contact in enumerate(("Head nurse", "Doctor on duty")):
        with dates.at(dates.now() + at * timedelta(minutes=1)):
            directory.write(clinic, by=officer, **line(clinic, contact=contact))
    text = client.get(address).text
    assert text.index("Doctor on duty") < text.index("<del><bdi>–</bdi></del>")
    assert client.get(reverse("referrals:service_history", args=[0])).status_code == 404
    client.force_login(aicha)
    assert client.get(address).status_code == 403
