"""Referrals rely on the scope of their service: what happens to them when it is withdrawn (domain.md 7.4)."""

from base.models import Institution
from minors.models import Child
from minors.relying import Relying
from referrals import packages, workflow
from referrals.models import Referral


def pull(child: Child, scopes: set[str], recipient: Institution | None, *, by, reason: str) -> int:
    """Take back the referrals that nobody has answered yet, and those that wait for the supervisor.

    One that was accepted goes on: the child may still want the service, and refusing to share is never refusing help. Its text can
    no longer be read, and its service is told.
    """
    status = Referral.Status
    unanswered = (status.TO_APPROVE, status.SENT, status.ACKNOWLEDGED)
    waiting = [one for one in _on(child, scopes, recipient) if one.status in unanswered]
    for referral in waiting:
        workflow.pull_back(referral, by=by, reason=reason)
    return len(waiting)


def holders(child: Child, scopes: set[str], recipient: Institution | None) -> set[Institution]:
    """The institutions that were sent something on these scopes."""
    return {referral.service.institution for referral in _on(child, scopes, recipient) if referral.is_out}


def _on(child: Child, scopes: set[str], recipient: Institution | None) -> list[Referral]:
    """What was sent on consent. What was vital to send without one rests on its own reason and stays."""
    sent = child.referrals.filter(without_consent_because="").select_related("service__institution", "child")
    found = [one for one in sent if packages.scope_for(one.service.kind) in scopes]
    return [one for one in found if recipient is None or one.service.institution_id == recipient.pk]


REFERRALS = Relying(pull=pull, holders=holders)
