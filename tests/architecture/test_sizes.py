"""Sizes that stay readable: a module over 300 lines is a prompt to split, over 500 fails; a template at most 150."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.sources import name_of, python_files, tree_of

ROOT = Path(settings.BASE_DIR)
APPS = (
    "accounts", "children", "peps", "quality", "funding", "reports", "workspace", "records", "pep_portal", "govuk_forms",
)  # fmt: skip
MODULES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "govuk_forms").rglob("*.html")]
FORBIDDEN = {"utils", "helpers", "common", "manager", "managers", "services", "info", "misc"}


# A form's sections read like the printed form: they are one declaration each, and no steps.
DECLARED = "peps/blueprint/"


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


def lines_of(function):
    """Without docstring: it explains, and may take the room it needs."""
    first = function.body[0]
    docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if docstring else 0)


def test_no_function_is_longer_than_forty_lines():
    long = [
        f"{name_of(path)}:{node.lineno} {node.name} has {lines_of(node)} lines"
        for path in python_files(*APPS)
        if not name_of(path).startswith(DECLARED)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and lines_of(node) > 40
    ]
    assert long == []
