"""The rapid assessment as it is asked at the bedside: short questions, four answers each."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField
from casework.forms.fields import one_of, section, words
from casework.models import RapidAssessment
from minors.models import Child


class RapidAssessmentForm(DeedForm):
    """Nothing is chosen beforehand: an answer nobody gave is not an answer. A boy is not asked about a pregnancy."""

    done_at = MomentField(label=_("When did you speak with the child?"))
    danger = one_of(RapidAssessment, "danger")
    danger_what = words(RapidAssessment, "danger_what", required=False)
    safe_tonight = one_of(RapidAssessment, "safe_tonight")
    medical_emergency = one_of(RapidAssessment, "medical_emergency")
    violence_signs = one_of(RapidAssessment, "violence_signs")
    distress = one_of(RapidAssessment, "distress")
    in_detention = one_of(RapidAssessment, "in_detention")
    pregnant = one_of(RapidAssessment, "pregnant")
    disability_needs = one_of(RapidAssessment, "disability_needs")
    actions_taken = words(
        RapidAssessment,
        "actions_taken",
        required=False,
        help_text=_("If the child is in danger, this is needed: act first, then write."),
    )
    risk = one_of(RapidAssessment, "risk")
    risk_reasons = words(
        RapidAssessment,
        "risk_reasons",
        label=_("Why this level?"),
        help_text=_("Facts, not opinions. Everybody who may open the case reads this: no health details, no names."),
    )

    def __init__(self, *args, child: Child, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("done_at", dates.now())
        self.found_at = child.identified_at
        if child.sex == Child.Sex.MALE:
            del self.fields["pregnant"]

    def clean_done_at(self):
        """Never before the child was found. People tell minutes."""
        moment = self.cleaned_data["done_at"]
        if moment < self.found_at.replace(second=0, microsecond=0):
            raise forms.ValidationError(_("This is before the child was found. Check the day and the time."))
        return moment

    @property
    def sections(self) -> list[dict]:
        ask = [
            "danger",
            "danger_what",
            "safe_tonight",
            "medical_emergency",
            "violence_signs",
            "distress",
            "in_detention",
            "pregnant",
            "disability_needs",
        ]
        hint = _("“Unknown” and “refused to answer” are good answers. Never guess.")
        return [
            section(self, _("The child now"), ["done_at", *ask], hint),
            section(self, _("What was done"), ["actions_taken"]),
        ]

    @property
    def level(self) -> list[forms.BoundField]:
        """The last question: it stands after the level that the answers propose."""
        return [self["risk"], self["risk_reasons"]]

    def answers(self) -> dict:
        """What was answered so far, also in a form that is not complete. A boy's pregnancy is answered with no."""
        asked = [*RapidAssessment.QUESTIONS, "danger_what", "actions_taken"]
        given = {name: self.cleaned_data.get(name, "") for name in asked if name in self.fields}
        return {"pregnant": "no", **given}
