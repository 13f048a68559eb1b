"""What may not stand anywhere in the project."""

import ast
import re

import pytest

from tests.architecture.sources import APPS, ROOT, name_of, python_files, tracked_files, tree_of

BUILT = {".woff2", ".png", ".ico", ".svg", ".gif", ".jpg", ".jpeg", ".pdf", ".zip", ".xlsx", ".docx"}
VENDORED = ("static/vendor", "static/govuk", "static/moj", "scripts/assets/package-lock.json")


def texts():
    for path in tracked_files():
        name = name_of(path)
        if path.suffix not in BUILT and not name.startswith(VENDORED) and ".min." not in name:
            yield name, path.read_text(errors="replace")


def places(pattern, *, apart_from=()):
    wanted = re.compile(pattern)
    return [
        f"{name}: {found[0]}"
        for name, text in texts()
        if not name.startswith(("tests/architecture/", *apart_from))
        for found in wanted.finditer(text)
    ]


def test_no_address_of_a_package_index_or_of_the_machine_it_was_written_on():
    assert places(r"pypi\.org|registry\.npmjs|files\.pythonhosted|/root/|/work/\w+|/home/\w+/") == []


def test_no_password_or_key_is_kept_in_the_project():
    assert places(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{30}") == []


NHS = re.compile(r"(?<!\d)(\d{3}) (\d{3}) (\d{4})(?!\d)")


def test_every_nhs_number_in_the_project_is_from_the_range_for_tests():
    real = [
        f"{name}: {number[0]}"
        for name, text in texts()
        for number in NHS.finditer(text)
        if number[1] != "999" and valid_nhs(number[0])
    ]
    assert real == []


def valid_nhs(text):
    digits = [int(each) for each in text if each.isdigit()]
    return (
        11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    ) % 11 == digits[9]


@pytest.mark.parametrize("argument", ["auto_now", "auto_now_add"])
def test_no_model_reads_the_wall_clock_by_itself(argument):
    found = [
        f"{name_of(path)}:{node.value.lineno}"
        for path in python_files(*APPS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.keyword) and node.arg == argument
    ]
    assert found == []


UNSAYING = {"utils.py", "helpers.py", "common.py", "manager.py", "managers.py", "services.py", "info.py", "misc.py"}


def test_no_module_has_a_name_that_says_nothing():
    assert [name_of(path) for path in python_files() if path.name in UNSAYING] == []


def test_every_path_that_a_document_names_is_there():
    """Of the project's own folders; a document that names a moved file sends its reader nowhere."""
    places = "|".join((*APPS, "templates", "static", "scripts", "tests", "docs", "profiles", "benchmarks"))
    named = re.compile(rf"`((?:{places})/[\w./-]*)`")
    documents = [path for path in tracked_files() if path.suffix == ".md" and path.name != "changelog.md"]
    found = [(name_of(path), name) for path in documents for name in named.findall(path.read_text())]
    assert len(found) > 80

    assert [(document, name) for document, name in found if not (ROOT / name).exists()] == []
