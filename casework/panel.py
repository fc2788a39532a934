"""The panel: its members, its sessions, and who may open which file when (domain.md 2.3.3).

A member is invited to a session and sees codes. The file of a child opens only when the member has declared that there is no conflict
of interest, by a grant that ends with the window of the session; so it closes by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from base import dates
from base.models import Institution, User
from base.roles import Scope, Verb
from base.workflow import Refused
from casework import determinations
from casework.models import (
    AGENDA,
    SESSION,
    AgendaItem,
    Case,
    ConflictDeclaration,
    DecisionSignature,
    Determination,
    DeterminationReport,
    Invitation,
    PanelMember,
    PanelSession,
    Placement,
    QuorumRule,
)
from minors import access, asylum, joined, ledger
from minors.models import Child, Grant, LegalStatus

MEMBER = gettext_noop("Members of the panel")
INVITED = gettext_noop("Invited to a session of the panel")
DECLARED = gettext_noop("Declared before opening the file")
FOR_ASYLUM = "share_legal_asylum"  # of list L28
LEVELS = ["read_c1", "read_c3"]  # coded: who the child is stays closed


# -------------------------------------------------------------------------------------------------------------------------- members


@transaction.atomic
def appoint(user: User, *, by, **values) -> PanelMember:
    """Let somebody sit on the panel. `values` are fields of `PanelMember`. Raises `Refused` for the wrong role, or the second time."""
    if not user.can(Verb.SIT_ON_PANEL):
        raise Refused(_("This account cannot sit on the panel: its role does not include it."), field="user")
    if PanelMember.objects.filter(user=user).exists():
        raise Refused(_("This person sits on the panel already."), field="user")
    member = PanelMember(user=user, institution=user.institution, **values)
    member.save(by=by, reason=MEMBER)
    return member


@transaction.atomic
def change(member: PanelMember, *, by, **values) -> PanelMember:
    """Correct a member's particulars, or let the member leave the panel. Raises `Stale` when another save came first."""
    for name, value in values.items():
        setattr(member, name, value)
    member.save(by=by, reason=MEMBER, update_fields=list(values))
    return member


def ineligible(member: PanelMember, on: date) -> str:
    """Why this member may not take part on that day; empty when nothing forbids it."""
    if not member.active:
        return _("%(member)s does not sit on the panel any more.") % {"member": member}
    if member.trained_on is None or member.trained_on > on:
        return _("No training of %(member)s is recorded.") % {"member": member}
    if member.undertaking_until is None or member.undertaking_until < on:
        return _("The undertaking of confidentiality of %(member)s is not signed, or has expired.") % {"member": member}
    return ""


def member_of(user: User) -> PanelMember:
    """The seat of this person. Raises `Refused` for somebody without one."""
    member = PanelMember.objects.select_related("user__role", "institution").filter(user=user).first()
    if member is None:
        raise Refused(_("You do not sit on the panel."))
    return member


def quorum_for(urgent: bool, on: date) -> QuorumRule:
    """The quorum in force on that day."""
    rows = QuorumRule.objects.filter(urgent=urgent, valid_from__lte=on).exclude(valid_to__lte=on)
    return rows.order_by("-valid_from")[0]


def lacking(rule: QuorumRule, people: Iterable[PanelMember | DecisionSignature]) -> list[str]:
    """What these people, members or signatures, lack of a quorum, as sentences; nothing when it is met."""
    votes = [one for one in people if one.votes]
    women, men = sum(one.sex == "F" for one in votes), sum(one.sex == "M" for one in votes)
    houses = len({one.institution_id for one in votes})
    needs = [
        (rule.members, len(votes), lambda n: ngettext("%(count)s member who votes is missing.", "%(count)s members who vote are missing.", n)),
        (rule.women, women, lambda n: ngettext("%(count)s woman is missing.", "%(count)s women are missing.", n)),
        (rule.men, men, lambda n: ngettext("%(count)s man is missing.", "%(count)s men are missing.", n)),
        (
            rule.institutions,
            houses,
            lambda n: ngettext("Members of %(count)s more institution are missing.", "Members of %(count)s more institutions are missing.", n),
        ),
    ]  # fmt: skip
    return [words(need - there) % {"count": need - there} for need, there, words in needs if there < need]


# ------------------------------------------------------------------------------------------------------------------------- sessions


@transaction.atomic
def plan(*, held_at: datetime, place: str, by, urgent: bool = False, window_days: int = 7) -> PanelSession:
    """Plan a session. Everything that waits for the panel stands on its agenda by itself: what was deferred comes back, an urgent
    decision is ratified. Raises `Refused` for a moment that has passed."""
    if held_at <= dates.now():
        raise Refused(_("A session is planned for a moment to come."), field="held_at")
    session = PanelSession(held_at=held_at, place=place, urgent=urgent, window_days=window_days)
    SESSION.begin(session, "plan", by=by, reason=INVITED)
    for determination in waiting(urgent):
        _put_on(session, determination, by)
    return session


