"""The file of a case: plan, visits, reviews, concerns, missing, handing over, closing, feedback, what leaves (domain.md 3.6, 3.10, 3.17, 3.18)."""

from tests.constraints.rows import (
    AICHA,
    ANY,
    BEFORE,
    BILAN,
    DIGEST,
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

_BARRED = {"status": "barred", "groups": [], "first_by_id": None, "second_by_id": None, "copy_name": ""}
_TOO_MUCH = [
    ("court", ["wishes"]),
    ("police", ["health"]),
    ("refugee_office", ["health"]),
    ("red_cross", ["learning"]),
    ("return_agency", ["separation"]),
    ("health", ["family"]),
    ("school", ["health"]),
    ("embassy", ["family"]),
    ("newspaper", ["age_sex_language"]),
]
# What others may get, and the ministry may not.
_OF_OTHERS = [
    ["identity", "age_sex_language", "found"],
    ["identity", "age_sex_language", "origin", "separation"],
    ["identity", "age_sex_language", "origin", "family"],
    ["identity", "age_sex_language", "origin"],
    ["identity", "age_sex_language", "health"],
    ["identity", "age_sex_language", "learning"],
    ["health", "learning"],
]

CASE_FILE = {
    "casework_boxfeedback": Table(
        {"status": "received"},
        {
            "boxfeedback_has_one_of_five_faces": [{"satisfaction": 6}, {"satisfaction": 0}],
            "boxfeedback_is_answered_by_somebody": [
                *mixed(
                    {"status": "received", "answered_at": None, "answered_by_id": None},
                    {"status": "answered", "answered_at": NOON, "answered_by_id": AICHA},
                    answer=SAID,
                ),
                {"status": "answered", "answered_at": NOON, "answered_by_id": AICHA, "answer": " "},
            ],
        },
    ),
    "casework_careplan": Table(
        {"status": "approved", "child_agrees": "yes"},
        {
            "copy_has_a_language": {"copy_given_on": TODAY},
            "the_child_is_asked_about_the_plan": {"child_agrees": ""},
            "one_approved_plan": twice("child_id"),
            "one_unfinished_plan": twice("child_id", status="submitted"),
            "plan_number_once": twice("child_id", "number", status="superseded"),
        },
    ),
    "casework_closurerequest": Table(
        {"status": "approved", "requested_by_id": AICHA, "decided_by_id": BILAN},
        {
            "closure_decided_by_another": {"decided_by_id": AICHA},
            "closure_decision_is_signed": {"decided_by_id": None},
            "one_closure_request": twice("episode_id", status="requested"),
        },
    ),
    "casework_concern": Table(
        {"kind": "neglect", "status": "suspected", "field_class": "C3"},
        {
            "concern_confirmed_by_somebody": {"status": "confirmed"},
            "concern_doctor_after_the_incident": {"incident_at": NOON, "doctor_at": BEFORE},
            "concern_ends_after_it_starts": {"starts_earliest": TODAY, "starts_latest": TODAY, "ends_on": YESTERDAY},
            "concern_has_a_class": {"field_class": "C2"},
            "concern_reported_to_somebody": {"status": "reported"},
            "concern_resolved_with_a_reason": mixed(
                {"status": "suspected", "resolved_because": ""}, {"status": "resolved", "resolved_because": "other"}
            ),
            "concern_secret_by_kind": {"kind": "tb_hiv"},
        },
    ),
    "casework_datarequest": Table(
        {
            "kind": "copy",
            "status": "answered",
            "outcome": "done",
            "copy_digest": DIGEST,
            "checked_by_id": BILAN,
            "checked_at": NOON,
            "proof": "document",
            "answer": SAID,
            "answered_by_id": AICHA,
            "answered_at": NOON,
        },
        {
            "a_copy_was_made": {"copy_digest": ""},
            "checked_and_answered_by_two": {"checked_by_id": AICHA},
            "data_request_is_answered_in_words": each({}, answer=" ", answered_at=None, answered_by_id=None, outcome=""),
            "kept_in_spite_of_an_objection_for_a_reason": {"kind": "objection", "outcome": "kept"},
            "no_answer_before_the_identity_is_checked": each({}, proof="", checked_at=None, checked_by_id=None),
            "no_objection_goes_past_a_legal_hold": {"kind": "objection", "holds": ["court"]},
        },
    ),
    "casework_disclosure": Table(
        {"digest": DIGEST, "first_by_id": AICHA, "second_by_id": BILAN, "child_informed": "not_yet"},
        {
            "disclosure_has_its_copy": {"digest": ""},
            "disclosure_was_signed_by_two": {"second_by_id": AICHA},
            "telling_the_child_has_words": {"child_informed": "yes"},
        },
    ),
    "casework_disclosureline": Table(
        {
            "status": "granted",
            "recipient": "court",
            "groups": ["identity"],
            "requester_line": "the court",
            "note": SAID,
            "note_by_id": 900_003,
            "first_by_id": AICHA,
            "first_line": "the centre",
            "second_by_id": BILAN,
            "second_line": "the ministry",
            "copy_name": "copy",
            "copy_digest": DIGEST,
        },
        {
            "a_signature_says_its_line": [{"second_line": ""}, {"first_line": ""}],
            "granted_by_two_with_a_note_and_a_copy": each(
                {}, note=" ", first_by_id=None, second_by_id=None, copy_name="", copy_digest=""
            ),
            "recipient_gets_what_it_may": [
                *({"recipient": recipient, "groups": groups} for recipient, groups in _TOO_MUCH),
                *({"recipient": "ministry", "groups": groups} for groups in _OF_OTHERS),
            ],
            "second_signature_outside_the_requesters_line": {"requester_line": "the ministry"},
            "two_lines_sign": [{"second_line": "the centre"}, {"status": "proposed", "first_by_id": None, "first_line": ""}],
            "two_people_sign": [{"second_by_id": AICHA}, {"status": "proposed", "first_by_id": None}],
            "what_is_barred_gives_nothing": each(_BARRED, groups=["identity"], first_by_id=AICHA, copy_name="copy"),
            "who_proposes_does_not_sign": [{"note_by_id": AICHA}, {"note_by_id": BILAN}],
            "a_child_once_in_a_request": twice("request_id", "child_id"),
        },
    ),
    "casework_disclosurerequest": Table(
        {
            "legal_basis": "court_order",
            "order_number": "12/2026",
            "status": "answered",
            "decision": "granted",
            "answered_at": NOON,
            "answered_by_id": AICHA,
            "letter_digest": DIGEST,
        },
        {
            "court_order_has_its_number": {"order_number": " "},
            "request_is_answered_by_letter": [
                *mixed(
                    {"status": "received", "decision": "", "answered_by_id": None},
                    {"status": "answered", "decision": "granted", "answered_by_id": AICHA},
                ),
                {"answered_at": None},
                {"letter_digest": ""},
            ],
        },
    ),
    "casework_episode": Table(
        {},
        {
            "closed_after_opened": {"closed_at": BEFORE, "closing_reason": "goals_met"},
            "closed_with_a_reason": {"closed_at": LATER},
            "one_open_episode": twice("case_id"),
            "episode_number_once": twice("case_id", "number", closed_at=LATER, closing_reason="goals_met"),
        },
    ),
    "casework_feedback": Table(
        {"status": "received"},
        {
            "feedback_has_one_of_five_faces": [{"satisfaction": 6}, {"satisfaction": 0}],
            "feedback_is_answered_by_somebody": [
                *mixed(
                    {"status": "received", "answered_at": None, "answered_by_id": None},
                    {"status": "answered", "answered_at": NOON, "answered_by_id": AICHA},
                    answer=SAID,
                ),
                {"status": "answered", "answered_at": NOON, "answered_by_id": AICHA, "answer": " "},
            ],
        },
    ),
    "casework_followup": Table(
        {"matters": SAID},
        {"follow_up_says_what_matters": {"matters": ""}, "next_follow_up_comes_after": {"next_on": YESTERDAY}},
    ),
    "casework_goalprogress": Table({}, {"progress_of_a_goal_once": twice("follow_up_id", "action_id")}),
    "casework_handover": Table({}, {"a_last_day_is_somebodys": {"leaving_on": TOMORROW}}),
    "casework_hold": Table(
        {"status": "agreed", "asked_by_id": AICHA, "decided_by_id": BILAN, "starts_at": NOON, "ends_at": LATER},
        {
            "hold_decided_by_another": {"decided_by_id": AICHA},
            "hold_decision_is_signed": mixed(
                {"status": "asked", "decided_by_id": None}, {"status": "agreed", "decided_by_id": BILAN}
            ),
            "hold_ends_after_it_starts": {"ends_at": BEFORE},
            "hold_runs_from_a_moment": {"starts_at": None},
            "one_hold_asked_at_a_time": twice("case_id", status="asked", decided_by_id=None, starts_at=None),
        },
    ),
    "casework_leftopen": Table(
        {"why": SAID},
        {"left_open_with_a_sentence": {"why": ""}, "left_open_once": twice("request_id", "kind", "thing_id")},
    ),
    "casework_missingreport": Table(
        {"status": "missing"},
        {
            "found_after_noticed": {"status": "found", "found_how": "police", "found_at": BEFORE},
            "found_says_when_and_how": [
                *mixed({"status": "missing", "found_at": None}, {"status": "found", "found_at": LATER}, found_how="police"),
                {"status": "found", "found_at": LATER},
            ],
            "noticed_before_reported": {"noticed_at": LATER},
            "missing_once_at_a_time": twice("child_id"),
        },
    ),
    "casework_planaction": Table(
        {"status": "pending"},
        {
            "done_with_a_day_and_a_result": each(
                {"status": "completed", "done_on": TODAY, "result": SAID}, done_on=None, result=""
            ),
            "given_up_with_a_reason": {"status": "cancelled"},
            "action_number_once": twice("plan_id", "number"),
        },
    ),
    "casework_question": Table(
        {"status": "open", "text": SAID, "asked_by_id": AICHA, "asked_of_id": BILAN},
        {
            "question_has_a_text": {"text": " "},
            "question_is_asked_of_another": {"asked_of_id": AICHA},
            "question_is_resolved_by_somebody_with_a_reason": mixed(
                {"status": "open", "resolution": "", "resolved_at": None, "resolved_by_id": None},
                {"status": "resolved", "resolution": SAID, "resolved_at": NOON, "resolved_by_id": BILAN},
            ),
        },
    ),
    "casework_returninterview": Table({"harmed": "no"}, {"harm_is_answered": {"harmed": "yes"}}),
    "casework_review": Table(
        {"kind": "case", "decision": "continue", "participants": ["worker"]},
        {
            "review_decides_what_it_may": [{"decision": "bid"}, {"kind": "placement", "placement_id": ANY, "decision": "close"}],
            "review_has_participants": {"participants": []},
            "review_hears_the_child": {"participants": ["worker", "child"]},
            "review_of_a_case_or_of_a_placement": mixed(
                {"kind": "case", "placement_id": None}, {"kind": "placement", "placement_id": ANY}
            ),
        },
    ),
    "casework_staffcomplaint": Table(
        {"status": "closed", "handler_id": AICHA, "answer": SAID, "outcome": "upheld", "closed_at": NOON},
        {
            "complaint_is_closed_with_an_answer": each({}, answer=" ", closed_at=None, outcome=""),
            "complaint_is_in_somebodys_hands": [{"handler_id": None}, {"status": "received"}],
            "complaint_knows_the_house": {"about_id": BILAN},
            "nobody_handles_a_complaint_about_themselves": {"about_id": AICHA, "institution_id": ANY},
        },
    ),
    "casework_transfer": Table(
        {"status": "accepted", "previous_id": AICHA, "new_id": BILAN, "decided_by_id": BILAN, "decided_at": NOON},
        {
            "handed_over_to_somebody_else": {"new_id": AICHA},
            "introduced_after_acceptance": {"status": "refused", "introduced_on": TODAY},
            "transfer_decision_is_signed": mixed(
                {"status": "proposed", "decided_by_id": None, "decided_at": None},
                {"status": "accepted", "decided_by_id": BILAN, "decided_at": NOON},
            ),
            "offered_to_one_person": twice("case_id", status="proposed", decided_by_id=None, decided_at=None),
        },
    ),
}
