"""What the portal points out while a target is written. Advice explains itself, and never stands in anybody's way.

Pure: a draft and what is known around it go in, pieces of advice come out. That a target names what it names is a
matter of completeness (peps/sections/completeness.py); this is about the words.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from peps.questions.answer_values import as_date, written
from peps.targets.pronouns import Pronouns, pronouns_in

ALIKE = 0.6
"""Share of words that two targets have in common, of all their words, from which they count as nearly the same."""
FEWEST_WORDS = 3
SHORTEST_NAME = 3

VAGUE = {
    "improve": "how much better, and in what",
    "better": "how much better, and in what",
    "develop": "what the child will be able to do",
    "support": "what the child will do, rather than what others do",
    "encourage": "what the child will do, rather than what others do",
    "try": "what will be reached",
    "continue": "what will be different from now",
    "maintain": "what will be different from now",
    "engage": "what others will see the child do",
    "understand": "how the child will show it",
    "be aware": "how the child will show it",
    "work on": "what will be reached",
    "work towards": "what will be reached",
    "focus on": "what will be reached",
}
"""Verbs that say nothing of what will be seen, and what to say instead."""
_STEMS = {"improve": "improv", "engage": "engag", "encourage": "encourag", "try": "(?:try|tri)", "continue": "continu"}
FOUND_VAGUE = {verb: re.compile(rf"\b{_STEMS.get(verb, verb)}(?:e|s|d|es|ed|ing)?\b", re.IGNORECASE) for verb in VAGUE}
SEEN = re.compile(
    r"\d|%|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|twice|once|each|every|all|none|level|grade|"
    r"expected|standard|phase|band|score)\b",
    re.IGNORECASE,
)
"""A number, or a word that does a number's work: with it, even a vague verb says how much."""
PLACEHOLDER = re.compile(
    r"\{[^}]*\}|\[[^\]]*\]|<[^>]*>|_{3,}|\b(xx+|tbc|tba|lorem ipsum|insert \w+|child'?s name)\b|\.{4,}|\?\?+",
    re.IGNORECASE,
)
EVERYBODY = re.compile(
    r"^\s*(all( staff)?|staff|everyone|everybody|school|home|various|n/?a|none|tbc|-+)\s*\.?\s*$", re.IGNORECASE
)
OPPOSITES = (
    ("more", "less"), ("more", "fewer"), ("increase", "reduce"), ("increases", "reduces"), ("start", "stop"), ("starts", "stops"),
    ("with", "without"), ("full", "part"), ("join", "leave"), ("joins", "leaves"), ("always", "never"), ("up", "down"),
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """One target as typed, column by column."""

    texts: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.texts.get(column, "").strip()

    @property
    def is_begun(self) -> bool:
        return bool(self.text("outcome") or self.text("need") or self.text("measure"))

    def words(self) -> str:
        """Everything that tells of the child."""
        columns = ("need", "baseline", "outcome", "measure", "value_to_reach", "support", "how_often", "carer_part")
        return "\n".join(self.text(column) for column in columns)


@dataclass(frozen=True)
class Around:
    """What is known around the draft. `others`: names of other children, that must not stand here."""

    on: dt.date
    name: str = ""
    pronouns: Pronouns | None = None
    next_review: dt.date | None = None
    others: frozenset[str] = frozenset()
    last_term: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    """(which plan, one of its open targets)."""
    linked_to: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Advice:
    rule: str
    column: str
    text: str


def advice_on(draft: Draft, around: Around) -> list[Advice]:
    """In the order of the form; nothing for a target that nobody has begun to write."""
    if not draft.is_begun:
        return []
    return [advice for rule in RULES for advice in rule(draft, around)]


def _placeholder(draft: Draft, around: Around) -> Iterable[Advice]:
    if found := PLACEHOLDER.search(draft.words() + "\n" + draft.text("by_whom")):
        yield Advice("placeholder", "outcome", f"“{found[0]}” looks like a gap that is still to be filled in.")


def _other_child(draft: Draft, around: Around) -> Iterable[Advice]:
    own = {part.casefold() for part in around.name.split()}
    for name in sorted(around.others):
        if len(name) < SHORTEST_NAME or name.casefold() in own:
            continue
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", draft.words()):
            yield Advice(
                "other_child",
                "outcome",
                f"“{name}” is the name of another child at this school. Was this pasted from another plan? "
                "No other child may be named here.",
            )


def _pronoun(draft: Draft, around: Around) -> Iterable[Advice]:
    """In the sentences about the child alone: a tutor may be she or he."""
    if around.pronouns is None:
        return
    found = pronouns_in(draft.text("outcome")) | pronouns_in(draft.text("need")) | pronouns_in(draft.text("baseline"))
    wrong = sorted(found - around.pronouns.words)
    if wrong:
        who = around.name or "This child"
        yield Advice("pronoun", "outcome", f"It says “{wrong[0]}”. {who} uses {around.pronouns.written}.")


def _vague(draft: Draft, around: Around) -> Iterable[Advice]:
    outcome = draft.text("outcome")
    if SEEN.search(outcome):
        return
    for verb, pattern in FOUND_VAGUE.items():
        if found := pattern.search(outcome):
            yield Advice("vague_verb", "outcome", f"“{found[0]}” can mean many things. Say {VAGUE[verb]}.")
            return


def _no_measure(draft: Draft, around: Around) -> Iterable[Advice]:
    if not draft.text("measure") and not draft.text("value_to_reach"):
        yield Advice(
            "no_measure", "measure", "How will everybody see that it is reached? Say what is counted or looked at."
        )


def _no_owner(draft: Draft, around: Around) -> Iterable[Advice]:
    by_whom = draft.text("by_whom")
    if not by_whom:
        yield Advice("no_owner", "by_whom", "Nobody is named who does it. What belongs to nobody is rarely done.")
    elif EVERYBODY.match(by_whom):
        yield Advice("no_owner", "by_whom", f"“{by_whom}” is nobody in particular. Name one person.")


def _no_date(draft: Draft, around: Around) -> Iterable[Advice]:
    if not draft.text("by_date"):
        yield Advice("no_date", "by_date", "By when? A day lets everybody look at it together.")


def _day(draft: Draft, around: Around) -> Iterable[Advice]:
    day = as_date(draft.text("by_date"))
    if day is None:
        return
    if day < around.on:
        yield Advice("day_over", "by_date", f"{written(day)} is over already.")
    elif around.next_review and day > around.next_review:
        yield Advice(
            "beyond_review",
            "by_date",
            f"{written(day)} is after the next review on {written(around.next_review)}. "
            "Nobody could say then how it went: choose a step that is reached by that day.",
        )


def _copied(draft: Draft, around: Around) -> Iterable[Advice]:
    if _bare(draft.text("outcome")) in {_bare(text) for text in around.last_term if text.strip()}:
        yield Advice(
            "copied",
            "outcome",
            "This is word for word a target of the last plan. If it was not reached, what will be done in another way?",
        )


def _elsewhere(draft: Draft, around: Around) -> Iterable[Advice]:
    outcome = draft.text("outcome")
    for plan, target in around.elsewhere:
        if _contradict(outcome, target):
            yield Advice(
                "contradicts",
                "outcome",
                f"The {plan} has “{target}”, which seems to say otherwise. Two plans should pull one way.",
            )
        elif plan not in around.linked_to and _alike(outcome, target) >= ALIKE:
            yield Advice(
                "repeats",
                "outcome",
                f"The {plan} has nearly the same: “{target}”. Link this target to that plan below, or set another.",
            )


RULES: tuple[Callable[[Draft, Around], Iterable[Advice]], ...] = (
    _placeholder, _other_child, _pronoun, _vague, _copied, _elsewhere, _no_measure, _no_owner, _no_date, _day,
)  # fmt: skip


def _words(text: str) -> list[str]:
    return re.findall(r"[\w%]+", text.casefold())


def _bare(text: str) -> str:
    return " ".join(_words(text))


def _without_numbers(text: str) -> frozenset[str]:
    return frozenset(word for word in _words(text) if not re.fullmatch(r"[\d%]+", word))


def _alike(one: str, other: str) -> float:
    """0 to 1. Texts of one or two words say too little to compare."""
    ours, theirs = _without_numbers(one), _without_numbers(other)
    if min(len(ours), len(theirs)) < FEWEST_WORDS:
        return 0.0
    return len(ours & theirs) / len(ours | theirs)


def _contradict(one: str, other: str) -> bool:
    """Nearly the same words, but other numbers, or a word against its opposite."""
    ours, theirs = set(_words(one)), set(_words(other))
    against = any(
        (up in ours and down in theirs) or (down in ours and up in theirs)
        for up, down in OPPOSITES
        if not {up, down} <= ours and not {up, down} <= theirs
    )
    numbers = [{word for word in words if re.fullmatch(r"\d+%?", word)} for words in (ours, theirs)]
    differ = bool(numbers[0]) and bool(numbers[1]) and numbers[0] != numbers[1]
    likeness = _alike(one, other)
    return (against and likeness >= ALIKE - 0.1) or (differ and likeness >= ALIKE)
