"""The databases of the tests. All migrations run once into a template; each process works in a copy of it.

A plugin of pytest (tests/conftest.py names it). The template is kept under the fingerprint of the migrations, so that
a second run with the same database starts in a second. SQLite gets a file, as the portal has: in memory, the threads
of a live server would share one connection, which the portal never does.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import TransactionTestCase

LOCK = 20261201  # an advisory lock that nothing but these tests takes
# Minutes each: begun first, so that no process waits for another at the end.
LONG = (
    "tests/journeys/test_a_simulated_year.py",
    "tests/pep_portal/test_demo.py",
    "tests/architecture/test_migrations.py",
)
# What the embedded start does otherwise than production: one writer, a file, no Redis, SQLite's own search and JSON.
# These tests also run on SQLite, by `-m embedded`; docs/testing.md says why these. Of the imports there is one file of each
# kind: what a wrong file does is no matter of the database.
EMBEDDED = (
    "tests/journeys/test_the_way.py",
    "tests/journeys/test_the_way_in_a_browser.py::test_one_terms_plan_across_the_people_who_do_it[narrow",
    "tests/journeys/test_a_move_of_school.py",
    "tests/imports/alarms/",
    "tests/imports/arrivals/",
    "tests/imports/kinds/test_attainment_file.py",
    "tests/imports/kinds/test_attendance_file.py",
    "tests/imports/kinds/test_extract.py",
    "tests/imports/kinds/test_return_xml.py",
    "tests/imports/kinds/test_school_files.py",
    "tests/imports/kinds/test_schools.py",
    "tests/imports/kinds/test_ssda903.py",
    "tests/imports/kinds/test_suspensions_file.py",
    "tests/imports/rows/test_by_hand_and_by_file.py",
    "tests/imports/rows/test_dated_rows.py",
    "tests/imports/running/test_command.py",
    "tests/imports/running/test_long_files.py",
    "tests/children/identity/test_search.py",
    "tests/accounts/test_letters.py",
    "tests/pep_portal/test_celery.py",
    "tests/pep_portal/test_demo.py",
    "tests/pep_portal/test_serve.py",
    "tests/pep_portal/test_session.py",
    "tests/peps/delegation/test_delegation.py",
    "tests/peps/answers/test_drafts.py",
    "tests/peps/documents/test_signed_copy.py",
    "tests/peps/sections/test_writing_in_browser.py::test_two_in_one",
    "tests/funding/test_ledger.py",
    "tests/reports/test_counting.py",
    "tests/workspace/test_children.py",
)
# Processes of the embedded start, whatever the tests' own database is; the demonstration, which is for it; and the way
# at 375 pixels, which goes at 1280 and without JavaScript on PostgreSQL.
ONLY_EMBEDDED = (
    "tests/pep_portal/test_demo.py",
    "tests/pep_portal/test_serve.py",
    "tests/journeys/test_the_way_in_a_browser.py::test_one_terms_plan_across_the_people_who_do_it[narrow",
)


def fingerprint() -> str:
    """Changes with any migration of any installed app."""
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        for file in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def own_name() -> str:
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Stands in for pytest-django's own, which migrates a database for each process of each run."""
    copy = _copy_on_postgresql if connection.vendor == "postgresql" else _copy_of_a_file
    with contextlib.ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(copy())
        yield
        with django_db_blocker.unblock():
            connection.close()
            stack.close()


@contextlib.contextmanager
def _copy_on_postgresql() -> Iterator[None]:
    template, own = f"portal_template_{fingerprint()}", f"portal_test_{own_name()}"
    quote = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if not cursor.fetchone():
            _drop(template + "_half")
            if is_fresh():
                connection.close()
                here = quote(connection.settings_dict["NAME"])
                cursor.execute(f"CREATE DATABASE {quote(template + '_half')} TEMPLATE {here}")
                _make_cache_table(template + "_half")
            else:
                _create(template + "_half")
                _migrate(template + "_half")
            cursor.execute(f"ALTER DATABASE {quote(template + '_half')} RENAME TO {quote(template)}")
        cursor.execute(f"CREATE DATABASE {quote(own)} TEMPLATE {quote(template)}")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    _use(own)
    yield
    _drop(own)


