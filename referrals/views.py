"""Sending a child's case to a service, and the receiving institution's own pages."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from base import dates
from base.forms import DeedForm, attempt, kept
from base.models import AccessEvent
from base.pages import NotForYou, attached, page, show
from base.roles import Scope, Verb
from base.workflow import Refused
from minors import access, clocks, joined
from minors.models import Child
from referrals import directory, packages, slip_pdf, workflow
from referrals.forms import (
    AnswerForm,
    AppointmentForm,
    CancelForm,
    DecideForm,
    OpinionForm,
    OutcomeForm,
    ReferForm,
    SlipForm,
    WriteDownForm,
)
from referrals.models import STILL_OPEN, Referral

MOST = 100


class StepForm(DeedForm):
    """A button that asks nothing."""


@access.record_page(Child, verb=Verb.REFER, methods=("GET", "POST"))
@joined.goes_on
def refer(request, child):
    """Write and send a referral."""
    form, uncovered, closed = kept(request, ReferForm, child=child), False, child.case.status == "closed"
    if request.method == "POST" and form.is_valid():
        try:
            if closed:
                raise Refused(_("The case is closed. Reopen it first."))
            referral = workflow.refer(child, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            uncovered = refusal.field == "without_consent_because"
        else:
            text = (
                _("The referral was sent to “%(service)s”.")
                if referral.is_out
                else _("No sharing protocol covers it: it waits for your supervisor.")
            )
            messages.success(request, text % {"service": referral.service} if referral.is_out else text)
            return redirect(referral)
    return show(
        request,
        "referrals/refer.html",
        {"child": child, "form": form, "uncovered": uncovered, "closed": closed},
        status=422 if form.errors else 200,
    )


@page(verb=Verb.ANSWER_REFERRAL)
def inbox(request):
    """Referrals sent to this person's institution: those that wait for an answer first."""
    rows = access.visible_to(request.user, Referral).select_related(
        "service__institution", "service__place", "child", "sent_by__institution"
    )
    waiting = rows.waiting_for_an_answer().annotate(answer_due_at=clocks.due_of("referral.ack"))
    waiting = waiting.order_by("answer_due_at", "sent_at")[:MOST]
    accepted = rows.taken_on().order_by("accepted_at")[:MOST]
    done = rows.exclude(pk__in=rows.still_open().order_by().values("pk")).order_by("-sent_at")[:20]
    access.remember(request.user, AccessEvent.Kind.LISTED, found=[row.child.code for row in [*waiting, *accepted, *done]])
    return show(request, "referrals/inbox.html", {"waiting": waiting, "accepted": accepted, "done": done})


@page(verb=Verb.OPEN_CASE)
def sent(request):
    """What was sent and is not settled, the oldest first: for whoever follows it up, and for the supervisor (domain.md 3.7)."""
    rows = access.visible_to(request.user, Referral).select_related(
        "service__institution__region", "service__place", "child", "sent_by__institution"
    )
    rows = rows.annotate(answer_due_at=clocks.due_of("referral.ack"), feedback_due_at=clocks.due_of("referral.feedback"))
    vital = rows.filter(is_out=True).exclude(without_consent_because="").order_by("-sent_at")
    groups = [
        (_("Not sent: waits for the supervisor"), rows.filter(status="to_approve").order_by("sent_at"), "sent_at"),
        (_("Without an answer, the oldest first"), rows.waiting_for_an_answer().order_by("sent_at"), "answer_due_at"),
        (_("Accepted: what became of it?"), rows.taken_on().order_by("accepted_at"), "feedback_due_at"),
        (_("Sent without consent in the last 30 days"), vital.filter(sent_at__gte=dates.now() - timedelta(days=30)), ""),
    ]
    shown = [{"title": title, "rows": _aged(list(found[:MOST]), due)} for title, found, due in groups]
    access.remember_list(request.user, [row.child.code for group in shown for row in group["rows"]])
    return show(request, "referrals/sent.html", {"groups": [group for group in shown if group["rows"]]})


