"""Closing and reopening: reasons from the lists, and the words that make the decision understandable later (domain.md 3.18)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, OptionField
from casework.forms.fields import ElsewhereField, one_of, section, words
from casework.models import Case, ClosureRequest

FOLLOW_UP = 3  # months after the closing, unless another day is chosen (domain.md 3.18, F20)


class ClosureForm(DeedForm):
    """Asking for closure (F20). `open_things` is what still stands open: each is settled first, or gets a sentence of its own."""

    reason = OptionField("L22", strict=True, label=_("Why can the case be closed?"))
    goals_met = one_of(ClosureRequest, "goals_met")
    statement = words(
        ClosureRequest,
        "statement",
        rows=4,
        help_text=_("Where and with whom the child lives now, and why that is safe."),
    )
    child_agrees = one_of(ClosureRequest, "child_agrees")
    caregiver_agrees = one_of(ClosureRequest, "caregiver_agrees", required=False)
    unresolved = words(ClosureRequest, "unresolved", required=False)
    way_back = words(
        ClosureRequest,
        "way_back",
        help_text=_("Whom the child can call or visit, where, and that this was explained to the child."),
    )
    documents_returned = one_of(ClosureRequest, "documents_returned", initial="unknown")
    feedback_done = one_of(ClosureRequest, "feedback_done", initial="unknown")
    follow_up_on = forms.DateField(
        label=_("A last visit or call after the closing, on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )

    def __init__(self, *args, open_things=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("follow_up_on", dates.add_months(dates.today(), FOLLOW_UP))
        self.asked = {self._name(one.key): one for one in open_things if one.kind}
        for name, one in self.asked.items():
            self.fields[name] = forms.CharField(
                label=_("Why may this stay open? %(what)s") % {"what": one},
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @staticmethod
    def _name(key: tuple[str, str]) -> str:
        return f"why_{key[0]}_{key[1]}"

    def deed(self) -> dict:
        said = super().deed()
        return said | {"justified": {one.key: said.pop(name) for name, one in self.asked.items()}}

    @property
    def sections(self) -> list[dict]:
        own = [name for name in self.fields if name not in self.asked and name not in ("version", "key")]
        parts = [section(self, _("The closing"), own)]
        if self.asked:
            hint = _("Settle each of these first, or say for each why it may stay open. Your supervisor reads every sentence.")
            parts.insert(0, section(self, _("What still stands open"), list(self.asked), hint))
        return parts


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
    tonight = ElsewhereField(label=_("Where does the child sleep tonight?"), required=False)
