import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from peps.enums import CloseReason, LateReason, PepStatus
from peps.models import Meeting, PersonalEducationPlan
from quality.enums import Grade
from reports import cohort, figures, measures
from reports.enums import NOT_OPENED
from tests.factories import (
    AllocationFactory,
    CarePeriodFactory,
    ChildFactory,
    EnrolmentFactory,
    PlacementFactory,
    SchoolFactory,
    TeamFactory,
    TermFactory,
)
from tests.factories.peps import moment
from tests.funding.plans import graded
from tests.reports.standing import AFTER, COUNTS, DEADLINE, a_child, a_plan, complete, late_because, signed

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def term(db):
    return TermFactory()


def row_of(child, *, term, on=AFTER):
    return cohort.live(term=term, on=on, person=COUNTS).filter(pk=child.pk).values().get()


def meets(child, key, *, term, on=AFTER):
    return row_of(child, term=term, on=on)[f"met_{key}"]


def everything(term, on=AFTER):
    return figures.total(figures.lines(cohort.live(term=term, on=on, person=COUNTS), figures.PHASE))


@pytest.mark.parametrize("missing", ["part_1", "school_part", "meeting"])
def test_a_plan_is_complete_with_both_parts_in_and_the_meeting_held(term, missing):
    days = {"part_1": DEADLINE, "school_part": DEADLINE, "meeting": DEADLINE}
    whole, lacking = a_child(), a_child()
    a_plan(whole, **days)
    a_plan(lacking, **{**days, missing: None})

    assert [meets(child, "complete", term=term) for child in (whole, lacking)] == [True, False]
    assert [meets(child, "complete_in_time", term=term) for child in (whole, lacking)] == [True, False]


@pytest.mark.parametrize(
    ("at", "is_in_time"),
    [
        (dt.datetime(2026, 12, 11, 0, 0, tzinfo=LONDON), True),
        (dt.datetime(2026, 12, 11, 23, 59, 59, tzinfo=LONDON), True),
        (dt.datetime(2026, 12, 12, 0, 0, 0, tzinfo=LONDON), False),
    ],
)
@pytest.mark.parametrize("late", ["part_1", "school_part", "signed_off"])
def test_the_deadline_day_counts_until_midnight(term, at, is_in_time, late):
    child = a_child()
    days = {"part_1": DEADLINE, "school_part": DEADLINE, "meeting": DEADLINE, "signed_off": DEADLINE}
    a_plan(child, **{**days, late: at})

    key = "signed_off_in_time" if late == "signed_off" else "complete_in_time"
    assert meets(child, key, term=term) is is_in_time
    assert meets(child, "complete", term=term)


def test_midnight_is_that_of_london_in_summer_time_too(db):
    summer = TermFactory(
        academic_year="2025/26",
        name="SUMMER",
        first_day=dt.date(2026, 4, 13),
        last_day=dt.date(2026, 7, 21),
        half_term_from_date=dt.date(2026, 5, 25),
        half_term_last_date=dt.date(2026, 5, 29),
        delegation_date=dt.date(2026, 4, 8),
        pep_deadline_date=dt.date(2026, 7, 10),
    )
    in_time, late = a_child(), a_child()
    for child, minute in (
        (in_time, dt.datetime(2026, 7, 10, 22, 59, tzinfo=dt.UTC)),
        (late, dt.datetime(2026, 7, 10, 23, 1, tzinfo=dt.UTC)),
    ):
        a_plan(
            child,
            part_1=minute,
            school_part=minute,
            meeting=dt.date(2026, 7, 10),
            fills_term=summer,
            due_date=dt.date(2026, 7, 10),
        )

    on = dt.date(2026, 7, 12)
    assert [meets(child, "complete_in_time", term=summer, on=on) for child in (in_time, late)] == [True, False]


def test_a_meeting_after_the_due_date_is_complete_and_not_in_time(term):
    child = a_child()
    a_plan(child, part_1=DEADLINE, school_part=DEADLINE, meeting=dt.date(2026, 12, 12))

    assert (meets(child, "complete", term=term), meets(child, "complete_in_time", term=term)) == (True, False)


def test_a_cancelled_meeting_was_not_held(term):
    child = a_child()
    pep = a_plan(child, part_1=DEADLINE, school_part=DEADLINE)
    Meeting.objects.create(pep=pep, held_date=DEADLINE, cancelled_at=moment(DEADLINE))

    assert not meets(child, "complete", term=term)


def test_a_return_for_quality_does_not_undo_complete_in_time(term):
    child = a_child()
    pep = complete(child)
    pep.parts.update(submitted_at=None)
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.RETURNED)

    assert meets(child, "complete_in_time", term=term)


def test_each_plan_is_measured_by_its_own_due_date(term):
    child = a_child()
    complete(child, on=dt.date(2026, 10, 20), due_date=dt.date(2026, 10, 19))

    assert not meets(child, "complete_in_time", term=term)


