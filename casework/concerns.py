"""Protection concerns: recorded, reported, confirmed, resolved, each with its own dates and source (domain.md 4.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from base import dates
from base.models import Option, StateChange
from base.workflow import Refused
from casework.limits.concerns import KEY, subjects
from casework.models import Concern
from casework.models.concern import SECRET
from casework.workflow import CONCERN
from minors import clocks
from minors.models import Child, Clock

# What a concern says stands on its own page: reasons, which timelines quote, are the sentences of its moves.
RECORDED = gettext_noop("A protection concern was recorded.")
REPORTED = gettext_noop("A protection concern was reported.")
CONFIRMED = gettext_noop("A protection concern was confirmed.")
CAME_BACK = gettext_noop("A protection concern came back.")
WEIGHED = gettext_noop("The severity of a protection concern was looked at again.")
SEEN = gettext_noop("A doctor saw the child.")


def class_of(kind: str, chosen: str = "") -> str:
    """Who may read a concern of this kind (L12): what is secret by its kind stays so, whatever was chosen."""
    return Concern.Readers.SECRET if kind in SECRET else chosen or Concern.Readers.SENSITIVE


@transaction.atomic
def record(child: Child, *, by, kind: str, severity: str, source: str, field_class: str = "", **fields) -> Concern:
    """Write down a concern, as suspected. `kind` is a code of L12, `fields` are those of `Concern`.

    It may be written whatever the state of the case. Raises `Refused` for a moment that has not come, or days that contradict each other.
    """
    if not Option.objects.filter(list="L12", code=kind).exists():
        raise Refused(_("Choose the concern from the list."), field="kind")
    concern = Concern(
        child=child,
        kind=kind,
        severity=severity,
        source=source,
        field_class=class_of(kind, field_class),
        recorded_by=by,
        **fields,
    )
    _refuse_the_future(concern)
    concern.status = Concern.Status.SUSPECTED
    _refuse_contradictions(concern)
    return CONCERN.begin(concern, "suspect", by=by, reason=RECORDED, happened_at=dates.now())


@transaction.atomic
def report(concern: Concern, *, to: str, by, at=None) -> Concern:
    """Somebody outside was told: police, judge, ministry, UNHCR. `to` says whom."""
    if not to.strip():
        raise Refused(_("Say to whom it was reported."), field="known_from")
    return CONCERN.move(concern, "report", by=by, reason=REPORTED, happened_at=_past(at), reported_to=to.strip())


@transaction.atomic
def confirm(concern: Concern, *, confirmed_by: str, by, at=None) -> Concern:
    """It is so: `confirmed_by` says who found that, and how."""
    if not confirmed_by.strip():
        raise Refused(_("Say who confirmed it, and how."), field="known_from")
    return CONCERN.move(concern, "confirm", by=by, reason=CONFIRMED, happened_at=_past(at), confirmed_by=confirmed_by.strip())


@transaction.atomic
def resolve(concern: Concern, *, why: str, resolution: str, by, ends_on=None, at=None) -> Concern:
    """It needs no more work. `why` is a code of W12, `resolution` says what was done and what remains."""
    if not Option.objects.filter(list="W12", code=why).exists():
        raise Refused(_("Say why it is resolved."), field="why")
    if not resolution.strip():
        raise Refused(_("Say what was done, and what remains."), field="resolution")
    if ends_on and ends_on > dates.today():
        raise Refused(_("This day has not come yet."), field="ends_on")
    if ends_on and concern.starts_earliest and ends_on < concern.starts_earliest:
        raise Refused(_("The end cannot be before the beginning."), field="ends_on")
    said = {"resolved_because": why, "resolution": resolution.strip(), "ends_on": ends_on or concern.ends_on}
    return CONCERN.move(concern, "resolve", by=by, reason=why, happened_at=_past(at), **said)


@transaction.atomic
def come_back(concern: Concern, *, by, at=None) -> Concern:
    """It is not resolved after all: suspected again. What was reported and confirmed before stays readable."""
    return CONCERN.move(concern, "return", by=by, reason=CAME_BACK, happened_at=_past(at), resolved_because="", ends_on=None)


@transaction.atomic
def weigh(concern: Concern, *, severity: str, by) -> Concern:
    """Say how severe it is now. Raises `Refused` for one that is resolved, `Stale` for an old version."""
    if not concern.is_open:
        raise Refused(_("This concern is resolved."))
    concern.severity = severity
    concern.save(by=by, reason=WEIGHED, update_fields=["severity"])
    return concern


@transaction.atomic
def seen_by_doctor(concern: Concern, *, at, by) -> Concern:
    """The child was seen by a doctor after it happened: the countdown of T24 ends."""
    if _past(at) and concern.incident_at and at < concern.incident_at:
        raise Refused(_("The doctor cannot have seen the child before it happened."), field="doctor_at")
    concern.doctor_at = at
    concern.save(by=by, reason=SEEN, update_fields=["doctor_at"])
    clocks.follow(concern, by=by)
    return concern


@dataclass(frozen=True)
class Countdown:
    """What a doctor can still do after an assault, until `at` (T24). Shown also when the hours have passed."""

    title: str
    at: datetime
    stopped_at: datetime | None

    @property
    def state(self) -> str:
        if self.stopped_at:
            return "done"
        return "overdue" if self.at < dates.now() else "today"

    @property
    def text(self) -> str:
        if self.stopped_at:
            return ""
        left = int((self.at - dates.now()).total_seconds() // 3600)
        if left < 0:
            return _("the hours have passed")
        if left == 0:
            return _("less than an hour left")
        return ngettext("%(count)s hour left", "%(count)s hours left", left) % {"count": left}


def countdowns(rows: Iterable[Concern]) -> dict[UUID, list[Countdown]]:
    """The clocks of T24 for each of these concerns that has some. One query, or none when nothing of the kind happened."""
    of = {subject: one.pk for one in rows if one.is_assault for subject in subjects(one.pk)}
    found: dict[UUID, list[Countdown]] = {}
    if of:
        for clock in Clock.objects.filter(rule=KEY, subject_id__in=of).order_by("first_due_at", "starts_at"):
            until = clock.due_at or clock.first_due_at
            assert until
            line = Countdown(clocks.RULES[KEY].title_of(clock), until, clock.stopped_at)
            found.setdefault(of[clock.subject_id], []).append(line)
    return found


@dataclass(frozen=True)
class Moved:
    """One step in the life of a concern, in words."""

    sentence: str
    at: datetime
    who: str


def moves_of(concern: Concern) -> list[Moved]:
    """What happened to a concern, the first thing first."""
    rows = StateChange.objects.filter(workflow=CONCERN.key, subject_id=concern.pk).select_related("author")
    return [
        Moved(str(CONCERN.moves[row.move].sentence), row.happened_at, row.author.name)
        for row in rows.order_by("happened_at", "id")
    ]


def _past(at):
    if at and at > dates.now():
        raise Refused(_("This moment has not come yet."), field="at")
    return at or dates.now()


def _refuse_the_future(concern: Concern) -> None:
    for name in ("incident_at", "doctor_at"):
        at = getattr(concern, name)
        if at and at > dates.now():
            raise Refused(_("This moment has not come yet."), field=name)
    if concern.ends_on and concern.ends_on > dates.today():
        raise Refused(_("This day has not come yet."), field="ends_on")


def _refuse_contradictions(concern: Concern) -> None:
    concern.understand()
    try:
        concern.validate_constraints()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages), field="ends_on") from None
