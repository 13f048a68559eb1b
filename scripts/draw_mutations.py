"""Proposes single-line slips in the rules, in an order drawn with a seed: what `scripts/mutations.toml` was chosen from.

    .venv/bin/python scripts/draw_mutations.py --seed 20261130 --area clocks

A person reads them in that order and keeps those that somebody would suffer from.
"""

import argparse
import ast
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AREAS = {
    "access": (
        "accounts/access.py", "accounts/dated.py", "accounts/posts.py", "accounts/reached.py",
        "accounts/models/people.py", "children/protection/confidentiality.py", "children/models/child.py",
        "peps/models/plan.py",
    ),
    "workflow": (
        "peps/life/workflow.py", "peps/opening/opening.py", "peps/delegation/delegation.py",
        "peps/opening/convert_to_change_plan.py", "peps/section_owners/delegate_section.py", "quality/returning.py",
        "quality/signing.py", "quality/points.py",
    ),
    "merging": (
        "peps/answers/merging.py", "peps/answers/saving.py", "peps/answers/target_answers.py", "records/merging.py",
        "records/finding.py", "records/likely_pairs.py",
    ),
    "clocks": (
        "children/calendar/clocks.py", "children/year_groups.py", "children/calendar/inset_days.py",
        "children/calendar/terms.py", "children/calendar/school_calendar.py",
        "children/calendar/year_calendar.py",
    ),
    "due dates": (
        "peps/deadlines/due_dates.py", "peps/deadlines/due_date_updates.py", "peps/deadlines/extensions.py",
        "peps/statutory_reviews/reviews.py",
    ),
    "reminders": (
        "peps/deadlines/reminders.py", "peps/deadlines/recipients.py", "accounts/letters.py", "accounts/delivery.py",
        "accounts/notices.py", "children/protection/recipients.py",
    ),
    "money": (
        "funding/ledger.py", "funding/release.py", "funding/queries.py", "funding/regimes.py", "funding/pence.py",
        "funding/financial_years.py",
    ),
    "audiences": (
        "peps/audiences/audiences.py", "peps/documents/signed_copy.py", "peps/documents/copies.py",
        "peps/voice/wishes.py", "peps/voice/guest_links.py", "peps/documents/child_copy.py",
        "peps/documents/layout.py", "peps/documents/letters.py",
    ),
    "completeness": (
        "peps/sections/completeness.py", "peps/meetings/quorum.py", "peps/targets/required.py", "peps/scope.py",
        "peps/sdq/scores.py",
    ),
    "imports": tuple(sorted(str(path.relative_to(ROOT)) for path in (ROOT / "imports").glob("*/*.py"))),
    "measures": (
        "reports/cohort.py", "reports/counting.py", "reports/figures.py", "reports/measures.py", "reports/rates.py",
        "reports/models.py", "reports/kept.py", "reports/lists.py",
    ),
}  # fmt: skip
QUERIES = {"filter", "exclude", "get", "Q", "When", "Exists", "update", "get_or_create", "update_or_create"}
LINKS = {"filter", "exclude", "order_by", "counted", "standing", "under_way", "visible_to", "newest_first", "valid"}
COMPARED = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
GUARDS = ("require", "refuse", "unconfirm", "check")
LOOKUPS = {"__lt": "__lte", "__lte": "__lt", "__gt": "__gte", "__gte": "__gt"}
SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Candidate:
    symbol: str
    line: int
    kind: str
    text: str
    instead: str


def candidates(path: Path) -> list[Candidate]:
    """Every slip in the functions and methods of a module whose text stands once in its function."""
    source = path.read_text()
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    found: list[Candidate] = []
    for name, node in _symbols(ast.parse(source).body):
        lines = source.splitlines()[node.lineno - 1 : node.end_lineno]
        whole = "\n".join(lines)
        for at, kind, old, new in slips(node, source):
            text, instead = _told_apart(whole, old, new, source.splitlines()[at.lineno - 1].strip())
            if whole.count(text) == 1 and "\n" not in text:
                found.append(Candidate(f"{module}:{name}", at.lineno, kind, text, instead))
    return list(dict.fromkeys(found))


def slips(node: ast.AST, source: str) -> Iterator[tuple[ast.AST, str, str, str]]:
    """(place, kind, text, what stands there instead) for everything inside a function."""
    for part in ast.walk(node):
        for kind, old, new in _slips_of(part, source):
            if old and old != new:
                yield (part.target if isinstance(part, ast.comprehension) else part), kind, old, new


