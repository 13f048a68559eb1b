"""docs/figures-files.md: what to fill the three files of school figures with, made from what the importers read by."""

from collections.abc import Iterator
from functools import partial

from children.attainment.attainment_scales import (
    A_LEVEL,
    NO_RESULT,
    NO_RESULT_AT_KS2,
    OLD_GOALS,
    PHONICS_MOST,
    SCALED_EXPECTED,
    SCALED_HIGHER,
    SCALED_LEAST,
    SCALED_MOST,
    STANDARD_PASS,
    STRONG_PASS,
    SUBJECTS,
    TABLES_MOST,
    TEACHER_ASSESSMENT,
    VOCATIONAL,
)
from children.attendance.attendance import CODES
from children.enums import AgainstExpectation, ResultKind, SenProvision, SuspensionCategory
from children.suspensions import suspensions
from imports.kinds.attainment import RESULTS
from imports.kinds.attendance import MARKS
from imports.kinds.extract_description import in_use, table_of, template
from imports.kinds.school_files import SchoolFile
from imports.kinds.suspensions import SUSPENSIONS

FIGURES = (MARKS, RESULTS, SUSPENSIONS)

INTRODUCTION = """# Files of school figures

Attendance, attainment and suspensions, as schools, their systems or a collecting service can write them: CSV with a
heading, one file at a time, under any name. Take them with `manage.py import_attendance FILE`,
`manage.py import_attainment FILE` and `manage.py import_suspensions FILE`; `--dry-run` shows first what would happen,
`--strict` takes nothing of a file of which a row is refused, `--json` prints the report for machines.

- UTF-8 or Windows-1252; commas, semicolons or tabs; columns in any order, in any case. Where a file is read as
  Windows-1252 the report says so and lists the words with accents. Text in another code page is refused with its line.
- Dates as 05/09/2026 or 2026-09-05; as the school census writes them, 2026-Sep-05 00:00:00, too. None lies ahead of today.
- A child is found by `social_care_id` (also called `child_id`) or by `upn`, and by numbers that the child had before.
  Where a row has both they must be of one child.
- An empty cell says nothing: what the portal knows stays. NULL, N/A, none and - are read as empty, and reported.
- A cell that may be empty is not a column that may be absent: the tables below say both. A file without a column that
  may not be absent is refused as a whole, and the command ends with an error.
- A value that cannot be read costs its cell where the cell may be empty, and the rest of the row is taken. It costs the
  row where the cell may not be empty, and where the row would say something else without it.
- A code is checked against the days on which it was in use.
- What a person entered by hand stays. Where the file says otherwise, the report lists it.
- A row that cannot be taken is named with its file, line, column, value and reason; the others are taken. A row that
  stands twice in a file is taken once.
- The same file a second time changes nothing. A row that is no longer in a file stays: close it by hand as entered in
  error.
- A wrong file leaves days and rows that no later file has a row for. The data officer takes back what it added on the
  page of its import, and then brings the right one in: rows that it added are entered in error (marks of attendance go),
  and what it changed says again what it said before. What a person or a later file changed since stays, and is listed.
  Several wrong files are taken back in any order.
- Where ten rows or more of results or suspensions are, for nine in ten, those of an earlier file but for a day, a week,
  some years, or month and day changed over, the report says so: one of the two files was dated wrongly. The same holds
  where they are those of an earlier file but for the stage, the kind of result or the category.
- The absences of a week of attendance tell in the same way that it is another week's: ten or more, each of one child,
  without marks that fill the week or belong to a timetable. A mark that another school left, at which the child was not,
  is pointed out.
- A row of a school, while the portal knows the child at another one, is taken and pointed out once.
- A suspension while the child is suspended already, or one that says the same as another of that day or the day before,
  is pointed out with the other one.
"""

SCALES = f"""### Values by stage

| stage | values |
|---|---|
| EYFS | {", ".join(f"`{code}` {label.lower()}" for code, label in OLD_GOALS.items())} (exceeding until August 2021); the words are taken too |
| PHONICS | marks from 0 to {PHONICS_MOST} |
| KS1, KS2 | a scaled score from {SCALED_LEAST} to {SCALED_MOST} ({SCALED_EXPECTED} is expected, {SCALED_HIGHER} the higher standard), or {", ".join(f"`{code}`" for code in TEACHER_ASSESSMENT)} |
| MTC | marks from 0 to {TABLES_MOST} |
| KS3 | as KS2 without scores, or a GCSE grade that the work would get |
| KS4 | 9 to 1 ({STANDARD_PASS} is a standard pass, {STRONG_PASS} a strong one), also with +, = or - behind it; `U`, `X`; two grades of a double award such as `54` or `5-4`, which counts as its lower grade; {", ".join(f"`{code}`" for code in VOCATIONAL)} |
| POST16 | {", ".join(f"`{code}`" for code in A_LEVEL)}, or as KS4 |
| OWN | whatever the school writes; fill `against` to say how it stands |

Until KS3 {" and ".join(f"`{code}` ({label.lower()})" for code, label in NO_RESULT.items())} are taken in place of a value;
in key stage 2 also {", ".join(f"`{code}` ({label.lower()})" for code, label in NO_RESULT_AT_KS2.items())}.
"""

SUBJECT_NAMES = f"""### Subjects

Any subject is taken. These have one spelling, whatever the case, and Maths, PE, RE, DT, IT and their kin are read as them:
{", ".join(SUBJECTS)}.
"""


def as_markdown() -> str:
    return "\n".join([INTRODUCTION, *_files(), "## Codes\n", *_attendance_codes(), SCALES, SUBJECT_NAMES, *_codes()])


def _files() -> Iterator[str]:
    for file in FIGURES:
        kind = file.kind
        yield f"## {kind.name}: {kind.title.lower()}\n"
        yield f"{kind.note}\n"
        yield from table_of(kind, partial(_note, file))
        yield f"\n```\n{template(kind)}```\n"


def _note(file: SchoolFile, column) -> str:
    others = [
        f"`{theirs}`" for theirs, ours in file.other_names.items() if ours == column.name and theirs != "child_id"
    ]
    return "; ".join([*filter(None, [column.note]), *([f"also called {' or '.join(others)}"] if others else [])])


def _attendance_codes() -> Iterator[str]:
    yield "### Attendance\n"
    yield "| code | meaning | counted as | in use |"
    yield "|---|---|---|---|"
    for code in CODES.values():
        days = in_use(code.from_date, code.until)
        yield f"| `{code.code}` | {code.label} | {code.meaning.label} | {days} |"
    yield "| `-` or empty | No mark was made | Neither: reported as missing | |"
    yield ""


def _codes() -> Iterator[str]:
    for title, codes in (
        ("Kinds of result", dict(ResultKind.choices)),
        ("Against what is expected", dict(AgainstExpectation.choices)),
        ("Categories of suspension", dict(SuspensionCategory.choices)),
        ("Reasons of suspension", suspensions.REASONS),
        ("SEN provision", dict(SenProvision.choices)),
    ):
        yield f"### {title}\n"
        yield from (f"- `{code}` {label}" for code, label in codes.items())
        yield ""
