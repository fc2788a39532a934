"""What the page of a case needs of a child who came through the door, read at once."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject

from base import dates
from base.models import User
from casework import apart, approvals, contact, steps
from casework.models import (
    AgeAssessment,
    Approval,
    BestInterestsAssessment,
    Concern,
    Departure,
    Determination,
    Episode,
    FamilyMatch,
    FollowUp,
    Guardianship,
    Hold,
    MissingReport,
    Placement,
    Question,
    RapidAssessment,
    TracingRequest,
    Transfer,
    Verification,
)
from minors.models import Child, ConsentStatement, Document, Grant, ProposedChange
from referrals.models import Referral

CONCERN = ("id", "kind", "status", "severity", "field_class")

MANDATE, AGE = ("id", "kind", "status", "person"), ("id", "status", "conclusion")


def read_along(*files: Child, user: User) -> None:
    """Load everything the page of a case shows of this child's files, each kind with one query (performance.md 6, rule 1).

    Every episode has its `step`, `asked`, what of the file waits for approval ([{kind, subject_id, number, by, authors}]), `waiting_change`, the id
    of the change of identity that waits for a second person, `siblings`, what `casework.apart` needs to know of them as `user` may know
    it, `papers`, which documents there are and of which class, `concerns`, the protection concerns in the same way, the report of
    an absence (`missing`, `missing_since`), the hold that runs or was asked for (`hold…`), when the child was last met (`met_at`), the
    searches for the family, families that search, verifications and departures (`of_…`), what `follow_ups_of` reads, the `offers` of the case that wait for
    an answer, `mandates`, who is guardian or was asked for, `ages`, the doubts about the age, `bids`, the determinations, the last
    one first, and `questions`, which questions and flags there are and about which class of record.
    """
    proposed = ProposedChange.objects.filter(child=OuterRef("case__child"), status=ProposedChange.Status.PROPOSED)
    asked = Question.objects.filter(child=OuterRef("case__child")).order_by()
    papers = Document.objects.filter(child=OuterRef("case__child")).order_by()
    concerns = Concern.objects.filter(child=OuterRef("case__child")).order_by("-recorded_at")
    waits = Approval.objects.filter(child=OuterRef("case__child"), status=Approval.Status.ASKED).order_by("asked_at")
    columns = {"kind": "kind", "subject_id": "subject_id", "number": "number", "by": "asked_by", "authors": "authors"}
    absences = MissingReport.objects.still_missing().filter(child=OuterRef("case__child"))
    holds = Hold.objects.filter(case=OuterRef("case")).filter(Q(status="asked") | Q(status="agreed", ends_at__gt=dates.now()))
    mandates = Guardianship.objects.filter(child=OuterRef("case__child"), status__in=["asked", "appointed"])
    mandates = mandates.filter(Q(ends_on=None) | Q(ends_on__gt=dates.today())).order_by("kind", "recorded_at")
    ages = AgeAssessment.objects.filter(child=OuterRef("case__child")).order_by("-doubted_on", "-recorded_at")
    bids = Determination.objects.filter(child=OuterRef("case__child")).order_by("-number")
    offers = Transfer.objects.waiting().filter(case=OuterRef("case")).order_by()
    parts = {
        "case__episodes": Episode.objects.annotate(
            step=steps.step(),
            missing=Subquery(absences.values("pk")[:1]),
            missing_since=Subquery(absences.values("noticed_at")[:1]),
            hold=Subquery(holds.values("pk")[:1]),
            hold_status=Subquery(holds.values("status")[:1]),
            hold_until=Subquery(holds.values("ends_at")[:1]),
            asked=ArraySubquery(waits.values(row=JSONObject(**columns))),
            questions=ArraySubquery(asked.values(row=JSONObject(id="id", status="status", subject_class="subject_class"))),
            waiting_change=Subquery(proposed.order_by().values("pk")[:1]),
            siblings=apart.asked_for(files[0], user),
            visits=_visits(),
            met_at=contact.last_of("case__child"),
            offers=ArraySubquery(offers.values(row=JSONObject(id="id", new="new"))),
            mandates=ArraySubquery(mandates.values(row=JSONObject(**{name: name for name in MANDATE}))),
            ages=ArraySubquery(ages.values(row=JSONObject(**{name: name for name in AGE}))),
            papers=ArraySubquery(papers.values(row=JSONObject(id="id", status="status", field_class="field_class"))),
            bids=ArraySubquery(bids.values(row=JSONObject(id="id", number="number", status="status", urgent="urgent"))),
            of_searches=_of_the_family(TracingRequest, status="status"),
            of_verifications=_of_the_family(Verification, status="status"),
            of_families=_of_the_family(FamilyMatch, status="status"),
            of_departures=_of_the_family(Departure, status="status", spontaneous="spontaneous"),
            concerns=ArraySubquery(concerns.values(row=JSONObject(**{name: name for name in CONCERN}))),
        ),
        "rapid_assessments": RapidAssessment.objects.select_related("author"),
        "best_interests_assessments": BestInterestsAssessment.objects.defer(*BestInterestsAssessment.SECTIONS).select_related(
            "author"
        ),
        "referrals": Referral.objects.defer("package").select_related("service__institution", "service__place"),
        "placements": approvals.with_state(apart.with_absence(Placement.objects.select_related("provider", "region"))),
        "consent_statements": ConsentStatement.objects.select_related("recipient"),
        "grants": Grant.objects.in_force().select_related("user", "team__institution"),
    }
    prefetch_related_objects(list(files), *(Prefetch(name, queryset) for name, queryset in parts.items()))


def _of_the_family(model, **said: str) -> ArraySubquery:
    """Searches for the family, verifications or departures: their number and state, and no word of them."""
    rows = model.objects.filter(child=OuterRef("case__child")).order_by("-number")
    return ArraySubquery(rows.values(row=JSONObject(id="id", number="number", **said)))


def _visits() -> ArraySubquery:
    """Visits and calls, as much of them as the page of the case says; with the episodes, so that they cost no query of their own."""
    said = {name: name for name in ("id", "done_at", "kind", "seen", "risk")}
    rows = FollowUp.objects.filter(child=OuterRef("case__child")).order_by("-done_at", "id")
    return ArraySubquery(rows.values(row=JSONObject(**said, author="author__name")))


def follow_ups_of(file: Child) -> list[FollowUp]:
    """The follow-ups of a file that was read along, newest first, without their texts. `by_name` is who wrote each."""
    found = []
    episode: Any = next(iter(file.case.episodes.all()))
    for row in episode.visits:
        said = {name: value for name, value in row.items() if name != "author"}
        one: Any = FollowUp(**{**said, "done_at": datetime.fromisoformat(row["done_at"])})
        one.by_name = row["author"]
        found.append(one)
    return found


def missed_by(child: Child, *others: Child) -> int:
    """How many follow-ups in a row were without the child, whose files these are: since it was last met, as `casework.contact` says it."""
    episodes: list[Any] = [next(iter(file.case.episodes.all())) for file in (child, *others)]
    met = max(episode.met_at for episode in episodes)
    return sum(not one.with_child and one.done_at > met for one in follow_ups_of(child))
