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
from casework.forms.intake import RegisterForm
from minors import access, duplicates


@page(verb=Verb.REGISTER_CHILD, methods=("GET", "POST"))
def register(request):
    form, candidates = kept(request, RegisterForm, worker=request.user), None
    if request.method == "POST" and form.is_valid():
        candidates = _similar(request, form)
        if not candidates:
            try:
                case = intake.open_case(by=request.user, **form.deed())
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _welcome(case))
                return redirect(case)
    context = {"form": form, "candidates": candidates, "seen": _named(candidates) if candidates else ""}
    return show(request, "casework/register.html", context, status=422 if form.is_bound else 200)


def _similar(request, form):
    """Children who may be the same and about whom the worker has not decided yet. What was typed is kept while they compare."""
    said = form.cleaned_data
    name = {part: said[part] for part in ("own", "father", "grandfather")}
    found = duplicates.likely(**name, sex=said["sex"], birth=said["birth"], to=request.user)
    if not found or request.POST.get("not_duplicate") == _named(found):
        return None
    codes = [child.code for child, _score in found.visible]
    access.remember(request.user, AccessEvent.Kind.SEARCHED, term=" ".join(name.values())[:120], found=codes)
    keep_draft(request, request.path)
    return found


def _named(candidates) -> str:
    """Which candidates the worker has decided about: a new one that appears meanwhile is asked about again."""
    return " ".join([*sorted(child.code for child, _score in candidates.visible), f"+{candidates.hidden}"])


def _welcome(case):
    code = format_html('<span class="d-block fs-2"><bdi dir="ltr" class="h-code">{}</bdi></span>', case.child.code)
    return format_html("{} {}", _("The child is registered. Write this code on the wristband:"), code)
