import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from children.attendance import attendance
from children.attendance.attendance import Meaning, Tally
from children.models import DayOff
from tests import vectors
from tests.factories.accounts import SchoolFactory
from tests.factories.children import ChildFactory, TermFactory
from tests.factories.record import SessionMarkFactory

NATIONAL = vectors.load("attendance_codes")
DERBY = vectors.load("derby_attendance")
CATEGORIES = {
    "present": Meaning.PRESENT,
    "authorised_absence": Meaning.AUTHORISED,
    "unauthorised_absence": Meaning.UNAUTHORISED,
    "not_possible": Meaning.NOT_POSSIBLE,
    "administrative": Meaning.ADMINISTRATIVE,
}


def expanded(case):
    return [code for code, number in case["marks_run_length"] for _ in range(number)]


@pytest.mark.parametrize("case", NATIONAL["cases"], ids=vectors.case_id)
def test_marks_add_up_as_the_guidance_counts_them(case):
    expected = dict(case["expected"])
    found = attendance.tally(expanded(case))

    for name in ("possible", "present", "authorised", "unauthorised", "not_possible", "administrative", "missing"):
        assert getattr(found, name) == expected[name], name
    for name, percent in (
        ("attendance_percent", found.percent),
        ("absence_percent", found.absence_percent),
        ("unauthorised_percent", found.unauthorised_percent),
    ):
        assert (str(percent) if percent is not None else None) == expected[name]
    assert found.is_persistently_absent is expected["persistently_absent"]
    assert found.is_severely_absent is expected["severely_absent"]
    assert attendance.unknown_codes(expanded(case)) == expected["unknown_codes"]


def test_the_codes_are_those_of_the_national_set_each_with_its_meaning_and_its_days():
    ours = {
        name: (code.meaning, str(code.from_date), str(code.until and code.until - dt.timedelta(days=1)))
        for name, code in attendance.CODES.items()
    }
    assert ours == {
        told["code"]: (CATEGORIES[told["category"]], str(told["valid_from"]), str(told["valid_to"]))
        for told in NATIONAL["code_table"]
    }


def test_a_retired_code_is_not_among_those_of_today_and_a_new_one_not_among_those_of_then():
    assert "H" not in attendance.codes_on(dt.date(2024, 8, 19))
    assert "H" in attendance.codes_on(dt.date(2024, 8, 18))
    assert "C2" in attendance.codes_on(dt.date(2024, 8, 19))
    assert "C2" not in attendance.codes_on(dt.date(2024, 8, 18))


def test_a_small_letter_and_an_invented_code_are_unknown_and_never_absence():
    marks = ["/", "i", "ZZ", "\\"]

    assert attendance.tally(marks) == Tally(present=2, unknown=2)
    assert attendance.unknown_codes(marks) == ["ZZ", "i"]


def test_a_published_year_of_a_whole_council_comes_out():
    by_code: Counter[str] = Counter()
    for _, code, sessions in DERBY["records"]:
        by_code[code] += sessions
    found = attendance.tally(by_code)
    printed = {name: line["sessions"] for name, line in DERBY["published"].items()}

    assert found.present == printed["Present"]
    assert found.authorised == printed["Authorised Absent"]
    assert found.unauthorised == printed["Un authorised Absent"]
    assert found.missing == printed["Unknown/Missing"]
    assert found.possible == DERBY["alternative_measure"]["possible_excluding_missing"]
    assert found.percent == Decimal(DERBY["alternative_measure"]["attendance_percent"])


@pytest.mark.parametrize(("missed", "severe"), [(94, False), (95, True)])
def test_half_of_the_sessions_missed_is_severe_absence(missed, severe):
    found = attendance.tally({"/": 190 - missed, "O": missed})

    assert found.is_severely_absent is severe


def test_just_above_nine_tenths_is_not_persistent_absence_though_it_rounds_to_ninety():
    found = attendance.tally({"/": 9001, "O": 999})

    assert found.percent == Decimal("90.0")
    assert not found.is_persistently_absent


@pytest.mark.django_db
class TestOfChildren:
    def test_the_first_day_counts_and_the_last_does_not(self):
        child = ChildFactory.create()
        for day, code in ((1, "O"), (2, "/"), (5, "I"), (6, "U")):
            SessionMarkFactory.create(child=child, session_date=dt.date(2026, 10, day), code=code)

        found = attendance.of_child(child, dt.date(2026, 10, 2), dt.date(2026, 10, 6))

        assert found == Tally(present=1, authorised=1)

    def test_all_children_take_two_queries_and_nobody_gets_the_marks_of_another(self, django_assert_num_queries):
        ann, ben, cal = ChildFactory.create_batch(3)
        SessionMarkFactory.create(child=ann, code="/")
        SessionMarkFactory.create(child=ann, code="\\", session="PM")
        SessionMarkFactory.create(child=ben, code="O")

        with django_assert_num_queries(2):
            found = attendance.of_children(
                [ann.pk, ben.pk, cal.pk], from_date=dt.date(2026, 9, 1), until=dt.date(2026, 12, 2)
            )

        assert found == {ann.pk: Tally(present=2), ben.pk: Tally(unauthorised=1), cal.pk: Tally()}
        assert found[cal.pk].percent is None

    def test_marks_of_days_without_school_are_kept_apart_from_possible_sessions(self):
        """A Saturday, Christmas Day, a day in half term, an inset day of the child's school and not of the other."""
        term = TermFactory.create(
            first_day=dt.date(2026, 9, 2),
            last_day=dt.date(2026, 12, 18),
            half_term_from_date=dt.date(2026, 10, 26),
            half_term_last_date=dt.date(2026, 10, 30),
        )
        school, other = SchoolFactory.create(), SchoolFactory.create()
        DayOff.objects.create(school=school, day=dt.date(2026, 11, 6))
        child = ChildFactory.create()
        for day, code, where in (
            (dt.date(2026, 9, 5), "/", school),
            (dt.date(2025, 12, 25), "O", school),
            (dt.date(2026, 10, 27), "I", school),
            (dt.date(2026, 11, 6), "O", school),
            (dt.date(2026, 11, 6), "/", other),
            (dt.date(2026, 11, 9), "/", school),
            (dt.date(2026, 10, 28), "#", school),
        ):
            SessionMarkFactory.create(child=child, session_date=day, code=code, school=where)

        found = attendance.of_child(child, dt.date(2025, 9, 1), term.last_day)

        assert found == Tally(present=2, administrative=1, no_school=4)
        assert (found.possible, found.percent) == (2, Decimal("100.0"))
