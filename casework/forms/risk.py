"""Entering the level of risk: by the worker at or above what the facts call for, by the supervisor also below it (domain.md 4.1)."""

from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm
from casework.forms.fields import one_of, words
from casework.models import Case, RiskLevel


class RiskForm(DeedForm):
    """The level found at a contact. It is entered again also when it stays the same."""

    risk = one_of(Case, "risk")
    reasons = words(
        Case,
        "risk_reasons",
        label=_("Why this level?"),
        help_text=_("Facts, not opinions. Everybody who may open the case reads this: no health details, no names."),
    )


class DecideRiskForm(RiskForm):
    """The same, with the reason for going below what the facts call for."""

    below_floor_because = words(
        RiskLevel,
        "below_floor_because",
        required=False,
        label=_("Why may it be lower than the facts call for?"),
        help_text=_("Needed for a lower level only. It is kept with your name; who may read what is sensitive reads it."),
    )

    def clean_below_floor_because(self) -> str:
        return self.cleaned_data["below_floor_because"].strip()
