"""A change while the term's plan is under way turns that one into the plan after the change."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from children.models import Enrolment
from peps.deadlines.due_date_updates import follow_facts, why_due
from peps.enums import PartName, PepKind, PepStatus
from peps.lists.board import with_stage
from peps.lists.task_list import next_step, parts_of
from peps.models import PersonalEducationPlan, Section, SwitchedOffSection
from peps.opening.convert_to_change_plan import CannotTurn, turn_into_change
from peps.questions.plan_form import blueprint_of
from tests.cast import TODAY
from tests.factories import EnrolmentFactory, RecordChangeFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)


@pytest.fixture
@kept
def moved(cast):
    """Robin's plan is begun at one school; on 24 November Robin begins at another."""
    pep = open_plan(cast.child, at=moment(dt.date(2026, 9, 10)))
    section = pep.sections.get(key="strengths")
    section.answers["strengths"] = {"text": "Draws maps.", "n": 2, "by": cast.teacher.pk, "at": AT.isoformat()}
    section.confirmed_at, section.confirmed_by = AT, cast.teacher
    section.save()
    Enrolment.objects.filter(child=cast.child).update(until=dt.date(2026, 11, 24))
    EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=dt.date(2026, 11, 24))
    RecordChangeFactory(
        child=cast.child, changed_date=dt.date(2026, 11, 24), was_school=cast.school, now_school=cast.other_school
    )
    return pep


def test_it_stays_the_terms_plan_goes_to_the_new_school_and_keeps_every_word(cast, moved):
    pep = turn_into_change(pep=moved, by=cast.sam, at=AT)

    assert (pep.kind, pep.fills_term, pep.school) == (PepKind.CHANGE, cast.term, cast.other_school)
    assert PersonalEducationPlan.objects.filter(child=cast.child).count() == 1
    section = pep.sections.get(key="strengths")
    assert section.text("strengths") == "Draws maps."
    assert section.confirmed_at is None
    assert pep.due_date == dt.date(2026, 12, 8)
    assert "Thornbury Primary School" in pep.events.get(name="turned").text


def test_its_new_day_stays_and_says_where_it_comes_from(cast, moved):
    pep = turn_into_change(pep=moved, by=cast.sam, at=AT)

    assert follow_facts(TODAY, at=AT) == 0
    assert why_due(pep) == ["10 working days from 24 November 2026, the day of the change: 8 December 2026."]


def test_a_day_that_was_missed_stays_missed(cast, moved):
    PersonalEducationPlan.objects.filter(pk=moved.pk).update(due_date=dt.date(2026, 11, 2))
    assert turn_into_change(pep=moved, by=cast.sam, at=AT).due_date == dt.date(2026, 11, 2)


def test_a_first_plan_keeps_its_ten_working_days_though_the_change_would_give_more(cast, moved):
    PersonalEducationPlan.objects.filter(pk=moved.pk).update(kind=PepKind.FIRST, due_date=dt.date(2026, 12, 3))
    assert turn_into_change(pep=moved, by=cast.sam, at=AT).due_date == dt.date(2026, 12, 3)
    assert follow_facts(TODAY, at=AT) == 0


def test_part_1_asks_what_has_changed_in_the_order_of_the_form(cast, moved):
    pep = turn_into_change(pep=moved, by=cast.sam, at=AT)

    keys = list(pep.sections.order_by("position").values_list("key", flat=True))
    assert keys == [section.key for section in blueprint_of(pep).sections]
    assert keys[:2] == ["about_me", "change"]
    assert pep.sections.get(key="change").owner_role == "SW"


def test_the_new_school_writes_and_the_former_reads_nothing(cast, moved):
    turn_into_change(pep=moved, by=cast.sam, at=AT)

    assert Section.objects.editable_by(cast.other_teacher).filter(pep=moved, key="strengths").exists()
    assert not Section.objects.visible_to(cast.teacher).filter(pep=moved).exists()


def test_what_the_former_school_handed_in_and_handed_on_is_asked_of_the_new_one(cast, moved):
    moved.parts.update(submitted_at=AT, first_submitted_at=AT, submitted_by=cast.sam)
    moved.sections.update(handed_to=cast.colleague, handed_until=dt.date(2026, 12, 31), is_on_behalf=True)
    pep = turn_into_change(pep=moved, by=cast.sam, at=AT)

    part = pep.parts.get(name="SCHOOL")
    assert (part.submitted_at, part.submitted_by, part.first_submitted_at) == (None, None, None)
    of_the_school = pep.sections.filter(part=part)
    assert set(of_the_school.values_list("handed_to", "handed_until", "is_on_behalf")) == {(None, None, False)}
    assert pep.sections.filter(part__name="PART_1", handed_to=cast.colleague).exists()


