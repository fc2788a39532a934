"""Form fields that take their label and their answers from the model, so that page, paper and timeline use the same words."""

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
