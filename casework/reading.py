"""What the page of a case needs of a child who came through the door, read at once."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject

from base.models import User
from casework import apart
from casework.models import BestInterestsAssessment, ClosureRequest, Episode, Placement, RapidAssessment
from minors.models import Child, ConsentStatement, Document, Grant, ProposedChange
from referrals.models import Referral


def read_along(*files: Child, user: User) -> None:
    """Load everything the page of a case shows of this child's files, each kind with one query (performance.md 6, rule 1).

    The running episode has `closure`, the id of the request for closure that waits, and `closure_asked_by`; every episode has
    `waiting_change`, the id of the change of identity that waits for a second person, `siblings`, what
    `casework.apart` needs to know of them as `user` may know it, and `papers`, which documents there are and of which class.
    """
    proposed = ProposedChange.objects.filter(child=OuterRef("case__child"), status=ProposedChange.Status.PROPOSED)
    papers = Document.objects.filter(child=OuterRef("case__child")).order_by()
    asked = ClosureRequest.objects.filter(episode=OuterRef("pk"), status=ClosureRequest.Status.REQUESTED)
    asked_by = Subquery(asked.values("requested_by")[:1])
    parts = {
        "case__episodes": Episode.objects.annotate(
            closure=Subquery(asked.values("pk")[:1]),
            closure_asked_by=asked_by,
            waiting_change=Subquery(proposed.order_by().values("pk")[:1]),
            siblings=apart.asked_for(files[0], user),
            papers=ArraySubquery(papers.values(row=JSONObject(id="id", status="status", field_class="field_class"))),
        ),
        "rapid_assessments": RapidAssessment.objects.select_related("author"),
        "best_interests_assessments": BestInterestsAssessment.objects.defer(*BestInterestsAssessment.SECTIONS).select_related(
            "author"
        ),
        "referrals": Referral.objects.defer("package").select_related("service__institution", "service__place"),
        "placements": Placement.objects.select_related("provider", "region"),
        "consent_statements": ConsentStatement.objects.select_related("recipient"),
        "grants": Grant.objects.in_force().select_related("user", "team__institution"),
    }
    prefetch_related_objects(list(files), *(Prefetch(name, queryset) for name, queryset in parts.items()))
