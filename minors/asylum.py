"""Who may need asylum because they fear to return: one question, asked by everything that could tell an embassy (domain.md 3.3, 7.6)."""

from django.db.models import Q

from minors.models import Child, Fear

FEARS = (Fear.YES, Fear.UNSURE)


def fears_return(child: Child) -> bool:
    """Whether the child fears to return, or is not sure: asylum is explained, and no embassy learns of the child (domain.md 3.3).

    The ledger of consents asks this before anything is shared with an embassy.
    """
    wishes = getattr(child, "wishes", None)
    return wishes is not None and wishes.fear_of_return in FEARS


def fearing(path: str = "") -> Q:
    """The same for a query over children, or over records whose child is at `path` ("child__")."""
    return Q(**{f"{path}wishes__fear_of_return__in": FEARS})
