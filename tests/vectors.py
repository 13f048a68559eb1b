"""Worked examples with exact answers: `tests/data/vectors/`."""

import json
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
