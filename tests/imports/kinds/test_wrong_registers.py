"""Registers of schools that were wrong, and the right one after each."""

import re
from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.audit import System
from accounts.models import School, SchoolLink
from imports.enums import ImportKind
from imports.kinds import schools
from tests.imports import ways_in

pytestmark = pytest.mark.django_db
SCHOOLS, LINKS = "edubasealldata.csv", "links_edubasealldata.csv"
HEADING = (
    "URN,LA (code),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),OpenDate,"
    "CloseDate,PhaseOfEducation (code),Town,Postcode,TelephoneNum"
)
NAMES = ("Kestrel Rise Nursery", "St Brónach\N{RIGHT SINGLE QUOTATION MARK}s", "Café Lane Academy", "Ysgol y Bryn")
Tables = dict[str, list[str]]


def the_right_one() -> Tables:
    rows = [
        f"91{number:04},831,1{number:03},{NAMES[number % 4]} {number},Community school,Open,01-09-19{90 - number},,2,Derby,"
        f"DE1 2FS,01332 9600{number:02}"
        for number in range(24)
    ]
    rows[4] = rows[4].replace("Open,", "Closed,").replace(",,2,", ",31-08-2024,2,")
    links = ["910004,910005,Ysgol,Successor,01-09-2024", "910005,910004,Ysgol,Predecessor,01-09-2024"]
    return {SCHOOLS: [HEADING, *rows], LINKS: ["URN,LinkURN,LinkName,LinkType,LinkEstablishedDate", *links]}


def of_each(change: Callable[[str], list[str]]):
    return lambda tables: {
        name: [lines[0], *(new for line in lines[1:] for new in change(line))] for name, lines in tables.items()
    }


def without(name: str, column: str):
    return lambda tables: tables | {name: [tables[name][0].replace(column, f"X{column}"), *tables[name][1:]]}


def a_year_early(line: str) -> list[str]:
    return [re.sub(r"(\d\d-\d\d)-(\d{4})", lambda found: f"{found[1]}-{int(found[2]) - 1}", line)]


WRONG = {
    "a year too early": of_each(a_year_early),
    "a day too early": of_each(lambda line: [line.replace("01-09-", "31-08-")]),
    "the month before the day": of_each(lambda line: [line.replace("01-09-", "09-01-")]),
    "no URN": without(SCHOOLS, "URN,"),
    "no name": without(SCHOOLS, "EstablishmentName"),
    "no town": without(SCHOOLS, "Town"),
    "no kind of link": without(LINKS, "LinkType"),
    "half of the schools gone": of_each(lambda line: [line] if line < "910012" else []),
    "numbers as figures": of_each(lambda line: [f"{line[:6]}.0{line[6:]}"]),
    "numbers as powers of ten": of_each(lambda line: [f"9.1E05{line[6:]}"]),
    "everything twice": of_each(lambda line: [line, line]),
    "schools open that are closed": of_each(lambda line: [line.replace("Closed,", "Open,")]),
}
PAGES = ("utf-8", "cp850", "utf-16", "mac-roman")


def as_files(tables: Tables, page: str = "cp1252") -> dict[str, bytes]:
    return {name: ("\r\n".join(lines) + "\r\n").encode(page, errors="replace") for name, lines in tables.items()}


@pytest.fixture
def take(tmp_path):
    def put_in(spoil=lambda tables: tables, page: str = "cp1252"):
        for name, content in as_files(spoil(the_right_one()), page).items():
            (tmp_path / name).write_bytes(content)
        return schools.import_files([tmp_path / SCHOOLS, tmp_path / LINKS], by=System("imports"))

    return put_in


def the_register() -> tuple[list, list]:
    columns = [field.attname for field in School._meta.concrete_fields if field.attname != "id"]
    links = SchoolLink.objects.values_list("school__urn", "linked_urn", "link_type", "established_date")
    ours = School.objects.filter(urn__startswith="91")
    return sorted(map(str, ours.values_list(*columns))), sorted(map(str, links))


@pytest.fixture
def right_alone(take):
    with transaction.atomic():
        take()
        register = the_register()
        transaction.set_rollback(True)
    return register


@pytest.mark.alike
@pytest.mark.parametrize("is_first", [True, False], ids=["as the first", "after a right one"])
@pytest.mark.parametrize("wrong", [*WRONG, *PAGES])
def test_after_the_right_register_it_is_as_if_only_that_one_had_come(take, right_alone, wrong, is_first):
    if not is_first:
        take()
    take(WRONG[wrong]) if wrong in WRONG else take(page=wrong)

    take()

    assert the_register() == right_alone
    assert take().changes == []


def test_after_every_wrong_register_in_turn_it_is_as_if_only_the_right_one_had_come(take, right_alone):
    for wrong in WRONG.values():
        take(wrong)
    for page in PAGES:
        take(page=page)

    take()

    assert the_register() == right_alone


@pytest.mark.parametrize("way", ways_in.WAYS)
def test_in_whatever_way_the_two_came(cast, right_alone, way, settings, tmp_path, celery_at_once):
    bring = ways_in.WAYS[way](cast.data_officer, settings, tmp_path)
    bring(ImportKind.SCHOOLS, as_files(of_each(a_year_early)(the_right_one())))
    bring(ImportKind.SCHOOLS, as_files(the_right_one()))

    assert the_register() == right_alone


EXTRA = "919999,831,1999,Elsewhere School,Community school,Open,01-09-2000,,2,Derby,DE1 2FS,"
EXTRA_LINK = "910006,910007,Ysgol,Successor,01-09-2024"


def with_one_more(tables: Tables) -> Tables:
    return {SCHOOLS: [*tables[SCHOOLS], EXTRA], LINKS: [*tables[LINKS], EXTRA_LINK]}


class TestWhatAWrongRegisterAdded:
    def test_a_school_that_the_right_one_does_not_have_is_named_and_stays(self, take):
        take(with_one_more)
        report = take()

        assert [(one.value, one.warning) for one in report.refusals] == [("919999", True)]
        assert School.objects.filter(urn="919999").exists()

    def test_a_link_that_the_right_one_does_not_have_goes_and_the_report_says_so(self, take):
        take(with_one_more)
        report = take()

        assert [(one.whose, one.what) for one in report.changes] == [
            ("910006", "successor 910007, which is not in this file")
        ]
        assert SchoolLink.objects.count() == 2

    def test_a_part_of_the_register_names_no_school_and_takes_no_link(self, take):
        take(with_one_more)
        report = take(lambda tables: {name: lines[:3] for name, lines in tables.items()} | {LINKS: tables[LINKS][:2]})

        assert (report.refusals, report.changes) == ([], [])
        assert SchoolLink.objects.count() == 3

    def test_a_setting_that_no_register_has_is_not_asked_about(self, take):
        School.objects.create(urn="X-ABC123", name="Forest days", setting_kind="OTHER", country="ENGLAND")

        assert take().refusals == []

    def test_a_register_of_which_a_row_was_refused_names_no_school(self, take):
        take(with_one_more)
        report = take(lambda tables: tables | {SCHOOLS: [tables[SCHOOLS][0], "9100 0", *tables[SCHOOLS][2:]]})

        assert [one.warning for one in report.refusals] == [False]
