"""The help at the foot of a page leads to the guide about that page."""

import pytest

from accounts.guides import PAGES, guide_for


@pytest.mark.parametrize(
    ("page", "guide"),
    [
        ("imports:imports", "imports"),
        ("imports:upload", "imports"),
        ("imports:missing_rows", "imports"),
        ("imports:term_dates_file", "terms"),
        ("children:terms", "terms"),
        ("peps:task_list", "plan"),
        ("quality:points", "points"),
        ("funding:accounts", "funding"),
    ],
)
def test_a_page_has_the_guide_that_is_about_it(page, guide):
    assert guide_for(page) == guide
    assert guide in PAGES
