"""Money in whole pence: shared out so that nothing is lost, read as people type it, written as people read it."""

import re
from decimal import Decimal
from fractions import Fraction

LARGEST = 2_147_483_647  # what an integer column holds: over twenty-one million pounds

_AMOUNT = re.compile(r"£?\s*([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?")


def split(total_pence: int, payments: int) -> tuple[int, ...]:
    """Equal payments that add up to the total; odd pennies go on the last one.

    Raises ValueError for a negative total or fewer than one payment.
    """
    if total_pence < 0:
        raise ValueError("An amount to be paid out cannot be negative.")
    if payments < 1:
        raise ValueError("An amount is paid in one payment or more.")
    each, odd = divmod(total_pence, payments)
    return (each,) * (payments - 1) + (each + odd,)


def kept_centrally(total_pence: int, percent: int | Decimal) -> tuple[int, int]:
    """What the virtual school keeps and what is left for the child, which always add up to the total.

    A part of a penny is never kept: it stays with the child. Raises ValueError for a negative total or a
    share outside 0 to 100.
    """
    if total_pence < 0:
        raise ValueError("An amount to be shared cannot be negative.")
    if not 0 <= percent <= 100:
        raise ValueError("The share kept centrally must be from 0 to 100 per cent.")
    kept = int(total_pence * Fraction(percent) / 100)
    return kept, total_pence - kept


def pounds(pence: int) -> str:
    """'£1,150.00'; a negative amount is '-£5.00'."""
    whole, part = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{whole:,}.{part:02d}"


def pence(text: str) -> int:
    """An amount as somebody typed it: '£1,045', '1045.00', '1045.5' (fifty pence).

    Raises ValueError in words for the user. A comma that does not mark thousands is refused, not guessed:
    '1,50' may mean two things.
    """
    typed = text.strip()
    if not typed:
        raise ValueError("Enter an amount in pounds, like 1,045 or 1,045.50.")
    amount = _AMOUNT.fullmatch(typed)
    if not amount:
        raise ValueError("Enter the amount in pounds and pence with numbers only, like 1,045 or 1,045.50.")
    found = int(amount[1].replace(",", "")) * 100 + int((amount[2] or "").ljust(2, "0"))
    if found > LARGEST:
        raise ValueError(f"The amount must be {pounds(LARGEST)} or less.")
    return found
