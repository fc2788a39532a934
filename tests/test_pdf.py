"""What stands on paper is what was written, in the order it was written, in each of our scripts (domain.md 8.3, security.md 19)."""

import io
import os
import re
import subprocess
import sys
import time
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from base import pdf
from base.pdf import MissingGlyph, Paper, Printed, script
from base.pdf.paper import INNER
from base.pdf.text import BODY, Text, runs

ROOT = Path(__file__).resolve().parent.parent
FRENCH = "L’enfant séparé, né à Dire Dawa (ድሬዳዋ), nommé محمد عبد الرحمن (14 ans), a été identifié à Obock — « cœur »."
ARABIC = "وصل الطفل محمّد عبد الله إلى أوبوك (مواليد 2012) من إثيوبيا واستُقبل في اليوم نفسه."
AMHARIC = "ልጁ አብርሃም ተስፋዬ ከድሬዳዋ ወደ ጅቡቲ መጥቷል።"
LONG = "La responsable du foyer rapporte que l’enfant va bien et demande des nouvelles de sa sœur. " * 120
NO_WORD_ENDS = "Anticonstitutionnellement" * 40


def new(language="en", **given):
    return Paper(
        **{"language": language, "title": "DJ-K7M4-2QX9", "code": "DJ-K7M4-2QX9", "confidentiality": "CONFIDENTIAL", **given}
    )


def drawn(paper):
    file = io.BytesIO()
    paper.write(file)
    return file.getvalue()


def pages(data):
    document = pypdfium2.PdfDocument(data)
    told = []
    for page in document:
        words = page.get_textpage()
        told.append(unicodedata.normalize("NFKC", words.get_text_range()))
        words.close()
        page.close()
    document.close()
    return told


def read(data):
    """All words, single spaced."""
    return " ".join(" ".join(pages(data)).split())


def visual(text, *, rtl):
    """The characters of one line from left to right, as they are drawn."""
    letters = Text(text, BODY, rtl=rtl).letters
    return "".join("".join(reversed(signs)) + run for _, run, _, signs in runs(letters, 0, len(letters.characters)))


def whole_document(language="fr"):
    paper = new(
        language,
        kind="Dossier",
        as_of="15/03/2026 10:00",
        printed=Printed(function="Assistante sociale", user="u-0142", when="15/03/2026 10:04", reason="audience", copy="3"),
        watermark="Tribunal\nexemplaire 3",
        author="ONARS",
        created=datetime(2026, 3, 15, 7, 4, tzinfo=UTC),
    )
    paper.title("Dossier judiciaire", "Pour le juge")
    paper.notice(FRENCH, title="Avis")
    paper.qr("https://himaya.example/v/abc", "Vérifier ici", title="DJ-K7M4-2QX9")
    paper.section("Récit")
    paper.subsection("Arrivée")
    paper.text(FRENCH)
    paper.quote(ARABIC, "Dit par l’enfant")
    paper.quote(AMHARIC)
    paper.points(["un", "deux"])
    paper.definitions([("Nom", "non renseigné"), ("Âge", "refus de répondre")])
    paper.table(["Date", "Fait"], [["12/03/2026", FRENCH]] * 40, shares=[1, 4])
    paper.timeline([("12/03/2026", "L’enfant arrive.", "OS2.1")])
    paper.bars([("Obock", 12, "12"), ("Tadjourah", None, "inconnu")], targets=[20, None])
    with paper.removable_page("À retirer"):
        paper.section("Identité", number="A")
        paper.definitions([("Nom", "محمد")])
    paper.signatures(["Juge", "Assistante sociale", "Tuteur"])
    return paper


# ------------------------------------------------------------------------------------------------------------- scripts


def test_french_amharic_and_arabic_are_found_again_in_the_order_they_were_written():
    paper = new("fr")
    paper.text("L’enfant séparé, né à Dire Dawa — « cœur ».")
    paper.quote(AMHARIC)
    paper.quote(ARABIC)
    told = read(drawn(paper))
    assert "L’enfant séparé, né à Dire Dawa — « cœur »." in told
    assert AMHARIC in told
    assert "وصل الطفل محمّد عبد الله إلى أوبوك" in told
    assert "من إثيوبيا واستُقبل في اليوم نفسه" in told


