"""A case system that sends a wrong file every night of a week, and then the right one."""

import shutil
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import System
from children.models import CarePeriod, Child, Contact, Placement
from children.protection.protective_facts import protection_of
from imports.kinds.extract import import_folder
from imports.reading import extract_files
from imports.rows import dated_files
from tests.factories.accounts import SchoolFactory
from tests.imports.conftest import ROWS
from tests.strictness.properties import on_the_same_rows

pytestmark = pytest.mark.django_db
FILES = System("imports")


@pytest.fixture(autouse=True)
def schools(db):
    for urn in ("900002", "900003"):
        SchoolFactory.create(urn=urn)


def the_record() -> dict[str, list[str]]:
    """What stands of every file, told by the children's numbers and without keys of the database."""
    found = {
        "children.csv": sorted(
            map(str, Child.objects.values_list("social_care_id", "given_name", "family_name", "upn"))
        )
    }
    for name, table in dated_files.TABLES.items():
        columns = ["child__social_care_id", "from_date", "until", *table.columns.values()]
        found[name] = sorted(map(str, table.model.objects.standing().values_list(*columns)))
    return found


def read(path: Path) -> str:
    """Also where another fault of the same night left bytes that are no UTF-8."""
    return path.read_text(encoding="utf-8", errors="surrogateescape")


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="surrogateescape")


def without(column: str, name: str):
    def spoil(folder: Path) -> None:
        heading, *rows = read(folder / name).splitlines()
        write(folder / name, "\n".join([heading.replace(column, f"x{column}"), *rows]) + "\n")

    return spoil


def shifted(old: str, new: str, *names: str):
    def spoil(folder: Path) -> None:
        for name in names:
            write(folder / name, read(folder / name).replace(old, new))

    return spoil


def in_ms_dos(folder: Path) -> None:
    path = folder / "children.csv"
    path.write_bytes(path.read_bytes().replace(b"Amelia", "Amélie".encode("cp850")))


def half_of(folder: Path) -> None:
    for path in folder.iterdir():
        write(path, "\n".join(line for line in read(path).splitlines() if not line.startswith("0700")) + "\n")


def with_numbers_as_figures(folder: Path) -> None:
    for path in folder.iterdir():
        write(path, read(path).replace("0700", "700").replace("0701", "701.0"))


def twice(folder: Path) -> None:
    for path in folder.iterdir():
        heading, *rows = read(path).splitlines()
        write(path, "\n".join([heading, *rows, *rows]) + "\n")


WRONG_NIGHTS = {
    "a column is missing": without("until", "care_periods.csv"),
    "a year that is still to come": shifted("/2024", "/2027", "care_periods.csv", "contacts.csv"),
    "a day too early": shifted("02/05/2024", "01/05/2024", "care_periods.csv"),
    "another code page": in_ms_dos,
    "half of the children gone": half_of,
    "numbers as figures": with_numbers_as_figures,
    "everything twice": twice,
}


def night(tmp_path: Path, spoil=None):
    folder = tmp_path / "tonight"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for kind in extract_files.EXTRACT:
        (folder / kind.name).write_text("\n".join(ROWS[kind.name]) + "\n", encoding="utf-8")
    if spoil:
        spoil(folder)
    return import_folder(folder, by=FILES)


@pytest.fixture
def right_alone(tmp_path):
    with transaction.atomic():
        night(tmp_path)
        record = the_record()
        transaction.set_rollback(True)
    assert not Child.objects.exists()
    return record


def test_after_a_week_of_wrong_files_the_record_is_as_if_only_the_right_one_had_come(tmp_path, right_alone):
    night(tmp_path)
    for spoil in WRONG_NIGHTS.values():
        night(tmp_path, spoil)

    right = night(tmp_path)

    assert the_record() == right_alone
    assert not [one for one in right.refusals if not one.warning]


@pytest.mark.parametrize("spoil", WRONG_NIGHTS.values(), ids=WRONG_NIGHTS)
def test_a_wrong_file_before_the_first_right_one_is_mended_or_said(tmp_path, right_alone, spoil):
    night(tmp_path, spoil)

    right = night(tmp_path)

    found = the_record()
    differing = [name for name in found if found[name] != right_alone[name]]
    assert set(differing) <= {one.file for one in right.refusals}


