"""The pages of docs/ that are made from the code, so that they cannot be out of date."""

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


PAGES = {"access.md": access_page, "workflow.md": workflow_page}


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
