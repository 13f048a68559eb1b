import datetime as dt
import json
from pathlib import Path

import pytest

from accounts.audit import System
from children.attendance import attendance
from children.enums import EnrolmentKind, Origin
from children.models import Child, SessionMark
from imports.kinds.attendance import import_file
from tests.factories.accounts import SchoolFactory
from tests.factories.children import ChildFactory, EnrolmentFactory
from tests.factories.record import SessionMarkFactory

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "data" / "school_files"
EXPECTED = json.loads((SAMPLES / "attendance_marks_expected.json").read_text(encoding="utf-8"))
DAY = dt.date(2026, 9, 4)
HEADING = "social_care_id,school_urn,date,session,code"


@pytest.fixture
def child():
    found = ChildFactory.create(social_care_id="0700")
    EnrolmentFactory.create(child=found, school=SchoolFactory.create(urn="900002"), from_date=dt.date(2025, 9, 1))
    return found


@pytest.fixture
def take(tmp_path):
    def bring(*lines: str, heading: str = HEADING):
        path = tmp_path / "marks.csv"
        path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
        return import_file(path, by=System("imports"))

    return bring


def told(report) -> list[tuple]:
    return [(one.line, one.column, one.value, one.warning) for one in report.refusals]


def marks(child) -> list[str]:
    return list(child.session_marks.order_by("session_date", "session", "pk").values_list("code", flat=True))


class TestTheSample:
    def bring(self, path=SAMPLES / "attendance_marks.csv"):
        for number in EXPECTED["expected_by_child"]:
            ChildFactory.create(social_care_id=number)
        return import_file(path, by=System("imports"))

    def counts(self) -> dict:
        first, last = (dt.date.fromisoformat(day) for day in EXPECTED["period"])
        numbers = dict(Child.objects.values_list("pk", "social_care_id"))
        found = attendance.of_children(list(numbers), from_date=first, until=last + dt.timedelta(days=1))
        return {
            numbers[pk]: {
                "possible": one.possible,
                "present": one.present,
                "authorised": one.authorised,
                "unauthorised": one.unauthorised,
                "not_possible": one.not_possible,
                "administrative": one.administrative,
                "attendance_percent": str(one.percent),
                "persistently_absent": one.is_persistently_absent,
            }
            for pk, one in found.items()
        }

    def test_every_childs_counts_are_those_expected(self):
        report = self.bring()

        assert not [one for one in report.refusals if not one.warning]
        assert self.counts() == EXPECTED["expected_by_child"]

    def test_damaged_rows_are_reported_and_leave_the_counts_as_they_are(self, tmp_path):
        path = tmp_path / "damaged.csv"
        damaged = [
            "700101,2026-09-07,AM,O", "700101,2026-09-07,AM,/", "700102,2026-09-07,XM,/", "700103,2026-13-07,AM,/",
            "700104,2027-01-07,AM,O", "700105,2026-09-12,AM,o", "700106,2026-09-12,AM,ZZ", "700199,2026-09-07,AM,O",
            "700107,2026-09-12,AM,H", "700108,2026-09-12", "700109,,AM,O", ",2026-09-12,AM,O",
        ]  # fmt: skip
        path.write_text((SAMPLES / "attendance_marks.csv").read_text(encoding="utf-8") + "\n".join(damaged) + "\n")

        report = self.bring(path)

        assert report.files["damaged.csv"]["refused"] == len(damaged)
        assert self.counts() == EXPECTED["expected_by_child"]


def test_a_corrected_mark_is_put_right_and_both_are_told(child, take):
    take("0700,900002,2026-09-04,AM,N")

    report = take("0700,900002,2026-09-04,AM,I")

    assert [(one.whose, one.what, one.old, one.new) for one in report.changes] == [
        ("0700", "mark of 04/09/2026, morning", "N", "I")
    ]
    assert marks(child) == ["I"]


def test_a_mark_that_a_person_entered_stays_and_the_difference_is_listed(child, take):
    SessionMarkFactory.create(
        child=child, school=child.enrolments.get().school, session_date=DAY, code="M", origin=Origin.HAND
    )

    report = take("0700,900002,2026-09-04,AM,O", "0700,900002,2026-09-04,PM,\\")

    assert marks(child) == ["M", "\\"]
    assert told(report) == [(2, "code", "O", True)]
    assert "entered M by hand" in report.refusals[0].reason


@pytest.mark.parametrize("nothing", ["", "-", " "])
def test_no_mark_is_kept_as_missing_and_never_takes_the_place_of_a_mark(child, take, nothing):
    take("0700,900002,2026-09-04,AM,/")

    take(f"0700,900002,2026-09-04,AM,{nothing}", f"0700,900002,2026-09-04,PM,{nothing}")

    assert marks(child) == ["/", "-"]
    assert attendance.of_child(child, DAY, dt.date(2026, 9, 5)) == attendance.Tally(present=1, missing=1)


def test_a_mark_comes_in_where_there_was_none(child, take):
    take("0700,900002,2026-09-04,AM,-")
    take("0700,900002,2026-09-04,AM,I")

    assert marks(child) == ["I"]


