"""The best-interests assessment: written by the worker, approved or returned by a supervisor, never by its author (domain.md 3.5)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.roles import Verb
from base.workflow import Refused
from casework import approvals, bid_triggers, risk
from casework.facts import Facts
from casework.intake import set_risk
from casework.models import Approval, BestInterestsAssessment, Case, Risk, RiskLevel
from casework.models.assessment import bia_number
from casework.models.risk import ORDER
from casework.risk import lowest
from casework.workflow import BIA

NEEDED = {
    "short": ["interviews", "situation", "safety", "care", "child_views", "analysis", "recommendation"],
    "comprehensive": [
        *("interviews", "situation", "family", "safety", "care", "health", "psychosocial", "education", "legal"),
        *("child_views", "factors", "analysis", "recommendation"),
    ],
}
# The comment may quote the child: the timeline points to it, the assessment shows it to those who may read it.
WRITTEN = gettext_noop("The words stand in the assessment.")
RETURNED = gettext_noop("The comment stands in the assessment.")


def unfinished(child) -> BestInterestsAssessment | None:
    """The assessment somebody is still writing or waiting for, if any."""
    return child.best_interests_assessments.unfinished().first()


@transaction.atomic
def begin(case: Case, *, content: dict, by) -> BestInterestsAssessment:
    """A new numbered assessment, as a draft. Raises `Refused` while another one of this child is not finished."""
    # Two people who begin at the same moment wait for each other here, and do not get the same number.
    Case.objects.select_for_update().get(pk=case.pk)
    if case.episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    other = unfinished(case.child)
    if other:
        raise Refused(_("The assessment %(number)s is not finished. Continue that one.") % {"number": other})
    number = 1 + max(case.child.best_interests_assessments.values_list("number", flat=True), default=0)
    bia = BestInterestsAssessment(child=case.child, episode=case.episode, number=number, author=by, **content)
    return BIA.begin(bia, "begin", by=by, reason=WRITTEN)


@transaction.atomic
def write(bia: BestInterestsAssessment, *, content: dict, by, reason: str = "") -> BestInterestsAssessment:
    """Change the text while it is a draft or was returned. Raises `Stale` when another save came first."""
    if not BIA.allows(bia, "submit"):
        raise Refused(_("This assessment can no longer be changed. Begin a new one."))
    if bia.status == bia.Status.RETURNED and not content.get("child_views", bia.child_views).strip():
        raise Refused(_("Write what the child says, or what you observed if the child cannot speak."), field="child_views")
    for field, value in content.items():
        setattr(bia, field, value)
    bia.save(by=by, reason=reason or WRITTEN, update_fields=list(content))
    return bia


def missing(bia: BestInterestsAssessment) -> list[str]:
    """Names of the sections that must still be written before it can be sent."""
    gaps = [name for name in NEEDED[bia.kind] if not getattr(bia, name).strip()]
    if bia.seen_alone != "yes" and not bia.not_alone_because.strip():
        gaps.insert(0, "not_alone_because")
    if (bia.decides and len(compared(bia)) < 2) or len(compared(bia)) < len(bia.alternatives):
        gaps.insert(gaps.index("analysis") if "analysis" in gaps else len(gaps), "alternatives")
    gaps += ["bid_trigger"] if bia.bid_needed and not bia.bid_trigger else []
    return gaps + [name for name in ("risk", "bid_reason") if not getattr(bia, name).strip()]


def compared(bia: BestInterestsAssessment) -> list[dict]:
    """The options that are complete: what it is, what speaks for it and what against it."""
    return [one for one in bia.alternatives if all(one.get(name, "").strip() for name in ("option", "pros", "cons"))]


def title_of(section: str) -> str:
    """The name of a section where it stands alone, outside its form."""
    if section == "bid_reason":
        return _("Why the panel (BID) is needed, or why not")
    if section == "alternatives":
        return _("At least two options, with what speaks for and against each")
    return str(BestInterestsAssessment._meta.get_field(section).verbose_name)


@transaction.atomic
def submit(bia: BestInterestsAssessment, *, by) -> BestInterestsAssessment:
    """Send it to the supervisor. Raises `Refused` naming the first section that is still empty."""
    gaps = missing(bia)
    if gaps:
        field = "option_1" if gaps[0] == "alternatives" else gaps[0]
        raise Refused(_("Still to be written: “%(section)s”.") % {"section": title_of(gaps[0])}, field=field)
    BIA.move(bia, "submit", by=by, reason=WRITTEN, submitted_at=dates.now())
    approvals.ask(bia, by=by)
    return bia


def approve(bia: BestInterestsAssessment, *, by, comment: str = "") -> BestInterestsAssessment:
    """The supervisor agrees to the version `bia` holds. The case takes over its level of risk, or the higher one that facts call for."""
    return approvals.approve(approvals.asked_for(bia), version=bia.version, by=by, comment=comment).record


def send_back(bia: BestInterestsAssessment, *, by, comment: str) -> BestInterestsAssessment:
    """The supervisor returns it. The comment says what has to be changed."""
    return approvals.send_back(approvals.asked_for(bia), version=bia.version, by=by, comment=comment).record


def _approved(bia: BestInterestsAssessment, approval: Approval):
    found = bid_triggers.proposed(bia.child, bia.purpose)
    if found and not bia.bid_needed and not approval.comment.strip():
        raise Refused(
            _("Facts of the file call for the panel (BID). Return it, or write why the panel is not asked."), field="comment"
        )
    kept: dict[str, Any] = {"bid_proposed": [one.key for one in found], **_signed(approval)}
    BIA.move(bia, "approve", by=approval.decided_by, reason=WRITTEN, **kept)
    # The recommendation is sensitive (C3), the reasons for the level of risk are not: they name the assessment.
    because = _("Best-interests assessment %(number)s") % {"number": bia}
    case = Case.objects.select_related("child").get(child=bia.child_id)
    level = max(
        filter(None, [bia.risk, lowest(risk.found(Facts(case.child, seen=True)))]), key=lambda one: ORDER.index(Risk(one))
    )
    set_risk(case, level, reasons=because, by=approval.decided_by, source=RiskLevel.Source.BEST_INTERESTS)


def _returned(bia: BestInterestsAssessment, approval: Approval):
    BIA.move(bia, "return", by=approval.decided_by, reason=RETURNED, **_signed(approval))


def _signed(approval: Approval) -> dict:
    return {"reviewer": approval.decided_by, "reviewed_at": approval.decided_at, "review_comment": approval.comment}


approvals.declare(
    approvals.Approvable(
        key="bia",
        model=BestInterestsAssessment,
        verb=Verb.APPROVE,
        title=lambda number: _("Best-interests assessment %(number)s") % {"number": bia_number(number)},
        deciding=lambda number: _("Decide on %(number)s") % {"number": bia_number(number)},
        page="casework:bia",
        content=(
            *BestInterestsAssessment.SECTIONS,
            *(
                "kind",
                "purpose",
                "seen_alone",
                "not_alone_because",
                "risk",
                "alternatives",
                "bid_needed",
                "bid_trigger",
                "bid_reason",
            ),
        ),
        approved=_approved,
        returned=_returned,
    )
)
