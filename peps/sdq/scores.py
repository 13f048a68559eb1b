"""Scoring a teacher's strengths and difficulties questionnaire, from numbers alone.

The wording of the questionnaire belongs to its publisher and is nowhere in the portal: what is kept and
scored are the numbers 1 to 25 of its items and the answers 0, 1 and 2. Rule and bands are the published
ones for teachers of children of 4 to 17; carers and young people have other bands, which this is not for.
A band describes a score. It is never a diagnosis.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

ITEMS = range(1, 26)
ANSWERS = (0, 1, 2)
REVERSED = frozenset({7, 11, 14, 21, 25})
SCALES = {
    "emotional": (3, 8, 13, 16, 24),
    "conduct": (5, 7, 12, 18, 22),
    "hyperactivity": (2, 10, 15, 21, 25),
    "peer": (6, 11, 14, 19, 23),
    "prosocial": (1, 4, 9, 17, 20),
}
FEWEST_ANSWERS = 3  # of the five items of a scale
HIGHEST_OF_A_SCALE = 10
HIGHEST_TOTAL = 40

_DIFFICULTY = ("close to average", "slightly raised", "high", "very high")
_STRENGTH = ("very low", "low", "slightly lowered", "close to average")
_BANDS = {  # the highest score of each band, from the lowest band up
    "total": (11, 15, 18, HIGHEST_TOTAL),
    "emotional": (3, 4, 5, HIGHEST_OF_A_SCALE),
    "conduct": (2, 3, 4, HIGHEST_OF_A_SCALE),
    "hyperactivity": (5, 7, 8, HIGHEST_OF_A_SCALE),
    "peer": (2, 4, 5, HIGHEST_OF_A_SCALE),
    "prosocial": (3, 4, 5, HIGHEST_OF_A_SCALE),
}


@dataclass(frozen=True)
class Scores:
    """Each scale from 0 to 10; None where too few of its items were answered."""

    emotional: int | None
    conduct: int | None
    hyperactivity: int | None
    peer: int | None
    prosocial: int | None

    @property
    def total(self) -> int | None:
        """0 to 40: the four difficulties, never the strength; None if any of the four is."""
        return _sum(self.emotional, self.conduct, self.hyperactivity, self.peer)

    @property
    def externalising(self) -> int | None:
        """0 to 20."""
        return _sum(self.conduct, self.hyperactivity)

    @property
    def internalising(self) -> int | None:
        """0 to 20."""
        return _sum(self.emotional, self.peer)


def score(answers: Mapping[int, int | None]) -> Scores:
    """Scores from the answers as they stand on paper, by item number, before anything is turned round.

    A scale with three or four answers is scored from their mean, halves going up. Raises ValueError unless
    the items are 1 to 25 and each answer is 0, 1, 2 or None (not answered); True and False are no answers.
    """
    if set(answers) != set(ITEMS) or any(isinstance(item, bool) for item in answers):
        raise ValueError("The questionnaire has 25 items, numbered 1 to 25.")
    wrong = [item for item in ITEMS if answers[item] is not None and not _is_one_of(ANSWERS, answers[item])]
    if wrong:
        raise ValueError(f"Item {wrong[0]}: the answer must be 0, 1 or 2, or left blank.")
    return Scores(**{scale: _score_of(items, answers) for scale, items in SCALES.items()})


def total(emotional: int | None, conduct: int | None, hyperactivity: int | None, peer: int | None) -> int | None:
    """The total of four scale scores that were worked out on paper; None if one of them is missing.

    Raises ValueError unless each is 0 to 10 or None.
    """
    scores = {"emotional": emotional, "conduct": conduct, "hyperactivity": hyperactivity, "peer": peer}
    for scale, value in scores.items():
        if value is not None:
            _refuse_outside(scale, value)
    return _sum(*scores.values())


def band(scale: str, value: int) -> str:
    """The published word for a teacher's score: 'close to average' to 'very high', or 'very low' for prosocial.

    `scale` is 'total' or one of SCALES. Raises ValueError for a scale or a score that does not exist.
    """
    _refuse_outside(scale, value)
    words = _STRENGTH if scale == "prosocial" else _DIFFICULTY
    return next(word for word, highest in zip(words, _BANDS[scale], strict=True) if value <= highest)


def needs_wellbeing_target(total: int | None, threshold: int) -> bool:
    """From the council's threshold up, the plan is asked for a target for wellbeing; an unknown total asks nothing."""
    return total is not None and total >= threshold


def _score_of(items: tuple[int, ...], answers: Mapping[int, int | None]) -> int | None:
    given = [(item, answer) for item in items if (answer := answers[item]) is not None]
    if len(given) < FEWEST_ANSWERS:
        return None
    points = sum(2 - answer if item in REVERSED else answer for item, answer in given)
    return (10 * points + len(given)) // (2 * len(given))  # five times the mean, halves up, in whole numbers


def _sum(*scores: int | None) -> int | None:
    known = [value for value in scores if value is not None]
    return sum(known) if len(known) == len(scores) else None


def _is_one_of(numbers: Collection[int], value: object) -> bool:
    """In Python True is 1 and False is 0: a tick is no answer to an item."""
    return value in numbers and not isinstance(value, bool)


def _refuse_outside(scale: str, value: int) -> None:
    if scale not in _BANDS:
        raise ValueError(f"There is no scale called {scale}.")
    highest = _BANDS[scale][-1]
    if isinstance(value, bool) or not 0 <= value <= highest:
        raise ValueError(f"The {scale} score must be a whole number from 0 to {highest}.")
