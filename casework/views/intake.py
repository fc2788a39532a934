"""Registering a child: one page, one button; a likely duplicate is shown before anything is saved."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from base.forms import kept
from base.middleware import keep_draft
from base.models import AccessEvent
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from casework import intake
from casework.forms.intake import PaperForm, RegisterForm
from minors import access, duplicates


@page(verb=Verb.REGISTER_CHILD, methods=("GET", "POST"))
def register(request):
    return _answer(request, kept(request, RegisterForm, worker=request.user), title=_("Register a child"))


@page(verb=Verb.REGISTER_CHILD, methods=("GET", "POST"))
def register_paper(request):
    """The same for a file that was kept on paper until now: its days lie in the past (domain.md 9.16)."""
    return _answer(request, kept(request, PaperForm, worker=request.user), title=_("Enter a paper file"), paper=True)


def _answer(request, form, **context):
    case, candidates = open_case(request, form)
    if case:
        messages.success(request, welcome(case.child))
        return redirect(case)
    context |= {"form": form, "candidates": candidates, "seen": named(candidates) if candidates else ""}
    return show(request, "casework/register.html", {"paper": False, **context}, status=422 if form.is_bound else 200)


def open_case(request, form):
    """(the new case, None), or (None, the children who may be the same) when the form was not sent, is refused or has to be asked about."""
    if request.method != "POST" or not form.is_valid():
        return None, None
    candidates = _similar(request, form)
    if candidates:
        return None, candidates
    try:
        return intake.open_case(by=request.user, **form.deed()), None
    except Refused as refusal:
        form.refuse(refusal)
        return None, None


def _similar(request, form):
    """Children who may be the same and about whom the worker has not decided yet. What was typed is kept while they compare."""
    said = form.deed()
    found = duplicates.likely(**said["name"], sex=said["child"]["sex"], birth=said["birth"], to=request.user)
    if said["child"].get("name_unknown") or not found or request.POST.get("not_duplicate") == named(found):
        return None
    codes = [child.code for child, _score in found.visible]
    access.remember(request.user, AccessEvent.Kind.SEARCHED, term=" ".join(said["name"].values())[:120], found=codes)
    keep_draft(request, request.path)
    return found


def named(candidates) -> str:
    """Which candidates the worker has decided about: a new one that appears meanwhile is asked about again."""
    return " ".join([*sorted(child.code for child, _score in candidates.visible), f"+{candidates.hidden}"])


def welcome(child):
    code = format_html('<span class="d-block fs-2"><bdi dir="ltr" class="h-code">{}</bdi></span>', child.code)
    return format_html("{} {}", _("The child is registered. Write this code on the wristband:"), code)
