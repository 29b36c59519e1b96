"""Pictures: drawn anew, turned upright, without anything their maker wrote beside them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from portal.documents.inspecting.model import LARGEST, Found, Kind, Refused, Why

# A telephone's largest picture; decoded it takes 150 MB.
MOST_PIXELS = 50_000_000
# What reading a paper on a screen or on A4 at 300 dpi needs.
_LONGEST = 4096
_SMALL = (128, 128)
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 88

# Our own limit is asked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def drawn_anew(data: bytes) -> Found:
    """Return the picture with its pixels alone; raise ``Refused`` for a broken or huge one."""
    try:
        return _drawn(data)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError) as error:
        raise Refused(Why.PICTURE_BROKEN) from error


def _drawn(data: bytes) -> Found:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Refused(Why.PICTURE_HUGE)
        # A JPEG is decoded smaller at once where it is larger than anybody needs.
        opened.draft("RGB", (_LONGEST, _LONGEST))
        lossless = opened.format == "PNG"
        picture = _plain(ImageOps.exif_transpose(opened), opened.info.get("icc_profile"))
    picture.thumbnail((_LONGEST, _LONGEST))
    kind, drawn = _written(picture, lossless=lossless)
    return Found(kind, drawn, _thumbnail(picture))


def _plain(picture: Image.Image, profile: Any) -> Image.Image:
    """Return the pixels in plain colours on white, without profile, comments or places."""
    if picture.mode in {"I", "I;16", "F"}:
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        above = picture.convert("RGBA")
        picture = Image.new("RGBA", above.size, "white")
        picture.alpha_composite(above)
    plain = picture.convert("L" if picture.mode in {"1", "L"} else "RGB")
    if profile and plain.mode == "RGB" and picture.mode == "RGB":
        plain = _in_srgb(plain, profile)
    plain.info.clear()
    return plain


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        held = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, held, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        # A broken profile costs a shade of colour, not the paper.
        return picture
    return turned or picture


def _written(picture: Image.Image, *, lossless: bool) -> tuple[Kind, bytes]:
    if lossless:
        drawn = _saved(picture, "PNG")
        if len(drawn) <= LARGEST:
            return Kind.PNG, drawn
    return Kind.JPEG, _saved(picture, "JPEG", quality=_QUALITY)


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail(_SMALL)
    return _saved(small, "JPEG", quality=70)


def _saved(picture: Image.Image, kind: str, **how: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()
