"""A family as plain values: who stands where in the drawing, and the same as words for those who hear the page (domain.md 3.19).

The drawing is 340 units wide, so that it fits a phone at its own size: the father's side at the start, the mother's at the end, the child
between them below, brothers and sisters under the child.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from base import options
from minors.models import Child, Person, Relationship, TieStatus

WIDTH, BOX, HEIGHT, GAP, RAIL = 340, 148, 62, 14, 8
COLUMNS = {"father": 16, "mother": WIDTH - 16 - BOX}
RAILS = {"father": RAIL, "mother": WIDTH - RAIL}
MIDDLE = (WIDTH - BOX) // 2
NAME_FITS, WORDS_FIT = 17, 23  # letters of a name, and of smaller words, that fit into a box
SIDES = {"aunt_paternal": "father", "uncle_paternal": "father", "aunt_maternal": "mother", "uncle_maternal": "mother"}
BROOD = ("brother", "sister", "half_brother", "half_sister")


@dataclass(frozen=True)
class Member:
    """Somebody of the family: what they are to the child, how they are called, whether alive; `sure` when it was verified."""

    role: str
    name: str = ""
    state: str = ""
    tone: str = ""  # "me", "dead", "unknown" or nothing
    sure: bool = False


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    member: Member

    width: int = BOX
    height: int = HEIGHT

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def lines(self) -> list[tuple[int, str, str]]:
        """(y, text, kind) of the lines written in the box."""
        told = [
            (_short(self.member.role, WORDS_FIT), "role"),
            (_short(self.member.name, NAME_FITS), "name"),
            (_short(self.member.state, WORDS_FIT), "state"),
        ]
        kept = [(text, kind) for text, kind in told if text]
        first = self.y + (self.height - 17 * len(kept)) // 2 + 12
        return [(first + 17 * number, text, kind) for number, (text, kind) in enumerate(kept)]


@dataclass
class Tree:
    """`boxes` and `lines` ((x1, y1, x2, y2), mirrored for a script that runs from right to left); `words`: (title, members)."""

    boxes: list[Box] = field(default_factory=list)
    lines: list[tuple[int, int, int, int]] = field(default_factory=list)
    words: list[tuple[str, list[Member]]] = field(default_factory=list)
    height: int = 0

    @property
    def frame(self) -> str:
        return f"0 0 {WIDTH} {self.height}"

    def mirrored(self) -> "Tree":
        boxes = [Box(WIDTH - box.x - box.width, box.y, box.member) for box in self.boxes]
        lines = [(WIDTH - x1, y1, WIDTH - x2, y2) for x1, y1, x2, y2 in self.lines]
        return Tree(boxes, lines, self.words, self.height)


def draw(
    child: Child, persons: Iterable[Person], ties: Sequence[Relationship], siblings: Iterable[Member], names: dict[str, str]
) -> Tree:
    """The tree of one child. `ties` are all of the file; `siblings` the children of the programme; `names` are those of the child."""
    standing = [tie for tie in ties if tie.status != TieStatus.DISPROVED]
    of_child = {tie.person_id: tie for tie in standing if tie.other_id is None}
    people = {person.pk: person for person in persons}
    parents = {tie.kind: people[tie.person_id] for tie in of_child.values() if tie.kind in COLUMNS and tie.person_id in people}
    above: dict[str, list[Member]] = {"father": [], "mother": []}
    brood: list[Member] = list(siblings)
    rest: list[Member] = []
    for person in people.values():
        tie = of_child.get(person.pk)
        if tie is None or tie.kind in COLUMNS:
            continue
        side = SIDES.get(tie.kind) or _side(person, standing, parents)
        place = brood if tie.kind in BROOD else above[side] if side else rest
        place.append(member(person, tie))
    tied = {kind: of_child[person.pk] for kind, person in parents.items()}
    heads = {
        kind: member(parents.get(kind), tied.get(kind), kind=kind, called=names.get(kind, "")) for kind in ("father", "mother")
    }
    me = Member(_("the child"), names.get("own", ""), "", "me", sure=True)
    tree = Tree()
    _place(tree, above, heads, me, brood)
    tree.words = [
        (_("Father's side"), [heads["father"], *above["father"]]),
        (_("Mother's side"), [heads["mother"], *above["mother"]]),
        (_("Brothers and sisters"), brood),
        (_("Others, not in the drawing"), rest),
    ]
    tree.words = [(title, members) for title, members in tree.words if members]
    return tree


def member(person: Person | None, tie: Relationship | None, *, kind: str = "", called: str = "") -> Member:
    """Somebody as the tree shows them. `called` is the name that the child's own name tells of a parent."""
    role = options.label("L16", tie.kind if tie else kind)
    sure = bool(tie and tie.status == TieStatus.VERIFIED)
    if person is None:
        return Member(role, called, _("not asked"), "unknown", sure)
    states = {Person.Alive.ALIVE: _("alive"), Person.Alive.DEAD: _("dead")}
    state = states.get(Person.Alive(person.alive)) if person.alive else ""
    tone = "dead" if person.alive == Person.Alive.DEAD else "" if person.alive == Person.Alive.ALIVE else "unknown"
    told = state or _("fate unknown")
    return Member(role, person.full or called, _("%(state)s, verified") % {"state": told} if sure else told, tone, sure)


