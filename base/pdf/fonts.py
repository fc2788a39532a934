"""The fonts of paper, and which of them draws a character.

Noto Sans for Latin, Noto Sans Arabic, Noto Sans Ethiopic (copied to base/fonts at set-up); what they lack (≈ ≥ ≤) comes from
the Vera that reportlab carries.
"""

import unicodedata
from functools import cache
from pathlib import Path

import reportlab
from django.utils.translation import gettext as _
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

HERE = Path(__file__).resolve().parent.parent / "fonts"
THEIRS = Path(reportlab.__file__).resolve().parent / "fonts"
FILES = {
    "Sans": (HERE / "NotoSans_400Regular.ttf", HERE / "NotoSans_700Bold.ttf"),
    "Arabic": (HERE / "NotoSansArabic_400Regular.ttf", HERE / "NotoSansArabic_700Bold.ttf"),
    "Ethiopic": (HERE / "NotoSansEthiopic_400Regular.ttf", HERE / "NotoSansEthiopic_700Bold.ttf"),
    "Signs": (THEIRS / "Vera.ttf", THEIRS / "VeraBd.ttf"),
}
# Spaces and marks of punctuation stay in the font of the word before them: fewer changes, and brackets that fit their script.
FOLLOWERS = frozenset(" \u00a0.,:;!?()[]-/")


class MissingGlyph(ValueError):
    """No font has `character`. It is shown to the person who prints; a character is never dropped in silence (security.md 19)."""

    def __init__(self, character: str) -> None:
        self.character = character
        super().__init__(
            _("This cannot be printed: no font has the character %(character)s (%(name)s).")
            % {"character": character if character.isprintable() else "?", "name": name_of(character)}
        )


def name_of(character: str) -> str:
    """U+4E2D CJK UNIFIED IDEOGRAPH-4E2D."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


@cache
def register() -> tuple[str, ...]:
    """Register all fonts, once. Returns the families in the order in which they are asked for a glyph."""
    for family, weights in FILES.items():
        for file, ending in zip(weights, ("", "-Bold"), strict=True):
            pdfmetrics.registerFont(TTFont(family + ending, str(file)))
    return tuple(FILES)


@cache
def family_of(character: str, preferred: str = "Sans") -> str | None:
    """The first family that has the glyph, `preferred` asked first; None if none has it."""
    for family in (preferred, *register()):
        if ord(character) in pdfmetrics.getFont(family).face.charToGlyph:
            return family
    return None


@cache
def width_of(character: str, font: str) -> float:
    """Advance in ems. Runs are drawn without kerning, so a run is as wide as its characters."""
    register()
    return float(pdfmetrics.getFont(font).stringWidth(character, 1))


def families(characters: str) -> list[str]:
    """The family that draws each character. Raises MissingGlyph."""
    found: list[str] = []
    current = "Sans"
    for character in characters:
        family = family_of(character, current if character in FOLLOWERS else "Sans")
        if family is None:
            raise MissingGlyph(character)
        found.append(family)
        current = family
    return found
