"""In a place of care: everything about one placement, after hospital, agreement, support, visit (domain.md 3.9, 9.2)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base.described import facts
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from casework import apart, away, care
from casework import in_care as deeds
from casework.forms import in_care as forms
from casework.models import Absence, CareAgreement, CareProvider, CareSupport, Placement, PlacementDecision, PlaceVisit, Review
from casework.views.about import about
from casework.views.one_form import OneForm
from minors import access, joined
from minors.access import record_page
from minors.models import Document

SAID = (
    *("basis", "planned_end", "reason", "child_consulted", "child_informed", "child_agrees", "child_says", "suitable"),
    *("override_reason", "siblings", *Placement.APART),
)
PLACE = ("child__case", "provider", "region", "order")


@record_page(Placement, verb=Verb.OPEN_CASE, related=PLACE)
def placement(request, record):
    """One stay: what was decided, the agreement, support, visits and reviews, and which of how many it is."""
    classes, child = request.rights.classes, record.child
    files = joined.files_for(child, by=request.user)
    stays = list(access.visible_to(request.user, Placement).filter(child__in=files, provider__isnull=False).order_by("starts_at"))
    runs = record.ends_at is None and record.provider_id is not None
    family = record.provider is not None and record.provider.kind == CareProvider.Kind.FAMILY
    papers = access.visible_to(request.user, Document).current().filter(pk=record.order_id)
    context = {
        **about(child),
        "placement": record,
        "name": str(record) if "C2" in classes else record.care_label,
        "facts": facts(record, SAID, classes),
        "order": papers.first(),
        "number": next((at for at, one in enumerate(stays, 1) if one.pk == record.pk), None),
        "moves": care.moves(stays),
        "is_family": family,
        "agreements": [
            {"one": one, "facts": facts(one, ["points", "monthly_support"], classes)}
            for one in access.visible_to(request.user, CareAgreement).filter(placement=record)
        ],
        "support": [
            {"one": one, "facts": facts(one, ["amount", "note"], classes)}
            for one in access.visible_to(request.user, CareSupport).filter(placement=record)
        ],
        "visits": access.visible_to(request.user, PlaceVisit).filter(placement=record).select_related("follow_up"),
        "reviews": access.visible_to(request.user, Review).filter(placement=record),
        "may_assess": runs and Verb.ASSESS in request.rights.verbs,
        "may_place": runs and Verb.PLACE in request.rights.verbs,
    }
    return show(request, "casework/placement.html", context)


@record_page(PlacementDecision, verb=Verb.PLACE, methods=("GET", "POST"), related=("child__case", "placement__provider"))
def placement_decision(request, record):
    """After hospital: the child stays where it is, and why; or it is placed, which answers too."""
    files = joined.files_for(record.child, by=request.user)
    here = apart.with_absence(access.visible_to(request.user, Placement).tonight(files).select_related("provider")).first()
    linked = list(record.child.sibling_links.standing().values_list("sibling", flat=True))
    separated = bool(here and linked and apart.since(here, linked))
    form = kept(request, forms.StaysForm, placement=here, apart=separated, initial={"version": record.version})
    tried = attempt(request, form, lambda: care.stay(record, by=request.user, **form.deed()), record)
    if tried.done:
        messages.success(request, _("It is decided: the child stays in this place."))
        return HttpResponseRedirect(record.child.get_absolute_url())
    context = {
        **about(record.child),
        "decision": record,
        "cause": record.get_cause_display() if record.cause == "discharge" or "C2" in request.rights.classes else "",
        "facts": facts(record, ["decision", "because"], request.rights.classes),
        "here": here if here and here.provider_id and not here.away else None,
        "away": here.away if here else None,
        "separated": separated,
        "form": form,
        "conflict": tried.conflict,
    }
    return show(request, "casework/placement_decision.html", context, status=tried.status)


@record_page(Absence, verb=Verb.PLACE, methods=("GET", "POST"), related=("placement__child__case",))
def expect_absence(request, record):
    form = kept(request, forms.LongerForm, initial={"version": record.version})
    page = OneForm(
        _("It takes longer"), _("Keep it"), _("The new day is kept, and so is the bed."), record.get_absolute_url(), record=record
    )
    return page.answer(request, record.placement.child, form, lambda said: away.expect(record, by=request.user, **said))


@record_page(Placement, verb=Verb.PLACE, methods=("GET", "POST"), related=PLACE)
def sign_agreement(request, record):
    form = kept(request, forms.AgreementForm, placement=record, classes=request.rights.classes)
    page = _page(record, _("Agreement with the family"), _("Keep it"), _("The agreement is kept."))
    return page.answer(request, record.child, form, lambda said: deeds.sign_agreement(record, by=request.user, **said))


@record_page(Placement, verb=Verb.PLACE, methods=("GET", "POST"), related=PLACE)
def give_support(request, record):
    form = kept(request, forms.SupportForm)
    page = _page(record, _("Support given"), _("Keep it"), _("It is kept what was given."))
    return page.answer(request, record.child, form, lambda said: deeds.give_support(record, by=request.user, **said))


@record_page(Placement, verb=Verb.ASSESS, methods=("GET", "POST"), related=PLACE)
def visit_place(request, record):
    form = kept(request, forms.PlaceVisitForm)
    form.fields["risk"].help_text = _("Now: %(level)s. Say again what you found.") % {
        "level": record.child.case.get_risk_display()
    }
    page = _page(record, _("Visit to the place of care"), _("Sign the visit"), _("The visit is kept, as a follow-up too."))

    def deed(_said):
        answers, there = form.split()
        return deeds.visit(record, answers=answers, seen_there=there, by=request.user)

    return page.answer(request, record.child, form, deed)


def _page(record: Placement, heading: str, submit: str, done: str) -> OneForm:
    return OneForm(heading, submit, done, reverse("casework:placement", args=[record.pk]), _("Placement"))
