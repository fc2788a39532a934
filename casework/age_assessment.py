"""A doubt about the age and how it is settled: nobody becomes an adult by one estimate (domain.md 3.16, 9.14; F16).

Whether somebody is treated as a child is decided by the latest plausible birth alone. That birth becomes one of an adult only by the
desk for changes of identity (`minors.corrections`), and while the age is doubted that desk asks here first.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.roles import Verb
from base.workflow import Refused, refuse_future
from casework import approvals, guardianship
from casework.models import MEDICAL, METHODS, AgeAssessment, Approval, Case
from casework.workflow import AGE
from minors import corrections, filing
from minors.models import Child, Origin
from minors.sections import SECTIONS
from minors.weight import BIRTH

ADULT, CHILD = AgeAssessment.Conclusion.ADULT, AgeAssessment.Conclusion.CHILD
Status, Appeal = AgeAssessment.Status, AgeAssessment.AppealResult
# The words may quote the child or whoever doubts: the memory points to the record.
WRITTEN = gettext_noop("It is written in the assessment of the age.")


# ------------------------------------------------------------------------------------------------------------------------ the rule


def treated_as_child(child: Child, on: date) -> bool:
    """Whether every rule for children holds for this person on that day: by the latest plausible birth, whoever doubts it."""
    return dates.is_child(child.birth_latest, on)


def unsettled(child: Child) -> AgeAssessment | None:
    """The doubt about the age that still goes on."""
    return AgeAssessment.objects.unsettled().filter(child=child).first()


def against_adult(assessment: AgeAssessment, on: date | None = None) -> list[tuple[str, str]]:
    """Everything that still forbids to take this person for an adult: (field, sentence). Empty means that it may be confirmed.

    The approval of a second person comes last and is no part of this; the database has the same rules.
    """
    return [*_against_conclusion(assessment), *_against_confirmation(assessment, on or dates.today())]


def _against_conclusion(one: AgeAssessment):
    if one.consent != AgeAssessment.Consent.GIVEN:
        yield "consent", _("Without consent nobody is found to be an adult. A refusal proves nothing.")
    if one.guardian is None:
        yield "guardian", _("The guardian has to be present. Ask for one first.")
    if not one.first_assessor.strip() or not one.second_assessor.strip():
        yield "second_assessor", _("Two people assess: one estimate is not enough.")
    elif _plain(one.first_assessor) == _plain(one.second_assessor):
        yield "second_assessor", _("This is the same person twice.")
    if not one.independent:
        yield "independent", _("The assessors have to be independent of the case and of who doubts.")
    if len(set(one.methods)) < 2:
        yield "methods", _("One method is not enough: use at least two.")
    if one.age_min is None or one.age_min < dates.MAJORITY:
        yield "age_min", _("The lowest age of the margin is under 18, so this is a child.")
    if one.assessed_on is None:
        yield "assessed_on", _("Say on which day the age was assessed.")


def _against_confirmation(one: AgeAssessment, on: date):
    if one.conclusion != ADULT:
        yield "conclusion", _("Only the conclusion that somebody is an adult needs this.")
    if one.notified_on is None or one.appeal_until is None:
        yield "notified_on", _("The child has to be told the conclusion and the right of appeal first.")
    elif one.appealed_on is None and on <= one.appeal_until:
        yield "appeal_until", _("The time for an appeal runs until the end of its last day.")
    if one.appealed_on and one.appeal_result != Appeal.REJECTED:
        yield "appeal_result", _("The appeal is not decided.")


def _refuse_unproved_adult(child: Child, changed: dict) -> None:
    """The desk for changes of identity asks: may this birth make the person an adult?

    Not by an estimate, and not while the age is doubted, unless an assessment was confirmed and says just this birth.
    """
    if "birth_latest" not in changed:
        return
    today = dates.today()
    if not treated_as_child(child, today) or dates.is_child(changed["birth_latest"], today):
        return
    source = changed.get("birth_source", child.birth_source)
    doubted = Origin.objects.filter(child=child, age_disputed="yes").exists() or unsettled(child)
    if not doubted and source != dates.Source.ASSESSOR:
        return
    confirmed = AgeAssessment.objects.filter(child=child, status=Status.CONFIRMED)
    if not any(one.birth and one.birth.latest == changed["birth_latest"] for one in confirmed):
        raise Refused(
            _("The age is doubted or estimated: only a confirmed assessment of the age (F16) makes this person an adult.")
        )


corrections.check_with(_refuse_unproved_adult)


# ----------------------------------------------------------------------------------------------------------------------- its course


@transaction.atomic
def doubt(child: Child, *, doubted_by: str, doubted_on: date, by) -> AgeAssessment:
    """Write down that somebody doubts the age: who and why. The person is treated as a child meanwhile.

    Raises `Refused` on a closed case, for a day to come, and while an earlier doubt goes on.
    """
    Child.objects.select_for_update(of=["self"]).get(pk=child.pk)
    if not Case.objects.filter(child=child).exclude(status=Case.Status.CLOSED).exists():
        raise Refused(_("The case is closed. Reopen it first."))
    refuse_future(doubted_on, "doubted_on")
    if not doubted_by.strip():
        raise Refused(_("Write who doubts the age, and why."), field="doubted_by")
    if unsettled(child):
        raise Refused(_("The age of this child is doubted already. Go on with that assessment."))
    _say(child, by=by, age_disputed="yes", age_disputed_by=doubted_by.strip())
    one = AgeAssessment(child=child, doubted_on=doubted_on, author=by)
    return AGE.begin(one, "doubt", by=by, reason=WRITTEN)


@transaction.atomic
def drop(one: AgeAssessment, *, reason: str, by) -> AgeAssessment:
    """The doubt is given up: nothing changes, the child stays a child."""
    _say(one.child, by=by, age_disputed="no")
    return AGE.move(one, "drop", by=by, reason=reason)


@transaction.atomic
def conclude(one: AgeAssessment, *, by, **facts) -> AgeAssessment:
    """Write down what was done and what came out. `facts` are fields of `AgeAssessment`.

    A conclusion "child" changes the birth by the desk for changes of identity, to the lowest age of the margin. One of "adult"
    changes nothing before it is confirmed. Raises `Refused` for what a conclusion lacks, `Stale` when somebody saved meanwhile.
    """
    one.lock_as_read()
    facts["methods"] = sorted(set(facts.get("methods", [])))
    facts["concluded_by"] = by
    for name, value in facts.items():
        setattr(one, name, value)
    _refuse_gaps(one)
    AGE.move(one, "conclude", by=by, reason=WRITTEN, **facts)
    if one.conclusion == CHILD:
        _say(one.child, by=by, age_disputed="no")
        propose_birth(one, by=by)
    return one


def _refuse_gaps(one: AgeAssessment) -> None:
    for name in ("informed_on", "consent_on", "assessed_on"):
        refuse_future(getattr(one, name), name)
    _refuse_without_consent(one)
    _refuse_methods(one)
    _refuse_wrong_guardian(one)
    _refuse_dependent(one)
    if one.age_min is not None and one.age_max is not None and one.age_min > one.age_max:
        raise Refused(_("The lowest age comes first."), field="age_min")
    if not one.reasons.strip():
        raise Refused(_("Write the reasons for the conclusion."), field="reasons")
    if one.conclusion == CHILD and (one.age_min is None or one.assessed_on is None or one.age_min >= dates.MAJORITY):
        sentence = _("A child is under 18 at the lowest age of the margin. Write that age, and the day of the assessment.")
        raise Refused(sentence, field="age_min")
    if one.conclusion == ADULT:
        for field, sentence in _against_conclusion(one):
            raise Refused(sentence, field=field)
    one.status = Status.CONCLUDED
    try:
        one.validate_constraints()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from None


def _refuse_without_consent(one: AgeAssessment) -> None:
    given = one.consent == AgeAssessment.Consent.GIVEN
    if one.methods and not (given and one.informed_on):
        field = "informed_on" if given else "consent"
        raise Refused(_("Nobody is assessed without an explanation and without consent."), field=field)
    if given and not (one.consent_on and one.informed_on):
        raise Refused(_("Say when it was explained, and when the child agreed."), field="consent_on")


def _refuse_methods(one: AgeAssessment) -> None:
    if set(one.methods) - set(METHODS):
        raise Refused(_("This method is not permitted."), field="methods")
    if set(one.methods) & set(MEDICAL) and ("interview" not in one.methods or not one.medical_because.strip()):
        sentence = _("A medical test is the last resort: after the social interview, and with a reason.")
        raise Refused(sentence, field="medical_because")


def _refuse_wrong_guardian(one: AgeAssessment) -> None:
    """Whoever was present held a mandate for this child on the day of the consent."""
    if one.guardian is None:
        return
    day = one.consent_on or one.assessed_on or dates.today()
    if not guardianship.mandates_on(one.child, day).filter(pk=one.guardian_id).exists():
        raise Refused(_("This mandate did not hold on the day of the consent."), field="guardian")


def _refuse_dependent(one: AgeAssessment) -> None:
    """Nobody who was ever responsible for the case assesses the age."""
    owners = {_plain(name) for name in Case.history.filter(child=one.child).values_list("owner__name", flat=True)}
    for field in ("first_assessor", "second_assessor"):
        if _plain(getattr(one, field)) in owners:
            raise Refused(
                _("An assessor is independent: not a social worker who is or was responsible for the case."), field=field
            )


@transaction.atomic
def tell(one: AgeAssessment, *, notified_on: date, appeal_until: date, by) -> AgeAssessment:
    """The child was told the conclusion and the right of appeal, until which day. Raises `Refused` for days in the wrong order."""
    one.lock_as_read()
    refuse_future(notified_on, "notified_on")
    if one.status != Status.CONCLUDED:
        raise Refused(_("There is no conclusion to tell now."))
    if one.assessed_on and notified_on < one.assessed_on:
        raise Refused(_("This day is before the assessment."), field="notified_on")
    if appeal_until <= notified_on:
        raise Refused(_("The last day for an appeal comes after the day on which the child was told."), field="appeal_until")
    one.notified_on, one.appeal_until = notified_on, appeal_until
    one.save(by=by, reason=WRITTEN, update_fields=["notified_on", "appeal_until"])
    return one


@transaction.atomic
def appeal(one: AgeAssessment, *, appealed_on: date, appealed_by: str, by) -> AgeAssessment:
    """An appeal was made; late ones count too, as long as nothing is confirmed. A question to the supervisor is taken back."""
    refuse_future(appealed_on, "appealed_on")
    if one.notified_on is None or appealed_on < one.notified_on:
        raise Refused(_("An appeal comes after the day on which the child was told."), field="appealed_on")
    if one.appealed_on and not one.appeal_result:
        raise Refused(_("An appeal was made already and is not decided."), field="appealed_on")
    waiting = approvals.waiting_for(one)
    if waiting:
        approvals.withdraw(waiting, by=by, reason=WRITTEN)
    fresh: dict[str, Any] = {"appealed_on": appealed_on, "appealed_by": appealed_by}
    return AGE.move(one, "appeal", by=by, reason=WRITTEN, **fresh, appeal_result="", appeal_decided_on=None)


@transaction.atomic
def decide_appeal(one: AgeAssessment, *, appeal_result: str, appeal_decided_on: date, by) -> AgeAssessment:
    """What came of the appeal. One that is granted sets the assessment aside: the person stays a child."""
    refuse_future(appeal_decided_on, "appeal_decided_on")
    if one.appealed_on is None or one.appeal_result:
        raise Refused(_("No appeal waits for a decision."))
    if appeal_decided_on < one.appealed_on:
        raise Refused(_("An appeal is decided after it was made."), field="appeal_decided_on")
    move = "set_aside" if appeal_result == Appeal.GRANTED else "reject_appeal"
    if move == "set_aside":
        _say(one.child, by=by, age_disputed="no")
    return AGE.move(one, move, by=by, reason=WRITTEN, appeal_result=appeal_result, appeal_decided_on=appeal_decided_on)


@transaction.atomic
def submit(one: AgeAssessment, *, by) -> AgeAssessment:
    """Ask the supervisor to confirm that the person is an adult. Raises `Refused` with the first thing that forbids it."""
    for _field, sentence in against_adult(one):
        raise Refused(sentence)
    AGE.move(one, "submit", by=by, reason=WRITTEN)
    approvals.ask(one, by=by)
    return one


def confirm(one: AgeAssessment, *, by, comment: str = "") -> AgeAssessment:
    """Agree, as somebody who wrote nothing of it. The birth is then proposed to the desk, which asks two people once more."""
    return approvals.approve(approvals.asked_for(one), version=one.version, by=by, comment=comment).record


def send_back(one: AgeAssessment, *, by, comment: str) -> AgeAssessment:
    """Return it. Raises `Refused` without a comment, or for one's own work."""
    return approvals.send_back(approvals.asked_for(one), version=one.version, by=by, comment=comment).record


