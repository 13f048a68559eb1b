import datetime as dt

import pytest

from accounts import clock
from children.enums import SuspensionCategory
from children.suspensions import suspensions
from children.suspensions.suspensions import Count, Event
from tests import vectors
from tests.factories.accounts import AuthorityFactory, SchoolFactory
from tests.factories.children import ChildFactory
from tests.factories.record import SuspensionFactory

DERBY = vectors.load("derby_exclusions")
CATEGORIES = {
    "fixed": SuspensionCategory.SUSPENSION,
    "permanent": SuspensionCategory.PERMANENT,
    None: SuspensionCategory.NOT_STATED,
}
EVENTS = [
    Event(
        child=told["child"],
        start_date=dt.date.fromisoformat(told["start_date"]),
        sessions=told["sessions"],
        category=CATEGORIES[told["category"]],
        sex=told["sex"],
        is_in_area=told["school_in_derby"],
    )
    for told in DERBY["events"]
]


def as_printed(count: Count) -> dict[str, int]:
    return {
        "children": count.children,
        "total": count.sessions,
        "fixed": count.of_category(SuspensionCategory.SUSPENSION),
        "perm": count.of_category(SuspensionCategory.PERMANENT),
        "other": count.of_category(SuspensionCategory.NOT_STATED),
        "female": count.of_sex("F"),
        "male": count.of_sex("M"),
        "in_derby": count.in_area,
        "out_of_area": count.out_of_area,
    }


@pytest.mark.parametrize("row", DERBY["published_rows"], ids=lambda row: row["month"])
def test_the_months_of_a_published_year_come_out(row):
    month = dt.date.fromisoformat(f"{row['month']}-01")

    found = as_printed(suspensions.by_month(EVENTS)[month])

    assert found == {name: row[name] or 0 for name in found}


def test_the_year_adds_up_and_counts_each_child_once():
    year = Count(EVENTS)
    months = suspensions.by_month(EVENTS).values()
    totals = dict(DERBY["totals_correct"])

    assert sum(month.children for month in months) == totals.pop("children") == DERBY["sum_of_monthly_children"]
    assert year.children == DERBY["distinct_children_in_year_in_this_data"]
    assert {name: value for name, value in as_printed(year).items() if name in totals} == totals
    assert year.events == len(EVENTS)


def test_an_event_whose_length_nobody_told_is_an_event_without_sessions():
    unknown = Event(child=1, start_date=dt.date(2026, 11, 3), sessions=None, category=SuspensionCategory.PERMANENT)

    assert (Count([unknown]).events, Count([unknown]).sessions) == (1, 0)
    assert (Count([unknown]).in_area, Count([unknown]).out_of_area) == (0, 0)


def test_a_reason_that_nobody_knows_is_shown_as_it_was_written():
    assert suspensions.reason_label("VR") == "Vape related"
    assert suspensions.reason_label("QQ") == "QQ"


@pytest.mark.django_db
class TestEventsOf:
    def test_rows_in_error_other_days_and_other_children_stay_out(self, django_assert_num_queries):
        child, other = ChildFactory.create_batch(2)
        SuspensionFactory.create(child=child, start_date=dt.date(2026, 11, 3))
        SuspensionFactory.create(child=child, start_date=dt.date(2026, 12, 1))
        SuspensionFactory.create(child=child, start_date=dt.date(2026, 11, 4), error_at=clock.now())
        SuspensionFactory.create(child=other, start_date=dt.date(2026, 11, 3))

        with django_assert_num_queries(2):
            found = suspensions.events_of([child.pk], from_date=dt.date(2026, 11, 1), until=dt.date(2026, 12, 1))

        assert [event.start_date for event in found] == [dt.date(2026, 11, 3)]
        assert found[0].is_in_area is None

    def test_a_school_of_our_own_council_is_in_the_area(self):
        AuthorityFactory.create(la_code="831")
        child = ChildFactory.create(sex="F")
        ours, theirs = SchoolFactory.create(la_code="831"), SchoolFactory.create(la_code="332")
        SuspensionFactory.create(child=child, school=ours, sessions=2)
        SuspensionFactory.create(child=child, school=theirs, sessions=5, start_date=dt.date(2026, 11, 9))

        count = Count(suspensions.events_of([child.pk], from_date=dt.date(2026, 11, 1), until=dt.date(2026, 12, 1)))

        assert (count.in_area, count.out_of_area, count.of_sex("F")) == (2, 5, 7)
