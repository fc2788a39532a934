"""Forms of the search for the family, of verification and of departures, made from the descriptions of their columns (F11 to F13)."""

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from base import dates, described, options
from base.forms import DeedForm, MomentField, OptionField
from casework.forms.fields import numbered
from casework.models import (
    AdultTestimony,
    ChildTestimony,
    Departure,
    GroupTravel,
    SoughtPerson,
    TracingAction,
    TracingRequest,
    Verification,
)
from casework.verifying import QUESTIONS

SOUGHT = 3  # persons who can be named at once


def field_of(model, name: str, **extra) -> forms.Field:
    """The field of a form for one column: its label, its answers, and whether it is needed, as the column is described."""
    column, said = described.column_of(model, name), described.description(model, name)
    common = {"label": capfirst(str(column.verbose_name)), "required": said.required == "M", **extra}
    if isinstance(column, ArrayField):
        return forms.MultipleChoiceField(
            choices=list(column.base_field.choices or []), widget=forms.CheckboxSelectMultiple, **common
        )
    if said.options:
        return OptionField(said.options, strict=said.strict, **common)
    if column.choices:
        return forms.ChoiceField(choices=column.choices, widget=forms.RadioSelect, **common)
    match column:
        case models.BooleanField():
            return forms.BooleanField(**{**common, "required": False})
        case models.DateTimeField():
            return MomentField(**common)
        case models.DateField():
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
        case models.TextField():
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000, **common)
        case _:
            return forms.CharField(max_length=column.max_length, **common)


def fields_of(model, *names: str) -> dict[str, forms.Field]:
    return {name: field_of(model, name) for name in names}


class _Columns(DeedForm):
    """Fields that are made when the form is opened, so that labels stand in the reader's language."""

    columns: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = ()

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)
        for model, names in self.columns:
            self.fields |= fields_of(model, *names)
            for name in names:
                if record is not None:
                    self.initial.setdefault(name, getattr(record, name))
        if record is not None:
            self.initial.setdefault("version", record.version)


class SearchForm(_Columns):
    """The child is asked first; then who is looked for, in the order of its wish."""

    columns = ((TracingRequest, ("child_says", "fear_of_family", "scope", "message", "last_address")),)

    def __init__(self, *args, persons, secret: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not secret:
            del self.fields["last_address"]
        self.persons = {str(one.pk): one for one in persons}
        known = [("", _("Nobody of the file"))] + [(key, one.full or str(one)) for key, one in self.persons.items()]
        for number in range(1, SOUGHT + 1):
            self.fields |= self._person(number, known)

    @staticmethod
    def _person(number: int, known) -> dict[str, forms.Field]:
        labels = {
            "person": _("Person %(number)s, from the file"),
            "name": _("Person %(number)s: name chain, if not in the file"),
            "relation": _("Person %(number)s: relation to the child"),
        }
        said = {name: numbered(words, number) for name, words in labels.items()}
        return {
            f"person_{number}": forms.ChoiceField(label=said["person"], choices=known, required=False),
            f"name_{number}": field_of(SoughtPerson, "name", label=said["name"], required=False),
            f"relation_{number}": field_of(SoughtPerson, "relation", label=said["relation"], required=False),
        }

    def clean(self):
        said = self.cleaned_data
        for number in range(1, SOUGHT + 1):
            named = said.get(f"person_{number}") or said.get(f"name_{number}", "").strip()
            if named and not said.get(f"relation_{number}"):
                self.add_error(f"relation_{number}", _("Say how this person is related to the child."))
        return said

    def request(self) -> dict:
        names = self.columns[0][1]
        return {name: value for name, value in self.deed().items() if name in names}

    def sought(self) -> list[dict]:
        said = self.cleaned_data
        return [
            {
                "person": self.persons.get(said[f"person_{number}"]),
                "name": said[f"name_{number}"],
                "relation": said[f"relation_{number}"],
            }
            for number in range(1, SOUGHT + 1)
        ]


class StepForm(_Columns):
    """One step. In the country of origin of a child who may need asylum it is a proposal."""

    columns = (
        (TracingAction, ("method", "country", "by_whom", "what", "done_at", "place", "result", "result_note", "next_step", "unhcr_advice")),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].initial = "DJ"
        self.fields["result"].initial = "pending"
        self.fields["result"].required = True
        self.fields["unhcr_advice"].help_text = _(
            "Needed in the country of origin of a child who may need asylum. Such a step waits for the supervisor."
        )
        self.initial.setdefault("done_at", dates.now())


class DoneForm(_Columns):
    """What came of an agreed step."""

    columns = ((TracingAction, ("done_at", "result", "result_note", "next_step")),)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].required = True
        self.initial.setdefault("done_at", dates.now())


