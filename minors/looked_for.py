"""How likely a child is the one that a family looks for (domain.md 3.11, 4.5, 9.13): by the keys of search and duplicates, with reasons.

Names count as they do between two files (`minors.likeness`). Beside them: where the family lived, what one sees on the child, when it
was last seen, and the person who asks. What a reason says is about what the family told; it tells nothing else of the file.
"""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import User
from base.roles import Verb
from minors import asylum, likeness, matching, names, ties
from minors.likeness import Heard, Known, Name, Part, Reason
from minors.models import Child, ChildName, Merge, Origin, Person, Recognition, Separation

LOOKED_AT = 1000  # stored names for one question
WEIGHED = 120  # children whose whole file is compared
FEW = 40
LEAST = 30  # of 100: below, a child is no candidate
LIKELY = likeness.PROBABLE
SAME_PLACE, NEAR_PLACE = 90, 80  # likeness of two names of places
LONGEST_PLACE = 3  # words
HALF_YEAR, YEAR, YEARS = timedelta(days=183), timedelta(days=366), timedelta(days=3 * 366)
_NO_PLACE = set(
    "village ville town city kebele woreda zone region district quartier quarter pres near de du des la le les of the a et and mosquee "
    "mosque ecole school marche market eglise church route road famille family chez maison house قرية مدينة حي منطقة قرب مسجد مدرسة سوق".split()
)  # what stands in every address
TAIL = 8  # last digits of a phone: what is left without the code of the country


@dataclass(frozen=True)
class Traced(Known):
    """What one side tells: a family, or a file. `places` from the smallest to the largest, `seen` the interval of the separation."""

    places: tuple[tuple[Heard, ...], ...] = ()
    marks: frozenset[str] = frozenset()
    seen: tuple | None = None
    found: date | None = None  # the day on which a child was found
    people: tuple[Name, ...] = ()  # who asks; or the persons of a file
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """A child who may be the one, how likely, and why."""

    child: Child
    score: int
    reasons: list[Reason] = field(default_factory=list)

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


# ------------------------------------------------------------------------------------------------------------- what each side tells

# Whose name the one who asks has, by the relation to the child (list L16): the parts of the child's chain that follow from it.
_FATHERS_SIDE = {
    "father": {"father": "own", "grandfather": "father"},
    "sister": {"father": "father", "grandfather": "grandfather"},
    "brother": {"father": "father", "grandfather": "grandfather"},
    "uncle_paternal": {"grandfather": "father"},
    "aunt_paternal": {"grandfather": "father"},
    "grandfather": {"grandfather": "own"},
}


def told_by_family(*, name: dict, inquirer: str, relation: str, others: Iterable[str] = (), mother: str = "", sex="", birth=None,
                   places: Iterable[str] = (), marks: str = "", seen=None, contact: str = "") -> Traced:  # fmt: skip
    """What a family tells. `name` has own, father, grandfather; `others` are further spellings; `places` the smallest first.

    What nobody told follows from who asks, where names are chains: the father of the child has its second name as his own.
    """
    asking = dict(zip(("own", "father", "grandfather"), names.strip_titles(inquirer).split(), strict=False))
    derived = {part: asking.get(of, "") for part, of in _FATHERS_SIDE.get(relation, {}).items()}
    chain = {part: name.get(part) or derived.get(part, "") for part in ("own", "father", "grandfather")}
    called = [_heard(chain), *(_heard(_parts(text)) for text in others if text.strip())]
    mothers = [_heard(_parts(mother))] if mother.strip() else [_heard(asking)] if relation == "mother" and asking else []
    told = tuple(_spoken(place) for place in places)
    return Traced(
        called=called, mothers=mothers, sex=sex, birth=_interval(birth), places=tuple(one for one in told if one),
        marks=concepts(marks), seen=_interval(seen), people=(_heard(asking),) if asking else (), phones=phones_in(contact),
    )  # fmt: skip


def _parts(text: str) -> dict:
    return dict(zip(("own", "father", "grandfather"), names.strip_titles(text).split(), strict=False))


