"""The firewall between purposes: what was told about asylum or a doubted age leaves for another use only by a rule (features.md 99)."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from base import dates, described
from base.models import AccessEvent, PurposeRule
from base.purposes import Tied, Use
from base.workflow import Refused
from casework import age_assessment, concerns, guardianship
from minors import exporting, filing
from minors.sections import SECTIONS
from referrals import packages
from tests import makers

pytestmark = pytest.mark.django_db
# By hand, apart from the table of rules: what leaves for what.
LEAVES = {
    "case": {"age", "asylum"},
    "court": {"age"},
    "asylum": {"age", "asylum"},
    "care": set(),
    "family": set(),
    "person": {"age", "asylum"},
    "control": set(),
}
WORDS = {
    "age": ["QzDoubter", "casework.ageassessment"],
    "asylum": ["asylum_seeker", "QzOffice", "QzFear", "QzNeed", "unsure"],
}


@pytest.fixture
def told(case, yonas, aicha):
    """A child of whom everything is told that is tied to a purpose, each in a word that is found nowhere else."""
    for key, values in {
        "legal_status": {"legal_status": "asylum_seeker"},
        "wishes": {"fear_of_return": "unsure", "fear_why": "QzFear"},
    }.items():
        filing.write(SECTIONS[key], yonas, values=values, silences={}, by=aicha)
    age_assessment.doubt(yonas, doubted_on=dates.today(), doubted_by="QzDoubter", by=aicha)
    concerns.record(yonas, kind="asylum_need", severity="high", source="child", told_words="QzNeed", by=aicha)
    guardianship.record_hearing(yonas, body="onars", held_on=dates.today(), place="QzOffice", worker=aicha, by=aicha)
    return yonas


def exported(child, by, use) -> dict:
    return json.loads(exporting.export_file(child, by=by, reason="Asked for", use=use))


@pytest.mark.parametrize("use", LEAVES)
def test_what_is_tied_to_its_purpose_leaves_for_another_use_only_by_a_rule(told, aicha, use):
    file = exported(told, aicha, use)
    text = json.dumps(file["records"])
    for tied, words in WORDS.items():
        assert {word in text for word in words} == {tied in LEAVES[use]}, (use, tied)
    assert {one["what"] for one in file["left_out"]} == set(WORDS) - LEAVES[use]
    assert AccessEvent.objects.get(kind="exported").detail["use"] == use


def test_the_table_by_hand_knows_every_use_and_everything_that_is_tied():
    assert set(LEAVES) == set(Use.values)
    assert set(WORDS) == set(Tied.values)


def test_what_is_left_out_is_named_whether_the_child_has_it_or_not(told, aicha):
    other = makers.make_case(aicha, own="Hodo").child
    assert exported(told, aicha, "care")["left_out"] == exported(other, aicha, "care")["left_out"]


def test_a_rule_ends_on_its_day_and_another_begins(told, aicha):
    PurposeRule.objects.filter(use="court").update(valid_to=dates.today())
    PurposeRule.objects.create(tied="asylum", use="court", legal_basis="court_order", source_note="x", valid_from=dates.today())
    text = json.dumps(exported(told, aicha, "court")["records"])
    assert ("QzDoubter" in text, "QzOffice" in text) == (False, True)


def test_a_rule_is_never_made_another_one_and_names_its_legal_basis():
    rule = PurposeRule.objects.filter(tied="asylum", use="person")
    for change in (lambda: rule.update(use="control"), rule.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    with pytest.raises(DatabaseError, match="a_purpose_rule_has_its_legal_basis"), transaction.atomic():
        PurposeRule.objects.create(tied="asylum", use="control", legal_basis="", source_note="x", valid_from=dates.today())


def test_without_a_use_nothing_is_exported(client, told, aicha):
    with pytest.raises(Refused, match="used for"):
        exported(told, aicha, "statistics")
    client.force_login(aicha)
    page = reverse("minors:export", args=[told.pk])
    assert client.post(page, {"reason": "Asked for", "language": "en"}).status_code == 422
    assert not AccessEvent.objects.filter(kind="exported").exists()
    assert client.post(page, {"reason": "Asked for", "language": "en", "use": "care"}).status_code == 200


def test_no_package_for_any_service_has_a_word_of_what_is_tied(told):
    rows = packages.gather(told, packages.GROUPS)
    text = json.dumps(rows)
    assert rows
    assert not [word for words in WORDS.values() for word in words if word in text]
    columns = [packages._column(row) for row in rows if row["field"] == "answer"]
    assert not [name for model, name in columns if model.only_for or described.description(model, name).only_for]
