"""The family of one child for one reader: persons, ties, siblings across files, and the tree (domain.md 3.19)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from base.models import User
from minors import family_tree, siblings
from minors.family_tree import Member, Tree
from minors.models import Child, ChildName, Person, Relationship, SiblingLink, TieStatus


@dataclass
class Family:
    """`siblings` are the links of the child, each with `may_open`."""

    people: list[Person]
    ties: list[Relationship]
    siblings: list[SiblingLink]
    tree: Tree

    def ties_of(self, person: Person) -> list[Relationship]:
        """Every tie of a person, disproved ones included, the first said first."""
        return [tie for tie in self.ties if tie.person_id == person.pk]

    def called(self, person: Person) -> str:
        """A person by what they are to the child."""
        own = [tie.kind_label for tie in self.ties_of(person) if tie.other_id is None]
        return own[-1] if own else person.full


def of_child(child: Child, user: User) -> Family:
    """What a reader of the identity may know. Whether this person is one, the page asks."""
    people = list(child.persons.all())
    ties = list(child.ties.select_related("other"))
    links = list(siblings.seen_by(user, child))
    name = child.names.filter(kind=ChildName.Kind.MAIN).first()
    names = {"own": name.own, "father": name.father} if name else {}
    tree = family_tree.draw(child, people, ties, [_sibling(one) for one in links if one.status != TieStatus.DISPROVED], names)
    order = {"father": 0, "mother": 1}
    return Family(sorted(people, key=lambda one: order.get(one.part, 2)), ties, links, tree)


def _sibling(link: Any) -> Member:
    """A child of the programme: by the code for who may open that file, else without anything of it."""
    known = link.sibling.code if link.may_open else _("in the programme")
    sure = link.status == TieStatus.VERIFIED
    return Member(_("brother or sister"), known, str(link.get_status_display()), "", sure)
