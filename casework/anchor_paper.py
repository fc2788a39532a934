"""The anchor of a day on one page: where every chain of the memories ends, to be kept in a safe (security.md rule 15; features.md 97).

The file beside it is what `verify_history --anchor` reads; the paper shows that the file is the one of that day.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing

from base import copies, dates, sealing
from base.models import AccessEvent, User
from base.pdf.text import FURNITURE
from base.workflow import Refused
from minors import access

SHORT = 16  # letters of a chain on paper
SIDE = 100  # of the picture, in points
IN_A_ROW = 3


@transaction.atomic
def make(*, by: User, reason: str, on_paper: bool) -> bytes:
    """Seal what was written and give the anchor, as a page or as the file. Logged. Raises `Refused` without a reason."""
    if not reason.strip():
        raise Refused(_("Say what this copy is for. The reason is kept."), field="reason")
    sealing.seal()
    anchor = sealing.anchor()
    kind = AccessEvent.Kind.PRINTED if on_paper else AccessEvent.Kind.EXPORTED
    event = access.remember(by, kind, reason=reason.strip(), anchor=digest_of(anchor))
    return _page(anchor, by, event) if on_paper else json.dumps(anchor, indent=1).encode()


def digest_of(anchor: dict[str, Any]) -> str:
    """SHA-256 of all heads: the same on the paper and for the file."""
    return hashlib.sha256(json.dumps(anchor["heads"], sort_keys=True).encode()).hexdigest()


def _page(anchor: dict[str, Any], by: User, event: AccessEvent) -> bytes:
    digest, heads = digest_of(anchor), anchor["heads"]
    as_of = datetime.fromisoformat(anchor["as_of"]).astimezone(dates.DJIBOUTI)
    when = dates.moment_in_words(as_of)
    paper = copies.begin(
        event,
        by,
        language=by.language,
        title=_("Anchor of the memories"),
        code=f"{as_of:%Y-%m-%d}",
        confidentiality=_("To be kept outside the system"),
        as_of=when,
    )
    paper.title(_("Anchor of the memories"), when)
    paper.definitions(
        [
            (_("Memories"), str(len(heads))),
            (_("Sealed rows"), str(sum(head[1] for head in heads.values()))),
            (_("SHA-256 of all chains"), digest),
            (_("Signature"), anchor["signature"]),
        ]
    )
    paper.add(_picture(f"himaya anchor {anchor['as_of']} {digest} {anchor['signature']}"))
    lines = [
        f"{name.replace('historical', '')} {seals}/{rows} {chain[:SHORT]}" for name, (seals, rows, chain) in sorted(heads.items())
    ]
    for start in range(0, len(lines), IN_A_ROW):
        paper.text("    ".join(lines[start : start + IN_A_ROW]), FURNITURE)
    paper.text(
        _("Each memory with its seals, its rows and the beginning of its chain. To compare: verify_history --anchor FILE."),
        FURNITURE,
    )
    return paper.drawn()


def _picture(text: str) -> Drawing:
    """A QR code that a telephone reads."""
    code = QrCodeWidget(text)
    x, y, right, top = code.getBounds()
    drawing = Drawing(SIDE, SIDE, transform=[SIDE / (right - x), 0, 0, SIDE / (top - y), 0, 0])
    drawing.add(code)
    return drawing
