"""The matrix of rights (security.md 3): every address and method, asked by every role and from every relation to Yonas.

tests/test_routes.py asks as the people of the table, this as everybody else: what each must get stands in tests/policy_relations.py.
Roles ask every address. Relations that the door alone decides ask one address of each kind of object, verb and method.
"""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from casework import handover
from minors import access, consent
from minors.models import Exclusion
from tests import makers, policy, policy_relations
from tests.casework.test_said_no import closed
from tests.test_routes import OURS, answer_to, arguments, client_of, objects, people  # noqa: F401  fixtures of the walk

pytestmark = pytest.mark.django_db
CELLS = policy_relations.cells()
KINDS = {route: kind for route, (kind, _row) in policy.rows().items()}
YEARS = timedelta(days=365 * 9)


def one_of_each(only=()) -> list[str]:
    """One address of each record, verb and way to ask: between them the door makes no difference. Pages about nothing ask the role."""
    found: dict = {}
    for route in sorted(route for route, kind in KINDS.items() if kind != "." and kind in (only or KINDS.values())):
        rule = OURS[route]
        found.setdefault((rule.opens, rule.verb, "GET" in rule.methods) if rule.opens else route, route)
    return sorted(found.values())


# Each relation, as somebody who stands in it. A phase gives the people, the address of the objects, and the moment it is.


def roles(world):
    """Every role that the table has no column for, without any relation to Yonas."""
    elsewhere = makers.make_team("IOM", "Obock", "OBK")
    return {
        "night_duty": makers.make_user("omar_of_the_night", role="night_duty", team=elsewhere),
        "regional": makers.make_user("saredo", role="regional_coordinator", institution="MFF"),
        "regional_elsewhere": makers.make_user("saada", role="regional_coordinator", team=elsewhere),
        **{
            role: makers.make_user(f"a_{role}", role=role, institution="MFF")
            for role in (
                "panel_member",
                "judge",
                "placement_provider",
                "tracing_officer",
                "guardian",
                "inspector",
                "complaints_officer",
            )
        },
    }


def strangers(world):
    """Who is near Yonas and has no right, no more, or is shut out."""
    yonas, aicha = world["child"], world["owner"]
    night = makers.make_team(name="Night")
    revoked, excluded, joined = (makers.make_user(name) for name in ("robleh", "ifrah", "mahdi"))
    boss = makers.make_user("excluded_boss", role="supervisor")
    for person in (revoked, joined):
        give(yonas, aicha, user=person)
    access.revoke(yonas.grants.get(user=revoked), by=aicha, reason="Duty is over")
    for person in (boss, excluded):
        Exclusion(child=yonas, user=person, reason="A cousin").save(by=aicha, reason="Declared")
    Exclusion(child=world["joined"].other, user=joined, reason="A cousin").save(by=aicha, reason="Declared")
    return {
        "colleague": makers.make_user("qamar"),
        "same_institution": makers.make_user("deputy", role="supervisor", team=night),
        "other_institution": makers.make_user("other_boss", role="supervisor", team=makers.make_team("IOM", "Obock", "OBK")),
        "revoked": revoked,
        "excluded_colleague": excluded,
        "excluded_supervisor": boss,
        "excluded_joined": joined,
    }


def given(world):
    """Who was given access, to a person or to their team."""
    yonas, aicha = world["child"], world["owner"]
    team = makers.make_team("IOM", "Obock", "OBK")
    give(yonas, aicha, team=team)
    found = {"team_share": makers.make_user("hawa_of_the_team", team=team)}
    for relation, role in [("delegate", "caseworker"), ("night_delegate", "night_duty"), ("trusted_guardian", "guardian")]:
        found[relation] = makers.make_user(f"{relation}_person", role=role)
        give(yonas, aicha, user=found[relation])
    for relation, role in [("shown_to_inspector", "inspector"), ("shown_to_provider", "placement_provider")]:
        found[relation] = makers.make_reader(relation, yonas, aicha, role=role, institution="MFF", levels=["read_c1", "read_c2"])
    return found | {"on_panel": world["seat"].user}


def handed_over(world):
    """Aicha and Dahabo after another team took the case."""
    taker = world["transfer"].new
    handover.accept(world["transfer"], by=taker)
    return {
        "former_owner": world["owner"],
        "former_supervisor": makers.make_user("former_boss", role="supervisor"),
        "new_owner": taker,
    }


def of_age(world):
    """Nine years later: a guardian's reading ended by itself, a share of a week too, an account without an end works on."""
    yonas, aicha = world["child"], world["owner"]
    guardian = makers.make_user("a_guardian", role="guardian", expires_on=dates.today() + 2 * YEARS)
    gone = makers.make_user("gone", expires_on=dates.today() + timedelta(days=1))
    for person in (guardian, gone):
        give(yonas, aicha, user=person, ends_at=dates.now() + 2 * YEARS)
    type(aicha).objects.update(expires_on=dates.today() + 2 * YEARS)
    type(aicha).objects.filter(pk=gone.pk).update(expires_on=dates.today())
    return {"guardian_of_an_adult": guardian, "account_ended": gone}


def said_no(world):
    """Yonas withdrew every consent: who works with him still does, and who was sent his referral has nothing left to answer."""
    consent.withdraw_scopes(world["child"], ["share_health", "case_management"], by=world["owner"], reason="No more")
    nurse = makers.make_user("other_nurse", role="service_provider", institution="HEALTH")
    return {"owner_without_consent": world["owner"], "provider_without_consent": nurse}


def closed_case(world):
    """A case that was closed: it is read as before and by nobody else, and what may not be written the deeds refuse."""
    aicha = world["owner"]
    world["child"] = closed(makers.make_case(aicha, own="Liban"), aicha, makers.make_user("closer", role="supervisor")).child
    reader = makers.make_reader("reader_of_what_is_closed", world["child"], aicha)
    return {
        "closed_owner": aicha,
        "closed_supervisor": makers.make_user("closed_boss", role="supervisor"),
        "closed_reader": reader,
        "closed_stranger": makers.make_user("closed_stranger", team=makers.make_team("IOM", "Obock", "OBK")),
    }


def give(child, by, ends_at=None, **to):
    ends_at = ends_at or dates.now() + timedelta(days=30)
    access.give(child, levels=access.FULL, purpose="duty", by=by, reason="Duty", ends_at=ends_at, **to)


PHASES = {one.__name__: one for one in (roles, strangers, given, handed_over, of_age, said_no, closed_case)}
ONLY = {"said_no": ("child", "referral"), "closed_case": ("child",)}  # the kinds of object that a phase changes


@pytest.mark.timeout(900)
@pytest.mark.parametrize("phase", PHASES)
def test_each_role_and_each_relation_gets_what_the_policy_says(phase, objects, record_property):  # noqa: F811
    persons = PHASES[phase](objects)
    later = dates.at(dates.now() + YEARS) if phase == "of_age" else nullcontext()
    wrong, asked = {}, 0
    with later:
        clients = {relation: client_of(person) for relation, person in persons.items()}
        for route in sorted(KINDS) if phase == "roles" else one_of_each(ONLY.get(phase, ())):
            address = reverse(route, args=arguments(KINDS[route], objects))
            methods = OURS[route].methods
            for method in [*methods, *(["HEAD"] if "GET" in methods and phase == "strangers" else [])]:
                for relation, client in clients.items():
                    got, expected = answer_to(client, method, address), CELLS[relation][route]
                    asked += 1
                    if got != expected:
                        wrong[method, route, relation] = (got, expected)
    record_property("cells", asked)
    assert wrong == {}, "how, where, who: (what they get, what the policy says)"
