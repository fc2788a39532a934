"""Referring a child to a service, and the service's answer (domain.md 3.7)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from base import dates, options
from base.models import AccessEvent
from base.roles import Verb
from base.workflow import Move, Refused, Workflow
from minors import access, clocks, consent, origin
from minors.models import Child
from referrals import packages, protocols
from referrals.models import STILL_OPEN, Referral, Service

REFERRAL = Workflow(
    "referral",
    Move("send", (), "sent", gettext_lazy("The child was referred to a service."), Verb.REFER),
    Move("ask", (), "to_approve", gettext_lazy("A referral was written and waits for the supervisor."), Verb.REFER),
    Move(
        "agree",
        ("to_approve",),
        "sent",
        gettext_lazy("The supervisor agreed, and the child was referred to a service."),
        Verb.APPROVE,
        gettext_lazy("Agree: it is sent"),
    ),
    Move(
        "refuse",
        ("to_approve",),
        "cancelled",
        gettext_lazy("The supervisor did not agree to the referral: it was not sent."),
        Verb.APPROVE,
        gettext_lazy("Do not send it"),
    ),
    Move(
        "acknowledge",
        ("sent",),
        "acknowledged",
        gettext_lazy("The service confirmed that it received the referral."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("We have received it"),
    ),
    Move(
        "accept",
        ("sent", "acknowledged"),
        "accepted",
        gettext_lazy("The service accepted the referral."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("Accept"),
    ),
    Move(
        "decline",
        ("sent", "acknowledged"),
        "declined",
        gettext_lazy("The service declined the referral."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("Decline"),
    ),
    Move(
        "start",
        ("accepted",),
        "started",
        gettext_lazy("The service began."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("The service has begun"),
    ),
    Move(
        "complete",
        ("accepted", "started"),
        "received",
        gettext_lazy("The child received the service."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("The service was given"),
    ),
    Move(
        "fail",
        ("accepted", "started"),
        "not_received",
        gettext_lazy("The child did not receive the service."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("The service was not given"),
    ),
    Move(
        "cancel",
        STILL_OPEN,
        "cancelled",
        gettext_lazy("The referral was cancelled."),
        Verb.REFER,
        gettext_lazy("Cancel the referral"),
    ),
    Move(
        "pull_back",
        ("to_approve", "sent", "acknowledged"),
        "cancelled",
        gettext_lazy("The referral was pulled back: its consent ended."),
        Verb.ASSESS,
    ),
    then=clocks.follow,
)


EXPECTING = ("sent", "acknowledged", "accepted", "started")  # in these states there may be an appointment


def is_covered(referral: Referral) -> bool:
    """Whether the service may still read it: on a consent in force, or because it was vital to send it without one.

    A withdrawal counts at once, also for what was sent before (domain.md 7.4).
    """
    scope = packages.scope_for(referral.service.kind)
    if referral.without_consent_because.strip():
        return True
    return bool(consent.allows(referral.child, scope, recipient=referral.service.institution))


@transaction.atomic
def refer(
    child: Child,
    *,
    to: Service,
    reason: str,
    groups: list[str],
    urgency: str,
    mode: str,
    by,
    without_consent_because: str = "",
    sent_at=None,
) -> Referral:
    """Send the child's case to a service, with a frozen package of the named groups.

    Without a sharing protocol that covers it (7.5) it waits for the supervisor; what is vital goes at once. Raises `Refused` when no
    consent covers this kind of service and no reason (vital interests) is given, for what may never go to it, for a service that does
    not take the child, and for every embassy.
    """
    _may_go(child, to, groups)
    scope = packages.scope_for(to.kind)
    answer = consent.allows(child, scope, recipient=to.institution)
    vital = without_consent_because.strip()
    if not answer and not vital:
        sentence = _("No consent covers sharing with this kind of service. Ask the child, or say why it is vital to send it now.")
        raise Refused(f"{sentence} {answer.why}", field="without_consent_because")
    sent_at = sent_at or dates.now()
    internal = to.institution_id == by.institution_id
    protocol = protocols.covering(sender=by.institution, receiver=to.institution, purpose=to.kind, groups=groups)
    goes = bool(protocol or internal or vital)
    referral = Referral(
        child=child,
        service=to,
        kind=to.kind,
        is_internal=internal,
        is_out=goes,
        protocol=protocol,
        reason=reason,
        groups=groups,
        package=packages.gather(child, groups),
        urgency=urgency,
        mode=mode,
        without_consent_because=without_consent_because,
        sent_by=by,
        sent_at=sent_at,
    )
    REFERRAL.begin(referral, "send" if goes else "ask", by=by, reason=reason, happened_at=sent_at)
    if goes:
        _remember(referral, by=by)
    return referral


def _remember(referral: Referral, *, by) -> None:
    """It left the house. Why it was sent may be a fact of health: not for the log."""
    shown = max(packages.classes_of(referral.package))
    access.remember(
        by, AccessEvent.Kind.SENT, referral, of=shown, to=referral.service.institution.code, groups=list(referral.groups)
    )


def _may_go(child: Child, to: Service, groups: list[str]) -> None:
    origin.refuse_embassy(to.institution, field="to")
    if not Service.objects.serving(child).filter(pk=to.pk).exists():
        raise Refused(_("This service does not take children of this sex or age, or is closed."), field="to")
    never = [one for one in groups if one not in packages.allowed_for(to.kind)]
    if never:
        values = {"what": options.in_a_row(packages.GROUPS.get(one, one) for one in never), "service": to.kind_label}
        raise Refused(_("This may never go to “%(service)s”: %(what)s.") % values, field="groups")


def agree(referral: Referral, *, by, reason: str = "") -> Referral:
    """A second person agrees to what no protocol covers, and it is sent. Raises `Refused` for one's own, and when the consent ended."""
    _of_somebody_else(referral, by)
    if not is_covered(referral):
        raise Refused(_("No consent covers this referral any more."))
    changes = {"approved_by": by, "is_out": True, "sent_at": dates.now()}
    because = reason.strip() or gettext_noop("Agreed to without a sharing protocol")
    REFERRAL.move(referral, "agree", by=by, reason=because, **changes)
    _remember(referral, by=by)
    return referral


