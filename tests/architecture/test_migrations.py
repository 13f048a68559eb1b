"""A council that runs the first release keeps every row when it moves to this one."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)
FIRST_RELEASE = [("accounts", "0002_notice_rounds"), ("children", "0001_first"), ("workspace", None)]


def migrate(targets):
    """To these migrations; (app, None) takes an app's tables away again."""
    MigrationExecutor(connection).migrate(targets)
    kept = [target for target in targets if target[1]]
    return MigrationExecutor(connection).loader.project_state(kept).apps


@pytest.fixture
def first_release():
    """The tables as the first release had them; afterwards they are those of today again."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    later = [node for node in newest if node[0] == "records"]
    apps = migrate([*FIRST_RELEASE, *((app, None) for app, _ in later)])
    yield apps
    migrate(newest)


def test_rows_of_the_first_release_are_all_there_after_the_move(first_release):
    old = first_release.get_model
    child = old("children", "Child").objects.create(social_care_id="700001", date_of_birth=dt.date(2017, 3, 14))
    school = old("accounts", "School").objects.create(urn="910001", name="Larkfield")
    old("children", "Enrolment").objects.create(child=child, school=school, from_date=dt.date(2025, 9, 1))
    runs = old("children", "ImportRun").objects
    at = dt.datetime(2026, 11, 30, 3, tzinfo=dt.UTC)
    runs.create(kind="CHILDREN", started_at=at, finished_at=at, by_name="night", counts={"files": {}})
    runs.create(kind="SCHOOLS", started_at=at, by_name="night")

    new = migrate(MigrationExecutor(connection).loader.graph.leaf_nodes()).get_model

    kept = new("children", "Enrolment").objects.get()
    assert (kept.child.social_care_id, kept.school.urn, kept.until) == ("700001", "910001", None)
    assert (kept.origin, kept.error_at) == ("EXTRACT", None)
    assert dict(new("children", "ImportRun").objects.values_list("kind", "state")) == {
        "CHILDREN": "DONE",
        "SCHOOLS": "FAILED",
    }
