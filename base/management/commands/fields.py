"""`manage.py fields`: the data dictionary, every described field of the paper forms, as JSON or CSV on standard output."""

import json

from django.core.management.base import BaseCommand
from django.db import models
from django.utils.translation import override

from base import described, tables

COLUMNS = [
    "form",
    "record",
    "field",
    "label_fr",
    "label_en",
    "label_ar",
    "type",
    "required",
    "when",
    "class",
    "options",
    "strict",
    "unknown",
]


class Command(BaseCommand):
    help = "The data dictionary: form, record, field, label, type, required, class and option list of every field that is asked."

    def add_arguments(self, parser):
        parser.add_argument("--form", default="", help="one form only, such as F02")
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def handle(self, *, form, format, **options):
        lines = list(dictionary(form))
        self.stdout.write(
            json.dumps(lines, ensure_ascii=False, indent=1) if format == "json" else tables.as_csv(COLUMNS, lines), ending=""
        )


def dictionary(form: str = ""):
    """One line for each described field, by form and record."""
    lines = [_line(model, column) for model in described.models_of(form) for column in described.columns_of(model, form)]
    return sorted(lines, key=lambda line: line["form"])  # sorted() keeps the order of the records and of their fields


def _line(model, column) -> dict:
    said = described.description(model, column.name)
    labels = {}
    for language in ("fr", "en", "ar"):
        with override(language):
            labels[f"label_{language}"] = described.label(model, column.name)
    return {
        "form": said.form,
        "record": model._meta.label_lower,
        "field": column.name,
        **labels,
        "type": kind_of(column, said),
        "required": said.required,
        "when": " = ".join([said.when[0], " or ".join(said.when[1]) or "*"]) if said.when else "",
        "class": described.class_of(model, column.name),
        "options": said.options,
        "strict": "yes" if said.strict else "no",
        "unknown": "beside" if hasattr(model, "silences") else "in the list" if said.options or column.choices else "no",
    }


def kind_of(column, said) -> str:
    """The type in the words of domain.md 3.0: text, long, date, dt, int, bool, enum, multi, ref."""
    if hasattr(column, "base_field"):
        return "multi"
    if said.options or column.choices:
        return "enum"
    match column:
        case models.ForeignKey():
            return "ref"
        case models.TextField():
            return "long"
        case models.DateTimeField():
            return "dt"
        case models.DateField():
            return "date"
        case models.BooleanField():
            return "bool"
        case models.IntegerField() | models.DecimalField():
            return "int"
    return "text"
