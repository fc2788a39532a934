"""Writing who looked at what, in the transaction of the reading itself (domain.md 7.7; security.md rule 16)."""

import hmac
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from base import dates
from base.models import AccessEvent, Kept, User


def remember(
    user: User,
    kind: str,
    record: Kept | None = None,
    *,
    reason: str = "",
    found: Iterable[str] | None = None,
    of: str = "",
    term: str = "",
    **detail: Any,
) -> AccessEvent:
    """Write who looked at what. A reading that cannot be logged is not served: the error ends the request (security.md rule 16).

    `found` are the codes of the children in a list or among results; `of` is the highest class of data that was shown, where the kind
    of event and of record do not say it. Of what was searched for only a digest is kept (`digest_of`).
    """
    if term:
        detail["term"] = digest_of(term)
    return AccessEvent.objects.create(
        field_class=of or max(detail.get("classes", ()), default="") or _class_of(kind, record),
        shown=None if found is None else list(found),
        kind=kind,
        person=user,
        person_role=user.role_id,
        child_id=record.child_key if record else None,
        subject=record._meta.label_lower if record else "",
        subject_id=str(record.pk) if record else "",
        reason=reason,
        detail=detail,
        at=dates.now(),
    )


def remember_list(user: User, codes: Iterable[str]) -> None:
    """Write which children stood in a list, each once (domain.md 7.7); a list without any is written too."""
    remember(user, AccessEvent.Kind.LISTED, found=sorted(set(filter(None, codes))))


def _class_of(kind: str, record: Kept | None) -> str:
    """What an event shows when nobody says more: the identity, or a record of its class, or codes with ordinary data."""
    if kind == AccessEvent.Kind.REVEALED:
        return "C2"
    if record is None:
        return "C1" if kind in (AccessEvent.Kind.SEARCHED, AccessEvent.Kind.LISTED) else ""
    return max(getattr(record, "record_class", "C1"), getattr(record, record.class_column, "") if record.class_column else "")


def digest_of(term: str) -> str:
    """What the log keeps of a search: the same for the same words, and by nobody turned back without the key (domain.md 7.7)."""
    words = " ".join(term.casefold().split())
    return hmac.digest(settings.SEAL_KEY, f"searched for {words}".encode(), "sha256").hex()[:32]
