"""A council's logo: taken from a file, drawn anew, kept by its content. Never the Crown: a council has its own."""

import hashlib
import io
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from accounts.models import Logo
from accounts.refusals import PortalRefusal

LARGEST = (800, 240)  # dots; on paper it stands one and a half centimetres high


class LogoNotRead(PortalRefusal):
    """The file is no picture, or is not there."""


def keep_logo(path: Path) -> Logo:
    """The same picture is kept once. Raises LogoNotRead."""
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            drawn = picture.convert("RGBA")
    except (OSError, UnidentifiedImageError, ValueError, Image.DecompressionBombError) as problem:
        raise LogoNotRead(
            f"The logo “{path.name}” cannot be read. It has to be a .png or .jpg file beside the profile."
        ) from problem
    drawn.thumbnail(LARGEST)
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    content = out.getvalue()
    return Logo.objects.get_or_create(sha256=hashlib.sha256(content).hexdigest(), defaults={"png": content})[0]


def png_of(sha256: str) -> bytes:
    """b"" for a paper that was made without one."""
    return bytes(Logo.objects.filter(sha256=sha256).values_list("png", flat=True).first() or b"") if sha256 else b""
