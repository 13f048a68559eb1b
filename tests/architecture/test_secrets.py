"""No number of a real child stands in the tree: pupil numbers use establishments that no school holds."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from children.identity.upn import is_valid

ROOT = Path(settings.BASE_DIR)
UPN = re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b")
TEXT = {".py", ".html", ".md", ".csv", ".toml", ".json", ".txt", ".xml", ".yml"}
FICTIONAL = re.compile(r"^09(0[1-9]|[1-4]\d|5[0-5])$")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines()]


def test_every_pupil_number_in_the_tree_is_made_up():
    found = {}
    for path in tracked():
        if path.suffix not in TEXT or "vectors" in path.parts or not path.exists():
            continue
        for number in UPN.findall(path.read_text(errors="ignore")):
            if is_valid(number) and not FICTIONAL.match(number[4:8]):
                found.setdefault(str(path.relative_to(ROOT)), number)
    assert found == {}


@pytest.mark.parametrize("number", ["R831090116003"])
def test_the_check_knows_a_pupil_number_when_it_sees_one(number):
    assert UPN.fullmatch(number)
