"""A file of attendance that was dated a week or a year wrongly: told by its absences, for presence is the same each week."""

import datetime as dt

import pytest

from accounts import clock
from accounts.audit import System
from children.models import SessionMark
from imports.kinds.attendance import import_file
from tests.factories.children import ChildFactory

pytestmark = pytest.mark.django_db
CHILDREN = [f"07{number:02}" for number in range(12)]
MONDAY = dt.date(2026, 11, 16)
WEEK = [(day, half) for day in range(5) for half in ("AM", "PM")]
PRESENT = {"AM": "/", "PM": "\\"}
WEEK_EARLIER, YEAR_EARLIER = dt.timedelta(days=-7), dt.timedelta(days=-365)
EARLIER = pytest.mark.parametrize("earlier", [WEEK_EARLIER, YEAR_EARLIER], ids=["a week early", "a year early"])
TOLD = "open its import and take back what it added."


def absent_once(first: int = 0) -> dict[str, dict[tuple[int, str], str]]:
    """Each child misses one session of the week, each another one."""
    return {child: {WEEK[(first + place) % len(WEEK)]: "IMLGO"[place % 5]} for place, child in enumerate(CHILDREN)}


@pytest.fixture
def take(db, tmp_path):
    for number in CHILDREN:
        ChildFactory.create(social_care_id=number)
    minutes = iter(range(100))

    def put_in(absences, moved=dt.timedelta(), *, children=CHILDREN, days=range(5)) -> list[str]:
        rows = [
            f"{child},{MONDAY + moved + dt.timedelta(days=day):%d/%m/%Y},{half},{absences[child].get((day, half), PRESENT[half])}"
            for child in children
            for day, half in WEEK
            if day in days
        ]
        (tmp_path / "file.csv").write_text("\n".join(["social_care_id,date,session,code", *rows]) + "\n")
        with clock.pretend(clock.now() + dt.timedelta(minutes=next(minutes))):
            report = import_file(tmp_path / "file.csv", by=System("imports"))
        return [one.reason for one in report.refusals if TOLD in one.reason]

    return put_in


@EARLIER
@pytest.mark.parametrize("wrong_first", [True, False], ids=["before the right one", "after the right one"])
def test_a_week_of_marks_that_is_that_of_another_week_is_pointed_out_once_whichever_came_first(
    take, earlier, wrong_first
):
    first, second = (earlier, dt.timedelta()) if wrong_first else (dt.timedelta(), earlier)
    assert take(absent_once(), first) == []

    assert [why.split(" say")[0] for why in take(absent_once(), second)] == ["12 rows that came on 01/12/2026"]

    assert take(absent_once(), second) == []


def test_marks_that_a_wrong_file_put_over_those_of_the_week_before_are_pointed_out(take):
    take(absent_once(3), WEEK_EARLIER)
    take(absent_once())

    assert len(take(absent_once(), WEEK_EARLIER)) == 1
    assert SessionMark.objects.count() == 2 * len(CHILDREN) * len(WEEK)


@pytest.mark.parametrize(
    "absences",
    [
        {child: dict.fromkeys(WEEK, "I") for child in CHILDREN},
        {child: {(4, "PM"): "C2", (3, "PM"): "C2"} for child in CHILDREN},
        {child: {} for child in CHILDREN},
    ],
    ids=["ill for weeks", "on a part-time timetable", "present"],
)
def test_weeks_that_are_alike_by_themselves_are_not_pointed_out(take, absences):
    assert take(absences, WEEK_EARLIER) == take(absences) == []


def test_other_absences_and_those_of_few_children_are_not_pointed_out(take):
    take(absent_once(1), WEEK_EARLIER)
    assert take(absent_once()) == []
    take(absent_once(), dt.timedelta(days=-14), children=CHILDREN[:9])
    assert take(absent_once(), dt.timedelta(days=-21), children=CHILDREN[:9]) == []
