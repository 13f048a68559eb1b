"""The small picture of progress beside a subject: where the child stood last time, now, and where they want to be."""

import re

from charts.progress import Picture, progress
from children.attainment import attainment_scales as scales
from peps.models import SubjectResult

LADDER = ("BLW", "EM", "PK1", "PK2", "PKF", "PK3", "PKE", "PK4", "PKG", "PK5", "PK6", "WTS", "EXS", "GDS")
LETTERS = ("U", "E", "D", "C", "B", "A", "A*")
IN_WORDS = {"up": "Up", "same": "The same", "down": "Down"}
SCALED = range(scales.SCALED_LEAST, scales.SCALED_MOST + 1)


def picture_of(row: SubjectResult) -> Picture | None:
    """None where one of last and now is missing, or they stand on no common ladder."""
    last, now, aim = (step(row.stage, value) for value in (row.last_value, row.now_value, row.target_value))
    direction = moved(row)
    if not direction or last is None or now is None:
        return None
    aimed_at = aim[1] if aim and aim[0] == now[0] else None
    words = f"{IN_WORDS[direction]}: {row.last_value} last time, {row.now_value} now"
    return progress(
        last[1],
        now[1],
        aim=aimed_at,
        words=words + (f", {row.target_value} is the aim." if aimed_at is not None else "."),
    )


def moved(row: SubjectResult) -> str:
    """'up', 'same' or 'down' since last time; '' where nobody can say."""
    last, now = step(row.stage, row.last_value), step(row.stage, row.now_value)
    if last is None or now is None or last[0] != now[0]:
        return ""
    return "up" if now[1] > last[1] else "down" if now[1] < last[1] else "same"


def step(stage: str, value: str) -> tuple[str, int] | None:
    """(which ladder, how high): values of one ladder can be compared. None for a value of no ladder."""
    bare = value.strip().upper()
    if found := re.fullmatch(r"(\d{1,3})[+=-]?", bare):
        number = int(found[1])
        return ("scaled" if stage in ("KS1", "KS2") and number in SCALED else stage, number)
    if bare in LADDER:
        return ("standards", LADDER.index(bare))
    if stage == "POST16" and bare in LETTERS:
        return ("letters", LETTERS.index(bare))
    return None
