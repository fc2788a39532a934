"""Files as people and their enemies send them, made when a test asks. Nothing here was taken from anybody's phone."""

import io
import struct
import wave
import zipfile
import zlib

import pikepdf
from PIL import Image

from base.cleaner.sounds import _page

PLACE = {1: "N", 2: (11.0, 35.0, 17.0), 3: "E", 4: (43.0, 8.0, 42.0)}  # a made-up place near Djibouti
SECRETS = [
    b"Qz-Camera",
    b"Qz-Author",
    b"Qz-Remark",
    b"Qz-Title",
    b"Qz-Place",
    b"alert(1)",
    b"GPS",
    b"Exif",
    b"http://ns.adobe.com",
]


def photo(size=(640, 480), kind="JPEG", turned=1) -> bytes:
    """A photo as a phone makes it: with place, camera, author, comment, remarks in XMP; red at the top as it is held."""
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0], size[1] // 4))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = turned, "Qz-Camera", "Qz-Author"
    exif.get_ifd(0x8825).update(PLACE)
    out = io.BytesIO()
    more = {"comment": b"Qz-Remark"} if kind == "JPEG" else {}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" a="http://ns.adobe.com">Qz-Title</x:xmpmeta>'
    picture.save(out, kind, exif=exif.tobytes(), xmp=xmp, **more)
    return out.getvalue()


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_bomb(width=24_000, height=24_000) -> bytes:
    """Few kilobytes that ask for 1.7 GB."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    packer, row, packed = zlib.compressobj(9), bytes(1 + 3 * width), b""
    for _line in range(200):  # the rest is never reached
        packed += packer.compress(row)
    return b"\x89PNG\r\n\x1a\n" + head + png_chunk(b"IDAT", packed + packer.flush()) + png_chunk(b"IEND", b"")


def zip_file(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (entries or {"letter.txt": b"hello"}).items():
            archive.writestr(name, content)
    return out.getvalue()


def pdf(change=lambda pdf: None, **options) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 200))
        made.docinfo["/Author"] = "Qz-Author"
        change(made)
        made.save(out, **options)
    return out.getvalue()


def with_script(made):
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", script]))
    made.pages[0].obj.AA = pikepdf.Dictionary(O=script)


def with_launch(made):
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 200, 200],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
    )
    address = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://evil.example")
    other = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=address)
    made.pages[0].obj.Annots = made.make_indirect(pikepdf.Array([made.make_indirect(link), made.make_indirect(other)]))


def with_attachment(made):
    made.attachments["run.exe"] = b"MZ-Qz-Place" * 50


def with_form(made):
    """A filled form with a script behind it: the answer is seen, the script is not run."""
    look = made.make_stream(
        b"BT /F1 12 Tf 10 10 Td (Answer) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 99, 30]
    )
    look.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
    )
    field = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="name",
            V="Answer",
            F=4,
            Rect=[10, 10, 109, 40],
            AP=pikepdf.Dictionary(N=look),
            AA=pikepdf.Dictionary(K=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
        )
    )
    made.pages[0].obj.Annots = pikepdf.Array([field])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[field], XFA=made.make_stream(b"<xdp>alert(1)</xdp>"))


def with_scan(made, packed=False):
    """A page that is a photo, with all that the phone wrote into it."""
    content = zlib.compress(photo()) if packed else photo()
    picture = made.make_stream(content, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=640, Height=480)
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    picture.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode]) if packed else pikepdf.Name.DCTDecode
    made.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=picture))
    made.pages[0].obj.Contents = made.make_stream(b"q 200 0 0 200 0 0 cm /A Do Q")


def looping_pdf() -> bytes:
    """A tree of pages that bites its tail."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 999999>>endobj\ntrailer<</Root 1 0 R>>\n"
    )


