"""The persons of a child's family: writing them down, how they are related, what was verified or disproved (domain.md 3.3, 3.19)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base.workflow import Refused
from minors import filing
from minors.models import TIE, Child, Person, Relationship, TieSource

WRITTEN_DOWN = gettext_noop("Documentation")
PARENTS = (Person.Part.FATHER, Person.Part.MOTHER)
GRANDPARENTS = {"grandfather": "father", "grandmother": "mother"}  # kind: what that person is to a parent


def refuse_person(child: Child, values: dict, record: Person | None = None) -> None:
    """Raises `Refused` for a death of somebody alive, and for a choice that another person already is."""
    if values.get("alive") == Person.Alive.ALIVE and (values.get("death_raw") or values.get("death_cause")):
        raise Refused(_("This person is alive: leave the questions about death empty."), field="alive")
    rank = values.get("rank")
    others = child.persons.exclude(pk=record.pk) if record else child.persons
    if rank and others.filter(rank=rank).exists():
        taken = _("Another person is already the %(choice)s. Change that one first.")
        raise Refused(taken % {"choice": Person.Rank(rank).label}, field="rank")


@transaction.atomic
def add(section, child: Child, *, values: dict, silences: dict, kind: str, source: str, by, side: str = "", reason: str = ""):
    """Write a new person down, and what they are said to be to the child. `side` ("father", "mother") is that of a grandparent.

    Raises `Refused` as `filing.write` does, and for a second father or mother: these have sections of their own.
    """
    if kind in PARENTS:
        raise Refused(_("The father and the mother have a section of their own."), field="kind")
    person = filing.write(section, child, values=values, silences=silences, by=by, reason=reason)
    claim(person, kind=kind, source=source, by=by, reason=reason)
    if side and kind in GRANDPARENTS:
        claim(person, kind=GRANDPARENTS[kind], source=source, by=by, reason=reason, other=parent_of(child, side, by=by))
    return person


def claim(person: Person, *, kind: str, source: str, by, reason: str = "", other: Person | None = None) -> Relationship:
    """Keep how a person is said to be related to the child, or to another person of the same file."""
    if other is not None and other.child_id != person.child_id:
        raise ValueError("Two persons of different files are not related here.")
    tie = Relationship(child=person.child, person=person, other=other, kind=kind, source=source)
    return TIE.begin(tie, "claim", by=by, reason=reason or WRITTEN_DOWN)


def claim_parent(person: Person, *, by, reason: str) -> None:
    """The father or mother of the form is one until somebody disproves it."""
    if not person.ties.filter(kind=person.part, other=None).exists():
        claim(person, kind=person.part, source=TieSource.CHILD, by=by, reason=reason)


def parent_of(child: Child, part: str, *, by) -> Person:
    """The child's father or mother; a person of whom nothing is known yet when nobody was asked."""
    parent = child.persons.filter(part=part).first()
    if parent is None:
        parent = Person(child=child, part=part)
        parent.save(by=by, reason=WRITTEN_DOWN)
        claim_parent(parent, by=by, reason=WRITTEN_DOWN)
    return parent


@transaction.atomic
def verify(tie: Relationship, *, source: str, by, reason: str) -> Relationship:
    """Say that it is true, and from where this is known. Raises `Refused` when another person stands as father or mother."""
    rivals = Relationship.objects.standing().filter(child=tie.child_id, kind=tie.kind, other=None).exclude(pk=tie.pk)
    if tie.other_id is None and tie.kind in PARENTS and rivals.exists():
        raise Refused(_("Another person stands as this parent. Disprove that tie first."))
    TIE.move(tie, "verify", by=by, reason=reason, source=source)
    if tie.other_id is None and tie.kind in PARENTS:
        _set_part(tie.person, tie.kind, by=by, reason=reason)
    return tie


@transaction.atomic
def disprove(tie: Relationship, *, source: str, by, reason: str) -> Relationship:
    """Say that it is not true. The tie stays readable; the form asks again who the father or mother is."""
    TIE.move(tie, "disprove", by=by, reason=reason, source=source)
    if tie.other_id is None and tie.kind in PARENTS:
        _set_part(tie.person, Person.Part.RELATIVE, by=by, reason=reason)
    return tie


def _set_part(person: Person, part: str, *, by, reason: str) -> None:
    if person.part != part:
        person.part = part
        person.save(by=by, reason=reason, update_fields=["part"])


@transaction.atomic
def end(tie: Relationship, *, ends_on, by, reason: str) -> Relationship:
    """A tie that was true and is over: a divorce, a carer who left. Raises `Refused` for a tie that was disproved."""
    if tie.status == "disproved":
        raise Refused(_("This tie was disproved: it has no end."))
    if tie.starts_on and ends_on < tie.starts_on:
        raise Refused(_("The end cannot be before the beginning."), field="ends_on")
    tie.ends_on = ends_on
    tie.save(by=by, reason=reason, update_fields=["ends_on"])
    return tie
