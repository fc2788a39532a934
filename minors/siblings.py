"""Brothers and sisters who are both children of the programme, each with a file of its own (domain.md 3.19).

A pair is two rows, one in each file, kept alike by these deeds and by the database. Nothing is deleted: a link that ends is disproved.
"""

from collections.abc import Iterable
from itertools import combinations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from base.models import User
from base.workflow import Refused
from minors import access
from minors.models import SIBLINGS, Child, SiblingLink, TieSource, TieStatus


@transaction.atomic
def link(
    children: Iterable[Child],
    *,
    kind: str = SiblingLink.Kind.UNKNOWN,
    by,
    reason: str,
    source: str = TieSource.CHILD,
    verified: bool = False,
) -> list[SiblingLink]:
    """Link every two of these children as siblings, seen from each file. Gives the rows that were written.

    A pair that was ended is linked again. Raises `Refused` for fewer than two children, and when all are linked already.
    """
    family = sorted(set(children), key=lambda child: child.pk)
    if len(family) < 2:
        raise Refused(_("A child is not its own brother or sister."), field="code")
    list(Child.objects.select_for_update(of=["self"]).filter(pk__in=[child.pk for child in family]).order_by("pk"))
    written = [row for one, other in combinations(family, 2) for row in _link(one, other, kind, source, by, reason)]
    if not written:
        raise Refused(_("These children are already linked as siblings."), field="code")
    if verified:
        for row in written:
            SIBLINGS.move(row, "verify", by=by, reason=reason)
    return written


def _link(one: Child, other: Child, kind, source, by, reason) -> list[SiblingLink]:
    rows = []
    for child, sibling in ((one, other), (other, one)):
        row = SiblingLink.objects.filter(child=child, sibling=sibling).first()
        if row is None:
            row = SiblingLink(child=child, sibling=sibling, kind=kind, source=source)
            rows.append(SIBLINGS.begin(row, "link", by=by, reason=reason))
        elif row.status == TieStatus.DISPROVED:
            rows.append(SIBLINGS.move(row, "link_again", by=by, reason=reason, kind=kind, source=source))
    return rows


def verify(link: SiblingLink, *, source: str, by, reason: str) -> SiblingLink:
    """Say that they are siblings, and from where this is known; in both files."""
    return _move_both(link, "verify", source=source, by=by, reason=reason)


def unlink(link: SiblingLink, *, by, reason: str, source: str = TieSource.OBSERVED) -> SiblingLink:
    """End a link in both files. It stays readable as disproved."""
    return _move_both(link, "disprove", source=source, by=by, reason=reason)


@transaction.atomic
def _move_both(link: SiblingLink, move: str, **said) -> SiblingLink:
    pair = SiblingLink.objects.filter(child__in=[link.child_id, link.sibling_id], sibling__in=[link.child_id, link.sibling_id])
    rows = [SIBLINGS.move(row, move, **said) for row in pair.order_by("id")]
    return next(row for row in rows if row.pk == link.pk)


def seen_by(user: User, child: Child):
    """The links of a child as this person may know them: each has `may_open`, whether the sibling's file (and so its code) is theirs."""
    reach = access.children_of(user).filter(pk=OuterRef("sibling"))
    return child.sibling_links.annotate(may_open=Exists(reach)).select_related("sibling")


def by_code(user: User, code: str) -> Child:
    """The child of a code that this person types. Raises `Refused`, in the same words for a file out of reach and for none."""
    child = access.children_of(user).filter(code=code).first() if code else None
    if child is None:
        raise Refused(
            _("You can open no file with this code. Check it, or ask your supervisor to link the two children."), field="code"
        )
    return child
