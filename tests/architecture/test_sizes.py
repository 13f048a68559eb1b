"""Sizes that stay readable: a module over 300 lines is a prompt to split, over 500 fails; a template at most 150."""

import ast
from pathlib import Path

from django.conf import settings

from tests.architecture.sources import name_of, python_files, tree_of

ROOT = Path(settings.BASE_DIR)
APPS = (
    "accounts", "children", "imports", "peps", "quality", "funding", "reports", "workspace", "records", "pep_portal", "govuk_forms", "charts",
)  # fmt: skip
MODULES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
TEMPLATES = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "govuk_forms").rglob("*.html")]
FORBIDDEN = {"utils", "helpers", "common", "manager", "managers", "services", "info", "misc"}


# A form's sections read like the printed form: they are one declaration each, and no steps.
DECLARED = "peps/questions/blueprint/"


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def longer_than(most: int, paths: list[Path], *, at_least: int = 100) -> list[str]:
    lengths = {where(path): len(path.read_text().splitlines()) for path in paths}
    assert len(lengths) > at_least
    return [f"{name} has {lines} lines" for name, lines in lengths.items() if lines > most]


def test_modules_stay_below_five_hundred_lines_and_are_named_for_what_they_do():
    assert longer_than(500, MODULES) == []
    assert [where(path) for path in MODULES if path.stem in FORBIDDEN] == []


def test_templates_stay_below_a_hundred_and_fifty_lines_without_inline_code():
    assert longer_than(150, TEMPLATES) == []
    inline = (" style=", "<script>", " onclick=")
    assert [f"{where(path)}:{each}" for path in TEMPLATES for each in inline if each in path.read_text()] == []


def test_scripts_of_the_browser_stay_below_two_hundred_and_fifty_lines_and_are_named_for_what_they_do():
    assert longer_than(250, SCRIPTS, at_least=5) == []
    assert [where(path) for path in SCRIPTS if path.stem in FORBIDDEN] == []


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
