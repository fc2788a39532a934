"""The last contact with the child itself: what the limits that count from it, and the closing of a case, ask (domain.md 2.4, T12, T32)."""

from datetime import datetime

from django.db.models import Max

from casework.models import BestInterestsAssessment, Case, MissingReport, RapidAssessment, ReturnInterview
from minors import joined


def last_contact(case: Case) -> datetime:
    """When somebody of the programme last saw the child: registered, assessed, found again or heard. Of joined files, all count.

    A best-interests assessment counts from its beginning: it may be finished long after the talk.
    """
    files = joined.files_of(case.child)
    seen = {
        RapidAssessment: ("child__in", "done_at"),
        BestInterestsAssessment: ("child__in", "recorded_at"),
        MissingReport: ("child__in", "found_at"),
        ReturnInterview: ("report__child__in", "held_at"),
    }
    found = [
        model._base_manager.filter(**{path: files}).aggregate(at=Max(moment))["at"] for model, (path, moment) in seen.items()
    ]
    return max([*(file.registered_at for file in files), *(at for at in found if at)])
