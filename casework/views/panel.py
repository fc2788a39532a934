"""The panel: the secretariat's pages (members, sessions, agendas) and the members' own (invitations, declarations)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates
from base.forms import attempt, kept
from base.models import User
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from casework import panel, panel_decisions
from casework.forms.panel import DeclareForm, InviteForm, MemberForm, SessionForm, WhyForm
from casework.models import AgendaItem, Determination, Invitation, PanelMember, PanelSession
from minors.access import record_page, remember_list, visible_to

LONGEST = 50


def _crumbs() -> list[dict]:
    return [{"label": _("Best-interests panel"), "url": reverse("casework:panel")}]


@page(verb=Verb.HOLD_PANEL)
def panel_page(request):
    """What waits, the sessions, the members."""
    today = dates.today()
    members = visible_to(request.user, PanelMember).select_related("user", "institution")
    context = {
        "waiting": panel.waiting(),
        "sessions": visible_to(request.user, PanelSession).order_by("-held_at")[:LONGEST],
        "members": [{"member": one, "why_not": panel.ineligible(one, today)} for one in members],
        "quorums": [panel.quorum_for(urgent, today) for urgent in (False, True)],
    }
    return show(request, "casework/panel.html", context)


@page(verb=Verb.HOLD_PANEL, methods=("GET", "POST"))
def new_panel_member(request):
    people = User.objects.at_work().filter(role__verbs__contains=[Verb.SIT_ON_PANEL], panel_member=None)
    people = {str(one.pk): one for one in people.select_related("institution", "role").order_by("name")}
    form = kept(request, MemberForm, people=people.values())
    if request.method == "POST" and form.is_valid():
        said = form.deed()
        try:
            panel.appoint(people[said.pop("user")], by=request.user, **said)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The member sits on the panel."))
            return HttpResponseRedirect(reverse("casework:panel"))
    context = {"form": form, "member": None, "crumbs": _crumbs()}
    return show(request, "casework/panel_member.html", context, status=422 if form.is_bound else 200)


@record_page(PanelMember, verb=Verb.HOLD_PANEL, methods=("GET", "POST"), related=("user", "institution"))
def panel_member(request, record):
    form = kept(request, MemberForm, member=record)
    tried = attempt(request, form, lambda: panel.change(record, by=request.user, **form.deed()), record)
    if tried.done:
        messages.success(request, _("It is kept."))
        return HttpResponseRedirect(reverse("casework:panel"))
    context = {"form": form, "member": record, "conflict": tried.conflict, "crumbs": _crumbs()}
    return show(request, "casework/panel_member.html", context, status=tried.status)


@page(verb=Verb.HOLD_PANEL, methods=("GET", "POST"))
def plan_session(request):
    form = kept(request, SessionForm)
    if request.method == "POST" and form.is_valid():
        try:
            planned = panel.plan(by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The session is planned. What waits for the panel stands on its agenda."))
            return HttpResponseRedirect(planned.get_absolute_url())
    return show(request, "casework/plan_session.html", {"form": form, "crumbs": _crumbs()}, status=422 if form.is_bound else 200)


@record_page(PanelSession, verb=Verb.HOLD_PANEL, related=("sent_by",))
def panel_session(request, record):
    return _session(request, record)


@record_page(PanelSession, verb=Verb.HOLD_PANEL, methods=("POST",))
def send_session(request, record):
    form = InviteForm(request.POST, members=_invitable(request, record))
    if form.is_valid():
        try:
            panel.send(record, by=request.user, members=form.cleaned_data["members"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The members are invited. Each file opens to them after their declaration."))
            return HttpResponseRedirect(record.get_absolute_url())
    return _session(request, record, invite=form)


@record_page(PanelSession, verb=Verb.HOLD_PANEL, methods=("POST",))
def cancel_session(request, record):
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            panel.cancel(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The session is cancelled, and its files are closed."))
            return HttpResponseRedirect(reverse("casework:panel"))
    return _session(request, record, cancel=form)


@record_page(AgendaItem, verb=Verb.HOLD_PANEL, methods=("POST",), related=("session", "determination"))
def take_off_agenda(request, record):
    try:
        panel.take_off(record, by=request.user, reason=_("Taken off the agenda by the secretariat"))
    except Refused as refusal:
        return _session(request, record.session, refusal=refusal)
    return HttpResponseRedirect(record.session.get_absolute_url())


@record_page(Determination, verb=Verb.HOLD_PANEL, methods=("POST",))
def put_on_agenda(request, record, session):
    chosen = visible_to(request.user, PanelSession).filter(pk=session).first()
    if chosen is None:
        return HttpResponseRedirect(reverse("casework:panel"))
    try:
        panel.put_on(chosen, record, by=request.user)
    except Refused as refusal:
        return _session(request, chosen, refusal=refusal)
    return HttpResponseRedirect(chosen.get_absolute_url())


def _invitable(request, session) -> list[PanelMember]:
    return [one for one, why_not in _members(request, session) if not why_not]


def _members(request, session) -> list[tuple[PanelMember, str]]:
    """Every member, and why the member may not be invited to this session."""
    day = dates.local_date(session.held_at)
    members = visible_to(request.user, PanelMember).select_related("user", "institution")
    return [(one, panel.ineligible(one, day)) for one in members]


def _session(request, record, *, invite=None, cancel=None, refusal=None):
    record.refresh_from_db()
    planned = record.status == PanelSession.Status.PLANNED
    items = record.items.standing().select_related("determination__child", "report")
    invited = list(record.invitations.select_related("member__user", "member__institution"))
    rows = []
    for item in items.prefetch_related("declarations", "decisions__quorum", "decisions__signatures"):
        decision = next((one for one in item.decisions.all() if one.status != "set_aside"), None)
        said = {one.member_id: one.kind for one in item.declarations.all() if one.kind != "none"}
        free = {one.member_id for one in item.declarations.all()} - set(said)
        rows.append(
            {
                "item": item,
                "decision": decision,
                "lacking": panel_decisions.lacking(decision) if decision and decision.status == "proposed" else [],
                "free": sum(one.member_id in free for one in invited),
                "conflicts": sum(one.member_id in said for one in invited),
            }
        )
    worked = any(row["decision"] for row in rows)  # then nobody can cancel it any more
    context = {
        "session": record,
        "planned": planned,
        "begun": record.held_at <= dates.now(),
        "rows": rows,
        "invited": invited,
        "waiting": panel.waiting(record.urgent) if planned else [],
        "invite": invite or (InviteForm(members=_invitable(request, record)) if planned else None),
        "not_invited": [why_not for _member, why_not in _members(request, record) if why_not] if planned else [],
        "cancel": cancel or (WhyForm() if record.status != PanelSession.Status.CANCELLED and not worked else None),
        "quorum": panel.quorum_for(record.urgent, dates.local_date(record.held_at)),
        "refusal": refusal,
        "crumbs": _crumbs(),
    }
    children = [row["item"].determination.child for row in rows] + [one.child for one in context["waiting"]]
    remember_list(request.user, [child.code for child in children])
    bound = (invite and invite.is_bound) or (cancel and cancel.is_bound) or refusal
    return show(request, "casework/panel_session.html", context, status=422 if bound else 200)


# ------------------------------------------------------------------------------------------------------------------ the member's own


@page(verb=Verb.SIT_ON_PANEL)
def my_panel(request):
    """The sessions to which this member is invited, and whose files are open now or were."""
    rows = visible_to(request.user, Invitation).select_related("session").order_by("-session__held_at")
    return show(request, "casework/my_panel.html", {"rows": rows[:LONGEST]})


@record_page(Invitation, verb=Verb.SIT_ON_PANEL, related=("session", "member__user__role"))
def panel_invitation(request, record):
    return _invitation(request, record)


@record_page(Invitation, verb=Verb.SIT_ON_PANEL, methods=("POST",), related=("session", "member__user__role"))
def declare_conflict(request, record, item):
    lines = panel.agenda_of(record)
    row = next((one for one in lines if one.item.pk == item), None)
    if row is None:
        return HttpResponseRedirect(record.get_absolute_url())
    form = DeclareForm(request.POST, prefix=item)
    if form.is_valid():
        try:
            declared = panel.declare(row.item, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if declared.grant:
                messages.success(request, _("The file is open to you, in code, until the window of the session ends."))
            else:
                messages.success(request, _("Your declaration is kept. You take no part in this decision."))
            return HttpResponseRedirect(record.get_absolute_url())
    return _invitation(request, record, refused=(item, form), lines=lines)


def _decision_of(item: AgendaItem):
    """What was proposed or taken about a file of the agenda, if anything."""
    return item.decisions.exclude(status="set_aside").order_by("-number").first()


def _invitation(request, record, *, refused=(None, None), lines=None):
    rows = []
    for line in panel.agenda_of(record) if lines is None else lines:
        key = line.item.pk
        form = refused[1] if key == refused[0] else DeclareForm(prefix=key, initial={"kind": ""})
        form = form if record.session.is_open and line.said != "conflict" else None
        rows.append({"line": line, "form": form, "decision": _decision_of(line.item) if line.said == "none" else None})
    context = {
        "invitation": record,
        "session": record.session,
        "rows": rows,
        "why_not": panel.ineligible(record.member, dates.today()),
        "begun": record.session.held_at <= dates.now(),
        "has_minutes": any(row["decision"] for row in rows),
        "crumbs": [{"label": _("My sessions of the panel"), "url": reverse("casework:my_panel")}],
    }
    return show(request, "casework/panel_invitation.html", context, status=422 if refused[1] else 200)
