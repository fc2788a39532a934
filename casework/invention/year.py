"""The year: who comes when, everybody's stories in one order of time, all or nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import translation

from base import chance as source
from base import dates
from base.transactions import without_savepoints

from . import families, handing, houses, panels, people, requests, searches, sharing, talks, twice
from .boats import Boat
from .last_days import LastDays
from .lives import Life
from .profiles import Profile, can_be_mistaken, companion, found_on, same_again, somebody
from .schedule import Schedule
from .words import chance, listed, one_of

LENGTH = 365  # days
IN_GROUPS = 15  # percent of the children
GROUP_ROUTES = {"yemen": 5, "sea_out": 3, "border": 2}


def invent(children: int, seed: int, until: date, told: Callable[[datetime], None] = lambda moment: None) -> None:
    """Fill an empty database with so many children and a year of work that ends when the day `until` begins.

    The same number, seed and day make the same year: codes, names, events, in the same order. All of it is one transaction, so
    that an interruption leaves nothing half made. `told` hears each moment as it is played.
    """
    end = datetime.combine(until, datetime.min.time(), dates.DJIBOUTI)
    with transaction.atomic(), without_savepoints(), translation.override("fr"), source.seeded(seed):
        dice = Random(seed)
        first_day = until - timedelta(days=LENGTH)
        with dates.at(datetime.combine(first_day, datetime.min.time(), dates.DJIBOUTI)):
            world = people.settle(dice, children, first_day, until)
        schedule = Schedule(end)
        life = Life(dice, world, schedule)
        waiting = LastDays(dice, life, world, end).plan(children * 45 // 100)
        for profile in arrivals(dice, children - waiting, until):
            life.of(profile)
        requests.start(dice, life, schedule)
        schedule.run(told)
        twice.join_one(end)
        families.one_pair_apart(life.files, end)
        talks.tell(end)
        searches.tell(end)
        panels.waits(end)
        handing.part_time(end)
        houses.evening(end)
        sharing.embassy(end)


def arrivals(dice: Random, count: int, until: date) -> list[Profile]:
    """So many children, over the year before that day: one by one, in groups of one night, and a few for the second time."""
    found: list[Profile] = []
    grouped, again = count * IN_GROUPS // 100, count // 80
    while len(found) < grouped:
        found += _group(dice, min(dice.randint(3, 8), grouped - len(found)), until)
    while len(found) < count - again:
        route = one_of(dice, {name: facts["weight"] for name, facts in listed("world")["routes"].items()})
        found.append(somebody(dice, route, found_on(dice, route, _day(dice, route, until))))
    latest = datetime.combine(until - timedelta(days=60), datetime.min.time(), dates.DJIBOUTI)
    twice = [one for one in found if can_be_mistaken(one) and one.found_at < latest]
    found += [same_again(dice, one) for one in dice.sample(twice, min(again, len(twice)))]
    while len(found) < count:
        found.append(somebody(dice, "street", found_on(dice, "street", _day(dice, "street", until))))
    return found


def _group(dice: Random, size: int, until: date) -> list[Profile]:
    route = one_of(dice, GROUP_ROUTES)
    first = somebody(dice, route, found_on(dice, route, _day(dice, route, until)))
    others = [companion(dice, first, related=chance(dice, 16)) for _number in range(size - 1)]
    boat = Boat(first.found_at, first.place, route, size)
    return [replace(one, boat=boat) for one in [first, *others]]


def _day(dice: Random, route: str, until: date) -> date:
    """A day of the year, as often as the season brings children on this route (domain.md 4.3)."""
    months = listed("world")["routes"][route]["months"]
    while True:
        day = until - timedelta(days=dice.randint(2, LENGTH))
        if dice.random() * max(months) <= months[day.month - 1]:
            return day
