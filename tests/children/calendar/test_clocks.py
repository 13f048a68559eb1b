import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from children.calendar import clocks
from children.calendar.clocks import Calendar, CalendarNotKnown, TermDates
from tests import vectors

WORKING = vectors.load("working_days")
SCHOOL = vectors.load("school_days")
BOLTON = vectors.load("bolton_deadlines")
BANK_HOLIDAYS = json.loads((Path(__file__).parents[2] / "data" / "bank_holidays_england.json").read_text())

DAYS = st.dates(dt.date(2012, 1, 1), dt.date(2028, 12, 1))
COUNTS = st.integers(0, 40)
ENGLAND = Calendar()

day = dt.date.fromisoformat


def school_calendar():
    inset = frozenset(map(day, SCHOOL["calendar"]["inset"]))
    return Calendar(tuple(TermDates(day(a), day(b), inset_days=inset) for a, b in SCHOOL["calendar"]["terms"]))


def three_terms():
    """The same year, entered as three terms with a half term each."""
    inset = frozenset(map(day, SCHOOL["calendar"]["inset"]))
    stretches = [(day(a), day(b)) for a, b in SCHOOL["calendar"]["terms"]]
    halves = zip(stretches[::2], stretches[1::2], strict=True)
    return Calendar(tuple(TermDates(a, d, b + dt.timedelta(days=1), c, inset_days=inset) for (a, b), (c, d) in halves))


YEAR = school_calendar()
IN_YEAR = st.dates(day("2026-09-01"), day("2027-08-31"))


def of(op):
    return [case for case in WORKING["cases"] if case["op"] == op]


class TestWorkingDays:
    def test_bank_holidays_are_those_that_the_government_published(self):
        published = {day(event["date"]) for event in BANK_HOLIDAYS["events"]}

        assert set().union(*(clocks.bank_holidays(year) for year in range(2012, 2029))) == published

    def test_counting_on_from_a_start(self):
        def counted(case):
            return ENGLAND.add_working_days(day(case["start"]), case["n"])

        assert vectors.wrong(of("add"), found=counted, expected=lambda case: day(case["result"])) == []

    def test_counting_between_two_days(self):
        def counted(case):
            return ENGLAND.working_days_between(day(case["from"]), day(case["to"]))

        assert vectors.wrong(of("between"), found=counted, expected=lambda case: case["result"]) == []

    @pytest.mark.parametrize("case", WORKING["pep_timescales"], ids=vectors.case_id)
    def test_the_clocks_of_a_first_pep(self, case):
        start, meeting = day(case["became_looked_after"]), day(case["example_meeting_date"])
        limit = ENGLAND.add_working_days(start, 10)

        assert limit == day(case["initiate_by_10_working_days"])
        assert ENGLAND.add_working_days(limit, 10) == day(case["complete_by_10_working_days_after_initiation_limit"])
        assert ENGLAND.add_working_days(start, 20) == day(case["first_review_within_20_working_days"])
        assert ENGLAND.add_working_days(meeting, 10) == day(case["complete_by_10_working_days_after_meeting"])

    @pytest.mark.parametrize("case", WORKING["six_month_review"], ids=vectors.case_id)
    def test_six_months_end_within_the_month(self, case):
        assert clocks.months_after(day(case["last_completed"]), 6) == day(case["next_review_due_max_6_months"])

    def test_school_holidays_do_not_stop_working_days(self):
        for case in SCHOOL["cases"]:
            found = YEAR.add_working_days(day(case["start"]), case["n_school_days"])
            assert found == day(case["working_days_result_for_contrast"])

    def test_a_clock_does_not_count_backwards(self):
        with pytest.raises(ValueError, match="cannot be negative"):
            ENGLAND.add_working_days(day("2026-12-01"), -1)

    @given(DAYS, st.integers(1, 40))
    def test_a_deadline_is_never_a_weekend_or_bank_holiday(self, start, days):
        due = ENGLAND.add_working_days(start, days)

        assert due.weekday() < 5
        assert due.isoformat() not in {event["date"] for event in BANK_HOLIDAYS["events"]}
        assert due > start

    @given(DAYS, DAYS, COUNTS)
    def test_a_later_start_never_ends_sooner(self, one, other, days):
        sooner, later = sorted([one, other])

        assert ENGLAND.add_working_days(sooner, days) <= ENGLAND.add_working_days(later, days)

    @given(DAYS, COUNTS, COUNTS)
    def test_two_counts_in_a_row_are_one_count(self, start, first, second):
        in_two = ENGLAND.add_working_days(ENGLAND.add_working_days(start, first), second)

        assert in_two == ENGLAND.add_working_days(start, first + second)

    @given(DAYS, COUNTS)
    def test_counting_back_gives_what_was_added(self, start, days):
        assert ENGLAND.working_days_between(start, ENGLAND.add_working_days(start, days)) == days


