"""Arabic vowel signs and shadda, set where they belong: over the middle of their letter, clear of it and of each other.

A PDF without a shaping engine would draw them at the edge of the letter. Drawing them as text somewhere else would tear words
apart for whoever searches or copies; so letter and signs are drawn as outlines, and stand in the text unseen, in their place.
"""

import struct
from functools import cache

from reportlab.pdfbase import pdfmetrics

from base.pdf.fonts import register

Point = tuple[float, float]
Contour = tuple[tuple[Point, bool], ...]
Placed = tuple[str, float, float]
CLEARANCE = 0.04


def placed(signs: list[str], letter: str, font: str) -> list[Placed]:
    """(sign, right, up): how far each is moved from the origin of its letter, in ems."""
    found: list[Placed] = []
    left, bottom, right, top = box_of(letter, font)
    for sign in signs:
        from_left, low, to_right, high = box_of(sign, font)
        if low > 0.3:
            up = max(0, top + CLEARANCE - low)
            top = high + up
        else:
            up = min(0, bottom - CLEARANCE - high)
            bottom = low + up
        found.append((sign, (left + right - from_left - to_right) / 2, up))
    return found


def _glyph(number: int, font: str) -> bytes:
    """Its record in the `glyf` table; empty for a space."""
    face = pdfmetrics.getFont(font).face
    start = face.get_table_pos("glyf")[0]
    return bytes(face._ttf_data[start + face.glyphPos[number] : start + face.glyphPos[number + 1]])


def _number(character: str, font: str) -> int:
    register()
    return int(pdfmetrics.getFont(font).face.charToGlyph[ord(character)])


@cache
def box_of(character: str, font: str) -> tuple[float, float, float, float]:
    """The ink of a glyph around its origin: left, bottom, right, top, in ems."""
    record = _glyph(_number(character, font), font)
    em = pdfmetrics.getFont(font).face.unitsPerEm
    left, bottom, right, top = struct.unpack(">4h", record[2:10]) if record else (0, 0, 0, 0)
    return left / em, bottom / em, right / em, top / em


@cache
def outline(character: str, font: str) -> tuple[Contour, ...] | None:
    """The contours of a glyph: points in ems, and whether each is on the curve. None when it cannot be told."""
    found = _contours(_number(character, font), font)
    em = pdfmetrics.getFont(font).face.unitsPerEm
    return None if found is None else tuple(tuple(((x / em, y / em), on) for (x, y), on in contour) for contour in found)


def can_draw(character: str, font: str) -> bool:
    """Has this font an outline of it?"""
    return ord(character) in pdfmetrics.getFont(font).face.charToGlyph and outline(character, font) is not None


def _contours(number: int, font: str) -> list[Contour] | None:
    record = _glyph(number, font)
    count = struct.unpack(">h", record[:2])[0] if record else 0
    if count < 0:
        return _composed(record, font)
    ends = struct.unpack(f">{count}H", record[10 : 10 + 2 * count])
    at = 10 + 2 * count
    at += 2 + struct.unpack(">H", record[at : at + 2])[0] if count else 0
    flags: list[int] = []
    while ends and len(flags) <= ends[-1]:
        flags.append(record[at])
        if record[at] & 8:
            at += 1
            flags += [flags[-1]] * record[at]
        at += 1
    across, at = _coordinates(record, at, flags, short=2, same=16)
    up, at = _coordinates(record, at, flags, short=4, same=32)
    points = [((x, y), bool(flag & 1)) for x, y, flag in zip(across, up, flags, strict=True)]
    starts = [0, *(end + 1 for end in ends)]
    return [tuple(points[start : end + 1]) for start, end in zip(starts, ends, strict=False)]


def _composed(record: bytes, font: str) -> list[Contour] | None:
    """A glyph made of others, each moved; None if one is also scaled."""
    found: list[Contour] = []
    at, flags = 10, 32
    while flags & 32:
        flags, part = struct.unpack(">2H", record[at : at + 4])
        words = flags & 1
        dx, dy = struct.unpack(">2h" if words else ">2b", record[at + 4 : at + (8 if words else 6)])
        at += 8 if words else 6
        contours = _contours(part, font)
        if contours is None or not flags & 2 or flags & (8 | 64 | 128):
            return None
        found += [tuple(((x + dx, y + dy), on) for (x, y), on in contour) for contour in contours]
    return found


def _coordinates(record: bytes, at: int, flags: list[int], *, short: int, same: int) -> tuple[list[int], int]:
    found, value = [], 0
    for flag in flags:
        if flag & short:
            value += record[at] if flag & same else -record[at]
            at += 1
        elif not flag & same:
            value += struct.unpack(">h", record[at : at + 2])[0]
            at += 2
        found.append(value)
    return found, at


def outlined(character: str, font: str, origin: Point, size: float) -> str:
    """PDF operators that fill the glyph in the current colour."""
    return f"q {size:.4g} 0 0 {size:.4g} {origin[0]:.3f} {origin[1]:.3f} cm {_path(character, font)} f Q"


@cache
def _path(character: str, font: str) -> str:
    told = []
    for contour in outline(character, font) or ():
        curves = _curves(contour)
        told.append("{:.3f} {:.3f} m".format(*curves[0][0]))
        told += ["{:.4f} {:.4f} {:.4f} {:.4f} {:.3f} {:.3f} c".format(*one, *other, *end) for _, one, other, end in curves]
    return " ".join(told)


def _curves(contour: Contour) -> list[tuple[Point, Point, Point, Point]]:
    """A contour, of lines and quadratic curves, as cubic curves: start, two handles, end."""
    points: list[tuple[Point, bool]] = []
    for (point, on), (following, next_on) in zip(contour, (*contour[1:], contour[0]), strict=True):
        points.append((point, on))
        if not on and not next_on:  # between two handles there is a point, unsaid
            points.append((_between(point, following, 0.5), True))
    first = next(at for at, (_, on) in enumerate(points) if on)
    points = [*points[first:], *points[:first], points[first]]
    found, at = [], 0
    while at < len(points) - 1:
        start, (handle, on) = points[at][0], points[at + 1]
        end = handle if on else points[at + 2][0]
        found.append((start, _between(start, handle, 2 / 3), _between(end, handle, 2 / 3), end))
        at += 1 if on else 2
    return found


def _between(one: Point, other: Point, part: float) -> Point:
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part
