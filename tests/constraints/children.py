"""Who the child is, what they allowed, who may know it and who looked (domain.md 3.1 to 3.3, 3.19, 7)."""

from datetime import timedelta

from tests.constraints.rows import (
    AICHA,
    ANY,
    BEFORE,
    BILAN,
    DIGEST,
    ITSELF,
    LATER,
    NOON,
    SAID,
    TODAY,
    TOMORROW,
    YESTERDAY,
    Table,
    each,
    mixed,
    no_interval,
    twice,
)

_DECIDED = {"status": "reviewed", "finding": "justified", "review": SAID, "reviewed_at": NOON}
_ENDED = {"status": "closed", "closed_at": NOON}

CHILDREN = {
    "minors_arrivalevent": Table({}, {"arrived_before_it_is_recorded": {"arrived_at": LATER}}),
    "minors_child": Table(
        {},
        {
            "birth_is_an_interval": no_interval("birth"),
            "found_before_registered": {"identified_at": LATER},
        },
    ),
    "minors_childname": Table(
        {"kind": "main", "used": True},
        {"the_name_in_use_is_used": {"used": False}, "one_main_name": twice("child_id")},
    ),
    "minors_clock": Table(
        {},
        {
            "clock_keeps_its_first_date": {"due_at": NOON},
            "clock_stops_for_a_reason": [{"stopped_at": NOON}, {"outcome": "met"}],
            "one_running_clock": twice("rule", "subject_id"),
        },
    ),
    "minors_consent": Table(
        {"basis": "consent", "givers": ["child"]},
        {
            "assent_or_the_reason_why_not": {"assent": "not_sought"},
            "consent_or_the_reason_why_not": [{"givers": []}, {"basis": "interest"}],
            "word_before_a_witness": {"signed": "verbal"},
        },
    ),
    "minors_consentage": Table(
        {"from_age": 6, "to_age": 11},
        {"consent_ages_in_order": {"to_age": 5}, "one_consent_age_from_a_day": twice("from_age", "valid_from")},
    ),
    "minors_consentstatement": Table(
        {"kind": "granted", "limits": SAID},
        {"only_a_grant_has_limits": [{"kind": "refused"}, {"kind": "refused", "limits": "", "valid_until": TODAY}]},
    ),
    "minors_consenttask": Table(
        {"kind": "seek", "status": "open"},
        {
            "consent_task_is_signed": [
                *mixed(
                    {"status": "open", "done_at": None, "done_by_id": None},
                    {"status": "done", "done_at": NOON, "done_by_id": AICHA},
                    note=SAID,
                ),
                {"status": "done", "done_at": NOON, "done_by_id": AICHA},
            ],
            "only_a_recipient_is_informed": [{"recipient_id": ANY}, {"kind": "inform"}],
            "consent_is_sought_once_at_a_time": twice("child_id"),
        },
    ),
    "minors_document": Table(
        {"field_class": "C2", "digest": DIGEST, "file_name": ANY},
        {
            "document_date_is_an_interval": no_interval("issued"),
            "document_has_a_class": {"field_class": "C5"},
            "document_has_a_digest": {"digest": "none"},
            "one_document_a_number": twice("child_id", "number"),
        },
    ),
    "minors_duplicatedecision": Table(
        {"decision": "undecided"},
        {
            "a_decision_is_somebodys": mixed(
                {"decision": "undecided", "decided_at": None, "decided_by_id": None},
                {"decision": "same", "decided_at": NOON, "decided_by_id": AICHA},
            ),
            "a_pair_is_two_children": {"child_id": ITSELF, "other_id": ITSELF},
            "one_decision_for_a_pair": twice("child_id", "other_id"),
        },
    ),
    "minors_emergencyaccess": Table(
        {"status": "open", "reason": SAID, "person_id": AICHA, "ends_at": NOON + timedelta(hours=4)},
        {
            "emergency_has_a_reason": {"reason": " "},
            "emergency_lasts_four_hours": [{"ends_at": LATER}, {"ends_at": NOON}],
            "emergency_review_is_signed": [
                *mixed(
                    {"status": "open", "finding": "", "reviewed_at": None, "reviewed_by_id": None},
                    {"status": "reviewed", "finding": "justified", "reviewed_at": NOON, "reviewed_by_id": BILAN},
                    review=SAID,
                ),
                {**_DECIDED, "reviewed_by_id": BILAN, "review": " "},
            ],
            "emergency_reviewed_by_another": {**_DECIDED, "reviewed_by_id": AICHA},
            "emergency_witnessed_by_another": [
                *each({}, witness_id=BILAN, witnessed_at=NOON),
                {"witness_id": AICHA, "witnessed_at": NOON},
            ],
        },
    ),
    "minors_exclusion": Table({}, {"excluded_once": twice("child_id", "user_id")}),
    "minors_formversion": Table({}, {"form_version_once": twice("child_id", "form", "number")}),
    "minors_grant": Table(
        {"purpose": "court", "user_id": AICHA, "levels": ["read_c1"], "ends_at": LATER},
        {
            "emergency_reads_for_four_hours": [
                {"purpose": "emergency"},
                *each({"purpose": "witnessed", "ends_at": NOON + timedelta(hours=4)}, ends_at=LATER, levels=["change"]),
                {"purpose": "witnessed", "ends_at": NOON + timedelta(hours=4), "user_id": None, "team_id": ANY},
            ],
            "grant_to_a_person_or_a_team": [{"user_id": None}, {"team_id": ANY}],
            "no_secret_in_an_emergency_alone": {
                "purpose": "emergency",
                "levels": ["read_c4"],
                "ends_at": NOON + timedelta(hours=4),
            },
            "only_the_responsible_person_has_no_end": {"ends_at": None},
            "partner_reads_on_a_consent": {"purpose": "partner"},
        },
    ),
    "minors_incidentnotification": Table(
        {"because": SAID},
        {
            "notification_has_its_reason": {"because": " "},
            "one_decision_for_each_who_is_told": twice("incident_id", "to"),
        },
    ),
    "minors_legalstatus": Table(
        {"starts_on": TODAY},
        {"legalstatus_ends_after_it_starts": {"ends_on": YESTERDAY}, "legalstatus_one_at_a_time": twice("child_id")},
    ),
    "minors_lookingalert": Table(
        {"kind": "volume", "person_id": AICHA, "status": "open"},
        {
            "alert_is_about_a_day_or_a_file": [{"child_id": ANY}, {"kind": "handed_over"}],
            "alert_is_closed_with_a_note": [
                *mixed(
                    {"status": "open", "closed_at": None, "closed_by_id": None},
                    {"status": "closed", "closed_at": NOON, "closed_by_id": BILAN},
                    note=SAID,
                ),
                _ENDED | {"closed_by_id": BILAN},
            ],
            "nobody_closes_an_alert_about_themselves": _ENDED | {"closed_by_id": AICHA, "note": SAID},
            "one_alert_of_a_kind_for_a_day": twice("kind", "person_id", "child_id", "day"),
        },
    ),
    "minors_lookingincident": Table(
        {"happened": SAID, "person_id": AICHA, "opened_by_id": BILAN, "status": "open"},
        {
            "incident_is_closed_with_a_conclusion": [
                *mixed(
                    {"status": "open", "closed_at": None, "closed_by_id": None},
                    {"status": "closed", "closed_at": NOON, "closed_by_id": BILAN},
                    conclusion=SAID,
                ),
                _ENDED | {"closed_by_id": BILAN},
            ],
            "incident_looks_at_days_in_order": {"since": TOMORROW},
            "incident_says_what_happened": {"happened": " "},
            "nobody_handles_an_incident_about_themselves": [
                {"opened_by_id": AICHA},
                _ENDED | {"closed_by_id": AICHA, "conclusion": SAID},
            ],
        },
    ),
    "minors_merge": Table(
        {},
        {
            "a_separation_is_somebodys": [{"unmerged_at": NOON}, {"unmerged_by_id": AICHA}],
            "joined_with_another_file": {"kept_id": ITSELF, "other_id": ITSELF},
            "joined_with_one_file": twice("other_id"),
        },
    ),
    "minors_person": Table(
        {"part": "relative"},
        {
            "one_father_one_mother": twice("child_id", part="father"),
            "one_person_for_each_choice": twice("child_id", rank="first"),
        },
    ),
    "minors_proposedchange": Table(
        {"status": "approved", "proposed_by_id": AICHA, "decided_by_id": BILAN, "decided_at": NOON},
        {
            "proposal_decided_by_another": {"decided_by_id": AICHA},
            "proposal_decision_is_signed": [{"decided_at": None}, {"decided_by_id": None}],
            "one_proposal_waits": twice("subject_id", status="proposed"),
        },
    ),
    "minors_protectivetask": Table(
        {"status": "open", "due_at": LATER},
        {
            "protective_task_has_its_time": {"due_at": BEFORE},
            "protective_task_is_decided_in_words": [
                *mixed(
                    {"status": "open", "done_at": None, "done_by_id": None, "shelter": "", "phone": ""},
                    {"status": "done", "done_at": NOON, "done_by_id": AICHA, "shelter": "planned", "phone": "planned"},
                    note=SAID,
                ),
                {"status": "done", "done_at": NOON, "done_by_id": AICHA, "shelter": "planned", "phone": "planned"},
            ],
            "one_protective_task_for_each_child": twice("incident_id", "child_id"),
        },
    ),
    "minors_relationship": Table(
        {"kind": "father", "status": "claimed"},
        {
            "nobody_is_related_to_oneself": {"person_id": ITSELF, "other_id": ITSELF},
            "tie_ends_after_it_starts": {"starts_on": TODAY, "ends_on": YESTERDAY},
            "one_standing_father_and_mother": twice("child_id"),
            "one_current_state_of_a_tie": twice("person_id", "other_id", "kind"),
        },
    ),
    "minors_sealedfile": Table(
        {"status": "sealed", "reason": SAID},
        {
            "seal_has_a_reason": {"reason": " "},
            "seal_is_lifted_at": [{"status": "lifted"}, {"lifted_at": NOON}],
            "sealed_once": twice("child_id"),
        },
    ),
    "minors_siblinglink": Table(
        {"kind": ANY},
        {
            "nobody_is_ones_own_sibling": {"child_id": ITSELF, "sibling_id": ITSELF},
            "siblings_once": twice("child_id", "sibling_id"),
        },
    ),
    "minors_upload": Table(
        {"size": 100, "received": 10},
        {
            "upload_receives_no_more_than_all": {"received": 101},
            "one_upload_of_a_file": twice("person_id", "child_id", "digest"),
        },
    ),
}
