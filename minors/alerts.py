"""What is done with an alert about unusual looking: a data-protection officer looks into it and closes it with a note."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import User
from base.roles import Scope, Verb
from base.workflow import Refused
from minors import access
from minors.models import ALERT, Child, LookingAlert

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
    return access.visible_to(user, LookingAlert).still_open().count() if user.can(Verb.SEE_ALERTS) else 0


def codes_for(user: User, rows: Iterable[LookingAlert]) -> dict:
    """The codes of the children that this reader may know: all for who reads the log, those of their reach for supervisors."""
    keys = {one.child_id for one in rows if one.child_id}
    known = Child.objects.all() if Scope(user.role.scope) == Scope.NONE else access.children_of(user)
    return dict(known.filter(pk__in=keys).values_list("pk", "code"))
