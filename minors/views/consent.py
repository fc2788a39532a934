"""The consents of a child: a new one beside the earlier ones, and withdrawal, which takes effect at once (domain.md 7.4)."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from base import dates
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from minors import access
from minors import consent as consents
from minors.forms import ConsentForm, ReasonForm
from minors.models import CONSENT, Child, Consent


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
def consent(request, child):
    """What the child or somebody for the child allows, and a form for a new consent."""
    form = kept(request, ConsentForm)
    if request.method == "POST" and form.is_valid():
        fields = form.consent(given_at=dates.now(), language=child.language)
        consents.record(child, by=request.user, reason=_("Consent asked for again"), **fields)
        messages.success(request, _("The consent was recorded."))
        return redirect("minors:consent", child.pk)
    return _show(request, child, form, status=422 if form.is_bound else 200)


@access.record_page(Consent, verb=Verb.ASSESS, methods=("POST",))
def withdraw_consent(request, record):
    form = ReasonForm(request.POST, about=record)
    if form.is_valid():
        try:
            consents.withdraw(record, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _(
                    "The consent was withdrawn. Nothing is shared on it any more, and services can no longer read what was sent on it."
                ),
            )
            return redirect("minors:consent", record.child_id)
    return _show(request, record.child, ConsentForm(), refused=(record.pk, form), status=422)


def _show(request, child, form, *, refused=(None, None), status=200):
    rows, overtaken = [], None
    for one in child.consents.all():
        ending = ReasonForm(about=one) if CONSENT.allows(one, "withdraw") else None
        if one.pk == refused[0] and ending is None:
            overtaken = refused[1]  # withdrawn meanwhile by somebody else
        rows.append((one, refused[1] if ending and one.pk == refused[0] else ending))
    context = {"child": child, "form": form, "rows": rows, "overtaken": overtaken}
    context["sensitive"] = "C3" in access.classes_for(request.user, child.pk)
    return show(request, "minors/consent.html", context, status=status)
