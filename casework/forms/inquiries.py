"""Forms of the inquiries of families, and of what the child answers (domain.md 3.11, 9.13)."""

from collections.abc import Collection
from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.date_field import PartialDateField
from base.description import Answer
from base.forms import DeedForm, MomentField
from casework.forms.family import _Columns
from casework.forms.fields import section
from casework.models import FamilyMatch, Inquiry

ASKS = ("source", "received_at", "inquirer_name", "relation", "contact")
CALLED = ("own", "father", "grandfather", "further", "other_name", "mother", "sex")
LIVED = ("country", "village", "kebele", "woreda")
SEEN = ("marks", "seen_place", "message")
WISHES = [
    ("contact", _("the child wants contact with this family")),
    ("words", _("the child only wants the family to be told something")),
    ("nothing", _("the child wants nothing to be told")),
]


class InquiryForm(_Columns):
    """What a family tells, in the order in which it is told on the phone. Only a few answers are needed."""

    columns = ((Inquiry, (*ASKS, *CALLED, *LIVED, *SEEN)),)
    consents = True

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.fields["birth"] = PartialDateField(born=True, required=False, label=_("Age or birth as the family tells it"))
        self.fields["seen"] = PartialDateField(required=False, label=_("When the child was last seen or heard of"))
        self.fields["other_name"].help_text = _("As the family writes it: Arabic and Ge’ez letters are read too.")
        self.fields["marks"].help_text = _("What one sees: a scar, a burn, a missing tooth, and where.")
        self.fields["contact"].help_text = _("Secret: only the tracing service reads it, and who verifies the family.")
        if record is None:
            self.initial.setdefault("received_at", dates.now())
            self.fields |= _consent()
        else:
            self.initial.update({"birth": record.birth, "seen": record.seen})

    @property
    def sections(self) -> list[dict]:
        return [
            section(self, _("Who looks for the child"), list(ASKS)),
            section(self, _("The child"), [*CALLED, "birth"]),
            section(self, _("Where the family lived"), list(LIVED)),
            section(self, _("How to recognise the child, and since when it is away"), ["marks", "seen", "seen_place", "message"]),
            *(
                [section(self, _("Consent of the person who looks for the child"), list(_consent()))]
                if "keeps" in self.fields
                else []
            ),
        ]

    def facts(self) -> dict:
        """The fields of the inquiry. What a family tells of a date is told by a relative, whoever wrote it down."""
        said = {name: value for name, value in self.deed().items() if name not in _consent()}
        for name in ("birth", "seen"):
            if said[name] and said[name].source == dates.Source.CHILD:
                said[name] = replace(said[name], source=dates.Source.RELATIVE)
        return said

    def allowed(self) -> dict:
        return {name: self.cleaned_data[name] for name in _consent()}


def _consent() -> dict[str, forms.Field]:
    return {
        "keeps": forms.BooleanField(
            label=_("What is told here may be kept and compared with children who were found"), required=False
        ),
        "tells": forms.BooleanField(
            label=_("The child, and who works with it, may learn who looks for it"),
            required=False,
            help_text=_("Without this no child can be asked."),
        ),
        "words": forms.CharField(label=_("How the consent was given, in their words"), widget=forms.Textarea(attrs={"rows": 2})),
    }


class AllowForm(DeedForm):
    """What the family allows from now on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= _consent()


class CloseForm(DeedForm):
    ending = forms.ChoiceField(
        label=_("Why is it closed?"),
        choices=[one for one in Inquiry.Ending.choices if one[0] != Inquiry.Ending.CONSENT],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("What came of it"), widget=forms.Textarea(attrs={"rows": 3}))


class WhyForm(DeedForm):
    why = forms.CharField(label=_("Why?"), widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(_Columns):
    """What the child answers, of the `wishes` that can still be written. It is asked alone, before anybody of the family is."""

    columns = ((FamilyMatch, ("asked_at", "child_says", "family_told", "safe_because")),)
    field_order = ["asked_at", "alone", "child_says", "wish", "family_told", "safe_because"]

    def __init__(self, *args, wishes: Collection[str], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [one for one in WISHES if one[0] in wishes]
        self.fields["asked_at"] = MomentField(label=_("When was the child asked?"))
        self.fields["child_says"].required = True
        self.fields["alone"] = forms.ChoiceField(
            label=_("Was the child spoken with alone?"), choices=Answer.choices, widget=forms.RadioSelect
        )
        self.fields["wish"] = forms.ChoiceField(label=_("What does the child want?"), choices=choices, widget=forms.RadioSelect)
        self.fields["family_told"].help_text = _(
            "Word for word, and no place: neither where the child lives nor where it was found. Empty when nothing may be told."
        )
        self.initial.setdefault("asked_at", dates.now())
        self.order_fields(self.field_order)


class WordsForm(_Columns):
    """What a family that was verified may be told."""

    columns = ((FamilyMatch, ("family_told", "safe_because")),)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = field.required or not field.widget.is_hidden
