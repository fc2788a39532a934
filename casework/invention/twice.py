"""A child who was registered twice, by two teams: the national officer joins the two files; other pairs wait at the desk."""

from datetime import datetime, timedelta

from base import dates
from base.models import User
from minors import duplicates, merge
from minors.models import DuplicateDecision

HOW_KNOWN = "Même cicatrice au bras gauche ; l’enfant dit avoir été enregistré deux fois."


def join_one(end: datetime) -> None:
    """Join the likeliest pair in which nothing has to be settled first. Draws nothing by chance."""
    pairs = DuplicateDecision.objects.waiting().select_related("child__case", "other__case")
    officer = User.objects.filter(role="national_officer").order_by("pk").first()
    with dates.at(end - timedelta(minutes=1)):
        for pair in pairs.order_by("-score", "recorded_at", "id"):
            kept, other = sorted([pair.child, pair.other], key=lambda child: (child.case.status == "closed", child.registered_at))
            if officer and not merge.obstacles(kept, other):
                duplicates.decide(pair, "same", why=HOW_KNOWN, by=officer)
                merge.merge(kept=kept, other=other, choices={}, by=officer, reason=HOW_KNOWN)
                return
