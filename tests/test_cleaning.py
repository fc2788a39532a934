"""Hostile, damaged and talkative files: refused with a sentence, or made anew without what they told (security.md 18, T16)."""

import io
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from base import cleaning
from base.cleaner import kinds, limits, sounds
from base.workflow import Refused
from tests import corpus

ROOT = Path(__file__).resolve().parent.parent


def clean_of_secrets(made):
    assert [secret for secret in corpus.SECRETS if secret in made.content + made.preview] == []


@pytest.mark.parametrize("what", corpus.REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence(what):
    make, said = corpus.REFUSED[what]
    with pytest.raises(Refused) as refused:
        cleaning.clean(make())
    assert said in str(refused.value)
    assert refused.value.field == "file"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_its_place_its_camera_and_every_remark(kind):
    sent = corpus.photo(kind=kind)
    assert b"Qz-Camera" in sent
    made = cleaning.clean(sent)
    clean_of_secrets(made)
    picture = Image.open(io.BytesIO(made.content))
    assert (made.media_type, picture.format, picture.size) == ("image/jpeg", "JPEG", (640, 480))
    assert not picture.getexif()
    assert not set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("turned", "red"), [(1, (100, 10)), (3, (100, 470)), (6, (470, 100)), (8, (10, 100))])
def test_a_photo_stands_upright_as_it_was_held(turned, red):
    picture = Image.open(io.BytesIO(kinds.clean(corpus.photo(turned=turned)).content))
    r, g, _b = picture.getpixel(red)
    assert r > 200 > g
    assert picture.size == ((640, 480) if turned in (1, 3) else (480, 640))


def test_a_large_photo_becomes_a_light_one_with_a_small_preview():
    made = kinds.clean(corpus.photo((4000, 3000)))
    assert Image.open(io.BytesIO(made.content)).size == (2000, 1500)
    assert Image.open(io.BytesIO(made.preview)).size == (640, 480)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "I;16", "CMYK"])
def test_a_picture_of_any_make_becomes_a_plain_one(mode):
    out = io.BytesIO()
    picture = Image.new(mode, (30, 20))
    picture.save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert Image.open(io.BytesIO(kinds.clean(out.getvalue()).content)).mode == "RGB"


def test_what_is_transparent_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(kinds.clean(out.getvalue()).content)).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("stowaway", [corpus.HTML, corpus.zip_file(), b"%PDF-1.4 " + corpus.SVG])
def test_what_is_hidden_behind_a_picture_does_not_come_along(stowaway):
    made = kinds.clean(corpus.photo() + stowaway)
    clean_of_secrets(made)
    assert stowaway not in made.content
    assert b"PK\x03\x04" not in made.content


def test_what_is_hidden_before_and_behind_a_pdf_does_not_come_along():
    made = kinds.clean(corpus.pdf() + corpus.HTML + corpus.zip_file())
    clean_of_secrets(made)
    assert b"PK\x03\x04" not in made.content


ACTIVE = [
    b"JavaScript",
    b"/JS",
    b"OpenAction",
    b"/AA",
    b"Launch",
    b"/URI",
    b"evil",
    b"EmbeddedFile",
    b"/EF",
    b"XFA",
    b"AcroForm",
    b"MZ-",
    b"cmd.exe",
]


@pytest.mark.parametrize("change", [corpus.with_script, corpus.with_launch, corpus.with_attachment, corpus.with_form])
def test_a_pdf_loses_scripts_actions_attachments_and_forms(change):
    made = kinds.clean(corpus.pdf(change))
    clean_of_secrets(made)
    with pikepdf.open(io.BytesIO(made.content)) as opened:
        plain = io.BytesIO()
        opened.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, stream_decode_level=pikepdf.StreamDecodeLevel.all)
        assert len(opened.pages) == 1
    assert [sign for sign in ACTIVE if sign in plain.getvalue()] == []


def test_what_was_filled_into_a_form_stays_to_be_read():
    made = kinds.clean(corpus.pdf(corpus.with_form))
    assert "Answer" in pypdfium2.PdfDocument(made.content)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("packed", [False, True])
def test_a_scan_in_a_pdf_loses_the_place_where_it_was_taken_and_is_still_seen(packed):
    sent = corpus.pdf(partial(corpus.with_scan, packed=packed))
    assert packed or b"Qz-Camera" in sent
    made = kinds.clean(sent)
    clean_of_secrets(made)
    seen = pypdfium2.PdfDocument(made.content)[0].render().to_pil()
    assert seen.getpixel((100, 10))[:2] != seen.getpixel((100, 150))[:2]


