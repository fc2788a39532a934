"""A guardian's access at 18: it gives nothing any more unless the young adult agrees (domain.md 9.7). The door itself asks `minors.access`."""

from django.utils.translation import gettext as _

from base import dates
from base.workflow import Refused
from minors.access import GUARDIAN
from minors.models import GRANT, Grant


def ended_by_age(grant: Grant) -> bool:
    """Whether a guardian's access gives nothing any more because the young person is 18 and did not agree to it."""
    guards = grant.user is not None and grant.user.role_id == GUARDIAN
    return guards and grant.agreed_at is None and not dates.is_child(grant.child.birth_latest, dates.today())


def agree(grant: Grant, *, by, reason: str) -> Grant:
    """Keep that the young adult agrees to be read by the former guardian until the access ends.

    Raises `Refused` before the first day on which the person may be 18: a child does not decide this for the time after.
    """
    if grant.user is None or grant.user.role_id != GUARDIAN:
        raise Refused(_("Only the access of a guardian needs this agreement."))
    first = dates.turns_18_earliest(grant.child.birth_earliest)
    if first is None or dates.today() < first:
        raise Refused(_("The young person is not 18 yet. Ask again then."))
    GRANT.move(grant, "agree", by=by, reason=reason, agreed_at=dates.now())
    return grant
