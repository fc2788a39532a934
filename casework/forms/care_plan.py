"""The care plan as it is written: a short head, then one short form for each action (domain.md 3.6, F06)."""

from datetime import timedelta

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base import dates, objectives
from base.forms import DeedForm, OptionField
from base.models import Institution
from casework.forms.fields import one_of, section, words
from casework.models import CarePlan, PlanAction
from referrals.models import Referral

SOON = [("7", _("in a week")), ("14", _("in two weeks")), ("30", _("in a month")), ("90", _("in three months"))]
A_DAY = "day"


def _day(**extra) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **extra)


class HeadForm(DeedForm):
    """What the whole plan is for, and who made it."""

    objective = words(
        CarePlan,
        "objective",
        rows=4,
        help_text=_("How the child lives when this plan has succeeded. In words that the child understands; no names."),
    )
    participants = forms.MultipleChoiceField(
        label=CarePlan._meta.get_field("participants").verbose_name,
        choices=CarePlan.Participant.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A plan is made with the child, not for the child."),
    )


class ChildForm(DeedForm):
    """What the child says about it, and the copy."""

    child_agrees = one_of(CarePlan, "child_agrees")
    child_says = words(
        CarePlan,
        "child_says",
        rows=4,
        required=False,
        help_text=_("In the child's own words. Needed when the answer above is not yes."),
    )
    copy_given_on = _day(label=CarePlan._meta.get_field("copy_given_on").verbose_name, required=False)
    copy_language = OptionField("L05", strict=True, label=CarePlan._meta.get_field("copy_language").verbose_name, required=False)

    @property
    def sections(self) -> list[dict]:
        return [
            section(self, _now("The child's agreement"), ["child_agrees", "child_says"]),
            section(
                self,
                _now("A copy for the child"),
                ["copy_given_on", "copy_language"],
                _now("Give it only where it puts the child in no danger: somebody may find it."),
            ),
        ]


class ActionForm(DeedForm):
    """One action: need, what is done, what kind of service, until when; the rest is folded away."""

    need = words(PlanAction, "need", rows=2)
    action = words(PlanAction, "action", rows=2)
    service_type = OptionField("L14", strict=True, label=PlanAction._meta.get_field("service_type").verbose_name)
    until = forms.ChoiceField(label=_("Until when?"), choices=[*SOON, (A_DAY, _("on another day"))], widget=forms.RadioSelect)
    due_on = _day(label=_("On which day?"), required=False, help_text=_("Only for another day."))
    responsible = one_of(PlanAction, "responsible", initial="worker", widget=forms.Select)
    responsible_name = forms.CharField(
        label=PlanAction._meta.get_field("responsible_name").verbose_name,
        max_length=120,
        required=False,
        help_text=_("Shown only to those who may read the identity."),
    )
    organisation = forms.ModelChoiceField(
        Institution.objects.none(), label=PlanAction._meta.get_field("organisation").verbose_name, required=False
    )
    priority = one_of(PlanAction, "priority", initial="medium")
    frequency = one_of(PlanAction, "frequency", initial="once")
    objective = forms.ChoiceField(
        label=PlanAction._meta.get_field("objective").verbose_name,
        required=False,
        help_text=_("Without a choice it follows from the kind of service."),
    )
    referral = forms.ModelChoiceField(
        Referral.objects.none(), label=PlanAction._meta.get_field("referral").verbose_name, required=False
    )

    def __init__(self, *args, plan: CarePlan, action: PlanAction | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["objective"].choices = [
            ("", _("Choose…")),
            *((code, code) for code in objectives.codes_on(dates.today())),
        ]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Institution.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["referral"].queryset = plan.child.referrals.select_related("service__institution", "service__place")  # type: ignore[attr-defined]
        self.fields["referral"].label_from_instance = lambda one: f"{one.service}, {one.sent_at:%d/%m/%Y}"  # type: ignore[attr-defined]
        if action:
            self.initial = {**self.initial, **{name: getattr(action, name) for name in ["version", *PLAIN]}}
            self.initial |= {"until": A_DAY, "organisation": action.organisation_id, "referral": action.referral_id}  # type: ignore[operator]

    def clean(self):
        cleaned = super().clean() or {}
        until = cleaned.pop("until", None)
        if until and until != A_DAY:
            cleaned["due_on"] = dates.today() + timedelta(days=int(until))
        elif until and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say on which day."))
        return cleaned

    @property
    def sections(self) -> list[dict]:
        more = ["responsible", "responsible_name", "organisation", "priority", "frequency", "objective", "referral"]
        first = section(self, _now("The action"), ["need", "action", "service_type", "until", "due_on"])
        wrong = any(name in self.errors for name in more) if self.is_bound else False
        return [first | {"quiet": True, "folds": [section(self, _now("Who, how often, which order"), more) | {"open": wrong}]}]


PLAIN = [
    *("need", "action", "service_type", "due_on", "responsible", "responsible_name", "priority", "frequency", "objective"),
]


class DoneForm(DeedForm):
    """It was done."""

    done_on = _day(label=capfirst(PlanAction._meta.get_field("done_on").verbose_name))
    result = words(PlanAction, "result", rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("done_on", dates.today())


class GivenUpForm(DeedForm):
    """It is given up."""

    why = forms.CharField(
        label=PlanAction._meta.get_field("cancel_reason").verbose_name, widget=forms.Textarea(attrs={"rows": 3})
    )
