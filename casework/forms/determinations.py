"""The determination as it is begun, reported, checked, explained to the child and looked at again (domain.md 3.15, F15)."""

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField, OptionField
from casework.forms.fields import Rows, numbered, one_of, section, words
from casework.models import FACTORS, DecisionCheck, DecisionNotification, Determination, DeterminationReport

OPTIONS = Rows(("solution", "plan", *FACTORS), most=4, at_once=2)


class BeginForm(DeedForm):
    """Why the panel has to decide."""

    hide_optional = True

    trigger = OptionField("L20", label=_("Why does the panel have to decide?"), strict=True)
    reason = words(Determination, "reason", rows=4, help_text=_("No names of third persons. The panel reads it."))
    urgent = forms.BooleanField(
        label=_("It is urgent: harm or departure is imminent"),
        required=False,
        help_text=_(
            "A reduced panel decides within 72 hours, and the next session ratifies it. Protect the child now: care never waits."
        ),
    )
    urgent_because = words(Determination, "urgent_because", required=False)


class ReviewAgainForm(DeedForm):
    """Why a decision is looked at again."""

    asked_by = one_of(Determination, "review_asked_by", label=_("Who asks to look again?"))
    because = one_of(Determination, "review_because", label=_("Why?"))
    new_facts = words(Determination, "new_facts", rows=4)
    urgent = forms.BooleanField(label=_("It is urgent: harm or departure is imminent"), required=False)
    urgent_because = words(Determination, "urgent_because", required=False)


def part(name: str, hint="") -> forms.CharField:
    return words(DeterminationReport, name, rows=10, required=False, help_text=hint)


class ReportForm(DeedForm):
    """Everything may stay empty in a draft; what is missing is said when it is sent."""

    hide_optional = True
    answers = part("answers", _("One after the other, in the order of the questions. The panel reads them first."))
    procedure = part("procedure", _("Talks with dates, sources, opinions of experts, and what nobody could find out."))
    past = part("past")
    situation = part("situation")
    child_views = part("child_views", _("As a quotation, with the weight it was given. If the wish is not followed: why."))
    family_views = part("family_views", _("Who said what, and when. Relations instead of names."))
    recommendation = part("recommendation", _("Which option, and why it serves this child best."))
    follow_up = part("follow_up")
    annexes = part("annexes", _("Assessments, tracing, verification, medical and court papers."))

    def __init__(self, *args, asked: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asked:
            del self.fields["answers"]
        self.fields |= OPTIONS.fields(_option)

    def as_shown(self, record) -> dict:
        return super().as_shown(record) | OPTIONS.flat(record.alternatives)

    def clean(self):
        """What was written about an option is not lost because nobody said which solution it is."""
        for number in OPTIONS.numbers:
            written = any(self.cleaned_data.get(f"{name}_{number}", "").strip() for name in ["plan", *FACTORS])
            if written and not self.cleaned_data.get(f"solution_{number}"):
                self.add_error(
                    f"solution_{number}", _("Say which solution this option is: without it what you wrote about it is not kept.")
                )
        return self.cleaned_data

    def content(self) -> dict:
        """The fields of the report; an option counts when its solution is chosen."""
        said = {name: value for name, value in self.deed().items() if name in ReportForm.base_fields}
        return {**said, "alternatives": OPTIONS.filled(self.cleaned_data)}

    @property
    def sections(self) -> list[dict]:
        compared = section(self, _("The options, each by the same factors"), OPTIONS.shown, _("At least two."))
        compared["folds"] = [OPTIONS.fold(self, _("More options"))]
        found = [
            section(self, _("Answers to the panel"), ["answers"]),
            section(self, _("The child"), ["procedure", "past", "situation"]),
            section(self, _("Voices"), ["child_views", "family_views"]),
            compared,
            section(self, _("Conclusion"), ["recommendation", "follow_up", "annexes"]),
        ]
        return [one for one in found if one["fields"]]


def _option(number: int) -> dict[str, forms.Field]:
    def text(label, rows=3):
        return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), required=False)

    return {
        f"solution_{number}": OptionField(
            "L19", label=numbered(_("Option %(number)s: which solution?"), number), strict=True, required=False
        ),
        f"plan_{number}": text(numbered(_("Option %(number)s: where and with whom, by relation"), number), rows=2),
        **{f"{name}_{number}": text(_labelled(number, label)) for name, label in FACTORS.items()},
    }


def _labelled(number: int, label):
    return lazy(lambda: str(_("Option %(number)s: %(what)s")) % {"number": number, "what": label}, str)()


class CheckForm(DeedForm):
    """The check by a second person: every point to accept, a comment to return."""

    hide_optional = True

    checked = forms.MultipleChoiceField(
        label=_("What was checked"),
        choices=DeterminationReport.Check.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The report is accepted when every point holds."),
    )
    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("To approve it may stay empty. To return it, say what has to be changed: the author reads this."),
    )


class TellForm(DeedForm):
    """How the decision was explained to the child."""

    told_at = MomentField(label=_("When was it explained?"))
    language = OptionField("L05", label=_("In which language?"), strict=True)
    explained = words(DecisionNotification, "explained")
    reaction = words(DecisionNotification, "reaction")
    guardian = one_of(DecisionNotification, "guardian")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("told_at", dates.now())


class DecisionCheckForm(DeedForm):
    """Whether a decision of the panel is carried out."""

    hide_optional = True  # the words are needed unless it is

    checked_at = MomentField(label=_("When was it checked?"))
    carried_out = one_of(DecisionCheck, "carried_out", label=_("Is it carried out?"))
    why = words(DecisionCheck, "why", required=False, help_text=_("Needed unless it is carried out as a whole."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("checked_at", dates.now())
