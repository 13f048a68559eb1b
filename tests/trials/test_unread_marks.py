"""A row that cannot be taken keeps a child safe all the same: its mark goes up, or somebody is told who can act."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.audit import System
from accounts.enums import Job
from accounts.models import UndoneWork
from children.enums import Origin, ProtectiveMark
from children.models import Child, Contact, Placement, ProtectionQuestion
from children.protection import protective_facts
from children.protection.protective_facts import protection_of
from imports.kinds import extract
from imports.reading import extract_files
from imports.rows.dated_files import TABLES
from tests.factories import AllocationFactory, ChildFactory, ContactFactory, PlacementFactory
from tests.signed_in import signed_in
from workspace.errands import errands_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
MAY = dt.date(2024, 5, 1)
FILES = System("imports")
PLACEMENTS = "social_care_id,kind,sensitive_address,in_area,from,until\n"
CONTACTS = "social_care_id,name,relationship,may_have_contact,may_collect,from,until\n"


@pytest.fixture
def child(db) -> Child:
    return ChildFactory(social_care_id="0700")


@pytest.fixture
def take(tmp_path):
    def take(name: str, text: str):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return extract.import_folder(tmp_path, by=FILES)

    return take


def told(report) -> list[str]:
    return [each.reason for each in report.refusals if each.warning]


UNREADABLE = {
    "an unknown code": "0700,ZZ9,yes,yes,02/11/2026,",
    "no code": "0700,,yes,yes,02/11/2026,",
    "a first day that is no date": "0700,U4,yes,yes,soon,",
    "no first day": "0700,U4,yes,yes,,",
    "several cells": "0700,??,YES,perhaps,31/11/2026,never",
    "an end before the second day": "0700,U4,yes,yes,02/11/2026,02/11/2026",
}


class TestAnAddress:
    @pytest.mark.parametrize("row", UNREADABLE.values(), ids=UNREADABLE)
    def test_is_protected_by_a_row_that_cannot_be_taken(self, child, take, row):
        PlacementFactory(child=child, from_date=MAY, kind="U4", origin=Origin.HAND)
        other = ChildFactory(social_care_id="0701")
        PlacementFactory(child=other, from_date=MAY)

        report = take("placements.csv", PLACEMENTS + row + "\n")

        assert protection_of(child).address
        assert not protection_of(other).address
        assert Placement.objects.filter(child=child).count() == 1, "the row itself is not taken"
        assert report.files["placements.csv"]["refused"] == 1

    @pytest.mark.parametrize("row", UNREADABLE.values(), ids=UNREADABLE)
    def test_of_a_child_without_a_placement_is_asked_of_the_social_worker(self, cast, child, take, row):
        AllocationFactory(child=child, person=cast.sam, team=cast.team)

        take("placements.csv", PLACEMENTS + row + "\n")

        question = ProtectionQuestion.objects.get()
        assert (question.child, question.mark) == (child, ProtectiveMark.ADDRESS)
        assert any("Check the warnings" in errand.title for errand in errands_of(cast.sam, TODAY))
        page = signed_in(cast.sam).get(reverse("children:protection", args=[child.reference])).content.decode()
        assert "sensitive_address is" in page
        assert "check whether this warning must go up" in page

    def test_the_question_is_settled_by_whoever_may_remove_a_warning(self, cast, child, take):
        AllocationFactory(child=child, person=cast.sam, team=cast.team)
        take("placements.csv", PLACEMENTS + "0700,ZZ9,yes,yes,02/11/2026,\n")
        url = reverse("children:settle_protection", args=[child.reference, ProtectionQuestion.objects.get().pk])

        assert signed_in(cast.teacher).post(url).status_code == 404
        assert signed_in(cast.administrator).post(url).status_code in (403, 404)
        assert ProtectionQuestion.objects.get().decision is None
        assert signed_in(cast.sam).post(url).status_code == 302
        assert ProtectionQuestion.objects.get().decision.is_removal is False
        assert signed_in(cast.sam).post(url).status_code == 404
        take("placements.csv", PLACEMENTS + "0700,ZZ9,yes,yes,02/11/2026,\n")
        assert ProtectionQuestion.objects.count() == 1

    @pytest.mark.parametrize("said", ["no", "", "N/A"])
    def test_a_row_that_protects_nothing_puts_nothing_up(self, child, take, said):
        PlacementFactory(child=child, from_date=MAY)

        take("placements.csv", PLACEMENTS + f"0700,ZZ9,{said},yes,02/11/2026,\n")

        assert not protection_of(child).address
        assert not ProtectionQuestion.objects.exists()
        assert not UndoneWork.objects.exists()

    @pytest.mark.parametrize("said", ["CONFIDENTIAL", "yes, refuge", "2"])
    def test_a_word_that_is_neither_yes_nor_no_is_asked_about(self, child, take, said):
        PlacementFactory(child=child, from_date=MAY, kind="U4")

        take("placements.csv", PLACEMENTS + f'0700,U4,"{said}",yes,01/05/2024,\n')

        assert said in ProtectionQuestion.objects.get().said

    def test_what_a_person_removed_stays_removed_while_the_file_repeats_itself_and_is_asked_about(
        self, cast, child, take
    ):
        AllocationFactory(child=child, person=cast.sam, team=cast.team)
        PlacementFactory(child=child, from_date=MAY, is_address_sensitive=True)
        protective_facts.remove(child=child, mark=ProtectiveMark.ADDRESS, reason="Order ended", by=cast.sam)

        take("placements.csv", PLACEMENTS + "0700,ZZ9,yes,yes,01/05/2024,\n")
        assert not protection_of(child).address
        assert ProtectionQuestion.objects.count() == 1
        take("placements.csv", PLACEMENTS + "0700,ZZ9,yes,yes,01/06/2026,\n")
        assert protection_of(child).address, "a row of another day says it anew"


class TestAPerson:
    @pytest.mark.parametrize(
        ("said", "column"), [("no,", "may_have_contact"), ("yes,no", "may_collect"), (",no", "may_collect")]
    )
    def test_whom_the_record_knows_in_any_spelling_is_barred(self, child, take, said, column):
        man = ContactFactory(child=child, name="Ian Grey", relationship="Father")

        take("contacts.csv", CONTACTS + f'0700,"GREY, Ian",dad,{said},31/11/2026,\n')

        man.refresh_from_db()
        assert getattr(man, column) is False
        assert Contact.objects.count() == 1

    def test_whom_the_record_does_not_know_is_added_with_the_mark_and_asked_about(self, child, take):
        report = take("contacts.csv", CONTACTS + "0700,Ian Grey,Father,no,no,31/11/2026,\n")

        assert [each.name for each in protection_of(child).no_contact] == ["Ian Grey"]
        assert Contact.objects.get().from_date == TODAY
        assert {each.about for each in ProtectionQuestion.objects.all()} == {"Ian Grey (Father)"}
        assert any("added" in each for each in told(report))
        take("contacts.csv", CONTACTS + "0700,Ian Grey,Father,no,no,31/11/2026,\n")
        assert Contact.objects.count() == 1
        take("contacts.csv", CONTACTS + "0700,Ian Grey,Father,no,no,30/11/2026,\n")
        assert [each.from_date.day for each in Contact.objects.standing()] == [30], "the row that can be read"
        assert protection_of(child).no_contact

    def test_without_a_relationship_too(self, child, take):
        take("contacts.csv", CONTACTS + "0700,Ian Grey,,no,,01/11/2026,\n")

        assert [each.described for each in protection_of(child).no_contact] == ["Ian Grey (not known)"]

    def test_without_a_name_the_social_worker_is_asked(self, child, take):
        take("contacts.csv", CONTACTS + "0700,,Father,no,,01/11/2026,\n")

        question = ProtectionQuestion.objects.get()
        assert (question.mark, question.about) == (ProtectiveMark.NO_CONTACT, "")


NOBODYS = {
    "a child who is not known": "0799,U4,yes,yes,02/11/2026,",
    "a number that a spreadsheet reshaped": "8.1E05,U4,yes,yes,02/11/2026,",
    "no number": ",U4,yes,yes,02/11/2026,",
    "too few cells": "0700,U4,yes",
    "a quotation mark that stays open": '0700,"U4,yes,yes,02/11/2026,',
    "bytes that are not text": "0700,U4,yes,yes\x00,02/11/2026,",
}


class TestWhereNobodyCanTellWhomItMeans:
    @pytest.mark.parametrize("row", NOBODYS.values(), ids=NOBODYS)
    def test_it_is_an_alarm_and_a_piece_of_work_that_names_the_line_alone(self, cast, child, take, row):
        PlacementFactory(child=child, from_date=MAY)

        report = take("placements.csv", PLACEMENTS + row + "\n")

        work = UndoneWork.objects.get()
        assert work.job == Job.IMPORTS
        assert work.reason.startswith("Line 2 could not be taken")
        assert "0799" not in work.reason
        assert work.reason in told(report)
        assert any(errand.is_alarm for errand in errands_of(cast.data_officer, TODAY))
        page = signed_in(cast.officer).get(reverse("workspace:undone_work")).content.decode()
        assert "A row of placements.csv" in page
        assert "0799" not in page

    def test_it_goes_when_a_later_file_says_it_in_a_row_that_can_be_read(self, child, take):
        take("placements.csv", PLACEMENTS + "0799,U4,yes,yes,02/11/2026,\n")
        take("contacts.csv", CONTACTS + "0700,Ian Grey,Father,yes,,01/11/2026,\n")
        assert UndoneWork.objects.count() == 1, "another file says nothing of it"

        late = ChildFactory(social_care_id="0799")
        take("placements.csv", PLACEMENTS + "0799,U4,yes,yes,02/11/2026,\n")

        assert protection_of(late).address
        assert not UndoneWork.objects.exists()

    def test_a_file_without_protective_columns_needs_none(self, child, take):
        take("placements.csv", 'social_care_id,kind,from,until\n0799,U4,02/11/2026,\n0700,"U4\n')

        assert not UndoneWork.objects.exists()


def test_every_protective_column_of_a_file_is_one_of_the_record_and_the_other_way_about():
    for kind in extract_files.EXTRACT:
        told_by_file = {column.name: column.protects for column in kind.columns if column.protects is not None}
        table = TABLES.get(kind.name)
        known = {name: guard.value for name, guard in table.protective.items()} if table else {}
        assert told_by_file == known, kind.name
    assert {guard.mark for table in TABLES.values() for guard in table.protective.values()} == set(
        protective_facts.GUARDS
    )


class TestAFileOfWhichNothingIsTaken:
    """`--strict`: one row that cannot be read refuses the file, and no mark in it."""

    BAD = "0700,ZZ9,no,yes,02/11/2026,\n"

    def take(self, tmp_path, name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return extract.import_folder(tmp_path, by=FILES, manner=extract.Manner(is_strict=True))

    def test_a_mark_that_nobody_can_place_is_an_alarm_all_the_same(self, child, tmp_path):
        report = self.take(tmp_path, "placements.csv", PLACEMENTS + "0799,U4,yes,yes,02/11/2026,\n" + self.BAD)

        assert report.not_taken == ["placements.csv"]
        assert UndoneWork.objects.get(job=Job.IMPORTS).reason in told(report)

    @pytest.mark.parametrize("row", ["0700,ZZ9,yes,yes,02/11/2026,\n", "0700,U4,yes,yes,02/11/2026,\n"])
    def test_an_address_is_protected_by_a_bad_row_and_by_a_good_one(self, child, tmp_path, row):
        PlacementFactory(child=child, from_date=MAY, origin=Origin.HAND)

        report = self.take(tmp_path, "placements.csv", PLACEMENTS + row + self.BAD)

        assert report.not_taken == ["placements.csv"]
        assert Placement.objects.count() == 1
        assert protection_of(child).address

    def test_who_may_have_no_contact_is_barred(self, child, tmp_path):
        ContactFactory(child=child, name="Ian Grey", relationship="Father")

        self.take(tmp_path, "contacts.csv", CONTACTS + "0700,IAN GREY,father,no,,01/11/2026,\n0700,Bo,Aunt,no,,soon,\n")

        assert {each.name for each in protection_of(child).no_contact} == {"Ian Grey", "Bo"}

    def test_a_good_file_leaves_no_work_and_asks_nothing_twice(self, child, tmp_path):
        report = self.take(tmp_path, "placements.csv", PLACEMENTS + "0700,U4,yes,yes,02/11/2026,\n")

        assert report.not_taken == []
        assert protection_of(child).address
        assert told(report) == []
        assert not UndoneWork.objects.exists()


def test_a_trial_run_leaves_nothing(child, tmp_path):
    (tmp_path / "placements.csv").write_text(PLACEMENTS + "0799,U4,yes,yes,02/11/2026,\n0700,ZZ9,yes,,02/11/2026,\n")
    PlacementFactory(child=child, from_date=MAY)

    extract.import_folder(tmp_path, by=FILES, manner=extract.Manner(is_dry_run=True))

    assert not protection_of(child).address
    assert not UndoneWork.objects.exists()
