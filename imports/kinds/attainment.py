"""Results and teachers' judgements: one row for each subject and day (docs/figures-files.md)."""

from dataclasses import dataclass
from pathlib import Path

from children.attainment import attainment
from children.attainment.attainment import Correction, NewResult, NotOnScale
from children.attainment.attainment_scales import STAGES
from children.enums import AgainstExpectation, Origin, ResultKind
from children.models import AttainmentResult
from imports.enums import ImportKind
from imports.kinds import misdated_figures
from imports.kinds.extract import NIGHTLY
from imports.kinds.school_files import CHILD_COLUMNS, SCHOOL_COLUMN, Elsewhere, Pupils, SchoolFile, day, take, whose
from imports.models import ImportRun
from imports.reading import values
from imports.reading.columns import Column, FileKind
from imports.reading.reading import Row
from imports.reading.values import BadValue
from imports.rows.lookups import NotKnown
from imports.running.report import Report
from imports.running.running import Manner, recorded

SAME_WORDS = ("stage", "subject", "kind", "value")
OF_A_SPREADSHEET = "This looks like a date that a spreadsheet made of a grade, such as 5-4. Write it as 54."


def stage(text: str) -> str:
    found = attainment.stage_named(text)
    if found is None:
        raise BadValue(f"This stage is not known. Use one of: {', '.join(STAGES)}.")
    return found


RESULTS = SchoolFile(
    FileKind(
        "attainment.csv",
        (
            *CHILD_COLUMNS,
            SCHOOL_COLUMN,
            Column(
                "date",
                day,
                needed=True,
                kind="date",
                example="2026-10-23",
                note="when it was judged",
                may_lie_ahead=False,
            ),
            Column("stage", stage, needed=True, kind="code", example="KS2"),
            Column(
                "subject",
                values.words(60),
                needed=True,
                kind="text, up to 60 characters",
                example="Reading",
                note="in the early years the learning goal",
            ),
            Column(
                "kind",
                values.code(dict(ResultKind.choices)),
                kind="code",
                example="NOW",
                default=ResultKind.NOW,
                costs_the_row=True,
                note="empty is read as NOW",
            ),
            Column(
                "value",
                values.words(20),
                needed=True,
                kind="text, up to 20 characters",
                example="EXS",
                note="a value of the stage's scale; OWN takes any",
            ),
            Column(
                "against",
                values.code(dict(AgainstExpectation.choices)),
                kind="code",
                note="against what is expected; left empty, the scale says it where it can",
            ),
        ),
        "Attainment",
        "One row for each subject and day. A corrected value closes the row before as entered in error and takes its "
        "place; one that a person entered by hand stays.",
    ),
    other_names={"child_id": "social_care_id", "assessed_date": "date", "grade": "value", "result": "value"},
)


@dataclass(frozen=True)
class Item:
    row: Row
    child: int
    result: NewResult


def import_file(path: Path, *, by, manner: Manner = NIGHTLY, run: ImportRun | None = None) -> Report:
    with recorded(ImportKind.ATTAINMENT, by=by, manner=manner, run=run) as report:
        take(path, RESULTS, _Results(path.name, report), report, manner=manner)
        misdated_figures.point_out(
            AttainmentResult, SAME_WORDS, "assessed_date", path.name, report, but_for=("stage", "kind")
        )
    return report


class _Results:
    def __init__(self, file: str, report: Report):
        self.file, self.report, self.pupils, self.elsewhere = file, report, Pupils(), Elsewhere(report)
        self.seen: set[int] = set()
        """Hashes only: as many as the file has rows."""

    def accept(self, row: Row) -> Item:
        result = NewResult(
            assessed_date=row["date"],
            stage=row["stage"],
            subject=attainment.subject_named(row["subject"]),
            value=row["value"],
            kind=row.get("kind", ResultKind.NOW),
            against=row.get("against", ""),
            school_id=self.pupils.school(row.get("school_urn")),
        )
        item = Item(row, self.pupils.pupil(row), result)
        try:
            attainment.classify(result.stage, result.subject, result.value, result.assessed_date)
        except NotOnScale as why:
            said = OF_A_SPREADSHEET if attainment.looks_like_a_day(result.value) else str(why)
            raise NotKnown("value", result.value, said) from None
        if attainment.looks_like_a_day(result.value):
            self.report.refuse(
                row.warned(f"{OF_A_SPREADSHEET} It was taken as it is.", column="value", value=result.value)
            )
        which = hash((item.child, result.place))
        if which in self.seen:
            raise NotKnown("subject", result.subject, "This result stands twice in the file. The first holds.")
        self.seen.add(which)
        self.elsewhere.point_out(row, item.child, result.school_id, result.assessed_date)
        return item

    def write(self, items: list[Item]) -> None:
        taken = attainment.record_all(
            [(item.child, item.result) for item in items],
            origin=Origin.FILE,
            at=self.report.run.started_at,
            by=self.report.by,
        )
        rows = {(item.child, item.result.place): item.row for item in items}
        for one in taken.corrected:
            row = rows[one.child_id, one.result.place]
            for what, old, new in _differing(one, row):
                self.report.change(self.file, row.line, whose(row), what, old, new)
        for one in taken.kept:
            row = rows[one.child_id, one.result.place]
            why = f"A person entered {one.was.value} by hand for this subject and day. That stays."
            self.report.refuse(row.warned(why, column="value", value=one.result.value))
        unchanged = taken.unchanged + len(taken.kept)
        self.report.count(self.file, added=taken.added, changed=len(taken.corrected), unchanged=unchanged)


def _differing(one: Correction, row: Row) -> list[tuple[str, str, str]]:
    where = f"{one.result.subject} on {one.result.assessed_date:%d/%m/%Y}"
    old_school = one.was.school.urn if one.was.school else ""
    found = [
        (where, one.was.value, one.result.value),
        (f"{where}, against what is expected", one.was.against, one.result.against),
        (f"{where}, school", old_school, row.get("school_urn") or old_school),
    ]
    return [(what, old, new) for what, old, new in found if old != new]
