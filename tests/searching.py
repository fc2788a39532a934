"""A family that looks for a child: makers for the tests of inquiries and their matching. Say only what the test is about."""

from django.urls import reverse

from base import dates
from casework import family_matches, inquiries
from casework.models import FAMILY_MATCH, FamilyMatch, Inquiry
from minors import filing
from minors.sections import SECTIONS
from tests import family, makers

ASKS = {"source": "phone", "inquirer_name": "Almaz Kebede", "relation": "mother", "contact": "+251 91 234 5678, Harar"}
CHILD = {"own": "Yonas", "father": "Tesfaye", "grandfather": "Bekele", "further": "", "other_name": "", "mother": "", "sex": "M"}
HOME = {"country": "ET", "village": "Awaday", "kebele": "", "woreda": "Haramaya"}
SEEN = {"marks": "A scar on his left cheek", "seen_place": "", "message": "Tell him that his sister is well."}
ALLOWED = {"keeps": True, "tells": True, "words": "She said so on the phone."}
ANSWER = {"child_says": "“It is my mother. I want to call her.”", "alone": "yes"}
SAFE = "She is his mother, nobody looks for him to harm him."


def make_officer(username="zahra", **fields):
    """A tracing officer of the Red Crescent."""
    return makers.make_user(username, role="tracing_officer", institution=fields.pop("institution", "CRD"), **fields)


def make_inquiry(by, *, allowed=ALLOWED, **changes) -> Inquiry:
    facts = {**ASKS, **CHILD, **HOME, **SEEN, "received_at": dates.now(), "birth": None, "seen": None, **changes}
    return inquiries.receive(facts=facts, allowed=allowed, by=by)


def looked(by, **changes) -> Inquiry:
    return inquiries.look(make_inquiry(by, **changes), by=by)


def known(by, **changes):
    """The case of Yonas, who allows the search through the Red Crescent and is not afraid; with what his file tells of home."""
    case = family.trusting(by, **changes)
    filing.write(SECTIONS["origin"], case.child, values={"birth_place": "Awaday", "birth_woreda": "Haramaya"}, silences={}, by=by)
    filing.write(SECTIONS["recognition"], case.child, values={"marks": "cicatrice sur la joue gauche"}, silences={}, by=by)
    return case


def proposed(case, officer, **changes) -> FamilyMatch:
    """The one candidate of the list, proposed."""
    inquiry = looked(officer, **changes)
    [only] = inquiries.candidates(inquiry, by=officer)
    return family_matches.propose(inquiry, only.key, by=officer)


def answered(match, by, wish="contact", **changes) -> FamilyMatch:
    return family_matches.answer(match, wish=wish, asked_at=dates.now(), by=by, **{**ANSWER, **changes})


def as_rows(child, other, officer) -> dict:
    """Two inquiries, each with a proposal, as rows for the walk over all addresses: of `child`, who may need asylum, the officer
    learns nothing, of `other` the answer.
    """
    found = {}
    for name, one in {"family_match": child, "free_match": other}.items():
        found["inquiry"] = make_inquiry(officer)
        found[name] = FamilyMatch(child=one, inquiry=found["inquiry"], number=1, score=80, reasons=[], author=officer)
        FAMILY_MATCH.begin(found[name], "propose", by=officer, reason="Asked")
    return found


def every_word(tokens, case, aicha) -> list[str]:
    """A family that looks for this child, with every text there is of it. Gives the address of its page."""
    officer = make_officer()
    said = {name: tokens.of("C2") for name in ("inquirer_name", "message")} | {"contact": tokens.of("C4")}
    inquiry = make_inquiry(officer, **said)
    match = FamilyMatch(child=case.child, inquiry=inquiry, number=1, score=80, reasons=[], author=officer)
    FAMILY_MATCH.begin(match, "propose", by=officer, reason="Asked")
    words = {"child_says": tokens.of("C3"), "safe_because": tokens.of("C3"), "family_told": tokens.of("C2")}
    answered(match, aicha, wish="words", **words)
    return [reverse("casework:family_match", args=[match.pk])]
