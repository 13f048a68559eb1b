"""What a child is found by, spelt so that accents, apostrophes, hyphens, capitals and one slip make no difference."""

import re
import unicodedata

from rapidfuzz.distance import OSA

from children.models import Child, FormerIdentifier

APOSTROPHES = re.compile(
    "['`\N{ACUTE ACCENT}\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}]"
)
# Letters that do not come apart into a plain one and an accent.
WITHOUT_STROKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
SHORTEST_WITH_A_SLIP = 4  # letters: in a shorter word a slip makes another name
VERY_WORD, BEGUN, WITH_A_SLIP, NOT = range(4)
SHORTEST_RUN = 4  # letters and digits, written in one, that may stand anywhere in a name or number


def plain(text: str) -> str:
    """'Zoë O'Brien-Hale' becomes 'zoe obrien hale', the same on every database."""
    bare = APOSTROPHES.sub("", text).casefold().translate(WITHOUT_STROKE)
    bare = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def key_of(child: Child) -> str:
    """Names, number and UPN of a child in one line, for `search_key`."""
    said = (child.given_name, child.preferred_name, child.family_name, child.social_care_id, child.upn)
    return " ".join(plain(word) for word in said if word)[:300]


def find(text: str, children) -> list[Child]:
    """Those of the children whom the words may mean, the surest first; nobody for nothing.

    `children` are those whom the person reaches, and whose names they may know.
    """
    typed = plain(text)
    if not typed:
        return []
    ranked = []
    former = _former_numbers(children)
    for child in children:
        key = f"{child.search_key} {plain(child.reference)} {former.get(child.pk, '')}"
        rank = _rank(typed, key.split())
        if rank is not None:
            ranked.append((rank, child.family_name, child.given_name, child.pk, child))
    return [child for *_, child in sorted(ranked, key=lambda row: row[:4])]


def _former_numbers(children) -> dict[int, str]:
    numbers: dict[int, str] = {}
    for child, value in FormerIdentifier.objects.filter(child__in=children).values_list("child", "value"):
        numbers[child] = f"{numbers.get(child, '')} {plain(value)}"
    return numbers


def _rank(typed: str, key: list[str]) -> int | None:
    """How surely the words mean this child: every word must fit, or all of them run together."""
    worst = max(min((_fit(word, known) for known in key), default=NOT) for word in typed.split())
    run = typed.replace(" ", "")
    if worst > BEGUN and len(run) >= SHORTEST_RUN and run in "".join(key):
        return BEGUN
    return None if worst == NOT else worst


def _fit(word: str, known: str) -> int:
    if word == known:
        return VERY_WORD
    if known.startswith(word):
        return BEGUN
    if len(word) < SHORTEST_WITH_A_SLIP or not word.isalpha():
        return NOT
    begun = known[: len(word) + 1]
    slips = min(OSA.distance(word, other, score_cutoff=1) for other in (known, begun, begun[:-1]))
    return WITH_A_SLIP if slips <= 1 else NOT
