"""A child who may leave: makers for the tests of tracing, verification and reunification. Say only what the test is about."""

from datetime import timedelta

from django.urls import reverse

from base import dates
from casework import best_interests, departures, tracing, verifying
from casework.models import (
    DEPARTURE,
    TRACING,
    TRACING_ACTION,
    Departure,
    SoughtPerson,
    TracingAction,
    TracingRequest,
)
from minors import filing
from minors.sections import SECTIONS
from tests import makers

SCOPES = [
    "case_management", "data_storage", "share_family", "share_tracing_rc", "share_tracing_iom_cross_border", "anonymous_statistics",
]  # fmt: skip
WISHES = {"wants_contact": "yes_now", "wants_tracing": "yes_now", "wants_reunification": "yes_now", "fear_of_return": "no"}
SEARCH = {"scope": "share_tracing_rc", "child_says": "“Find my mother.”", "fear_of_family": "no"}
SOUGHT = [{"person": None, "name": "Almaz Kebede", "relation": "mother"}]
STEP = {"method": "phone", "country": "DJ", "by_whom": "Social worker", "what": "Called the mosque.", "result": "successful"}
ANSWERS = {"mother": "Almaz Kebede", "village": "Harar", "siblings": "Hana, Dawit"}
CHILD = {
    "alone": "yes",
    "knows_adult": "yes",
    "photo": "recognised",
    "wants_to_live_there": "yes",
    "wishes": "“She is my mother.”",
}
ADULT = {"how_separated": "He left for work.", "able_to_care": "yes", "wants_child": "yes"}
POSITIVE = {"conclusion": "reunification", "differences": "", "reasons": "All answers agree."}
LEAVING = {
    "kind": "return", "how": "case_by_case", "place_safe": "yes", "child_agrees": "yes", "child_says": "“I want to go home.”", "adult_name": "Almaz Kebede",
    "adult_relation": "mother", "handover_place": "Galafi", "cross_border": True, "receiving_authority": "Social affairs, Dire Dawa",
    "prepared_child": "Spoke with his mother.", "prepared_family": "Visited twice.",
}  # fmt: skip
SIGNED = ["adult", "child", "worker", "witness"]


def consent() -> dict:
    return {"given_at": dates.now(), "basis": "consent", "givers": ["child"], "scopes": SCOPES}


def trusting(by, **changes):
    """The case of a child who allowed the search, wants to go home, and is not afraid."""
    said = consent() | {"scopes": changes.pop("scopes", SCOPES)}
    wishes = WISHES | changes.pop("wishes", {})
    case = makers.make_case(by, consent=said, **changes)
    if wishes:
        filing.write(SECTIONS["wishes"], case.child, values=wishes, silences={}, by=by)
    return case


def searching(case, by, **changes):
    return tracing.open_search(case, sought=changes.pop("sought", SOUGHT), by=by, **{**SEARCH, **changes})


def heard(case, by, *, adult=ANSWERS, **changes):
    """A verification in which both answered."""
    made = verifying.begin(case, by=by, adult_name="Almaz Kebede", relation="mother", request=changes.pop("request", None))
    verifying.hear_child(made, taken_at=dates.now(), answers=ANSWERS, by=by, **CHILD)
    verifying.hear_adult(made, taken_at=dates.now(), answers=adult, by=by, **ADULT)
    return made


def verified(case, by, supervisor, **changes):
    made = heard(case, by, **changes)
    verifying.submit(made, by=by, **POSITIVE)
    return verifying.conclude(made, by=supervisor, version=made.version)


def assessed(case, by, supervisor):
    bia = best_interests.begin(case, content=makers.BIA, by=by)
    best_interests.submit(bia, by=by)
    best_interests.approve(bia, by=supervisor)
    case.refresh_from_db()
    return bia


def ready(by, supervisor, **changes):
    """A case with everything that a departure rests on."""
    case = trusting(by, **changes)
    verified(case, by, supervisor)
    assessed(case, by, supervisor)
    return case


def leaving(case, by, **changes):
    return departures.plan(case, by=by, **{"planned_on": dates.today() + timedelta(days=7), **LEAVING, **changes})


