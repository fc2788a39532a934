"""What may be written about the separation (domain.md 3.3)."""

from django.utils.translation import gettext as _

from base import dates
from base.workflow import Refused
from minors.models import Child
from minors.models.told_dates import interval


def refuse_impossible_date(child: Child, values: dict, record=None) -> None:
    """Raises `Refused` when the separation is told before the birth, after the day the child was found, or in the future."""
    told = values.get("separated_raw", "")
    earliest, latest = interval(told)
    if earliest is None:
        _refuse_the_future(told)
        return
    if earliest > dates.local_date(child.identified_at):
        raise Refused(_("The child was found before this date. Check the year and the calendar."), field="separated_raw")
    if child.birth_earliest and latest < child.birth_earliest:
        raise Refused(_("The child was not born yet at this date. Check the year and the calendar."), field="separated_raw")


def _refuse_the_future(told: str) -> None:
    try:
        dates.from_text(told)
    except ValueError as wrong:
        if str(wrong) == str(dates.NOT_YET):
            raise Refused(dates.NOT_YET, field="separated_raw") from wrong
