"""Every control, in every state, in the markup that is agreed (tests/data/govuk/questions.html)."""

import pytest
from django.template import Context

from govuk_forms.templatetags.govuk_forms import form_fields
from tests.govuk_forms.agreed import agreed, normalised
from tests.govuk_forms.questions import every_question

QUESTIONS = every_question()


def test_each_question_that_is_agreed_is_drawn_and_no_other():
    assert list(agreed("questions")) == list(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_drawn_as_agreed(name):
    assert normalised(form_fields(Context(), QUESTIONS[name]())) == agreed("questions")[name]
