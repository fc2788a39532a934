"""Forms for the sections of a file, made from the descriptions of their columns. A draft can always be saved: nothing is required here."""

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import described
from base.description import Silence
from base.forms import DeedForm, MomentField, OptionField, OptionsField, PlaceField
from base.models import Place
from minors.sections import Section

SILENCE = "__silence"
TEMPLATE = "minors/_answer.html"
SHORT = 4  # so many choices stand side by side; more are a list


class AnswerForm(DeedForm):
    """One section of one record: each question with its answer, or with the reason why there is none."""

    section: Section
    names: list[str]

    def __init__(self, *args, record=None, finalised: bool = False, **kwargs):
        """`record` is what was written before, None at the first time. After finalising, every change needs its reason."""
        initial = _initial(self.section, record, self.names) if record is not None else {}
        super().__init__(*args, initial={**initial, **(kwargs.pop("initial", None) or {})}, **kwargs)
        self.hide_optional = True
        if finalised:
            self.fields["reason"] = forms.CharField(
                label=_("Why is it changed?"),
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("This form was finalised: the earlier answers stay readable in its earlier version."),
            )

    @property
    def together(self):  # type: ignore[override]
        """An answer and the reason why there is none contradict each other."""
        return tuple((name, name + SILENCE) for name in self.names)

    def as_shown(self, record) -> dict:
        return _initial(self.section, record, self.names)

    @property
    def sections(self) -> list[dict]:
        shown = [name for name in self.section.first if name in self.fields]
        folded = [name for name in self.section.rest if name in self.fields]
        found = [{"title": self.section.title, "quiet": True, "hint": "", "fields": [self[name] for name in shown]}]
        if folded:
            is_open = any(self._is_touched(name) for name in folded)
            fold = {"title": _("More questions"), "fields": [self[name] for name in folded], "open": is_open}
            found[0]["folds"] = [fold]
        if "reason" in self.fields:
            found.append({"title": _("The change"), "hint": "", "fields": [self["reason"]]})
        return found

    def _is_touched(self, name) -> bool:
        return bool(name in self.errors or (self.is_bound and name in self.changed_data) or self.initial.get(name))

    def clean(self):
        said = super().clean()
        for name in self.names:
            if said.get(name + SILENCE) and said.get(name) not in (None, "", []):
                self.add_error(name, _("Write the answer, or say why there is none; both together contradict each other."))
        return said

    def values(self) -> dict:
        """The answers by the name of their column, empty ones as the column wants them, and `silences` for those that have none."""
        said = self.cleaned_data
        return {name: _stored(self.section.model, name, said[name]) for name in self.names}

    def silences(self) -> dict[str, str]:
        said = self.cleaned_data
        return {name: said[name + SILENCE] for name in self.names if said.get(name + SILENCE)}

    def reason(self) -> str:
        return self.cleaned_data.get("reason", "")


def form_for(section: Section, classes) -> type[AnswerForm]:
    """The form of a section for a reader of these classes: the other questions are not in it, so they cannot be overwritten either."""
    names = [name for name in section.readable(classes) if described.column_of(section.model, name).editable]
    fields: dict = {}
    for name in names:
        column = described.column_of(section.model, name)
        fields[name] = _field(column, described.description(section.model, name))
        if _may_be_silent(section.model, column):
            fields[name + SILENCE] = forms.ChoiceField(
                label=_("No answer, because"), required=False, choices=[("", _("not asked yet")), *Silence.choices]
            )
    return type("SectionForm", (AnswerForm,), {**fields, "section": section, "names": names})


def _may_be_silent(model, column) -> bool:
    """Lists and yes-or-no questions have "unknown" and "refused" among their answers; everything else says it beside the answer."""
    said = described.description(model, column.name)
    has_both = bool(said.options and not isinstance(column, ArrayField)) or {*Silence.values} <= {
        one for one, _l in column.flatchoices
    }
    return hasattr(model, "silences") and not said.strict and not has_both


def _field(column, said) -> forms.Field:
    common = {"label": column.verbose_name[:1].upper() + column.verbose_name[1:], "required": False, "help_text": said.hint}
    field = _by_kind(column, said, common)
    field.template_name = TEMPLATE  # type: ignore[attr-defined]
    field.needed = said.required  # type: ignore[attr-defined]
    return field


def _by_kind(column, said, common) -> forms.Field:
    if isinstance(column, ArrayField):
        if said.options:
            return OptionsField(said.options, **common)
        return forms.MultipleChoiceField(
            choices=list(column.base_field.choices or []), widget=forms.CheckboxSelectMultiple, **common
        )
    if said.options:
        return OptionField(said.options, strict=said.strict, **common)
    if column.choices:
        few = len(column.choices) <= SHORT
        first = [("", _("not asked") if few else _("Choose…"))]
        return forms.ChoiceField(choices=[*first, *column.choices], widget=forms.RadioSelect if few else forms.Select, **common)
    if isinstance(column, models.ForeignKey) and column.related_model is Place:
        return PlaceField(empty=True, **common)
    return _plain(column, common)


def _plain(column, common) -> forms.Field:
    match column:
        case models.DateTimeField():
            return MomentField(**common)
        case models.DateField():
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
        case models.IntegerField():
            return forms.IntegerField(min_value=0, **common)
        case models.DecimalField():
            return forms.DecimalField(min_value=0, max_digits=column.max_digits, decimal_places=column.decimal_places, **common)
        case models.TextField():
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000, **common)
        case _:
            return forms.CharField(max_length=column.max_length, **common)


def _initial(section: Section, record, names) -> dict:
    found: dict = {"version": record.version}
    for name in names:
        value = getattr(record, name)
        found[name] = value.code if isinstance(value, Place) else value
        found[name + SILENCE] = (getattr(record, "silences", None) or {}).get(name, "")
    return found


def _stored(model, name, value):
    column = described.column_of(model, name)
    if isinstance(column, ArrayField):
        return list(value or [])
    return value if value is not None or column.null else ""


def in_facts(section: Section, record, classes) -> list[dict]:
    """The answers of a record as components/facts.html shows them, for a reader of these classes."""
    return [
        {
            "label": described.label(section.model, name),
            "value": described.in_words(record, name),
            "answered": described.is_answered(record, name),
        }
        for name in section.readable(classes)
    ]
