"""The child's own words are missing until the child, or somebody who asked, has said them."""

import pytest

from peps.answers.authorship import OWN_HAND
from peps.models import PersonalEducationPlan
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import missing_in
from tests.factories import open_plan

pytestmark = pytest.mark.django_db
LIKES = "Answer “What I like about school”"


def lacking(pep) -> list[str]:
    pep = PersonalEducationPlan.objects.get(pk=pep.pk)
    return [each.text for each in missing_in(pep, pep.sections.get(key="views"), blueprint_of(pep).section("views"))]


def written(pep, **answers) -> list[str]:
    """The child has told somebody what they think; this is what stands of it."""
    views = pep.sections.get(key="views")
    views.answers |= {"gave_views": {"text": "yes", "n": 1}} | answers
    views.save(update_fields=["answers"])
    return lacking(pep)


def test_a_plan_without_a_word_of_the_child_is_not_complete(cast):
    assert LIKES in written(open_plan(cast.child))


def test_words_that_an_adult_wrote_down_leave_the_other_questions_open(cast):
    pep = open_plan(cast.child)

    assert LIKES in written(pep, feels={"text": "GOOD", "n": 1, "by": cast.sam.pk})


def test_whoever_wrote_on_their_own_page_may_leave_questions_out(cast):
    pep = open_plan(cast.child)

    assert LIKES not in written(pep, feels={"text": "GOOD", "n": 1, "by": OWN_HAND, "said": "2026-11-20"})
