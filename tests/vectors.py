"""Worked examples with exact answers: `tests/data/vectors/`."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parent / "data" / "vectors"


def load(name: str) -> dict[str, Any]:
    """The whole file of that name; each says in `derived_how` where its answers come from."""
    found: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def cases(name: str) -> list[dict[str, Any]]:
    return list(load(name)["cases"])


def case_id(case: dict[str, Any]) -> str:
    return str(case["id"])


def wrong(
    cases: Iterable[dict[str, Any]],
    *,
    found: Callable[[dict[str, Any]], Any],
    expected: Callable[[dict[str, Any]], Any],
) -> list[str]:
    """One line for each case that is answered otherwise, so that one test tells of all of them."""
    answers = [(case_id(case), expected(case), found(case)) for case in cases]
    assert answers, "There are no cases."
    return [f"{name}: expected {right!r}, found {answer!r}" for name, right, answer in answers if answer != right]
