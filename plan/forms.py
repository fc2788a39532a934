"""Choosing what the pages of the plan show: which period, and as known on which day."""

from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from plan import periods
from plan.periods import Period

SHOWN = {"month": 24, "quarter": 8, "year": 3}
HEADINGS = {"month": _("Months"), "quarter": _("Quarters"), "year": _("Years")}


class PeriodForm(forms.Form):
    """Sent by GET. Any period that can be written may stand in the address; the list offers the latest ones."""

    hide_optional = True
    period = forms.CharField(label=_("Period"), required=False, widget=forms.Select)
    known_on = forms.DateField(
        label=_("As known on (empty: today)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )

    def __init__(self, data=None):
        super().__init__(data)
        self.initial["period"] = str(self.usual)
        self.fields["period"].widget.choices = self._choices()

    @property
    def usual(self) -> Period:
        """What is shown when nothing was chosen: the quarter of today."""
        return periods.holding(dates.today(), "quarter")

    def clean_period(self) -> Period:
        text = self.cleaned_data["period"]
        try:
            return periods.parse(text) if text else self.usual
        except ValueError as unreadable:
            raise forms.ValidationError(str(unreadable)) from None

    def clean_known_on(self):
        day = self.cleaned_data["known_on"]
        if day and day > dates.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    @property
    def period_shown(self) -> Period:
        return self.cleaned_data.get("period") or self.usual

    @property
    def moment(self) -> datetime | None:
        """The last moment of the chosen day, or None for the present."""
        day = self.cleaned_data.get("known_on")
        return periods.end_of(day) if day else None

    def query(self, **more) -> str:
        """The choice as the end of an address, so that every link keeps it."""
        day = self.cleaned_data.get("known_on")
        return "?" + urlencode({"period": str(self.period_shown), **({"known_on": day.isoformat()} if day else {}), **more})

    def _choices(self):
        offered = {
            kind: [holding.before(back) for back in range(SHOWN[kind])]
            for kind in ("month", "quarter", "year")
            for holding in [periods.holding(dates.today(), kind)]
        }
        try:
            chosen = periods.parse(self.data.get("period", ""))
            if chosen not in offered[chosen.kind]:
                offered[chosen.kind].insert(0, chosen)
        except ValueError:
            pass
        return [
            (HEADINGS[kind], [(str(period), period.label) for period in offered[kind]]) for kind in ("quarter", "month", "year")
        ]
