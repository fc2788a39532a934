"""What a new social worker is asked: cases offered, each with what is known in code, accepted or refused; and the first meeting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from base.forms import kept
from base.pages import page, show
from base.roles import Verb
from base.templatetags.look import isolate
from base.workflow import Refused
from casework import distribution, going_along, queues
from casework import handover as deeds
from casework import owners as responsibility
from casework.forms.handover import AcceptForm, AnswerForm, IntroduceForm
from casework.models import Transfer
from casework.views.about import about
from casework.views.handover import TONES
from casework.workflow import TRANSFER
from minors import access
from minors.models import Child

READ = (
    "case__child__region",
    "handover",
    "new__team__institution",
    "previous",
    "decided_by",
    "new_team__institution",
    "previous_team",
    "consent",
)


@page(verb=Verb.ASSESS)
def offers(request):
    mine = access.visible_to(request.user, Transfer).filter(new=request.user, status="accepted", introduced_on=None)
    to_meet = (
        mine.filter(case__owner=request.user).exclude(case__status="closed").select_related("case__child", "previous", "new")
    )
    context = {"offers": queues.offered_to(request.user), "to_meet": to_meet.order_by("decided_at", "pk")}
    return show(request, "casework/offers.html", context)


@access.record_page(Transfer, verb=Verb.OPEN_CASE, related=READ)
def transfer(request, transfer):
    return _show(request, transfer)


@access.record_page(Transfer, verb=Verb.OPEN_CASE, methods=("POST",), related=READ)
def accept(request, transfer):
    _only_for(transfer.new, request)
    form = AcceptForm(request.POST)
    return _answer(request, transfer, form, deeds.accept, _("You are responsible for this case now."), accepting=form)


@access.record_page(Transfer, verb=Verb.OPEN_CASE, methods=("POST",), related=READ)
def refuse(request, transfer):
    _only_for(transfer.new, request)
    form = AnswerForm(request.POST)
    done = _("You refused the case. The supervisor decides again.")
    return _answer(request, transfer, form, deeds.refuse, done, answering=form, to="casework:offers")


@access.record_page(Transfer, verb=Verb.ASSIGN, methods=("POST",), related=READ)
def cancel(request, transfer):
    form = AnswerForm(request.POST)
    return _answer(request, transfer, form, deeds.cancel, _("The offer is withdrawn."), answering=form)


@access.record_page(Transfer, verb=Verb.ASSESS, methods=("POST",), related=READ)
def introduce(request, transfer):
    _only_for(transfer.new, request)
    form = IntroduceForm(request.POST)
    return _answer(request, transfer, form, deeds.introduce, _("It is written down that the child knows you."), meeting=form)


@access.record_page(Child, verb=Verb.OPEN_CASE)
def owners(request, child):
    """Who was responsible for the case, and when; how it went from one to the other."""
    context = about(child)
    transfers = access.visible_to(request.user, Transfer).filter(case=context["case"])
    context |= {
        "periods": responsibility.of_case(context["case"])[::-1],
        "lines": [
            {"transfer": one, "tone": TONES[one.status]}
            for one in transfers.select_related("case__child", "new", "previous").order_by("-sent_at", "pk")
        ],
    }
    return show(request, "casework/owners.html", context)


def _only_for(person, request):
    if person != request.user:
        raise PermissionDenied(_("You may read this file, but this action belongs to somebody else."))


def _answer(request, transfer, form, deed, done, *, to="", **shown):
    if form.is_valid():
        try:
            deed(transfer, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            transfer.refresh_from_db(fields=["status"])
        else:
            messages.success(request, done)
            return redirect(to) if to else redirect(transfer)
    return _show(request, transfer, **shown)


def _show(request, transfer, *, accepting=None, answering=None, meeting=None):
    child, user = transfer.case.child, request.user
    rights = access.rights_on(user, child.pk)
    waits, mine = TRANSFER.allows(transfer, "accept"), transfer.new == user
    may_cancel = waits and Verb.ASSIGN in rights.verbs
    may_meet = (
        mine and transfer.introduced_on is None and transfer.status == Transfer.Status.ACCEPTED and Verb.ASSESS in rights.verbs
    )
    refused = accepting or answering or meeting
    context = {
        **about(child),
        "transfer": transfer,
        "tone": TONES[transfer.status],
        "facts": _facts(transfer, child),
        "why": distribution.in_words(transfer.why, distribution.region_names()),
        "tasks": going_along.tasks_in_words(transfer.open_tasks, rights.classes),
        "package": going_along.in_words(transfer.package, rights.classes),
        "sensitive": "C3" in rights.classes,
        "accepting": accepting or (AcceptForm() if waits and mine else None),
        "answering": answering or (AnswerForm() if waits and (mine or may_cancel) else None),
        "mine": mine,
        "waits": waits,
        "meeting": meeting or (kept(request, IntroduceForm) if may_meet and request.method == "GET" else None),
    }
    return show(request, "casework/transfer.html", context, status=422 if refused else 200)


def _facts(transfer, child) -> list[dict]:
    facts = [
        {"label": _("Responsible so far"), "value": isolate(transfer.previous)},
        {"label": _("New social worker"), "value": isolate(transfer.new)},
        {"label": _("Reason"), "value": transfer.reason_label},
        {"label": _("First language"), "value": child.language_label},
        {"label": _("Age"), "value": child.age},
        {"label": _("Region"), "value": child.region},
    ]
    if transfer.new_team_id != transfer.previous_team_id:
        facts.append({"label": _("New team"), "value": isolate(transfer.new_team)})
    if transfer.consent:
        facts.append({"label": _("Consent of the child"), "value": transfer.consent.happened_at.date()})
    return facts
