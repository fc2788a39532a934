"""The pieces a document is made of. Each takes plain, translated strings and gives a flowable; `rtl` is the direction of the page.

Cells and values find their own direction in their text; where they stand follows the page.
"""

from collections.abc import Sequence
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import white
from reportlab.platypus import Flowable

from base.pdf import script
from base.pdf.grid import Cell, Grid, Look, Nothing, Row, Stack
from base.pdf.text import (
    ACCENT,
    BODY,
    CELL,
    CELL_HEAD,
    INK,
    LABEL,
    MUTED,
    NOTICE_TITLE,
    PALE,
    RULE,
    SECTION,
    SMALL,
    STRONG,
    SUBSECTION,
    TINT,
    Align,
    Style,
    Text,
)


class Heading(Text):
    """A heading that stands in the outline of the document. `depth` 0: section, 1: subsection."""

    def __init__(self, text: str, *, key: str, depth: int = 0, rtl: bool = False) -> None:
        super().__init__(text, SUBSECTION if depth else SECTION, rtl=rtl, page_rtl=rtl)
        self.title, self.key, self.depth = script.clean(text).replace("\n", " "), key, depth

    def draw(self) -> None:
        self.canv.bookmarkHorizontal(self.key, 0, self.height + 6)
        self.canv.addOutlineEntry(self.title, self.key, self.depth)
        super().draw()
        if not self.depth:
            self.canv.setStrokeColor(ACCENT)
            self.canv.setLineWidth(0.6)
            self.canv.line(0, -2, self.width, -2)


def value(text: str, rtl: bool, style: Style = CELL, align: Align = "start") -> Text:
    """A cell: its own direction, the page's side."""
    return Text(text, style, page_rtl=rtl, align=align)


def definitions(rows: Sequence[tuple[str, str]], *, rtl: bool = False, label_share: float = 0.32) -> Grid:
    """(label, value) rows; they wrap and break over pages."""
    made = [Row([Text(label, LABEL, rtl=rtl, page_rtl=rtl), value(told, rtl)]) for label, told in rows]
    return Grid(made, [label_share, 1 - label_share], rtl=rtl, look=Look(across=4, flush=True))


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    shares: Sequence[float] | None = None,
    aligns: Sequence[Align] | None = None,
    rtl: bool = False,
) -> Grid:
    """A table whose head is repeated on each page. `shares` of the width and `aligns`, one for each column."""
    at: Sequence[Align] = aligns or ["start"] * len(head)
    made = [Row([Text(told, CELL_HEAD, rtl=rtl, page_rtl=rtl, align=side) for told, side in zip(head, at, strict=True)])]
    for number, row in enumerate(rows):
        cells: list[Flowable] = [value(told, rtl, align=side) for told, side in zip(row, at, strict=True)]
        made.append(Row(cells, odd=number % 2 == 1))
    return Grid(made, shares or [1] * len(head), rtl=rtl, heads=1, look=Look(zebra=True))


def timeline(events: Sequence[tuple[str, str, str]], *, rtl: bool = False) -> Grid:
    """(date, sentence, code in the margin, such as that of a plan objective)."""
    made = [
        Row([value(when, rtl, LABEL), Text(told, CELL, rtl=rtl, page_rtl=rtl), value(code, rtl, LABEL, align="end")])
        for when, told, code in events
    ]
    return Grid(made, [0.2, 0.66, 0.14], rtl=rtl, look=Look(across=4, flush=True))


def notice(text: str, *, title: str = "", rtl: bool = False) -> Grid:
    """A box that is seen first: a thick line where reading starts, on a light ground."""
    words = [Text(told, style, rtl=rtl, page_rtl=rtl) for told, style in ((title, NOTICE_TITLE), (text, CELL)) if told]
    look = Look(across=8, above=7, rules=False, box=True, bar=True, fill=PALE)
    return Grid([Row([Stack(words)])], [1], rtl=rtl, look=look)


def points(texts: Sequence[str], *, rtl: bool = False) -> Grid:
    """A list with bullets."""
    made = [Row([Text("•", BODY, page_rtl=rtl, align="centre"), Text(told, BODY, rtl=rtl, page_rtl=rtl)]) for told in texts]
    return Grid(made, [0.035, 0.965], rtl=rtl, look=Look(across=2, above=1, rules=False))


def quote(text: str, source: str = "", *, rtl: bool = False) -> Flowable:
    """Words in the language they were said in, on the side where that language starts; `source` says who, and if translated."""
    own = script.reads_rtl(text, otherwise=rtl)
    rows = [Row([Text(text, BODY, rtl=own, page_rtl=own)])]
    if source:
        rows.append(Row([Text(source, SMALL, rtl=rtl, page_rtl=own)]))
    return Grid(rows, [1], rtl=own, look=Look(across=6, above=1.5, rules=False, bar=True))


