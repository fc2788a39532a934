"""Form fields that take their label and their answers from the model, so that page, paper and timeline use the same words."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _now

from base import options
from base.forms import OptionField

BEDS = ["residential", "foster", "safe_shelter", "transit_centre"]  # there one sleeps in a bed that is given by a placement


class ElsewhereField(OptionField):
    """A kind of place that is no bed of ours (list L11)."""

    def __init__(self, **kwargs):
        super().__init__("L11", **kwargs)
        self.choices = lambda: [("", _now("Choose…")), *(row for row in options.choices("L11") if row[0] not in BEDS)]


def numbered(sentence, number: int):
    """A label with its number, in the language of the page."""
    return lazy(lambda: str(sentence) % {"number": number}, str)()


def one_of(model, name: str, **extra) -> forms.ChoiceField:
    """One answer among the choices of a column, as large radio buttons with nothing chosen beforehand unless asked otherwise."""
    column = model._meta.get_field(name)
    extra = {"widget": forms.RadioSelect, "label": capfirst(column.verbose_name), **extra}
    return forms.ChoiceField(choices=column.choices, **extra)


def words(model, name: str, *, rows: int = 3, **extra) -> forms.CharField:
    """Free text for a column. Ten rows grow with the text."""
    column = model._meta.get_field(name)
    extra.setdefault("label", capfirst(column.verbose_name))
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **extra)


def section(form: forms.Form, title, names: list[str], hint="") -> dict:
    """A titled part of a form, for components/form_fields.html; fields the form does not have are left out."""
    return {"title": title, "hint": hint, "fields": [form[name] for name in names if name in form.fields]}


@dataclass(frozen=True)
class Rows:
    """Numbered rows of a form that are kept as one list: the inputs of a row, how many rows there are, how many of them stand open."""

    names: tuple[str, ...]
    most: int
    at_once: int

    @property
    def numbers(self) -> range:
        return range(1, self.most + 1)

    def inputs(self, numbers: range) -> list[str]:
        return [f"{name}_{number}" for number in numbers for name in self.names]

    @property
    def shown(self) -> list[str]:
        return self.inputs(self.numbers[: self.at_once])

    def fold(self, form: forms.Form, title) -> dict:
        """The other rows, behind a line that opens them; open when one is filled in, also by a draft that was never sent."""
        names, given = self.inputs(self.numbers[self.at_once :]), form.data if form.is_bound else form.initial
        return {"title": title, "fields": [form[name] for name in names], "open": any(given.get(name) for name in names)}

    def fields(self, row: Callable[[int], dict[str, forms.Field]]) -> dict[str, forms.Field]:
        return {name: field for number in self.numbers for name, field in row(number).items()}

    def flat(self, kept: list[dict]) -> dict:
        """What is kept, by the names of the inputs; what is empty too, so that two texts can be compared."""
        rows = dict(zip(self.numbers, kept, strict=False))
        return {f"{name}_{number}": rows.get(number, {}).get(name, "") for number in self.numbers for name in self.names}

    def read(self, said: dict) -> list[dict]:
        """What was said in each row, by the names of a row."""
        return [{name: said[f"{name}_{number}"] for name in self.names} for number in self.numbers]

    def filled(self, said: dict) -> list[dict]:
        """The rows that count: those whose first input is filled in."""
        return [row for row in self.read(said) if row[self.names[0]].strip()]

    def refuse_half(self, form: forms.Form, needs: tuple[str, ...], sentence) -> None:
        """An error for each of `needs` that is empty in a row that counts."""
        for number in self.numbers:
            if form.cleaned_data.get(f"{self.names[0]}_{number}"):
                for name in (f"{name}_{number}" for name in needs):
                    if not form.cleaned_data.get(name) and name not in form.errors:
                        form.add_error(name, sentence)
