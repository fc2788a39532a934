"""The door: the only way to a child and to anything about a child (architecture.md 3).

Which children: the role's scope, dispatched here. Which verbs and classes of field: the role's row and the grant. Both must say yes.
Out of reach is 404, with the same bytes as for what does not exist; 403 is for a deed refused on a file one may see.
"""

import functools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from base import dates
from base.models import AccessEvent, Kept, Record, User
from base.pages import NotForYou, OutOfReach, page
from base.roles import Relation, Scope, Verb
from base.workflow import Refused
from minors import conflicts, origin, ties
from minors.models import GRANT, Child, Exclusion, Grant, Merge, SealedFile
from minors.remembering import remember as remember
from minors.remembering import remember_list as remember_list
from minors.ties import BY_GRANT as BY_GRANT
from minors.ties import FULL as FULL
from minors.ties import GUARDIAN as GUARDIAN
from minors.ties import reaches as reaches
from minors.ties import shuts_out as shuts_out
from minors.ties import write as write_permissions

# What a grant must allow, besides the role, before somebody reached by a grant may use the verb.
NEEDS = {
    Verb.REVEAL_IDENTITY: "read_c2",
    Verb.ASSESS: "change",
    Verb.PLACE: "change",
    Verb.REFER: "change",
    Verb.REQUEST_CLOSURE: "change",
    Verb.APPROVE: "change",
    Verb.APPROVE_CLOSURE: "change",
    Verb.REOPEN: "change",
    Verb.ASSIGN: "change",
    Verb.PRINT_CASE: "print",
    Verb.SHARE_CASE: "share",
    Verb.RESOLVE_DUPLICATES: "change",
}
READING = {Verb.OPEN_CASE, Verb.REVEAL_IDENTITY}  # what an access in an emergency is for: it changes and prints nothing


def children_of(user: User):
    """The children whose file this person may open. Everything else about a child is reached from here."""
    if not user.can(Verb.OPEN_CASE):
        return Child.objects.none()
    return _in_scope(user)


def listed_for(user: User):
    """The same as lists and counts show them: each child once, by the file that was kept where the person may open that one.

    Who may open only the other file keeps meeting that one: a merge takes no file away from anybody.
    """
    reach = children_of(user)
    return reach.exclude(pk__in=Merge.objects.in_force().filter(kept__in=reach).order_by().values("other"))


def countable_by(user: User, *, whole_country: bool = False):
    """The children this person may count, in code only: what lists of codes and indicators start from.

    A figure of the whole country counts the sealed ones too, for who counts every child; no list and no part of the country does.
    """
    if not (user.can(Verb.SEE_PLAN) or user.can(Verb.OPEN_CASE)):
        return Child.objects.none()
    return _in_scope(user, counting=whole_country)


def readable_by(user: User, field_class: str):
    """The children of whom this person may read the fields of this class: what a figure about such fields starts from."""
    if not user.can(Verb.OPEN_CASE) or field_class not in user.role.every_class:
        return Child.objects.none()
    return _in_scope(user, f"read_{field_class.lower()}")


def workable_by(user: User, verb: Verb):
    """The children with whom this person may use the verb: what a list of children to do something with starts from."""
    return _in_scope(user, NEEDS.get(verb, "read_c1")) if user.can(verb) else Child.objects.none()


def _in_scope(user: User, level: str = "read_c1", *, counting: bool = False):
    """The children to whom this person is tied by something that opens the level. `counting` is for figures of the whole country."""
    scope = Scope(user.role.scope)
    match scope:
        case Scope.OWN | Scope.RESIDENT:
            reachable = Child.objects.filter(pk__in=ties.granted(user, level))
        case Scope.UNIT:
            # Two sources are united, never ORed: the planner would walk the whole table (performance.md 1).
            in_unit = Child.objects.filter(user.unit()).order_by().values("pk")
            if not ties.opens(user.role, Relation.UNIT, level):
                in_unit = in_unit.none()
            reachable = Child.objects.filter(pk__in=in_unit.union(ties.granted(user, level)))
        case Scope.REGION_CODED if ties.opens(user.role, Relation.REGION, level):
            reachable = Child.objects.filter(region=user.region)
        case Scope.ALL_CODED if ties.opens(user.role, Relation.ALL, level):
            reachable = Child.objects.all()
        case Scope.ALL_CODED:
            reachable = Child.objects.filter(pk__in=ties.granted(user, level))
        case _:
            return Child.objects.none()
    return reachable.exclude(pk__in=ties.shut_to(user, counting=counting and scope == Scope.ALL_CODED))


