"""Files that are no CSV, told by their first bytes, and what to do with each."""

import codecs

HEAD = 512  # bytes that are looked at
SAVE_AS = "Save it from the spreadsheet as 'CSV UTF-8', and use that file."
WORKBOOK = f"This is not a CSV file but a spreadsheet's workbook, whatever it is called. {SAVE_AS}"
ZIPPED = "This is not a CSV file but a packed one. Unpack it, and use the CSV files in it."
UNICODE_TEXT = "This file was saved as 'Unicode text' (UTF-16). Save it as 'CSV UTF-8'."
OTHER = f"This is not a CSV file. {SAVE_AS}"

BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0", WORKBOOK),
    (b"\x1f\x8b", ZIPPED),
    (b"7z\xbc\xaf", ZIPPED),
    (b"Rar!", ZIPPED),
    (b"%PDF", OTHER),
    (b"\x89PNG", OTHER),
    (b"{\\rtf", OTHER),
    (b"<?xml", OTHER),
    (b"<html", OTHER),
    (b"<!DOCTYPE", OTHER),
)
IN_A_WORKBOOK = (b"[Content_Types].xml", b"docProps/", b"xl/", b"mimetype", b"_rels/")
A_QUARTER = 4


def what_to_do(head: bytes) -> str:
    """What to tell people of a file that begins so; '' where it may be CSV."""
    if head.startswith(b"PK\x03\x04"):
        return WORKBOOK if any(name in head for name in IN_A_WORKBOOK) else ZIPPED
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _is_utf_16(head):
        return UNICODE_TEXT
    bare = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return next((why for begins, why in BEGINNINGS if bare[: len(begins)].upper() == begins.upper()), "")


def _is_utf_16(head: bytes) -> bool:
    """Without its mark: every second byte of English text is a nought."""
    return len(head) >= A_QUARTER and any(
        half.count(0) > len(half) - len(half) // A_QUARTER for half in (head[::2], head[1::2])
    )
