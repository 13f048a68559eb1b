"""Letters that a wrong code page has spoilt: recognised, so that no child's name is stored with them.

A file is UTF-8, or else it is read as Windows-1252, which takes almost any byte. Text of MS-DOS or an old Mac then
has marks where names have letters; text that was converted twice has pairs such as 'Ã«' for one letter.
"""

import re

LOST = "\N{REPLACEMENT CHARACTER}"
WHY_LOST = "A letter was lost before the file was written. Write the word again where the file comes from."
WHY_TWICE = "Letters of this were converted twice. Save the file once more as UTF-8, from the system it comes from."
WHY_OTHER_PAGE = "This is not in UTF-8 or Windows-1252. Save the file as 'CSV UTF-8'."
WINDOWS = "These are not letters of UTF-8: they were read as Windows-1252. Check the spelling."
WINDOWS_FILE = "This file is not UTF-8. It was read as Windows-1252; the words with accents are listed to be checked."

WINDOWS_PAGE = "cp1252"
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""What comes along when text is copied from a page: room for nothing, marks of direction, places to break a word. Joiners
belong to the letters of some languages, and stay."""
LETTER = r"[^\W\d_]"
# Letters of MS-DOS and the Mac, seen through Windows-1252: daggers, quotation marks, currency.
MARK_IN_A_WORD, MARK_AT_A_LETTER = re.compile(rf"{LETTER}\?+{LETTER}"), re.compile(rf"{LETTER}\?|\?{LETTER}")
NEVER_AFTER_A_LETTER = b"\x82\x84\x86\x87\x88\x89\x8b\xa1\xa2\xa4".decode(WINDOWS_PAGE)
NEVER_BETWEEN_LETTERS = NEVER_AFTER_A_LETTER + bytes(
    [0x80, 0x85, 0x93, 0x94, 0x95, 0x98, 0x99, 0x9B, 0xA3, *range(0xA5, 0xC0)]
).decode(WINDOWS_PAGE).replace("\N{MIDDLE DOT}", "")
OTHER_PAGE = re.compile(
    rf"{LETTER}[{NEVER_AFTER_A_LETTER}]|{LETTER}[{NEVER_BETWEEN_LETTERS}]{LETTER}|[a-z][ŒŽŠÝ]|[\x80-\x9f]"
    rf"|{LETTER}\N{{LEFT SINGLE QUOTATION MARK}}(?!\w)"
    rf"|\N{{YEN SIGN}}{LETTER}|{LETTER}\N{{POUND SIGN}}(?!\d)"  # Ñ at the beginning of a word, ú at its end
)
UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # bytes that Windows-1252 has no character for
BYTES = {chr(byte) if byte in UNDEFINED else bytes([byte]).decode(WINDOWS_PAGE): byte for byte in range(0x80, 0x100)}
RUNS = re.compile(f"[{re.escape(''.join(BYTES))}]{{2,}}")
AFTER_ANY_CAPITAL = frozenset(b"\x91\x92\x93\x94\x96\x97".decode(WINDOWS_PAGE))
"""Quotation marks and dashes, which stand behind a capital with an accent in good text."""
ONLY_SPOILT = (0xC2, 0xC3)  # first bytes of the letters that English and its neighbours use


def without_invisible(text: str) -> str:
    return text if text.isascii() else INVISIBLE.sub("", text)


def has_a_mark_for_a_letter(text: str, *, is_only_a_name: bool) -> bool:
    """Whether a question mark stands where a letter was; behind a name it may say that somebody was not sure."""
    return "?" in text and bool((MARK_AT_A_LETTER if is_only_a_name else MARK_IN_A_WORD).search(text))


def is_converted_twice(text: str) -> bool:
    """Whether some of it is UTF-8 that was read as Windows-1252 and written again."""
    for run in RUNS.findall(text):
        raw = bytes(BYTES[character] for character in run)
        for place in range(len(raw) - 1):
            if _begins_a_letter(raw, run, place):
                return True
    return False


def _begins_a_letter(raw: bytes, run: str, place: int) -> bool:
    first, second = raw[place], raw[place + 1]
    length = 2 if 0xC2 <= first <= 0xDF else 3 if 0xE0 <= first <= 0xEF else 4 if 0xF0 <= first <= 0xF4 else 0
    piece = raw[place : place + length]
    if not length or len(piece) < length or not 0x80 <= second <= 0xBF:
        return False
    if length == 2 and first not in ONLY_SPOILT and run[place + 1] in AFTER_ANY_CAPITAL:
        return False
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def trouble_with(text: str, *, is_windows: bool) -> str:
    """Why a text cannot be taken as it is; '' for nothing. `is_windows`: its bytes were not UTF-8."""
    if text.isascii():
        return ""
    if is_windows and (LOST in text or OTHER_PAGE.search(text)):
        return WHY_OTHER_PAGE
    if LOST in text:
        return WHY_LOST
    return WHY_TWICE if is_converted_twice(text) else ""
