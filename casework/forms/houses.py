"""How many beds a house has, kind by kind, and a kind that is new (domain.md 3.9)."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm
from casework import houses
from casework.forms.fields import section, words
from casework.models import BedsChange, ProviderPlaces


class BedsForm(DeedForm):
    """A number for each kind of beds; what the person saw goes along, so that two who change at once are told."""

    new_beds = forms.IntegerField(label=_("Beds"), min_value=1, max_value=houses.MOST, required=False)
    new_sex = forms.ChoiceField(label=_("For whom"), choices=[("", _("Choose…")), *ProviderPlaces.Sex.choices], required=False)
    new_from_age = forms.IntegerField(label=_("From age"), min_value=0, max_value=17, required=False)
    new_to_age = forms.IntegerField(label=_("To age"), min_value=0, max_value=17, required=False)
    reason = words(BedsChange, "reason", label=_("Why are the beds changed?"), rows=2, help_text=_("No names."))

    def __init__(self, *args, kinds: Iterable[ProviderPlaces], **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = list(kinds)
        for kind in self.kinds:
            asleep = _now("Taken tonight: %(count)s.") % {"count": kind.sleepers}  # type: ignore[attr-defined]
            number = forms.IntegerField(label=str(kind), min_value=0, max_value=houses.MOST, initial=kind.beds, help_text=asleep)
            seen = forms.IntegerField(widget=forms.HiddenInput, initial=kind.beds, required=False)
            self.fields |= {f"beds_{kind.pk}": number, f"seen_{kind.pk}": seen}

    @property
    def sections(self) -> list[dict]:
        return [
            section(self, _("Beds of each kind"), [f"beds_{kind.pk}" for kind in self.kinds]),
            section(
                self,
                _("Beds of another kind"),
                ["new_beds", "new_sex", "new_from_age", "new_to_age"],
                _("Only if there are new ones."),
            ),
            section(self, _("The change"), ["reason"]),
        ]

    def clean(self):
        cleaned = super().clean() or {}
        new = ["new_beds", "new_sex", "new_from_age", "new_to_age"]
        if any(cleaned.get(name) not in (None, "") for name in new):
            for name in new:
                if cleaned.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _now("Beds of another kind need all four answers."))
        return cleaned

    def deed(self) -> dict:
        said = self.cleaned_data
        new = {name: said[f"new_{name}"] for name in ("sex", "from_age", "to_age", "beds")} if said["new_beds"] else None
        return {
            "beds": {kind.pk: said[f"beds_{kind.pk}"] for kind in self.kinds},
            "seen": {kind.pk: said[f"seen_{kind.pk}"] for kind in self.kinds},
            "reason": said["reason"],
            "new": new,
        }

    def show_again(self, kinds: Iterable[ProviderPlaces]) -> None:
        """After a refusal: the numbers of now count as seen, so that a second send is a choice."""
        typed = self.data.copy()  # type: ignore[union-attr]
        for kind in kinds:
            typed[f"seen_{kind.pk}"] = str(kind.beds)
        self.data = typed
