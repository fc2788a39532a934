"""Feedback as a child gives it on a phone, as a worker writes down what was said, and complaints about staff (domain.md 3.18 F21)."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.forms import DeedForm, MomentField, OptionField
from base.models import Institution, User
from casework.forms.fields import one_of, section, words
from casework.models import Feedback, SaidBy, StaffComplaint

FACES = [
    (5, format_lazy("😀 {}", _("I am very happy"))),
    (4, format_lazy("🙂 {}", _("I am happy"))),
    (3, format_lazy("😐 {}", _("So-so"))),
    (2, format_lazy("🙁 {}", _("I am not happy"))),
    (1, format_lazy("😢 {}", _("I am very unhappy"))),
]


class _Houses(forms.ModelChoiceField):
    """The institution somebody works for, when it is known."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Institution.objects.order_by("name_fr"), required=False, empty_label=_("Not known"), **kwargs)


class _WithComplaint(DeedForm):
    """What is said about staff stands apart in the form, as it goes apart: see `complaint`."""

    def about_staff(self) -> dict | None:
        text = self.cleaned_data.get("complaint", "")
        if not text.strip():
            return None
        found = {"text": text, "who": self.cleaned_data.get("complaint_who", "")}
        return {**found, "institution": self.cleaned_data.get("complaint_house")}

    def said(self) -> dict:
        """The fields of the feedback."""
        return {name: value for name, value in self.deed().items() if not name.startswith("complaint")}


class SayForm(_WithComplaint):
    """For the child, on the worker's phone: five faces, two boxes, short words. Nothing of the second box is kept on the phone."""

    hide_optional = True
    satisfaction = forms.TypedChoiceField(
        coerce=int, choices=FACES, widget=forms.RadioSelect, label=_("How is it going with the help you get from us?")
    )
    category = forms.ChoiceField(label=_("What do you want to talk about?"), required=False)
    text = forms.CharField(
        label=_("What is good? What must change?"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        required=False,
        help_text=_("Your team reads this."),
    )
    wants_answer = forms.BooleanField(label=_("I want an answer"), required=False)
    complaint = forms.CharField(
        label=_("Did somebody who works here hurt you, scare you, touch you, or ask you for something in return for help?"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        required=False,
        help_text=_(
            "You can write it here. The people who work here do not read this box. Other people, in another house, read it."
        ),
    )
    complaint_who = forms.CharField(
        label=_("Who was it? A name, or what the person looks like"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    complaint_known = forms.BooleanField(label=_("Those other people may know that it is me, to help me"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("Choose…")), *options.choices("L84", strict=True)]  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[dict]:
        return [
            section(self, _("What do you think?"), ["satisfaction", "category", "text", "wants_answer"]),
            section(self, _("If somebody did something wrong to you"), ["complaint", "complaint_who", "complaint_known"]),
        ]


class FeedbackForm(_WithComplaint):
    """What a worker writes down for somebody."""

    said_by = one_of(Feedback, "said_by", label=_("Who says it?"))
    channel = OptionField("L83", strict=True, label=_("How did it come?"))
    received_at = MomentField(label=_("When was it said?"))
    satisfaction = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        choices=[("", _("Not said")), *FACES],
        required=False,
        label=_("How happy is this person with the help?"),
    )
    category = OptionField("L84", label=_("About what?"), required=False, strict=True)
    text = words(Feedback, "text", required=False, label=_("What was said, in their words"))
    wants_answer = forms.BooleanField(label=_("An answer is wanted"), required=False)
    complaint = forms.CharField(
        label=_("What happened"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        required=False,
        help_text=_(
            "Violence, threats, sexual acts, money or favours asked in return for help, disrespect. Only people designated for this, "
            "in another house, read this box. It stands in no file, and you will not find it again."
        ),
    )
    complaint_who = forms.CharField(
        label=_("Who it was, in words"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    complaint_house = _Houses(label=_("For which institution this person works"))
    complaint_known = forms.BooleanField(label=_("The child agrees to be known to those who look into it"), required=False)

    def __init__(self, *args, of_child: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("received_at", dates.now())
        if not of_child:
            del self.fields["complaint_known"]

    @property
    def sections(self) -> list[dict]:
        names = ["said_by", "channel", "received_at", "satisfaction", "category", "text", "wants_answer"]
        apart = ["complaint", "complaint_who", "complaint_house", "complaint_known"]
        return [
            section(self, _("Feedback about the service"), names),
            section(self, _("About somebody who works with children"), apart),
        ]


class AnswerForm(DeedForm):
    """What was answered."""

    answer = words(Feedback, "answer", label=_("What was answered, and how it was told"))


class ComplainForm(DeedForm):
    """A complaint about staff by itself, by whoever signs in here."""

    said_by = one_of(StaffComplaint, "said_by", label=_("Who says it?"), initial=SaidBy.OTHER)
    channel = OptionField("L83", strict=True, label=_("How did it come?"))
    complaint = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}))
    complaint_who = forms.CharField(
        label=_("Who it was, in words"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    complaint_house = _Houses(label=_("For which institution this person works"))


class PersonField(forms.ModelChoiceField):
    """Somebody who signs in, told apart by institution."""

    def label_from_instance(self, person):
        return f"\u2068{person.name}\u2069 – {person.institution}"


class IdentifyForm(DeedForm):
    """Who it is about, as far as that is known now."""

    about = PersonField(queryset=User.objects.none(), required=False, empty_label=_("Not known"), label=_("About whom?"))
    institution = _Houses(label=_("For which institution this person works"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.select_related("institution__region").order_by("name")
        self.fields["about"].queryset = people  # type: ignore[attr-defined]


class CloseForm(DeedForm):
    """How a complaint ended."""

    outcome = OptionField("L85", strict=True, label=_("What followed?"))
    answer = words(StaffComplaint, "answer", rows=6)
