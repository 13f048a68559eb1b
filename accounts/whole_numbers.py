"""A whole number out of an address or a posted form, where anybody may write anything."""

MOST_DIGITS = 18
"""As many as every key of a row has room for."""


def whole_number(text: str) -> int:
    """0, which no row has, for what is no number or longer than any."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0
