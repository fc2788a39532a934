"""The export of one file: the reason is asked first, the JSON is the answer."""

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm, kept
from base.pages import attached, show
from base.purposes import Use
from base.roles import Verb
from base.workflow import Refused
from minors import exporting
from minors.access import classes_for, record_page
from minors.forms import text
from minors.models import Child


class ExportForm(DeedForm):
    """`may_see_names`: whether the identity is offered at all."""

    reason = text(
        _("Why is this file exported?"),
        max_length=300,
        help_text=_("For whom and for which purpose, without names. It is kept in the access log."),
    )
    use = forms.ChoiceField(
        label=_("What is the file used for?"),
        choices=Use,
        widget=forms.RadioSelect,
        help_text=_("What was told about asylum or about a doubted age leaves only where a rule allows this use."),
    )
    language = forms.ChoiceField(label=_("Language of the labels"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    identity = forms.BooleanField(
        label=_("Add the identity: names, birth, numbers, contacts"),
        required=False,
        help_text=_("Without it the file speaks of the child by code only. Secret data are never exported."),
    )

    def __init__(self, *args, may_see_names: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_see_names:
            del self.fields["identity"]


@record_page(Child, verb=Verb.PRINT_CASE, methods=("GET", "POST"), step_up=True)
def export(request, child):
    may_see_names = "C2" in classes_for(request.user, child.pk)
    form = kept(request, ExportForm, may_see_names=may_see_names, initial={"language": request.LANGUAGE_CODE[:2]})
    if request.method == "POST" and form.is_valid():
        try:
            written = exporting.export_file(child, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return attached(written, f"{child.code}.json", media_type="application/json; charset=utf-8")
    crumbs = [
        {"label": child.code, "url": child.get_absolute_url()},
        {"label": _now("The child’s file"), "url": reverse("minors:file", args=[child.pk])},
    ]
    context = {"child": child, "form": form, "crumbs": crumbs}
    return show(request, "minors/export.html", context, status=422 if form.is_bound else 200)