def test_at_the_same_school_what_is_in_stays_in(cast, moved):
    Enrolment.objects.filter(child=cast.child, school=cast.other_school).delete()
    Enrolment.objects.filter(child=cast.child).update(until=None)
    moved.parts.filter(name="SCHOOL").update(submitted_at=AT, submitted_by=cast.teacher)
    pep = turn_into_change(pep=moved, by=cast.sam, at=AT)

    assert pep.school == cast.school
    assert pep.parts.get(name="SCHOOL").submitted_at == AT
    assert pep.sections.get(key="strengths").confirmed_at == AT


class TestWhatPart1RepeatsOfTheRecord:
    """Robin has another carer since Part 1 was confirmed: Pat Grove."""

    @pytest.fixture
    def part_1_in(self, cast, moved):
        placement = cast.child.placements.get()
        section = moved.sections.get(key="care")
        assert section.answers["carer"]["record"] == placement.carer_name
        moved.sections.filter(part__name="PART_1").update(confirmed_at=AT, confirmed_by=cast.sam)
        moved.parts.filter(name="PART_1").update(submitted_at=AT, first_submitted_at=AT, submitted_by=cast.sam)
        return moved

    def change_carer(self, cast):
        cast.child.placements.update(carer_name="Pat Grove")

    def test_the_new_carer_is_named_and_has_to_be_confirmed(self, cast, part_1_in):
        was = part_1_in.sections.get(key="care").answers["carer"]
        self.change_carer(cast)

        pep = turn_into_change(pep=part_1_in, by=cast.sam, at=AT)

        section = pep.sections.get(key="care")
        answer = section.answers["carer"]
        assert (answer["text"], answer["other"]["text"], answer["n"]) == ("Pat Grove", was["text"], was["n"] + 1)
        assert (section.confirmed_at, section.confirmed_by) == (None, None)
        assert pep.sections.get(key="about_me").confirmed_at == AT
        assert "must_choose" not in answer

    def test_what_a_person_wrote_instead_of_the_record_is_kept_to_choose_from(self, cast, part_1_in):
        section = part_1_in.sections.get(key="care")
        section.answers["carer"] |= {"text": "Jo and Sam Hale", "n": 2, "by": cast.sam.pk}
        section.save()
        self.change_carer(cast)

        answer = turn_into_change(pep=part_1_in, by=cast.sam, at=AT).sections.get(key="care").answers["carer"]

        assert (answer["text"], answer["other"]["text"], answer["must_choose"]) == (
            "Pat Grove",
            "Jo and Sam Hale",
            True,
        )

    def test_where_the_record_is_the_same_nothing_is_asked_again(self, cast, part_1_in):
        before = part_1_in.sections.get(key="care").answers

        pep = turn_into_change(pep=part_1_in, by=cast.sam, at=AT)

        section = pep.sections.get(key="care")
        assert (section.answers, section.confirmed_at) == (before, AT)


def test_it_is_a_persons_act_on_the_page_that_opens_plans(cast, moved):
    client = signed_in(cast.sam)
    url = reverse("peps:open", args=[cast.child.reference])
    assert "is under way" in client.get(url).content.decode()
    client.post(url, {"kind": "CHANGE"})

    moved.refresh_from_db()
    assert moved.kind == PepKind.CHANGE
    assert moved.status == PepStatus.OPEN


def test_one_that_is_checked_finished_or_was_turned_is_not_turned(cast, moved):
    PersonalEducationPlan.objects.filter(pk=moved.pk).update(status=PepStatus.SUBMITTED)
    with pytest.raises(CannotTurn, match="being checked"):
        turn_into_change(pep=moved, by=cast.sam, at=AT)
    PersonalEducationPlan.objects.filter(pk=moved.pk).update(status=PepStatus.OPEN)
    turn_into_change(pep=moved, by=cast.sam, at=AT)
    with pytest.raises(CannotTurn, match="already"):
        turn_into_change(pep=moved, by=cast.sam, at=AT)
    with pytest.raises(ActNotAllowed):
        turn_into_change(pep=moved, by=cast.other_teacher, at=AT)
    with pytest.raises(PersonalEducationPlan.DoesNotExist):
        turn_into_change(pep=moved, by=cast.stranger, at=AT)


def test_the_page_of_what_changed_leads_there(cast, moved):
    page = signed_in(cast.sam).get(reverse("workspace:changes")).content.decode()
    assert "Turn it into that plan" in page


@pytest.fixture
def part_1_in(cast, moved):
    """Part 1 is complete and was submitted before the change; nobody may write in it."""
    pep = PersonalEducationPlan.objects.get(pk=moved.pk)
    pep.sections.filter(part__name=PartName.PART_1).update(confirmed_at=AT, confirmed_by=cast.sam)
    pep.parts.filter(name=PartName.PART_1).update(submitted_at=AT, submitted_by=cast.sam, first_submitted_at=AT)
    assert not Section.objects.editable_by(cast.sam).filter(pep=pep, part__name=PartName.PART_1).exists()
    return pep


