"""Applies the slips of scripts/mutations.toml one at a time in a copy, and says which of them the tests catch.

    scripts/mutations                      all of them, two at a time on two cores
    scripts/mutations clocks-14 known      these, by id, area or group
    scripts/mutations --wide               asks the whole folders of tests, where the tests named stay green
    scripts/mutations --results FILE       keeps each answer as it comes, and does not ask again for what was caught

A slip is caught when a test fails that is green without it. It survives when all stay green. It is broken when the
tests could not be run with it, or fail without it.
"""

import argparse
import ast
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "scripts" / "mutations.toml"
LONGEST = 15 * 60  # seconds for one run of tests; a slip may well make a loop that never ends
FAILED_TEST = re.compile(r"^(?:FAILED|ERROR) ([^\s\[]+(?:\[.*?\])?)(?: - .*)?$", re.MULTILINE)
PYTEST = ("-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--color=no", "--tb=no")
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

    @classmethod
    def read(cls, line: str, mutations: dict[str, Mutation]) -> "Verdict | None":
        """From such a line, unless it is of a slip that is no longer listed."""
        word, seconds, name, *said = line.split(maxsplit=3)
        return cls(mutations[name], word, float(seconds.rstrip("s")), "".join(said)) if name in mutations else None


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

    @property
    def environment(self) -> dict[str, str]:
        aside = {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "PYTEST_ADDOPTS", "PORTAL_TODAY", "DJANGO_SETTINGS_MODULE"}
        kept = {name: value for name, value in os.environ.items() if name not in aside}
        return {**kept, "DATA_DIR": str(self.folder.parent / "var")}

    def command(self, *more: str) -> list[str]:
        return [str(ROOT / ".venv/bin/python"), *PYTEST, "-m", "not browser", *more]

    def run(self, tests: Sequence[str]) -> tuple[int, str]:
        """pytest's exit code, and the first test that failed or its last line."""
        try:
            done = subprocess.run(  # noqa: S603
                self.command("-x", *tests), cwd=self.folder, env=self.environment, capture_output=True, text=True,
                timeout=LONGEST, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return -1, f"no end after {LONGEST} seconds"
        found = FAILED_TEST.search(done.stdout)
        last = (done.stdout.strip() or done.stderr.strip() or "nothing was said").splitlines()[-1]
        return done.returncode, found[1] if found else last

    def run_in_turn(self, slips: Sequence[dict], noticed_before: Sequence[str]) -> Iterator[dict]:
        """The answers of scripts/slips_in_turn.py, as they come."""
        orders = self.folder.parent / f"{self.folder.name}.json"
        orders.write_text(json.dumps({"slips": slips, "noticed_before": noticed_before, "longest": LONGEST}))
        files = {test.partition("::")[0] for slip in slips for test in slip["tests"]}
        files |= {test.partition("::")[0] for test in noticed_before}
        reading, writing = os.pipe()
        environment = {**self.environment, "PORTAL_SLIPS": str(orders), "PORTAL_SLIPS_ANSWERS": str(writing)}
        command = self.command("-p", "scripts.slips_in_turn", *sorted(files))
        with os.fdopen(reading) as answers, tempfile.TemporaryFile("w+") as told:
            process = subprocess.Popen(  # noqa: S603
                command, cwd=self.folder, env=environment, pass_fds=[writing], stdout=told, stderr=told
            )
            os.close(writing)
            yield from map(json.loads, answers)
            if process.wait() not in {0, 5}:
                told.seek(0)
                print(told.read()[-2000:], file=sys.stderr, flush=True)


def _take_template(folder: Path) -> None:
    """The migrated database that tests/databases.py keeps, where a run has left one; the copies share it."""
    folder.mkdir(parents=True)
    for template in (ROOT / "var" / "test-databases").glob("template-*.sqlite3"):
        shutil.copy2(template, folder)


@dataclass(frozen=True)
class Placed:
    """A slip, and the file with it, as they were when the run began: the project may be worked on meanwhile."""

    mutation: Mutation
    path: Path
    source: str

    def verdict(self, code: int, said: str, seconds: float) -> Verdict:
        word = {0: SURVIVED, 1: CAUGHT}.get(code, BROKEN)
        said = f"{self.path}: {self.mutation.hurts}" if word == SURVIVED else said
        return Verdict(self.mutation, word, seconds, said)

    @property
    def orders(self) -> dict:
        return {
            "id": self.mutation.id, "path": str(self.path), "source": self.source, "name": self.mutation.name,
            "tests": self.mutation.tests,
        }  # fmt: skip

    def judged_alone(self, copy: Copy, *, wide: bool) -> Verdict:
        """In a process of its own, which reads the file with the slip."""
        began = time.monotonic()
        as_it_was = (copy.folder / self.path).read_text()
        copy.write(self.path, self.source)
        try:
            code, said = copy.run(self.mutation.tests)
            if code == 0 and wide:
                code, said = copy.run(self._folders())
        finally:
            copy.write(self.path, as_it_was)
        if code == 1 and copy.run([said])[0] != 0:
            code, said = -1, f"red without it: {said}"
        return self.verdict(code, said, time.monotonic() - began)

    def _folders(self) -> list[str]:
        """Of the app that has the rule and of the tests named, without those that have run."""
        apps = {self.path.parts[0], *(Path(test).parts[1] for test in self.mutation.tests)}
        folders = [f"tests/{app}" for app in sorted(apps) if (ROOT / "tests" / app).is_dir()]
        return [*folders, *(f"--deselect={test}" for test in self.mutation.tests)]


def judge(share: Sequence[Placed], earlier: Sequence[Verdict], copy: Copy, *, wide: bool) -> Iterator[Verdict]:
    """As they are done. What seems to go through in a fork is asked again in a process of its own."""
    began, waiting = time.monotonic(), {placed.mutation.id: placed for placed in share}
    caught = list(earlier)
    for answer in copy.run_in_turn([placed.orders for placed in share], [verdict.said for verdict in earlier]):
        if "without" in answer:
            red = set(answer["said"].splitlines())
            yield from (
                replace(one, word=BROKEN, said=f"red without it: {one.said}") for one in caught if one.said in red
            )
        elif answer["code"] == 1:
            verdict = waiting.pop(answer["id"]).verdict(1, answer["said"].splitlines()[0], time.monotonic() - began)
            caught.append(verdict)
            yield verdict
        began = time.monotonic()
    yield from (placed.judged_alone(copy, wide=wide) for placed in waiting.values())


def run_all(chosen: Sequence[Placed], earlier: Sequence[Verdict], *, at_once: int, wide: bool) -> Iterator[Verdict]:
    """As they are done; of two verdicts on a slip the later holds."""
    done: queue.SimpleQueue[Verdict | Exception | None] = queue.SimpleQueue()

    def work(copy: Copy, number: int) -> None:
        try:
            for verdict in judge(chosen[number::at_once], earlier[number::at_once], copy, wide=wide):
                done.put(verdict)
            done.put(None)
        except Exception as why:  # noqa: BLE001 - raised where it is seen
            done.put(why)

    with tempfile.TemporaryDirectory(prefix="portal-mutations.") as folder:
        _take_template(Path(folder, "var", "test-databases"))
        for number in range(at_once):
            threading.Thread(target=work, args=(Copy(Path(folder, str(number))), number), daemon=True).start()
        running = at_once
        while running:
            match done.get():
                case None:
                    running -= 1
                case Verdict() as verdict:
                    yield verdict
                case why:
                    raise why


def kept_in(results: Path | None, mutations: Sequence[Mutation]) -> dict[str, Verdict]:
    """What an earlier run wrote there, by id; of two verdicts the later."""
    known = {mutation.id: mutation for mutation in mutations}
    lines = results.read_text().splitlines() if results and results.exists() else []
    return {one.mutation.id: one for line in lines if (one := Verdict.read(line, known))}


def table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    for group in dict.fromkeys(one.mutation.group for one in verdicts):
        asked = [one for one in verdicts if one.mutation.group == group]
        yield f"{group}: {sum(one.word == CAUGHT for one in asked)} of {len(asked)} red"
    for word in (SURVIVED, BROKEN):
        if names := [one.mutation.id for one in verdicts if one.word == word]:
            yield f"{word}: {', '.join(names)}"


def arguments() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("which", nargs="*", help="ids, areas or groups; all when left out")
    asked.add_argument("-j", type=int, default=os.cpu_count() or 1, help="how many at once")
    asked.add_argument("--wide", action="store_true", help="ask whole folders where the tests named stay green")
    asked.add_argument("--results", type=Path, help="a file for the answers; what it has as caught is not asked again")
    return asked


def main() -> int:
    given, mutations = arguments().parse_args(), listed()
    chosen = [mutation for mutation in mutations if mutation.is_one_of(given.which)]
    problems = list(misplaced(mutations)) if chosen else ["nothing of that name is listed"]
    for problem in problems:
        print(f"{BROKEN:8} {problem}", flush=True)
    if problems:
        return 1
    verdicts = {name: one for name, one in kept_in(given.results, chosen).items() if one.word == CAUGHT}
    earlier = list(verdicts.values())
    asked = [Placed(mutation, *slipped(mutation)) for mutation in chosen if mutation.id not in verdicts]
    for verdict in run_all(asked, earlier, at_once=max(given.j, 1), wide=given.wide) if asked else ():
        print(verdict, flush=True)
        verdicts[verdict.mutation.id] = verdict
        if given.results:
            with given.results.open("a") as file:
                print(verdict, file=file)
    print(*table([verdicts[mutation.id] for mutation in chosen]), sep="\n")
    return int(any(verdicts[mutation.id].word != CAUGHT for mutation in chosen))


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
