"""Unusual looking: found at night, told with its reason, closed by a data-protection officer (domain.md 7.7; security.md T1, T2)."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from base import dates, people
from base.workflow import Refused
from casework import nightly
from minors import access, alerts, sealed, unusual
from minors.models import ALERT, Grant, LookingAlert
from tests import makers

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=dates.DJIBOUTI)


@pytest.fixture
def zeinab(db):
    return makers.make_user("zeinab", role="data_protection_officer", institution="MFF")


@pytest.fixture
def file(aicha):
    """Yonas, registered long before the looking."""
    return makers.make_case(aicha, at=NOON - timedelta(days=60)).child


def look(person, child, at=NOON, kind="opened"):
    with dates.at(at):
        access.remember(person, kind, child)


def noticed():
    """What one night finds: {(kind, who)}."""
    with dates.at(NOON + timedelta(hours=20)):
        found = unusual.notice(NOON, by=people.machine())
    return {(one.kind, one.person.username) for one in found}


def test_the_responsible_worker_by_day_is_nothing_unusual(aicha, file):
    look(aicha, file)
    assert noticed() == set()


def test_very_many_files_in_a_day_are_told_with_their_number(aicha, file, settings):
    settings.LOOKS_A_DAY = 2
    other = makers.make_case(aicha, own="Hana", at=NOON - timedelta(days=60)).child
    look(aicha, file)
    assert noticed() == set()
    look(aicha, other)
    assert noticed() == {("volume", "aicha")}
    assert LookingAlert.objects.get().sentence == "Opened 2 files in one day; from 2 on it is unusual."


def test_who_tries_a_file_that_is_not_entrusted_is_told(charmarke, file):
    look(charmarke, file, kind="turned_away")
    look(charmarke, file, kind="turned_away")
    assert noticed() == {("unassigned", "charmarke")}
    alert = LookingAlert.objects.get()
    assert (alert.child, alert.sentence) == (file, "Tried 2 times to open a file that is not entrusted to this person.")


def test_many_files_by_rank_and_not_by_trust_are_told(file, settings):
    settings.STRANGE_LOOKS_A_DAY = 1
    look(makers.make_user("kadra", role="national_officer", institution="MFF"), file)
    assert noticed() == {("unassigned", "kadra")}


def test_who_opens_what_was_sent_to_the_own_institution_is_not_told(evelyne, file, settings):
    settings.STRANGE_LOOKS_A_DAY = 1
    look(evelyne, file)
    assert noticed() == set()
    look(evelyne, file, kind="turned_away")
    assert noticed() == {("unassigned", "evelyne")}


def test_a_supervisor_of_the_unit_and_a_colleague_with_an_access_are_not(dahabo, aicha, file, settings):
    settings.STRANGE_LOOKS_A_DAY = 1
    with dates.at(NOON - timedelta(days=1)):
        bilan = makers.make_reader("bilan", file, aicha)
    look(dahabo, file)
    look(bilan, file)
    assert noticed() == set()


def test_who_handed_the_case_over_and_comes_back_is_told(aicha, file):
    grant = Grant.objects.get(user=aicha, child=file)
    with dates.at(NOON - timedelta(days=1)):
        access.end(grant, by=aicha, reason="Handed over")
    look(aicha, file, at=NOON - timedelta(days=2))
    assert noticed() == set()
    look(aicha, file, kind="turned_away")
    assert noticed() == {("handed_over", "aicha")}
    assert LookingAlert.objects.get().sentence == "Tried to open a file after having handed the case over."


def test_at_night_without_duty_is_told_and_the_night_duty_and_a_new_child_are_not(aicha, file):
    night = NOON + timedelta(hours=11)
    duty = makers.make_user("hassan", role="night_duty")
    access.give(file, user=duty, levels=["read_c1"], purpose="duty", by=aicha, reason="Night", ends_at=NOON + timedelta(days=400))
    new = makers.make_case(aicha, own="Hana", at=night - timedelta(hours=1)).child
    look(duty, file, at=night)
    look(aicha, new, at=night)
    assert ("at_night", "hassan") not in noticed()
    assert not LookingAlert.objects.filter(kind="at_night").exists()
    look(aicha, file, at=night)
    assert ("at_night", "aicha") in noticed()


def test_a_child_with_the_same_family_name_is_told_once_whatever_the_spelling(aicha, file):
    aicha.name = "Aicha Beqele"
    aicha.save()
    look(aicha, file)
    assert noticed() == {("same_name", "aicha")}
    look(aicha, file, at=NOON + timedelta(hours=1))
    assert noticed() == set()
    assert "Bekele" not in LookingAlert.objects.get().sentence


def test_the_same_night_twice_tells_nothing_twice(charmarke, file):
    look(charmarke, file, kind="turned_away")
    assert noticed() == {("unassigned", "charmarke")}
    assert noticed() == set()


def test_the_night_s_work_finds_them(charmarke, yonas):
    look(charmarke, yonas, at=dates.now(), kind="turned_away")
    assert nightly.unusual_looking().counted == 1


# ------------------------------------------------------------------------------------------------------------- read and close them


def alert_about(person, child=None, kind="volume"):
    kind = "handed_over" if child else kind
    alert = LookingAlert(kind=kind, person=person, child=child, day=dates.today(), count=50, figure=40)
    return ALERT.begin(alert, "notice", by=people.machine(), reason="Found")


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def test_a_data_protection_officer_closes_an_alert_with_a_note(zeinab, aicha, yonas):
    alert = alert_about(aicha, yonas)
    browser = browser_of(zeinab)
    page = browser.get(reverse("minors:alerts"))
    assert yonas.code in page.text
    assert "Opened a file after having handed the case over." in page.text
    close = reverse("minors:close_alert", args=[alert.pk])
    assert browser.post(close, {"note": " "}).status_code == 422
    assert browser.post(close, {"note": "She helped the new worker"}).status_code == 302
    alert.refresh_from_db()
    assert (alert.status, alert.closed_by, alert.note) == ("closed", zeinab, "She helped the new worker")
    assert browser.post(close, {"note": "Once more"}).status_code == 422


def test_nobody_sees_or_closes_an_alert_about_themselves(zeinab):
    alert = alert_about(zeinab)
    browser = browser_of(zeinab)
    assert browser.get(reverse("minors:alerts")).context["groups"] == []
    assert browser.get(reverse("minors:alert", args=[alert.pk])).status_code == 404
    with pytest.raises(Refused, match="Nobody closes"):
        alerts.close(alert, by=zeinab, note="Nothing")


def test_the_database_refuses_it_too(zeinab):
    alert = alert_about(zeinab)
    alert.status, alert.closed_by, alert.closed_at, alert.note = "closed", zeinab, dates.now(), "Nothing"
    with pytest.raises(IntegrityError, match="nobody_closes_an_alert_about_themselves"), transaction.atomic():
        alert.save(by=zeinab, reason="Closed")


def test_a_closed_alert_needs_its_note(zeinab, aicha):
    alert = alert_about(aicha)
    alert.status, alert.closed_by, alert.closed_at = "closed", zeinab, dates.now()
    with pytest.raises(ValidationError, match="Write what was found"):
        alert.validate_constraints()


def test_a_supervisor_reads_alerts_about_the_unit_only_and_closes_none(dahabo, aicha, charmarke, yonas):
    own, other = alert_about(aicha), alert_about(charmarke)
    of_child = alert_about(charmarke, yonas)
    browser = browser_of(dahabo)
    shown = {row.pk for group in browser.get(reverse("minors:alerts")).context["groups"] for row in group["rows"]}
    assert shown == {own.pk, of_child.pk}
    assert browser.get(reverse("minors:alert", args=[other.pk])).status_code == 404
    assert browser.post(reverse("minors:close_alert", args=[own.pk]), {"note": "Fine"}).status_code == 403
    with pytest.raises(Refused, match="Only the data-protection officer"):
        alerts.close(own, by=dahabo, note="Fine")
    access.exclude(yonas, user=dahabo, by=aicha, reason="Her nephew")
    assert browser.get(reverse("minors:alert", args=[of_child.pk])).status_code == 404


def test_an_alert_about_a_file_that_is_shut_to_the_supervisor_is_not_theirs(dahabo, aicha, charmarke, yonas, zeinab):
    other = makers.make_case(aicha, own="Ionas").child
    makers.make_merge(yonas, other, dahabo)
    of_kept, of_other, of_day = alert_about(charmarke, yonas), alert_about(charmarke, other), alert_about(aicha)
    saada, idil = makers.make_user("saada", role="supervisor"), makers.make_user("idil", role="supervisor")
    access.exclude(other, user=saada, by=dahabo, reason="A cousin")
    sealed.seal(other, keep=[], reason="Threats", by=dahabo)
    for person in (saada, idil):
        assert set(access.visible_to(person, LookingAlert)) == {of_day}
    assert set(access.visible_to(dahabo, LookingAlert)) == {of_other, of_kept, of_day}
    assert set(access.visible_to(zeinab, LookingAlert)) == {of_other, of_kept, of_day}, (
        "who reads the log watches over sealed files too"
    )


def test_the_log_hides_who_read_an_alert_from_whom_it_is_about(zeinab, aicha):
    alert = alert_about(zeinab)
    other = makers.make_user("nasra", role="data_protection_officer", institution="MFF")
    browser_of(other).get(reverse("minors:alert", args=[alert.pk]))
    rows = browser_of(zeinab).get(reverse("minors:access_log"), {"kind": "opened"}).context["rows"]
    assert not any(row["subject"] == "alert about looking" for row in rows)
    rows = browser_of(other).get(reverse("minors:access_log"), {"kind": "opened"}).context["rows"]
    assert any(row["subject"] == "alert about looking" for row in rows)
