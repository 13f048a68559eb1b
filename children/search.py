"""What a child is searched by, spelt so that accents, apostrophes, hyphens and capitals make no difference."""

import re
import unicodedata


def plain(text: str) -> str:
    """'Zoë O'Brien-Hale' becomes 'zoe obrien hale', the same on every database."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare.replace("'", "")).split())


def key_of(child) -> str:
    """Names, number and UPN of a child in one line, for `search_key`."""
    said = (child.given_name, child.preferred_name, child.family_name, child.social_care_id, child.upn)
    return " ".join(plain(word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "")) for word in said if word)[:300]