def waiting(urgent: bool = False):
    """Determinations that wait for the panel and stand on no agenda to come, the oldest first; for an urgent session only urgent ones."""
    coming = AgendaItem.objects.standing().filter(session__status__in=["planned", "sent"], session__held_at__gt=dates.now())
    found = Determination.objects.before_the_panel().exclude(pk__in=coming.order_by().values("determination"))
    if urgent:
        found = found.filter(urgent=True, status=Determination.Status.READY)
    return found.select_related("child").order_by("-urgent", "begun_at", "id")


@transaction.atomic
def put_on(session: PanelSession, determination: Determination, *, by) -> AgendaItem:
    """Put a determination on the agenda. Raises `Refused` once the invitations are sent, and for what does not wait for the panel."""
    _refuse_unless_planned(session)
    if not waiting(session.urgent).filter(pk=determination.pk).exists():
        raise Refused(_("This determination does not wait for such a session, or stands on an agenda already."))
    return _put_on(session, determination, by)


def _put_on(session: PanelSession, determination: Determination, by) -> AgendaItem:
    item = AgendaItem(session=session, determination=determination, report=determinations.accepted(determination))
    return AGENDA.begin(item, "put", by=by, reason=INVITED)


@transaction.atomic
def take_off(item: AgendaItem, *, by, reason: str) -> AgendaItem:
    """Take it off the agenda; it waits for the next session."""
    _refuse_unless_planned(item.session)
    return AGENDA.move(item, "take_off", by=by, reason=reason)


def _refuse_unless_planned(session: PanelSession) -> None:
    if PanelSession.objects.select_for_update().get(pk=session.pk).status != PanelSession.Status.PLANNED:
        raise Refused(_("The invitations are sent: the agenda stands. Plan another session."))


@transaction.atomic
def send(session: PanelSession, *, members: Iterable[PanelMember], by) -> PanelSession:
    """Invite these members. From now on, until the window ends, each may open the files of this agenda, after a declaration.

    Raises `Refused` without an agenda, without members, after the session, for a member without training or valid undertaking, and when
    those who may decide about a child of the agenda are fewer than the quorum asks. Who declares a conflict later is missed then.
    """
    people = list(PanelMember.objects.select_related("user__role", "institution").filter(pk__in=[one.pk for one in members]))
    if session.held_at <= dates.now():
        raise Refused(_("The moment of this session has passed. Plan another one."))
    if not session.items.standing().exists():
        raise Refused(_("There is nothing on the agenda."))
    if not people:
        raise Refused(_("Choose who is invited."), field="members")
    for member in people:
        why = ineligible(member, dates.local_date(session.held_at))
        if why:
            raise Refused(why, field="members")
    _refuse_too_few(session, people)
    SESSION.move(session, "send", by=by, reason=INVITED, sent_at=dates.now(), sent_by=by)
    for member in people:
        Invitation(session=session, member=member).save(by=by, reason=INVITED)
    return session


def _refuse_too_few(session: PanelSession, people: list[PanelMember]) -> None:
    rule = quorum_for(session.urgent, dates.local_date(session.held_at))
    lacks = lacking(rule, people)
    if lacks:
        raise Refused("\n".join([_("Too few are invited for a decision:"), *lacks]), field="members")
    for item in session.items.standing().select_related("determination__child"):
        free = [one for one in people if not blocked(one.user, item.determination)]
        lacks = lacking(rule, free)
        if lacks:
            values = {"code": item.determination.child, "number": item.determination}
            told = _("Too few of those who are invited may decide about %(code)s (%(number)s):") % values
            raise Refused("\n".join([told, *lacks]), field="members")


@transaction.atomic
def cancel(session: PanelSession, *, by, reason: str) -> PanelSession:
    """Call it off: the files close at once, the determinations wait for another session."""
    if session.items.filter(decisions__status__in=["proposed", "taken"]).exists():
        raise Refused(_("The panel has worked in this session already. It cannot be cancelled."))
    SESSION.move(session, "cancel", by=by, reason=reason)
    for item in session.items.standing().select_related("determination__child", "session"):
        _close(ConflictDeclaration.objects.filter(item=item, grant__isnull=False), by=by, reason=reason)
        AGENDA.move(item, "take_off", by=by, reason=reason)
    return session


# ------------------------------------------------------------------------------------------------------------- conflicts of interest


def blocked(person: User, determination: Determination) -> str:
    """Why this person must not decide about this child, by rule; empty when nothing forbids it.

    The database refuses the same, but for the refugee office: what opens a file to it is for the ledger to say.
    """
    child = determination.child
    if Case.objects.filter(child=child, owner=person).exists():
        return _("You are responsible for this case.")
    if person.team_id and person.team_id == child.team_id:
        return _("You belong to the team that works on this case.")
    if Scope(person.role.scope) == Scope.UNIT and not person.team_id and person.institution_id == child.institution_id:
        return _("You belong to the team that works on this case.")
    reports = DeterminationReport.objects.filter(determination=determination).values_list("author", "checker")
    if person.pk in {determination.begun_by_id, *(one for pair in reports for one in pair)}:
        return _("You wrote or checked the report.")
    houses = (
        Placement.objects.current().filter(child=child, provider__isnull=False).values_list("provider__institution", flat=True)
    )
    if person.institution_id in houses:
        return _("The institution you work for looks after this child.")
    declared = ConflictDeclaration.objects.filter(item__determination=determination, member__user=person).exclude(kind="none")
    if declared.exists():
        return _("You declared a conflict of interest about this child.")
    office = Institution.objects.filter(pk=person.institution_id, kind=Institution.Kind.REFUGEE_OFFICE).first()
    if office and not _knows_the_refugee_office(child, office):
        return _("The refugee office takes part only for a child who seeks or has asylum, or who allowed it.")
    return ""


