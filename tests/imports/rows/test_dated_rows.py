import datetime as dt
from types import SimpleNamespace

import pytest

from children.enums import Origin
from imports.reading.reading import Row
from imports.rows.dated_rows import Incoming, Shape, plan

SHAPE = Shape(identity=("school",), track=("kind",), marks=("is_marked",))


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(f"2026-{text}") if text else None


def held(school: str, since: str, until: str | None = None, **more) -> SimpleNamespace:
    told = {"kind": "MAIN", "hours": None, "is_marked": False} | more
    return SimpleNamespace(pk=1, school=school, from_date=day(since), until=day(until), **told)


def coming(school: str, since: str, until: str | None = None, *, line: int = 2, ends=True, begins=True, **more):
    values = {"school": school, "kind": "MAIN"} | more
    return Incoming(
        Row("enrolments.csv", line, {}), day(since), day(until), values, begins_known=begins, end_known=ends
    )


def outcome(existing, rows):
    """(what begins, what the standing rows become, what was refused)."""
    made = plan(existing, rows, SHAPE)
    begun = [
        (one.values["school"], f"{one.from_date:%m-%d}", one.until and f"{one.until:%m-%d}") for one in made.inserts
    ]
    ended = [(standing.held.school, standing.until and f"{standing.until:%m-%d}") for standing, _ in made.standing]
    return begun, ended, [one.reason for one in (*made.refusals, *(each.told for each in made.disagreements))]


def test_a_new_school_ends_the_old_one_and_begins():
    assert outcome([held("A", "01-05")], [coming("B", "04-13")]) == ([("B", "04-13", None)], [("A", "04-13")], [])


def test_the_same_row_again_changes_nothing():
    assert outcome([held("A", "01-05")], [coming("A", "01-05")]) == ([], [], [])


def test_an_end_is_written_where_the_file_brings_one():
    assert outcome([held("A", "01-05")], [coming("A", "01-05", "03-27")]) == ([], [("A", "03-27")], [])


def test_an_end_taken_back_opens_the_row_again():
    assert outcome([held("A", "01-05", "03-27")], [coming("A", "01-05")]) == ([], [("A", None)], [])


def test_a_row_made_by_hand_stays_until_the_file_brings_a_later_one():
    existing = [held("A", "01-05", "04-13"), held("B", "04-13")]

    assert outcome(existing, [coming("A", "01-05")])[:2] == ([], [])
    assert outcome(existing, [coming("A", "01-05"), coming("C", "09-01", line=3)])[:2] == (
        [("C", "09-01", None)],
        [("B", "09-01")],
    )


def test_a_corrected_first_day_closes_the_old_row_as_entered_in_error():
    begun, ended, refused = outcome([held("A", "01-05", hours=20)], [coming("A", "01-12")])

    assert (begun, ended, refused) == ([("A", "01-12", None)], [("A", "01-05")], [])


def test_what_the_file_does_not_say_is_carried_over_to_the_corrected_row():
    made = plan([held("A", "01-05", hours=20)], [coming("A", "01-12", hours=None)], SHAPE)

    assert made.inserts[0].values["hours"] == 20


def test_another_school_from_the_same_day_corrects_the_first():
    assert outcome([held("A", "01-05")], [coming("B", "01-05")]) == ([("B", "01-05", None)], [("A", "01-05")], [])


def test_a_blank_is_filled_in_place_and_another_word_makes_a_new_row():
    filled = plan([held("A", "01-05")], [coming("A", "01-05", hours=20)], SHAPE)
    corrected = plan([held("A", "01-05", hours=25)], [coming("A", "01-05", hours=20)], SHAPE)

    assert (filled.inserts, filled.standing[0][0].new_values) == ([], {"hours": 20})
    assert corrected.inserts[0].values["hours"] == 20
    assert corrected.standing[0][0].is_void


def test_a_mark_is_put_right_in_place():
    made = plan([held("A", "01-05")], [coming("A", "01-05", is_marked=True)], SHAPE)

    assert made.standing[0][0].new_values == {"is_marked": True}


