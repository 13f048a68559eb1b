"""What lists repeat in every row, in the markup that is agreed (tests/data/govuk/components.html)."""

import datetime as dt

import pytest
from django.template import Context, Template

from tests.govuk_forms.agreed import agreed, normalised

HOSTILE = """"><script>alert('1 & 2')</script>{{ form }}"""
DUE = dt.date(2026, 12, 8)
HEADERS = [{"text": "Child"}, {"text": HOSTILE, "is_number": True}]
ROWS = [
    {"cells": [{"text": "Amina", "href": "/?a=1&b=2", "is_heading": True}, {"text": 12, "is_number": True}]},
    {"cells": [{"text": HOSTILE, "href": HOSTILE, "label": HOSTILE}, {"text": HOSTILE, "label": "Days", "colour": ""}]},
    {"cells": [{"text": HOSTILE, "colour": "green", "is_heading": True, "label": "Child"}, {"text": ""}]},
    {"cells": []},
]
TASKS = [
    {"title": HOSTILE, "href": "/?a=1&b=2", "hint": HOSTILE, "status": "To do", "colour": "blue"},
    {"title": "Later", "href": "", "hint": "", "status": HOSTILE, "colour": ""},
]
TABLE = '{% include "components/data_table.html" with caption=caption headers=headers rows=rows only %}'
CASES = {
    "deadline": ("{% deadline due 5 %}", {"due": DUE}),
    "deadline tomorrow": ("{% deadline due 1 %}", {"due": DUE}),
    "deadline today": ("{% deadline due 0 %}", {"due": DUE}),
    "deadline a day ago": ("{% deadline due -1 %}", {"due": DUE}),
    "deadline missed for a reason": ("{% deadline due -12 why %}", {"due": DUE, "why": HOSTILE}),
    "deadline without a count": ("{% deadline due none %}", {"due": DUE, "none": None}),
    "tag": ('{% status_tag "Now" %}', {}),
    "tag of a colour": ("{% status_tag text colour %}", {"text": HOSTILE, "colour": "green"}),
    "table": (TABLE, {"caption": HOSTILE, "headers": HEADERS, "rows": ROWS}),
    "tasks": ('{% include "components/task_list.html" with items=tasks name="some" only %}', {"tasks": TASKS}),
}


@pytest.mark.parametrize("name", CASES)
def test_what_rows_repeat_is_drawn_as_agreed(name):
    source, context = CASES[name]
    html = Template("{% load govuk_forms %}" + source).render(Context(context))

    assert normalised(html) == agreed("components")[name]