class TestSchoolDays:
    @pytest.mark.parametrize("calendar", [YEAR, three_terms()], ids=["six half terms", "three terms"])
    def test_the_year_has_the_number_of_days_it_should(self, calendar):
        days = [day("2026-09-01") + dt.timedelta(days=n) for n in range(365)]

        assert sum(map(calendar.is_school_day, days)) == SCHOOL["number_of_school_days"]

    @pytest.mark.parametrize("case", [c for c in SCHOOL["cases"] if c["result"]], ids=vectors.case_id)
    @pytest.mark.parametrize("calendar", [YEAR, three_terms()], ids=["six half terms", "three terms"])
    def test_counting_on_from_a_start(self, case, calendar):
        assert calendar.add_school_days(day(case["start"]), case["n_school_days"]) == day(case["result"])

    @pytest.mark.parametrize("case", [c for c in SCHOOL["cases"] if not c["result"]], ids=vectors.case_id)
    def test_a_count_past_the_last_term_asks_for_the_next_year(self, case):
        with pytest.raises(CalendarNotKnown, match="2027/28") as refused:
            YEAR.add_school_days(day(case["start"]), case["n_school_days"])

        assert refused.value.year == "2027/28"

    @pytest.mark.parametrize("ask", [day("2026-08-31"), day("2027-09-01"), day("2025-12-25"), day("2027-09-05")])
    def test_a_day_outside_the_terms_entered_is_not_guessed(self, ask):
        with pytest.raises(CalendarNotKnown):
            YEAR.is_school_day(ask)

    def test_without_terms_no_school_day_is_known(self):
        with pytest.raises(CalendarNotKnown, match=r"entered for 2026/27 do not reach 1 December 2026"):
            ENGLAND.is_school_day(day("2026-12-01"))

    @pytest.mark.parametrize("left_out", range(6))
    def test_a_stretch_that_nobody_entered_is_not_taken_for_a_holiday(self, left_out):
        known = tuple(term for place, term in enumerate(YEAR.terms) if place != left_out)

        with pytest.raises(CalendarNotKnown):
            Calendar(known).is_school_day(YEAR.terms[left_out].first_day + dt.timedelta(days=3))

    def test_two_years_with_a_summer_between_them_are_known_throughout(self):
        last_year = TermDates(day("2026-06-01"), day("2026-07-21"))
        both = Calendar((last_year, *YEAR.terms))
        summer = [day("2026-07-22") + dt.timedelta(days=n) for n in range(43)]

        assert not any(map(both.is_school_day, summer))

    def test_a_bank_holiday_in_term_is_no_school_day(self):
        assert not YEAR.is_school_day(day("2027-05-03"))

    def test_the_fifth_school_day_of_a_term_leaves_out_its_inset_day(self):
        assert YEAR.add_school_days(day("2027-01-03"), 5) == day("2027-01-11")

    @given(st.dates(day("2026-09-01"), day("2027-05-31")), st.integers(1, 20))
    def test_school_days_are_never_fewer_than_working_days(self, start, days):
        due = YEAR.add_school_days(start, days)

        assert due >= YEAR.add_working_days(start, days)
        assert YEAR.is_school_day(due)


