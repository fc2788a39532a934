"""M4A: boxes within boxes. A box that is not needed to hear the sound is blanked where it lies, so that no address in the file moves.

Phones write the place of a recording into `udta`, its title into `meta`, its time into three heads.
"""

from base.cleaner.shapes import Clean, Unwelcome

KEPT = {
    "": {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx"},
    "moov": {b"mvhd", b"trak", b"mvex"},
    "trak": {b"tkhd", b"mdia", b"edts"},
    "mdia": {b"mdhd", b"hdlr", b"minf"},
    "minf": {b"smhd", b"nmhd", b"dinf", b"stbl"},
}
TIMED = {b"mvhd", b"tkhd", b"mdhd"}
_DEEPEST = 6


def clean_m4a(content: bytes) -> Clean:
    """The same file with everything blank that is neither sound nor needed to find it. Films are refused."""
    made = bytearray(content)
    seen: set[bytes] = set()
    _walk(made, 0, len(made), "", seen, 0)
    if not {b"moov", b"mdat", b"soun"} <= seen:
        raise Unwelcome("unreadable")
    return Clean("audio/mp4", "audio/mp4", bytes(made))


def _walk(made: bytearray, at: int, end: int, inside: str, seen: set[bytes], depth: int) -> None:
    while at < end:
        size, name, head = int.from_bytes(made[at : at + 4], "big"), bytes(made[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(made[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end or len(name) < 4:
            raise Unwelcome("unreadable")
        _one(made, at, size, name, head, inside, seen, depth)
        at += size


def _one(made, at, size, name, head, inside, seen, depth) -> None:
    start, end = at + head, at + size
    if name not in KEPT[inside]:
        made[at + 4 : at + 8] = b"free"
        made[start:end] = bytes(end - start)
        return
    seen.add(name)
    if name in TIMED:
        wide = 16 if made[start] == 1 else 8  # when it was made and changed
        made[start + 4 : start + 4 + wide] = bytes(wide)
    elif name == b"hdlr":
        kind = bytes(made[start + 8 : start + 12])
        if kind != b"soun":
            raise Unwelcome("film" if kind == b"vide" else "other_sound")
        seen.add(kind)
        made[start + 24 : end] = bytes(end - start - 24)  # a name that the program chose
    elif name.decode("latin-1") in KEPT and depth < _DEEPEST:
        _walk(made, start, end, name.decode("latin-1"), seen, depth + 1)
