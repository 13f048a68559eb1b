"""The weeks around Christmas, day by day, with the jobs that end and open plans: exactly where each plan stands.

Six children. Nobody touches the plan of the first. Of the second Part 1 is in. The third moves school after Part 1 was
in. The plan of the fourth is returned, and its point is not answered. The fifth leaves care and comes back. Of the
sixth a wrong file says so, for two days.
"""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core import mail

from accounts.audit import System
from accounts.clock import pretend
from accounts.models import Letter, Notice
from children.enums import AllocationKind
from children.models import CarePeriod, Enrolment
from pep_portal.tasks import run_daily_rounds, send_letters
from peps import tasks as plan_tasks
from peps.delegation.preview import unfinished
from peps.enums import PartName
from peps.life.closing import close_and_open, closed_by_rule, restore
from peps.models import Batch, Part, PepEvent, PersonalEducationPlan, Section
from peps.opening.convert_to_change_plan import turn_into_change
from quality.enums import Grade
from quality.returning import return_pep
from reports import cohort
from tests.factories import (
    AllocationFactory,
    ChildFactory,
    EnrolmentFactory,
    PlacementFactory,
    RecordChangeFactory,
    TermFactory,
    open_plan,
)
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import POINT, audited, submitted

pytestmark = pytest.mark.django_db
day = dt.date
FIRST, LAST = day(2026, 11, 23), day(2027, 1, 22)
ONE_DAY = dt.timedelta(days=1)
OPENED = moment(day(2026, 9, 2))
REFERENCE_LENGTH = 8
NAMES = ("untouched", "begun", "moved", "returned", "comes_back", "wrong_file")


@pytest.fixture
@kept
def winter(cast):
    TermFactory(spring=True)
    CarePeriod.objects.filter(child=cast.other).update(until=day(2026, 2, 1))
    children = {name: _child(cast, name) for name in NAMES if name != "returned"}
    for child in children.values():
        open_plan(child, term=cast.term, at=OPENED)
    returned = submitted(cast)
    audited(returned, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT, at=moment(day(2026, 11, 25)))
    return_pep(pep=returned, by=cast.officer, at=moment(day(2026, 11, 25)))
    return SimpleNamespace(cast=cast, returned=cast.child, **children)


def _child(cast, name):
    child = ChildFactory(given_name=name.title(), in_care=None)
    CarePeriod.objects.create(child=child, from_date=day(2026, 1, 12))
    AllocationFactory(child=child, kind=AllocationKind.SOCIAL_WORKER, person=cast.sam, team=cast.team)
    EnrolmentFactory(child=child, school=cast.school)
    PlacementFactory(child=child)
    return child


def hand_in_part_1(child, on):
    part = Part.objects.filter(pep__in=child.peps.under_way(), name=PartName.PART_1)
    part.update(submitted_at=moment(on), first_submitted_at=moment(on))


def moves_school(winter, on):
    Enrolment.objects.filter(child=winter.moved).update(until=on)
    EnrolmentFactory(child=winter.moved, school=winter.cast.other_school, from_date=on)
    RecordChangeFactory(
        child=winter.moved, changed_date=on, was_school=winter.cast.school, now_school=winter.cast.other_school
    )
    turn_into_change(pep=winter.moved.peps.under_way().get(), by=winter.cast.sam, at=moment(on))


def acts(winter):
    cast = winter.cast

    def care_of(child, **fields):
        return CarePeriod.objects.filter(child=child).update(**fields)

    return {
        day(2026, 11, 24): lambda on: [hand_in_part_1(winter.begun, on), hand_in_part_1(winter.moved, on)],
        day(2026, 11, 26): lambda on: moves_school(winter, on),
        day(2026, 12, 3): lambda on: care_of(winter.comes_back, until=on),
        day(2026, 12, 7): lambda on: care_of(winter.wrong_file, until=day(2026, 12, 4)),
        day(2026, 12, 9): lambda on: care_of(winter.wrong_file, until=None),
        day(2027, 1, 8): lambda on: close_and_open(
            pep=winter.begun.peps.under_way().get(), term=TermFactory(spring=True), by=cast.officer, at=moment(on)
        ),
        day(2027, 1, 12): lambda on: CarePeriod.objects.create(child=winter.comes_back, from_date=on),
        day(2027, 1, 15): lambda on: restore(pep=winter.comes_back.peps.get(), by=cast.officer, at=moment(on)),
    }


