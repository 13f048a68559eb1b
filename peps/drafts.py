"""How two people's texts meet. Every text that was ever posted is current, in a revision, or in an open conflict.

Pure: answers in, answers out. A posted answer carries the revision `n` that it was drawn with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Posted:
    text: str
    n: int


@dataclass(frozen=True)
class Change:
    key: str
    old_text: str
    new_text: str
    n: int


@dataclass
class Merged:
    answers: dict[str, dict[str, Any]]
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    """The posted text met a newer one: `old_text` is what stands there, `new_text` what was posted."""


def merge(stored: Answers, posted: Mapping[str, Posted]) -> Merged:
    """Same revision: stored, and one higher. Same text: nothing happens. Else the posted text is a conflict."""
    merged = Merged({key: dict(answer) for key, answer in stored.items()})
    for key, new in posted.items():
        old = stored.get(key, {})
        old_text, old_n = old.get("text", ""), old.get("n", 0)
        if new.text == old_text:
            continue
        if new.n != old_n:
            merged.conflicts.append(Change(key, old_text, new.text, old_n))
            continue
        merged.answers[key] = {"text": new.text, "n": old_n + 1}
        merged.changes.append(Change(key, old_text, new.text, old_n + 1))
    return merged
