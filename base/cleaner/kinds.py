"""Which kind of file it is, by its first bytes and never by its name; then it is really opened (security.md 18)."""

import puremagic

from base.cleaner import papers, pictures, sounds
from base.cleaner.boxes import clean_m4a
from base.cleaner.shapes import Clean, Unwelcome

PICTURES_OF_PHONES = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif"}
SOUNDS_IN_BOXES = {b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"iso5", b"iso6", b"dash", b"3gp4", b"3gp5"}


def clean(content: bytes) -> Clean:
    """The file made anew. Raises `Unwelcome` for what is not on the list, and whatever a library raises for what is damaged."""
    if not content:
        raise Unwelcome("empty")
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _riff(content, b"WEBP"):
        return pictures.clean(content)
    if content.startswith(b"%PDF-"):
        return papers.clean(content)
    if content.startswith(b"OggS"):
        return sounds.clean_ogg(content)
    if _riff(content, b"WAVE"):
        return sounds.clean_wav(content)
    if content[4:8] == b"ftyp":
        return _in_boxes(content)
    if content.startswith(b"ID3") or (content[0] == 0xFF and len(content) > 1 and content[1] & 0xE6 == 0xE2):
        return sounds.clean_mp3(content)
    raise Unwelcome(_what_else(content))


def _riff(content: bytes, form: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == form


def _in_boxes(content: bytes) -> Clean:
    brand = content[8:12]
    if brand in PICTURES_OF_PHONES:
        raise Unwelcome("phone_picture")
    if brand in SOUNDS_IN_BOXES:
        return clean_m4a(content)
    raise Unwelcome("film" if brand.startswith((b"qt", b"3g", b"avc")) else "not_listed")


def _what_else(content: bytes) -> str:
    """A closer word for the sentence, where one would help."""
    try:
        media_type = puremagic.from_string(content[:4096], mime=True)
    except (puremagic.PureError, ValueError):
        return "not_listed"
    return {"video": "film", "audio": "other_sound"}.get(media_type.partition("/")[0], "not_listed")
