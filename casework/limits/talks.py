"""Looking again: reviews of placements, the best-interests assessment that has to be confirmed, what a conference decided, feedback
that wants an answer: T09, T19 to T21, T37 (domain.md 2.4) and F14."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.roles import Verb
from casework import conferences
from casework.limits.assessments import approvals_of, episodes_of
from casework.models import BestInterestsAssessment, ConferenceDecision, DataRequest, Episode, Feedback, Placement, Review
from minors.clocks import Rule, Run, declare, read
from minors.models import Clock

DATA = "data"  # the stage of a clock about a data request, which shares the limit with feedback
# Care in a house with many beds, which the law wants to be short (UN Guidelines 2009 §§21–23; domain.md 2.4, T21).
RESIDENTIAL = ["residential", "transit_centre", "safe_shelter"]


def _stays(child):
    """Each stay in a centre or a family, with its reviews, the first one first."""
    reviews: dict = {}
    for review in sorted(read(child, Review), key=lambda review: review.done_at):
        reviews.setdefault(review.placement_id, []).append(review)
    for placement in (one for one in read(child, Placement) if one.provider_id):
        yield placement, reviews.get(placement.pk, [])


def _until(placement: Placement, since, answered_at=None) -> Run:
    """A limit of a stay: until it is answered, or until the stay ends and nothing is left to be looked at."""
    if answered_at:
        return Run(placement.pk, since=since, ended_at=max(answered_at, since))
    ended_at = placement.ends_at and max(placement.ends_at, since)
    return Run(placement.pk, since=since, ended_at=ended_at, outcome=Clock.Outcome.DROPPED)


def _placement_reviews(child):
    """Again and again, since the stay began or was last reviewed."""
    for placement, reviews in _stays(child):
        last = max((review.done_at for review in reviews), default=placement.starts_at)
        yield _until(placement, max(last, placement.starts_at))


def _emergencies(child):
    """Until an emergency is reviewed. One that got another basis is none any more, and owes this no longer."""
    for placement, reviews in _stays(child):
        if placement.basis == Placement.Basis.EMERGENCY:
            yield _until(placement, placement.starts_at, reviews[0].done_at if reviews else None)


def _residential(child):
    """Since the stay began, or since somebody last found that the panel need not decide; until it is asked."""
    for placement, reviews in _stays(child):
        if placement.care_type in RESIDENTIAL:
            asked = next((review.done_at for review in reviews if review.bid_needed == "yes"), None)
            not_needed = [review.done_at for review in reviews if review.bid_needed == "no"]
            yield _until(placement, max([placement.starts_at, *not_needed]), asked)


def _old_assessments(child):
    """Since the last assessment that a supervisor approved in this episode."""
    approved = {episode: moments[-1] for episode, moments in approvals_of(child).items()}
    for episode in episodes_of(child):
        if episode.pk in approved:
            closed_at = episode.closed_at and max(episode.closed_at, approved[episode.pk])
            yield Run(episode.pk, since=approved[episode.pk], ended_at=closed_at, outcome=Clock.Outcome.DROPPED)


def _decisions(child):
    """Each has a day of its own; the stage says of which conference it is."""
    for one in ConferenceDecision.objects.filter(conference__child=child).select_related("conference"):
        outcome = Clock.Outcome.DROPPED if one.status == ConferenceDecision.Status.DROPPED else Clock.Outcome.DONE
        yield Run(
            one.pk,
            since=one.conference.held_at,
            ended_at=one.settled_at,
            outcome=outcome,
            stage=str(one.conference_id),
            due_at=conferences.due_at(one),
        )


def _feedback(child):
    """What wants an answer. The level of risk of the case has nothing to do with it."""
    for one in Feedback.objects.filter(child=child, wants_answer=True):
        yield Run(one.pk, since=one.received_at, ended_at=one.answered_at, risk="medium")


def _page_of(name: str):
    return lambda clock: reverse(name, args=[clock.subject_id])


_review = _page_of("casework:review_placement")


def _answers(child):
    """What is said about the service, and what a person asks about their own data: both are owed an answer (9.17)."""
    yield from _feedback(child)
    for one in read(child, DataRequest):
        yield Run(one.pk, since=one.received_at, ended_at=one.answered_at, stage=DATA)


def _title(clock: Clock) -> str:
    return str(_("Answer to a data request") if clock.stage == DATA else _("Answer to feedback"))


def _page(clock: Clock) -> str:
    return reverse("casework:data_request" if clock.stage == DATA else "casework:feedback", args=[clock.subject_id])


declare(
    Rule(
        "T09",
        "bia.revalidate",
        _("Best-interests assessment: does it still hold?"),
        Verb.ASSESS,
        (BestInterestsAssessment, Episode),
        _old_assessments,
        lambda clock: reverse("casework:begin_bia", args=[clock.child_id]),
        starts=_("the last approved assessment"),
    ),
    Rule(
        "T19",
        "placement.review",
        _("Review of the placement"),
        Verb.ASSESS,
        (Placement, Review),
        _placement_reviews,
        _review,
        starts=_("the start of the placement, then its last review"),
        goes_on=True,
    ),
    Rule(
        "T20",
        "placement.emergency_max",
        _("Emergency placement: review or confirm it"),
        Verb.ASSESS,
        (Placement, Review),
        _emergencies,
        _review,
        starts=_("the start of the placement"),
        goes_on=True,
    ),
    Rule(
        "T21",
        "placement.residential_alert",
        _("Long stay in a centre: a family, or the panel (BID)?"),
        Verb.ASSESS,
        (Placement, Review),
        _residential,
        _review,
        starts=_("the start of the placement, then the last review that did not ask the panel"),
        goes_on=True,
    ),
    Rule(
        "F14",
        "conference.decision",
        _("Decision of a case conference"),
        Verb.ASSESS,
        (ConferenceDecision,),
        _decisions,
        lambda clock: reverse("casework:conference", args=[clock.stage]) + "#decisions",
        by_limit=False,
        goes_on=True,
    ),
    Rule(
        "T37",
        "complaint.answer",
        _title,
        Verb.APPROVE,
        (Feedback, DataRequest),
        _answers,
        _page,
        starts=_("the day on which it was received"),
        goes_on=True,
    ),
)
