"""Case conferences (domain.md 3.14, F14): the minutes are signed in one go and locked; decisions reach the first page of the day."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.workflow import Refused
from casework.models import ADDENDUM, CONFERENCE, DECISION, Case, Conference, ConferenceAddendum, ConferenceDecision
from casework.models import ConferenceParticipant as Participant
from minors.models import Child

SIGNED = [
    "held_at", "reason", "chair", "child_part", "child_view", "guardian_part", "shared", "in_code", "options", "conclusion", "after"
]  # fmt: skip
OF_PARTICIPANT = ["name", "function", "institution_id", "confidential"]
OF_DECISION = ["action", "who", "due_on"]
MINUTES = gettext_noop("Minutes of a case conference")


@transaction.atomic
def sign(case: Case, *, participants: Iterable[dict], decisions: Iterable[dict], by, held_at=None, **minutes) -> Conference:
    """Keep the minutes with who was there and what was decided. From then on nobody changes them.

    `minutes` are fields of `Conference`; `participants` have name, function, institution, confidential; `decisions` action, who,
    due_on. Raises `Refused` on a closed case, for a moment to come, without two people at the table, without the child's view, and
    for a decision that was due before it was taken.
    """
    Child.objects.select_for_update(of=("self",)).get(pk=case.child_id)  # numbers go one by one
    episode = case.episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    now = dates.now()
    conference = Conference(child=case.child, episode=episode, author=by, held_at=held_at or now, recorded_at=now, **minutes)
    conference.number = Conference.objects.filter(child=case.child).count() + 1
    there = [Participant(conference=conference, position=number, **one) for number, one in enumerate(participants, start=1)]
    decided = [ConferenceDecision(conference=conference, position=number, **one) for number, one in enumerate(decisions, start=1)]
    _refuse_gaps(conference, there, decided, now)
    conference.digest = digest_of(conference, there, decided)
    CONFERENCE.begin(conference, "sign", by=by, reason=MINUTES, happened_at=conference.held_at)
    for participant in there:
        participant.save(by=by, reason=MINUTES)
    for decision in decided:
        DECISION.begin(decision, "decide", by=by, reason=MINUTES, happened_at=conference.held_at)
    return conference


def _refuse_gaps(conference, there, decided, now) -> None:
    if conference.held_at > now:
        raise Refused(_("This moment has not come yet. Minutes are signed after the conference."), field="held_at")
    if conference.held_at < conference.episode.opened_at.replace(second=0, microsecond=0):
        raise Refused(_("This is before the case was opened. Check the day and the time."), field="held_at")
    if len(there) < 2:
        raise Refused(_("A conference has at least two participants."), field="function_1")
    if not conference.child_view.strip():
        raise Refused(_("Write what the child says, or why the child was not heard."), field="child_view")
    early = next((one for one in decided if one.due_on < dates.local_date(conference.held_at)), None)
    if early:
        raise Refused(_("This day is before the conference."), field=f"due_on_{early.position}")


def digest_of(conference: Conference, there: Iterable[Participant], decided: Iterable[ConferenceDecision]) -> str:
    """SHA-256 of everything that was signed, in hex: what happens to a decision later is no part of it."""
    said = [
        [getattr(conference, name) for name in SIGNED],
        [[getattr(one, name) for name in OF_PARTICIPANT] for one in there],
        [[getattr(one, name) for name in OF_DECISION] for one in decided],
    ]
    return hashlib.sha256(json.dumps(said, cls=_Utc, ensure_ascii=False).encode()).hexdigest()


class _Utc(DjangoJSONEncoder):
    """Moments by the microsecond and in one zone: the stored minutes have to give the same digest as those that were signed."""

    def default(self, o):
        return o.timestamp() if isinstance(o, datetime) else super().default(o)


def is_as_signed(conference: Conference) -> bool:
    """Whether the stored minutes are those that were signed."""
    return conference.digest == digest_of(conference, conference.participants.all(), conference.decisions.all())


@transaction.atomic
def settle(decision: ConferenceDecision, *, move: str, result: str, by) -> ConferenceDecision:
    """Say that a decision was carried out ("carry_out") or given up ("drop"), and what came of it. Raises `Refused` without words."""
    if not result.strip():
        raise Refused(_("Write what came of it."), field="result")
    written = {"result": result.strip(), "settled_by": by, "settled_at": dates.now()}
    return DECISION.move(decision, move, by=by, reason=result.strip(), **written)


@transaction.atomic
def add(conference: Conference, *, text: str, by) -> ConferenceAddendum:
    """Add a correction to signed minutes. Raises `Refused` without words."""
    if not text.strip():
        raise Refused(_("Write what is to be corrected or added."), field="text")
    return ADDENDUM.begin(ConferenceAddendum(conference=conference, text=text.strip(), author=by), "add", by=by, reason=MINUTES)


def due_at(decision: ConferenceDecision) -> datetime:
    """A decision is due by the end of its day, in Djibouti."""
    return dates.midnight(decision.due_on + timedelta(days=1))