def run_the_jobs(on):
    """Of the whole day, and the emails; where something came of them, again, as if the timetable had been started twice."""
    before = what_came_of_it()
    for hour in (7, 9):
        with pretend(moment(on, hour)):
            run_daily_rounds()
            plan_tasks.continue_batches()
            send_letters()
        if what_came_of_it() == before:
            return


def what_came_of_it():
    return [model.objects.count() for model in (Notice, Letter, PersonalEducationPlan, PepEvent)]


def mails(winter):
    """(day, to whom, what it says of whom, and at which step)."""
    names = {getattr(winter, name).reference: name for name in NAMES}
    found = []
    for letter in Letter.objects.order_by("day", "person__name", "pk").prefetch_related("notices"):
        lines = []
        for notice in letter.notices.all():
            name = names.get(notice.text[:REFERENCE_LENGTH], notice.text)
            step = notice.key.rsplit(":", 1)[1]
            moment_or_step = "" if step.isdecimal() and len(step) > REFERENCE_LENGTH else f" {step}"
            lines.append(f"{name} {notice.kind}{moment_or_step}")
        found.append((letter.day, letter.person.name, *sorted(lines)))
    return found


def stands(winter):
    """The plans of each child in the order in which they were opened: term, and status or why it was closed."""
    return {
        name: [
            f"{pep.fills_term.name} {pep.close_reason or pep.status}"
            for pep in getattr(winter, name).peps.select_related("fills_term").order_by("pk")
        ]
        for name in NAMES
    }


