"""Sharing protocols between institutions (domain.md 7.5): who may send what to whom, without asking a supervisor each time."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import Institution
from base.workflow import Refused
from minors import origin
from referrals.models import SharingProtocol

WRITTEN = gettext_noop("A sharing protocol was written down")


def everything():
    """All of them, those in force first: for everybody, they say nothing about a child."""
    return SharingProtocol.objects.select_related("sender__region", "receiver__region").order_by("-expires_on", "id")


def covering(*, sender: Institution, receiver: Institution, purpose: str, groups: Iterable[str]) -> SharingProtocol | None:
    """The protocol in force today that lets this be sent for this purpose; the one that holds longest."""
    rows = SharingProtocol.objects.in_force().filter(sender=sender, receiver=receiver, purpose=purpose)
    return rows.filter(groups__contains=list(groups)).order_by("-expires_on", "id").first()


@transaction.atomic
def write(protocol: SharingProtocol | None = None, *, by, **said) -> SharingProtocol:
    """Write one down, or change it. What was sent under it keeps it, and its history tells what it said then.

    Raises `Refused` for an embassy, for what may never go to such a service (by the rule of the database), and for an ended one.
    """
    for party in ("sender", "receiver"):
        origin.refuse_embassy(said[party], field=party)
    if protocol is None:
        protocol = SharingProtocol(written_by=by)
    elif protocol.ended_at:
        raise Refused(_("This protocol was ended. Write a new one."))
    for name, value in said.items():
        setattr(protocol, name, value)
    _hold(protocol)
    protocol.save(by=by, reason=WRITTEN)
    return protocol


def _hold(protocol: SharingProtocol) -> None:
    """Say each broken rule of the database beside its field."""
    fields = {"protocol_between_two_institutions": "receiver", "protocol_ends_after_it_starts": "expires_on"}
    fields |= {"protocol_sends_what_may_be_sent": "groups", "protocol_on_consent_needs_consent": "needs_consent"}
    for rule in SharingProtocol._meta.constraints:
        try:
            rule.validate(SharingProtocol, protocol)
        except ValidationError as broken:
            raise Refused(broken.messages[0], field=fields.get(rule.name)) from broken


@transaction.atomic
def end(protocol: SharingProtocol, *, by, reason: str) -> SharingProtocol:
    """End it before its day: from now on each sending needs the supervisor. Raises `Refused` without a reason, or when it has ended."""
    if not reason.strip():
        raise Refused(_("Say why it ends."), field="reason")
    if not protocol.is_in_force:
        raise Refused(_("This protocol does not hold any more."))
    protocol.ended_at = dates.now()
    protocol.save(by=by, reason=reason, update_fields=["ended_at"])
    return protocol
