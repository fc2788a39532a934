"""Forms to correct who the child is, and to decide on what weighs much."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField, OptionField, PlaceField
from minors.forms import text
from minors.models import Child
from minors.weight import BIRTH

AGE = "age"  # not a calendar: the number of years that was told
NOBODY = "nobody"  # asked, and nobody knows
COLUMNS = ["sex", "category", "nationality", "language", "identified_at", "found_place", "found_by"]


class CorrectForm(DeedForm):
    """The identity as the registration asked for it, and why it is changed."""

    sex = forms.ChoiceField(label=_("Girl or boy?"), choices=Child.Sex.choices, widget=forms.RadioSelect)
    category = OptionField("L01", strict=True, empty=False, label=_("The child is"), widget=forms.RadioSelect)
    birth_raw = forms.CharField(
        label=_("Birth or age, as it was told"),
        max_length=30,
        required=False,
        help_text=_("An age in years, or a date such as 2003, 03/2003 or 12/03/2003. Never guess."),
    )
    birth_told_as = forms.ChoiceField(label=_("This is"), required=False)
    birth_source = forms.ChoiceField(label=_("Told by"), required=False, choices=dates.Source.choices)
    nationality = OptionField("L03", label=_("Nationality the child declares"))
    language = OptionField("L05", label=_("First language"))
    identified_at = MomentField(label=_("When was the child found?"))
    found_place = PlaceField(label=_("Where?"))
    found_by = OptionField("L07", label=_("Who found the child?"))
    together = (("birth_raw", "birth_told_as", "birth_source"),)
    reason = text(
        _("Why is it changed?"),
        rows=2,
        help_text=_("For example: a birth certificate was seen. The earlier answer stays in the history."),
    )

    def __init__(self, *args, child: Child, **kwargs):
        super().__init__(*args, initial={**self.as_shown(child), **(kwargs.pop("initial", None) or {})}, **kwargs)
        calendars = [one for one in dates.Calendar if one != dates.Calendar.EVENT]
        told_as: Any = self.fields["birth_told_as"]
        told_as.choices = [
            (AGE, _("an age in years")),
            *((one.value, one.label) for one in calendars),
            (NOBODY, _("not known: nobody knows")),
        ]
        self.child, self.hide_optional = child, True

    def as_shown(self, child) -> dict:
        said = {name: getattr(child, name) for name in COLUMNS}
        return {**said, "found_place": child.found_place.code, "version": child.version, **_birth_as_asked(child)}

    @property
    def sections(self) -> list[dict]:
        def part(title, *names):
            return {"title": title, "hint": "", "fields": [self[name] for name in names]}

        return [
            part(_("Who is the child?"), "sex", "birth_raw", "birth_told_as", "birth_source"),
            part(_("Where from?"), "nationality", "language", "category"),
            part(_("Found"), "identified_at", "found_place", "found_by"),
            part(_("The change"), "reason"),
        ]

    def clean_identified_at(self):
        """People tell minutes: the seconds of the stored moment are no change. Nobody is found after the registration."""
        moment, stored = self.cleaned_data["identified_at"], self.child.identified_at
        if moment == stored.replace(second=0, microsecond=0):
            return stored
        if moment > self.child.registered_at:
            raise forms.ValidationError(_("A child cannot be registered before it was found."))
        return moment

    def clean(self):
        said: Any = super().clean()
        asked = ("birth_raw", "birth_told_as", "birth_source")
        if any(said.get(name, "") != self.initial[name] for name in asked):
            said["birth"] = self._birth(*(said.get(name, "") for name in asked))
        return said

    def _birth(self, told, calendar, source) -> dict:
        """The columns of the birth, all of them: what was told and the days that it can mean."""
        nothing = dict.fromkeys(BIRTH, "") | dict.fromkeys(["birth_earliest", "birth_latest", "birth_recorded_on"], None)
        if calendar == NOBODY:
            return nothing | {"birth_raw": "unknown", "birth_precision": "unknown", "birth_recorded_on": dates.today()}
        if not told:
            return nothing
        try:
            birth = dates.from_age(int(told), dates.today()) if calendar == AGE else dates.from_text(told, calendar)
        except ValueError as wrong:
            self.add_error("birth_raw", _("Write the age as a number of years.") if calendar == AGE else wrong.args[0])
            return {}
        return {
            f"birth_{name}": getattr(birth, name)
            for name in ("raw", "calendar", "precision", "earliest", "latest", "recorded_on")
        } | {"birth_source": source}

    def values(self) -> dict:
        """The columns of `Child` by the name of their column, as the deed wants them."""
        said = self.cleaned_data
        found = {name: said[name] for name in COLUMNS if name != "found_place"}
        return {**found, "found_place_id": said["found_place"].pk, **said.get("birth", {})}


def _birth_as_asked(child: Child) -> dict:
    by_age = child.birth_precision == dates.Precision.AGE or not child.birth_raw
    calendar = AGE if by_age else NOBODY if child.birth_raw == "unknown" else child.birth_calendar
    raw = "" if calendar == NOBODY else child.birth_raw
    return {"birth_raw": raw, "birth_told_as": calendar, "birth_source": child.birth_source or dates.Source.CHILD}


class DecideForm(DeedForm):
    """Approve or refuse; the comment is needed to refuse."""

    decision = text(_("Comment"), rows=2, required=False, help_text=_("Needed when you refuse."))
