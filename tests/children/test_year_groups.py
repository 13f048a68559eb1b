import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from children import year_groups
from children.enums import Phase
from tests import vectors

CASES = vectors.cases("ncy")
BORN = [case for case in CASES if case["error"] is None]
DAYS = st.dates(dt.date(1995, 1, 1), dt.date(2060, 12, 31))


def days_in_order(number):
    return st.lists(DAYS, min_size=number, max_size=number).map(sorted)


def dates(case):
    return dt.date.fromisoformat(case["dob"]), dt.date.fromisoformat(case["on"])


def test_year_group_key_stage_and_age_follow_from_the_date_of_birth():
    def follows(case):
        born, on = dates(case)
        year = year_groups.year_group(born, on)
        return {
            "ncy_number": year,
            "ncy_code": year_groups.code(year),
            "key_stage": year_groups.key_stage(year),
            "age": year_groups.age(born, on),
            "academic_year": year_groups.academic_year(on),
        }

    facts = ("ncy_number", "ncy_code", "key_stage", "age", "academic_year")
    assert vectors.wrong(BORN, found=follows, expected=lambda case: {fact: case[fact] for fact in facts}) == []


def test_the_vectors_hold_a_birth_in_the_future():
    assert [case["id"] for case in CASES if case["error"]] == ["ncy-o15"]


@pytest.mark.parametrize("act", [year_groups.year_group, year_groups.phase, year_groups.age])
def test_a_birth_after_the_day_is_refused_in_plain_words(act):
    with pytest.raises(ValueError, match=r"01/01/2027, is after 22/11/2026"):
        act(dt.date(2027, 1, 1), dt.date(2026, 11, 22))


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (-5, Phase.EARLY_YEARS), (-1, Phase.EARLY_YEARS), (0, Phase.EARLY_YEARS),
        (1, Phase.PRIMARY), (6, Phase.PRIMARY),
        (7, Phase.SECONDARY), (11, Phase.SECONDARY),
        (12, Phase.POST_16), (14, Phase.POST_16),
    ],
)  # fmt: skip
def test_each_phase_begins_and_ends_with_its_years(year, expected):
    assert year_groups.phase_of(year) == expected


def test_a_child_changes_phase_on_the_first_of_september():
    born = dt.date(2015, 9, 1)

    assert year_groups.phase(born, dt.date(2027, 8, 31)) == Phase.PRIMARY
    assert year_groups.phase(born, dt.date(2027, 9, 1)) == Phase.SECONDARY


@pytest.mark.parametrize(
    ("year", "words"),
    [(-5, "Before nursery"), (-3, "Before nursery"), (-2, "Nursery"), (-1, "Nursery"), (0, "Reception"),
     (1, "Year 1"), (13, "Year 13")],
)  # fmt: skip
def test_a_year_group_has_a_name_that_people_use(year, words):
    assert year_groups.label(year) == words


def test_a_year_group_has_a_code_as_far_as_the_common_basic_data_set_goes():
    codes = [year_groups.code(year) for year in range(-5, 17)]

    assert codes == [None, "E1", "E2", "N1", "N2", "R", *(str(year) for year in range(1, 15)), None, None]


def test_the_key_years_are_two_six_and_eleven():
    assert [year for year in range(-5, 15) if year_groups.key_year(year)] == [2, 6, 11]


def test_the_turn_of_the_century_is_written_with_two_digits():
    assert year_groups.academic_year(dt.date(1999, 9, 1)) == "1999/00"


@given(days_in_order(2))
def test_one_year_later_is_one_year_group_higher(days):
    born, on = days
    later = on.replace(year=on.year + 1, day=min(on.day, 28))

    assert year_groups.year_group(born, later) == year_groups.year_group(born, on) + 1


@given(days_in_order(3))
def test_an_older_child_is_never_in_a_lower_year(days):
    older, younger, on = days

    assert year_groups.year_group(older, on) >= year_groups.year_group(younger, on)


@given(
    born=st.dates(dt.date(1998, 1, 1), dt.date(2027, 8, 31)), on=st.dates(dt.date(2027, 9, 1), dt.date(2030, 12, 31))
)
def test_a_child_is_born_within_the_days_of_its_phase_and_of_no_other(born, on):
    days = {one: year_groups.births_of(one, on) for one in Phase}

    assert [one for one, (first, after) in days.items() if first <= born < after] == [year_groups.phase(born, on)]
