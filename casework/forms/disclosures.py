"""Requests by authorities, step by step, and requests about one's own data (domain.md 3.18 F22, 9.17)."""

from datetime import datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.forms import DeedForm, MomentField, OptionField
from base.models import Institution
from casework.forms.fields import one_of, words
from casework.models import DataRequest, Disclosure, DisclosureLine, DisclosureRequest
from casework.models.disclosure import MAY_GET
from referrals.packages import GROUPS


class RequestForm(DeedForm):
    """The register of requests."""

    recipient = OptionField("L36", strict=True, label=_("Who asks?"))
    institution = forms.ModelChoiceField(
        queryset=Institution.objects.order_by("name_fr"), required=False, empty_label=_("Not in the list"), label=_("Institution")
    )
    requester = forms.CharField(label=_("Name and function of who asks"), max_length=200)
    legal_basis = OptionField("L37", strict=True, label=_("Legal basis that is named"))
    order_number = forms.CharField(label=_("Number of the court order"), max_length=80, required=False)
    aim = one_of(DisclosureRequest, "aim", label=_("Purpose"))
    purpose = words(DisclosureRequest, "purpose")
    asked = words(DisclosureRequest, "asked")
    as_of = MomentField(label=_("As it stood on"), required=False, help_text=_("Empty: as it stands when it is given."))
    received_at = MomentField(label=_("Received on"))
    deadline = forms.DateField(
        label=_("To be answered by, if the request says so"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("received_at", dates.now())

    def clean(self):
        said = super().clean() or {}
        for name in ("received_at", "as_of"):
            if said.get(name) and said[name] > dates.now():
                self.add_error(name, _("This moment has not come yet."))
        return said

    def clean_deadline(self):
        day = self.cleaned_data["deadline"]
        return day and datetime.combine(day, time(23, 59, 59), dates.DJIBOUTI)


class ChildForm(DeedForm):
    code = forms.CharField(label=_("Case code"), max_length=20)


class ProposeForm(DeedForm):
    """What is given about one child, and why that is good for it."""

    groups = forms.MultipleChoiceField(label=_("What is given?"), widget=forms.CheckboxSelectMultiple, required=False)
    note = words(
        DisclosureLine, "note", required=False, help_text=_("Without names. Say also what was asked for and is not given.")
    )

    def __init__(self, *args, recipient: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = [(one, GROUPS[one]) for one in MAY_GET.get(recipient, ())]  # type: ignore[attr-defined]


class RefuseForm(DeedForm):
    hide_optional = True
    because = forms.CharField(label=_("Why is it refused?"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class GiveForm(DeedForm):
    undertaking = forms.BooleanField(label=_("The recipient signed an undertaking of confidentiality"), required=False)
    child_informed = one_of(Disclosure, "child_informed", label=_("Was the child told?"), initial="not_yet")
    informed_note = words(Disclosure, "informed_note", required=False)


class TellForm(DeedForm):
    note = words(Disclosure, "informed_note", label=_("What was said to the child?"))


class DataRequestForm(DeedForm):
    kind = one_of(DataRequest, "kind", label=_("What is asked for?"))
    text = words(DataRequest, "text")
    received_at = MomentField(label=_("Received on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("received_at", dates.now())


class ProofForm(DeedForm):
    proof = one_of(DataRequest, "proof", label=_("How was the identity checked?"))


class TurnDownForm(DeedForm):
    hide_optional = True
    why = forms.CharField(label=_("Why is the identity not proved?"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DataAnswerForm(DeedForm):
    """How it was answered. Only an objection is weighed against what obliges to keep the data."""

    outcome = one_of(DataRequest, "outcome", label=_("What was done?"))
    also_held = forms.MultipleChoiceField(
        label=_("What else obliges to keep the data?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answer = words(DataRequest, "answer")

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["also_held"].choices = options.choices("F23", strict=True)  # type: ignore[attr-defined]
        if kind != DataRequest.Kind.OBJECTION:
            del self.fields["also_held"]
