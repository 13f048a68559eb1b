"""A term's plans are opened in one go: once each, child by child, with a report of what waits for whom."""

import datetime as dt

import pytest
from django.db.models import F
from django.urls import reverse

from accounts import clock
from accounts.access import ActNotAllowed
from accounts.models import Post, SchoolConfirmation, User
from children.models import Allocation, CarePeriod, Enrolment
from peps.delegation.delegation import (
    SILENT_FOR,
    CannotDelegate,
    hand_to_new_teachers,
    nobody_to_ask,
    run_batch,
    start_batch,
    start_what_is_due,
    stop_batch,
    waiting_children,
    waiting_for_nobody,
)
from peps.delegation.preview import movers, unconfirmed_schools
from peps.enums import BatchState
from peps.models import Batch, PersonalEducationPlan
from peps.tasks import continue_batches
from tests.factories import ChildFactory, EnrolmentFactory, PostFactory, TermFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(dt.date(2026, 12, 1))


@pytest.fixture
@kept
def batch(cast):
    return start_batch(term=cast.term, by=cast.officer, at=AT)


def test_each_child_in_scope_gets_one_plan(cast, batch):
    run_batch(batch.pk)

    assert set(PersonalEducationPlan.objects.values_list("child", flat=True)) == {cast.child.pk, cast.other.pk}
    batch.refresh_from_db()
    assert (batch.state, batch.total, batch.opened, batch.done) == (BatchState.DONE, 2, 2, 2)


def test_run_again_it_makes_no_second_copy(cast, batch):
    """What the same message of the queue brings twice."""
    run_batch(batch.pk)
    run_batch(batch.pk)

    assert PersonalEducationPlan.objects.count() == 2
    batch.refresh_from_db()
    assert (batch.opened, batch.already_there) == (2, 0)


def test_a_batch_that_would_open_nothing_is_refused_and_the_page_goes_on_telling_of_the_one_before(cast, batch):
    run_batch(batch.pk)

    with pytest.raises(CannotDelegate, match="Every child who needs a plan for the autumn term 2026/27 has one"):
        start_batch(term=cast.term, by=cast.head, at=AT)
    assert list(cast.term.batches.all()) == [batch]


def test_a_child_who_comes_later_is_opened_by_a_second_batch_beside_those_that_are_there(cast, batch):
    care = CarePeriod.objects.filter(child=cast.other)
    care.update(until=F("from_date"))
    run_batch(batch.pk)
    care.update(until=None)
    again = start_batch(term=cast.term, by=cast.officer, at=AT)
    run_batch(again.pk)

    again.refresh_from_db()
    assert (again.opened, again.already_there) == (1, 1)


def test_a_second_batch_of_the_term_is_refused_while_one_is_at_work(cast, batch):
    with pytest.raises(CannotDelegate, match="already"):
        start_batch(term=cast.term, by=cast.head, at=AT)


def test_a_batch_whose_worker_was_killed_goes_on_where_it_was(cast, batch):
    open_plan(cast.child)
    Batch.objects.filter(pk=batch.pk).update(
        state=BatchState.RUNNING, opened=1, heartbeat_at=clock.real_now() - SILENT_FOR - dt.timedelta(seconds=1)
    )

    assert continue_batches() == 1

    batch.refresh_from_db()
    assert (batch.state, batch.opened) == (BatchState.DONE, 2)
    assert PersonalEducationPlan.objects.count() == 2


def test_a_batch_that_is_being_worked_on_is_left_alone(cast, batch):
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.RUNNING, heartbeat_at=clock.real_now())

    run_batch(batch.pk)

    assert not PersonalEducationPlan.objects.exists()


def test_a_stopped_batch_opens_nothing_more(cast, batch):
    stop_batch(batch, by=cast.officer)
    run_batch(batch.pk)

    assert not PersonalEducationPlan.objects.exists()


def test_a_stopped_batch_says_when_and_what_is_done_already_is_not_stopped(cast, batch):
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.DONE)
    stop_batch(batch, by=cast.officer)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE

    spring = start_batch(term=TermFactory(spring=True), by=cast.officer, at=AT)
    other = start_batch(term=TermFactory(academic_year="2025/26"), by=cast.officer, at=AT)
    stop_batch(spring, by=cast.officer)
    for each in (spring, other):
        each.refresh_from_db()
    assert (spring.state, spring.finished_at is None) == (BatchState.STOPPED, False)
    assert (other.state, other.finished_at) == (BatchState.WAITING, None)


