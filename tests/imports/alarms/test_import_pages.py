import pytest
from django.urls import reverse

from imports.enums import ImportKind
from imports.models import ImportRun
from tests.factories.peps import moment
from tests.signed_in import BACKEND

pytestmark = pytest.mark.django_db

REFUSED = {
    "file": "children.csv",
    "line": 4,
    "column": "upn",
    "value": "X000",
    "reason": "Not 13 long.",
    "warning": False,
}
CHANGED = {"file": "children.csv", "line": 2, "whose": "0700", "what": "family_name", "old": "Thornby", "new": "Ashby"}


def run(cast, number=1, **more):
    counts = {"rows": 5, "added": 3, "changed": 1, "ended": 0, "unchanged": 0, "refused": 1}
    return ImportRun.objects.create(
        kind=ImportKind.CHILDREN,
        started_at=moment(cast.today, hour=number),
        finished_at=moment(cast.today, hour=number),
        by_name="the portal (imports)",
        counts={"files": {"children.csv": counts, "people.csv": counts}, "missing": ["reviews.csv"]},
        refusals=[REFUSED] * 130,
        changes=[CHANGED],
        **more,
    )


def look(client, person, address):
    client.force_login(person, backend=BACKEND)
    return client.get(address)


@pytest.mark.parametrize("who", ["data_officer", "officer", "head", "admin"])
def test_the_list_shows_the_numbers_of_each_import(client, cast, who):
    run(cast)

    (row,) = look(client, getattr(cast, who), reverse("imports:imports")).context["rows"]

    assert (row["rows"], row["added"], row["changed"], row["refused"]) == (10, 6, 2, 2)


@pytest.mark.parametrize("who", ["sam", "teacher", "service_manager", "finance"])
def test_others_see_no_imports(client, cast, who):
    one = run(cast)

    assert look(client, getattr(cast, who), reverse("imports:imports")).status_code == 403
    assert look(client, getattr(cast, who), reverse("imports:import", args=[one.pk])).status_code == 403


@pytest.mark.parametrize("who", ["data_officer", "officer"])
def test_the_data_officer_reads_what_was_refused_and_what_changed(client, cast, who):
    address = reverse("imports:import", args=[run(cast).pk])

    refused = look(client, getattr(cast, who), address).content.decode()
    changed = look(client, getattr(cast, who), f"{address}?show=changes").content.decode()

    assert "Not 13 long." in refused
    assert "Thornby" not in refused
    assert "Thornby" in changed
    assert "reviews.csv is not in the folder." in refused


@pytest.mark.parametrize("show", ["", "?show=changes", "?page=2"])
def test_the_system_administrator_sees_numbers_only(client, cast, show):
    text = look(client, cast.admin, reverse("imports:import", args=[run(cast).pk]) + show).content.decode()

    assert "children.csv" in text
    assert [said for said in ("X000", "Not 13 long.", "Thornby", "0700") if said in text] == []


def test_many_refusals_come_page_by_page(client, cast):
    address = reverse("imports:import", args=[run(cast).pk])

    assert look(client, cast.data_officer, address).content.decode().count("Not 13 long.") == 100
    assert look(client, cast.data_officer, f"{address}?page=2").content.decode().count("Not 13 long.") == 30


def test_an_import_that_broke_off_says_so(client, cast):
    one = ImportRun.objects.create(
        kind=ImportKind.SCHOOLS, started_at=moment(cast.today), by_name="x", is_dry_run=True, state="FAILED"
    )

    text = look(client, cast.admin, reverse("imports:import", args=[one.pk])).content.decode()

    assert "not finished" in text
    assert "nothing was changed" in text


def test_the_list_takes_the_same_queries_for_one_import_and_for_many(client, cast, django_assert_max_num_queries):
    address = reverse("imports:imports")
    run(cast)
    look(client, cast.admin, address)
    with django_assert_max_num_queries(12) as one:
        client.get(address)
    for number in (2, 3, 4):
        run(cast, number)
    with django_assert_max_num_queries(12) as many:
        assert len(client.get(address).context["rows"]) == 4
    assert len(one) == len(many)
