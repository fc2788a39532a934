"""Whose queue a case is in: every open case is always in somebody's (domain.md 2.6, 9.6; features.md 46).

The one definition. An open case is in the queue of
1. its owner, who is at work, may assess and has access;
2. if the owner cannot act: whoever it was offered to, is at work and may read the offer;
3. and of the supervisors at work of the team that answers for the child;
4. if there is none, of the national officers, who hand it over in code.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from base import dates
from base.models import Team, User
from base.roles import Scope, Verb
from casework.models import Case, Transfer
from minors import access, clocks
from minors.models import Clock

CHILD = OuterRef(OuterRef("child"))  # of a case, seen from a query about people inside a query about cases
SELF = OuterRef("pk")
ASSIGN = "owner.assign"  # the time limit for naming an owner (T03)


def with_an_owner() -> Q:
    """Cases whose owner can act: a condition for queries about cases."""
    able = User.objects.at_work().filter(pk=OuterRef("owner"), role__verbs__contains=[Verb.OPEN_CASE, Verb.ASSESS])
    return Q(Exists(able)) & access.reaches(OuterRef("owner"), OuterRef("child"), "change")


def offered() -> Q:
    """Cases that wait for the answer of somebody who can give it."""
    able = User.objects.at_work().filter(role__verbs__contains=[Verb.OPEN_CASE, Verb.ASSESS]).order_by().values("pk")
    waiting = Transfer.objects.waiting().filter(
        access.reaches(OuterRef("new"), CHILD, "read_c1"), case=OuterRef("pk"), new__in=able
    )
    return Q(Exists(waiting))


def supervised() -> Q:
    """Cases of a team with a supervisor at work who may open the file."""
    unit = Q(team=OuterRef("child__team")) | Q(team=None, institution=OuterRef("child__institution"))
    there = _deciding(Scope.UNIT).filter(unit).exclude(access.shuts_out(SELF, CHILD))
    return Q(Exists(there))


def watched() -> Q:
    """Cases that a national officer at work may open."""
    return Q(Exists(_deciding(Scope.ALL_CODED).exclude(access.shuts_out(SELF, CHILD))))


def supervisors_of(team: Team) -> list[User]:
    """Who decides at work about the cases of a team."""
    unit = Q(team=team) | Q(team=None, institution=team.institution_id)
    return list(_deciding(Scope.UNIT).filter(unit).order_by("pk"))


def _deciding(scope: Scope):
    return User.objects.at_work().filter(role__scope=scope, role__verbs__contains=[Verb.OPEN_CASE, Verb.ASSIGN])


def without_an_owner():
    """Open cases whose owner cannot act: suspended, gone, shut out, or without access. They are for the supervisor."""
    return Case.objects.still_open().exclude(with_an_owner())


def orphans():
    """Open cases in nobody's queue. There must be none: the nightly check and a test ask this."""
    return without_an_owner().exclude(offered()).exclude(supervised()).exclude(watched())


def waiting_for(user: User):
    """The cases that this person has to give to somebody: for a supervisor those of the unit, for a national officer those of teams
    that have no supervisor at work. Through the door."""
    if not user.can(Verb.ASSIGN):
        return Case.objects.none()
    mine = access.visible_to(user, Case).filter(pk__in=without_an_owner().order_by().values("pk"))
    match Scope(user.role.scope):
        case Scope.UNIT if user.team_id:
            return mine.filter(child__team=user.team_id)
        case Scope.UNIT:
            return mine.filter(child__institution=user.institution_id)
        case Scope.ALL_CODED:
            return mine.exclude(supervised())
        case _:
            return mine.none()


def offered_to(user: User):
    """Offers of open cases that wait for this person's answer, through the door."""
    waiting = (
        access.visible_to(user, Transfer).waiting().filter(new=user, case__in=Case.objects.still_open().order_by().values("pk"))
    )
    return waiting.select_related("case__child", "previous", "new").order_by("sent_at", "pk")


def refused_by_others(user: User):
    """The last answer to an offer was no, and nobody has decided since: transfers whose case the previous owner still carries."""
    later = Transfer.objects.filter(case=OuterRef("case"), sent_at__gt=OuterRef("sent_at"))
    refused = access.visible_to(user, Transfer).filter(status=Transfer.Status.REFUSED).exclude(Exists(later))
    return refused.filter(case__in=Case.objects.still_open()) if user.can(Verb.ASSIGN) else refused.none()


def since(case: Case) -> datetime | None:
    """Since when the owner of a case could not act, as far as it can be told; None while the owner can."""
    if not without_an_owner().filter(pk=case.pk).exists():
        return None
    owner, moments = case.owner, [dates.now()]
    if owner.suspended_at:
        moments.append(owner.suspended_at)
    if owner.expires_on < dates.today():
        moments.append(midnight_after(owner.expires_on))
    moments += [grant.ends_at for grant in case.child.grants.filter(user=owner, purpose="responsible", ends_at__lte=dates.now())]
    return min(moments)


def settle(cases, *, by: User) -> int:
    """Start and stop the limit for naming an owner (T03) where it has to be; says for how many cases. `cases` is a queryset."""
    running = Clock.objects.filter(rule=ASSIGN, stopped_at=None).order_by()
    vacant = without_an_owner().order_by().exclude(pk__in=running.values("subject_id"))
    filled = cases.filter(pk__in=running.values("subject_id")).filter(with_an_owner())
    found = [*cases.filter(pk__in=vacant.values("pk")).select_related("child"), *filled.select_related("child")]
    clocks.settle_many([case.child for case in found], after=(Case,), by=by)
    return len(found)


def settle_all(*, by: User) -> int:
    """The same for every case: accounts and accesses end by themselves, so this is for every night."""
    return settle(Case.objects.all(), by=by)


def midnight_after(day) -> datetime:
    """When a day is over in Djibouti."""
    return dates.midnight(day + timedelta(days=1))