def test_a_child_whose_last_plan_is_still_under_way_is_named_with_what_to_do(cast):
    open_plan(cast.child)
    spring = TermFactory(spring=True)
    batch = start_batch(term=spring, by=cast.officer, at=AT)
    run_batch(batch.pk)

    batch.refresh_from_db()
    assert [row["child"] for row in batch.refused] == [cast.child.reference]
    assert "Sign it off or close it first" in batch.refused[0]["reason"]


def test_a_child_who_came_into_care_during_the_term_is_waited_for(cast):
    newcomer = ChildFactory()
    CarePeriod.objects.filter(child=newcomer).update(from_date=dt.date(2026, 11, 20))

    assert newcomer in waiting_children(cast.term, cast.today)
    assert newcomer not in waiting_children(cast.term, dt.date(2026, 9, 2))


@pytest.mark.parametrize(
    ("status", "waits"),
    [("CLOSED", True), ("OPEN", False), ("SUBMITTED", False), ("RETURNED", False), ("SIGNED_OFF", False)],
)
def test_a_child_waits_for_a_plan_again_once_theirs_was_closed(cast, status, waits):
    pep = open_plan(cast.child)
    closed = {"close_reason": "OPENED_IN_ERROR"} if status == "CLOSED" else {}
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=status, **closed)

    assert (cast.child in waiting_children(cast.term, cast.today)) is waits
    assert cast.other in waiting_children(cast.term, cast.today)
    assert cast.child in waiting_children(TermFactory(spring=True), cast.today)


@pytest.mark.parametrize("who", ["sam", "teacher", "manager", "iro", "finance", "admin", "service_manager"])
def test_only_the_virtual_school_delegates(cast, who):
    with pytest.raises(ActNotAllowed):
        start_batch(term=cast.term, by=getattr(cast, who), at=AT)


class TestNobodyToAsk:
    def reasons(self, cast):
        return {each.pep.child: each.reason for each in nobody_to_ask(cast.term, cast.today)}

    def test_with_everybody_there_nobody_is_listed(self, cast):
        open_plan(cast.child)

        assert self.reasons(cast) == {}

    @pytest.mark.parametrize(
        ("ends", "reason"),
        [
            (Allocation, "No social worker is allocated, or theirs has left"),
            (Enrolment, "Not on roll at a school"),
            (Post, "The school has no designated teacher here"),
        ],
    )
    def test_what_is_missing_is_said(self, cast, ends, reason):
        whose = {"user": cast.teacher} if ends is Post else {"child": cast.child}
        ends.objects.filter(**whose).update(until=cast.today)
        open_plan(cast.child)

        assert self.reasons(cast) == {cast.child: reason}

    def test_a_child_whose_social_worker_has_left_waits_for_nobody_unseen(self, cast):
        open_plan(cast.child)
        Post.objects.filter(user=cast.sam).update(until=cast.today)

        assert self.reasons(cast) == {cast.child: "No social worker is allocated, or theirs has left"}
        assert waiting_for_nobody(cast.term, cast.today).count() == 1

    def test_plans_of_another_term_and_those_that_are_finished_wait_for_nobody(self, cast):
        spring = TermFactory(spring=True)
        open_plan(cast.child, term=spring)
        closed = open_plan(cast.other)
        PersonalEducationPlan.objects.filter(pk=closed.pk).update(status="CLOSED", close_reason="LEFT_CARE")
        Post.objects.filter(user__in=(cast.sam, cast.stranger)).update(until=cast.today)

        assert self.reasons(cast) == {}
        assert waiting_for_nobody(cast.term, cast.today).count() == 0
        assert waiting_for_nobody(spring, cast.today).count() == 1

    def test_a_plan_without_a_school_is_counted_among_them_once(self, cast):
        Enrolment.objects.filter(child=cast.child).update(until=cast.today)
        Allocation.objects.filter(child=cast.child).update(until=cast.today)
        open_plan(cast.child)

        assert [each.pep.child for each in nobody_to_ask(cast.term, cast.today)] == [cast.child, cast.child]
        assert waiting_for_nobody(cast.term, cast.today).count() == 1

    def test_a_teacher_whose_account_is_closed_is_nobody(self, cast):
        open_plan(cast.child)
        User.objects.filter(pk=cast.teacher.pk).update(is_active=False)

        assert self.reasons(cast) == {cast.child: "The school has no designated teacher here"}

    def test_a_school_part_goes_to_the_teacher_who_joins(self, cast):
        Post.objects.filter(user=cast.teacher).update(until=cast.today)
        pep = open_plan(cast.child)
        joined = PostFactory(teacher=True, school=cast.school).user
        User.objects.filter(pk=joined.pk).update(is_active=False)
        assert hand_to_new_teachers(cast.today) == 0
        User.objects.filter(pk=joined.pk).update(is_active=True)

        assert hand_to_new_teachers(cast.today) == 1

        assert pep.parts.get(name="SCHOOL").owner_role == "DT"
        assert set(pep.sections.filter(part__name="SCHOOL").values_list("owner_role", flat=True)) == {"DT"}

    def test_nothing_but_the_school_part_that_waited_goes_to_the_teacher_who_joins(self, cast):
        Post.objects.filter(user__in=(cast.teacher, cast.other_teacher)).update(until=cast.today)
        pep, elsewhere = open_plan(cast.child), open_plan(cast.other)
        given = pep.sections.filter(key="targets")
        given.update(owner_role="SW")
        owners = dict(PersonalEducationPlan.objects.values_list("sections", "sections__owner_role"))
        PostFactory(teacher=True, school=cast.school)

        hand_to_new_teachers(cast.today)

        now = dict(PersonalEducationPlan.objects.values_list("sections", "sections__owner_role"))
        changed = {section for section, owner in now.items() if owners[section] != owner}
        waited = pep.sections.filter(part__name="SCHOOL").exclude(key="targets")
        assert changed == set(waited.values_list("pk", flat=True))
        assert elsewhere.parts.get(name="SCHOOL").owner_role == "VSO"

    @pytest.mark.parametrize("why_not", ["begun", "in", "signed"])
    def test_a_school_part_that_was_begun_or_is_in_stays_with_the_virtual_school(self, cast, why_not):
        Post.objects.filter(user=cast.teacher).update(until=cast.today)
        pep = open_plan(cast.child)
        PostFactory(teacher=True, school=cast.school)
        if why_not == "begun":
            pep.sections.filter(key="targets").update(confirmed_at=AT)
        if why_not == "in":
            pep.parts.filter(name="SCHOOL").update(submitted_at=AT)
        if why_not == "signed":
            PersonalEducationPlan.objects.update(status="SIGNED_OFF")

        assert hand_to_new_teachers(cast.today) == 0
        assert not pep.sections.filter(owner_role="DT").exists()


