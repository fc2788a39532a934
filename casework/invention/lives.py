"""How a case goes: stories that do something, then say when they want to go on. Several of them run side by side for one child."""

from collections.abc import Generator
from datetime import datetime, timedelta
from random import Random

from base import dates

from . import absences, answers, concerns, consents, families, guardians, plans, reunion, visits
from .deeds import ROUGH, File
from .people import World
from .profiles import Profile
from .schedule import Schedule, Story, at_the_office, awake
from .words import chance, days, hours, listed, one_of

RISKS = {"high": 24, "medium": 50, "low": 26}
ENDS = {
    "durable_solution": 30,
    "goals_met": 27,
    "not_contactable": 20,
    "transferred": 8,
    "no_longer_wants": 7,
    "turned_18": 6,
    "relocated": 3,
    "no_further_action": 2,
}
PLACEMENT_ENDS = {"durable_solution": "return", "goals_met": "reunified", "turned_18": "aged_out", "not_contactable": "missing"}
NEEDS = {
    "medical": 60,
    "basic_psychosocial": 30,
    "family_tracing": 30,
    "non_formal_education": 24,
    "formal_education": 9,
    "recreation": 9,
    "documentation": 6,
    "legal_aid": 6,
    "focused_mhpss": 12,
    "vocational_training": 6,
}


