"""Documents and photos of the child: which ones there are, never the files themselves (domain.md 8.2)."""

from django.utils.translation import gettext as _

from base import dates, options
from casework.dossier.known import Known
from casework.dossier.shapes import Remark, Section, Table
from casework.dossier.wording import Row, moment

OF_THE_DIGEST = 16  # of 64 characters: enough to tell that a file is the same


def documents(known: Known) -> Section:
    """Number, kind, what it shows, its date, when it was added, the beginning of its digest; only classes that this reader may read."""
    missing = sorted({"C2", "C3", "C4"} - known.classes)
    lead = [
        Remark(
            _("This copy leaves out documents of the classes %(classes)s, if there are any.") % {"classes": ", ".join(missing)}
        )
    ]
    if not known.documents:
        return Section(
            _("Documents and photos"),
            (*lead, Remark(_("No document was on record at that moment, as far as this reader may know."))),
        )
    head = (_("Document no."), _("Kind and description"), _("Date of the document"), _("Added on"), _("Digest"))
    rows = tuple(_line(known, document) for document in known.documents)
    lead.append(Remark(_("The digest is the beginning of the SHA-256 of the file as it is kept.")))
    return Section(_("Documents and photos"), (*lead, Table(head, rows, (0.13, 0.35, 0.16, 0.17, 0.19))))


def _line(known: Known, document: Row) -> tuple[str, ...]:
    told = options.label("L30", document.kind)
    if document.description:
        told += "\n" + known.hide(document.description)
    added = known.moved(document.id, "add")
    return (
        document.number,
        told,
        _issued(document),
        moment(added.recorded_at if added else None),
        document.digest[:OF_THE_DIGEST],
    )


def _issued(document: Row) -> str:
    if document.issued_calendar in ("", dates.Calendar.GREGORIAN):
        return document.issued_raw or "–"
    return f"{document.issued_raw} ({dates.Calendar(document.issued_calendar).label})"
