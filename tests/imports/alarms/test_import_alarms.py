"""What a data officer is told of on the morning after: nights that brought something else than the night before."""

import datetime as dt
from pathlib import Path

import pytest

from accounts import clock
from accounts.audit import System
from accounts.models import Notice
from imports.alarms import notices
from imports.alarms.alarms import alarms_on
from imports.kinds import extract
from imports.models import ImportRun
from imports.reading.extract_files import EXTRACT
from imports.reading.reading import Row
from imports.rows import last_good
from imports.running.running import Manner
from tests.factories.children import ChildFactory

pytestmark = pytest.mark.django_db
FILES = System("imports")
CHILDREN = [f"7001{number:02}" for number in range(30)]


def put(folder: Path, name: str, heading: str, rows: list[str]) -> None:
    (folder / name).write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")


def children_file(folder: Path, numbers: list[str]) -> None:
    heading = "social_care_id,given_name,family_name,date_of_birth"
    put(folder, "children.csv", heading, [f"{number},Ann,Lee{number},14/02/2014" for number in numbers])


def care_file(folder: Path, until: str = "") -> None:
    rows = [f"{number},01/09/2025,{until}" for number in CHILDREN]
    put(folder, "care_periods.csv", "social_care_id,from,until", rows)


def take(folder: Path) -> None:
    extract.import_folder(folder, by=FILES)


def told() -> list[str]:
    return [alarm.text for alarm in alarms_on(clock.today())]


@pytest.fixture
def folder(tmp_path) -> Path:
    children_file(tmp_path, CHILDREN)
    care_file(tmp_path)
    take(tmp_path)
    assert told() == []
    return tmp_path


def test_a_night_in_which_everybody_leaves_care_is_an_alarm(folder):
    care_file(folder, until=f"{clock.today() - dt.timedelta(days=1):%d/%m/%Y}")
    take(folder)

    assert ["more than half of the rows of care_periods.csv" in text for text in told()] == [True]


def test_a_first_extract_that_says_more_than_is_known_is_none(tmp_path):
    """Children are known from the yearly return, which has no names."""
    for number in CHILDREN:
        ChildFactory(social_care_id=number, date_of_birth=dt.date(2014, 2, 14), given_name="", family_name="")
    children_file(tmp_path, CHILDREN)
    take(tmp_path)

    assert ImportRun.objects.get().counts["files"]["children.csv"]["changed"] == len(CHILDREN)
    assert told() == []


def test_a_night_in_which_a_few_leave_care_is_none(folder):
    rows = [f"{number},01/09/2025,{'02/11/2026' if number < '700105' else ''}" for number in CHILDREN]
    put(folder, "care_periods.csv", "social_care_id,from,until", rows)
    take(folder)

    assert told() == []


@pytest.mark.parametrize("left", [0, 10], ids=["all of them", "two in three"])
def test_a_file_that_lost_most_of_its_rows_is_an_alarm_until_it_comes_whole(folder, left):
    children_file(folder, CHILDREN[:left])
    take(folder)
    assert ["children.csv has less than half the rows" in text for text in told()] == [True]

    children_file(folder, CHILDREN)
    take(folder)
    assert told() == []


def test_files_under_names_that_nobody_reads_are_an_alarm(folder):
    for path in folder.iterdir():
        path.rename(folder / f"export_{path.name}")
    take(folder)

    assert ["nothing was taken" in text for text in told()] == [True]


def test_the_data_officer_is_told_of_a_night_in_which_no_file_could_be_read(cast, folder):
    for kind in EXTRACT:
        (folder / kind.name).write_text("social_care_id,given_name", encoding="utf-16")
    take(folder)

    notices.queue_for(clock.today(), at=clock.now())

    notice = Notice.objects.get(person=cast.data_officer, kind="imports")
    assert "people.csv, children.csv, care_periods.csv and 10 more files could not be read at all" in notice.text


class TestAWrongFileAndTheRightOneAfterIt:
    WRONG = "30/11/2026"

    def nights(self, folder, *until: str) -> None:
        for each in until:
            care_file(folder, until=each)
            self.report = extract.import_folder(folder, by=FILES)

    def test_is_over_with_the_right_one_which_is_said_to_be_the_correction(self, folder):
        self.nights(folder, self.WRONG)
        assert len(told()) == 1

        self.nights(folder, "")

        assert told() == []
        assert ["taken for the correction of that one" in one.reason for one in self.report.refusals] == [True]

    def test_goes_on_while_the_wrong_one_comes_again_which_changes_nothing(self, cast, folder):
        self.nights(folder, self.WRONG)
        first = alarms_on(clock.today())
        notices.queue_for(clock.today(), at=clock.now())

        self.nights(folder, self.WRONG, self.WRONG)
        notices.queue_for(clock.today(), at=clock.now())

        assert alarms_on(clock.today()) == first
        assert Notice.objects.filter(person=cast.data_officer, kind="imports").count() == 1

    def test_goes_on_when_another_wrong_one_follows(self, folder):
        self.nights(folder, self.WRONG, "29/11/2026")

        assert ["more than half of the rows of care_periods.csv" in text for text in told()] == [True]
        assert not any("correction" in one.reason for one in self.report.refusals)

    def test_goes_on_when_only_some_of_the_rows_were_put_right(self, folder):
        self.nights(folder, self.WRONG)
        rows = [f"{number},01/09/2025,{'' if number < '700120' else self.WRONG}" for number in CHILDREN]
        put(folder, "care_periods.csv", "social_care_id,from,until", rows)
        take(folder)

        assert ["more than half of the rows of care_periods.csv" in text for text in told()] == [True]

    def test_is_over_when_the_right_one_has_the_changes_of_a_day_or_two(self, folder):
        self.nights(folder, self.WRONG)
        rows = [f"{number},01/09/2025,{'02/11/2026' if number == '700105' else ''}" for number in CHILDREN]
        put(folder, "care_periods.csv", "social_care_id,from,until", rows)
        take(folder)

        assert told() == []

    def test_was_meant_when_a_week_of_files_says_the_same(self, folder):
        with clock.pretend(clock.now() - dt.timedelta(days=9)):
            self.nights(folder, self.WRONG)
        with clock.pretend(clock.now() - dt.timedelta(days=3)):
            self.nights(folder, self.WRONG)
            assert len(told()) == 1

        self.nights(folder, self.WRONG)
        assert told() == []

    def test_half_a_file_is_an_alarm_for_as_long_as_it_comes(self, folder):
        for _ in range(2):
            children_file(folder, CHILDREN[:10])
            take(folder)
            assert ["children.csv has less than half the rows" in text for text in told()] == [True]

    def test_of_a_trial_is_none(self, folder):
        care_file(folder, until=self.WRONG)
        extract.import_folder(folder, by=FILES, manner=Manner(is_dry_run=True))

        assert told() == []


def test_files_that_share_nine_rows_in_ten_are_alike_however_long_they_are():
    def kept(numbers) -> frozenset[int]:
        digests = last_good.Digests()
        list(
            digests.noting(Row("children.csv", 2, {"social_care_id": number, "family_name": ""}) for number in numbers)
        )
        return digests.kept

    assert last_good._are_alike(kept(range(5000)), kept(range(250, 5100)))
    assert not last_good._are_alike(kept(range(5000)), kept(range(1500, 6500)))
