"""A plan opens once a term, from what is known already, and asks the people of the day."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.access import ActNotAllowed
from accounts.enums import Role
from accounts.models import AuditRecord, Post, User
from children.enums import EnrolmentKind, Phase
from children.models import Enrolment
from peps.deadlines.due_date_updates import follow_facts
from peps.enums import CloseReason, PepKind, PepStatus
from peps.life.workflow import make_move
from peps.models import PepEvent, PersonalEducationPlan, Target
from peps.opening.opening import CannotOpen, open_pep
from peps.questions.plan_form import blueprint_of
from tests.at_once import at_the_same_moment
from tests.cast import make_cast
from tests.factories import ContactFactory, EnrolmentFactory, PepFactory, TermFactory, open_plan
from tests.factories.peps import moment

pytestmark = pytest.mark.django_db


def test_a_plan_takes_school_year_and_phase_of_the_day_and_the_terms_deadline(cast):
    pep = open_plan(cast.child)

    assert (pep.school, pep.year_group, pep.phase) == (cast.school, 5, Phase.PRIMARY)
    assert pep.due_date == cast.term.pep_deadline_date
    assert pep.status == PepStatus.OPEN


def test_of_two_schools_the_plan_goes_to_the_main_one_whichever_began_first(cast):
    EnrolmentFactory(
        child=cast.child, school=cast.other_school, kind=EnrolmentKind.ALTERNATIVE, from_date=dt.date(2025, 1, 6)
    )

    assert open_plan(cast.child).school == cast.school


def test_a_plan_follows_the_one_of_the_child_that_was_signed_last(cast):
    def signed(child, day):
        return PepFactory(child=child, fills_term=None, status=PepStatus.SIGNED_OFF, signed_off_at=moment(day))

    last = signed(cast.child, dt.date(2026, 7, 3))
    signed(cast.child, dt.date(2026, 4, 1))
    signed(cast.other, dt.date(2026, 7, 10))

    assert open_plan(cast.child).follows == last


def test_a_plan_delegated_before_the_term_goes_to_the_school_of_its_first_day(cast):
    Enrolment.objects.filter(child=cast.child).update(until=dt.date(2027, 1, 5))
    EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=dt.date(2027, 1, 5))

    pep = open_plan(cast.child, term=TermFactory(spring=True), at=moment(dt.date(2026, 12, 30)))

    assert pep.school == cast.other_school


def test_a_plan_opened_in_the_holidays_counts_its_days_from_that_day_and_the_night_moves_nothing(cast):
    opened = dt.date(2026, 12, 29)
    term = TermFactory(spring=True)
    pep = open_plan(cast.child, kind=PepKind.INTERIM, term=term, at=moment(opened))

    assert pep.due_date == dt.date(2027, 1, 13)
    assert follow_facts(opened, at=moment(opened)) == 0


def test_the_school_part_is_the_designated_teachers(cast):
    pep = open_plan(cast.child)

    assert set(pep.parts.values_list("name", "owner_role")) == {("PART_1", "SW"), ("SCHOOL", "DT")}


@pytest.mark.parametrize("without", ["school", "teacher"])
def test_without_a_school_or_its_account_the_school_part_is_the_virtual_schools(cast, without):
    if without == "school":
        Enrolment.objects.filter(child=cast.child).update(until=cast.today)
    else:
        Post.objects.filter(user=cast.teacher).update(until=cast.today)

    pep = open_plan(cast.child)

    assert pep.parts.get(name="SCHOOL").owner_role == Role.VS_OFFICER
    assert not pep.sections.filter(part__name="SCHOOL", owner_role=Role.DESIGNATED_TEACHER).exists()


def test_answers_start_from_the_record_and_say_where_they_come_from(cast):
    ContactFactory(child=cast.child, name="Pat Parent")

    pep = open_plan(cast.child)

    answers = {key: answer for section in pep.sections.all() for key, answer in section.answers.items()}
    written = [answer for answer in answers.values() if "Pat Parent" in answer["text"]]
    assert written
    assert written[0]["source"] == "from the case system, 1 December 2026"


def test_nothing_that_was_filled_in_counts_as_confirmed(cast):
    assert not open_plan(cast.child).sections.filter(confirmed_at__isnull=False).exists()


def test_answers_and_targets_come_forward_from_the_last_signed_plan(cast):
    earlier = open_plan(cast.child, term=TermFactory(academic_year="2025/26"), at=moment(dt.date(2026, 9, 2)))
    section, question = next(
        (section, question)
        for section in blueprint_of(earlier).sections
        for question in section.questions
        if question.carries_forward and not question.prefill
    )
    earlier.sections.filter(key=section.key).update(answers={question.key: {"text": "Frogs", "n": 1}})
    Target.objects.create(pep=earlier, area="ENGLISH", outcome="Reads a chapter book")
    PersonalEducationPlan.objects.filter(pk=earlier.pk).update(
        status=PepStatus.SIGNED_OFF, signed_off_at=moment(dt.date(2026, 10, 1))
    )

    pep = open_plan(cast.child)

    assert pep.follows == earlier
    assert pep.sections.get(key=section.key).answers[question.key] == {
        "text": "Frogs",
        "n": 1,
        "source": "from the plan “Autumn term 2025/26”",
    }
    assert [review.target.outcome for review in pep.target_reviews.all()] == ["Reads a chapter book"]


def test_a_plan_that_was_closed_unsigned_is_not_what_the_next_one_starts_from(cast):
    last_year = TermFactory(academic_year="2025/26")
    signed = open_plan(cast.child, term=last_year, at=moment(dt.date(2026, 7, 1)))
    PersonalEducationPlan.objects.filter(pk=signed.pk).update(
        status=PepStatus.SIGNED_OFF, signed_off_at=moment(dt.date(2026, 7, 10))
    )
    for child in (cast.child, cast.other):
        closed = open_plan(child, term=TermFactory(spring=True), at=moment(dt.date(2026, 9, 2)))
        PersonalEducationPlan.objects.filter(pk=closed.pk).update(
            status=PepStatus.CLOSED, close_reason="OPENED_IN_ERROR", closed_at=moment(dt.date(2026, 9, 3))
        )

    assert open_plan(cast.child).follows == signed
    assert open_plan(cast.other).follows is None


def test_a_second_plan_of_the_term_is_refused(cast):
    pep = open_plan(cast.child)
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF)

    with pytest.raises(CannotOpen, match="already a plan"):
        open_plan(cast.child)


def test_after_a_plan_was_closed_as_opened_in_error_another_is_opened_for_the_term(cast):
    closed = open_plan(cast.child)
    make_move("close", pep=closed, by=cast.head, at=moment(cast.today), close_reason=CloseReason.OPENED_IN_ERROR)

    again = open_plan(cast.child)

    assert (again.fills_term, again.follows, again.status) == (cast.term, None, PepStatus.OPEN)


def test_a_plan_is_refused_while_another_is_under_way_and_says_which(cast):
    open_plan(cast.child)

    with pytest.raises(CannotOpen, match=r"Autumn term 2026/27.*still under way"):
        open_plan(cast.child, term=TermFactory(spring=True))


def test_the_database_holds_one_plan_a_child_and_term_and_one_under_way(cast):
    PepFactory(child=cast.child, status=PepStatus.SIGNED_OFF)
    with pytest.raises(IntegrityError), transaction.atomic():
        PepFactory(child=cast.child)
    PepFactory(child=cast.child, fills_term=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        PepFactory(child=cast.child, fills_term=None)


def test_a_plan_after_a_change_is_due_in_ten_working_days(cast):
    pep = open_pep(child=cast.child, kind=PepKind.CHANGE, term=None, by=cast.sam, at=moment(dt.date(2026, 12, 14)))

    assert pep.due_date == dt.date(2026, 12, 30)


def test_a_teacher_opens_no_plan(cast):
    with pytest.raises(ActNotAllowed):
        open_pep(child=cast.child, kind=PepKind.CHANGE, term=None, by=cast.teacher, at=moment(cast.today))
    assert not PersonalEducationPlan.objects.exists()


def test_opening_stands_in_the_history_and_in_the_record(cast):
    pep = open_plan(cast.child)

    assert list(PepEvent.objects.filter(pep=pep).values_list("name", flat=True)) == ["opened"]
    assert AuditRecord.objects.get(act="pep.opened").child_reference == cast.child.reference


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_a_plan_in_the_same_moment_one_is_told_that_it_is_there():
    cast = make_cast()
    act = partial(open_pep, child=cast.child, kind=PepKind.TERMLY, term=cast.term, at=moment(cast.today))

    got = at_the_same_moment(
        lambda: act(by=User.objects.get(pk=cast.officer.pk)), lambda: act(by=User.objects.get(pk=cast.sam.pk))
    )

    assert PersonalEducationPlan.objects.count() == 1
    assert sum(isinstance(each, CannotOpen) for each in got) == 1
