"""Whoever got hold of somebody's sign-in does not carry away every file in a night: so many prints with names, exports and tables a day."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from base.workflow import Refused
from casework import data_requests, departures, printing, travel_paper
from minors import exporting, looking_paper
from referrals import slip_pdf, workflow
from tests import family, makers
from tests.test_many_editors import at_once

pytestmark = pytest.mark.django_db
ENOUGH = "the most that one person takes out in a day"


@pytest.fixture
def after_two(settings):
    settings.TAKEN_OUT_A_DAY = 2


def with_names(child, by):
    return printing.print_case_file(child, by=by, reason="Hearing", identity=True)


def test_after_todays_number_aicha_takes_nothing_more_out_until_tomorrow_and_the_log_knows_that_she_tried(
    client, after_two, yonas, aicha
):
    with_names(yonas, aicha)
    exporting.export_file(yonas, by=aicha, reason="Transfer of the case", use="case")
    client.force_login(aicha)
    said = {"reason": "Hearing", "language": "fr", "identity": "on"}
    page = client.post(reverse("casework:print", args=[yonas.pk]), said)
    assert page.status_code == 422
    assert ENOUGH in page.text
    tried = AccessEvent.objects.get(person=aicha, kind="turned_away")
    assert (tried.child_id, tried.result, tried.detail["taken_out"]) == (yonas.pk, "refused", 2)
    assert (
        client.post(
            reverse("minors:export", args=[yonas.pk]), {"reason": "Transfer", "language": "en", "use": "case"}
        ).status_code
        == 422
    )
    assert AccessEvent.objects.filter(person=aicha, kind__in=["printed", "exported"]).count() == 2
    with dates.at(dates.midnight(dates.today() + timedelta(days=1))):
        assert with_names(yonas, aicha).content


def test_a_file_without_names_is_printed_as_often_as_it_is_needed_and_each_person_has_a_number_of_their_own(
    after_two, yonas, aicha, dahabo
):
    for _time in range(3):
        printing.print_case_file(yonas, by=aicha, reason="Hearing")
    with_names(yonas, aicha)
    with_names(yonas, aicha)
    assert with_names(yonas, dahabo).content


@pytest.mark.parametrize("way", ["export", "slip", "log", "copy"])
def test_every_way_out_counts_and_is_counted(after_two, yonas, aicha, dahabo, way):
    moussa = makers.make_user("moussa", role="data_protection_officer", institution="MFF")
    asked = data_requests.receive(yonas, kind="copy", text="What is written about me?", by=aicha)
    data_requests.recognise(asked, proof="document", by=aicha)
    data_requests.answer(asked, outcome="done", answer="Handed over", by=dahabo)  # made, and not yet taken
    school = makers.make_service("formal_education", institution="MENFOP")
    sent = workflow.refer(
        yonas, to=school, reason="Four years of school", groups=["identity"], urgency="normal", mode="in_person", by=aicha,
        without_consent_because="The term begins",
    )  # fmt: skip
    take, by = {
        "export": (lambda: exporting.export_file(yonas, by=aicha, reason="Transfer", use="case"), aicha),
        "slip": (lambda: slip_pdf.print_slip(sent, by=aicha, reason="By hand"), aicha),
        "log": (lambda: looking_paper.as_csv(by=moussa, reason="A complaint", asked={"code": yonas.code}), moussa),
        "copy": (lambda: data_requests.copy(asked, by=dahabo), dahabo),
    }[way]
    take()
    take()
    with pytest.raises(Refused, match=ENOUGH):
        take()
    assert AccessEvent.objects.filter(person=by, kind="turned_away", detail__taken_out=2).exists()


def test_a_list_of_identities_counts_once_however_many_children_are_on_it_and_its_refusal_stays_in_the_log(
    after_two, yonas, aicha, dahabo
):
    travel = departures.plan_travel(
        by=aicha, travels_on=dates.today() + timedelta(days=7), country="ET", route="Bus, Galafi", escort="IOM", receiving_service="Dire Dawa"
    )  # fmt: skip
    for own in ("Hana", "Dawit"):
        departures.join(family.approved(family.ready(aicha, dahabo, own=own), aicha, dahabo), travel, by=aicha)
    said = {"by": dahabo, "reason": "For the bus", "purpose": "receiving", "language": "en"}
    travel_paper.print_identities(travel, **said)
    assert AccessEvent.objects.filter(person=dahabo, kind="printed").count() == 2
    with_names(yonas, dahabo)
    with pytest.raises(Refused, match=ENOUGH):
        travel_paper.print_identities(travel, **said)
    tried = AccessEvent.objects.get(person=dahabo, kind="turned_away")
    assert (tried.subject_id, tried.detail["taken_out"]) == (str(travel.pk), 2)
    travel_paper.print_codes(travel, by=dahabo, reason="For the bus", language="en")  # in code: not counted


@pytest.mark.django_db(transaction=True)
def test_of_four_prints_at_one_moment_no_more_are_given_than_are_left_today(after_two):
    with transaction.atomic():
        aicha = makers.make_user("aicha")
        yonas = makers.make_case(aicha).child

    def take(_place):
        with transaction.atomic():  # as every request is
            return exporting.export_file(yonas, by=aicha, reason="Transfer", use="case")

    came = at_once(take, number=4)
    assert sorted(type(one).__name__ for one in came) == ["Refused", "Refused", "str", "str"]
    assert AccessEvent.objects.filter(person=aicha, kind="exported").count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_command_that_is_refused_by_the_days_number_leaves_its_line_in_the_log(settings, tmp_path):
    settings.TAKEN_OUT_A_DAY = 1
    with transaction.atomic():
        aicha = makers.make_user("aicha")
        yonas = makers.make_case(aicha).child
    said = {"username": "aicha", "reason": "Hearing", "output": tmp_path / "file.pdf", "stdout": io.StringIO()}
    call_command("casefile", yonas.code, **said)
    with pytest.raises(CommandError, match=ENOUGH):
        call_command("casefile", yonas.code, **said)
    assert AccessEvent.objects.get(person=aicha, kind="turned_away").child_id == yonas.pk
    assert AccessEvent.objects.filter(person=aicha, kind="printed").count() == 1
