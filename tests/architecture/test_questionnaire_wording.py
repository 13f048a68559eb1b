"""The wording of the strengths and difficulties questionnaire belongs to its publisher, and stands nowhere here.

Not even in the data of this test: it knows every four words in a row of the items by a hash.
"""

import hashlib
import re

from tests.architecture.sources import ROOT

KNOWN = frozenset((ROOT / "tests" / "data" / "questionnaire_wording.txt").read_text(encoding="utf-8").split())
SHOWN_TO_PEOPLE = (
    "accounts",
    "children",
    "imports",
    "funding",
    "peps",
    "quality",
    "reports",
    "workspace",
    "pep_portal",
    "templates",
)


def items_quoted(text: str) -> list[str]:
    words = re.findall(r"[a-z']+", text.lower())
    rows = (" ".join(words[start : start + 4]) for start in range(len(words) - 3))
    return [row for row in rows if hashlib.sha256(row.encode()).hexdigest()[:10] in KNOWN]


def test_no_item_of_the_questionnaire_is_quoted():
    quoted = {}
    for folder in SHOWN_TO_PEOPLE:
        files = [path for ending in ("*.py", "*.html") for path in (ROOT / folder).rglob(ending)]
        assert files, folder
        quoted |= {str(path): found for path in files if (found := items_quoted(path.read_text(encoding="utf-8")))}
    assert quoted == {}


def test_the_hashes_would_find_an_item():
    assert items_quoted("She is kind to " + "younger children.")
