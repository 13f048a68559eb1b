import pytest

from accounts.audit import System
from children.enums import Origin
from children.models import AttainmentResult
from imports.kinds.attainment import import_file
from tests.factories.accounts import SchoolFactory
from tests.factories.children import ChildFactory
from tests.factories.record import AttainmentResultFactory

pytestmark = pytest.mark.django_db
HEADING = "social_care_id,date,stage,subject,kind,value,against"


@pytest.fixture
def child():
    return ChildFactory.create(social_care_id="0700")


@pytest.fixture
def take(tmp_path):
    def bring(*lines: str, heading: str = HEADING):
        path = tmp_path / "results.csv"
        path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
        return import_file(path, by=System("imports"))

    return bring


def told(report) -> list[tuple]:
    return [(one.line, one.column, one.value, one.warning) for one in report.refusals]


def test_results_of_every_stage_come_in_with_how_they_stand(child, take):
    report = take(
        "0700,2021-06-25,EYFSP,Speaking,,exceeding,",
        "0700,2023-06-12,Phonics,Phonics,RESULT,31,",
        "0700,2026-10-23,KS2,maths,,WTS,",
        "0700,2026-10-23,KS2,maths,TARGET,EXS,",
        "0700,2026-10-23,GCSE,History,PREDICTED,5,",
        "0700,2026-10-23,own,Reading,,Sapphire 3,above",
    )

    assert report.refusals == []
    assert set(AttainmentResult.objects.values_list("stage", "subject", "kind", "value", "against")) == {
        ("EYFS", "Speaking", "NOW", "3", "ABOVE"),
        ("PHONICS", "Phonics", "RESULT", "31", "BELOW"),
        ("KS2", "Mathematics", "NOW", "WTS", "BELOW"),
        ("KS2", "Mathematics", "TARGET", "EXS", ""),
        ("KS4", "History", "PREDICTED", "5", "AT"),
        ("OWN", "Reading", "NOW", "Sapphire 3", "ABOVE"),
    }


def test_a_corrected_value_closes_the_old_row_and_says_both(child, take):
    school = SchoolFactory.create(urn="900002")
    take("0700,2026-10-23,KS2,Reading,,WTS,,900002", heading=f"{HEADING},school_urn")

    report = take("0700,2026-10-23,KS2,Reading,,EXS,")

    assert [(one.whose, one.what, one.old, one.new) for one in report.changes] == [
        ("0700", "Reading on 23/10/2026", "WTS", "EXS"),
        ("0700", "Reading on 23/10/2026, against what is expected", "BELOW", "AT"),
    ]
    row = AttainmentResult.objects.standing().get()
    assert (row.value, row.origin, row.school) == ("EXS", Origin.FILE, school)
    assert AttainmentResult.objects.exclude(error_at=None).get().value == "WTS"


def test_what_a_person_entered_stays_and_the_difference_is_listed(child, take):
    AttainmentResultFactory.create(child=child, value="EXS", origin=Origin.HAND)

    report = take("0700,2026-10-23,KS2,Reading,,GDS,")

    assert AttainmentResult.objects.get().value == "EXS"
    assert told(report) == [(2, "value", "GDS", True)]


def test_one_subject_under_two_names_stands_twice(child, take):
    report = take("0700,2026-10-23,KS2,Maths,,WTS,", "0700,2026-10-23,KS2,Mathematics,,EXS,")

    assert told(report) == [(3, "subject", "Mathematics", False)]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("0700,2026-10-23,KS9,Reading,,EXS,", "stage"),
        ("0700,2026-10-23,KS2,,,EXS,", "subject"),
        ("0700,2026-10-23,KS2,Reading,GUESS,EXS,", "kind"),
        ("0700,2026-10-23,KS2,Reading,,,", "value"),
        ("0700,2026-10-23,KS2,Reading,,79,", "value"),
    ],
)
def test_what_means_nothing_is_refused(child, take, row, column):
    report = take(row)

    assert [(line, where) for line, where, _, _ in told(report)] == [(2, column)]
    assert not AttainmentResult.objects.exists()


def test_a_word_that_cannot_be_read_beside_a_result_costs_the_word(child, take):
    report = take("0700,2026-10-23,KS2,Reading,,EXS,GOOD")

    assert told(report) == [(2, "against", "GOOD", True)]
    assert AttainmentResult.objects.get().value == "EXS"


@pytest.mark.parametrize("value", ["05-Apr", "04/05/2026", "2026-04-05 00:00:00", "Apr-05"])
def test_a_date_in_place_of_a_grade_is_named_as_what_a_spreadsheet_made(child, take, value):
    report = take(f"0700,2026-10-23,KS4,Science,,{value},", f"0700,2026-10-23,OWN,Science,,{value},")

    assert [(line, column, warning) for line, column, _, warning in told(report)] == [
        (2, "value", False),
        (3, "value", True),
    ]
    assert all("Write it as 54" in one.reason for one in report.refusals)
