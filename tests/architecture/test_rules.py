"""A rule is called by a page, a job and a command alike, so it knows no request and no page."""

import ast

from tests.architecture.sources import APPS, ROOT, name_of, python_files, tree_of

PAGES = ("django.http", "django.shortcuts", "django.views", "django.contrib.messages", "django.template.response")
# What belongs to pages by its name: views of an app, and what views are made of.
OF_PAGES = {"views", "forms", "urls", "templatetags", "pages", "addresses", "sign_in", "scoped", "decorators"}
COMPOSITION = ("pep_portal", "govuk_forms", "charts")


def is_of_pages(path):
    return bool({part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & OF_PAGES)


def imported_by(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_rule_knows_a_request_or_a_page():
    rules = [path for path in python_files(*(set(APPS) - set(COMPOSITION))) if not is_of_pages(path)]
    assert rules
    found = [
        f"{name_of(path)} imports {name}" for path in rules for name in imported_by(path) if name.startswith(PAGES)
    ]
    assert found == []
