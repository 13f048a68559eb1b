"""Static files as an installation collects them."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = re.compile(r"""(?:from\s*|import\s*\(?\s*)["'](\.[^"']*\.js)["']""")
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
