"""Forms of the family's page: a relative, what became of a tie, a brother or sister by code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base import options
from base.forms import DeedForm, OptionField
from minors import answer_forms, codes
from minors.models import SiblingLink, TieSource
from minors.relatives import GRANDPARENTS, PARENTS
from minors.sections import SECTIONS, Section

SIDES = [("", _("not known")), ("father", _("the father's side")), ("mother", _("the mother's side"))]


def source_field(label) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=TieSource, initial=TieSource.CHILD)


class NewRelativeForm(answer_forms.AnswerForm):
    """Who it is and what they are said to be to the child. Father and mother have sections of their own."""

    @property
    def sections(self) -> list[dict]:
        tie = {
            "title": _("What is this person to the child?"),
            "hint": "",
            "fields": [self[one] for one in ("kind", "side", "source")],
        }
        return [tie, *super().sections]

    def clean(self):
        said = super().clean()
        if said.get("side") and said.get("kind") not in GRANDPARENTS:
            said["side"] = ""
        return said


def relative_form(classes, *, new: bool) -> type[answer_forms.AnswerForm]:
    """The questions about a relative for a reader of these classes; of a `new` one also what they are to the child."""
    asked = answer_forms.form_for(SECTIONS["relatives"], classes)
    if not new:
        return asked
    kind = OptionField("L16", strict=True, label=_("Relation to the child"))
    kind.choices = lambda: [("", _("Choose…")), *(one for one in options.choices("L16", strict=True) if one[0] not in PARENTS)]
    side = forms.ChoiceField(label=_("Of a grandparent: on whose side?"), choices=SIDES, required=False, widget=forms.RadioSelect)
    fields = {"kind": kind, "side": side, "source": source_field(_("Who says so?"))}
    return type("RelativeForm", (NewRelativeForm, asked), fields)


class DecideForm(DeedForm):
    """What became of a tie: true, not true, or over since a day."""

    hide_optional = True
    decision = forms.ChoiceField(
        label=_("What is known now?"),
        choices=[("verify", _("It is true")), ("disprove", _("It is not true")), ("end", _("It was true and has ended"))],
        widget=forms.RadioSelect,
    )
    source = source_field(_("From where is it known?"))
    ends_on = forms.DateField(
        label=_("Ended on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("How was it found out?"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, about, **kwargs):
        super().__init__(*args, auto_id=f"tie_{about.pk}_%s", **kwargs)
        self.fields["source"].initial = about.source

    def clean(self):
        said = super().clean()
        if said.get("decision") == "end" and not said.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Say on which day it ended."))
        return said


class DecideSiblingsForm(DecideForm):
    """The same for two children of the programme: siblings do not end, but a link can be wrong."""

    ends_on = None  # type: ignore[assignment]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        decision: Any = self.fields["decision"]
        decision.choices = [("verify", _("It is true")), ("disprove", _("It is not true"))]


class LinkSiblingForm(DeedForm):
    """A brother or sister who has a file, by its code."""

    hide_optional = True
    code = forms.CharField(
        label=_("Case code of the brother or sister"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    kind = forms.ChoiceField(label=_("What kind of siblings?"), choices=SiblingLink.Kind, initial=SiblingLink.Kind.FULL)
    source = source_field(_("Who says so?"))
    reason = forms.CharField(label=_("What was said or seen?"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="sibling_%s", **kwargs)

    def clean_code(self) -> str:
        return codes.normalise(self.cleaned_data["code"]) or ""


def section_of(person) -> Section:
    """The section in which a person is asked about."""
    return SECTIONS["relatives" if person.part == "relative" else person.part]
