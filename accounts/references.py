"""References for addresses, mails and file names: they say nothing about the child."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: they are read out on the telephone
LENGTH = 8


def new_reference() -> str:
    """Random, eight characters; the column's unique constraint guards the unlikely second."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
