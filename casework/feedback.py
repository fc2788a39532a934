"""Feedback about the service, with or without a child, and its answer (domain.md 3.18 F21)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.workflow import Refused
from casework import complaints
from casework.models import BOX, FEEDBACK, BoxFeedback, Feedback
from minors.models import Child

RECEIVED = gettext_noop("Feedback about the service")


@transaction.atomic
def receive(child: Child, *, by, complaint: dict | None = None, received_at=None, **said) -> Feedback | None:
    """Keep what was said. `said` are fields of `Feedback`; `complaint` is what is said about staff, see `complaints.receive`.

    That part goes another way, and nothing in the feedback tells that there was one. Where nothing else was said there is no
    feedback. Raises `Refused` when nothing was said at all, and for a moment to come.
    """
    received_at = _moment(received_at)
    if complaint and complaint["text"].strip():
        complaints.receive(by=by, said_by=said["said_by"], channel=said["channel"], received_at=received_at, **complaint)
        if not _is_said(said):
            return None
    _refuse_nothing(said)
    return FEEDBACK.begin(
        Feedback(child=child, received_at=received_at, **said), "receive", by=by, reason=RECEIVED, happened_at=received_at
    )


@transaction.atomic
def receive_from_box(*, by, complaint: dict | None = None, received_at=None, **said) -> BoxFeedback | None:
    """The same for what nobody can be asked about: it is of no child, and the team of `by` answers for it."""
    if by.team is None:
        raise Refused(_("You belong to no team yet, so nobody would answer this. Ask your administrator."))
    received_at = _moment(received_at)
    if complaint and complaint["text"].strip():
        complaints.receive(by=by, said_by=said["said_by"], channel=said["channel"], received_at=received_at, **complaint)
        if not _is_said(said):
            return None
    _refuse_nothing(said)
    feedback = BoxFeedback(team=by.team, region=by.team.region, received_at=received_at, **said)
    return BOX.begin(feedback, "receive", by=by, reason=RECEIVED)


def _moment(received_at):
    now = dates.now()
    if received_at and received_at > now:
        raise Refused(_("This moment has not come yet."), field="received_at")
    return received_at or now


def _is_said(said: dict) -> bool:
    return bool(said.get("satisfaction") or said.get("text", "").strip())


def _refuse_nothing(said: dict) -> None:
    if not _is_said(said):
        raise Refused(_("Choose a face, or write what was said."), field="text")


@transaction.atomic
def answer(feedback: Feedback | BoxFeedback, *, text: str, by) -> Feedback | BoxFeedback:
    """Say what was answered, and how it was told. Raises `Refused` without words, and when it was answered already."""
    if not text.strip():
        raise Refused(_("Write what was answered."), field="answer")
    workflow = FEEDBACK if isinstance(feedback, Feedback) else BOX
    fields = {"answer": text.strip(), "answered_by": by, "answered_at": dates.now()}
    return workflow.move(feedback, "answer", by=by, reason=RECEIVED, **fields)
