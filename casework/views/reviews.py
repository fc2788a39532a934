"""Hold a review of the case or of the placement; then it is only read."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base import described, options
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import reviews
from casework.forms.reviews import CaseReviewForm, PlacementReviewForm
from casework.models import Placement, Review
from casework.views.about import about
from minors import joined
from minors.access import classes_for, record_page, rights_on
from minors.models import Child

# Where a decision is carried out: the page, and what it is given.
NEXT = {"close": "casework:request_closure", "change": "casework:place"}
ASKED = ["goals", "goals_note", "necessary", "suitable", "family_alternative", "tracing_note", "basis_after", "bid_needed"]


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def review_case(request, child):
    context = about(child)
    form = kept(request, CaseReviewForm, case=context["case"])
    return _hold(request, child, form, reviews.review_case, context["case"], _("Review of the case"), context)


@record_page(Placement, verb=Verb.ASSESS, methods=("GET", "POST"), related=("child__case", "provider"))
def review_placement(request, placement):
    context = {**about(placement.child), "placement": placement}
    form = kept(request, PlacementReviewForm, case=context["case"], placement=placement)
    return _hold(request, placement.child, form, reviews.review_placement, placement, _("Review of the placement"), context)


def _hold(request, child, form, deed, subject, heading, context):
    """Both pages: open, form, do, redirect."""
    if request.method == "POST" and form.is_valid():
        try:
            review = deed(subject, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The review is signed: %(decision)s.") % {"decision": review.get_decision_display()})
            return HttpResponseRedirect(review.get_absolute_url())
    context |= {"form": form, "heading": heading, "url": request.path}
    return show(request, "casework/hold_review.html", context, status=422 if form.is_bound else 200)


@record_page(Review, verb=Verb.OPEN_CASE, related=("author", "placement__provider", "child__case"))
def review(request, record):
    classes = classes_for(request.user, record.child_id)
    asked = [name for name in ASKED if getattr(record, name)]
    rows = [(name, described.label(Review, name), described.in_words(record, name)) for name in asked]
    rows += [
        (name, described.label(Review, name), getattr(record, name))
        for name in ("bid_reason", "child_says")
        if getattr(record, name)
    ]
    context = {
        **about(record.child),
        "review": record,
        "heading": capfirst(str(record)),
        "participants": options.in_a_row(record.participant_labels),
        "facts": [{"label": label, "value": value} for name, label, value in rows if described.class_of(Review, name) in classes],
        "readable": "C3" in classes,
        "next": _next(record, request.user),
    }
    return show(request, "casework/review.html", context)


def _next(review, user) -> dict | None:
    """The page on which the decision is carried out, for who may."""
    name = NEXT.get(review.decision)
    needed = {"casework:request_closure": Verb.REQUEST_CLOSURE, "casework:place": Verb.PLACE}
    if name is None or needed[name] not in rights_on(user, review.child_id).verbs:
        return None
    return {"url": reverse(name, args=[review.child_id]), "label": review.get_decision_display()}
