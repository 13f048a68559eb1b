"""Results: what a value means on its scale, how it stands against what is expected, and taking rows into the record."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from accounts.models import User
from children.attainment import attainment_scales as scales
from children.attainment.attainment_scales import ABOVE, AT, BELOW, Mark
from children.enums import WORKING_AT, Origin, ResultKind
from children.models import AttainmentResult, Child

AT_ONCE = 500
GCSE = re.compile(r"([1-9])[+=-]?")
EXPECTED_OR_BETTER = frozenset({AT, ABOVE})


class NotOnScale(ValueError):
    """The value is none of its scale's. The text is for people."""


@dataclass(frozen=True)
class Passes:
    standard: bool
    strong: bool


def stage_named(text: str) -> str | None:
    """The stage by its code or another name of it; None for a stage that nobody knows."""
    bare = re.sub(r"[\s_-]+", " ", text).strip().upper()
    named = scales.OTHER_NAMES_OF_STAGES.get(bare, bare.replace(" ", ""))
    return named if named in scales.STAGES else None


def subject_named(text: str) -> str:
    """One spelling for one subject; a subject that is not in the list stays as it was written."""
    tidy = re.sub(r"\s+", " ", text).strip()
    known = {subject.casefold(): subject for subject in scales.SUBJECTS} | scales.OTHER_NAMES_OF_SUBJECTS
    return known.get(tidy.casefold(), tidy)


def classify(stage: str, subject: str, value: str, on: dt.date) -> Mark:
    """What the value means on the scale of its stage, as it stood on that day.

    The school's own scale holds any value, and says nothing of it. Raises NotOnScale.
    """
    bare = canonical(stage, value)
    scale = scales.SCALES_OF_SUBJECTS.get(subject_named(subject), stage)
    if stage == "OWN":
        return Mark(bare)
    if bare in scales.NO_RESULT and stage not in {"KS4", "POST16"}:
        return Mark(scales.NO_RESULT[bare])
    if stage == "KS2" and bare in scales.NO_RESULT_AT_KS2:
        return Mark(scales.NO_RESULT_AT_KS2[bare])
    return _SCALES[scale](bare, on)


DOUBLE = re.compile(r"[1-9]{2}")
PAIR = re.compile(r"([1-9])[-/ ]([1-9])")
WITH_DOUBLE_AWARDS = frozenset({"KS3", "KS4", "POST16"})
A_DAY = re.compile(
    r"\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}|\d{4}-\d{2}-\d{2}( 0?0:00(:00)?)?|\d{1,2}[-/ ][A-Za-z]{3,9}|[A-Za-z]{3}[-/ ]\d{1,2}"
)


def looks_like_a_day(value: str) -> bool:
    """What a spreadsheet makes of the grades 5-4."""
    return bool(A_DAY.fullmatch(value.strip()))


def canonical(stage: str, value: str) -> str:
    """One spelling for one value: codes in capitals, and the early years' words as the census numbers them."""
    bare = value.strip()
    if stage == "OWN":
        return bare
    if stage in WITH_DOUBLE_AWARDS and (pair := PAIR.fullmatch(bare)):
        return pair[1] + pair[2]
    return scales.WORDS_OF_EARLY_YEARS.get(bare.upper(), bare.upper()) if stage == "EYFS" else bare.upper()


def against_expectation(stage: str, subject: str, value: str, on: dt.date) -> str:
    """Above, at or below what is expected, as far as the scale says so; else nothing. Raises NotOnScale."""
    return classify(stage, subject, value, on).against


def phonics_threshold(on: dt.date) -> int:
    """Marks needed in a check of that day; the newest threshold holds until another is set."""
    known = [set_on for set_on in scales.PHONICS_THRESHOLDS if set_on <= on]
    return scales.PHONICS_THRESHOLDS[max(known, default=min(scales.PHONICS_THRESHOLDS))]


def gcse_passes(grade: str) -> Passes:
    """A standard pass begins at 4, a strong one at 5; of a double award with the lower grade. Raises NotOnScale."""
    bare = canonical("KS4", grade)
    found = GCSE.fullmatch(bare)
    if found is None:
        _gcse(bare, dt.date.min)
        if not DOUBLE.fullmatch(bare):
            return Passes(standard=False, strong=False)
    number = int(found[1]) if found else int(bare[-1])
    return Passes(standard=number >= scales.STANDARD_PASS, strong=number >= scales.STRONG_PASS)


def counted_goals(on: dt.date) -> tuple[str, ...]:
    """The twelve early learning goals on which a good level of development rests, in the framework of that day."""
    is_new = on >= scales.NEW_EARLY_YEARS
    areas = scales.PRIME_AND_COUNTED_AREAS if is_new else scales.PRIME_AND_COUNTED_AREAS_BEFORE_2021
    return tuple(goal for goals in areas.values() for goal in goals)


