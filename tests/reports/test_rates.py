import datetime as dt
import itertools
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from children import year_groups
from children.calendar import clocks
from reports.rates import Rate, hide_small, rate
from tests import vectors

DERBY = vectors.load("derby_completion")
DUDLEY = vectors.load("dudley_targets")
PUPIL_PREMIUM = {case["id"]: case for case in vectors.cases("pupil_premium")}

PAIRS = st.integers(0, 5000).flatmap(lambda required: st.tuples(st.integers(0, required), st.just(required)))

day = dt.date.fromisoformat


def month_of(row):
    return row["month"]


class TestPublishedFigures:
    @pytest.mark.parametrize("row", DERBY["published"], ids=month_of)
    def test_each_printed_rate_follows_from_its_counts(self, row):
        found = rate(row["completed_within_timescale"], row["number_required"])

        assert str(found.percent) == row["rate_percent"]
        assert found.text == f"{row['rate_percent']}%"

    def test_the_year_as_a_whole_is_pooled_from_the_counts(self):
        year = DERBY["year_summary"]

        assert str(rate(year["sum_completed"], year["sum_required"]).percent) == year["pooled_rate_1dp"]

    @pytest.mark.parametrize("row", DERBY["published"], ids=month_of)
    def test_a_row_for_each_child_and_month_gives_the_printed_counts(self, row):
        due = [(day(due), done) for _, month, due, done in DERBY["records_A"] if month == row["month"]]
        in_time = sum(done is not None and day(done) <= limit for limit, done in due)

        assert rate(in_time, len(due)) == Rate(row["completed_within_timescale"], row["number_required"])

    @pytest.mark.parametrize("row", DERBY["published"], ids=month_of)
    def test_care_and_pep_dates_give_the_printed_counts_at_the_end_of_each_month(self, row):
        last_day = clocks.months_after(day(f"{row['month']}-01"), 1) - clocks.ONE_DAY
        since = clocks.months_after(last_day, -6)
        looked_after = [
            child
            for child in DERBY["records_B"]
            if day(child["looked_after_from"]) <= last_day
            and (child["looked_after_to"] is None or day(child["looked_after_to"]) > last_day)
        ]
        up_to_date = sum(
            any(since < day(done) <= last_day for done in child["pep_completed"]) for child in looked_after
        )

        assert rate(up_to_date, len(looked_after)).text == f"{row['rate_percent']}%"

    def test_the_snapshot_of_children_of_school_age_gives_the_printed_rate_and_misses_the_targets(self):
        expected = DUDLEY["expected"]
        on = day(expected["snapshot"])
        eligible = [
            child
            for child in DUDLEY["children"]
            if 5 <= year_groups.age(day(child["dob"]), on) <= 15
            and day(child["looked_after_from"]) <= clocks.months_after(on, -1)
        ]
        six_months_ago = clocks.months_after(on, -6)
        current = [c for c in eligible if c["pep_last_completed"] and day(c["pep_last_completed"]) > six_months_ago]
        found = rate(len(current), len(eligible))

        assert (found.met, found.required) == (expected["up_to_date"], expected["eligible"])
        assert str(found.percent) == expected["rate_percent"]
        for year, target in DUDLEY["targets"].items():
            assert found.meets(target) == expected["against"][year]["met"]

    @pytest.mark.parametrize("edge", DUDLEY["threshold_edges"], ids=lambda edge: edge["case"])
    def test_a_target_is_met_from_its_own_value_up(self, edge):
        found = rate(edge["up_to_date"], edge["eligible"])

        assert found.percent == (None if edge["rate_percent"] is None else Decimal(edge["rate_percent"]))
        assert {target: found.meets(int(target)) for target in edge["meets"]} == edge["meets"]

    def test_a_top_slice_of_money_is_a_rate_too(self):
        expected = PUPIL_PREMIUM["pp-o03"]["expected"]["top_slice_percent_1dp"]

        assert str(rate(100_00, 1900_00).percent) == expected


class TestRates:
    def test_nobody_required_is_not_applicable_and_not_zero(self):
        assert rate(0, 0).text == "not applicable"
        assert rate(0, 0).percent is None
        assert rate(0, 4).text == "0.0%"

    def test_halves_go_up(self):
        assert rate(1, 2000).text == "0.1%"  # 0.05 exactly
        assert rate(1, 16).text == "6.3%"  # 6.25 exactly

    def test_a_rate_that_is_printed_like_its_target_may_miss_it(self):
        almost = rate(1899, 2000)

        assert almost.text == "95.0%"
        assert almost.meets(95) is False
        assert almost.meets(Decimal("94.95")) is True

    @pytest.mark.parametrize(("met", "required"), [(5, 4), (-1, 4), (0, -1), (1, 0)])
    def test_an_impossible_rate_is_refused(self, met, required):
        with pytest.raises(ValueError, match=f"no rate of {met} out of {required}"):
            rate(met, required)

    @given(PAIRS)
    def test_the_printed_rate_is_the_nearest_tenth(self, pair):
        met, required = pair
        found = rate(met, required)

        if found.percent is not None:
            off = Fraction(found.percent) - Fraction(100 * met, required)
            assert Fraction(-1, 20) < off <= Fraction(1, 20)
            assert 0 <= found.percent <= 100


class TestHidingSmallNumbers:
    @pytest.mark.parametrize(
        ("cells", "published", "total"),
        [
            ((40, 0, 12), (40, 0, 12), 52),
            ((40, 3, 12), (40, None, None), 55),  # 12 goes too, or 3 is 55 - 52
            ((40, 3, 4, 12), (40, None, None, 12), 59),
            ((40, 1, 1, 12), (40, None, None, None), 54),  # two hidden that make 2 are 1 and 1
            ((40, 5, 5, 12), (40, None, None, None), 62),
            ((40, 12, 3, 12), (40, None, None, None), 67),  # of two twelves, the choice of one would tell
            ((40, 3, 0), (None, None, 0), 43),
            ((5, 5, 0), (None, None, None), 10),
            ((5, 5), (None, None), None),
            ((3, 0), (None, 0), None),
            ((0, 0), (0, 0), 0),
            ((), (), 0),
            ((6,), (6,), 6),
        ],
    )
    def test_a_small_number_and_what_would_reveal_it_are_hidden(self, cells, published, total):
        found = hide_small(cells)

        assert found.cells == published
        assert found.total == total

    def test_a_negative_number_is_refused(self):
        with pytest.raises(ValueError, match="cannot be negative"):
            hide_small([3, -1])

    @given(st.lists(st.integers(0, 60), max_size=8))
    def test_no_small_number_is_ever_printed(self, cells):
        found = hide_small(cells)

        assert not {1, 2, 3, 4, 5} & {*found.cells, found.total}
        assert all(shown in {None, cell} for shown, cell in zip(found.cells, cells, strict=True))

    @given(st.lists(st.just(0) | st.integers(6, 60), max_size=8))
    def test_a_row_without_small_numbers_is_printed_as_it_is(self, cells):
        assert list(hide_small(cells).cells) == cells

    @pytest.mark.parametrize("length", [1, 2, 3])
    def test_nobody_who_knows_the_rule_can_work_out_a_small_number(self, length):
        """Every row of numbers up to 16: what is printed always fits at least two values for a hidden one."""
        rows_behind = defaultdict(list)
        for cells in itertools.product(range(17), repeat=length):
            rows_behind[hide_small(cells)].append(cells)

        for printed, rows in rows_behind.items():
            for place, shown in enumerate(printed.cells):
                values = {cells[place] for cells in rows}
                assert shown is not None or len(values) > 1, (printed, rows)
