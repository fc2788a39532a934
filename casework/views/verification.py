"""Verification: who, the child's talk, then the adult's, the comparison, the conclusion and its decision (domain.md 3.12)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from base.described import facts
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import verifying
from casework.forms import family as forms
from casework.models import VERIFICATION, AdultTestimony, ChildTestimony, TracingRequest, Verification
from casework.views.family import at_family, form_page, tone
from minors import joined
from minors.access import record_page, rights_on, visible_to
from minors.models import Child

READ = ("child__case", "author", "decided_by", "request")
OF_CHILD = ["taken_at", "alone", "knows_adult", "photo", "wants_to_live_there", "wishes", "fears"]
OF_ADULT = ["taken_at", "how_separated", "able_to_care", "wants_child", "documents", "address", "household", "conditions",
            "other_relative", "home_check", "risk_found"]  # fmt: skip


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"), related=("case",))
@joined.goes_on
def begin_verification(request, child):
    searches = visible_to(request.user, TracingRequest).going_on().filter(child=child)
    form = kept(request, forms.VerificationForm, searches=searches)
    return form_page(
        request,
        child,
        form,
        lambda: verifying.begin(child.case, by=request.user, **form.deed()),
        done=_("Hear the child first. The questions for the adult open when the child’s answers are written down."),
        heading=_("Verify an adult"),
        lead=_("The child and the adult answer the same questions, apart. The child comes first."),
        submit=_("Begin"),
    )


@record_page(Verification, verb=Verb.OPEN_CASE, related=READ)
def verification(request, record):
    return _show(request, record)


def _show(request, record, form=None):
    rights = rights_on(request.user, record.child_id)
    sensitive, may = "C3" in rights.classes, Verb.ASSESS in rights.verbs
    child = visible_to(request.user, ChildTestimony).filter(verification=record).select_related("author").first()
    adult = visible_to(request.user, AdultTestimony).filter(verification=record).select_related("author").first()
    decides = VERIFICATION.allows(record, "conclude") and Verb.APPROVE in rights.verbs and record.author_id != request.user.pk
    context = {
        **at_family(record.child),
        "verification": record,
        "tone": tone(record.status),
        "facts": facts(record, ["adult_name", "relation", "conclusion", "differences", "reasons", "decision"], rights.classes),
        "sensitive": sensitive,
        "child_said": facts(child, OF_CHILD, rights.classes) if child else [],
        "adult_said": facts(adult, OF_ADULT, rights.classes) if adult else [],
        "lines": verifying.compare(child.answers, adult.answers if adult else {}) if child else [],
        "adult_heard": bool(adult),
        "next": record.status if may else "",
        "decision_form": (form or forms.DecisionForm(initial={"version": record.version})) if decides else None,
        "overtaken": None if decides else form,
    }
    return show(request, "casework/verification.html", context, status=422 if form else 200)


@record_page(Verification, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def hear_child(request, record):
    form = kept(request, forms.ChildTalkForm)
    return form_page(
        request,
        record.child,
        form,
        lambda: verifying.hear_child(record, by=request.user, **form.deed()),
        done=_("The child’s answers are kept. Nobody changes them any more."),
        heading=_("The child’s answers"),
        lead=_("Tell the child nothing of what the adult says. Write its own words; “does not know” is an answer."),
        submit=_("Keep the answers"),
        back=record.get_absolute_url(),
    )


@record_page(Verification, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def hear_adult(request, record):
    """Until the child was heard there is no form, and its address says why."""
    form = kept(request, forms.AdultTalkForm, secret="C4" in rights_on(request.user, record.child_id).classes)
    waits = [_("The child is heard first: write down the child’s answers before those of the adult.")]
    return form_page(
        request,
        record.child,
        form,
        lambda: verifying.hear_adult(record, by=request.user, **form.deed()),
        done=_("The adult’s answers are kept. Compare them now."),
        heading=_("The adult’s answers"),
        lead=_("Ask the questions without leading. Tell the adult neither where the child is nor what the child said."),
        submit=_("Keep the answers"),
        back=record.get_absolute_url(),
        notes=waits if record.status == Verification.Status.BEGUN else [],
    )


@record_page(Verification, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def conclude_verification(request, record):
    form = kept(request, forms.ConclusionForm, record=record)
    return form_page(
        request,
        record.child,
        form,
        lambda: verifying.submit(record, by=request.user, **form.deed()),
        done=_("It is sent. The supervisor decides."),
        heading=_("What follows from the verification"),
        lead=_("Every difference between the answers is explained, or the family is looked for further."),
        submit=_("Send to the supervisor"),
        back=record.get_absolute_url(),
    )


@record_page(Verification, verb=Verb.APPROVE, methods=("POST",), related=READ)
def decide_verification(request, record):
    form = forms.DecisionForm(request.POST)
    deed = verifying.send_back if "refuse" in request.POST else verifying.conclude
    if form.is_valid():
        try:
            deed(record, by=request.user, version=form.cleaned_data["version"], **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, _("It is decided."))
            return HttpResponseRedirect(record.get_absolute_url())
    return _show(request, record, form)
