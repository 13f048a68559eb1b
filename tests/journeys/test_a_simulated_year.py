"""A school year, day by day, with the jobs that beat wakes: every mail and every due date, and no other.

Its autumn is lived by every run of the tests, the whole of it before work is finished.

Thirty children. Twenty-four of them are written for in good time and trouble nobody. Of the other six one moves in
August, one in November, one comes into care on the Sunday before Christmas and one on 10 August, one turns 18, one
leaves care.
"""

import datetime as dt
from collections import Counter
from types import SimpleNamespace

import pytest
from django.core import mail

from accounts.clock import pretend
from accounts.models import Letter, Notice
from children.enums import AllocationKind, Origin
from children.models import CarePeriod, Enrolment
from children.moves import change_detection
from pep_portal.tasks import run_daily_rounds, send_letters
from peps.enums import CloseReason, PepKind, PepStatus
from peps.life.workflow import make_move
from peps.models import Part, PepEvent, PersonalEducationPlan
from peps.opening.convert_to_change_plan import turn_into_change
from peps.opening.opening import open_pep
from peps.tasks import continue_batches
from tests.factories import AllocationFactory, ChildFactory, EnrolmentFactory, PlacementFactory, TermFactory
from tests.factories.peps import moment
from tests.kept import kept

pytestmark = pytest.mark.django_db
day = dt.date
FIRST, LAST = day(2026, 8, 24), day(2027, 8, 31)
ONE_DAY = dt.timedelta(days=1)
MONDAY, SATURDAY = 0, 5
WINTER = day(2027, 1, 22)
# Weeks in which nobody is told anything and no date falls: the short way lives their Mondays alone.
QUIET_FIRST, QUIET_LAST = day(2026, 9, 14), day(2026, 11, 20)
LONG_IN_CARE, IN_YEAR_5 = day(2026, 1, 12), day(2017, 3, 14)


@pytest.fixture
@kept
def year(cast):
    """Three terms, and thirty children of Sam's at Ms Teacher's school; two of the cast are away."""
    cast.child.allocations.all().delete()
    for child in (cast.child, cast.other):
        CarePeriod.objects.filter(child=child).update(until=day(2026, 2, 1))
    TermFactory(spring=True)
    TermFactory(
        name="SUMMER", first_day=day(2027, 4, 12), half_term_from_date=day(2027, 5, 31), last_day=day(2027, 7, 21),
        half_term_last_date=day(2027, 6, 4), delegation_date=day(2027, 4, 7), pep_deadline_date=day(2027, 7, 9),
    )  # fmt: skip
    TermFactory(
        academic_year="2027/28", first_day=day(2027, 9, 1), half_term_from_date=day(2027, 10, 25),
        half_term_last_date=day(2027, 10, 29), last_day=day(2027, 12, 17), delegation_date=day(2027, 9, 3),
        pep_deadline_date=day(2027, 12, 10),
    )  # fmt: skip
    quiet = [_child(cast, f"Quiet{number}") for number in range(24)]
    named = {
        "august": _child(cast, "August", school=cast.other_school),
        "november": _child(cast, "November"),
        "eighteen": _child(cast, "Eighteen", born=day(2009, 2, 10)),
        "leaves": _child(cast, "Leaves"),
        "christmas": _child(cast, "Christmas", care=None),
        "summer": _child(cast, "Summer", care=None),
    }
    return SimpleNamespace(cast=cast, quiet={child.pk for child in quiet}, **named)


def _child(cast, name, *, school=None, care=LONG_IN_CARE, born=IN_YEAR_5):
    child = ChildFactory(given_name=name, date_of_birth=born, in_care=None)
    if care:
        CarePeriod.objects.create(child=child, from_date=care)
    AllocationFactory(child=child, person=cast.sam, team=cast.team)
    AllocationFactory(child=child, kind=AllocationKind.IRO, person=cast.iro, team=None)
    EnrolmentFactory(child=child, school=school or cast.school)
    PlacementFactory(child=child)
    return child


def moves(year, child, school, on):
    with change_detection.noticed([child.pk], by=year.cast.sam, origin=Origin.HAND):
        Enrolment.objects.filter(child=child, until=None).update(until=on)
        EnrolmentFactory(child=child, school=school, from_date=on)


def comes_into_care(year, child, on):
    """By the social worker on duty; the plan is begun the same day."""
    with change_detection.noticed([child.pk], by=year.cast.sam, origin=Origin.HAND):
        CarePeriod.objects.create(child=child, from_date=on)
    open_pep(child=child, kind=PepKind.FIRST, term=None, by=year.cast.sam, at=moment(on))


def leaves_care(year, child, on):
    with change_detection.noticed([child.pk], by=year.cast.sam, origin=Origin.HAND):
        CarePeriod.objects.filter(child=child).update(until=on)
    closes(year, child, on, CloseReason.LEFT_CARE)


def closes(year, child, on, reason):
    pep = child.peps.under_way().first()
    make_move("close", pep=pep, by=year.cast.officer, at=moment(on), close_reason=reason)


