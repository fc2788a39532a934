"""Files that people send: by their content on a short list or refused, made anew in a process that can fall without the server (security.md 18)."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from base.cleaner.limits import SECONDS
from base.cleaner.shapes import Clean
from base.workflow import Refused

LARGEST = 20 << 20  # bytes
_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 2 * SECONDS  # by the clock; the process itself counts its own work
_AT_ONCE, _WAIT = 2, 30  # of one server process, so that ten phones at night do not take all memory
_turn = threading.BoundedSemaphore(_AT_ONCE)

TOO_BIG = _("This file is larger than 20 MB. Take a picture with less detail, or send it in parts.")
SENTENCES = {
    "empty": _("This file is empty. Choose it again."),
    "not_listed": _(
        "Only photos (JPEG, PNG, WebP), PDF and sound recordings (MP3, M4A, Ogg, WAV) are kept. Take a photo of the document."
    ),
    "phone_picture": _(
        "This picture is in a format of the phone (HEIC). Take the photo from this page, or choose JPEG in the camera's settings."
    ),
    "film": _("Films are not kept. Take a photo, or record the sound only."),
    "other_sound": _("This kind of recording cannot be freed of hidden data. Save it as MP3, M4A or WAV."),
    "unreadable": _("This file is damaged, or it is not what it seems to be. Take a new photo of the document."),
    "too_many_pixels": _("This picture has more than 40 million points. Take it again with less detail."),
    "too_many_pages": _("This PDF has more than 300 pages. Send it in parts."),
    "locked": _("This PDF is protected by a password. Save it without one, or take a photo of it."),
    "too_heavy": _("Opening this file takes too much memory or time, so it was not opened. Take a photo of the document."),
}


def clean(content: bytes) -> Clean:
    """The file made anew: without place, time, camera, author, scripts and attachments. Raises `Refused` with a sentence."""
    if len(content) > LARGEST:
        raise Refused(TOO_BIG, field="file")
    if not _turn.acquire(timeout=_WAIT):
        raise Refused(_("Many files are being looked at just now. Send it again in a minute."), field="file")
    try:
        said, rest = _ask(content)
    finally:
        _turn.release()
    if "refused" in said:
        raise Refused(SENTENCES[said["refused"]], field="file")
    whole, preview = said["sizes"]
    return Clean(said["media_type"], said["found"], rest[:whole], rest[whole : whole + preview])


def _ask(content: bytes) -> tuple[dict, bytes]:
    """What the cleaning process answers. It gets no environment: no key and no password is in it."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "base.cleaner"],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"},
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_heavy"}, b""
    first, _line, rest = done.stdout.partition(b"\n")
    if done.returncode or not first:  # it was stopped by its limits, or a library fell over the file
        return {"refused": "too_heavy" if done.returncode < 0 else "unreadable"}, b""
    return json.loads(first), rest
