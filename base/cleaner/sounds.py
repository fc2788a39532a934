"""Sound recordings: taken apart and put together again from the sound alone. The sound itself is not encoded anew.

What goes: titles, places, times, pictures and whatever else lies beside the sound. What stays: every frame as the phone wrote it,
so bytes hidden inside a frame would stay too; they are only ever served as a download that nothing runs.
"""

import struct

from base.cleaner.shapes import Clean, Unwelcome

# MPEG audio: kbit/s by version and layer, samples per second by version.
_RATES = {
    ("1", 1): [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    ("1", 2): [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    ("1", 3): [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    ("2", 1): [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    ("2", 2): [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ("2", 3): [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}
_HERTZ = {3: [44100, 48000, 32000], 2: [22050, 24000, 16000], 0: [11025, 12000, 8000]}
_LEAST_FRAMES = 3
_PLAIN_WAVES = {1, 3, 6, 7}  # PCM, floating point, A-law, µ-law
_MOST_IN_A_PAGE = 255 * 255


def clean_mp3(content: bytes) -> Clean:
    """Frames only. What lies between them, before or after, is a tag or a stowaway; where it is more than the sound, it is no MP3."""
    frames, at, first = [], 0, None
    while at + 4 <= len(content):
        size, kind = _frame(content[at : at + 4])
        follows = content[at + size : at + size + 4]
        if (
            size
            and at + size <= len(content)
            and (first in (None, kind))
            and (not follows or len(follows) < 4 or _next(follows, kind))
        ):
            frames.append(content[at : at + size])
            first, at = kind, at + size
        else:
            at = _after_tag(content, at)
    sound = b"".join(frames)
    if len(frames) < _LEAST_FRAMES or len(sound) * 2 < len(content):
        raise Unwelcome("unreadable")
    return Clean("audio/mpeg", "audio/mpeg", sound)


def _next(head: bytes, kind) -> bool:
    """Whether after a frame comes another one of the same stream, or a tag."""
    return head[:3] in (b"TAG", b"ID3", b"APE") or _frame(head)[1] == kind


def _after_tag(content: bytes, at: int) -> int:
    if content[at : at + 3] == b"ID3" and len(content) >= at + 10:
        a, b, c, d = content[at + 6 : at + 10]
        return at + 10 + (a << 21 | b << 14 | c << 7 | d)
    following = content.find(b"\xff", at + 1)
    return following if following >= 0 else len(content)


def _frame(head: bytes) -> tuple[int, tuple | None]:
    """(bytes of the frame that this head begins, what all frames of one stream have in common); 0 and None when it is none."""
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0, None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    rate, hertz = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 4 or rate in (0, 15) or hertz == 3:
        return 0, None
    bits, speed = _RATES["1" if version == 3 else "2", layer][rate] * 1000, _HERTZ[version][hertz]
    padding = head[2] >> 1 & 1
    kind = (version, layer, hertz)
    if layer == 1:
        return (12 * bits // speed + padding) * 4, kind
    return (72 if layer == 3 and version != 3 else 144) * bits // speed + padding, kind


def clean_wav(content: bytes) -> Clean:
    """Format and sound only."""
    about, sound, at = b"", b"", 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + size]
        if name == b"fmt ":
            about = body
        elif name == b"data":
            sound = body  # phones that were cut off wrote a size that is too large
        at += 8 + size + size % 2
    if len(about) < 16 or not sound:
        raise Unwelcome("unreadable")
    kind, channels, hertz, _per_second, block, bits = struct.unpack("<HHIIHH", about[:16])
    if kind == 0xFFFE and len(about) >= 26:
        kind = int.from_bytes(about[24:26], "little")
    if kind not in _PLAIN_WAVES:
        raise Unwelcome("other_sound")
    if not (1 <= channels <= 8 and 4000 <= hertz <= 192_000 and bits in (8, 16, 24, 32) and block == channels * bits // 8):
        raise Unwelcome("unreadable")
    sound = sound[: len(sound) // block * block]
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, kind, channels, hertz, hertz * block, block, bits)
    body = b"WAVE" + head + struct.pack("<4sI", b"data", len(sound)) + sound + b"\x00" * (len(sound) % 2)
    return Clean("audio/wav", "audio/wav", struct.pack("<4sI", b"RIFF", len(body)) + body)


def clean_ogg(content: bytes) -> Clean:
    """Opus or Vorbis: the first page and the sound as they are, the page of remarks empty."""
    pages = list(_pages(content))
    stream = pages[0][0][14:18]
    opus = pages[0][2].startswith(b"OpusHead")
    if not opus and not pages[0][2].startswith(b"\x01vorbis"):
        raise Unwelcome("other_sound")
    if any(head[14:18] != stream for head, _lacing, _body in pages):
        raise Unwelcome("other_sound")  # several streams: a film, or something beside the sound
    headers, used = _headers(pages, 2 if opus else 3)
    remarks = b"OpusTags" if opus else b"\x03vorbis"
    if not headers[1].startswith(remarks):
        raise Unwelcome("unreadable")
    headers[1] = remarks + struct.pack("<II", 0, 0) + (b"" if opus else b"\x01")
    if not opus and not headers[2].startswith(b"\x05vorbis"):
        raise Unwelcome("unreadable")
    made = [_page(pages[0][0], [headers[0]], 0), _page(pages[0][0][:5] + b"\x00" + bytes(8) + stream, headers[1:], 1)]
    if len(pages) <= used:
        raise Unwelcome("unreadable")
    made += [_sealed(head, number, lacing, body) for number, (head, lacing, body) in enumerate(pages[used:], 2)]
    return Clean("audio/ogg", "audio/ogg", b"".join(made))


def _pages(content: bytes):
    """(head of 27 bytes, lacing, body) of every page, one right after the other; what follows the last one is left out."""
    at = 0
    while content[at : at + 4] == b"OggS" and at + 27 <= len(content):
        count = content[at + 26]
        lacing = content[at + 27 : at + 27 + count]
        body = content[at + 27 + count : at + 27 + count + sum(lacing)]
        if len(lacing) < count or len(body) < sum(lacing):
            return  # cut off: what came before it is whole
        yield content[at : at + 27], lacing, body
        at += 27 + count + len(body)


def _headers(pages, wanted: int) -> tuple[list[bytes], int]:
    """The first packets, and on how many pages they lie. Raises `Unwelcome` where sound shares a page with them."""
    packets, waiting = [], b""
    for used, (_head, lacing, body) in enumerate(pages, 1):
        at = 0
        for size in lacing:
            waiting, at = waiting + body[at : at + size], at + size
            if size < 255:
                packets.append(waiting)
                waiting = b""
        if len(packets) >= wanted:
            if len(packets) > wanted or waiting or sum(map(len, packets[2:])) > _MOST_IN_A_PAGE - 1000:
                raise Unwelcome("unreadable")
            return packets, used
    raise Unwelcome("unreadable")


def _page(head: bytes, packets: list[bytes], number: int) -> bytes:
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    return _sealed(head, number, lacing, b"".join(packets))


def _sealed(head: bytes, number: int, lacing: bytes, body: bytes) -> bytes:
    """A page with its number in the stream and its checksum."""
    bare = head[:18] + struct.pack("<II", number, 0) + bytes([len(lacing)]) + lacing + body
    return bare[:22] + struct.pack("<I", _checksum(bare)) + bare[26:]


def _table() -> list[int]:
    made = []
    for number in range(256):
        value = number << 24
        for _bit in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        made.append(value)
    return made


_TABLE = _table()


def _checksum(page: bytes) -> int:
    """Ogg's own CRC-32: another order of bits than zlib's."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value
