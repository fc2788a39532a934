"""One calendar for everybody: whatever happens, happens in the order of time, so that beds and caseloads are true at each moment."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from base import dates

# A story does something each time it is woken, and yields the moment at which it wants to go on.
Story = Iterator[datetime]


class Schedule:
    """Stories wait here for their next moment. What would happen at `end` or later does not happen."""

    def __init__(self, end: datetime):
        self.end = end
        self.waiting: list[tuple[datetime, int, Story]] = []
        self.count = 0

    def start(self, story: Story, at: datetime) -> None:
        """Wake the story at that moment for the first time."""
        self.count += 1  # two stories of one moment: the one that came first goes first
        heapq.heappush(self.waiting, (at, self.count, story))

    def run(self, told: Callable[[datetime], None] = lambda moment: None) -> None:
        """Let everything happen. `told` hears each moment."""
        while self.waiting and self.waiting[0][0] < self.end:
            moment, _count, story = heapq.heappop(self.waiting)
            told(moment)
            with dates.at(moment):
                following = next(story, None)
            if following is not None:
                # Nobody goes back in time: a story that asks for an earlier moment goes on a little later.
                self.start(story, max(following, moment + timedelta(minutes=1)))


def at_the_office(dice: Random, moment: datetime) -> datetime:
    """The first working hour from then on: Sunday to Thursday, half past seven to four (domain.md 2.5)."""
    local = moment.astimezone(dates.DJIBOUTI)
    opens = local.replace(hour=7, minute=30, second=0, microsecond=0)
    if local >= opens + timedelta(hours=8, minutes=30):
        local = opens = opens + timedelta(days=1)
    while opens.weekday() in (4, 5):
        local = opens = opens + timedelta(days=1)
    return local if local > opens else opens + timedelta(minutes=dice.randint(0, 420))


def awake(dice: Random, moment: datetime) -> datetime:
    """The same for a house that never closes: any day, seven in the morning to ten in the evening."""
    local = moment.astimezone(dates.DJIBOUTI)
    opens = local.replace(hour=7, minute=0, second=0, microsecond=0)
    if local >= opens + timedelta(hours=15):
        local = opens = opens + timedelta(days=1)
    return local if local > opens else opens + timedelta(minutes=dice.randint(0, 150))
