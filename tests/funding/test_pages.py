import pytest
from django.urls import reverse

from accounts.audit import System
from funding import ledger, release
from funding.models import Account, LedgerEntry
from funding.queries import schools_paid
from quality.enums import Grade
from tests.factories import ChildFactory, SchoolFactory
from tests.funding.plans import DAY, NOON, regime, signed_plan
from tests.kept import kept

BY = System("release")


@pytest.fixture
@kept
def paid(cast):
    """The child of the cast, whose school was paid."""
    regime()
    signed_plan(child=cast.child, school=cast.school)
    release.release_due(DAY, by=BY, at=NOON)
    return Account.objects.get()


def page(client, person, url):
    client.force_login(person)
    return client.get(url)


ADDRESSES = ["accounts", "release"]


@pytest.mark.parametrize("name", ["finance", "officer", "head"])
def test_who_reads_the_ledger_sees_accounts_and_what_is_due(client, cast, paid, name):
    for address in ADDRESSES:
        assert page(client, getattr(cast, name), reverse(f"funding:{address}")).status_code == 200
    assert page(client, getattr(cast, name), reverse("funding:account", args=[paid.reference])).status_code == 200


@pytest.mark.parametrize(
    "name", ["sam", "manager", "teacher", "headteacher", "iro", "service_manager", "admin", "governance", "nobody"]
)
def test_others_see_nothing_of_it(client, cast, paid, name):
    for address in ADDRESSES:
        assert page(client, getattr(cast, name), reverse(f"funding:{address}")).status_code == 403
    assert page(client, getattr(cast, name), reverse("funding:account", args=[paid.reference])).status_code == 404
    assert client.post(reverse("funding:release_due")).status_code == 403


def test_a_finance_officer_sees_references_and_no_name(client, cast, paid):
    signed_plan(school=cast.other_school, child=cast.other)

    for url in (
        reverse("funding:accounts"),
        reverse("funding:release"),
        reverse("funding:account", args=[paid.reference]),
    ):
        text = page(client, cast.finance, url).content.decode()
        assert "Hazelwood" not in text
        assert "Thistledown" not in text
    assert cast.child.reference in page(client, cast.finance, reverse("funding:accounts")).content.decode()
    assert cast.other.reference in page(client, cast.finance, reverse("funding:release")).content.decode()


def test_an_officer_sees_the_name_too(client, cast, paid):
    assert "Robin Hazelwood" in page(client, cast.officer, reverse("funding:accounts")).content.decode()


def test_a_finance_officer_sees_what_is_due_and_releases_nothing(client, cast):
    regime()
    signed_plan(child=cast.child, school=cast.school)

    assert (
        '<form method="post" action="/funding/release/confirm/"'
        not in page(client, cast.finance, reverse("funding:release")).content.decode()
    )
    assert client.post(reverse("funding:release_due")).status_code == 403
    assert not LedgerEntry.objects.exists()


def test_an_officer_releases_what_is_due_and_is_told_how_much(client, cast):
    regime()
    signed_plan(child=cast.child, school=cast.school)
    assert "Release 1 instalment, £383.33" in page(client, cast.officer, reverse("funding:release")).content.decode()

    answer = client.post(reverse("funding:release_due"), follow=True)

    assert "1 instalment released, £383.33 together." in answer.content.decode()
    assert LedgerEntry.objects.get(number=2).by_name == "Officer Person"
    assert "released before" in client.post(reverse("funding:release_due"), follow=True).content.decode()


def test_what_waits_stands_with_its_reason(client, cast):
    regime()
    signed_plan(child=cast.child, school=cast.school, grade=Grade.INADEQUATE)

    text = page(client, cast.officer, reverse("funding:release") + "?show=withheld").content.decode()

    assert "Signed off as “inadequate”; “good” or better is needed" in text
    assert "Waiting (1)" in text


def test_each_row_says_which_school_is_paid_and_none_where_the_plan_names_none(client, cast):
    regime()
    signed_plan(child=cast.child, school=cast.school)
    signed_plan(child=cast.other)

    due = page(client, cast.officer, reverse("funding:release")).content.decode()
    waits = page(client, cast.officer, reverse("funding:release") + "?show=withheld").content.decode()

    assert cast.school.name in due
    assert "The plan names no school to pay" in waits
    assert cast.school.name not in waits


def test_a_restricted_childs_account_is_for_the_people_named_on_it(client, cast, paid):
    cast.child.is_restricted = True
    cast.child.save()

    assert page(client, cast.officer, reverse("funding:account", args=[paid.reference])).status_code == 404
    assert paid.reference not in page(client, cast.officer, reverse("funding:accounts")).content.decode()


def test_the_list_is_narrowed_by_year_school_and_reference(client, cast, paid):
    client.force_login(cast.officer)
    other = SchoolFactory()

    def rows(**asked):
        return len(client.get(reverse("funding:accounts"), asked).context["page"])

    assert rows(year="2026-27", school=cast.school.pk, reference=cast.child.reference[:3].lower()) == 1
    assert rows(reference="ZZZZ") == 0
    regime(key="later", first_year_group=12, last_year_group=13)
    signed_plan(child=ChildFactory(), school=other, year_group=12)
    release.release_due(DAY, by=BY, at=NOON)
    assert [rows(), rows(school=cast.school.pk), rows(school=other.pk)] == [2, 1, 1]


def test_the_schools_to_choose_from_are_those_that_were_paid(cast, paid):
    SchoolFactory()

    assert list(schools_paid()) == [cast.school]


def test_an_address_that_cannot_be_read_is_answered_in_words(client, cast, paid):
    client.force_login(cast.officer)

    answer = client.get(reverse("funding:accounts"), {"school": "nowhere", "page": "x"})

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_totals_are_net_of_what_was_taken_back(client, cast, paid):
    ledger.reverse(entry=paid.entries.get(number=2), by=BY, at=NOON, reason="Wrong school")

    figures = page(client, cast.officer, reverse("funding:accounts")).context["figures"]
    assert [figure["value"] for figure in figures] == ["£383.33", "£0.00", "£383.33"]
    text = client.get(reverse("funding:account", args=[paid.reference])).content.decode()
    assert "Takes back entry 2" in text
    assert "Wrong school" in text


@pytest.mark.parametrize("address", [*ADDRESSES, "account"])
def test_a_page_takes_at_most_twelve_queries_for_one_and_for_many(
    client, cast, paid, address, django_assert_max_num_queries
):
    url = reverse(f"funding:{address}", args=[paid.reference] if address == "account" else [])
    page(client, cast.officer, url)
    with django_assert_max_num_queries(12) as one:
        client.get(url)
    for _ in range(4):
        signed_plan(school=SchoolFactory())
    release.release_due(DAY, by=BY, at=NOON)
    for _ in range(4):
        signed_plan(school=SchoolFactory())
    with django_assert_max_num_queries(12) as many:
        client.get(url)
    assert len(one) == len(many)


def test_an_address_with_a_character_that_no_reference_has_is_refused(client, cast):
    assert page(client, cast.finance, "/funding/%00/").status_code == 400
