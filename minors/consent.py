"""Asking the consents of a child: the one function that everything which shares, prints or counts goes through."""

from django.db import transaction

from base import dates
from minors.models import CONSENT, Child, Consent


def allows(child: Child, scope: str) -> bool:
    """Whether a consent in force covers the scope (codes of list L28, domain.md 3.1)."""
    return Consent.objects.covering(scope).filter(child=child).exists()


@transaction.atomic
def record(child: Child, *, by, reason: str, **fields) -> Consent:
    """Keep what was consented to, or why it could not be asked for yet. `fields` are those of `Consent`."""
    consent = Consent(child=child, **fields)
    move = "give" if consent.basis == Consent.Basis.CONSENT or consent.scopes else "postpone"
    return CONSENT.begin(consent, move, by=by, reason=reason, happened_at=consent.given_at)


@transaction.atomic
def withdraw(consent: Consent, *, by, reason: str) -> Consent:
    """End a consent at once. What was shared on it is read by `allows` and stops with it."""
    return CONSENT.move(consent, "withdraw", by=by, reason=reason, happened_at=dates.now())
