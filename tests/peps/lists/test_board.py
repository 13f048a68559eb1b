"""The term as a board: where each plan stands, and what it can be narrowed to."""

import datetime as dt

import pytest
from django.urls import reverse

from children.models import Placement
from peps.answers.merging import Posted
from peps.answers.saving import save_answers
from peps.lists.board import ORDER, STAGE_LABELS
from peps.models import Meeting
from tests.cast import TODAY
from tests.factories import RatingFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def plans(cast):
    return {"child": open_plan(cast.child), "other": open_plan(cast.other)}


def seen(person, **narrowed):
    page = signed_in(person).get(reverse("peps:board"), narrowed)
    return {row["child"].given_name for row in page.context["rows"]}


def stages(person):
    page = signed_in(person).get(reverse("peps:board"))
    return {column.label: column.number for column in page.context["columns"] if column.number}


def filters(person):
    return signed_in(person).get(reverse("peps:board")).context["filter_form"]


def test_a_plan_that_nobody_wrote_in_is_not_started_and_one_word_begins_it(cast, plans):
    assert stages(cast.officer) == {"Not started": 2}
    section = plans["child"].sections.get(key="about_me")
    save_answers(section=section, posted={"know_about_me": Posted("I draw.", 0)}, by=cast.sam, at=moment(TODAY))
    assert stages(cast.officer) == {"Not started": 1, "With both": 1}
    meeting = Meeting.objects.create(pep=plans["child"], planned_date=dt.date(2026, 12, 9))
    assert stages(cast.officer) == {"Not started": 1, "With both, meeting planned": 1}
    meeting.held_date = TODAY
    meeting.save()
    assert stages(cast.officer) == {"Not started": 1, "With both": 1}


def test_it_is_narrowed_by_social_worker_meeting_area_key_year_and_rating(cast, plans):
    Meeting.objects.create(pep=plans["child"], planned_date=dt.date(2026, 12, 9))
    Placement.objects.filter(child=cast.child).update(is_in_area=True)
    Placement.objects.filter(child=cast.other).update(is_in_area=False)
    RatingFactory(child=cast.other, colour="RED")
    plans["other"].year_group = 6
    plans["other"].save()

    assert seen(cast.officer) == {"Robin", "Wren"}
    assert seen(cast.officer, worker=cast.sam.pk) == {"Robin"}
    assert seen(cast.officer, meeting="PLANNED") == {"Robin"}
    assert seen(cast.officer, meeting="NOT") == {"Wren"}
    assert seen(cast.officer, meeting="HELD") == set()
    assert seen(cast.officer, area="IN") == {"Robin"}
    assert seen(cast.officer, area="OUT") == {"Wren"}
    assert seen(cast.officer, key_years="on") == {"Wren"}
    assert seen(cast.officer, red="on") == {"Wren"}


def test_a_school_is_not_told_a_rating_by_a_filter(cast, plans):
    RatingFactory(child=cast.child, colour="GREEN")
    assert seen(cast.teacher, red="on") == {"Robin"}
    assert "red" not in filters(cast.teacher).fields


def offered(person, name):
    return {str(label) for key, label in filters(person).fields[name].choices if key}


def test_only_schools_and_social_workers_of_plans_within_reach_are_offered(cast, plans):
    assert offered(cast.officer, "school") == {str(cast.school), str(cast.other_school)}
    assert offered(cast.officer, "worker") == {str(cast.sam), str(cast.stranger)}
    assert offered(cast.teacher, "school") == {str(cast.school)}
    assert offered(cast.teacher, "worker") == {str(cast.sam)}


def test_every_stage_has_a_column():
    assert set(ORDER) == set(STAGE_LABELS)
