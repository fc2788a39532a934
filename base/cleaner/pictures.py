"""Pictures: decoded within limits, turned upright, drawn anew as JPEG. Nothing but the points survives: no place, no time, no camera."""

import io

from PIL import Image, ImageOps

from base.cleaner.shapes import Clean, Unwelcome

MOST_PIXELS = 40_000_000
LONGEST_EDGE, QUALITY = 2000, 82
PREVIEW_EDGE, PREVIEW_QUALITY = 640, 75
FORMATS = ["JPEG", "PNG", "WEBP"]

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def clean(content: bytes) -> Clean:
    """A JPEG of 2000 points at most along its longer edge, and a preview of 640."""
    with _opened(content) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Unwelcome("too_many_pixels")
        found = {"PNG": "image/png", "WEBP": "image/webp"}.get(opened.format or "", "image/jpeg")
        opened.draft("RGB", (2 * LONGEST_EDGE, 2 * LONGEST_EDGE))  # a large JPEG is decoded at half or quarter size
        opened.load()
        drawn = _flat(_smaller(opened, LONGEST_EDGE))
        drawn = _upright(drawn, opened)
    return Clean("image/jpeg", found, _jpeg(drawn, QUALITY), _jpeg(_smaller(drawn, PREVIEW_EDGE), PREVIEW_QUALITY))


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as bomb:  # twice the limit is refused before we can ask
        raise Unwelcome("too_many_pixels") from bomb


def _smaller(picture: Image.Image, edge: int) -> Image.Image:
    share = min(1.0, edge / max(picture.size))
    if picture.mode == "P":
        picture = picture.convert("RGBA")
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, Image.Resampling.BOX if picture.mode == "I;16" else Image.Resampling.LANCZOS, reducing_gap=2.0)


def _flat(picture: Image.Image) -> Image.Image:
    """The points alone, on white where they are transparent, in an image that carries nothing else."""
    if picture.mode.startswith("I"):  # 16 bits
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    paper = Image.new("RGB", picture.size, "white")
    mask = picture.convert("RGBA").getchannel("A") if "A" in picture.mode or "transparency" in picture.info else None
    paper.paste(picture.convert("RGB"), mask=mask)
    return paper


def _upright(drawn: Image.Image, opened: Image.Image) -> Image.Image:
    """Turned as the camera said that it was held."""
    try:
        held = opened.getexif().get(0x0112)
    except Exception:  # a broken note about the camera does not spoil the picture
        return drawn
    turned = Image.Exif()
    turned[0x0112] = held if held in range(1, 9) else 1
    drawn.info["exif"] = turned.tobytes()
    upright = ImageOps.exif_transpose(drawn)
    upright.info.clear()
    return upright


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.info.clear()
    picture.save(out, "JPEG", quality=quality, optimize=True, exif=b"")
    return out.getvalue()
