"""Why somebody can open a file: the same ties that the door reads, in sentences."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates, people
from base.models import User
from minors import access, why
from minors.models import Exclusion
from tests import makers

pytestmark = pytest.mark.django_db


def said(user, child):
    answer = why.explain(user, child, reasons=True)
    return answer.may, " ".join(answer.because)


def test_the_owner_reads_since_when_and_until_when(worker, yonas):
    page = worker.get(reverse("minors:why", args=[yonas.pk])).text
    assert "responsible for the case" in page
    assert "until the case is handed over" in page
    assert "identity" in page


def test_each_reason_has_its_sentence(aicha, dahabo, bilan, charmarke, yonas, fatouma):
    assert said(dahabo, yonas) == (True, "The child belongs to the unit of Dahabo, who supervises it.")
    assert said(bilan, yonas)[1].startswith("Access for: court order. Given by Aicha")
    assert said(charmarke, yonas) == (False, "Nobody gave this person an access to the file.")
    assert "opens no file" in said(fatouma, yonas)[1]
    with dates.at(dates.now() + timedelta(days=31)):
        assert said(bilan, yonas)[0] is False
        assert "ended on" in said(bilan, yonas)[1]
    Exclusion(child=yonas, user=dahabo, reason="A cousin").save(by=aicha, reason="Declared")
    assert said(dahabo, yonas) == (False, "This person was shut out of the file: A cousin. It wins over every access.")
    people.suspend(bilan, by=aicha, reason="Left")
    assert "suspended" in said(User.objects.get(pk=bilan.pk), yonas)[1]


def test_the_answer_is_always_that_of_the_door(aicha, dahabo, bilan, charmarke, evelyne, fatouma, yonas):
    other = makers.make_case(charmarke).child
    for person in (aicha, dahabo, bilan, charmarke, evelyne, fatouma):
        for child in (yonas, other):
            answer = why.explain(person, child)
            assert answer.may == access.children_of(person).filter(pk=child.pk).exists()
            assert answer.because
            assert bool(answer.reads) == answer.may


def test_a_supervisor_asks_about_a_child_of_the_unit_and_learns_nothing_of_another(client, dahabo, charmarke, yonas):
    foreign = makers.make_case(charmarke).child
    client.force_login(dahabo)
    answer = client.post(reverse("minors:ask_why"), {"code": yonas.code, "username": "charmarke"})
    assert "Nobody gave this person an access to the file." in answer.text
    pages = {
        client.post(reverse("minors:ask_why"), {"code": code, "username": "charmarke"}).context["form"].errors.as_json()
        for code in (foreign.code, "DJ-AAAA-AAAA")
    }
    assert len(pages) == 1


def test_the_data_protection_officer_asks_about_every_code(client, yonas, bilan):
    client.force_login(makers.make_user("zeinab", role="data_protection_officer", institution="MFF"))
    answer = client.post(reverse("minors:ask_why"), {"code": yonas.code, "username": "bilan"})
    assert "court order" in answer.text
    assert "Yonas" not in answer.text


def test_why_somebody_is_shut_out_reads_only_who_reads_what_is_sensitive(client, dahabo, aicha, yonas):
    access.exclude(yonas, user=aicha, by=dahabo, reason="Her uncle Salah sold him")
    zeinab = makers.make_user("zeinab", role="data_protection_officer", institution="MFF")
    for person, reads in ((dahabo, True), (zeinab, False)):
        client.force_login(person)
        page = client.post(reverse("minors:ask_why"), {"code": yonas.code, "username": "aicha"}).text
        assert "was shut out of the file" in page
        assert ("Salah" in page) == reads, person


def test_an_access_of_the_team_that_ended_is_told_with_its_end(aicha, yonas):
    night = makers.make_team(name="Night shelter")
    idil, day = makers.make_user("idil", role="night_duty", team=night), dates.now() + timedelta(days=1)
    access.give(yonas, team=night, levels=["read_c1"], purpose="duty", by=aicha, reason="Tonight", ends_at=day)
    with dates.at(dates.now() + timedelta(days=2)):
        assert "ended on" in said(idil, yonas)[1]