def visible_to(user: User, model: type[Kept]):
    """The rows of `model` this person may open: through their child, because their institution received them, or for their team."""
    if not issubclass(model, Record):
        return _of_designated(user, model) if model.handled_by else _of_teams(user, model)
    if model.overseen_by and Scope(user.role.scope) == Scope.NONE:
        return model.objects.all() if user.can(model.overseen_by) else model.objects.none()
    if Scope(user.role.scope) == Scope.REFERRAL:
        if model.partner_path is None or not user.can(model.partner_verb):
            return model.objects.none()
        received = model.objects.filter(model.open_to_partner(), **{model.partner_path: user.institution_id})
        return received.exclude(**{f"{model.minor_path}__in": ties.shut_to(user)})
    if model.shut_to_houses and Scope(user.role.scope) == Scope.RESIDENT:
        return model.objects.none()
    if model.minor_path == "":
        return children_of(user)
    if model.record_class not in {"C1", *user.role.every_class}:
        return model.objects.none()
    if not user.can(Verb.OPEN_CASE):
        return model.objects.none()
    if model.class_column and model.record_class == "C1":
        return model.objects.filter(_of_own_class(user, model))
    reach = _in_scope(user, f"read_{model.record_class.lower()}")
    paths = filter(None, [model.minor_path, model.other_path])
    rows = model.objects.filter(**{f"{path}__in": reach for path in paths})
    return rows.filter(_of_own_class(user, model)) if model.class_column else rows


def _of_own_class(user: User, model: type[Record]) -> Q:
    """Rows that have each a class of their own: those of a class that this person may read of their child."""
    found = Q(pk__in=[])
    for one in sorted(user.role.every_class):
        reach = _in_scope(user, f"read_{one.lower()}")
        found |= Q(**{model.class_column: one, f"{model.minor_path}__in": reach})
    return found


def _of_teams(user: User, model: type[Kept]):
    """Rows about no single child: for the team that answers and its supervisors, and in code for the region and the country."""
    team, everything = model.team_path, model.objects.all()
    if not (user.can(Verb.REGISTER_CHILD) or user.can(Verb.SEE_BOARD)):
        return everything.none()
    match Scope(user.role.scope):
        case Scope.OWN if user.team_id:
            return everything.filter(**{team: user.team_id})
        case Scope.UNIT:
            unit = {team: user.team_id} if user.team_id else {f"{team}__institution": user.institution_id}
            return everything.filter(**unit)
        case Scope.REGION_CODED:
            return everything.filter(**{model.region_path: user.region})
        case Scope.ALL_CODED:
            return everything
        case _:
            return everything.none()


def arrived_with(user: User, arrival) -> int:
    """How many children of an arrival are registered, by whomever: less those shut to this person, who learns of them nowhere."""
    return Child.objects.filter(arrival=arrival).exclude(pk__in=ties.shut_to(user)).count()


def _of_designated(user: User, model: type[Kept]):
    """Rows that only designated people open, and nobody one about themselves or about their own house (domain.md 3.18)."""
    if not user.can(model.handled_by):
        return model.objects.none()
    rows = model.objects.filter(model.open_to(user))
    if not model.shut_path:
        return rows
    # Who reads such rows in code, and opens no file, watches over the sealed ones too.
    shut = ties.shut_to(user, counting=Scope(user.role.scope) == Scope.NONE)
    return rows.exclude(**{f"{model.shut_path}__in": shut})


@dataclass(frozen=True)
class Rights:
    """What one person may do with one child, and which classes of field they may read of it.

    `emergency` is the end of an access in an emergency, as long as it opens what nothing else does; who has no other tie reads,
    and does nothing.
    """

    verbs: set[str]
    classes: set[str]
    emergency: datetime | None = None


def rights_on(user: User, child_id: uuid.UUID) -> Rights:
    """Every verb and every class at once, by one look at the grants: what a page with many buttons asks instead of `may`."""
    return rights_by(user, ties.of_many(user, [child_id])[child_id])


