"""A determination, step by step: the report that Aicha writes, the panel of Hodan, Idriss and Kadra, the session of Nasra."""

from datetime import timedelta

from base import dates
from base.models import User
from casework import best_interests, carrying_out, determinations, panel, panel_decisions
from casework.models import FACTORS, Case, Determination, DeterminationReport, PanelDecision, PanelMember, PanelSession
from tests import emergencies, makers

BECAUSE = {"trigger": "durable_solution", "reason": "His uncle in Dire Dawa asks for him."}
WORDS = {
    "procedure": "Three talks with the child, two calls to the uncle.",
    "past": "He left Jimma in March with a cousin.",
    "situation": "He sleeps in the shelter and goes to class.",
    "child_views": "“I want to live with my uncle.”",
    "family_views": "The uncle has a house and a shop.",
    "recommendation": "The uncle, after a visit to his house.",
    "follow_up": "A call every month for six months.",
}


def option(solution="reunification_origin", **words) -> dict:
    return {"solution": solution, "plan": "With the uncle", **{name: f"About {name}" for name in FACTORS}, **words}


TWO = [option(), option("local_family", plan="A family in Ali Sabieh")]
ACTION = {
    "action": "Visit the uncle's house.", "service_type": "family_tracing", "responsible": "worker", "who": "",
    "due_on": f"{dates.today() + timedelta(days=300)}",
}  # fmt: skip
CHOSEN = {
    "value": "approved",
    "solution": "reunification_origin",
    "option_reasons": [{**{k: one[k] for k in ("solution", "plan")}, "reasons": "Weighed in full"} for one in TWO],
    "why": "He asks for it and the house is safe.",
    "actions": [ACTION],
}
ASKED = {
    "value": "deferred",
    "why": "Nobody saw the house.",
    "measures": "He stays in the shelter.",
    "actions": [],
    "questions": [{"question": "Is the house safe?", "who": "Social worker", "due_on": f"{dates.today() + timedelta(days=300)}"}],
}
SEATS = {"hodan": ("MFF", "F"), "idriss": ("JUSTICE", "M"), "kadra": ("HEALTH", "F")}


def report(case: Case, by: User, **because) -> DeterminationReport:
    """A report that is complete and not sent."""
    begun = determinations.begin(Case.objects.get(pk=case.pk), by=by, **{**BECAUSE, **because})
    return determinations.write(begun.reports.get(), content={**WORDS, "alternatives": TWO}, by=by)


def ready(case: Case, by: User, checker: User, **because) -> Determination:
    """A determination whose report was checked and accepted."""
    return accepted(report(case, by, **because), by, checker)


def accepted(written: DeterminationReport, by: User, checker: User) -> Determination:
    determinations.submit(written, by=by)
    determinations.accept(written, checked=DeterminationReport.Check.values, by=checker)
    return Determination.objects.get(pk=written.determination_id)


def secretary() -> User:
    return User.objects.filter(username="nasra").first() or makers.make_user("nasra", role="national_officer", institution="MFF")


def seat(username: str, institution="MFF", sex="F", **changes) -> PanelMember:
    """Somebody who sits on the panel, trained, with an undertaking that holds for a year."""
    known = PanelMember.objects.filter(user__username=username).first()
    if known:
        return known
    values = {
        "function": "Child protection",
        "sex": sex,
        "trained_on": dates.today() - timedelta(days=90),
        "undertaking_until": dates.today() + timedelta(days=365),
        **changes,
    }
    person = makers.make_user(username, role="panel_member", institution=institution, name=f"{username.title()} Bileh")
    return panel.appoint(person, by=secretary(), **values)


def members() -> list[PanelMember]:
    return [seat(name, *where) for name, where in SEATS.items()]


def session(people=None, days=3.0, **values) -> PanelSession:
    """A session whose invitations are sent. What waits stands on its agenda."""
    planned = panel.plan(held_at=dates.now() + timedelta(days=days), place="MFF", by=secretary(), **values)
    return panel.send(planned, members=people or members(), by=secretary())


