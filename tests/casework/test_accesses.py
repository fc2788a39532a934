"""Accesses given for a purpose end with their consent, and with a suspension (security.md 8)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from base import dates
from base.people import suspend
from base.workflow import Refused
from casework import disclosures
from minors import access, consent, sharing
from minors.models import Grant
from tests import makers
from tests.casework.test_disclosures import granted

pytestmark = pytest.mark.django_db


def test_a_withdrawn_consent_pulls_back_what_was_not_handed_over_and_ends_accesses_at_once(
    ask, add, nasra, kadra, zeinab, yonas, aicha
):
    line = add(ask("health", "HEALTH", legal_basis="consent", aim="protection"))
    granted(line, nasra, kadra, zeinab, groups=["age_sex_language"])
    helper = makers.make_user("halima", team=makers.make_team("IOM", "Obock", "OBK"))
    month = dates.now() + timedelta(days=30)
    said = {"user": helper, "levels": ["read_c1"], "purpose": "partner", "by": aicha, "reason": "Trauma care", "ends_at": month}
    with pytest.raises(Refused, match="No consent covers"):
        sharing.give(yonas, **said, scope="share_education")
    sharing.give(yonas, **said, scope="share_health")
    assert access.children_of(helper).filter(pk=yonas.pk).exists()
    done = consent.withdraw_scopes(yonas, ["share_health"], by=aicha, reason="He does not want it")
    assert done.pulled == 2
    assert not access.children_of(helper).filter(pk=yonas.pk).exists()
    assert {task.recipient.code for task in done.tasks if task.recipient} == {"IOM"}  # the ministry holds nothing yet
    line.refresh_from_db()
    assert line.status == "withdrawn"
    with pytest.raises(Refused):
        disclosures.give(line, undertaking=True, child_informed="not_yet", informed_note="", by=nasra)


def test_somebody_of_another_institution_gets_an_access_with_consent_only_whatever_page_gives_it(yonas, aicha):
    helper = makers.make_user("halima", team=makers.make_team("IOM", "Obock", "OBK"))
    month = dates.now() + timedelta(days=30)
    with pytest.raises(Refused, match="with consent only") as refusal:
        sharing.give(yonas, user=helper, levels=["read_c1"], purpose="duty", by=aicha, reason="Duty", ends_at=month)
    assert refusal.value.field == "purpose"
    assert not access.children_of(helper).exists()


def test_a_partner_reads_on_a_consent_the_database_knows_which(yonas, aicha):
    helper = makers.make_user("halima", team=makers.make_team("IOM", "Obock", "OBK"))
    month = dates.now() + timedelta(days=30)
    with pytest.raises(IntegrityError, match="partner_reads_on_a_consent"), transaction.atomic():
        access.give(yonas, user=helper, levels=["read_c1"], purpose="partner", by=aicha, reason="x", ends_at=month)


def test_who_is_suspended_finds_no_share_again_when_the_account_is_restored(yonas, aicha, bilan):
    deqa = makers.make_user("deqa", role="system_administrator", institution="MFF")
    suspend(bilan, by=deqa, reason="Left")
    assert not Grant.objects.in_force().filter(user=bilan).exists()
    bilan.suspended_at, bilan.suspended_because = None, ""
    bilan.save()
    assert not access.children_of(bilan).exists()
    suspend(aicha, by=deqa, reason="Left")
    assert Grant.objects.in_force().filter(user=aicha, purpose="responsible").exists()  # until the case is handed over
