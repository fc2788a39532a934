"""A child who may leave: makers for the tests of tracing, verification and reunification. Say only what the test is about."""

from datetime import timedelta

from base import dates
from casework import best_interests, departures, tracing, verifying
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
    "kind": "return", "how": "case_by_case", "child_agrees": "yes", "child_says": "“I want to go home.”", "adult_name": "Almaz Kebede",
    "adult_relation": "mother", "handover_place": "Galafi", "cross_border": True, "receiving_authority": "Social affairs, Dire Dawa",
    "prepared_child": "Spoke with his mother.", "prepared_family": "Visited twice.",
}  # fmt: skip
SIGNED = ["adult", "child", "worker", "witness"]


def trusting(by, **changes):
    """The case of a child who allowed the search, wants to go home, and is not afraid."""
    consent = {"given_at": dates.now(), "basis": "consent", "givers": ["child"], "scopes": changes.pop("scopes", SCOPES)}
    wishes = WISHES | changes.pop("wishes", {})
    case = makers.make_case(by, consent=consent, **changes)
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