def test_the_moments_are_those_of_the_plan(term):
    pep = signed(a_child())
    found = row_of(pep.child, term=term)

    plan = PersonalEducationPlan.objects.with_moments().get(pk=pep.pk)
    for name in ("part_1_at", "school_part_at", "meeting_held_date", "signed_off_at"):
        assert found[name] == getattr(plan, name)


def test_a_child_in_scope_without_a_plan_is_required_and_missed(term):
    child = a_child()

    found = row_of(child, term=term)

    assert (found["required_complete"], found["met_complete"], found["status"]) == (True, False, NOT_OPENED)
    assert (found["late_reason"], found["is_late"]) == (NOT_OPENED, True)


def test_who_is_out_of_scope_without_a_plan_is_not_counted(term):
    ChildFactory(in_care=None)
    ChildFactory(date_of_birth=dt.date(2008, 1, 1))
    left = ChildFactory(in_care=None)
    CarePeriodFactory(child=left, from_date=dt.date(2026, 1, 1), until=dt.date(2026, 9, 1))

    assert everything(term)["complete"].required == 0


def test_a_plan_closed_without_sign_off_is_out_of_the_denominator(term):
    left = ChildFactory(in_care=None)
    CarePeriodFactory(child=left, from_date=dt.date(2026, 1, 1), until=dt.date(2026, 11, 1))
    a_plan(left, status=PepStatus.CLOSED, close_reason=CloseReason.LEFT_CARE)

    assert everything(term)["complete"].required == 0


def test_a_plan_opened_in_error_and_closed_leaves_the_child_without_one(term):
    child = a_child()
    a_plan(child, status=PepStatus.CLOSED, close_reason=CloseReason.OPENED_IN_ERROR)

    assert row_of(child, term=term)["status"] == NOT_OPENED


def test_plans_of_other_terms_and_between_terms_do_not_count(term):
    child = a_child()
    signed(child, fills_term=TermFactory(spring=True))
    signed(child, fills_term=None)

    assert row_of(child, term=term)["status"] == NOT_OPENED
    assert everything(term)["signed_off"].met == 0


def test_who_came_into_care_after_the_deadline_needs_no_plan_of_the_term(term):
    late = ChildFactory(in_care=None)
    CarePeriodFactory(child=late, from_date=dt.date(2026, 12, 12))

    assert everything(term)["complete"].required == 0
    CarePeriodFactory(child=ChildFactory(in_care=None), from_date=DEADLINE)
    assert everything(term)["complete"].required == 1


@pytest.mark.parametrize(
    ("on", "judged"),
    [
        (dt.date(2026, 9, 1), dt.date(2026, 9, 2)),  # before the term: as on its first day
        (dt.date(2026, 9, 2), dt.date(2026, 9, 2)),
        (dt.date(2026, 12, 1), dt.date(2026, 12, 1)),
        (DEADLINE, DEADLINE),
        (dt.date(2026, 12, 12), DEADLINE),
    ],
)
def test_who_needs_a_plan_of_the_term_is_judged_on_the_day_up_to_its_deadline(on, judged):
    assert cohort.scope_day(TermFactory.build(), on) == judged


def test_good_or_better_is_asked_of_signed_and_graded_plans_only(term):
    for grade in (Grade.OUTSTANDING, Grade.GOOD, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE):
        signed(a_child(), grade=grade)
    signed(a_child(), grade=None)
    complete(a_child())

    found = everything(term)["good_or_better"]
    assert (found.met, found.required) == (2, 4)


def test_a_grade_given_after_sign_off_changes_no_figure(term):
    weak, strong = signed(a_child(), grade=Grade.REQUIRES_IMPROVEMENT), signed(a_child(), grade=Grade.GOOD)
    graded(weak, Grade.OUTSTANDING, at=weak.signed_off_at + dt.timedelta(days=5))
    graded(strong, Grade.INADEQUATE, at=strong.signed_off_at + dt.timedelta(days=5))

    assert not meets(weak.child, "good_or_better", term=term)
    assert meets(strong.child, "good_or_better", term=term)


def test_the_grade_that_counts_is_the_last_one_before_sign_off_or_with_it(term):
    improved, together = signed(a_child(), grade=Grade.GOOD), signed(a_child(), grade=Grade.INADEQUATE)
    graded(improved, Grade.REQUIRES_IMPROVEMENT, at=improved.signed_off_at - dt.timedelta(days=9))
    graded(together, Grade.GOOD, at=together.signed_off_at)

    assert [meets(pep.child, "good_or_better", term=term) for pep in (improved, together)] == [True, True]


def test_a_rate_is_the_numbers_that_the_database_added_up(term):
    for _ in range(2):
        signed(a_child())
    complete(a_child(), on=dt.date(2026, 12, 12))
    a_child()

    found = everything(term)

    assert {key: (each.met, each.required) for key, each in found.items()} == {
        "complete": (3, 4),
        "complete_in_time": (2, 4),
        "complete_after_meeting": (0, 0),
        "signed_off": (2, 4),
        "signed_off_in_time": (2, 4),
        "good_or_better": (2, 2),
    }


