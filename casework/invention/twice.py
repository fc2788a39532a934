"""A child who was registered twice: on the last day of the year a supervisor joins the two files; other pairs wait at the desk."""

from datetime import datetime, timedelta

from django.db.models import F

from base import dates
from base.models import User
from minors import duplicates, merge
from minors.models import DuplicateDecision

HOW_KNOWN = "Même cicatrice au bras gauche ; l’enfant dit avoir été enregistré deux fois."


def join_one(end: datetime) -> None:
    """Join the likeliest pair of open files of one team in which nothing has to be settled first. Draws nothing by chance."""
    pairs = DuplicateDecision.objects.waiting().filter(
        child__team=F("other__team"), child__case__status="open", other__case__status="open"
    )
    with dates.at(end - timedelta(minutes=1)):
        for pair in pairs.select_related("child", "other").order_by("-score", "recorded_at", "id"):
            kept, other = sorted([pair.child, pair.other], key=lambda child: (child.registered_at, child.code))
            supervisor = User.objects.filter(role="supervisor", team=kept.team_id).order_by("pk").first()
            if supervisor and not merge.obstacles(kept, other):
                duplicates.decide(pair, "same", why=HOW_KNOWN, by=supervisor)
                merge.merge(kept=kept, other=other, choices={}, by=supervisor, reason=HOW_KNOWN)
                return