class Bar(Cell):
    """A bar that starts where reading starts; `mark` is a target, drawn across it. Both are parts of the width, 0 to 1."""

    def __init__(self, part: float, *, mark: float | None = None, rtl: bool = False) -> None:
        super().__init__(CELL.leading)
        self.part, self.mark, self.rtl = part, mark, rtl

    def draw(self) -> None:
        canvas, high = self.canv, self.height
        canvas.setFillColor(TINT)
        canvas.rect(0, high / 2 - 3.5, self.width, 7, stroke=0, fill=1)
        canvas.setFillColor(ACCENT)
        long = self.width * min(max(self.part, 0), 1)
        canvas.rect(self.width - long if self.rtl else 0, high / 2 - 3.5, long, 7, stroke=0, fill=1)
        if self.mark is not None:
            x = self.width * min(max(self.mark, 0), 1)
            x = self.width - x if self.rtl else x
            canvas.setStrokeColor(INK)
            canvas.setLineWidth(1.6)
            canvas.line(x, high / 2 - 6.5, x, high / 2 + 6.5)


def bars(
    rows: Sequence[tuple[str, float | None, str]],
    *,
    maximum: float | None = None,
    targets: Sequence[float | None] | None = None,
    rtl: bool = False,
) -> Grid:
    """A bar chart: (label, value or None, the value as it is to be read). The longest bar is `maximum`, else the highest value."""
    marks = targets or [None] * len(rows)
    known = [number for number in [*(row[1] for row in rows), *marks] if number is not None]
    full = maximum or max(known, default=0) or 1
    made = []
    for (label, number, shown), mark in zip(rows, marks, strict=True):
        bar = Nothing() if number is None else Bar(number / full, mark=None if mark is None else mark / full, rtl=rtl)
        made.append(Row([Text(label, CELL, page_rtl=rtl), bar, value(shown, rtl, align="end")]))
    return Grid(made, [0.34, 0.5, 0.16], rtl=rtl, look=Look(across=4, above=2.5, flush=True))


class Code(Cell):
    """A QR code, `size` points wide, quiet zone included."""

    def __init__(self, content: str, size: float = 84, *, rtl: bool = False) -> None:
        super().__init__(size)
        self.rtl = rtl
        self.drawing = Drawing(size, size)
        self.drawing.add(Rect(0, 0, size, size, fillColor=white, strokeColor=None))  # over the watermark
        self.drawing.add(QrCodeWidget(content, barWidth=size, barHeight=size, barLevel="M", barBorder=2))

    def draw(self) -> None:
        renderPDF.draw(self.drawing, self.canv, self.width - self.height if self.rtl else 0, 0)


def qr(content: str, caption: str = "", *, title: str = "", rtl: bool = False) -> Grid:
    """A QR code with words beside it. Its content is an address and a digest, never what the file says."""
    words = [Text(told, style, rtl=rtl, page_rtl=rtl) for told, style in ((title, STRONG), (caption, SMALL)) if told]
    row = Row([Code(content, rtl=rtl), Stack(words) if words else Nothing()])
    return Grid([row], [0.2, 0.8], rtl=rtl, look=Look(across=0, rules=False, whole=True))


class Blank(Cell):
    """A line to write on, with what is to be written there under it."""

    def __init__(self, label: str, height: float, *, rtl: bool) -> None:
        super().__init__(height)
        self.label = Text(label, SMALL, rtl=rtl, page_rtl=rtl)

    def draw(self) -> None:
        _, high = self.label.wrap(self.width, self.height)
        self.canv.setStrokeColor(MUTED)
        self.canv.setLineWidth(0.5)
        self.canv.line(0, high, self.width, high)
        self.label.drawOn(self.canv, 0, 0)


def signatures(functions: Sequence[str], *, labels: Sequence[str], rtl: bool = False) -> Flowable:
    """Who signs: for each function the lines to fill in (`labels`, the last for the signature itself). Two abreast, kept whole."""
    grids: list[Flowable] = []
    for first in range(0, len(functions), 2):
        pair = functions[first : first + 2]
        rows: list[list[Any]] = [[Text(told, STRONG, rtl=rtl, page_rtl=rtl) for told in pair]]
        for number, label in enumerate(labels):
            high = 54 if number == len(labels) - 1 else 32
            rows.append([Blank(label, high, rtl=rtl) for _ in pair])
        full = [Row([*cells, *(Nothing() for _ in range(2 - len(pair)))]) for cells in rows]
        grids.append(Grid(full, [1, 1], rtl=rtl, look=Look(across=12, above=2, rules=False, whole=True)))
    return grids[0] if len(grids) == 1 else Stack(grids)


class CutLine(Cell):
    """The upper edge of a page that may be taken out of the file."""

    HEIGHT = 24

    def __init__(self, words: str, *, rtl: bool = False) -> None:
        super().__init__(self.HEIGHT)
        self.words = Text(words, SMALL, rtl=rtl, page_rtl=rtl, align="centre")

    def draw(self) -> None:
        self.canv.setStrokeColor(RULE)
        self.canv.setLineWidth(0.8)
        self.canv.setDash(4, 3)
        self.canv.line(0, 3, self.width, 3)
        self.canv.setDash()
        self.words.wrap(self.width, self.height)
        self.words.drawOn(self.canv, 0, 8)
