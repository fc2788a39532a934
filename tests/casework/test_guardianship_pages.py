"""Guardians on the pages and on paper: asking, deciding, ending; who learns of it, and who does not learn of asylum."""

import pytest
from django.urls import reverse

from base import dates
from casework import guardianship
from casework.dossier import Known, gather, represented
from casework.models import AsylumHearing, Guardianship
from tests import makers
from tests.casework.test_guardianship import DECIDED, appointed, asked_for, heard, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(yonas, aicha):
    return asked_for(yonas, aicha)


@pytest.fixture
def mandate(yonas, aicha):
    return appointed(yonas, aicha)


def page(name, record):
    return reverse(f"casework:{name}", args=[record.pk])


def test_aicha_asks_the_court_appoints_and_the_case_says_who_it_is(worker, case, yonas):
    assert "Nobody acts for the child yet." in worker.get(case.get_absolute_url()).text
    asking = page("ask_guardian", yonas)
    form = {"kind": "legal", "scopes": ["care", "asylum"], "requested_on": f"{today()}", "requested_to": "Tribunal"}
    refused = worker.post(asking, form | {"scopes": []})
    assert (refused.status_code, "Tribunal" in refused.text) == (422, True)
    assert worker.post(asking, form).status_code == 302
    mandate = Guardianship.objects.get()
    said = DECIDED | {"decided_on": f"{today()}", "starts_on": f"{today()}", "version": mandate.version}
    appointing = page("appoint_mandate", mandate)
    assert "Tribunal" in worker.get(mandate.get_absolute_url()).text
    unchecked = worker.post(appointing, said | {"conflict_check": "not_yet"})
    assert (unchecked.status_code, "interest against the child" in unchecked.text) == (422, True)
    assert worker.post(appointing, said).status_code == 302
    assert "Moumina Ahmed" in worker.get(case.get_absolute_url()).text
    assert "guardian today" in worker.get(page("guardianship", yonas)).text
    end = {"ends_on": f"{today()}", "end_reason": "resigned"}
    assert worker.post(page("end_mandate", mandate), end | {"end_reason": ""}).status_code == 422
    assert worker.post(page("end_mandate", mandate), end).status_code == 302
    assert "no legal guardian today" in worker.get(page("guardianship", yonas)).text


def test_a_request_that_is_refused_is_written_down(worker, asked):
    said = {"decided_on": f"{today()}", "reason": "Papers are missing"}
    assert worker.post(page("refuse_mandate", asked), said).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "refused"


def test_two_who_correct_one_mandate_see_both_texts(worker, mandate, aicha):
    opened = mandate.version
    guardianship.write(mandate, by=aicha, reason="Moved", contact="Balbala")
    said = {**DECIDED, "decided_on": f"{today(-30)}", "starts_on": f"{today(-30)}", "reason": "Typing error", "version": opened}
    conflict = worker.post(page("write_mandate", mandate), said | {"contact": "Arta"})
    assert (conflict.status_code, "Balbala" in conflict.text, "Arta" in conflict.text) == (409, True, True)
    mandate.refresh_from_db()
    assert worker.post(page("write_mandate", mandate), said | {"version": mandate.version, "contact": "Arta"}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.contact == "Arta"


def test_a_waiting_request_is_completed(worker, asked):
    said = {"kind": "legal", "scopes": ["care"], "requested_on": f"{today()}", "requested_to": "Tribunal of Obock"}
    said |= {"hearing_on": f"{today(9)}", "reason": "The day is set", "version": asked.version}
    assert worker.post(page("write_mandate", asked), said).status_code == 302
    asked.refresh_from_db()
    assert (asked.hearing_on, asked.status) == (today(9), "asked")


def test_an_interview_about_asylum_without_anybody_beside_the_child_is_not_kept(worker, yonas, aicha, mandate):
    hearing = page("record_hearing", yonas)
    said = {"body": "cne", "held_on": f"{today()}", "place": "CNE"}
    alone = worker.post(hearing, said)
    assert (alone.status_code, "never heard alone" in alone.text) == (422, True)
    assert worker.post(hearing, said | {"mandate": mandate.pk}).status_code == 302
    one = AsylumHearing.objects.get()
    changed = said | {"mandate": "", "worker": aicha.pk, "version": one.version}
    assert worker.post(page("change_hearing", one), changed).status_code == 302
    one.refresh_from_db()
    assert (one.mandate, one.worker) == (None, aicha)


SECRETS = [
    "Moumina Ahmed",
    "77 81 00 00",
    "TPI-12/2026",  # as no day is written
    "I know her from home",
    "Asylum interview",
    "CNE, Djibouti",
    "asylum procedure",
]


def test_who_reads_the_case_in_code_learns_that_there_is_a_guardian_and_neither_who_nor_of_asylum(client, yonas, aicha):
    mandate = appointed(yonas, aicha, scopes=["care", "asylum"])
    heard(yonas, aicha, mandate=mandate)
    client.force_login(makers.make_reader("filsan", yonas, aicha, levels=["read_c1"], role="inspector", institution="CNDH"))
    pages = [yonas.get_absolute_url(), page("guardianship", yonas), mandate.get_absolute_url()]
    said = "".join(client.get(address).text for address in pages)
    assert "Legal guardian" in said
    assert [word for word in SECRETS if word in said] == []


def test_the_printed_file_tells_the_mandates_and_the_names_on_the_identity_sheet_only(yonas, aicha):
    mandate = appointed(yonas, aicha, scopes=["care", "asylum"])
    heard(yonas, aicha, mandate=mandate, worker=aicha)
    known = Known(yonas.pk, reader=aicha, until=dates.now(), identity=True)
    body, sheet = str(represented.guardianship(known)), str(represented.of_identity(known))
    assert all(words in body for words in ("asylum procedure", "maternal aunt", "I know her from home", "eligibility commission"))
    assert not [words for words in SECRETS[:3] if words in body]
    assert all(words in sheet for words in SECRETS[:3])
    gather(known, language="fr")
    reader = makers.make_reader("filsan", yonas, aicha, levels=["read_c1"], role="inspector", institution="CNDH")
    coded = str(represented.guardianship(Known(yonas.pk, reader=reader, until=dates.now())))
    assert "Legal guardian" in coded
    assert not [words for words in SECRETS if words in coded]
