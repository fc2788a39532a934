"""What waits when the year ends: each worker finds something to do on the first page, each supervisor something to decide."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from base import dates
from base.models import User

from . import visits
from .deeds import File
from .lives import Life
from .people import Unit, World
from .profiles import Profile, somebody
from .schedule import Story
from .words import listed

# In the order in which they are left out when there are few children.
FIRST = ["just_came", "returned", "submitted", "closure_asked", "assessment_overdue", "draft"]
OTHERS = [["just_came", "submitted"], ["overdue", "returned"], ["just_came", "draft"], ["submitted", "overdue"]]


class LastDays:
    """Children whose stories end in the middle, at the moment `end`."""

    def __init__(self, dice: Random, life: Life, world: World, end: datetime):
        self.dice, self.life, self.world, self.end = dice, life, world, end

    def plan(self, most: int) -> int:
        """Let at most so many children come; says how many will."""
        wanted: list[tuple[Unit, User, str, int]] = []
        for unit in self.world.units.values():
            for number, worker in enumerate(unit.workers):
                known = worker.username in self.world.people
                kinds = FIRST if known else OTHERS[number % len(OTHERS)]
                wanted += [(unit, worker, kind, number + len(wanted)) for kind in kinds]
        # The ones who can be signed in as come first, then everybody's first child, then everybody's second.
        wanted.sort(key=lambda one: (one[1].username not in self.world.people, one[2] != "just_came"))
        for unit, worker, kind, number in wanted[:most]:
            self._let_come(unit, worker, kind, number)
        return len(wanted[:most])

    def _let_come(self, unit: Unit, worker: User, kind: str, number: int) -> None:
        routes = [name for name, facts in listed("world")["routes"].items() if unit.key in facts["team"] and name != "domestic"]
        dice = Random(self.dice.getrandbits(64))
        told: Callable[[File, int], Story] = getattr(self, kind)
        ago = {"just_came": [6, 29][number % 2], "overdue": 100, "assessment_overdue": 242, "closure_asked": 160 * 24}
        found_at = self.end - timedelta(
            hours=ago.get(kind, [14 * 24 - 14, 13 * 24 - 10][number % 2]), minutes=dice.randint(0, 55)
        )
        profile = somebody(dice, dice.choice(routes), found_at, unit.key)
        risk = {"just_came": ["high", "medium"][number % 2], "assessment_overdue": "high"}.get(kind, "medium")
        self.life.schedule.start(self._story(dice, profile, worker, risk, told, number), found_at + timedelta(minutes=50))

    def _story(self, dice, profile: Profile, worker: User, risk: str, told, number: int) -> Story:
        file = File(dice, self.world, profile)
        file.unit = self.world.units[profile.unit]
        file.supervisor = file.unit.supervisor
        self.life.files.append(file)
        tonight = None
        if file.unit.key == "nuit" and file.own_bed():
            bed = file.own_bed()
            tonight = {
                "care_type": bed.care_type,
                "provider": bed,
                "reason": file.voice.say(listed("care")["first_night"]["residential"]),
            }
        file.register(risk=risk, registered_at=dates.now() - timedelta(minutes=15), owner=worker, tonight=tonight)
        self.life.schedule.start(visits.story(file, self.end), dates.now() + timedelta(minutes=3))
        yield from told(file, number)

    def before_end(self, **ago) -> datetime:
        return self.end - timedelta(**ago)

    # --------------------------------------------------------------------------------------------------------- what stands open

    def just_came(self, file: File, number: int) -> Story:
        """Registered last night: the rapid assessment is due today."""
        yield from ()

    def overdue(self, file: File, number: int) -> Story:
        """Four days here, and nobody has assessed."""
        yield dates.now() + timedelta(minutes=20)
        file.look()

    def assessment_overdue(self, file: File, number: int) -> Story:
        """The rapid assessment was made, the best-interests assessment should have been approved three days ago."""
        yield from self._first_week(file)
        yield self.before_end(hours=39)
        file.refer("medical", urgent=True)

    def draft(self, file: File, number: int) -> Story:
        """Begun, and still to be written."""
        yield from self._first_week(file)
        house = next(one for one in self.world.providers if one.code == "C-CPE")
        if file.unit.team.region_id == house.region_id:
            file.place(house, because="emergency_over")
        yield self.before_end(days=5, hours=13)
        file.begin_bia()
        yield self.before_end(days=2, hours=14)
        file.refer("medical")

    def submitted(self, file: File, number: int) -> Story:
        """Waits for the supervisor."""
        yield from self.draft(file, number)
        yield self.before_end(days=1, hours=9)
        file.write_bia()
        file.submit_bia()
        file.refer("family_tracing")

    def returned(self, file: File, number: int) -> Story:
        """Came back from the supervisor yesterday."""
        yield from self.submitted(file, number)
        yield self.before_end(hours=9)
        file.return_bia()

    def closure_asked(self, file: File, number: int) -> Story:
        """Months of work are done; the supervisor has to agree."""
        yield from self._first_week(file)
        yield dates.now() + timedelta(days=3)
        file.begin_bia()
        file.write_bia()
        file.submit_bia()
        yield dates.now() + timedelta(days=2, hours=3)
        file.approve_bia()
        referral = file.refer("medical")
        yield dates.now() + timedelta(days=1, hours=2)
        if referral:
            file.accept(referral)
            yield dates.now() + timedelta(days=4)
            file.complete(referral)
        yield self.before_end(days=12, hours=10)
        self.life.depart(file, "goals_met")
        file.present = False
        yield self.before_end(days=1, hours=11)
        file.ask_for_closure("goals_met")

    def _first_week(self, file: File) -> Story:
        """Assessed within hours, in a bed on the second day, the bed looked at on the fourth."""
        yield dates.now() + timedelta(hours=4, minutes=10)
        file.assess_rapidly()
        yield dates.now() + timedelta(hours=20)
        bed = file.own_bed()
        if bed:
            file.place(bed)
        yield dates.now() + timedelta(days=2, hours=4)
        file.judge_place("yes")
        visits.at_the_place(file)
