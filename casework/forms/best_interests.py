"""The best-interests assessment as it is written: long texts, each with what belongs there (domain.md 3.5)."""

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm, OptionField
from casework.forms.fields import Rows, numbered, one_of, section, words
from casework.models import BestInterestsAssessment

LONG = 10
COMPARED = Rows(("option", "pros", "cons"), most=4, at_once=2)
# Law 95/AN/15, article 3: what is to be weighed (domain.md 3.5).
FACTORS = [
    _("the child's moral, emotional and physical needs"),
    _("the capacity of discernment"),
    _("the age"),
    _("the state of health"),
    _("the family background"),
    _("the other aspects of the child's situation"),
]


def _factors():
    items = format_html_join("", "<li>{}</li>", ((factor,) for factor in FACTORS))
    intro = _(
        "At least two options where something is decided, with what speaks for and against each. Law 95/AN/15, article 3, asks to weigh:"
    )
    return format_html("{}<ul>{}</ul>", intro, items)


def part(name: str, hint) -> forms.CharField:
    return words(BestInterestsAssessment, name, rows=LONG, required=False, help_text=hint)


class BeginForm(DeedForm):
    """How deep, and what for: the rest is written in peace."""

    kind = one_of(
        BestInterestsAssessment,
        "kind",
        initial="comprehensive",
        help_text=_("Short: the sections that a first decision needs. Comprehensive: the whole situation."),
    )
    purpose = one_of(BestInterestsAssessment, "purpose", initial="at_risk")


class WriteForm(DeedForm):
    """Everything may stay empty in a draft; what is missing is said when it is sent."""

    hide_optional = True
    kind = one_of(BestInterestsAssessment, "kind", widget=forms.Select)
    purpose = one_of(BestInterestsAssessment, "purpose", widget=forms.Select)
    seen_alone = one_of(BestInterestsAssessment, "seen_alone")
    not_alone_because = words(
        BestInterestsAssessment, "not_alone_because", required=False, help_text=_("Needed when the answer above is not yes.")
    )
    interviews = part(
        "interviews", _("Dates and places, who was heard and who interpreted, other sources, papers that were seen.")
    )
    situation = part(
        "situation", _("Category and status, parents and siblings and where they are, links and contact, earlier assessments.")
    )
    family = part(
        "family", _("How close the links are, contact, who could and would look after the child, and whether it is safe there.")
    )
    safety = part(
        "safety",
        _(
            "Risks now and before: violence, exploitation, trafficking, detention, discrimination. Facts apart from opinions, each with its source."
        ),
    )
    care = part(
        "care",
        _("Who cares for the child, where the child sleeps, what the caregiver and the child wish, whether the place suits."),
    )
    health = part(
        "health",
        _(
            "State and treatments, disability, sleep, feelings and behaviour, what helps. For adolescents: reproductive health, substances."
        ),
    )
    psychosocial = part("psychosocial", _("Feelings, behaviour, sleep, relations, what helps; language, culture, religion."))
    education = part("education", _("Level, languages, class or training; work with its hours and dangers."))
    legal = part("legal", _("Identity papers, asylum, guardian, civil registration, proceedings that are open."))
    child_views = part(
        "child_views",
        _(
            "In the child's own words, as a quotation. If the child is too young or cannot speak: what you observed. If the wish is not followed: why."
        ),
    )
    other_views = part("other_views", _("Caregiver, relatives, teacher, interpreter's remarks: who said what, and when."))
    factors = part("factors", _("Two lists: what protects the child; what puts it at risk."))
    analysis = part("analysis", lazy(_factors, str)())
    recommendation = part(
        "recommendation",
        _("What is recommended, what is done at once and by whom, needs for each sector: urgent, to watch, none."),
    )
    risk = one_of(BestInterestsAssessment, "risk")
    bid_needed = forms.BooleanField(label=BestInterestsAssessment._meta.get_field("bid_needed").verbose_name, required=False)
    bid_trigger = OptionField("L20", label=_("If it is needed: for which reason?"), strict=True, required=False)
    bid_reason = words(
        BestInterestsAssessment,
        "bid_reason",
        required=False,
        help_text=_(
            "Durable solution, separation from parents against their will, exceptional circumstances: name which one, or say why none."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= COMPARED.fields(_option)

    def as_shown(self, record) -> dict:
        return super().as_shown(record) | COMPARED.flat(record.alternatives)

    def content(self) -> dict:
        """The fields of the assessment; an option counts when something is written about it."""
        said = {name: value for name, value in self.deed().items() if name in WriteForm.base_fields}
        if not said["bid_needed"]:
            said["bid_trigger"] = ""  # of a panel that is not asked no page and no paper names a reason
        return {**said, "alternatives": [row for row in COMPARED.read(self.cleaned_data) if any(row.values())]}

    @property
    def sections(self) -> list[dict]:
        options = section(
            self,
            _("Options"),
            COMPARED.shown,
            _("At least two where something is decided about care, family, return or transfer."),
        )
        return [
            section(self, _("This assessment"), ["kind", "purpose"]),
            section(self, _("The conversation"), ["seen_alone", "not_alone_because", "interviews"]),
            section(self, _("The child's situation"), ["situation", "family", "safety", "care", "health"]),
            section(self, _("Growing up"), ["psychosocial", "education", "legal"]),
            section(self, _("Voices"), ["child_views", "other_views"]),
            options | {"folds": [COMPARED.fold(self, _("More options"))]},
            section(self, _("Analysis and conclusion"), ["factors", "analysis", "recommendation", "risk"]),
            section(self, _("The panel (BID)"), ["bid_needed", "bid_trigger", "bid_reason"]),
        ]


def _option(number: int) -> dict[str, forms.Field]:
    labels = (
        _("Option %(number)s: what is it?"),
        _("Option %(number)s: what speaks for it?"),
        _("Option %(number)s: what speaks against it?"),
    )
    return {
        f"{name}_{number}": forms.CharField(
            label=numbered(label, number), widget=forms.Textarea(attrs={"rows": 2}), required=False
        )
        for name, label in zip(COMPARED.names, labels, strict=True)
    }


class ReviewForm(DeedForm):
    """The supervisor's comment: free when approving, needed when returning."""

    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("To approve it may stay empty. To return it, say what has to be changed: the author reads this."),
    )