def _symbols(body: Iterable[ast.stmt], within: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield f"{within}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _symbols(node.body, f"{within}{node.name}.")
        elif isinstance(node, ast.Assign | ast.AnnAssign) and not within:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                yield target.id, node


def _told_apart(whole: str, old: str, new: str, line: str) -> tuple[str, str]:
    """The text alone where it stands once, else the whole line around it."""
    if whole.count(old) == 1 and len(old) > 8:
        return old, new
    return (line, line.replace(old, new, 1)) if line.count(old) == 1 else (old, new)


def _slips_of(part: ast.AST, source: str) -> Iterator[tuple[str, str, str]]:
    for kind in (_in_a_call, _in_a_condition, _in_a_statement, _in_a_constant):
        yield from kind(part, source)


def _in_a_call(part: ast.AST, source: str) -> Iterator[tuple[str, str, str]]:
    if not isinstance(part, ast.Call):
        return
    whole, name = _text(part, source), _name(part.func)
    if name in SWAPPED and isinstance(part.func, ast.Name):
        yield "other end", whole, SWAPPED[name] + whole[len(name) :]
    if name in QUERIES:
        yield from _in_a_query(part, whole, source)
    if isinstance(part.func, ast.Attribute) and name in LINKS:
        yield "dropped link", whole[len(_text(part.func.value, source)) :], ""


def _in_a_query(part: ast.Call, whole: str, source: str) -> Iterator[tuple[str, str, str]]:
    for keyword in part.keywords:
        given = _text(keyword, source)
        comma = next((c for c in (f"{given}, ", f", {given}", given) if c in whole), given)
        yield "dropped condition", comma, ""
        for ending, other in LOOKUPS.items():
            if keyword.arg and keyword.arg.endswith(ending):
                yield "edge of a range", given, given.replace(ending + "=", other + "=", 1)
    if len(part.args) + len(part.keywords) > 1 and _name(part.func) in {"filter", "exclude"}:
        for argument in part.args:
            yield "dropped condition", f"{_text(argument, source)}, ", ""


def _in_a_condition(part: ast.AST, source: str) -> Iterator[tuple[str, str, str]]:
    whole = _text(part, source)
    match part:
        case ast.Compare():
            yield from _in_a_comparison(part, whole, source)
        case ast.BoolOp():
            yield from _in_and_or(part, whole, source)
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.Add() | ast.Sub()) if _text(part.right, source) != "None":
            yield "dropped operand", whole, _text(part.left, source)
            yield "dropped operand", whole, _text(part.right, source)
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield "dropped not", whole, _text(part.operand, source)
        case ast.IfExp():
            yield "dropped choice", whole, _text(part.body, source)
            yield "dropped choice", whole, _text(part.orelse, source)
        case ast.comprehension():
            for test in part.ifs:
                yield "dropped condition", f" if {_text(test, source)}", ""


def _in_a_comparison(part: ast.Compare, whole: str, source: str) -> Iterator[tuple[str, str, str]]:
    if len(part.ops) == 1:
        if type(part.ops[0]) in COMPARED:
            left, right = _text(part.left, source), _text(part.comparators[0], source)
            yield "comparison", whole, f"{left} {COMPARED[type(part.ops[0])]} {right}"
        return
    for op in part.ops:
        if type(op) in {ast.Lt, ast.LtE}:
            old = "<=" if isinstance(op, ast.LtE) else "<"
            yield "comparison", whole, whole.replace(f" {old} ", f" {COMPARED[type(op)]} ", 1)


def _in_and_or(part: ast.BoolOp, whole: str, source: str) -> Iterator[tuple[str, str, str]]:
    word, other = ("and", "or") if isinstance(part.op, ast.And) else ("or", "and")
    values = [_text(value, source) for value in part.values]
    yield "and, or", whole, f" {other} ".join(values)
    for value in values:
        yield "dropped condition", whole, f" {word} ".join(v for v in values if v != value)


def _in_a_statement(part: ast.AST, source: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(part, ast.If):
        yield "dropped guard", f"if {_text(part.test, source)}:", "if False:"
    elif (isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Attribute | ast.Subscript)) or isinstance(
        part, ast.AugAssign
    ):
        yield "state not set", _text(part, source), "pass"
    elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
        if _name(part.value.func).lstrip("_").startswith(GUARDS):
            yield "dropped guard", _text(part, source), "pass"
    elif isinstance(part, ast.List) and len(part.elts) > 1 and all(isinstance(e, ast.Constant) for e in part.elts):
        for element in part.elts[1:]:
            yield "state not set", f", {_text(element, source)}", ""


def _in_a_constant(part: ast.AST, source: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(part, ast.keyword) and isinstance(part.value, ast.Constant) and isinstance(part.value.value, bool):
        if part.arg == "flat":
            return
        yield "wrong constant", _text(part, source), f"{part.arg}={not part.value.value}"
    elif isinstance(part, ast.Assign | ast.AnnAssign | ast.BinOp | ast.Return | ast.Subscript | ast.keyword):
        for inner in ast.iter_child_nodes(part):
            if isinstance(inner, ast.Constant) and type(inner.value) is int:
                whole, number = _text(part, source), str(inner.value)
                if whole.count(number) == 1:
                    yield "wrong constant", whole, whole.replace(number, str(inner.value + 1))


def _text(node: ast.AST, source: str) -> str:
    return ast.get_source_segment(source, node) or ""


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def drawn(area: str, seed: int) -> list[Candidate]:
    """All of an area in the order of the draw: the kinds in turn, each line once with the slip drawn for it."""
    found = [candidate for name in AREAS[area] for candidate in candidates(ROOT / name)]
    random.Random(f"{seed} {area}").shuffle(found)  # noqa: S311
    turns: Counter[str] = Counter()
    placed = []
    for candidate in {(one.symbol, one.line): one for one in reversed(found)}.values():
        placed.append((turns[candidate.kind], candidate))
        turns[candidate.kind] += 1
    return [candidate for _, candidate in sorted(placed, key=lambda pair: pair[0])]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, required=True)
    asked.add_argument("--area", choices=AREAS, action="append")
    asked.add_argument("--first", type=int, default=20, help="how many of each area")
    given = asked.parse_args()
    for area in given.area or AREAS:
        order = drawn(area, given.seed)
        print(f"\n## {area}: {len(order)} lines")
        for number, one in enumerate(order[: given.first], start=1):
            print(f"{number:3} {one.symbol} [{one.line}] {one.kind}\n      - {one.text}\n      + {one.instead}")


if __name__ == "__main__":
    main()
