from pathlib import Path

import pytest

from accounts.audit import System
from imports.kinds import attainment, attendance, suspensions
from imports.kinds.extract_description import template
from imports.kinds.figures_description import FIGURES, as_markdown
from tests.factories.accounts import SchoolFactory
from tests.factories.children import ChildFactory, EnrolmentFactory

ROOT = Path(__file__).parents[3]


def test_the_document_says_what_the_importers_read():
    """Make it anew: python -c "from imports.kinds.figures_description import *; print(as_markdown(), end='')"."""
    assert (ROOT / "docs" / "figures-files.md").read_text(encoding="utf-8") == as_markdown()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "take"),
    list(zip(FIGURES, (attendance.import_file, attainment.import_file, suspensions.import_file), strict=True)),
)
def test_the_example_of_every_file_can_be_taken(file, take, tmp_path):
    child = ChildFactory.create(social_care_id="700101")
    EnrolmentFactory.create(child=child, school=SchoolFactory.create(urn="900002"))
    path = tmp_path / file.kind.name
    path.write_text(template(file.kind), encoding="utf-8")

    report = take(path, by=System("imports"))

    assert report.refusals == []
    assert report.files[file.kind.name]["added"] == 1
