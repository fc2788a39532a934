"""The first day of an invented child: registration, consent, where it sleeps tonight, what is corrected later."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zlib import crc32

from base import chance as chances
from base import dates, options
from base.models import AccessEvent, User
from casework import intake
from casework.models import BestInterestsAssessment, CareProvider
from minors import access, consent, duplicates, naming
from minors.models import ArrivalEvent, Child, ChildName, Consent, Grant
from referrals.models import Referral

from . import boats, papers
from .people import World
from .profiles import Profile, birth
from .words import SMALL, Voice, chance, listed

TAGS = {"loyada": "border"}
HOUSES = {"nuit": "C-NUIT", "jour": "C-NUIT", "caena": "C-CAENA", "coam": "C-COAM", "sud": "C-SUD"}
LEVELS = ["low", "medium", "high"]
SCOPES = {
    "share_health": 93,
    "share_shelter": 88,
    "share_education": 82,
    "share_legal_asylum": 62,
    "share_tracing_rc": 74,
    "share_tracing_iom_cross_border": 60,
    "share_family": 60,
    "share_police_justice": 28,
    "contact_after_closure": 62,
    "photo_tracing": 22,
}


class Arrival:
    """What the story needs to remember about one child, and the deeds of its first day. All times are those of `base.dates.now`."""

    child: Child
    case_id: UUID

    def __init__(self, dice: Random, world: World, profile: Profile):
        self.dice, self.world, self.profile = dice, world, profile
        unit = world.units[profile.unit]
        # Somebody else's unit takes the child over when every worker of this one has as many as one can carry.
        self.unit = unit if not unit.full else min(world.units.values(), key=lambda one: (one.full, one.key != "caena", one.key))
        self.owner = self.unit.least_loaded()
        self.supervisor = self.unit.supervisor
        self.tag = SMALL if profile.small else TAGS.get(profile.route, profile.route)
        self.voice = Voice(
            dice,
            girl=profile.sex == "F",
            tag=self.tag,
            lieu=world.places[profile.place].name_fr,
            langue=options.label("L05", profile.language),
        )
        self.bia: BestInterestsAssessment | None = None
        self.sent: list[Referral] = []
        self.night_grant: Grant | None = None
        self.present = True  # in care of the programme: neither missing, nor leaving, nor closed

    def register(self, *, risk: str, registered_at: datetime, owner: User | None = None, tonight: dict | None = None) -> None:
        """Open the case, as known now; the registration itself took place at `registered_at`."""
        profile, self.owner = self.profile, owner or self.owner
        tonight = tonight or self.somewhere()
        born = birth(self.dice, profile, dates.local_date(registered_at))
        self.risk = self._at_least(risk, tonight["care_type"], born)
        case = intake.open_case(
            name=profile.name.spelled(profile.ways),
            child={
                "category": "sc" if profile.accompanied or tonight["care_type"] in ("kinship", "adult_sibling") else "uac",
                "sex": profile.sex,
                "nationality": profile.nationality,
                "language": profile.language,
                "identified_at": profile.found_at,
                "registered_at": registered_at,
                "found_place": self.world.places[profile.place],
                "found_by": profile.found_by,
                "arrival": self._boat(),
            },
            birth=born,
            consent=self._consent(registered_at),
            tonight=tonight,
            risk=self.risk,
            risk_reasons=self.voice.say(listed("assessments")["risk_reasons"][self.risk]),
            by=self.owner,
        )
        self.child, self.case_id = case.child, case.pk
        with self._aside():
            duplicates.look_again(self.child, by=self.owner, reason="Registration")
        self.unit.count(self.owner, 1)
        self.world.bed(tonight.get("provider"), 1)
        self._watch_at_night(tonight.get("provider"))
        papers.carried(case.child, by=self.owner)

    def _boat(self) -> ArrivalEvent | None:
        """The arrival of the group, reported by whoever registers its first child."""
        boat = self.profile.boat
        if boat and boat not in self.world.boats:
            place = self.world.places[boat.place]
            self.world.boats[boat] = boats.report(boat, place, self.profile.found_by, self.owner)
        return self.world.boats[boat] if boat else None

    def _aside(self):
        """Ids drawn inside do not change what is drawn afterwards."""
        return chances.seeded(crc32(self.child.code.encode()))

    def somewhere(self) -> dict:
        """Where the child can sleep tonight: a free bed of the team's own place, or less."""
        kinds = listed("world")["routes"][self.profile.route]["tonight"]
        kind = self.dice.choices(list(kinds), list(kinds.values()))[0]
        provider = self.own_bed() if kind == "bed" or self.profile.small else None
        kind = provider.care_type if provider else "none" if kind == "bed" else kind
        reason = self.voice.say(listed("care")["first_night"][kind])
        return {"care_type": kind, "provider": provider, "reason": reason, "override_reason": listed("care")["override"]}

    def own_bed(self) -> CareProvider | None:
        """A free bed in the house that this team turns to first."""
        wanted = [HOUSES[self.unit.key]]
        if self.profile.sex == "F" and self.profile.route in ("domestic", "street"):
            wanted = ["C-FILLES", *wanted]
        if self.profile.small:
            wanted = ["C-DARYEL", "C-SOS", *wanted]
        fitting = [one for code in wanted for one in self.world.providers if one.code == code and self.fits(one)]
        return fitting[0] if fitting else None

    def fits(self, provider: CareProvider) -> bool:
        """Whether the place has a bed for a child of this age and sex."""
        right = self.profile.sex in provider.sexes and provider.min_age <= self.profile.age <= provider.max_age
        return right and self.world.has_bed(provider)

    def _consent(self, at: datetime) -> dict:
        dice, age = self.dice, self.profile.age
        scopes = ["case_management", "data_storage", *[scope for scope, percent in SCOPES.items() if chance(dice, percent)]]
        if chance(dice, 90):
            scopes.append("anonymous_statistics")
        given = {"given_at": at, "language": self.profile.language, "scopes": scopes}
        why = self.voice.say(listed("care")["not_yet"])
        if chance(dice, 12 if age >= 12 else 5):
            return {**given, "basis": Consent.Basis.VITAL_INTERESTS, "scopes": [], "reason_not_asked": why}
        if age >= 15 or (age >= 13 and chance(dice, 40)):
            return {**given, "basis": Consent.Basis.CONSENT, "givers": ["child"]}
        if chance(dice, 15):
            return {**given, "basis": Consent.Basis.CONSENT, "givers": [dice.choice(["mother", "mother", "father"])]}
        why = listed("care")["not_yet"][2]
        return {**given, "basis": Consent.Basis.BEST_INTERESTS, "givers": ["caseworker"], "reason_not_asked": why}

    def ask_again(self) -> None:
        """Consent could not be asked for on the first day: it is now."""
        now = dates.now()
        fields = self._consent(now) | {"basis": Consent.Basis.CONSENT, "givers": ["child"], "reason_not_asked": ""}
        fields["scopes"] = fields["scopes"] or ["case_management", "data_storage", "share_health", "share_shelter"]
        consent.record(self.child, by=self.owner, reason="Consent was recorded.", **fields)

    def withdraw(self) -> None:
        given = self.child.consents.in_force().first()
        if given:
            consent.withdraw(given, by=self.owner, reason=self.voice.say(listed("care")["withdrawn"]))
            for referral in self.sent:
                referral.refresh_from_db()  # what nobody had answered was pulled back

    def spell_otherwise(self) -> None:
        """The name is corrected with the child, or written in its own script beside the name in use."""
        profile = self.profile
        if profile.name.script is not None and profile.name.script not in profile.ways:
            spelled = profile.name.spelled((profile.name.script,) * 3)
            reason = self.voice.say(listed("care")["other_spelling"])
            ChildName(child=self.child, kind=ChildName.Kind.OTHER, **spelled).save(by=self.owner, reason=reason)
        elif profile.name.script is None:
            name = self.child.names.get(kind=ChildName.Kind.MAIN)
            spelled = profile.name.spelled((profile.ways[0], profile.ways[1], (profile.ways[2] + 1) % 2))
            reason = self.voice.say(listed("care")["renamed"])
            with self._aside():
                naming.rename(name, **spelled, by=self.owner, reason=reason)

    def look(self, person: User | None = None, kind: str = AccessEvent.Kind.OPENED) -> None:
        """Somebody searched for the file, opened it, looked at the identity or printed it: remembered as the pages do."""
        if kind == AccessEvent.Kind.SEARCHED:
            access.remember(person or self.owner, kind, term=self.child.code, found=[self.child.code])
            return
        reason = self.dice.choice(listed("care")["looked"].get(kind, [""]))
        access.remember(person or self.owner, kind, self.child, reason=reason)

    def _at_least(self, risk: str, care_type: str, born: dates.PartialDate | None = None) -> str:
        profile, floor = self.profile, "low"
        rough = care_type in ("street", "employer")
        bounds = dates.age_bounds(born.earliest, born.latest, dates.today()) if born else None
        youngest = min(profile.age, bounds[0] if bounds else profile.age)
        if youngest < 5 or (rough and profile.sex == "F") or care_type == "detention":
            floor = "high"
        elif youngest < 13 or rough or profile.route == "yemen":
            floor = "medium"
        return max(risk, floor, key=LEVELS.index)

    def _watch_at_night(self, provider: CareProvider | None) -> None:
        """The person on night duty, and the one who answers for the house, see the children who sleep there."""
        if provider is None or provider.code not in ("C-NUIT", "C-CPE"):
            return
        kind, who = ("duty", "kadar") if provider.code == "C-NUIT" else ("resident", "daher")
        levels = ["read_c1", "read_c2", "read_c3", "change"] if kind == "duty" else ["read_c1", "read_c2"]
        purpose = Grant.Purpose.DUTY
        self.night_grant = self.give(who, purpose, levels, timedelta(days=120), listed("care")["grants"][kind])

    def give(self, username: str, purpose: str, levels: list[str], lasts: timedelta, reasons: list[str], by: User | None = None):
        """Access to this file for somebody outside the team."""
        return access.give(
            self.child,
            user=self.world.people[username],
            levels=levels,
            purpose=purpose,
            by=by or self.owner,
            reason=self.dice.choice(reasons),
            ends_at=dates.now() + lasts,
        )