def test_brackets_face_the_words_they_enclose_from_right_to_left():
    line = visual("مواليد (2012)", rtl=True)
    assert line.startswith("(2012)")
    line = visual("الفريق Équipe mobile (14) هنا", rtl=True)
    assert "Équipe mobile (14)" in line
    assert "«Équipe»" in visual("المركز «Équipe» هنا", rtl=True)


def test_an_age_after_an_arabic_name_is_not_torn_apart_in_a_french_line():
    assert "(14 ans), né" in visual("nommé محمد (14 ans), né", rtl=False)
    assert visual("nommé محمد (14)", rtl=False).endswith(" (14)")
    assert visual("فاطمة علي ; +253 77 00 00 00", rtl=False).replace("\u00a0", " ").endswith("; +253 77 00 00 00")


def test_two_words_around_a_number_are_one_arabic_phrase_inside_a_french_line():
    line = visual("rue شارع 14 أوبوك ici", rtl=False)
    assert line.index(script.joined("أوبوك")[::-1]) < line.index("14") < line.index(script.joined("شارع")[::-1])


@pytest.mark.parametrize("piece", ["+253 77 00 00 00", "77 00 00 00", "2026-03-12", "12/03/2026", "DJ-K7M4-2QX9", "10:04"])
def test_numbers_and_codes_keep_their_order_in_an_arabic_line(piece):
    assert piece in visual(f"هاتف {piece} وصل", rtl=True).replace("\u00a0", " ")


def test_arabic_letters_are_joined_and_vowel_signs_stand_over_their_letter():
    assert visual("محمد", rtl=True) == "\ufeaa\ufee4\ufea4\ufee3"
    letters = Text("محمّد", BODY, rtl=True).letters
    assert [(run[0], signs) for _, run, _, signs in runs(letters, 0, len(letters.characters)) if signs] == [
        ("\ufee4", ["\u0651"])
    ]


def test_every_letter_of_arabic_persian_and_ethiopic_can_be_printed():
    for letter in map(chr, [*range(0x621, 0x64B), *range(0x671, 0x6D4), *range(0x1200, 0x1249), *range(0x12A0, 0x12B1)]):
        Text(f"{letter} ب{letter}ب", BODY)
    Text("≈ ≥ ≤ œ ŋ ɗ – — … « » “ ” • ½ × ° €", BODY)


def test_the_direction_of_a_value_is_that_of_most_of_its_letters():
    assert pdf.reads_rtl("محمد عبد (M)")
    assert not pdf.reads_rtl("Mohamed (م)")
    assert pdf.reads_rtl("12/03/2026", otherwise=True)


# ------------------------------------------------------------------------------------------------------ hostile strings


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="file:///etc/passwd"/>',
        "<b>gras</b>",
        "&lt;&amp;",
        "<font name='x'>",
        "%(name)s {0} \\n (",
        "<a href='http://x'>y</a>",
    ],
)
def test_markup_prints_as_it_was_typed(hostile):
    paper = new()
    paper.section(hostile)
    paper.table(["h"], [[hostile]])
    paper.definitions([(hostile, hostile)])
    assert read(drawn(paper)).count(hostile) == 4


def test_characters_that_turn_or_hide_text_are_stripped():
    assert script.clean("a\u202eb\u2066c\x00d\u200be\ufefff\u00adg") == "abcdefg"
    assert script.clean("a\r\nb\u2028c\td") == "a\nb\nc d"


def test_a_character_that_no_font_has_is_named_and_never_dropped():
    with pytest.raises(MissingGlyph, match=re.escape("U+4E2D")) as raised:
        new().text("Il écrit 中.")
    assert raised.value.character == "中"


