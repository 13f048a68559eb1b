"""The life of a plan: who moves it where, what is refused, and that three moments are kept apart."""

import datetime as dt

import pytest
from django.db import connection

from accounts.access import ActNotAllowed
from accounts.models import AuditRecord, User
from peps.answers.merging import Posted
from peps.answers.saving import save_answers
from peps.enums import PepStatus
from peps.life.workflow import MOVES, MoveNotAllowed, make_move, moves_open_to
from peps.models import PepEvent, PersonalEducationPlan, SignedCopy
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import missing
from peps.sections.confirming import confirm_section
from tests.at_once import at_the_same_moment
from tests.cast import make_cast
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.journeys.filling import fill_table, typed
from tests.kept import kept
from tests.quality.plans import reconfirm

pytestmark = pytest.mark.django_db
AT = moment(dt.date(2026, 12, 1))


def fill(pep, part, by):
    """Everything that the part asks, typed and confirmed by this person."""
    blueprint = blueprint_of(pep)
    for section in pep.sections.filter(part__name=part):
        spec = blueprint.section(section.key)
        posted = {
            q.key: Posted(section.text(q.key) or typed(q), section.answers.get(q.key, {}).get("n", 0))
            for q in spec.questions
        }
        save_answers(section=section, posted=posted, by=by, at=AT)
        if spec.table:
            fill_table(spec.table, section.pep)
        pep = PersonalEducationPlan.objects.get(pk=pep.pk)
        assert confirm_section(section=pep.sections.get(pk=section.pk), by=by, at=AT) == []


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child)


@pytest.fixture
@kept
def submitted(cast, pep):
    fill(pep, "PART_1", cast.sam)
    make_move("submit_part_1", pep=pep, by=cast.sam, at=AT)
    fill(pep, "SCHOOL", cast.teacher)
    return make_move("submit_school_part", pep=pep, by=cast.teacher, at=AT)


def test_a_part_that_lacks_something_is_refused_and_says_what(cast, pep):
    with pytest.raises(MoveNotAllowed) as refused:
        make_move("submit_part_1", pep=pep, by=cast.sam, at=AT)

    assert refused.value.missing == missing(pep, "PART_1")
    assert not PepEvent.objects.filter(name="submit_part_1").exists()


def test_one_part_in_does_not_submit_the_plan(cast, pep):
    fill(pep, "PART_1", cast.sam)

    moved = make_move("submit_part_1", pep=pep, by=cast.sam, at=AT)

    assert moved.status == PepStatus.OPEN
    assert moved.parts.get(name="PART_1").submitted_at == AT


def test_the_plan_goes_to_the_virtual_school_when_the_second_part_is_in(submitted):
    assert submitted.status == PepStatus.SUBMITTED


def test_a_part_is_submitted_once(cast, pep):
    fill(pep, "PART_1", cast.sam)
    make_move("submit_part_1", pep=pep, by=cast.sam, at=AT)

    with pytest.raises((MoveNotAllowed, ActNotAllowed)):
        make_move("submit_part_1", pep=pep, by=cast.sam, at=AT)


def test_another_schools_teacher_does_not_find_the_plan(cast, pep):
    with pytest.raises(PersonalEducationPlan.DoesNotExist):
        make_move("submit_school_part", pep=pep, by=cast.other_teacher, at=AT)


def test_a_social_worker_does_not_submit_the_school_part(cast, pep):
    with pytest.raises(ActNotAllowed):
        make_move("submit_school_part", pep=pep, by=cast.sam, at=AT)


def test_a_returned_plan_opens_the_sections_named_and_no_others(cast, submitted):
    returned = make_move("return", pep=submitted, by=cast.officer, at=AT, section_keys=["targets"])

    assert returned.status == PepStatus.RETURNED
    open_now = returned.sections.open_for_writing().values_list("key", flat=True)
    assert list(open_now) == ["targets"]
    assert returned.parts.get(name="PART_1").submitted_at is not None


def test_a_return_does_not_undo_that_the_plan_was_complete(cast, submitted):
    make_move("return", pep=submitted, by=cast.officer, at=AT, section_keys=["targets"])

    moments = PersonalEducationPlan.objects.with_moments().get()
    assert (moments.part_1_at, moments.school_part_at) == (AT, AT)
    assert moments.meeting_held_date == dt.date(2026, 11, 24)


def test_a_plan_that_is_submitted_again_was_complete_when_it_first_came(cast, submitted):
    returned = make_move("return", pep=submitted, by=cast.officer, at=AT, section_keys=["about_me", "targets"])
    reconfirm(returned, by=cast.officer)
    again = AT + dt.timedelta(days=14)
    make_move("submit_part_1", pep=returned, by=cast.sam, at=again)
    make_move("submit_school_part", pep=returned, by=cast.teacher, at=again)

    moments = PersonalEducationPlan.objects.with_moments().get()
    assert (moments.part_1_at, moments.school_part_at) == (AT, AT)
    assert set(returned.parts.values_list("submitted_at", flat=True)) == {again}
    assert moments.submitted_at == again


def test_a_second_return_opens_what_it_names_and_not_what_the_first_one_named(cast, submitted):
    make_move("return", pep=submitted, by=cast.officer, at=AT, section_keys=["targets"])
    reconfirm(submitted, by=cast.officer)
    make_move("submit_school_part", pep=submitted, by=cast.teacher, at=AT)
    other = submitted.sections.filter(part__name="SCHOOL").exclude(key="targets").first().key

    again = make_move("return", pep=submitted, by=cast.officer, at=AT, section_keys=[other])

    assert list(again.sections.open_for_writing().values_list("key", flat=True)) == [other]
    assert again.sections.filter(confirmed_at=None).count() == 1


