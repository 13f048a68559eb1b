import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import clock
from accounts.enums import Role
from accounts.models import Notice
from children.calendar.clocks import Calendar
from children.models import NamedPerson
from peps.deadlines.reminders import Ladder, Rung, drop_settled, queue_for, steps_between, steps_passed
from peps.enums import PartName, PepStatus
from peps.models import ClockSettings, Part, PersonalEducationPlan
from tests.factories import AllocationFactory, PepFactory, PostFactory, TermFactory
from tests.factories.peps import moment

DUE = dt.date(2026, 12, 11)  # a Friday
LADDER = Ladder()
day = dt.date
QUERIES_OF_A_ROUND = 33
days = st.dates(day(2026, 9, 1), day(2027, 8, 31))


@given(days, st.lists(st.integers(0, 20), min_size=1, max_size=8))
def test_however_the_days_between_are_cut_every_step_falls_exactly_once(first, gaps):
    cuts = [first]
    for gap in gaps:
        cuts.append(cuts[-1] + dt.timedelta(days=gap))

    one_go = list(steps_between(cuts[0], cuts[-1], LADDER))
    in_pieces = [step for a, b in itertools.pairwise(cuts) for step in steps_between(a, b, LADDER)]

    assert in_pieces == one_go


def test_a_deadline_has_its_steps_before_it_on_it_and_one_five_and_ten_working_days_after():
    fell = [
        (on, step.name, step.rung)
        for on in (day(2026, 11, 20) + dt.timedelta(days=n) for n in range(60))
        for step in steps_between(on - dt.timedelta(days=1), on, LADDER)
        if step.due_date == DUE
    ]

    assert fell == [
        (day(2026, 11, 27), "14", Rung.OWNER),
        (day(2026, 12, 4), "7", Rung.OWNER),
        (day(2026, 12, 9), "2", Rung.OWNER),
        (day(2026, 12, 11), "0", Rung.OWNER),
        (day(2026, 12, 14), "late 1", Rung.OWNER),
        (day(2026, 12, 18), "late 5", Rung.OWNER),
        (day(2026, 12, 18), "late 5", Rung.MANAGER),
        (day(2026, 12, 29), "late 10", Rung.OWNER),
        (day(2026, 12, 29), "late 10", Rung.HEAD),
    ]


@pytest.mark.parametrize(
    ("on", "passed"),
    [
        (DUE, []),
        (day(2026, 12, 14), [("late 1", Rung.OWNER)]),
        (day(2026, 12, 17), [("late 1", Rung.OWNER)]),
        (day(2026, 12, 18), [("late 1", Rung.OWNER), ("late 5", Rung.OWNER), ("late 5", Rung.MANAGER)]),
    ],
)
def test_a_step_of_lateness_has_passed_from_its_own_day_on(on, passed):
    assert [(step.name, step.rung) for step in steps_passed(DUE, on, LADDER)] == passed


@given(days)
def test_nobody_is_late_for_the_first_time_on_a_day_without_work(on):
    late = [step for step in steps_between(on - dt.timedelta(days=1), on, LADDER) if step.name.startswith("late")]
    assert not late or Calendar().is_working_day(on)


def _plan(child, school=None, **fields):
    pep = PepFactory(child=child, school=school, due_date=DUE, fills_term=TermFactory(), **fields)
    Part.objects.create(pep=pep, name=PartName.PART_1, owner_role=Role.SOCIAL_WORKER)
    owner = Role.DESIGNATED_TEACHER if school else Role.VS_OFFICER
    Part.objects.create(pep=pep, name=PartName.SCHOOL, owner_role=owner)
    return pep


def _round(on):
    with clock.pretend(on):
        return queue_for(on, at=clock.now())


def _told():
    return {(notice.person.name, notice.kind, notice.key.rsplit(":", 1)[1]) for notice in Notice.objects.all()}


def _quiet_until(on):
    """Earlier rounds have been run."""
    _round(on)
    Notice.objects.all().delete()


def test_each_part_is_reminded_to_whoever_is_asked_for_it_today(cast):
    _plan(cast.child, cast.school)
    _plan(cast.other)
    _quiet_until(day(2026, 11, 26))

    assert _round(day(2026, 11, 27)) == 4
    assert _told() == {
        ("Sam Person", "part_due.PART_1", "14"),
        ("Teacher Person", "part_due.SCHOOL", "14"),
        ("Stranger Person", "part_due.PART_1", "14"),
        ("Officer Person", "part_due.SCHOOL", "14"),
    }


