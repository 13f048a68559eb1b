"""How rows of a file meet rows that hold for a time: one is ended and another begins, none is overwritten.

Pure but for the rows' own attributes: `plan` decides for one child (or one person) and touches no database.
A row is the same when it begins on the same day and says the same thing (`identity`). An empty cell says nothing:
what is known stays. A corrected first day, or a corrected word, closes the old row as entered in error.

What a person entered by hand stays until the file brings a later row, and the yearly return overrules neither the
person nor the case system: the difference is listed as a warning.

A protective mark is put up by any row of a file, also by one that is not taken, and taken down by none
(children/protection/protective_facts.py): what a file says against it is a warning and a contradiction for a person to settle.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from children.enums import Origin
from children.protection.protective_facts import Guard
from imports.reading.reading import Refusal, Row
from imports.rows import disagreeing, protecting
from imports.rows.disagreeing import Disagreement
from imports.rows.protecting import AgainstMark

FOREVER = dt.date.max
NOT_CARRIED = frozenset(
    {"id", "from_date", "until", "was_ended_in_portal", "origin", "entered_at", "entered_by_id"}
    | {"error_at", "error_by_id", "error_reason", "ended_by_id"}
)
STANDS_BEFORE_THE_RETURN = frozenset({Origin.EXTRACT, Origin.HAND, Origin.PLAN})


@dataclass(frozen=True)
class Shape:
    """`identity`: what makes two rows say the same. `track`: rows that share these may not overlap.

    `marks` are yes-or-no columns that are put right in place: 'no' may only have meant that nobody had said yet.
    `renewed` are dates that move on by themselves, such as that of the next review.
    `of_the_end`: what is said of a row's end, and no longer holds once it is open again.
    `folded`: how two texts of a column are compared where spelling makes no difference.
    `protective`: columns that keep a child safe.
    """

    identity: tuple[str, ...] = ()
    track: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    of_the_end: tuple[str, ...] = ()
    folded: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    protective: tuple[Guard, ...] = ()

    @property
    def protective_columns(self) -> dict[str, bool]:
        """Each with the value that protects."""
        return {guard.column: guard.value for guard in self.protective}

    def track_of(self, values: Mapping[str, Any]) -> tuple:
        return tuple(
            self.folded[name](values.get(name) or "") if name in self.folded else values.get(name)
            for name in self.track
        )

    @property
    def in_place(self) -> tuple[str, ...]:
        return (*self.marks, *self.renewed)


@dataclass
class Incoming:
    """One row of a file. The yearly return knows neither an earlier beginning nor a later end than its year.

    `open_on`: the row still held on that day, whatever came later.
    """

    row: Row
    from_date: dt.date
    until: dt.date | None
    values: dict[str, Any]
    begins_known: bool = True
    end_known: bool = True
    origin: str = Origin.EXTRACT
    open_on: dt.date | None = None

    def same_as(self, standing: "Standing", shape: Shape) -> bool:
        if not _says(self, standing, shape):
            return False
        if self.begins_known:
            return standing.from_date == self.from_date
        return standing.from_date <= self.from_date < (standing.until or FOREVER)


@dataclass
class Standing:
    """A row of the database as it will stand when the plan is carried out."""

    held: Any
    until: dt.date | None = None
    new_values: dict[str, Any] = field(default_factory=dict)
    was_ended_by_error: bool = False
    """By a row that a person entered, and that was marked as an error since."""

    @property
    def from_date(self) -> dt.date:
        return self.held.from_date

    @property
    def is_void(self) -> bool:
        return self.until == self.from_date

    @property
    def is_ended_by_hand(self) -> bool:
        by_person = getattr(self.held, "ended_by_id", None) is not None and not self.was_ended_by_error
        return by_person or self.keeps_its_end

    @property
    def keeps_its_end(self) -> bool:
        """No file makes it hold for longer: access is given back by a person (imports/rows/ended_posts.py)."""
        return getattr(self.held, "was_ended_in_portal", False)

    def stays_before(self, one: Incoming) -> bool:
        """Whether the file's row may not touch this one."""
        origin = getattr(self.held, "origin", "")
        if one.origin == Origin.RETURN and origin in STANDS_BEFORE_THE_RETURN:
            return True
        return origin == Origin.HAND and one.from_date <= self.from_date

    def meets(self, begins: dt.date, until: dt.date | None) -> bool:
        return not self.is_void and self.from_date < (until or FOREVER) and begins < (self.until or FOREVER)


