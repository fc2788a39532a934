"""Verification (domain.md 3.12, F12): two talks apart, the child's first; compared; concluded by a second person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rapidfuzz import fuzz

from base import dates, options
from base.roles import Verb
from base.workflow import Refused
from casework import approvals, inquiries
from casework.models import (
    POSITIVE,
    TESTIMONY,
    TRACING,
    VERIFICATION,
    AdultTestimony,
    Approval,
    Case,
    ChildTestimony,
    TracingRequest,
    Verification,
)
from minors import names
from minors.models import Child

QUESTIONS = "F12"  # the list of the questions that both are asked
ALIKE = 80  # of 100: how alike two answers sound when they count as the same
WORDS = gettext_noop("The words stand in the verification.")


@dataclass(frozen=True)
class Line:
    """One question with both answers; `state` is "same", "differs" or "silent" (one of the two gave no answer)."""

    question: str
    child: str
    adult: str
    state: str

    @property
    def word(self) -> str:
        return {"same": _("alike"), "differs": _("differs"), "silent": _("not comparable")}[self.state]

    @property
    def tone(self) -> str:
        return {"same": "good", "differs": "bad", "silent": "calm"}[self.state]


def compare(child: dict[str, str], adult: dict[str, str]) -> list[Line]:
    """Both sides' answers by question. Spellings count as they sound; whether a difference matters is for people to say."""
    lines = []
    for code, question in options.every(QUESTIONS):  # also one that is not asked any more: an answer keeps its question
        one, other = child.get(code, "").strip(), adult.get(code, "").strip()
        if one or other:
            state = "silent" if not (one and other) else "same" if _alike(one, other) else "differs"
            lines.append(Line(question, one, other, state))
    return lines


def _alike(one: str, other: str) -> bool:
    a, b = names.skeleton(one), names.skeleton(other)
    return fuzz.token_sort_ratio(a, b) >= ALIKE if a and b else one.casefold() == other.casefold()


@transaction.atomic
def begin(case: Case, *, by, request: TracingRequest | None = None, **facts) -> Verification:
    """Begin to verify an adult. Raises `Refused` for a closed case, and for a search of somebody else's file."""
    child = Child.objects.select_for_update(of=["self"]).get(pk=case.child_id)
    episode = Case.objects.get(pk=case.pk).episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    if request and (request.child_id != child.pk or not request.goes_on):
        raise Refused(_("Choose a search of this child that goes on."), field="request")
    number = 1 + Verification.objects.filter(child=child).count()
    made = Verification(child=child, episode=episode, number=number, author=by, request=request, **facts)
    return VERIFICATION.begin(made, "begin", by=by, reason=WORDS)


@transaction.atomic
def hear_child(verification: Verification, *, taken_at: datetime, answers: dict[str, str], by, **facts) -> ChildTestimony:
    """Keep what the child said; from then on nobody changes it. Raises `Refused` for a moment to come and without the child's words."""
    _has_come(taken_at)
    if not facts["wishes"].strip():
        raise Refused(_("Write what the child says, or what you observed if the child cannot speak."), field="wishes")
    VERIFICATION.move(verification, "hear_child", by=by, reason=WORDS, happened_at=taken_at, child_heard_at=taken_at)
    said = ChildTestimony(verification=verification, taken_at=taken_at, answers=_told(answers), author=by, **facts)
    return TESTIMONY.begin(said, "take", by=by, reason=WORDS, happened_at=taken_at)


@transaction.atomic
def hear_adult(verification: Verification, *, taken_at: datetime, answers: dict[str, str], by, **facts) -> AdultTestimony:
    """Keep what the adult said. Raises `Refused` while the child was not heard, or for a talk before the child's."""
    first = ChildTestimony.objects.filter(verification=verification).first()
    if first is None:
        raise Refused(_("The child is heard first: write down the child’s answers before those of the adult."))
    _has_come(taken_at)
    if taken_at < first.taken_at:
        raise Refused(_("The adult is heard after the child. Check the day and the time."), field="taken_at")
    VERIFICATION.move(verification, "hear_adult", by=by, reason=WORDS, happened_at=taken_at, adult_heard_at=taken_at)
    made = AdultTestimony(
        verification=verification, child_first=first, taken_at=taken_at, answers=_told(answers), author=by, **facts
    )
    return TESTIMONY.begin(made, "take", by=by, reason=WORDS, happened_at=taken_at)


