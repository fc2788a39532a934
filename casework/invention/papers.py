"""What some children carry: a photo of a paper, drawn here, so that no real one was needed."""

import io
from random import Random

from PIL import Image, ImageDraw

from base import chance as source
from base import dates
from base.cleaner import pictures
from minors import documents
from minors.models import Child

PERCENT = 30
PAPERS = [  # kind, what it shows, date as it is written there, calendar
    (
        "kebele_card",
        "Carte de kebele du père, recto. Le tampon est lisible, la photo est effacée.",
        "2009",
        dates.Calendar.ETHIOPIC,
    ),
    ("school_card", "Carte scolaire de la huitième année.", "2015", dates.Calendar.ETHIOPIC),
    ("vaccination_card", "Carnet de vaccination, deux pages. Rougeole et tétanos faits.", "03/2024", dates.Calendar.GREGORIAN),
    ("refugee_attestation", "Attestation de demandeur d’asile, établie à Dikhil.", "2023", dates.Calendar.GREGORIAN),
    ("letter", "Lettre de l’oncle avec un numéro de téléphone au verso.", "", dates.Calendar.GREGORIAN),
    ("medical_record", "Ordonnance du dispensaire, antibiotique pour sept jours.", "", dates.Calendar.GREGORIAN),
]


def carried(child: Child, *, by) -> None:
    """Keep the paper that this child carries, if it carries one. Its dice are its own: nothing else of the year changes with them."""
    dice = Random(f"papers {child.code}")
    if dice.random() * 100 >= PERCENT:
        return
    kind, description, written, calendar = dice.choice(PAPERS)
    with source.seeded(dice.getrandbits(32)):
        documents.keep(
            child,
            made=pictures.clean(_drawn(dice)),
            kind=kind,
            description=description,
            issued=dates.from_text(written, calendar) if written else None,
            by=by,
        )


def _drawn(dice: Random) -> bytes:
    """A worn sheet with lines for writing and a stamp. No word stands on it."""
    sheet = Image.new("RGB", (420, 300), (238, 228 + dice.randint(0, 12), 205))
    pen = ImageDraw.Draw(sheet)
    for line in range(7):
        pen.line((30, 60 + 28 * line, 30 + dice.randint(180, 350), 60 + 28 * line), fill=(70, 70, 90), width=3)
    left, top = dice.randint(250, 320), dice.randint(170, 200)
    pen.ellipse((left, top, left + 70, top + 70), outline=(90, 60, 140), width=4)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