def has_good_level_of_development(judgements: Mapping[str, str], *, on: dt.date) -> bool:
    """Expected, or exceeding as long as there was that, in all twelve; the five other goals do not matter.

    A goal that nobody judged is not reached. Raises NotOnScale.
    """
    return all(
        goal in judgements and against_expectation("EYFS", goal, judgements[goal], on) in EXPECTED_OR_BETTER
        for goal in counted_goals(on)
    )


@dataclass(frozen=True)
class GoodLevel:
    """Whether a child reached a good level of development. `expected` of the goals that it rests on, `of` how many."""

    is_reached: bool
    expected: int
    of: int
    on: dt.date

    def __str__(self) -> str:
        return "reached" if self.is_reached else f"not reached, expected in {self.expected} of the {self.of} goals"


def good_level_of(results: Iterable[AttainmentResult]) -> GoodLevel | None:
    """By the early learning goals as last judged; None before all of those that count were judged."""
    goals = [row for row in results if row.stage == "EYFS" and row.kind in WORKING_AT and row.error_at is None]
    newest = {row.subject: row for row in sorted(goals, key=lambda row: (row.assessed_date, row.pk))}
    on = max((row.assessed_date for row in newest.values()), default=dt.date.min)
    counted = [newest[goal] for goal in counted_goals(on) if goal in newest]
    if len(counted) < len(counted_goals(on)):
        return None
    expected = sum(row.against in EXPECTED_OR_BETTER for row in counted)
    return GoodLevel(expected == len(counted), expected, len(counted), on)


def _early_years(value: str, on: dt.date) -> Mark:
    if value not in scales.OLD_GOALS:
        raise NotOnScale("Write 1 (emerging), 2 (expected), or for years before 2021 also 3 (exceeding).")
    if value == "3" and on >= scales.NEW_EARLY_YEARS:
        raise NotOnScale("Nobody is judged as exceeding since September 2021. Write 1 (emerging) or 2 (expected).")
    return Mark(scales.OLD_GOALS[value], scales.EARLY_YEARS_AGAINST[value])


def _phonics(value: str, on: dt.date) -> Mark:
    met = _whole(value, 0, scales.PHONICS_MOST) >= phonics_threshold(on)
    return Mark("Standard met", AT) if met else Mark("Standard not met", BELOW)


def _tables(value: str, on: dt.date) -> Mark:
    return Mark(f"{_whole(value, 0, scales.TABLES_MOST)} of {scales.TABLES_MOST}")


def _primary(value: str, on: dt.date) -> Mark:
    if value in scales.TEACHER_ASSESSMENT:
        return scales.TEACHER_ASSESSMENT[value]
    if not value.isdecimal():
        raise NotOnScale(f"Write a scaled score, or one of: {', '.join(scales.TEACHER_ASSESSMENT)}.")
    score = _whole(value, scales.SCALED_LEAST, scales.SCALED_MOST)
    if score >= scales.SCALED_HIGHER:
        return Mark("Higher standard", ABOVE)
    return Mark("Expected standard met", AT) if score >= scales.SCALED_EXPECTED else Mark("Not met", BELOW)


def _lower_secondary(value: str, on: dt.date) -> Mark:
    """Schools write either how the pupil stands, or the GCSE grade that the work would get: which says no more."""
    if value in scales.TEACHER_ASSESSMENT:
        return scales.TEACHER_ASSESSMENT[value]
    return Mark(_gcse(value, on).label)


def _gcse(value: str, on: dt.date) -> Mark:
    found = GCSE.fullmatch(value)
    if found:
        number = int(found[1])
        label = (
            "strong pass" if number >= scales.STRONG_PASS else "standard pass" if number == 4 else "no standard pass"
        )
        return Mark(f"Grade {value}, {label}", AT if number >= scales.STANDARD_PASS else BELOW)
    if value in scales.GCSE_OTHER:
        return scales.GCSE_OTHER[value]
    if value in scales.VOCATIONAL:
        return Mark(scales.VOCATIONAL[value])
    raise NotOnScale("Write a grade from 9 to 1, U, or a vocational one such as L2P.")


def _after_16(value: str, on: dt.date) -> Mark:
    if value in scales.A_LEVEL or value in scales.VOCATIONAL:
        return Mark(scales.VOCATIONAL.get(value, f"Grade {value}"))
    return _gcse(value, on)


