"""Which year a yearly return is of."""

import datetime as dt

from imports.kinds.return_year import year_end
from imports.reading.reading import Row

DATES = ("DECOM", "DEC")
day = dt.date


def year_of(*episodes: tuple[dt.date, dt.date | None], child: str = "1", known: str = "1"):
    rows = [
        Row("episodes.csv", number, {"CHILD": child, "DECOM": begun, "DEC": ended})
        for number, (begun, ended) in enumerate(episodes, start=2)
    ]
    return year_end([(rows, DATES)], known)


def test_it_is_the_year_in_which_the_rows_end_and_not_that_in_which_they_began():
    assert year_of((day(2024, 5, 1), day(2025, 6, 2))) == day(2026, 3, 31)


def test_a_row_that_goes_on_counts_by_its_first_day():
    assert year_of((day(2025, 6, 2), None)) == day(2026, 3, 31)


def test_five_of_a_hundred_rows_make_a_later_year_and_fewer_do_not():
    in_the_year, later = (day(2025, 1, 6), None), (day(2025, 6, 2), None)
    assert year_of(*[in_the_year] * 95, *[later] * 5) == day(2026, 3, 31)
    assert year_of(*[in_the_year] * 96, *[later] * 4) == day(2025, 3, 31)


def test_a_row_that_ends_before_it_begins_and_one_of_an_unknown_child_count_for_no_year():
    assert year_of((day(2025, 6, 2), day(2025, 6, 1))) is None
    assert year_of((day(2025, 6, 2), None), child="2", known="1") is None
