"""Is the input well formed? Whether the referral may be sent, and to whom, is the workflow's and the door's question."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.forms import DeedForm, MomentField, OptionField, PlaceField
from base.models import Institution
from minors.models import Child
from referrals import packages
from referrals.models import Referral, Service, SharingProtocol, both_sexes
from referrals.naming_others import named_in

SEXES = [("F", _("girls")), ("M", _("boys"))]


class ServiceChoice(forms.ModelChoiceField):
    """Services by kind, so that a long directory stays readable on a phone."""

    def label_from_instance(self, service):
        label = f"{service.kind_label} – {service.institution} ({service.place})"
        return label if service.has_account else _now("%(service)s, on paper") % {"service": label}


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
    names_needed = forms.BooleanField(
        label=_("I read the text again: these names are needed"), required=False, widget=forms.CheckboxInput
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
        services = Service.objects.serving(child).exclude(institution__kind=Institution.Kind.EMBASSY).with_account()
        services = services.select_related("institution__region", "place")
        self.fields["to"].queryset = services.order_by("kind", "institution__name_fr")
        if not self.is_bound:
            del self.fields["names_needed"]

    def clean(self):
        """Who goes back and sends the page again gets a new key: the same words to the same service are the second send."""
        said = super().clean()
        names = named_in(said.get("reason", ""), self.child)
        if names and not said.get("names_needed"):
            values = {"names": options.in_a_row(names)}
            self.add_error(
                "reason", _now("The text names somebody else: %(names)s. Leave the names out, or tick below.") % values
            )
        if not names:
            self.fields.pop("names_needed", None)
        to, reason = said.get("to"), said.get("reason")
        if to and reason and self.child.referrals.still_open().filter(service=to, reason=reason).exists():
            values = {"service": to}
            self.add_error("to", _now("This referral was sent to “%(service)s” already, with the same text.") % values)
        return said

    def deed(self) -> dict:
        return {name: value for name, value in super().deed().items() if name != "names_needed"}


class AnswerForm(DeedForm):
    """Accept or decline. A refusal needs its reason, which the workflow asks for."""

    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When and where the child is expected, or why you cannot help."),
    )


class AppointmentForm(DeedForm):
    appointment_at = MomentField(
        label=_("When is the child expected?"),
        required=False,
        help_text=_("Where the child sleeps, people read this hour and nothing else. Empty means: there is no appointment."),
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
    asked_by_child = forms.BooleanField(label=_("The child does not want it"), required=False)


class DecideForm(DeedForm):
    """Whether what no protocol covers is sent."""

    hide_optional = True
    reason = forms.CharField(label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class OpinionForm(DeedForm):
    opinion = forms.ChoiceField(
        label=_("What does the child think of the service?"), choices=Referral.Opinion.choices, widget=forms.RadioSelect
    )


class WriteDownForm(DeedForm):
    """What a service without an account said by telephone or on the slip. `possible` are the moves that its state allows."""

    WHAT = [
        ("acknowledge", _("It has received the referral")),
        ("accept", _("It accepts")),
        ("decline", _("It declines")),
        ("start", _("The service has begun")),
        ("complete", _("The service was given")),
        ("fail", _("The service was not given")),
    ]
    what = forms.ChoiceField(label=_("What did the service say?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In its words, and who said it: function"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    received_at = MomentField(label=_("When was the service given?"), required=False, help_text=_("Empty means: just now."))

    def __init__(self, *args, possible: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [one for one in self.WHAT if one[0] in possible]  # type: ignore[attr-defined]
        if "complete" not in possible:
            del self.fields["received_at"]


class SlipForm(DeedForm):
    reason = forms.CharField(
        label=_("Who carries it, and how?"),
        max_length=200,
        help_text=_("Without names. It is kept in the access log."),
    )


class _Institution(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        found = Institution.objects.exclude(kind=Institution.Kind.EMBASSY).order_by("name_fr")
        super().__init__(queryset=found, empty_label=_("Choose…"), **kwargs)


def _date(label, **extra) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **extra)


class ServiceForm(DeedForm):
    """One line of the directory."""

    institution = _Institution(label=_("Institution"))
    kind = OptionField("L14", strict=True, label=_("Service"))
    place = PlaceField(empty=True, label=_("Place"))
    is_open = forms.BooleanField(label=_("Accepts referrals"), required=False, initial=True)
    contact = forms.CharField(label=_("Focal point: function and telephone"), max_length=200, help_text=_("No name."))
    opening = forms.CharField(label=_("Days and hours of opening"), max_length=200, required=False)
    capacity = forms.IntegerField(label=_("Children it can take at a time"), min_value=0, required=False)
    sexes = forms.MultipleChoiceField(label=_("It takes"), choices=SEXES, widget=forms.CheckboxSelectMultiple, initial=both_sexes)
    min_age = forms.IntegerField(label=_("From the age of"), min_value=0, max_value=25, initial=0)
    max_age = forms.IntegerField(label=_("To the age of"), min_value=0, max_value=25, initial=25)


class ProtocolForm(DeedForm):
    """What one institution may send to another."""

    sender = forms.ChoiceField(label=_("Institution that sends"))
    receiver = forms.ChoiceField(label=_("Institution that receives"))
    purpose = OptionField("L14", strict=True, label=_("For which service?"))
    groups = forms.MultipleChoiceField(
        label=_("What may be sent?"), choices=list(packages.GROUPS.items()), widget=forms.CheckboxSelectMultiple
    )
    mode = forms.ChoiceField(label=_("How is it sent?"), choices=Referral.Mode.choices)
    legal_basis = OptionField("L37", strict=True, label=_("Legal basis"))
    needs_consent = forms.BooleanField(label=_("Only with consent"), required=False, initial=True)
    approver = forms.CharField(label=_("Agreed by: function"), max_length=120)
    contact = forms.CharField(label=_("Contact: function and telephone"), max_length=200, help_text=_("No name."))
    starts_on = _date(_("From"))
    expires_on = _date(_("Until"))

    def __init__(self, *args, protocol: SharingProtocol | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.houses = {one.code: one for one in Institution.objects.exclude(kind=Institution.Kind.EMBASSY).order_by("name_fr")}
        choices = [("", _now("Choose…")), *((code, str(one)) for code, one in self.houses.items())]
        for name in ("sender", "receiver"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if protocol:
            self.initial = {**self.as_shown(protocol), **self.initial}

    def as_shown(self, record) -> dict:
        return super().as_shown(record) | {"sender": record.sender.code, "receiver": record.receiver.code}

    def deed(self) -> dict:
        said = super().deed()
        return said | {name: self.houses[said[name]] for name in ("sender", "receiver")}


class EndProtocolForm(DeedForm):
    hide_optional = True
    reason = forms.CharField(label=_("Why does it end now?"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
