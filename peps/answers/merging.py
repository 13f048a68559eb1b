"""How people's texts meet. Every text that was ever posted is current, in a revision, in an open conflict, or grew in
the same sitting into one that is.

Pure: answers in, answers out. A posted answer carries the revision `n` that it was drawn with, and the page (one
opened page of one person) that sent it with a number that rises from one sending to the next.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from peps.answers.authorship import OWN_HAND, is_theirs

SITTING = dt.timedelta(minutes=30)
STAYS = ("record", "kept_from")
"""What an answer keeps when its text changes: what the child's record said when the plan was opened, and from whom the
child wants it kept."""

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Posted:
    """`page` is '' where a browser without JavaScript posted."""

    text: str
    n: int
    page: str = ""
    seq: int = 0


@dataclass(frozen=True)
class Writer:
    """Who posts, and when."""

    person: int
    at: dt.datetime


@dataclass(frozen=True)
class Change:
    key: str
    old_text: str
    new_text: str
    n: int
    only_grew: bool = False
    """The same person wrote on in the same sitting: the old text stands whole inside the new one."""


@dataclass
class Merged:
    answers: dict[str, dict[str, Any]]
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    """The posted text met a newer one: `old_text` is what stands there, `new_text` what was posted."""
    late: list[Change] = field(default_factory=list)
    """The posted text arrived after a later one of the same page: `old_text` is it, `new_text` what stands there."""


def merge(stored: Answers, posted: Mapping[str, Posted], writer: Writer) -> Merged:
    """Same revision, or the same page going on after a lost reply: stored, and one higher. Same text: nothing.

    Else the posted text is a conflict, and nothing is written over; nor are ever the words of an own page.
    """
    merged = Merged({key: dict(answer) for key, answer in stored.items()})
    for key, new in posted.items():
        _take(merged, key, new, writer)
    return merged


def grew(old: str, new: str) -> bool:
    """The old text stands whole inside the new one, with something put in at one place."""
    spare = len(new) - len(old)
    if spare < 0:
        return False
    same = 0
    while same < len(old) and old[same] == new[same]:
        same += 1
    return old[same:] == new[same + spare :]


def _take(merged: Merged, key: str, new: Posted, writer: Writer) -> None:
    old = merged.answers.get(key, {})
    text, n = old.get("text", ""), old.get("n", 0)
    if is_theirs(old) and writer.person != OWN_HAND:
        if new.text.strip() and new.text != text:
            merged.conflicts.append(Change(key, text, new.text, n))
        return
    goes_on = bool(new.page) and new.page == old.get("page") and writer.person == old.get("by")
    if new.text == text:
        if goes_on:
            old["seq"] = max(new.seq, old["seq"])
        return
    if goes_on and new.seq <= old["seq"]:
        merged.late.append(Change(key, new.text, text, n, only_grew=grew(new.text, text)))
        return
    if new.n != n and not goes_on:
        merged.conflicts.append(Change(key, text, new.text, n))
        return
    only_grew = _same_sitting(old, writer) and grew(text, new.text)
    merged.answers[key] = {
        "text": new.text,
        "n": n + 1,
        "by": writer.person,
        "at": writer.at.isoformat(),
        **({"page": new.page, "seq": new.seq} if new.page else {}),
        **{name: old[name] for name in STAYS if name in old},
    }
    merged.changes.append(Change(key, text, new.text, n + 1, only_grew))


def _same_sitting(answer: Mapping[str, Any], writer: Writer) -> bool:
    return answer.get("by") == writer.person and writer.at - dt.datetime.fromisoformat(answer["at"]) <= SITTING


def is_sitting(answers: Answers, writer: Writer) -> bool:
    """This person wrote in one of these answers a short while ago."""
    return any(_same_sitting(answer, writer) for answer in answers.values() if "at" in answer)
