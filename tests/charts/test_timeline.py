import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.timeline import LEFT, NARROWEST, WIDTH, Mark, Spell, draw

TODAY = dt.date(2026, 12, 1)
DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2028, 1, 1))


@st.composite
def spells(draw_one):
    begins = draw_one(DAYS)
    lasts = draw_one(st.none() | st.integers(0, 4000))
    return Spell("Larkfield Primary School", begins, None if lasts is None else begins + dt.timedelta(days=lasts))


@given(st.lists(st.lists(spells(), max_size=12), min_size=1, max_size=4), st.lists(DAYS, max_size=8))
def test_everything_stands_inside_the_picture_and_in_the_table(lanes, plans):
    line = draw(
        [(f"Lane {n}", rows) for n, rows in enumerate(lanes)], [Mark("Autumn", day, True) for day in plans], on=TODAY
    )

    bars = [bar for lane in line.lanes for bar in lane.bars]
    assert all(bar.width >= NARROWEST for bar in bars)
    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH for bar in bars)
    assert LEFT <= line.now_x <= WIDTH
    lasting = [spell for rows in lanes for spell in rows if spell.until is None or spell.until > spell.from_date]
    assert len(bars) == len(lasting)
    assert len(line.rows) == len(lasting) + len(plans)


def test_what_goes_on_is_dashed_and_what_is_over_is_not():
    line = draw(
        [
            (
                "School",
                [
                    Spell("A", TODAY - dt.timedelta(900), TODAY - dt.timedelta(400)),
                    Spell("B", TODAY - dt.timedelta(400)),
                ],
            )
        ],
        [],
        on=TODAY,
    )

    assert [bar.dash for bar in line.lanes[0].bars] == ["", "4 3"]


def test_the_table_says_the_same_the_newest_first():
    line = draw(
        [("School", [Spell("A", dt.date(2024, 9, 1), dt.date(2025, 9, 1)), Spell("B", dt.date(2025, 9, 1))])],
        [Mark("Autumn term", dt.date(2026, 9, 2), False)],
        on=TODAY,
    )

    assert line.rows == [
        ("Plans", "Autumn term", "2 September 2026", ""),
        ("School", "B", "1 September 2025", "Now"),
        ("School", "A", "1 September 2024", "31 August 2025"),
    ]


@pytest.mark.parametrize(("days", "words"), [(4000, "Larkfield Primary School"), (5, "")])
def test_words_stand_in_a_bar_only_where_they_can_be_understood(days, words):
    first = Spell("Care", TODAY - dt.timedelta(days=4000))
    line = draw(
        [("Care", [first]), ("School", [Spell("Larkfield Primary School", TODAY - dt.timedelta(days), TODAY)])],
        [],
        on=TODAY,
    )

    assert line.lanes[1].bars[0].words == words


def test_a_long_life_has_no_more_than_ten_years_written():
    line = draw([("Care", [Spell("Care", dt.date(2005, 1, 1))])], [], on=TODAY)

    assert 5 <= len(line.ticks) <= 12
