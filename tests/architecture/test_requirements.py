"""The lock files are in step with pyproject.toml and tell nothing about the machine that compiled them."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME = PYPROJECT["project"]["dependencies"]
DEVELOPMENT = PYPROJECT["dependency-groups"]["dev"]
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)", re.MULTILINE)
ADDRESS = re.compile(
    r"://|--(?:extra-)?index-url|--find-links|--trusted-host|^\s*(?:-e|-f|-i|/|\./|~/)\s?| @ ", re.MULTILINE
)


def pins_of(lock_file):
    text = (ROOT / lock_file).read_text()
    return {canonicalize_name(pin["name"]): Version(pin["version"]) for pin in PIN.finditer(text)}


def directly_asked_in(lock_text):
    direct, name = set(), ""
    for line in lock_text.splitlines():
        if pin := PIN.match(line):
            name = canonicalize_name(pin["name"])
        elif line.lstrip().startswith("#") and "pyproject.toml" in line:
            direct.add(name)
    return direct


@pytest.mark.parametrize(
    ("lock_file", "wanted"),
    [("requirements.txt", RUNTIME), ("requirements-dev.txt", RUNTIME + DEVELOPMENT)],
)
def test_every_dependency_is_locked_at_a_version_that_pyproject_allows(lock_file, wanted):
    pins = pins_of(lock_file)
    requirements = [Requirement(line) for line in wanted]
    missing = [each.name for each in requirements if canonicalize_name(each.name) not in pins]
    outside = [
        f"{each} but {pins[canonicalize_name(each.name)]}"
        for each in requirements
        if canonicalize_name(each.name) in pins
        and not each.specifier.contains(pins[canonicalize_name(each.name)], prereleases=True)
    ]
    assert not missing + outside, "run scripts/fix --lock"


def test_nothing_is_locked_as_our_own_wish_that_pyproject_no_longer_has():
    for lock_file, wanted in (("requirements.txt", RUNTIME), ("requirements-dev.txt", RUNTIME + DEVELOPMENT)):
        asked = {canonicalize_name(Requirement(line).name) for line in wanted}
        assert directly_asked_in((ROOT / lock_file).read_text()) == asked, "run scripts/fix --lock"


@pytest.mark.parametrize("lock_file", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_file_carries_hashes_and_no_address(lock_file):
    text = (ROOT / lock_file).read_text()
    unhashed = [block.split()[0] for block in re.split(r"\n(?=[a-z0-9])", text)[1:] if "--hash=sha256:" not in block]
    assert not unhashed
    assert not ADDRESS.findall(text)


def test_both_lock_files_name_the_same_versions():
    runtime, development = pins_of("requirements.txt"), pins_of("requirements-dev.txt")
    assert runtime == {name: development[name] for name in runtime}


def test_the_scripts_ask_for_the_python_that_pyproject_asks_for():
    major, minor = PYPROJECT["project"]["requires-python"].removeprefix(">=").split(".")
    assert f"sys.version_info < ({major}, {minor})" in (ROOT / "scripts" / "machine.sh").read_text()
