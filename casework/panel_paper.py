"""A session of the panel on paper: the invitation with its agenda, and the minutes (domain.md 2.3.3, 8.1 P3, 8.4). Codes only.

The invitation tells what the page of an invitation tells. The minutes tell of each child what the reader may read of its decision:
to the secretariat that, when and by whom it was decided; to a member who declared no conflict the reasons as well.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from base import copies, dates
from base.models import AccessEvent, User
from base.pdf import Paper, legible
from base.workflow import Refused
from casework import dossier_pdf, panel
from casework.dossier import determinations
from casework.dossier.known import Known
from casework.models import AgendaItem, Invitation, PanelDecision, PanelSession
from minors import access


@transaction.atomic
def print_invitation(session: PanelSession, *, by: User, reason: str, language: str) -> bytes:
    """The invitation with the agenda. Raises `Refused` before it is sent, of a session that was cancelled, and without a reason."""
    _refuse_unless_sent(session, reason)
    items = list(_items(session, by))
    event = _remember(session, dict.fromkeys(items, "C1"), by, reason)
    with override(language):
        paper = _begun(session, by, event, language, _("Invitation to a session of the panel"))
        _invited(paper, session)
        paper.section(_("Agenda"), number="")
        head = (_("No."), _("Case"), _("Determination"), _("Report"), _("Works on the case"))
        rows = [
            (str(number), item.determination.child.code, str(item.determination), str(item.report), legible(str(item.determination.child.team or "–")))
            for number, item in enumerate(items, start=1)
        ]  # fmt: skip
        paper.table(head, rows, shares=(0.07, 0.21, 0.18, 0.2, 0.34))
        last = dates.day_in_words(session.last_day)
        paper.notice(
            _(
                "Before a file opens, each member says in Himaya whether there is a conflict of interest. Who has one takes no part "
                "in that decision. The files are read there only, in code, until the end of %(day)s; nothing is copied or passed on."
            )
            % {"day": last},
            title=_("Before you read"),
        )
        return paper.drawn()


@transaction.atomic
def print_minutes(session: PanelSession, *, by: User, reason: str, language: str) -> bytes:
    """The minutes of what this person may read. Raises `Refused` before the session has begun, of one that was cancelled, and without a
    reason.
    """
    _refuse_unless_sent(session, reason)
    if session.held_at > dates.now():
        raise Refused(_("The session has not begun: there are no minutes yet."))
    items = list(_items(session, by).prefetch_related("declarations", "decisions__signatures"))
    if not items:
        raise Refused(_("No file of this session is open to you."))
    known = {item: Known(item.determination.child_id, reader=by, until=dates.now()) for item in items}
    event = _remember(session, {item: "C3" if "C3" in one.classes else "C1" for item, one in known.items()}, by, reason)
    with override(language):
        paper = _begun(session, by, event, language, _("Minutes of a session of the panel"))
        _took_part(paper, session, items)
        for item in items:
            paper.section(f"{item.determination.child.code} · {item.determination}")
            _item(paper, item, known[item])
        if len(items) < session.items.standing().count():
            paper.text(_("This copy leaves out the files that are not open to its reader."))
        paper.text(
            _(
                "Each member signed in Himaya. The fingerprint of a decision shows that neither it nor a signature was changed since."
            )
        )
        paper.signatures([_("For the panel"), _("For the secretariat")])
        return paper.drawn()


def _refuse_unless_sent(session: PanelSession, reason: str) -> None:
    if session.status != PanelSession.Status.SENT:
        raise Refused(_("The invitations to this session are not sent, or it was cancelled."))
    if not reason.strip():
        raise Refused(_("Say why this is printed. The reason is kept."), field="reason")


def _items(session: PanelSession, by: User) -> QuerySet[AgendaItem]:
    """What stands on the agenda and this person may open."""
    found = access.visible_to(by, AgendaItem).filter(session=session, status=AgendaItem.Status.ON)
    return found.select_related("report", "determination__child__team__institution").order_by("determination__child__code")


def _remember(session: PanelSession, shown: dict[AgendaItem, str], by: User, reason: str) -> AccessEvent:
    """One line for the paper, and one for each child on it with the class of what it shows."""
    for item, of in shown.items():
        access.remember(by, AccessEvent.Kind.PRINTED, item, of=of, reason=reason.strip(), session=str(session.pk))
    return access.remember(by, AccessEvent.Kind.PRINTED, session, of=max(shown.values(), default="C1"), reason=reason.strip())


def _begun(session: PanelSession, by: User, event: AccessEvent, language: str, title: str) -> Paper:
    paper = copies.begin(event, by, language=language, title=title, code=str(session.pk)[:8])
    held = session.held_at.astimezone(dates.DJIBOUTI)
    day, time = date_format(held, "DATE_FORMAT"), held.strftime("%H:%M")
    rule = panel.quorum_for(session.urgent, held.date())
    paper.title(title, _("%(day)s, %(time)s") % {"day": day, "time": time})
    kind = _("urgent, with a reduced panel") if session.urgent else _("ordinary")
    paper.definitions(
        [(_("Where it is held"), legible(session.place)), (_("Kind of session"), kind), (_("Quorum, at least"), rule.in_words)]
    )
    return paper


def _invited(paper: Paper, session: PanelSession) -> None:
    paper.section(_("Invited"), number="")
    rows = [
        (legible(one.member.function), legible(str(one.member.institution)), _("yes") if one.member.votes else _("no"))
        for one in _members(session)
    ]
    paper.table((_("Function"), _("Institution"), _("Votes")), rows, shares=(0.42, 0.42, 0.16))


def _members(session: PanelSession) -> QuerySet[Invitation]:
    return session.invitations.select_related("member__institution").order_by("member__institution", "member__function")


def _took_part(paper: Paper, session: PanelSession, items: Sequence[AgendaItem]) -> None:
    """By function and institution: of how many files each signed the decision, and from how many a conflict kept the member away."""
    paper.section(_("Members of the panel"), number="")
    signed = [one.member_id for item in items for decision in _standing(item) for one in decision.signatures.all()]
    away = [one.member_id for item in items for one in item.declarations.all() if one.kind != "none"]
    rows = [
        (
            legible(one.member.function),
            legible(str(one.member.institution)),
            _("yes") if one.member.votes else _("no"),
            str(signed.count(one.member_id)),
            str(away.count(one.member_id)),
        )
        for one in _members(session)
    ]
    head = (_("Function"), _("Institution"), _("Votes"), _("Signed"), _("Kept away by a conflict of interest"))
    paper.table(head, rows, shares=(0.29, 0.31, 0.1, 0.11, 0.19))


def _standing(item: AgendaItem) -> list[PanelDecision]:
    return [one for one in item.decisions.all() if one.status != PanelDecision.Status.SET_ASIDE]


def _item(paper: Paper, item: AgendaItem, known: Known) -> None:
    declared = {one.member_id: one.kind for one in sorted(item.declarations.all(), key=lambda one: one.recorded_at)}
    conflicts = sum(kind != "none" for kind in declared.values())
    values = {"free": len(declared) - conflicts, "conflicts": conflicts}
    paper.definitions(
        [
            (_("Report"), str(item.report)),
            (_("Conflicts of interest"), _("Declared free of conflict: %(free)s; in conflict: %(conflicts)s.") % values),
        ]
    )
    decisions = _standing(item)
    if not decisions:
        paper.text(_("Nothing was decided about this child in this session."))
    for decision in decisions:
        row = next((one for one in known.determined.decisions if one.id == decision.pk), None)
        if row is None:
            text = capfirst(_("%(decision)s: it is still being signed, so nothing is decided.") % {"decision": decision})
            paper.notice(text, title=_("DRAFT – NOT SIGNED"))
        else:
            dossier_pdf.draw_pieces(paper, determinations.decided(known, row))
