"""Requests of a person about their own data, also years after the case was closed (domain.md 7.8, 9.17; T37)."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, files
from base.models import AccessEvent, User
from base.workflow import Refused
from casework import printing
from casework.models import DATA_REQUEST, Case, DataRequest, Guardianship, StaffComplaint, TracingRequest
from minors import access, joined, taking_out
from minors.models import Child

ANSWERED = gettext_noop("What was answered stands beside the request.")


@transaction.atomic
def receive(child: Child, *, kind: str, text: str, by: User, received_at=None) -> DataRequest:
    """Write down what is asked for. Raises `Refused` without words and for a day to come."""
    if not text.strip():
        raise Refused(_("Write what the person asks for."), field="text")
    received_at = received_at or dates.now()
    if received_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="received_at")
    asked = DataRequest(child=child, kind=kind, text=text.strip(), received_at=received_at, received_by=by)
    return DATA_REQUEST.begin(asked, "receive", by=by, reason=text.strip(), happened_at=received_at)


def recognise(asked: DataRequest, *, proof: str, by: User) -> DataRequest:
    """Who asks is who the file is about. Until then nothing is said, not even that there is a file."""
    reason = str(dict(DataRequest.Proof.choices)[proof])
    return DATA_REQUEST.move(asked, "recognise", by=by, reason=reason, proof=proof, checked_by=by, checked_at=dates.now())


def turn_down(asked: DataRequest, *, why: str, by: User) -> DataRequest:
    """Nobody could be sure who asks. Raises `Refused` without a reason."""
    if not why.strip():
        raise Refused(_("Write why the identity is not proved."), field="why")
    return DATA_REQUEST.move(asked, "turn_down", by=by, reason=why.strip(), answered_by=by, answered_at=dates.now())


def holds(child: Child) -> list[str]:
    """What obliges to keep the data, as far as the records of every file of the child tell (codes of list F23): an objection is weighed
    against it.
    """
    files_of_it, found = joined.files_of(child), []
    if Guardianship.objects.filter(child__in=files_of_it, status="appointed").exists():
        found.append("guardianship")
    if TracingRequest.objects.going_on().filter(child__in=files_of_it).exists():
        found.append("tracing")
    if StaffComplaint.objects.still_open().filter(child__in=files_of_it).exists():
        found.append("complaint")
    if any(_is_kept(one) for one in files_of_it):
        found.append("retention")
    return found


def _is_kept(child: Child) -> bool:
    """Whether this file is still at work, or closed not long enough ago."""
    case = Case.objects.filter(child=child).first()
    closed = case and case.episodes.exclude(closed_at=None).order_by("-closed_at").first()
    return closed is None or dates.today() < _kept_until(child, closed.closed_at)


def _kept_until(child: Child, closed_at):
    """Until the young person is 25, and seven years after the closure (7.8)."""
    born = child.birth_latest or dates.local_date(child.registered_at)
    return max(dates.add_months(born, 12 * 25), dates.add_months(dates.local_date(closed_at), 12 * 7))


@transaction.atomic
def answer(asked: DataRequest, *, outcome: str, answer: str, by: User, also_held: Iterable[str] = ()) -> DataRequest:
    """Answer it; a copy is made and kept as it was handed over, without what concerns other people.

    Raises `Refused` for who checked the identity, without words, and for an objection done as asked while something obliges to keep.
    """
    if by.pk == asked.checked_by_id:
        raise Refused(_("Nobody approves their own work. Another supervisor has to decide."))
    if not answer.strip():
        raise Refused(_("Write what was answered, and why."), field="answer")
    said: dict = {"outcome": outcome, "answer": answer.strip(), "answered_by": by, "answered_at": dates.now()}
    if asked.kind == DataRequest.Kind.OBJECTION:
        said["holds"] = sorted({*holds(asked.child), *also_held})
        if said["holds"] and outcome == DataRequest.Outcome.DONE:
            raise Refused(_("Something obliges to keep the data: it cannot be done as asked."), field="outcome")
        if not said["holds"] and outcome == DataRequest.Outcome.KEPT:
            raise Refused(_("Say what obliges to keep the data."), field="also_held")
    if asked.kind == DataRequest.Kind.COPY and outcome != DataRequest.Outcome.KEPT:
        content = _drawn(asked, by)
        said["copy_name"] = files.put(content, **_about(asked))
        said["copy_digest"] = files.digest(content)
    return DATA_REQUEST.move(asked, "answer", by=by, reason=ANSWERED, **said)


def _drawn(asked: DataRequest, by: User) -> bytes:
    """The case file as it stands, for the person it is about. The language is that of the country's papers."""
    reason = _("Copy for the person concerned")
    return printing.print_case_file(asked.child, by=by, reason=reason, identity=True, redacted=True).content


def copy(asked: DataRequest, *, by: User) -> bytes:
    """The copy as it was handed over. Raises `Refused` when none was made, for who may not read the identity, and when this person took
    out today's number.
    """
    if not asked.copy_name:
        raise Refused(_("No copy was made."))
    if not {"C2", "C3"} <= access.classes_for(by, asked.child_id):
        raise Refused(_("You may read this file, but not the identity."))
    taking_out.refuse_more(by, asked)
    content = files.get_whole(asked.copy_name, asked.copy_digest, **_about(asked))
    access.remember(by, AccessEvent.Kind.DOWNLOADED, asked, of="C3", **taking_out.COUNTED)
    return content


def kept_files() -> Iterator[tuple[str, bool]]:
    """For `check_files`: every copy that is kept, and whether it is whole."""
    for asked in DataRequest.objects.exclude(Q(copy_name="")).iterator():
        yield asked.copy_name, files.is_whole(asked.copy_name, asked.copy_digest, **_about(asked))


def _about(asked: DataRequest) -> dict:
    return {"data_request": asked.pk, "child": asked.child_id}
