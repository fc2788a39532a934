"""Asking the consents of a child: the one function that everything which shares, prints or counts goes through."""

from django.db import transaction

from base import dates
from minors import joined
from minors.models import CONSENT, Child, Consent


def allows(child: Child, scope: str) -> bool:
    """Whether a consent in force covers the scope (codes of list L28, domain.md 3.1).

    Of a child with two files that became one, the most restrictive counts until somebody asked again: each file allows it, or a
    consent that was recorded since then (domain.md 9.4).
    """
    files = joined.files_of(child)
    covering = Consent.objects.covering(scope).filter(child__in=files)
    if len(files) == 1:
        return covering.exists()
    allowing = list(covering.values_list("child", "recorded_at"))
    joined_at = joined.since(files[0])
    return {child for child, _at in allowing} == {one.pk for one in files} or any(at > joined_at for _child, at in allowing)


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
