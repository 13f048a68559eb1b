import datetime as dt

import pytest

from accounts.access import ActNotAllowed
from accounts.models import AuditRecord
from reports import cohort, counting, figures
from reports.counting import CannotCount
from reports.kept import headline_of_counts
from reports.models import Count, CountedChild
from reports.tasks import take_counts
from tests.factories import AllocationFactory, SchoolFactory, TeamFactory, TermFactory
from tests.factories.peps import moment
from tests.reports.standing import AFTER, COUNTS, DEADLINE, a_child, a_plan, complete, late_because, signed

NIGHT = moment(dt.date(2026, 12, 12), 1)


@pytest.fixture
def term(db):
    return TermFactory()


def take(term, **more):
    return counting.take(term=term, day=DEADLINE, **{"by": COUNTS, "at": NIGHT, **more})


def rates(count, person=COUNTS):
    found = figures.total(figures.lines(cohort.kept(count=count, person=person), figures.PHASE))
    return {key: (each.met, each.required) for key, each in found.items()}


def test_a_count_keeps_each_child_as_it_stood(term):
    team, school = TeamFactory(name="Riverside team"), SchoolFactory(name="Larkfield School")
    pep = signed(a_child(team=team, school=school), school=school)
    late = late_because(a_plan(a_child()))

    count = take(term)

    kept = count.children.get(child_reference=pep.child.reference)
    assert (kept.team, kept.team_name, kept.school_name, kept.status) == (
        team,
        "Riverside team",
        "Larkfield School",
        "SIGNED_OFF",
    )
    assert kept.measures == {
        "complete": True,
        "complete_in_time": True,
        "signed_off": True,
        "signed_off_in_time": True,
        "good_or_better": True,
    }
    missed = count.children.get(child_reference=late.pep.child.reference)
    assert (missed.late_reason, missed.is_late) == ("PLACEMENT_MOVE", True)
    assert "good_or_better" not in missed.measures


def test_kept_figures_are_the_live_ones_of_that_moment(term):
    signed(a_child())
    complete(a_child(), on=dt.date(2026, 12, 12))
    a_child()
    live = figures.total(figures.lines(cohort.live(term=term, on=DEADLINE, person=COUNTS), figures.PHASE))

    assert rates(take(term)) == {key: (each.met, each.required) for key, each in live.items()}


def test_a_count_never_changes_afterwards(term):
    team = TeamFactory(name="Riverside team")
    child = a_child(team=team)
    pep = a_plan(child)
    count = take(term)
    before = list(count.children.values())

    pep.parts.update(first_submitted_at=moment(dt.date(2026, 12, 1)))
    child.allocations.update(until=DEADLINE)
    AllocationFactory(child=child, from_date=DEADLINE)
    a_child()

    assert list(Count.objects.get().children.values()) == before
    with pytest.raises(TypeError, match="append-only"):
        count.save()
    with pytest.raises(TypeError, match="append-only"):
        count.children.get().delete()


def test_taken_again_it_is_the_same_count(term):
    a_plan(a_child())
    first = take(term)
    a_plan(a_child())

    assert take(term) == first
    assert CountedChild.objects.count() == 1


def test_a_correction_is_a_second_count_beside_the_first(term):
    a_plan(a_child())
    first = take(term)
    a_plan(a_child())

    second = counting.correct(count=first, note="A child was missing", by=COUNTS, at=NIGHT)

    assert (rates(first)["complete"], rates(second)["complete"]) == ((0, 1), (0, 2))
    assert second.corrects == first
    with pytest.raises(CannotCount, match="Correct the newest"):
        counting.correct(count=first, note="Again", by=COUNTS, at=NIGHT)
    with pytest.raises(CannotCount, match="Say what was corrected"):
        counting.correct(count=second, note=" ", by=COUNTS, at=NIGHT)
    assert take(term) == first


def test_no_count_is_taken_while_the_day_lasts(term):
    with pytest.raises(CannotCount, match="11 December 2026 is not over yet"):
        take(term, at=moment(DEADLINE, 23))


def test_a_restricted_child_is_counted(term):
    complete(a_child(is_restricted=True))

    assert rates(take(term))["complete"] == (1, 1)


def test_a_restricted_child_stands_in_the_kept_list_without_a_reference(cast):
    complete(cast.child)
    count = take(cast.term)
    cast.child.is_restricted = True
    cast.child.save()

    kept = cohort.kept(count=count, person=cast.officer)
    assert {row.child_reference: row.is_hidden for row in kept} == {
        cast.child.reference: True,
        cast.other.reference: False,
    }


def test_a_team_manager_sees_the_kept_figures_of_own_teams_as_they_were(cast):
    complete(cast.child)
    count = take(cast.term)
    cast.child.allocations.filter(kind="SW").update(team=cast.other_team)

    assert rates(count, cast.manager)["complete"] == (1, 1)
    assert rates(count, cast.service_manager)["complete"] == (1, 2)
    assert rates(count, cast.sam)["complete"] == (0, 0)


def test_the_kept_rates_are_of_own_teams_too(cast):
    for child in (cast.child, cast.other):
        complete(child)
    a_plan(a_child(team=cast.other_team))
    take(cast.term)

    def kept_for(person):
        return [(one.rate.met, one.rate.required) for one in headline_of_counts(person)]

    assert kept_for(cast.manager) == [(1, 1)]
    assert kept_for(cast.service_manager) == [(2, 3)]
    assert kept_for(cast.sam) == [(0, 0)]


@pytest.mark.parametrize("name", ["manager", "service_manager", "finance", "sam", "nobody"])
def test_others_take_no_count(cast, name):
    with pytest.raises(ActNotAllowed):
        take(cast.term, by=getattr(cast, name))
    assert not Count.objects.exists()


def test_the_job_counts_each_term_once_after_its_deadline(cast):
    spring = TermFactory(spring=True)
    complete(cast.child)
    complete(cast.other, fills_term=spring)

    assert take_counts("2026-12-11") == 0
    assert take_counts("2026-12-11") == 0
    assert counting.terms_to_count(AFTER) == [cast.term]
    count = take(cast.term)
    assert (count.term, count.day) == (cast.term, DEADLINE)
    assert counting.terms_to_count(AFTER) == []


def test_a_term_is_counted_though_another_was_and_though_its_months_were(cast):
    spring = TermFactory(spring=True)
    complete(cast.child)
    complete(cast.other, fills_term=spring)
    take(cast.term)
    Count.objects.create(term=spring, day=DEADLINE, kind="MONTH_END", taken_at=NIGHT, by_name="x", fingerprint="x")

    assert counting.terms_to_count(spring.pep_deadline_date) == []
    assert counting.terms_to_count(spring.pep_deadline_date + dt.timedelta(days=1)) == [spring]


def test_a_term_without_any_plan_is_not_counted(term):
    a_child()

    assert counting.terms_to_count(AFTER) == []


def test_taking_a_count_is_written_down(term):
    take(term)

    record = AuditRecord.objects.get(act="figures.count_taken")
    assert (record.by_name, record.detail["day"]) == ("the portal (counts)", "2026-12-11")


def test_a_large_count_is_kept_in_batches(term, monkeypatch):
    monkeypatch.setattr(counting, "ROWS_AT_ONCE", 2)
    for _ in range(5):
        complete(a_child())

    assert rates(take(term))["complete"] == (5, 5)
