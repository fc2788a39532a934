"""Recording a protection concern and what becomes of it (domain.md 4.2)."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.forms import DeedForm, MomentField, OptionField
from casework.forms.fields import one_of, section, words
from casework.models import Concern
from casework.models.concern import GROUPS
from casework.workflow import CONCERN

READERS = [("", _("as is usual for this concern")), (Concern.Readers.SECRET, Concern.Readers.SECRET.label)]


def _kinds() -> list:
    """The options of L12 in use today, below their headings."""
    live = dict(options.choices("L12", strict=True))
    groups = [(title, [(code, capfirst(live[code])) for code in codes if code in live]) for title, codes in GROUPS.values()]
    return [("", _("Choose…")), *groups]


def _day(label, **more) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class ConcernForm(DeedForm):
    """Four questions; what is rarely known is folded away."""

    kind = forms.ChoiceField(label=_("What are you worried about?"), choices=_kinds)
    severity = one_of(Concern, "severity", label=_("How severe is it?"))
    source = forms.ChoiceField(
        label=_("From whom do you know it?"), choices=[("", _("Choose…")), *Concern._meta.get_field("source").choices]
    )
    told_words = words(
        Concern,
        "told_words",
        required=False,
        label=_("What was said or seen?"),
        help_text=_("In the words of the child. What was told once is not asked again. No names of other people."),
    )
    incident_at = MomentField(
        label=_("When did it happen?"),
        required=False,
        help_text=_(
            "After sexual violence the hours count: a doctor can do most within 72 hours. Do not press the child for it."
        ),
    )
    starts_raw = forms.CharField(
        label=_("Since when?"), required=False, max_length=60, help_text=_("As it was told: 2025, 03/2026 or 12/03/2026.")
    )
    ends_on = _day(_("Until when?"), help_text=_("Empty: it goes on."))
    field_class = forms.ChoiceField(label=_("Who may read it?"), required=False, choices=READERS)

    @property
    def sections(self) -> list[dict]:
        folded = ["starts_raw", "ends_on", "field_class"]
        fold = {
            "title": _("More questions"),
            "fields": [self[name] for name in folded],
            "open": any(name in self.errors or name in self.changed_data or self.initial.get(name) for name in folded),
        }
        asked = section(self, _("The concern"), ["kind", "severity", "source", "told_words", "incident_at"])
        return [{**asked, "quiet": True, "folds": [fold]}]


class ChangeConcernForm(DeedForm):
    """What became of a concern: reported, confirmed, resolved, or it has come back."""

    move = forms.ChoiceField(label=_("What happened?"), widget=forms.RadioSelect)
    at = MomentField(label=_("When?"), help_text=_("When it happened, not when you write it."))
    known_from = forms.CharField(label=_("To whom was it reported, or who confirmed it and how?"), required=False, max_length=200)
    why = OptionField("W12", strict=True, label=_("If it is resolved: why?"), required=False)
    ends_on = _day(_("If it is resolved: since when?"))
    resolution = words(Concern, "resolution", required=False, label=_("If it is resolved: what was done, and what remains?"))

    def __init__(self, *args, concern: Concern, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("at", dates.now())
        possible = CONCERN.possible(concern)
        self.fields["move"].choices = [(move.name, move.label) for move in possible]  # type: ignore[attr-defined]
        for names, needed in ((["known_from"], {"report", "confirm"}), (["why", "ends_on", "resolution"], {"resolve"})):
            if not needed & {move.name for move in possible}:
                for name in names:
                    del self.fields[name]


class WeighForm(DeedForm):
    """How severe it is at this contact."""

    severity = one_of(Concern, "severity", label=_("How severe is it now?"))


class DoctorForm(DeedForm):
    """A doctor saw the child."""

    doctor_at = MomentField(label=_("When did a doctor see the child?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("doctor_at", dates.now())
