"""Those from outside the teams who are given single files: the judge, the guardian, the panel, the inspection."""

from datetime import timedelta
from random import Random

from base import dates
from base.models import AccessEvent

from .deeds import File
from .lives import Life
from .schedule import Schedule, Story, at_the_office
from .words import days, listed

READING = ["read_c1", "read_c2", "read_c3"]


def start(dice: Random, life: Life, schedule: Schedule) -> None:
    """Let the court, the panel and the inspection ask for files during the year, and in the last days."""
    begin = schedule.end - timedelta(days=330)
    schedule.start(_court(dice, life), at_the_office(dice, begin))
    schedule.start(_court(dice, life, again=False), schedule.end - timedelta(days=4, hours=13))
    schedule.start(_panel(dice, life), at_the_office(dice, begin))
    schedule.start(_panel(dice, life, again=False), schedule.end - timedelta(days=3, hours=14))
    schedule.start(_inspection(dice, life), schedule.end - timedelta(days=6, hours=14))


def _open_files(life: Life) -> list[File]:
    return [file for file in life.files if file.present]


def _give(file: File, who: str, purpose: str, levels: list[str], lasts: int, kind: str) -> None:
    file.give(who, purpose, levels, timedelta(days=lasts), listed("care")["grants"][kind], by=file.supervisor)


def _court(dice: Random, life: Life, *, again: bool = True) -> Story:
    """The judge orders a file; a guardian is named for one child in two."""
    while True:
        for file in dice.sample(_open_files(life), min(2, len(_open_files(life)))):
            _give(file, "bilan", "court", READING, 45, "court")
            file.look(file.supervisor, AccessEvent.Kind.PRINTED)
            file.look(life.world.people["bilan"])
            if not again or dice.random() < 0.5:
                _give(file, "idriss", "court", READING, 180, "court")
        if not again:
            return
        yield at_the_office(dice, dates.now() + days(dice, 18, 40))


def _panel(dice: Random, life: Life, *, again: bool = True) -> Story:
    """Every month the panel reads the files for which a determination is needed."""
    read: set[str] = set()
    while True:
        needed = [file for file in _open_files(life) if file.bia_status == "approved" and file.bia and file.bia.bid_needed]
        if not again:
            needed = (needed or _open_files(life))[:3]
        for file in [file for file in needed if file.child.code not in read][:4]:
            read.add(file.child.code)
            _give(file, "hodan", "panel", ["read_c1", "read_c3"], 21, "panel")
        if not again:
            return
        yield at_the_office(dice, dates.now() + timedelta(days=30))


def _inspection(dice: Random, life: Life) -> Story:
    """A sample, coded, for two weeks."""
    for file in dice.sample(_open_files(life), min(6, len(_open_files(life)))):
        _give(file, "yacin", "review", ["read_c1"], 14, "review")
    yield from ()
