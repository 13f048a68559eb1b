"""What starts the portal agrees with itself: scripts, image and the page that explains them."""

import os
import re
import subprocess

import pytest

from tests.architecture.sources import ROOT

COMMANDS = [
    "scripts/run",
    "scripts/test",
    "scripts/test-slow",
    "scripts/mutations",
    "scripts/check",
    "scripts/fix",
    ".ci/run",
]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_can_be_started_and_stops_at_the_first_fault(command):
    assert os.access(ROOT / command, os.X_OK)
    assert "set -euo pipefail" in (ROOT / command).read_text()
    subprocess.run(["bash", "-n", str(ROOT / command)], check=True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--port", "none"], "“none” is not a port"),
        (["--port", "70000"], "is not a port"),
        (["--port"], "--port needs a number"),
        (["--prot", "8001"], "does not know “--prot”"),
    ],
)
def test_a_mistyped_start_is_told_what_is_right_and_installs_nothing(arguments, told):
    run = subprocess.run(
        [str(ROOT / "scripts/run"), *arguments], capture_output=True, text=True, check=False, timeout=20
    )
    assert run.returncode == 1
    assert told in run.stderr
    assert run.stdout == ""


def test_the_demonstrations_command_does_not_start_production():
    production = os.environ | {"DEPLOYMENT": "production"}
    run = subprocess.run(
        [str(ROOT / "scripts/run")], env=production, capture_output=True, text=True, check=False, timeout=20
    )
    assert run.returncode == 1
    assert "docs/operations.md" in run.stderr


def test_the_image_has_the_libraries_that_a_machine_gets():
    machine = re.search(r"^RUN_PACKAGES=\((.+)\)$", (ROOT / "scripts/machine.sh").read_text(), re.MULTILINE)[1].split()
    image = (ROOT / "Dockerfile").read_text()
    # The image's Python brings time zones.
    assert [name for name in machine if name != "tzdata" and name not in image] == []


def test_every_variable_that_the_settings_read_is_explained():
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", (ROOT / "pep_portal/settings.py").read_text()))
    assert len(read) > 10
    assert [name for name in sorted(read) if f"`{name}`" not in OPERATIONS] == []


def test_the_image_does_not_run_as_root_and_asks_for_hashes():
    image = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER portal$", image, re.MULTILINE)
    assert "--require-hashes" in image
