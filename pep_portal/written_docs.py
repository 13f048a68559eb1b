"""The pages of docs/ that are made from the code, so that they cannot be out of date."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from accounts.access import ALLOWED, CHILDREN_SEEN, Action, Level
from accounts.enums import Role
from peps.enums import PartName, PepStatus
from peps.life.workflow import MOVES

REACH = {
    "every_child": "every child",
    "own_caseload": "children allocated to them, or to the person they stand in for",
    "own_team": "children whose social worker is in their team",
    "own_reviews": "children whose reviews they chair",
    "own_advised": "young people they advise",
    "on_roll": "children on roll at their school, or starting there with a plan delegated to it",
}


def access_page() -> str:
    lines = [
        "# Who may do what",
        "",
        "Made from `accounts/access.py` by `manage.py write_docs`. A person may do what any of the posts that they hold",
        "today allows; a restricted child is reached by the people named on it only.",
        "",
        "| role | listed | record | plan |",
        "|---|---|---|---|",
    ]
    lines += [f"| {role.label} | {' | '.join(_reach(level, role) for level in Level)} |" for role in Role]
    lines += ["", f"*Listed*: {Level.LISTED}. *Record*: {Level.RECORD}. *Plan*: {Level.PLAN}.", ""]
    for role in Role:
        lines += [f"## {role.label}", "", *(f"- may {act}" for act in Action if act in ALLOWED[role]), ""]
    return "\n".join(lines)


def workflow_page() -> str:
    lines = [
        "# The life of a plan",
        "",
        "Made from `MOVES` in `peps/life/workflow.py` by `manage.py write_docs`.",
        "",
        "| move | from | to | who may | needs |",
        "|---|---|---|---|---|",
    ]
    for name, move in MOVES.items():
        sources = ", ".join(PepStatus(source).label for source in PepStatus if source in move.sources)
        target = PepStatus(move.target).label + (" (when both parts are in)" if move.part else "")
        who = ", ".join(role.label for role in Role if move.action in ALLOWED[role])
        lines.append(f"| `{name}` | {sources} | {target} | {who} | {_needs(move)} |")
    return "\n".join([*lines, ""])


def rooms_page() -> str:
    lines = [
        "# The rooms",
        "",
        "Made from the contracts in `pyproject.toml` and the first lines of each room by `manage.py write_docs`. An import",
        "leads down a list and never up; `scripts/check` holds it. Why the rooms are cut as they are stands in",
        "[ADR 20](adr/0020-rooms.md).",
    ]
    for app, rooms in rooms_by_app():
        lines += ["", f"## {app}/", "", "| room | what it is for | what does not belong in it |", "|---|---|---|"]
        lines += [f"| `{room}` | {' | '.join(_said_of(Path(app, room)))} |" for room in rooms]
    return "\n".join([*lines, ""])


def rooms_by_app() -> Iterator[tuple[str, list[str]]]:
    """Each app that has rooms, and its rooms as the contract lists them, the highest first."""
    declared = tomllib.loads(Path(settings.BASE_DIR, "pyproject.toml").read_text(encoding="utf-8"))
    for contract in declared["tool"]["importlinter"]["contracts"]:
        if contract["name"].startswith("rooms of "):
            yield contract["containers"][0], [room for layer in contract["layers"] for room in layer.split(" | ")]


PAGES = {"access.md": access_page, "workflow.md": workflow_page, "rooms.md": rooms_page}


def _said_of(room: Path) -> tuple[str, str]:
    """The two sentences at the head of a room; a module that is a room by itself has one or none."""
    package = settings.BASE_DIR / room / "__init__.py"
    module = package if package.exists() else (settings.BASE_DIR / room).with_suffix(".py")
    said = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    purpose, _, elsewhere = said.partition("\n\n")
    return " ".join(purpose.split()), " ".join(elsewhere.split()) if module == package else ""


def _reach(level: Level, role: Role) -> str:
    reach = CHILDREN_SEEN[level].get(role)
    return REACH[reach.__name__] if reach else "none"


def _needs(move) -> str:
    needs = [
        (move.part, f"nothing missing in {PartName(move.part).label if move.part else ''}"),
        (move.needs_everything, "nothing missing in the plan"),
        (move.needs_sections, "the sections to open again"),
        (move.needs_note, "a reason"),
    ]
    return "; ".join(text for is_needed, text in needs if is_needed) or "nothing more"
