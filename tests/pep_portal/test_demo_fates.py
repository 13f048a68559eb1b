import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from pep_portal.demo.fates import ONE_DAY, draw

FIRST, DEADLINE, LATEST = dt.date(2026, 1, 5), dt.date(2026, 3, 20), dt.date(2026, 4, 8)


@given(seed=st.text(max_size=8), waits=st.integers(0, 39), room=st.integers(14, 69))
def test_days_of_a_plan_come_in_an_order_that_can_be(seed, waits, room):
    opened = FIRST + ONE_DAY * waits
    due = min(DEADLINE, opened + ONE_DAY * room)

    fate = draw(seed, opened=opened, due=due, latest=LATEST)

    assert opened < fate.part_1
    assert fate.meeting <= fate.school_part
    assert max(fate.part_1, fate.school_part) <= fate.checked < LATEST
    if not fate.is_late:
        assert max(fate.part_1, fate.school_part, fate.meeting) <= due
