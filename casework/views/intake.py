"""Registering a child: one page, one button; a likely duplicate is shown before anything is saved."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from base.forms import kept
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from casework import intake
from casework.forms.intake import PaperForm, RegisterForm
from minors import duplicates
from minors.views.duplicates import remember


@page(verb=Verb.REGISTER_CHILD, methods=("GET", "POST"))
def register(request):
    return _answer(request, kept(request, RegisterForm, worker=request.user), title=_("Register a child"))


@page(verb=Verb.REGISTER_CHILD, methods=("GET", "POST"))
def register_paper(request):
    """The same for a file that was kept on paper until now: its days lie in the past (domain.md 9.16)."""
    return _answer(request, kept(request, PaperForm, worker=request.user), title=_("Enter a paper file"), paper=True)


def _answer(request, form, **context):
    case, asked = open_case(request, form)
    if case:
        messages.success(request, welcome(case.child))
        return redirect(case)
    context = {"paper": False, "form": form, **context, **asked}
    return show(request, "casework/register.html", context, status=422 if form.is_bound else 200)


def open_case(request, form):
    """(the new case, {}), or (None, what the page needs to ask about similar children) when nothing was saved."""
    if request.method != "POST" or not form.is_valid():
        return None, _asked(None, {})
    candidates = _similar(form, to=request.user)
    decisions = _decided(request, candidates)
    if candidates.stops and request.POST.get("seen") != _seen(candidates):
        _ask(request, form, candidates)
        return None, _asked(candidates, decisions)
    try:
        return intake.open_case(by=request.user, similar=(candidates, decisions), **form.deed()), {}
    except Refused as refusal:
        form.refuse(refusal)
        return None, _asked(candidates, decisions)


def _similar(form, *, to):
    """Children who may be the same, as far as this worker may know of them."""
    said = form.cleaned_data
    return duplicates.likely(
        name=form.name(), mother=form.mother(), sex=said["sex"], birth=said["birth"], language=said["language"], to=to
    )


def _ask(request, form, candidates) -> None:
    """Who is shown similar children has searched for them."""
    remember(request.user, form.name(), candidates)


def _decided(request, candidates) -> dict:
    """{id of the child: same, different or unsure}, as far as the worker has said."""
    said = {one.child.pk: request.POST.get(f"same_{one.child.pk}", "") for one in candidates.visible}
    return {pk: decision for pk, decision in said.items() if decision in duplicates.DECISIONS}


def _asked(candidates, decisions) -> dict:
    """What the page needs to ask about similar children, until each is decided."""
    if not candidates or not candidates.stops:
        return {"candidates": None, "seen": ""}
    shown = [{"similar": one, "decision": decisions.get(one.child.pk, "")} for one in candidates.visible]
    return {"candidates": candidates, "seen": _seen(candidates), "to_decide": shown, "decisions": duplicates.DECISIONS}


def _seen(candidates) -> str:
    """Which candidates the worker was shown: one that appears meanwhile is asked about too. Of hidden ones, only that there is one."""
    return " ".join([*sorted(one.child.code for one in candidates.to_decide), "+" if candidates.hidden else ""]).strip()


def welcome(child):
    code = format_html('<span class="d-block fs-2"><bdi dir="ltr" class="h-code">{}</bdi></span>', child.code)
    return format_html("{} {}", _("The child is registered. Write this code on the wristband:"), code)
