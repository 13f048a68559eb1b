"""Children's numbers that a spreadsheet has reshaped never make a second record of a child."""

import pytest

from accounts.audit import System
from children.models import CarePeriod, Child
from imports.kinds.extract import import_folder

pytestmark = pytest.mark.django_db
HEADING = "social_care_id,given_name,family_name,date_of_birth\n"
IDRIS = "Idris,Quill,02/02/2012"


@pytest.fixture
def take(tmp_path):
    def put_in(*lines: str, care: str = ""):
        (tmp_path / "children.csv").write_text(HEADING + "".join(f"{line}\n" for line in lines))
        if care:
            (tmp_path / "care_periods.csv").write_text(f"social_care_id,from,until\n{care}\n")
        return import_folder(tmp_path, by=System("imports"))

    return put_in


def numbers():
    return sorted(Child.objects.values_list("social_care_id", flat=True))


def test_one_child_under_three_shapes_of_a_number_is_one_record(take):
    report = take(f"990002,{IDRIS}", f"990002.0,{IDRIS}", f"00990002.00,{IDRIS}")

    assert numbers() == ["990002"]
    assert [(one.line, one.warning) for one in report.refusals] == [(3, False), (4, False)]
    assert all("This may be child 990002" in one.reason for one in report.refusals)


@pytest.mark.parametrize("number", ["8.1E05", "8.1e+05", "1E6"])
def test_a_number_in_powers_of_ten_is_refused(take, number):
    report = take(f"{number},{IDRIS}")

    assert numbers() == []
    assert "A spreadsheet has reshaped this number" in report.refusals[0].reason


def test_a_file_that_lost_the_noughts_one_night_changes_nothing(take):
    take(f"0990002,{IDRIS}", "0990003,Ada,Lee,03/03/2013", care="0990002,01/05/2025,")

    wrong = take(f"990002,{IDRIS}", "990003,Ada,Lee,03/03/2013", care="990002,01/05/2025,02/02/2026")

    assert numbers() == ["0990002", "0990003"]
    assert wrong.changes == []
    assert CarePeriod.objects.get().until is None
    right = take(f"0990002,{IDRIS}", "0990003,Ada,Lee,03/03/2013", care="0990002,01/05/2025,")
    assert (right.changes, right.refusals) == ([], [])


def test_noughts_that_come_back_are_given_back_to_the_child(take):
    take(f"990002,{IDRIS}", care="990002,01/05/2025,")

    report = take(f"0990002,{IDRIS}", care="0990002,01/05/2025,")

    assert numbers() == ["0990002"]
    assert CarePeriod.objects.get().child.social_care_id == "0990002"
    assert [(one.what, one.old, one.new) for one in report.changes] == [("social_care_id", "990002", "0990002")]
    assert [one.warning for one in report.refusals] == [True]
    assert take(f"0990002,{IDRIS}", care="0990002,01/05/2025,").refusals == []
    assert list(Child.objects.get().former_identifiers.values_list("value", flat=True)) == ["990002"]


def test_another_child_with_nearly_the_same_number_is_taken_and_pointed_out(take):
    report = take(f"990002,{IDRIS}", "0990002,Ada,Lee,03/03/2013")

    assert numbers() == ["0990002", "990002"]
    assert [(one.line, one.warning) for one in report.refusals] == [(3, True)]


def test_a_child_of_the_same_name_with_another_birthday_is_not_taken_for_another_child(take):
    take(f"990002,{IDRIS}", "0990002,Idris,Quill,03/02/2012")

    assert numbers() == ["990002"]