def _whole(value: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", value) or not least <= int(value) <= most:
        raise NotOnScale(f"Write a whole number from {least} to {most}.")
    return int(value)


_SCALES = {
    "EYFS": _early_years, "PHONICS": _phonics, "KS1": _primary, "MTC": _tables, "KS2": _primary,
    "KS3": _lower_secondary, "KS4": _gcse, "POST16": _after_16,
}  # fmt: skip


@dataclass(frozen=True)
class NewResult:
    """A result as it comes in. `against` empty: the scale says how it stands, where it can."""

    assessed_date: dt.date
    stage: str
    subject: str
    value: str
    kind: str = ResultKind.NOW
    against: str = ""
    school_id: int | None = None

    @property
    def place(self) -> tuple:
        """A child has one standing result for each of these."""
        return (self.assessed_date, self.stage, self.subject, self.kind)


@dataclass(frozen=True)
class Correction:
    child_id: int
    result: NewResult
    was: AttainmentResult


@dataclass
class Taken:
    """What became of the rows. `kept`: a person entered another value by hand, and that one stays."""

    added: int = 0
    unchanged: int = 0
    corrected: list[Correction] = field(default_factory=list)
    kept: list[Correction] = field(default_factory=list)


def record(child: Child, rows: Iterable[NewResult], *, origin: str, at: dt.datetime, by: Any = None) -> Taken:
    """Takes results of one child into the record; see `record_all`. A signed plan brings them with Origin.PLAN."""
    return record_all([(child.pk, row) for row in rows], origin=origin, at=at, by=by)


@transaction.atomic
def record_all(rows: Sequence[tuple[int, NewResult]], *, origin: str, at: dt.datetime, by: Any = None) -> Taken:
    """Nothing is written over: a corrected value closes the old row as entered in error and adds a new one.

    What a person entered by hand gives way only to a hand. Of two rows for the same child, day, subject and kind the
    last holds. Run again it changes nothing. Raises NotOnScale for a value that its scale does not have.
    """
    taken = Taken()
    list(Child.objects.select_for_update(of=("self",)).filter(pk__in={child for child, _ in rows}).order_by("pk"))
    wanted = {(child, row.place): row for child, row in ((child, _checked(row)) for child, row in rows)}
    standing = _standing(wanted)
    new: list[AttainmentResult] = []
    closed: list[AttainmentResult] = []
    who = by if isinstance(by, User) else None
    for (child, place), row in wanted.items():
        was = standing.get((child, place))
        if was and _says_the_same(was, row):
            taken.unchanged += 1
            continue
        whole = _completed(row, was)
        if was and was.is_by_hand and origin != Origin.HAND:
            taken.kept.append(Correction(child, whole, was))
            continue
        if was:
            was.error_at, was.error_by, was.error_reason = at, who, f"A later row says {whole.value}"
            closed.append(was)
            taken.corrected.append(Correction(child, whole, was))
        new.append(_row(child, whole, origin, at, who))
    AttainmentResult.objects.bulk_update(closed, ["error_at", "error_by", "error_reason"], batch_size=AT_ONCE)
    AttainmentResult.objects.bulk_create(new, batch_size=AT_ONCE)
    taken.added = len(new) - len(closed)
    return taken


def _checked(row: NewResult) -> NewResult:
    """Under one spelling of subject and value. Raises NotOnScale."""
    classify(row.stage, row.subject, row.value, row.assessed_date)
    return replace(row, subject=subject_named(row.subject), value=canonical(row.stage, row.value))


def _completed(row: NewResult, was: AttainmentResult | None) -> NewResult:
    """With the school that is known already, and with what the scale says. A target is not judged."""
    against = row.against
    if not against and row.kind != ResultKind.TARGET:
        against = against_expectation(row.stage, row.subject, row.value, row.assessed_date)
    return replace(row, against=against, school_id=row.school_id or (was.school_id if was else None))


def _standing(wanted: Mapping[tuple[int, tuple], NewResult]) -> dict[tuple[int, tuple], AttainmentResult]:
    rows = AttainmentResult.objects.standing().filter(
        child__in={child for child, _ in wanted}, assessed_date__in={place[0] for _, place in wanted}
    )
    found = {(row.child_id, (row.assessed_date, row.stage, row.subject, row.kind)): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def _says_the_same(was: AttainmentResult, row: NewResult) -> bool:
    """What a row leaves out, it does not deny."""
    return (
        was.value == row.value
        and row.against in {"", was.against}
        and (row.school_id is None or row.school_id == was.school_id)
    )


def _row(child: int, row: NewResult, origin: str, at: dt.datetime, who: User | None) -> AttainmentResult:
    return AttainmentResult(
        child_id=child,
        school_id=row.school_id,
        assessed_date=row.assessed_date,
        stage=row.stage,
        subject=row.subject,
        kind=row.kind,
        value=row.value,
        against=row.against,
        origin=origin,
        entered_at=at,
        entered_by=who,
    )
