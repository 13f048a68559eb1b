"""What the text in one cell of a file means; BadValue says in plain words why it means nothing."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.references import SETTING_NUMBER

Convert = Callable[[str], object]

DATE_SHAPES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%Y/%m/%d")
TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_/.-]{0,19}")
RESHAPED = re.compile(r"\d+(\.\d+)?[Ee][+-]?\d+")
SPACES = re.compile(r"\s+")
NOTHING = frozenset({"null", "(null)", "n/a", "#n/a", "none", "nil", "(blank)", "not applicable", "nan", "-", "--"})
NOTHING_AS_A_NAME = frozenset({"null", "NULL", "(null)", "(NULL)", "n/a", "N/A", "#N/A", "-", "--"})


class BadValue(Exception):
    """The text for people of why a value was refused."""


def says_nothing(text: str) -> bool:
    """What systems write into a cell that has no value."""
    return text.strip().casefold() in NOTHING


def spells_nothing(text: str) -> bool:
    """The same where people may be called Null or None, or where a summary may say 'None'."""
    return text.strip() in NOTHING_AS_A_NAME


def day(text: str) -> dt.date:
    """05/09/2026, 2026-09-05, 5 September 2026 and their kin; a time of day behind the date is dropped."""
    bare = TIME_OF_DAY.sub("", text.strip())
    for shape in DATE_SHAPES:
        try:
            found = dt.datetime.strptime(bare, shape).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
        if 1900 <= found.year <= 2100:
            return found
        raise BadValue("This year is not between 1900 and 2100.")
    if SHORT_YEAR.fullmatch(bare):
        raise BadValue("Write the year with four figures, such as 05/09/2026.")
    raise BadValue("This is not a date. Write it as 05/09/2026 or 2026-09-05.")


def words(limit: int) -> Convert:
    """Text on one line of at most `limit` characters, runs of spaces made one."""

    def convert(text: str) -> str:
        tidy = SPACES.sub(" ", text).strip()
        if len(tidy) > limit:
            raise BadValue(f"This is longer than {limit} characters.")
        return tidy

    return convert


def passage(limit: int) -> Convert:
    """Text that keeps its line breaks."""

    def convert(text: str) -> str:
        tidy = text.replace("\r\n", "\n").strip()
        if len(tidy) > limit:
            raise BadValue(f"This is longer than {limit} characters.")
        return tidy

    return convert


def code(known: Mapping[str, str]) -> Convert:
    """One of the codes known, whatever its case."""
    by_folded = {key.casefold(): key for key in known}

    def convert(text: str) -> str:
        try:
            return by_folded[text.strip().casefold()]
        except KeyError:
            raise BadValue(f"This code is not known. Use one of: {', '.join(known)}.") from None

    return convert


YES = frozenset({"y", "yes", "true", "1"})
NO = frozenset({"n", "no", "false", "0"})


def yes_or_no(text: str) -> bool:
    folded = text.strip().casefold()
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise BadValue("Write yes or no.")


def number(least: int, most: int) -> Convert:
    """A whole number from `least` to `most`, both included."""

    def convert(text: str) -> int:
        bare = text.strip()
        if not re.fullmatch(r"-?[0-9]{1,9}", bare) or not least <= int(bare) <= most:
            raise BadValue(f"Write a whole number from {least} to {most}.")
        return int(bare)

    return convert


def hours(text: str) -> Decimal:
    """Hours a week, to one decimal."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        raise BadValue("Write the hours as a number, such as 25 or 12.5.") from None
    if not found.is_finite() or not 0 <= found <= 60:
        raise BadValue("Hours a week are from 0 to 60.")
    return found.quantize(Decimal("0.1"))


def email(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadValue("This is not an e-mail address.") from None
    return address


def reference(text: str) -> str:
    """A child's number in the case system: text, so that a leading zero stays."""
    bare = text.strip()
    if RESHAPED.fullmatch(bare):
        raise BadValue("A spreadsheet has reshaped this number. Format the column as text, and save the file again.")
    if not REFERENCE.fullmatch(bare):
        raise BadValue("A child's reference has up to 20 letters, figures, dashes or dots.")
    return bare


def school_number(text: str) -> str:
    """A URN, or the number that the portal gave to a setting without one."""
    bare = text.strip().upper()
    return bare if SETTING_NUMBER.fullmatch(bare) else school_urn(text)


def school_urn(text: str) -> str:
    """Raises BadValue for a care provider's number (SC123456), which is often mistaken for the school's."""
    bare = text.strip()
    if re.fullmatch(r"[1-9][0-9]{5}", bare):
        return bare
    if re.fullmatch(r"(SC|EY)\d+", bare.upper()):
        raise BadValue("This is the number of a care provider. A school's URN has six figures.")
    raise BadValue("A school's URN has six figures.")
