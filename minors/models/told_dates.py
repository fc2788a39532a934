"""Dates that somebody told: the words as they were said, and the days they can mean (domain.md 4.6)."""

import re
from datetime import date
from typing import ClassVar

from base import dates
from base.models import ToldRecord


class ToldDates(ToldRecord):
    """Each name of `told_dates` has three columns: `<name>_raw` as it was told, `<name>_earliest` and `<name>_latest` as it was understood.

    Words that are no date ("the rains before last") stay as they are; both days are then empty.
    """

    told_dates: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def understand(self):
        """Set the days that the words can mean; saving does so too."""
        for name in self.told_dates:
            earliest, latest = interval(getattr(self, f"{name}_raw"), as_age=name == "birth")
            setattr(self, f"{name}_earliest", earliest)
            setattr(self, f"{name}_latest", latest)

    def save(self, *, by, reason, update_fields=None):
        self.understand()
        for name in self.told_dates:
            if update_fields and f"{name}_raw" in update_fields:
                update_fields = {*update_fields, f"{name}_earliest", f"{name}_latest"}
        super().save(by=by, reason=reason, update_fields=update_fields)


def interval(text: str, *, as_age: bool = False) -> tuple[date | None, date | None]:
    """The days that "2012", "03/2012" or "12/03/2012" can mean, a birth also by an age ("14"); None, None for other words."""
    text = text.strip()
    aged = as_age and re.fullmatch(r"\d{1,2}", text)
    try:
        told = dates.from_age(int(text), dates.today()) if aged else dates.from_text(text)
    except ValueError:
        return None, None
    return told.earliest, told.latest
