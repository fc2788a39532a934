"""The rapid assessment: signed in one go, it keeps the child safe today and sets the level of risk (domain.md 2.2, 3.4)."""

from django.db import transaction
from django.utils.translation import gettext as _

from base import dates
from base.workflow import Refused
from casework.intake import set_risk
from casework.models import Case, RapidAssessment, Risk
from casework.workflow import RAPID_ASSESSMENT

# Facts that make the risk high whatever else is said (domain.md 4.1, automatic floor).
HIGH_WHEN_YES = ["danger", "medical_emergency", "distress", "in_detention", "pregnant"]


def floor(answers: dict) -> str | None:
    """The lowest level of risk that these answers allow, or None."""
    if any(answers.get(question) == "yes" for question in HIGH_WHEN_YES) or answers.get("safe_tonight") == "no":
        return Risk.HIGH
    return Risk.MEDIUM if answers.get("violence_signs") == "yes" else None


ORDER = [Risk.LOW, Risk.MEDIUM, Risk.HIGH]


@transaction.atomic
def sign_rapid_assessment(case: Case, *, answers: dict, risk: str, risk_reasons: str, by, done_at=None) -> RapidAssessment:
    """Write and sign it, and set the case's risk. Raises `Refused` below the floor, or on a closed case."""
    if case.episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    lowest = floor(answers)
    if lowest and ORDER.index(risk) < ORDER.index(lowest):
        raise Refused(_("With these answers the level of risk is at least “%(level)s”.") % {"level": lowest.label}, field="risk")
    assessment = RapidAssessment(
        child=case.child,
        episode=case.episode,
        author=by,
        done_at=done_at or dates.now(),
        risk=risk,
        risk_reasons=risk_reasons,
        **answers,
    )
    RAPID_ASSESSMENT.begin(assessment, "sign", by=by, reason=risk_reasons, happened_at=assessment.done_at)
    set_risk(case, risk, reasons=risk_reasons, by=by)
    return assessment
