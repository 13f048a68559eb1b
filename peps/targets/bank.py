"""Examples of targets, in our own words: those that come with the portal, and those that the authority added."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from children.enums import Phase
from peps.enums import TargetArea
from peps.models import BankTarget, PersonalEducationPlan
from peps.targets.pronouns import filled_in, pronouns_of

FILE = Path(__file__).parent / "bank.toml"
OWN = "own"


@dataclass(frozen=True)
class Example:
    """`key` is stable while the file's order is: it only leads from the page of the bank to the new target."""

    key: str
    area: str
    phase: str
    subject: str
    outcome: str
    measure: str
    support: str

    @property
    def area_label(self) -> str:
        return TargetArea(self.area).label

    @property
    def phase_label(self) -> str:
        return Phase(self.phase).label if self.phase else "Every phase"

    def texts(self, pep: PersonalEducationPlan) -> dict[str, str]:
        """What a target of this child begins with, column by column."""
        name, pronouns = pep.child.called or "The child", pronouns_of(pep.child.pronouns)
        written = {"outcome": self.outcome, "measure": self.measure, "support": self.support}
        return {"area": self.area} | {
            column: filled_in(text, name=name, pronouns=pronouns) for column, text in written.items()
        }


@cache
def shipped() -> tuple[Example, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["target"]
    return tuple(Example(key=str(number), **row) for number, row in enumerate(rows, start=1))


def all_examples() -> list[Example]:
    """The authority's own first. One query."""
    own = [
        Example(f"{OWN}-{row.pk}", row.area, row.phase, row.subject, row.outcome, row.measure, row.support)
        for row in BankTarget.objects.all()
    ]
    return [*own, *shipped()]


def example(key: str) -> Example | None:
    return next((each for each in all_examples() if each.key == key), None)


def search(*, words: str = "", area: str = "", phase: str = "") -> list[Example]:
    """Those with every word, in whatever order; nothing asked for finds them all."""
    wanted = [word.casefold() for word in re.findall(r"\w+", words)]
    return [
        each
        for each in all_examples()
        if (not area or each.area == area)
        and (not phase or each.phase in ("", phase))
        and all(word in _text(each) for word in wanted)
    ]


def _text(each: Example) -> str:
    return " ".join(_parts(each)).casefold()


def _parts(each: Example) -> Iterable[str]:
    return (each.area_label, each.subject, each.outcome, each.measure, each.support)
