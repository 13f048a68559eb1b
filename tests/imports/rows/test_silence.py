"""Silence is never consent: no yes-or-no column of any file, absent or empty, ends as the answer that permits."""

import csv
import io

import pytest
from django.db import transaction

from accounts.audit import System
from accounts.models import Post
from children.models import CarePeriod, Child, Contact, Placement, SiblingLink, YearlyOutcome
from imports.kinds import extract, school_files, ssda903
from imports.kinds.attainment import RESULTS
from imports.kinds.attendance import MARKS
from imports.kinds.outcomes import OC2, YES_NO
from imports.kinds.suspensions import SUSPENSIONS
from imports.reading import values
from imports.reading.extract_files import EXTRACT
from tests.factories import ChildFactory, SchoolFactory
from tests.imports.conftest import ROWS

pytestmark = pytest.mark.django_db
FILES = System("imports")

STORED = {
    ("people.csv", "deputy"): (Post, "is_deputy", {False}),
    ("children.csv", "unaccompanied"): (Child, "is_unaccompanied", {False}),
    ("care_periods.csv", "short_breaks"): (CarePeriod, "is_short_break", {False}),  # a plan is needed
    ("placements.csv", "sensitive_address"): (Placement, "is_address_sensitive", {None}),
    ("placements.csv", "in_area"): (Placement, "is_in_area", {None}),
    ("contacts.csv", "parental_responsibility"): (Contact, "has_parental_responsibility", {None}),
    ("contacts.csv", "may_have_contact"): (Contact, "may_have_contact", {None}),
    ("contacts.csv", "may_collect"): (Contact, "may_collect", {None}),
    ("siblings.csv", "placed_together"): (SiblingLink, "are_placed_together", {None}),
    **{("oc2.csv", theirs): (YearlyOutcome, ours, {None}) for theirs, ours in YES_NO.items()},
}
"""(file, column) -> where it is stored, and what may be stored where the file says nothing."""
KINDS = [*EXTRACT, OC2, ssda903.HEADER, ssda903.EPISODES, ssda903.REVIEWS, MARKS.kind, RESULTS.kind, SUSPENSIONS.kind]


def test_every_yes_or_no_column_of_every_file_is_tried_here():
    asked = {
        (kind.name, column.name) for kind in KINDS for column in kind.columns if column.convert is values.yes_or_no
    }
    assert asked == set(STORED)


def test_no_column_has_a_default_of_its_own():
    for kind in KINDS:
        for column in kind.columns:
            assert column.convert is not values.yes_or_no or column.default is None, (kind.name, column.name)


def test_every_date_column_of_every_file_knows_whether_it_may_lie_ahead():
    for kind in KINDS:
        for column in kind.columns:
            is_date = column.convert in (values.day, school_files.day)
            assert is_date == (column.may_lie_ahead is not None), (kind.name, column.name)


def test_in_the_yearly_return_and_in_figures_no_date_lies_ahead():
    for kind in (OC2, ssda903.HEADER, ssda903.EPISODES, ssda903.REVIEWS, MARKS.kind, RESULTS.kind, SUSPENSIONS.kind):
        assert not any(column.may_lie_ahead for column in kind.columns), kind.name


def without(lines: list[str], column: str, *, is_absent: bool) -> str:
    """The file without the column, or with the column and no answer in it."""
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    names = [name for name in rows[0] if name != column] + ([] if is_absent else [column])
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows({name: cell for name, cell in row.items() if name != column} for row in rows)
    return out.getvalue()


@pytest.mark.parametrize("is_absent", [True, False], ids=["absent column", "empty cell"])
def test_a_file_that_says_nothing_permits_nothing(extract_with, is_absent):
    found = {}
    for (name, column), (model, stored, _) in STORED.items():
        with transaction.atomic():
            extract_with(name, column, is_absent=is_absent)
            found[name, column] = set(model.objects.values_list(stored, flat=True))
            transaction.set_rollback(True)

    assert found == {key: allowed for key, (_, _, allowed) in STORED.items()}


@pytest.fixture
def extract_with(tmp_path):
    for urn in ("900002", "900003"):
        SchoolFactory(urn=urn)

    def bring(name: str, column: str, *, is_absent: bool) -> None:
        folder = tmp_path / f"{name}-{column}"
        folder.mkdir()
        if name == OC2.name:
            ChildFactory(social_care_id="0700")
            lines = ["CHILD,DOB,SDQ_SCORE", "0700,14/02/2014,12"]
            (folder / name).write_text(without(lines, column, is_absent=is_absent), encoding="utf-8")
            ssda903.import_folder(folder, by=FILES, year=2026)
            return
        for kind in EXTRACT:
            lines = ROWS[kind.name]
            text = without(lines, column, is_absent=is_absent) if kind.name == name else "\n".join(lines)
            (folder / kind.name).write_text(text, encoding="utf-8")
        extract.import_folder(folder, by=FILES)

    return bring