@pytest.mark.parametrize("spoil", WRONG_NIGHTS.values(), ids=WRONG_NIGHTS)
def test_every_wrong_file_says_that_it_is_wrong(tmp_path, spoil):
    night(tmp_path)

    report = night(tmp_path, spoil)

    assert report.refusals or report.changes


PLACEMENTS = "social_care_id,kind,sensitive_address,from,until\n"
CONTACTS = "social_care_id,name,relationship,may_have_contact,from\n"
ANSWERS = st.sampled_from(["no", "", "N/A", "perhaps", "yes"])
KINDS = st.sampled_from(["U4", "U6", "Q9"])
DAYS = st.sampled_from(["01/05/2024", "02/06/2025", "01/09/2026", "31/02/2026"])


@on_the_same_rows(examples=15)
@given(nights=st.lists(st.tuples(KINDS, ANSWERS, DAYS, ANSWERS), min_size=1, max_size=4), place=st.integers(0, 3))
def test_for_any_order_of_a_good_and_a_bad_file_the_protective_marks_never_fall(tmp_path, nights, place):
    with transaction.atomic():
        child = Child.objects.create(social_care_id="0900", date_of_birth="2014-02-14", given_name="Ada")
        good = ("U4", "yes", "01/05/2024", "no")
        order = [*nights[:place], good, *nights[place:]]
        was_put_up = False
        for kind, sensitive, day, contact in order:
            (tmp_path / "placements.csv").write_text(f"{PLACEMENTS}0900,{kind},{sensitive},{day},\n")
            (tmp_path / "contacts.csv").write_text(f"{CONTACTS}0900,Gary Blank,Father,{contact},{day}\n")
            import_folder(tmp_path, by=FILES)
            was_put_up = was_put_up or (kind, sensitive, day, contact) == good
            if was_put_up:
                assert protection_of(child).address
                assert Contact.objects.filter(child=child, may_have_contact=False).exists()
        transaction.set_rollback(True)


CELLS = st.sampled_from(["", "02/02/2026", "31/02/2026", "02/02/2031", "N/A", "1/1/26"])


@on_the_same_rows(examples=20)
@given(
    until=CELLS, number=st.sampled_from(["0900", "900", "9.0E02", "0900.0"]), reason=st.sampled_from(["E4A", "E99", ""])
)
def test_no_row_that_was_refused_ends_care(tmp_path, until, number, reason):
    with transaction.atomic():
        child = Child.objects.create(social_care_id="0900", date_of_birth="2014-02-14", given_name="Ada")
        CarePeriod.objects.create(child=child, from_date="2024-05-01")
        heading = "social_care_id,from,until,reason_ended"
        (tmp_path / "care_periods.csv").write_text(f"{heading}\n{number},01/05/2024,{until},{reason}\n")

        report = import_folder(tmp_path, by=FILES)

        was_refused = any(not one.warning for one in report.refusals)
        lost_its_day = any(one.column == "until" for one in report.refusals)
        held = CarePeriod.objects.standing().get()
        if was_refused or lost_its_day or not until:
            assert held.until is None
        transaction.set_rollback(True)


@on_the_same_rows(examples=10)
@given(data=st.data())
def test_a_second_import_of_any_files_changes_nothing(tmp_path, data):
    with transaction.atomic():
        names = data.draw(st.permutations(sorted(WRONG_NIGHTS)))[: data.draw(st.integers(0, 2))]

        def spoil(folder: Path) -> None:
            for name in names:
                WRONG_NIGHTS[name](folder)

        night(tmp_path, spoil)
        again = night(tmp_path, spoil)

        assert again.changes == []
        assert all(tally["added"] == tally["ended"] == tally["changed"] == 0 for tally in again.files.values())
        assert Placement.objects.count() == len(ROWS["placements.csv"]) - 1 or names
        transaction.set_rollback(True)
