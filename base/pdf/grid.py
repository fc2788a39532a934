"""Rows of cells: every table, list, box and chart of the paper. Rows wrap, break over pages, and mirror for right-to-left."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from base.pdf.text import ACCENT, BAND, RULE

TALL = 240  # points; heads and headings above this height do not have to stay whole


@dataclass(frozen=True)
class Look:
    """How a grid is drawn. Points."""

    across: float = 5
    above: float = 3.5
    rules: bool = True
    zebra: bool = False
    box: bool = False
    fill: Color | None = None
    bar: bool = False
    """A thick line along the edge where reading starts."""
    flush: bool = False
    """The first and last columns stand on the edges of the page's text."""
    whole: bool = False
    """Never broken over two pages (unless it is taller than one)."""


@dataclass
class Row:
    """Cells are Text or other flowables. `odd` rows are the shaded ones of a zebra."""

    cells: list[Flowable]
    odd: bool = False
    height: float = field(default=0, init=False)


class Grid(Flowable):
    """`shares`: the widths of the columns, as parts of their sum. The first `heads` rows are repeated on each page."""

    def __init__(
        self, rows: Sequence[Row], shares: Sequence[float], *, rtl: bool = False, heads: int = 0, look: Look | None = None
    ) -> None:
        super().__init__()
        self.rows, self.shares, self.rtl, self.heads, self.look = list(rows), list(shares), rtl, heads, look or Look()
        self.spaceBefore, self.spaceAfter = 2.0, 10.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.columns = [width * share / sum(self.shares) for share in self.shares]
        for row in self.rows:
            inner = [cell.wrap(self._inner(number), 1e6)[1] for number, cell in enumerate(row.cells)]
            row.height = max(inner, default=0) + 2 * self.look.above
        self.height = sum(row.height for row in self.rows)
        return self.width, self.height

    def _pads(self, number: int) -> tuple[float, float]:
        """The spaces at the start and at the end of a column."""
        pad, last = self.look.across, len(self.columns) - 1
        start = 0 if self.look.flush and number == 0 else pad * 2 if self.look.bar and number == 0 else pad
        return start, 0 if self.look.flush and number == last else pad

    def _inner(self, number: int) -> float:
        return max(self.columns[number] - sum(self._pads(number)), 1)

    def split(self, width: float, height: float) -> list[Flowable]:
        """What fits, and the rest under the same head; [] when it is better to start on a new page."""
        self.wrap(width, height)
        if self.height <= height:
            return [self]
        fresh = on_fresh_page(self)
        if self.look.whole and not fresh:
            return []
        head, body = self.rows[: self.heads], self.rows[self.heads :]
        left = height - sum((row.height for row in head), 0.0)
        if height - left > TALL:  # a head that fills the page is no head
            return self._like(self.rows, heads=0).split(width, height)
        count = 0
        while count < len(body) and body[count].height <= left:
            left -= body[count].height
            count += 1
        fit, rest = body[:count], body[count:]
        if not rest:  # by a rounding error only
            return [self]
        if parts := self._break(rest[0], left):
            fit, rest = [*fit, parts[0]], [parts[1], *rest[1:]]
        return [self._like(head + fit, after=0), self._like(head + rest)] if fit else []

    def _like(self, rows: list[Row], after: float | None = None, heads: int | None = None) -> "Grid":
        grid = Grid(rows, self.shares, rtl=self.rtl, heads=self.heads if heads is None else heads, look=self.look)
        grid.spaceAfter = self.spaceAfter if after is None else after
        return grid

    def _break(self, row: Row, height: float) -> tuple[Row, Row] | None:
        """A tall row in two. A low one goes whole to the next page."""
        room = height - 2 * self.look.above
        if room < 36 or row.height < 60:
            return None
        upper, lower = [], []
        for number, cell in enumerate(row.cells):
            parts = cell.split(self._inner(number), room)
            if not parts:
                return None
            upper.append(parts[0])
            lower.append(parts[1] if len(parts) > 1 else Nothing())
        return replace(row, cells=upper), replace(row, cells=lower)

    def draw(self) -> None:
        canvas, look, y = self.canv, self.look, self.height
        if look.fill:
            canvas.setFillColor(look.fill)
            canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        for number, row in enumerate(self.rows):
            y -= row.height
            if look.zebra and row.odd and number >= self.heads:
                canvas.setFillColor(BAND)
                canvas.rect(0, y, self.width, row.height, stroke=0, fill=1)
            if look.rules:
                head = number == self.heads - 1
                self._line(0, y, self.width, y, ACCENT if head else RULE, 0.9 if head else 0.4)
            self._draw_cells(row, y)
        self._draw_edges()

    def _draw_cells(self, row: Row, y: float) -> None:
        edge = 0.0
        for number, cell in enumerate(row.cells):
            width, start = self.columns[number], self._pads(number)[0]
            x = self.width - edge - start - self._inner(number) if self.rtl else edge + start
            cell.drawOn(self.canv, x, y + row.height - self.look.above - cell.height)
            edge += width

    def _draw_edges(self) -> None:
        if self.look.box:
            self.canv.setStrokeColor(RULE)
            self.canv.setLineWidth(0.6)
            self.canv.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        if self.look.bar:
            x = self.width - 1.25 if self.rtl else 1.25
            self._line(x, 0, x, self.height, ACCENT, 2.5)

    def _line(self, x1: float, y1: float, x2: float, y2: float, colour: Color, width: float) -> None:
        self.canv.setStrokeColor(colour)
        self.canv.setLineWidth(width)
        self.canv.line(x1, y1, x2, y2)


