"""Files that come in parts over a bad connection: begun, continued after a cut, put together (features.md 21).

Every part is encrypted on the disk before it is acknowledged. Sending a part again changes nothing; a part that is too early is
answered with where the upload stands.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from base import dates, files
from base.cleaning import LARGEST, TOO_BIG
from base.models import User
from base.workflow import Refused
from minors.models import Child, Upload

PART = 64 << 10  # what the page sends at once
LARGEST_PART = 256 << 10
LIFE = timedelta(days=1)
AT_ONCE = 10  # unfinished uploads of one person; the oldest one goes


class Misplaced(Exception):
    """This part does not follow what was received. `args[0]` is the upload, which says where to go on."""


@transaction.atomic
def begin(child: Child, *, size: int, digest: str, by: User) -> Upload:
    """A new upload, or the unfinished one of the same person, child and file. Raises `Refused` for a size that is not taken."""
    if not 0 < size <= LARGEST:
        raise Refused(TOO_BIG if size > 0 else _("This file is empty. Choose it again."))
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise Refused(_("The file could not be read. Choose it again."))
    forget_old()
    mine = Upload.objects.filter(person=by)
    known = mine.filter(child=child, digest=digest).first()
    if known:
        return known
    for old in mine[AT_ONCE - 1 :]:
        forget(old)
    try:
        with transaction.atomic():
            return Upload.objects.create(person=by, child=child, digest=digest, size=size, key=secrets.token_hex(32))
    except IntegrityError:  # the same page sent it twice at once
        return mine.get(child=child, digest=digest)


@transaction.atomic
def receive(upload_id, *, at: int, part: bytes, by: User) -> Upload:
    """Keep the part that begins at byte `at`. Raises `Misplaced` for a gap, an overlap, or more than was announced."""
    upload = Upload.objects.select_for_update().get(pk=upload_id, person=by)
    end = at + len(part)
    if part and end <= upload.received:
        return upload  # it came twice
    if at != upload.received or not part or len(part) > LARGEST_PART or end > upload.size:
        raise Misplaced(upload)
    files.put(part, name=_name(upload, at), **_about(upload, at))
    upload.received = end
    upload.save(update_fields=["received"])
    return upload


def whole(upload: Upload) -> bytes:
    """The file, put together. Raises `Refused` when it is not complete or not the one that was announced."""
    if not upload.is_whole:
        raise Refused(
            _("The file has not arrived completely yet. Choose the same file again: it goes on where it stopped."), field="file"
        )
    try:
        content = b"".join(_parts(upload))
    except files.Damaged:
        content = b""
    if hashlib.sha256(content).hexdigest() != upload.digest:
        raise Refused(_("The file did not arrive as it was sent. Choose it again."), field="file")
    return content


def waiting(child: Child, *, by: User):
    """Uploads of this person for this child that are still to be used, the newest first."""
    return Upload.objects.filter(child=child, person=by, begun_at__gt=dates.now() - LIFE)


def forget(upload: Upload) -> None:
    """Take an upload and its parts away, the parts once that is certain."""
    pieces = files.names_of(upload.pk.hex)
    upload.delete()
    for name in pieces:
        transaction.on_commit(partial(files.remove, name))


def forget_old() -> int:
    """Take away what was begun more than a day ago, by whomever. Gives how many."""
    old = list(Upload.objects.filter(begun_at__lte=dates.now() - LIFE))
    for upload in old:
        forget(upload)
    return len(old)


def _parts(upload: Upload):
    at = 0
    while at < upload.size:
        part = files.get(_name(upload, at), **_about(upload, at))
        yield part
        at += len(part)


def _name(upload: Upload, at: int) -> str:
    return f"{upload.pk.hex}-{at}"


def _about(upload: Upload, at: int) -> dict:
    return {"upload": upload.pk, "person": upload.person_id, "child": upload.child_id, "at": at}