def rights_by(user: User, found: list[ties.Tie]) -> Rights:
    """What these ties to one child give together with the role."""
    levels = {tie.level for tie in found}
    verbs = {verb for verb in user.role.verbs if user.can(verb) and NEEDS.get(Verb(verb), "read_c1") in levels}
    classes = {one for one in user.role.every_class if f"read_{one.lower()}" in levels}
    by_it = [tie for tie in found if tie.relation in ties.IN_EMERGENCY]
    own = {tie.level for tie in found if tie.relation not in ties.IN_EMERGENCY}
    if {tie.level for tie in by_it} <= own:  # none, or it opens no more than the person's own ties do by now
        return Rights(verbs, classes)
    if len(by_it) == len(found):
        verbs &= READING
    return Rights(verbs, classes, max(filter(None, (tie.until for tie in by_it)), default=None))


def may(user: User, verb: str, child_id: uuid.UUID) -> bool:
    """Whether this person may use the verb on this child, who is known to be in their reach."""
    return user.can(verb) and verb in rights_on(user, child_id).verbs


def allowed_among(user: User, verb: str, children: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these children, who are known to be in this person's reach, on whom the person may use the verb. One look at the grants."""
    if not user.can(verb):
        return set()
    return {key for key, found in ties.of_many(user, children).items() if verb in rights_by(user, found).verbs}


def classes_for(user: User, child_id: uuid.UUID) -> set[str]:
    """Classes of field (C1 to C4) this person may read of this child: those of the role, narrowed by the grant."""
    return rights_on(user, child_id).classes


def classes_of_many(user: User, children: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """The classes of field this person may read of each of these children, who are known to be in their reach: for lists."""
    return {key: rights_by(user, found).classes for key, found in ties.of_many(user, children).items()}


def open_record(request, model: type[Kept], pk: uuid.UUID, *, verb: Verb | None = None, related: tuple[str, ...] = ()) -> Kept:
    """Fetch and authorise in one query, then remember who looked, in the request's own transaction.

    `related` are the lookups that the page also reads. `request.rights` is what was asked about the person and this child, if it was.

    Raises `OutOfReach` (a 404, remembered once the request is over) for strangers and PermissionDenied, with a sentence, for a
    deed refused on a file one may see.
    """
    paths = [*filter(None, [getattr(model, "minor_path", None)]), *related]
    record = visible_to(request.user, model).filter(pk=pk).select_related(*paths).first()
    request.opened = record  # the page leads to its history
    if record is None:
        raise OutOfReach(model._meta.label_lower, pk, _child_of(model, pk))
    child = record.child_key
    request.rights = rights = rights_on(request.user, child) if child and verb else None
    if verb and not (verb in rights.verbs if rights else request.user.can(verb)):
        sentence = _("You may read this file, but this action belongs to somebody else.")
        raise NotForYou(sentence, model._meta.label_lower, pk, child)
    # Whatever the method: a form that is refused shows the page again, and with it the record.
    remember(request.user, AccessEvent.Kind.OPENED, record)
    return record


def _child_of(model: type[Kept], pk) -> uuid.UUID | None:
    """The child whom a record is about that somebody could not open; None when there is no such record."""
    path = getattr(model, "minor_path", None)
    return model._base_manager.filter(pk=pk).values_list(path or "pk", flat=True).first() if path is not None else None


def record_page(
    model: type[Kept],
    *,
    verb: Verb | None = None,
    methods: tuple[str, ...] = ("GET",),
    related: tuple[str, ...] = (),
    files: bool = False,
    step_up: bool = False,
):
    """A page about one record: the view gets the record itself, opened through the door, instead of its id."""

    def wrap(view):
        @functools.wraps(view)
        def opened(request, pk, **kwargs):
            return view(request, open_record(request, model, pk, verb=verb, related=related), **kwargs)

        return page(verb=verb, methods=methods, opens=model, files=files, step_up=step_up)(opened)

    return wrap


def give(
    child: Child, *, levels, purpose, by, reason, user=None, team=None, ends_at=None, starts_at=None, write=True, scope=""
) -> Grant:
    """Give a person or a team access to one child, as a kept fact and as guardian's rows.

    Who gives and ends many accesses says `write=False` and calls `write_permissions` once for all of them. Raises `Refused` when the
    file is sealed and somebody else decides who is named, for an embassy, and for a person of whom a declared relative is named in the
    file. Who registers a relative is shut out instead: the child is registered, and the supervisor gives the case to somebody else.
    """
    for holder, field in ((user, "person"), (team, "team")):
        origin.refuse_embassy(holder and holder.institution, field=field)
    if purpose not in Grant.BY_HANDOVER and SealedFile.objects.holding(child).exists() and not by.can(Verb.SEAL_CASE):
        raise Refused(_("This case is sealed: only the supervisor names who opens it."))
    if write and user and conflicts.look([child], user) and user != by:
        raise Refused(_("This person declared a relative who is named in this file. Choose somebody else."))
    said = {"levels": levels, "purpose": purpose, "ends_at": ends_at, "given_by": by, "reason": reason, "scope": scope}
    grant = Grant(child=child, user=user, team=team, **said)
    grant.starts_at = starts_at or grant.starts_at
    GRANT.begin(grant, "give", by=by, reason=reason)
    if write:
        write_permissions([child.pk], user=user, team=team)
        _remember_rights(by, grant, "given")
    return grant


def revoke(grant: Grant, *, by, reason) -> Grant:
    """End an access at once. Raises `Refused` for the responsible worker's: that one ends when the case is handed over."""
    if grant.purpose == Grant.Purpose.RESPONSIBLE:
        raise Refused(_("The responsible worker keeps access until the case is handed over."))
    end(grant, by=by, reason=reason)
    write_permissions([grant.child_id], user=grant.user, team=grant.team)
    _remember_rights(by, grant, "ended")
    return grant


def end(grant: Grant, *, by, reason) -> Grant:
    """End an access whatever its purpose: part of a hand-over, which calls `write_permissions` afterwards."""
    return GRANT.move(grant, "revoke", by=by, reason=reason, ends_at=dates.now())


def limit(grant: Grant, moment, *, by, reason) -> Grant:
    """Let an access end by itself at a moment (None: never). Part of a hand-over, which calls `write_permissions` afterwards."""
    grant.ends_at = moment
    grant.save(by=by, reason=reason, update_fields=["ends_at"])
    return grant


def exclude(child: Child, *, user: User, by, reason: str) -> Exclusion:
    """Shut one person out of one file, whatever grant or unit they have. Raises `Refused` for oneself."""
    if user == by:
        raise Refused(_("You cannot exclude yourself. Ask your supervisor to do it."), field="person")
    exclusion = Exclusion.objects.filter(child=child, user=user).first() or Exclusion(child=child, user=user)
    exclusion.active, exclusion.reason, exclusion.declared = True, reason, False
    exclusion.save(by=by, reason=reason)
    remember(by, AccessEvent.Kind.RIGHTS, exclusion, what="shut out", to=user.username)  # why may be a secret of the file
    return exclusion


def let_in_again(exclusion: Exclusion, *, by, reason: str) -> Exclusion:
    """End a shutting out: the person sees what their unit and accesses give. Raises `Refused` for oneself.

    Who declared a relative is let in again by a supervisor only (domain.md 7.2).
    """
    if exclusion.user == by:
        raise Refused(_("Nobody decides about themselves. Ask another supervisor."))
    if exclusion.declared and not by.can(Verb.SEAL_CASE):
        raise Refused(
            _("This person declared a relative who is named in the file. A supervisor decides whether they are let in again.")
        )
    exclusion.active = False
    exclusion.save(by=by, reason=reason, update_fields=["active"])
    remember(by, AccessEvent.Kind.RIGHTS, exclusion, what="let in again", to=exclusion.user.username)
    return exclusion


def _remember_rights(by: User, grant: Grant, what: str) -> None:
    """Who may open a file changed. A hand-over and a registration have records of their own, and write nothing here."""
    if grant.purpose in Grant.BY_HANDOVER:
        return
    to = grant.user.username if grant.user else str(grant.team)
    remember(by, AccessEvent.Kind.RIGHTS, grant, what=what, to=to, purpose=grant.purpose, levels=list(grant.levels))
