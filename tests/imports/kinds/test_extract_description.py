import io
from pathlib import Path

import pytest

from imports.kinds.extract_description import as_markdown, template
from imports.reading.extract_files import EXTRACT
from imports.reading.reading import Row, read_stream

ROOT = Path(__file__).parents[3]


def test_the_document_says_what_the_importer_reads():
    """Make it anew: python -c "from imports.kinds.extract_description import *; print(as_markdown())"."""
    assert (ROOT / "docs" / "extract.md").read_text(encoding="utf-8") == as_markdown()


@pytest.mark.parametrize("kind", EXTRACT, ids=lambda kind: kind.name)
def test_the_example_of_every_file_can_be_read(kind):
    found = list(read_stream(io.BytesIO(template(kind).encode()), kind))

    assert [type(one) for one in found] == [Row]
