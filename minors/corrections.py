"""Correcting who the child is: what is light is saved, what weighs much is proposed and decided by a second person (features.md 106)."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import Stale
from base.workflow import Refused
from minors import clocks, duplicates, weight
from minors.models import PROPOSAL, Child, ChildName, ProposedChange
from minors.models.proposal import as_text

# What the floors above know against a change of the identity: each gets the child and the wanted values, and may raise `Refused`.
_checks: list[Callable[[Child, dict], None]] = []


def check_with(check: Callable[[Child, dict], None]) -> None:
    """Ask this before a change of a child is proposed or made, and once more before it is approved."""
    _checks.append(check)


@transaction.atomic
def correct(record: Child | ChildName, values: dict, *, by, reason: str) -> ProposedChange | None:
    """Give columns of a child or of a name these values. Returns the proposal that waits when something of it weighs much.

    The rest is saved at once. Raises `Stale` when somebody saved meanwhile, `Refused` when nothing would change or when an earlier
    proposal about the same record still waits.
    """
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    if not changed:
        raise Refused(_("Nothing was changed."))
    _refuse_unfounded(record, changed)
    rules = weight.rules_for(record, changed)
    heavy = {name: changed.pop(name) for name in list(changed) if any(name in rule.columns for rule in rules)}
    for name, value in changed.items():
        setattr(record, name, value)
    if changed:
        record.save(by=by, reason=reason, update_fields=list(changed))
        clocks.follow(record, by=by)
    return _propose(record, heavy, rules, by=by, reason=reason) if heavy else None


def _propose(record, heavy, rules, *, by, reason) -> ProposedChange:
    child = record if isinstance(record, Child) else record.child
    if ProposedChange.objects.filter(subject_id=record.pk, status="proposed").exists():
        raise Refused(_("An earlier proposal still waits for its decision. Withdraw it first, or wait."))
    stored = type(record)._base_manager.select_for_update().get(pk=record.pk)
    if stored.version != record.version:
        raise Stale(stored)
    before = {name: as_text(stored, name) for name in heavy}
    for name, value in heavy.items():
        setattr(record, name, value)
    after = {name: as_text(record, name) for name in heavy}
    record.refresh_from_db()
    proposal = ProposedChange(
        child=child,
        subject=record._meta.label_lower,
        subject_id=record.pk,
        before=before,
        after=after,
        rules=[rule.code for rule in rules],
        reason=reason,
        proposed_by=by,
        proposed_at=dates.now(),
    )
    return PROPOSAL.begin(proposal, "propose", by=by, reason=reason)


@transaction.atomic
def approve(proposal: ProposedChange, *, by, decision: str = "") -> ProposedChange:
    """Agree and make the change, in one transaction. Raises `Refused` for one's own proposal, and when the record changed meanwhile."""
    _decided_by_another(proposal, by)
    record: Any = proposal.model._base_manager.select_for_update().get(pk=proposal.subject_id)
    if any(as_text(record, name) != text for name, text in proposal.before.items()):
        raise Refused(
            _("What would be changed is no longer as it was when this was proposed. Refuse it, and have it proposed anew.")
        )
    _refuse_unfounded(record, proposal.values())
    _decide(proposal, "approve", by, decision or gettext_noop("Approved"), decision)
    for name, value in proposal.values().items():
        setattr(record, name, value)
    record.save(by=by, reason=proposal.reason, update_fields=list(proposal.after), permit=proposal)
    if isinstance(record, ChildName):
        duplicates.look_again(record.child, by=by, reason=proposal.reason)
    clocks.follow(record, by=by)  # another birth moves what counts from it
    return proposal


@transaction.atomic
def refuse(proposal: ProposedChange, *, by, decision: str) -> ProposedChange:
    """Leave everything as it is. Raises `Refused` without a comment, or for one's own proposal."""
    _decided_by_another(proposal, by)
    if not decision.strip():
        raise Refused(_("Say why it is refused."), field="decision")
    return _decide(proposal, "refuse", by, decision, decision)


@transaction.atomic
def withdraw(proposal: ProposedChange, *, by, reason: str) -> ProposedChange:
    """Take a proposal back before anybody decided."""
    return PROPOSAL.move(proposal, "withdraw", by=by, reason=reason)


def _refuse_unfounded(record, changed: dict) -> None:
    for check in _checks if isinstance(record, Child) else ():
        check(record, changed)


def _decided_by_another(proposal, by) -> None:
    if proposal.proposed_by_id == by.pk:
        raise Refused(_("Nobody decides on their own proposal."))


def _decide(proposal, move, by, reason, decision) -> ProposedChange:
    return PROPOSAL.move(proposal, move, by=by, reason=reason, decided_by=by, decided_at=dates.now(), decision=decision)