def hand_in(pep, on, *names):
    Part.objects.filter(pep=pep, name__in=names).update(submitted_at=moment(on), first_submitted_at=moment(on))


def sign(pep, on):
    hand_in(pep, on, "PART_1", "SCHOOL")
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=moment(on))


def what_people_do(year, on):
    """The acts of the year, each on its day; the quiet plans are written within two weeks of being handed out."""
    cast = year.cast
    for pep in PersonalEducationPlan.objects.under_way().filter(child__in=year.quiet):
        if on >= pep.opened_at.date() + dt.timedelta(days=14):
            sign(pep, on)
    acts = {
        day(2026, 8, 25): lambda: moves(year, year.august, cast.school, day(2026, 9, 1)),
        day(2026, 11, 24): lambda: moves(year, year.november, cast.other_school, day(2026, 11, 24)),
        day(2026, 11, 25): lambda: turn_into_change(
            pep=year.november.peps.under_way().get(), by=cast.sam, at=moment(on)
        ),
        day(2026, 12, 8): lambda: sign(year.november.peps.under_way().get(), on),
        day(2026, 12, 20): lambda: comes_into_care(year, year.christmas, on),
        day(2027, 1, 4): lambda: hand_in(year.christmas.peps.get(), on, "PART_1"),
        day(2027, 1, 21): lambda: sign(year.christmas.peps.get(kind=PepKind.FIRST), on),
        day(2027, 3, 1): lambda: leaves_care(year, year.leaves, on),
        day(2027, 8, 10): lambda: comes_into_care(year, year.summer, on),
        day(2027, 8, 24): lambda: sign(year.summer.peps.get(), on),
    }
    for one in (year.august, year.eighteen, year.leaves, year.november, year.christmas):
        for pep in one.peps.under_way().filter(kind=PepKind.TERMLY):
            if on == pep.due_date - dt.timedelta(days=15):
                sign(pep, on)
    if on in acts:
        acts[on]()


def run_the_jobs(on, *, at_oclock):
    """What beat wakes in the morning; the rounds of the day do nothing when they were run before."""
    with pretend(moment(on, at_oclock)):
        run_daily_rounds()
        continue_batches()
        send_letters()


def what_came_of_it():
    return [model.objects.count() for model in (Notice, Letter, PersonalEducationPlan, PepEvent)]


def lived(year, *, whole=False):
    """Where something came of the jobs they run again at nine, as if beat had been started twice.

    The whole year has its weekends, on which nobody is told anything, and runs them twice each day.
    """
    on = FIRST
    while on <= (LAST if whole else WINTER):
        before = what_came_of_it()
        if whole or _is_lived(on):
            run_the_jobs(on, at_oclock=7)
        if whole or what_came_of_it() != before:
            run_the_jobs(on, at_oclock=9)
        with pretend(moment(on, 12)):
            what_people_do(year, on)
        on += ONE_DAY


def _is_lived(on):
    return on.weekday() == MONDAY if QUIET_FIRST <= on <= QUIET_LAST else on.weekday() < SATURDAY


def mails(year):
    """(day, to whom, what it says of whom)."""
    names = {getattr(year, each).reference: each for each in NAMED}
    found = []
    for letter in Letter.objects.order_by("day", "person__name"):
        lines, handed_out = (
            [],
            Counter(notice.kind for notice in letter.notices.all() if notice.kind.startswith("handed_out.")),
        )
        for kind, number in sorted(handed_out.items()):
            lines.append(f"{number} {kind.removeprefix('handed_out.')} handed out")
        for notice in letter.notices.exclude(kind__startswith="handed_out.").order_by("pk"):
            reference, _, _ = notice.text.partition(":") if ":" in notice.text else notice.text.partition(" ")
            name = names.get(reference.split()[0], reference)
            what, step = notice.kind.removeprefix("part_due."), notice.key.rsplit(":", 1)[1]
            lines.append(f"{name} {what} {step}")
        found.append((letter.day, letter.person.name, *lines))
    return found