def _heard(parts: dict) -> Name:
    return {part: _sound(parts.get(part, "")) for part in ("own", "father", "grandfather")}


@functools.lru_cache(maxsize=20_000)
def _sound(text: str) -> Heard | None:
    return Heard.of(text) if text else None


def _interval(told) -> tuple | None:
    if isinstance(told, dates.PartialDate):
        return (told.earliest, told.latest) if told.earliest else None
    return told


@functools.lru_cache(maxsize=20_000)
def _spoken(text: str) -> tuple[Heard, ...]:
    """The places that a text may name: each row of one to three words that stand together."""
    found: dict[str, Heard] = {}
    for part in re.split(r"[,;:/()\n]|(?<!\w)-(?!\w)", text):
        words = [word for word in part.split() if names.plain(word) not in _NO_PLACE]
        for length in range(1, LONGEST_PLACE + 1):
            for start in range(len(words) - length + 1):
                one = _sound(" ".join(words[start : start + length]))
                if one and len(one.key.split(",")[0]) > matching.SHORT:
                    found[one.key] = one
    return tuple(found.values())


def phones_in(text: str) -> frozenset[str]:
    """The ends of the phone numbers in a text."""
    digits = (re.sub(r"\D", "", one) for one in re.findall(r"\+?\d[\d\s.\-]{5,}\d", text))
    return frozenset(one[-TAIL:] for one in digits if len(one) >= TAIL - 1)


# What one sees, in the words of three languages. Only what is common to both sides counts; a word that is missing here says nothing.
_MARKS = {
    "scar": "scar cicatrice balafre ندبة ندبه اثر جرح", "burn": "burn burnt burned brulure brulee brule حرق حروق",
    "spot": "birthmark mole tache grain beaute naissance شامة وحمة خال", "missing": "missing manque manquant lost absent amputation مفقود ناقص بدون",
    "limp": "limp limps limping boite boiterie boiteux عرج يعرج اعرج", "tattoo": "tattoo tatouage tatoue وشم", "blind": "blind aveugle اعمى عمياء",
    "deaf": "deaf sourd sourde اصم", "stammer": "stammer stammers begaie begaiement يتلعثم", "twisted": "twisted crooked tordu tordue deforme ملتو معوج",
    "squint": "squint strabisme louche حول", "gap": "gap ecart diasteme فراغ", "pierced": "pierced perce percee مثقوب", "fracture": "broken fracture casse cassee كسر",
    "face": "face visage وجه", "forehead": "forehead front brow جبين جبهة", "eye": "eye eyes œil oeil yeux عين", "ear": "ear ears oreille oreilles اذن",
    "nose": "nose nez انف", "mouth": "mouth bouche lip lips levre levres فم شفة", "tooth": "tooth teeth dent dents سن اسنان", "cheek": "cheek joue خد",
    "chin": "chin menton ذقن", "neck": "neck cou رقبة عنق", "head": "head tete راس", "shoulder": "shoulder epaule كتف", "arm": "arm bras ذراع",
    "elbow": "elbow coude مرفق", "wrist": "wrist poignet معصم", "hand": "hand main يد", "finger": "finger fingers doigt doigts thumb pouce اصبع اصابع",
    "chest": "chest poitrine torse صدر", "back": "back dos ظهر", "belly": "belly ventre بطن", "leg": "leg jambe ساق رجل", "thigh": "thigh cuisse فخذ",
    "knee": "knee genou ركبة", "ankle": "ankle cheville كاحل", "foot": "foot pied قدم", "toe": "toe toes orteil orteils",
    "left": "left gauche ايسر يسرى اليسرى الايسر", "right": "right droit droite ايمن يمنى اليمنى الايمن",
}  # fmt: skip
_MEANING = {word: mark for mark, said in _MARKS.items() for word in said.split()}
_KINDS = {
    "scar", "burn", "spot", "missing", "limp", "tattoo", "blind", "deaf", "stammer", "twisted", "squint", "gap", "pierced", "fracture",
}  # fmt: skip
_SIDES = {"left", "right"}


