"""A doubt about the age, step by step (domain.md 3.16, F16). An examination of sexual maturity is no method and is not offered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, OptionField
from casework.forms.fields import section, words
from casework.forms.guardianship import day, line
from casework.models import AgeAssessment, Guardianship
from minors import joined
from minors.models import Child


class DoubtForm(DeedForm):
    """Who doubts, why, since when."""

    doubted_by = forms.CharField(
        label=_("Who doubts the age, and why?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: the police at the control, because of his height."),
    )
    doubted_on = day(AgeAssessment, "doubted_on", label=_("Since when?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("doubted_on", dates.today())


class ReasonForm(DeedForm):
    reason = forms.CharField(label=_("Why is the doubt given up?"), widget=forms.Textarea(attrs={"rows": 3}))


class ConcludeForm(DeedForm):
    """What was done, by whom, what came out."""

    hide_optional = True  # what is needed depends on the conclusion

    informed_on = day(AgeAssessment, "informed_on", required=False)
    informed_language = OptionField("L05", label=_("In which language?"), required=False)
    consent = forms.ChoiceField(
        label=_("Did the child agree to be assessed?"),
        choices=AgeAssessment.Consent.choices,
        widget=forms.RadioSelect,
        help_text=_("A refusal proves nothing: the child stays a child."),
    )
    consent_on = day(AgeAssessment, "consent_on", required=False)
    guardian = forms.ModelChoiceField(
        label=_("Guardian who was present"), queryset=Guardianship.objects.none(), required=False, empty_label=_("Nobody")
    )
    without_guardian_because = words(AgeAssessment, "without_guardian_because", required=False, rows=2)
    documents_considered = words(AgeAssessment, "documents_considered", required=False)
    social_interview = words(AgeAssessment, "social_interview", required=False)
    methods = forms.MultipleChoiceField(
        label=_("Which methods were used?"),
        choices=AgeAssessment.Method.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The least burdensome first. Sexual maturity is never examined."),
    )
    medical_because = words(AgeAssessment, "medical_because", required=False, rows=2)
    assessed_on = day(AgeAssessment, "assessed_on", required=False)
    first_assessor = line(AgeAssessment, "first_assessor", required=False)
    first_function = line(AgeAssessment, "first_function", required=False)
    second_assessor = line(AgeAssessment, "second_assessor", required=False)
    second_function = line(AgeAssessment, "second_function", required=False)
    independent = forms.BooleanField(label=_("Both are independent of the case and of whoever doubts the age"), required=False)
    age_min = forms.IntegerField(label=_("Lowest age of the margin, in years"), min_value=0, max_value=60, required=False)
    age_max = forms.IntegerField(label=_("Highest age of the margin, in years"), min_value=0, max_value=60, required=False)
    conclusion = forms.ChoiceField(
        label=_("What is the conclusion?"),
        choices=AgeAssessment.Conclusion.choices,
        widget=forms.RadioSelect,
        help_text=_("Whoever may be a child is one. The lowest age of the margin is recorded."),
    )
    reasons = words(AgeAssessment, "reasons")

    def __init__(self, *args, child: Child, named: bool, record: AgeAssessment, **kwargs):
        super().__init__(*args, **kwargs)
        held = Guardianship.objects.filter(child__in=joined.files_of(child), status__in=["appointed", "ended"])
        guardians = self.fields["guardian"]
        guardians.queryset = held  # type: ignore[attr-defined]
        guardians.label_from_instance = lambda one: f"{one} · {one.person}" if named and one.person else str(one)  # type: ignore[attr-defined]
        self.initial.setdefault("version", record.version)

    @property
    def sections(self) -> list[dict]:
        asked = ["informed_on", "informed_language", "consent", "consent_on", "guardian", "without_guardian_because"]
        people = ["first_assessor", "first_function", "second_assessor", "second_function", "independent"]
        return [
            section(self, _("Explanation and consent"), asked),
            section(self, _("What was looked at"), ["documents_considered", "social_interview", "methods", "medical_because"]),
            section(self, _("Who assessed?"), people, _("Two people, neither of whom is or was responsible for the case.")),
            section(self, _("What came out"), ["assessed_on", "age_min", "age_max", "conclusion", "reasons"]),
        ]


class TellForm(DeedForm):
    """The child is told."""

    notified_on = day(AgeAssessment, "notified_on", label=_("When was the child told, with the right of appeal?"))
    appeal_until = day(AgeAssessment, "appeal_until", label=_("Until which day may an appeal be made?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("notified_on", dates.today())


class AppealForm(DeedForm):
    appealed_on = day(AgeAssessment, "appealed_on", label=_("When was the appeal made?"))
    appealed_by = forms.ChoiceField(label=_("By whom?"), choices=AgeAssessment.AppealBy.choices, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("appealed_on", dates.today())


class AppealDecisionForm(DeedForm):
    appeal_result = forms.ChoiceField(
        label=_("What was decided?"), choices=AgeAssessment.AppealResult.choices, widget=forms.RadioSelect
    )
    appeal_decided_on = day(AgeAssessment, "appeal_decided_on", label=_("On which day?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("appeal_decided_on", dates.today())


class DecisionForm(DeedForm):
    """The supervisor's word."""

    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("To return it, say what has to be changed."),
    )
