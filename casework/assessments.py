"""The rapid assessment: signed in one go, it keeps the child safe today and sets the level of risk (domain.md 2.2, 3.4)."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from base import dates
from base.workflow import Refused
from casework import known_facts, missing
from casework.intake import set_risk
from casework.models import Case, RapidAssessment, Risk
from casework.workflow import RAPID_ASSESSMENT
from minors.access import classes_for
from minors.models import Child

# Facts that make the risk high whatever else is said (domain.md 4.1, automatic floor).
HIGH_WHEN_YES = ["danger", "medical_emergency", "distress", "in_detention", "pregnant"]
ROUGH = ["street", "employer"]
ORDER = [Risk.LOW, Risk.MEDIUM, Risk.HIGH]


def facts(answers: dict, child: Child | None = None, classes: Collection[str] = ()) -> list[tuple[Risk, str]]:
    """What raises the lowest possible level of risk: (level, the fact in words), from the answers and from the file.

    `classes` are those of the reader: a fact beyond them counts, but is not told.
    """
    found = [(Risk.HIGH, _answer(question, "yes")) for question in HIGH_WHEN_YES if answers.get(question) == "yes"]
    if answers.get("safe_tonight") == "no":
        found.append((Risk.HIGH, _answer("safe_tonight", "no")))
    if answers.get("violence_signs") == "yes":
        found.append((Risk.MEDIUM, _answer("violence_signs", "yes")))
    return found + ([*_facts_of(child), *known_facts.of(child, classes), *missing.facts(child)] if child else [])


def _facts_of(child: Child) -> list[tuple[Risk, str]]:
    found = []
    bounds = dates.age_bounds(child.birth_earliest, child.birth_latest, dates.today())
    youngest = bounds[0] if bounds else None
    if child.category == "uac" and youngest is not None and youngest < 5:
        found.append((Risk.HIGH, _("The child is alone and may be under 5.")))
    elif child.category == "uac" and youngest is not None and youngest < 12:
        found.append((Risk.MEDIUM, _("The child is alone and may be under 12.")))
    sleeps = child.placements.current().values_list("care_type", flat=True).first()
    if sleeps == "detention":
        found.append((Risk.HIGH, _("The child is in detention.")))
    if sleeps in ROUGH and child.category == "uac" and child.sex == Child.Sex.FEMALE:
        found.append((Risk.HIGH, _("A girl who is alone sleeps in the street or at an employer's.")))
    elif sleeps == "street":
        found.append((Risk.MEDIUM, _("The child sleeps in the street.")))
    return found


def _answer(question: str, answer: str) -> str:
    column = RapidAssessment._meta.get_field(question)
    return _("“%(question)s”: %(answer)s.") % {"question": column.verbose_name, "answer": dict(column.flatchoices)[answer]}


def floor(answers: dict, child: Child | None = None) -> Risk | None:
    """The lowest level of risk that these facts allow, or None."""
    return max((level for level, _fact in facts(answers, child)), key=ORDER.index, default=None)


def why(answers: dict, child: Child | None = None, classes: Collection[str] = ()) -> list[str]:
    """The facts, in words, that call for the level of `floor`."""
    lowest = floor(answers, child)
    return [fact for level, fact in facts(answers, child, classes) if level == lowest]


@transaction.atomic
def sign_rapid_assessment(case: Case, *, answers: dict, risk: str, risk_reasons: str, by, done_at=None) -> RapidAssessment:
    """Write and sign it, and set the case's risk. Raises `Refused` below the floor, without a deed in a danger, or on a closed case."""
    if case.episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    done_at = done_at or dates.now()
    if done_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="done_at")
    lowest = floor(answers, case.child)
    if lowest and ORDER.index(Risk(risk)) < ORDER.index(lowest):
        values = {"level": lowest.label, "facts": " ".join(why(answers, case.child, classes_for(by, case.child_id)))}
        raise Refused(_("The level of risk is at least “%(level)s”. %(facts)s") % values, field="risk")
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
    RAPID_ASSESSMENT.begin(assessment, "sign", by=by, reason=risk_reasons, happened_at=assessment.done_at)
    set_risk(case, risk, reasons=risk_reasons, by=by)
    return assessment
