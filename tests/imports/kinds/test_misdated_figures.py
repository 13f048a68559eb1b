"""Of two files that say the same of other days one was dated wrongly: the report says so, for only a person can know."""

import datetime as dt
from collections.abc import Mapping

import pytest

from accounts import clock
from accounts.audit import System
from children.models import Suspension
from imports.kinds import attainment, suspensions
from tests.factories.children import ChildFactory

pytestmark = pytest.mark.django_db
CHILDREN = [f"07{number:02}" for number in range(12)]
RESULTS = (attainment, "social_care_id,date,stage,subject,kind,value", "KS2,Reading,NOW,EXS", dt.date(2026, 7, 10))
SUSPENDED = (suspensions, "social_care_id,start_date,category,sessions,reason1", "SUSP,4,DB", dt.date(2026, 11, 5))
KINDS = pytest.mark.parametrize("kind", [RESULTS, SUSPENDED], ids=["results", "suspensions"])
MISTAKES = {
    "a day early": lambda day: day - dt.timedelta(days=1),
    "a week early": lambda day: day - dt.timedelta(days=7),
    "a year early": lambda day: day.replace(year=day.year - 1),
    "month and day changed over": lambda day: day.replace(month=day.day, day=day.month),
}
TOLD = "open its import and take back what it added."
NONE: Mapping[str, dt.date] = {}


@pytest.fixture
def take(db, tmp_path):
    for number in CHILDREN:
        ChildFactory.create(social_care_id=number)
    minutes = iter(range(100))

    def put_in(kind, change=lambda day: day, *, words: str = "", children=CHILDREN, days=NONE) -> list[str]:
        importer, heading, said, day = kind
        rows = [f"{child},{change(days.get(child, day)):%d/%m/%Y},{words or said}" for child in children]
        (tmp_path / "file.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
        with clock.pretend(clock.now() + dt.timedelta(minutes=next(minutes))):
            report = importer.import_file(tmp_path / "file.csv", by=System("imports"))
        return [one.reason for one in report.refusals if TOLD in one.reason]

    return put_in


@KINDS
@pytest.mark.parametrize("wrong_first", [True, False], ids=["before the right one", "after the right one"])
@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_file_dated_wrongly_is_pointed_out_once_whichever_came_first(take, kind, mistake, wrong_first):
    first, second = (mistake, lambda day: day) if wrong_first else (lambda day: day, mistake)
    assert take(kind, first) == []

    told = take(kind, second)

    assert [why.split(" say")[0] for why in told] == ["12 rows that came on 01/12/2026"]
    assert take(kind, second) == []


@KINDS
def test_a_few_rows_and_others_words_are_no_such_file(take, kind):
    take(kind, MISTAKES["a year early"], children=CHILDREN[:9])
    assert take(kind) == []


def test_the_results_of_the_next_year_are_no_such_file(take):
    take(RESULTS, MISTAKES["a year early"], words="KS2,Reading,NOW,WTS")
    assert take(RESULTS) == []


def test_a_file_of_suspensions_a_day_early_is_pointed_out_although_its_sundays_could_not_be_taken(take):
    mondays = dict.fromkeys(CHILDREN[:2], dt.date(2026, 11, 9))
    tuesdays = dict.fromkeys(CHILDREN[2:], dt.date(2026, 11, 10))
    take(SUSPENDED, MISTAKES["a day early"], days=mondays | tuesdays)
    assert Suspension.objects.count() == len(tuesdays)

    assert len(take(SUSPENDED, days=mondays | tuesdays)) == 1


@pytest.mark.parametrize(
    ("kind", "column", "words"),
    [
        (RESULTS, "stage", "OWN,Reading,NOW,EXS"),
        (RESULTS, "kind", "KS2,Reading,TARGET,EXS"),
        (SUSPENDED, "category", "NOT_STATED,4,DB"),
        (SUSPENDED, "category", "PERM,4,DB"),
    ],
)
@pytest.mark.parametrize("wrong_first", [True, False], ids=["before the right one", "after the right one"])
def test_a_file_with_one_word_wrong_in_every_row_is_pointed_out_once_whichever_came_first(
    take, kind, column, words, wrong_first
):
    first, second = (words, "") if wrong_first else ("", words)
    assert take(kind, words=first) == []

    assert [f"but for “{column}”" in why for why in take(kind, words=second)] == [True]

    assert take(kind, words=second) == []


def test_targets_beside_other_grades_of_the_same_day_are_no_such_file(take):
    take(RESULTS)
    assert take(RESULTS, words="KS2,Reading,TARGET,GDS") == []
