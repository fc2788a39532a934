"""The frame of everything that is printed (domain.md 8.3): head, foot with page x of y, watermark, outline.

    paper = Paper(language="fr", title="DJ-K7M4-2QX9", code="DJ-K7M4-2QX9", confidentiality=_("CONFIDENTIAL — Child protection"),
                  as_of="15/03/2026 10:00", printed=Printed(function=..., user=..., when=..., reason=..., copy="3"))
    paper.title(_("Court file"), _("For the juvenile judge"))
    paper.section(_("Registration"))
    paper.definitions([(_("Category"), _("Unaccompanied child")), ...])
    pages = paper.write(file)

Strings come translated, dates and numbers come written out. The same calls give the same bytes. MissingGlyph says which character
no font has. No name belongs in `title`, `code`, `author` or a heading: they end up in metadata and outline.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, NextPageTemplate, PageTemplate, Spacer

from base.pdf import blocks
from base.pdf.grid import Stack
from base.pdf.text import ACCENT, BODY, FURNITURE, FURNITURE_STRONG, RULE, SUBTITLE, TITLE, Align, Style, Text, write_line

WIDE, HIGH = A4
SIDE, EDGE = 22 * mm, 13 * mm  # margins: at the sides, above the head and under the foot
INNER = WIDE - 2 * SIDE
WATERMARK = HexColor("#e7e7e7")
RTL_LANGUAGES = ("ar",)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """Who printed it, when, why: strings as they are to be read. `user` is an id, not a name. Empty ones are left out."""

    function: str
    user: str
    when: str
    reason: str = ""
    copy: str = ""

    def sentence(self) -> str:
        """What stands at the foot of each page."""
        told = [_("Printed by %(function)s, %(user)s on %(when)s.") % vars(self)]
        if self.reason:
            told.append(_("Reason: %(reason)s.") % {"reason": self.reason.rstrip(".")})
        if self.copy:
            told.append(_("Copy no. %(copy)s.") % vars(self))
        return " ".join(told)


class Paper:
    """An A4 document. Its methods add to it from top to bottom; `write` draws it, once.

    `watermark`: recipient and copy number, or DRAFT; each \\n begins a line. `created`: the aware moment that the metadata
    tell; `as_of`: the moment whose knowledge the document shows.
    """

    def __init__(
        self,
        *,
        language: str,
        title: str,
        code: str,
        confidentiality: str,
        kind: str = "",
        as_of: str = "",
        printed: Printed | None = None,
        watermark: str = "",
        author: str = "",
        created: datetime | None = None,
        rtl: bool | None = None,
    ) -> None:
        self.language, self.author, self.created = language, author, created
        self.rtl = language.split("-")[0] in RTL_LANGUAGES if rtl is None else rtl
        self.metadata_title = title
        self.story: list[Flowable] = []
        self._announced: list[Flowable] = []
        self._cut: blocks.CutLine | None = None
        self._sections = 0
        self._headings = 0
        with override(language):
            self._head = self._furniture(
                confidentiality, code, kind, _("Situation as of %(moment)s") % {"moment": as_of} if as_of else ""
            )
            self._foot = Text(printed.sentence() if printed else "", FURNITURE, rtl=self.rtl, page_rtl=self.rtl)
        self._watermark = [
            Text(line, Style(48, 72, bold=True, colour=WATERMARK), page_rtl=self.rtl) for line in watermark.split("\n")
        ]

    def _furniture(self, confidentiality: str, code: str, kind: str, moment: str) -> list[tuple[Text, Text]]:
        def pair(start: str, end: str, style: Style) -> tuple[Text, Text]:
            return (
                Text(start, style, rtl=self.rtl, page_rtl=self.rtl),
                Text(end, style, page_rtl=self.rtl, align="end"),
            )

        return [pair(confidentiality, code, FURNITURE_STRONG), pair(kind, moment, FURNITURE)]

    # ------------------------------------------------------------------------------------------------------ what is added

    def add(self, flowable: Flowable) -> None:
        """Anything that wraps. Headings added before stay with its beginning."""
        self.story.append(Stack([*self._announced, flowable]) if self._announced else flowable)
        self._announced = []

    def title(self, text: str, subtitle: str = "") -> None:
        """The large title of the document."""
        self.add(Text(text, TITLE, rtl=self.rtl, page_rtl=self.rtl))
        if subtitle:
            self.add(Text(subtitle, SUBTITLE, rtl=self.rtl, page_rtl=self.rtl))

    def section(self, text: str, *, number: str | None = None) -> None:
        """A heading, numbered in turn; `number` replaces the number, "" leaves it out."""
        if number is None:
            self._sections += 1
            number = str(self._sections)
        self._announce(f"{number}. {text}" if number else text, 0)

    def subsection(self, text: str) -> None:
        """A heading inside a section."""
        self._announce(text, 1 if self._headings else 0)

    def _announce(self, text: str, depth: int) -> None:
        self._headings += 1
        self._announced.append(blocks.Heading(text, key=f"s{self._headings}", depth=depth, rtl=self.rtl))

    def text(self, text: str, style: Style = BODY, *, align: Align = "start") -> None:
        """A paragraph in the language of the document."""
        self.add(Text(text, style, rtl=self.rtl, page_rtl=self.rtl, align=align))

    def quote(self, text: str, source: str = "") -> None:
        """Words in their own language and direction."""
        self.add(blocks.quote(text, source, rtl=self.rtl))

    def points(self, texts: Sequence[str]) -> None:
        """A list with bullets."""
        if texts:
            self.add(blocks.points(texts, rtl=self.rtl))

    def definitions(self, rows: Sequence[tuple[str, str]], *, label_share: float = 0.32) -> None:
        """(label, value) rows."""
        if rows:
            self.add(blocks.definitions(rows, rtl=self.rtl, label_share=label_share))

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        shares: Sequence[float] | None = None,
        aligns: Sequence[Align] | None = None,
    ) -> None:
        """A table; its head comes again on each page."""
        self.add(blocks.table(head, rows, shares=shares, aligns=aligns, rtl=self.rtl))

    def timeline(self, events: Sequence[tuple[str, str, str]]) -> None:
        """(date, sentence, code in the margin) rows."""
        if events:
            self.add(blocks.timeline(events, rtl=self.rtl))

    def notice(self, text: str, *, title: str = "") -> None:
        """A box that is seen first."""
        self.add(blocks.notice(text, title=title, rtl=self.rtl))

    def bars(
        self,
        rows: Sequence[tuple[str, float | None, str]],
        *,
        maximum: float | None = None,
        targets: Sequence[float | None] | None = None,
    ) -> None:
        """A bar chart of (label, value or None, value as read); a target is a line across its bar."""
        if rows:
            self.add(blocks.bars(rows, maximum=maximum, targets=targets, rtl=self.rtl))

    def qr(self, content: str, caption: str = "", *, title: str = "") -> None:
        """A QR code with words beside it."""
        self.add(blocks.qr(content, caption, title=title, rtl=self.rtl))

    def signatures(self, functions: Sequence[str]) -> None:
        """Room for each function to write name, date and signature."""
        with override(self.language):
            labels = [_("Name"), _("Date and place"), _("Signature and stamp")]
        if functions:
            self.add(blocks.signatures(functions, labels=labels, rtl=self.rtl))

    def space(self, points: float) -> None:
        """Empty height."""
        self.add(Spacer(1, points))

    def new_page(self) -> None:
        """What follows begins a page, if this one is not still empty."""
        self._settle()
        self.story.append(CondPageBreak(self._room() - 1))

    @contextmanager
    def removable_page(self, words: str) -> Iterator[None]:
        """What is added inside stands on pages of its own, to be taken out of the file; `words` say so at the upper edge of each."""
        self._cut = blocks.CutLine(words, rtl=self.rtl)
        self.new_page()
        self.add(blocks.CutLine(words, rtl=self.rtl))
        self.story.append(NextPageTemplate("removable"))
        yield
        self._settle()
        self.story.append(NextPageTemplate("page"))
        self.new_page()

    def _settle(self) -> None:
        """Headings that announce nothing are printed all the same."""
        self.story += self._announced
        self._announced = []

    # -------------------------------------------------------------------------------------------------------- how it is drawn

    def drawn(self) -> bytes:
        """The document."""
        file = io.BytesIO()
        self.write(file)
        return file.getvalue()

    def write(self, file: BinaryIO) -> int:
        """Draw it into the file. Returns the number of pages. A paper can be written once."""
        self._settle()
        room, foot = self._room(), self._foot_top()
        whole, below = (Frame(SIDE, foot, INNER, height, 0, 0, 0, 0) for height in (room, room - blocks.CutLine.HEIGHT))
        document = BaseDocTemplate(
            file,
            pagesize=A4,
            title=self.metadata_title,
            author=self.author,
            creator="Himaya",
            producer="Himaya",
            lang=self.language,
            invariant=1,
            pageCompression=1,
        )
        document.addPageTemplates(
            [
                PageTemplate("page", frames=[whole], onPage=self._draw_frame),
                PageTemplate("removable", frames=[below], onPage=self._draw_removable),
            ]
        )
        document.build(self.story or [Spacer(1, 1)], canvasmaker=self._sheet)
        self.story = []
        return int(document.page)

    def _sheet(self, *arguments: Any, **named: Any) -> "Sheet":
        sheet = Sheet(*arguments, **named)
        sheet.number = self._draw_number
        sheet.setViewerPreference("DisplayDocTitle", "true")
        sheet.setViewerPreference("Duplex", "Simplex")  # the back of a removable page stays empty
        if self.created:
            told = self.created.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
            sheet.setDateFormatter(lambda *parts: told)
        return sheet

    def _head_height(self) -> float:
        return sum(max(start.wrap(INNER * 0.56, HIGH)[1], end.wrap(INNER * 0.4, HIGH)[1]) for start, end in self._head)

    def _foot_top(self) -> float:
        return EDGE + max(self._foot.wrap(INNER * 0.76, HIGH)[1], FURNITURE_STRONG.leading) + 14

    def _room(self) -> float:
        return HIGH - EDGE - self._head_height() - 18 - self._foot_top()

    def _draw_frame(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        self._draw_watermark(canvas)
        self._head_height()  # wraps
        y = HIGH - EDGE
        for start, end in self._head:
            y -= max(start.height, end.height)
            self._place(canvas, start, y, at_start=True)
            self._place(canvas, end, y, at_start=False)
        self._rule(canvas, y - 4, ACCENT, 1)
        self._foot_top()
        self._rule(canvas, self._foot_top() - 8, RULE, 0.5)
        self._place(canvas, self._foot, self._foot_top() - 12 - self._foot.height, at_start=True)
        canvas.doForm(f"number{canvas.getPageNumber()}")

    def _draw_removable(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        """A further page of those that may be taken out."""
        self._draw_frame(canvas, document)
        if self._cut:
            self._cut.wrapOn(canvas, INNER, self._cut.HEIGHT)
            self._cut.drawOn(canvas, SIDE, self._foot_top() + self._room() - self._cut.HEIGHT)

    def _place(self, canvas: Canvas, text: Text, y: float, *, at_start: bool) -> None:
        text.drawOn(canvas, SIDE if at_start != self.rtl else WIDE - SIDE - text.width, y)

    @staticmethod
    def _rule(canvas: Canvas, y: float, colour: Any, width: float) -> None:
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(width)
        canvas.line(SIDE, y, WIDE - SIDE, y)

    def _draw_number(self, canvas: Canvas, page: int, pages: int) -> None:
        with override(self.language):
            told = _("Page %(page)d of %(pages)d") % {"page": page, "pages": pages}
        text = Text(told, FURNITURE_STRONG, rtl=self.rtl, page_rtl=self.rtl, align="end")
        text.wrap(INNER * 0.22, HIGH)
        self._place(canvas, text, self._foot_top() - 12 - text.height, at_start=False)

    def _draw_watermark(self, canvas: Canvas) -> None:
        widths = [sum(line.letters.widths) for line in self._watermark]
        if not any(widths):
            return
        scale = min(1.1, WIDE / max(widths))
        canvas.saveState()
        canvas.translate(WIDE / 2, HIGH / 2)
        canvas.rotate(50)
        canvas.scale(scale, scale)
        for number, (line, width) in enumerate(zip(self._watermark, widths, strict=True)):
            y = ((len(widths) - 1) / 2 - number) * line.style.leading - 0.357 * line.style.size
            write_line(canvas, line.letters, (0, len(line.letters.characters)), (-width / 2, y), line.style)
        canvas.restoreState()


class Sheet(Canvas):
    """A canvas that writes page x of y at the end, when y is known: each page refers to a form that is filled in last."""

    number: Any

    def save(self) -> None:
        if self._code:
            self.showPage()
        pages = self.getPageNumber() - 1
        for page in range(1, pages + 1):
            self.beginForm(f"number{page}")
            self.number(self, page, pages)
            self.endForm()
        super().save()
