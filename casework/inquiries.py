"""Inquiries of families (domain.md 3.11, 9.13): taken with the family's consent, compared with the children, closed with a word.

An inquiry stands in no child's file. What it is compared with comes from the door (`looked_for.comparable_by`), less the children who did
not allow it or are afraid (`casework.tracing`). The officer gets a likeness and its reasons, never a name, a code or a place.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import AccessEvent, Institution
from base.roles import Verb
from base.workflow import Refused
from casework import tracing
from casework.models import (
    FAMILY_MATCH,
    INQUIRY,
    OPEN_MATCH,
    POSITIVE,
    AsylumHearing,
    Case,
    FamilyMatch,
    Inquiry,
    InquiryConsent,
    TracingRequest,
)
from minors import access, looked_for, ties

RED_CRESCENT = tracing.RECEIVERS["red_cross_message"]  # whose desk takes what others write down
SCOPE = TracingRequest.Scope.HERE  # of the ledger: what a child allowed before this institution may learn of it
TOLD = gettext_noop("The words stand in the inquiry.")
SHOWN = 5  # candidates
ONCE = ["refused", "limited", "told", "denied", "proposed", "wished", "verifying", "confirmed"]  # such a child is not asked again


@dataclass(frozen=True)
class Shown:
    """One candidate as an officer sees it. `key` stands for the child in this inquiry, and in no other place."""

    key: str
    score: int
    likely: bool
    reasons: list[str]


@transaction.atomic
def receive(*, facts: dict, allowed: dict, by) -> Inquiry:
    """Keep what a family tells. `facts` are fields of `Inquiry`, `allowed` those of its first `InquiryConsent`.

    Whoever has no desk for it passes it on to the Red Crescent's, and does not find it again. Raises `Refused` without the consent
    of the person who asks, for a moment to come, and without a name to look for.
    """
    if not allowed["keeps"]:
        raise Refused(_("Without the consent of the person who looks for the child nothing is kept."), field="keeps")
    if not allowed["words"].strip():
        raise Refused(_("Write how the consent was given."), field="words")
    _check(facts)
    desk = by.institution if by.can(Verb.TRACE_FAMILIES) else Institution.objects.get(code=RED_CRESCENT)
    Institution.objects.select_for_update().get(pk=desk.pk)  # two at a time do not get one number
    number = 1 + Inquiry.objects.filter(institution=desk).count()
    birth, seen = facts.pop("birth", None), facts.pop("seen", None)
    inquiry = Inquiry(institution=desk, number=number, author=by, **facts)
    inquiry.birth, inquiry.seen = birth, seen
    INQUIRY.begin(inquiry, "receive", by=by, reason=TOLD, happened_at=inquiry.received_at)
    _line(inquiry, allowed, by)
    return inquiry


@transaction.atomic
def correct(inquiry: Inquiry, *, facts: dict, by) -> Inquiry:
    """Write what is known better now. Raises `Stale` when somebody changed it meanwhile, `Refused` once it is closed."""
    _must_be_open(inquiry)
    _check(facts)
    for name, value in facts.items():
        setattr(inquiry, name, value)
    columns = [name for name in facts if name not in ("birth", "seen")]
    parts = ("raw", "calendar", "precision", "earliest", "latest", "source", "recorded_on")
    columns += [f"{name}_{part}" for name in ("birth", "seen") if name in facts for part in parts]
    inquiry.save(by=by, reason=TOLD, update_fields=columns)
    return inquiry


def _check(facts: dict) -> None:
    if facts["received_at"] > dates.now():
        raise Refused(_("This moment has not come yet."), field="received_at")
    for name in ("inquirer_name", "contact", "own"):
        if not facts[name].strip():
            raise Refused(_("Write who looks for the child, how to reach this person, and the name of the child."), field=name)


def standing(inquiry: Inquiry) -> InquiryConsent:
    """What the family allows now: its last word."""
    return list(inquiry.consents.all())[-1]


@transaction.atomic
def allow(inquiry: Inquiry, *, keeps: bool, tells: bool, words: str, by) -> InquiryConsent:
    """Write down what the family allows from now on. When nothing may be kept any more, the inquiry is closed and nobody is asked."""
    _must_be_open(inquiry)
    if not words.strip():
        raise Refused(_("Write how the consent was given."), field="words")
    line = _line(inquiry, {"keeps": keeps, "tells": tells and keeps, "words": words}, by)
    if not line.tells:
        _withdraw_open(inquiry, _("The family does not allow it any more."), by)
    if not line.keeps:
        close(inquiry, ending=Inquiry.Ending.CONSENT, note=words, by=by)
    return line


def _line(inquiry: Inquiry, said: dict, by) -> InquiryConsent:
    line = InquiryConsent(inquiry=inquiry, said_at=dates.now(), author=by, **{**said, "words": said["words"].strip()})
    line.save(by=by, reason=TOLD)
    return line


@transaction.atomic
def look(inquiry: Inquiry, *, by) -> Inquiry:
    """Begin to compare it with the children."""
    _must_be_kept(inquiry)
    return INQUIRY.move(inquiry, "look", by=by, reason=TOLD)


def candidates(inquiry: Inquiry, *, by) -> list[Shown]:
    """Children who may be the one, as this officer may know of them. The looking is remembered, with the codes that were met."""
    found = matching(inquiry, by=by)
    met = [one.child.code for one in found]
    access.remember(by, AccessEvent.Kind.SEARCHED, inquiry=str(inquiry), found=met)
    return [Shown(key_of(inquiry, one), one.score, one.likely, looked_for.words_of(one.reasons)) for one in found]


def matching(inquiry: Inquiry, *, by) -> list[looked_for.Candidate]:
    """The same with the children: for deeds."""
    return looked_for.candidates(told_by(inquiry), *_terms(inquiry), within=_comparable(inquiry, by))[:SHOWN]


def key_of(inquiry: Inquiry, candidate: looked_for.Candidate) -> str:
    """What stands for a child on the page of one inquiry: nobody finds the child by it, nor knows it again in another inquiry."""
    return salted_hmac("casework.inquiries", f"{inquiry.pk} {candidate.child.pk}", algorithm="sha256").hexdigest()[:32]


def _comparable(inquiry: Inquiry, by):
    """The children of the door, less those who did not allow it or are afraid, whose case is closed, or who were asked already.

    What was asked or heard in one file of a child counts for all of them.
    """
    known = looked_for.comparable_by(by).exclude(pk__in=AsylumHearing.heard()).exclude(case__status=Case.Status.CLOSED)
    asked = FamilyMatch.objects.filter(inquiry=inquiry, status__in=ONCE).order_by().values("child")
    return tracing.searchable(known, SCOPE, recipient=inquiry.institution).exclude(pk__in=ties.WithJoined(asked))


def told_by(inquiry: Inquiry) -> looked_for.Traced:
    """What the family tells, as the comparison asks for it."""
    return looked_for.told_by_family(
        name={part: getattr(inquiry, part) for part in ("own", "father", "grandfather")},
        inquirer=inquiry.inquirer_name, relation=inquiry.relation, others=[inquiry.other_name], mother=inquiry.mother, sex=inquiry.sex,
        birth=inquiry.birth, places=[inquiry.village, inquiry.kebele, inquiry.woreda], marks=inquiry.marks, seen=inquiry.seen,
        contact=inquiry.contact,
    )  # fmt: skip


def _terms(inquiry: Inquiry) -> tuple[list[str], list[str]]:
    return [inquiry.full, inquiry.other_name], [inquiry.mother]


@transaction.atomic
def give_up(inquiry: Inquiry, *, by) -> Inquiry:
    """No child was found for now; it can be looked for again."""
    return INQUIRY.move(inquiry, "give_up", by=by, reason=TOLD)


@transaction.atomic
def close(inquiry: Inquiry, *, ending: str, note: str, by) -> Inquiry:
    """End it. A proposal that is open ends too. Raises `Refused` without a word on what came of it."""
    if not note.strip():
        raise Refused(_("Write what came of it."), field="note")
    _withdraw_open(inquiry, note.strip(), by)
    return INQUIRY.move(inquiry, "close", by=by, reason=TOLD, ending=ending, ending_note=note.strip(), closed_at=dates.now())


def _withdraw_open(inquiry: Inquiry, why: str, by) -> None:
    for match in FamilyMatch.objects.filter(inquiry=inquiry, status__in=OPEN_MATCH):
        withdraw(match, why=why, by=by)
    inquiry.refresh_from_db(fields=["status", "version"])


@transaction.atomic
def withdraw(match: FamilyMatch, *, why: str, by) -> FamilyMatch:
    """Take a proposal back: the child is not asked, or nothing follows. Raises `Refused` without a word on why."""
    if not why.strip():
        raise Refused(_("Write why."), field="why")
    FAMILY_MATCH.move(match, "withdraw", by=by, reason=TOLD, why=why.strip())
    step(match, "again", by=by)
    return match


def step(match: FamilyMatch, move: str, *, by) -> None:
    """The inquiry follows what became of the child it was compared with, as far as it waits for that."""
    inquiry = Inquiry.objects.get(pk=match.inquiry_id)
    if INQUIRY.allows(inquiry, move):
        INQUIRY.move(inquiry, move, by=by, reason=TOLD)


def follow(verification, *, by) -> None:
    """What a concluded verification means for the family that asked: it is the child's, or it is not."""
    for match in FamilyMatch.objects.filter(verification=verification, status="verifying"):
        if verification.conclusion in POSITIVE:
            FAMILY_MATCH.move(match, "confirm", by=by, reason=TOLD)
            step(match, "confirm", by=by)
        else:
            FAMILY_MATCH.move(match, "fail", by=by, reason=TOLD, why=_("The verification did not confirm it."))
            step(match, "again", by=by)


def _must_be_open(inquiry: Inquiry) -> None:
    if inquiry.is_closed:
        raise Refused(_("This inquiry is closed."))


def _must_be_kept(inquiry: Inquiry) -> None:
    _must_be_open(inquiry)
    if not standing(inquiry).keeps:
        raise Refused(_("The family does not allow it any more."))
