"""One child of the invented year waits for the best-interests panel: the report is accepted, the session is in two days. No dice."""

from datetime import datetime, timedelta

from base import chance as source
from base import dates
from base.models import Institution, Role, User
from casework import determinations, panel
from casework.models import Case, Determination, DeterminationReport, PanelMember

from .words import listed

SHOWN_TO, SUPERVISOR, SECRETARY, MEMBER = "aicha", "dahabo", "nimo", "hodan"


def waits(end: datetime) -> None:
    """A child of whom somebody works who can be signed in as, and for whom the approved assessment asks for the panel, if any."""
    people = {one.username: one for one in User.objects.filter(username__in=[SHOWN_TO, SUPERVISOR, SECRETARY, MEMBER])}
    cases = Case.objects.filter(status="open", owner__username=SHOWN_TO, child__best_interests_assessments__status="approved")
    case = cases.select_related("child").order_by("-child__best_interests_assessments__bid_needed", "child__code").first()
    if case is None or len(people) < 4 or not people[SECRETARY].can("hold_panel"):
        return
    said = listed("panel")
    with dates.at(end - timedelta(seconds=12)), source.seeded(43):
        _reported(case, said, people[SHOWN_TO], people[SUPERVISOR])
        seats = [_seat(people[MEMBER], "F", said["functions"][0], people[SECRETARY])]
        for row, function in zip(said["members"], said["functions"][1:], strict=True):
            seats.append(_seat(_person(row, people[MEMBER]), row["sex"], function, people[SECRETARY]))
        held = panel.plan(held_at=end + timedelta(days=2, hours=9), place=said["place"], by=people[SECRETARY])
        panel.send(held, members=seats, by=people[SECRETARY])


def _reported(case: Case, said, worker: User, supervisor: User) -> Determination:
    begun = determinations.begin(case, trigger="durable_solution", reason=said["reason"], by=worker)
    report = determinations.write(determinations.latest(begun), content=said["report"], by=worker)
    determinations.submit(report, by=worker)
    return determinations.accept(report, checked=DeterminationReport.Check.values, by=supervisor).determination


def _person(row, like: User) -> User:
    """A member nobody signs in as."""
    person = User(
        username=row["username"],
        name=row["name"],
        role=Role.objects.get(code="panel_member"),
        institution=Institution.objects.get(code=row["institution"]),
        language="fr",
        expires_on=like.expires_on,
        date_joined=like.date_joined,
        password=like.password,
    )
    person.save()
    return person


def _seat(person: User, sex: str, function: str, by: User) -> PanelMember:
    today = dates.today()
    days = {"trained_on": today - timedelta(days=200), "undertaking_until": today + timedelta(days=365)}
    return panel.appoint(person, sex=sex, function=function, by=by, **days)
