"""Handing cases over: launch, accept, refuse, withdraw, undo (domain.md 3.18 F19, 9.6).

Low and medium risk change hands at once, within a team. A case of high risk, and every case that goes to another team, waits until the
new social worker accepts it; until then the previous one is responsible and keeps access (T36).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import User
from base.roles import Scope
from base.transactions import without_savepoints
from base.workflow import Refused
from casework import distribution, going_along, queues, responsibility
from casework.distribution import Row
from casework.models import Case, HandOver, Transfer
from casework.workflow import TRANSFER
from minors import access, clocks, ledger
from minors.models import Child, Exclusion, Grant, Merge

SCOPE = "case_management"  # what a child allows when another institution follows the case (L28)
HANDED_OVER = gettext_noop("Hand-over of the case")
UNDONE = gettext_noop("The hand-over was undone")


@transaction.atomic
@without_savepoints()
def launch(
    rows: Sequence[Row],
    *,
    reason: str,
    by: User,
    leaver: User | None = None,
    leaving_on: date | None = None,
    note: str = "",
    meeting_on: date | None = None,
    grace: bool = False,
    without_consent_because: str = "",
) -> HandOver:
    """Hand these cases over, all of them or none. With `leaving_on` every access of the leaver ends after that day at the latest.

    Raises `Refused`, naming each case that cannot be handed over and why.
    """
    if not rows and not (leaver and leaving_on):
        raise Refused(_("Choose for at least one case who takes it."))
    if leaving_on and leaving_on < dates.today():
        raise Refused(_("This day is over. Choose today or a later day."), field="leaving_on")
    if meeting_on and meeting_on < dates.today():
        raise Refused(_("This day is over. Choose today or a later day."), field="meeting_on")
    rows = _with_joined_files(rows)
    cases = _locked(row.case for row in rows)
    rows = [Row(cases[row.case.pk], row.new, row.why) for row in rows]
    _refuse_what_cannot_go(rows, by)
    statements = _refuse_without_consent(rows, without_consent_because)
    team = rows[0].case.child.team if rows else leaver and leaver.team
    if team is None:
        raise Refused(_("This person belongs to no team, so nobody would answer for the hand-over."))
    handover = HandOver(team=team, region=team.region, launched_by=by, leaver=leaver, leaving_on=leaving_on, reason=reason)
    accesses = responsibility.Accesses(by, HANDED_OVER)
    if leaver and leaving_on:
        handover.limited = responsibility.limit(leaver, leaving_on, rows, accesses)
    handover.save(by=by, reason=HANDED_OVER)
    tasks, packages = going_along.tasks([row.case for row in rows]), going_along.packages([row.case.child_id for row in rows])
    held = responsibility.responsible(rows)
    for row in rows:
        child = row.case.child
        transfer = Transfer(
            handover=handover,
            case=row.case,
            case_version=row.case.version,
            reason=reason,
            previous=row.case.owner,
            new=row.taker,
            previous_team=child.team,
            previous_region=child.region,
            new_team=row.team,
            why=row.why,
            note=note,
            open_tasks=tasks.get(row.case.pk, []),
            package=packages.get(child.pk, []),
            meeting_on=meeting_on,
            grace_days=responsibility.GRACE_DAYS if grace else 0,
            sent_at=handover.launched_at,
            consent=statements.get(child.pk),
            without_consent_because=without_consent_because if row.leaves else "",
        )
        if row.waits:
            transfer.given = responsibility.offer(transfer, accesses)
            TRANSFER.begin(transfer, "offer", by=by, reason=reason)
        else:
            transfer.decided_at, transfer.decided_by = handover.launched_at, by
            responsibility.change_owner(transfer, held[child.pk, row.case.owner_id], accesses)
            TRANSFER.begin(transfer, "hand_over", by=by, reason=reason)
    accesses.write()
    _settle([row.case.child for row in rows], by)
    return handover


@transaction.atomic
def accept(transfer: Transfer, *, by: User, comment: str = "") -> Case:
    """Become responsible for the case. Raises `Refused` when it was decided, closed or given to somebody else meanwhile."""
    _refuse_others(transfer, by)
    [case] = _locked([transfer.case]).values()
    transfer.case = case
    if case.status == Case.Status.CLOSED:
        raise Refused(_("The case was closed meanwhile. There is nothing to take over."))
    if case.owner_id != transfer.previous_id:
        raise Refused(_("Somebody else became responsible for this case meanwhile."))
    if not distribution.workers().filter(pk=by.pk).exists():
        raise Refused(_("You cannot take cases now. Tell your supervisor."))
    if Exclusion.objects.filter(child=case.child, user=by, active=True).exists():
        raise Refused(_("You must not see this file, so you cannot take the case."))
    accesses = responsibility.Accesses(by, HANDED_OVER)
    for grant in responsibility.standing(transfer.given):
        accesses.end(grant)
    responsibility.change_owner(
        transfer, responsibility.responsible([Row(case, transfer.new)])[case.child_id, case.owner_id], accesses
    )
    changes: dict[str, Any] = {"given": transfer.given, "ended": transfer.ended, "decision": comment}
    TRANSFER.move(
        transfer, "accept", by=by, reason=comment or HANDED_OVER, decided_at=dates.now(), decided_by=by, **changes
    )  # fmt: skip
    accesses.write()
    _settle([case.child], by)
    for twin in _offers_of_joined_files(transfer):
        accept(twin, by=by, comment=comment)
    return case


@transaction.atomic
def refuse(transfer: Transfer, *, by: User, comment: str) -> Transfer:
    """Say no, with the reason: the supervisor decides again, the previous social worker stays responsible."""
    _refuse_others(transfer, by)
    if not comment.strip():
        raise Refused(_("Say why you cannot take this case."), field="comment")
    return _end_offer(transfer, "refuse", by=by, reason=comment)


@transaction.atomic
def cancel(transfer: Transfer, *, by: User, comment: str) -> Transfer:
    """Withdraw an offer that nobody has answered."""
    if not comment.strip():
        raise Refused(_("Say why the offer is withdrawn."), field="comment")
    return _end_offer(transfer, "cancel", by=by, reason=comment)


@transaction.atomic
@without_savepoints()
def undo(handover: HandOver, *, by: User, reason: str) -> list[Transfer]:
    """Give the cases back, owners and accesses as before, as new changes; offers are withdrawn, and who was to leave stays.

    Returns the transfers that stay as they are: somebody changed owner or access since, the previous owner cannot act, or the case
    is not for this person to give any more. Raises `Refused` when nothing can be undone.
    """
    if not reason.strip():
        raise Refused(_("Say why the hand-over is undone."), field="reason")
    transfers = handover.transfers.select_related(
        "case", "new_team", "previous_team__institution", "previous_region", "previous", "new"
    )
    going = {one.case_id: one for one in transfers if TRANSFER.allows(one, "undo") or TRANSFER.allows(one, "cancel")}
    cases, accesses, left = _locked(one.case for one in going.values()), responsibility.Accesses(by, UNDONE), []
    free = _untouched(list(going.values()), cases, by)
    for transfer in going.values():
        transfer.case = cases[transfer.case_id]
        if TRANSFER.allows(transfer, "cancel"):
            _end_offer(transfer, "cancel", by=by, reason=reason, accesses=accesses)
        elif transfer.pk in free:
            responsibility.give_back(transfer, accesses)
            TRANSFER.move(transfer, "undo", by=by, reason=reason)
        else:
            left.append(transfer)
    if len(left) == len(going) and not handover.limited:
        raise Refused(_("Nothing of this hand-over can be undone any more. Hand the cases over again instead."))
    if handover.limited:
        responsibility.unlimit(handover, accesses)
    accesses.write()
    _settle([case.child for case in cases.values()], by)
    return left


@transaction.atomic
def introduce(transfer: Transfer, *, by: User, on: date, how: str = "") -> Transfer:
    """The child was told and has met the new social worker. Raises `Refused` for a day to come or before the offer."""
    if transfer.new_id != by.pk:
        raise Refused(_("The new social worker writes this down."))
    if on > dates.today():
        raise Refused(_("This day has not come yet."), field="on")
    if on < dates.local_date(transfer.sent_at):
        raise Refused(_("On this day the case had not been handed over yet."), field="on")
    said: dict[str, Any] = {"introduced_on": on, "introduced_at": dates.now(), "introduction": how}
    TRANSFER.move(transfer, "introduce", by=by, reason=how or HANDED_OVER, **said)
    _settle([transfer.case.child], by)
    return transfer


# ---------------------------------------------------------------------------------------------------------------------- questions


def _with_joined_files(rows: Sequence[Row]) -> list[Row]:
    """The same, with the cases of files that were joined with these and have the same owner: they are one child."""
    by_child = {row.case.child_id: row for row in rows}
    merges = Merge.objects.in_force().filter(kept__in=list(by_child)).order_by("pk")
    others = {one.other_id: by_child[one.kept_id] for one in merges}
    cases = Case.objects.exclude(status=Case.Status.CLOSED).filter(child__in=list(others)) if others else ()
    follow = [Row(case, others[case.child_id].new, others[case.child_id].why) for case in cases]
    return [*rows, *[row for row in follow if row.case.owner_id == others[row.case.child_id].case.owner_id]]


def _locked(cases: Iterable[Case]) -> dict[UUID, Case]:
    """The cases as they stand, locked in one order: two hand-overs of the same case take turns."""
    rows = Case.objects.select_for_update(of=["self"]).filter(pk__in=[case.pk for case in cases]).order_by("pk")
    return {
        case.pk: case
        for case in rows.select_related("child__team__institution", "child__region", "owner__role", "owner__institution")
    }


def _refuse_what_cannot_go(rows: Sequence[Row], by: User) -> None:
    """Raises `Refused` with a sentence for each case that cannot go, and each reason."""
    if len({row.case.child.team_id for row in rows}) > 1:
        raise Refused(_("Hand over the cases of one team at a time."))
    keys = [row.case.pk for row in rows]
    offered = set(Transfer.objects.waiting().filter(case__in=keys).values_list("case", flat=True))
    able = set(distribution.workers().filter(pk__in={row.taker.pk for row in rows}).values_list("pk", flat=True))
    shut = set(Exclusion.objects.filter(child__case__in=keys, active=True).values_list("child", "user"))
    national = Scope(by.role.scope) != Scope.UNIT  # who watches over a country decides only where nobody nearer can
    mine = set(queues.waiting_for(by).values_list("pk", flat=True)) if national else set(keys)
    found = [
        sentence % {"code": row.case, "person": row.taker}
        for row in rows
        for wrong, sentence in (
            (row.case.pk not in mine, _("%(code)s: the supervisor of the team decides about this case.")),
            (row.case.status == Case.Status.CLOSED, _("%(code)s: the case is closed.")),
            (row.case.pk in offered, _("%(code)s: the case is offered to somebody already. Withdraw that offer first.")),
            (row.case.owner == row.taker, _("%(code)s: %(person)s is responsible for this case already.")),
            (row.taker.pk not in able, _("%(code)s: %(person)s cannot take cases now.")),
            ((row.case.child_id, row.taker.pk) in shut, _("%(code)s: %(person)s must not see this file.")),
        )
        if wrong
    ]
    if found:
        raise Refused("\n".join(found))


def _refuse_without_consent(rows: Sequence[Row], because: str) -> dict[UUID, Any]:
    """The statements that allow the data of each child to leave the institution. Raises `Refused` where nothing does."""
    found = {}
    for row in rows:
        if not row.leaves:
            continue
        answer = ledger.allows(row.case.child, SCOPE, recipient=row.team.institution)
        if not answer and not because.strip():
            sentence = _(
                "%(code)s: the child has not allowed that another institution follows the case. Ask the child, or say why."
            )
            raise Refused(f"{sentence % {'code': row.case}} {answer.why}", field="without_consent_because")
        if answer:
            found[row.case.child_id] = answer.statement
    return found


def _refuse_others(transfer: Transfer, by: User) -> None:
    if transfer.new_id != by.pk:
        raise Refused(_("Only the person to whom the case was offered can answer."))


# -------------------------------------------------------------------------------------------------------------------------- steps


def _offers_of_joined_files(transfer: Transfer) -> list[Transfer]:
    """The offers that went out with this one, of files that were joined with the child's: one child, one answer."""
    others = Merge.objects.in_force().filter(kept=transfer.case.child_id).order_by().values("other")
    waiting = Transfer.objects.waiting().filter(handover=transfer.handover_id, case__child__in=others, new=transfer.new_id)
    return list(waiting.select_related("case__child", "new", "new_team__institution", "previous", "previous_team", "handover"))


