"""What is still missing of the meeting: whether it was held, who was there, and when the next one is."""

import datetime as dt

import pytest

from peps.enums import Attended, AtTheTable, ChildCame
from peps.models import Invitee, Meeting, PersonalEducationPlan
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import missing_in
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.kept import kept

pytestmark = pytest.mark.django_db
READ = "Read it through and mark it as complete"
NO_DAY = "Record the day on which the meeting was held"
NOBODY = "Say who came to the meeting"
ALL_THERE = {"attended": "Robin, Sam Person, Ms Teacher and Jo Carer"}


@pytest.fixture
@kept
def pep(cast):
    """With the answers of its section given, so that its table alone can lack anything."""
    pep = open_plan(cast.child)
    section = pep.sections.get(key="meeting")
    spec = blueprint_of(pep).section("meeting")
    section.answers = {q.key: {"text": q.choices[0][0] if q.choices else "As agreed", "n": 1} for q in spec.questions}
    section.save()
    return pep


def lacking(pep):
    pep = PersonalEducationPlan.objects.get(pk=pep.pk)
    section = pep.sections.get(key="meeting")
    return [each.text for each in missing_in(pep, section, blueprint_of(pep).section("meeting"))]


def held(pep, **more):
    facts = {"held_date": TODAY, "child_came": ChildCame.ALL, "next_date": dt.date(2027, 3, 9)}
    return Meeting.objects.create(pep=pep, **facts | more)


def ask(meeting, **attended):
    for role, came in attended.items():
        Invitee.objects.create(meeting=meeting, role=AtTheTable[role], name=f"The {role.lower()}", attended=came)


def test_a_meeting_that_was_written_down_without_a_list_lacks_nothing_once_it_says_who_came(pep):
    held(pep, **ALL_THERE)

    assert lacking(pep) == [READ]


@pytest.mark.parametrize("said", ["", "  "])
def test_a_meeting_without_a_list_says_who_came(pep, said):
    held(pep, attended=said)

    assert lacking(pep) == [NOBODY]


def test_a_list_says_of_each_whether_they_came_whatever_else_was_written(pep):
    meeting = held(pep, **ALL_THERE)
    ask(meeting, SOCIAL_WORKER=Attended.YES, DESIGNATED_TEACHER="", CARER="")

    assert lacking(pep) == ["Say for each person whether they came: 2 still to say"]


def test_a_list_on_which_everybody_who_is_needed_came_asks_for_no_other_words(pep):
    ask(held(pep), SOCIAL_WORKER=Attended.YES, DESIGNATED_TEACHER=Attended.YES, CARER=Attended.YES)

    assert lacking(pep) == [READ]


@pytest.mark.parametrize(("reason", "is_asked"), [("", True), (" ", True), ("Jo was ill, and sent her words.", False)])
def test_a_meeting_without_one_who_is_needed_says_why_it_was_held(pep, reason, is_asked):
    ask(
        held(pep, not_quorate_reason=reason),
        SOCIAL_WORKER=Attended.YES, DESIGNATED_TEACHER=Attended.YES, CARER=Attended.APOLOGIES,
    )  # fmt: skip

    without = "The meeting was held without the carer. Say why, or who stood in for them"
    assert lacking(pep) == [without if is_asked else READ]


def test_a_meeting_that_is_planned_or_was_cancelled_was_not_held(pep):
    assert lacking(pep) == [NO_DAY]

    held(pep, **ALL_THERE, cancelled_at=moment(dt.date(2026, 11, 30)))
    assert lacking(pep) == [NO_DAY]

    Meeting.objects.create(pep=pep, planned_date=dt.date(2026, 12, 4))
    assert lacking(pep) == [NO_DAY]


def test_whether_the_child_came_is_said(pep):
    held(pep, **ALL_THERE, child_came="")

    assert lacking(pep) == ["Say whether the child came to the meeting"]


@pytest.mark.parametrize(
    ("next_date", "reason", "is_asked"),
    [
        (None, "", True),
        (None, " ", True),
        (None, "Robin turns 18 before it.", False),
        (dt.date(2027, 3, 9), "", False),
    ],
)
def test_the_next_meeting_has_a_date_or_a_reason(pep, next_date, reason, is_asked):
    held(pep, **ALL_THERE, next_date=next_date, no_next_reason=reason)

    assert lacking(pep) == ["Set the date of the next meeting, or say why there is none" if is_asked else READ]