@dataclass
class Plan:
    """What to write for one child: rows to begin, rows to end or fill, and what was refused."""

    inserts: list[Incoming] = field(default_factory=list)
    standing: list[tuple[Standing, Row]] = field(default_factory=list)
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    against: list[AgainstMark] = field(default_factory=list)
    not_placed: list[AgainstMark] = field(default_factory=list)
    """Marks of rows that were not taken, of a child of whom no other row stands."""
    untouched: list[Any] = field(default_factory=list)
    """Rows of the database that no row of the file is about."""
    disagreements: list[Disagreement] = field(default_factory=list)
    """Of what comes every night, to be said once (imports/rows/said_once.py)."""

    def say(self, one: Incoming, disagreement: Disagreement) -> None:
        if one.origin == Origin.EXTRACT:
            self.disagreements.append(disagreement)
        else:
            self.refusals.append(disagreement.told)


def plan(existing: Iterable[Any], incoming: Iterable[Incoming], shape: Shape) -> Plan:
    result = Plan()
    existing = list(existing)
    standing = [Standing(held, held.until) for held in existing if held.until is None or held.until > held.from_date]
    tracks = _by_track(incoming, shape)
    result.untouched += [one.held for one in standing if shape.track_of(vars(one.held)) not in tracks]
    for key, rows in tracks.items():
        ever = [held for held in existing if shape.track_of(vars(held)) == key]
        here = [one for one in standing if one.held in ever]
        for one in here:
            one.was_ended_by_error = any(_is_error_by_hand(held) and held.from_date == one.until for held in ever)
        kept = _in_order(rows, shape, result)
        result.against += protecting.say_nothing_against(rows, ever, shape)
        _plan_track(here, kept, shape, result)
        protecting.put_up(rows, here, result, shape)
    return result


def _is_error_by_hand(held: Any) -> bool:
    return held.until == held.from_date and getattr(held, "origin", "") == Origin.HAND


def _by_track(incoming: Iterable[Incoming], shape: Shape) -> dict[tuple, list[Incoming]]:
    tracks: dict[tuple, list[Incoming]] = {}
    for one in incoming:
        tracks.setdefault(shape.track_of(one.values), []).append(one)
    return tracks


def _in_order(rows: list[Incoming], shape: Shape, result: Plan) -> list[Incoming]:
    """The file's rows of one track by date; an open row ends where the next begins, an overlap is refused."""
    kept: list[Incoming] = []
    for one in sorted(rows, key=lambda one: (one.from_date, one.row.line)):
        last = kept[-1] if kept else None
        if one.until is not None and one.until <= one.from_date:
            result.refusals.append(one.row.refused("It ends before its second day.", column="until", value=one.until))
        elif last is None or (last.until or FOREVER) <= one.from_date:
            kept.append(one)
        elif (last.from_date, last.until, last.values) == (one.from_date, one.until, one.values):
            result.refusals.append(one.row.warned(f"This row stands twice; line {last.row.line} was taken."))
        elif protecting.stricter(last, one, shape):
            why = f"The same as line {last.row.line}, spelt or answered otherwise. The stricter counts."
            result.refusals.append(one.row.warned(why))
        elif last.until is None and last.from_date < one.from_date:
            last.until = one.from_date
            kept.append(one)
        else:
            why = f"It overlaps the row on line {last.row.line} of the same file."
            result.refusals.append(one.row.refused(why, column="from", value=one.from_date))
    return kept


def _plan_track(here: list[Standing], rows: list[Incoming], shape: Shape, result: Plan) -> None:
    pairs = [(one, next((old for old in here if one.same_as(old, shape)), None)) for one in rows]
    matched = {id(old) for _, old in pairs if old}
    others = [old for old in here if id(old) not in matched]
    for one, old in _clashing_last(pairs, others, shape):
        if old:
            _meet(one, old, others, shape, result)
        else:
            _begin(one, others, shape, result)
    result.untouched += [old.held for old in others if old.until == old.held.until]


def _clashing_last(
    pairs: list[tuple[Incoming, Standing | None]], others: list[Standing], shape: Shape
) -> Iterator[tuple[Incoming, Standing | None]]:
    """One that overlaps a row which only the portal has comes last: another of the file may put that row right."""
    clashing = []
    for one, old in pairs:
        if _overlapped(one, old, others, shape):
            clashing.append((one, old))
        else:
            yield one, old
    yield from clashing


def _overlapped(one: Incoming, old: Standing | None, others: list[Standing], shape: Shape) -> bool:
    if old is None:
        return any(_clashes(one, other, shape) for other in others if other.meets(one.from_date, one.until))
    until = _end_of(one, old, others)
    return until != old.until and any(other.meets(old.from_date, until) for other in others)