@pytest.mark.parametrize("sound", ["mp3", "wav", "ogg", "m4a"])
def test_a_recording_loses_what_was_written_beside_the_sound(sound):
    sent = getattr(corpus, sound)()
    made = cleaning.clean(sent)
    assert made.media_type.startswith("audio/")
    clean_of_secrets(made)
    again = kinds.clean(made.content)
    assert again.content == made.content  # nothing is left to take away


def test_every_frame_of_an_mp3_stays():
    assert len(kinds.clean(corpus.mp3(40)).content) == 40 * 417


def test_the_sound_of_an_m4a_stays_where_the_file_says_it_is():
    sent, made = corpus.m4a(), kinds.clean(corpus.m4a()).content
    assert len(made) == len(sent)
    assert made.index(b"\x11" * 500) == sent.index(b"\x11" * 500)
    assert b"\xaa" * 8 not in made[:200].partition(b"mvhd")[2][4:12]


def test_the_pages_of_an_ogg_have_right_numbers_and_sums():
    pages = list(sounds._pages(kinds.clean(corpus.ogg()).content))
    assert [int.from_bytes(head[18:22], "little") for head, _lacing, _body in pages] == [0, 1, 2, 3]
    for head, lacing, body in pages:
        bare = head[:22] + bytes(4) + head[26:] + lacing + body
        assert int.from_bytes(head[22:26], "little") == sounds._checksum(bare)


def test_a_pdf_that_unpacks_to_gigabytes_does_not_take_the_memory():
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(Refused):
        cleaning.clean(corpus.swelling_pdf())
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, limits.MEMORY // 1024)


@pytest.mark.parametrize(
    "work",
    [
        "x = bytearray(2 << 30)",  # more memory than it may have
        "import tempfile\nwith tempfile.TemporaryFile() as f: f.write(b'x' * 9)",  # a file on the disk
    ],
)
def test_the_process_that_opens_files_is_held_within_its_limits(work):
    done = subprocess.run(
        [sys.executable, "-c", f"from base.cleaner.limits import limit_this_process as l; l()\n{work}"],
        cwd=ROOT, capture_output=True,
    )  # fmt: skip
    assert done.returncode


def test_the_process_that_opens_files_finds_no_key_in_its_environment(monkeypatch):
    monkeypatch.setenv("FILE_KEYS", "1:secret")
    given = {}
    monkeypatch.setattr(
        cleaning.subprocess,
        "run",
        lambda *a, **k: given.update(k) or subprocess.CompletedProcess(a, 0, b'{"refused": "empty"}\n'),
    )
    with pytest.raises(Refused):
        cleaning.clean(b"x")
    assert set(given["env"]) == {"LANG", "OPENBLAS_NUM_THREADS", "MALLOC_ARENA_MAX"}


def test_a_process_that_never_ends_is_ended(monkeypatch):
    def never(*args, **kwargs):
        raise subprocess.TimeoutExpired("cleaner", 1)

    monkeypatch.setattr(cleaning.subprocess, "run", never)
    with pytest.raises(Refused, match="too much memory or time"):
        cleaning.clean(corpus.photo())


def test_a_process_that_falls_over_a_file_does_not_take_the_server_along(monkeypatch):
    monkeypatch.setattr(cleaning.subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, -11, b""))
    with pytest.raises(Refused):
        cleaning.clean(corpus.photo())


HEADS = [
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"%PDF-1.4\n",
    b"OggS\x00\x02",
    b"RIFF\x24\x00\x00\x00WAVE",
    b"\x00\x00\x00\x18ftypM4A ",
    b"ID3\x03",
    b"\xff\xfb\x90\x00",
    b"",
]


@settings(max_examples=150)
@given(some.sampled_from(HEADS), some.binary(max_size=300))
def test_random_bytes_are_refused_or_made_anew_and_never_end_without_an_answer(head, rest):
    try:
        made = kinds.clean(head + rest)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # the process turns each of them into a refusal
        return
    assert made.media_type in {"image/jpeg", "application/pdf", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav"}


@settings(max_examples=60)
@given(some.sampled_from(["mp3", "wav", "ogg", "m4a"]), some.integers(0, 2000), some.binary(min_size=1, max_size=20))
def test_a_recording_with_wrong_bytes_never_keeps_its_tags(sound, at, wrong):
    sent = bytearray(getattr(corpus, sound)())
    at %= len(sent)
    sent[at : at + len(wrong)] = wrong
    try:
        made = kinds.clean(bytes(sent))
    except Exception:
        return
    assert len(made.content) <= len(sent) + 200