def test_a_child_stands_with_the_team_of_the_day_and_the_school_of_the_plan(term):
    team, school, other = TeamFactory(), SchoolFactory(), SchoolFactory()
    child = a_child(team=team, school=school)
    complete(child, school=other)

    found = row_of(child, term=term)
    assert (found["team_id"], found["school_urn"]) == (team.pk, other.urn)
    child.allocations.update(until=AFTER)
    assert (row_of(child, term=term)["team_id"], row_of(child, term=term)["team_name"]) == (None, "")


def test_people_and_places_of_another_kind_or_time_do_not_stand_for_those_of_the_day(term):
    team, school = TeamFactory(), SchoolFactory()
    child = a_child(team=team, school=school)
    AllocationFactory(child=child, kind="IRO", team=TeamFactory(), from_date=dt.date(2026, 11, 2))
    EnrolmentFactory(child=child, kind="AP", from_date=dt.date(2026, 11, 2))
    PlacementFactory(child=child, is_in_area=False, until=dt.date(2026, 11, 2))
    PlacementFactory(child=child, is_in_area=True, from_date=dt.date(2026, 11, 2))
    PlacementFactory(is_in_area=False)  # of another child

    found = row_of(child, term=term)
    assert (found["team_id"], found["school_urn"], found["in_area"]) == (team.pk, school.urn, True)


def test_without_a_plan_school_and_phase_are_those_of_the_day(term):
    school = SchoolFactory()
    births = {
        dt.date(2021, 9, 1): "EARLY_YEARS",
        dt.date(2021, 8, 31): "PRIMARY",
        dt.date(2015, 9, 1): "PRIMARY",
        dt.date(2015, 8, 31): "SECONDARY",
        dt.date(2010, 9, 1): "SECONDARY",
        dt.date(2010, 8, 31): "POST_16",
    }
    for born, phase in births.items():
        child = a_child(date_of_birth=born, school=school)
        found = row_of(child, term=term)
        assert (found["phase"], found["school_urn"]) == (phase, school.urn)
        assert found["phase"] == child.phase_on(AFTER)


def test_lines_have_every_child_once_and_say_who_has_no_team(term):
    team = TeamFactory(name="Riverside team")
    for _ in range(2):
        complete(a_child(team=team))
    complete(a_child())

    found = figures.lines(cohort.live(term=term, on=AFTER, person=COUNTS), figures.TEAM)

    assert [(line.value, line.label, line.rates["complete"].required) for line in found] == [
        (str(team.pk), "Riverside team", 2),
        ("none", "No team", 1),
    ]


def test_what_is_late_stands_by_its_newest_reason(term):
    pep = a_plan(a_child())
    late_because(pep, LateReason.NO_SCHOOL_PLACE, at=moment(dt.date(2026, 12, 12)))
    late_because(pep, LateReason.PLACEMENT_MOVE, at=moment(dt.date(2026, 12, 13)))
    a_plan(a_child())
    a_child()
    complete(a_child())

    found = figures.late_by_reason(cohort.live(term=term, on=AFTER, person=COUNTS))

    assert sorted(found) == [
        ("NOT_OPENED", "The plan was not opened", 1),
        ("PLACEMENT_MOVE", "Placement move", 1),
        ("none", "No reason given yet", 1),
    ]


def test_nothing_is_late_on_the_due_day_itself(term):
    a_plan(a_child())
    rows = cohort.live(term=term, on=DEADLINE, person=COUNTS)

    assert not rows.filter(is_late=True).exists()
    assert cohort.live(term=term, on=DEADLINE, person=COUNTS, is_over=True).filter(is_late=True).exists()


def test_a_restricted_child_is_in_nobodys_live_figures(cast):
    cast.child.is_restricted = True
    cast.child.save()

    found = cohort.live(term=cast.term, on=cast.today, person=cast.officer)
    assert set(found) == {cast.other}


def test_figures_reach_as_far_as_the_person(cast):
    def seen(person):
        return set(cohort.live(term=cast.term, on=cast.today, person=person))

    assert seen(cast.manager) == {cast.child}
    assert seen(cast.service_manager) == {cast.child, cast.other}
    assert seen(cast.finance) == set()


def test_the_fingerprint_follows_the_definitions(monkeypatch):
    before = measures.fingerprint()
    monkeypatch.setattr(measures, "definitions", lambda: {"complete": "Something else"})

    assert measures.fingerprint() != before


def test_enrolments_elsewhere_do_not_double_a_child(term):
    child = a_child(team=TeamFactory(), school=SchoolFactory())
    EnrolmentFactory(child=child, kind="DUAL")
    complete(child)

    assert everything(term)["complete"].required == 1
