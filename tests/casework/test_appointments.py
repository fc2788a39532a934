"""An appointment with a service: where the child sleeps people read the hour, and that a doctor is seen, and nothing else (domain.md 9.12)."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import beds, care
from casework.models import CareProvider
from minors import access
from referrals import workflow
from referrals.models import Referral
from tests import makers

pytestmark = pytest.mark.django_db
WHY = "After what happened at the harbour"


def tomorrow(hour=9):
    return dates.midnight(dates.today() + timedelta(days=1)) + timedelta(hours=hour)


@pytest.fixture
def child(aicha):
    return makers.make_case(aicha, at=dates.now() - timedelta(minutes=10)).child


@pytest.fixture
def sent(child, aicha):
    to = makers.make_service("sexual_reproductive_health")
    said = {"reason": WHY, "groups": ["age_sex_language"], "urgency": "urgent", "mode": "electronic"}
    return workflow.refer(child, to=to, by=aicha, **said)


@pytest.fixture
def house(child, aicha):
    template = makers.make_provider("Template")
    usual = {"code": "C-PORT", "kind": "centre", "care_type": "residential", "sexes": ["F", "M"], "capacity": 4}
    usual |= {"institution": template.institution, "region": template.region}
    CareProvider.objects.filter(pk=template.pk).update(is_open=False)
    there = beds.open_house(label="Centre of the port", places=[{"sex": "A", "beds": 4}], **usual)
    care.place(child, provider=there, reason="A bed", by=aicha)
    return there


@pytest.fixture
def keeper(client, child, aicha):
    """Who runs the house, signed in."""
    person = makers.make_reader("daher", child, aicha, role="placement_provider", institution="CARITAS")
    client.force_login(person)
    return person


def words_of(sent) -> list[str]:
    """What would say which service, or why."""
    return [sent.service.kind_label, str(sent.service.institution), "harbour", sent.get_absolute_url()]


def test_the_house_sees_medical_appointment_and_the_hour_on_its_board_and_on_the_page_of_the_child(
    client, keeper, house, sent, aicha
):
    workflow.appoint(sent, appointment_at=tomorrow(), by=aicha)
    for address in (reverse("casework:beds_of", args=[house.pk]), reverse("casework:case", args=[sent.child_id])):
        page = client.get(address)
        text = page.text.replace("Medical", "medical")
        assert "medical appointment" in text, address
        assert "9" in text[text.index("medical appointment") :][:400]
        for words in words_of(sent):
            assert words not in page.text, (address, words)


def test_of_a_service_that_is_no_doctor_the_house_reads_appointment(client, keeper, house, child, aicha):
    to = makers.make_service("formal_education")
    said = {"reason": WHY, "groups": ["age_sex_language"], "urgency": "normal", "mode": "phone"}
    said["without_consent_because"] = "School begins tomorrow"
    workflow.appoint(workflow.refer(child, to=to, by=aicha, **said), appointment_at=tomorrow(), by=aicha)
    text = client.get(reverse("casework:beds_of", args=[house.pk])).text
    assert "appointment" in text
    assert "medical appointment" not in text


def test_the_house_opens_no_referral_and_is_told_of_none(client, keeper, sent, child):
    assert not access.visible_to(keeper, Referral).exists()
    assert client.get(sent.get_absolute_url()).status_code == 404
    assert client.get(reverse("minors:history", args=["referrals.referral", sent.pk])).status_code == 404
    page = client.get(reverse("casework:case", args=[child.pk]))
    for words in (*words_of(sent), "referred to a service", "Answer to a referral"):
        assert words not in page.text, words
    assert sent.service.kind_label not in client.get(reverse("referrals:sent")).text


def test_an_appointment_of_a_referral_that_was_cancelled_or_is_a_week_away_is_not_shown(client, keeper, house, sent, aicha):
    board = reverse("casework:beds_of", args=[house.pk])
    workflow.appoint(sent, appointment_at=tomorrow() + timedelta(days=8), by=aicha)
    assert "medical appointment" not in client.get(board).text
    workflow.appoint(sent, appointment_at=tomorrow(), by=aicha)
    assert "medical appointment" in client.get(board).text
    workflow.cancel(sent, reason="She does not want it", by=aicha)
    assert "medical appointment" not in client.get(board).text


def test_the_appointment_of_a_child_whose_file_they_may_not_open_is_not_shown(client, house, sent, aicha):
    workflow.appoint(sent, appointment_at=tomorrow(), by=aicha)
    client.force_login(makers.make_user("mariam", role="placement_provider", institution="CARITAS"))
    assert "medical appointment" not in client.get(reverse("casework:beds_of", args=[house.pk])).text


def test_no_appointment_in_the_past_nor_for_what_was_not_sent_or_is_over(sent, aicha):
    with pytest.raises(Refused):
        workflow.appoint(sent, appointment_at=dates.now() - timedelta(hours=1), by=aicha)
    workflow.cancel(sent, reason="x", by=aicha)
    with pytest.raises(Refused):
        workflow.appoint(sent, appointment_at=tomorrow(), by=aicha)


def test_the_database_keeps_no_appointment_before_the_sending(sent, aicha):
    sent.appointment_at = sent.sent_at - timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        sent.save(by=aicha, reason="x")


def test_the_worker_writes_it_and_the_service_moves_it_and_two_at_once_are_shown_both(client, sent, aicha, evelyne):
    page, address = sent.get_absolute_url(), reverse("referrals:appoint", args=[sent.pk])
    day = dates.local_date(tomorrow())
    said = {"appointment_at_0": f"{day:%Y-%m-%d}", "appointment_at_1": "09:00", "version": sent.version}
    client.force_login(makers.make_reader("warsan", sent.child, aicha))
    assert client.post(address, said).status_code == 403
    client.force_login(aicha)
    assert client.post(address, said).status_code == 302
    assert Referral.objects.get().appointment_at == tomorrow()
    late = client.post(address, said | {"appointment_at_1": "11:00"})
    assert late.status_code == 409
    assert "11:00" in late.text
    assert 'id="appointment"' in client.get(page).text
    workflow.accept(Referral.objects.get(), by=evelyne)
    client.force_login(evelyne)
    moved = said | {"appointment_at_1": "10:00", "version": Referral.objects.get().version}
    assert client.post(address, moved).status_code == 302
    assert Referral.objects.get().appointment_at == tomorrow(10)
    empty = {"version": Referral.objects.get().version}
    assert client.post(address, empty).status_code == 302
    assert Referral.objects.get().appointment_at is None


def test_the_page_sends_the_version_that_it_shows_and_what_somebody_changed_first_is_not_hidden_in_a_fold(client, sent, aicha):
    page, address = sent.get_absolute_url(), reverse("referrals:appoint", args=[sent.pk])
    client.force_login(aicha)
    shown = client.get(page).text
    form = shown[shown.index(f'action="{address}"') :].split("</form>")[0]
    [version] = re.findall(r'<input[^>]*name="version"[^>]*>', form)  # of two a browser sends both, and the last one counts
    assert f'value="{sent.version}"' in version
    said = {"appointment_at_0": f"{dates.local_date(tomorrow()):%Y-%m-%d}", "appointment_at_1": "09:00", "version": sent.version}
    client.post(address, said)
    case = client.get(sent.child.get_absolute_url()).text
    assert "Medical appointment" in case[case.index('id="referrals"') :], "who takes the child there reads the hour in the case"
    late = client.post(address, said | {"appointment_at_1": "11:00"}).text
    assert '<details class="h-fold" open>' in late[late.index('id="appointment"') :]
