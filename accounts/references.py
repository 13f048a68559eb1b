"""References for addresses, mails and file names: they say nothing about the child."""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: they are read out on the telephone
LENGTH = 8


def new_reference() -> str:
    """Random, eight characters; the column's unique constraint guards the unlikely second."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


SETTING_NUMBER = re.compile(r"X-[2-9A-HJKMNP-Z]{6}")


def new_setting_number() -> str:
    """Stands where other schools have a URN, and is none: a URN has six figures."""
    return f"X-{new_reference()[:6]}"
