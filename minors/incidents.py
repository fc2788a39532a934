"""A colleague misused what they could open: which children are at risk, what each needs now, whom the incident was told to (domain.md 9.11).

The data-protection officer leads it, in code. Ending the account and shutting the person out of a file are deeds of others, which
come first. What each child needs, those who work with the child decide.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, options
from base.models import User
from base.roles import Verb
from base.workflow import Refused
from minors import access, clocks, looking
from minors.models import INCIDENT, PROTECTION, Child, IncidentNotification, LookingIncident, ProtectiveTask

PROPOSED = timedelta(hours=24)  # how long a child should wait at most; the officer may say otherwise for each incident
LOOKED_INTO = gettext_noop("An incident is looked into")
PROTECTED = gettext_noop("Somebody who should not may know where the child is")
DECIDED = gettext_noop("It was decided what protects the child")
To = IncidentNotification.To


@transaction.atomic
def begin(*, person: User, since: date, until: date, happened: str, by: User) -> LookingIncident:
    """Open an incident about what somebody looked at on these days. Raises `Refused` without the right, without words, about oneself."""
    if not by.can(Verb.SEE_ACCESS_LOG):
        raise Refused(_("Only the data-protection officer opens an incident."))
    if person == by:
        raise Refused(_("Nobody handles an incident about themselves."), field="username")
    if since > until:
        raise Refused(_("The end cannot be before the beginning."), field="until")
    if not happened.strip():
        raise Refused(_("Write what happened."), field="happened")
    new = LookingIncident(person=person, since=since, until=until, happened=happened.strip(), opened_by=by)
    return INCIDENT.begin(new, "open", by=by, reason=LOOKED_INTO)


def question(incident: LookingIncident) -> dict:
    """The question to the access log whose answer is what this person saw."""
    return {"username": incident.person.username, "since": incident.since, "until": incident.until}


def seen(incident: LookingIncident, viewer: User) -> list[dict]:
    """Each child the person saw, in code: how, how often, whether in lists or results only, and by an access that was given."""
    return looking.what_was_seen(looking.events(viewer, **question(incident))).lines


@transaction.atomic
def protect(
    incident: LookingIncident, *, codes: Collection[str], due_at: datetime, by: User, among: list[dict] | None = None
) -> list[ProtectiveTask]:
    """These children are at risk: those who work with each of them decide by then what protects it. Who has a task keeps it.

    `among` is the answer of `seen`, from a page that had to read it too: over years of the log that takes more than a second. Raises
    `Refused` for a moment that has passed, and for a child whom this person did not see on those days.
    """
    _refuse_closed(incident, by)
    if due_at <= dates.now():
        raise Refused(_("This moment has passed already."), field="due_at")
    known = {line["code"] for line in (seen(incident, by) if among is None else among)}
    if not codes or not known.issuperset(codes):
        raise Refused(_("Choose among the children whom this person saw."), field="codes")
    asked = set(ProtectiveTask.objects.filter(incident=incident).values_list("child", flat=True))
    made = []
    for child in Child.objects.filter(code__in=codes).exclude(pk__in=asked).order_by("pk"):
        task = ProtectiveTask(child=child, incident=incident, due_at=due_at)
        made.append(PROTECTION.begin(task, "ask", by=by, reason=PROTECTED))
        clocks.settle(child, by=by, after=(ProtectiveTask,))
    return made


@transaction.atomic
def settle(task: ProtectiveTask, *, shelter: str, phone: str, note: str, by: User) -> ProtectiveTask:
    """Keep what was decided for this child. Raises `Refused` without words, and for the person it is about."""
    if task.incident.person_id == by.pk:
        raise Refused(_("Somebody else decides this. Ask your supervisor."))
    if not note.strip():
        raise Refused(_("Write what the child says, and what is done."), field="note")
    now, said = dates.now(), note.strip()
    PROTECTION.move(task, "settle", by=by, reason=DECIDED, shelter=shelter, phone=phone, note=said, done_by=by, done_at=now)
    clocks.settle(task.child, by=by, after=(ProtectiveTask,))
    return task


@transaction.atomic
def decide(incident: LookingIncident, *, to: str, decision: str, because: str, by: User) -> IncidentNotification:
    """Decide whether somebody is told, or write that they were. The decision before it stays in the history."""
    _refuse_closed(incident, by)
    if not because.strip():
        raise Refused(_("Say why. Whoever asks later reads this."), field="because")
    line = IncidentNotification.objects.select_for_update().filter(incident=incident, to=to).first()
    line = line or IncidentNotification(incident=incident, to=to)
    line.decision, line.because, line.decided_by, line.decided_at = decision, because.strip(), by, dates.now()
    line.save(by=by, reason=LOOKED_INTO)
    return line


@transaction.atomic
def close(incident: LookingIncident, *, conclusion: str, by: User) -> LookingIncident:
    """Close it. Raises `Refused` while a child waits for its protection, or while nobody decided who is told."""
    _refuse_closed(incident, by)
    waiting = ProtectiveTask.objects.filter(incident=incident).still_open().count()
    if waiting:
        raise Refused(_("Children still wait for their protection: %(count)d.") % {"count": waiting})
    decided = dict(IncidentNotification.objects.filter(incident=incident).values_list("to", "decision"))
    left = [
        str(one.label) for one in To if decided.get(one, IncidentNotification.Decision.TELL) == IncidentNotification.Decision.TELL
    ]
    if left:
        raise Refused(_("Not yet told, and nobody decided against it: %(who)s.") % {"who": options.in_a_row(left)})
    if not conclusion.strip():
        raise Refused(_("Write what was found."), field="note")
    now = dates.now()
    return INCIDENT.move(incident, "close", by=by, reason=LOOKED_INTO, conclusion=conclusion.strip(), closed_by=by, closed_at=now)


def _refuse_closed(incident: LookingIncident, by: User) -> None:
    """One after the other: what is decided at the same time sees what came before it."""
    if not access.visible_to(by, LookingIncident).filter(pk=incident.pk).exists():
        raise Refused(_("Nobody handles an incident about themselves."))
    [_version, status] = incident.lock_stored("status")
    if status != LookingIncident.Status.OPEN:
        raise Refused(_("This was already changed by somebody else. Reload the page to see where it stands now."))