def test_beat_started_twice_writes_each_notice_once(cast):
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 11, 26))

    assert [_round(day(2026, 11, 27)), _round(day(2026, 11, 27))] == [2, 0]
    assert Notice.objects.count() == 2


def test_nothing_is_written_at_the_weekend_and_monday_makes_up_for_it(cast):
    _plan(cast.child, cast.school)
    _quiet_until(DUE)

    assert _round(day(2026, 12, 12)) == 0
    assert _round(day(2026, 12, 14)) == 2
    assert {step for *_, step in _told()} == {"late 1"}


@pytest.mark.parametrize(
    ("due", "last_round", "without_work", "next_round", "told"),
    [
        (day(2026, 12, 14), day(2026, 12, 11), day(2026, 12, 12), day(2026, 12, 14), "0"),  # two days before: Saturday
        (day(2026, 12, 15), day(2026, 12, 11), day(2026, 12, 13), day(2026, 12, 14), "2"),  # Sunday
        (day(2026, 12, 30), day(2026, 12, 24), day(2026, 12, 28), day(2026, 12, 29), "2"),  # a bank holiday
    ],
)
def test_a_step_that_falls_on_a_day_without_work_is_told_on_the_next(
    cast, due, last_round, without_work, next_round, told
):
    pep = _plan(cast.child, cast.school)
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(due_date=due)
    _quiet_until(last_round)

    assert _round(without_work) == 0
    _round(next_round)
    assert ("Sam Person", "part_due.PART_1", told) in _told()


def test_a_week_without_a_machine_loses_nothing_and_repeats_nothing(cast):
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 12, 3))

    _round(day(2026, 12, 10))

    assert {step for *_, step in _told()} == {"2"}


def test_what_is_in_is_not_asked_for_and_closed_plans_ask_nobody(cast):
    pep = _plan(cast.child, cast.school)
    pep.parts.filter(name=PartName.PART_1).update(submitted_at=clock.now())
    _plan(cast.other, status=PepStatus.CLOSED, close_reason="LEFT_CARE")
    _quiet_until(day(2026, 11, 26))

    _round(day(2026, 11, 27))

    assert {(name, kind) for name, kind, _ in _told()} == {("Teacher Person", "part_due.SCHOOL")}


def test_the_new_social_worker_is_reminded_and_the_former_is_not(cast):
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 11, 26))
    newcomer = PostFactory(user__name="New Worker", role=Role.SOCIAL_WORKER, team=cast.team).user
    cast.child.allocations.filter(kind="SW").update(until=day(2026, 11, 27))
    AllocationFactory(child=cast.child, person=newcomer, team=cast.team, from_date=day(2026, 11, 27))

    _round(day(2026, 11, 27))

    assert ("New Worker", "part_due.PART_1", "14") in _told()
    assert not Notice.objects.filter(person=cast.sam).exists()


def test_whoever_has_left_is_not_written_to(cast):
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 11, 26))
    cast.sam.posts.update(until=day(2026, 11, 27))
    cast.teacher.is_active = False
    cast.teacher.save()

    assert _round(day(2026, 11, 27)) == 0


def test_of_a_restricted_child_the_named_people_alone_are_told(cast):
    cast.child.is_restricted = True
    cast.child.save()
    NamedPerson.objects.create(child=cast.child, person=cast.sam, from_date=day(2026, 1, 1))
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 11, 26))

    _round(day(2026, 11, 27))

    assert {name for name, *_ in _told()} == {"Sam Person"}


def test_whoever_is_named_on_a_restricted_child_no_more_is_told_nothing(cast):
    cast.child.is_restricted = True
    cast.child.save()
    NamedPerson.objects.create(child=cast.child, person=cast.sam, from_date=day(2026, 1, 1), until=day(2026, 11, 27))
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 11, 26))

    assert _round(day(2026, 11, 27)) == 0


def test_a_notice_names_the_child_by_reference_alone(cast):
    pep = _plan(cast.child, cast.school)
    _quiet_until(day(2026, 11, 26))

    _round(day(2026, 11, 27))

    texts = " ".join(f"{notice.text} {notice.path} {notice.key}" for notice in Notice.objects.all())
    assert cast.child.reference in texts
    assert pep.reference in texts
    for secret in (cast.child.given_name, cast.child.family_name, cast.school.name):
        assert secret not in texts


