import pytest
from django.template import engines
from django.template.loader import render_to_string

from tests.strictness.templates import NothingOfThisName


def render(text, **context):
    return engines["django"].from_string(text).render(context)


@pytest.mark.parametrize(
    "text",
    [
        "{{ missing }}",
        "{{ child.missing }}",
        '{{ child.missing|default:"-" }}',
        "{% with name=missing %}{% endwith %}",
        '{% include "components/back_link.html" with href=missing only %}',
    ],
)
def test_a_name_that_nobody_gave_is_refused_where_it_is_printed_or_handed_on(text):
    with pytest.raises(NothingOfThisName, match=r"missing"):
        render(text, child={})


def test_the_file_that_asks_is_named():
    with pytest.raises(NothingOfThisName, match=r"components/back_link\.html"):
        render_to_string("components/back_link.html", {})


def test_what_a_template_asks_for_first_may_be_missing():
    assert render("{% if missing %}there{% endif %}{% for each in missing %}{{ each }}{% endfor %}") == ""
    assert render('{{ missing|default:"Back" }}') == "Back"


def test_what_is_there_and_empty_is_printed():
    assert render("{{ name }}{{ none }}", name="", none=None) == "None"
