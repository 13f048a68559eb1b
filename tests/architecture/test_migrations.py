"""A council that runs the first release keeps every row when it moves to this one."""

import datetime as dt
import hashlib

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from imports.models import MissingRow
from pep_portal.demo import snapshot
from tests.architecture.sources import APPS

BEFORE_IMPORTS = ("children", "0015_must_not_collect")
TAKEN_OVER = ("children_importrun", "children_fileroll", "children_missingrow")
FIRST_RELEASE = [("accounts", "0002_notice_rounds"), ("children", "0001_first")]


def migrate(targets):
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def first_release(empty_database):
    """The tables as the first release had them."""
    return migrate(FIRST_RELEASE)


@pytest.mark.slow
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
    assert dict(new("imports", "ImportRun").objects.values_list("kind", "state")) == {
        "CHILDREN": "DONE",
        "SCHOOLS": "FAILED",
    }


def digests():
    """{table: how many rows, and what they say}, of every table that a migration made."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - {"django_migrations"}):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr([_plain(value) for value in row]) for row in cursor.fetchall())
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.slow
def test_a_whole_council_keeps_every_row_when_files_that_come_in_get_an_app_of_their_own_and_back_again(empty_database):
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    snapshot.restore()
    MissingRow.objects.create(file="contacts.csv", key="700101, Ann Lee", whose="700101", row_id=1)
    now = digests()
    assert all(now[table][0] for table in TAKEN_OVER)

    migrate([BEFORE_IMPORTS])
    before = digests()
    runs = MigrationExecutor(connection).loader.project_state([BEFORE_IMPORTS]).apps.get_model("children", "ImportRun")
    assert runs.objects.count() == now["children_importrun"][0] > 0

    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    after = digests()

    mine = {table for table in now if table.partition("_")[0] in APPS}
    assert len(mine) > 60
    assert {table: before[table] for table in mine} == {table: now[table] for table in mine}
    assert {table: after[table] for table in mine} == {table: now[table] for table in mine}
