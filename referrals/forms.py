"""Is the input well formed? Whether the referral may be sent, and to whom, is the workflow's and the door's question."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField
from minors.models import Child
from referrals import packages
from referrals.models import Referral, Service


class ServiceChoice(forms.ModelChoiceField):
    """Services by kind, so that a long directory stays readable on a phone."""

    def label_from_instance(self, service):
        return f"{service.kind_label} – {service.institution} ({service.place})"


class ReferForm(DeedForm):
    to = ServiceChoice(queryset=Service.objects.none(), label=_("Which service?"), empty_label=_("Choose a service…"))
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=Referral.Urgency.choices, widget=forms.RadioSelect, initial="normal"
    )
    reason = forms.CharField(
        label=_("What does the service need to know?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only what this service needs to help. No name of another person, nothing about smugglers."),
    )
    groups = forms.MultipleChoiceField(
        label=_("What may the service read?"),
        choices=list(packages.GROUPS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["age_sex_language"],
        help_text=_("The service reads these facts and this text, and nothing else of the child."),
    )
    mode = forms.ChoiceField(label=_("How is it sent?"), choices=Referral.Mode.choices, initial="electronic")
    without_consent_because = forms.CharField(
        label=_("Without consent: why is it vital to send it now?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only when no consent covers this service. Your supervisor will see it."),
    )

    def __init__(self, *args, child: Child, **kwargs):
        super().__init__(*args, **kwargs)
        self.child = child
        services = Service.objects.filter(is_open=True).select_related("institution", "place")
        self.fields["to"].queryset = services.order_by("kind", "institution__name_fr")

    def clean(self):
        """Who goes back and sends the page again gets a new key: the same words to the same service are the second send."""
        said = super().clean()
        to, reason = said.get("to"), said.get("reason")
        if to and reason and self.child.referrals.still_open().filter(service=to, reason=reason).exists():
            values = {"service": to}
            self.add_error("to", _now("This referral was sent to “%(service)s” already, with the same text.") % values)
        return said


class AnswerForm(DeedForm):
    """Accept or decline. A refusal needs its reason, which the workflow asks for."""

    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When and where the child is expected, or why you cannot help."),
    )


class OutcomeForm(DeedForm):
    received_at = MomentField(label=_("When was the service given?"), required=False, help_text=_("Empty means: just now."))
    feedback = forms.CharField(
        label=_("What the social worker should know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was done, what comes next. If the service was not given: why."),
    )

    def clean_received_at(self):
        moment = self.cleaned_data["received_at"]
        if moment and moment > dates.now():
            raise forms.ValidationError(_("This moment has not come yet."))
        return moment


class CancelForm(DeedForm):
    hide_optional = True  # the workflow asks for the reason, in its own words
    reason = forms.CharField(label=_("Why is it cancelled?"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
