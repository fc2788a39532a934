"""A case that stands still, and a child who becomes an adult (domain.md 2.1, 9.7)."""

from datetime import datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm
from casework.forms.fields import one_of, words
from casework.models import Hold, TransitionPlan


def _date(label, **extra) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        **extra,
    )


class HoldForm(DeedForm):
    """Why, and until the end of which day."""

    kind = one_of(Hold, "kind")
    reason = words(Hold, "reason", rows=4)
    ends_at = _date(_("Until the end of which day?"))

    def clean_ends_at(self):
        return datetime.combine(self.cleaned_data["ends_at"], time(23, 59, 59), dates.DJIBOUTI)


class HoldDecisionForm(DeedForm):
    decision = words(
        Hold, "decision", required=False, label=_("Comment"), help_text=_("To refuse, say why the work has to go on.")
    )


class HoldEndForm(DeedForm):
    reason = forms.CharField(label=_("Why does the work go on now?"), widget=forms.Textarea(attrs={"rows": 3}))


class TransitionForm(DeedForm):
    """The plan, part by part. What is not known yet may stay empty and be written at the next alert."""

    housing = words(TransitionPlan, "housing", required=False)
    documents = words(TransitionPlan, "documents", required=False)
    asylum_status = words(TransitionPlan, "asylum_status", required=False)
    network = words(TransitionPlan, "network", required=False, help_text=_("What they are to the young person; no names."))
    hand_over = words(TransitionPlan, "hand_over", required=False)
    young_person_says = words(TransitionPlan, "young_person_says", required=False)
    agrees = one_of(TransitionPlan, "agrees", initial="unknown")
    stays_open_because = words(
        TransitionPlan,
        "stays_open_because",
        required=False,
        help_text=_("At most six months after 18: what is still to be done, and until when."),
    )

    def __init__(self, *args, plan: TransitionPlan | None, **kwargs):
        super().__init__(*args, **kwargs)
        if plan:
            for name in self.fields:
                if name != "key":
                    self.initial.setdefault(name, getattr(plan, name))