@pytest.mark.parametrize("code", ["i", "y1", "ZZ", "1", "//"])
def test_a_code_that_is_none_is_refused(child, take, code):
    report = take(f"0700,900002,2026-09-04,AM,{code}")

    assert told(report) == [(2, "code", code, False)]
    assert not SessionMark.objects.exists()


@pytest.mark.parametrize(
    ("day", "code", "is_taken"),
    [("2024-08-18", "H", True), ("2024-08-19", "H", False), ("2024-08-18", "C2", False), ("2024-08-19", "C2", True)],
)
def test_a_code_holds_only_on_the_days_on_which_it_was_in_use(child, take, day, code, is_taken):
    take(f"0700,900002,{day},AM,{code}")

    assert SessionMark.objects.exists() is is_taken


def test_a_file_without_codes_is_not_a_file_of_missing_marks(child, take):
    report = take("0700,2026-09-04,AM", heading="social_care_id,date,session")

    assert told(report) == [(1, "code", "", False)]
    assert not SessionMark.objects.exists()


def test_marks_of_days_off_the_roll_are_taken_and_pointed_out_once(child, take):
    report = take("0700,,2025-07-04,AM,/", "0700,,2025-07-04,PM,\\", "0700,,2026-09-04,AM,/")

    assert SessionMark.objects.count() == 3
    assert told(report) == [(2, "date", "04/07/2025", True)]


def test_marks_that_a_file_of_other_schools_left_are_pointed_out_by_the_right_one_once(child, take):
    SchoolFactory.create(urn="900003")
    wrong = take("0700,900003,2026-09-04,AM,O", "0700,900003,2026-09-04,PM,O")
    assert told(wrong) == [(2, "date", "04/09/2026", True)]

    right = take("0700,900002,2026-09-04,AM,/", "0700,900002,2026-09-04,PM,\\")

    assert told(right) == [(2, "school_urn", "900003", True)]
    assert "has marked the session too" in right.refusals[0].reason
    assert sorted(marks(child)) == ["/", "O", "O", "\\"]


class TestTwoSchools:
    @pytest.fixture
    def unit(self, child):
        school = SchoolFactory.create(urn="900003")
        EnrolmentFactory.create(child=child, school=school, kind=EnrolmentKind.DUAL, from_date=dt.date(2025, 9, 1))
        return school

    def test_each_school_marks_the_child_and_a_session_is_possible_once(self, child, unit, take):
        report = take("0700,900002,2026-09-04,AM,D", "0700,900003,2026-09-04,AM,/")

        assert report.refusals == []
        assert sorted(marks(child)) == ["/", "D"]
        assert attendance.of_child(child, DAY, dt.date(2026, 9, 5)).possible == 1

    def test_marks_of_either_school_are_of_a_child_on_its_roll(self, child, unit, take):
        SchoolFactory.create(urn="900004")

        report = take(*(f"0700,{urn},2026-09-04,AM,/" for urn in ("900002", "900003", "900004")))

        assert told(report) == [(4, "date", "04/09/2026", True)]

    def test_a_row_that_could_be_of_either_is_refused(self, child, unit, take):
        take("0700,900002,2026-09-04,AM,D", "0700,900003,2026-09-04,AM,/")

        report = take("0700,,2026-09-04,AM,O")

        assert told(report) == [(2, "school_urn", "", False)]
        assert sorted(marks(child)) == ["/", "D"]

    def test_a_mark_without_a_school_is_the_main_schools_and_not_counted_twice(self, child, unit, take):
        take("0700,,2026-09-04,AM,D")

        report = take("0700,900003,2026-09-04,AM,/")
        take("0700,900002,2026-09-04,AM,D")

        assert report.changes == []
        assert sorted(child.session_marks.values_list("school__urn", "code")) == [("900002", "D"), ("900003", "/")]

    def test_a_row_without_a_school_is_about_the_one_mark_that_there_is(self, child, take):
        take("0700,900002,2026-09-04,AM,N")

        take("0700,,2026-09-04,AM,I")

        assert list(child.session_marks.values_list("school__urn", "code")) == [("900002", "I")]


def test_a_long_file_takes_the_same_few_queries_for_each_thousand_rows(take, django_assert_max_num_queries):
    days = [dt.date(2026, 9, 1) + dt.timedelta(days=number) for number in range(80)]
    lines = []
    for child in ChildFactory.create_batch(13):
        lines += [f"{child.social_care_id},,{day},{half},/" for day in days for half in ("AM", "PM")]

    with django_assert_max_num_queries(60):
        report = take(*lines)

    assert report.files["marks.csv"]["added"] == len(lines) == 2080


def test_marks_of_a_day_without_school_are_taken_and_pointed_out_once(child, take):
    report = take(
        "0700,900002,2026-09-05,AM,/",
        "0700,900002,2026-09-05,PM,O",
        "0700,900002,2026-11-07,AM,#",
        "0700,900002,2026-11-09,AM,/",
    )

    assert told(report) == [(2, "date", "05/09/2026", True)]
    assert "there was no school on this day" in report.refusals[0].reason
    tally = attendance.of_child(child, dt.date(2026, 9, 1), dt.date(2026, 12, 1))
    assert (tally.possible, tally.no_school, tally.percent) == (1, 2, 100)
