"""A paragraph in any of our scripts. It is drawn character run by character run: nothing in it is ever read as markup.

reportlab's own Paragraph is not used, here or anywhere: it reads markup, opens the files an <img> names, and gets Arabic wrong.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal, Self

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from base.pdf import script
from base.pdf.fonts import families, width_of
from base.pdf.signs import can_draw, outlined, placed

INK, ACCENT, MUTED = HexColor("#1a1a1a"), HexColor("#0f4c5c"), HexColor("#555555")
RULE, BAND, PALE, TINT = HexColor("#b8b8b8"), HexColor("#f3f3f3"), HexColor("#f8f8f8"), HexColor("#e0e0e0")

Align = Literal["start", "centre", "end"]


@dataclass(frozen=True)
class Style:
    """Sizes and spaces in points."""

    size: float
    leading: float
    bold: bool = False
    colour: Color = INK
    before: float = 0
    after: float = 0


TITLE = Style(20, 28, bold=True, colour=ACCENT, after=2)
SUBTITLE = Style(11.5, 17, colour=MUTED, after=14)
SECTION = Style(13, 19, bold=True, colour=ACCENT, before=16, after=6)
SUBSECTION = Style(10.5, 15.5, bold=True, before=9, after=4)
BODY = Style(9.5, 14.5, after=6)
STRONG = Style(9.5, 14.5, bold=True, after=6)
SMALL = Style(8, 12, colour=MUTED, after=4)
CELL = Style(9, 13)
CELL_HEAD = Style(8.5, 12.5, bold=True, colour=ACCENT)
LABEL = Style(8.5, 13, colour=MUTED)
NOTICE_TITLE = Style(9.5, 14.5, bold=True, colour=ACCENT)
FURNITURE = Style(7.5, 10.5, colour=MUTED)
FURNITURE_STRONG = Style(8, 11, bold=True)


@dataclass(frozen=True)
class Letters:
    """The characters of a text, ready to draw, and what is known of each."""

    characters: str
    fonts: list[str]
    levels: list[int]
    widths: list[float]

    @classmethod
    def of(cls, text: str, style: Style, rtl: bool) -> Self:
        """Raises MissingGlyph."""
        fonts: list[str] = []
        levels: list[int] = []
        lines = [script.joined(line.strip(" ")) for line in script.clean(text).split("\n")]
        for line in lines:
            fonts += [*families(line), "Sans"]
            levels += [*script.levels(line, rtl), int(rtl)]
        if style.bold:
            fonts = [font + "-Bold" for font in fonts]
        characters = "\n".join(lines)
        widths = [0.0 if c == "\n" else width_of(c, f) * style.size for c, f in zip(characters, fonts, strict=False)]
        return cls(characters, fonts[: len(characters)], levels[: len(characters)], widths)

    def cut(self, start: int, end: int | None) -> Self:
        """A part of it."""
        part = slice(start, end)
        return type(self)(self.characters[part], self.fonts[part], self.levels[part], self.widths[part])


class Text(Flowable):
    """A paragraph that wraps, never wider than its frame, and goes on over the page.

    `rtl`: the direction of the paragraph; None finds it in the text, `page_rtl` deciding where the text does not.
    `align` is seen from where reading starts: "start" is the right edge when `page_rtl`.
    """

    def __init__(
        self, text: str, style: Style = BODY, *, rtl: bool | None = None, page_rtl: bool | None = None, align: Align = "start"
    ) -> None:
        super().__init__()
        if rtl is None:
            rtl = script.reads_rtl(text, otherwise=bool(page_rtl))
        self.style, self.align = style, align
        self.page_rtl = rtl if page_rtl is None else page_rtl
        self.letters = Letters.of(text, style, rtl)
        self.lines: list[tuple[int, int, float]] = []
        self.broken_for = -1.0
        self.spaceBefore, self.spaceAfter = style.before, style.after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Fill `self.lines`: (first character, end, width in points) of each."""
        if width != self.broken_for:
            self.lines, self.broken_for = break_lines(self.letters, width), width
        self.width, self.height = width, len(self.lines) * self.style.leading
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Two paragraphs, of which the first fits; neither leaves a single line alone if that can be helped."""
        self.wrap(width, height)
        fit, count = int((height + 0.01) // self.style.leading), len(self.lines)
        if fit >= count:
            return [self]
        fit = min(fit, count - 2)
        if fit < min(2, count):
            return []
        first, second = self._part(0, self.lines[fit - 1][1]), self._part(self.lines[fit][0], None)
        first.spaceAfter, second.spaceBefore = 0, 0
        return [first, second]

    def _part(self, start: int, end: int | None) -> "Text":
        part = Text("", self.style, rtl=False, page_rtl=self.page_rtl, align=self.align)
        part.letters = self.letters.cut(start, end)
        return part

    def draw(self) -> None:
        for number, line in enumerate(self.lines):
            # Capitals are 0.71 em high: this centres them in the height of the line.
            y = self.height - (number + 0.5) * self.style.leading - 0.357 * self.style.size
            self._draw_line(line, y)

    def _draw_line(self, line: tuple[int, int, float], y: float) -> None:
        start, end, width = line
        spare = self.width - width
        at_right = self.page_rtl != (self.align == "end")
        x = spare / 2 if self.align == "centre" else spare if at_right else 0
        write_line(self.canv, self.letters, (start, end), (x, y), self.style)


Run = tuple[str, str, float, list[str]]


def write_line(canvas: Canvas, letters: Letters, part: tuple[int, int], origin: tuple[float, float], style: Style) -> None:
    """Write the characters `part` from left to right, beginning at `origin`."""
    x, y = origin
    pen = canvas.beginText(x, y)
    pen.setFillColor(style.colour)
    outlines: list[str] = []
    for font, run, width, signs in runs(letters, *part):
        pen.setFont(font, style.size)
        if signs:
            pen.setTextRenderMode(3)  # unseen
            pen.textOut("".join(reversed(signs)) + run[0])
            pen.setTextRenderMode(0)
            for glyph, right, up in [(run[0], 0.0, 0.0), *placed(signs, run[0], font)]:
                outlines.append(outlined(glyph, font, (x + right * style.size, y + up * style.size), style.size))
            run = run[1:]
        pen.textOut(run)
        x += width
    canvas.drawText(pen)
    if outlines:
        canvas.setFillColor(style.colour)
        canvas.addLiteral("\n".join(outlines))


def runs(letters: Letters, start: int, end: int) -> list[Run]:
    """(font, characters, width, the vowel signs of its first letter) from left to right, for one line."""
    found: list[Run] = []
    waiting: list[str] = []
    for at in script.visual(start, end, letters.levels):
        font, character = letters.fonts[at], script.mirrored(letters.characters[at], letters.levels[at])
        if letters.levels[at] % 2 and unicodedata.combining(character):
            waiting.insert(0, character)  # from left to right, signs come before their letter
            continue
        if waiting and (character.isspace() or not all(can_draw(glyph, font) for glyph in (*waiting, character))):
            found.append((font, "".join(reversed(waiting)), 0, []))
            waiting = []
        if found and found[-1][0] == font and not waiting:
            before = found[-1]
            found[-1] = (font, before[1] + character, before[2] + letters.widths[at], before[3])
        else:
            found.append((font, character, letters.widths[at], waiting))
            waiting = []
    if waiting:  # signs that have no letter
        found.append((letters.fonts[start], "".join(reversed(waiting)), 0, []))
    return found


def break_lines(letters: Letters, width: float) -> list[tuple[int, int, float]]:
    """Cut at spaces; a word longer than the line at a hyphen or slash; if it has none, anywhere but before a combining mark."""
    text, lines, start = letters.characters, [], 0
    while True:
        end, following = _line(letters, start, width)
        while end > start and text[end - 1] == " ":
            end -= 1
        lines.append((start, end, sum(letters.widths[start:end])))
        if following > len(text):
            return lines
        start = following


def _line(letters: Letters, start: int, width: float) -> tuple[int, int]:
    """Where the line that starts here ends, and where the next one starts (beyond the end when there is none)."""
    text, length = letters.characters, len(letters.characters)
    used, at_space, in_word = 0.0, start, start
    for at in range(start, length):
        character = text[at]
        if character == "\n":
            return at, at + 1
        used += letters.widths[at]
        if used > width + 0.001 and character != " " and at > start:
            cut = at_space if at_space > start else in_word if in_word > start else _before_cluster(text, start, at)
            return cut, _skip_spaces(text, cut)
        if character == " " and text[at + 1 : at + 2] not in (":", ";", "!", "?", "»", "%"):
            at_space = at + 1
        elif character in "-/_@.፡":
            in_word = at + 1
    return length, length + 1


def _before_cluster(text: str, start: int, at: int) -> int:
    while at > start + 1 and unicodedata.combining(text[at]):
        at -= 1
    return at


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at
