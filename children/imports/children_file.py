"""children.csv: who each child is. An empty cell says nothing: what is known stays."""

from collections.abc import Iterable, Iterator
from typing import Any

from accounts import clock
from children import upn
from children.imports import extract_files
from children.imports.lookups import SOCIAL_CARE_ID, Lookups
from children.imports.reading import Refusal, Row
from children.imports.report import Report
from children.models import Child, FormerIdentifier
from children.search import key_of

FILE = extract_files.CHILDREN.name
COLUMNS = {column.name: column.name for column in extract_files.CHILDREN.columns if column.name != SOCIAL_CARE_ID}
COLUMNS["unaccompanied"] = "is_unaccompanied"


class Children:
    """Takes rows about who a child is, from the extract or from the yearly return."""

    def __init__(self, file: str, report: Report):
        self.file, self.report = file, report
        self.seen: dict[str, int] = {}
        self.known = {child.pk: child for child in Child.objects.all()}
        self.by_number = Lookups().children
        self.upn_of = {child.upn: child.social_care_id for child in self.known.values() if child.upn}
        self.new: list[Child] = []
        self.changed: dict[int, Child] = {}

    def take(self, row: Row, columns: dict[str, str], *, only_fill: bool = False) -> None:
        """`only_fill`: what the portal already holds stays, and a difference is a warning."""
        number = row[SOCIAL_CARE_ID]
        self.report.count(self.file, rows=1)
        if number in self.seen:
            self.report.refuse(row.refused(f"This child stands on line {self.seen[number]} too.", value=number))
            return
        self.seen[number] = row.line
        told = {ours: row[theirs] for theirs, ours in columns.items() if row.get(theirs) not in ("", None)}
        self._put_upn_right(row, number, told)
        if number in self.by_number:
            self._meet(row, self.known[self.by_number[number]], told, only_fill=only_fill)
        elif not (told["date_of_birth"] > clock.today()):
            self._begin(number, told)
        else:
            self.report.refuse(row.refused("The date of birth lies ahead.", column="date_of_birth"))

    def write(self) -> None:
        Child.objects.bulk_create(self.new, batch_size=500)
        names = ["search_key", *COLUMNS.values()]
        Child.objects.bulk_update(self.changed.values(), names, batch_size=500)
        self.report.count(self.file, added=len(self.new), changed=len(self.changed))

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
        elif self.upn_of.get(found, number) != number:
            other = self.upn_of[found]
            why = f"Child {other} has this UPN already. The child was taken without it."
            self.report.refuse(row.warned(why, column="upn", value=given))
        else:
            if not upn.is_valid(found):
                why = "The check letter is wrong. The number was taken as it is."
                self.report.refuse(row.warned(why, column="upn", value=given))
            told["upn"] = found
            self.upn_of[found] = number

    def _begin(self, number: str, told: dict[str, Any]) -> None:
        child = Child(social_care_id=number, **told)
        child.search_key = key_of(child)
        self.new.append(child)

    def _meet(self, row: Row, child: Child, told: dict[str, Any], *, only_fill: bool) -> None:
        differing = {name: value for name, value in told.items() if getattr(child, name) != value}
        for name, value in list(differing.items()):
            if only_fill and getattr(child, name) not in ("", None):
                why = f"The portal says {getattr(child, name)}. It was left so."
                self.report.refuse(row.warned(why, column=name, value=value))
                del differing[name]
        for name, value in differing.items():
            old = getattr(child, name)
            self.report.change(self.file, row.line, row[SOCIAL_CARE_ID], name, old, value)
            if name == "upn" and old:
                FormerIdentifier.objects.create(child=child, kind="upn", value=old, replaced_at=clock.now())
            setattr(child, name, value)
        if differing:
            child.search_key = key_of(child)
            self.changed[child.pk] = child
        else:
            self.report.count(self.file, unchanged=1)


def take(rows: Iterable[Row | Refusal], report: Report) -> None:
    """To be called inside `running.one_file`."""
    children = Children(FILE, report)
    for row in taken(rows, report):
        children.take(row, COLUMNS)
    children.write()


def taken(rows: Iterable[Row | Refusal], report: Report) -> Iterator[Row]:
    """The rows; what was refused in reading goes to the report."""
    for row in rows:
        if isinstance(row, Refusal):
            report.refuse_unread(row)
        else:
            yield row
