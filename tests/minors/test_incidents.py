"""A colleague is related to a smuggler: what was seen, which children are at risk, what protects each, who is told, the evidence (domain.md 9.11)."""

from datetime import timedelta

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import AccessEvent, StateChange
from base.workflow import Refused
from casework import due
from casework.printing import print_case_file
from minors import access, incident_paper, incidents, looking
from minors.models import Clock, IncidentNotification, LookingIncident, ProtectiveTask
from tests import makers

pytestmark = pytest.mark.django_db
HAPPENED = "A brother of Kadir drives the lorries"
DECISION = {"shelter": "planned", "phone": "done", "note": "He sleeps at the convent from tonight"}


@pytest.fixture
def zeinab(db):
    """The data-protection officer."""
    return makers.make_user("zeinab", role="data_protection_officer", institution="MFF")


@pytest.fixture
def kadir(db):
    """Somebody of another team, who was given access to one child and saw the code of another one."""
    return makers.make_user("kadir", team=makers.make_team(name="Night shelter"))


@pytest.fixture
def hana(aicha):
    return makers.make_case(aicha, own="Hana").child


@pytest.fixture
def incident(zeinab, kadir, aicha, yonas, hana, client):
    """Kadir opened the file of Yonas by an access that was given, and met the code of Hana in a list and in a search."""
    until = dates.now() + timedelta(days=20)
    access.give(yonas, user=kadir, levels=["read_c1", "read_c2"], purpose="duty", by=aicha, reason="Duty", ends_at=until)
    client.force_login(kadir)
    client.get(reverse("casework:case", args=[yonas.pk]))
    access.remember_list(kadir, [hana.code])
    access.remember(kadir, AccessEvent.Kind.SEARCHED, found=[hana.code])
    client.logout()
    return begin(kadir, zeinab)


def begin(person, by, **about):
    today = dates.today()
    return incidents.begin(
        **{"person": person, "since": today - timedelta(days=30), "until": today, "happened": HAPPENED, "by": by} | about
    )


def protect(incident, by, *children):
    return incidents.protect(incident, codes=[one.code for one in children], due_at=dates.now() + incidents.PROPOSED, by=by)


def decide_everything(incident, by):
    for to in IncidentNotification.To:
        incidents.decide(incident, to=to, decision="told", because="By letter", by=by)


def page(client, person, name, record, **posted):
    client.force_login(person)
    address = reverse(f"minors:{name}", args=[record.pk])
    return client.post(address, posted) if posted else client.get(address)


def test_the_list_tells_files_opened_by_delegation_and_children_who_stood_in_lists_and_results_only(
    incident, zeinab, yonas, hana
):
    seen = {line["code"]: line for line in incidents.seen(incident, zeinab)}
    assert seen[yonas.code]["delegated"]
    assert not seen[yonas.code]["only"]
    assert seen[hana.code]["only"] == "in lists and search results only"


def test_an_incident_is_opened_in_words_by_the_officer_alone_and_never_about_oneself(zeinab, aicha, kadir):
    for wrong in ({"by": aicha}, {"person": zeinab}, {"happened": " "}, {"since": dates.today() + timedelta(days=1)}):
        with pytest.raises(Refused):
            begin(**{"person": kadir, "by": zeinab} | wrong)
    opened = begin(kadir, zeinab)
    opened.person = zeinab
    with pytest.raises(IntegrityError), transaction.atomic():
        opened.save(by=zeinab, reason="x")


def test_the_words_of_an_incident_are_ciphertext_in_the_database(incident):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select happened from minors_lookingincident where id = %s", [incident.pk])
        assert cursor.fetchone()[0].startswith("s1.")
    assert LookingIncident.objects.get().happened == HAPPENED


def test_nobody_reads_an_incident_about_themselves(incident, kadir, zeinab, client):
    other = makers.make_user("omar_dpo", role="data_protection_officer", institution="MFF")
    about = begin(other, zeinab)
    assert page(client, other, "incident", about).status_code == 404
    assert page(client, other, "incident", incident).status_code == 200
    with pytest.raises(Refused):
        incidents.close(about, conclusion="Nothing", by=other)


def test_each_child_at_risk_gets_one_task_which_stands_in_the_day_of_its_worker(incident, zeinab, aicha, yonas, hana, client):
    [task, _other] = sorted(protect(incident, zeinab, yonas, hana), key=lambda one: one.child != yonas)
    assert protect(incident, zeinab, yonas) == []
    clock = Clock.objects.get(rule="protection.after_misuse", child=yonas)
    assert (clock.due_at, clock.stopped_at) == (task.due_at, None)
    [line] = [one for one in due.of_files(aicha, yonas) if one.key == clock.rule]
    assert line.url == task.get_absolute_url()
    text = page(client, aicha, "protective_task", task).text
    assert "Kadir" not in text
    assert "lorries" not in text
    assert task.get_absolute_url() in client.get(reverse("casework:today")).text