def test_free_text_can_be_made_legible_with_missing_characters_spelt_out():
    assert pdf.legible("Il écrit 中, محمد.") == "Il écrit [U+4E2D], محمد."
    new().text(pdf.legible("中\ud800😀\ue000"))


def test_nothing_of_ours_draws_with_the_paragraph_that_reads_markup():
    for file in (ROOT / "base/pdf").glob("*.py"):
        assert not re.search(r"import.*\bParagraph\b", file.read_text("utf-8")), file


# --------------------------------------------------------------------------------------------------------------- pages


def test_each_page_says_which_it_is_and_how_many_there_are():
    paper = new(printed=Printed(function="Clerk", user="u-7", when="15/03/2026", reason="hearing", copy="2"), as_of="14/03/2026")
    for _ in range(12):
        paper.text(LONG[:2500])
        paper.new_page()
    told = pages(drawn(paper))
    assert len(told) == 12
    for number, page in enumerate(told, 1):
        assert f"Page {number} of 12" in page
        assert "CONFIDENTIAL" in page
        assert "DJ-K7M4-2QX9" in page
        assert "Situation as of 14/03/2026" in page
        assert "Printed by Clerk, u-7 on 15/03/2026. Reason: hearing. Copy no. 2." in " ".join(page.split())


def test_the_mark_of_the_recipient_is_on_every_page():
    paper = new(watermark="PROJET\nexemplaire 3")
    paper.text(LONG)
    told = pages(drawn(paper))
    assert len(told) > 1
    assert all("PROJET" in page and "exemplaire 3" in page for page in told)


def test_a_removable_page_stands_alone():
    paper = new()
    paper.text("before")
    with paper.removable_page("Take this page out"):
        paper.text("the name")
    paper.text("after")
    told = pages(drawn(paper))
    assert ["before" in told[0], "the name" in told[1], "after" in told[2]] == [True] * 3
    assert len(told) == 3


def test_a_new_page_asked_for_twice_leaves_no_empty_one():
    paper = new()
    paper.new_page()
    paper.text("one")
    paper.new_page()
    paper.new_page()
    paper.text("two")
    assert len(pages(drawn(paper))) == 2


def test_write_tells_how_many_pages_there_are():
    file = io.BytesIO()
    assert whole_document().write(file) == len(pages(file.getvalue()))


def test_sections_stand_in_the_outline_each_with_its_page():
    paper = new("fr")
    paper.section("Enregistrement")
    paper.subsection("Récit محمد")
    paper.text("x")
    paper.new_page()
    paper.section("Placements")
    document = pypdfium2.PdfDocument(drawn(paper))
    found = [(entry.get_title(), entry.level, entry.get_dest().get_index()) for entry in document.get_toc()]
    document.close()
    assert found == [("1. Enregistrement", 0, 0), ("Récit محمد", 1, 0), ("2. Placements", 0, 1)]


def test_metadata_tell_the_code_the_language_and_the_moment_and_no_more():
    data = drawn(whole_document("ar"))
    document = pypdfium2.PdfDocument(data)
    told = document.get_metadata_dict(skip_empty=True)
    document.close()
    assert told["Title"] == "DJ-K7M4-2QX9"
    assert told["CreationDate"] == "D:20260315070400+00'00'"
    assert {told["Creator"], told["Producer"], told["Author"]} == {"Himaya", "ONARS"}
    assert b"/Lang (ar)" in data


