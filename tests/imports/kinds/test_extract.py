import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import System
from accounts.models import AuditRecord, Post, School, Team, User
from children.models import (
    Allocation,
    CarePeriod,
    CareReview,
    Child,
    Contact,
    Enrolment,
    FormerIdentifier,
    HealthSummary,
    LegalStatus,
    Placement,
    SenStatus,
)
from imports.kinds import extract as importer
from imports.models import ImportRun
from imports.reading.extract_files import EXTRACT
from imports.running.running import Manner
from tests.strictness.properties import on_the_same_rows

pytestmark = pytest.mark.django_db
FILES = System("imports")
DATED = (CarePeriod, LegalStatus, Placement, Allocation, Enrolment, Contact, SenStatus, HealthSummary, Post)


@pytest.fixture(autouse=True)
def schools():
    School.objects.create(urn="900002", name="St Brónach’s")  # noqa: RUF001
    School.objects.create(urn="900003", name="Greenacre")


def take(folder, **manner):
    return importer.import_folder(folder, by=FILES, manner=Manner(**manner))


def reasons(report, file: str) -> list[str]:
    return [one.reason for one in report.refusals if one.file == file and not one.warning]


def everything() -> dict[str, list]:
    names = {model: [field.attname for field in model._meta.concrete_fields] for model in (*DATED, Child, CareReview)}
    return {model.__name__: list(model.objects.order_by("pk").values_list(*cols)) for model, cols in names.items()}


def test_an_extract_makes_children_with_all_that_belongs_to_them(extract):
    report = take(extract)

    child = Child.objects.get(social_care_id="0700")
    assert report.refusals == []
    assert (child.called, child.family_name, child.upn) == ("Millie", "Thornby", "X831090124886")
    assert child.search_key == "amelia millie thornby 0700 x831090124886"
    assert [status.code for status in child.legal_statuses.all()] == ["C1", "C2"]
    assert child.placements.get().is_in_area is True
    assert child.allocations.get(kind="SW").person.name == "Rowan Marsh"
    assert child.enrolments.get(until=None).school.urn == "900003"
    assert child.contacts.get().may_have_contact is False
    assert child.health_summaries.get().text == "Wears glasses, has an inhaler"


def test_people_are_made_without_a_password_and_with_their_posts(extract):
    take(extract)

    person = User.objects.get(email="rowan.marsh@council.example")
    assert not person.has_usable_password()
    assert person.posts.get().team == Team.objects.get(name="Team North")
    assert User.objects.get(email="jo.day@school.example").posts.get().school.urn == "900002"


@pytest.mark.parametrize("role", ["VSO", "VSH", "SA", "IG", "DO", "SM"])
def test_a_file_makes_nobody_an_officer_who_reaches_every_child(extract, change, role):
    change("people.csv", "Ann Hale,IRO", f"Ann Hale,{role}")

    report = take(extract)

    assert not User.objects.filter(email="ann.hale@council.example").exists()
    assert "This code is not known" in reasons(report, "people.csv")[0]


def test_a_second_run_changes_nothing(extract):
    take(extract)
    before = everything()

    report = take(extract)

    assert everything() == before
    assert report.changes == []
    assert {tally["unchanged"] for tally in report.files.values()} == {1, 2, 3}


def test_a_child_who_moves_school_keeps_the_old_row_with_its_end(extract, change):
    change("enrolments.csv", "900002,MAIN,01/09/2024,04/01/2027,25", "900002,MAIN,01/09/2024,,25")
    change("enrolments.csv", "0700,900003,MAIN,04/01/2027,,\n", "")
    take(extract)

    change("enrolments.csv", "0700,900002,MAIN,01/09/2024,,25", "0700,900003,MAIN,13/04/2026,,25")
    report = take(extract)

    rows = Enrolment.objects.values_list("school__urn", "from_date", "until")
    assert list(rows) == [
        ("900002", dt.date(2024, 9, 1), dt.date(2026, 4, 13)),
        ("900003", dt.date(2026, 4, 13), None),
    ]
    assert [(one.whose, one.old, one.new) for one in report.changes] == [("0700", "(nothing)", "13/04/2026")]


def test_a_corrected_name_is_reported_with_the_old_one_and_an_empty_cell_says_nothing(extract, change):
    take(extract)
    change("children.csv", "Amelia,Thornby,Millie", "Amelie,Thornby,")

    report = take(extract)

    assert [(one.what, one.old, one.new) for one in report.changes] == [("given_name", "Amelia", "Amelie")]
    assert Child.objects.get(social_care_id="0700").preferred_name == "Millie"