def concepts(text: str) -> frozenset[str]:
    """What a description of marks speaks of, whatever the language."""
    plain = names.plain(text)
    words = (word.removeprefix("ال") if len(word) > 3 else word for word in re.findall(r"\w+", plain))
    return frozenset(_MEANING[word] for word in words if word in _MEANING)


# ------------------------------------------------------------------------------------------------------------------- the comparison


def _place(one: Traced, other: Traced):
    """The smallest place that both know decides; another place speaks against it a little, for people tell the next town too."""
    if not one.places or not other.places:
        return None
    known = [heard for place in other.places for heard in place]
    best = 0.0
    for level, place in enumerate(one.places):
        alike = max((likeness.alike(a, b) for a in place for b in known), default=0.0)
        worth = 1.0 if alike >= SAME_PLACE else 0.5 if alike >= NEAR_PLACE else 0.0
        best = max(best, worth * (1.0 if level == 0 else 0.6))
    return best or -0.3, None


def _marks(one: Traced, other: Traced):
    common = one.marks & other.marks
    if not common & _KINDS:
        return None if not one.marks or not other.marks else (0.0, None)
    elsewhere = (one.marks - _KINDS - _SIDES) and (other.marks - _KINDS - _SIDES) and not common - _KINDS - _SIDES
    return (0.0 if elsewhere else min(1.0, len(common) / 2)), None


def _seen(one: Traced, other: Traced):
    """The child left when the family says so; a child who was found before cannot have been seen at home afterwards."""
    if one.seen and other.found and one.seen[0] > other.found + HALF_YEAR:
        return -1.0, None
    if not one.seen or not other.seen:
        return None
    gap = max(one.seen[0] - other.seen[1], other.seen[0] - one.seen[1])
    return (1.0 if gap <= timedelta(days=62) else 0.3 if gap <= YEAR else -0.5), None


def _born(one: Traced, other: Traced):
    """Families round ages, and so do children."""
    if not one.birth or not other.birth:
        return None
    gap = max(one.birth[0] - other.birth[1], other.birth[0] - one.birth[1])
    return (1.0 if gap <= timedelta(0) else 0.4 if gap <= YEAR else -0.4 if gap <= YEARS else -1.5), None


def _asker(one: Traced, other: Traced):
    """Who asks is named in the file, or has a phone number that stands there."""
    if one.phones & other.phones:
        return 1.0, None
    best = 0.0
    for asking in one.people:
        for person in other.people:
            own, others = asking["own"], person["own"]
            if own is None or others is None or likeness.alike(own, others) < likeness.SAME_NAME:
                continue
            father, others_father = asking["father"], person["father"]
            same = father and others_father and likeness.alike(father, others_father) >= likeness.SAME_NAME
            best = max(best, 1.0 if same else 0.0 if father and others_father else 0.5)
    return (best, None) if best else None


PARTS = [
    Part("born", 10, _born, _("the age fits"), _("the age does not fit")),
    Part("place", 15, _place, _("the village or district is the same"), _("another village and district")),
    Part("marks", 10, _marks, _("a mark is described in the same way")),
    Part("seen", 6, _seen, _("the time of the separation fits"), _("the time of the separation does not fit")),
    Part("asker", 15, _asker, _("the file names the person who asks")),
    next(part for part in likeness.PARTS if part.name == "sex"),
]
_NAMED = {part.name: part for part in [*likeness.NAMES, likeness.MOTHER, *PARTS]}


def words_of(reasons: Iterable[Reason]) -> list[str]:
    """The reasons as sentences, in the reader's language."""
    return [str(_NAMED[reason.part].sentence(reason)) for reason in reasons]


def score(told: Traced, known: Traced) -> tuple[int, list[Reason]]:
    """(0 to 100, reasons): see `likeness.score`."""
    return likeness.score(told, known, PARTS)


# ------------------------------------------------------------------------------------------------------------------- the candidates


