"""Closing and reopening: reasons from the lists, and the words that make the decision understandable later (domain.md 3.18)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm, OptionField
from casework.forms.fields import one_of, words
from casework.models import Case, ClosureRequest


class ClosureForm(DeedForm):
    """Asking for closure."""

    reason = OptionField("L22", strict=True, label=_("Why can the case be closed?"))
    statement = words(
        ClosureRequest,
        "statement",
        rows=5,
        help_text=_("Where and with whom the child lives now, why that is safe, which needs remain and who takes care of them."),
    )
    way_back = words(
        ClosureRequest,
        "way_back",
        help_text=_("Whom the child can call or visit, where, and that this was explained to the child."),
    )


class DecisionForm(DeedForm):
    """The supervisor's decision on a closure."""

    decision = words(
        ClosureRequest,
        "decision",
        required=False,
        label=_("Comment"),
        help_text=_("To approve it may stay empty. To refuse, say why the case has to stay open."),
    )


class ReopenForm(DeedForm):
    """A new stretch of work on a closed case."""

    reason = OptionField("L23", strict=True, label=_("Why is the case reopened?"))
    explanation = forms.CharField(
        label=_("What happened?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It becomes the reason for the level of risk: no health details, no names."),
    )
    risk = one_of(Case, "risk")