def free(item, people) -> None:
    """These members declare that they have no conflict of interest."""
    for one in people:
        panel.declare(item, kind="none", by=one.user)


def sign(decision: PanelDecision, *people: PanelMember, **said) -> None:
    for one in people:
        panel_decisions.sign(decision, typed=one.user.name, by=one.user, **{"agrees": True, **said})


def proposed(item, people, **words) -> PanelDecision:
    """These members declare that they are free, and the first one puts a decision to the vote."""
    free(item, people)
    return panel_decisions.propose(item, by=people[0].user, **{**CHOSEN, **words})


def decide(determination: Determination, people=None, urgent=False, days=3.0, **words) -> PanelDecision:
    """The whole way through one session that is held in the middle of its window: invited, declared, proposed, signed, locked."""
    people = people or members()
    held = session(people, days, urgent=urgent)
    with dates.at(held.held_at + timedelta(seconds=1)):
        item = held.items.standing().get(determination=determination)
        free(item, people)
        decision = panel_decisions.propose(item, by=people[0].user, **{**CHOSEN, **words})
        sign(decision, *people)
        return panel_decisions.take(decision, by=people[0].user)


def told(decision: PanelDecision, by: User, **changes):
    """The child hears of it, after it was taken."""
    words = {"explained": "They looked at both.", "reaction": "“When do I go?”", "guardian": "none", "language": "om"}
    return determinations.tell(decision, by=by, **{"told_at": max(dates.now(), decision.taken_at), **words, **changes})


def asked(case: Case, by: User, checker: User):
    """An approved assessment that asks for the panel."""
    content = {**makers.BIA, "bid_needed": True, "bid_trigger": "durable_solution", "alternatives": makers.COMPARED}
    return best_interests.approve(best_interests.submit(best_interests.begin(case, content=content, by=by), by=by), by=checker)


# What a limit of the determination waits for, and what answers it, for tests/casework/test_every_limit.py.


def _bid_report(w):
    written = report(w.case, w.aicha)
    return lambda: determinations.submit(written, by=w.aicha)


def _bid_panel(w):
    waits = ready(w.case, w.aicha, w.dahabo)
    return lambda: decide(waits, days=0.0001)


def _bid_told(w):
    decision = decide(ready(w.case, w.aicha, w.dahabo), days=0.0001)
    return lambda: told(decision, w.aicha)


def _bid_answers(w):
    waits = ready(w.case, w.aicha, w.dahabo)
    decide(waits, days=0.0001, **{**ASKED, "solution": "", "option_reasons": []})
    second = determinations.revise(waits, by=w.aicha)
    determinations.write(second, content={"answers": "It is safe."}, by=w.aicha)
    return lambda: determinations.submit(second, by=w.aicha)


def _bid_durable(w):
    waits = ready(w.case, w.aicha, w.dahabo)
    return lambda: decide(waits, days=0.0001)


def _bid_done(w):
    decision = decide(ready(w.case, w.aicha, w.dahabo), days=0.0001)
    return lambda: carrying_out.check(decision, carried_out="yes", by=w.aicha)


def _bid_again(w):
    review_on = dates.today() + timedelta(days=60)
    decision = decide(ready(w.case, w.aicha, w.dahabo), days=0.0001, review_on=review_on)
    determination = Determination.objects.get(pk=decision.determination_id)
    return lambda: determinations.review(
        determination, asked_by="worker", because="facts", new_facts="The uncle left.", by=w.aicha
    )


STORIES = {
    "bid.submit": (_bid_report, {}),
    "bid.panel": (_bid_panel, {}),
    "bid.notify_child": (_bid_told, {}),
    "bid.more_info": (_bid_answers, {}),
    "bid.implementation": (_bid_done, {}),
    "bid.validity": (_bid_done, {}),
    "bid.review_on": (_bid_again, {}),
    "bid.target_durable": (_bid_durable, {"identified_at": dates.now() - timedelta(days=200)}),
    "bid.max_durable": (_bid_durable, {"identified_at": dates.now() - timedelta(days=400)}),
}
STORIES |= emergencies.STORIES
