"""Files that contradict what protects a child, say it in two spellings, or say nothing: near variants of real ones."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.audit import System
from children.enums import Origin, ProtectiveMark
from children.models import Child, Contact, Placement, ProtectionQuestion
from children.protection import protective_facts
from children.protection.protective_facts import known_contacts, may_be_same, person_key, protection_of
from imports.kinds import extract
from tests.factories import AllocationFactory, ChildFactory, PlacementFactory

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent / "protective"
TODAY = dt.date(2026, 12, 1)
MAY = dt.date(2024, 5, 1)
FILES = System("imports")


@pytest.fixture
def child(db) -> Child:
    return ChildFactory(social_care_id="0700")


@pytest.fixture
def take(tmp_path):
    def take(name: str):
        """One of the files beside this test, as the nightly file of its kind."""
        shutil.copy(HERE / f"{name}.csv", tmp_path / f"{name.partition('_')[0]}.csv")
        report = extract.import_folder(tmp_path, by=FILES)
        (tmp_path / f"{name.partition('_')[0]}.csv").unlink()
        return report

    return take


def warnings_of(report) -> list[tuple[str, str]]:
    return [(each.column, each.value) for each in report.refusals if each.warning and each.column]


class TestAnAddressThatMustNotBecomeKnown:
    @pytest.mark.parametrize("origin", [Origin.HAND, Origin.EXTRACT])
    def test_a_file_that_says_no_does_not_take_the_mark_off(self, child, take, origin):
        PlacementFactory(
            child=child, from_date=MAY, carer_name="Sam and Jo Hale", is_address_sensitive=True, origin=origin
        )

        report = take("placements_says_no")

        assert Placement.objects.get().is_address_sensitive is True
        assert protection_of(child).address
        assert warnings_of(report) == [("sensitive_address", "no")]
        assert ProtectionQuestion.objects.get().mark == ProtectiveMark.ADDRESS

    def test_the_same_file_the_next_night_asks_nobody_twice(self, child, take):
        take("placements_says_yes")
        take("placements_says_no")
        take("placements_says_no")

        assert ProtectionQuestion.objects.count() == 1

    def test_a_file_puts_the_mark_up_on_what_a_person_entered(self, child, take):
        PlacementFactory(child=child, from_date=MAY, carer_name="Somebody Else", origin=Origin.HAND)

        take("placements_says_yes")

        assert Placement.objects.get().is_address_sensitive is True

    @pytest.mark.parametrize("name", ["placements_moved_and_silent", "placements_moved_and_no"])
    def test_the_mark_goes_on_to_the_new_placement_until_somebody_answers(self, child, take, name):
        take("placements_says_yes")
        take(name)

        protection = protection_of(child)
        assert Placement.objects.get(kind="K2").is_address_sensitive is None
        assert protection.address
        assert not protection.address_is_answered

    def test_a_row_that_is_not_taken_puts_its_mark_up_all_the_same(self, child, take):
        take("placements_two_rows_of_one_day")

        assert Placement.objects.count() == 1
        assert protection_of(child).address


class TestTheSameManTwice:
    def test_two_spellings_are_one_person_and_the_stricter_row_counts(self, child, take):
        take("contacts_one_man_in_two_spellings")

        assert Contact.objects.count() == 1
        assert [each.may_have_contact for each in known_contacts(child, TODAY)] == [False]

    @pytest.mark.parametrize("name", ["contacts_allowed_in_capitals", "contacts_without_the_column"])
    def test_a_later_row_in_another_spelling_does_not_allow_what_was_barred(self, child, take, name):
        take("contacts_barred")
        take(name)

        assert [each.name for each in protection_of(child, TODAY).no_contact] != []
        assert all(each.may_have_contact is False for each in known_contacts(child, TODAY))

    def test_a_contradiction_is_a_warning_and_a_question(self, child, take):
        take("contacts_barred")
        report = take("contacts_allowed_in_capitals")

        assert ("may_have_contact", "yes") in warnings_of(report)
        assert ProtectionQuestion.objects.get().about == "RENE ODOWD (Stepfather)"

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Ian Grey", "IAN GREY"),
            ("Ian Grey", "Mr Ian  Grey"),
            ("Ian Grey", "Grey, Ian"),
            ("Zoë Ó Briain", "zoe o'briain"),
            ("Mary-Jane Poole", "Mary Jane Poole"),
            ("Ян Петров", "ЯН ПЕТРОВ"),
        ],
    )
    def test_a_name_is_the_same_in_every_spelling(self, one, other):
        assert person_key(one, "Father") == person_key(other, "FATHER ")
        assert may_be_same(one, other)

    def test_another_name_is_another_person(self):
        assert not may_be_same("Ian Grey", "Iain Grey")
        assert not may_be_same("Ян Петров", "Ли Минь")


class TestWhoMustNotCollect:
    def test_a_file_puts_it_up_and_takes_it_down_in_no_spelling(self, child, take):
        take("contacts_must_not_collect")
        report = take("contacts_collects_in_capitals")

        assert [each.name for each in protection_of(child, TODAY).no_collecting] != []
        assert {each.may_collect for each in known_contacts(child, TODAY)} == {False}
        assert ("may_collect", "yes") in warnings_of(report)
        question = ProtectionQuestion.objects.get()
        assert (question.mark, question.about) == (ProtectiveMark.NO_COLLECTING, "FERRAO, INES (aunt)")

    def test_a_file_that_does_not_say_who_collects_leaves_it_not_known(self, child, take):
        take("contacts_without_the_column")

        assert Contact.objects.get().may_collect is None

    def test_what_a_person_removed_stays_removed_while_the_file_repeats_itself(self, cast, child, take):
        AllocationFactory(child=child, person=cast.sam, team=cast.team)
        take("contacts_must_not_collect")
        aunt = Contact.objects.get()
        protective_facts.remove(
            child=child, mark=ProtectiveMark.NO_COLLECTING, contact=aunt, reason="Agreed by the court", by=cast.sam
        )

        report = take("contacts_must_not_collect")

        assert not protection_of(child).no_collecting
        assert warnings_of(report) == [("may_collect", "no")]


class TestSilence:
    @pytest.mark.parametrize("name", ["contacts_without_the_column", "contacts_empty_cell"])
    def test_a_file_that_does_not_say_leaves_contact_not_known(self, child, take, name):
        take(name)

        assert Contact.objects.get().may_have_contact is None
        assert [each.may_have_contact for each in known_contacts(child, TODAY)] == [None]


FILE_NAMES = sorted(path.stem for path in HERE.glob("*.csv") if not path.stem.startswith("people"))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(order=st.lists(st.sampled_from(FILE_NAMES), min_size=2, max_size=6))
def test_in_no_order_of_good_and_bad_files_does_a_mark_fall(db, tmp_path, order):
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        child = ChildFactory(social_care_id="0700")
        up: set[str] = set()
        for name in order:
            path = tmp_path / f"{name.partition('_')[0]}.csv"
            shutil.copy(HERE / f"{name}.csv", path)
            extract.import_folder(tmp_path, by=FILES)
            path.unlink()
            now = _marks(child)
            assert up <= now, order
            up = now
        transaction.set_rollback(True)


def _marks(child: Child) -> set[str]:
    protection = protection_of(child, TODAY)
    names = {protective_facts.name_key(each.name) for each in protection.no_contact}
    names |= {f"{protective_facts.name_key(each.name)} collects" for each in protection.no_collecting}
    return names | ({"address"} if protection.address else set())


def test_what_a_person_removed_stays_removed_while_the_file_repeats_itself_and_is_asked_about(cast, child, take):
    AllocationFactory(child=child, person=cast.sam, team=cast.team)
    take("placements_says_yes")
    protective_facts.remove(child=child, mark=ProtectiveMark.ADDRESS, reason="The order has ended", by=cast.sam)

    report = take("placements_says_yes")

    assert not protection_of(child).address
    assert warnings_of(report) == [("sensitive_address", "yes")]
    take("placements_says_no")
    take("placements_says_yes")
    assert protection_of(child).address, "the case system put it up anew"
