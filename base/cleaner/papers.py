"""PDF: only the pages, written into a new document. What runs, opens, plays, hides in it or tells of its author stays behind."""

import io
from typing import Any

import pikepdf

from base.cleaner.shapes import Clean, Unwelcome

MOST_PAGES = 300
# A page keeps what is seen of it. Links, buttons, films and attached files are annotations, which are not on this list.
OF_A_PAGE = {"/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Parent"}
NOWHERE = {
    "/AA", "/A", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/URI", "/EF", "/AF", "/EmbeddedFiles", "/EmbeddedFile", "/XFA",
    "/AcroForm", "/Metadata", "/PieceInfo", "/OPI", "/Alternates", "/Ref", "/RichMediaContent", "/LastModified", "/Info", "/Annots",
}  # fmt: skip
NAMED = {
    "/Font",
    "/XObject",
    "/ExtGState",
    "/ColorSpace",
    "/Pattern",
    "/Shading",
    "/Properties",
    "/CharProcs",
}  # keys are names there
OUTSIDE = {"/F", "/FFilter", "/FDecodeParms"}  # a stream whose bytes lie in another file
KEPT_SEGMENTS = {0xE0, 0xE2, 0xEE}  # of a JPEG: size, colours; all other notes of the camera go


def clean(content: bytes) -> Clean:
    """A new PDF with the same pages. Raises `Unwelcome` for one with a password or too many pages."""
    try:
        opened = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as locked:
        raise Unwelcome("locked") from locked
    with opened, pikepdf.new() as made:
        if opened.is_encrypted:
            raise Unwelcome("locked")
        if not 0 < len(opened.pages) <= MOST_PAGES:
            raise Unwelcome("too_many_pages" if len(opened.pages) else "unreadable")
        _write_in_what_was_filled_in(opened)
        for page in opened.pages:
            for key in set(page.obj.keys()) - OF_A_PAGE:
                del page.obj[key]
            made.pages.append(page)
        for found in made.objects:
            _strip(found)
        for found in made.objects:
            if isinstance(found, pikepdf.Stream):
                _strip_picture(made, found)
        made.remove_unreferenced_resources()
        out = io.BytesIO()
        made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    return Clean("application/pdf", "application/pdf", out.getvalue())


def _write_in_what_was_filled_in(pdf: pikepdf.Pdf) -> None:
    """The answers of a filled form are annotations: they become part of the page before the form goes."""
    try:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
    except (pikepdf.PdfError, RuntimeError, ValueError):  # a form too broken to be shown
        pass


def _strip(found: Any, named: bool = False, depth: int = 0) -> None:
    """Take out of one object and what lies directly in it everything that acts or tells; other objects have their own turn."""
    if depth > 50:
        raise Unwelcome("unreadable")
    if isinstance(found, pikepdf.Array):
        for item in found:
            if not getattr(item, "is_indirect", False):
                _strip(item, depth=depth + 1)
        return
    if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        return
    is_stream = isinstance(found, pikepdf.Stream)
    for key in list(found.keys()):
        if (key in NOWHERE and not named) or (is_stream and key in OUTSIDE):
            del found[key]
    for key in list(found.keys()):
        inner = found[key]
        if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
            _strip(inner, named=key in NAMED and not named, depth=depth + 1)


def _strip_picture(pdf: pikepdf.Pdf, stream: Any) -> None:
    """A scan is a JPEG inside the PDF, with the notes of the phone that took it."""
    filters, parameters = (_listed(stream.get(name)) for name in ("/Filter", "/DecodeParms"))
    if not filters or filters[-1] != "/DCTDecode":
        return
    picture = stream.read_raw_bytes()
    if len(filters) > 1:  # packed once more
        packed = pikepdf.Stream(pdf, picture)
        packed.Filter = pikepdf.Array(filters[:-1])
        if parameters:
            packed.DecodeParms = pikepdf.Array(parameters[:-1])
        picture = packed.read_bytes()
    own = parameters[-1] if len(parameters) == len(filters) else None
    stream.write(without_notes(picture), filter=pikepdf.Name.DCTDecode, decode_parms=own)


def _listed(value: Any) -> list:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def without_notes(picture: bytes) -> bytes:
    """A JPEG without comments and notes of applications, ended where it ends; the drawing itself byte by byte as it was."""
    if picture[:2] != b"\xff\xd8":
        raise Unwelcome("unreadable")
    kept, at = bytearray(b"\xff\xd8"), 2
    while picture[at : at + 1] == b"\xff" and at + 4 <= len(picture):
        mark = picture[at + 1]
        size = 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
        if mark == 0xDA:
            size += _drawing(picture, at + size)
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or mark in KEPT_SEGMENTS:
            kept += picture[at : at + size]
        at += size
    if b"\xff\xda" not in kept:
        raise Unwelcome("unreadable")
    return bytes(kept + b"\xff\xd9")


def _drawing(picture: bytes, start: int) -> int:
    """How long the compressed points are that begin here: up to a mark that neither is stuffed nor restarts."""
    at = start
    while (at := picture.find(b"\xff", at)) >= 0:
        follows = picture[at + 1 : at + 2]
        if follows and follows[0] not in (0x00, 0xFF) and not 0xD0 <= follows[0] <= 0xD7:
            return at - start
        at += 1 if follows == b"\xff" else 2
    return len(picture) - start
