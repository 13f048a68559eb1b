"""What a file is, told by its content and never by its name. Pictures are drawn anew: nothing hidden comes along."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from peps.files.hidden_contents import problem_in_archive, problem_in_pdf

MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 16_000_000}
"""Counted before anything is decoded. A photograph can be read at half its size, a PNG cannot."""
HALVED_ABOVE = 16_000_000
PICTURE_QUALITY = 85
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True)
class FileKind:
    content_type: str
    extension: str


PDF = FileKind("application/pdf", "pdf")
JPEG, PNG = FileKind("image/jpeg", "jpg"), FileKind("image/png", "png")
WORD, OPEN_TEXT = FileKind(DOCX, "docx"), FileKind(ODT, "odt")
TEXT = FileKind("text/plain", "txt")
KINDS = {kind.content_type: kind for kind in (PDF, JPEG, PNG, WORD, OPEN_TEXT, TEXT)}
ACCEPTED = "PDF, Word (.docx), OpenDocument (.odt), a picture (.jpg or .png), or plain text"


NO_PICTURE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombWarning,
    Image.DecompressionBombError,
)
"""What Pillow raises for a file that is none, or is far too large when it is unpacked."""


class NotTaken(ValueError):
    """The content is none of the kinds that are taken; or it is, and the text says why it is not taken all the same."""


def told_apart(content: bytes) -> tuple[FileKind, bytes]:
    """The kind, and the content to keep: a picture drawn anew. Raises NotTaken."""
    for is_it, take in _LOOKS:
        if is_it(content):
            return take(content)
    raise NotTaken


def _picture(content: bytes) -> tuple[FileKind, bytes]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
            _refuse_too_many_pixels(picture)
            kind = JPEG if picture.format == "JPEG" else PNG
            if picture.width * picture.height > HALVED_ABOVE:
                picture.draft(None, (picture.width // 2, picture.height // 2))
            turned = ImageOps.exif_transpose(picture)
            drawn = turned.convert("RGB" if kind is JPEG or turned.mode not in ("RGBA", "LA", "P") else "RGBA")
    except NotTaken:
        raise
    except NO_PICTURE as error:
        raise NotTaken from error
    out = io.BytesIO()
    drawn.save(out, "JPEG" if kind is JPEG else "PNG", quality=PICTURE_QUALITY)
    return kind, out.getvalue()


def _refuse_too_many_pixels(picture: Image.Image) -> None:
    most = MOST_PIXELS[str(picture.format)]
    if picture.width * picture.height > most:
        raise NotTaken(
            f"it has more than {most // 1_000_000} million dots. Make it smaller, or send a photograph of it"
        )


def _archive(content: bytes) -> tuple[FileKind, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            if problem := problem_in_archive(parts):
                raise NotTaken(problem)
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return WORD, content
            if (
                "mimetype" in names
                and parts.getinfo("mimetype").file_size < 200
                and parts.read("mimetype") == ODT.encode()
            ):
                return OPEN_TEXT, content
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise NotTaken from error
    raise NotTaken


def _pdf(content: bytes) -> tuple[FileKind, bytes]:
    if problem := problem_in_pdf(content):
        raise NotTaken(problem)
    return PDF, content


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(letter < " " and letter not in "\t\r\n\f" for letter in text)


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(beginnings)


_LOOKS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], tuple[FileKind, bytes]]], ...] = (
    (_starts(b"%PDF-"), _pdf),
    (_starts(b"\xff\xd8\xff", b"\x89PNG\r\n"), _picture),
    (_starts(b"PK\x03\x04"), _archive),
    (_is_text, lambda content: (TEXT, content)),
)
