"""A section that was returned: its points stand at its top, and answering the last of them completes it."""

import datetime as dt

import pytest
from django.urls import reverse

from peps.answers.merging import Posted
from peps.answers.saving import save_answers
from peps.enums import PepStatus
from peps.models import PersonalEducationPlan, Target
from quality.enums import Grade
from quality.findings import NewPoint
from quality.models import Point
from quality.points import answer_point, submit_school_part
from quality.returning import return_pep
from tests.kept import kept
from tests.quality.plans import LATER, NOW, POINT, audited, submitted
from tests.signed_in import signed_in

ABOUT_STRENGTHS = NewPoint("strengths", "Say what the reading age is.", due_date=dt.date(2026, 12, 8))


@pytest.fixture
@kept
def pep(cast):
    """Returned with a point to the targets and one to the section about strengths."""
    plan = submitted(cast)
    audited(plan, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT, ABOUT_STRENGTHS)
    return return_pep(pep=plan, by=cast.officer, at=NOW)


def url(pep, key="strengths"):
    return reverse("peps:section", args=[pep.reference, key])


def point_on(pep, key):
    return Point.objects.get(audit__pep=pep, section_key=key)


def page_of(person, pep, key="strengths"):
    return signed_in(person).get(url(pep, key)).content.decode()


def test_answering_the_last_point_of_a_section_confirms_it_and_the_part_is_submitted_again(cast, pep):
    for key in ("strengths", "targets"):
        answer_point(point=point_on(pep, key), answer="Done.", by=cast.teacher, at=NOW)
    assert not pep.sections.filter(confirmed_at=None).exists()
    again = submit_school_part(pep=pep, by=cast.teacher, at=LATER)
    assert again.status == PepStatus.SUBMITTED


def test_while_a_second_point_of_the_section_waits_it_is_not_confirmed(cast):
    plan = submitted(cast)
    audited(plan, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT, NewPoint("targets", "And who.", POINT.due_date))
    pep = return_pep(pep=plan, by=cast.officer, at=NOW)
    first, second = Point.objects.filter(audit__pep=pep).order_by("position")
    answer_point(point=first, answer="Twice a week.", by=cast.teacher, at=NOW)
    assert pep.sections.get(key="targets").confirmed_at is None
    answer_point(point=second, answer="Ms Tutor.", by=cast.teacher, at=NOW)
    assert pep.sections.get(key="targets").confirmed_at == NOW


def test_where_something_is_missing_the_answer_is_saved_and_the_page_says_what(cast, pep):
    Target.objects.filter(pep=pep).update(by_whom="")
    point = point_on(pep, "targets")
    response = signed_in(cast.teacher).post(
        reverse("quality:points", args=[pep.reference]), {f"answer_{point.pk}": "Twice a week."}, follow=True
    )
    page = response.content.decode()
    assert "is not complete yet" in page
    assert "Target 1 does not say who will do it" in page
    point.refresh_from_db()
    assert point.answer == "Twice a week."
    assert pep.sections.get(key="targets").confirmed_at is None


def test_changing_the_section_afterwards_asks_to_read_it_again(cast, pep):
    answer_point(point=point_on(pep, "strengths"), answer="Done.", by=cast.teacher, at=NOW)
    section = pep.sections.get(key="strengths")
    answer = section.answers["strengths"]
    save_answers(section=section, posted={"strengths": Posted("More.", answer["n"])}, by=cast.teacher, at=LATER)
    assert pep.sections.get(key="strengths").confirmed_at is None


def test_the_section_shows_its_own_point_with_a_box_for_the_answer(cast, pep):
    page = page_of(cast.teacher, pep)
    assert "Why this section was returned" in page
    assert ABOUT_STRENGTHS.text in page
    assert POINT.text not in page
    assert f'name="answer_{point_on(pep, "strengths").pk}"' in page


def test_answer_and_section_are_saved_and_completed_by_one_press(cast, pep):
    point, answer = point_on(pep, "strengths"), pep.sections.get(key="strengths").answers["strengths"]
    typed = {"strengths": "Reading age 9.", "n__strengths": str(answer["n"]), f"answer_{point.pk}": "It says so now."}
    response = signed_in(cast.teacher).post(url(pep), typed | {"then": "complete"})

    assert response.status_code == 302
    section = pep.sections.get(key="strengths")
    assert (section.text("strengths"), section.confirmed_at is not None) == ("Reading age 9.", True)
    point.refresh_from_db()
    assert (point.answer, point.answered_by) == ("It says so now.", cast.teacher)


def test_an_answer_given_before_stands_there_to_be_put_better(cast, pep):
    answer_point(point=point_on(pep, "strengths"), answer="Given before.", by=cast.teacher, at=NOW)
    assert "Given before." in page_of(cast.teacher, pep)


def test_nobody_is_offered_that_all_of_it_is_still_right(cast):
    """A point to Part 1, which was filled in from the record and not changed since."""
    plan = submitted(cast)
    section = plan.sections.get(key="care")
    for answer in section.answers.values():
        answer["source"] = "from the case system"
    section.save()
    audited(plan, cast.officer, Grade.REQUIRES_IMPROVEMENT, NewPoint("care", "Since when?", POINT.due_date))
    pep = return_pep(pep=plan, by=cast.officer, at=NOW)
    page = page_of(cast.sam, pep, "care")
    assert "Since when?" in page
    assert "All of this is still right" not in page


def test_who_answers_no_points_reads_them_in_the_section_and_their_answer_is_not_taken(cast):
    plan = submitted(cast)
    audited(plan, cast.officer, Grade.REQUIRES_IMPROVEMENT, NewPoint("care", "Since when?", POINT.due_date))
    pep = return_pep(pep=plan, by=cast.officer, at=NOW)
    point = point_on(pep, "care")
    page = page_of(cast.administrator, pep, "care")
    assert "Since when?" in page
    assert f"answer_{point.pk}" not in page
    signed_in(cast.administrator).post(url(pep, "care"), {f"answer_{point.pk}": "Since May.", "then": "later"})
    point.refresh_from_db()
    assert point.answer == ""


def test_a_section_that_was_not_returned_shows_nothing_of_points(cast, pep):
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.OPEN)
    pep.parts.update(submitted_at=None)
    assert "Why this section was returned" not in page_of(cast.teacher, pep, "learning")
