"""The minutes of a case conference: one page with its participants and decisions in rows (domain.md 3.14, F14)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField, OptionField, OptionsField
from base.models import Institution
from casework.forms.fields import Rows, numbered, one_of, section, words
from casework.models import Conference, ConferenceDecision

PEOPLE = Rows(("function", "institution", "name", "confidential"), most=8, at_once=3)
DECISIONS = Rows(("action", "who", "due_on"), most=6, at_once=2)


class MinutesForm(DeedForm):
    """A row counts when its first question is answered: a function, or what is to be done."""

    held_at = MomentField(label=_("When was it held?"))
    reason = OptionField("L25", label=_("Why was it held?"), strict=True)
    chair = forms.CharField(label=_("Who chaired it? (function, not a name)"), max_length=120)
    child_part = one_of(Conference, "child_part")
    child_view = words(Conference, "child_view")
    guardian_part = one_of(Conference, "guardian_part")
    shared = OptionsField("L82", label=_("Which information was shared?"), required=False)
    in_code = forms.BooleanField(label=_("The child was spoken of by code, without names"), required=False, initial=True)
    options = words(Conference, "options", rows=6)
    conclusion = words(Conference, "conclusion", rows=6)
    after = one_of(Conference, "after")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_at", dates.now())
        houses = [("", _("None, or another one"))]
        houses += [(str(one.pk), one.name) for one in Institution.objects.order_by("name_fr")]
        self.fields |= PEOPLE.fields(lambda number: _person(number, houses)) | DECISIONS.fields(_decision)

    def clean(self):
        DECISIONS.refuse_half(self, ("who", "due_on"), _("A decision needs somebody who does it, and a day."))
        return self.cleaned_data

    def minutes(self) -> dict:
        """The fields of the conference."""
        return {name: value for name, value in self.deed().items() if name in MinutesForm.base_fields}

    def participants(self) -> list[dict]:
        """Rows with a function, in their order."""
        return [
            {
                "name": row["name"],
                "function": row["function"],
                "institution_id": int(row["institution"] or 0) or None,
                "confidential": row["confidential"],
            }
            for row in PEOPLE.filled(self.cleaned_data)
        ]

    def decisions(self) -> list[dict]:
        """Rows with an action, in their order."""
        return DECISIONS.filled(self.cleaned_data)

    @property
    def sections(self) -> list[dict]:
        hint = _("Functions stand in the printed minutes, names do not. At least two people.")
        people = section(self, _("Who took part?"), PEOPLE.shown, hint)
        people["folds"] = [PEOPLE.fold(self, _("More people"))]
        todo = section(self, _("What is to be done"), DECISIONS.shown)
        todo["folds"] = [DECISIONS.fold(self, _("More decisions"))]
        return [
            section(self, _("The conference"), ["held_at", "reason", "chair"]),
            people,
            section(self, _("The child’s part"), ["child_part", "child_view", "guardian_part"]),
            section(self, _("What was said"), ["shared", "in_code", "options", "conclusion", "after"]),
            todo,
        ]


def _person(number: int, houses) -> dict[str, forms.Field]:
    labels = {
        "function": _("Person %(number)s: function"),
        "institution": _("Person %(number)s: institution"),
        "name": _("Person %(number)s: name"),
        "confidential": _("Person %(number)s signed the undertaking of confidentiality"),
    }
    said = {name: numbered(words_, number) for name, words_ in labels.items()}
    return {
        f"function_{number}": forms.CharField(label=said["function"], max_length=120, required=number <= 2),
        f"institution_{number}": forms.ChoiceField(label=said["institution"], choices=houses, required=False),
        f"name_{number}": forms.CharField(label=said["name"], max_length=120, required=False),
        f"confidential_{number}": forms.BooleanField(label=said["confidential"], required=False),
    }


def _decision(number: int) -> dict[str, forms.Field]:
    labels = {
        "action": _("Decision %(number)s: what is to be done?"),
        "who": _("Decision %(number)s: who does it? (function)"),
        "due_on": _("Decision %(number)s: until when?"),
    }
    said = {name: numbered(words_, number) for name, words_ in labels.items()}
    rows = forms.Textarea(attrs={"rows": 2})
    return {
        f"action_{number}": forms.CharField(label=said["action"], widget=rows, required=False),
        f"who_{number}": forms.CharField(label=said["who"], max_length=120, required=False),
        f"due_on_{number}": forms.DateField(label=said["due_on"], widget=forms.DateInput(attrs={"type": "date"}), required=False),
    }


class SettleForm(DeedForm):
    """What came of a decision."""

    move = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[("carry_out", _("It is done")), ("drop", _("It is given up"))],
        widget=forms.RadioSelect,
        initial="carry_out",
    )
    result = words(ConferenceDecision, "result")


class AddForm(DeedForm):
    """A correction or an addition; the minutes themselves stay as they were signed."""

    text = forms.CharField(label=_("Correction or addition"), widget=forms.Textarea(attrs={"rows": 3}))