def test_children_whom_the_person_did_not_see_and_moments_that_passed_are_refused(incident, zeinab, aicha, yonas):
    stranger = makers.make_case(aicha, own="Safia").child
    with pytest.raises(Refused):
        protect(incident, zeinab, stranger)
    with pytest.raises(Refused):
        incidents.protect(incident, codes=[yonas.code], due_at=dates.now(), by=zeinab)
    assert not ProtectiveTask.objects.exists()


def test_the_worker_decides_what_protects_the_child_and_the_timeline_tells_it(incident, zeinab, aicha, kadir, yonas, client):
    [task] = protect(incident, zeinab, yonas)
    with pytest.raises(Refused):
        incidents.settle(task, **DECISION, by=kadir)
    with pytest.raises(Refused):
        incidents.settle(task, **DECISION | {"note": " "}, by=aicha)
    assert page(client, aicha, "settle_protection", task, shelter="planned", note="x").status_code == 422
    assert page(client, aicha, "settle_protection", task, **DECISION).status_code == 302
    task.refresh_from_db()
    assert (task.status, task.shelter, task.phone, task.done_by) == ("done", "planned", "done", aicha)
    assert Clock.objects.get(rule="protection.after_misuse").stopped_at == task.done_at
    assert StateChange.objects.filter(workflow="protective_task", child_id=yonas.pk).count() == 2
    with pytest.raises(Refused):
        incidents.settle(task, **DECISION, by=aicha)


def test_the_database_keeps_no_decision_without_its_words_and_no_second_task(incident, zeinab, aicha, yonas):
    [task] = protect(incident, zeinab, yonas)
    again = ProtectiveTask(child=yonas, incident=incident, due_at=task.due_at, status="open")
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(by=zeinab, reason="x")
    task.status, task.shelter, task.phone, task.done_by, task.done_at = "done", "done", "done", aicha, dates.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        task.save(by=aicha, reason="x")


def test_the_database_lets_nobody_decide_what_protects_a_child_from_themselves(incident, zeinab, kadir, yonas):
    [task] = protect(incident, zeinab, yonas)
    task.status, task.done_at, task.done_by = "done", dates.now(), kadir
    task.shelter, task.phone, task.note = DECISION["shelter"], DECISION["phone"], DECISION["note"]
    with pytest.raises(IntegrityError, match="the person it protects from"), transaction.atomic():
        task.save(by=kadir, reason="x")


def test_a_house_learns_nothing_of_the_task(incident, zeinab, aicha, yonas, client):
    [task] = protect(incident, zeinab, yonas)
    keeper = makers.make_user("mariam", role="placement_provider")
    until = dates.now() + timedelta(days=20)
    access.give(yonas, user=keeper, levels=["read_c1", "read_c2"], purpose="duty", by=aicha, reason="Here", ends_at=until)
    assert page(client, keeper, "protective_task", task).status_code == 404
    assert "protection/" not in client.get(reverse("casework:case", args=[yonas.pk])).text


def test_an_incident_is_closed_when_every_child_is_protected_and_it_is_decided_who_is_told(incident, zeinab, aicha, yonas):
    [task] = protect(incident, zeinab, yonas)
    decide_everything(incident, zeinab)
    with pytest.raises(Refused, match="protection: 1"):
        incidents.close(incident, conclusion="He warned nobody", by=zeinab)
    incidents.settle(task, **DECISION, by=aicha)
    incidents.decide(incident, to="children", decision="tell", because="When they are safe", by=zeinab)
    with pytest.raises(Refused, match="the children"):
        incidents.close(incident, conclusion="He warned nobody", by=zeinab)
    incidents.decide(incident, to="children", decision="not", because="It would frighten them", by=zeinab)
    incidents.close(incident, conclusion="He warned nobody", by=zeinab)
    assert LookingIncident.objects.get().status == "closed"
    assert IncidentNotification.history.filter(to="children").count() == 3
    with pytest.raises(Refused):
        incidents.decide(incident, to="ministry", decision="not", because="x", by=zeinab)


