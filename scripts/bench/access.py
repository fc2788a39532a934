"""The access log with millions of lines: who saw this child, what did this person see (domain.md 7.7; performance.md).

The log is filled by statements over whole sets, past the records. 300 people, 50,000 children; of five lines one is a list of 25 codes.
Every fifth of the people does nothing but list. Every third file that a person opened was given to them, half of these as the
responsible person.
"""

import random
import time
from datetime import timedelta
from statistics import quantiles
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import connections, transaction

from base import dates
from base.models import AccessEvent, Institution, Place, Role, Team, User
from minors import codes, looking
from minors.models import Child
from minors.views.looking import SUMMED
from scripts.bench.names import COLUMNS_OF_CHILD

PEOPLE, ASKED = 300, 60
DAYS = 3 * 365  # over which the lines lie
INDEXES = ("access_to_child", "access_by_person", "access_in_time", "access_of_kind", "access_searched_for", "access_shown")

FILL = """
insert into base_accessevent (kind, person_id, person_role, institution_id, field_class, result, shown, child_id, subject, subject_id,
                              reason, detail, at)
select case when n %% 5 = 0 then (case when n %% 25 = 0 then 'searched' else 'listed' end)
            when n %% 7 = 0 then 'revealed' else 'opened' end,
       person.id, 'caseworker', %(house)s, 'C1', 'given',
       case when n %% 5 = 0 then (select array_agg(code) from bench_child where nr between start and start + 24) end,
       case when n %% 5 <> 0 then (select id from bench_child where nr = start) end,
       'minors.child', '', '', '{}', now() - (n::float8 / %(events)s) * interval '1 day' * %(days)s
from (select n, (n::bigint * 7919 %% %(people)s)::int as who, (n::bigint * 104729 %% (%(children)s - 25))::int + 1 as start
      from generate_series(%(since)s, %(until)s) n) lines
join bench_person person on person.nr = lines.who
"""

GIVE = """
insert into minors_grant (id, version, recorded_at, child_id, user_id, status, levels, purpose, scope, starts_at, ends_at, given_by_id, reason)
select gen_random_uuid(), 1, now(), child_id, person_id, 'given', '{read_c1}',
       case when nr %% 2 = 0 then 'court' else 'responsible' end, '', now() - nr %% 900 * interval '1 day',
       case when nr %% 2 = 0 then now() + interval '30 days' end, %(officer)s, 'bench'
from (select child_id, person_id, row_number() over (order by child_id, person_id) as nr from base_accessevent
      where child_id is not null group by 1, 2) pairs
where nr %% 3 = 0
"""


