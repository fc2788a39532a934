"""The minutes of a case conference: one page with its participants and decisions in rows (domain.md 3.14, F14)."""

from collections.abc import Iterator

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField, OptionField, OptionsField
from base.models import Institution
from casework.forms.fields import one_of, section, words
from casework.models import Conference, ConferenceDecision

PEOPLE, AT_ONCE_PEOPLE = 8, 3  # rows of the form, and how many stand open
DECISIONS, AT_ONCE_DECISIONS = 6, 2


def _numbered(sentence, number: int):
    return lazy(lambda: str(sentence) % {"number": number}, str)()


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
        for number in range(1, PEOPLE + 1):
            self.fields |= _person(number, houses)
        for number in range(1, DECISIONS + 1):
            self.fields |= _decision(number)

    def clean(self):
        for number in range(1, DECISIONS + 1):
            if self.cleaned_data.get(f"action_{number}"):
                for name in (f"who_{number}", f"due_on_{number}"):
                    if not self.cleaned_data.get(name) and name not in self.errors:
                        self.add_error(name, _("A decision needs somebody who does it, and a day."))
        return self.cleaned_data

    def minutes(self) -> dict:
        """The fields of the conference."""
        return {name: value for name, value in self.deed().items() if name in MinutesForm.base_fields}

    def participants(self) -> list[dict]:
        """Rows with a function, in their order."""
        return [
            {
                "name": self.cleaned_data[f"name_{number}"],
                "function": self.cleaned_data[f"function_{number}"],
                "institution_id": int(self.cleaned_data[f"institution_{number}"] or 0) or None,
                "confidential": self.cleaned_data[f"confidential_{number}"],
            }
            for number in self._filled("function", PEOPLE)
        ]

    def decisions(self) -> list[dict]:
        """Rows with an action, in their order."""
        names = ("action", "who", "due_on")
        return [{name: self.cleaned_data[f"{name}_{number}"] for name in names} for number in self._filled("action", DECISIONS)]

    def _filled(self, name: str, rows: int) -> Iterator[int]:
        return (number for number in range(1, rows + 1) if self.cleaned_data[f"{name}_{number}"].strip())

    @property
    def sections(self) -> list[dict]:
        hint = _("Functions stand in the printed minutes, names do not. At least two people.")
        people = section(self, _("Who took part?"), _rows(_PERSON, 1, AT_ONCE_PEOPLE), hint)
        people["folds"] = [self._fold(_("More people"), _rows(_PERSON, AT_ONCE_PEOPLE + 1, PEOPLE))]
        todo = section(self, _("What is to be done"), _rows(_DECISION, 1, AT_ONCE_DECISIONS))
        todo["folds"] = [self._fold(_("More decisions"), _rows(_DECISION, AT_ONCE_DECISIONS + 1, DECISIONS))]
        return [
            section(self, _("The conference"), ["held_at", "reason", "chair"]),
            people,
            section(self, _("The child’s part"), ["child_part", "child_view", "guardian_part"]),
            section(self, _("What was said"), ["shared", "in_code", "options", "conclusion", "after"]),
            todo,
        ]

    def _fold(self, title, names) -> dict:
        typed = any(self.data.get(name) for name in names) if self.is_bound else any(self.initial.get(name) for name in names)
        return {"title": title, "fields": [self[name] for name in names], "open": typed}


_PERSON = ("function", "institution", "name", "confidential")
_DECISION = ("action", "who", "due_on")


def _rows(names: tuple[str, ...], first: int, last: int) -> list[str]:
    return [f"{name}_{number}" for number in range(first, last + 1) for name in names]


def _person(number: int, houses) -> dict[str, forms.Field]:
    labels = {
        "function": _("Person %(number)s: function"),
        "institution": _("Person %(number)s: institution"),
        "name": _("Person %(number)s: name"),
        "confidential": _("Person %(number)s signed the undertaking of confidentiality"),
    }
    said = {name: _numbered(words_, number) for name, words_ in labels.items()}
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
    said = {name: _numbered(words_, number) for name, words_ in labels.items()}
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