def test_part_1_that_was_in_is_asked_for_again_and_begins_at_what_has_changed(cast, part_1_in):
    pep = turn_into_change(pep=part_1_in, by=cast.sam, at=AT)

    assert Section.objects.editable_by(cast.sam).filter(pep=pep, key="change").exists()
    assert not Section.objects.editable_by(cast.iro).filter(pep=pep).exists()
    part = pep.parts.get(name=PartName.PART_1)
    assert (part.submitted_at, part.submitted_by, part.first_submitted_at) == (None, None, None)
    assert pep.sections.filter(part=part, confirmed_at=None).values_list("key", flat=True).get() == "change"
    pep.parts.filter(name=PartName.SCHOOL).update(submitted_at=AT)  # what is still asked is asked of them alone
    step = next_step(pep, parts_of(pep, cast.sam, TODAY), cast.sam)
    assert step.href == reverse("peps:section", args=[pep.reference, "change"])


def test_a_part_that_is_asked_for_again_is_not_in_for_board_and_figures(cast, part_1_in):
    stage = with_stage(PersonalEducationPlan.objects.with_moments())
    assert stage.get(pk=part_1_in.pk).stage == "WITH_SCHOOL"
    turn_into_change(pep=part_1_in, by=cast.sam, at=AT)

    turned = stage.get(pk=part_1_in.pk)
    assert (turned.part_1_at, turned.school_part_at, turned.stage) == (None, None, "WITH_BOTH")


def test_the_school_part_of_the_former_school_counts_for_the_new_one_only_when_they_submit_it(cast, moved):
    moved.parts.filter(name=PartName.SCHOOL).update(submitted_at=AT, submitted_by=cast.teacher, first_submitted_at=AT)
    turn_into_change(pep=moved, by=cast.sam, at=AT)

    assert PersonalEducationPlan.objects.with_moments().get(pk=moved.pk).school_part_at is None
    assert Section.objects.editable_by(cast.other_teacher).filter(pep=moved, key="strengths").exists()


def test_a_returned_plan_is_turned_too_and_opens_what_the_change_asks_for(cast, part_1_in):
    part_1_in.parts.update(submitted_at=AT, submitted_by=cast.sam, first_submitted_at=AT)
    PersonalEducationPlan.objects.filter(pk=part_1_in.pk).update(status=PepStatus.RETURNED)
    part_1_in.sections.filter(key="targets").update(reopened_at=AT, confirmed_at=None)
    part_1_in.parts.filter(name=PartName.SCHOOL).update(submitted_at=None, submitted_by=None)

    pep = turn_into_change(pep=part_1_in, by=cast.sam, at=AT)

    assert pep.status == PepStatus.RETURNED
    asked = Section.objects.editable_by(cast.sam).filter(pep=pep)
    assert list(asked.values_list("key", flat=True)) == ["change"]
    assert Section.objects.editable_by(cast.other_teacher).filter(pep=pep, key="strengths").exists()


def test_a_second_change_turns_it_again_and_asks_again_what_has_changed(cast, part_1_in):
    first = turn_into_change(pep=part_1_in, by=cast.sam, at=AT)
    first.sections.filter(part__name=PartName.PART_1).update(confirmed_at=AT, confirmed_by=cast.sam)
    first.parts.filter(name=PartName.PART_1).update(submitted_at=AT, submitted_by=cast.sam, first_submitted_at=AT)
    later = TODAY + dt.timedelta(days=2)
    Enrolment.objects.filter(child=cast.child, until=None).update(until=later)
    EnrolmentFactory(child=cast.child, school=cast.school, from_date=later)

    pep = turn_into_change(pep=first, by=cast.sam, at=moment(later))

    assert pep.school == cast.school
    assert Section.objects.editable_by(cast.sam).filter(pep=pep, key="change", confirmed_at=None).exists()
    assert Section.objects.editable_by(cast.teacher).filter(pep=pep, key="strengths", confirmed_at=None).exists()


def test_a_section_that_was_switched_off_since_stays_in_the_plan_that_asked_it(cast, moved):
    SwitchedOffSection.objects.create(key="premium")
    pep = turn_into_change(pep=moved, by=cast.sam, at=AT)

    keys = list(pep.sections.order_by("position").values_list("key", flat=True))
    assert "premium" in keys
    assert keys == [section.key for section in blueprint_of(pep).sections]
    page = signed_in(cast.sam).get(reverse("peps:task_list", args=[pep.reference]))
    assert page.status_code == 200
