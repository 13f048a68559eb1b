"""Rows of the record that people keep by hand: entered, ended, closed in error, never deleted."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from accounts.access import Action, ActNotAllowed
from accounts.models import AuditRecord
from children.editing import rows as editing
from children.editing.kinds import KINDS
from children.editing.rows import ONE_AT_A_TIME, CannotKeep
from children.enums import RatingColour
from children.models import Allocation, Child, Note, NotFullTime, Rating, SiblingLink, Suspension
from children.models.record_row import RecordRow
from tests.at_once import at_the_same_moment
from tests.cast import make_cast
from tests.factories import (
    ChildFactory,
    EnrolmentFactory,
    NoteFactory,
    NotFullTimeFactory,
    PostFactory,
    RatingFactory,
    SchoolFactory,
    SuspensionFactory,
)
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)


def days(**names: dt.date) -> dict[str, str]:
    parts = ("day", "month", "year")
    return {f"{name}_{part}": str(getattr(day, part)) for name, day in names.items() for part in parts}


def add(person, kind, child, given):
    return signed_in(person).post(reverse("children:add_row", args=[child.reference, kind]), given)


def rate(cast, since: dt.date, colour=RatingColour.RED) -> Rating:
    return editing.enter(
        Rating(child=cast.child, colour=colour, reason="Away a lot", from_date=since),
        by=cast.officer,
        action=Action.RATE_CHILD,
    )


class TestTheRule:
    def test_a_new_row_ends_the_one_before_it(self, cast):
        first = rate(cast, dt.date(2026, 11, 2), RatingColour.AMBER)
        rate(cast, TODAY)

        first.refresh_from_db()
        assert (first.until, first.ended_by) == (TODAY, cast.officer)

    def test_a_row_that_somebody_ended_before_keeps_who_ended_it(self, cast):
        first = rate(cast, dt.date(2026, 11, 2), RatingColour.AMBER)
        editing.end(first, until=TODAY, by=cast.head, action=Action.RATE_CHILD)
        rate(cast, TODAY)

        first.refresh_from_db()
        assert (first.until, first.ended_by) == (TODAY, cast.head)

    def test_a_row_entered_for_an_earlier_time_ends_where_the_next_begins(self, cast):
        later = rate(cast, TODAY)
        earlier = rate(cast, dt.date(2026, 10, 1), RatingColour.GREEN)

        later.refresh_from_db()
        assert (earlier.until, later.until) == (TODAY, None)

    def test_a_row_with_an_end_of_its_own_keeps_it_before_a_later_one(self, cast):
        rate(cast, TODAY)
        earlier = editing.enter(
            Rating(
                child=cast.child,
                colour="GREEN",
                reason="x",
                from_date=dt.date(2026, 10, 1),
                until=dt.date(2026, 10, 15),
            ),
            by=cast.officer,
            action=Action.RATE_CHILD,
        )

        assert earlier.until == dt.date(2026, 10, 15)

    def test_a_row_may_end_on_the_day_on_which_the_next_begins(self, cast):
        first = rate(cast, dt.date(2026, 10, 1))
        editing.end(first, until=dt.date(2026, 10, 20), by=cast.officer, action=Action.RATE_CHILD)
        rate(cast, dt.date(2026, 11, 2))

        editing.end(first, until=dt.date(2026, 11, 2), by=cast.head, action=Action.RATE_CHILD)

        first.refresh_from_db()
        assert (first.until, first.ended_by) == (dt.date(2026, 11, 2), cast.head)

    def test_a_new_social_worker_ends_the_allocation_of_nobody_else(self, cast):
        row = Allocation(child=cast.child, kind="SW", person=cast.manager, team=cast.team, from_date=TODAY)
        editing.enter(row, by=cast.officer, action=Action.REPORT_CHANGE)

        ended = Allocation.objects.exclude(until=None)
        assert [(one.child, one.person) for one in ended] == [(cast.child, cast.sam)]

    def test_two_rows_cannot_begin_on_one_day(self, cast):
        rate(cast, TODAY)

        with pytest.raises(CannotKeep, match="begins on 1 December 2026 already"):
            rate(cast, TODAY)

    def test_an_end_cannot_come_before_the_second_day(self, cast):
        row = rate(cast, TODAY)

        with pytest.raises(CannotKeep, match="second day"):
            editing.end(row, until=TODAY, by=cast.officer, action=Action.RATE_CHILD)

    def test_a_row_cannot_be_ended_into_the_next(self, cast):
        first = rate(cast, dt.date(2026, 10, 1))
        rate(cast, dt.date(2026, 11, 2))

        with pytest.raises(CannotKeep, match="overlap"):
            editing.end(first, until=dt.date(2026, 11, 20), by=cast.officer, action=Action.RATE_CHILD)

    def test_a_new_row_does_not_run_into_the_next(self, cast):
        later = rate(cast, dt.date(2026, 11, 2))
        row = Rating(child=cast.child, colour="GREEN", reason="x", from_date=dt.date(2026, 10, 1), until=TODAY)

        with pytest.raises(CannotKeep, match="overlap with what begins on 2 November 2026"):
            editing.enter(row, by=cast.officer, action=Action.RATE_CHILD)
        assert Rating.objects.get() == later

    def test_what_was_entered_in_error_never_holds_and_makes_room(self, cast):
        row = rate(cast, TODAY)
        editing.close_in_error(row, reason="Another child was meant", by=cast.officer, action=Action.RATE_CHILD)
        rate(cast, TODAY, RatingColour.GREEN)

        assert cast.child.ratings.holding(TODAY).get().colour == RatingColour.GREEN
        assert cast.child.ratings.count() == 2

    def test_without_a_reason_nothing_is_closed(self, cast):
        row = rate(cast, TODAY)

        with pytest.raises(CannotKeep, match="Say why"):
            editing.close_in_error(row, reason="  ", by=cast.officer, action=Action.RATE_CHILD)

    def test_whose_act_it_is_not_is_refused(self, cast):
        row = rate(cast, dt.date(2026, 11, 2))
        words = {"by": cast.sam, "action": Action.RATE_CHILD}

        with pytest.raises(ActNotAllowed):
            editing.enter(Rating(child=cast.child, colour="RED", reason="x", from_date=TODAY), **words)
        with pytest.raises(ActNotAllowed):
            editing.end(row, until=TODAY, **words)
        with pytest.raises(ActNotAllowed):
            editing.close_in_error(row, reason="x", **words)
        assert Rating.objects.get().until is None

    def test_nobody_writes_about_a_child_out_of_reach(self, cast):
        with pytest.raises(Child.DoesNotExist):
            editing.enter(Note(child=cast.other, happened_date=TODAY, text="x"), by=cast.sam, action=Action.WRITE_NOTE)

    def test_the_same_suspension_twice_is_said_in_words(self, cast):
        SuspensionFactory(child=cast.child, start_date=TODAY)

        with pytest.raises(CannotKeep, match="has this already"):
            editing.enter(
                Suspension(child=cast.child, start_date=TODAY, category="SUSP", sessions=2),
                by=cast.teacher,
                action=Action.KEEP_SCHOOL_RECORD,
            )

    def test_every_dated_kind_says_what_may_not_overlap(self):
        dated = {kind.model for kind in KINDS.values() if issubclass(kind.model, RecordRow)}

        assert dated - set(ONE_AT_A_TIME) == set()

    def test_each_act_is_on_record_without_its_words(self, cast):
        editing.enter(
            Note(child=cast.child, happened_date=TODAY, text="Cried at the gate"), by=cast.sam, action=Action.WRITE_NOTE
        )

        record = AuditRecord.objects.get(act="note.entered")
        assert record.child_reference == cast.child.reference
        assert "Cried" not in str(record.detail)

    def test_ending_and_closing_are_on_record_too(self, cast):
        row = rate(cast, dt.date(2026, 11, 2))
        editing.end(row, until=TODAY, by=cast.head, action=Action.RATE_CHILD)
        editing.close_in_error(row, reason="Another child was meant", by=cast.officer, action=Action.RATE_CHILD)

        acts = AuditRecord.objects.filter(act__startswith="rating.").values_list("act", "by_id", "child_reference")
        assert set(acts) == {
            ("rating.entered", cast.officer.pk, cast.child.reference),
            ("rating.ended", cast.head.pk, cast.child.reference),
            ("rating.closed_in_error", cast.officer.pk, cast.child.reference),
        }
        assert "Another" not in str(list(AuditRecord.objects.values_list("detail", flat=True)))

    def test_what_was_closed_meanwhile_is_neither_ended_nor_closed_again_and_its_neighbour_stays(self, cast):
        row = rate(cast, dt.date(2026, 11, 2))
        editing.close_in_error(row, reason="Another child was meant", by=cast.officer, action=Action.RATE_CHILD)
        other = rate(cast, dt.date(2026, 10, 1))

        with pytest.raises(CannotKeep, match="closed meanwhile"):
            editing.end(row, until=TODAY, by=cast.head, action=Action.RATE_CHILD)
        with pytest.raises(CannotKeep, match="closed meanwhile"):
            editing.close_in_error(row, reason="Again", by=cast.head, action=Action.RATE_CHILD)
        other.refresh_from_db()
        assert (other.until, other.error_at) == (None, None)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_rate_at_once_one_ends_the_other_and_none_is_lost():
    cast = make_cast()

    got = at_the_same_moment(
        lambda: rate(cast, TODAY, RatingColour.RED), lambda: rate(cast, dt.date(2026, 11, 30), RatingColour.GREEN)
    )

    assert not any(isinstance(each, CannotKeep) for each in got)
    rows = list(cast.child.ratings.order_by("from_date").values_list("colour", "until"))
    assert rows == [("GREEN", TODAY), ("RED", None)]


class TestThePages:
    def test_an_officer_rates_a_child(self, cast):
        answer = add(
            cast.officer, "rating", cast.child, {"colour": "RED", "reason": "Away a lot"} | days(from_date=TODAY)
        )

        assert answer.url == reverse("workspace:child_tab", args=[cast.child.reference, "school"])
        assert Rating.objects.get().entered_by == cast.officer

    def test_a_teacher_notes_a_reduced_timetable_for_the_own_school(self, cast):
        given = {"reason": "PART_TIME", "hours_a_week": "12.5", "consent_by": "CARER"}

        add(
            cast.teacher,
            "not-full-time",
            cast.child,
            given | days(from_date=TODAY, planned_end_date=dt.date(2027, 1, 15)),
        )

        row = NotFullTime.objects.get()
        assert (row.school, str(row.hours_a_week)) == (cast.school, "12.5")

    @pytest.mark.parametrize(("who", "where"), [("officer", "main"), ("teacher", "main"), ("unit", "unit")])
    def test_it_is_of_the_school_of_the_teacher_who_notes_it_and_else_of_the_main_school(self, cast, who, where):
        unit = EnrolmentFactory(child=cast.child, school=SchoolFactory(), kind="AP").school
        EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=dt.date(2024, 9, 2), until=TODAY)
        of_the_unit = PostFactory(role="DT", school=unit).user
        given = {"reason": "PART_TIME", "hours_a_week": "12", "consent_by": "CARER"}

        person = of_the_unit if who == "unit" else getattr(cast, who)
        add(person, "not-full-time", cast.child, given | days(from_date=TODAY, planned_end_date=dt.date(2027, 1, 15)))

        assert NotFullTime.objects.get().school == (unit if where == "unit" else cast.school)

    def test_an_end_before_the_first_day_is_pointed_out_and_nothing_typed_is_lost(self, cast):
        given = {"reason": "PART_TIME", "hours_a_week": "12", "note": "Mornings only"}

        page = add(
            cast.teacher, "not-full-time", cast.child,
            given | days(from_date=TODAY, planned_end_date=dt.date(2026, 11, 1)),
        )  # fmt: skip

        assert page.status_code == 422
        assert "This is before the first day" in page.content.decode()
        assert "Mornings only" in page.content.decode()

    def test_a_sister_is_found_among_ones_own_children_only(self, cast):
        sister = ChildFactory()
        given = {"sibling": sister.reference} | days(from_date=TODAY)
        assert add(cast.sam, "sibling", cast.child, given).status_code == 422

        assert add(cast.officer, "sibling", cast.child, given).status_code == 302
        assert SiblingLink.objects.get().sibling == sister

    @pytest.mark.parametrize("kind", ["contact", "sibling", "permission", "health", "sen"])
    def test_school_staff_do_not_keep_what_belongs_to_care(self, cast, kind):
        for person, code in ((cast.teacher, 403), (cast.headteacher, 403), (cast.sam, 200), (cast.stranger, 404)):
            url = reverse("children:add_row", args=[cast.child.reference, kind])
            assert signed_in(person).get(url).status_code == code, person

    def test_a_teacher_who_is_social_worker_of_another_child_keeps_what_belongs_to_care_for_that_one_alone(self, cast):
        PostFactory(user=cast.teacher, role="SW", team=cast.other_team)
        cast.other.allocations.filter(kind="SW").update(person=cast.teacher)

        codes = {
            child: signed_in(cast.teacher)
            .get(reverse("children:add_row", args=[child.reference, "contact"]))
            .status_code
            for child in (cast.child, cast.other)
        }
        assert codes == {cast.child: 404, cast.other: 200}

    def test_a_teacher_cannot_close_a_placement_or_an_enrolment(self, cast):
        for kind, row in (("placement", cast.child.placements.get()), ("school", cast.child.enrolments.get())):
            url = reverse("children:row_in_error", args=[cast.child.reference, kind, row.pk])
            assert signed_in(cast.teacher).post(url, {"reason": "x"}).status_code == 404
            row.refresh_from_db()
            assert row.error_at is None

    def test_a_row_of_another_child_is_not_reached_through_ones_own(self, cast):
        theirs = NotFullTimeFactory(child=cast.other)

        for name in ("end_row", "row_in_error"):
            url = reverse(f"children:{name}", args=[cast.child.reference, "not-full-time", theirs.pk])
            assert signed_in(cast.officer).get(url).status_code == 404

    def test_ending_and_closing_by_page(self, cast):
        row = RatingFactory(child=cast.child)
        client = signed_in(cast.officer)
        end = reverse("children:end_row", args=[cast.child.reference, "rating", row.pk])
        wrong = reverse("children:row_in_error", args=[cast.child.reference, "rating", row.pk])

        assert client.get(end).status_code == 200
        client.post(end, days(last_date=dt.date(2026, 11, 30)))
        row.refresh_from_db()
        assert row.until == TODAY
        client.post(wrong, {"reason": "Another child was meant"})
        row.refresh_from_db()
        assert row.is_in_error
        assert client.get(wrong).status_code == 404

    def test_a_confidential_note_is_neither_offered_nor_shown_to_school(self, cast):
        hidden = NoteFactory(child=cast.child, text="Court in the new year", is_confidential=True)
        client = signed_in(cast.teacher)

        form = client.get(reverse("children:add_row", args=[cast.child.reference, "note"])).content.decode()
        page = client.get(reverse("workspace:child_tab", args=[cast.child.reference, "notes"])).content.decode()
        close = client.get(reverse("children:row_in_error", args=[cast.child.reference, "note", hidden.pk]))

        assert "virtual school only" not in form
        assert "Court in the new year" not in page
        assert close.status_code == 404
        assert (
            "Court in the new year"
            in signed_in(cast.sam)
            .get(reverse("workspace:child_tab", args=[cast.child.reference, "notes"]))
            .content.decode()
        )

    @pytest.mark.parametrize("kind", sorted(slug for slug, kind in KINDS.items() if kind.asked))
    def test_every_kind_has_a_form(self, cast, kind):
        page = signed_in(cast.officer).get(reverse("children:add_row", args=[cast.child.reference, kind]))
        empty = add(cast.officer, kind, cast.child, {})

        assert (page.status_code, empty.status_code) == (200, 422)

    def test_a_kind_that_comes_by_another_way_has_no_form(self, cast):
        assert (
            signed_in(cast.officer).get(reverse("children:add_row", args=[cast.child.reference, "school"])).status_code
            == 404
        )
        assert (
            signed_in(cast.officer)
            .get(reverse("children:add_row", args=[cast.child.reference, "nonsense"]))
            .status_code
            == 404
        )
