"""What was talked over about a few children at the end of the year: reviews, a conference, feedback, questions. Draws nothing by chance."""

from datetime import datetime, timedelta

from base import chance as source
from base import dates
from base.models import User
from base.workflow import Refused
from casework import complaints, conferences, feedback, questions, reviews, risk
from casework.models import Case, Placement, Risk
from casework.models.risk import ORDER

from .words import listed

SHOWN_TO = "aicha"
MOST = 8  # children of each kind


def tell(end: datetime) -> None:
    """Children of whom somebody works who can be signed in as come first, then by code."""
    cases = Case.objects.filter(status="open", child__recorded_at__lt=end - timedelta(days=20)).select_related("child", "owner")
    rows = sorted(cases, key=lambda case: (case.owner.username != SHOWN_TO, case.child.code))
    words = listed("talks")
    with dates.at(end - timedelta(seconds=15)), source.seeded(41):
        for number, case in enumerate(rows[: MOST * 2 : 2]):
            _review(case, words, number)
        for number, case in enumerate(rows[: MOST // 2]):
            _ask(case, words, number)
        for number, said in enumerate(words["feedback"]):
            if number < len(rows):
                feedback.receive(rows[number].child, by=rows[number].owner, **said)
        if rows:
            _meet(rows[0], words)
            feedback.receive_from_box(by=rows[0].owner, **words["box"])
            complaints.receive(by=rows[0].owner, **words["complaint"])


def _review(case: Case, words, number: int) -> None:
    said = words["reviews"][number % len(words["reviews"])]
    level = max(case.risk, risk.floor(case.child) or case.risk, key=lambda one: ORDER.index(Risk(one)))
    facts = {"risk": level, "risk_reasons": case.risk_reasons, "bid_needed": "no", **said}
    stay = Placement.objects.current().filter(child=case.child, provider__isnull=False).first()
    if stay and number % 2:
        answers = {"necessary": "yes", "suitable": "yes", "family_alternative": "unknown", "basis_after": "administrative"}
        reviews.review_placement(stay, by=case.owner, **{**facts, **answers})
    else:
        reviews.review_case(case, by=case.owner, goals="some", suitable="unknown", **facts)


def _ask(case: Case, words, number: int) -> None:
    supervisor = User.objects.filter(team=case.child.team, role="supervisor").order_by("pk").first()
    if supervisor is None:
        return
    about = questions.Subject(case.child).key
    try:
        asked = questions.ask(
            about, kind=["question", "flag"][number % 2], text=words["questions"][number], of=case.owner, by=supervisor
        )
    except Refused:  # the owner has no right to the file any more
        return
    if number == 1:
        questions.resolve(asked, resolution=words["resolution"], by=case.owner)


def _meet(case: Case, words) -> None:
    people = [{"name": "", "institution_id": case.owner.institution_id, "confidential": True, **one} for one in words["people"]]
    todo = [{**one, "due_on": dates.today() + timedelta(days=4 * number)} for number, one in enumerate(words["decisions"])]
    conferences.sign(case, participants=people, decisions=todo, by=case.owner, **words["minutes"])
