"""Form fields that take their label and their answers from the model, so that page, paper and timeline use the same words."""

from django import forms
from django.utils.text import capfirst


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
