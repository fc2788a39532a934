"""Beds of the invented year: families screened before it begins, two children in hospital on its last evening, one roll-call. No dice."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from base import chance as source
from base import dates
from base.models import User
from casework import away, bed_board, families, roll_call
from casework.models import CaregiverScreening, CareProvider, Placement

from .words import listed

HOLDS = timedelta(days=500)  # the screenings, longer than the year
NIGHT = "C-NUIT"  # the house whose roll is called


def screened(providers: Iterable[CareProvider], by: User, approver: User) -> None:
    """Every family, found good before the first child comes."""
    waiting = [one for one in providers if one.kind == CareProvider.Kind.FAMILY]
    with source.seeded("families"):
        for provider in waiting:
            checks = dict.fromkeys(CaregiverScreening.CHECKS, "yes")
            found = families.screen(
                provider, by=by, visited_on=dates.today(), motivation=listed("care")["screening"]["motivation"], **checks
            )
            families.decide(
                found, result="approve", valid_until=dates.today() + HOLDS, decision=listed("care")["screening"]["decision"],
                by=approver,
            )  # fmt: skip


def evening(end: datetime) -> None:
    """The last evening of the year in the night shelter."""
    house = CareProvider.objects.filter(code=NIGHT).first()
    caller = User.objects.filter(role="night_duty").order_by("pk").first()
    if house is None or caller is None:
        return
    with dates.at(end - timedelta(seconds=5)), source.seeded("evening"):
        stays = Placement.objects.current().filter(provider=house).select_related("child__case__owner").order_by("child__code")
        for stay in stays.filter(starts_at__lt=end - timedelta(days=2))[:2]:
            away.leave(
                stay,
                kind="hospital",
                starts_at=end - timedelta(hours=20),
                expected_at=end + timedelta(days=2),
                note=listed("care")["hospital"],
                by=stay.child.case.owner,
            )
        listed_there = bed_board.sleepers(house, reader=caller, day=dates.today())
        present = [one.placement.pk for one in listed_there if not one.away][1:]
        [board] = bed_board.houses(CareProvider.objects.filter(pk=house.pk), reader=caller, day=dates.today())
        roll_call.call(house, present=present, counted=max(board.expected - 1, len(present)), by=caller)