def test_a_replaced_upn_is_still_found(extract, change):
    take(extract)
    change("children.csv", "X831090124886", "K332090124462")

    take(extract)

    assert Child.objects.get(social_care_id="0700").upn == "K332090124462"
    assert FormerIdentifier.objects.get().value == "X831090124886"


def test_a_wrong_check_letter_is_a_warning_and_the_child_is_taken(extract, change):
    change("children.csv", "X831090124886", "A831090124886")

    report = take(extract)

    assert [(one.line, one.column, one.warning) for one in report.refusals] == [(2, "upn", True)]
    assert Child.objects.get(social_care_id="0700").upn == "A831090124886"


def test_a_upn_that_another_child_has_is_left_out_and_said(extract, change):
    change("children.csv", "30,M,", "30,M,X831090124886")

    report = take(extract)

    assert Child.objects.get(social_care_id="0701").upn == ""
    assert [(one.line, one.value) for one in report.refusals] == [(3, "X831090124886")]


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("enrolments.csv", "0700,900002", "0999,900002", "No child has this number."),
        ("enrolments.csv", "900002,MAIN", "900099,MAIN", "This school is not in the portal's register yet."),
        ("allocations.csv", "rowan.marsh@", "nobody@", "Nobody has this e-mail address."),
        ("allocations.csv", "Team North", "Team South", "This team is not known."),
        ("legal_statuses.csv", "C1", "C9", "This code is not known."),
        ("placements.csv", "01/05/2024", "31/04/2024", "This is not a date."),
        ("people.csv", "SW,Team North", "SW,", "This role belongs to a team."),
        ("children.csv", "14/02/2014", "14/02/2094", "This day is still to come."),
        ("children.csv", "0701,Idris", "0700,Idris", "This child stands on line 2 too."),
    ],
)
def test_a_bad_row_is_refused_in_plain_words_and_the_others_are_taken(extract, change, file, old, new, reason):
    change(file, old, new)

    report = take(extract)

    assert reasons(report, file)[0].startswith(reason)
    assert report.files[file]["refused"] == 1
    assert report.files[file]["rows"] == len((extract / file).read_text().splitlines()) - 1


def test_strict_takes_nothing_of_a_file_of_which_one_row_is_refused(extract, change):
    change("enrolments.csv", "0700,900003", "0700,900099")

    report = take(extract, is_strict=True)

    assert not Enrolment.objects.exists()
    assert report.not_taken == ["enrolments.csv"]
    assert Placement.objects.count() == 1


def test_a_dry_run_reports_all_and_changes_nothing(extract):
    report = take(extract, is_dry_run=True)

    assert report.files["children.csv"]["added"] == 2
    assert report.files["enrolments.csv"]["added"] == 2
    assert not Child.objects.exists()
    assert ImportRun.objects.get().is_dry_run


def test_every_run_is_kept_with_what_it_counted_and_who_ran_it(extract, change):
    change("reviews.csv", "BOOKED", "PERHAPS")

    take(extract)

    run = ImportRun.objects.get()
    assert run.counts["files"]["children.csv"]["added"] == 2
    assert run.refusals[0]["value"] == "PERHAPS"
    assert run.by_name == "the portal (imports)"
    assert AuditRecord.objects.filter(act="import.run").count() == 1


def test_a_missing_file_and_a_strange_one_are_named(extract):
    (extract / "sen.csv").unlink()
    (extract / "payroll.csv").write_text("a,b\n")

    report = take(extract)

    assert (report.missing, report.not_read) == (["sen.csv"], ["payroll.csv"])


def test_windows_bytes_line_ends_and_another_order_of_columns_make_no_difference(extract):
    path = extract / "children.csv"
    path.write_bytes(
        "date_of_birth;Family Name;given_name;social_care_id\r\n14/02/2014;Thörnby;Zoë;0700\r\n".encode("cp1252")
    )

    take(extract)

    assert Child.objects.get().family_name == "Thörnby"


@on_the_same_rows(examples=25)
@given(data=st.data())
def test_no_mangled_file_raises_or_leaves_half_a_row(extract, data):
    kind = data.draw(st.sampled_from(EXTRACT))
    path = extract / kind.name
    good = path.read_bytes()
    place = data.draw(st.integers(0, len(good)))
    path.write_bytes(good[:place] + data.draw(st.binary(min_size=1, max_size=6)) + good[place + 1 :])

    take(extract)
    again = take(extract)

    assert all(tally["added"] == 0 for tally in again.files.values())
    for model in (CarePeriod, LegalStatus, Placement, Enrolment):
        assert not model.objects.filter(until__lt=dt.date(1900, 1, 1)).exists()
    path.write_bytes(good)