def refuse(referral: Referral, *, by, reason: str) -> Referral:
    """It is not sent. Raises `Refused` without a reason, or for one's own."""
    _of_somebody_else(referral, by)
    if not reason.strip():
        raise Refused(_("Say why it is not sent."), field="reason")
    return REFERRAL.move(referral, "refuse", by=by, reason=reason)


def _of_somebody_else(referral: Referral, by) -> None:
    if referral.sent_by_id == by.pk:
        raise Refused(_("Nobody approves their own work. Another supervisor has to decide."))


def acknowledge(referral: Referral, *, by, reason: str = "") -> Referral:
    """The service has it, and will answer."""
    because = reason.strip() or gettext_noop("Received by the service")
    return REFERRAL.move(referral, "acknowledge", by=by, reason=because, acknowledged_at=dates.now())


def start(referral: Referral, *, by, reason: str = "") -> Referral:
    because = reason.strip() or gettext_noop("Service begun")
    return REFERRAL.move(referral, "start", by=by, reason=because, started_at=dates.now())


def accept(referral: Referral, *, by, answer: str = "") -> Referral:
    return REFERRAL.move(
        referral,
        "accept",
        by=by,
        reason=answer or gettext_noop("Accepted by the service"),
        accepted_at=dates.now(),
        answer=answer,
    )


@transaction.atomic
def appoint(referral: Referral, *, appointment_at: datetime | None, by) -> Referral:
    """Write down when the child is expected, move it, or take it back with None. Where the child sleeps the hour is known (9.12).

    Raises `Refused` for what was not sent or is over, and for a moment that has passed.
    """
    if not referral.is_out or referral.status not in EXPECTING:
        raise Refused(_("This referral is over, or was not sent: there is no appointment."))
    if appointment_at and appointment_at <= dates.now():
        raise Refused(_("This moment has passed already."), field="appointment_at")
    referral.appointment_at = appointment_at
    referral.save(by=by, reason=gettext_noop("Appointment with a service"), update_fields=["appointment_at"])
    return referral


def decline(referral: Referral, *, by, answer: str) -> Referral:
    if not answer.strip():
        raise Refused(_("Say why the referral is declined."), field="answer")
    return REFERRAL.move(referral, "decline", by=by, reason=answer, answer=answer)


def complete(referral: Referral, *, by, feedback: str, received_at=None) -> Referral:
    """The service was given. `received_at` may lie before now, never before the sending."""
    received_at = received_at or dates.now()
    if received_at < referral.sent_at:
        raise Refused(_("The service cannot have been given before the referral was sent."), field="received_at")
    return REFERRAL.move(
        referral,
        "complete",
        by=by,
        reason=feedback or gettext_noop("Service given"),
        happened_at=received_at,
        received_at=received_at,
        feedback=feedback,
    )


def fail(referral: Referral, *, by, feedback: str) -> Referral:
    if not feedback.strip():
        raise Refused(_("Say why the child did not receive the service."), field="feedback")
    return REFERRAL.move(referral, "fail", by=by, reason=feedback, feedback=feedback)


def cancel(referral: Referral, *, by, reason: str, asked_by_child: bool = False) -> Referral:
    if not reason.strip():
        raise Refused(_("Say why the referral is cancelled."), field="reason")
    return REFERRAL.move(referral, "cancel", by=by, reason=reason, asked_by_child=asked_by_child)


@transaction.atomic
def keep_opinion(referral: Referral, *, opinion: str, by) -> Referral:
    """What the child thinks of the service, once it was given or not. Raises `Refused` before."""
    if not referral.is_settled:
        raise Refused(_("The service has not ended yet."))
    referral.child_opinion = opinion
    referral.save(by=by, reason=gettext_noop("Said by the child"), update_fields=["child_opinion"])
    return referral


def pull_back(referral: Referral, *, by, reason: str) -> Referral:
    """Take back a referral that nobody has answered, because its consent ended: part of the withdrawal (domain.md 7.4)."""
    return REFERRAL.move(referral, "pull_back", by=by, reason=reason)
