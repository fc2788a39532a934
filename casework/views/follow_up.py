"""Follow-ups: written in half a minute or in full, for one child or for several; read; corrected by their author."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import drafts, options
from base.described import facts
from base.forms import attempt, kept
from base.models import AccessEvent
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import follow_up as following
from casework.forms.follow_up import CorrectForm, FollowUpForm, QuickForm, TogetherForm
from casework.models import Case, FollowUp, PlaceVisit
from casework.views.about import about
from minors import access, joined
from minors.access import classes_for, record_page
from minors.models import Child


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def visit(request, child):
    """Half a minute: what kind, seen, what matters, and the level of risk. The full form goes on with what was typed here."""
    context = about(child)
    fully = reverse("casework:write_follow_up", args=[child.pk])
    if request.method == "POST" and "fully" in request.POST:
        drafts.keep(request, fully)
        return HttpResponseRedirect(fully)
    form = kept(request, QuickForm, case=context["case"])
    if request.method == "POST" and form.is_valid():
        done = _signed(request, context["case"], form)
        if done:
            return done
    context |= {"form": form, "level": context["case"].get_risk_display(), "together_url": _together_url(request, child)}
    return show(request, "casework/visit.html", context, status=422 if form.is_bound else 200)


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def write_follow_up(request, child):
    context = about(child)
    goals = [] if context["closed"] or "C3" not in classes_for(request.user, child.pk) else following.goals(child)
    form = kept(request, FollowUpForm, case=context["case"], closed=context["closed"], goals=goals)
    if request.method == "POST" and form.is_valid():
        done = _signed(request, context["case"], form, form.progress())
        if done:
            return done
    context |= {"form": form, "together_url": _together_url(request, child)}
    return show(request, "casework/write_follow_up.html", context, status=422 if form.is_bound else 200)


def _signed(request, case, form, progress=None) -> HttpResponseRedirect | None:
    """Back to the case with a word about what follows; None when the deed was refused, and the form says why."""
    try:
        signed = following.sign(case, answers=form.deed(), progress=progress, by=request.user)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, _("The follow-up is saved. Level of risk: %(level)s.") % {"level": signed.get_risk_display()})
    return HttpResponseRedirect(case.get_absolute_url())


def _together_url(request, child) -> str:
    """The page for several children, where there is somebody else whom the worker may have met."""
    others = child.case.status != Case.Status.CLOSED and following.companions(child, by=request.user)
    return reverse("casework:visit_together", args=[child.pk]) if others else ""


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def visit_together(request, child):
    """First who was met, then what is the same and what is each child's own. Every file gets a record of its own, or none does."""
    context = about(child)
    asked = _ids((request.POST if request.method == "POST" else request.GET).getlist("with"))
    if context["closed"] or not asked:
        offered = [] if context["closed"] else following.companions(child, by=request.user)
        access.remember(request.user, AccessEvent.Kind.LISTED, found=[one.code for one in offered])
        return show(request, "casework/choose_together.html", {**context, "offered": offered})
    asked = {child.pk, *asked}
    may = following.writable(asked, by=request.user)
    children = _opened(request, child, access.children_of(request.user).filter(pk__in=may))
    form = kept(request, TogetherForm, children=children, first=child)
    if asked != may:
        messages.error(request, _(following.NOT_FOR_ALL))
    elif request.method == "POST" and form.is_valid():
        try:
            return _signed_together(request, child, form)
        except Refused as refusal:
            form.refuse(refusal)
    context |= {"form": form, "others": children[1:], "typed_for_others": _typed_for(request, asked - may)}
    return show(request, "casework/visit_together.html", context, status=422 if form.is_bound else 200)


def _ids(texts) -> set[UUID]:
    """The ids among these texts; anything else is left out."""
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


