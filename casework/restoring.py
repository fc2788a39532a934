"""How records of the bench are given back what they said before: by the deeds that write them (features.md 82)."""

from typing import Any

from casework import best_interests, care_plans, determinations, follow_up
from casework.models import BestInterestsAssessment, CarePlan, DeterminationReport, FollowUp
from casework.workflow import BIA
from minors.restoring import Way, give_back

BIA_TEXTS = (*BestInterestsAssessment.SECTIONS, "not_alone_because", "bid_reason")
REPORT_TEXTS = tuple(name for name in DeterminationReport.SECTIONS if name != "answers")
HEAD_OF_PLAN = ("objective",)
TOLD_AT_A_VISIT = ("matters",)


def _assessment(bia: Any, column: str, value: Any, by, reason: str):
    return best_interests.write(bia, content={column: value}, by=by, reason=reason)


def _plan(plan: Any, column: str, value: Any, by, reason: str):
    return care_plans.write(plan, content={column: value}, by=by, reason=reason)


def _report(report: Any, column: str, value: Any, by, reason: str):
    return determinations.write(report, content={column: value}, by=by, reason=reason)


def _visit(visit: Any, column: str, value: Any, by, reason: str):
    return follow_up.correct(visit, answers={column: value}, why=reason, by=by)


give_back(BestInterestsAssessment, Way(_assessment, BIA_TEXTS, allowed=lambda bia, user: BIA.allows(bia, "submit")))
give_back(CarePlan, Way(_plan, HEAD_OF_PLAN, allowed=lambda plan, user: plan.status not in ("submitted", "superseded")))
give_back(DeterminationReport, Way(_report, REPORT_TEXTS, allowed=lambda report, user: report.is_open))
give_back(FollowUp, Way(_visit, TOLD_AT_A_VISIT, allowed=lambda visit, user: visit.author_id == user.pk))