def test_the_same_content_gives_the_same_bytes_in_another_process_too():
    assert drawn(whole_document("en")) == drawn(whole_document("en"))
    program = (
        "from django.conf import settings; settings.configure(); import django, hashlib; django.setup(); from tests.test_pdf import *; "
        "print(hashlib.sha256(drawn(whole_document('en'))).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=environment(seed), capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def environment(seed):
    return {**os.environ, "PYTHONHASHSEED": seed}


# -------------------------------------------------------------------------------------------------------------- layout


def ink_outside(data, margin=20):
    """Is anything drawn nearer than `margin` points to the edge of a page?"""
    document = pypdfium2.PdfDocument(data)
    found = []
    for number, page in enumerate(document):
        picture = page.render().to_pil().convert("L")
        width, height = picture.size
        edges = [
            (0, 0, margin, height),
            (width - margin, 0, width, height),
            (0, 0, width, margin),
            (0, height - margin, width, height),
        ]
        if any(picture.crop(edge).getextrema()[0] < 200 for edge in edges):
            found.append(number)
        page.close()
    document.close()
    return found


@pytest.mark.parametrize(
    "text", [FRENCH, ARABIC, AMHARIC, LONG, NO_WORD_ENDS, "ب" * 900, "አ" * 900, "a " * 400, "W" * 300 + "\n\n" + "i"]
)
@pytest.mark.parametrize("width", [400, 90, 31.5])
def test_no_line_is_wider_than_its_place_and_no_word_is_lost(text, width):
    paragraph = Text(text, BODY)
    paragraph.wrap(width, 1e6)
    assert max(line[2] for line in paragraph.lines) <= width + 0.01
    kept = "".join(paragraph.letters.characters[start:end] for start, end, _ in paragraph.lines)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", script.joined(script.clean(text)))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_very_long_value_goes_on_over_the_page_and_nothing_is_lost(language):
    paper = new(language)
    paper.section("Récit")
    paper.definitions([("court", "a"), ("long", LONG), (NO_WORD_ENDS, NO_WORD_ENDS)])
    paper.table(["Date", "Fait", "Par"], [["12/03/2026", LONG, "x"], [NO_WORD_ENDS, "y", LONG]], shares=[1, 3, 1])
    paper.timeline([("12/03/2026", LONG, NO_WORD_ENDS[:90])])
    paper.notice(LONG, title=LONG)
    paper.table([LONG], [[LONG]])
    paper.quote(LONG, LONG)
    paper.points([LONG])
    paper.signatures([LONG[:500], "Juge"])
    data = drawn(paper)
    assert read(data).count("des nouvelles de sa") >= 120 * 9
    assert ink_outside(data) == []


def test_the_head_of_a_table_is_repeated_and_a_heading_stays_with_its_table():
    paper = new()
    paper.text("x\n" * 43)
    paper.section("Visits")
    paper.table(["Day of visit", "Seen"], [[f"day {number}", "yes"] for number in range(60)])
    told = pages(drawn(paper))
    assert len(told) >= 3
    for page in told:
        assert ("Day of visit" in page) == ("yes" in page)
        assert "Visits" not in page or "yes" in page


def test_a_document_without_content_or_with_a_heading_alone_is_drawn():
    assert len(pages(drawn(new()))) == 1
    paper = new("ar")
    paper.section("وحده")
    assert "وحده" in read(drawn(paper))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_runs_off_the_page(language):
    assert ink_outside(drawn(whole_document(language))) == []


def test_an_arabic_page_is_the_mirror_of_a_french_one():
    at = {}
    for rtl in (False, True):
        grid = pdf.table(["a", "b"], [["1", "2"]], rtl=rtl)
        grid.wrap(INNER, 1e6)
        seen = []
        for row in grid.rows:
            for cell in row.cells:
                cell.drawOn = lambda canvas, x, y, seen=seen: seen.append(x)
        grid.canv = Silent()
        grid.draw()
        at[rtl] = seen
    assert at[False][0] < at[False][1]
    assert at[True][0] > at[True][1]


class Silent:
    def __getattr__(self, name):
        return lambda *arguments, **named: None


def test_twelve_pages_are_drawn_while_one_waits():
    paper = new("ar", watermark="محكمة", printed=Printed(function="x", user="y", when="z"))
    for _ in range(12):
        paper.section("التسجيل")
        paper.text(ARABIC * 12)
        paper.definitions([("الاسم", ARABIC)] * 8)
        paper.new_page()
    begun = time.perf_counter()
    data = drawn(paper)
    assert time.perf_counter() - begun < 3
    assert len(pages(data)) == 12
    assert len(data) < 1_000_000
