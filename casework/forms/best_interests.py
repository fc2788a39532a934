"""The best-interests assessment as it is written: long texts, each with what belongs there (domain.md 3.5)."""

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm
from casework.forms.fields import one_of, section, words
from casework.models import BestInterestsAssessment

LONG = 10
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
    situation = part(
        "situation", _("Category and status, parents and siblings and where they are, links and contact, earlier assessments.")
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
    child_views = part(
        "child_views",
        _(
            "In the child's own words, as a quotation. If the child is too young or cannot speak: what you observed. If the wish is not followed: why."
        ),
    )
    other_views = part("other_views", _("Caregiver, relatives, teacher, interpreter's remarks: who said what, and when."))
    analysis = part("analysis", lazy(_factors, str)())
    recommendation = part(
        "recommendation",
        _("What is recommended, what is done at once and by whom, needs for each sector: urgent, to watch, none."),
    )
    risk = one_of(BestInterestsAssessment, "risk")
    bid_needed = forms.BooleanField(label=BestInterestsAssessment._meta.get_field("bid_needed").verbose_name, required=False)
    bid_reason = words(
        BestInterestsAssessment,
        "bid_reason",
        required=False,
        help_text=_(
            "Durable solution, separation from parents against their will, exceptional circumstances: name which one, or say why none."
        ),
    )

    @property
    def sections(self) -> list[dict]:
        return [
            section(self, _("This assessment"), ["kind", "purpose"]),
            section(self, _("The conversation"), ["seen_alone", "not_alone_because"]),
            section(self, _("The child's situation"), ["situation", "safety", "care", "health"]),
            section(self, _("Voices"), ["child_views", "other_views"]),
            section(self, _("Analysis and conclusion"), ["analysis", "recommendation", "risk", "bid_needed", "bid_reason"]),
        ]


class ReviewForm(DeedForm):
    """The supervisor's comment: free when approving, needed when returning."""

    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("To approve it may stay empty. To return it, say what has to be changed: the author reads this."),
    )
