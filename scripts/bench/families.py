"""Families who look for a child, measured on an invented set (domain.md 3.11, 9.13; features.md row 18).

Every child is registered once by a worker, and looked for once by a family that spells, remembers and misremembers in its own way; some
families look for a child who never came. Half of the children are for tuning (`dev`), half stay unseen. The same seed gives the same set.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

from django.db import connections, transaction

from base import dates
from minors import looked_for
from minors.models import Child
from scripts.bench import names, people, spelling
from scripts.bench.people import Person, Told

FIRST = 3  # among so many the child has to stand
NEVER_CAME = 10  # one in so many families looks for a child who is not here
RELATIONS = {
    "mother": 30, "father": 22, "brother": 12, "sister": 8, "uncle_paternal": 10, "uncle_maternal": 6, "aunt_maternal": 6, "cousin": 6,
}  # fmt: skip
# Villages and districts as sounds, of each tradition; not those of a map.
PLACES = {
    "so": ("borama‖yare ʕeel‖gaal dila‖weyn gara‖bile ħargaan qoryooley", "awbare gabiley saylaʕ"),
    "om": ("odaa‖bultum čaffee‖jannata harawačča burqaa malkaa‖rafu tulluu‖dimtu", "ɗeeder gursum meettaa habro"),
    "am": ("debre‖selam weyn‖amba gorgora‖tsadiq addis‖mender tis‖wenz yezha‖ber", "dembia wegera meqet"),
    "ti": ("adi‖hageray may‖tsaʕda enda‖mikael dubarwa‖niʔʃtay segeneyti‖laʕlay", "tsorona senʕafe adwa"),
    "ar": ("bayt‖ħasan waadi‖naχla dar‖saʕd qaryat‖almaa ħisn‖munir", "mawzaʕ ħays zabiid"),
}
# What one sees, as a worker writes it and as a family tells it.
MARKS = [
    ("cicatrice sur la joue gauche", "scar on his left cheek", "ندبة على الخد الأيسر"), ("brûlure à la main droite", "burnt right hand", "حرق في اليد اليمنى"),
    ("tache de naissance dans le cou", "birthmark on the neck", "شامة على الرقبة"), ("il boite de la jambe gauche", "limps, left leg", "عرج في الساق اليسرى"),
    ("une dent cassée devant", "a broken tooth", "سن مكسور كسر"), ("cicatrice au front", "scar on the forehead", "ندبة في الجبين"),
    ("un doigt manque à la main gauche", "a finger of the left hand is missing", "اصبع مفقود من اليد اليسرى"),
    ("oreille percée", "pierced ear", "أذن مثقوب"), ("tatouage sur le bras", "tattoo on the arm", "وشم على الذراع"), ("cicatrice au genou", "scar on the knee", "ندبة في الركبة"),
]  # fmt: skip


@dataclass(frozen=True)
class Registered:
    """A file: the first registration, and what stands in its further sections where somebody asked."""

    told: Told
    village: str
    district: str
    marks: str
    separated: tuple[date, date] | None


@dataclass(frozen=True)
class Asked:
    """What a family tells. `child` is the place of the child in the set, None for one who never came."""

    child: int | None
    relation: str
    inquirer: str
    name: dict[str, str]
    other_name: str
    mother: str
    sex: str
    birth: dates.PartialDate | None
    village: str
    district: str
    marks: str
    seen: tuple[date, date] | None
    script: str  # how the family writes


@dataclass(frozen=True)
class Set:
    registered: list[Registered]
    dev: list[Asked]
    held_out: list[Asked]


def invented(children: int, seed: int = 1) -> Set:
    """So many children, an inquiry for each, and a tenth more about children who never came."""
    dice = Random(f"families {seed}")
    strangers = max(1, children // NEVER_CAME)
    born = people.persons(dice, children + strangers)
    halves: list[list[Asked]] = [[], []]
    registered: list[Registered] = []
    homes: dict[str, _Home] = {}
    for number, person in enumerate(born):
        home = homes.setdefault(
            repr(sorted(person.sounds.items())[:2]), _home(dice, person)
        )  # brothers and sisters come from one house
        marks = dice.choice(MARKS) if dice.random() < 0.35 else None
        left = people.TODAY - timedelta(days=dice.randint(20, 900))
        came = number < children
        if came:
            registered.append(_registered(dice, number, person, home, marks, left))
        halves[dice.randrange(2)].append(_asked(dice, number if came else None, person, home, marks, left))
    return Set(registered, *halves)


@dataclass(frozen=True)
class _Home:
    village: list[str]
    district: list[str]


def _home(dice: Random, person: Person) -> _Home:
    villages, districts = PLACES[person.tradition]
    return _Home(spelling.sounds(dice.choice(villages.split())), spelling.sounds(dice.choice(districts.split())))


def _registered(dice: Random, number: int, person: Person, home: _Home, marks, left: date) -> Registered:
    way = dice.choice(spelling.LATIN[person.tradition])
    village = spelling.WRITERS[way](home.village, dice) if dice.random() < 0.6 else ""
    district = spelling.WRITERS[way](home.district, dice) if dice.random() < 0.55 else ""
    told_on = left + timedelta(days=dice.randint(-40, 40))
    separated = (told_on - timedelta(days=15), told_on + timedelta(days=15)) if dice.random() < 0.5 else None
    return Registered(
        people.told(dice, number, person, "", way),
        village,
        district,
        marks[0] if marks and dice.random() < 0.7 else "",
        separated,
    )


def _asked(dice: Random, child: int | None, person: Person, home: _Home, marks, left: date) -> Asked:
    """What the family says: it knows the names best; the age, the day and the mark as families do."""
    native = dice.random() < 0.35
    ways = spelling.SCRIPTS[person.tradition] if native else spelling.LATIN[person.tradition]
    way = dice.choice(ways)

    def write(sounds: list[str]) -> str:
        text = spelling.WRITERS[way](sounds, dice)
        return spelling.slip(text, dice) if not native and dice.random() < 0.08 else text

    said = {part: write(person.sounds[part]) for part in people.PARTS}
    if dice.random() < 0.06:
        said["own"] = write(people.name(dice, person.tradition, person.sex))  # the child uses another name on the way
    relation = dice.choices(list(RELATIONS), list(RELATIONS.values()))[0]
    off = dice.choice([0, 0, 0, 0, 1, -1, 1, -1, 2, -2])
    birth = None if dice.random() < 0.15 else dates.from_age(max(1, person.age + off), people.TODAY, source="relative")
    last = left + timedelta(days=dice.randint(-60, 60))
    return Asked(
        child=child, relation=relation, inquirer=_inquirer(dice, person, relation, write),
        name={"own": said["own"], "father": said["father"] if dice.random() < 0.96 else "",
              "grandfather": said["grandfather"] if dice.random() < 0.7 else ""},
        other_name=spelling.WRITERS[dice.choice(spelling.LATIN[person.tradition])](person.sounds["own"], dice) if dice.random() < 0.15 else "",
        mother=said["mother"] if dice.random() < 0.75 else "", sex=person.sex if dice.random() < 0.98 else "", birth=birth,
        village=write(home.village) if dice.random() < 0.85 else "", district=write(home.district) if dice.random() < 0.6 else "",
        marks=dice.choice(marks) if marks and dice.random() < 0.7 else "",
        seen=(last - timedelta(days=30), last + timedelta(days=30)) if dice.random() < 0.6 else None, script=way,
    )  # fmt: skip


def _inquirer(dice: Random, person: Person, relation: str, write) -> str:
    """The name of the one who asks, which says something of the child's chain where names are chains."""
    sounds = person.sounds
    other = people.name(dice, person.tradition, "F" if relation in ("mother", "sister", "aunt_maternal") else "M")
    chain = {
        "mother": [sounds["mother"]],
        "father": [sounds["father"], sounds["grandfather"]],
        "brother": [other, sounds["father"], sounds["grandfather"]],
        "sister": [other, sounds["father"], sounds["grandfather"]],
        "uncle_paternal": [other, sounds["grandfather"]],
    }.get(relation, [other, people.name(dice, person.tradition, "M")])
    return " ".join(map(write, chain))


