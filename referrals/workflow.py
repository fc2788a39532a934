"""Referring a child to a service, and the service's answer (domain.md 3.7)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from base import dates
from base.models import AccessEvent
from base.roles import Verb
from base.workflow import Move, Refused, Workflow
from minors import access, clocks, consent
from minors.models import Child
from referrals import packages
from referrals.models import Referral, Service

REFERRAL = Workflow(
    "referral",
    Move("send", (), "sent", gettext_lazy("The child was referred to a service."), Verb.REFER),
    Move(
        "accept",
        ("sent",),
        "accepted",
        gettext_lazy("The service accepted the referral."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("Accept"),
    ),
    Move(
        "decline",
        ("sent",),
        "declined",
        gettext_lazy("The service declined the referral."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("Decline"),
    ),
    Move(
        "complete",
        ("accepted",),
        "received",
        gettext_lazy("The child received the service."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("The service was given"),
    ),
    Move(
        "fail",
        ("accepted",),
        "not_received",
        gettext_lazy("The child did not receive the service."),
        Verb.ANSWER_REFERRAL,
        gettext_lazy("The service was not given"),
    ),
    Move(
        "cancel",
        ("sent", "accepted"),
        "cancelled",
        gettext_lazy("The referral was cancelled."),
        Verb.REFER,
        gettext_lazy("Cancel the referral"),
    ),
    Move("pull_back", ("sent",), "cancelled", gettext_lazy("The referral was pulled back: its consent ended."), Verb.ASSESS),
    then=clocks.follow,
)


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

    Raises `Refused` when no consent covers this kind of service and no reason (vital interests) is given.
    """
    scope = packages.scope_for(to.kind)
    answer = consent.allows(child, scope, recipient=to.institution)
    if not answer and not without_consent_because.strip():
        sentence = _("No consent covers sharing with this kind of service. Ask the child, or say why it is vital to send it now.")
        raise Refused(f"{sentence} {answer.why}", field="without_consent_because")
    sent_at = sent_at or dates.now()
    referral = Referral(
        child=child,
        service=to,
        reason=reason,
        groups=groups,
        package=packages.gather(child, groups),
        urgency=urgency,
        mode=mode,
        without_consent_because=without_consent_because,
        sent_by=by,
        sent_at=sent_at,
    )
    REFERRAL.begin(referral, "send", by=by, reason=reason, happened_at=sent_at)
    shown = (
        "C2" if packages.IDENTITY & {one["field"] for one in referral.package} else "C1"
    )  # why it was sent may be a fact of health: not for the log
    access.remember(by, AccessEvent.Kind.SENT, referral, of=shown, to=to.institution.code, groups=groups)
    return referral


def accept(referral: Referral, *, by, answer: str = "") -> Referral:
    return REFERRAL.move(
        referral,
        "accept",
        by=by,
        reason=answer or gettext_noop("Accepted by the service"),
        accepted_at=dates.now(),
        answer=answer,
    )


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


def cancel(referral: Referral, *, by, reason: str) -> Referral:
    if not reason.strip():
        raise Refused(_("Say why the referral is cancelled."), field="reason")
    return REFERRAL.move(referral, "cancel", by=by, reason=reason)


def pull_back(referral: Referral, *, by, reason: str) -> Referral:
    """Take back a referral that nobody has answered, because its consent ended: part of the withdrawal (domain.md 7.4)."""
    return REFERRAL.move(referral, "pull_back", by=by, reason=reason)
