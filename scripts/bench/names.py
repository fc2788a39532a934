"""Search and duplicate warning, measured on the labelled set of `people.py` (domain.md 4.5; features.md rows 6 and 7)."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from statistics import quantiles
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.db import connections, transaction

from base import dates
from base.models import Institution, Place, Role, Team, User
from minors import codes, duplicates, matching, search
from minors.models import ChildName
from scripts.bench import people

COLUMNS_OF_CHILD = (
    "id version recorded_at code status category sex birth_raw birth_calendar birth_precision birth_source nationality language"
)
COLUMNS_OF_CHILD += (
    " identified_at registered_at found_by entry found_place_id region_id institution_id team_id birth_earliest birth_latest"
)
COLUMNS_OF_NAME = "id version recorded_at kind status used own father grandfather further orthography key keys child_id"


@dataclass
class Warned:
    """What the warning did: registrations of a known child that were stopped (`right`), children it named wrongly, and by kind."""

    right: Counter = field(default_factory=Counter)
    asked: Counter = field(default_factory=Counter)
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.right.total() / max(1, self.right.total() + self.wrong)

    @property
    def recall(self) -> float:
        return self.right.total() / max(1, self.asked.total())


def recall_at(most: int, later: list[people.Told], keys: list[UUID], *, by: User) -> tuple[float, dict[str, float]]:
    """How often the child stands among the first `most` results when it is searched by the later spelling: (all, by kind)."""
    found: Counter = Counter()
    for told in later:
        found[told.kind] += keys[told.child] in [child.pk for child in search.find(told.full, by=by)[:most]]
    asked = Counter(told.kind for told in later)
    return found.total() / max(1, len(later)), {kind: found[kind] / asked[kind] for kind in asked}


def warned(later: list[people.Told], keys: list[UUID], *, by: User) -> Warned:
    """What happens when each of these is registered as a new child."""
    result = Warned()
    for told in later:
        name = {"own": told.own, "father": told.father, "grandfather": told.grandfather}
        mother = {"own": told.mother, "father": ""}
        found = duplicates.likely(name=name, mother=mother, sex=told.sex, birth=told.birth, language=told.language, to=by)
        stopped = {one.child.pk for one in found.to_decide}
        result.asked[told.kind] += 1
        result.right[told.kind] += keys[told.child] in stopped
        result.wrong += len(stopped - {keys[told.child]})
    return result


def measure(options) -> None:
    """The whole section: quality on the labelled set, speed on many names."""
    officer = _officer()
    labelled = people.labelled(options.children, options.seed)
    keys = fill(labelled.first)
    print(
        f"Names: {len(keys)} invented children (seed {options.seed}), {len(people.KINDS)} later registrations each; half of the children were kept from tuning.",
        flush=True,
    )
    for half, later in ([("for tuning", labelled.dev)] if options.dev else []) + [("held out", labelled.held_out)]:
        with transaction.atomic():
            recall, kinds = recall_at(10, later, keys, by=officer)
            result = warned(later, keys, by=officer)
        print(f"  {half}: {len(later)} registrations of {len({told.child for told in later})} children")
        print(f"    search, recall@10    {recall:.3f}   target 0.950   {_by_kind(kinds)}")
        print(f"    warning, precision   {result.precision:.3f}   target 0.900 (features.md row 7: 0.980)")
        print(
            f"    warning, recall      {result.recall:.3f}   wished 0.950   {_by_kind({kind: result.right[kind] / result.asked[kind] for kind in result.asked})}",
            flush=True,
        )
    _speed(options, labelled, officer)


def _speed(options, labelled: people.Labelled, officer: User) -> None:
    more = people.many(max(0, options.names - options.children), seed=options.seed + 1)
    began = time.perf_counter()
    fill(more)
    stored = len(more) + len(labelled.first)
    print(
        f"Speed: {stored} children and their names ({time.perf_counter() - began:.0f} s to make and store), 300 searches by a whole name, 100 by one word"
    )
    asked = [told.full for told in labelled.held_out[:: max(1, len(labelled.held_out) // 300)]][:300]
    for what, terms in (("whole name", asked), ("one word", [term.split()[0] for term in asked[:100]])):
        with transaction.atomic():
            times = [_timed(lambda term=term: search.find(term, by=officer)) for term in terms]
        print(f"    search, {what:11}  p50 {_milliseconds(times, 50)} ms   p95 {_milliseconds(times, 95)} ms   target p95 300 ms")
    with transaction.atomic():
        times = [
            _timed(
                lambda told=told: duplicates.likely(
                    name={"own": told.own, "father": told.father}, sex=told.sex, birth=told.birth, to=officer
                )
            )
            for told in labelled.held_out[:300]
        ]
    print(f"    likely duplicates    p50 {_milliseconds(times, 50)} ms   p95 {_milliseconds(times, 95)} ms")
    question = matching.asked(labelled.held_out[0].full)
    with matching.by_index():
        rows = ChildName.objects.filter(keys__overlap=question.pairs).order_by().values("child_id")[: search.LOOKED_AT]
        lines = rows.explain(analyze=True, buffers=True).splitlines()
    print("    plan of the candidates:")
    print("\n".join(f"      {line}" for line in lines if not any(word in line for word in ("Filter", "Recheck", "Index Cond"))))


def _timed(ask) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def _milliseconds(times: list[float], percent: int) -> str:
    return f"{quantiles(times, n=100)[percent - 1]:.1f}"


def _by_kind(values: dict[str, float]) -> str:
    return ", ".join(f"{kind} {value:.2f}" for kind, value in values.items())


def _officer() -> User:
    """Somebody who reaches every child."""
    home = Institution.objects.get(code="MFF")
    role, until = Role.objects.get(code="national_officer"), dates.today() + timedelta(days=1)
    return User.objects.create(username="bench", name="Bench", role=role, institution=home, expires_on=until)


def fill(told: list[people.Told]) -> list[UUID]:
    """Write children and names past the records, for there is nothing to remember about them: by COPY, without the guard."""
    place = Place.objects.get(code="DJV")
    team = Team.objects.first() or Team.objects.create(
        institution=Institution.objects.get(code="CARITAS"), name="Bench", region=place, group=Group.objects.create(name="Bench")
    )
    keys = [uuid4() for _one in told]
    now = dates.now()
    children, names = [], []
    for key, one in zip(keys, told, strict=True):
        birth = one.birth
        born = [birth.earliest, birth.latest] if birth else [None, None]
        telling = [birth.raw, birth.calendar, birth.precision, birth.source] if birth else ["", "", "", ""]
        fixed = ["coast_guard", "direct", place.pk, place.pk, team.institution_id, team.pk]
        children.append(
            [
                key,
                1,
                now,
                codes.new_code(),
                "registered",
                "uac",
                one.sex,
                *telling,
                one.nationality,
                one.language,
                now - timedelta(hours=1),
                now,
                *fixed,
                *born,
            ]
        )
        names.append(_row(key, "main", [one.own, one.father, one.grandfather], now))
        if one.mother:
            names.append(_row(key, "mother", [one.mother, "", ""], now))
    with connections["owner"].cursor() as cursor:
        cursor.execute("set maintenance_work_mem = '512MB'")
        cursor.execute("drop index child_name_keys")  # made anew at once when the rows are there
        for table, columns, rows in (("minors_child", COLUMNS_OF_CHILD, children), ("minors_childname", COLUMNS_OF_NAME, names)):
            cursor.execute(f"alter table {table} disable trigger user")
            with cursor.copy(f"copy {table} ({', '.join(columns.split())}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute("create index child_name_keys on minors_childname using gin (keys)")
    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum analyze minors_child, minors_childname")
    return keys


def _row(child: UUID, kind: str, parts: list[str], now) -> list:
    key = "/".join(map(_part, parts)).rstrip("/")
    return [uuid4(), 1, now, kind, "known", True, *parts, "", "", key, matching.keys_of(key), child]


@cache
def _part(part: str) -> str:
    """The key of one part: the same few thousand spellings come again and again."""
    return matching.key_of([part])
