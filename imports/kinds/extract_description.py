"""docs/extract.md: what councils read to fill the files, made from the same description that the importer reads by."""

import datetime as dt
from collections.abc import Callable, Iterator

from children import care_codes
from children.enums import AllocationKind, Decider, DelegatedMatter, EnrolmentKind, ReviewState, SenProvision
from imports.kinds import ssda903
from imports.reading.columns import Column, FileKind
from imports.reading.extract_files import EXTRACT, ROLES_FROM_FILES


def in_use(from_date: dt.date | None, until: dt.date | None) -> str:
    """On which days a code holds, in words; '' for always."""
    since = f"from {from_date:%d/%m/%Y}" if from_date else ""
    before = f"before {until:%d/%m/%Y}" if until else ""
    return f"{since} {before}".strip()


INTRODUCTION = """# The case-system extract

Files that a council's case system fills every night: CSV with a heading, one folder, one file for each table.
Take them with `manage.py import_children FOLDER`; `--dry-run` shows first what would happen, `--strict` takes
nothing of a file of which a row is refused, `--json` prints the report for machines.

- UTF-8 or Windows-1252; commas, semicolons or tabs; columns in any order, in any case. Where a file is read as
  Windows-1252 the report says so and lists the words with accents. Text in another code page is refused with its line.
- Dates as 05/09/2026 or 2026-09-05. A row that holds for a time has `from`, its first day, and `until`, the day
  on which it no longer holds; `until` stays empty while it holds.
- An empty cell says nothing: what the portal knows stays. NULL, N/A, none and - are read as empty, and reported.
- What one of the last files filled, and the newest one leaves empty, stays and is named once. Of a relative who may
  have contact or collect the child by that word alone, somebody is asked.
- A cell that may be empty is not a column that may be absent: the tables below say both. A file without a column that
  may not be absent is refused as a whole, and the command ends with an error.
- What keeps a child safe (sensitive_address, may_have_contact, may_collect) is never lost with its row: the warning
  goes up for the child and the person whom the row names, or somebody is asked who can tell whom it means.
- A value that cannot be read costs its cell where the cell may be empty, and the rest of the row is taken. It costs the
  row where the cell may not be empty, and where the row would say something else without it.
- A day after today is taken only where the tables below say that it may lie ahead.
- A code is checked against the days on which it was in use.
- Children's numbers are text. One that a spreadsheet reshaped (leading noughts lost, `.0` put behind it, 8.1E05) never
  makes a second child: it is refused with the number of the child who is meant.
- Nothing is overwritten. A new school ends the row of the old one; a corrected first day, or a corrected word, closes
  the old row as entered in error and begins another. Where a file has two rows of a kind one after the other, the
  first may be left open: it ends where the next begins.
- What a person entered or ended in the portal stays until the file brings a later row. The difference is said once,
  and stands on the list of rows to check until the file says the same or a person has looked. Where the row that a
  person entered is marked as an error, what it had ended follows the file again.
- A post that was ended in the portal stays ended, though the file has it open or lets it end later: a file gives no
  access back that a person took away. It stands on the list of rows to check.
- A row that cannot be taken is named with its file, line, column, value and reason; the others are taken.
- The same files a second time change nothing.
- What a wrong file of a night before left is put right by the next one where it says otherwise. A row that came with an
  earlier file and is missing from this one, although the file has older rows of the child, is named once, and stands
  on the list of rows to check until a person has looked.
- A file that has less than half the rows of the last good one, or of which more than half say something else, is an
  alarm. It stands until a file comes that is like the last good one (nine rows in ten), also while the wrong one comes
  again and changes nothing; after a week it counts as meant. Of the file that ends it the report says that it is taken
  for the correction.
- A review that the portal holds and the file no longer has is cancelled, and the report says so: its day was changed.
  That is done for children of whom the file has reviews that can all be read; what was held before them stays.
"""


def _with_days(code: str, label: str) -> str:
    days = care_codes.PLACEMENT_DAYS.get(code)
    return f"{label.partition(' (until')[0]} (in use {in_use(days.from_date, days.until)})" if days else label