def test_a_return_names_at_least_one_section(cast, submitted):
    with pytest.raises(MoveNotAllowed, match="at least one section"):
        make_move("return", pep=submitted, by=cast.officer, at=AT)


def test_a_return_names_sections_that_the_plan_has(cast, submitted):
    with pytest.raises(MoveNotAllowed, match="no such section"):
        make_move("return", pep=submitted, by=cast.officer, at=AT, section_keys=["targets", "horoscope"])

    submitted.refresh_from_db()
    assert submitted.status == PepStatus.SUBMITTED


def test_sign_off_freezes_the_plan(cast, submitted):
    signed = make_move("sign_off", pep=submitted, by=cast.officer, at=AT)

    assert signed.status == PepStatus.SIGNED_OFF
    assert SignedCopy.objects.get(pep=signed).signed_by_name == str(cast.officer)
    assert not signed.sections.open_for_writing().exists()
    with pytest.raises(ActNotAllowed):
        save_answers(section=signed.sections.first(), posted={"x": Posted("later", 0)}, by=cast.officer, at=AT)


def test_a_signed_copy_can_be_neither_changed_nor_deleted(cast, submitted):
    make_move("sign_off", pep=submitted, by=cast.officer, at=AT)
    copy = SignedCopy.objects.get()

    with pytest.raises(TypeError):
        copy.save()
    with pytest.raises(TypeError):
        copy.delete()


def test_only_the_head_signs_off_below_standard_and_gives_a_reason(cast, submitted):
    with pytest.raises(ActNotAllowed):
        make_move("sign_off_below_standard", pep=submitted, by=cast.officer, at=AT, note="No time")
    with pytest.raises(MoveNotAllowed, match="reason"):
        make_move("sign_off_below_standard", pep=submitted, by=cast.head, at=AT)


def test_a_plan_is_closed_with_a_reason_and_its_sections_with_it(cast, pep):
    closed = make_move("close", pep=pep, by=cast.officer, at=AT, close_reason="LEFT_CARE")

    assert (closed.status, closed.close_reason) == (PepStatus.CLOSED, "LEFT_CARE")
    assert not closed.sections.open_for_writing().exists()


def test_closing_without_a_reason_of_the_list_changes_nothing(cast, pep):
    with pytest.raises(ValueError, match="CloseReason"):
        make_move("close", pep=pep, by=cast.officer, at=AT)
    pep.refresh_from_db()
    assert pep.status == PepStatus.OPEN


@pytest.mark.parametrize("name", MOVES)
def test_nothing_moves_a_closed_plan(cast, pep, name):
    make_move("close", pep=pep, by=cast.head, at=AT, close_reason="ADOPTED")

    with pytest.raises(MoveNotAllowed, match="closed"):
        make_move(name, pep=pep, by=cast.head, at=AT, note="again", section_keys=["targets"], close_reason="DIED")


def test_every_move_stands_in_the_history_and_in_the_record(cast, submitted):
    make_move("sign_off", pep=submitted, by=cast.officer, at=AT)

    names = set(PepEvent.objects.values_list("name", flat=True))
    assert names == {"opened", "after_meeting", "submit_part_1", "submit_school_part", "sign_off"}
    assert AuditRecord.objects.filter(act="pep.sign_off", by_id=cast.officer.pk).exists()


@pytest.mark.parametrize(
    ("who", "moves"),
    [
        ("sam", {"submit_part_1"}),
        ("teacher", {"submit_school_part"}),
        ("officer", {"submit_part_1", "submit_school_part", "close"}),
        ("iro", set()),
        ("headteacher", set()),
    ],
)
def test_the_moves_that_are_offered_on_an_open_plan(cast, pep, who, moves):
    person = User.objects.get(pk=getattr(cast, who).pk)

    assert set(moves_open_to(person, pep)) == moves


def test_a_part_that_is_in_says_since_which_day_in_london(cast, pep):
    """Half past midnight in British Summer Time is still the day before in Greenwich."""
    fill(pep, "PART_1", cast.sam)
    make_move("submit_part_1", pep=pep, by=cast.sam, at=moment(dt.date(2026, 9, 5)).replace(hour=0, minute=30))

    with pytest.raises(MoveNotAllowed, match="since 5 September 2026"):
        make_move("submit_part_1", pep=pep, by=cast.sam, at=AT)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_what_is_submitted_is_what_was_complete_though_somebody_saves_in_the_same_moment():
    cast = make_cast()
    pep = open_plan(cast.child)
    fill(pep, "PART_1", cast.sam)
    section = pep.sections.get(key="about_me")
    key, answer = next(iter(section.answers.items()))

    at_the_same_moment(
        lambda: make_move("submit_part_1", pep=pep, by=User.objects.get(pk=cast.sam.pk), at=AT),
        lambda: save_answers(
            section=section,
            posted={key: Posted("Changed", answer["n"])},
            by=User.objects.get(pk=cast.manager.pk),
            at=AT,
        ),
    )

    section.refresh_from_db()
    was_submitted = pep.parts.get(name="PART_1").submitted_at is not None
    assert was_submitted == (section.confirmed_at is not None)
    assert was_submitted == (section.text(key) != "Changed")
