"""The forms of a missing child: one that is sent in a minute, and what follows it (domain.md 3.17, F17)."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from base import dates, described
from base.forms import DeedForm, MomentField, OptionField, OptionsField
from casework.forms.fields import one_of, words
from casework.models import InformedBody, MissingReport, ReturnInterview, SearchAction


def _line(model, name: str, **extra) -> forms.CharField:
    column = model._meta.get_field(name)
    return forms.CharField(label=capfirst(column.verbose_name), max_length=column.max_length, required=False, **extra)


class _LastSeen(DeedForm):
    """What is known of the child on the way. Nothing of it is needed to report the child missing."""

    seen_at = MomentField(label=_("When was the child last seen?"), required=False)
    seen_place = _line(MissingReport, "seen_place")
    clothes = _line(MissingReport, "clothes")
    seen_with = _line(MissingReport, "seen_with")
    risks = OptionsField("W40", label=_("What makes it more dangerous?"), required=False)
    destinations = words(
        MissingReport,
        "destinations",
        required=False,
        help_text=_("A port, a town, relatives. Names and numbers of smugglers do not belong here."),
    )
    FOLDED = ("seen_at", "seen_place", "clothes", "seen_with", "risks", "destinations")


class ReportForm(_LastSeen):
    """When the absence was noticed is filled in; everything else is folded away and may follow."""

    noticed_at = MomentField(label=_("When was the absence noticed?"))
    field_order = ("noticed_at", *_LastSeen.FOLDED)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("noticed_at", dates.now())

    @property
    def sections(self) -> list[dict]:
        rest = [self[name] for name in self.FOLDED]
        opened = self.is_bound or any(self.initial.get(name) for name in self.FOLDED)
        fold = {"title": _("What else do you know? It may follow later."), "fields": rest, "open": opened}
        return [{"title": _("Absence"), "quiet": True, "fields": [self["noticed_at"]], "folds": [fold]}]


class CompleteForm(_LastSeen):
    """What became known since the report. What the person may not read cannot be overwritten either."""

    def __init__(self, *args, report: MissingReport, classes, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", report.version)
        for name in self.FOLDED:
            if described.class_of(MissingReport, name) in {"C1", *classes}:
                self.initial.setdefault(name, getattr(report, name))
            else:
                del self.fields[name]


class InformForm(DeedForm):
    """Who was told, and the minimum that was said."""

    body = OptionField("W41", strict=True, label=_("Who was told?"))
    informed_at = MomentField(label=_("When?"))
    said = words(InformedBody, "said", help_text=_("The minimum: age, sex, clothes, where and when last seen."))

    def __init__(self, *args, report: MissingReport, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("informed_at", dates.now())


class SearchForm(DeedForm):
    """A step of the search, or a review of it as a whole."""

    kind = one_of(SearchAction, "kind", initial=SearchAction.Kind.ACTION)
    done_at = MomentField(label=_("When?"))
    what = words(
        SearchAction, "what", help_text=_("Where was looked, who was asked, what comes next. No names and numbers of smugglers.")
    )

    def __init__(self, *args, report: MissingReport, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("done_at", dates.now())


class FoundForm(DeedForm):
    """The child is back, or known to be somewhere."""

    found_at = MomentField(label=_("When was the child found?"))
    found_how = OptionField("W42", strict=True, label=_("How?"))
    found_state = words(
        MissingReport, "found_state", required=False, help_text=_("Health, fear, what the child needs now. The talk comes later.")
    )

    def __init__(self, *args, report: MissingReport, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("found_at", dates.now())


class InterviewForm(DeedForm):
    """The talk after the return, without blame."""

    held_at = MomentField(label=_("When did you speak with the child?"))
    seen_alone = one_of(ReturnInterview, "seen_alone")
    pushed = words(
        ReturnInterview, "pushed", required=False, help_text=_("In the child's words: fear, quarrel, hunger, waiting.")
    )
    pulled = words(ReturnInterview, "pulled", required=False, help_text=_("Work, friends, family, a promise."))
    harmed = one_of(ReturnInterview, "harmed")
    harm = words(ReturnInterview, "harm", required=False)
    child_wants = words(ReturnInterview, "child_wants", required=False)

    def __init__(self, *args, report: MissingReport, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_at", dates.now())
