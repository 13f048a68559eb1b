"""A test waits for what it waits for, never for a time: a slow machine would make it red, a fast one would idle."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import name_of, python_files, tree_of

THE_ONE_PLACE = "tests/waiting.py"
LET_TIME_PASS = {"sleep", "wait_for_timeout"}


def lets_time_pass(node: ast.AST) -> bool:
    """By name, however it was imported, and in the code and commands given to other processes."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in LET_TIME_PASS
        case ast.ImportFrom(names=names):
            return any(alias.name in LET_TIME_PASS for alias in names)
        case ast.Constant(value=str(text)):
            return text == "sleep" or "sleep(" in text
    return False


def pauses_in(tree: ast.AST) -> list[int]:
    return [node.lineno for node in ast.walk(tree) if lets_time_pass(node)]


def test_tests_let_time_pass_in_one_place_only():
    found = [
        f"{name_of(path)}:{line}"
        for path in python_files("tests")
        if name_of(path) not in {THE_ONE_PLACE, name_of(Path(__file__))}
        for line in pauses_in(tree_of(path))
    ]
    assert found == [], f"Wait for a condition with until() of {THE_ONE_PLACE}"


@pytest.mark.parametrize(
    "written",
    [
        "import time\ntime.sleep(1)",
        "from time import sleep as rest\nrest(1)",
        "page.wait_for_timeout(100)",
        "subprocess.run(['sleep', '5'])",
        "subprocess.run([python, '-c', 'import time; time.sleep(1)'])",
        "await asyncio.sleep(0)",
    ],
)
def test_a_pause_is_seen_however_it_is_written(written):
    assert pauses_in(ast.parse(written))
