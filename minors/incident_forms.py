"""Forms about an incident: what happened, which children are at risk, who is told, and what protects a child (domain.md 9.11)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField
from base.models import User
from minors import incidents
from minors.forms import text
from minors.models import IncidentNotification, ProtectiveTask

Measure = ProtectiveTask.Measure


def _day(label) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class IncidentForm(DeedForm):
    username = forms.CharField(
        label=_("User name of the person"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    since = _day(_("Looked at from"))
    until = _day(_("Looked at until"))
    happened = text(_("What happened, and how did it become known?"), rows=4, max_length=4000)

    def clean_username(self) -> User:
        person = User.objects.filter(username__iexact=self.cleaned_data["username"].strip()).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this user name."))
        return person

    def deed(self) -> dict:
        said = super().deed()
        return {"person": said.pop("username"), **said}


class ProtectForm(DeedForm):
    """Which of the children whom the person saw are at risk. Those whose file was opened are ticked already."""

    codes = forms.MultipleChoiceField(label=_("Children at risk"), widget=forms.CheckboxSelectMultiple)
    due_at = MomentField(label=_("To be decided by"))

    def __init__(self, *args, seen: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        codes: Any = self.fields["codes"]
        codes.choices = [(line["code"], f"{line['code']} – {line['said']}") for line in seen]
        self.initial.setdefault("codes", [line["code"] for line in seen if not line["only"]])
        self.initial.setdefault("due_at", dates.now() + incidents.PROPOSED)


class NotificationForm(DeedForm):
    to = forms.ChoiceField(label=_("Who?"), choices=IncidentNotification.To)
    decision = forms.ChoiceField(label=_("Decision"), choices=IncidentNotification.Decision, widget=forms.RadioSelect)
    because = text(_("Why, and how was it told?"), rows=2, max_length=2000)

    def __init__(self, *args, decided=(), **kwargs):
        """`decided`: about whom somebody decided already. The next one is proposed, so that nobody overwrites the first by oversight."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("to", next((one for one in IncidentNotification.To.values if one not in decided), ""))


class ProtectionForm(DeedForm):
    shelter = forms.ChoiceField(label=_("Does the child need another place to sleep?"), choices=Measure, widget=forms.RadioSelect)
    phone = forms.ChoiceField(
        label=_("Does the child need another telephone or number?"), choices=Measure, widget=forms.RadioSelect
    )
    note = text(_("What does the child say, and what is done?"), rows=3, max_length=4000)