class TestBringingForward:
    @pytest.mark.parametrize(
        ("due", "brought_forward"),
        [
            ("2026-12-18", "2026-12-18"),
            ("2026-12-25", "2026-12-18"),
            ("2026-10-28", "2026-10-23"),
            ("2026-11-02", "2026-10-23"),  # an inset day after half term
            ("2027-05-03", "2027-04-30"),
            ("2027-08-20", "2027-07-20"),  # the summer ends with an inset day
        ],
    )
    def test_a_due_date_without_school_falls_on_the_last_school_day_before_it(self, due, brought_forward):
        assert YEAR.bring_forward(day(due)) == day(brought_forward)

    def test_it_never_falls_before_the_clocks_own_start(self):
        assert YEAR.bring_forward(day("2027-01-02"), not_before=day("2026-12-22")) == day("2026-12-22")

    def test_a_start_after_the_due_date_moves_nothing(self):
        assert YEAR.bring_forward(day("2026-12-25"), not_before=day("2026-12-28")) == day("2026-12-25")

    def test_it_does_not_walk_into_a_year_that_is_not_known(self):
        with pytest.raises(CalendarNotKnown, match="2025/26"):
            YEAR.bring_forward(day("2026-09-02"))

    @given(st.dates(day("2026-09-04"), day("2027-08-31")), st.none() | IN_YEAR)
    def test_it_is_never_later_and_never_before_the_start(self, due, not_before):
        moved = YEAR.bring_forward(due, not_before=not_before)

        assert moved <= due
        assert YEAR.is_school_day(moved) or (not_before is not None and (moved == not_before or due <= not_before))
        assert not_before is None or moved >= min(due, not_before)
        assert not any(YEAR.is_school_day(moved + dt.timedelta(days=n)) for n in range(1, (due - moved).days + 1))

    @given(st.dates(day("2026-09-04"), day("2027-08-31")))
    def test_moving_twice_moves_once(self, due):
        moved = YEAR.bring_forward(due)

        assert YEAR.bring_forward(moved) == moved


class TestTermDates:
    @pytest.mark.parametrize(
        ("dates", "words"),
        [
            (("2026-12-18", "2026-09-03"), "before its first day"),
            (("2026-09-03", "2026-12-18", "2026-10-26"), "needs both"),
            (("2026-09-03", "2026-12-18", "2026-10-26", "2026-10-20"), "inside the term"),
            (("2026-09-03", "2026-12-18", "2026-08-26", "2026-10-20"), "inside the term"),
            (("2026-09-03", "2026-12-18", "2026-10-26", "2027-01-02"), "inside the term"),
        ],
    )
    def test_days_in_the_wrong_order_are_refused_in_plain_words(self, dates, words):
        with pytest.raises(ValueError, match=words):
            TermDates(*map(day, dates))

    def test_school_begins_again_on_the_day_that_half_term_ends(self):
        autumn = Calendar((TermDates(*map(day, ("2026-09-03", "2026-12-18", "2026-10-26", "2026-11-02"))),))

        assert not autumn.is_school_day(day("2026-10-26"))
        assert autumn.is_school_day(day("2026-11-02"))


class TestDeadlines:
    @pytest.mark.parametrize("case", [c for c in BOLTON["cases"] if c["completed"]], ids=vectors.case_id)
    def test_the_deadline_day_itself_is_in_time(self, case):
        due = next(day(row["date"]) for row in BOLTON["deadlines"] if row["term"] == case["term"])
        noon = dt.datetime.combine(day(case["completed"]), dt.time(12), tzinfo=clocks.LONDON)

        assert clocks.on_time(noon, due) == (case["expected"] == "on time")

    def test_the_published_deadlines_are_working_fridays(self):
        assert all(ENGLAND.is_working_day(day(row["date"])) for row in BOLTON["deadlines"])
        assert {day(row["date"]).weekday() for row in BOLTON["deadlines"]} == {4}

    @pytest.mark.parametrize(
        ("moment", "in_time"),
        [
            ("2026-07-17T22:59:59+00:00", True),  # a second to midnight in British Summer Time
            ("2026-07-17T23:00:00+00:00", False),
            ("2026-07-18T00:30:00+02:00", True),
        ],
    )
    def test_a_day_ends_at_midnight_in_london_in_summer(self, moment, in_time):
        assert clocks.on_time(dt.datetime.fromisoformat(moment), day("2026-07-17")) == in_time

    @pytest.mark.parametrize(
        ("moment", "in_time"), [("2026-12-18T23:59:59+00:00", True), ("2026-12-19T00:00:00+00:00", False)]
    )
    def test_a_day_ends_at_midnight_in_london_in_winter(self, moment, in_time):
        assert clocks.on_time(dt.datetime.fromisoformat(moment), day("2026-12-18")) == in_time

    def test_a_moment_without_a_time_zone_is_refused(self):
        with pytest.raises(ValueError, match="time zone"):
            clocks.on_time(dt.datetime.fromisoformat("2026-12-18T12:00:00"), day("2026-12-18"))

    def test_on_the_day_itself_no_day_is_left_and_it_is_not_late(self):
        assert clocks.days_left(day("2026-12-18"), day("2026-12-18")) == 0
        assert clocks.days_left(day("2026-12-18"), day("2026-12-19")) == -1
