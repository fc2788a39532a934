"""Paper: PDF documents in French, Arabic, English, with Ge'ez and Arabic inside any of them. It draws plain values and knows no model.

Start at `Paper` (base/pdf/paper.py). What it is made of: fonts -> script -> text -> grid -> blocks -> paper.
"""

from base.pdf.blocks import bars, definitions, notice, points, qr, quote, signatures, table, timeline
from base.pdf.fonts import MissingGlyph
from base.pdf.paper import Paper, Printed
from base.pdf.script import legible, reads_rtl
from base.pdf.text import BODY, CELL, LABEL, SMALL, STRONG, SUBTITLE, TITLE, Style, Text

__all__ = [
    "BODY",
    "CELL",
    "LABEL",
    "SMALL",
    "STRONG",
    "SUBTITLE",
    "TITLE",
    "MissingGlyph",
    "Paper",
    "Printed",
    "Style",
    "Text",
    "bars",
    "definitions",
    "legible",
    "notice",
    "points",
    "qr",
    "quote",
    "reads_rtl",
    "signatures",
    "table",
    "timeline",
]
