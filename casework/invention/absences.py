"""Children who go missing in the invented year: reported, searched for, and most of them found. Its dice are its own."""

from datetime import timedelta
from random import Random

from base import dates
from casework import missing
from casework.models import MissingReport

from .deeds import File
from .schedule import Schedule, Story, awake
from .words import chance, hours, listed


def goes_missing(file: File, schedule: Schedule) -> MissingReport | None:
    """Noticed, reported, told to the police; the search begins. None when the child is missing already."""
    child = file.case.child
    if missing.now_missing(child):
        return None
    dice, texts = Random(f"missing {child.code} {dates.now():%Y%m%d}"), listed("care")["missing"]
    before, late = file.placement, chance(dice, 20)
    noticed_at = max(dates.now() - (hours(dice, 3, 9) if late else hours(dice, 0.2, 1.8)), child.registered_at)
    facts = {"clothes": dice.choice(texts["clothes"]), "destinations": dice.choice(texts["destinations"])}
    risks = dice.sample(["smuggler_contact", "boat_season", "debt", "heat", "earlier_absence"], dice.randint(0, 2))
    report = missing.report(child, noticed_at=noticed_at, by=file.owner, risks=risks, **facts)
    file.left_bed(before)
    for body in ["police_minors", *dice.sample(["gendarmerie", "coast_guard", "coam_iom", "red_crescent"], 1)]:
        missing.inform(report, body=body, said=dice.choice(texts["said"]), informed_at=dates.now(), by=file.owner)
    schedule.start(_search(file, report, dice), awake(dice, dates.now() + hours(dice, 4, 22)))
    return report


def _search(file: File, report: MissingReport, dice: Random) -> Story:
    """A look at the whole search when it is due, mostly in time."""
    texts = listed("care")["missing"]
    for later in (timedelta(hours=44), timedelta(days=4), timedelta(days=27), timedelta(days=28)):
        if not MissingReport.objects.still_missing().filter(pk=report.pk).exists():
            return
        missing.search(report, kind="review", what=dice.choice(texts["search"]), done_at=dates.now(), by=file.owner)
        yield awake(dice, dates.now() + later)


def is_found(file: File) -> None:
    """Back, and heard, when it was missing at all."""
    report = missing.now_missing(file.case.child)
    if report is None:
        return
    dice, texts = Random(f"found {file.child.code} {dates.now():%Y%m%d}"), listed("care")["missing"]
    how = dice.choice(["came_back", "came_back", "found_by_us", "police"])
    missing.found(report, found_at=dates.now(), found_how=how, found_state=dice.choice(texts["state"]), by=file.owner)
    if chance(dice, 80):
        said = {"pushed": dice.choice(texts["pushed"]), "pulled": dice.choice(texts["pulled"])}
        missing.hear(report, held_at=dates.now(), seen_alone="yes", harmed="no", by=file.owner, **said)
