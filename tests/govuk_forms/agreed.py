"""Markup that is agreed, in tests/data/govuk/: above each piece its name, as a comment. White space counts for nothing."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "govuk"
# But what stands in a text area is a person's text: every space of it counts.
TEXT_AREA = re.compile(r"(<textarea.*?</textarea>)", re.DOTALL)
BLOCK = re.compile(r" ?(</?(?:div|fieldset|h1|h2|label|legend|li|ol|p|table|tbody|td|th|tr|ul)\b[^>]*>) ?")


def agreed(file: str) -> dict[str, str]:
    text = (FOLDER / f"{file}.html").read_text(encoding="utf-8")
    _, *parts = re.split(r"^<!-- (.*) -->\n", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], (part.rstrip("\n") for part in parts[1::2]), strict=True))


def normalised(html: str) -> str:
    parts = TEXT_AREA.split(html)
    parts[::2] = [_without_spaces(part) for part in parts[::2]]
    return "\n".join(filter(None, parts))


def _without_spaces(html: str) -> str:
    return re.sub(r"> ?<", ">\n<", BLOCK.sub(r"\1", re.sub(r"\s+", " ", html))).strip()