def on_fresh_page(flowable: Flowable) -> bool:
    """Is it the first on its page? reportlab tells the flowable its frame while it lays it out."""
    return bool(getattr(getattr(flowable, "_frame", None), "_atTop", False))


class Cell(Flowable):
    """A drawn cell of a given height; when its row is broken it stays in the upper part."""

    def __init__(self, height: float = 0) -> None:
        super().__init__()
        self.height = height

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        return [self] if self.height <= height else []

    def draw(self) -> None:
        """Nothing, unless a kind of cell draws something."""


class Nothing(Cell):
    """An empty cell."""


class Stack(Flowable):
    """Flowables under each other that stay together with the beginning of what follows them: a heading and its text."""

    def __init__(self, parts: Sequence[Flowable]) -> None:
        super().__init__()
        self.parts = list(parts)
        self.spaceBefore, self.spaceAfter = self.parts[0].getSpaceBefore(), self.parts[-1].getSpaceAfter()

    def _gaps(self) -> list[float]:
        pairs = zip(self.parts, self.parts[1:], strict=False)
        return [*(max(a.getSpaceAfter(), b.getSpaceBefore()) for a, b in pairs), 0]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.height = sum(part.wrap(width, 1e6)[1] for part in self.parts) + sum(self._gaps())
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Break inside the last part, which the others announce; [] to move all of it to a new page."""
        self.wrap(width, height)
        last = self.parts[-1]
        room = height - (self.height - last.height)
        if self.height <= height:
            return [self]
        if room > 0 and len(parts := last.split(width, room)) > 1:
            return [Stack([*self.parts[:-1], parts[0]]), *parts[1:]]
        if self.height - last.height > TALL:
            return self._cut_anywhere(width, height)
        # Too tall for any page, and nothing above it to make room for: let it run on by itself.
        return list(self.parts) if on_fresh_page(self) else []

    def _cut_anywhere(self, width: float, height: float) -> list[Flowable]:
        room = height
        for at, (part, gap) in enumerate(zip(self.parts, self._gaps(), strict=True)):
            if part.height > room:
                pieces = part.split(width, room)
                if len(pieces) > 1:
                    return [Stack([*self.parts[:at], pieces[0]]), Stack([*pieces[1:], *self.parts[at + 1 :]])]
                return [Stack(self.parts[:at]), Stack(self.parts[at:])] if at else []
            room -= part.height + gap
        return [self]

    def draw(self) -> None:
        y = self.height
        for part, gap in zip(self.parts, self._gaps(), strict=True):
            y -= part.height
            part.drawOn(self.canv, 0, y)
            y -= gap