@pytest.mark.parametrize("number", [1, 4])
def test_a_round_takes_the_same_queries_for_one_plan_and_for_many(cast, number, django_assert_num_queries):
    _quiet_until(day(2026, 11, 26))
    _plan(cast.child, cast.school)
    for _ in range(number - 1):
        pep = PepFactory(school=cast.school, due_date=DUE, fills_term=TermFactory())
        Part.objects.create(pep=pep, name=PartName.SCHOOL, owner_role=Role.DESIGNATED_TEACHER)

    with django_assert_num_queries(QUERIES_OF_A_ROUND):
        _round(day(2026, 11, 27))


def test_managers_and_head_teacher_hear_after_five_working_days_and_the_head_after_ten(cast):
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 12, 17))

    _round(day(2026, 12, 18))
    assert {(name, kind) for name, kind, step in _told() if "5" in step} == {
        ("Sam Person", "part_due.PART_1"),
        ("Teacher Person", "part_due.SCHOOL"),
        ("Manager Person", "part_due.manager.PART_1"),
        ("Headteacher Person", "part_due.manager.SCHOOL"),
    }
    Notice.objects.all().delete()
    _round(day(2026, 12, 29))
    heard = {(name, kind) for name, kind, _ in _told()}
    assert ("Head Person", "part_due.head.PART_1") in heard
    assert ("Head Person", "part_due.head.SCHOOL") in heard
    assert ("Manager Person", "part_due.manager.PART_1") not in heard


def test_a_plan_that_is_late_when_it_is_handed_out_is_told_to_its_owner_and_those_above_them_once(cast):
    TermFactory(spring=True)
    _quiet_until(day(2027, 1, 6))
    pep = _plan(cast.child, cast.school)
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(delegated_at=moment(day(2027, 1, 6)))

    _round(day(2027, 1, 7))
    heard = [("Head Person", "late 10"), ("Manager Person", "late 5"), ("Sam Person", "late 10")]
    assert sorted({(name, step) for name, _, step in _told()} & set(heard)) == heard
    before = Notice.objects.count()
    _round(day(2027, 1, 8))
    assert Notice.objects.count() == before


@pytest.mark.parametrize("how", ["in", "closed", "extended"])
def test_what_waits_for_a_letter_and_is_settled_meanwhile_is_told_to_nobody(cast, how):
    pep = _plan(cast.child, cast.school)
    _round(DUE)
    assert Notice.objects.exists()
    assert drop_settled() == 0
    plans = PersonalEducationPlan.objects.filter(pk=pep.pk)
    match how:
        case "in":
            pep.parts.update(submitted_at=moment(DUE))
        case "closed":
            plans.update(status=PepStatus.CLOSED, close_reason="LEFT_CARE", closed_at=moment(DUE))
        case "extended":
            plans.update(due_date=day(2026, 12, 18))
    drop_settled()
    assert not Notice.objects.exists()


def test_people_of_a_school_are_left_alone_in_the_holidays_and_told_on_the_first_day_back(cast):
    TermFactory(spring=True)
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 12, 18))

    _round(day(2026, 12, 29))
    assert {name for name, *_ in _told()} == {"Sam Person", "Head Person"}
    Notice.objects.all().delete()
    _round(day(2027, 1, 5))
    assert {(name, step) for name, _, step in _told()} == {("Teacher Person", "late 10")}


def test_whoever_stands_in_is_told_too(cast):
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 11, 26))
    PostFactory(
        user__name="Deputy Worker", role=Role.SOCIAL_WORKER, team=cast.team, stands_in_for=cast.sam,
        from_date=day(2026, 11, 20), until=day(2026, 12, 4),
    )  # fmt: skip

    _round(day(2026, 11, 27))

    assert ("Deputy Worker", "part_due.PART_1", "14") in _told()


def test_an_authority_sets_the_ladder_from_a_day_on(cast):
    ClockSettings.objects.create(from_date=day(2026, 12, 1), late_steps=[2], manager_after_days=3, head_after_days=20)
    _plan(cast.child, cast.school)
    _quiet_until(day(2026, 12, 14))

    _round(day(2026, 12, 15))
    assert {step for *_, step in _told()} == {"late 2"}
    _round(day(2026, 12, 16))
    assert ("Manager Person", "part_due.manager.PART_1", "late 3") in _told()