def comparable_by(user: User):
    """The children with whom this person may compare what a family tells, without opening any: of joined files the kept one.

    Who may need asylum is not among them, nor who is shut to this person (domain.md 3.11, 7.6, 9.13). What the child allowed and
    wishes is the matter of `casework.inquiries`.
    """
    if not user.can(Verb.TRACE_FAMILIES):
        return Child.objects.none()
    joined = Merge.objects.in_force().order_by().values("other")
    return asylum.known_outside().exclude(pk__in=joined).exclude(pk__in=ties.shut_to(user))


def candidates(told: Traced, terms: Iterable[str], mothers: Iterable[str], *, within) -> list[Candidate]:
    """Children of `within` (a query that the door gave) who may be the one, likeliest first.

    `terms` are the name as told, in each spelling, `mothers` the mother's.
    """
    found: dict = {}
    for term in filter(str.strip, terms):
        asked = matching.asked(term)
        of_child = ChildName.objects.of_child()
        for keys in (asked.pairs, asked.singles):
            if keys is asked.pairs or len(found) < FEW:
                found |= _alike(of_child, asked, keys, found)
    for mother in filter(str.strip, mothers):
        asked = matching.asked(mother)
        found |= _alike(ChildName.objects.filter(kind=ChildName.Kind.MOTHER), asked, asked.pairs, found)
    best = sorted(found, key=lambda pk: (-found[pk], str(pk)))
    reach = set(within.filter(pk__in=best).order_by().values_list("pk", flat=True))
    return _scored(told, [pk for pk in best if pk in reach][:WEIGHED])


def _alike(rows, asked: matching.Asked, keys: list[int], before: dict) -> dict:
    if not keys:
        return {}
    with matching.by_index():
        stored = list(rows.filter(keys__overlap=keys).order_by().values_list("child_id", "key")[:LOOKED_AT])
    found = {child: asked.likeness(key) for child, key in asked.nearest(stored, 4 * WEIGHED)}
    return {child: max(alike, before.get(child, 0.0)) for child, alike in found.items()}


def _scored(told: Traced, keys: list) -> list[Candidate]:
    children = Child.objects.filter(pk__in=keys).prefetch_related("names", "persons")
    files = _Files(keys)
    found = [Candidate(child, *score(told, files.of(child))) for child in children]
    return sorted((one for one in found if one.score >= LEAST), key=lambda one: (-one.score, str(one.child.pk)))


class _Files:
    """What the files of these children say, each kind by one query."""

    def __init__(self, keys: list):
        self.origins = {one.child_id: one for one in Origin.objects.filter(child__in=keys)}
        self.separations = {one.child_id: one for one in Separation.objects.filter(child__in=keys)}
        self.marks = dict(Recognition.objects.filter(child__in=keys).values_list("child", "marks"))

    def of(self, child: Child) -> Traced:
        known = likeness.known_of(child, list(child.names.all()))
        origin, separation, persons = self.origins.get(child.pk), self.separations.get(child.pk), list(child.persons.all())
        texts = [
            getattr(origin, name)
            for name in ("birth_place", "birth_kebele", "birth_woreda", "birth_zone", "birth_region")
            if origin
        ]
        texts += [separation.origin_address, separation.place] if separation else []
        texts += [one.address for one in persons]
        mothers = [
            _heard({"own": one.own, "father": one.father}) for one in persons if one.part == Person.Part.MOTHER and one.own
        ]
        left = (
            (separation.separated_earliest, separation.separated_latest) if separation and separation.separated_earliest else None
        )
        return Traced(
            called=known.called, mothers=[*known.mothers, *mothers], sex=known.sex, birth=known.birth,
            places=tuple(_spoken(text) for text in texts if text.strip()), marks=concepts(self.marks.get(child.pk, "")), seen=left,
            found=dates.local_date(child.identified_at), phones=phones_in(" ; ".join(one.phone for one in persons)),
            people=tuple(_heard({"own": one.own, "father": one.father}) for one in persons if one.own),
        )  # fmt: skip
