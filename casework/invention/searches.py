"""Families who look for a child at the end of the invented year: some find one who allows it, some nobody. Draws nothing by chance."""

from datetime import datetime, timedelta

from base import chance as source
from base import dates
from base.models import User
from casework import family_matches, inquiries, tracing
from casework.models import Case, FamilyMatch
from minors import looked_for

from .words import listed

SHOWN_TO = "aicha"
OTHER_SPELLING = str.maketrans({"x": "h", "c": "", "q": "k", "k": "q"})


def tell(end: datetime) -> None:
    """The first children are those of whom somebody works who can be signed in as: a proposal waits there for an answer."""
    officer = User.objects.filter(role="tracing_officer").order_by("pk").first()
    if officer is None:
        return
    words = listed("searches")
    with dates.at(end - timedelta(seconds=12)), source.seeded(47):
        for number, case in enumerate(_known(officer)[: len(words["asks"])]):
            _look_for(case, words, number, officer)
        for stranger in words["strangers"]:
            inquiry = _receive(words, officer, **stranger)
        inquiries.give_up(inquiries.look(inquiry, by=officer), by=officer)


def _known(officer: User) -> list[Case]:
    """Cases of children who allow it and of whom the officer may learn."""
    children = tracing.searchable(looked_for.comparable_by(officer), inquiries.SCOPE, recipient=officer.institution)
    cases = Case.objects.filter(child__in=children, status=Case.Status.OPEN)
    rows = cases.select_related("child", "owner").prefetch_related("child__names")
    return sorted(rows, key=lambda case: (case.owner.username != SHOWN_TO, case.child.code))


def _look_for(case: Case, words: dict, number: int, officer: User) -> None:
    """The family spells the name in its own way; the first child is still to be asked, the others answered."""
    name = next(one for one in case.child.names.all() if one.kind == "main")
    chain = {part: getattr(name, part).casefold().translate(OTHER_SPELLING).title() for part in ("own", "father", "grandfather")}
    if not chain["own"]:
        return
    said = words["asks"][number]
    inquiry = _receive(words, officer, **said, **chain, sex=case.child.sex, birth=case.child.birth)
    inquiries.look(inquiry, by=officer)
    found = next((one for one in inquiries.matching(inquiry, by=officer) if one.child == case.child), None)
    if found is None:
        return
    match = family_matches.propose(inquiry, inquiries.key_of(inquiry, found), by=officer)
    if number:
        _answer(match, words["answers"][number - 1], case, officer)


def _answer(match: FamilyMatch, said: dict, case: Case, officer: User) -> None:
    family_matches.answer(match, asked_at=dates.now(), alone="yes", by=case.owner, **said)
    if match.family_told:
        family_matches.tell(match, by=officer)


def _receive(words: dict, officer: User, *, inquirer: str, **said):
    empty = dict.fromkeys(["father", "grandfather", "mother", "village", "sex"], "") | {"birth": None, "seen": None}
    facts = {**empty, "country": "ET", "received_at": dates.now(), "inquirer_name": inquirer, **said}
    return inquiries.receive(facts=facts, allowed={"keeps": True, "tells": True, "words": words["allowed"]}, by=officer)
