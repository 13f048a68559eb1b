import datetime as dt

import pytest

from accounts.access import Action
from accounts.audit import System
from children.editing import rows
from children.editing.rows import CannotKeep
from children.enums import AllocationKind, ChangeKind, EnrolmentKind, Origin
from children.models import Allocation, ClosingForm, Enrolment, Placement, RecordChange
from children.moves.change_detection import noticed
from tests.factories import AllocationFactory, CarePeriodFactory, ChildFactory, EnrolmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
FILES = System("imports")
TODAY = dt.date(2026, 12, 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def told(child) -> list[tuple]:
    return [
        (one.kind, one.changed_date.isoformat(), one.was, one.now, one.is_correction)
        for one in child.record_changes.order_by("changed_date", "pk")
    ]


def by_file(child):
    return noticed([child.pk], by=FILES, origin=Origin.EXTRACT)


@pytest.fixture
def pupil(cast):
    """Robin, at Larkfield since September 2025, with Sam."""
    return cast.child


def ended(row, until: str) -> None:
    type(row).objects.filter(pk=row.pk).update(until=day(until))


def test_a_new_school_is_one_line_with_the_old_school_and_the_new(pupil, cast):
    with by_file(pupil):
        ended(pupil.enrolments.get(), "2026-11-30")
        EnrolmentFactory(child=pupil, school=cast.other_school, from_date=day("2026-11-30"))

    assert told(pupil) == [
        (ChangeKind.SCHOOL, "2026-11-30", "Larkfield Primary School", "Thornbury Primary School", False)
    ]
    change = pupil.record_changes.get()
    assert (change.was_school, change.now_school) == (cast.school, cast.other_school)
    assert (change.by_name, change.origin) == ("the portal (imports)", Origin.EXTRACT)


def test_the_same_again_is_no_news(pupil):
    with by_file(pupil):
        pass

    assert told(pupil) == []


def test_a_school_that_begins_later_is_told_now_with_its_day(pupil, cast):
    with by_file(pupil):
        ended(pupil.enrolments.get(), "2027-01-05")
        EnrolmentFactory(child=pupil, school=cast.other_school, from_date=day("2027-01-05"))

    assert [line[:2] for line in told(pupil)] == [(ChangeKind.SCHOOL, "2027-01-05")]
    assert not ClosingForm.objects.exists()


def test_a_child_who_leaves_for_nowhere_is_told(pupil):
    with by_file(pupil):
        ended(pupil.enrolments.get(), "2026-11-28")

    assert told(pupil) == [(ChangeKind.SCHOOL, "2026-11-28", "Larkfield Primary School", "", False)]


def test_a_first_day_that_is_put_right_is_told_as_a_correction(pupil, cast):
    row = pupil.enrolments.get()
    with by_file(pupil):
        ended(row, row.from_date.isoformat())
        EnrolmentFactory(child=pupil, school=cast.school, from_date=day("2025-09-08"))

    assert told(pupil) == [(ChangeKind.SCHOOL, "2025-09-08", "", "Larkfield Primary School", True)]


def test_words_put_right_in_a_placement_are_no_news(pupil):
    row = pupil.placements.get()
    with by_file(pupil):
        ended(row, row.from_date.isoformat())
        Placement.objects.create(
            child=pupil, kind=row.kind, carer_name=row.carer_name, postcode="DE1 2FS", from_date=row.from_date
        )

    assert told(pupil) == []


def test_another_carer_is_news_and_names_neither_carer_nor_address(pupil):
    with by_file(pupil):
        ended(pupil.placements.get(), "2026-11-25")
        Placement.objects.create(child=pupil, kind="U6", carer_name="Kim Elsewhere", from_date=day("2026-11-25"))

    assert [line[0] for line in told(pupil)] == [ChangeKind.PLACEMENT]
    assert "Elsewhere" not in str(told(pupil))


def test_history_that_is_filled_in_is_no_news(pupil, cast):
    with by_file(pupil):
        Enrolment.objects.create(
            child=pupil, school=cast.other_school, from_date=day("2021-09-01"), until=day("2025-07-20")
        )

    assert told(pupil) == []


def test_a_child_new_to_the_portal_is_no_news_unless_care_began_lately(db):
    school = SchoolFactory()
    known, new = ChildFactory(in_care=None), ChildFactory(in_care=None)
    with noticed([known.pk, new.pk], by=FILES, origin=Origin.EXTRACT):
        for child, since in ((known, "2024-05-01"), (new, "2026-11-23")):
            CarePeriodFactory(child=child, from_date=day(since))
            EnrolmentFactory(child=child, school=school)
            AllocationFactory(child=child, from_date=day(since))

    assert told(known) == []
    assert told(new) == [(ChangeKind.CARE_BEGAN, "2026-11-23", "", "Looked after", False)]


def test_a_short_break_is_not_coming_into_care(pupil):
    new = ChildFactory(in_care=None)
    with noticed([pupil.pk, new.pk], by=FILES, origin=Origin.EXTRACT):
        CarePeriodFactory(child=new, from_date=day("2026-11-23"), is_short_break=True)
        ended(pupil.care_periods.get(), "2026-11-23")
        CarePeriodFactory(child=pupil, from_date=day("2026-11-23"), is_short_break=True)

    assert told(new) == []
    assert told(pupil) == [(ChangeKind.CARE_ENDED, "2026-11-23", "Looked after", "", False)]


def test_leaving_care_is_told(pupil):
    with by_file(pupil):
        ended(pupil.care_periods.get(), "2026-11-27")

    assert told(pupil) == [(ChangeKind.CARE_ENDED, "2026-11-27", "Looked after", "", False)]


def test_another_social_worker_is_told_by_name(pupil, cast):
    with by_file(pupil):
        ended(pupil.allocations.get(kind=AllocationKind.SOCIAL_WORKER), "2026-12-01")
        AllocationFactory(child=pupil, person=cast.stranger, team=cast.other_team, from_date=TODAY)

    assert told(pupil) == [(ChangeKind.WORKER, "2026-12-01", "Sam Person", "Stranger Person", False)]


def test_a_second_school_beside_the_main_one_is_told_as_what_it_is(pupil, cast):
    with by_file(pupil):
        EnrolmentFactory(child=pupil, school=cast.other_school, kind=EnrolmentKind.ALTERNATIVE, from_date=TODAY)

    assert told(pupil) == [
        (ChangeKind.SCHOOL, "2026-12-01", "", "Thornbury Primary School, alternative provision", False)
    ]


def test_two_moves_in_one_file_are_two_lines(pupil, cast):
    third = SchoolFactory(name="Ashgrove School")
    with by_file(pupil):
        ended(pupil.enrolments.get(), "2026-11-20")
        EnrolmentFactory(child=pupil, school=cast.other_school, from_date=day("2026-11-20"), until=day("2027-01-05"))
        EnrolmentFactory(child=pupil, school=third, from_date=day("2027-01-05"))

    assert [line[1:4] for line in told(pupil)] == [
        ("2026-11-20", "Larkfield Primary School", "Thornbury Primary School"),
        ("2027-01-05", "Thornbury Primary School", "Ashgrove School"),
    ]


def test_news_of_one_child_is_not_told_of_another(pupil, cast):
    with noticed([pupil.pk, cast.other.pk], by=FILES, origin=Origin.EXTRACT):
        ended(pupil.enrolments.get(), "2026-11-28")

    assert told(cast.other) == []


def test_what_a_person_enters_by_hand_is_news_too(pupil, cast):
    row = Enrolment(child=pupil, school=cast.other_school, from_date=TODAY)
    rows.enter(row, by=cast.sam, action=Action.REPORT_CHANGE)

    assert [line[2:4] for line in told(pupil)] == [("Larkfield Primary School", "Thornbury Primary School")]
    assert pupil.record_changes.get().by_name == "Sam Person"
    assert pupil.enrolments.get(school=cast.school).until == TODAY


def test_a_row_closed_as_entered_in_error_is_told_and_kept(pupil, cast):
    row = Enrolment(child=pupil, school=cast.other_school, from_date=TODAY)
    rows.enter(row, by=cast.sam, action=Action.REPORT_CHANGE)
    RecordChange.objects.all().delete()

    rows.close_in_error(row, reason="It was the brother who moved", by=cast.sam, action=Action.REPORT_CHANGE)

    kept = Enrolment.objects.get(pk=row.pk)
    assert (kept.until, kept.error_by, kept.error_reason) == (TODAY, cast.sam, "It was the brother who moved")
    with pytest.raises(CannotKeep):
        rows.close_in_error(row, reason="Again", by=cast.sam, action=Action.REPORT_CHANGE)


def test_news_reaches_those_who_reach_the_child_and_nobody_else(pupil, cast):
    with by_file(pupil):
        ended(pupil.care_periods.get(), "2026-11-27")

    seen = {who: RecordChange.objects.visible_to(getattr(cast, who)).count() for who in ("sam", "iro", "officer")}
    assert seen == {"sam": 1, "iro": 1, "officer": 1}
    for who in ("stranger", "other_teacher", "colleague", "finance", "data_officer", "nobody"):
        assert not RecordChange.objects.visible_to(getattr(cast, who)).exists(), who


def test_news_is_written_once_and_never_edited(pupil):
    with by_file(pupil):
        ended(pupil.care_periods.get(), "2026-11-27")

    with pytest.raises(TypeError):
        pupil.record_changes.get().save()


def test_allocations_without_a_person_say_so(pupil, cast):
    with by_file(pupil):
        ended(pupil.allocations.get(kind=AllocationKind.SOCIAL_WORKER), "2026-12-01")
        Allocation.objects.create(child=pupil, kind=AllocationKind.SOCIAL_WORKER, team=cast.other_team, from_date=TODAY)

    assert told(pupil)[0][3] == "Hillside team"


def test_a_carer_whose_name_becomes_known_is_no_news(pupil):
    pupil.placements.update(carer_name="")
    row = pupil.placements.get()
    with by_file(pupil):
        ended(row, row.from_date.isoformat())
        Placement.objects.create(child=pupil, kind=row.kind, carer_name="Kim Known", from_date=row.from_date)

    assert told(pupil) == []
