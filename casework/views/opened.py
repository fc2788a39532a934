"""Who opened the cases of one's unit: the weekly page of a supervisor, in code."""

from datetime import date, timedelta

from base import dates
from base.pages import page, show
from base.roles import Scope, Verb
from casework import opened
from minors import access, alerts

WEEKS = 26  # how far back


@page(verb=Verb.SEE_ALERTS)
def who_opened(request):
    """People who opened cases of the unit without being responsible for them, for one week from Sunday to Saturday."""
    last = opened.last_week()
    week = _week(request.GET.get("week", ""), last)
    found = opened.visitors(request.user, week)
    access.remember_list(request.user, [code for one in found for code in one.codes])
    earlier, later = week - timedelta(days=7), week + timedelta(days=7)
    context = {
        "week": week,
        "until": week + timedelta(days=6),
        "visitors": found,
        "in_unit": Scope(request.user.role.scope) == Scope.UNIT,
        "alerts": alerts.open_for(request.user),
        "older_url": f"?week={earlier}" if earlier >= last - timedelta(weeks=WEEKS) else "",
        "newer_url": f"?week={later}" if later <= last + timedelta(days=7) else "",
    }
    return show(request, "casework/who_opened.html", context)


def _week(said: str, last: date) -> date:
    """The Sunday of the week that an address names; the last whole week for anything else."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return last
    if not last - timedelta(weeks=WEEKS) <= day <= dates.today():
        return last
    return day - timedelta(days=(day.weekday() - opened.SUNDAY) % 7)
