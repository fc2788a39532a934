"""Guardians, places, beds, the roll, and a doubt about the age (domain.md 3.8, 3.9, 3.16)."""

from tests.constraints.rows import (
    AICHA,
    ANY,
    BEFORE,
    BILAN,
    DAY_AFTER,
    LATER,
    NOON,
    SAID,
    TODAY,
    TOMORROW,
    YESTERDAY,
    Table,
    each,
    mixed,
    twice,
)

_DOUBTED = {"status": "doubted", "conclusion": ""}
_CHILD = {"status": "concluded", "conclusion": "child"}
_UNTOLD = {"notified_on": None, "appeal_until": None}
_APPEALED = {
    "status": "concluded",
    "appealed_by": "child",
    "appealed_on": TODAY,
    "appeal_result": "rejected",
    "appeal_decided_on": TODAY,
}
_ASKED = {"status": "asked", "requested_on": TODAY, "requested_to": "court", "starts_on": None}
_APART = {"siblings": "separated", "apart_because": "no_beds", "apart_plan": SAID, "apart_contacts": SAID}

CARE = {
    "casework_absence": Table(
        {"status": "away"},
        {
            "absence_ends_after_it_starts": {"status": "back", "ends_at": NOON},
            "back_since_a_moment": mixed({"status": "away", "ends_at": None}, {"status": "back", "ends_at": LATER}),
            "expected_back_after_leaving": {"expected_at": BEFORE},
            "away_once_at_a_time": twice("placement_id"),
        },
    ),
    "casework_ageassessment": Table(
        {
            "status": "confirmed",
            "conclusion": "adult",
            "consent": "given",
            "informed_on": TODAY,
            "consent_on": TODAY,
            "guardian_id": ANY,
            "independent": True,
            "methods": ["documents", "interview"],
            "assessed_on": TODAY,
            "first_assessor": "Dr Warsama",
            "second_assessor": "Ms Kadra",
            "age_min": 18,
            "age_max": 20,
            "reasons": SAID,
            "concluded_by_id": AICHA,
            "notified_on": TODAY,
            "appeal_until": TOMORROW,
            "confirmed_on": DAY_AFTER,
            "confirmed_by_id": BILAN,
        },
        {
            "adult_after_the_appeal_by_two_people": [
                {"confirmed_by_id": AICHA},
                {"confirmed_by_id": None},
                {"appeal_until": None},
                {"confirmed_on": None},
                {"confirmed_on": TOMORROW},
                {"appealed_on": TODAY, "appealed_by": "child"},
            ],
            "age_assessed_with_consent": each(_DOUBTED, consent="refused", informed_on=None),
            "age_by_permitted_methods": {"methods": ["documents", "interview", "maturity"]},
            "age_conclusion_is_signed": [{"reasons": " "}, {"concluded_by_id": None}, {"conclusion": ""}, {"status": "doubted"}],
            "age_confirmed_after_telling_the_child": [
                _UNTOLD | {"status": "submitted"},
                {"status": "submitted", "conclusion": "inconclusive"},
            ],
            "age_margin_is_an_interval": [{"age_max": 17}, {"age_max": None}, {"age_min": None}, {"age_max": 61}],
            "appeal_decided_after_it_was_made": [
                {"appeal_decided_on": TODAY},
                {"appeal_result": "rejected", "appeal_decided_on": TODAY},
                *each(_APPEALED, appeal_decided_on=YESTERDAY, appeal_result=""),
                _APPEALED | {"appeal_decided_on": None},
            ],
            "appeal_has_its_time": [{"appeal_until": YESTERDAY}, _DOUBTED | {"notified_on": None}],
            "appeal_says_by_whom": [
                {"status": "concluded", "appealed_on": TODAY},
                {"appealed_by": "child"},
                _DOUBTED | _UNTOLD | {"appealed_on": TODAY, "appealed_by": "child"},
            ],
            "child_is_under_18_at_the_lowest": [_CHILD, _CHILD | {"age_min": None, "age_max": None}],
            "consent_after_the_explanation": [
                {"consent_on": YESTERDAY},
                {"consent_on": None},
                _DOUBTED | {"methods": [], "informed_on": None},
            ],
            "medical_test_is_the_last_resort": [
                {"methods": ["documents", "interview", "bone"]},
                {"methods": ["documents", "bone"], "medical_because": SAID},
            ],
            "no_adult_by_one_estimate": [
                *each(
                    {},
                    assessed_on=None,
                    guardian_id=None,
                    independent=False,
                    age_min=17,
                    first_assessor=" ",
                    second_assessor=" ",
                    methods=["documents"],
                ),
                {"second_assessor": "DR WARSAMA"},
                {"age_min": None, "age_max": None},
                {"consent": "refused", "methods": []},
            ],
            "one_doubt_at_a_time": twice("child_id", **_DOUBTED),
        },
    ),
    "casework_asylumhearing": Table({"mandate_id": ANY}, {"asylum_hearing_is_accompanied": {"mandate_id": None}}),
    "casework_bedschange": Table(
        {"before": 3, "after": 4, "reason": SAID},
        {
            "beds_are_changed_to_another_number": {"after": 3},
            "beds_are_changed_with_a_reason": {"reason": " "},
            "beds_change_at_one_moment_once": twice("places_id", "changed_at"),
        },
    ),
    "casework_careagreement": Table(
        {"points": ["duties", "visits", "no_work", "family"]},
        {"agreement_says_all_four_points": {"points": ["duties", "visits", "family"]}},
    ),
    "casework_caregiverscreening": Table(
        {
            "status": "approved",
            "behaviour_check": "yes",
            "code_signed": "yes",
            "valid_until": TOMORROW,
            "written_by_id": AICHA,
            "decided_by_id": BILAN,
        },
        {
            "approved_after_the_checks_and_until_a_day": each({}, code_signed="no", behaviour_check="no", valid_until=None),
            "screening_decided_by_another": {"decided_by_id": AICHA},
            "screening_decision_is_signed": mixed(
                {"status": "asked", "decided_by_id": None}, {"status": "approved", "decided_by_id": BILAN}
            ),
            "screening_refused_with_a_reason": {"status": "refused"},
        },
    ),
    "casework_caresupport": Table({"kind": "cash", "amount": 2000}, {"money_with_its_amount": [{"amount": None}, {"amount": 0}]}),
    "casework_detention": Table(
        {"starts_on": TODAY},
        {"detention_ends_after_it_starts": {"ends_on": YESTERDAY}, "detention_one_at_a_time": twice("child_id")},
    ),
    "casework_guardianship": Table(
        {
            "kind": "legal",
            "status": "appointed",
            "scopes": ["care"],
            "person": "Omar",
            "decided_on": TODAY,
            "decision_number": "12/2026",
            "conflict_check": "none",
            "child_view": SAID,
            "starts_on": TODAY,
            "ends_on": TOMORROW,
        },
        {
            "guardian_by_decision_or_by_law": [
                {"decision_number": ""},
                {"decided_on": None},
                {"kind": "ad_hoc", "decision_number": "", "relation": "father"},
            ],
            "mandate_after_a_check_of_interests": [
                {"conflict_check": "found"},
                {"conflict_check": "not_yet", "conflict_note": SAID},
            ],
            "mandate_ends_after_it_starts": {"ends_on": YESTERDAY},
            "mandate_ends_with_a_reason": [{"status": "ended"}, {"status": "ended", "end_reason": "court", "ends_on": None}],
            "mandate_hears_the_child": {"child_view": " "},
            "mandate_holds_from_a_day": [{"starts_on": None}, _ASKED | {"starts_on": TODAY}],
            "mandate_is_asked_of_a_court": each(_ASKED, requested_on=None, requested_to=""),
            "mandate_is_for_something": [{"scopes": []}, {"scopes": ["care", "school"]}],
            "mandate_names_somebody": {"person": ""},
            "one_guardian_for_asylum": twice("child_id", scopes=["asylum"]),
            "one_guardian_for_care": twice("child_id", scopes=["care"]),
            "one_guardian_for_criminal": twice("child_id", scopes=["criminal"]),
            "one_guardian_for_health": twice("child_id", scopes=["health"]),
            "one_guardian_for_property": twice("child_id", scopes=["property"]),
        },
    ),
    "casework_guardianview": Table(
        {"status": "said", "words": SAID, "author_id": AICHA},
        {
            "guardian_is_answered_by_another": {
                "status": "answered",
                "answer": SAID,
                "answered_at": NOON,
                "answered_by_id": AICHA,
            },
            "guardian_is_answered_by_somebody": [
                *mixed(
                    {"status": "said", "answered_at": None, "answered_by_id": None},
                    {"status": "answered", "answered_at": NOON, "answered_by_id": BILAN},
                    answer=SAID,
                ),
                {"status": "answered", "answered_at": NOON, "answered_by_id": BILAN, "answer": " "},
            ],
            "guardian_says_something": {"words": " "},
        },
    ),
    "casework_placement": Table(
        {"basis": "administrative"},
        {
            "a_bed_or_a_reason_without": [
                {"provider_id": ANY},
                {"places_id": ANY},
                {"overridden": True, "override_reason": SAID},
            ],
            "overridden_with_a_reason": [{"provider_id": ANY, "overridden": True}, {"override_reason": SAID}],
            "placement_ends_after_it_starts": {"ends_at": NOON, "end_reason": "moved"},
            "placement_ends_with_a_reason": {"ends_at": LATER},
            "placement_is_planned_until_after_it_starts": {"planned_end": YESTERDAY},
            "siblings_apart_with_a_plan": each(_APART, apart_because="", apart_plan=" ", apart_contacts=" "),
            "one_place_a_night": twice("child_id"),
        },
    ),
    "casework_placementdecision": Table(
        {"cause": "discharge", "status": "asked"},
        {
            "asked_after_an_own_stay_only": {"cause": "sibling", "absence_id": ANY},
            "decided_where_to_sleep": [
                *mixed(
                    {"status": "asked", "decision": "", "placement_id": None, "decided_at": None, "decided_by_id": None},
                    {"status": "decided", "decision": "moves", "placement_id": ANY, "decided_at": NOON, "decided_by_id": AICHA},
                    because=SAID,
                ),
                {"status": "decided", "decision": "stays", "placement_id": ANY, "decided_at": NOON, "decided_by_id": AICHA},
            ],
            "asked_once_where_to_sleep": twice("child_id"),
        },
    ),
    "casework_placevisit": Table(
        {"satisfaction": 5}, {"place_visit_has_one_of_five_faces": [{"satisfaction": 6}, {"satisfaction": 0}]}
    ),
    "casework_providerplaces": Table(
        {"from_age": 6, "to_age": 17},
        {"beds_end_after_they_began": {"valid_until": YESTERDAY}, "beds_from_age_to_age": {"from_age": 18}},
    ),
    "casework_rollcallline": Table(
        {"expected": "here", "placement_id": ANY},
        {
            "called_from_a_bed_or_found_there": [
                {"placement_id": None, "present": True},
                {"expected": "elsewhere", "present": True},
                {"expected": "elsewhere", "placement_id": None},
            ],
            "called_once": twice("roll_call_id", "child_id"),
        },
    ),
}
