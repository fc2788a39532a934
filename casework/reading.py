"""What the page of a case needs of a child who came through the door, read at once."""

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects

from casework.models import BestInterestsAssessment, ClosureRequest, Episode, Placement, RapidAssessment
from minors.models import Child, Grant
from referrals.models import Referral


def read_along(*files: Child) -> None:
    """Load everything the page of a case shows of this child's files, each kind with one query (performance.md 6, rule 1).

    The running episode has `closure`, the id of the request for closure that waits, and `closure_asked_by`.
    """
    asked = ClosureRequest.objects.filter(episode=OuterRef("pk"), status=ClosureRequest.Status.REQUESTED)
    asked_by = Subquery(asked.values("requested_by")[:1])
    parts = {
        "case__episodes": Episode.objects.annotate(closure=Subquery(asked.values("pk")[:1]), closure_asked_by=asked_by),
        "rapid_assessments": RapidAssessment.objects.select_related("author"),
        "best_interests_assessments": BestInterestsAssessment.objects.defer(*BestInterestsAssessment.SECTIONS).select_related(
            "author"
        ),
        "referrals": Referral.objects.defer("package").select_related("service__institution", "service__place"),
        "placements": Placement.objects.select_related("provider", "region"),
        "grants": Grant.objects.in_force().select_related("user", "team__institution"),
    }
    prefetch_related_objects(list(files), "consents", *(Prefetch(name, queryset) for name, queryset in parts.items()))