def _aged(rows, due):
    now = dates.now()
    for row in rows:
        until = getattr(row, due) if due else None
        row.days, row.is_late = (now - row.sent_at).days, bool(until and due != "sent_at" and until < now)
    return rows


@access.record_page(Referral)
def referral(request, record):
    """One referral: its package for the receiver, and for the child's own people also where it stands."""
    return _show(request, record)


@access.record_page(Referral, verb=Verb.ANSWER_REFERRAL, methods=("POST",))
def accept(request, record):
    form = AnswerForm(request.POST)
    return _answer(request, record, form, workflow.accept, _("You accepted the referral. The social worker sees it now."))


@access.record_page(Referral, verb=Verb.ANSWER_REFERRAL, methods=("POST",))
def decline(request, record):
    form = AnswerForm(request.POST)
    return _answer(request, record, form, workflow.decline, _("You declined the referral. The social worker sees your reason."))


@access.record_page(Referral, verb=Verb.ANSWER_REFERRAL, methods=("POST",))
def complete(request, record):
    form = OutcomeForm(request.POST)
    return _answer(request, record, form, workflow.complete, _("Thank you. The service is recorded as given."))


@access.record_page(Referral, verb=Verb.ANSWER_REFERRAL, methods=("POST",))
def fail(request, record):
    form = OutcomeForm(request.POST)
    del form.fields["received_at"]
    return _answer(request, record, form, workflow.fail, _("It is recorded that the service was not given."))


@access.record_page(Referral, verb=Verb.ANSWER_REFERRAL, methods=("POST",))
def acknowledge(request, record):
    return _answer(request, record, StepForm(request.POST), workflow.acknowledge, _("The social worker sees that you have it."))


@access.record_page(Referral, verb=Verb.ANSWER_REFERRAL, methods=("POST",))
def start(request, record):
    return _answer(request, record, StepForm(request.POST), workflow.start, _("It is recorded that the service has begun."))


@access.record_page(Referral, methods=("POST",))
def appoint(request, record):
    """When the child is expected: the service writes it, or the social worker."""
    if not _may_appoint(request.user, record):
        raise NotForYou(
            _("You may read this file, but this action belongs to somebody else."),
            record._meta.label_lower,
            record.pk,
            record.child_id,
        )
    form = AppointmentForm(request.POST, auto_id="appointment_%s")
    tried = attempt(request, form, lambda: workflow.appoint(record, by=request.user, **form.deed()), record)
    if not tried.done:
        return _show(request, record, refused=form, status=tried.status)
    messages.success(request, _("The appointment is kept."))
    return redirect(record)


def _may_appoint(user, record) -> bool:
    return any(access.may(user, verb, record.child_id) for verb in (Verb.REFER, Verb.ANSWER_REFERRAL))


@access.record_page(Referral, verb=Verb.APPROVE, methods=("POST",))
def decide(request, record):
    """The supervisor agrees to what no protocol covers, or does not."""
    form = DecideForm(request.POST)
    if "refuse" in request.POST:
        return _answer(request, record, form, workflow.refuse, _("It was not sent."))
    return _answer(request, record, form, workflow.agree, _("It was sent."))


@access.record_page(Referral, verb=Verb.REFER, methods=("POST",))
def write_down(request, record):
    """What a service without an account said: the social worker writes it down."""
    form = WriteDownForm(request.POST, possible=_to_write_down(record))
    return _answer(request, record, form, _written_down, _("It is written down."))


def _written_down(record, *, by, what, words, received_at=None):
    match what:
        case "acknowledge" | "start":
            return getattr(workflow, what)(record, by=by, reason=words)
        case "accept" | "decline":
            return _beside("answer", getattr(workflow, what), record, by=by, answer=words)
        case "complete":
            return _beside("feedback", workflow.complete, record, by=by, feedback=words, received_at=received_at)
    return _beside("feedback", workflow.fail, record, by=by, feedback=words)


