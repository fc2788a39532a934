"""The review as it is held: what was reached, whether the place is still right, what follows (domain.md 3.18 F18, 3.9 F09c)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField, OptionsField
from casework.forms.fields import one_of, section, words
from casework.models import Case, Placement, Review


class ReviewForm(DeedForm):
    """What both kinds ask. The level of risk stands as it is until somebody changes it; nothing else is chosen beforehand."""

    kind: Review.Kind
    done_at = MomentField(label=_("When was the review held?"))
    participants = OptionsField("L81", label=_("Who took part?"))
    child_says = words(
        Review, "child_says", required=False, help_text=_("In the child’s words. Needed when the child took part.")
    )
    bid_needed = one_of(Review, "bid_needed")
    bid_reason = words(
        Review,
        "bid_reason",
        required=False,
        help_text=_(
            "A durable solution, a separation from the parents, an exceptional situation: name which one, or say why none."
        ),
    )
    risk = one_of(Case, "risk")
    risk_reasons = words(
        Case,
        "risk_reasons",
        label=_("Why this level?"),
        help_text=_("Facts, not opinions. Everybody who may open the case reads this: no health details, no names."),
    )
    decision = forms.ChoiceField(label=_("What is decided?"), widget=forms.RadioSelect)
    decision_reason = words(Review, "decision_reason")

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in {"done_at": dates.now(), "risk": case.risk, "risk_reasons": case.risk_reasons}.items():
            self.initial.setdefault(name, value)
        offered = [(one.value, one.label) for one in Review.DECISIONS[self.kind]]
        self.fields["decision"].choices = offered  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[dict]:
        return [
            section(self, _("The review"), ["done_at", "participants", "child_says"]),
            section(self, _("What was found"), self.found),
            section(self, _("The panel and the risk"), ["bid_needed", "bid_reason", "risk", "risk_reasons"]),
            section(self, _("Decision"), ["basis_after", "decision", "decision_reason"]),
        ]


class CaseReviewForm(ReviewForm):
    """Is the work leading where it should?"""

    kind = Review.Kind.CASE
    found = ["goals", "goals_note", "suitable"]
    goals = one_of(Review, "goals", label=_("Were the goals reached?"))
    goals_note = words(Review, "goals_note", required=False)
    suitable = one_of(Review, "suitable")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _without_blank(self, "goals", "suitable", "bid_needed")


class PlacementReviewForm(ReviewForm):
    """Is this stay still needed, and still right?"""

    kind = Review.Kind.PLACEMENT
    found = ["necessary", "suitable", "family_alternative", "tracing_note"]
    necessary = one_of(Review, "necessary")
    suitable = one_of(Review, "suitable")
    family_alternative = one_of(Review, "family_alternative")
    tracing_note = words(Review, "tracing_note", required=False)
    basis_after = one_of(Review, "basis_after", widget=forms.Select, required=False)

    def __init__(self, *args, placement: Placement, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("basis_after", placement.basis)
        self.fields["basis_after"].choices = Placement.Basis.choices  # type: ignore[attr-defined]
        self.fields["basis_after"].help_text = _(
            "An emergency ends after two weeks: then the ministry, a judge or the panel confirms the stay, or it ends."
        )
        _without_blank(self, "necessary", "suitable", "family_alternative", "bid_needed")


def _without_blank(form: forms.Form, *names: str) -> None:
    """Radio buttons offer the answers only: an answer that was not given is an empty question, not a button."""
    for name in names:
        field = form.fields[name]
        field.choices = [choice for choice in field.choices if choice[0]]  # type: ignore[attr-defined]