def test_the_page_leads_from_the_log_to_the_evidence(incident, zeinab, kadir, yonas, hana, client):
    client.force_login(zeinab)
    log = client.get(reverse("minors:access_log"), {"username": "kadir"}).text
    assert f"{reverse('minors:new_incident')}?username=kadir" in log
    shown = client.get(reverse("minors:incident", args=[incident.pk]))
    assert shown.context["protecting"].initial["codes"] == [yonas.code]
    assert hana.code in shown.text
    today = dates.local_date(dates.now() + timedelta(days=1))
    answer = client.post(
        reverse("minors:protect_children", args=[incident.pk]),
        {"codes": [yonas.code, hana.code], "due_at_0": f"{today:%Y-%m-%d}", "due_at_1": "18:00"},
    )
    assert answer.status_code == 302
    assert ProtectiveTask.objects.count() == 2
    told = {"to": "prosecutor", "decision": "told", "because": "Yesterday"}
    assert client.post(reverse("minors:decide_notification", args=[incident.pk]), told).status_code == 302
    following = client.get(reverse("minors:incident", args=[incident.pk])).context["telling"]
    assert following.initial["to"] == "authority", "the next one, so that nobody overwrites the first by oversight"
    refused = client.post(reverse("minors:close_incident", args=[incident.pk]), {"note": "Done"})
    assert refused.status_code == 422
    assert "protection: 2" in refused.text
    listed = AccessEvent.objects.filter(person=zeinab, kind="listed").order_by("id").last()
    assert set(listed.shown) == {yonas.code, hana.code}


@pytest.mark.parametrize(("hour", "status"), [("18:00", 302), ("", 422)])
def test_what_the_person_saw_is_read_once_by_the_request_that_asks_for_protection(
    incident, zeinab, yonas, client, monkeypatch, hour, status
):
    times, read = [], looking.what_was_seen
    monkeypatch.setattr(looking, "what_was_seen", lambda *asked: times.append(asked) or read(*asked))
    client.force_login(zeinab)
    said = {"codes": [yonas.code], "due_at_0": f"{dates.local_date(dates.now() + timedelta(days=1)):%Y-%m-%d}", "due_at_1": hour}
    assert client.post(reverse("minors:protect_children", args=[incident.pk]), said).status_code == status
    assert len(times) == 1


def test_a_wrong_user_name_is_told_beside_its_field(zeinab, kadir, client):
    client.force_login(zeinab)
    days = {"since": "2026-01-01", "until": "2026-01-31", "happened": HAPPENED}
    assert "Nobody has this user name." in client.post(reverse("minors:new_incident"), {"username": "nobody", **days}).text
    assert client.post(reverse("minors:new_incident"), {"username": "Kadir", **days}).status_code == 302
    assert client.get(reverse("minors:incidents")).text.count("h-row-link") == 1


def test_the_evidence_prints_codes_tasks_decisions_and_the_digest_of_every_line(incident, zeinab, yonas, hana, client):
    protect(incident, zeinab, yonas)
    decide_everything(incident, zeinab)
    assert page(client, zeinab, "print_evidence", incident, reason=" ").status_code == 422
    answer = page(client, zeinab, "print_evidence", incident, reason="Asked for by the prosecutor")
    text = "\n".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(answer.content))
    rows = looking.events(zeinab, **incidents.question(incident))
    digest, count = incident_paper.digest_of(rows)
    assert count == rows.count() == 3
    for words in (yonas.code, hana.code, "kadir", "By letter", "to be decided", "by an access that was given yes", str(count)):
        assert words in " ".join(text.split()), words
    assert digest in "".join(text.split())
    for name in ("Yonas", "Hana", "Tesfaye"):
        assert name not in text
    event = AccessEvent.objects.filter(person=zeinab, kind="printed").last()
    assert event.reason == "Asked for by the prosecutor"
    assert event.detail["digest"] == digest
    assert set(event.shown) == {yonas.code, hana.code}


def test_the_digest_is_the_same_in_every_language_and_another_one_for_another_line(incident, zeinab, kadir, hana):
    rows = looking.events(zeinab, **incidents.question(incident))
    before = incident_paper.digest_of(rows)
    with dates.at(dates.now()):
        assert incident_paper.digest_of(looking.events(zeinab, **incidents.question(incident))) == before
    access.remember_list(kadir, [hana.code])
    assert incident_paper.digest_of(rows)[0] != before[0]


def test_the_evidence_is_given_only_to_who_just_proved_who_they_are(incident, zeinab, client, settings):
    assert page(client, zeinab, "incident", incident).status_code == 200
    with dates.at(dates.now() + timedelta(seconds=settings.STEP_UP_SECONDS + 60)):
        answer = client.post(reverse("minors:print_evidence", args=[incident.pk]), {"reason": "x"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer.url


def test_the_printed_file_tells_what_was_decided_and_nothing_of_what_happened(incident, zeinab, aicha, yonas):
    [task] = protect(incident, zeinab, yonas)
    incidents.settle(task, **DECISION, by=aicha)
    copy = print_case_file(yonas, by=aicha, reason="Handing over", language="en")
    text = " ".join(" ".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(copy.content)).split())
    assert "What protects the child" in text
    assert DECISION["note"] in text
    assert "lorries" not in text
    assert "Kadir" not in text
