"""children.csv: who each child is. An empty cell says nothing: what is known stays."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from accounts import clock
from children.enums import Origin
from children.identity import names, upn
from children.identity.search import key_of, plain
from children.models import Child, ChildName, FormerIdentifier
from imports.reading import extract_files
from imports.reading.batches import some_at_a_time
from imports.reading.reading import Refusal, Row
from imports.reading.reshaped import Numbers, is_restored
from imports.rows import disagreeing, said_once
from imports.rows.by_child import Said, Writer
from imports.rows.dated_files import taken
from imports.rows.disagreeing import Disagreement
from imports.rows.emptied import WHY, emptied_by, lately_filled
from imports.rows.lookups import SOCIAL_CARE_ID, Lookups
from imports.running.report import Report

FILE = extract_files.CHILDREN.name
COLUMNS = {column.name: column.name for column in extract_files.CHILDREN.columns if column.name != SOCIAL_CARE_ID}
COLUMNS["unaccompanied"] = "is_unaccompanied"
WHY_BEHIND = "A person entered another name since. It was left so: correct the name in the case system."


class Children:
    """Takes rows about who a child is, from the extract or from the yearly return, some hundred at a time."""

    def __init__(self, file: str, report: Report, columns: dict[str, str], *, only_fill: bool = False):
        """`only_fill`: what the portal already holds stays, and a difference is a warning."""
        self.file, self.report, self.columns, self.only_fill = file, report, columns, only_fill
        self.seen: dict[str, int] = {}
        self.by_number = Lookups().children
        self.numbers = Numbers(self.by_number)
        self.upn_of = dict(Child.objects.exclude(upn="").values_list("upn", "social_care_id"))
        self.filled = {} if only_fill else report.filled(file, lately_filled)
        self.writer = Writer(file, report, self._take)

    def take(self, rows: Iterable[Row]) -> None:
        for some in some_at_a_time(rows):
            self.writer.write_all([Said(number, found, found) for number, found in _by_number(some).items()])

    def _take(self, batch: Sequence[Said]) -> None:
        rows = [row for said in batch for row in said.what]
        self.seen_now: dict[str, int] = {}
        self.upn_now: dict[str, str] = {}
        known = {self.by_number[row[SOCIAL_CARE_ID]] for row in rows if row[SOCIAL_CARE_ID] in self.by_number}
        self.known = Child.objects.in_bulk(known)
        self.names = names.rows_of(known)
        self.born: dict[int, dt.date] = {}
        self.new: dict[str, Child] = {}
        self.changed: dict[int, Child] = {}
        self.disagreements: list[Disagreement] = []
        for row in rows:
            self._take_row(row)
        self._write()
        if not self.only_fill:
            said_once.keep(self.file, "child_id", self.disagreements, known, self.report)
        self.by_number |= {number: child.pk for number, child in self.new.items()}
        self.seen |= self.seen_now
        self.upn_of |= self.upn_now

    def _take_row(self, row: Row) -> None:
        number = row[SOCIAL_CARE_ID]
        if line := self.seen.get(number) or self.seen_now.get(number):
            self.report.refuse(row.refused(f"This child stands on line {line} too.", value=number))
            return
        self.seen_now[number] = row.line
        told = {ours: row[theirs] for theirs, ours in self.columns.items() if row.get(theirs) not in ("", None)}
        if number not in self.by_number and not self._may_be_taken(row, number, told):
            return
        self._put_upn_right(row, number, told)
        if number in self.by_number:
            self._meet(row, self.known[self.by_number[number]], told)
        else:
            self._begin(number, told)

    def _may_be_taken(self, row: Row, number: str, told: dict[str, Any]) -> bool:
        """Whether a number that is new may begin a record, or is that of a child who is there already."""
        other = self.numbers.like(number)
        held = self._held(other) if other else None
        if held is None:
            self.numbers.add(number)
            return True
        if is_restored(number, held.social_care_id) and held.pk and _is_the_same(held, told):
            self._give_number_back(row, held, number)
            return True
        is_someone_else = _is_someone_else(held, told)
        if is_someone_else:
            why = (
                f"This number is nearly that of child {other}, who has another birthday. It was taken as another child."
            )
            self.report.refuse(row.warned(why, column=SOCIAL_CARE_ID, value=number))
        else:
            why = (
                f"This may be child {other}: a spreadsheet reshapes such numbers. It was not taken as another child. "
                "Format the column as text and save the file again."
            )
            self.report.refuse(row.refused(why, column=SOCIAL_CARE_ID, value=number))
        return is_someone_else

    def _held(self, number: str) -> Child | None:
        if number in self.new:
            return self.new[number]
        return Child.objects.filter(pk=self.by_number[number]).first() if number in self.by_number else None

    def _give_number_back(self, row: Row, child: Child, number: str) -> None:
        """The number of before stays with the child as a former one."""
        old = child.social_care_id
        self.report.change(self.file, row.line, number, SOCIAL_CARE_ID, old, number)
        why = f"This child was known as {old}, without the noughts. The record has this number now."
        self.report.refuse(row.warned(why, column=SOCIAL_CARE_ID, value=number))
        FormerIdentifier.objects.get_or_create(
            child=child, kind=SOCIAL_CARE_ID, value=old, defaults={"replaced_at": clock.now()}
        )
        child.social_care_id = number
        child.search_key = key_of(child)
        child.save(update_fields=["social_care_id", "search_key"])
        self.by_number[number] = child.pk
        self.known[child.pk] = child

    def _write(self) -> None:
        Child.objects.bulk_create(self.new.values())
        Child.objects.bulk_update(self.changed.values(), ["search_key", *COLUMNS.values()])
        names.save(row for child in (*self.new.values(), *self.changed.values()) for row in self._names_of(child))
        self.report.count(self.file, added=len(self.new), changed=len(self.changed))

    def _names_of(self, child: Child) -> Iterator[ChildName]:
        rows = self.names.get(child.pk, [])
        if child.pk in self.born:
            yield from names.born_on(rows, self.born[child.pk], child.date_of_birth)
        yield from names.follow_columns(child, rows, on=clock.today(), origin=Origin.EXTRACT)

    def _put_upn_right(self, row: Row, number: str, told: dict[str, Any]) -> None:
        given = told.get("upn", "")
        found = upn.normalise(given)
        told.pop("upn", None)
        if not found or upn.is_unknown_code(found):
            return
        if len(found) != 13:
            self.report.refuse(
                row.warned("A UPN has 13 characters. The child was taken without it.", column="upn", value=given)
            )
        elif (other := self.upn_now.get(found) or self.upn_of.get(found, number)) != number:
            why = f"Child {other} has this UPN already. The child was taken without it."
            self.report.refuse(row.warned(why, column="upn", value=given))
        else:
            if not upn.is_valid(found):
                why = "The check letter is wrong. The number was taken as it is."
                self.report.refuse(row.warned(why, column="upn", value=given))
            told["upn"] = found
            self.upn_now[found] = number

    def _begin(self, number: str, told: dict[str, Any]) -> None:
        child = Child(social_care_id=number, **told)
        child.search_key = key_of(child)
        self.new[number] = child

    def _meet(self, row: Row, child: Child, told: dict[str, Any]) -> None:
        differing = self._differing(row, child, told)
        for each in emptied_by(row, child, self.columns, self.filled):
            self.report.refuse(row.warned(WHY, column=each.column, value=each.was))
        for name, value in differing.items():
            old = getattr(child, name)
            self.report.change(self.file, row.line, row[SOCIAL_CARE_ID], name, old, value)
            if name == "upn" and old:
                FormerIdentifier.objects.create(child=child, kind="upn", value=old, replaced_at=clock.now())
            if name == "date_of_birth":
                self.born[child.pk] = old
            setattr(child, name, value)
        if differing:
            child.search_key = key_of(child)
            self.changed[child.pk] = child
        else:
            self.report.count(self.file, unchanged=1)

    def _differing(self, row: Row, child: Child, told: dict[str, Any]) -> dict[str, Any]:
        """What the file says otherwise, as far as it may; the rest is a warning."""
        differing = {name: value for name, value in told.items() if getattr(child, name) != value}
        behind = names.behind(child, told, self.names.get(child.pk, ()))
        for name, value in list(differing.items()):
            if self.only_fill and getattr(child, name) not in ("", None):
                why = f"The portal says {getattr(child, name)}. It was left so."
                self.report.refuse(row.warned(why, column=name, value=value))
            elif name in behind:
                told_once = row.warned(WHY_BEHIND, column=name, value=value)
                self.disagreements.append(disagreeing.of_a_word(behind[name], told_once))
            else:
                continue
            del differing[name]
        return differing


def _is_the_same(child: Child, told: dict[str, Any]) -> bool:
    """The same birthday and names, as far as the file has any."""
    given = [name for name in ("given_name", "family_name") if name in told]
    return child.date_of_birth == told["date_of_birth"] and all(
        plain(getattr(child, name)) == plain(told[name]) for name in given
    )


def _is_someone_else(child: Child, told: dict[str, Any]) -> bool:
    """Another birthday, and no name in common that the file gives."""
    given = [name for name in ("given_name", "family_name") if name in told]
    return child.date_of_birth != told["date_of_birth"] and all(
        plain(getattr(child, name)) != plain(told[name]) for name in given
    )


def _by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[SOCIAL_CARE_ID]].append(row)
    return found


def take(rows: Iterable[Row | Refusal], report: Report, *, size: int = 0) -> None:
    """To be called inside `running.one_file`; `size` is the file's, in bytes."""
    Children(FILE, report, COLUMNS).take(taken(rows, report))
    report.read_on(size)
