"""Services, protocols and referrals, people, memories, settings and the plan (domain.md 3.7, 6, 7.2, 7.5, 7.7)."""

from tests.constraints.rows import AICHA, ANY, BEFORE, BILAN, NOON, SAID, TOMORROW, YESTERDAY, Table, twice

_TOO_MUCH = [
    ("medical", ["family"]),
    ("formal_education", ["health"]),
    ("legal_aid", ["health"]),
    ("return_avrr", ["separation"]),
    ("documentation", ["found"]),
    ("food", ["origin"]),
]
# What a service of some kind may get, and one of no kind on the list may not.
_OF_OTHERS = [
    ["identity", "age_sex_language", "health"],
    ["identity", "age_sex_language", "learning"],
    ["identity", "age_sex_language", "origin", "separation"],
    ["identity", "age_sex_language", "origin", "found", "family"],
    ["identity", "age_sex_language", "origin", "family"],
]

AROUND = {
    "base_accessevent": Table(
        {"kind": "printed", "result": "given", "reason": SAID, "person_id": AICHA, "person_role": "caseworker"},
        {
            "access_is_somebodys": [{"person_role": ""}, {"person_id": None}],
            "access_was_given_or_refused": [{"result": "refused"}, {"kind": "turned_away"}],
            "no_print_without_a_reason": {"reason": " "},
        },
    ),
    "base_draft": Table({}, {"one_draft_a_page": twice("person_id", "path")}),
    "base_option": Table({}, {"option_once": twice("list", "code")}),
    "base_purposerule": Table(
        {"legal_basis": "law"},
        {
            "a_purpose_rule_has_its_legal_basis": {"legal_basis": ""},
            "one_purpose_rule_from_a_day": twice("tied", "use", "valid_from"),
        },
    ),
    "base_reminder": Table({}, {"one_reminder_a_day": twice("person_id", "day")}),
    "base_seal": Table({}, {"one_seal_of_a_number": twice("memory", "number")}),
    "base_statechange": Table({"reason": SAID}, {"statechange_has_a_reason": {"reason": " "}}),
    "base_submission": Table({}, {"submitted_once": twice("person_id", "key")}),
    "base_team": Table({}, {"team_name_once": twice("institution_id", "name")}),
    "base_timelimit": Table(
        {"value": 1},
        {"limit_has_a_value": {"value": None}, "one_limit_from_a_day": twice("key", "risk", "valid_from")},
    ),
    "base_user": Table(
        {"username": ANY},
        {
            "access_confirmed_by_somebody_else": [
                {"id": AICHA, "confirmed_at": NOON, "confirmed_by_id": AICHA},
                {"confirmed_at": NOON},
                {"confirmed_by_id": BILAN},
            ],
            "lock_has_a_reason": [{"locked_at": NOON}, {"locked_because": "other"}],
            "suspension_has_a_reason": {"suspended_at": NOON},
        },
    ),
    "plan_indicator": Table({}, {"indicator_once": twice("objective_id", "code")}),
    "plan_objective": Table({}, {"objective_once_in_a_plan": twice("plan_id", "code")}),
    "referrals_referral": Table(
        {
            "status": "received",
            "is_out": True,
            "kind": "medical",
            "groups": ["identity", "health"],
            "protocol_id": ANY,
            "sent_by_id": AICHA,
            "received_at": NOON,
        },
        {
            "appointment_after_the_sending": [
                {"appointment_at": BEFORE},
                {"status": "to_approve", "is_out": False, "appointment_at": NOON},
            ],
            "declined_with_a_reason": {"status": "declined"},
            "nothing_leaves_without_protocol_or_agreement": {"protocol_id": None},
            "only_what_is_out_is_answered": {"is_out": False},
            "opinion_after_the_service": {"status": "sent", "child_opinion": "good"},
            "received_has_a_date": {"received_at": None},
            "referral_sends_what_may_be_sent": [
                *({"kind": kind, "groups": groups} for kind, groups in _TOO_MUCH),
                *({"kind": "police", "groups": groups} for groups in _OF_OTHERS),
            ],
            "sending_agreed_by_another": {"approved_by_id": AICHA},
            "what_waits_is_not_out": {"status": "to_approve"},
        },
    ),
    "referrals_service": Table(
        {"min_age": 5, "max_age": 17, "sexes": ["F"]},
        {
            "service_ages_in_order": {"max_age": 4},
            "service_takes_somebody": [{"sexes": []}, {"sexes": ["X"]}],
            "service_once": twice("institution_id", "kind", "place_id"),
        },
    ),
    "referrals_servicechange": Table({"before": 5, "after": 6}, {"service_is_changed_to_something_else": {"after": 5}}),
    "referrals_sharingprotocol": Table(
        {
            "sender_id": AICHA,
            "receiver_id": BILAN,
            "purpose": "medical",
            "groups": ["health"],
            "legal_basis": "consent",
            "needs_consent": True,
            "expires_on": TOMORROW,
        },
        {
            "protocol_between_two_institutions": {"receiver_id": AICHA},
            "protocol_ends_after_it_starts": {"expires_on": YESTERDAY},
            "protocol_on_consent_needs_consent": {"needs_consent": False},
            "protocol_sends_what_may_be_sent": [
                *({"purpose": kind, "groups": groups} for kind, groups in _TOO_MUCH),
                *({"purpose": "police", "groups": groups} for groups in _OF_OTHERS),
            ],
        },
    ),
}
