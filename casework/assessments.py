"""The rapid assessment: signed in one go, it keeps the child safe today and sets the level of risk (domain.md 2.2, 3.4)."""

from django.db import transaction
from django.utils.translation import gettext as _

from base import dates
from base.workflow import Refused
from casework.facts import Facts
from casework.intake import set_risk
from casework.models import Case, RapidAssessment, RiskLevel
from casework.workflow import RAPID_ASSESSMENT


@transaction.atomic
def sign_rapid_assessment(case: Case, *, answers: dict, risk: str, risk_reasons: str, by, done_at=None) -> RapidAssessment:
    """Write and sign it, and set the case's risk. Raises `Refused` below the floor, without a deed in a danger, or on a closed case."""
    if case.episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    done_at = done_at or dates.now()
    if done_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="done_at")
    set_risk(
        case,
        risk,
        reasons=risk_reasons,
        by=by,
        source=RiskLevel.Source.RAPID_ASSESSMENT,
        at=done_at,
        facts=Facts(case.child, answers),
    )
    if answers.get("danger") == "yes" and not answers.get("actions_taken", "").strip():
        raise Refused(_("The child is in danger: say what was done at once, and by whom."), field="actions_taken")
    assessment = RapidAssessment(
        child=case.child,
        episode=case.episode,
        author=by,
        done_at=done_at,
        risk=risk,
        risk_reasons=risk_reasons,
        **answers,
    )
    return RAPID_ASSESSMENT.begin(assessment, "sign", by=by, reason=risk_reasons, happened_at=assessment.done_at)
