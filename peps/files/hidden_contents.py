"""What a document must not bring along: programs, files inside it, and whatever it would fetch from elsewhere.

A document that does is refused with the reason, and nothing of it is kept. Nobody's text is changed in secret.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

MOST_UNPACKED = 50 * 2**20
MOST_PARTS = 2000
MACRO = "it holds a macro, a program that runs when it is opened. Save it without macros, or as a PDF"
OBJECT = "another file is embedded in it. Take that out, and attach it by itself"
OUTSIDE = "it fetches something from another place when it is opened, such as a template. Save it as a PDF"
TOO_LARGE = f"it unpacks to more than {MOST_UNPACKED // 2**20} MB. Send a shorter one, or make its pictures smaller"
LOCKED = "it is locked with a password. Save it without one"
SCRIPT = "it holds a script that runs when it is opened. Print it to a new PDF, and attach that"

MACRO_PART = re.compile(r"(?i)vbaproject|vbadata|(^|/)macros?/|^(basic|scripts)/|activex|\.ocx$")
OBJECT_PART = re.compile(
    r"(?i)(^|/)embeddings/|oleobject|^object ?\d+|^objectreplacements/|\.(exe|dll|js|vbs|hta|lnk|zip)$"
)
RELATIONSHIP = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
EMBEDDED = re.compile(r"type\s*=\s*['\"][^'\"]*/(?:afchunk|oleobject|package)['\"]")
FIELD = re.compile(r"<w:(?:instrText|fldSimple)\b[^>]*?(?:w:instr=\"([^\"]*)\"[^>]*)?>([^<]*)", re.IGNORECASE)
FETCHES = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|AUTOTEXT)\b", re.IGNORECASE)
OPEN_FETCHES = re.compile(
    r"<(?:draw:image|draw:object|text:section-source)\b[^>]*xlink:href=\"(?:\w+:|//)", re.IGNORECASE
)
OPEN_RUNS = re.compile(r"<(?:script:event-listener|office:script)\b", re.IGNORECASE)

PDF_RUNS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie", "/Sound"})
PDF_WORDS = {
    SCRIPT: (b"/JavaScript", b"/JS", b"/Launch", b"/XFA", b"/RichMedia"),
    OBJECT: (b"/EmbeddedFile", b"/EmbeddedFiles"),
}


def problem_in_archive(parts: zipfile.ZipFile) -> str:
    """Of a .docx or .odt: why it is not taken, or ''. Nothing is unpacked before its size is known."""
    rows = parts.infolist()
    if len(rows) > MOST_PARTS or sum(row.file_size for row in rows) > MOST_UNPACKED:
        return TOO_LARGE
    if any(row.flag_bits & 1 for row in rows):
        return LOCKED
    names = [row.filename for row in rows]
    if any(MACRO_PART.search(name) for name in names):
        return MACRO
    if any(OBJECT_PART.search(name) for name in names):
        return OBJECT
    return next(filter(None, (_problem_in_part(name, _text(parts, name)) for name in names if _is_read(name))), "")


def _is_read(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _text(parts: zipfile.ZipFile, name: str) -> str:
    content = parts.read(name)
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.decode("utf-16" if is_wide else "utf-8", errors="replace")


def _problem_in_part(name: str, text: str) -> str:
    if name.lower().endswith(".rels"):
        return _problem_of_links(html.unescape(tag) for tag in RELATIONSHIP.findall(text))
    if "macroEnabled" in text and name == "[Content_Types].xml":
        return MACRO
    fields = "".join("".join(found) for found in FIELD.findall(text))
    if FETCHES.search(html.unescape(fields)) or OPEN_FETCHES.search(text):
        return OUTSIDE
    return MACRO if OPEN_RUNS.search(text) else ""


def _problem_of_links(tags: Iterable[str]) -> str:
    for tag in tags:
        folded = tag.lower()
        if EMBEDDED.search(folded):
            return OBJECT
        if re.search(r"targetmode\s*=\s*['\"]external", folded) and "/hyperlink" not in folded:
            return OUTSIDE
    return ""


def problem_in_pdf(content: bytes) -> str:
    """Why it is not taken, or ''. One that cannot be opened is looked through as it lies there."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return next(filter(None, map(_problem_in_object, _dictionaries(pdf))), "")
    except pikepdf.PasswordError:
        return LOCKED
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return next((why for why, words in PDF_WORDS.items() if any(word in content for word in words)), "")


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary, those inside others too."""
    waiting = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)]
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Array):
            inner = list(found)
        else:
            inner = [value for _, value in found.items()]
            yield found
        waiting += [each for each in inner if _is_inline(each)]


def _is_inline(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _problem_in_object(found: Any) -> str:
    if "/JS" in found or "/XFA" in found or str(found.get("/S", "")) in PDF_RUNS:
        return SCRIPT
    if str(found.get("/Subtype", "")) in ("/RichMedia", "/Screen", "/3D"):
        return SCRIPT
    is_file = "/EF" in found or str(found.get("/Type", "")) == "/EmbeddedFile"
    return OBJECT if is_file or str(found.get("/S", "")) == "/GoToE" else ""