class Life:
    """The stories of one child's file, with its own dice: what happens to others changes nothing in it but free beds."""

    def __init__(self, dice: Random, world: World, schedule: Schedule):
        self.dice, self.world, self.schedule = dice, world, schedule
        self.files: list[File] = []

    def of(self, profile: Profile) -> None:
        """Let the child of this profile come."""
        dice = Random(self.dice.getrandbits(64))
        registered_at = awake(dice, profile.found_at + hours(dice, 0.5, 8))
        promptly = profile.found_at > self.schedule.end - timedelta(days=14)
        if chance(dice, 6) and not promptly:  # too late by the rule, domain.md 2.4 T02
            registered_at = at_the_office(dice, profile.found_at + days(dice, 2, 6))
        recorded_at = registered_at + timedelta(minutes=dice.randint(4, 25))
        if chance(dice, 6) and not promptly:  # on paper, where there is no network
            recorded_at = at_the_office(dice, registered_at + days(dice, 3.2, 6))
        self.schedule.start(self.whole(dice, profile, registered_at), recorded_at)

    def whole(self, dice: Random, profile: Profile, registered_at: datetime) -> Story:
        """From the first day to the closing, and sometimes again."""
        file = File(dice, self.world, profile)
        self.files.append(file)
        file.register(risk=one_of(dice, RISKS), registered_at=registered_at)
        start = self.schedule.start
        start(self.first_days(file, registered_at), dates.now() + timedelta(minutes=1))
        start(consents.story(file), dates.now() + timedelta(minutes=2))
        start(visits.story(file, self.schedule.end), dates.now() + timedelta(minutes=3))
        start(guardians.story(file), dates.now() + timedelta(minutes=4))
        start(guardians.doubts(file), dates.now() + timedelta(minutes=5))
        start(reunion.story(file), dates.now() + timedelta(minutes=6))
        for story, moment in [*families.stories(file, self.files[:-1]), *concerns.stories(file)]:
            start(story, moment)
        start(self.small_things(file), at_the_office(dice, dates.now() + days(dice, 1, 20)))
        if chance(dice, 85):
            yield from self.leaving(file)
            if chance(dice, 6):
                yield from self.again(file)

    # -------------------------------------------------------------------------------------------------------------- assessing

    def first_days(self, file: File, since: datetime) -> Story:
        """The rapid assessment, then everything that follows from it."""
        dice = file.dice
        late = chance(dice, 7)
        left = timedelta(hours=24 if file.risk == "high" else 48) - (since - file.profile.found_at)
        moment = awake(dice, since + min(hours(dice, 0.5, 20), max(left - timedelta(hours=3), timedelta(minutes=20))))
        if late:
            moment = awake(dice, file.profile.found_at + hours(dice, 52, 150))
        recorded = max(moment, dates.now()) + timedelta(minutes=dice.randint(1, 40))
        if chance(dice, 4):
            recorded = at_the_office(dice, moment + days(dice, 3.2, 5))
        yield recorded
        if not file.present:
            return
        if chance(dice, 40):
            file.look()
        file.assess_rapidly(done_at=moment)
        answers.answer(file)
        self.schedule.start(self.assessment(file), at_the_office(dice, dates.now() + self._soon(file, 0.42)))
        self.schedule.start(self.housing(file), awake(dice, dates.now() + hours(dice, 1, 50)))
        for kind in self._needs(file):
            self.schedule.start(self.referral(file, kind), at_the_office(dice, dates.now() + days(dice, 0.05, 16)))

    def _soon(self, file: File, part: float) -> timedelta:
        """A random part of the time that the rule leaves for the best-interests assessment."""
        whole = {"high": 7, "medium": 14, "low": 30}[file.risk]
        return days(file.dice, 0.4, whole * part)

    def assessment(self, file: File) -> Story:
        """The best-interests assessment: begun, written, sent, sometimes returned, approved; some are late, few never end."""
        dice = file.dice
        if chance(dice, 4):
            return
        if chance(dice, 12):
            yield at_the_office(dice, dates.now() + self._soon(file, 1.5))
        if not file.present or file.bia:
            return
        file.begin_bia()
        yield at_the_office(dice, dates.now() + self._soon(file, 0.16))
        if file.bia_status != "draft" or chance(dice, 3):
            return
        file.write_bia()
        file.submit_bia()
        yield at_the_office(dice, dates.now() + self._soon(file, 0.14))
        if file.bia_status != "submitted":
            return
        if chance(dice, 35):
            file.look(file.supervisor)
        if chance(dice, 16):
            file.return_bia()
            yield at_the_office(dice, dates.now() + days(dice, 0.5, 4))
            if file.bia_status != "returned":
                return
            file.rework_bia()
            file.submit_bia()
            yield at_the_office(dice, dates.now() + days(dice, 0.3, 2))
        if file.bia_status == "submitted":
            file.approve_bia()
            self.schedule.start(plans.story(file), at_the_office(dice, dates.now() + timedelta(hours=20)))

    # ------------------------------------------------------------------------------------------------------------------ caring

    def housing(self, file: File) -> Story:
        """From the street to a shelter, from the shelter to a family; it does not always hold."""
        dice = file.dice
        placement = file.placement
        if placement and placement.care_type in ROUGH and chance(dice, 88):
            provider = file.own_bed()
            if provider and file.present:
                file.place(provider)
        yield from self.visit(file)
        if chance(dice, 10) and file.present:
            yield awake(dice, dates.now() + days(dice, 3, 30))
            yield from self.runs_away(file)
        if chance(dice, 16):
            yield at_the_office(dice, dates.now() + days(dice, 5, 40))
            if file.present and self.move(file, "emergency_over"):
                yield from self.visit(file)
        if chance(dice, 42) or file.profile.age < 9:
            yield at_the_office(dice, dates.now() + days(dice, 12, 70))
            if file.present and self.to_a_family(file):
                yield from self.visit(file)
                if chance(dice, 16):
                    yield at_the_office(dice, dates.now() + days(dice, 10, 60))
                    yield from self.breaks_down(file)

    def visit(self, file: File) -> Story:
        """A look at the place after some days; where it does not suit, another one is sought."""
        dice = file.dice
        yield at_the_office(dice, dates.now() + days(dice, 1.5, 5))
        if not file.present or chance(dice, 7):
            return
        suits = chance(dice, 91)
        file.judge_place("yes" if suits else "no")
        visits.at_the_place(file)
        if not suits:
            yield at_the_office(dice, dates.now() + days(dice, 1, 8))
            if file.present and self.move(file, "moved"):
                yield at_the_office(dice, dates.now() + days(dice, 2, 4))
                if file.present:
                    file.judge_place("yes")

    def move(self, file: File, because: str) -> bool:
        others = [one for one in self.world.providers if one.kind == "centre" and file.fits(one)]
        others = [one for one in others if one.region_id == file.unit.team.region_id] or others
        return bool(others) and file.place(file.dice.choice(others), because=because)

    def to_a_family(self, file: File) -> bool:
        families = [one for one in self.world.providers if one.kind == "family" and file.fits(one)]
        near = [one for one in families if one.region_id == file.unit.team.region_id]
        return bool(families) and file.place(file.dice.choice(near or families))

    def breaks_down(self, file: File) -> Story:
        """A family or a house that did not work out: back to the street for some nights, then a new bed."""
        dice = file.dice
        if not file.present or file.placement is None or file.placement.provider_id is None:
            return
        because = one_of(dice, {"breakdown_child": 6, "breakdown_caregiver": 3, "breakdown_capacity": 1})
        file.leave_place(because, to="street", reason=file.voice.say(listed("care")["back_to_street"]))
        yield awake(dice, dates.now() + days(dice, 1, 12))
        if file.present and self.move(file, "moved"):
            yield from self.visit(file)

    def runs_away(self, file: File) -> Story:
        """Gone for some nights, and back."""
        dice = file.dice
        if not file.present or file.placement is None or file.placement.provider_id is None:
            return
        file.voice.say(listed("care")["back_to_street"])
        absences.goes_missing(file, self.schedule)
        yield awake(dice, dates.now() + days(dice, 1, 9))
        if file.present:
            absences.is_found(file)
        if file.present and self.move(file, "moved"):
            yield from self.visit(file)

    # --------------------------------------------------------------------------------------------------------------- referring

    def _needs(self, file: File) -> list[str]:
        profile, dice = file.profile, file.dice
        if profile.small:
            return [
                kind for kind, percent in {"medical": 90, "nutrition": 70, "family_tracing": 80}.items() if chance(dice, percent)
            ]
        wanted = dict(NEEDS)
        if profile.route == "yemen":
            wanted["focused_mhpss"] = 34
        if profile.sex == "F":
            wanted["gbv_response"] = 60 if profile.route == "domestic" else 20
        if profile.nationality in ("ER", "SO", "YE"):
            wanted["asylum"] = 55
        if profile.age < 15:
            wanted |= {"formal_education": 22, "vocational_training": 0}
        return [kind for kind, percent in wanted.items() if chance(dice, percent)]

    def referral(self, file: File, kind: str) -> Story:
        """Sent, then what the service makes of it; one in eleven is never answered."""
        dice = file.dice
        if not file.present:
            return
        referral = file.refer(kind, urgent=kind == "medical" and file.risk == "high")
        if referral is None or chance(dice, 9):
            return
        yield at_the_office(dice, dates.now() + (hours(dice, 2, 30) if referral.urgency == "urgent" else days(dice, 0.2, 5.5)))
        if referral.status != "sent":
            return
        if chance(dice, 9):
            file.decline(referral)
            return
        file.accept(referral)
        yield at_the_office(dice, dates.now() + (days(dice, 1, 7) if kind == "medical" else days(dice, 3, 30)))
        if referral.status != "accepted" or chance(dice, 5):
            return
        if chance(dice, 9):
            file.fail(referral)
        else:
            file.complete(referral)

    def small_things(self, file: File) -> Story:
        """Consent asked for at last or withdrawn, a name corrected, the file opened and printed."""
        dice = file.dice
        if not file.child.consents.in_force().exists() and file.profile.age >= 13 and file.present:
            file.ask_again()
        if chance(dice, 30 if file.profile.name.script is not None else 6):
            yield at_the_office(dice, dates.now() + days(dice, 0.2, 9))
            file.spell_otherwise()
        for kind, percent in {"opened": 70, "revealed": 35, "searched": 20, "printed": 8}.items():
            if chance(dice, percent):
                yield at_the_office(dice, dates.now() + days(dice, 0.5, 25))
                file.look(kind=kind)
        if chance(dice, 3) and file.present:
            yield at_the_office(dice, dates.now() + days(dice, 5, 40))
            if file.present:
                file.withdraw()

    # ----------------------------------------------------------------------------------------------------------------- closing

    def leaving(self, file: File) -> Story:
        """The child goes home, grows up, moves or vanishes; what is still open is finished; the case is closed."""
        dice = file.dice
        reason = one_of(dice, ENDS)
        if (reason == "turned_18" and file.profile.age < 17) or (file.profile.age < 9 and reason != "durable_solution"):
            reason = "goals_met"
        vanishes = reason == "not_contactable"
        yield at_the_office(dice, dates.now() + (days(dice, 4, 60) if vanishes else days(dice, 24, 165)))
        if reason == "durable_solution" and not (yield from self.journey_home(file)):
            reason = "goals_met"
        file.present = False
        self.depart(file, reason)
        yield at_the_office(dice, dates.now() + (days(dice, 91, 105) if vanishes else days(dice, 1, 9)))
        yield from self.finish(file)
        yield from self.closing(file, reason)

    def journey_home(self, file: File) -> Generator[datetime, None, bool]:
        """The return is prepared by the service for it; says whether the child went."""
        referral = file.refer("return_avrr")
        if referral is None:
            return False
        yield at_the_office(file.dice, dates.now() + days(file.dice, 1, 5))
        file.accept(referral)
        yield at_the_office(file.dice, dates.now() + days(file.dice, 8, 35))
        file.complete(referral)
        return True

    def depart(self, file: File, reason: str) -> None:
        """Where the child slept comes to an end; who does not leave the country stays with relatives."""
        because = PLACEMENT_ENDS.get(reason, "moved")
        if reason == "not_contactable":
            absences.goes_missing(file, self.schedule)
            return
        absences.is_found(file)
        if reason in ("goals_met", "no_longer_wants", "no_further_action"):
            file.leave_place(because, to="kinship", reason=file.voice.say(listed("care")["place"]["kinship"]))
        else:
            file.leave_place(because)

    def finish(self, file: File) -> Story:
        """What stands in the way of closing: open referrals, an assessment that nobody approved."""
        dice = file.dice
        file.cancel_what_is_open()
        plans.finish(file)
        reunion.finish(file)
        if not file.case.child.rapid_assessments.exists():
            file.assess_rapidly(done_at=file.child.registered_at)  # written at last, long after the talk
        if file.bia_status in ("draft", "returned"):
            file.write_bia()
            file.submit_bia()
        if file.bia_status == "submitted":
            yield at_the_office(dice, dates.now() + days(dice, 0.5, 3))
        if file.bia_status == "submitted":
            file.approve_bia()
        yield at_the_office(dice, dates.now() + hours(dice, 1, 24))

    def closing(self, file: File, reason: str) -> Story:
        dice = file.dice
        asked = file.ask_for_closure(reason)
        yield at_the_office(dice, dates.now() + days(dice, 0.5, 5))
        if chance(dice, 9):
            file.keep_open(asked)
            yield at_the_office(dice, dates.now() + days(dice, 6, 20))
            asked = file.ask_for_closure(reason)
            yield at_the_office(dice, dates.now() + days(dice, 0.5, 4))
        file.close(asked)

    def again(self, file: File) -> Story:
        """Some come back, and the work begins anew."""
        dice = file.dice
        yield at_the_office(dice, dates.now() + days(dice, 14, 70))
        file.reopen(dice.choice(["breakdown", "returned_from_abroad", "new_concern", "request"]))
        yield awake(dice, dates.now() + hours(dice, 2, 30))
        file.assess_rapidly()
        self.schedule.start(self.assessment(file), at_the_office(dice, dates.now() + self._soon(file, 0.5)))
        yield awake(dice, dates.now() + hours(dice, 2, 40))
        self.move(file, "moved")
        yield from self.visit(file)
