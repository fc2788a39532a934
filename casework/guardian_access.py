"""A guardian's own account: the mandate opens the file of that child and no other, and closes it again; and what the guardian says there
(domain.md 7.2)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import Stale, User
from base.workflow import Refused
from casework.models import Guardianship, GuardianView
from casework.workflow import GUARDIAN_VIEW
from minors import access
from minors.models import GRANT, Child, Grant

READ = ["read_c1", "read_c2"]
BY_MANDATE = gettext_noop("The mandate as guardian gives this access.")
MANDATE_OVER = gettext_noop("The mandate as guardian gives this access no more.")
SAID = gettext_noop("The words stand with the view of the guardian.")


def levels_of(mandate: Guardianship) -> list[str]:
    """What a mandate lets its holder read: the identity and the case; what is sensitive only a legal guardian who has the care."""
    whole = mandate.kind == Guardianship.Kind.LEGAL and Guardianship.Scope.CARE in mandate.scopes
    return [*READ, "read_c3"] if whole else READ


def accounts():
    """The people who may be given access by a mandate: accounts of guardians that can be used today."""
    return User.objects.at_work().filter(role=access.GUARDIAN).order_by("name")


def running(mandate: Guardianship) -> Grant | None:
    """The access that this mandate gives now."""
    grant = mandate.access
    return grant if grant and GRANT.allows(grant, "revoke") and (grant.ends_at is None or grant.ends_at > dates.now()) else None


@transaction.atomic
def give(mandate: Guardianship, *, person: User, by) -> Guardianship:
    """Open this child's file to the guardian's own account, to read, for as long as the mandate holds; the database lets it last no longer.

    Raises `Refused` for a mandate that does not hold today, after a conflict of interest was found, for somebody who is no guardian,
    and while access was given already. Raises `Stale` when somebody saved since the record was read.
    """
    [stored] = Guardianship.objects.select_for_update(of=("self",)).filter(pk=mandate.pk)
    if stored.version != mandate.version:
        raise Stale(stored)
    if (
        stored.status != Guardianship.Status.APPOINTED
        or not Guardianship.objects.on(dates.today()).filter(pk=mandate.pk).exists()
    ):
        raise Refused(_("This mandate does not hold today."))
    if stored.conflict_check != Guardianship.Conflict.NONE:
        raise Refused(_("A conflict of interest was found: this person is given no access."))
    if person.role_id != access.GUARDIAN or not accounts().filter(pk=person.pk).exists():
        raise Refused(_("This is no account of a guardian."), field="person")
    if running(mandate):
        raise Refused(_("The guardian has access already."))
    _open(mandate, person, by=by)
    return mandate


def _open(mandate: Guardianship, person: User, *, by) -> None:
    ends_at = dates.midnight(mandate.ends_on) if mandate.ends_on else None
    given = {"levels": levels_of(mandate), "purpose": Grant.Purpose.GUARDIAN, "ends_at": ends_at}
    mandate.access = access.give(mandate.child, user=person, by=by, reason=BY_MANDATE, **given)
    mandate.save(by=by, reason=BY_MANDATE, update_fields=["access"])


def follow(mandate: Guardianship, *, by) -> None:
    """Whatever became of the mandate, the access follows it: it ends, or reads as much as it may and as long as it holds."""
    grant = running(mandate)
    if grant is None:
        return
    holds = mandate.status == Guardianship.Status.APPOINTED and mandate.conflict_check == Guardianship.Conflict.NONE
    ends_at = dates.midnight(mandate.ends_on) if mandate.ends_on else None
    if holds and (grant.levels, grant.ends_at) == (levels_of(mandate), ends_at):
        return
    access.revoke(grant, by=by, reason=MANDATE_OVER)
    if holds and grant.user and (ends_at is None or ends_at > dates.now()):
        _open(mandate, grant.user, by=by)


# ------------------------------------------------------------------------------------------------------------------- what is said


def mandate_of(person: User, child: Child) -> Guardianship | None:
    """The mandate by which this person reads this child's file today."""
    held = Guardianship.objects.on(dates.today()).filter(child=child, access__user=person, status=Guardianship.Status.APPOINTED)
    return next((one for one in held.select_related("access") if running(one)), None)


@transaction.atomic
def say(child: Child, *, about: str, words: str, by: User) -> GuardianView:
    """Keep what the guardian thinks of the plan, the place or a decision. Raises `Refused` for who is no guardian of this child today."""
    mandate = mandate_of(by, child)
    if mandate is None:
        raise Refused(_("Only a guardian of this child, whose mandate holds today, says something here."))
    if not words.strip():
        raise Refused(_("Write what you want to say."), field="words")
    said = GuardianView(child=child, mandate=mandate, about=about, words=words.strip(), author=by)
    return GUARDIAN_VIEW.begin(said, "say", by=by, reason=SAID)


@transaction.atomic
def answer(view: GuardianView, *, answer: str, by: User) -> GuardianView:
    """Keep what follows from it; the guardian reads it. Raises `Refused` without a word, and for one's own words."""
    if not answer.strip():
        raise Refused(_("Write what follows from it."), field="answer")
    if view.author_id == by.pk:
        raise Refused(_("Somebody else answers the guardian."))
    signed: dict[str, Any] = {"answer": answer.strip(), "answered_at": dates.now(), "answered_by": by}
    return GUARDIAN_VIEW.move(view, "answer", by=by, reason=SAID, **signed)
