"""What a child is found by, spelt so that accents, apostrophes, hyphens, capitals and one slip make no difference."""

import re
import unicodedata

from rapidfuzz.distance import OSA

from children.models import Child, ChildName, FormerIdentifier

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
    """Today's names, number and UPN of a child in one line, for `search_key`."""
    names = (child.given_name, child.preferred_name, child.family_name, child.preferred_family_name)
    return " ".join(plain(word) for word in (*names, child.social_care_id, child.upn) if word)[:300]


def find(text: str, children) -> list[Child]:
    """Those of the children whom the words may mean, the surest first; nobody for nothing.

    `children` are those whose record the person may open. Each has `formerly`: the former name that the words mean,
    empty where they mean the names of today.
    """
    typed = plain(text)
    if not typed:
        return []
    ranked = []
    numbers, names = _former_numbers(children), _former_names(children)
    for child in children:
        key = f"{child.search_key} {plain(child.reference)} {numbers.get(child.pk, '')}".split()
        before = names.get(child.pk, [])
        rank, with_former = _rank(typed, key), _rank(typed, [*key, *plain(" ".join(before)).split()])
        is_by_former = with_former is not None and (rank is None or with_former < rank)
        child.formerly = "; ".join(_meant(typed, before)) if is_by_former else ""
        if with_former is not None:
            ranked.append((with_former, child.family_name, child.given_name, child.pk, child))
    return [child for *_, child in sorted(ranked, key=lambda row: row[:4])]


def _former_names(children) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for row in ChildName.objects.former().filter(child__in=children):
        names.setdefault(row.child_id, []).append(row.words)
    return names


def _meant(typed: str, names: list[str]) -> list[str]:
    """Of several former names those that the words fit."""
    fitting = [
        name
        for name in names
        if any(_fit(word, known) < NOT for word in typed.split() for known in plain(name).split())
    ]
    return fitting or names


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
