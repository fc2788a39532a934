"""Opening a file in an emergency: for a few hours, to read, known at once to those who answer for it (domain.md 7.2; security.md rule 9)."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app

from base import dates
from base.models import AccessEvent, User
from base.roles import Scope, Verb
from base.workflow import Refused
from minors import access, clocks, codes, conflicts, ties
from minors.models import EMERGENCY, Child, EmergencyAccess, Grant
from minors.models.grant import EMERGENCY_LASTS

LEVELS = ["read_c1", "read_c2", "read_c3"]
MISSES = 5  # codes that opened nothing, in a day: whoever guesses is stopped, whoever mistypes is not
OPENED = gettext_noop("Opened in an emergency")


@transaction.atomic
def open_file(*, code: str, reason: str, by: User) -> EmergencyAccess | None:
    """Let `by` read the file of this code for four hours.

    None when nothing was opened: the code is wrong, or its file is not for this person even now (excluded, sealed). Which of them
    it is, nobody learns here; every attempt is remembered. Raises `Refused` after too many of these, and when the file is open
    to this person already.
    """
    User.objects.select_for_update().get(pk=by.pk)  # attempts are counted one after the other
    if not reason.strip():
        raise Refused(_("Say why the file has to be opened now."), field="reason")
    if _misses(by) >= MISSES:
        raise Refused(_("Too many codes opened nothing today. Call the supervisor on duty."))
    child = Child.objects.filter(code=codes.normalise(code) or "").first()
    if child is None or _shut(child, by):
        _remember(by, AccessEvent.Kind.TURNED_AWAY, child, reason, opened=False)
        return None
    rights = access.rights_on(by, child.pk)
    if access.children_of(by).filter(pk=child.pk).exists() and rights.classes >= {"C2", "C3"}:
        raise Refused(_("You can open this case already: look for it by its code."), field="code")
    now = dates.now()
    opened = EmergencyAccess(child=child, person=by, reason=reason, opened_at=now, ends_at=now + EMERGENCY_LASTS)
    EMERGENCY.begin(opened, "open", by=by, reason=OPENED)
    _give(opened, by, Grant.Purpose.EMERGENCY, LEVELS, now)
    _remember(by, AccessEvent.Kind.OPENED, child, reason, opened=True)
    clocks.settle(child, by=by, after=(EmergencyAccess,))
    app.configure_task("tell_of_emergency").defer(emergency=str(opened.pk))
    return opened


def _shut(child: Child, by: User) -> bool:
    """What wins over an emergency too. Relatives are looked at now: the file may be younger than the declaration was compared with."""
    conflicts.look([child], by)
    return bool(ties.shut_by(by, child))


def _misses(by: User) -> int:
    since = dates.now() - timedelta(days=1)
    missed = AccessEvent.objects.filter(person=by, kind=AccessEvent.Kind.TURNED_AWAY, at__gte=since)
    return missed.filter(detail__emergency=True).count()


def _remember(by, kind, child, reason, *, opened) -> None:
    AccessEvent.objects.create(
        kind=kind,
        person=by,
        person_role=by.role_id,
        child_id=child.pk if child else None,
        subject="minors.child" if child else "",
        subject_id=str(child.pk) if child else "",
        reason=reason,
        detail={"emergency": True, "opened": opened},
        at=dates.now(),
    )


def _give(opened: EmergencyAccess, by, purpose, levels, starts_at) -> Grant:
    until = {"starts_at": starts_at, "ends_at": opened.ends_at}
    return access.give(opened.child, user=opened.person, levels=levels, purpose=purpose, by=by, reason=OPENED, **until)


@transaction.atomic
def witness(opened: EmergencyAccess, *, by: User) -> EmergencyAccess:
    """Let the person read what is secret too, for as long as the emergency lasts: only a second person can (domain.md 7.2).

    Raises `Refused` for oneself, for who may not read the secret part of this file, and when it is over or was done.
    """
    now = dates.now()
    if opened.person_id == by.pk:
        raise Refused(_("The second person is somebody else."))
    if opened.ends_at <= now:
        raise Refused(_("This access has ended."))
    if opened.witness_id:
        raise Refused(_("A second person did this already."))
    if "C4" not in access.rights_on(by, opened.child_id).classes:
        raise Refused(_("Only who may read the secret part of this file can be the second person."))
    EMERGENCY.move(opened, "witness", by=by, reason=OPENED, witness=by, witnessed_at=now)
    _give(opened, by, Grant.Purpose.WITNESSED, access.FULL[:4], now)
    return opened


@transaction.atomic
def review(opened: EmergencyAccess, *, finding: str, review: str, by: User) -> EmergencyAccess:
    """Keep what came of looking at it. An access that was not justified ends at once, if it still runs.

    Raises `Refused` for one's own.
    """
    if opened.person_id == by.pk:
        raise Refused(_("Nobody reviews what they opened themselves."))
    signed: dict[str, Any] = {"finding": finding, "review": review, "reviewed_by": by, "reviewed_at": dates.now()}
    EMERGENCY.move(opened, "review", by=by, reason=gettext_noop("Review"), **signed)
    if finding == EmergencyAccess.Finding.UNJUSTIFIED:
        given = Grant.objects.in_force().filter(child=opened.child_id, user=opened.person_id, purpose__in=Grant.IN_EMERGENCY)
        for grant in given:
            access.revoke(grant, by=by, reason=gettext_noop("Review"))
    clocks.settle(opened.child, by=by, after=(EmergencyAccess,))
    return opened


def to_be_told(opened: EmergencyAccess) -> list[User]:
    """The supervisors of the child's unit who may know of it, and the data-protection officers; never the person themselves."""
    designated = User.objects.at_work().filter(role__verbs__contains=[Verb.REVIEW_EMERGENCY]).exclude(pk=opened.person_id)
    designated, child = designated.select_related("role"), opened.child
    people = designated.filter(role__scope=Scope.NONE).union(
        designated.filter(role__scope=Scope.UNIT, team=child.team_id),
        designated.filter(role__scope=Scope.UNIT, team=None, institution=child.institution_id),
    )
    # The data-protection officer reads every one in code, as the page does; a supervisor who is shut out learns nothing.
    reads_all = Scope.NONE
    return [one for one in people.order_by("pk") if one.role.scope == reads_all or not ties.shut_by(one, child)]