def approved(case, by, supervisor, **changes):
    departure = leaving(case, by, **changes)
    departures.submit(departure, by=by)
    return departures.approve(departure, by=supervisor, version=departure.version)


def gone(case, supervisor, **changes):
    """A child who has gone without the procedure, told by the supervisor."""
    facts = {name: LEAVING[name] for name in ("kind", "adult_name", "adult_relation", "handover_place", "child_says")}
    facts |= {"child_agrees": "unsure", "left_at": dates.now(), "supervisor_note": "An uncle came at night."}
    return departures.happened(case, by=supervisor, **{**facts, **changes})


def _opened(w):
    return lambda: searching(w.fresh(), w.aicha)


def _goes_on(w):
    search = searching(w.fresh(), w.aicha)
    return lambda: tracing.act(search, by=w.aicha, **STEP)


def _gone_home(w):
    gone(w.fresh(), w.dahabo)
    return lambda: w.visit(kind="after_reunification")


# For tests/casework/test_every_limit.py: what begins a limit in a world, and gives back what answers it.
STORIES = {
    key: (tell, {"consent": consent()})
    for key, tell in {"tracing.open": _opened, "tracing.update": _goes_on, "reunif.followup": _gone_home}.items()
}


def every_word(tokens, case, aicha, dahabo) -> list[str]:
    """A search for the family, a verification and a departure with every text they have. Gives the addresses of their pages."""
    child, episode, sure = case.child, case.episode, {"by": aicha, "reason": "Asked"}
    child.refresh_from_db()
    about = {"child": child, "episode": episode, "number": 1, "author": aicha}
    said = {name: tokens.of("C3") for name in ("child_says", "message", "ending_note")} | {"last_address": tokens.of("C4")}
    search = TracingRequest(**about, **{**SEARCH, **said})
    TRACING.begin(search, "open", **sure)
    SoughtPerson(request=search, rank=1, name=tokens.of("C2"), relation="mother").save(**sure)
    texts = ["what", "place", "result_note", "next_step", "unhcr_advice", "decision"]
    words = {name: tokens.of("C3") for name in texts} | {"by_whom": tokens.of("C1")}
    step = TracingAction(request=search, author=aicha, guarded=True, **{**STEP, **words})
    TRACING_ACTION.begin(step, "ask", **sure)
    made = verifying.begin(case, by=aicha, adult_name=tokens.of("C2"), relation="mother")
    answers, now = {"mother": tokens.of("C3"), "village": tokens.of("C3")}, dates.now()
    words = {name: tokens.of("C3") for name in ("wishes", "fears")}
    verifying.hear_child(made, taken_at=now, answers=answers, by=aicha, **{**CHILD, **words})
    texts = ["how_separated", "documents", "household", "conditions", "other_relative", "home_check", "risk_found"]
    words = {name: tokens.of("C3") for name in texts} | {"address": tokens.of("C4")}
    verifying.hear_adult(made, taken_at=now, answers={"mother": tokens.of("C3")}, by=aicha, **{**ADULT, **words})
    proposed = {"conclusion": "reunification", "differences": tokens.of("C3"), "reasons": tokens.of("C3")}
    verifying.submit(made, by=aicha, **proposed)
    verifying.conclude(made, by=dahabo, version=made.version, comment=tokens.of("C3"))
    texts = [
        "child_says",
        "other_adult_because",
        "handover_place",
        "route",
        "prepared_child",
        "prepared_family",
        "support",
        "documents",
    ]
    words = {name: tokens.of("C3") for name in texts} | {
        name: tokens.of("C2") for name in ("adult_name", "adult_document", "travel_document")
    }
    words |= {name: tokens.of("C1") for name in ("receiving_authority", "followed_by")} | {"address": tokens.of("C4")}
    assessment = child.best_interests_assessments.filter(status="approved").first()
    rests = {"verification": made, "assessment": assessment, "fear_of_return": "no", "decision": tokens.of("C3")}
    leaving = Departure(**about, **rests, planned_on=dates.today(), **{**LEAVING, **words})
    DEPARTURE.begin(leaving, "plan", **sure)
    pages = [one.get_absolute_url() for one in (search, step, made, leaving)]
    return [*pages, reverse("casework:tracing", args=[child.pk])]
