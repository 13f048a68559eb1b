"""Unique pupil numbers: shape and check letter.

A check letter, three digits of a local authority, four of a school, two of a year, and a serial of three
digits; a temporary number has a letter in place of the last digit. The rule is that of the government's
data standards catalogue (UniquePupilNumber 2.0).
"""

import re

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # I, O and S are left out: they look like digits
WEIGHTS = range(2, 14)

_NUMBER = re.compile(rf"[{LETTERS}][0-9]{{11}}[0-9{LETTERS}]")
_REST = re.compile(rf"[0-9]{{11}}[0-9{LETTERS}]")
_UNKNOWN = re.compile(r"UN[1-5]")


def normalise(upn: str) -> str:
    """As it is stored: upper case and without spaces, also those in the middle."""
    return "".join(upn.split()).upper()


def check_letter(first_twelve_after_letter: str) -> str:
    """The letter that belongs before these twelve characters, which are taken as they stand.

    A letter in the last place (a temporary number) counts A=0 to Z=22. Raises ValueError for anything else.
    """
    if not _REST.fullmatch(first_twelve_after_letter):
        raise ValueError("A UPN has twelve characters after its first letter: digits, but for the last.")
    values = (LETTERS.index(c) if c in LETTERS else int(c) for c in first_twelve_after_letter)
    return LETTERS[sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True)) % len(LETTERS)]


def is_valid(upn: str) -> bool:
    """A permanent or temporary number with the right check letter, once spaces and case are put right.

    Whether the authority's number exists is not asked: old and foreign ones are met in real files.
    """
    number = normalise(upn)
    return bool(_NUMBER.fullmatch(number)) and check_letter(number[1:]) == number[0]


def is_temporary(upn: str) -> bool:
    """A valid number that a school gave until the permanent one is found."""
    return is_valid(upn) and not normalise(upn)[-1].isdigit()


def is_unknown_code(upn: str) -> bool:
    """UN1 to UN5: the return's codes for why no number is known."""
    return bool(_UNKNOWN.fullmatch(normalise(upn)))
