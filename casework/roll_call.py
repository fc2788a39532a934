"""The roll-call of a centre: who is there, compared with who should be, and the differences kept (domain.md 3.9, 9.3)."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import User
from base.workflow import Refused
from casework import away, bed_board
from casework.models import ROLL_CALL, Absence, CareProvider, RollCall, RollCallLine
from minors import access, clocks
from minors.models import Child

CALLED = gettext_noop("The roll was called")
Expected = RollCallLine.Expected


@transaction.atomic
def call(
    provider: CareProvider,
    *,
    present: Collection[UUID],
    counted: int,
    by: User,
    found: Iterable[Child] = (),
    note: str = "",
) -> RollCall:
    """Keep who is there. `present` are ids of placements among those that `by` may open, `found` children who are there and not on the list.

    `counted` are all heads, also of children whose files `by` may not open: for these only the number is compared. Nothing is changed
    by it: each difference is settled by its own deed, and told to the child's social worker until then. Raises `Refused` for fewer heads than names.
    """
    CareProvider.objects.select_for_update(of=["self"]).get(pk=provider.pk)
    today = dates.today()
    listed = bed_board.sleepers(provider, reader=by, day=today)
    [house] = bed_board.houses(CareProvider.objects.filter(pk=provider.pk), reader=by, day=today)
    found = list(found)
    strangers = {child.pk: child for child in found if child.pk not in {one.child.pk for one in listed}}
    there = {one.placement.pk for one in listed} & set(present)
    there |= {one.placement.pk for one in listed if one.child.pk in {child.pk for child in found}}
    if counted < len(there) + len(strangers):
        raise Refused(_("You counted fewer children than you named. Count again."), field="counted")
    made = RollCall(provider=provider, called_at=dates.now(), called_by=by, expected=house.expected, counted=counted, note=note)
    ROLL_CALL.begin(made, "call", by=by, reason=CALLED)
    lines = [
        RollCallLine(
            roll_call=made,
            child=one.child,
            placement=one.placement,
            expected=Expected.AWAY if one.away else Expected.HERE,
            present=one.placement.pk in there,
        )
        for one in listed
    ]
    lines += [
        RollCallLine(roll_call=made, child=child, expected=Expected.ELSEWHERE, present=True) for child in strangers.values()
    ]
    RollCallLine.objects.keep(lines, by=by, reason=CALLED)
    clocks.settle_many([line.child for line in lines], after=(RollCallLine,), by=by)
    return made


def settle(line: RollCallLine, *, by: User, **said) -> Absence:
    """Say where a child of the list is, or that it is back: fields of `away.leave` or of `away.come_back`. Who calls the roll knows it.

    Raises `Refused` for a child that is not on the list of this house, and when it was settled meanwhile.
    """
    if line.placement is None or not line.differs:
        raise Refused(_("There is nothing to settle here: the child is placed by its social worker."))
    if not line.present:
        return away.leave(line.placement, by=by, **said)
    absence = gone_from(line)
    if absence is None:
        raise Refused(_("This was already changed by somebody else. Reload the page to see where it stands now."))
    return away.come_back(absence, by=by, **said)


def gone_from(line: RollCallLine) -> Absence | None:
    """The absence from the bed of this line that still goes on."""
    return Absence.objects.filter(placement=line.placement, ends_at=None).first()


def by_codes(user: User, codes: str) -> list[Child]:
    """The children of codes that were typed, separated by spaces or commas. Raises `Refused` in the same words for no file and for none of theirs."""
    typed = [code.upper() for code in codes.replace(",", " ").split()]
    known = {child.code: child for child in access.children_of(user).filter(code__in=typed)}
    for code in typed:
        if code not in known:
            raise Refused(
                _("You can open no file with the code %(code)s. Count the child, and tell its social worker.") % {"code": code},
                field="codes",
            )
    return [known[code] for code in typed]


def numbers(roll_calls: Iterable[RollCall], reader: User) -> dict:
    """{id of a roll-call: how many of its children were found otherwise}, for who may open their files. One query."""
    found: dict = {}
    for line in access.visible_to(reader, RollCallLine).filter(roll_call__in=roll_calls).order_by():
        found[line.roll_call_id] = found.get(line.roll_call_id, 0) + line.differs
    return found


def unnamed(roll_call: RollCall, reader: User) -> int:
    """Heads that were counted and belong to no child on the list: somebody is there whom the system does not know here.

    Children whose files the reader may not open count as named: of them only the number is known.
    """
    listed = list(access.visible_to(reader, RollCallLine).filter(roll_call=roll_call))
    here = [line for line in listed if line.expected == Expected.HERE]
    unseen = max(0, roll_call.expected - len(here))
    return max(0, roll_call.counted - sum(line.present for line in listed) - unseen)


def differences(roll_call: RollCall, reader: User) -> list[RollCallLine]:
    """The children found otherwise than the system had it, for who may open their files."""
    rows = access.visible_to(reader, RollCallLine).filter(roll_call=roll_call).select_related("child", "placement")
    return [line for line in rows.order_by("child__code") if line.differs]