def _confirmed(one: AgeAssessment, approval: Approval) -> None:
    for _field, sentence in against_adult(one):
        raise Refused(sentence)
    signed: dict[str, Any] = {"confirmed_by": approval.decided_by, "confirmed_on": dates.today()}
    AGE.move(one, "confirm", by=approval.decided_by, reason=WRITTEN, **signed)
    _say(one.child, by=approval.decided_by, age_disputed="no")
    propose_birth(one, by=approval.asked_by)


def _returned(one: AgeAssessment, approval: Approval) -> None:
    AGE.move(one, "return", by=approval.decided_by, reason=approvals.DECIDED)


def propose_birth(one: AgeAssessment, *, by) -> None:
    """Hand the birth that was found to the desk for changes of identity: it saves what weighs little and asks two people for the rest."""
    birth, child = one.birth, Child.objects.get(pk=one.child_id)
    if birth is None or (child.birth_earliest, child.birth_latest) == (birth.earliest, birth.latest):
        return
    wanted = dict(zip(BIRTH, _columns(birth), strict=True))
    corrections.correct(child, wanted, by=by, reason=gettext_noop("The age was assessed (F16)."))


def _columns(birth: dates.PartialDate) -> list:
    return [getattr(birth, name.removeprefix("birth_")) for name in BIRTH]


approvals.declare(
    approvals.Approvable(
        key="age_assessment",
        model=AgeAssessment,
        verb=Verb.APPROVE,
        title=lambda number: _("Assessment of the age"),
        deciding=lambda number: _("Decide on the age"),
        page="casework:age_assessment",
        content=AgeAssessment.CONTENT,
        approved=_confirmed,
        returned=_returned,
    )
)


def _say(child: Child, *, by, **answers) -> None:
    """Keep in the child's origin whether somebody doubts the age: the file has one answer to that, wherever it is read."""
    filing.write(SECTIONS["origin"], child, values=answers, silences={}, by=by, reason=WRITTEN)


def _plain(name: str) -> str:
    """A name without differences of case and spaces; empty ones are nobody's."""
    return " ".join(name.casefold().split()) or "-"
