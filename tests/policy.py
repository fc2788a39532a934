"""Who gets what from every address, written apart from the views: the table that the walk over all routes is compared with.

Columns are people, by their relation to Yonas. Cells: + answered, - refused with 403 (a deed on a file one may see, or a page
of another role), 0 the 404 of what does not exist, L sent to sign in. Source: domain.md 7.2; architecture.md 3.
"""

PEOPLE = [
    "owner",  # Aicha, the social worker responsible
    "supervisor",  # Dahabo, of the responsible team
    "reader",  # Bilan, who may read by a grant
    "stranger",  # Charmarke, of another institution
    "provider",  # Evelyne, whose institution received a referral
    "official",  # Fatouma, who monitors the plan
    "coded",  # a national officer, who reads codes only
    "dpo",  # the data-protection officer
    "admin",  # the system administrator
    "excluded",  # a colleague with a grant and an exclusion
    "expired",  # a reader whose grant has ended
    "suspended",  # a colleague with a grant and a suspended account
    "nobody",  # not signed in
]

TABLE = """
route                       object      owner supervisor reader stranger provider official coded dpo admin excluded expired suspended nobody
home                        .           +     +          +      +        +        +        +     +   +     +        +       L         L
set_language                .           +     +          +      +        +        +        +     +   +     +        +       L         +
hide                        .           +     +          +      +        +        +        +     +   +     +        +       L         +
health                      .           +     +          +      +        +        +        +     +   +     +        +       L         +
draft                       .           +     +          +      +        +        +        +     +   +     +        +       L         L
unfinished                  .           +     +          +      +        +        +        +     +   +     +        +       L         L
start_afresh                .           +     +          +      +        +        +        +     +   +     +        +       L         L
told_date                   .           +     +          +      +        +        +        +     +   +     +        +       L         L
components                  .           +     +          +      +        +        +        +     +   +     +        +       L         L
people:account              .           +     +          +      +        +        +        +     +   +     +        +       L         L
people:reminders            .           +     +          +      +        +        +        +     +   +     +        +       L         L
people:accounts             .           -     -          -      -        -        -        -     -   +     -        -       L         L
people:new_account          .           -     -          -      -        -        -        -     -   +     -        -       L         L
people:account_of           user        -     -          -      -        -        -        -     -   +     -        -       L         L
people:suspend              user        -     -          -      -        -        -        -     -   +     -        -       L         L
people:restore              user        -     -          -      -        -        -        -     -   +     -        -       L         L
people:new_password         user        -     -          -      -        -        -        -     -   +     -        -       L         L
minors:access_log           .           -     -          -      -        -        -        -     +   -     -        -       L         L
minors:children             .           +     +          +      +        -        -        +     -   -     +        +       L         L
minors:search               .           +     +          +      +        -        -        +     -   -     +        +       L         L
minors:duplicates           .           +     -          -      +        -        -        -     -   -     +        -       L         L
minors:duplicates_desk      .           -     +          -      -        -        -        +     -   -     -        -       L         L
minors:duplicate            duplicate   -     +          0      0        0        0        +     0   0     0        0       L         L
minors:duplicate_identities duplicate   -     +          0      0        0        0        -     0   0     0        0       L         L
minors:merge                duplicate   -     +          0      0        0        0        +     0   0     0        0       L         L
minors:unmerge              joined      -     +          0      0        0        0        +     0   0     0        0       L         L
minors:identity             child       +     +          -      0        0        0        -     0   0     0        0       L         L
minors:rename               child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:incomplete           .           +     -          -      +        -        -        -     -   -     +        -       L         L
minors:file                 child       +     +          +      0        0        0        +     0   0     0        0       L         L
minors:section              child/origin +    +          +      0        0        0        +     0   0     0        0       L         L
minors:write_section        child/origin +    -          -      0        0        0        -     0   0     0        0       L         L
minors:new_row              child/origin +    -          -      0        0        0        -     0   0     0        0       L         L
minors:write_row            child/origin/origin_of_yonas 0 - -  0        0        0        -     0   0     0        0       L         L
minors:finalise             child/F02   +     -          -      0        0        0        -     0   0     0        0       L         L
minors:family               child       +     +          +      0        0        0        -     0   0     0        0       L         L
minors:new_relative         child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:link_sibling         child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:change_relative      relative    +     -          -      0        0        0        0     0   0     0        0       L         L
minors:decide_tie           tie         +     -          -      0        0        0        0     0   0     0        0       L         L
minors:decide_siblings      siblings    +     -          -      0        0        0        0     0   0     0        0       L         L
minors:correct              child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:decide_change        proposal    +     +          -      0        0        0        -     0   0     0        0       L         L
minors:settle_change        proposal    -     +          -      0        0        0        -     0   0     0        0       L         L
minors:withdraw_change      proposal    +     -          -      0        0        0        -     0   0     0        0       L         L
minors:export               child       +     +          -      0        0        0        -     0   0     0        0       L         L
minors:names                child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:retire_name          name        +     -          -      0        0        0        -     0   0     0        0       L         L
minors:consent              child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:withdraw_consent     child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:withhold             child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:consent_task         task        +     -          -      0        0        0        -     0   0     0        0       L         L
minors:consent_card         child       +     +          +      0        0        0        -     0   0     0        0       L         L
minors:withheld             child       +     +          -      0        0        0        -     0   0     0        0       L         L
minors:access               child       +     +          -      0        0        0        -     0   0     0        0       L         L
minors:revoke_access        grant       +     +          -      0        0        0        -     0   0     0        0       L         L
minors:agree_to_access      grant       +     +          -      0        0        0        -     0   0     0        0       L         L
minors:exclude              child       +     +          -      0        0        0        -     0   0     0        0       L         L
minors:documents            child       +     +          +      0        0        0        +     0   0     0        0       L         L
minors:add_document         child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:begin_upload         child       +     -          -      0        0        0        -     0   0     0        0       L         L
minors:send_part            upload      +     0          0      0        0        0        0     0   0     0        0       L         L
minors:document             document    +     +          +      0        0        0        0     0   0     0        0       L         L
minors:describe_document    document    +     -          -      0        0        0        0     0   0     0        0       L         L
minors:withdraw_document    document    +     -          -      0        0        0        0     0   0     0        0       L         L
minors:download_document    document    +     +          +      0        0        0        0     0   0     0        0       L         L
minors:preview_document     document    +     +          +      0        0        0        0     0   0     0        0       L         L
referrals:inbox             .           -     -          -      -        +        -        -     -   -     -        -       L         L
referrals:refer             child       +     -          -      0        0        0        -     0   0     0        0       L         L
referrals:referral          referral    +     +          +      0        +        0        +     0   0     0        0       L         L
referrals:accept            referral    -     -          -      0        +        0        -     0   0     0        0       L         L
referrals:decline           referral    -     -          -      0        +        0        -     0   0     0        0       L         L
referrals:complete          referral    -     -          -      0        +        0        -     0   0     0        0       L         L
referrals:fail              referral    -     -          -      0        +        0        -     0   0     0        0       L         L
referrals:cancel            referral    +     -          -      0        -        0        -     0   0     0        0       L         L
casework:today              .           +     +          +      +        -        -        +     -   -     +        +       L         L
casework:board              .           -     +          -      -        -        -        +     -   -     -        -       L         L
casework:approvals          .           -     +          -      -        -        -        -     -   -     -        -       L         L
casework:nights             .           -     -          -      -        -        -        +     -   +     -        -       L         L
casework:due                .           +     +          +      +        -        -        +     -   -     +        +       L         L
casework:limits             .           +     +          +      +        +        +        +     +   +     +        +       L         L
casework:register           .           +     -          -      +        -        -        -     -   -     +        -       L         L
casework:register_paper     .           +     -          -      +        -        -        -     -   -     +        -       L         L
casework:arrivals           .           +     +          +      +        -        -        +     -   -     +        +       L         L
casework:new_arrival        .           +     -          -      +        -        -        -     -   -     +        -       L         L
casework:arrival            arrival     +     +          0      0        0        0        +     0   0     +        0       L         L
casework:correct_arrival    arrival     +     -          0      0        0        0        -     0   0     +        0       L         L
casework:register_arrived   arrival     +     -          0      0        0        0        -     0   0     +        0       L         L
casework:link_arrived       arrival     +     -          0      0        0        0        -     0   0     +        0       L         L
casework:case               child       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:print              child       +     +          -      0        0        0        -     0   0     0        0       L         L
casework:assess_rapidly     child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:rapid_assessment   rapid       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:begin_bia          child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:bia                bia         +     +          +      0        0        0        +     0   0     0        0       L         L
casework:write_bia          bia         +     -          -      0        0        0        -     0   0     0        0       L         L
casework:submit_bia         bia         +     -          -      0        0        0        -     0   0     0        0       L         L
casework:approve_bia        bia         -     +          -      0        0        0        -     0   0     0        0       L         L
casework:return_bia         bia         -     +          -      0        0        0        -     0   0     0        0       L         L
casework:care_plan          child       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:begin_plan         child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:plan               plan        +     +          +      0        0        0        +     0   0     0        0       L         L
casework:write_plan         plan        +     -          -      0        0        0        -     0   0     0        0       L         L
casework:plan_child         plan        +     -          -      0        0        0        -     0   0     0        0       L         L
casework:submit_plan        plan        +     -          -      0        0        0        -     0   0     0        0       L         L
casework:take_back_plan     plan        +     -          -      0        0        0        -     0   0     0        0       L         L
casework:approve_plan       plan        -     +          -      0        0        0        -     0   0     0        0       L         L
casework:return_plan        plan        -     +          -      0        0        0        -     0   0     0        0       L         L
casework:revise_plan        plan        +     -          -      0        0        0        -     0   0     0        0       L         L
casework:add_action         plan        +     -          -      0        0        0        -     0   0     0        0       L         L
casework:plan_action        action      +     +          +      0        0        0        +     0   0     0        0       L         L
casework:write_action       action      +     -          -      0        0        0        -     0   0     0        0       L         L
casework:move_action        action/start +    -          -      0        0        0        -     0   0     0        0       L         L
casework:no_contact         .           +     +          +      +        -        -        +     -   -     +        +       L         L
casework:visit              child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:write_follow_up    child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:visit_together     child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:follow_up          follow_up   +     +          +      0        0        0        +     0   0     0        0       L         L
casework:correct_follow_up  follow_up   +     -          -      0        0        0        -     0   0     0        0       L         L
casework:place              child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:beds               .           +     +     -     +     -     -     +     -     -     +     -     L     L
casework:beds_of            house       +     +     -     +     -     -     +     -     -     +     -     L     L
casework:call_roll          house       +     +     -     +     -     -     -     -     -     +     -     L     L
casework:print_beds         house       +     +     -     +     -     -     -     -     -     +     -     L     L
casework:family_of          house       +     +     -     +     -     -     -     -     -     +     -     L     L
casework:describe_family    house       +     0     -     0     -     -     -     -     -     +     -     L     L
casework:locate_family      house       +     0     -     0     -     -     -     -     -     +     -     L     L
casework:screen_family      house       +     0     -     0     -     -     -     -     -     +     -     L     L
casework:decide_screening   screening   -     +     0     0     0     0     0     0     0     -     0     L     L
casework:care_address       address     +     +     0     0     0     0     0     0     0     +     0     L     L
casework:change_beds        house       -     +     -     -     -     -     -     -     -     -     -     L     L
casework:placement          placement   +     +     +     0     0     0     +     0     0     0     0     L     L
casework:sign_agreement     placement   +     -     -     0     0     0     -     0     0     0     0     L     L
casework:give_support       placement   +     -     -     0     0     0     -     0     0     0     0     L     L
casework:visit_place        placement   +     -     -     0     0     0     -     0     0     0     0     L     L
casework:placement_decision sleeping    +     -     -     0     0     0     -     0     0     0     0     L     L
casework:expect_absence     absence     +     -     -     0     0     0     -     0     0     0     0     L     L
casework:open_to_guardian   mandate     +     +     -     0     0     0     -     0     0     0     0     L     L
casework:say_as_guardian    child       -     -     -     0     0     0     -     0     0     0     0     L     L
casework:guardian_view      view        +     +     +     0     0     0     +     0     0     0     0     L     L
casework:answer_guardian    view        +     -     -     0     0     0     -     0     0     0     0     L     L
casework:roll_call          roll_call   +     +     0     +     0     0     +     0     0     +     0     L     L
casework:absence            absence     +     -     -     0     0     0     -     0     0     0     0     L     L
casework:leave_bed          placement   +     -     -     0     0     0     -     0     0     0     0     L     L
casework:explain_apart      placement   +     -     -     0     0     0     -     0     0     0     0     L     L
casework:end_placement      placement   +     -          -      0        0        0        -     0   0     0        0       L         L
casework:judge_placement    placement   +     -          -      0        0        0        -     0   0     0        0       L         L
casework:decide_placement   placement   -     +          -      0        0        0        -     0   0     0        0       L         L
casework:risk               child       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:set_risk           child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:decide_risk        child       -     +          -      0        0        0        -     0   0     0        0       L         L
casework:concerns           child       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:new_concern        child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:concern            concern     +     +          0      0        0        0        0     0   0     0        0       L         L
casework:change_concern     concern     +     -          0      0        0        0        0     0   0     0        0       L         L
casework:weigh_concern      concern     +     -          0      0        0        0        0     0   0     0        0       L         L
casework:doctor_saw         concern     +     -          0      0        0        0        0     0   0     0        0       L         L
casework:report_missing     child       +     +          +      0        0        0        -     0   0     0        0       L         L
casework:missing            missing     +     +          +      0        0        0        +     0   0     0        0       L         L
casework:complete_missing   missing     +     +          +      0        0        0        -     0   0     0        0       L         L
casework:inform_missing     missing     +     +          +      0        0        0        -     0   0     0        0       L         L
casework:search_missing     missing     +     +          +      0        0        0        -     0   0     0        0       L         L
casework:found_missing      missing     +     +          +      0        0        0        -     0   0     0        0       L         L
casework:hear_missing       missing     +     -          -      0        0        0        -     0   0     0        0       L         L
casework:ask_hold           child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:hold               hold        +     +          +      0        0        0        +     0   0     0        0       L         L
casework:decide_hold        hold        -     +          -      0        0        0        -     0   0     0        0       L         L
casework:end_hold           hold        +     -          -      0        0        0        -     0   0     0        0       L         L
casework:transition         child       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:write_transition   child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:guardianship       child       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:ask_guardian       child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:record_mandate     child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:record_hearing     child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:change_hearing     hearing     +     -          0      0        0        0        0     0   0     0        0       L         L
casework:mandate            mandate     +     +          +      0        0        0        +     0   0     0        0       L         L
casework:appoint_mandate    mandate     +     -          -      0        0        0        -     0   0     0        0       L         L
casework:refuse_mandate     mandate     +     -          -      0        0        0        -     0   0     0        0       L         L
casework:end_mandate        mandate     +     -          -      0        0        0        -     0   0     0        0       L         L
casework:write_mandate      mandate     +     -          -      0        0        0        -     0   0     0        0       L         L
casework:doubt_age          child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:age_assessment     age         +     +          +      0        0        0        +     0   0     0        0       L         L
casework:conclude_age       age         +     -          -      0        0        0        -     0   0     0        0       L         L
casework:drop_age           age         +     -          -      0        0        0        -     0   0     0        0       L         L
casework:tell_age           age         +     -          -      0        0        0        -     0   0     0        0       L         L
casework:appeal_age         age         +     -          -      0        0        0        -     0   0     0        0       L         L
casework:decide_appeal      age         +     -          -      0        0        0        -     0   0     0        0       L         L
casework:submit_age         age         +     -          -      0        0        0        -     0   0     0        0       L         L
casework:decide_age         age         -     +          -      0        0        0        -     0   0     0        0       L         L
casework:request_closure    child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:decide_closure     closure     -     +          -      0        0        0        -     0   0     0        0       L         L
casework:reopen             child       -     +          -      0        0        0        -     0   0     0        0       L         L
casework:review_case        child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:review_placement   placement   +     -          -      0        0        0        -     0   0     0        0       L         L
casework:review             review      +     +          +      0        0        0        +     0   0     0        0       L         L
casework:questions          .           +     +          -      +        -        -        -     -   -     +        -       L         L
casework:case_questions     child       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:ask                child       +     +          -      0        0        0        -     0   0     0        0       L         L
casework:question           question    +     +          0      0        0        0        0     0   0     0        0       L         L
casework:resolve_question   question    +     +          0      0        0        0        0     0   0     0        0       L         L
casework:talks              child       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:hold_conference    child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:conference         conference  +     +          +      0        0        0        +     0   0     0        0       L         L
casework:add_to_minutes     conference  +     -          -      0        0        0        -     0   0     0        0       L         L
casework:settle_decision    decision    +     -          -      0        0        0        -     0   0     0        0       L         L
casework:give_feedback      child       +     -          -      0        0        0        -     0   0     0        0       L         L
casework:say                child/fr    +     -          -      0        0        0        -     0   0     0        0       L         L
casework:thanks             child/fr    +     -          -      0        0        0        -     0   0     0        0       L         L
casework:feedback           feedback    +     +          +      0        0        0        +     0   0     0        0       L         L
casework:answer_feedback    feedback    -     +          -      0        0        0        -     0   0     0        0       L         L
casework:box                .           +     +          +      +        -        -        +     -   -     +        +       L         L
casework:empty_box          .           +     -          -      +        -        -        -     -   -     +        -       L         L
casework:box_feedback       boxed       +     +          0      0        0        0        +     0   0     +        0       L         L
casework:answer_box         boxed       -     +          0      0        0        0        -     0   0     -        0       L         L
casework:begin_bid          child       +  -  -  0  0  0  -  0  0  0  0  L  L
casework:determination      bid         +  +  +  0  0  0  +  0  0  0  0  L  L
casework:revise_bid         bid         +  -  -  0  0  0  -  0  0  0  0  L  L
casework:review_bid         bid         +  -  -  0  0  0  -  0  0  0  0  L  L
casework:put_on_agenda      bid/session -  -  -  0  0  0  +  0  0  0  0  L  L
casework:bid_report         report      +  +  +  0  0  0  +  0  0  0  0  L  L
casework:write_bid_report   report      +  -  -  0  0  0  -  0  0  0  0  L  L
casework:submit_bid_report  report      +  -  -  0  0  0  -  0  0  0  0  L  L
casework:accept_bid_report  report      -  +  -  0  0  0  -  0  0  0  0  L  L
casework:return_bid_report  report      -  +  -  0  0  0  -  0  0  0  0  L  L
casework:panel              .           -  -  -  -  -  -  +  -  -  -  -  L  L
casework:new_panel_member   .           -  -  -  -  -  -  +  -  -  -  -  L  L
casework:panel_member       seat        0  0  0  0  0  0  +  0  0  0  0  L  L
casework:plan_session       .           -  -  -  -  -  -  +  -  -  -  -  L  L
casework:panel_session      session     0  0  0  0  0  0  +  0  0  0  0  L  L
casework:send_session       session     0  0  0  0  0  0  +  0  0  0  0  L  L
casework:cancel_session     session     0  0  0  0  0  0  +  0  0  0  0  L  L
casework:take_off_agenda    item        -  -  -  0  0  0  +  0  0  0  0  L  L
casework:my_panel           .           -  -  -  -  -  -  -  -  -  -  -  L  L
casework:panel_invitation   invitation  0  0  0  0  0  0  0  0  0  0  0  L  L
casework:declare_conflict   invitation/item 0  0  0  0  0  0  0  0  0  0  0  L  L
casework:decide_bid         item        -  -  -  0  0  0  -  0  0  0  0  L  L
casework:panel_decision     verdict     +  +  +  0  0  0  +  0  0  0  0  L  L
casework:sign_bid           verdict     -  -  -  0  0  0  -  0  0  0  0  L  L
casework:take_bid           verdict     -  -  -  0  0  0  -  0  0  0  0  L  L
casework:lock_bid           verdict     -  -  -  0  0  0  +  0  0  0  0  L  L
casework:set_aside_bid      verdict     -  -  -  0  0  0  -  0  0  0  0  L  L
casework:tell_bid           verdict     +  -  -  0  0  0  -  0  0  0  0  L  L
casework:complain           .           +     +          +      +        +        +        +     +   +     +        +       L         L
casework:complaints         .           -     -          -      -        -        -        +     +   -     -        -       L         L
casework:complaint          complaint   0     0          0      0        0        0        +     +   0     0        0       L         L
casework:take_complaint     complaint   0     0          0      0        0        0        +     +   0     0        0       L         L
casework:identify_complaint complaint   0     0          0      0        0        0        +     +   0     0        0       L         L
casework:close_complaint    complaint   0     0          0      0        0        0        +     +   0     0        0       L         L
casework:queue              .           -     +          -      -        -        -        +     -   -     -        -       L         L
casework:hand_over_queue    team        -     0          -      -        -        -        0     -   -     -        -       L         L
casework:hand_over_caseload owner       -     +          -      -        -        -        +     -   -     -        -       L         L
casework:hand_over          child       -     +          -      0        0        0        +     0   0     0        0       L         L
casework:handover           handover    -     +          0      0        0        0        +     0   0     -        0       L         L
casework:undo_handover      handover    -     +          0      0        0        0        +     0   0     -        0       L         L
casework:offers             .           +     -          -      +        -        -        -     -   -     +        -       L         L
casework:transfer           transfer    +     +          +      0        0        0        +     0   0     0        0       L         L
casework:accept_transfer    transfer    -     -          -      0        0        0        -     0   0     0        0       L         L
casework:refuse_transfer    transfer    -     -          -      0        0        0        -     0   0     0        0       L         L
casework:cancel_transfer    transfer    -     +          -      0        0        0        +     0   0     0        0       L         L
casework:introduce          transfer    -     -          -      0        0        0        -     0   0     0        0       L         L
casework:owners             child       +     +          +      0        0        0        +     0   0     0        0       L         L
casework:tracing            child       +     +          +          0        0        0        +     0   0     0        0       L         L
casework:open_tracing       child       +     -          -          0        0        0        -     0   0     0        0       L         L
casework:tracing_request    search      +     +          +          0        0        0        +     0   0     0        0       L         L
casework:act_tracing        search      +     -          -          0        0        0        -     0   0     0        0       L         L
casework:close_tracing      search      +     -          -          0        0        0        -     0   0     0        0       L         L
casework:move_tracing       search/locate +     -          -          0        0        0        -     0   0     0        0       L         L
casework:tracing_action     step        +     +          +          0        0        0        +     0   0     0        0       L         L
casework:decide_tracing_action step        -     +          -          0        0        0        -     0   0     0        0       L         L
casework:carry_out_tracing  step        +     -          -          0        0        0        -     0   0     0        0       L         L
casework:begin_verification child       +     -          -          0        0        0        -     0   0     0        0       L         L
casework:verification       verification +     +          +          0        0        0        +     0   0     0        0       L         L
casework:hear_child         verification +     -          -          0        0        0        -     0   0     0        0       L         L
casework:hear_adult         verification +     -          -          0        0        0        -     0   0     0        0       L         L
casework:conclude_verification verification +     -          -          0        0        0        -     0   0     0        0       L         L
casework:decide_verification verification -     +          -          0        0        0        -     0   0     0        0       L         L
casework:plan_departure     child       +     -          -          0        0        0        -     0   0     0        0       L         L
casework:departure_happened child       -     +          -          0        0        0        -     0   0     0        0       L         L
casework:departure          departure   +     +          +          0        0        0        +     0   0     0        0       L         L
casework:write_departure    departure   +     -          -          0        0        0        -     0   0     0        0       L         L
casework:submit_departure   departure   +     -          -          0        0        0        -     0   0     0        0       L         L
casework:decide_departure   departure   -     +          -          0        0        0        -     0   0     0        0       L         L
casework:join_travel        departure   +     -          -          0        0        0        -     0   0     0        0       L         L
casework:complete_departure departure   +     -          -          0        0        0        -     0   0     0        0       L         L
casework:cancel_departure   departure   +     -          -          0        0        0        -     0   0     0        0       L         L
casework:travels            .           +     +          +          +        -        -        +     -   -     +        +       L         L
casework:new_travel         .           +     -          -          +        -        -        -     -   -     +        -       L         L
casework:travel             travel      +     +          0          0        0        0        +     0   0     +        0       L         L
casework:close_travel       travel      +     -          0          0        0        0        -     0   0     +        0       L         L
plan:objectives             .           -     +          -      -        -        +        +     -   -     -        -       L         L
plan:indicator              indicator   -     +          -      -        -        +        +     -   -     -        -       L         L
plan:cases                  indicator   -     +          -      -        -        +        +     -   -     -        -       L         L
plan:export                 indicator   -     +          -      -        -        +        +     -   -     -        -       L         L
"""


def rows() -> dict[str, tuple[str, dict[str, str]]]:
    """{route: (kind of object or ".", {person: cell})}."""
    header, *lines = TABLE.strip().splitlines()
    assert header.split()[2:] == PEOPLE
    found = {}
    for line in lines:
        route, kind, *cells = line.split()
        assert len(cells) == len(PEOPLE), line
        found[route] = (kind, dict(zip(PEOPLE, cells, strict=True)))
    return found
