"""Who works in the invented year: teams, staff with sign-ins, centres and families with beds, the directory of services."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils.text import slugify

from base import dates
from base.models import Institution, Place, Role, Team, User
from casework import beds
from casework.models import CareProvider
from minors.models import ArrivalEvent
from referrals.models import Service

from . import houses, sharing
from .boats import Boat
from .words import listed

PASSWORD = "lagune-corail-baobab"  # noqa: S105  of invented people; the command refuses to run where people are real
AT_MOST = 25  # open cases of one worker (domain.md 2.6)


def accounts() -> list[dict[str, str]]:
    """One sign-in for each role that has pages: role, username, password, who."""
    rows = listed("world")["accounts"]
    return [{"role": row["role"], "username": row["username"], "password": PASSWORD, "who": row["who"]} for row in rows]


@dataclass
class Unit:
    """A team with its people. `open_cases` counts what each worker carries."""

    key: str
    team: Team
    supervisor: User
    workers: list[User]
    open_cases: dict[int, int] = field(default_factory=dict)

    def least_loaded(self) -> User:
        return min(self.workers, key=lambda worker: (self.open_cases.get(worker.pk, 0), worker.username))

    @property
    def full(self) -> bool:
        return self.open_cases.get(self.least_loaded().pk, 0) >= AT_MOST

    def count(self, worker: User, by: int) -> None:
        self.open_cases[worker.pk] = self.open_cases.get(worker.pk, 0) + by


@dataclass
class World:
    """Everybody and everything that is there before the first child comes."""

    places: dict[str, Place]
    units: dict[str, Unit]
    people: dict[str, User]  # by username: those who can be signed in as
    providers: list[CareProvider]
    services: dict[str, list[Service]]  # by kind
    answering: dict[int, User]  # by institution
    taken: dict[int, int] = field(default_factory=dict)  # beds, by provider
    boats: dict[Boat, ArrivalEvent] = field(default_factory=dict)

    def has_bed(self, provider: CareProvider) -> bool:
        return self.taken.get(provider.pk, 0) < provider.capacity

    def bed(self, provider: CareProvider | None, by: int) -> None:
        if provider:
            self.taken[provider.pk] = self.taken.get(provider.pk, 0) + by


def settle(dice: Random, children: int, first_day: date, until: date) -> World:
    """Make them all, in the sizes that `children` need."""
    maker = _Maker(dice, first_day, until)
    world = listed("world")
    teams = {row["key"]: maker.team(row) for row in world["teams"]}
    people = {row["username"]: maker.known(row, teams) for row in world["accounts"]}
    units = maker.units(world["teams"], teams, people, children)
    services = [maker.service(*row) for row in world["services"]]
    kinds: dict[str, list[Service]] = {}
    for service in services:
        kinds.setdefault(service.kind, []).append(service)
    providers = maker.providers(children)
    sharing.agreed((unit.team for unit in units.values()), services, first_day, until)
    first = next(iter(units.values()))
    houses.screened(providers, by=first.workers[0], approver=first.supervisor)
    return World(maker.places, units, people, providers, kinds, maker.answering(services, people))


def _spoken(username: str) -> list[str]:
    """French, and one to three languages of the children: always the same for the same person."""
    own = Random(f"languages of {username}")
    return ["fr", *sorted(own.sample(["so", "aa", "am", "om", "ti", "ar"], own.randint(1, 3)))]


class _Maker:
    def __init__(self, dice: Random, first_day: date, until: date):
        self.dice, self.until = dice, until
        self.joined = datetime.combine(first_day - timedelta(days=40), datetime.min.time(), dates.DJIBOUTI)
        self.hash = make_password(PASSWORD)  # one for all: making it is slow on purpose
        self.places = {place.code: place for place in Place.objects.select_related("region")}
        self.institutions = {one.code: one for one in Institution.objects.select_related("region")}
        self.roles = Role.objects.in_bulk()
        self.usernames = {row["username"] for row in listed("world")["accounts"]}

    def team(self, row: dict) -> Team:
        institution = self.institutions[row["institution"]]
        group = Group.objects.create(name=f"{row['institution']} {row['name']}")
        return Team.objects.create(institution=institution, name=row["name"], region=self.places[row["region"]], group=group)

    def known(self, row: dict, teams: dict[str, Team]) -> User:
        """Somebody who can be signed in as."""
        team = teams.get(row.get("team", ""))
        institution = team.institution if team else self.institutions[row["institution"]]
        return self._person(row["username"], row["name"], row["role"], institution, team)

    def units(self, rows: list[dict], teams: dict[str, Team], people: dict[str, User], children: int) -> dict[str, Unit]:
        """The teams that take care of children, with as many workers as the children of a year need."""
        found = {}
        for row in [row for row in rows if row["share"]]:
            team, key = teams[row["key"]], row["key"]
            there = [one for one in people.values() if one.team_id == team.pk]
            workers = [one for one in there if one.role_id == "caseworker"]
            for number in range(len(workers), max(1, round(children / 24 * row["share"] / 100))):
                workers.append(
                    self._invented("caseworker", team.institution, team, row["languages"][number % len(row["languages"])])
                )
            supervisors = [one for one in there if one.role_id == "supervisor"]
            supervisor = supervisors[0] if supervisors else self._invented("supervisor", team.institution, team)
            found[key] = Unit(key, team, supervisor, workers)
        return found

    def providers(self, children: int) -> list[CareProvider]:
        """The centres of the list, and families in code: their address is secret and stands nowhere."""
        rows = [dict(row) for row in listed("world")["providers"]]
        families = listed("world")["families"]
        for number in range(max(5, children // 18)):
            code, region = families["institutions"][number % len(families["institutions"])]
            row = {"code": f"F-{number + 1:02}", "label": f"{families['label']} {number + 1:02}", "institution": code}
            beds, sexes = self.dice.choice([1, 1, 2, 2, 3]), self.dice.choice([["M"], ["M"], ["F", "M"], ["F"]])
            rows.append({**row, "care_type": "foster", "region": region, "capacity": beds, "sexes": sexes, "ages": [0, 17]})
        return [self._provider(**row) for row in rows]

    def _provider(self, *, institution: str, region: str, ages: list[int], **fields) -> CareProvider:
        kind = CareProvider.Kind.FAMILY if fields["care_type"] == "foster" else CareProvider.Kind.CENTRE
        return beds.open_house(
            kind=kind,
            institution=self.institutions[institution],
            region=self.places[region],
            min_age=ages[0],
            max_age=ages[1],
            **fields,
        )

    def service(self, institution: str, kind: str, place: str) -> Service:
        return Service.objects.create(institution=self.institutions[institution], kind=kind, place=self.places[place])

    def answering(self, services: list[Service], people: dict[str, User]) -> dict[int, User]:
        """One person of each institution who answers what is sent to its services."""
        found = {one.institution_id: one for one in people.values() if one.role_id in ("service_provider", "tracing_officer")}
        for service in services:
            if service.institution_id not in found:
                found[service.institution_id] = self._invented("service_provider", service.institution)
        return found

    def _invented(self, role: str, institution: Institution, team: Team | None = None, language: str = "fr") -> User:
        """A colleague with a name put together by chance, in the French spelling of Djibouti."""
        lists = listed("names")["so"]
        own, father, grandfather = (self.dice.choice(lists[sex])[2] for sex in (self.dice.choice("FM"), "M", "M"))
        username = stem = f"{slugify(own)}.{slugify(grandfather)}"
        while username in self.usernames:
            username = f"{stem}{self.dice.randrange(10, 99)}"
        self.usernames.add(username)
        return self._person(username, f"{own} {father} {grandfather}", role, institution, team, language)

    def _person(self, username, name, role, institution, team, language="fr") -> User:
        person = User(
            username=username,
            email=f"{username}@demo.example",  # a domain that nobody can own
            name=name,
            role=self.roles[role],
            institution=institution,
            team=team,
            language=language,
            speaks=_spoken(username) if role == "caseworker" else [],
            expires_on=self.until + timedelta(days=365),
            date_joined=self.joined,
            password=self.hash,
        )
        person.save()
        if team:
            person.groups.add(team.group)
        return person
