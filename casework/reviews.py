"""Reviewing a case or a placement: signed in one go, it sets the level of risk and says what follows (domain.md 3.18 F18, 3.9 F09c)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.workflow import Refused
from casework import care
from casework.intake import set_risk
from casework.models import REVIEW, Case, Placement, Review

OF_PLACEMENT = gettext_noop("Review of the placement")


@transaction.atomic
def review_case(case: Case, *, by, done_at=None, **answers) -> Review:
    """Keep the review of the whole case. `answers` are fields of `Review`.

    Raises `Refused` on a closed case, for a moment to come or before the case was opened, and for an answer without its words.
    """
    return _sign(case, Review(kind=Review.Kind.CASE, **answers), "sign", by=by, done_at=done_at)


@transaction.atomic
def review_placement(placement: Placement, *, by, done_at=None, **answers) -> Review:
    """Keep the review of a stay that still runs, in a centre or a family.

    What was found about the place is kept with the placement too, and `basis_after` becomes its basis: an emergency that a
    judge or the ministry confirmed is none any more. Raises `Refused` like `review_case`, for a stay that ended and for a night
    without care.
    """
    review = Review(kind=Review.Kind.PLACEMENT, placement=placement, **answers)
    if placement.ends_at:
        raise Refused(_("This placement has ended."))
    if placement.provider_id is None:
        raise Refused(_("Sleeping without care is no placement that can be reviewed. Find a place for the child."))
    if (done_at or dates.now()) < placement.starts_at.replace(second=0, microsecond=0):
        raise Refused(_("This is before the placement began. Check the day and the time."), field="done_at")
    _sign(placement.child.case, review, "sign_placement", by=by, done_at=done_at)
    if review.basis_after and review.basis_after != placement.basis:
        placement.basis = review.basis_after
        placement.save(by=by, reason=OF_PLACEMENT, update_fields=["basis"])
        care.ask_for_approval(placement, by=by)
    if review.suitable != placement.suitable:
        care.judge(placement, suitable=review.suitable, by=by, reason=OF_PLACEMENT)
    return review


def _sign(case: Case, review: Review, move: str, *, by, done_at) -> Review:
    episode = case.episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    now = dates.now()
    review.child, review.episode, review.author, review.done_at = case.child, episode, by, done_at or now
    _refuse_gaps(review, now)
    REVIEW.begin(review, move, by=by, reason=review.decision_reason, happened_at=review.done_at)
    set_risk(case, review.risk, reasons=review.risk_reasons, by=by)
    return review


def _refuse_gaps(review: Review, now) -> None:
    """What a review may not leave open."""
    if review.done_at > now:
        raise Refused(_("This moment has not come yet."), field="done_at")
    if review.done_at < review.episode.opened_at.replace(second=0, microsecond=0):
        raise Refused(_("This is before the case was opened. Check the day and the time."), field="done_at")
    if not review.participants:
        raise Refused(_("Say who took part in the review."), field="participants")
    if "child" in review.participants and not review.child_says.strip():
        raise Refused(_("The child took part: write what the child says."), field="child_says")
    if review.decision not in Review.DECISIONS[Review.Kind(review.kind)]:
        raise Refused(_("This review cannot decide that."), field="decision")
    if review.bid_needed == "yes" and not review.bid_reason.strip():
        raise Refused(_("Say why the panel has to decide."), field="bid_reason")
    if review.decision == Review.Decision.BID and review.bid_needed != "yes":
        raise Refused(_("You ask the panel to decide: then answer that it has to."), field="bid_needed")
    if review.necessary == "no" and review.decision == Review.Decision.CONTINUE:
        raise Refused(_("You wrote that this placement is not necessary any more. Say what follows from it."), field="decision")
    if review.suitable == "no" and review.decision == Review.Decision.CONTINUE:
        raise Refused(_("You wrote that the place is not right for the child. Say what follows from it."), field="decision")
