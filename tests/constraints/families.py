"""The search for a family, families who search, verification and departure (domain.md 3.11 to 3.13)."""

from tests.constraints.rows import AICHA, ANY, BEFORE, BILAN, LATER, NOON, SAID, Table, each, mixed, no_interval, twice

_UNTOLD = {"told_at": None, "told_by_id": None}

FAMILIES = {
    "casework_childtestimony": Table({"wishes": SAID}, {"verification_hears_the_child": {"wishes": " "}}),
    "casework_departure": Table(
        {
            "status": "completed",
            "same_adult": True,
            "fear_of_return": "no",
            "child_agrees": "yes",
            "child_says": SAID,
            "prepared_child": SAID,
            "prepared_family": SAID,
            "place_safe": "yes",
            "assessment_id": ANY,
            "verification_id": ANY,
            "author_id": AICHA,
            "decided_by_id": BILAN,
            "left_at": NOON,
            "signed_by": ["adult", "worker", "witness"],
        },
        {
            "another_adult_needs_a_reason": {"same_adult": False},
            "departure_decided_by_another": {"decided_by_id": AICHA},
            "departure_is_approved": {"decided_by_id": None},
            "handover_certificate_is_signed": {"signed_by": ["adult", "worker"]},
            "nobody_departs_in_fear_of_return": {"fear_of_return": "unsure"},
            "nobody_departs_unassessed": {"assessment_id": None},
            "nobody_departs_unverified": {"verification_id": None},
            "nobody_departs_without_wanting_to": [{"child_agrees": "no"}, {"child_says": " "}],
            "nobody_departs_unprepared": [{"prepared_child": " "}, {"prepared_family": " "}],
            "nobody_travels_in_a_group_unplanned": {"spontaneous": True, "supervisor_note": SAID, "travel_id": ANY},
            "only_the_panel_sends_where_it_is_not_safe": {"place_safe": "no"},
            "somebody_receives_who_crosses_a_border": {"cross_border": True},
            "spontaneous_only_after_the_fact": [
                {"spontaneous": True},
                {"spontaneous": True, "supervisor_note": SAID, "status": "approved", "left_at": None},
            ],
            "who_left_left_at_a_moment": mixed({"status": "completed", "left_at": NOON}, {"status": "approved", "left_at": None}),
            "one_departure_at_a_time": twice("child_id", status="planned", left_at=None),
            "departure_number_once": twice("child_id", "number"),
        },
    ),
    "casework_familymatch": Table(
        {
            "status": "told",
            "author_id": AICHA,
            "asked_at": NOON,
            "asked_by_id": BILAN,
            "child_says": SAID,
            "safe_because": SAID,
            "family_told": SAID,
            "told_at": NOON,
            "told_by_id": AICHA,
        },
        {
            "a_family_is_verified_apart": _UNTOLD | {"status": "confirmed"},
            "a_match_is_given_up_for_a_reason": _UNTOLD | {"status": "denied"},
            "a_refusal_tells_nothing": _UNTOLD | {"status": "refused"},
            "the_child_is_asked_before_the_family": each({}, child_says=" ", asked_at=None, asked_by_id=None),
            "the_family_is_told_by_somebody": [
                *each({}, told_at=None, told_by_id=None),
                _UNTOLD,
                {"status": "limited"},
                *each({"status": "limited", **_UNTOLD}, told_at=NOON, told_by_id=AICHA),
            ],
            "what_is_told_was_weighed": [{"safe_because": " "}, {"status": "proposed", "asked_at": None, **_UNTOLD}],
            "what_the_family_is_told_is_written": {"family_told": ""},
            "who_proposes_does_not_ask": {"asked_by_id": AICHA},
            "a_child_is_asked_once_about_an_inquiry": twice("inquiry_id", "child_id"),
            "one_child_is_asked_at_a_time": twice("inquiry_id", status="proposed", **_UNTOLD),
            "family_match_number_once": twice("child_id", "number"),
        },
    ),
    "casework_inquiry": Table(
        {"status": "received", "inquirer_name": "Almaz", "contact": SAID, "own": "Yonas"},
        {
            "inquiry_birth_is_an_interval": no_interval("birth"),
            "inquiry_is_closed_for_a_reason": mixed(
                {"status": "received", "closed_at": None, "ending": ""},
                {"status": "closed", "closed_at": NOON, "ending": "found"},
            ),
            "inquiry_says_who_asks_for_whom": each({}, inquirer_name=" ", contact=" ", own=" "),
            "inquiry_seen_is_an_interval": no_interval("seen"),
            "inquiry_number_once": twice("institution_id", "number"),
        },
    ),
    "casework_inquiryconsent": Table(
        {"words": SAID, "keeps": True, "tells": True},
        {"inquiry_consent_says_how": {"words": " "}, "nothing_is_told_of_what_is_not_kept": {"keeps": False}},
    ),
    "casework_soughtperson": Table(
        {"name": "Almaz"},
        {"sought_person_is_named": {"name": " "}, "sought_person_has_a_rank": twice("request_id", "rank")},
    ),
    "casework_tracingaction": Table(
        {
            "status": "done",
            "done_at": NOON,
            "guarded": True,
            "unhcr_advice": SAID,
            "author_id": AICHA,
            "decided_by_id": BILAN,
        },
        {
            "guarded_tracing_has_the_advice_of_unhcr": {"unhcr_advice": " "},
            "guarded_tracing_is_agreed_by_the_supervisor": {"decided_by_id": None},
            "only_a_guarded_tracing_action_waits": {"guarded": False, "status": "asked", "done_at": None},
            "tracing_action_decided_by_another": {"decided_by_id": AICHA},
            "tracing_action_has_happened": {"guarded": False, "done_at": LATER},
            "tracing_action_is_done_at_a_moment": mixed(
                {"status": "done", "done_at": NOON}, {"status": "agreed", "done_at": None}
            ),
        },
    ),
    "casework_tracingrequest": Table(
        {"status": "open", "child_says": SAID, "fear_of_family": "no"},
        {
            "tracing_asks_the_child_first": {"child_says": " "},
            "tracing_is_closed_for_a_reason": mixed(
                {"status": "open", "closed_at": None, "ending": ""}, {"status": "closed", "closed_at": NOON, "ending": "found"}
            ),
            "tracing_without_fear_of_the_family": {"fear_of_family": "yes"},
            "one_search_through_the_same_service": twice("child_id", "scope"),
            "tracing_number_once": twice("child_id", "number", status="closed", closed_at=NOON, ending="found"),
        },
    ),
    "casework_verification": Table(
        {
            "status": "concluded",
            "child_heard_at": BEFORE,
            "adult_heard_at": NOON,
            "conclusion": "reunification",
            "reasons": SAID,
            "author_id": AICHA,
            "decided_by_id": BILAN,
            "decided_at": NOON,
        },
        {
            "no_adult_is_heard_without_the_child": {"status": "begun", "child_heard_at": None},
            "the_child_is_heard_before_the_adult": {"child_heard_at": LATER},
            "verification_compares_two": {"adult_heard_at": None},
            "verification_decided_by_another": {"decided_by_id": AICHA},
            "verification_has_a_conclusion": each({}, conclusion="", reasons=" "),
            "verification_is_concluded_by_somebody": each({}, decided_at=None, decided_by_id=None),
            "verification_number_once": twice("child_id", "number"),
        },
    ),
}
