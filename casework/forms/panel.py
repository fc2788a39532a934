"""The panel's own forms: members, sessions, declarations, decisions and signatures (domain.md 2.3.3)."""

from datetime import timedelta

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.forms import DeedForm, MomentField, OptionField
from casework.forms.fields import Rows, numbered, one_of, section, words
from casework.models import ConflictDeclaration, DecisionSignature, DeterminationReport, PanelDecision, PanelMember, PlanAction

# The inputs of an action, with their names in the decision.
ACTION = {"action": "action", "service": "service_type", "responsible": "responsible", "whom": "who", "until": "due_on"}
QUESTIONS = Rows(("question", "who", "due_on"), most=5, at_once=2)
ACTIONS = Rows(tuple(ACTION), most=6, at_once=1)


def _day(label, **extra) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **extra)


class MemberForm(DeedForm):
    """What is known of a member. Without training or undertaking nobody is invited."""

    function = forms.CharField(label=_("Function"), max_length=120)
    sex = one_of(PanelMember, "sex")
    votes = forms.BooleanField(label=capfirst(PanelMember._meta.get_field("votes").verbose_name), required=False, initial=True)
    trained_on = _day(_("Trained on"), required=False)
    undertaking_until = _day(
        _("Undertaking of confidentiality valid until"),
        required=False,
        help_text=_("As a rule twelve months after it was signed."),
    )

    def __init__(self, *args, member: PanelMember | None = None, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        if member is None:
            choices = [("", _("Choose…")), *[(str(one.pk), f"{one.name} – {one.institution}") for one in people]]
            self.fields = {"user": forms.ChoiceField(label=_("Who?"), choices=choices), **self.fields}
        else:
            self.fields["active"] = forms.BooleanField(label=_("Sits on the panel"), required=False)
            for name in [*self.fields, "version"]:
                if name != "key":
                    self.initial.setdefault(name, getattr(member, name))


class SessionForm(DeedForm):
    held_at = MomentField(label=_("When does the panel meet?"))
    place = forms.CharField(label=_("Where?"), max_length=120)
    urgent = forms.BooleanField(
        label=_("Urgent, with a reduced panel"),
        required=False,
        help_text=_("Only urgent determinations stand on its agenda. The next full session ratifies what it decides."),
    )
    window_days = forms.IntegerField(
        label=_("For how many days after it do the files stay open?"), min_value=0, max_value=60, initial=7
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_at", dates.midnight(dates.today() + timedelta(days=7)) + timedelta(hours=9))


class InviteForm(DeedForm):
    members = forms.MultipleChoiceField(
        label=_("Who is invited?"), widget=forms.CheckboxSelectMultiple, help_text=_("Each opens only the files of this agenda.")
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in members}
        self.fields["members"].choices = [
            (key, options.in_a_row([one.user.name, one.function, one.institution, one.get_sex_display()]))
            for key, one in self.people.items()
        ]

    def clean_members(self):
        return [self.people[key] for key in self.cleaned_data["members"]]


class WhyForm(DeedForm):
    """A deed that needs a sentence."""

    reason = forms.CharField(label=_("Why?"), widget=forms.Textarea(attrs={"rows": 2}))


class DeclareForm(DeedForm):
    """Before a file opens."""

    hide_optional = True  # another conflict asks for the words

    kind = one_of(ConflictDeclaration, "kind", label=_("Before you open this file"))
    note = words(ConflictDeclaration, "note", required=False, rows=2)


class DecideForm(DeedForm):
    """A decision as it is put to the vote, with the reasons for each option of the report."""

    hide_optional = True  # what is needed depends on the decision

    value = one_of(PanelDecision, "value", label=_("What does the panel decide?"))
    solution = OptionField("L19", label=_("Solution that is chosen"), strict=True, required=False)
    why = words(PanelDecision, "why", rows=5)
    conditions = words(PanelDecision, "conditions", required=False)
    measures = words(
        PanelDecision, "measures", required=False, help_text=_("What protects the child at once, also while questions are open.")
    )
    outcome = one_of(PanelDecision, "outcome", required=False)
    review_on = _day(_("To be looked at again on"), required=False)

    def __init__(self, *args, report: DeterminationReport, again: bool, urgently: PanelDecision | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = report
        if urgently:
            self._begin_with(urgently)
        if not again:
            del self.fields["outcome"]
        for number, one in enumerate(report.alternatives, start=1):
            label = numbered(_("Reasons about option %(number)s"), number)
            what = options.in_a_row([options.label("L19", one["solution"]), one.get("plan")])
            box = forms.Textarea(attrs={"rows": 3})
            self.fields[f"reasons_{number}"] = forms.CharField(label=label, help_text=what, widget=box, required=False)
        self.fields |= QUESTIONS.fields(_question) | ACTIONS.fields(_action)

    def _begin_with(self, urgently: PanelDecision) -> None:
        """What a reduced panel decided stands there already: a full session confirms it, or writes something else."""
        for name in ("value", "solution", "why", "conditions", "measures", "review_on"):
            self.initial.setdefault(name, getattr(urgently, name))
        for number, one in enumerate(urgently.option_reasons, start=1):
            self.initial.setdefault(f"reasons_{number}", one["reasons"])

    def clean(self):
        QUESTIONS.refuse_half(self, ("who", "due_on"), _("A question needs somebody who answers it, and a day."))
        needs = ("service", "responsible", "until")
        ACTIONS.refuse_half(self, needs, _("An action needs a kind of service, somebody who sees to it, and a day."))
        return self.cleaned_data

    def decision(self) -> dict:
        """The fields of the decision."""
        said = {name: value for name, value in self.deed().items() if name in DecideForm.base_fields}
        reasons = [
            {"solution": one["solution"], "plan": one.get("plan", ""), "reasons": self.cleaned_data[f"reasons_{number}"]}
            for number, one in enumerate(self.report.alternatives, start=1)
        ]
        asked = QUESTIONS.filled(self.cleaned_data)
        return {
            **said,
            "option_reasons": reasons if any(one["reasons"].strip() for one in reasons) else [],
            "questions": [{**row, "due_on": row["due_on"].isoformat()} for row in asked],
            "actions": self._actions(),
        }

    def _actions(self) -> list[dict]:
        rows = [{key: row[name] for name, key in ACTION.items()} for row in ACTIONS.filled(self.cleaned_data)]
        return [{**row, "due_on": row["due_on"].isoformat()} for row in rows]

    @property
    def sections(self) -> list[dict]:
        reasons = [f"reasons_{number}" for number in range(1, len(self.report.alternatives) + 1)]
        asked = section(self, _("Questions, when it is deferred"), QUESTIONS.shown)
        asked["folds"] = [QUESTIONS.fold(self, _("More questions"))]
        done = section(
            self,
            _("What is done"),
            ACTIONS.shown,
            _("Each becomes an action of the child’s care plan, with its day. What is decided needs at least one."),
        )
        done["folds"] = [ACTIONS.fold(self, _("More actions"))]
        return [
            section(self, _("The decision"), ["value", "solution", "outcome"]),
            section(
                self, _("Reasons for each option"), reasons, _("Needed when an option is chosen: also for those that are not.")
            ),
            section(self, _("Why, and what follows"), ["why", "conditions", "measures", "review_on"]),
            done,
            asked,
        ]


def _action(number: int) -> dict[str, forms.Field]:
    box, people = forms.Textarea(attrs={"rows": 2}), [("", _("Choose…")), *PlanAction.Responsible.choices]
    return {
        f"action_{number}": forms.CharField(
            label=numbered(_("Action %(number)s: what is done?"), number), widget=box, required=False
        ),
        f"service_{number}": OptionField(
            "L14", label=numbered(_("Action %(number)s: kind of service"), number), strict=True, required=False
        ),
        f"responsible_{number}": forms.ChoiceField(
            label=numbered(_("Action %(number)s: who sees to it?"), number), choices=people, required=False
        ),
        f"whom_{number}": forms.CharField(
            label=numbered(_("Action %(number)s: function of that person"), number), max_length=120, required=False
        ),
        f"until_{number}": _day(numbered(_("Action %(number)s: until when?"), number), required=False),
    }


def _question(number: int) -> dict[str, forms.Field]:
    box = forms.Textarea(attrs={"rows": 2})
    return {
        f"question_{number}": forms.CharField(label=numbered(_("Question %(number)s"), number), widget=box, required=False),
        f"who_{number}": forms.CharField(
            label=numbered(_("Question %(number)s: who answers it? (function)"), number), max_length=120, required=False
        ),
        f"due_on_{number}": _day(numbered(_("Question %(number)s: until when?"), number), required=False),
    }


class SignForm(DeedForm):
    """A signature: one's own name, and whether one agrees."""

    hide_optional = True  # who dissents says why

    agrees = forms.ChoiceField(
        label=_("Do you agree?"),
        choices=[("yes", _("I agree")), ("no", _("I dissent, for the reasons below"))],
        widget=forms.RadioSelect,
    )
    dissent = words(DecisionSignature, "dissent", required=False)
    typed = forms.CharField(label=_("Sign by typing your full name"), max_length=150)

    def clean_agrees(self):
        return self.cleaned_data["agrees"] == "yes"