class EndSearchForm(DeedForm):
    """Why the search is closed, and what came of it."""

    ending = forms.ChoiceField(
        label=_("Why is the search closed?"),
        choices=[one for one in TracingRequest.Ending.choices if one[0] != "consent"],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("What came of the search"), widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(DeedForm):
    """A supervisor's word on something that waits."""

    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("To return it, say what has to be changed."),
    )


class VerificationForm(_Columns):
    """Which adult."""

    columns = ((Verification, ("adult_name", "relation")),)

    def __init__(self, *args, searches, **kwargs):
        super().__init__(*args, **kwargs)
        self.searches = {str(one.pk): one for one in searches}
        choices = [("", _("No search of the programme")), *((key, str(one)) for key, one in self.searches.items())]
        self.fields["request"] = forms.ChoiceField(label=_("Found by which search?"), choices=choices, required=False)

    def deed(self):
        said = super().deed()
        return said | {"request": self.searches.get(said["request"])}


class _TalkForm(_Columns):
    """A talk: what one side says to the questions of list F12, and more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, question in options.choices(QUESTIONS, strict=True):
            self.fields[f"answer_{code}"] = forms.CharField(
                label=question, widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2_000
            )
        self.initial.setdefault("taken_at", dates.now())

    def deed(self):
        said = super().deed()
        answers = {name.removeprefix("answer_"): said.pop(name) for name in list(said) if name.startswith("answer_")}
        return said | {"answers": answers}


class ChildTalkForm(_TalkForm):
    columns = ((ChildTestimony, ("taken_at", "alone", "knows_adult", "photo", "wants_to_live_there", "wishes", "fears")),)


class AdultTalkForm(_TalkForm):
    columns = (
        (
            AdultTestimony,
            ("taken_at", "how_separated", "able_to_care", "wants_child", "documents", "address", "household", "conditions",
             "other_relative", "home_check", "risk_found"),
        ),
    )  # fmt: skip

    def __init__(self, *args, secret: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not secret:
            del self.fields["address"]


class ConclusionForm(_Columns):
    columns = ((Verification, ("conclusion", "differences", "reasons")),)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["conclusion"].required = self.fields["reasons"].required = True


PLANNED = (
    "kind", "how", "child_agrees", "child_says", "adult_name", "adult_relation", "adult_document", "same_adult",
    "other_adult_because", "place_safe", "address", "handover_place", "planned_on", "cross_border", "route", "receiving_authority",
    "travel_document", "prepared_child", "prepared_family", "support", "followed_by",
)  # fmt: skip


class DepartureForm(_Columns):
    """Everything that is known before the child leaves. What is not known yet may stay empty until it is sent."""

    columns = ((Departure, PLANNED),)

    def __init__(self, *args, secret: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["same_adult"].initial = True
        if not secret:
            del self.fields["address"]


class HandoverForm(_Columns):
    columns = ((Departure, ("left_at", "signed_by", "documents")),)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["left_at"].required = True
        self.fields["signed_by"].hide_optional = True  # without these signatures it is refused
        self.initial["left_at"] = dates.now()


class HappenedForm(_Columns):
    """After the fact, for a supervisor."""

    columns = (
        (Departure, ("left_at", "kind", "adult_name", "adult_relation", "handover_place", "child_agrees", "child_says", "supervisor_note")),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["left_at"].required = self.fields["supervisor_note"].required = True
        self.fields["handover_place"].label = _("Where the child is now, as far as it is known")


class CancelForm(DeedForm):
    why = forms.CharField(label=_("Why is it given up?"), widget=forms.Textarea(attrs={"rows": 3}))


class TravelForm(_Columns):
    columns = ((GroupTravel, ("travels_on", "route", "escort", "receiving_service", "reference")),)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("travels_on", "route", "escort", "receiving_service"):
            self.fields[name].required = True
        self.fields["country"] = OptionField("L03", label=_("Country of destination"), strict=True)


class JoinForm(DeedForm):
    """Which group the child travels with."""

    def __init__(self, *args, travels, **kwargs):
        super().__init__(*args, **kwargs)
        self.travels = {str(one.pk): one for one in travels}
        self.fields["travel"] = forms.ChoiceField(
            label=_("Group travel"), choices=[(key, str(one)) for key, one in self.travels.items()]
        )

    def deed(self):
        return {"travel": self.travels[super().deed()["travel"]]}