def _has_come(moment: datetime) -> None:
    if moment > dates.now():
        raise Refused(_("This moment has not come yet."), field="taken_at")


def _told(answers: dict[str, str]) -> dict[str, str]:
    return {code: words.strip() for code, words in answers.items() if words.strip()}


def lines_of(verification: Verification) -> list[Line]:
    """The comparison of a verification in which both were heard."""
    return compare(verification.child_testimony.answers, verification.adult_testimony.answers)


@transaction.atomic
def submit(verification: Verification, *, conclusion: str, differences: str, reasons: str, by) -> Verification:
    """Propose a conclusion to the supervisor.

    Raises `Refused` without reasons; and for one on which the child could leave, while a difference is not explained, when the
    child does not know the adult or does not want to live there, or the adult cannot look after the child or does not want to.
    """
    if not VERIFICATION.allows(verification, "submit"):
        raise Refused(_("Both are heard first: the child, then the adult."))
    if not reasons.strip():
        raise Refused(_("Write why."), field="reasons")
    if conclusion in POSITIVE:
        _may_go(verification, differences)
    said: dict[str, Any] = {"conclusion": conclusion, "differences": differences.strip(), "reasons": reasons.strip()}
    VERIFICATION.move(verification, "submit", by=by, reason=WORDS, **said)
    approvals.ask(verification, by=by)
    return verification


def _may_go(verification: Verification, differences: str) -> None:
    child, adult = verification.child_testimony, verification.adult_testimony
    if child.wants_to_live_there != ChildTestimony.Wants.YES:
        raise Refused(_("The child does not say that it wants to live there."), field="conclusion")
    if child.knows_adult == "no":
        raise Refused(_("The child does not know this adult."), field="conclusion")
    if adult.wants_child != "yes" or adult.able_to_care != "yes":
        raise Refused(_("The adult does not say to want the child, and to be able to look after it."), field="conclusion")
    if any(line.state == "differs" for line in lines_of(verification)) and not differences.strip():
        raise Refused(_("Some answers differ. Say how each difference is explained."), field="differences")


def conclude(verification: Verification, *, by, version: int | None, comment: str = "") -> Verification:
    """The supervisor agrees to the conclusion. Raises `Refused` for one's own work and for another version."""
    return approvals.approve(approvals.asked_for(verification), version=version, by=by, comment=comment).record


def send_back(verification: Verification, *, by, version: int | None, comment: str) -> Verification:
    return approvals.send_back(approvals.asked_for(verification), version=version, by=by, comment=comment).record


def _concluded(verification: Verification, approval: Approval) -> None:
    by = approval.decided_by
    signed: dict[str, Any] = {"decided_by": by, "decided_at": approval.decided_at, "decision": approval.comment}
    VERIFICATION.move(verification, "conclude", by=by, reason=approvals.DECIDED, **signed)
    search = verification.request
    if search and verification.conclusion in POSITIVE and TRACING.allows(search, "verify"):
        TRACING.move(search, "verify", by=by, reason=WORDS)
    inquiries.follow(verification, by=by)


def _returned(verification: Verification, approval: Approval) -> None:
    VERIFICATION.move(verification, "return", by=approval.decided_by, reason=approvals.DECIDED, decision=approval.comment)


approvals.declare(
    approvals.Approvable(
        key="verification",
        model=Verification,
        verb=Verb.APPROVE,
        title=lambda number: _("Verification %(number)s") % {"number": f"VER-{number}"},
        deciding=lambda number: _("Decide on %(number)s") % {"number": f"VER-{number}"},
        page="casework:verification",
        content=("conclusion", "differences", "reasons"),
        approved=_concluded,
        returned=_returned,
    )
)