def _knows_the_refugee_office(child: Child, office: Institution) -> bool:
    files = joined.files_of(child)
    protected = LegalStatus.objects.current().filter(child__in=files, legal_status__in=asylum.PROTECTED)
    return protected.exists() or bool(ledger.allows(child, FOR_ASYLUM, recipient=office))


@transaction.atomic
def declare(item: AgendaItem, *, kind: str, by: User, note: str = "") -> ConflictDeclaration:
    """Say, before opening a file, whether there is a conflict of interest. Without one the file opens, coded, until the window ends.

    Raises `Refused` outside the window, for somebody who is not invited, without words about another conflict, and, for "none", where
    a rule says that there is one.
    """
    member = member_of(by)
    PanelMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    session = refuse_unless_invited(item, member)
    before = list(item.declarations.filter(member=member))
    if kind == ConflictDeclaration.Kind.NONE:
        why = blocked(by, item.determination)
        if why:
            raise Refused(_("%(why)s You cannot take part in this decision. Declare the conflict.") % {"why": why})
        if before:
            raise Refused(_("You have declared this already."))
        grant = access.give(
            item.determination.child, user=by, levels=LEVELS, purpose=Grant.Purpose.PANEL, by=session.sent_by,
            reason=str(INVITED), ends_at=session.closes_at,
        )  # fmt: skip
        declared = ConflictDeclaration(item=item, member=member, kind=kind, grant=grant)
    else:
        if kind == ConflictDeclaration.Kind.OTHER and not note.strip():
            raise Refused(_("Say what the conflict is."), field="note")
        if any(one.kind != ConflictDeclaration.Kind.NONE for one in before):
            raise Refused(_("You have declared this already."))
        declared = ConflictDeclaration(item=item, member=member, kind=kind, note=note)
        of_child = ConflictDeclaration.objects.filter(item__determination=item.determination, member=member, grant__isnull=False)
        _close(of_child, by=by, reason=DECLARED)
    declared.save(by=by, reason=DECLARED)
    return declared


def _close(declarations, *, by, reason: str) -> None:
    """End the accesses that these declarations opened."""
    now = dates.now()
    for declared in declarations.select_related("grant__child", "grant__user"):
        if declared.grant.status == "given" and declared.grant.ends_at > now:
            access.revoke(declared.grant, by=by, reason=reason)


def refuse_unless_invited(item: AgendaItem, member: PanelMember) -> PanelSession:
    """One rule for every deed of a member: invited to a session whose window is open, trained, bound by an undertaking.

    Gives the session as it is stored.
    """
    [session] = PanelSession.objects.select_related("sent_by").filter(pk=item.session_id)  # no get(): a page asks twice
    if not AgendaItem.objects.standing().filter(pk=item.pk).exists() or not session.invitations.filter(member=member).exists():
        raise Refused(_("You are not invited to decide on this child."))
    if not session.is_open:
        raise Refused(_("The files of this session are closed."))
    why = ineligible(member, dates.today())
    if why:
        raise Refused(why)
    return session


def refuse_unless_free(item: AgendaItem, member: PanelMember) -> None:
    """The same, and without a conflict of interest, declared before: who proposes and who signs."""
    refuse_unless_invited(item, member)
    why = blocked(member.user, item.determination)
    if why:
        raise Refused(_("%(why)s You cannot take part in this decision.") % {"why": why})
    if not item.declarations.filter(member=member, kind=ConflictDeclaration.Kind.NONE).exists():
        raise Refused(_("Declare first whether you have a conflict of interest."))


@dataclass(frozen=True)
class Line:
    """What an invitation tells of one file before it opens: a code, who works on it, and what this member declared."""

    item: AgendaItem
    said: str  # "", "none" or "conflict"
    blocked: str


def agenda_of(invitation: Invitation) -> list[Line]:
    """The agenda as the invited member sees it. Nothing else of the children is told here, and nothing after the window."""
    if not invitation.session.is_open:
        return []
    member = invitation.member
    items = AgendaItem.objects.standing().filter(session=invitation.session)
    items = items.select_related("session__sent_by", "report", "determination__child__team__institution")
    lines = []
    for item in items.prefetch_related("declarations"):
        kinds = {one.kind for one in item.declarations.all() if one.member_id == member.pk}
        said = "conflict" if kinds - {"none"} else "none" if kinds else ""
        lines.append(Line(item, said, blocked(member.user, item.determination)))
    return lines
