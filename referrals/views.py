"""Sending a child's case to a service, and the receiving institution's own pages."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from base.forms import kept
from base.models import AccessEvent
from base.pages import page, show
from base.roles import Scope, Verb
from base.workflow import Refused
from minors import access, clocks, joined
from minors.models import Child
from referrals import packages, workflow
from referrals.forms import AnswerForm, CancelForm, OutcomeForm, ReferForm
from referrals.models import Referral

MOST = 100


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
            messages.success(request, _("The referral was sent to “%(service)s”.") % {"service": referral.service})
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
    accepted = rows.filter(status="accepted").order_by("accepted_at")[:MOST]
    done = rows.exclude(status__in=["sent", "accepted"]).order_by("-sent_at")[:20]
    access.remember(request.user, AccessEvent.Kind.LISTED, found=[row.child.code for row in [*waiting, *accepted, *done]])
    return show(request, "referrals/inbox.html", {"waiting": waiting, "accepted": accepted, "done": done})


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


def _show(request, record, refused=None):
    user = request.user
    partner, covered = Scope(user.role.scope) == Scope.REFERRAL, workflow.is_covered(record)
    classes = access.classes_for(user, record.child_id)
    possible = [move for move in workflow.REFERRAL.possible(record) if access.may(user, move.verb, record.child_id)]
    names = {move.name for move in possible}
    if partner and not covered:
        names.discard("accept")  # nobody accepts what they may not read
    forms = {
        "answer_form": _form(AnswerForm, refused) if "accept" in names else None,
        "outcome_form": _form(OutcomeForm, refused) if "complete" in names else None,
        "cancel_form": _form(CancelForm, refused) if "cancel" in names else None,
    }
    context = {
        "referral": record,
        "partner": partner,
        "package": packages.in_words(record.package, identity=partner),
        "covered": covered,
        # A service that declined, or whose referral was cancelled, has no more reason to read about the child.
        "may_read": covered and record.status not in ("declined", "cancelled") if partner else "C3" in classes,
        "overtaken": refused if refused not in forms.values() else None,  # its form is gone; what was typed is not
        **forms,
    }
    return show(request, "referrals/referral.html", context, status=422 if refused else 200)


def _form(form_class, refused):
    return refused if isinstance(refused, form_class) else form_class()