# ---------------------------------------------------------------------------------------------------------------------- measuring


@dataclass
class Found:
    """Where the child stood: `first` once for each family whose child is here, `wrong` for each that was given a likely other one."""

    first: Counter
    asked: Counter
    top: int = 0
    strangers: int = 0
    wrong: int = 0

    @property
    def share(self) -> float:
        return self.first.total() / max(1, self.asked.total())


def found_of(asked: list[Asked], keys: list[UUID]) -> Found:
    """What the match list says to each family."""
    result = Found(Counter(), Counter())
    for one in asked:
        told = looked_for.told_by_family(
            name=one.name, inquirer=one.inquirer, relation=one.relation, others=[one.other_name], mother=one.mother, sex=one.sex,
            birth=one.birth, places=[one.village, one.district], marks=one.marks, seen=one.seen,
        )  # fmt: skip
        term = " ".join(filter(None, one.name.values()))
        rows = looked_for.candidates(told, [term, one.other_name], [one.mother], within=Child.objects.all())
        if one.child is None:
            result.strangers += 1
            result.wrong += bool(rows and rows[0].likely)
            continue
        places = [row.child.pk for row in rows[:FIRST]]
        result.asked[one.script] += 1
        result.first[one.script] += keys[one.child] in places
        result.top += bool(places) and places[0] == keys[one.child]
    return result


