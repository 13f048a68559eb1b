"""Static files as an installation collects them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = re.compile(r"""(?:from\s*|import\s*\(?\s*)["'](\.[^"']*\.js)["']""")
NEEDED = re.compile(r"""^import .* from "(\.[^"]*\.js)";$""", re.MULTILINE)
FINGERPRINTED = re.compile(r"\.[0-9a-f]{12}\.js$")


def test_a_script_and_every_module_that_it_imports_has_a_fingerprint_in_its_name(tmp_path):
    """One without is kept by browsers for a minute, and an old module may then run beside a new script."""
    collected = tmp_path / "static"
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=ROOT,
        env=os.environ | {"STATIC_ROOT": str(collected), "DATA_DIR": str(tmp_path)},
        check=True,
    )
    scripts = [path for path in (collected / "js").glob("*.js") if FINGERPRINTED.search(path.name)]
    assert len(scripts) == len(list((ROOT / "static" / "js").glob("*.js")))

    imports = [(path, name) for path in scripts for name in IMPORTED.findall(path.read_text())]

    assert len(imports) >= len(re.findall(r"^import ", "".join(path.read_text() for path in scripts), re.MULTILINE)) > 0
    for path, name in imports:
        assert FINGERPRINTED.search(name), f"{path.name} imports {name}"
        assert (path.parent / name).resolve().is_file(), f"{path.name} imports {name}"


@pytest.mark.parametrize(
    ("template", "script"),
    [
        ("layouts/base.html", "portal.js"),
        ("layouts/own_page.html", "portal.js"),
        ("peps/sections/draft_scripts.html", "draft_page.js"),
    ],
)
def test_a_page_asks_at_once_for_each_module_that_its_script_will_import(template, script):
    preloaded = re.findall(r"""modulepreload" href="{% static '([^']+)'""", (ROOT / "templates" / template).read_text())

    assert sorted(preloaded) == sorted(modules_behind(ROOT / "static" / "js" / script))


def modules_behind(script: Path) -> set[str]:
    """Whatever it cannot begin without, and whatever that needs, below static/."""
    found = set()
    for name in NEEDED.findall(script.read_text()):
        module = (script.parent / name).resolve()
        found |= {module.relative_to(ROOT / "static").as_posix()}
        if "vendor" not in module.parts:
            found |= modules_behind(module)
    return found
