"""A family that takes children in: caregiver and household, screening, and the address, each for whom it is meant (domain.md 3.9)."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from base.forms import attempt, kept
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from casework import families
from casework.forms.beds import AddressForm, CaregiverForm, ScreeningDecisionForm, ScreeningForm
from casework.models import SCREENING, CareAddress, Caregiver, CaregiverScreening, CareProvider
from minors import access
from minors.access import record_page

TOLD = {
    Caregiver: ["name", "sex", "age", "adults", "children", "relation", "language", "same_religion", "identity"],
    CareAddress: ["address", "phone"],
    CaregiverScreening: ["visited_on", *CaregiverScreening.CHECKS, "motivation", "decision", "valid_until"],
}


def _provider(request, pk: int) -> CareProvider:
    provider = CareProvider.objects.seen_by(request.user).filter(pk=pk).first()
    if provider is None:
        raise Http404
    return provider


def _may_write(user, provider: CareProvider, model) -> bool:
    """Those of the institution that answers for the family, with the right to read this class."""
    return user.can(Verb.PLACE) and provider.institution_id == user.institution_id and model.record_class in user.role.classes


def _said(record, user) -> list[dict]:
    model = type(record)
    names = [name for name in TOLD[model] if described.class_of(model, name) in user.role.classes]
    return [
        {"label": described.label(model, name), "value": described.in_words(record, name)}
        for name in names
        if described.is_answered(record, name)
    ]


def _head(provider: CareProvider) -> dict:
    crumbs = [
        {"label": _("Beds"), "url": reverse("casework:beds")},
        {"label": provider.label, "url": reverse("casework:beds_of", args=[provider.pk])},
    ]
    return {"provider": provider, "is_family": provider.kind == CareProvider.Kind.FAMILY, "crumbs": crumbs}


@page(verb=Verb.SEE_FAMILIES)
def family_of(request, provider):
    """What this person may know of a family, and what may be written about it."""
    house = _provider(request, provider)
    caregiver = access.visible_to(request.user, Caregiver).filter(provider=house).first()
    rows = access.visible_to(request.user, CaregiverScreening).filter(provider=house)
    screenings = list(rows.select_related("written_by", "decided_by"))
    context = {
        **_head(house),
        "screened": families.is_screened(house),
        "caregiver": _said(caregiver, request.user) if caregiver else [],
        "screenings": [{"screening": one, "facts": _said(one, request.user)} for one in screenings],
        "may_describe": _may_write(request.user, house, Caregiver),
        "may_screen": _may_write(request.user, house, CaregiverScreening),
        "may_locate": _may_write(request.user, house, CareAddress),
        "address": access.visible_to(request.user, CareAddress).filter(provider=house).first(),
    }
    return show(request, "casework/family_of.html", context)


@record_page(CareAddress, verb=Verb.SEE_FAMILIES, related=("provider",))
def care_address(request, record):
    """The address alone on its page: each look at it is remembered."""
    return show(request, "casework/care_address.html", {**_head(record.provider), "facts": _said(record, request.user)})


@page(verb=Verb.SEE_FAMILIES, methods=("GET", "POST"))
def describe_family(request, provider):
    return _write(request, provider, Caregiver, CaregiverForm, families.describe, _("Caregiver and household"))


@page(verb=Verb.SEE_FAMILIES, methods=("GET", "POST"))
def locate_family(request, provider):
    return _write(request, provider, CareAddress, AddressForm, families.locate, _("Address: secret"))


def _write(request, pk: int, model, form_class, deed, heading: str):
    """Both pages write the one record that a family has of this kind."""
    house = _provider(request, pk)
    if not _may_write(request.user, house, model):
        raise Http404
    record = access.visible_to(request.user, model).filter(provider=house).first()
    now = {name: getattr(record, name) for name in TOLD[model]} | {"version": record.version} if record else {"version": 0}
    form = kept(request, form_class, initial=now)
    tried = attempt(request, form, lambda: deed(house, version=form.cleaned_data["version"], by=request.user, **form.deed()))
    if tried.done:
        messages.success(request, _("It is written down."))
        return HttpResponseRedirect(reverse("casework:family_of", args=[house.pk]))
    context = {**_head(house), "form": form, "conflict": tried.conflict, "heading": heading}
    return show(request, "casework/write_family.html", context, status=tried.status)


@page(verb=Verb.SEE_FAMILIES, methods=("GET", "POST"))
def screen_family(request, provider):
    house = _provider(request, provider)
    if not _may_write(request.user, house, CaregiverScreening):
        raise Http404
    form = kept(request, ScreeningForm)
    if request.method == "POST" and form.is_valid():
        try:
            families.screen(house, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The screening is kept. A colleague who approves decides on it."))
            return HttpResponseRedirect(reverse("casework:family_of", args=[house.pk]))
    context = {**_head(house), "form": form, "conflict": None, "heading": _("Screen the family")}
    return show(request, "casework/write_family.html", context, status=422 if form.is_bound else 200)


@record_page(CaregiverScreening, verb=Verb.APPROVE, methods=("GET", "POST"), related=("provider", "written_by"))
def decide_screening(request, record):
    """A colleague says whether the family may take children in."""
    form = kept(request, ScreeningDecisionForm)
    if request.method == "POST" and form.is_valid():
        try:
            families.decide(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, _("Your decision is kept."))
            return HttpResponseRedirect(reverse("casework:family_of", args=[record.provider_id]))
    context = {
        **_head(record.provider),
        "screening": record,
        "facts": _said(record, request.user),
        "form": form,
        "open": SCREENING.allows(record, "approve") and record.written_by_id != request.user.pk,
    }
    return show(request, "casework/decide_screening.html", context, status=422 if form.is_bound else 200)
