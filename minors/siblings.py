"""Brothers and sisters who are both children of the programme, each with a file of its own (domain.md 3.19).

A pair is two rows, one in each file, kept alike by these deeds and by the database. Nothing is deleted: a link that ends is disproved.
While a link stands, both files answer "yes" to the question of F02 whether there are brothers or sisters here.
"""

from collections.abc import Iterable
from itertools import combinations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base.models import User
from base.workflow import Refused
from minors import access, clocks
from minors.models import SIBLINGS, Child, Merge, SiblingLink, SiblingsHere, TieSource, TieStatus


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

    A pair that was ended is linked again. Raises `Refused` for fewer than two children, for two files of one child, when a file says
    that there are no brothers or sisters, and when all are linked already.
    """
    family = sorted(set(children), key=lambda child: child.pk)
    if len(family) < 2 or _are_one_child(family):
        raise Refused(_("A child is not its own brother or sister."), field="code")
    _answer_yes(_locked(child.pk for child in family), by=by)
    written = [row for one, other in combinations(family, 2) for row in _link(one, other, kind, source, by, reason)]
    if not written:
        raise Refused(_("These children are already linked as siblings."), field="code")
    if verified:
        for row in written:
            SIBLINGS.move(row, "verify", by=by, reason=reason)
    for row in written:
        clocks.follow(row, by=by)
    return written


def refuse_contradiction(child: Child, values: dict, record: SiblingsHere | None = None) -> None:
    """The rule of the question: raises `Refused` for another answer than "yes" while a link stands."""
    if values.get("siblings_here") != SiblingsHere.Answer.YES and child.sibling_links.standing().exists():
        raise Refused(
            _("A brother or sister is linked with this child. End that link first, if it is not true."), "siblings_here"
        )


def _locked(keys: Iterable) -> list[Child]:
    """These children, locked in one order: a link, a merge and an answer to the question take turns."""
    return list(Child.objects.select_for_update(of=["self"]).filter(pk__in=list(keys)).order_by("pk"))


def _are_one_child(family: list[Child]) -> bool:
    """Whether two of these are files of one child that were joined."""
    kept = dict(Merge.objects.in_force().filter(other__in=family).values_list("other", "kept"))
    return len({kept.get(child.pk, child.pk) for child in family}) < len(family)


def _answer_yes(family: list[Child], *, by) -> None:
    """What was unknown, refused or not asked is known by a link; what was denied has to be corrected by a person."""
    said = {row.child_id: row for row in SiblingsHere.objects.filter(child__in=family)}
    for child in family:
        answer = said.get(child.pk) or SiblingsHere(child=child)
        if answer.siblings_here == SiblingsHere.Answer.NONE:
            denied = _("The file %(code)s says that there are no brothers or sisters here. Correct that answer first.")
            raise Refused(denied % {"code": child.code}, field="code")
        _answer(answer, SiblingsHere.Answer.YES, by=by, reason=gettext_noop("A brother or sister was linked."))


def _ask_again(family: list[Child], *, by) -> None:
    """When the last link of a child ends, the answer that rested on it is open again."""
    linked = set(SiblingLink.objects.standing().filter(child__in=family).values_list("child", flat=True))
    for answer in SiblingsHere.objects.filter(child__in=[child for child in family if child.pk not in linked]):
        _answer(answer, "", by=by, reason=gettext_noop("A link between siblings ended."))


def _answer(answer: SiblingsHere, said: str, *, by, reason: str) -> None:
    if answer.siblings_here != said:
        answer.siblings_here = said
        answer.save(by=by, reason=reason)


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
    both = [link.child_id, link.sibling_id]
    family = _locked(both)
    if move == "verify":
        _answer_yes(family, by=said["by"])
    pair = SiblingLink.objects.filter(child__in=both, sibling__in=both)
    rows = [SIBLINGS.move(row, move, **said) for row in pair.order_by("id")]
    if move == "disprove":
        _ask_again(family, by=said["by"])
    for row in rows:
        clocks.follow(row, by=said["by"])
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
