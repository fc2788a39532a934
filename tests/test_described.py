"""The paper forms of domain.md 3.1 to 3.4, kept as a table in tests/data/forms.csv: every field has its home, or a written reason why not."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from base import described
from base.management.commands.fields import COLUMNS, dictionary, kind_of
from base.models import Option

ROWS = list(csv.DictReader(io.StringIO((Path(__file__).parent / "data" / "forms.csv").read_text("utf8"))))

KINDS = {  # the words of domain.md: what a column may be
    "text": {"text", "long"},
    "long": {"long", "text"},
    "date": {"date", "text"},
    "dt": {"dt"},
    "pdate": {"text", "enum", "date"},
    "bool": {"bool", "enum"},
    "enum": {"enum"},
    "enum strict": {"enum"},
    "multi": {"multi", "enum"},
    "int": {"int"},
    "ref": {"ref", "text"},
    "auto": {"text", "enum"},
}


def homes():
    """(row, home) of every home of a field."""
    return [(row, home) for row in ROWS for home in row["homes"].split()]


def column(home):
    model, _dot, name = home.rpartition(".")
    return apps.get_model(model), name


def test_every_field_has_a_home_or_a_written_reason():
    assert [f"{row['form']} {row['field']}" for row in ROWS if not (row["homes"] or row["why"])] == []
    assert {row["form"] for row in ROWS} == {"F01", "F02", "F03", "F04"}


@pytest.mark.parametrize(("row", "home"), homes(), ids=lambda one: one if isinstance(one, str) else one["field"])
def test_the_description_says_what_the_form_says(row, home):
    model, name = column(home)
    said, differs = described.description(model, name), row["differs"].split()
    assert not differs or row["why"], "a difference has its reason"
    assert said.form == row["form"]
    first = home == row["homes"].split()[0]  # the further ones complete the answer
    if "required" not in differs and row["required"] in "MCO" and first:
        assert said.required == row["required"]
    if "class" not in differs:
        assert described.class_of(model, name) == row["class"]
    if row["list"] and first:
        assert said.options == row["list"]
    if row["type"] in KINDS and first:
        assert kind_of(described.column_of(model, name), said) in KINDS[row["type"]]
    if row["type"] == "enum strict" and first:
        assert said.strict


def test_every_record_that_is_asked_about_stands_in_the_table():
    told = {home.rpartition(".")[0] for row in ROWS for home in row["homes"].split()}
    asked = {line["record"] for line in dictionary() if line["form"] in {"F01", "F02", "F03", "F04"}}
    assert asked <= told


def test_a_condition_names_a_question_of_the_same_record():
    for model in described.models_of():
        for one in described.columns_of(model):
            said = described.description(model, one.name)
            assert (said.required == "C") == bool(said.when), f"{model._meta.label} {one.name}"
            if said.when:
                assert described.column_of(model, said.when[0])


@pytest.mark.django_db
def test_every_list_that_is_named_has_its_options():
    named = {line["options"] for line in dictionary() if line["options"]}
    assert named <= set(Option.objects.values_list("list", flat=True))


# ------------------------------------------------------------------------------------------------------------------- the data dictionary


def printed(**options):
    out = io.StringIO()
    call_command("fields", stdout=out, **options)
    return out.getvalue()


def test_the_data_dictionary_lists_every_described_field_once():
    lines = json.loads(printed())
    named = [(line["record"], line["field"]) for line in lines]
    assert len(named) == len(set(named))
    assert len(named) > 100
    sex = next(line for line in lines if (line["record"], line["field"]) == ("minors.child", "sex"))
    assert (sex["form"], sex["type"], sex["required"], sex["class"], sex["strict"]) == ("F02", "enum", "M", "C1", "yes")


def test_the_data_dictionary_of_one_form_is_a_table_without_formulas():
    rows = list(csv.DictReader(io.StringIO(printed(form="F04", format="csv"))))
    assert list(rows[0]) == COLUMNS
    assert {row["form"] for row in rows} == {"F04"}
    assert {row["class"] for row in rows if row["record"] == "casework.traffickingscreening"} == {"C4"}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
