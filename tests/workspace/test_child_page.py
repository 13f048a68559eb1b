"""A child's page: whatever the history, the same queries; for each reader only what is theirs to know."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from children.attainment.attainment import counted_goals
from children.enums import AllocationKind
from children.models import Contact, DelegatedAuthority, HealthSummary, LegalStatus, SenStatus
from tests.factories import (
    AchievementFactory,
    AllocationFactory,
    AttainmentResultFactory,
    CarePeriodFactory,
    ChildFactory,
    DestinationFactory,
    EnrolmentFactory,
    NoteFactory,
    NotFullTimeFactory,
    PlacementFactory,
    PlannedMoveFactory,
    RatingFactory,
    RecordChangeFactory,
    SessionMarkFactory,
    SiblingLinkFactory,
    SuspensionFactory,
    open_plan,
)
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
MOST = 22  # one for the warnings that protect the child, one for the days without school
TABS = ("", "school", "care", "family", "health", "notes", "plans", "history")


def address(child, tab="") -> str:
    return (
        reverse("workspace:child_tab", args=[child.reference, tab])
        if tab
        else reverse("workspace:child", args=[child.reference])
    )


def read(person, child, tab="") -> str:
    return signed_in(person).get(address(child, tab)).content.decode()


def grow(child, number: int, first: int = 0) -> None:
    """So many rows of everything, each over before the next begins; some closed in error."""
    for n in range(first, first + number):
        since = dt.date(2018, 1, 1) + dt.timedelta(days=40 * n)
        until = since + dt.timedelta(days=39)
        span = {"child": child, "from_date": since, "until": until}
        CarePeriodFactory(**span)
        PlacementFactory(**span)
        EnrolmentFactory(**span)
        RatingFactory(**span)
        NotFullTimeFactory(planned_end_date=until, **span)
        DestinationFactory(**span)
        AllocationFactory(**span)
        SiblingLinkFactory(**span)
        LegalStatus.objects.create(code="C2", **span)
        SenStatus.objects.create(provision="K", **span)
        HealthSummary.objects.create(text="Glasses", **span)
        DelegatedAuthority.objects.create(matter="CLUBS", decided_by="CARER", **span)
        Contact.objects.create(name=f"Relative {n}", relationship="Aunt", **span)
        SuspensionFactory(child=child, start_date=since)
        AttainmentResultFactory(child=child, assessed_date=since)
        AchievementFactory(child=child, achieved_date=since)
        NoteFactory(child=child, happened_date=since)
        SessionMarkFactory(child=child, session_date=dt.date(2026, 9, 2) + dt.timedelta(days=n))
        RecordChangeFactory(child=child)


def queries_of(person, child, tab) -> int:
    client = signed_in(person)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(child, tab)).status_code == 200
    return len(captured)


@pytest.mark.alike
@pytest.mark.parametrize("who", ["officer", "sam", "teacher", "iro"])
def test_a_page_takes_the_same_queries_for_a_short_and_a_long_history_and_at_most_twenty_two(cast, who):
    child, person = cast.child, getattr(cast, who)
    open_plan(child)
    grow(child, 1)
    tabs = [tab for tab in TABS if signed_in(person).get(address(child, tab)).status_code == 200]
    short = {tab: queries_of(person, child, tab) for tab in tabs}
    grow(child, 60, first=1)

    long = {tab: queries_of(person, child, tab) for tab in tabs}

    assert long == short
    assert {tab: number for tab, number in long.items() if number > MOST and tab != "history"} == {}


@pytest.mark.parametrize(
    ("who", "hidden"),
    [
        ("officer", set()),
        ("sam", set()),
        ("teacher", {"care"}),
        ("headteacher", {"care"}),
        ("iro", {"care"}),
        ("adviser", {"care", "plans"}),
    ],
)
def test_each_reader_has_the_tabs_that_are_theirs_and_the_rest_is_not_found(cast, who, hidden):
    client = signed_in(getattr(cast, who))

    found = {tab: client.get(address(cast.child, tab)).status_code for tab in TABS}

    assert found == {tab: 404 if tab in hidden else 200 for tab in TABS}
    assert client.get(address(cast.child, "nonsense")).status_code == 404


def test_the_rating_and_its_reason_are_not_for_the_school(cast):
    RatingFactory(child=cast.child, colour="RED", reason="Concern about the school")

    for who in ("teacher", "headteacher"):
        for tab in ("", "school", "history"):
            assert "Concern about the school" not in read(getattr(cast, who), cast.child, tab)
    assert "Concern about the school" in read(cast.officer, cast.child)
    assert "Concern about the school" in read(cast.iro, cast.child, "school")


def test_the_picture_has_no_homes_and_no_orders_for_the_school(cast):
    LegalStatus.objects.create(child=cast.child, code="C2", from_date=dt.date(2026, 1, 12))

    assert "Full care order" in read(cast.sam, cast.child)
    assert "Foster care" in read(cast.sam, cast.child)
    assert "Full care order" not in read(cast.teacher, cast.child)
    assert "Foster care" not in read(cast.teacher, cast.child)
    assert "Larkfield Primary School, 1 September 2025 to now" in read(cast.teacher, cast.child)


def test_news_of_homes_and_care_is_not_told_to_the_school(cast):
    RecordChangeFactory(child=cast.child, kind="PLACEMENT", was="Foster care", now="Secure children's home")

    assert "Secure children" not in read(cast.teacher, cast.child, "history")
    assert "Secure children" in read(cast.sam, cast.child, "history")


def test_a_brother_is_named_to_those_who_reach_him_too(cast):
    SiblingLinkFactory(child=cast.other, sibling=cast.child)

    assert "Wren Thistledown" in read(cast.officer, cast.child, "family")
    page = read(cast.sam, cast.child, "family")
    assert "Thistledown" not in page
    assert "A brother or sister whom you do not reach" in page


class TestWhatNeedsDoing:
    def test_nothing_is_said_when_all_is_well(self, cast):
        assert "Nothing needs doing for Robin just now." in read(cast.sam, cast.child)

    def test_a_late_plan_comes_first(self, cast):
        pep = open_plan(cast.child)
        type(pep).objects.update(due_date=dt.date(2026, 11, 27))

        assert "was due on 27 November 2026" in read(cast.teacher, cast.child)

    def test_a_reduced_timetable_past_its_end_is_urgent(self, cast):
        NotFullTimeFactory(child=cast.child, planned_end_date=dt.date(2026, 11, 30))

        assert "Was to be back in full-time education by 30 November 2026" in read(cast.teacher, cast.child)

    def test_a_reduced_timetable_is_said_with_its_hours(self, cast):
        NotFullTimeFactory(child=cast.child, hours_a_week="12.50")

        assert "12.5 hours a week until 11 December 2026" in read(cast.teacher, cast.child)

    def test_a_child_without_school_and_social_worker_is_said(self, cast):
        cast.child.enrolments.update(until=dt.date(2026, 11, 1))
        cast.child.allocations.filter(kind=AllocationKind.SOCIAL_WORKER).update(until=dt.date(2026, 11, 1))

        page = read(cast.officer, cast.child)

        assert "Not on roll at a school." in page
        assert "No social worker is allocated." in page

    def test_a_school_without_a_designated_teacher_is_said(self, cast):
        cast.teacher.posts.update(until=dt.date(2026, 11, 1))

        assert "Ask the virtual school to invite one" in read(cast.sam, cast.child)

    def test_a_review_that_comes_before_the_plan_is_complete_is_said(self, cast):
        cast.child.care_reviews.create(review_date=dt.date(2026, 12, 14), state="BOOKED")

        assert "The statutory review is on 14 December 2026" in read(cast.iro, cast.child)

    def test_a_planned_move_is_for_those_who_plan_moves(self, cast):
        PlannedMoveFactory(child=cast.child)

        assert "A move of school is planned for 5 January 2027: proposed." in read(cast.sam, cast.child)
        assert "A move of school is planned" not in read(cast.teacher, cast.child)

    def test_many_missed_sessions_are_said_with_the_number(self, cast):
        for n in range(10):
            day = dt.date(2026, 11, 2 + n + 2 * (n // 5))  # two weeks without their weekends
            SessionMarkFactory(child=cast.child, session_date=day, code="/" if n < 8 else "U")

        assert "Attended 80.0 % of this school year so far." in read(cast.teacher, cast.child)


def test_attendance_is_counted_for_the_year_and_the_last_weeks(cast):
    for n in range(4):
        SessionMarkFactory(child=cast.child, session_date=dt.date(2026, 9, 7 + n), code="I" if n == 0 else "/")

    page = read(cast.teacher, cast.child, "school")

    assert "2026/27 so far" in page
    assert "75.0 %" in page


def test_each_row_says_how_it_came(cast):
    NoteFactory(child=cast.child, entered_by=cast.sam)

    assert "Sam Person, " in read(cast.officer, cast.child, "notes")
    assert "From the case system, " in read(cast.officer, cast.child, "care")


def test_a_good_level_of_development_is_said_where_a_child_has_one(cast):
    goals = counted_goals(dt.date(2026, 6, 26))
    for place, goal in enumerate(goals):
        assert "Good level of development" not in read(cast.teacher, cast.child, "school")
        AttainmentResultFactory(
            child=cast.child, stage="EYFS", subject=goal, value="2" if place else "1",
            against="AT" if place else "BELOW", assessed_date=dt.date(2026, 6, 26),
        )  # fmt: skip

    page = read(cast.teacher, cast.child, "school")
    assert "Good level of development: not reached, expected in 11 of the 12 goals (26 June 2026)." in page


def test_only_those_who_keep_a_kind_of_row_are_offered_to_add_it(cast):
    add = reverse("children:add_row", args=[cast.child.reference, "contact"])

    assert add in read(cast.sam, cast.child, "family")
    assert add not in read(cast.teacher, cast.child, "family")


def test_what_is_in_the_way_after_16_is_asked_from_year_11_on(cast):
    assert "Education, employment and training" not in read(cast.sam, cast.child, "school")
    older = ChildFactory(date_of_birth=dt.date(2010, 3, 14))
    AllocationFactory(child=older, person=cast.sam, team=cast.team)
    assert "Education, employment and training" in read(cast.sam, older, "school")