def test_a_second_kind_of_enrolment_does_not_end_the_first():
    assert outcome([held("A", "01-05")], [coming("U", "04-13", kind="AP")]) == ([("U", "04-13", None)], [], [])


def test_rows_of_one_file_that_overlap_are_refused_from_the_second_on():
    rows = [coming("A", "01-05", "05-01"), coming("B", "04-13", line=3)]

    begun, _, refused = outcome([], rows)
    assert begun == [("A", "01-05", "05-01")]
    assert refused == ["It overlaps the row on line 2 of the same file."]


def test_an_open_row_ends_where_the_next_of_the_file_begins():
    begun, _, refused = outcome([], [coming("A", "01-05"), coming("B", "04-13", line=3)])

    assert begun == [("A", "01-05", "04-13"), ("B", "04-13", None)]
    assert refused == []


@pytest.mark.parametrize("until", ["01-05", "01-01"])
def test_a_row_that_ends_before_its_second_day_is_refused(until):
    begun, _, refused = outcome([], [coming("A", "01-05", until)])

    assert begun == []
    assert refused == ["It ends before its second day."]


def test_a_row_that_runs_into_one_entered_for_later_is_refused_and_an_open_one_stops_before_it():
    later = [held("C", "09-01")]

    assert outcome(later, [coming("A", "01-05", "10-01")])[0] == []
    assert outcome(later, [coming("A", "01-05")]) == ([("A", "01-05", "09-01")], [], [])


def test_a_row_entered_in_error_is_as_if_it_were_not_there():
    assert outcome([held("A", "01-05", "01-05")], [coming("A", "01-05")])[0] == [("A", "01-05", None)]


def test_a_return_that_does_not_know_the_beginning_leaves_an_earlier_one():
    known = [held("A", "01-05")]

    assert outcome(known, [coming("A", "02-10", begins=False, ends=False)]) == ([], [], [])


def test_a_return_that_was_open_at_the_years_end_does_not_open_what_has_ended():
    ended = [held("A", "01-05", "05-01")]

    assert outcome(ended, [coming("A", "01-05", ends=False)]) == ([], [], [])


BY_HAND = "The row from 05/01/2026 was entered by hand and says otherwise. It was left as it is."


@pytest.mark.parametrize(
    ("row", "warned"),
    [
        (coming("A", "01-05"), []),
        (coming("A", "01-05", hours=25), []),
        (coming("A", "01-05", hours=20), [BY_HAND]),
        (coming("A", "01-05", "03-27"), [BY_HAND]),
        (coming("A", "01-05", "03-27", ends=False), []),
    ],
    ids=["the same", "the same hours", "other hours", "another end", "an end that it cannot know"],
)
def test_what_contradicts_a_row_entered_by_hand_is_said_and_changes_nothing(row, warned):
    assert outcome([held("A", "01-05", hours=25, origin=Origin.HAND)], [row]) == ([], [], warned)


def test_an_older_row_does_not_keep_one_ended_that_the_file_has_open_again():
    existing = [held("Z", "01-01", "01-05"), held("A", "01-05", "03-27")]

    assert outcome(existing, [coming("A", "01-05")]) == ([], [("A", None)], [])


@pytest.mark.parametrize("next_one", [held("B", "03-27"), held("B", "03-28", "05-01")])
def test_a_row_that_another_follows_stays_ended_and_the_file_that_lacks_the_other_is_told(next_one):
    begun, ended, said = outcome([held("A", "01-05", "03-27"), next_one], [coming("A", "01-05")])

    assert (begun, ended) == ([], [])
    assert [why[:62] for why in said] == [
        f"The file still has this row open, and has no row from {next_one.from_date:%d/%m/%Y}"[:62]
    ]


def test_a_row_that_was_entered_in_error_follows_nothing():
    existing = [held("A", "01-05", "03-27"), held("B", "04-13", "04-13")]

    assert outcome(existing, [coming("A", "01-05")]) == ([], [("A", None)], [])