def _meet(one: Incoming, old: Standing, others: list[Standing], shape: Shape, result: Plan) -> None:
    """The row is there already: end it, fill what was not known, or put it right by a new row."""
    differing = {
        name: value
        for name, value in one.values.items()
        if value not in ("", None) and getattr(old.held, name) != value and name not in shape.folded
    }
    filling = {
        name: value
        for name, value in differing.items()
        if name in shape.in_place or getattr(old.held, name) in ("", None)
    }
    filling |= protecting.again(old.held, filling, shape)
    until = _end_of(one, old, others)
    if old.stays_before(one):
        beyond = {name: value for name, value in differing.items() if name not in filling}
        if beyond or (one.end_known and one.until != old.until):
            result.say(one, disagreeing.left_as_it_is(one, old, beyond, one.until))
        differing, until = filling, old.until
    elif until is not None and (one.until is None or one.until > until):
        _say_why_not_open(one, old, others, result)
    if until is None and old.until is not None:
        filling |= {name: "" for name in shape.of_the_end if getattr(old.held, name)}
    later = next((other for other in others if other.meets(old.from_date, until)), None)
    if later and until != old.until:
        result.refusals.append(_overlaps(one, later))
    elif differing.keys() - filling.keys():
        old.until = old.from_date
        one.values = _completed(one, old)
        one.from_date, one.until = old.from_date, until
        result.standing.append((old, one.row))
        result.inserts.append(one)
    elif filling or until != old.until:
        old.until, old.new_values = until, filling
        result.standing.append((old, one.row))
    else:
        result.unchanged += 1


def _end_of(one: Incoming, old: Standing, others: list[Standing]) -> dt.date | None:
    if one.until is not None:
        return min(one.until, old.until) if old.keeps_its_end else one.until
    followed = any(not other.is_void and other.from_date >= (old.until or FOREVER) for other in others)
    if not followed and _ended_too_early(one, old):
        return None
    return old.until if followed or old.is_ended_by_hand or not one.end_known else None


def _ended_too_early(one: Incoming, old: Standing) -> bool:
    """A return before this one ended the row on a day on which, by this one, it still held."""
    is_of_a_return = getattr(old.held, "origin", "") == Origin.RETURN and not old.is_ended_by_hand
    return is_of_a_return and None not in (one.open_on, old.until) and old.until <= one.open_on


def _ends_by_hand(old: Standing, others: list[Standing]) -> bool:
    return old.is_ended_by_hand or any(
        other.from_date == old.until and getattr(other.held, "origin", "") == Origin.HAND for other in others
    )


def _begin(one: Incoming, others: list[Standing], shape: Shape, result: Plan) -> None:
    """A new row: close in error what it corrects, end what it follows, stop before what was entered for later."""
    met = [old for old in others if old.meets(one.from_date, one.until)]
    stays = next((old for old in met if old.stays_before(one) and _stands_in_the_way(one, old, shape)), None)
    if stays:
        said = {name: value for name, value in one.values.items() if value not in ("", None)}
        result.say(one, disagreeing.left_as_it_is(one, stays, said, one.until))
        return
    clash = next((old for old in met if _clashes(one, old, shape)), None)
    if clash:
        result.refusals.append(_overlaps(one, clash))
        return
    for old in sorted(met, key=lambda old: old.from_date):
        if not old.meets(one.from_date, one.until):
            continue
        same = _says(one, old, shape)
        if old.from_date == one.from_date or (same and (one.begins_known or old.from_date > one.from_date)):
            one.values = _completed(one, old) if same else one.values
            if old.keeps_its_end and (one.until is None or one.until > old.until):
                result.say(one, disagreeing.still_open(one, old))
                one.until = old.until
            old.until = old.from_date
        elif old.from_date < one.from_date:
            old.until = one.from_date
        else:
            one.until = old.from_date
            continue
        result.standing.append((old, one.row))
    result.inserts.append(one)


def _clashes(one: Incoming, old: Standing, shape: Shape) -> bool:
    """It begins before the file's row ends, and says something else."""
    return one.until is not None and old.from_date > one.from_date and not _says(one, old, shape)


def _stands_in_the_way(one: Incoming, old: Standing, shape: Shape) -> bool:
    """A row that begins later and says something else only ends the file's row early."""
    return old.from_date <= one.from_date or _says(one, old, shape)


def _says(one: Incoming, old: Standing, shape: Shape) -> bool:
    return all(getattr(old.held, name) == one.values.get(name) for name in shape.identity)


def _completed(one: Incoming, old: Standing) -> dict[str, Any]:
    """What the file does not say is carried over from the row that it replaces."""
    known = {name: value for name, value in vars(old.held).items() if name not in NOT_CARRIED and name[0] != "_"}
    return known | {name: value for name, value in one.values.items() if value not in ("", None)}


def _say_why_not_open(one: Incoming, old: Standing, others: list[Standing], result: Plan) -> None:
    """Of a row that the file leaves open and the portal does not."""
    if _ends_by_hand(old, others):
        result.say(one, disagreeing.still_open(one, old))
    elif one.end_known and one.origin == Origin.EXTRACT:
        later = next(other for other in others if not other.is_void and other.from_date >= old.until)
        result.say(one, disagreeing.followed_elsewhere(one, old, later))


def _overlaps(one: Incoming, old: Standing) -> Refusal:
    why = f"It overlaps a row from {old.from_date:%d/%m/%Y} that the portal holds and the file does not."
    return one.row.refused(why, column="from", value=one.from_date)
