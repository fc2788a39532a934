"""The starting data says only words that the code knows, in three languages (domain.md 2.4, 5, 6, 7.2, Annex A)."""

import json
from pathlib import Path

import pytest

from base.objectives import FieldOfAction
from base.roles import FieldClass, Scope, Verb

ROOT = Path(__file__).resolve().parent.parent


def rows(name):
    return json.loads((ROOT / name).read_text("utf8"))


PLAN = rows("plan/data/plan.json")
LISTS = {name: rows(f"base/data/{name}.json") for name in ["institutions", "option_lists", "places", "roles", "time_limits"]}


@pytest.mark.parametrize("name", ["institutions", "option_lists", "places", "roles"])
def test_every_row_has_its_name_in_three_languages(name):
    assert all(row[f"name_{language}"].strip() for row in LISTS[name] for language in ("fr", "en", "ar"))


def test_every_place_stands_below_one_already_named():
    seen = {None}
    for row in LISTS["places"]:
        assert row["parent"] in seen
        seen.add(row["code"])
    assert {row["region"] for row in LISTS["places"]} == {None, "DJV", "ALS", "ART", "DIK", "TDJ", "OBK"}
    assert {row["region"] for row in LISTS["institutions"]} <= seen


def test_roles_use_only_known_verbs_scopes_and_classes():
    for row in LISTS["roles"]:
        assert row["scope"] in Scope.values
        assert set(row["verbs"]) <= set(Verb.values)
        assert set(row["classes"]) <= set(FieldClass.values)
    assert set(Verb.values) == {verb for row in LISTS["roles"] for verb in row["verbs"]}, (
        "somebody can do everything there is to do"
    )


def test_nobody_approves_what_they_may_write_themselves():
    for row in LISTS["roles"]:
        assert not {"assess", "approve"} <= set(row["verbs"])
        assert not {"request_closure", "approve_closure"} <= set(row["verbs"])


def test_who_sees_children_in_code_only_cannot_read_identities():
    for row in LISTS["roles"]:
        if row["scope"].endswith("_coded") or row["scope"] == "none":
            assert not {"C2", "C3", "C4"} & set(row["classes"])
            # By a case that was opened to them, or in an emergency, and by nothing else (domain.md 7.2).
            by_case = {one["relation"] for one in rows("base/data/relations.json") if one["role"] == row["code"]}
            assert ("reveal_identity" in row["verbs"]) == bool(by_case)
            assert by_case <= {"granted", "emergency", "witnessed"}


def test_every_time_limit_has_a_value_or_a_schedule_at_every_level_of_risk():
    risks = {}
    for row in LISTS["time_limits"]:
        assert (row["value"] is not None and row["unit"]) or row["schedule"]
        risks.setdefault(row["number"], set()).add(row["risk"])
    assert sorted(risks) == [f"T{number:02}" for number in range(1, 47)] + ["T50"]
    assert all({"high", "medium", "low"} <= levels for levels in risks.values())


def test_options_are_named_once_in_their_list():
    named = [(row["list"], row["code"]) for row in LISTS["option_lists"]]
    assert len(named) == len(set(named))


def test_the_plan_has_the_indicators_of_the_specification_and_says_that_it_is_illustrative():
    assert PLAN["version"]["illustrative"] is True
    objectives = [row["code"] for row in PLAN["objectives"]]
    assert objectives == [f"OS{number}" for number in range(1, 8)]
    assert set(PLAN["fields_of_action"]) == set(FieldOfAction.values)
    assert all(set(codes) <= set(objectives) for codes in PLAN["fields_of_action"].values())
    assert len(PLAN["indicators"]) == 39
    assert sum(not row["optional"] for row in PLAN["indicators"]) == 35
    assert {row["code"]: row["definition"] for row in PLAN["indicators"] if row["definition"]} == {
        "1.1": "newly_registered",
        "1.2": "registered_in_time",
        "1.3": "rapid_assessment_in_time",
        "2.2": "bia_in_time",
        "3.1": "appropriate_care",
        "4.1": "referral_received",
    }


def test_the_plan_is_written_in_three_languages():
    for row in PLAN["indicators"]:
        assert all(row[f"name_{language}"] for language in ("fr", "en", "ar"))
        for part in ("numerator", "denominator", "target_text"):
            assert len({bool(row[part]), bool(row[f"{part}_fr"]), bool(row[f"{part}_ar"])}) == 1
