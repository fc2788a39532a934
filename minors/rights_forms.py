"""Forms about exceptional rights: an emergency, a seal, a relative, a question why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm
from minors import sealed
from minors.forms import one_line, text
from minors.models import Child, EmergencyAccess, Grant


class EmergencyForm(DeedForm):
    code = forms.CharField(
        label=_("Case code, exactly as it stands on the paper"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    reason = text(_("Why does the file have to be opened now?"), rows=3)


class EmergencyReviewForm(DeedForm):
    finding = forms.ChoiceField(label=_("Was it needed?"), choices=EmergencyAccess.Finding, widget=forms.RadioSelect)
    review = text(_("What did you find, and what follows?"))


class SealForm(DeedForm):
    """Who stays named. The responsible worker and the supervisor who seals always are."""

    keep = forms.ModelMultipleChoiceField(
        queryset=Grant.objects.none(), label=_("Who keeps their access?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = text(_("Why is the case sealed?"), rows=2)

    def __init__(self, *args, child: Child, by, **kwargs):
        super().__init__(*args, **kwargs)
        keep: Any = self.fields["keep"]
        keep.queryset = sealed.named_in(child).exclude(purpose="responsible").exclude(user=by)
        if not keep.queryset:
            del self.fields["keep"]

    def deed(self) -> dict:
        return {"keep": [], **super().deed()}


class RelativeForm(DeedForm):
    own = one_line(_("Own name"))
    father = one_line(_("Father's name"))
    grandfather = one_line(_("Grandfather's name"), required=False)
    relation = one_line(_("What is this person to you?"))


class WhyForm(forms.Form):
    """A question and no deed: it is sent by POST, so that neither code nor person stands in an address."""

    hide_optional = True
    code = forms.CharField(label=_("Case code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    username = forms.CharField(
        label=_("User name of the person"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def refuse(self, refusal):
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
