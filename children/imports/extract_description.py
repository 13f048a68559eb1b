"""docs/extract.md: what councils read to fill the files, made from the same description that the importer reads by."""

from collections.abc import Iterator

from children import care_codes
from children.enums import AllocationKind, Decider, DelegatedMatter, EnrolmentKind, ReviewState, SenProvision
from children.imports.extract_files import EXTRACT, ROLES_FROM_FILES
from children.imports.reading import FileKind

INTRODUCTION = """# The case-system extract

Files that a council's case system fills every night: CSV with a heading, one folder, one file for each table.
Take them with `manage.py import_children FOLDER`; `--dry-run` shows first what would happen, `--strict` takes
nothing of a file of which a row is refused, `--json` prints the report for machines.

- UTF-8 or Windows-1252; commas, semicolons or tabs; columns in any order, in any case.
- Dates as 05/09/2026 or 2026-09-05. A row that holds for a time has `from`, its first day, and `until`, the day
  on which it no longer holds; `until` stays empty while it holds.
- An empty cell says nothing: what the portal knows stays.
- Nothing is overwritten. A new school ends the row of the old one; a corrected first day, or a corrected word, closes
  the old row as entered in error and begins another. Where a file has two rows of a kind one after the other, the
  first may be left open: it ends where the next begins.
- What a person entered in the portal stays until the file brings a later row; the difference is listed.
- A row that cannot be taken is named with its file, line, column, value and reason; the others are taken.
- The same files a second time change nothing.
"""

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
    ("Kinds of placement", care_codes.PLACEMENTS),
    ("Providers of placements", care_codes.PROVIDERS),
    ("Reasons for a change of placement", care_codes.CHANGE_REASONS),
    ("Reasons why care ended", care_codes.CARE_ENDED),
    ("Ethnicity", care_codes.ETHNICITIES),
    ("Sex", care_codes.SEXES),
    ("The child's part in a review", care_codes.REVIEW_PARTICIPATION),
)


def as_markdown() -> str:
    return "\n".join([INTRODUCTION, *_files(), "## Codes\n", *_codes()])


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
        yield "| column | needed | what it is | example | note |"
        yield "|---|---|---|---|---|"
        for column in kind.columns:
            needed = "yes" if column.needed else ""
            yield f"| {column.name} | {needed} | {column.kind} | {column.example} | {column.note} |"
        yield ""


def _codes() -> Iterator[str]:
    for title, codes in CODES:
        yield f"### {title}\n"
        yield from (f"- `{code}` {label}" for code, label in codes.items())
        yield ""
