"""What is done with an alert about unusual looking: a data-protection officer looks into it and closes it with a note."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import User
from base.roles import Verb
from base.workflow import Refused
from minors.access import visible_to
from minors.models import ALERT, LookingAlert

LOOKED_INTO = gettext_noop("The alert was looked into")


@transaction.atomic
def close(alert: LookingAlert, *, by: User, note: str) -> LookingAlert:
    """Close it with what was found (domain.md 7.7). Raises `Refused` for an alert about oneself, without a note, and without the right."""
    if alert.person_id == by.pk:
        raise Refused(_("Nobody closes an alert about themselves."))
    if not by.can(Verb.SEE_ACCESS_LOG):
        raise Refused(_("Only the data-protection officer closes an alert."))
    if not note.strip():
        raise Refused(_("Write what was found."), field="note")
    return ALERT.move(alert, "close", by=by, reason=LOOKED_INTO, note=note.strip(), closed_by=by, closed_at=dates.now())


def open_for(user: User) -> int:
    """How many alerts wait that this person may read."""
    return visible_to(user, LookingAlert).still_open().count() if user.can(Verb.SEE_ALERTS) else 0
