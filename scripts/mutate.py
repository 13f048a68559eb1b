"""Applies the slips of scripts/mutations.toml one at a time in a copy, and says which of them the tests catch.

    scripts/mutations                      all of them, two at a time on two cores
    scripts/mutations clocks-14 known      these, by id, area or group
    scripts/mutations --wide               asks the whole folders of tests, where the tests named stay green

A slip is caught when a test fails. It survives when all stay green. It is broken when the tests could not be run
with it, or failed without it.
"""

import argparse
import ast
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "scripts" / "mutations.toml"
LONGEST = 15 * 60  # seconds for one run of tests; a slip may well make a loop that never ends
FAILED_TEST = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--color=no", "--tb=no")
CAUGHT, SURVIVED, BROKEN = "caught", "SURVIVED", "BROKEN"


class NotPlaced(Exception):
    """The rule of a slip, or its text in the rule, is not there once."""


@dataclass(frozen=True)
class Mutation:
    id: str
    group: str
    area: str
    symbol: str
    text: str
    instead: str
    hurts: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.symbol.partition(":")[2]

    @property
    def module(self) -> str:
        return self.symbol.partition(":")[0].replace(".", "/") + ".py"

    def is_one_of(self, asked: Sequence[str]) -> bool:
        return not asked or bool({self.id, self.group, self.area} & set(asked))


@dataclass(frozen=True)
class Verdict:
    mutation: Mutation
    word: str
    seconds: float
    said: str = ""

    def __str__(self) -> str:
        return f"{self.word:8} {self.seconds:6.1f}s  {self.mutation.id:28} {self.said}"


def listed() -> list[Mutation]:
    rows = tomllib.loads(LIST.read_text())["mutation"]
    return [Mutation(**{**row, "tests": tuple(row["tests"])}) for row in rows]


# Where a slip stands


def slipped(mutation: Mutation, root: Path = ROOT) -> tuple[Path, str]:
    """The file, below `root`, and what stands in it with the slip. Raises NotPlaced."""
    places = [place for place in [Path(mutation.module)] if _uses(place, mutation, root)]
    places = places or [place for place in _sources(root) if _uses(place, mutation, root)]
    if len(places) != 1:
        where = ", ".join(map(str, places)) or "no module"
        raise NotPlaced(f"{mutation.id}: {mutation.name} with “{mutation.text}” once is in {where}")
    source = (root / places[0]).read_text()
    start, end = _spans(root / places[0])[mutation.name]
    rule = source[start:end]
    return places[0], source[:start] + rule.replace(mutation.text, mutation.instead) + source[end:]


def _uses(place: Path, mutation: Mutation, root: Path) -> bool:
    """The module defines the rule, and the text stands in it once."""
    path = root / place
    if not path.is_file() or mutation.name not in (spans := _spans(path)):
        return False
    start, end = spans[mutation.name]
    return path.read_text()[start:end].count(mutation.text) == 1


@cache
def _sources(root: Path) -> tuple[Path, ...]:
    aside = {"tests", "scripts", "migrations", "benchmarks"}
    return tuple(path for path in tracked(root) if path.suffix == ".py" and not aside & set(path.parts))


@cache
def _spans(path: Path) -> dict[str, tuple[int, int]]:
    """Qualified name -> where it begins and ends in the text: functions, classes, methods, names of the module."""
    source = path.read_text()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return {name: (starts[first - 1], starts[last]) for name, first, last in _defined(ast.parse(source).body)}


def _defined(body: Sequence[ast.stmt], within: str = "") -> Iterator[tuple[str, int, int]]:
    for node in body:
        last = node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield f"{within}{node.name}", first, last
            if isinstance(node, ast.ClassDef):
                yield from _defined(node.body, f"{within}{node.name}.")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    yield f"{within}{target.id}", node.lineno, last