def swelling_pdf(size=2 << 30) -> bytes:
    """A table of objects that unpacks to gigabytes."""
    packer, packed, piece = zlib.compressobj(9), b"", bytes(16 << 20)
    for _piece in range(size // len(piece)):
        packed += packer.compress(piece)
    packed += packer.flush()
    head = b"%%PDF-1.5\n1 0 obj<</Type/XRef/Size 9/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    return head + packed + b"\nendstream endobj\nstartxref\n9\n%%EOF"


def mp3(frames=40) -> bytes:
    """Frames of silence between two tags that say too much."""
    tag = b"ID3\x03\x00\x00\x00\x00\x02\x00" + b"Qz-Title".ljust(256, b"\x00")
    frame = b"\xff\xfb\x90\x00".ljust(417, b"\x00")
    return tag + frame * frames + b"TAG" + b"Qz-Author".ljust(125, b"\x00")


def wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x01\x02" * 4000)
    body = out.getvalue()[8:] + b"LIST" + struct.pack("<I", 16) + b"INFOQz-Place\x00\x00\x00\x00"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def ogg() -> bytes:
    """Opus: a head, remarks that fill a page, two pages of sound."""
    head = b"OggS\x00\x02" + bytes(8) + b"\x07\x00\x00\x00" + bytes(9)
    later = b"OggS\x00\x00" + bytes(8) + b"\x07\x00\x00\x00" + bytes(9)
    remark = b"LOCATION=Qz-Place"
    tags = b"OpusTags" + struct.pack("<I", 4) + b"Lavf" + struct.pack("<II", 1, len(remark)) + remark
    first = b"OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"
    pages = [_page(head, [first], 0), _page(later, [tags], 1), _page(later, [b"\x01" * 100], 2), _page(later, [b"\x02" * 300], 3)]
    return b"".join(pages)


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + name + body


def m4a(handler=b"soun") -> bytes:
    said = box(b"udta", box(b"\xa9xyz", b"Qz-Place+11.58+043.14/"), box(b"meta", b"Qz-Title"))
    hdlr = box(b"hdlr", bytes(8) + handler + bytes(12) + b"Qz-Camera\x00")
    mdia = box(
        b"mdia",
        box(b"mdhd", b"\x00\x00\x00\x00" + b"\xaa" * 16),
        hdlr,
        box(b"minf", box(b"smhd", bytes(8)), box(b"stbl", bytes(16))),
    )
    moov = box(b"moov", box(b"mvhd", b"\x00\x00\x00\x00" + b"\xaa" * 100), box(b"trak", box(b"tkhd", bytes(84)), mdia), said)
    return box(b"ftyp", b"M4A \x00\x00\x00\x00") + moov + box(b"mdat", b"\x11" * 500) + box(b"uuid", b"Qz-Author" * 3)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
HEIC = struct.pack(">I", 24) + b"ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
FILM = struct.pack(">I", 20) + b"ftypqt  \x00\x00\x00\x00qt  " + bytes(64)

REFUSED = {  # what it is: (how it is made, a part of the sentence that the person reads)
    "nothing": (lambda: b"", "empty"),
    "a picture that asks for 1.7 GB": (png_bomb, "40 million"),
    "a picture cut in the middle": (lambda: photo()[:3000], "damaged"),
    "only the head of a picture": (lambda: photo()[:40], "damaged"),
    "a picture of vectors with a script": (lambda: SVG, "Only photos"),
    "a web page named as a photo": (lambda: HTML, "Only photos"),
    "an archive": (zip_file, "Only photos"),
    "an office file": (lambda: zip_file(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "Only photos"),
    "a picture of an iPhone": (lambda: HEIC, "HEIC"),
    "a film": (lambda: FILM, "Films"),
    "a film called a sound": (lambda: m4a(b"vide"), "Films"),
    "a PDF with a password": (lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "password"),
    "a PDF that only its owner may change": (lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="")), "password"),
    "a PDF whose pages go in circles": (looping_pdf, "damaged"),
    "a PDF cut in the middle": (lambda: pdf()[:60], "damaged"),
    "words after the head of an MP3": (lambda: b"ID3" + HTML * 20, "damaged"),
    "an Ogg without sound": (lambda: ogg()[:100], "damaged"),
    "a program": (lambda: b"MZ" + bytes(2000), "Only photos"),
    "21 MB": (lambda: bytes(21 << 20), "20 MB"),
}


def large_photo(size=(4000, 3000)) -> bytes:
    """Twelve megapixels as a phone takes them: fine grain, colours that pass into each other, the place in it. Several megabytes."""
    grain = Image.effect_noise(size, 30)
    across = Image.linear_gradient("L").resize(size)
    picture = Image.merge("RGB", (Image.blend(grain, across, 0.6), across.rotate(180), Image.blend(across, grain, 0.3)))
    exif = Image.Exif()
    exif[0x010F] = "Qz-Camera"
    exif.get_ifd(0x8825).update(PLACE)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, exif=exif.tobytes())
    return out.getvalue()