def _beside(name, deed, record, **said):
    """The deed, with its refusal beside the field of this form."""
    try:
        return deed(record, **said)
    except Refused as refusal:
        raise Refused(str(refusal), field="words" if refusal.field == name else refusal.field) from refusal


def _to_write_down(record) -> set[str]:
    if not record.is_out or directory.has_account(record.service):
        return set()
    return {move.name for move in workflow.REFERRAL.possible(record) if move.verb == Verb.ANSWER_REFERRAL}


@access.record_page(Referral, verb=Verb.REFER, methods=("POST",))
def opinion(request, record):
    return _answer(request, record, OpinionForm(request.POST), workflow.keep_opinion, _("It is written down."))


@access.record_page(Referral, verb=Verb.REFER, methods=("POST",))
def slip(request, record):
    """The referral on one page, for a service that has no account here (P5)."""
    form = SlipForm(request.POST)
    if form.is_valid():
        try:
            written = slip_pdf.print_slip(record, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return attached(written, f"{record.child.code}.pdf")
    return _show(request, record, refused=form)


@access.record_page(Referral, verb=Verb.REFER, methods=("POST",))
def cancel(request, record):
    form = CancelForm(request.POST)
    return _answer(request, record, form, workflow.cancel, _("The referral was cancelled."))


def _answer(request, record, form, deed, done):
    """Do the deed of a form on the referral's page, or show the page again with the reason why not."""
    if form.is_valid():
        try:
            deed(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return redirect(record)
    return _show(request, record, refused=form)


def _show(request, record, refused=None, status=422):
    user = request.user
    partner, covered = Scope(user.role.scope) == Scope.REFERRAL, workflow.is_covered(record)
    rights = access.rights_on(user, record.child_id)
    names = {move.name for move in workflow.REFERRAL.possible(record) if move.verb in rights.verbs}
    if partner and not covered:
        names.discard("accept")  # nobody accepts what they may not read
    forms = {
        "answer_form": _form(AnswerForm, refused) if "accept" in names else None,
        "outcome_form": _form(OutcomeForm, refused) if "complete" in names else None,
        "cancel_form": _form(CancelForm, refused) if "cancel" in names else None,
        "decide_form": _form(DecideForm, refused) if "agree" in names and record.sent_by_id != user.pk else None,
        "appointment_form": None,
        "opinion_form": None,
        "slip_form": None,
        "write_form": None,
    }
    if record.is_out and record.status in workflow.EXPECTING and _may_appoint(user, record):
        forms["appointment_form"] = refused if isinstance(refused, AppointmentForm) else _appointment_form(record)
    if Verb.REFER in rights.verbs:
        unsaid = _to_write_down(record)
        if unsaid:
            forms["write_form"] = refused if isinstance(refused, WriteDownForm) else WriteDownForm(possible=unsaid)
        if record.is_settled:
            forms["opinion_form"] = _form(OpinionForm, refused)
        if record.is_out and record.status != "cancelled" and not directory.has_account(record.service):
            forms["slip_form"] = _form(SlipForm, refused)
    context = {
        "referral": record,
        "partner": partner,
        "package": packages.in_words(record.package, identity=partner),
        "steps": {"acknowledge", "start"} & names,
        "covered": covered,
        "uncovered": not (partner or covered) and record.is_out and record.status in STILL_OPEN,
        # A service that declined, or whose referral was cancelled, has no more reason to read about the child.
        "may_read": covered and record.status not in ("declined", "cancelled") if partner else "C3" in rights.classes,
        "overtaken": refused if refused not in forms.values() else None,  # its form is gone; what was typed is not
        **forms,
    }
    return show(request, "referrals/referral.html", context, status=status if refused else 200)


def _appointment_form(record) -> AppointmentForm:
    stands = {"appointment_at": record.appointment_at, "version": record.version}
    return AppointmentForm(initial=stands, auto_id="appointment_%s")


def _form(form_class, refused):
    return refused if isinstance(refused, form_class) else form_class()
