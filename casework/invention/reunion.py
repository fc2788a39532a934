"""The search for the family in the invented year: opened where the child allows it, a step now and then, closed with the case.

Everything is drawn from dice of its own, made from the child's code: the rest of the year stays as it was.
"""

from random import Random

from base import chance as source
from base import dates
from casework import tracing
from casework.models import TracingRequest

from .deeds import File
from .schedule import Story, at_the_office
from .words import chance, days, listed

MOST = 3  # steps


def story(file: File) -> Story:
    """From the opening to the last step. Who does not allow it, or is afraid, is spared it."""
    dice = Random(f"{file.child.code} family")
    if chance(dice, 12):  # nobody found the time
        return
    yield at_the_office(dice, dates.now() + days(dice, 2, 8))
    search = _opened(file, dice)
    if search is None:
        return
    for number in range(MOST):
        yield at_the_office(dice, dates.now() + days(dice, 1, 5) if number == 0 else dates.now() + days(dice, 14, 34))
        _act(file, dice, search, number)


def _opened(file: File, dice: Random) -> TracingRequest | None:
    if not file.present or file.case.episode is None:
        return None
    texts = listed("reunion")
    sought = [{"person": None, **dice.choice(texts["sought"])}]
    facts = {
        "scope": dice.choice(TracingRequest.Scope.values),
        "fear_of_family": "no",
        "child_says": dice.choice(texts["child_says"]),
    }
    if tracing.against(file.child, facts["scope"]):  # the child does not allow it
        return None
    with source.seeded(f"search {file.child.code}"):
        return tracing.open_search(file.case, sought=sought, by=file.owner, **facts)


def _act(file: File, dice: Random, search: TracingRequest, number: int) -> None:
    texts = listed("reunion")
    abroad = number == MOST - 1 and chance(dice, 25)
    step = texts["abroad"] | {"country": file.profile.nationality} if abroad else texts["steps"][number] | {"country": "DJ"}
    search.refresh_from_db()
    if not file.present or not search.goes_on or tracing.against(file.child, search.scope):
        return  # the case was closed, the child has gone, or does not allow it any more
    with source.seeded(f"step {number} {file.child.code}"):
        tracing.act(search, by=file.owner, **step)


def finish(file: File) -> None:
    """With the case the search ends too."""
    for search in TracingRequest.objects.going_on().filter(child=file.child):
        with source.seeded(f"ended {search.number} {file.child.code}"):
            tracing.close(search, ending="not_found", note=listed("reunion")["ended"], by=file.owner)
