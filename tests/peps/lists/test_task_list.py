"""The page of a plan says what has been begun, and what there is to do for whoever looks."""

import pytest

from accounts.enums import Role
from peps.answers.saving import touch_table
from peps.enums import PartName, TargetArea
from peps.lists.task_list import next_step, parts_of
from peps.models import Meeting, SdqReturn, Target
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in
from workspace.work import work_of

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child)


def row_of(pep, person, key):
    pep = type(pep).objects.get(pk=pep.pk)
    return next(row for part in parts_of(pep, person, TODAY) for row in part.rows if row.key == key)


def step_for(pep, person):
    return next_step(pep, parts_of(pep, person, TODAY), person)


@pytest.mark.parametrize(
    ("key", "begin"),
    [
        ("wellbeing", lambda pep: SdqReturn.objects.create(pep=pep, emotional=1, conduct=2, hyperactivity=3, peer=4, prosocial=5)),
        ("targets", lambda pep: Target.objects.create(pep=pep, area=TargetArea.ENGLISH)),
        ("meeting", lambda pep: Meeting.objects.create(pep=pep, held_date=TODAY)),
        ("learning", lambda pep: pep.subject_results.filter(subject="Reading").update(now_value="EXS")),
        ("attendance", lambda pep: pep.attendance.__class__.objects.filter(pep=pep).update(possible=120, authorised=1)),
    ],
)  # fmt: skip
def test_a_section_is_begun_by_its_rows(cast, pep, key, begin):
    assert row_of(pep, cast.teacher, key).status == "Not started"
    begin(pep)
    assert row_of(pep, cast.teacher, key).status == "In progress"


def test_an_empty_row_is_no_start(cast, pep):
    SdqReturn.objects.create(pep=pep)
    assert row_of(pep, cast.teacher, "wellbeing").status == "Not started"


def test_my_work_calls_a_part_with_rows_begun_too(cast, pep):
    def state():
        return next(task.state for task in work_of(cast.teacher, TODAY).tasks if task.title == "School part")

    assert state() == "Not started"
    touch_table(pep.sections.get(key="wellbeing"), by=cast.teacher, at=moment(TODAY))
    assert state() == "In progress"


def test_the_virtual_school_is_told_the_next_section_that_is_its_own(cast, pep):
    assert step_for(pep, cast.officer).text.startswith("There is nothing for you to do now")
    pep.parts.filter(name=PartName.SCHOOL).update(owner_role=Role.VS_OFFICER)
    pep.sections.filter(part__name=PartName.SCHOOL).update(owner_role=Role.VS_OFFICER)
    pep = type(pep).objects.get(pk=pep.pk)

    step = step_for(pep, cast.officer)
    assert step.text.startswith("Next: ")
    assert "nothing for you to do" not in signed_in(cast.officer).get(step.href.split("sections/")[0]).content.decode()


def test_one_section_that_is_asked_of_the_virtual_school_is_its_next_step(cast, pep):
    pep.sections.filter(key="premium").update(owner_role=Role.VS_OFFICER)
    assert "/premium/" in step_for(pep, cast.officer).href


def test_who_may_not_submit_is_not_sent_to_the_page_that_submits(cast, pep):
    pep.sections.filter(part__name=PartName.PART_1).update(confirmed_at=moment(TODAY))
    for section in pep.sections.filter(part__name=PartName.PART_1):
        for key, answer in section.answers.items():
            section.answers[key] = answer | {"text": answer.get("text") or "x"}
        section.save()
    step = step_for(pep, cast.administrator)
    assert "submit" not in step.href
