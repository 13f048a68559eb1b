"""How a child is spoken of, from the pronouns that stand in the record as they were given: 'she/her', 'they'."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Pronouns:
    """`they` reads their book; we ask `them`; it is `their` book, and it is `theirs`; they do it `themselves`."""

    they: str
    them: str
    their: str
    theirs: str
    themselves: str

    @property
    def words(self) -> frozenset[str]:
        return frozenset((self.they, self.them, self.their, self.theirs, self.themselves))

    @property
    def written(self) -> str:
        return f"“{self.they}” and “{self.them}”"


SHE = Pronouns("she", "her", "her", "hers", "herself")
HE = Pronouns("he", "him", "his", "his", "himself")
THEY = Pronouns("they", "them", "their", "theirs", "themselves")
_BY_FIRST = {"she": SHE, "her": SHE, "he": HE, "him": HE, "they": THEY, "them": THEY}
_OF_ONE = SHE.words | HE.words
"""'They' may be several people, so it is never taken for the wrong word."""


def pronouns_of(text: str) -> Pronouns | None:
    """None where nothing is known, or where the child uses others: then nothing is filled in, and nothing pointed out."""
    first = re.split(r"[^a-z]+", text.strip().casefold(), maxsplit=1)[0]
    return _BY_FIRST.get(first)


def pronouns_in(text: str) -> frozenset[str]:
    """Those of one person, singular."""
    return frozenset(re.findall(r"[a-z]+", text.casefold())) & _OF_ONE


def filled_in(text: str, *, name: str, pronouns: Pronouns | None) -> str:
    """An example with {name}, {they}, {them}, {their} and so on; unknown pronouns are 'they'. Capitals begin sentences."""
    words = pronouns or THEY
    known = {
        "name": name, "they": words.they, "them": words.them, "their": words.their, "theirs": words.theirs,
        "themselves": words.themselves,
    }  # fmt: skip
    done = re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], found[0]), text)
    return re.sub(r"(^|[.!?]\s+)([a-z])", lambda found: found[1] + found[2].upper(), done)
