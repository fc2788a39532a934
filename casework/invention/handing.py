"""Hand-overs of the invented year: a colleague works part-time from now on, and one case of high risk waits for an answer. No dice."""

from datetime import datetime, timedelta

from base import chance as source
from base import dates
from base.models import User
from casework import distribution, handover, queues
from casework.distribution import Row
from casework.models import Case

TO = "aicha"  # whoever tries the demo signs in as her first: she finds the offer
NOTE = "L’enfant parle volontiers au gardien du soir. Prochain rendez-vous au dispensaire à confirmer."
MOST = 3


def part_time(end: datetime) -> None:
    """Some cases of a colleague of hers are handed over by their supervisor, as proposed; the one of high risk is offered to her."""
    new = User.objects.filter(username=TO, team__isnull=False).select_related("team__institution").first()
    supervisor = next(iter(queues.supervisors_of(new.team)), None) if new else None
    if new is None or supervisor is None:
        return
    theirs = Case.objects.filter(status=Case.Status.OPEN, child__team=new.team).exclude(owner=new).still_open()
    theirs = theirs.select_related("child__region", "child__team__institution", "owner").order_by(
        "owner__username", "child__code"
    )
    high = next((case for case in theirs if case.risk == "high"), None)
    if high is None:
        return
    others = [case for case in theirs if case.owner_id == high.owner_id and case.risk != "high"][: MOST - 1]
    with dates.at(end - timedelta(seconds=10)), source.seeded(11):
        rows = [row for row in distribution.propose(others, by=supervisor) if row.new]
        handover.launch([Row(high, new), *rows], reason="organisation", by=supervisor, note=NOTE, grace=True)
