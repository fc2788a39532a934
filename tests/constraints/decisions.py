"""The assessment and the determination of best interests, the panel, its decision and what follows; conferences (domain.md 2.3, 3.5, 3.14, 3.15)."""

from tests.constraints.rows import AICHA, ANY, BILAN, DIGEST, ITSELF, LATER, NOON, SAID, TODAY, Table, each, mixed, twice

_CHECKS = ["trigger", "sources", "missing", "views", "options", "risks", "tracing", "feasible"]
_ONE = [{"option": "The aunt"}]
_ALLOWED = {"allowed_by_id": BILAN, "below_floor_because": SAID}
_BELOW = {"floor": "high", "level": "low", "status": "below"}
_REVIEW = {"review_asked_by": "child", "review_because": "facts", "new_facts": SAID}

DECISIONS = {
    "casework_agendaitem": Table({"status": "on"}, {"once_on_the_agenda_of_a_session": twice("session_id", "determination_id")}),
    "casework_approval": Table(
        {"status": "approved", "asked_by_id": AICHA, "authors": [AICHA], "decided_by_id": BILAN, "decided_at": NOON},
        {
            "approval_by_another": {"asked_by_id": BILAN},
            "approval_by_no_author": {"authors": [AICHA, BILAN]},
            "approval_is_signed": each({}, decided_at=None, decided_by_id=None),
            "approval_returned_with_a_comment": {"status": "returned"},
            "one_approval_waits": twice("subject_id", status="asked"),
        },
    ),
    "casework_bestinterestsassessment": Table(
        {
            "status": "approved",
            "purpose": "family",
            "seen_alone": "yes",
            "child_views": SAID,
            "alternatives": [{"option": "The aunt"}, {"option": "The shelter"}],
            "bid_needed": True,
            "bid_trigger": "separation",
            "author_id": AICHA,
            "reviewer_id": BILAN,
            "reviewed_at": NOON,
        },
        {
            "a_decision_compares_two_options": [
                {"alternatives": _ONE},
                {"alternatives": _ONE, "purpose": "at_risk"},
                {"alternatives": _ONE, "bid_needed": False, "bid_trigger": ""},
            ],
            "bia_approval_is_signed": [{"reviewed_at": None}, {"reviewer_id": None}],
            "bia_reviewed_by_another": {"reviewer_id": AICHA},
            "child_views_are_never_empty": {"child_views": ""},
            "returned_with_a_comment": {"status": "returned"},
            "seen_alone_or_the_reason": {"seen_alone": "no"},
            "the_panel_is_asked_for_a_reason": {"bid_trigger": ""},
            "who_does_not_ask_the_panel_says_why": {"bid_needed": False, "bid_proposed": ["separation"]},
            "bia_number_once": twice("child_id", "number"),
        },
    ),
    "casework_conference": Table(
        {"child_view": SAID, "digest": DIGEST},
        {
            "conference_hears_the_child": {"child_view": " "},
            "conference_is_signed": {"digest": "signed"},
            "conference_was_held": {"held_at": LATER},
            "conference_number_once": twice("child_id", "number"),
        },
    ),
    "casework_conferenceaddendum": Table({"text": SAID}, {"addendum_has_a_text": {"text": " "}}),
    "casework_conferencedecision": Table(
        {"status": "open"},
        {
            "conference_decision_is_settled_with_a_result": [
                *mixed(
                    {"status": "open", "settled_at": None, "settled_by_id": None},
                    {"status": "done", "settled_at": NOON, "settled_by_id": AICHA},
                    result=SAID,
                ),
                {"status": "done", "settled_at": NOON, "settled_by_id": AICHA, "result": " "},
            ],
            "conference_decision_once": twice("conference_id", "position"),
        },
    ),
    "casework_conferenceparticipant": Table({}, {"participant_once": twice("conference_id", "position")}),
    "casework_conflictdeclaration": Table(
        {"kind": "none", "grant_id": ANY},
        {
            "a_conflict_opens_no_file": {"kind": "relative"},
            "another_conflict_says_what": {"kind": "other", "grant_id": None, "note": " "},
            "conflict_declared_once": twice("item_id", "member_id", kind="relative", grant_id=None),
            "no_conflict_declared_once": twice("item_id", "member_id"),
        },
    ),
    "casework_decisioncheck": Table(
        {"carried_out": "yes"},
        {
            "decision_was_checked": {"checked_at": LATER},
            "what_is_not_carried_out_has_a_reason": {"carried_out": "partly"},
        },
    ),
    "casework_decisionnotification": Table(
        {"reaction": SAID},
        {"the_child_is_heard_on_the_decision": {"reaction": " "}, "the_child_was_told": {"told_at": LATER}},
    ),
    "casework_decisionsignature": Table(
        {"decision_id": ITSELF, "member_id": ITSELF, "agrees": True, "votes": True, "sex": "F", "institution_id": 900_000},
        {
            "dissent_says_why": {"agrees": False},
            "one_signature_of_a_member": twice("decision_id", "member_id"),
        },
        beside=(
            (
                "casework_panelmember",
                {
                    "id": ITSELF,
                    "active": True,
                    "trained_on": TODAY,
                    "undertaking_until": TODAY,
                    "votes": True,
                    "sex": "F",
                    "institution_id": 900_000,
                },
            ),
            (
                "casework_paneldecision",
                {"id": ITSELF, "item_id": ITSELF, "status": "proposed", "value": "withdrawn", "why": SAID},
            ),
            ("casework_conflictdeclaration", {"item_id": ITSELF, "member_id": ITSELF, "kind": "none"}),
        ),
    ),
    "casework_determination": Table(
        {"status": "decided"},
        {
            "bid_review_says_what_is_new": [
                {"reviews_id": ANY},
                {"review_asked_by": "child"},
                {"review_because": "facts"},
                _REVIEW,
                *each({**_REVIEW, "reviews_id": ANY}, new_facts=" ", review_asked_by="", review_because=""),
            ],
            "bid_reviews_another": {"id": ITSELF, "reviews_id": ITSELF, **_REVIEW},
            "urgent_bid_says_why": {"urgent": True},
            "one_bid_at_a_time": twice("child_id", status="report"),
            "bid_number_once": twice("child_id", "number"),
        },
    ),
    "casework_determinationreport": Table(
        {
            "status": "accepted",
            "child_views": SAID,
            "checked": _CHECKS,
            "author_id": AICHA,
            "checker_id": BILAN,
            "checked_at": NOON,
        },
        {
            "bid_report_checked_by_another": {"checker_id": AICHA},
            "bid_report_is_accepted_after_the_check": each(
                {}, checked=_CHECKS[:7], checked_at=None, checker_id=None, child_views=" "
            ),
            "bid_report_returned_with_a_comment": {"status": "returned"},
            "one_bid_report_is_written_at_a_time": twice("determination_id", status="draft"),
            "bid_report_number_once": twice("determination_id", "number"),
        },
    ),
    "casework_invitation": Table({}, {"invited_once": twice("session_id", "member_id")}),
    "casework_paneldecision": Table(
        {
            "status": "proposed",
            "value": "approved",
            "solution": "kinship",
            "option_reasons": [SAID],
            "actions": [SAID],
            "why": SAID,
        },
        {
            "panel_decision_asks_something": {"value": "deferred"},
            "panel_decision_is_locked_when_taken": [{"digest": DIGEST}, {"taken_at": NOON}, {"digest": DIGEST, "taken_at": NOON}],
            "panel_decision_names_the_solution_and_reasons": [{"option_reasons": []}, {"solution": ""}],
            "panel_decision_says_which_measures": {"value": "temporary"},
            "panel_decision_says_who_does_what": {"actions": []},
            "panel_decision_says_why": {"why": " "},
            "panel_ratifies_another": [{"ratifies_id": ANY, "urgent": True}, {"id": ITSELF, "ratifies_id": ITSELF}],
            "one_decision_is_signed_at_a_time": twice("determination_id"),
            "panel_decision_number_once": twice("determination_id", "number", then={"status": "set_aside"}),
        },
    ),
    "casework_panelsession": Table(
        {"status": "sent", "sent_at": NOON, "sent_by_id": AICHA, "window_days": 7},
        {"session_is_sent_by_somebody": [{"sent_by_id": None}, {"sent_at": None}], "session_window_ends": {"window_days": 61}},
    ),
    "casework_quorumrule": Table(
        {"members": 3},
        {"nobody_decides_alone": {"members": 1}, "one_quorum_from_a_day": twice("urgent", "valid_from")},
    ),
    "casework_rapidassessment": Table({"danger": "no"}, {"danger_calls_for_an_action": {"danger": "yes"}}),
    "casework_risklevel": Table(
        {"floor": "medium", "level": "medium", "status": "entered", "owner_id": AICHA},
        {
            "risk_below_floor_allowed_by_another": _BELOW | {"allowed_by_id": AICHA, "below_floor_because": SAID},
            "risk_below_floor_is_marked": [
                {"level": "low"},
                {"floor": "high"},
                {"floor": "high", "level": "low"},
                _BELOW | {"floor": "low"} | _ALLOWED,
                _BELOW | {"level": "high"} | _ALLOWED,
                {"status": "below"} | _ALLOWED,
            ],
            "risk_below_floor_with_a_reason": [
                _BELOW,
                _ALLOWED,
                *each(_BELOW | _ALLOWED, allowed_by_id=None, below_floor_because=" "),
                *each({}, allowed_by_id=BILAN, below_floor_because=SAID),
            ],
        },
    ),
}
