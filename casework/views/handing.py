"""What other pages say about hand-overs: the notices on the page of a case, and the lines on the first page of the day."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.roles import Verb
from casework import queues
from minors.models import Child, Grant

DAY = timedelta(days=1)


def notices(child: Child, user) -> list[dict]:
    """For a child who was read along with everything: an offer that waits, and how long the previous social worker may still read."""
    found = []
    episode: Any = next(iter(child.case.episodes.all()))
    for offer in episode.offers:
        mine = offer["new"] == user.pk
        found.append(
            {
                "tone": "warn" if mine else "info",
                "text": _("This case is offered to you. Read it in code, then answer.")
                if mine
                else _("This case is offered to another social worker, who has not answered yet."),
                "url": reverse("casework:transfer", args=[offer["id"]]),
                "label": _("Answer the offer") if mine else _("See the offer"),
            }
        )
    for grant in child.grants.all():
        if grant.purpose == Grant.Purpose.GRACE and grant.user == user and grant.ends_at:
            left = max(1, -(-(grant.ends_at - dates.now()) // DAY))
            text = ngettext(
                "The case was handed over. You may still read it for %(count)s day, until %(moment)s.",
                "The case was handed over. You may still read it for %(count)s days, until %(moment)s.",
                left,
            )
            moment = dates.moment_in_words(grant.ends_at)
            found.append({"tone": "info", "text": text % {"count": left, "moment": moment}, "url": "", "label": ""})
    return found


def today(user) -> list[dict]:
    """Lines for the first page of the day: {text, url}. At most one query for each of two kinds of people."""
    found = []
    offers = queues.offered_to(user).count() if user.can(Verb.ASSESS) else 0
    if offers:
        text = ngettext("%(count)s case is offered to you", "%(count)s cases are offered to you", offers)
        found.append({"text": text % {"count": offers}, "url": reverse("casework:offers")})
    if user.can(Verb.ASSIGN):
        refused = queues.refused_by_others(user).order_by().values("case")
        waiting = queues.waiting_for(user).order_by().values("pk").union(refused).count()
        text = ngettext("%(count)s case needs somebody who follows it", "%(count)s cases need somebody who follows them", waiting)
        if waiting:
            found.append({"text": text % {"count": waiting}, "url": reverse("casework:queue")})
    return found
