"""The forms of consent: what matters first, everything else behind a line that opens it (domain.md 3.1)."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField, OptionField, OptionsField
from base.models import Institution, Place
from minors import ages, ledger
from minors.forms import MINIMUM, ConsentFields, one_line, text
from minors.models import Child, Consent, ConsentStatement, ConsentTask, in_order

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
CONDITIONS = range(1, 4)  # how many statements of their own one conversation may hold: three are one screen on a phone


def yes_no(label, **kwargs) -> forms.TypedChoiceField:
    """Yes, no, or no answer: True, False or None."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
        coerce=lambda said: said == "yes",
        empty_value=None,
        **kwargs,
    )


class ConsentForm(ConsentFields, DeedForm):
    """A new conversation about consent, beside the earlier ones."""

    assent = forms.ChoiceField(
        label=_("Does the child agree?"), choices=Consent.Assent.choices, widget=forms.RadioSelect, required=False
    )
    assent_reason = text(_("What did the child say, or why was the child not asked?"), rows=2, required=False)
    refused = OptionsField(
        "L28", label=_("What is refused?"), required=False, help_text=_("What is ticked neither here nor above was not asked.")
    )
    with_others = OptionsField("L29", label=_("Who else consents?"), required=False)
    explained = OptionsField("L45", label=_("What was explained?"), required=False)
    understood = yes_no(_("Was it told back in own words?"))
    understood_note = text(_("How was this checked?"), rows=2, required=False)
    interpreter = one_line(_("Name of the interpreter"), required=False)
    interpreter_organisation = one_line(_("Organisation of the interpreter"), required=False)
    interpreter_signed = yes_no(_("Did the interpreter sign an undertaking?"))
    signed = forms.ChoiceField(
        label=_("How was it signed?"), choices=Consent.Signed.choices, widget=forms.RadioSelect, required=False
    )
    child_signed = yes_no(_("Did the child sign too?"))
    witness = one_line(_("Witness"), required=False)
    given_at = MomentField(label=_("When was it said?"), required=False, help_text=_("Empty means: just now."))
    place = forms.ModelChoiceField(label=_("Where?"), queryset=Place.objects.none(), required=False, empty_label=_("Choose…"))

    def __init__(self, *args, child: Child, **kwargs):
        super().__init__(*args, child=child, **kwargs)
        self.needed = ages.needed_for(child, dates.today())
        self.fields["scopes"].initial = [] if child.consents.in_force().exists() else MINIMUM
        self.fields["refused"].choices = self._scopes
        self.fields["place"].queryset = Place.objects.filter(region__isnull=False).order_by("region__code", "code")
        for number in CONDITIONS:
            self._add_condition(number)
        for name in ("assent", "assent_reason"):
            self.fields[name].hide_optional = True

    def _add_condition(self, number: int) -> None:
        self.fields[f"scope_{number}"] = forms.ChoiceField(
            label=_("What for?"), required=False, choices=lambda: [("", gettext("Choose…")), *self._scopes()]
        )
        self.fields[f"kind_{number}"] = forms.ChoiceField(
            label=_("Answer"),
            required=False,
            initial="granted",
            choices=[("granted", ConsentStatement.Kind.GRANTED.label), ("refused", ConsentStatement.Kind.REFUSED.label)],
        )
        self.fields[f"recipient_{number}"] = forms.ModelChoiceField(
            label=_("Only for this institution"),
            required=False,
            queryset=Institution.objects.order_by("name_fr"),
            empty_label=_("For all of them"),
        )
        self.fields[f"until_{number}"] = forms.DateField(
            label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
        self.fields[f"limits_{number}"] = text(_("Under which limits?"), rows=2, required=False)

    @property
    def sections(self) -> list[dict]:
        particular = [f"{part}_{number}" for number in CONDITIONS for part in ("scope", "kind", "recipient", "until", "limits")]
        said = ["explained_in", "explained", "understood", "understood_note"]
        helped = ["interpreter", "interpreter_organisation", "interpreter_signed"]
        return [
            {
                "title": gettext("Who decides?"),
                "fields": [self[name] for name in ("giver", "assent", "assent_reason", "reason_not_asked")],
                "folds": [
                    self._fold(gettext("Somebody else, or several people together"), ["giver_relationship", "with_others"])
                ],
            },
            {
                "title": gettext("What about?"),
                "fields": [self["scopes"]],
                "folds": [
                    self._fold(gettext("Something was refused"), ["refused"]),
                    self._fold(gettext("Only for one institution, until a day, or under limits"), particular),
                ],
            },
            {
                "title": gettext("How was it explained?"),
                "fields": [self[name] for name in said],
                "folds": [
                    self._fold(gettext("An interpreter helped"), helped),
                    self._fold(gettext("Signatures and witness"), ["signed", "child_signed", "witness"]),
                    self._fold(gettext("Another day or place"), ["given_at", "place"]),
                ],
            },
        ]

    def _fold(self, title: str, names: list[str]) -> dict:
        filled = self.is_bound and any(
            name in self.errors or self.cleaned_data.get(name) not in (None, "", [], "granted") for name in names
        )
        kept = not self.is_bound and any(self.initial.get(name) for name in names if not name.startswith("kind_"))
        return {"title": title, "fields": [self[name] for name in names], "open": filled or kept}

    def clean_given_at(self):
        moment = self.cleaned_data["given_at"]
        if moment and moment > dates.now():
            raise forms.ValidationError(gettext("This moment has not come yet."))
        return moment

    def clean(self):
        said = super().clean()
        giver, assent = said.get("giver", ""), said.get("assent", "")
        if giver and giver != "child" and not assent and self.needed.asks_the_child:
            self.add_error("assent", gettext("At this age the child is asked too. Say what the child answered, or why not yet."))
        if assent == Consent.Assent.NOT_SOUGHT and not said.get("assent_reason", "").strip():
            self.add_error("assent_reason", gettext("Write why the child was not asked."))
        if said.get("signed") == Consent.Signed.VERBAL and not said.get("witness", "").strip():
            self.add_error("witness", gettext("A word needs a witness: write who heard it."))
        for scope in set(said.get("scopes", [])) & set(said.get("refused", [])):
            values = {"scope": dict(self._scopes()).get(scope, scope)}
            self.add_error("refused", gettext("“%(scope)s” is ticked as allowed and as refused.") % values)
        for number in CONDITIONS:
            self._check_condition(number, said)
        return said

    def _check_condition(self, number: int, said: dict) -> None:
        filled = [said.get(f"{part}_{number}") for part in ("recipient", "until", "limits")]
        if any(filled) and not said.get(f"scope_{number}"):
            self.add_error(f"scope_{number}", gettext("Choose what this limit is about."))
        if said.get(f"kind_{number}") == ConsentStatement.Kind.REFUSED and any(filled[1:]):
            self.add_error(f"limits_{number}", gettext("A refusal needs no limits and no last day."))

    def consent(self, *, given_at, language="") -> dict:
        said = self.cleaned_data
        facts = super().consent(given_at=said["given_at"] or given_at, language=language)
        giver = facts.pop("giver")
        names = [
            "assent",
            "assent_reason",
            "place",
            "explained",
            "understood",
            "understood_note",
            "signed",
            "child_signed",
            "witness",
        ]
        names += ["interpreter", "interpreter_organisation", "interpreter_signed"]
        return {
            **facts,
            **{name: said[name] for name in names},
            "givers": [giver, *(one for one in said["with_others"] if one != giver)] if giver else [],
            "refused": said["refused"] if giver else [],
            "conditions": list(self._conditions()) if giver else [],
        }

    def _conditions(self):
        said = self.cleaned_data
        for number in CONDITIONS:
            if said.get(f"scope_{number}"):
                yield {
                    "scope": said[f"scope_{number}"],
                    "kind": said[f"kind_{number}"] or ConsentStatement.Kind.GRANTED,
                    "recipient": said[f"recipient_{number}"],
                    "valid_until": said[f"until_{number}"],
                    "limits": said[f"limits_{number}"],
                }


class WithdrawForm(DeedForm):
    """What is no longer allowed: everything, or these scopes, for all or for one institution."""

    scopes = forms.MultipleChoiceField(
        label=_("What is no longer allowed?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what ends.")},
    )
    recipient = forms.ModelChoiceField(
        label=_("For whom?"), required=False, queryset=Institution.objects.none(), empty_label=_("For everybody")
    )
    said_by = OptionField("L29", strict=True, label=_("Who says so?"), required=False)
    reason = text(
        _("Reason"), rows=2, help_text=_("In the child’s words, if the child gave a reason. No reason is needed to say no.")
    )
    told = text(
        _("What did you tell the child that cannot be undone?"),
        rows=2,
        required=False,
        help_text=_("For example: the clinic has read it already. If it is said later, it stays a task."),
    )

    def __init__(self, *args, child: Child, **kwargs):
        super().__init__(*args, auto_id="withdraw_%s", **kwargs)
        answers = [one for one in ledger.standing(child) if one.allowed]
        labels = {one.scope: one.scope_label for one in answers}
        self.fields["scopes"].choices = sorted(labels.items(), key=lambda choice: in_order(choice[0]))
        self.fields["recipient"].queryset = Institution.objects.order_by("name_fr")

    def deed(self) -> dict:
        said = super().deed()
        return {**said, "said_by": [said["said_by"]] if said["said_by"] else []}


class TaskForm(DeedForm):
    """A task about consent is done."""

    note = text(_("What was said, and to whom?"), rows=2)

    def __init__(self, *args, task: ConsentTask, **kwargs):
        super().__init__(*args, auto_id=f"task_{task.pk}_%s", **kwargs)


class WithheldForm(DeedForm):
    """Something that must not reach somebody. Nothing of it is kept as a draft."""

    what = text(_("What must not be told?"), rows=2)
    from_whom = OptionsField("L46", label=_("To whom not?"))
    from_whom_else = forms.CharField(label=_("Who exactly?"), max_length=120, required=False)
    why = OptionField("L47", strict=True, label=_("Why?"))
    why_else = text(_("In the child’s words"), rows=2, required=False)
