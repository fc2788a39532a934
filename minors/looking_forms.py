"""Questions to the access log, and the note that closes an alert."""

import calendar
from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm
from base.models import AccessEvent
from minors import codes, looking

MONTHS = 24


def _months() -> list[tuple[str, str | Promise]]:
    first = dates.today().replace(day=1)
    found = [dates.add_months(first, -back) for back in range(MONTHS)]
    return [("", _("All")), *((f"{one:%Y-%m}", date_format(one, "F Y")) for one in found)]


def _kinds() -> list[tuple[str, str | Promise]]:
    return [("", _("All")), *AccessEvent.Kind.choices, (looking.BY_DELEGATION, _("opened by an access that was given"))]


class LogForm(forms.Form):
    """Which part of the log. A code is no name, so it may be asked for by GET (security.md rule 7)."""

    hide_optional = True
    code = forms.CharField(label=_("Case code"), required=False, max_length=20)
    username = forms.CharField(label=_("User name"), required=False, max_length=150)
    month = forms.ChoiceField(label=_("Month"), required=False, choices=_months)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("What was done"), required=False, choices=_kinds)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    @property
    def sections(self) -> list[dict]:
        """The two questions at once; days and kinds behind a line that opens it."""
        more = [self["since"], self["until"], self["kind"]]
        fold = {"title": _("Other days, one kind only"), "fields": more, "open": any(one.value() for one in more)}
        shown = [self["code"], self["username"], self["month"]]
        return [{"title": "", "quiet": True, "hint": "", "fields": shown, "folds": [fold]}]

    def clean_code(self) -> str:
        return codes.normalise(self.cleaned_data["code"]) or self.cleaned_data["code"].strip()

    def clean_page(self) -> int:
        return self.cleaned_data["page"] or 1

    def asked(self) -> dict:
        """The question as `looking.events` takes it. A month stands for its days, unless days are said."""
        said = self.cleaned_data
        since, until = said["since"], said["until"]
        if said["month"] and not (since or until):
            year, month = map(int, said["month"].split("-"))
            since, until = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        asked = {"code": said["code"], "username": said["username"], "since": since, "until": until, "kind": said["kind"]}
        return {name: value for name, value in asked.items() if value}


class TakeForm(DeedForm):
    """What a copy is for."""

    reason = forms.CharField(label=_("What is this copy for?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class TermForm(forms.Form):
    """Words that somebody may have searched for."""

    term = forms.CharField(
        label=_("Words that were typed"), max_length=120, help_text=_("Exactly as they were typed: the log keeps no names.")
    )


class NoteForm(DeedForm):
    """What was found."""

    note = forms.CharField(label=_("What was found, and what follows"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class RestoreForm(DeedForm):
    """Why the earlier value is right."""

    reason = forms.CharField(
        label=_("Why is the earlier value right?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