SAM, TEACHER, OTHER = "Sam Person", "Teacher Person", "Other Teacher Person"
MANAGER, HEADTEACHER, HEAD = "Manager Person", "Headteacher Person", "Head Person"
MAILS = [
    # The jobs run for the first time: all that was handed out and returned before is told at once.
    (
        day(2026, 11, 23),
        SAM,
        "begun handed_out.PART_1",
        "comes_back handed_out.PART_1",
        "moved handed_out.PART_1",
        "untouched handed_out.PART_1",
        "wrong_file handed_out.PART_1",
    ),
    (
        day(2026, 11, 23),
        TEACHER,
        "begun handed_out.SCHOOL",
        "comes_back handed_out.SCHOOL",
        "moved handed_out.SCHOOL",
        "returned handed_out.SCHOOL",
        "returned returned.SCHOOL",
        "untouched handed_out.SCHOOL",
        "wrong_file handed_out.SCHOOL",
    ),
    (day(2026, 11, 24), TEACHER, "returned point_due.SCHOOL 14"),
    # After the move Part 1 is asked again of the social worker, and the school part of the new school.
    (day(2026, 11, 27), OTHER, "moved handed_out.SCHOOL"),
    (
        day(2026, 11, 27),
        SAM,
        "comes_back part_due.PART_1 14",
        "moved handed_out.PART_1",
        "untouched part_due.PART_1 14",
        "wrong_file part_due.PART_1 14",
    ),
    (
        day(2026, 11, 27),
        TEACHER,
        "begun part_due.SCHOOL 14",
        "comes_back part_due.SCHOOL 14",
        "returned part_due.SCHOOL 14",
        "untouched part_due.SCHOOL 14",
        "wrong_file part_due.SCHOOL 14",
    ),
    (day(2026, 12, 1), OTHER, "moved news told"),
    (day(2026, 12, 1), SAM, "moved news told"),
    (day(2026, 12, 1), TEACHER, "returned point_due.SCHOOL 7"),
    (day(2026, 12, 3), OTHER, "moved part_due.SCHOOL 7"),
    (day(2026, 12, 3), SAM, "moved part_due.PART_1 7"),
    # Who has left care is in no reminder any more.
    (day(2026, 12, 4), SAM, "untouched part_due.PART_1 7", "wrong_file part_due.PART_1 7"),
    (
        day(2026, 12, 4),
        TEACHER,
        "begun part_due.SCHOOL 7",
        "returned part_due.SCHOOL 7",
        "untouched part_due.SCHOOL 7",
        "wrong_file part_due.SCHOOL 7",
    ),
    (day(2026, 12, 7), TEACHER, "returned point_due.SCHOOL 2"),
    (day(2026, 12, 8), OTHER, "moved part_due.SCHOOL 2"),
    (day(2026, 12, 8), SAM, "moved part_due.PART_1 2"),
    (day(2026, 12, 8), TEACHER, "returned point_due.SCHOOL 0"),
    # What the wrong file closed is open again from the tenth.
    (day(2026, 12, 9), SAM, "untouched part_due.PART_1 2"),
    (
        day(2026, 12, 9),
        TEACHER,
        "begun part_due.SCHOOL 2",
        "returned part_due.SCHOOL 2",
        "returned point_due.SCHOOL late 1",
        "untouched part_due.SCHOOL 2",
    ),
    (day(2026, 12, 10), OTHER, "moved part_due.SCHOOL 0"),
    (day(2026, 12, 10), SAM, "moved part_due.PART_1 0"),
    (day(2026, 12, 11), OTHER, "moved part_due.SCHOOL late 1"),
    (
        day(2026, 12, 11),
        SAM,
        "moved part_due.PART_1 late 1",
        "untouched part_due.PART_1 0",
        "wrong_file part_due.PART_1 0",
    ),
    (
        day(2026, 12, 11),
        TEACHER,
        "begun part_due.SCHOOL 0",
        "returned part_due.SCHOOL 0",
        "untouched part_due.SCHOOL 0",
        "wrong_file part_due.SCHOOL 0",
    ),
    (day(2026, 12, 14), SAM, "untouched part_due.PART_1 late 1", "wrong_file part_due.PART_1 late 1"),
    (
        day(2026, 12, 14),
        TEACHER,
        "begun part_due.SCHOOL late 1",
        "returned part_due.SCHOOL late 1",
        "untouched part_due.SCHOOL late 1",
        "wrong_file part_due.SCHOOL late 1",
    ),
    (day(2026, 12, 15), TEACHER, "returned point_due.SCHOOL late 5"),
    (day(2026, 12, 17), MANAGER, "moved part_due.manager.PART_1 late 5"),
    (day(2026, 12, 17), OTHER, "moved part_due.SCHOOL late 5"),
    (day(2026, 12, 17), SAM, "moved part_due.PART_1 late 5"),
    (
        day(2026, 12, 18),
        HEADTEACHER,
        "begun part_due.manager.SCHOOL late 5",
        "returned part_due.manager.SCHOOL late 5",
        "untouched part_due.manager.SCHOOL late 5",
        "wrong_file part_due.manager.SCHOOL late 5",
    ),
    (
        day(2026, 12, 18),
        MANAGER,
        "untouched part_due.manager.PART_1 late 5",
        "wrong_file part_due.manager.PART_1 late 5",
    ),
    (day(2026, 12, 18), SAM, "untouched part_due.PART_1 late 5", "wrong_file part_due.PART_1 late 5"),
    (
        day(2026, 12, 18),
        TEACHER,
        "begun part_due.SCHOOL late 5",
        "returned part_due.SCHOOL late 5",
        "untouched part_due.SCHOOL late 5",
        "wrong_file part_due.SCHOOL late 5",
    ),
    (day(2026, 12, 24), HEAD, "moved part_due.head.PART_1 late 10", "moved part_due.head.SCHOOL late 10"),
    (day(2026, 12, 24), SAM, "moved part_due.PART_1 late 10"),
    (
        day(2026, 12, 29),
        HEAD,
        "begun part_due.head.SCHOOL late 10",
        "returned part_due.head.SCHOOL late 10",
        "untouched part_due.head.PART_1 late 10",
        "untouched part_due.head.SCHOOL late 10",
        "wrong_file part_due.head.PART_1 late 10",
        "wrong_file part_due.head.SCHOOL late 10",
    ),
    (day(2026, 12, 29), SAM, "untouched part_due.PART_1 late 10", "wrong_file part_due.PART_1 late 10"),
    # Schools hear in the new year what fell in their holidays.
    (day(2027, 1, 5), OTHER, "moved part_due.SCHOOL late 10"),
    (
        day(2027, 1, 5),
        TEACHER,
        "begun part_due.SCHOOL late 10",
        "returned part_due.SCHOOL late 10",
        "untouched part_due.SCHOOL late 10",
        "wrong_file part_due.SCHOOL late 10",
    ),
    # The spring is handed out for those whose autumn the rule has closed.
    (day(2027, 1, 6), SAM, "untouched handed_out.PART_1", "wrong_file handed_out.PART_1"),
    (day(2027, 1, 6), TEACHER, "untouched handed_out.SCHOOL", "wrong_file handed_out.SCHOOL"),
    # By hand, on a Friday afternoon.
    (day(2027, 1, 11), SAM, "begun handed_out.PART_1"),
    (day(2027, 1, 11), TEACHER, "begun handed_out.SCHOOL"),
    # Restored on a Friday: who is asked hears that it is open again.
    (day(2027, 1, 18), SAM, "comes_back handed_out.PART_1"),
    (day(2027, 1, 18), TEACHER, "comes_back handed_out.SCHOOL"),
]
IN_DECEMBER = {name: ["AUTUMN OPEN"] for name in NAMES} | {"returned": ["AUTUMN RETURNED"]}
EXPECTED = {
    day(2026, 11, 26): IN_DECEMBER,
    day(2026, 12, 4): IN_DECEMBER | {"comes_back": ["AUTUMN LEFT_CARE"]},
    day(2026, 12, 8): IN_DECEMBER | {"comes_back": ["AUTUMN LEFT_CARE"], "wrong_file": ["AUTUMN LEFT_CARE"]},
    day(2026, 12, 10): IN_DECEMBER | {"comes_back": ["AUTUMN LEFT_CARE"]},
    day(2027, 1, 5): IN_DECEMBER | {"comes_back": ["AUTUMN LEFT_CARE"]},
    # The spring is delegated: what nobody touched is closed, and everything else waits for a person.
    day(2027, 1, 6): IN_DECEMBER
    | {
        "untouched": ["AUTUMN NOT_COMPLETED", "SPRING OPEN"],
        "comes_back": ["AUTUMN LEFT_CARE"],
        "wrong_file": ["AUTUMN NOT_COMPLETED", "SPRING OPEN"],
    },
    LAST: {
        "untouched": ["AUTUMN NOT_COMPLETED", "SPRING OPEN"],
        "begun": ["AUTUMN NOT_COMPLETED", "SPRING OPEN"],
        "moved": ["AUTUMN OPEN"],
        "returned": ["AUTUMN RETURNED"],
        "comes_back": ["AUTUMN OPEN"],
        "wrong_file": ["AUTUMN NOT_COMPLETED", "SPRING OPEN"],
    },
}


