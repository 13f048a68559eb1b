"""Sizes that stay readable: a module over 300 lines is a prompt to split, over 500 fails; a template at most 150."""

from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = (
    "accounts", "children", "peps", "quality", "funding", "reports", "workspace", "records", "pep_portal", "govuk_forms",
)  # fmt: skip
MODULES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "govuk_forms").rglob("*.html")]
FORBIDDEN = {"utils", "helpers", "common", "manager", "managers", "services", "info", "misc"}


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_modules_stay_below_five_hundred_lines_and_are_named_for_what_they_do(path):
    assert len(path.read_text().splitlines()) <= 500
    assert path.stem not in FORBIDDEN


@pytest.mark.parametrize("path", TEMPLATES, ids=where)
def test_templates_stay_below_a_hundred_and_fifty_lines_without_inline_code(path):
    text = path.read_text()

    assert len(text.splitlines()) <= 150
    assert " style=" not in text
    assert "<script>" not in text
    assert " onclick=" not in text
