"""The search for the family: opened, its steps, what is agreed in the country of origin, its end (domain.md 3.11)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base.described import facts
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import tracing
from casework.forms import family as forms
from casework.models import TRACING, TRACING_ACTION, SoughtPerson, TracingAction, TracingRequest
from casework.views.family import at_family, form_page, tone
from minors import joined
from minors.access import record_page, rights_on, visible_to
from minors.models import Child

OF_SEARCH = ("child__case", "author")
OF_STEP = ("request__child__case", "author", "decided_by")
MOVES = {"locate": tracing.locate, "lose": tracing.lose}


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"), related=("case",))
@joined.goes_on
def open_tracing(request, child):
    secret = "C4" in rights_on(request.user, child.pk).classes
    form = kept(request, forms.SearchForm, persons=tracing.persons_of(child), secret=secret)
    notes = dict.fromkeys(sentence for scope in TracingRequest.Scope for sentence in tracing.against(child, scope, secret=secret))
    return form_page(
        request,
        child,
        form,
        lambda: tracing.open_search(child.case, by=request.user, sought=form.sought(), **form.request()),
        done=_("The search is opened. Write here each thing that is done."),
        heading=_("Look for the family"),
        lead=_("The child is asked first. Nobody is looked for against its wish, or when it is afraid of the family."),
        submit=_("Open the search"),
        notes=notes,
        consent=True,
    )


@record_page(TracingRequest, verb=Verb.OPEN_CASE, related=OF_SEARCH)
def tracing_request(request, search):
    return _show(request, search)


def _show(request, search, status=200):
    rights = rights_on(request.user, search.child_id)
    may = Verb.ASSESS in rights.verbs
    persons = (
        visible_to(request.user, SoughtPerson).filter(request=search).select_related("person") if "C2" in rights.classes else []
    )
    steps = visible_to(request.user, TracingAction).filter(request=search).select_related("author")
    context = {
        **at_family(search.child),
        "search": search,
        "tone": tone(search.status),
        "facts": facts(search, ["scope", "child_says", "message", "last_address", "ending", "ending_note"], rights.classes),
        "persons": [{"name": one.called, "relation": one.relation_label} for one in persons],
        "in_code": "C2" not in rights.classes,
        "sensitive": "C3" in rights.classes,
        "steps": [{"one": one, "note": one.result_note if "C3" in rights.classes else ""} for one in steps],
        "may_act": may and search.goes_on,
        "may_close": may and TRACING.allows(search, "close"),
        "moves": [move for move in TRACING.possible(search) if may and move.name in MOVES],
        "against": _against(search, rights) if "C3" in rights.classes and search.goes_on else [],
    }
    return show(request, "casework/tracing_request.html", context, status=status)


def _against(search, rights) -> list[str]:
    return tracing.against(search.child, search.scope, secret="C4" in rights.classes)


@record_page(TracingRequest, verb=Verb.ASSESS, methods=("GET", "POST"), related=OF_SEARCH)
def act_tracing(request, search):
    form = kept(request, forms.StepForm)
    return form_page(
        request,
        search.child,
        form,
        lambda: tracing.act(search, by=request.user, **form.deed()),
        done=_("The step is kept."),
        heading=_("A step to find the family"),
        lead=_("Never tell where the child is. Say about the child only what the child allowed."),
        submit=_("Keep the step"),
        back=search.get_absolute_url(),
        notes=_against(search, rights_on(request.user, search.child_id)),
    )


@record_page(TracingRequest, verb=Verb.ASSESS, methods=("POST",), related=OF_SEARCH)
def move_tracing(request, search, move):
    """Located, or not after all."""
    try:
        if move in MOVES:
            MOVES[move](search, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        search.refresh_from_db()
        return _show(request, search, status=422)
    return HttpResponseRedirect(search.get_absolute_url())


@record_page(TracingRequest, verb=Verb.ASSESS, methods=("GET", "POST"), related=OF_SEARCH)
def close_tracing(request, search):
    form = kept(request, forms.EndSearchForm)
    return form_page(
        request,
        search.child,
        form,
        lambda: tracing.close(search, by=request.user, **form.deed()),
        done=_("The search is closed."),
        heading=_("Close the search for the family"),
        submit=_("Close the search"),
        back=search.get_absolute_url(),
    )


@record_page(TracingAction, verb=Verb.OPEN_CASE, related=OF_STEP)
def tracing_action(request, step):
    return _step(request, step)


@record_page(TracingAction, verb=Verb.APPROVE, methods=("POST",), related=OF_STEP)
def decide_tracing_action(request, step):
    """Agree to a step in the country of origin, or refuse it."""
    form = forms.DecisionForm(request.POST)
    deed = tracing.refuse if "refuse" in request.POST else tracing.agree
    if form.is_valid():
        try:
            deed(step, by=request.user, version=form.cleaned_data["version"], **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            step.refresh_from_db()
        else:
            messages.success(request, _("It is decided."))
            return HttpResponseRedirect(step.get_absolute_url())
    return _step(request, step, form)


def _step(request, step, form=None):
    rights = rights_on(request.user, step.child_key)
    waits = TRACING_ACTION.allows(step, "agree") and Verb.APPROVE in rights.verbs and step.author_id != request.user.pk
    names = [
        "method",
        "country",
        "place",
        "by_whom",
        "what",
        "unhcr_advice",
        "done_at",
        "result",
        "result_note",
        "next_step",
        "decision",
    ]
    context = {
        **at_family(step.request.child),
        "step": step,
        "heading": capfirst(step.method_label),
        "tone": {"done": "good", "refused": "bad", "asked": "warn"}.get(step.status, "info"),
        "facts": facts(step, names, rights.classes),
        "sensitive": "C3" in rights.classes,
        "decision_form": (form or forms.DecisionForm(initial={"version": step.version})) if waits else None,
        "overtaken": None if waits else form,
        "may_carry_out": TRACING_ACTION.allows(step, "carry_out") and Verb.ASSESS in rights.verbs,
    }
    return show(request, "casework/tracing_action.html", context, status=422 if form else 200)


@record_page(TracingAction, verb=Verb.ASSESS, methods=("GET", "POST"), related=OF_STEP)
def carry_out_tracing(request, step):
    form = kept(request, forms.DoneForm)
    return form_page(
        request,
        step.request.child,
        form,
        lambda: tracing.carry_out(step, by=request.user, **form.deed()),
        done=_("The step is kept."),
        heading=_("An agreed step was carried out"),
        submit=_("Keep the step"),
        back=step.get_absolute_url(),
    )
