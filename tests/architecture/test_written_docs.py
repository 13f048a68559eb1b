from pathlib import Path

import pytest
from django.conf import settings

from pep_portal.written_docs import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_from_the_code_is_fresh(name):
    """If this fails, run `manage.py write_docs`."""
    assert Path(settings.BASE_DIR, "docs", name).read_text(encoding="utf-8") == PAGES[name]()