def measure(options) -> None:
    """Fill, analyse, ask both questions of many, tell p95 against one second, and the plans."""
    officer = _fill(options.events, min(50_000, max(200, options.events // 100)))
    print(
        f"Access log: {AccessEvent.objects.count()} lines, {Child.objects.count()} children, {PEOPLE} people; sizes: {_sizes()}",
        flush=True,
    )
    dice = random.Random(options.seed)
    since = dates.today() - timedelta(days=120)
    known = list(Child.objects.order_by("code").values_list("code", flat=True))
    names = [f"bench{dice.randrange(PEOPLE)}" for _one in range(ASKED)]
    for what, asked in (("child", dice.sample(known, min(ASKED, len(known)))), ("person", names)):
        for span, days in (("one month", {"since": since, "until": since + timedelta(days=30)}), ("all years", {})):
            key = "code" if what == "child" else "username"
            with transaction.atomic():
                times = [_timed(officer, {key: one, **days}) for one in asked]
            print(
                f"    {what:6} {span}   p50 {_milliseconds(times, 50)} ms   p95 {_milliseconds(times, 95)} ms   target p95 1000 ms",
                flush=True,
            )
    for title, rows in (
        ("who saw a child", looking.events(officer, code=known[0])),
        ("what a person saw", looking.events(officer, username=names[0])),
    ):
        print(f"    plan of {title}:")
        lines = rows[: looking.A_PAGE].explain(analyze=True).splitlines()
        print("\n".join(f"      {line}" for line in lines if "Scan" in line or "Sort" in line))


def _timed(officer: User, asked: dict) -> float:
    """Everything the page asks: the first lines in words, and the summary."""
    began = time.perf_counter()
    rows = looking.events(officer, **asked)
    looking.in_words(looking.one_page(rows, 1)[0])
    if "code" in asked:
        looking.who_saw(rows)
    else:
        looking.what_was_seen(rows, SUMMED)
    return (time.perf_counter() - began) * 1000


def _milliseconds(times: list[float], percent: int) -> str:
    return f"{quantiles(times, n=100)[percent - 1]:.0f}"


def _sizes() -> str:
    with connections["owner"].cursor() as cursor:
        found = []
        for name in ("base_accessevent", *INDEXES):
            cursor.execute("select pg_size_pretty(pg_relation_size(%s))", [name])
            found.append(f"{name} {cursor.fetchone()[0]}")
    return ", ".join(found)


def _fill(events: int, children: int) -> User:
    """Officer, people, children and lines. Indexes and keys are put back when the rows are there."""
    home, place = Institution.objects.get(code="MFF"), Place.objects.get(code="DJV")
    until = dates.today() + timedelta(days=1)
    roles = {one.pk: one for one in Role.objects.all()}
    made = [
        User(username=f"bench{nr}", name=f"Bench {nr}", role=roles["caseworker"], institution=home, expires_on=until)
        for nr in range(PEOPLE)
    ]
    people = User.objects.bulk_create(made)
    officer = User.objects.create(
        username="log", name="Log", role=roles["data_protection_officer"], institution=home, expires_on=until
    )
    group = Group.objects.create(name="Bench log")
    team = Team.objects.create(institution=home, name="Bench log", region=place, group=group)
    with connections["owner"].cursor() as cursor:
        cursor.execute("set maintenance_work_mem = '512MB'")
        _children(cursor, children, place, team)
        cursor.execute(
            "create table bench_child as select row_number() over (order by code)::int as nr, id, code from minors_child"
        )
        cursor.execute("create unique index on bench_child (nr)")
        cursor.execute("create table bench_person (nr int primary key, id bigint)")
        cursor.executemany("insert into bench_person values (%s, %s)", [[nr, one.pk] for nr, one in enumerate(people)])
        cursor.execute("analyze bench_child, bench_person")
        cursor.execute("select indexname, indexdef from pg_indexes where indexname = any(%s)", [list(INDEXES)])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"drop index {name}")
        cursor.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = 'base_accessevent'::regclass and contype = 'f'"
        )
        keys = cursor.fetchall()
        for name, _definition in keys:  # checked at once when the rows are there
            cursor.execute(f"alter table base_accessevent drop constraint {name}")
        asked = {"house": home.pk, "events": events, "days": DAYS, "people": PEOPLE, "children": children}
        for since in range(1, events + 1, 500_000):
            cursor.execute(FILL, {**asked, "since": since, "until": min(events, since + 499_999)})
        for name, definition in keys:
            cursor.execute(f"alter table base_accessevent add constraint {name} {definition}")
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("alter table minors_grant disable trigger user")
        cursor.execute(GIVE, {"officer": officer.pk})
        cursor.execute("alter table minors_grant enable trigger user")
        cursor.execute("drop table bench_child, bench_person")
    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum analyze base_accessevent")
        cursor.execute("vacuum analyze minors_child, minors_grant")
    return officer


def _children(cursor, count: int, place: Place, team: Team) -> None:
    """Rows of children as COPY takes them: what a log has to name, and nothing else about them."""
    now = dates.now()
    cursor.execute("alter table minors_child disable trigger user")
    with cursor.copy(f"copy minors_child ({', '.join(COLUMNS_OF_CHILD.split())}) from stdin") as copy:
        for one in {codes.new_code() for _nr in range(count)}:
            told = ["registered", "uac", "M", "", "", "", "", "ET", "om", now - timedelta(hours=1), now, "coast_guard", "direct"]
            copy.write_row([uuid4(), 1, now, one, *told, place.pk, place.pk, team.institution_id, team.pk, None, None])
    cursor.execute("alter table minors_child enable trigger user")
