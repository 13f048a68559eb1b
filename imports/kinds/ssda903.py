"""The yearly return on looked-after children (SSDA903): header, episodes, reviews and OC2, as CSV files or as XML.

It has no names, no schools and no future: it begins the record where there is none, and checks it where there is
one.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from accounts import clock
from children import care_codes
from children.enums import ReviewState
from imports.enums import ImportKind
from imports.kinds import episodes, misdated_returns, outcomes
from imports.kinds.children_file import Children
from imports.kinds.episodes import renamed
from imports.kinds.extract import NIGHTLY
from imports.kinds.return_xml import tables_in
from imports.kinds.return_year import YEAR_ENDS, year_end
from imports.kinds.reviews_file import Reviews
from imports.models import ImportRun
from imports.reading import values
from imports.reading.columns import Column, FileKind
from imports.reading.reading import Refusal, Row, read
from imports.rows.dated_files import taken
from imports.rows.lookups import Lookups
from imports.running.report import Report
from imports.running.running import Manner, one_file, recorded

OLD_SEXES = {"1": "M", "2": "F"}
REASONS = care_codes.CARE_ENDED | {care_codes.STAYS_IN_CARE: "the next episode begins the same day"}


def _sex(text: str) -> str:
    return values.code(care_codes.SEXES)(OLD_SEXES.get(text.strip(), text))


CHILD = Column("CHILD", values.reference, needed=True)
HEADER = FileKind(
    "header.csv",
    (
        CHILD,
        Column("SEX", _sex, kind="code"),
        Column("DOB", values.day, kind="date", needed=True, may_lie_ahead=False),
        Column("ETHNIC", values.code(care_codes.ETHNICITIES), kind="code"),
        Column("UPN", values.words(20)),
        Column("MOTHER", values.words(10)),
        Column("MC_DOB", values.words(10)),
    ),
)
EPISODES = FileKind(
    "episodes.csv",
    (
        CHILD,
        Column("DECOM", values.day, kind="date", needed=True, may_lie_ahead=False),
        Column("RNE", values.code(care_codes.EPISODE_REASONS), kind="code", needed=True),
        Column("LS", values.code(care_codes.LEGAL_STATUSES), kind="code", needed=True),
        Column("CIN", values.code(care_codes.CATEGORIES_OF_NEED), kind="code"),
        Column(
            "PLACE",
            values.code(care_codes.PLACEMENTS),
            kind="code",
            must_be_there=True,
            in_force=tuple(care_codes.PLACEMENT_DAYS.items()),
        ),
        Column("PLACE_PROVIDER", values.code(care_codes.PROVIDERS), kind="code"),
        Column("DEC", values.day, kind="date", default=None, must_be_there=True, may_lie_ahead=False),
        Column("REC", values.code(REASONS), kind="code", must_be_there=True),
        Column("REASON_PLACE_CHANGE", values.code(care_codes.CHANGE_REASONS), kind="code"),
        Column("HOME_POST", values.words(10)),
        Column("PL_POST", values.words(8)),
        Column("URN", values.words(10)),
    ),
    span=("DECOM", "DEC"),
)
REVIEWS = FileKind(
    "reviews.csv",
    (
        CHILD,
        Column("DOB", values.words(20)),
        Column("REVIEW", values.day, kind="date", needed=True, may_lie_ahead=False),
        Column("REVIEW_CODE", values.code(care_codes.REVIEW_PARTICIPATION), kind="code"),
    ),
)
HEADER_COLUMNS = {"SEX": "sex", "DOB": "date_of_birth", "ETHNIC": "ethnicity", "UPN": "upn"}
READ = (HEADER, EPISODES, REVIEWS, outcomes.OC2)


def import_folder(
    folder: Path, *, by, manner: Manner = NIGHTLY, run: ImportRun | None = None, year: int | None = None
) -> Report:
    """Takes what it finds of header, episodes, reviews and outcomes, as CSV files or as one XML file (which may
    stand in place of the folder); others are named as not read.

    `year` is that of the 31 March on which the return closed; left out, it is read off the rows that are taken.
    """
    with recorded(ImportKind.SSDA903, by=by, manner=manner, run=run) as report, tables_in(folder, report) as files:
        report.expect(path.stat().st_size for path in files.values())
        _take_file(files, HEADER, _take_header, report, manner)
        closed = dt.date(year, *YEAR_ENDS) if year else _year_of(files)
        is_sure = bool(year) or misdated_returns.is_of_the_last_year(closed, clock.today())
        if closed and not is_sure:
            report.refuse(Refusal(EPISODES.name, 0, "DECOM", "", _of_which_year(closed), warning=True))
        _take_file(files, EPISODES, partial(episodes.take, closed=closed, is_sure_of_year=is_sure), report, manner)
        _take_file(files, REVIEWS, partial(_take_reviews, is_sure_of_year=is_sure), report, manner)
        _take_file(
            files, outcomes.OC2, partial(outcomes.take, year_end=closed, is_sure_of_year=is_sure), report, manner
        )
        report.not_read.extend(sorted(set(files) - {kind.name for kind in READ}))
    return report


def _of_which_year(closed: dt.date) -> str:
    is_over = closed <= clock.today()
    return (
        f"By its days this is the return of the year that {'closed' if is_over else 'closes'} on {closed:%d/%m/%Y}, and not of "
        "the last one. If its days are wrong, bring the right return in: it puts right what this one did."
    )


def _take_file(
    files: dict[str, Path], kind: FileKind, take: Callable[..., None], report: Report, manner: Manner
) -> None:
    path = files.get(kind.name)
    if path is None:
        report.missing.append(kind.name)
        return
    with one_file(kind.name, report, manner=manner):
        take(read(path, kind), report, size=path.stat().st_size)


def _year_of(files: dict[str, Path]) -> dt.date | None:
    dated = ((EPISODES, ("DECOM", "DEC")), (REVIEWS, ("REVIEW",)))
    rows = [(read(files[kind.name], kind), columns) for kind, columns in dated if kind.name in files]
    return year_end(rows, Lookups().children)


def _take_header(rows: Iterable[Row | Refusal], report: Report, *, size: int) -> None:
    children = Children(HEADER.name, report, HEADER_COLUMNS, only_fill=True)
    children.take(renamed(row) for row in taken(rows, report))
    report.read_on(size)


def _take_reviews(rows: Iterable[Row | Refusal], report: Report, *, size: int, is_sure_of_year: bool) -> None:
    reviews = Reviews(REVIEWS.name, report)
    reviews.take(
        (
            renamed(row, review_date=row["REVIEW"]),
            {"state": ReviewState.HELD, "participation_code": row.get("REVIEW_CODE", "")},
        )
        for row in taken(rows, report)
    )
    years = misdated_returns.OTHER_YEARS if is_sure_of_year else ()
    reviews.end_those_misdated((*misdated_returns.OTHER_DAYS, *years))
    report.read_on(size)
