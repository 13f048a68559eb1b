"""Who is told the same day, condition by condition: each beside somebody of whom it is not true."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock
from accounts.clock import pretend
from accounts.models import Notice, UndoneWork
from children.models import DayOff, NamedPerson
from peps.enums import PartName, PepKind, PepStatus
from peps.life.told_same_day import LATELY, drop_settled, queue_for
from peps.models import Batch, PepEvent, PersonalEducationPlan, Section
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.kept import kept

pytestmark = pytest.mark.django_db
day = dt.date
WEDNESDAY, THURSDAY, SATURDAY = day(2026, 12, 2), day(2026, 12, 3), day(2026, 12, 5)
DELEGATED = moment(WEDNESDAY, 6)


@pytest.fixture
@kept
def pep(cast):
    """Robin's, just handed out."""
    return open_plan(cast.child, at=DELEGATED)


@pytest.fixture
@kept
def other(cast, pep):
    """Wren's, the same; of another social worker and another school."""
    return open_plan(cast.other, at=DELEGATED)


def told(on=WEDNESDAY, hour=7):
    """Who is told on that day what they were not told before: (name, what kind of thing)."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with pretend(moment(on, hour)):
        queue_for(on, at=clock.now())
    new = Notice.objects.exclude(pk__in=before).order_by("person__name", "kind")
    return list(new.values_list("person__name", "kind"))


def update(pep, **facts):
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(**facts)


def restrict(child, *people):
    type(child).objects.filter(pk=child.pk).update(is_restricted=True)
    for person in people:
        NamedPerson.objects.create(child=child, person=person, from_date=day(2026, 1, 1))


BOTH = [("Sam Person", "handed_out.PART_1"), ("Teacher Person", "handed_out.SCHOOL")]


class TestOfAPartThatWasHandedOut:
    def test_those_who_are_asked_for_it_and_nobody_elses_people(self, cast, pep):
        assert told() == BOTH
        assert told(hour=12) == []

    def test_those_who_are_asked_also_of_a_plan_that_is_of_no_term(self, cast, pep):
        update(pep, fills_term=None, kind=PepKind.CHANGE)

        assert told() == BOTH

    def test_nobody_at_a_weekend_and_everybody_on_the_next_working_day(self, cast, pep):
        assert told(SATURDAY) == []
        assert told(day(2026, 12, 7)) == BOTH

    @pytest.mark.parametrize(
        "facts",
        [
            {"status": PepStatus.SUBMITTED},
            {"status": PepStatus.SIGNED_OFF},
            {"status": PepStatus.CLOSED, "close_reason": "LEFT_CARE"},
            {"delegated_at": None},
        ],
        ids=lambda facts: "-".join(facts) if isinstance(facts, dict) else str(facts),
    )
    def test_only_of_a_plan_that_was_handed_out_and_waits_for_somebody(self, cast, pep, facts):
        update(pep, **facts)
        if facts.get("status") == PepStatus.SUBMITTED:
            pep.parts.update(submitted_at=DELEGATED)

        assert told() == []
        assert not UndoneWork.objects.exists()

    def test_only_those_whose_part_is_still_to_come(self, cast, pep):
        pep.parts.filter(name=PartName.PART_1).update(submitted_at=DELEGATED)

        assert told() == BOTH[1:]

    @pytest.mark.parametrize(
        ("state", "are_told"), [("WAITING", []), ("RUNNING", []), ("DONE", BOTH), ("STOPPED", BOTH)]
    )
    def test_nobody_while_a_term_is_being_delegated_and_everybody_afterwards(self, cast, pep, state, are_told):
        Batch.objects.create(term=cast.term, asked_by=cast.officer, asked_at=DELEGATED, state=state)

        assert told() == are_told

    def test_of_a_restricted_child_those_who_are_named_on_it(self, cast, pep):
        restrict(cast.child, cast.teacher)

        assert told() == BOTH[1:]

    def test_a_reminder_of_the_part_since_is_enough_and_one_of_another_thing_is_not(self, cast, pep):
        def note(person, kind, at):
            path = reverse("peps:task_list", args=[pep.reference])
            Notice.objects.create(key=kind, person=person, kind=kind, text="7KX2MPQA", path=path, created_at=at)

        note(cast.sam, "part_due.PART_1", moment(WEDNESDAY, 7))
        note(cast.teacher, "point_due.SCHOOL", moment(WEDNESDAY, 7))
        assert told(hour=8) == BOTH[1:]

    def test_who_was_reminded_of_it_before_it_was_handed_out_again_is_told(self, cast, pep):
        assert told() == BOTH
        PepEvent.objects.create(
            pep=pep, name="restore", text="Restored", by=cast.officer, by_name="x", at=moment(WEDNESDAY, 9)
        )

        assert told(hour=12) == BOTH
        assert {row.text.rpartition(": ")[2] for row in Notice.objects.filter(created_at=moment(WEDNESDAY, 12))} == {
            "it was closed, and is open again"
        }

    def test_what_a_rule_restored_is_not_told_again(self, cast, pep):
        assert told() == BOTH
        PepEvent.objects.create(pep=pep, name="restore", text="Restored", by_name="x", at=moment(WEDNESDAY, 9))

        assert told(hour=12) == []

    def test_a_school_on_its_day_off_waits_and_other_schools_and_social_workers_do_not(self, cast, pep, other):
        DayOff.objects.create(school=cast.school, day=WEDNESDAY)

        names = [name for name, _ in told()]
        assert names == ["Other Teacher Person", "Sam Person", "Stranger Person"]
        assert told(THURSDAY) == BOTH[1:]


class TestOfASectionThatWasHandedToAColleague:
    @pytest.fixture
    def section(self, cast, pep):
        """Everybody else was told before."""
        told()
        section = pep.sections.filter(part__name=PartName.SCHOOL).first()
        Section.objects.filter(pk=section.pk).update(handed_to=cast.colleague, handed_until=day(2026, 12, 12))
        return section

    HEARD = [("Colleague Person", "handed_section")]

    def test_the_colleague_once(self, cast, section):
        assert told(hour=8) == self.HEARD
        assert told(THURSDAY) == []

    @pytest.mark.parametrize(
        "facts", [{"confirmed_at": DELEGATED}, {"handed_until": WEDNESDAY}, {"handed_to": None}], ids=lambda f: next(iter(f))
    )  # fmt: skip
    def test_nobody_once_it_is_complete_or_its_time_is_over(self, cast, section, facts):
        Section.objects.filter(pk=section.pk).update(**facts)

        assert told(hour=8) == []

    def test_on_the_last_day_of_its_time_the_colleague(self, cast, section):
        Section.objects.filter(pk=section.pk).update(handed_until=THURSDAY)

        assert told(hour=8) == self.HEARD

    def test_nobody_whose_account_is_closed(self, cast, section):
        type(cast.colleague).objects.filter(pk=cast.colleague.pk).update(is_active=False)

        assert told(hour=8) == []

    def test_nobody_of_a_restricted_child_who_is_not_named_on_it(self, cast, section):
        restrict(cast.child, cast.sam)

        assert told(hour=8) == []

    def test_nobody_while_the_school_is_closed(self, cast, section):
        DayOff.objects.create(school=cast.school, day=WEDNESDAY)

        assert told(hour=8) == []
        assert told(THURSDAY) == self.HEARD

    @pytest.mark.parametrize(
        "facts",
        [{"confirmed_at": DELEGATED}, {"handed_until": WEDNESDAY}, {"handed_to": None}, {"handed_to": "another"}],
        ids=["complete", "time over", "taken back", "handed to another"],
    )
    def test_what_waits_for_an_email_is_taken_back_when_it_is_true_no_more(self, cast, section, facts):
        Notice.objects.all().delete()
        told(hour=8)
        waiting = Notice.objects.filter(kind="handed_section")
        with pretend(moment(WEDNESDAY, 9)):
            drop_settled()
            assert waiting.count() == 1
            if facts.get("handed_to") == "another":
                facts = {"handed_to": cast.headteacher}
            Section.objects.filter(pk=section.pk).update(**facts)
            drop_settled()

        assert not waiting.exists()
        assert Notice.objects.filter(kind__startswith="handed_out.").count() == 2


class TestOfAPlanThatWasSignedOff:
    def signed(self, pep, *, at=DELEGATED, name="sign_off"):
        update(pep, status=PepStatus.SIGNED_OFF, signed_off_at=at)
        pep.parts.update(submitted_at=at)
        PepEvent.objects.create(pep=pep, name=name, text="Signed off", by_name="x", at=at)

    HEARD = [("Sam Person", "signed_off"), ("Teacher Person", "signed_off")]

    @pytest.mark.parametrize("name", ["sign_off", "sign_off_below_standard"])
    def test_social_worker_and_teacher_of_that_child_and_of_no_other(self, cast, pep, other, name):
        self.signed(pep, name=name)
        self.signed(other)

        assert told() == sorted(
            [*self.HEARD, ("Other Teacher Person", "signed_off"), ("Stranger Person", "signed_off")]
        )
        texts = Notice.objects.filter(person__in=(cast.sam, cast.teacher)).values_list("text", flat=True)
        assert all(cast.child.reference in text for text in texts)
        assert told(THURSDAY) == []

    def test_nobody_of_another_move(self, cast, pep):
        self.signed(pep, name="submit_part_1")

        assert told() == []

    def test_of_a_restricted_child_those_who_are_named_on_it(self, cast, pep):
        self.signed(pep)
        restrict(cast.child, cast.teacher)

        assert told() == self.HEARD[1:]

    def test_the_social_worker_alone_where_the_plan_has_no_school(self, cast, pep):
        self.signed(pep)
        update(pep, school=None)

        assert told() == self.HEARD[:1]

    @pytest.mark.parametrize(("before", "are_told"), [(dt.timedelta(0), True), (dt.timedelta(seconds=1), False)])
    def test_what_was_signed_two_weeks_ago_and_not_what_was_before(self, cast, pep, before, are_told):
        self.signed(pep, at=clock.start_of(WEDNESDAY - LATELY) - before)

        assert told() == (self.HEARD if are_told else [])