@contextlib.contextmanager
def _copy_of_a_file() -> Iterator[None]:
    # Losing the tests' data in a power cut is no loss.
    connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"
    own = template_file().with_name(f"{own_name()}.sqlite3")
    shutil.copy(template_file(), own)
    _use(str(own))
    yield
    _drop(str(own))


def template_file() -> Path:
    """A migrated SQLite file to copy, made if it is not there yet."""
    folder = settings.DATA_DIR / "test-databases"
    folder.mkdir(exist_ok=True)
    template = folder / f"template-{fingerprint()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for file in folder.glob("template-*"):
                file.unlink()
            half = folder / "template-half"
            if is_fresh():
                shutil.copy(connection.settings_dict["NAME"], half)
                _make_cache_table(str(half))
            else:
                _migrate(str(half))
            half.rename(template)
    return template


def is_fresh() -> bool:
    """Whether the database that the settings name is migrated to the last and holds no row: then it need only be copied."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes()) and not _filled()
    except DatabaseError:
        return False
    finally:
        connection.close()


def without_servers() -> dict[str, str]:
    """The environment of a portal that has neither PostgreSQL nor Redis."""
    return {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


def embedded_template() -> Path:
    """As `template_file`, whatever the tests' own database is: for portals that tests start without a server."""
    if connection.vendor == "sqlite":
        return template_file()
    made = "import django; django.setup(); from tests.databases import template_file; print(template_file())"
    process = subprocess.run(
        [sys.executable, "-c", made],
        env=without_servers() | {"DJANGO_SETTINGS_MODULE": "pep_portal.settings"},
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )
    return Path(process.stdout.strip())


@pytest.fixture
def empty_database(django_db_setup, django_db_blocker):
    """The connection leads to a database without tables, for tests of the migrations themselves."""
    copy, empty = connection.settings_dict["NAME"], f"portal_empty_{own_name()}"
    if connection.vendor == "sqlite":
        empty = str(template_file().with_name(f"{empty}.sqlite3"))
    with django_db_blocker.unblock():
        _create(empty)
        _use(empty)
        yield connection
        _use(copy)
        _drop(empty)


def _create(name: str) -> None:
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")


def _drop(name: str) -> None:
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")
    else:
        for file in Path(name).parent.glob(f"{Path(name).name}*"):
            file.unlink()


def _migrate(name: str) -> None:
    before = connection.settings_dict["NAME"]
    _use(name)
    call_command("migrate", verbosity=0, interactive=False)
    _use(before)
    _make_cache_table(name)


def _make_cache_table(name: str) -> None:
    before = connection.settings_dict["NAME"]
    _use(name)
    call_command("createcachetable", verbosity=0)
    _use(before)


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


# --- emptied after a test that committed ------------------------------------------------------------------------------


def _empty(self) -> None:
    """As Django's flush, but only of tables that hold rows, and what the migrations put there stays."""
    filled, quote = _filled(), connection.ops.quote_name
    if not filled:
        return
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(quote(name) for name in filled)} CASCADE")
        else:
            for name in filled:
                cursor.execute(f"DELETE FROM {quote(name)}")


def _filled() -> list[str]:
    """The tables that hold rows, but for those that `migrate` fills."""
    each = "SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted})"
    tables = [name for name in _tables() if name not in FILLED_BY_MIGRATIONS]
    asked = [each.format(name=name, quoted=connection.ops.quote_name(name)) for name in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]


FILLED_BY_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy})


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.nodeid.startswith(EMBEDDED):
            item.add_marker("embedded")
        if item.nodeid.startswith(ONLY_EMBEDDED):
            item.add_marker("only_embedded")
    yield
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_configure():
    TransactionTestCase._fixture_teardown = _empty
