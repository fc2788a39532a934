"""Consent asked for, withdrawn, and what is left to do about it (domain.md 3.1, 7.4). `allows` is asked by all that shares or counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import Institution
from base.workflow import Refused
from minors import ages, asylum, clocks, relying
from minors.ledger import EMBASSY, Answer, allowing, allows, decide, grown_on, lapsing, restricted, standing
from minors.models import CONSENT, CONSENT_TASK, DONE_BY, Child, Consent, ConsentStatement, ConsentTask, Withheld

__all__ = [
    "Answer",
    "Withdrawal",
    "allowing",
    "allows",
    "carry_out",
    "lapse",
    "missing",
    "record",
    "restricted",
    "standing",
    "withdraw",
    "withdraw_scopes",
    "withhold",
]
Kind = ConsentStatement.Kind


@dataclass(frozen=True)
class Withdrawal:
    """What a withdrawal did: the lines of the ledger, how many things were pulled back, and what is left to do."""

    statements: list[ConsentStatement]
    pulled: int = 0
    tasks: list[ConsentTask] = field(default_factory=list)


@transaction.atomic
def record(
    child: Child,
    *,
    by,
    reason: str,
    scopes: Iterable[str] = (),
    refused: Iterable[str] = (),
    conditions: Iterable[dict] = (),
    giver: str = "",
    **facts,
) -> Consent:
    """Keep what was said about consent, or why it could not be asked for yet.

    `scopes` are allowed and `refused` refused (L28); what is in neither was not asked. Each of `conditions` is one more statement:
    scope, kind, and recipient, limits or valid_until; without a recipient it takes the place of the bare answer. `facts` are fields
    of `Consent`; `giver` is short for one of `givers`. Raises `Refused` when the child said no and is old enough to decide, and for
    an embassy as long as asylum is possible.
    """
    facts.setdefault("givers", [giver] if giver else [])
    consent = Consent(child=child, **facts)
    said = _statements(consent, scopes, refused, conditions)
    _must_be_allowed(consent, said)
    CONSENT.begin(consent, _first_move(consent, said), by=by, reason=reason, happened_at=consent.given_at)
    ConsentStatement.objects.keep(said, by=by, reason=reason)
    if consent.basis == Consent.Basis.CONSENT:
        for task in ConsentTask.objects.still_open().filter(child=child, kind=ConsentTask.Kind.SEEK):
            carry_out(task, by=by, note=_("Consent was asked for again."))
    elif not ConsentTask.objects.still_open().filter(child=child, kind=ConsentTask.Kind.SEEK).exists():
        _ask_for(consent, ConsentTask.Kind.SEEK, by=by, reason=reason, since=consent.given_at)
    _settle(child, by=by)
    return consent


@transaction.atomic
def withdraw(consent: Consent, *, by, reason: str, told: str = "") -> Consent:
    """End everything that was allowed in one conversation, at once. Raises `Refused` when nothing of it holds any more."""
    if not CONSENT.allows(Consent.objects.get(pk=consent.pk), "withdraw"):
        raise Refused(_("This was already changed by somebody else. Reload the page to see where it stands now."))
    if consent.scopes:
        withdraw_scopes(consent.child, consent.scopes, by=by, reason=reason, told=told)
        consent.refresh_from_db()
    else:
        CONSENT.move(consent, "withdraw", by=by, reason=reason, happened_at=dates.now())
    return consent


@transaction.atomic
def withdraw_scopes(
    child: Child,
    scopes: Iterable[str],
    *,
    by,
    reason: str,
    recipient: Institution | None = None,
    said_by: Iterable[str] = (),
    told: str = "",
) -> Withdrawal:
    """End these scopes at once, for everybody or for one recipient, with all that relies on them (domain.md 7.4, steps 1 to 5).

    In one transaction: nothing new is shared, because the ledger says no from this moment; what waits is pulled back; whoever holds
    data is listed, each with a task to inform; what is kept is restricted (`ledger.restricted`); and the child has to be told what
    could not be undone: `told` is what was said already. Raises `Refused` when nothing of this is allowed now.
    """
    now = dates.now()
    consents = _locked(child)
    heard = list(ConsentStatement.objects.filter(child=child))
    ended = {scope for scope in scopes if _granted_by(child, consents, heard, scope, recipient)}
    if not ended:
        raise Refused(_("Nothing of this is allowed now, so there is nothing to withdraw."), field="scopes")
    made = []
    for scope in sorted(ended):
        consent = _granted_by(child, consents, heard, scope, recipient)
        statement = ConsentStatement(
            child=child, consent=consent, kind=Kind.WITHDRAWN, scope=scope, recipient=recipient,
            happened_at=now, said_by=list(said_by), reason=reason,
        )  # fmt: skip
        statement.save(by=by, reason=reason)
        made.append(statement)
    _mark(child, consents, [*heard, *made], ended, by=by, reason=reason)
    things = relying.everything()
    pulled = sum(one.pull(child, ended, recipient, by=by, reason=reason) for one in things)
    holders = {institution for one in things for institution in one.holders(child, ended, recipient)}
    tasks = [_inform(made, institution, by=by, reason=reason) for institution in sorted(holders, key=lambda one: one.code)]
    if holders or told.strip():
        tasks.append(_tell(made, told, by=by, reason=reason))
    _settle(child, by=by)
    return Withdrawal(made, pulled, tasks)


def _settle(child: Child, *, by) -> None:
    """What the child allowed starts and ends time limits; those of a registration are settled when its case is opened."""
    if hasattr(child, "case"):
        clocks.settle(child, by=by, after=(ConsentStatement,))


@transaction.atomic
def carry_out(task: ConsentTask, *, by, note: str) -> ConsentTask:
    """Somebody was asked or told: `note` says what was said. Raises `Refused` without it, or when it was done already."""
    if not note.strip():
        raise Refused(_("Write what was said, and to whom."), field="note")
    fields = {"done_at": dates.now(), "done_by": by, "note": note.strip()}
    CONSENT_TASK.move(task, DONE_BY[task.kind], by=by, reason=note.strip(), **fields)
    clocks.follow(task, by=by)
    return task


@transaction.atomic
def withhold(child: Child, *, by, reason: str, **fields) -> Withheld:
    """Keep something that must not reach somebody. `fields` are those of `Withheld`; no state change tells that there is one."""
    secret = Withheld(child=child, **fields)
    secret.save(by=by, reason=reason)
    return secret


def missing(consent: Consent) -> list[str]:
    """What the form of consent asks for and this conversation does not say (domain.md 3.1, 7.4): labels, in the order of the form."""
    needed = ages.needed_for(consent.child, dates.local_date(consent.given_at))
    asked = consent.status != Consent.Status.NOT_YET
    named = {
        "place": consent.place_id,
        "assent": consent.assent or not asked or not needed.asks_the_child or "child" in consent.givers,
        "language": consent.language,
        "explained": consent.explained or not asked,
        "understood": consent.understood is not None or not asked,
        "signed": consent.signed or not asked,
    }
    return [str(capfirst(Consent._meta.get_field(name).verbose_name)) for name, said in named.items() if not said]


@transaction.atomic
def lapse(child: Child, *, by, reason: str) -> list[ConsentStatement]:
    """Write down that what others had allowed ended at 18 (domain.md 9.7). Nothing happens while the person may be a child."""
    now, made = dates.now(), []
    consents = _locked(child)
    heard = list(ConsentStatement.objects.filter(child=child))
    for granted in lapsing(child, dates.local_date(now)):
        kept = {name: getattr(granted, name) for name in ("child", "consent", "scope", "recipient", "said_by")}
        statement = ConsentStatement(kind=Kind.LAPSED, happened_at=now, reason=reason, **kept)
        statement.save(by=by, reason=reason)
        made.append(statement)
    _mark(child, consents, [*heard, *made], {one.scope for one in made}, by=by, reason=reason, moves=("lapse", "lapse"))
    return made


def _statements(consent: Consent, scopes, refused, conditions) -> list[ConsentStatement]:
    """The lines that this conversation adds to the ledger. A condition for everybody takes the place of the bare yes or no."""
    conditions = list(conditions)
    special = {one["scope"] for one in conditions if not one.get("recipient")}
    bare = [{"scope": scope, "kind": Kind.GRANTED} for scope in scopes if scope not in special]
    bare += [{"scope": scope, "kind": Kind.REFUSED} for scope in refused if scope not in special]
    common = {"child": consent.child, "consent": consent, "happened_at": consent.given_at, "said_by": consent.givers}
    return [ConsentStatement(**common, **one) for one in [*bare, *conditions]]


def _locked(child: Child) -> list[Consent]:
    """The conversations of a child, as they are stored and not as a page has read them, kept from other withdrawals meanwhile."""
    return list(Consent.objects.filter(child=child).select_for_update().prefetch_related("statements"))


def _first_move(consent: Consent, said: list[ConsentStatement]) -> str:
    """A refusal and "not yet" are two different states: somebody said no, or nobody could be asked."""
    if any(one.kind == Kind.GRANTED for one in said):
        return "give"
    if said:
        return "refuse"
    return "give" if consent.basis == Consent.Basis.CONSENT else "postpone"


def _must_be_allowed(consent: Consent, said: list[ConsentStatement]) -> None:
    granted = [one for one in said if one.kind == Kind.GRANTED]
    if any(one.scope == EMBASSY for one in granted) and asylum.closed_to_origin(consent.child):
        raise Refused(_("Nothing is shared with an embassy while the child may need asylum."), field="scopes")
    shared = [one for one in granted if one.scope not in ("case_management", "data_storage")]
    if consent.assent == Consent.Assent.NO and shared and ages.decides_alone(consent.child, dates.local_date(consent.given_at)):
        raise Refused(_("The child said no, and at this age nobody else can allow it. Record the refusal."), field="assent")


def _granted_by(child, consents, heard, scope: str, recipient: Institution | None) -> Consent | None:
    """The conversation that allows a scope now; None when it is not allowed, also not to one single recipient."""
    recipients = {recipient.pk} if recipient else {None, *(one.recipient_id for one in heard if one.scope == scope)}
    answers = [decide(heard, scope, recipient_id=one, adult_on=grown_on(child)) for one in recipients]
    granted = [answer.statement for answer in answers if answer and answer.statement]
    if not granted:
        return None
    last = max(granted, key=lambda one: one.happened_at)
    return next(one for one in consents if one.pk == last.consent_id)


def _mark(child, consents, heard, scopes: set[str], *, by, reason, moves=("withdraw", "withdraw_part")) -> None:
    """Move the conversations in which one of these scopes was allowed: ended when no line of them decides anything any more."""
    whole, part = moves
    for consent in consents:
        lines = [one for one in consent.statements.all() if one.kind == Kind.GRANTED]
        if consent.status != Consent.Status.GIVEN or not any(one.scope in scopes for one in lines):
            continue
        answers = [decide(heard, one.scope, recipient_id=one.recipient_id, adult_on=grown_on(child)) for one in lines]
        left = any(answer.allowed and answer.statement in lines for answer in answers)
        if not left or part != whole:
            CONSENT.move(consent, part if left else whole, by=by, reason=reason, happened_at=dates.now())


def _inform(made: list[ConsentStatement], institution: Institution, *, by, reason) -> ConsentTask:
    """The task to tell one recipient; one that waits already is not doubled, but takes in the further scopes."""
    tasks = ConsentTask.objects.still_open().filter(child=made[0].child, kind=ConsentTask.Kind.INFORM)
    waiting = tasks.filter(recipient=institution).first()
    if waiting is None:
        return _ask_for(made[0].consent, ConsentTask.Kind.INFORM, by=by, reason=reason, made=made, to=institution)
    waiting.scopes = sorted({*waiting.scopes, *(one.scope for one in made)})
    waiting.save(by=by, reason=reason, update_fields=["scopes"])
    return waiting


def _tell(made: list[ConsentStatement], told: str, *, by, reason) -> ConsentTask:
    task = _ask_for(made[0].consent, ConsentTask.Kind.TELL, by=by, reason=reason, made=made)
    return carry_out(task, by=by, note=told) if told.strip() else task


def _ask_for(
    consent: Consent, kind: str, *, by, reason, made=(), to: Institution | None = None, since: datetime | None = None
) -> ConsentTask:
    """Begin a task; its clock is T39 or T40."""
    since = since or dates.now()
    task = ConsentTask(
        child=consent.child, consent=consent, kind=kind, recipient=to,
        scopes=sorted({one.scope for one in made}), since=since,
    )  # fmt: skip
    CONSENT_TASK.begin(task, kind, by=by, reason=reason or gettext_noop("Consent"), happened_at=since)
    clocks.follow(task, by=by)
    return task
