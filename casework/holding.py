"""Putting a case on hold: asked by one, agreed by another, until a day that is said at once (domain.md 2.1, 2.5)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from base import dates
from base.roles import Verb
from base.workflow import Refused
from casework import approvals
from casework.care import INSTANT
from casework.models import Approval, Case, Hold
from casework.workflow import HOLD
from minors import clocks


@transaction.atomic
def ask(case: Case, *, kind: str, reason: str, ends_at: datetime, by) -> Hold:
    """Ask to put the case on hold until then.

    Raises `Refused` for a day that has passed, for a case that is not open, and when a hold runs or was asked for already.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    if Case.objects.get(pk=case.pk).status != Case.Status.OPEN:
        raise Refused(_("Only an open case can be put on hold."))
    if ends_at <= dates.now():
        raise Refused(_("A hold ends on a day to come."), field="ends_at")
    if Hold.objects.filter(case=case, status=Hold.Status.ASKED).exists() or Hold.objects.running().filter(case=case).exists():
        raise Refused(_("This case is on hold already, or it was asked for."))
    hold = HOLD.begin(Hold(case=case, kind=kind, reason=reason, ends_at=ends_at, asked_by=by), "ask", by=by, reason=reason)
    approvals.ask(hold, by=by)
    return hold


def agree(hold: Hold, *, by, decision: str = "") -> Hold:
    """Put the case on hold from now on. Raises `Refused` for one's own request, and when its last day has passed meanwhile."""
    return approvals.approve(approvals.asked_for(hold), version=hold.version, by=by, comment=decision).record


def refuse(hold: Hold, *, by, decision: str) -> Hold:
    """Let the work go on. Raises `Refused` without a comment, or for one's own request."""
    if not decision.strip():
        raise Refused(_("Say why it is refused."), field="decision")
    return approvals.send_back(approvals.asked_for(hold), version=hold.version, by=by, comment=decision).record


def _agreed(hold: Hold, approval: Approval) -> None:
    now = dates.now()
    if hold.ends_at <= now:
        raise Refused(_("The day until which it was asked for has passed. Refuse it, and have it asked anew."))
    signed: dict[str, Any] = {"decided_by": approval.decided_by, "decision": approval.comment}
    HOLD.move(hold, "agree", by=approval.decided_by, reason=approval.comment or hold.reason, starts_at=now, **signed)
    clocks.settle(hold.case.child, by=approval.decided_by)


def _refused(hold: Hold, approval: Approval) -> None:
    signed: dict[str, Any] = {"decided_by": approval.decided_by, "decision": approval.comment}
    HOLD.move(hold, "refuse", by=approval.decided_by, reason=approval.comment, **signed)


approvals.declare(
    approvals.Approvable(
        key="hold",
        model=Hold,
        verb=Verb.APPROVE,
        title=lambda number: _("Put the case on hold"),
        deciding=lambda number: _("Decide on the hold"),
        page="casework:hold",
        content=("kind", "reason", "ends_at"),
        approved=_agreed,
        returned=_refused,
    )
)


@transaction.atomic
def end(hold: Hold, *, by, reason: str) -> Hold:
    """End a hold before its day. Raises `Refused` when it does not run."""
    now = dates.now()
    if not Hold.objects.running(now).filter(pk=hold.pk, status=Hold.Status.AGREED).exists():
        raise Refused(_("This hold has ended already."))
    assert hold.starts_at  # it runs
    HOLD.move(hold, "end", by=by, reason=reason, ends_at=max(now, hold.starts_at + INSTANT))
    clocks.settle(hold.case.child, by=by)
    return hold