def _opened(request, first: Child, children: QuerySet) -> list[Child]:
    """The children of one visit, this one first. That the other files were opened is remembered too."""
    found = sorted(children.select_related("case"), key=lambda one: (one.pk != first.pk, one.code))
    for one in found[1:]:
        access.remember(request.user, AccessEvent.Kind.OPENED, one)
    return found


def _typed_for(request, others) -> list[str]:
    """What was typed for children whose file is closed to this person: their own words, given back without the code."""
    names = [following.field_of("matters", one) for one in sorted(others)]
    return [text for text in (request.POST.get(name, "").strip() for name in names) if text]


def _signed_together(request, child, form) -> HttpResponseRedirect:
    """Raises `Refused` when a rule says no about one of the children, and when the common text names one of them."""
    entries = form.entries()
    shared = form.cleaned_data["for_all"]
    if not form.cleaned_data["named_on_purpose"] and following.names_somebody(shared, list(entries), by=request.user):
        form.names_somebody = True
        told = _("This text names one of the children, and would stand in every file. Write it below, with that child alone.")
        raise Refused(told, field="for_all")
    written = following.sign_together(entries, by=request.user)
    codes = options.in_a_row(f"\u2068{one.code}\u2069" for one in form.children)
    told = ngettext("%(number)d follow-up is saved: %(codes)s.", "%(number)d follow-ups are saved: %(codes)s.", len(written))
    messages.success(request, told % {"number": len(written), "codes": codes})
    return HttpResponseRedirect(child.get_absolute_url())


@record_page(FollowUp, verb=Verb.OPEN_CASE, related=("author", "child__case"))
def follow_up(request, follow_up):
    known = classes_for(request.user, follow_up.child_id)
    there = access.visible_to(request.user, PlaceVisit).filter(follow_up=follow_up).first()
    corrected = list(follow_up.history.select_related("history_user").order_by("-history_id"))[:-1]
    context = {
        **about(follow_up.child),
        "follow_up": follow_up,
        "facts": facts(follow_up, ["kind", "seen", "place", "present", "next_on"], known),
        "readable": "C3" in known,
        "texts": facts(follow_up, ["matters", *FollowUp.TEXTS], known),
        "there": facts(there, ["announced", "satisfaction", *PlaceVisit.TEXTS], known) if there else [],
        "progress": _progress(follow_up) if "C3" in known else [],
        "corrected": corrected,
        "may_correct": follow_up.author_id == request.user.pk and access.may(request.user, Verb.ASSESS, follow_up.child_id),
    }
    return show(request, "casework/follow_up.html", context)


def _progress(follow_up) -> list[dict]:
    rows = follow_up.progress.select_related("action")
    return [{"label": one.action.need, "value": one.get_state_display()} for one in rows]


@record_page(FollowUp, verb=Verb.ASSESS, methods=("GET", "POST"), related=("author", "child__case"))
def correct_follow_up(request, follow_up):
    if follow_up.author_id != request.user.pk:
        messages.info(request, _("A follow-up is corrected by the person who wrote it. Write a new one."))
        return HttpResponseRedirect(follow_up.get_absolute_url())
    context = about(follow_up.child)
    closed = follow_up.kind == FollowUp.AFTER_CLOSURE
    names = [name for name in FollowUpForm.base_fields if name != "key"]
    stored = {name: getattr(follow_up, name) for name in names}
    form = kept(request, CorrectForm, case=context["case"], closed=closed, initial=stored)
    tried = attempt(request, form, lambda: _correct(follow_up, by=request.user, **form.deed()), follow_up)
    if tried.done:
        messages.success(request, _("The follow-up was corrected."))
        return HttpResponseRedirect(follow_up.get_absolute_url())
    context |= {"follow_up": follow_up, "form": form, "conflict": tried.conflict}
    return show(request, "casework/correct_follow_up.html", context, status=tried.status)


def _correct(follow_up, *, why, by, **answers):
    following.correct(follow_up, answers=answers, why=why, by=by)
