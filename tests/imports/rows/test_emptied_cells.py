"""Cells that a wrong file filled where nothing was known, and the right one leaves empty: named once, never silence."""

import pytest

from accounts.audit import System
from children.models import Child, Contact, ProtectionQuestion
from imports.kinds.extract import import_folder
from imports.models import ImportRun

pytestmark = pytest.mark.django_db
RIGHT = {
    "children.csv": "social_care_id,given_name,family_name,preferred_name,date_of_birth\n00812,Ada,Lee,,03/04/2013\n",
    "contacts.csv": (
        "social_care_id,name,relationship,may_have_contact,may_collect,telephone,from\n"
        "00812,Dana Lee,Mother,yes,,,05/03/2024\n"
    ),
}


@pytest.fixture
def take(tmp_path):
    def put_in(**instead: tuple[str, str]):
        for name, text in RIGHT.items():
            old, new = instead.get(name.removesuffix(".csv"), ("", ""))
            (tmp_path / name).write_text(text.replace(old, new) if old else text, encoding="utf-8")
        report = import_folder(tmp_path, by=System("imports"))
        return {(one.file, one.column, one.value) for one in report.refusals if "leaves it empty" in one.reason}

    put_in()
    return put_in


CALLED_TEST = ("Lee,,", "Lee,TEST,")
MAY_COLLECT = (",yes,,,", ",yes,yes,01632 960123,")


def test_a_name_that_only_a_wrong_file_gave_is_named_when_the_right_one_leaves_it_empty(take):
    take(children=CALLED_TEST)

    assert take() == {("children.csv", "preferred_name", "TEST")}
    assert Child.objects.get().preferred_name == "TEST"


def test_it_is_named_once_also_where_the_wrong_file_came_for_several_nights(take):
    take(children=CALLED_TEST)
    take(children=CALLED_TEST)

    assert [len(take()) for _ in range(3)] == [1, 0, 0]


def test_it_is_named_again_where_a_file_brings_it_back(take):
    take(children=CALLED_TEST)
    take()
    Child.objects.update(preferred_name="")
    take(children=CALLED_TEST)

    assert len(take()) == 1


def test_it_is_not_named_once_a_person_has_corrected_it(take):
    take(children=CALLED_TEST)
    Child.objects.update(preferred_name="Adie")

    assert take() == set()


def test_a_file_that_leaves_out_the_column_says_nothing_of_it(take):
    take(children=CALLED_TEST)

    assert take(children=("preferred_name", "something_else")) == set()


def test_who_may_collect_the_child_by_a_wrong_file_alone_is_asked_of_a_person(take):
    take(contacts=MAY_COLLECT)

    assert take() == {("contacts.csv", "may_collect", "yes"), ("contacts.csv", "telephone", "01632 960123")}
    question = ProtectionQuestion.objects.get()
    assert "Dana Lee" in question.about
    assert question.said == "contacts.csv: may_collect was “yes” in an earlier file, and is empty in the newest"
    assert Contact.objects.get().may_collect is True
    take()
    assert ProtectionQuestion.objects.count() == 1


def test_what_the_record_began_with_is_not_asked_about(take):
    """The case system says no more than before; nothing was filled by a later file."""
    assert take() == set()
    assert ImportRun.objects.count() == 2