def _side(person: Person, ties: Iterable[Relationship], parents: dict[str, Person]) -> str:
    """Through which parent somebody belongs to the child: the other end of a tie to one of them."""
    others = {tie.other_id for tie in ties if tie.person_id == person.pk and tie.other_id}
    return next((kind for kind, parent in parents.items() if parent.pk in others), "")


def _place(tree: Tree, above: dict, heads: dict, me: Member, brood: list[Member]) -> None:
    step = HEIGHT + GAP
    rows = max(len(members) for members in above.values())
    for kind, members in above.items():
        column = [*members, heads[kind]]
        top = (rows - len(members)) * step
        for number, one in enumerate(column):
            y = GAP // 2 + top + number * step
            tree.boxes.append(Box(COLUMNS[kind], y, one))
            if members:
                edge = COLUMNS[kind] if kind == "father" else COLUMNS[kind] + BOX
                tree.lines.append((RAILS[kind], y + HEIGHT // 2, edge, y + HEIGHT // 2))
        if members:
            first = GAP // 2 + top + HEIGHT // 2
            tree.lines.append((RAILS[kind], first, RAILS[kind], first + len(members) * step))
    feet = GAP // 2 + rows * step + HEIGHT
    for kind in COLUMNS:
        tree.lines.append((COLUMNS[kind] + BOX // 2, feet, COLUMNS[kind] + BOX // 2, feet + GAP))
    tree.lines.append((COLUMNS["father"] + BOX // 2, feet + GAP, COLUMNS["mother"] + BOX // 2, feet + GAP))
    tree.lines.append((WIDTH // 2, feet + GAP, WIDTH // 2, feet + 2 * GAP))
    y = feet + 2 * GAP
    tree.boxes.append(Box(MIDDLE, y, me))
    y += HEIGHT
    for number, one in enumerate(brood):
        kind, row = ("father", "mother")[number % 2], y + GAP + number // 2 * step
        tree.boxes.append(Box(COLUMNS[kind], row, one))
        edge = COLUMNS[kind] + (BOX if kind == "father" else 0)
        tree.lines.append((edge, row + HEIGHT // 2, WIDTH // 2, row + HEIGHT // 2))
    if brood:
        last = y + GAP + (len(brood) - 1) // 2 * step + HEIGHT // 2
        tree.lines.append((WIDTH // 2, y, WIDTH // 2, last))
        y = last + HEIGHT // 2
    tree.height = y + GAP // 2


def _short(text: str, fits: int) -> str:
    return text if len(text) <= fits else text[: fits - 1].rstrip() + "…"
