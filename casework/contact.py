"""When a child was last met: the one definition that lists, warnings and limits use (domain.md 2.4 T12, 3.10).

Met means: at a follow-up at which the child was seen or spoken with, at a rapid assessment, at a best-interests assessment (on the day
it was begun, where the child took part), when the child was found after an absence or heard about it, or at the registration. Of files
that were joined every one counts that the person may open.
"""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from base import dates
from base.models import User
from base.roles import Verb
from casework.models import BestInterestsAssessment, Case, FollowUp, MissingReport, RapidAssessment, ReturnInterview
from minors import access, joined
from minors.models import Merge

DAYS = (14, 30)  # how long without a contact a list asks about
MISSED = 3  # so many follow-ups in a row without the child, and somebody asks whether the child is missing


def with_last_contact(cases, by: User):
    """Cases with `last_contact`, when their child was last met, and `missed`, the follow-ups since then without the child.

    `to_check`: there were so many that somebody should ask whether the child is missing, and nobody has reported it yet.
    """
    reach = access.children_of(by).order_by().values("pk")
    there = Merge.objects.in_force().filter(kept=OuterRef("child"), other__in=reach).annotate(last=last_of("other"))
    met = cases.annotate(last_contact=Greatest(last_of("child"), Subquery(there.order_by("-last").values("last")[:1])))
    missed = FollowUp.objects.without_the_child().filter(child=OuterRef("child"), done_at__gt=OuterRef("last_contact"))
    number = missed.order_by().values("child").annotate(number=Count("pk")).values("number")
    reported = MissingReport.objects.still_missing().filter(child=OuterRef("child"))
    met = met.annotate(missed=Coalesce(Subquery(number), 0))
    return met.annotate(to_check=Q(missed__gte=MISSED) & ~Exists(reported))


def last_of(child: str) -> Greatest:
    """The last contact of the child that `child` leads to. Where there was none of a kind, the database leaves that kind out."""
    followed = FollowUp.objects.with_the_child().filter(child=OuterRef(child)).order_by("-done_at").values("done_at")
    rapid = RapidAssessment.objects.filter(child=OuterRef(child)).order_by("-done_at").values("done_at")
    full = BestInterestsAssessment.objects.with_the_child().filter(child=OuterRef(child)).order_by("-recorded_at")
    found = MissingReport.objects.filter(child=OuterRef(child), found_at__isnull=False).order_by("-found_at").values("found_at")
    heard = ReturnInterview.objects.filter(report__child=OuterRef(child)).order_by("-held_at").values("held_at")
    kinds = [followed[:1], rapid[:1], full.values("recorded_at")[:1], found[:1], heard[:1]]
    return Greatest(f"{child}__registered_at", *(Subquery(kind) for kind in kinds))


def last_contact(case: Case) -> datetime:
    """When somebody of the programme last met the child, in whichever of its files: what the closing of a case asks (T32)."""
    files = Case.objects.filter(child__in=joined.files_of(case.child)).annotate(last=last_of("child"))
    return files.aggregate(at=Max("last"))["at"]


def without_contact(cases, days: int, by: User):
    """The open ones of these cases whose child nobody has met for so many days, the longest first."""
    since = dates.now() - timedelta(days=days)
    found = with_last_contact(cases.still_open(), by).filter(last_contact__lt=since)
    return found.order_by("last_contact", "pk")


def cases_of(user: User):
    """The cases whose days this person has to do with: a worker's own, everything within reach for who watches over a unit."""
    cases = access.visible_to(user, Case)
    return cases if user.can(Verb.SEE_BOARD) else cases.filter(owner=user)


def with_people(cases):
    """Cases with `at_work`: whether their worker may work today. Where not, somebody has to take the case over."""
    return cases.annotate(at_work=Exists(User.objects.at_work().filter(pk=OuterRef("owner"))))
