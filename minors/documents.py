"""Documents and photos of a child: add, describe, withdraw, and read again what was kept (domain.md 3.2, 7.3; security.md 17, 18)."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from base import cleaning, dates, files
from base.cleaner.shapes import Clean
from base.models import Option
from base.workflow import Refused
from minors import consent
from minors.models import DOCUMENT, Child, Document
from minors.models.document import USUAL_CLASS

log = logging.getLogger("himaya.files")
PHOTO, PHOTO_SCOPE = "photo", "photo_file"


def photo_allowed(child: Child) -> bool:
    """Whether somebody consented to a photo of this child (photo_ok, domain.md 3.1)."""
    return bool(consent.allows(child, PHOTO_SCOPE))


def add(child: Child, *, content: bytes, by, **fields) -> Document:
    """Make the file harmless and keep it; `fields` are those of `keep`. Raises `Refused` for a hostile or damaged file."""
    return keep(child, made=cleaning.clean(content), by=by, **fields)


@transaction.atomic
def keep(
    child: Child,
    *,
    made: Clean,
    kind: str,
    by,
    field_class: str = "",
    description: str = "",
    reference: str = "",
    issued: dates.PartialDate | None = None,
    without_consent_because: str = "",
) -> Document:
    """Encrypt a file that is harmless, then write the row: a crash between leaves a file without a row, never the reverse.

    `kind` is a code of list L30; without `field_class` it takes the usual one of its kind. Raises `Refused` for a photo without
    consent or a reason.
    """
    photo = kind == PHOTO
    if photo and not without_consent_because.strip() and not photo_allowed(child):
        text = _("Nobody consented to a photo. Record the consent first, or write why a photo is needed without it.")
        raise Refused(text, field="without_consent_because")
    if photo and not made.media_type.startswith("image/"):
        raise Refused(_("This is not a picture. Choose another kind of document."), field="kind")
    document = Document(
        child=child,
        kind=kind,
        field_class=field_class or USUAL_CLASS.get(kind, "C2"),
        description=description.strip(),
        reference=reference.strip(),
        **_issued(issued),
        without_consent_because=without_consent_because.strip() if photo else "",
        added_by=by,
        sent_as=made.found,
        media_type=made.media_type,
        size=len(made.content),
        digest=files.digest(made.content),
    )
    document.file_name = files.put(made.content, **_about(document, "file"))
    if made.preview:
        document.preview_name = files.put(made.preview, **_about(document, "preview"))
        document.preview_digest = files.digest(made.preview)
    return DOCUMENT.begin(
        document, "add", by=by, reason="A document was added."
    )  # the sentence of the move, which pages translate


@transaction.atomic
def describe(
    document: Document,
    *,
    kind: str,
    field_class: str,
    description: str,
    reference: str,
    issued: dates.PartialDate | None,
    by,
    reason: str,
) -> Document:
    """Correct what is said about a document; the file stays what it is. Raises `Refused` for a withdrawn one, `Stale` for an old version."""
    if not DOCUMENT.allows(document, "withdraw"):
        raise Refused(_("This document was withdrawn."))
    if kind == PHOTO and not document.is_picture:
        raise Refused(_("This is not a picture. Choose another kind of document."), field="kind")
    if kind == PHOTO != document.kind and not photo_allowed(document.child):
        raise Refused(_("Nobody consented to a photo. Record the consent first."), field="kind")
    changes = {
        "kind": kind,
        "field_class": field_class or USUAL_CLASS.get(kind, "C2"),
        "description": description.strip(),
        "reference": reference.strip(),
        **_issued(issued),
    }
    for name, value in changes.items():
        setattr(document, name, value)
    document.save(by=by, reason=reason, update_fields=list(changes))
    return document


@transaction.atomic
def withdraw(document: Document, *, why: str, by) -> Document:
    """It is no longer shown to anybody. Nothing is deleted (domain.md 0.3, rule 11). `why` is a code of list W30."""
    if not Option.objects.filter(list="W30", code=why).exists():
        raise Refused(_("Say why the document is withdrawn."), field="why")
    return DOCUMENT.move(document, "withdraw", by=by, reason=why)


def read(document: Document, part: str = "file") -> bytes:
    """The file ("file") or the small picture ("preview"). Raises `files.Damaged` when it is not what was kept for this record."""
    name, digest = {
        "file": (document.file_name, document.digest),
        "preview": (document.preview_name, document.preview_digest),
    }[part]
    return files.get_whole(name, digest, **_about(document, part))


def may_be_shown(document: Document) -> bool:
    """Whether the file is shown to readers of its class: not when it was withdrawn, nor a photo whose consent was withdrawn (7.4)."""
    if document.status != "current":
        return False
    return document.kind != PHOTO or bool(document.without_consent_because) or photo_allowed(document.child)


def _about(document: Document, part: str) -> dict:
    """What is sealed into the file, so that one file put in the place of another is noticed."""
    return {"document": document.pk, "child": document.child_id, "part": part}


def _issued(issued: dates.PartialDate | None) -> dict:
    if issued is None:
        return {"issued_raw": "", "issued_calendar": "", "issued_earliest": None, "issued_latest": None}
    ends = {"issued_earliest": issued.earliest, "issued_latest": issued.latest}
    return {"issued_raw": issued.raw, "issued_calendar": issued.calendar, **ends}