def measure(options) -> None:
    """The whole section."""
    made = invented(options.children // 2, options.seed)  # an inquiry for each takes as long as six registrations
    keys = fill(made.registered)
    total = len(made.dev) + len(made.held_out)
    print(
        f"Families: {len(keys)} invented children (seed {options.seed}), {total} inquiries; half of the children were kept from tuning.",
        flush=True,
    )
    for half, asked in ([("for tuning", made.dev)] if options.dev else []) + [("held out", made.held_out)]:
        with transaction.atomic():
            result = found_of(asked, keys)
        by_script = ", ".join(f"{way} {result.first[way] / result.asked[way]:.2f}" for way in sorted(result.asked))
        print(f"  {half}: {len(asked)} inquiries, {result.strangers} of them about a child who is not here")
        print(f"    the child among the first three  {result.share:.3f}   target 0.900   {by_script}")
        print(f"    the child first of all           {result.top / max(1, result.asked.total()):.3f}")
        print(
            f"    a likely candidate for a child who is not here  {result.wrong / max(1, result.strangers):.3f}   people decide",
            flush=True,
        )


def fill(registered: list[Registered]) -> list[UUID]:
    """Write the children alone into the database, with what their files tell."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table minors_child disable trigger user")
        for table in ("recognition", "separation", "origin", "childname", "child"):
            cursor.execute(f"alter table minors_{table} disable trigger user")
            cursor.execute(f"delete from minors_{table}")
    keys = names.fill([one.told for one in registered])
    now = dates.now()
    tables: dict[str, tuple[str, list[list]]] = {
        "minors_origin": (
            "id version recorded_at silences child_id birth_place birth_woreda birth_region birth_zone birth_kebele birth_registered"
            " country_habitual nationality_verified age_disputed age_disputed_by",
            [
                [uuid4(), 1, now, "{}", key, one.village, one.district, *[""] * 8]
                for key, one in zip(keys, registered, strict=True)
                if one.village or one.district
            ],
        ),
        "minors_recognition": (
            "id version recorded_at silences child_id marks phone contact",
            [[uuid4(), 1, now, "{}", key, one.marks, "", ""] for key, one in zip(keys, registered, strict=True) if one.marks],
        ),
        "minors_separation": (
            "id version recorded_at silences child_id separated_earliest separated_latest separated_raw place country cause story kind"
            " left_with_consent origin_address accompanied destination other_causes",
            [
                [uuid4(), 1, now, "{}", key, *one.separated, f"{one.separated[0]:%m/%Y}", *[""] * 9, []]
                for key, one in zip(keys, registered, strict=True)
                if one.separated
            ],
        ),
    }
    with connections["owner"].cursor() as cursor:
        for table, (columns, rows) in tables.items():
            with cursor.copy(f"copy {table} ({', '.join(columns.split())}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"analyze {table}")
    return keys
