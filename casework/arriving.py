"""The figures of an arrival, counted from the files of its children (domain.md 9.1). Each opens its list."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import User
from base.roles import Verb
from casework.models import NO_CARE, Answer, Placement, RapidAssessment
from minors import access
from minors.models import ArrivalEvent, Child, ChildName, Merge, SiblingLink
from referrals.models import Referral

MEDICAL = ["medical", "sexual_reproductive_health", "specialised_mental_health"]  # kinds of service of list L14
INFANT = 2  # years
NAMELESS = Q(Exists(ChildName.objects.filter(child=OuterRef("pk"), kind="main", status="unknown")))

# What can be asked of the children of an arrival: code in the address -> label of the figure. Shown in this order.
FIGURES: dict[str, Promise] = {
    "high": _("at high risk"),
    "no_care": _("without adult care tonight"),
    "medical": _("need a doctor"),
    "unidentified": _("whose name nobody knows"),
}


@dataclass(frozen=True)
class Counted:
    """How many children of an arrival there are in all, how many this person may open, and how many of those are meant by each figure.

    `infants` are those under two years whose name nobody knows.
    """

    registered: int
    opened: int
    figures: dict[str, int]
    infants: int


def children(arrival: ArrivalEvent, user: User):
    """The children of an arrival whose file this person may open."""
    return access.children_of(user).filter(arrival=arrival)


def with_siblings(found, user: User):
    """The same children, each with `may_link`, whether this person may say who its brothers and sisters are, and `linked`, their ids."""
    ids = SiblingLink.objects.standing().filter(child=OuterRef("pk")).order_by("recorded_at").values("sibling")
    whole = Merge.objects.in_force().filter(other=OuterRef("pk"))  # a file that was joined goes on in the other one
    read = access.readable_by(user, "C2").filter(pk=OuterRef("pk"))
    work = access.workable_by(user, Verb.ASSESS).filter(pk=OuterRef("pk"))
    return found.annotate(may_link=Exists(read) & Exists(work) & ~Exists(whole), linked=ArraySubquery(ids))


def only(found, figure: str, user: User):
    """Those of them who are meant by one figure. Raises KeyError for a figure this person cannot ask for."""
    return found.filter(_meant(user)[figure])


def figures_for(user: User) -> list[str]:
    """Who needs a doctor is told by assessments and referrals: a figure for readers of what is sensitive only."""
    return [code for code in FIGURES if code != "medical" or "C3" in user.role.classes]


def counted(arrival: ArrivalEvent, user: User) -> Counted:
    """All figures of an arrival as this person may know them. Two queries."""
    meant = _meant(user)
    young = NAMELESS & Q(birth_latest__gt=dates.add_months(dates.today(), -12 * INFANT))
    asked = {code: Count("pk", filter=condition, distinct=True) for code, condition in meant.items()}
    found = children(arrival, user).aggregate(opened=Count("pk", distinct=True), infants=Count("pk", filter=young), **asked)
    return Counted(
        registered=access.arrived_with(user, arrival),
        opened=found["opened"],
        infants=found["infants"],
        figures={code: found[code] for code in meant},
    )


def _meant(user: User) -> dict[str, Q]:
    tonight = Placement.objects.current().filter(child=OuterRef("pk"))
    open_ones = ~Q(case__status="closed")  # who left has no place here, and needs none
    conditions = {
        "high": Q(case__risk="high") & open_ones,
        "no_care": ~Q(Exists(tonight.exclude(care_type__in=NO_CARE))) & open_ones,
        "unidentified": NAMELESS,
    }
    if "C3" in user.role.classes:
        conditions["medical"] = _needs_doctor(tonight) & open_ones & Q(pk__in=access.readable_by(user, "C3").values("pk"))
    return {code: conditions[code] for code in figures_for(user)}


def _needs_doctor(tonight) -> Q:
    """Said by the last rapid assessment, sent to a medical service that has not treated the child yet, or in hospital."""
    assessed = RapidAssessment.objects.filter(child=OuterRef("pk")).order_by("-done_at")
    later = RapidAssessment.objects.filter(child=OuterRef("child"), done_at__gt=OuterRef("done_at"))
    urgent = assessed.filter(~Exists(later), medical_emergency=Answer.YES)
    sent = Referral.objects.still_open().filter(child=OuterRef("pk"), service__kind__in=MEDICAL)
    return Q(Exists(urgent)) | Q(Exists(sent)) | Q(Exists(tonight.filter(care_type="hospital")))


def last_registered(arrival: ArrivalEvent, user: User) -> Child | None:
    """The child of this arrival whom this person registered last: the next one is often alike."""
    mine = children(arrival, user).filter(case__owner=user)
    return mine.order_by("-recorded_at").first()