SAM, TEACHER, OTHER, IRO = "Sam Person", "Teacher Person", "Other Teacher Person", "Iro Person"
MAILS = [
    # A move in August is news for social care; nobody of a school hears in the holidays.
    (day(2026, 8, 26), IRO, "august news told"),
    # On its day a term is handed out: one email with all plans, to the school on its first day.
    (day(2026, 8, 26), SAM, "28 PART_1 handed out", "august news told"),
    (day(2026, 9, 2), TEACHER, "28 SCHOOL handed out"),
    # A move in November: the plan becomes the plan after a change, and is due ten working days after it.
    (day(2026, 11, 25), IRO, "november news told"),
    (day(2026, 11, 25), OTHER, "november news told"),
    (day(2026, 11, 25), SAM, "november news told"),
    (day(2026, 11, 26), OTHER, "1 SCHOOL handed out"),
    (day(2026, 11, 26), SAM, "1 PART_1 handed out"),
    (day(2026, 12, 1), OTHER, "november SCHOOL 7"),
    (day(2026, 12, 1), SAM, "november PART_1 7"),
    (day(2026, 12, 7), OTHER, "november SCHOOL 2"),  # the sixth is a Sunday
    (day(2026, 12, 7), SAM, "november PART_1 2"),
    (day(2026, 12, 8), OTHER, "november SCHOOL 0"),
    (day(2026, 12, 8), SAM, "november PART_1 0"),
    # Into care on the Sunday before Christmas: the social worker hears through the holidays, the school from its first day.
    (day(2026, 12, 21), IRO, "christmas news told"),
    (day(2026, 12, 21), SAM, "1 PART_1 handed out"),
    (day(2026, 12, 23), SAM, "christmas PART_1 14"),
    (day(2026, 12, 30), SAM, "christmas PART_1 7"),
    (day(2027, 1, 4), SAM, "christmas PART_1 2"),
    (day(2027, 1, 5), TEACHER, "christmas SCHOOL 2"),
    (day(2027, 1, 6), OTHER, "1 SCHOOL handed out"),
    (day(2027, 1, 6), SAM, "28 PART_1 handed out"),
    (day(2027, 1, 6), TEACHER, "27 SCHOOL handed out", "christmas SCHOOL 0"),
    (day(2027, 1, 7), TEACHER, "christmas SCHOOL late 1"),
    (day(2027, 1, 13), "Headteacher Person", "christmas manager.SCHOOL late 5"),
    (day(2027, 1, 13), TEACHER, "christmas SCHOOL late 5"),
    (day(2027, 1, 20), "Head Person", "christmas head.SCHOOL late 10"),
    (day(2027, 1, 20), TEACHER, "christmas SCHOOL late 10"),
    # Out of care: the reviewing officer hears; nobody is asked for anything any more.
    (day(2027, 3, 2), IRO, "leaves news told"),
    (day(2027, 4, 7), SAM, "27 PART_1 handed out"),
    (day(2027, 4, 12), OTHER, "1 SCHOOL handed out"),
    (day(2027, 4, 12), TEACHER, "26 SCHOOL handed out"),
    # Into care on 10 August: the law's clock runs through the holidays, and the school is left alone.
    (day(2027, 8, 11), IRO, "summer news told"),
    (day(2027, 8, 11), SAM, "1 PART_1 handed out"),
    (day(2027, 8, 17), SAM, "summer PART_1 7"),
    (day(2027, 8, 23), SAM, "summer PART_1 2"),  # the 22nd is a Sunday
    (day(2027, 8, 24), SAM, "summer PART_1 0"),
]
AUTUMN, SPRING, SUMMER = day(2026, 12, 11), day(2027, 3, 19), day(2027, 7, 9)
PLANS = {
    "august": [("TERMLY", AUTUMN, "SIGNED_OFF"), ("TERMLY", SPRING, "SIGNED_OFF"), ("TERMLY", SUMMER, "SIGNED_OFF")],
    "november": [
        ("CHANGE", day(2026, 12, 8), "SIGNED_OFF"),
        ("TERMLY", SPRING, "SIGNED_OFF"),
        ("TERMLY", SUMMER, "SIGNED_OFF"),
    ],
    "eighteen": [("TERMLY", AUTUMN, "SIGNED_OFF"), ("TERMLY", SPRING, "PAST_SCOPE")],
    "leaves": [("TERMLY", AUTUMN, "SIGNED_OFF"), ("TERMLY", SPRING, "LEFT_CARE")],
    "christmas": [("FIRST", day(2027, 1, 6), "SIGNED_OFF"), ("TERMLY", SUMMER, "SIGNED_OFF")],
    "summer": [("FIRST", day(2027, 8, 24), "SIGNED_OFF")],
}
NAMED = tuple(PLANS)


def plans(year):
    """(kind, due date, how it ended) of each named child's plans, in the order in which they were opened."""
    return {
        name: [
            (pep.kind, pep.due_date, pep.close_reason or pep.status) for pep in getattr(year, name).peps.order_by("pk")
        ]
        for name in NAMED
    }


def test_thirty_children_through_an_autumn_and_christmas(year):
    lived(year)

    expected = [each for each in MAILS if each[0] <= WINTER]
    assert mails(year) == expected
    assert {letter.state for letter in Letter.objects.all()} == {"SENT"}
    assert len(mail.outbox) == len(expected)
    for name, plans_of_year in PLANS.items():
        ended = [each for each in plans(year)[name] if each[2] == PepStatus.SIGNED_OFF]
        assert ended == [each for each in plans_of_year if each[1] <= WINTER], name


@pytest.mark.slow
def test_thirty_children_through_every_day_of_a_year_with_beat_started_twice(year):
    lived(year, whole=True)

    assert mails(year) == MAILS
    assert plans(year) == PLANS
    assert {letter.state for letter in Letter.objects.all()} == {"SENT"}
    assert len(mail.outbox) == len(MAILS)
    assert not any("Hazelwood" in each.body or "looked after" in each.body for each in mail.outbox)
    quiet = PersonalEducationPlan.objects.filter(child__in=year.quiet)
    assert quiet.count() == 3 * len(year.quiet)
    assert set(quiet.values_list("status", flat=True)) == {PepStatus.SIGNED_OFF}