def _settle(children: Iterable[Child], by: User) -> None:
    """Only now, when the accesses stand: who can act is read from them."""
    of = list(children)
    clocks.settle_many(of, after=(Transfer,), by=by)
    queues.settle(Case.objects.filter(child__in=of), by=by)


def _end_offer(transfer: Transfer, move: str, *, by, reason: str, accesses: responsibility.Accesses | None = None) -> Transfer:
    ending = accesses or responsibility.Accesses(by, HANDED_OVER)
    for grant in responsibility.standing(transfer.given):
        ending.end(grant)
    TRANSFER.move(transfer, move, by=by, reason=reason, decided_at=dates.now(), decided_by=by, decision=reason)
    if accesses is None:
        ending.write()
        _settle([transfer.case.child], by)
        for twin in _offers_of_joined_files(transfer):
            _end_offer(twin, move, by=by, reason=reason)
    return transfer


def _untouched(asked: Sequence[Transfer], cases: dict[UUID, Case], by: User) -> set[UUID]:
    """Those transfers after which nobody changed owner or access, and whose previous owner can take the case back."""
    able = set(User.objects.at_work().filter(pk__in={one.previous_id for one in asked}).values_list("pk", flat=True))
    mine = set(access.children_of(by).filter(case__in=list(cases)).values_list("case", flat=True))
    last = dict(Transfer.objects.filter(case__in=list(cases)).order_by("sent_at").values_list("case", "pk"))
    given = Grant.objects.in_force().filter(pk__in=[key for one in asked for key in one.given])
    held = set(given.filter(purpose=Grant.Purpose.RESPONSIBLE).values_list("pk", flat=True))
    shut = set(Exclusion.objects.filter(child__case__in=list(cases), active=True).values_list("child__case", "user"))
    return {
        one.pk
        for one in asked
        if cases[one.case_id].owner_id == one.new_id
        and cases[one.case_id].status != Case.Status.CLOSED
        and one.case_id in mine
        and one.previous_id in able
        and last[one.case_id] == one.pk
        and held & set(one.given)
        and (one.case_id, one.previous_id) not in shut
    }
