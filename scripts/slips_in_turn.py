"""Slips one at a time in one process of tests (a plugin of pytest, which scripts/mutate.py starts).

Starting and collecting takes longer than most tests that notice a slip. So it is done once, and each slip gets a fork
in which the code of its function is another. Where no function has the code (a constant of a module, a decorator), the
slip is given back, and wants a process of its own.
"""

import contextlib
import gc
import json
import os
import signal
import types
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from _pytest import main as pytest_main
from hypothesis import Phase, settings

ORDERS = "PORTAL_SLIPS"  # a file with {"slips": [{"id", "path", "source", "name", "tests"}], "noticed_before": [test], "longest": seconds}
ANSWERS = "PORTAL_SLIPS_ANSWERS"  # a file descriptor: a line of JSON for each slip, and one for the tests without any
NOT_HERE = 70  # no function has the code


def pytest_collection() -> None:
    """That a property fails is enough: nobody reads by which smallest example."""
    settings.register_profile("slips", settings.default, phases=[Phase.explicit, Phase.generate])
    settings.load_profile("slips")


def pytest_runtestloop(session: pytest.Session) -> bool:
    orders = json.loads(Path(os.environ[ORDERS]).read_text())
    noticed = list(orders["noticed_before"])
    session.config.option.maxfail = 1
    for slip in orders["slips"]:
        code, said = in_a_fork(session, asked_of(session, slip["tests"]), slip, orders["longest"])
        noticed += said.splitlines()[:1] if code == pytest.ExitCode.TESTS_FAILED else []
        answer({"id": slip["id"], "code": code, "said": said})
    session.config.option.maxfail = 0
    code, said = in_a_fork(session, asked_of(session, noticed, exactly=True), None, orders["longest"])
    answer({"without": code, "said": said})
    return True


def asked_of(session: pytest.Session, tests: Sequence[str], *, exactly: bool = False) -> list[pytest.Item]:
    """The tests of these files in the order given, the quick ones of each before its properties; or these tests."""
    if exactly:
        return [item for item in session.items if item.nodeid in set(tests)]
    found = [[item for item in session.items if item.nodeid.startswith(test)] for test in tests]
    return [item for each in found for item in sorted(each, key=lambda item: "hypothesis" in item.keywords)]


def answer(line: dict) -> None:
    os.write(int(os.environ[ANSWERS]), json.dumps(line).encode() + b"\n")


def in_a_fork(session: pytest.Session, items: list[pytest.Item], slip: dict | None, longest: int) -> tuple[int, str]:
    """pytest's exit code, and the tests that failed, a line each."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # of threads, of which a process that only collected has none
        child = os.fork()
    if child == 0:
        signal.alarm(longest)  # a slip may well make a loop that never ends
        try:
            os.write(writing, run(session, items, slip).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        code, _, said = pipe.read().partition(" ")
    os.waitpid(child, 0)
    return (int(code), said) if code else (-1, f"no end after {longest} seconds, or the process died")


def run(session: pytest.Session, items: list[pytest.Item], slip: dict | None) -> str:
    if slip and not put_in(slip):
        return f"{NOT_HERE} "
    if not items:
        return f"{pytest.ExitCode.NO_TESTS_COLLECTED} no tests"
    session.items, failed = items, Failed()
    session.config.pluginmanager.register(failed)
    with contextlib.suppress(session.Failed):
        pytest_main.pytest_runtestloop(session)
    session._setupstate.teardown_exact(None)  # noqa: SLF001 - as pytest does after the last test of a session
    return f"{int(bool(failed.tests))} " + "\n".join(dict.fromkeys(failed.tests))


class Failed:
    def __init__(self) -> None:
        self.tests: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.tests.append(report.nodeid)


def put_in(slip: dict) -> bool:
    """The functions that have the code of this name get the one with the slip, however they are wrapped."""
    path = str(Path(slip["path"]).absolute())
    as_it_is = dict(codes(compile(Path(path).read_text(), path, "exec")))
    with_slip = dict(codes(compile(slip["source"], path, "exec")))
    old, new = as_it_is.get(slip["name"]), with_slip.get(slip["name"])
    if old is None or new is None or differs_elsewhere(as_it_is, with_slip, slip["name"]):
        return False
    found = [thing for thing in gc.get_objects() if type(thing) is types.FunctionType and thing.__code__ == old]
    for function in found:
        function.__code__ = new
    return bool(found)


def differs_elsewhere(as_it_is: dict, with_slip: dict, name: str) -> bool:
    """The slip is not in the body: it is in what wraps the function, or in a default."""
    return as_it_is[name] == with_slip[name] or as_it_is.keys() != with_slip.keys()


def codes(code: types.CodeType) -> Iterator[tuple[str, types.CodeType]]:
    """Of the functions and methods, under their qualified names; of those inside a function, with it."""
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield part.co_qualname, part
            if not part.co_flags & 2:  # a class's body, not a function's, which has names of its own
                yield from codes(part)