def test_six_plans_through_a_winter(winter):
    on, found, to_do = FIRST, {}, acts(winter)
    while on <= LAST:
        run_the_jobs(on)
        with pretend(moment(on, 12)):
            if on in to_do:
                to_do[on](on)
        if on in EXPECTED:
            found[on] = stands(winter)
        on += ONE_DAY

    assert found == EXPECTED
    assert mails(winter) == MAILS
    assert len(mail.outbox) == len(MAILS)
    assert not any("Hazelwood" in each.body or "Child" in each.body for each in mail.outbox)
    cast, spring = winter.cast, TermFactory(spring=True)
    # Part 1 is asked again of the social worker, from the day of the change.
    asked = Section.objects.editable_by(cast.sam).filter(pep__child=winter.moved, part__name=PartName.PART_1)
    assert asked.filter(key="change").exists()
    # Who waits for a person is listed, in the batch and on the page.
    kept_back = {each["child"] for each in Batch.objects.get(term=spring).refused}
    assert kept_back == {winter.begun.reference, winter.moved.reference, winter.returned.reference}
    with pretend(moment(LAST)):
        listed = {each.pep.child_id: each.state for each in unfinished(spring, LAST)}
        assert {winter.moved.pk, winter.returned.pk, winter.comes_back.pk} == set(listed)
        assert listed[winter.returned.pk] == "Returned with points"
        assert {pep.child for pep in closed_by_rule(cast.officer, FIRST)} == {winter.untouched, winter.wrong_file}
    # All six but the one who had left count in the autumn, none as complete in time.
    rows = cohort.live(term=cast.term, on=LAST, person=System("counts")).filter(pk__in=[_pk(winter, n) for n in NAMES])
    met = {row["pk"]: row["met_signed_off"] for row in rows.values("pk", "met_signed_off")}
    assert set(met.values()) == {False}
    assert _pk(winter, "untouched") in met


def _pk(winter, name):
    return getattr(winter, name).pk