CODES = (
    ("Roles in people.csv", ROLES_FROM_FILES),
    ("Kinds in allocations.csv", dict(AllocationKind.choices)),
    ("Kinds in enrolments.csv", dict(EnrolmentKind.choices)),
    ("States in reviews.csv", dict(ReviewState.choices)),
    ("Provision in sen.csv", dict(SenProvision.choices)),
    ("Main needs in sen.csv", care_codes.SEN_NEEDS),
    ("Matters in permissions.csv", dict(DelegatedMatter.choices)),
    ("Who decides in permissions.csv", dict(Decider.choices)),
    ("Legal statuses", care_codes.LEGAL_STATUSES),
    ("Kinds of placement", {code: _with_days(code, label) for code, label in care_codes.PLACEMENTS.items()}),
    ("Providers of placements", care_codes.PROVIDERS),
    ("Reasons for a change of placement", care_codes.CHANGE_REASONS),
    ("Reasons why care ended", care_codes.CARE_ENDED),
    ("Ethnicity", care_codes.ETHNICITIES),
    ("Sex", care_codes.SEXES),
    ("The child's part in a review", care_codes.REVIEW_PARTICIPATION),
)


RETURN = """## The yearly return (SSDA903)

Take it with `manage.py import_ssda903 FOLDER`: header.csv, episodes.csv, reviews.csv and oc2.csv, or the one XML file
that the return is sent as. Both give the same record; lines of the XML are counted as those of the CSV files would be.

- It begins the record where there is none, and checks it where there is one: what the case system or a person says stays.
- Care ends where an episode says so (REC other than X1). An episode that is refused, or whose next one is, ends nothing.
- Its year closes on the 31 March after its latest days; a few rows of a later year do not move it. `--year` sets it.
- A corrected return opens again what the one before ended too early, and moves days that were wrong. Rows that the one
  before brought and this one has not, and children whom it has not, are named: a person ends them.
- After a return with the wrong year, the right one voids what lies outside the time in care that it corrects. Rows that
  are the same but for the year are named.
- Where the return of the year that closed last (or of the year given with `--year`) has ten rows or more, and nine in ten
  of them are in the portal but for the year, an earlier return was dated to another year as a whole: what it brought is
  entered in error, its reviews are cancelled, its outcomes withdrawn, and the report lists each. Reviews that an earlier
  return had a day off, or with month and day changed over, are cancelled in the same way. A single review near one of
  the return is named.
- A return that is not of the last year says so. Outcomes of a year that has not closed are refused.
- A placement may have any code that was in use on one of its days.
"""


def as_markdown() -> str:
    return "\n".join([INTRODUCTION, *_files(), RETURN, *_return(), "## Codes\n", *_codes()])


def _return() -> Iterator[str]:
    for kind in ssda903.READ:
        yield f"### {kind.name}\n"
        yield from table_of(kind, lambda column: column.note)
        yield ""


def template(kind: FileKind) -> str:
    """The heading and one example row of a file."""
    heading = ",".join(column.name for column in kind.columns)
    example = ",".join(f'"{column.example}"' if "," in column.example else column.example for column in kind.columns)
    return f"{heading}\n{example}\n"


def _files() -> Iterator[str]:
    for kind in EXTRACT:
        yield f"## {kind.name}: {kind.title.lower()}\n"
        if kind.note:
            yield f"{kind.note}\n"
        yield from table_of(kind, lambda column: column.note)
        if kind.one_of:
            yield f"\nA row fills at least one of: {', '.join(kind.one_of)}."
        yield ""


def table_of(kind: FileKind, note_of: Callable[[Column], str]) -> Iterator[str]:
    """The columns of a file: what may be left out, and when."""
    yield "| column | may be empty | may be absent | may lie ahead | a bad value costs | what it is | example | note |"
    yield "|---|---|---|---|---|---|---|---|"
    for column in kind.columns:
        empty, absent = _yes(not column.needed), _yes(column.may_be_absent)
        ahead = "" if column.may_lie_ahead is None else _yes(column.may_lie_ahead)
        costs = "the row" if column.loses_the_row else "the cell"
        about = f"{column.kind} | {column.example} | {note_of(column)}"
        yield f"| {column.name} | {empty} | {absent} | {ahead} | {costs} | {about} |"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _codes() -> Iterator[str]:
    for title, codes in CODES:
        yield f"### {title}\n"
        yield from (f"- `{code}` {label}" for code, label in codes.items())
        yield ""
