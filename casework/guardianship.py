"""Guardians and representatives: asked for, appointed, ended; and who is beside the child at the asylum interview (domain.md 3.8, F08)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base.models import User
from base.roles import Verb
from base.workflow import Refused, refuse_future
from casework import guardian_access
from casework.models import AsylumHearing, Case, Guardianship
from casework.models.guardianship import BY_LAW
from casework.workflow import ASYLUM_HEARING, GUARDIANSHIP
from minors import clocks, joined
from minors.models import Child

Kind, Scope, Status = Guardianship.Kind, Guardianship.Scope, Guardianship.Status
# The words may quote the child or name somebody: the memory points to the record.
WRITTEN = gettext_noop("It is written in the record of the guardianship.")
ACCOMPANIED = gettext_noop("Who accompanies the child is written in the record of the interview.")


# ------------------------------------------------------------------------------------------------------------------------- asking


def guardian_on(child: Child, day: date, scope: str = Scope.CARE) -> Guardianship | None:
    """The legal guardian of the child on that day, for care or for another scope; None when there was none.

    Of a child with joined files every file counts. The database lets no two of them hold for the same thing on one day.
    """
    return mandates_on(child, day).filter(kind=Kind.LEGAL, scopes__contains=[scope]).first()


def mandates_on(child: Child, day: date):
    """Every mandate that held on that day, whatever its kind."""
    return Guardianship.objects.filter(child__in=joined.files_of(child)).on(day)


def may_stand_beside(child: Child, day: date):
    """The mandates whose holder may accompany the child to an asylum interview on that day (decree 2017-409, article 21).

    A legal guardian whatever the mandate is for, others with a mandate for the asylum procedure; a lawyer comes in addition, not
    instead.
    """
    others = Q(kind__in=[Kind.AD_HOC, Kind.DIRECTOR, Kind.WORKER], scopes__contains=[Scope.ASYLUM])
    return mandates_on(child, day).filter(Q(kind=Kind.LEGAL) | others)


def social_workers_for(child: Child):
    """The social workers who may be named as accompanying the child: those of its team, and whoever is responsible."""
    workers = User.objects.at_work().filter(role__verbs__contains=[Verb.ASSESS])
    return workers.filter(Q(team=child.team_id) | Q(cases__child=child)).distinct().order_by("name")


def must_be_accompanied(child: Child, day: date, *, mandate: Guardianship | None = None, worker: User | None = None) -> None:
    """The rule for every interview and hearing about asylum: a representative or a social worker is there on that day.

    Raises `Refused` without one, for a mandate that does not hold on that day, and for somebody who is no social worker.
    """
    if mandate is None and worker is None:
        raise Refused(
            _("A child is never heard alone about asylum: say which guardian or social worker is there."), field="mandate"
        )
    if mandate is not None and not may_stand_beside(child, day).filter(pk=mandate.pk).exists():
        raise Refused(_("This mandate does not hold on that day, or not for the asylum procedure."), field="mandate")
    if worker is not None and Verb.ASSESS not in worker.role.verbs:
        raise Refused(_("Only a social worker may accompany the child in place of a guardian."), field="worker")


# ------------------------------------------------------------------------------------------------------------------- the mandates


@transaction.atomic
def ask(child: Child, *, kind: str, scopes: list[str], requested_on: date, requested_to: str, by, **facts) -> Guardianship:
    """Write down that a guardian or representative was asked for. `facts` are further fields of `Guardianship`.

    Raises `Refused` on a closed case, for a day to come, and while the same was asked for already.
    """
    _open_and_locked(child)
    refuse_future(requested_on, "requested_on")
    waiting = Guardianship.objects.filter(child=child, kind=kind, status=Status.ASKED, scopes__overlap=scopes)
    if waiting.exists():
        raise Refused(_("This was asked for already and is not decided."), field="kind")
    mandate = Guardianship(
        child=child, kind=kind, scopes=scopes, requested_on=requested_on, requested_to=requested_to.strip(), author=by, **facts
    )
    mandate.status = Status.ASKED
    _check(mandate)
    return GUARDIANSHIP.begin(mandate, "ask", by=by, reason=WRITTEN)


@transaction.atomic
def record(child: Child, *, by, **facts) -> Guardianship:
    """Write down a mandate that nobody had to ask for, or that was found: by law, or decided elsewhere. `facts` are its fields.

    Raises `Refused` as `appoint` does.
    """
    _open_and_locked(child)
    mandate = Guardianship(child=child, author=by, **facts)
    _must_hold(mandate)
    return GUARDIANSHIP.begin(mandate, "record", by=by, reason=WRITTEN)


@transaction.atomic
def appoint(mandate: Guardianship, *, by, **facts) -> Guardianship:
    """Somebody was appointed. `facts` are the fields of the decision and of the person.

    Raises `Refused` while another legal guardian holds the same, without somebody's name, without a decision (but for father and
    grandfather, who represent by law), before interests were checked, and without the child's view. Raises `Stale` when somebody
    else saved since the record was read.
    """
    _lock(mandate.child)
    mandate.lock_as_read()
    for name, value in facts.items():
        setattr(mandate, name, value)
    _must_hold(mandate)
    return GUARDIANSHIP.move(mandate, "appoint", by=by, reason=WRITTEN, **facts)


def _must_hold(mandate: Guardianship) -> None:
    """Every rule of a mandate that holds, each with its sentence; the database has the same ones."""
    for name in ("requested_on", "decided_on"):
        refuse_future(getattr(mandate, name), name)
    if not mandate.scopes:
        raise Refused(_("Say what the mandate is for."), field="scopes")
    if not mandate.person.strip() and mandate.institution_id is None:
        raise Refused(_("Write who it is: a person or an institution."), field="person")
    if mandate.starts_on is None:
        raise Refused(_("Say from which day on the mandate holds."), field="starts_on")
    by_law = mandate.kind == Kind.LEGAL and mandate.relation in BY_LAW
    if mandate.kind in Guardianship.GUARDIANS and not by_law and not (mandate.decided_on and mandate.decision_number.strip()):
        field = "decided_on" if mandate.decision_number.strip() else "decision_number"
        raise Refused(_("Write the number and the day of the decision."), field=field)
    if mandate.conflict_check == Guardianship.Conflict.NOT_YET:
        raise Refused(_("Check first whether the person has an interest against the child."), field="conflict_check")
    if mandate.conflict_check == Guardianship.Conflict.FOUND and not mandate.conflict_note.strip():
        raise Refused(_("Write what the conflict is, and what protects the child from it."), field="conflict_note")
    if not mandate.child_view.strip():
        raise Refused(_("Write what the child says, or why the child was not heard."), field="child_view")
    if mandate.document_id and mandate.document.child_id not in [one.pk for one in joined.files_of(mandate.child)]:
        raise Refused(_("This document belongs to another child."), field="document")
    _refuse_two_guardians(mandate)
    mandate.status = Status.APPOINTED
    _check(mandate)


def _refuse_two_guardians(mandate: Guardianship) -> None:
    """In joined files too, where no constraint of one file sees the other."""
    if mandate.kind != Kind.LEGAL:
        return
    files = joined.files_of(mandate.child)
    held = Guardianship.objects.filter(child__in=files, kind=Kind.LEGAL, status__in=[Status.APPOINTED, Status.ENDED])
    for other in held.exclude(pk=mandate.pk):
        if mandate.overlaps(other):
            raise Refused(
                _("The child has another legal guardian for this in these days. End that mandate first."), field="starts_on"
            )


@transaction.atomic
def refuse(mandate: Guardianship, *, decided_on: date, reason: str, by) -> Guardianship:
    """The court did not appoint anybody, or the request was taken back: the time for a new request runs from that day."""
    refuse_future(decided_on, "decided_on")
    if mandate.requested_on and decided_on < mandate.requested_on:
        raise Refused(_("This day is before the request."), field="decided_on")
    return GUARDIANSHIP.move(mandate, "refuse", by=by, reason=reason, decided_on=decided_on)


@transaction.atomic
def end(mandate: Guardianship, *, ends_on: date, end_reason: str, by, note: str = "") -> Guardianship:
    """The mandate ends on that day, which is no longer part of it. Raises `Refused` for a day to come or before it began."""
    refuse_future(ends_on, "ends_on")
    if mandate.starts_on and ends_on < mandate.starts_on:
        raise Refused(_("The end cannot be before the beginning."), field="ends_on")
    if not end_reason:
        raise Refused(_("Say why the mandate ended."), field="end_reason")
    GUARDIANSHIP.move(mandate, "end", by=by, reason=note.strip() or WRITTEN, ends_on=ends_on, end_reason=end_reason)
    guardian_access.follow(mandate, by=by)
    return mandate


@transaction.atomic
def write(mandate: Guardianship, *, reason: str, by, **facts) -> Guardianship:
    """Correct what a record says, or add to it. Raises `Stale` and `Refused` as `appoint` does."""
    _lock(mandate.child)
    mandate.lock_as_read()
    for name, value in facts.items():
        setattr(mandate, name, value)
    if mandate.status == Status.APPOINTED:
        _must_hold(mandate)
    else:
        _check(mandate)
    mandate.save(by=by, reason=reason, update_fields=list(facts))
    clocks.follow(mandate, by=by)
    guardian_access.follow(mandate, by=by)
    return mandate


# ------------------------------------------------------------------------------------------------------------- asylum interviews


@transaction.atomic
def record_hearing(child: Child, *, held_on: date, body: str, place: str, by, mandate=None, worker=None) -> AsylumHearing:
    """Write down an interview about asylum, held or planned, with who accompanies the child. Raises `Refused` without anybody."""
    must_be_accompanied(child, held_on, mandate=mandate, worker=worker)
    hearing = AsylumHearing(child=child, held_on=held_on, body=body, place=place, mandate=mandate, worker=worker, author=by)
    return ASYLUM_HEARING.begin(hearing, "record", by=by, reason=ACCOMPANIED)


@transaction.atomic
def change_hearing(hearing: AsylumHearing, *, by, **facts) -> AsylumHearing:
    """Another day, or somebody else who accompanies. Raises `Refused` as `record_hearing` does, `Stale` when somebody saved meanwhile."""
    hearing.lock_as_read()
    for name, value in facts.items():
        setattr(hearing, name, value)
    must_be_accompanied(hearing.child, hearing.held_on, mandate=hearing.mandate, worker=hearing.worker)
    hearing.save(by=by, reason=ACCOMPANIED, update_fields=list(facts))
    return hearing


def _lock(child: Child) -> None:
    """Two who record a guardian at once are told one after the other."""
    Child.objects.select_for_update(of=["self"]).get(pk=child.pk)


def _open_and_locked(child: Child) -> None:
    _lock(child)
    if not Case.objects.filter(child=child).exclude(status=Case.Status.CLOSED).exists():
        raise Refused(_("The case is closed. Reopen it first."))


def _check(mandate: Guardianship) -> None:
    try:
        mandate.validate_constraints()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from None
