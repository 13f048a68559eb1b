"""The last line of a test run: pytest's own counts, added up over its stages. Exits with 1 if anything failed.

A stage that ran no tests counts as one error when it failed.
"""

import re
import sys
from collections import Counter
from pathlib import Path

WORDS = {"error": "errors", "warning": "warnings"}
ORDER = ["failed", "passed", "skipped", "xfailed", "xpassed", "warnings", "errors"]


def main(stages: Path, seconds: str) -> int:
    counts: Counter[str] = Counter()
    for file in stages.glob("*.counts"):
        for number, word in re.findall(r"(\d+) ([a-z]+)(?=,| in )", file.read_text()):
            counts[WORDS.get(word, word)] += int(number)
    for file in stages.glob("*.line"):
        tested = file.with_suffix(".counts").exists()
        counts["errors"] += file.read_text().startswith("BROKEN") or (
            not tested and file.read_text().startswith("FAILED")
        )
    parts = [f"{counts[word]} {word}" for word in ORDER if counts[word] or word == "passed"]
    print(f" {', '.join(parts)} in {seconds}.00s ".center(100, "="))
    return 1 if counts["failed"] or counts["errors"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