class TestBefore:
    """What a person looks at before the autumn's plans are handed out."""

    def test_who_changes_school_or_phase_with_the_term_is_listed_with_from_and_to(self, cast):
        Enrolment.objects.filter(child=cast.child).update(until=dt.date(2026, 8, 31))
        EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=dt.date(2026, 9, 1))
        leaver = ChildFactory(date_of_birth=dt.date(2015, 3, 1))  # year 6, then 7
        EnrolmentFactory(child=leaver, school=cast.school, from_date=dt.date(2020, 9, 1))

        found = {each.child.pk: each.what for each in movers(cast.term, dt.date(2026, 8, 20))}
        assert found[cast.child.pk] == "Larkfield Primary School, then Thornbury Primary School"
        assert "Primary, then secondary" in found[leaver.pk]
        assert cast.other.pk not in found

    def test_schools_that_did_not_confirm_their_people_are_named(self, cast):
        SchoolConfirmation.objects.create(
            school=cast.school, academic_year="2026/27", confirmed_at=AT, confirmed_by=cast.teacher
        )
        assert unconfirmed_schools(cast.term, dt.date(2026, 12, 1)) == ["Thornbury Primary School"]

    def test_the_page_shows_both(self, cast):
        page = signed_in(cast.officer).get(reverse("peps:delegation", args=[cast.term.key])).content.decode()
        assert "2 schools that did not confirm" in page


class TestOnItsDay:
    def test_a_term_is_handed_out_without_anybodys_press_once(self, cast):
        day = cast.term.delegation_date
        assert start_what_is_due(day - dt.timedelta(days=1), at=AT) == []
        (batch,) = start_what_is_due(day, at=AT)
        assert (batch.asked_by, batch.total) == (None, 2)
        assert start_what_is_due(day, at=AT) == []
        assert continue_batches() == 1
        assert PersonalEducationPlan.objects.count() == 2

    def test_a_day_without_a_machine_is_made_up_for_within_a_week(self, cast):
        day = cast.term.delegation_date
        assert start_what_is_due(day + dt.timedelta(days=7), at=AT) == []
        assert len(start_what_is_due(day + dt.timedelta(days=6), at=AT)) == 1

    def test_whoever_pressed_before_has_done_it(self, cast, batch):
        assert start_what_is_due(cast.term.delegation_date, at=AT) == []
