"""Handing over: who takes each case, why, until when the previous social worker may read; and the answers to an offer (domain.md F19)."""

from collections.abc import Sequence

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from base import dates
from base.forms import DeedForm, OptionField
from casework.distribution import Load, Row
from casework.forms.fields import words
from casework.models import Transfer


def _day(label, **extra) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False, **extra)


class HandOverForm(DeedForm):
    """One select for each case, filled with what is proposed, and what holds for all of them."""

    reason = OptionField("L24", strict=True, label=gettext_lazy("Why are the cases handed over?"))
    leaving_on = _day(
        gettext_lazy("If the person leaves: the last day of work"),
        help_text=gettext_lazy(
            "After this day the person opens none of these cases any more, also those that nobody has accepted."
        ),
    )
    meeting_on = _day(
        gettext_lazy("Day of the meeting for the hand-over"),
        help_text=gettext_lazy("Until then the child should have met the new social worker. Without a day, a week."),
    )
    grace = forms.BooleanField(
        label=gettext_lazy("The previous social worker may still read for 7 days"),
        help_text=gettext_lazy("For questions of the successor. It ends by itself."),
        required=False,
    )
    note = words(
        Transfer,
        "note",
        required=False,
        help_text=gettext_lazy("Who accepts the case reads it: appointments, fears, who the child trusts. No names."),
    )

    def __init__(self, *args, rows: Sequence[Row], loads: dict[int, Load], elsewhere=(), leaving: bool = True, **kwargs):
        """`loads` are the people of the team who may take cases, `elsewhere` those of other teams, for a single case."""
        super().__init__(*args, **kwargs)
        self.proposed, self.loads = {row.case.pk: row for row in rows}, loads
        self.people = {load.worker.pk: load.worker for load in loads.values()} | {one.pk: one for one in elsewhere}
        own = [(load.worker.pk, _carries(load)) for load in loads.values()]
        teams: dict[str, list] = {}
        for one in elsewhere:
            teams.setdefault(str(one.team), []).append((one.pk, one.name))
        fields = {}
        for row in rows:
            choices = [("", _("Nobody yet")), *[one for one in own if one[0] != row.case.owner_id], *teams.items()]
            label = _("Who takes %(code)s?") % {"code": row.case}
            fields[self.name_of(row)] = forms.TypedChoiceField(
                label=label, choices=choices, coerce=int, empty_value=None, required=False, initial=row.new.pk if row.new else ""
            )
        self.fields = {**fields, **self.fields}
        if elsewhere:
            self.fields["without_consent_because"] = words(
                Transfer,
                "without_consent_because",
                required=False,
                help_text=_("Only for another institution, when the child has not allowed it and waiting would harm."),
            )
        if not leaving:
            del self.fields["leaving_on"]

    @staticmethod
    def name_of(row: Row) -> str:
        return f"to_{row.case.pk}"

    @property
    def general_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("to_") and not self[name].is_hidden]

    def chosen(self) -> list[Row]:
        """The cases for which somebody was chosen; the reasons are those of the proposal only where it was followed."""
        found = []
        for key, row in self.proposed.items():
            new = self.people.get(self._answer(f"to_{key}"))
            if new:
                found.append(row if new == row.new else Row(row.case, new))
        return found

    def _answer(self, name: str):
        if self.is_bound:
            return self.cleaned_data.get(name) if hasattr(self, "cleaned_data") else None
        return self.get_initial_for_field(self.fields[name], name) or None

    def deed(self) -> dict:
        return {name: value for name, value in super().deed().items() if not name.startswith("to_")}


def _carries(load: Load) -> str:
    values = {"person": load.worker.name, "count": load.cases, "weight": load.weight}
    return (
        ngettext("%(person)s – %(count)s case, weight %(weight)s", "%(person)s – %(count)s cases, weight %(weight)s", load.cases)
        % values
    )


class AcceptForm(DeedForm):
    comment = words(Transfer, "decision", rows=2, required=False, label=gettext_lazy("Comment"))


class AnswerForm(DeedForm):
    """A no, or the end of an offer: with its reason."""

    comment = words(Transfer, "decision", rows=2, required=False, label=gettext_lazy("Why?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="answer_%s", **kwargs)


class UndoForm(DeedForm):
    reason = words(Transfer, "decision", rows=2, required=False, label=gettext_lazy("Why is it undone?"))


class IntroduceForm(DeedForm):
    """The day on which the child met the new social worker."""

    on = _day(capfirst(Transfer._meta.get_field("introduced_on").verbose_name))
    how = words(Transfer, "introduction", rows=2, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].required = True
        self.initial.setdefault("on", dates.today())
