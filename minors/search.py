"""Finding a child by code or by name, inside what the person may see. The term never stands in a URL (security.md rule 7)."""

from django.db.models import Exists, OuterRef

from base.models import AccessEvent
from minors import access, codes, joined, names
from minors.models import ChildName

MOST = 50


def find(term: str, *, by):
    """Children of this person's reach whose code is `term`, or one of whose names has every word of it. Logged.

    Of files that were joined the kept one is found, by the code and the names of each.
    """
    reach = access.children_of(by)
    code = codes.normalise(term)
    found = reach.filter(code=code) if code else _called(reach, term)
    children = joined.heads(found.order_by("-registered_at")[:MOST], by=by)
    access.remember(by, AccessEvent.Kind.SEARCHED, term=term[:120], found=[child.code for child in children])
    return children


def _called(reach, term: str):
    return reach.filter(Exists(_named(term))) if names.skeleton(term) else reach.none()


def _named(term: str):
    rows = ChildName.objects.filter(child=OuterRef("pk"))
    for word in names.skeleton(term).split():
        rows = rows.filter(key__contains=word)
    return rows