@cache
def tracked(root: Path = ROOT) -> tuple[Path, ...]:
    """The project's own files, as git knows them; those kept or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")  # noqa: S603
    return tuple(path for name in sorted(set(names)) if name and (root / (path := Path(name))).is_file())


# Running


class Copy:
    """The project in a folder of its own, in which one slip at a time stands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in tracked():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, folder / path)
        (folder / ".venv").symlink_to(ROOT / ".venv")

    def write(self, path: Path, text: str) -> None:
        """With a later time, by which Python sees that what it compiled of the file is old."""
        later = int((self.folder / path).stat().st_mtime) + 1
        (self.folder / path).write_text(text)
        os.utime(self.folder / path, (later, later))

    def run(self, tests: Sequence[str]) -> tuple[int, str]:
        """pytest's exit code, and the first test that failed or its last line."""
        aside = {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "PYTEST_ADDOPTS", "PORTAL_TODAY", "DJANGO_SETTINGS_MODULE"}
        environment = {name: value for name, value in os.environ.items() if name not in aside}
        environment["DATA_DIR"] = str(self.folder.parent / "var")
        command = [str(ROOT / ".venv/bin/python"), *PYTEST, "-m", "not browser", *tests]
        try:
            done = subprocess.run(  # noqa: S603
                command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            return -1, f"no end after {LONGEST} seconds"
        found = FAILED_TEST.search(done.stdout)
        last = (done.stdout.strip() or done.stderr.strip() or "nothing was said").splitlines()[-1]
        return done.returncode, found[1] if found else last


def _take_template(folder: Path) -> None:
    """The migrated database that tests/databases.py keeps, where a run has left one; the copies share it."""
    folder.mkdir(parents=True)
    for template in (ROOT / "var" / "test-databases").glob("template-*.sqlite3"):
        shutil.copy2(template, folder)


def judge(mutation: Mutation, copy: Copy, *, wide: bool, red_before: dict[str, str]) -> Verdict:
    began = time.monotonic()
    if already := [red_before[test] for test in mutation.tests if test in red_before]:
        return Verdict(mutation, BROKEN, 0, f"red without it: {already[0]}")
    path, with_slip = slipped(mutation)
    as_it_was = (copy.folder / path).read_text()
    copy.write(path, with_slip)
    try:
        code, said = copy.run(mutation.tests)
        if code == 0 and wide:
            code, said = copy.run(_folders(mutation, path))
            said = f"by a test that is not named: {said}" if code == 1 else said
    finally:
        copy.write(path, as_it_was)
    word = {0: SURVIVED, 1: CAUGHT}.get(code, BROKEN)
    said = f"{path}: {mutation.hurts}" if word == SURVIVED else said
    return Verdict(mutation, word, time.monotonic() - began, said)


def _folders(mutation: Mutation, path: Path) -> list[str]:
    """Of the app that has the rule and of the tests named, without those that have run."""
    apps = {path.parts[0], *(Path(test).parts[1] for test in mutation.tests)}
    folders = [f"tests/{app}" for app in sorted(apps) if (ROOT / "tests" / app).is_dir()]
    return [*folders, *(f"--deselect={test}" for test in mutation.tests)]


def red_without(tests: Sequence[str], copy: Copy) -> dict[str, str]:
    """Files of tests that fail as things are, and so could not tell of a slip. All at once, and apart when one is red."""
    if not tests or copy.run(tests)[0] == 0:
        return {}
    found = {test: copy.run([test]) for test in tests}
    return {test: said for test, (code, said) in found.items() if code != 0}


def run_all(chosen: Sequence[Mutation], *, at_once: int, wide: bool, trusted: bool) -> Iterator[Verdict]:
    """As they are done. Files are checked green first, unless they are trusted to be."""
    with tempfile.TemporaryDirectory(prefix="portal-mutations.") as folder, ThreadPoolExecutor(at_once) as pool:
        _take_template(Path(folder, "var", "test-databases"))
        free: queue.SimpleQueue[Copy] = queue.SimpleQueue()
        for copy in pool.map(Copy, [Path(folder, str(number)) for number in range(at_once)]):
            free.put(copy)

        def with_a_copy(act, *given, **more):
            copy = free.get()
            try:
                return act(*given, copy, **more)
            finally:
                free.put(copy)

        tests = [] if trusted else sorted({test for mutation in chosen for test in mutation.tests})
        shares = [pool.submit(with_a_copy, red_without, tests[number::at_once]) for number in range(at_once)]
        red_before = {test: said for share in shares for test, said in share.result().items()}
        asked = [pool.submit(with_a_copy, judge, each, wide=wide, red_before=red_before) for each in chosen]
        yield from (one.result() for one in as_completed(asked))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("which", nargs="*", help="ids, areas or groups; all when left out")
    asked.add_argument("-j", type=int, default=os.cpu_count() or 1, help="how many at once")
    asked.add_argument("--wide", action="store_true", help="ask whole folders where the tests named stay green")
    asked.add_argument("--trusted", action="store_true", help="do not run the tests without a slip first")
    given = asked.parse_args()
    mutations = listed()
    chosen = [mutation for mutation in mutations if mutation.is_one_of(given.which)]
    if not chosen:
        asked.error("nothing of that name is listed")
    problems = list(misplaced(mutations))
    for problem in problems:
        print(f"{BROKEN:8} {problem}", flush=True)
    if problems:
        return 1
    words = []
    for verdict in run_all(chosen, at_once=max(given.j, 1), wide=given.wide, trusted=given.trusted):
        print(verdict, flush=True)
        words.append(verdict.word)
    passed = words.count(CAUGHT)
    print(f"{passed} passed, {len(words) - passed} failed")
    return int(passed != len(words))


def misplaced(mutations: Sequence[Mutation]) -> Iterator[str]:
    """What is wrong with the list: a slip without its place, a file of tests that is not there, an id given twice."""
    seen: set[str] = set()
    for mutation in mutations:
        try:
            ast.parse(slipped(mutation)[1])
        except (NotPlaced, SyntaxError) as why:
            yield f"{mutation.id}: {why}"
        yield from (f"{mutation.id}: there is no {test}" for test in mutation.tests if not (ROOT / test).exists())
        if mutation.id in seen:
            yield f"{mutation.id}: this id stands twice"
        seen.add(mutation.id)


if __name__ == "__main__":
    sys.exit(main())
