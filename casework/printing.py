"""Printing a case file: what it says, who printed it and why are remembered in the same transaction (domain.md 8.7)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from base import dates
from base.models import AccessEvent, User
from base.roles import Verb
from base.workflow import Refused
from casework import dossier_pdf
from casework.dossier import Dossier, Known, gather
from casework.dossier.shapes import Stamp
from casework.dossier.wording import moment
from minors import access, joined, taking_out
from minors.models import Child


@dataclass(frozen=True)
class Copy:
    """A printed file. `event` is its line in the access log; its number stands on every page."""

    content: bytes
    event: AccessEvent
    code: str


def print_case_file(
    child: Child,
    *,
    by: User,
    reason: str,
    language: str = "fr",
    as_of: datetime | None = None,
    identity: bool = False,
    variant: str = "P1",
    redacted: bool = False,
) -> Copy:
    """Gather, remember, draw. `child` came through the door; `identity` asks for the sheet with the names, and `redacted` for a copy
    without the data of other people, for the person concerned (9.17).

    A file that at that moment was joined with another one is printed as part of that one, for who may print both.

    Raises PermissionDenied without the right to print, `Refused` without a reason, for a moment that has not come or when nothing
    was recorded yet, when the names are asked for by somebody who may not read them, and when this person took out today's number.
    """
    if not access.may(by, Verb.PRINT_CASE, child.pk):
        raise PermissionDenied(_("You may read this file, but this action belongs to somebody else."))
    child = _file_to_print(child, as_of or dates.now(), by)
    if not reason.strip():
        raise Refused(_("Say why this file is printed. The reason is kept and stands on every page."), field="reason")
    now = dates.now()
    if as_of and as_of > now:
        raise Refused(_("This moment has not come yet."), field="as_of")
    known = Known(child.pk, reader=by, until=as_of or now, identity=identity, redacted=redacted)
    if identity and not known.identity:
        raise Refused(_("You may read this file, but not the identity."), field="identity")
    if identity and not redacted:  # the copy for the person concerned is counted when it is handed over
        taking_out.refuse_more(by, child)
    dossier = gather(known, language=language, variant=variant)
    detail: dict[str, Any] = {
        "variant": variant,
        "language": language,
        "as_of": known.until.isoformat(),
        "identity": identity,
        "redacted": redacted,
    }
    detail |= {"classes": list(dossier.classes), "content": fingerprint(dossier)}
    detail |= taking_out.COUNTED if identity and not redacted else {}
    return _drawn(dossier, known, child, by=by, reason=reason, detail=detail)


@transaction.atomic
def _drawn(dossier: Dossier, known: Known, child: Child, *, by: User, reason: str, detail: dict[str, Any]) -> Copy:
    event = access.remember(by, AccessEvent.Kind.PRINTED, child, reason=reason.strip(), **detail)
    for other in Child.objects.filter(pk__in=[one.child_id for one in known.others]):
        access.remember(by, AccessEvent.Kind.PRINTED, other, reason=reason.strip(), part_of=child.code)
    with translation.override(dossier.language):
        stamp = Stamp(
            function=by.role.name,
            number=str(by.pk),
            institution=str(by.institution),
            reason=known.hide(reason.strip()),
            when=moment(event.at),
            copy=str(event.pk),
            created=event.at,
            fingerprint=fingerprint(dossier),
        )
    return Copy(dossier_pdf.draw(dossier, stamp), event, dossier.code)


def _file_to_print(child: Child, until: datetime, by: User) -> Child:
    for row in joined.as_known(until, other=child.pk):
        kept = access.children_of(by).filter(pk=row.kept_id).first()
        if kept and access.may(by, Verb.PRINT_CASE, kept.pk):
            return kept
    return child


def fingerprint(dossier: Dossier) -> str:
    """SHA-256 of what the file says, in hex. Two copies that say the same have the same one."""
    return hashlib.sha256(repr(dossier).encode()).hexdigest()
