"""The relations and roles that have no column of their own in tests/policy.py, by whose answer theirs must be the same.

A line: the relation; the column that holds for pages about nothing in particular; the column for everything else; and after them
what is otherwise, as `route=cell` or `kind of object=column`: a route wins over a kind. Who the people are says test_relations.py.
Source: domain.md 7.2 and 9.7, security.md 3.

To add a relation (break-glass, a sealed case): a line here, and a person in one of the phases of test_relations.py.
"""

from tests import policy

# "excluded" stands for whoever of Aicha's team has no access to the file: what is the team's they see all the same.
# "declared" is a relative whom Aicha declared, "sealed" another child of hers: for her and for who was named, and for nobody else,
# whatever is known of Yonas; "free_match" is about a third one of hers. "asked", "line" and "protocol" are for the national officer
# and the data-protection officer only.
RELATIONS = """
relation                 pages       about it   otherwise
night_duty               owner       stranger   house=coded casework:call_roll=+ casework:print_beds=+
regional                 reader      coded      casework:beds=+ casework:board=+ plan:objectives=+ casework:hand_over=-
                                                 transfer=owner arrival=reader session=owner complaint=owner item=owner
                                                 owner=owner team=owner handover=owner verdict=supervisor seat=owner
                                                 bid/session=owner duplicate=owner joined=owner service=owner protocol=owner
                                                 asked=owner line=owner line/refuse=owner
regional_elsewhere       reader      official   casework:beds=+ casework:board=+ plan:objectives=+ arrival=supervisor
                                                 casework:beds_of=0
panel_member             reader      expired    casework:my_panel=+
judge                    reader      expired
placement_provider       reader      expired    casework:beds=+ casework:beds_of=0 casework:call_roll=0 casework:print_beds=0
                                                 casework:change_beds=0
tracing_officer          provider    expired    casework:inquiries=+ casework:new_inquiry=+
guardian                 reader      expired
inspector                reader      expired
complaints_officer       provider    expired    complaint=dpo referrals:inbox=- casework:complaints=+
colleague                owner       excluded
same_institution         supervisor  stranger   address=owner screening=supervisor owner=0 team=supervisor indicator=supervisor
                                                 casework:change_beds=+ minors:confirm_access=+ minors:end_account=+
other_institution        supervisor  0          user=owner indicator=supervisor service=owner minors:confirm_access=0
                                                 minors:end_account=0
revoked                  owner       excluded
excluded_colleague       owner       excluded
excluded_supervisor      supervisor  stranger   boxed=supervisor arrival=supervisor address=owner travel=supervisor
                                                 screening=supervisor owner=supervisor team=supervisor handover=supervisor
                                                 indicator=supervisor casework:change_beds=+ minors:confirm_access=+
                                                 minors:end_account=+ free_match=supervisor
excluded_joined          owner       excluded
team_share               owner       owner      boxed=reader arrival=reader house=supervisor address=reader travel=reader
                                                 screening=reader handover=reader duplicate=reader upload=supervisor
                                                 joined=reader casework:change_beds=- declared=reader sealed=reader
                                                 free_match=reader
delegate                 owner       owner      duplicate=reader upload=supervisor joined=reader declared=reader
                                                 sealed=reader free_match=reader
night_delegate           owner       owner      casework:ask_hold=- casework:request_closure=- casework:print=- casework:print_travel=-
                                                 casework:ask_data=- data=reader minors:export=- casework:reopen=+
                                                 minors:access=- minors:exclude=- exclusion=reader
                                                 casework:open_to_guardian=- house=coded casework:call_roll=+
                                                 casework:print_beds=+ address=reader screening=reader grant=reader
                                                 duplicate=reader upload=supervisor joined=reader declared=reader
                                                 sealed=reader free_match=reader
trusted_guardian         reader      reader     minors:identity=+ concern=supervisor protecting=supervisor hearing=supervisor casework:question=+
                                                 casework:resolve_question=- minors:decide_change=+
                                                 casework:say_as_guardian=+
shown_to_inspector       reader      reader     casework:report_missing=- missing=coded relative=stranger siblings=stranger
                                                 tie=stranger document=stranger
shown_to_provider        reader      reader     referral=stranger casework:beds=+ minors:identity=+ casework:beds_of=0
                                                 casework:settle_call=0 casework:call_roll=0 casework:print_beds=0 casework:change_beds=0 minors:decide_change=+
on_panel                 reader      reader     casework:my_panel=+ casework:report_missing=- concern=supervisor
                                                 protecting=supervisor hearing=supervisor missing=coded casework:decide_bid=+ invitation/item=+
                                                 casework:set_aside_bid=+ invitation=+ casework:question=+
                                                 casework:resolve_question=- relative=stranger siblings=stranger tie=stranger
                                                 document=stranger
former_owner             owner       excluded   declared=owner sealed=owner free_match=owner
former_supervisor        supervisor  stranger   boxed=supervisor arrival=supervisor address=owner travel=supervisor
                                                 screening=supervisor owner=supervisor team=supervisor handover=supervisor
                                                 indicator=supervisor casework:change_beds=+ minors:confirm_access=+
                                                 minors:end_account=+ free_match=supervisor
new_owner                owner       owner      casework:accept_transfer=+ casework:introduce=+ boxed=reader arrival=reader
                                                 travel=reader handover=reader duplicate=reader upload=supervisor
                                                 declared=reader sealed=reader free_match=reader
guardian_of_an_adult     reader      expired
account_ended            suspended   suspended
owner_without_consent    owner       owner
provider_without_consent provider    provider
closed_owner             owner       owner
closed_supervisor        supervisor  supervisor
closed_reader            reader      reader
closed_stranger          stranger    stranger
"""


def cells() -> dict[str, dict[str, str]]:
    """{relation: {route: cell}}."""
    table, found = policy.rows(), {}
    for line in RELATIONS.strip().replace("\n ", " ").splitlines()[1:]:  # what is moved in goes on from the line before
        relation, pages, yonas, *exceptions = line.split()
        known = dict(one.rsplit("=", 1) for one in exceptions)
        unused = set(known)
        found[relation] = {}
        for route, (kind, row) in table.items():
            said = next((known[key] for key in (route, kind) if key in known), pages if kind == "." else yonas)
            unused -= {route, kind}
            found[relation][route] = row.get(said, said)
        assert not unused, f"{relation}: {unused} is neither a route nor a kind of object"
    return found
