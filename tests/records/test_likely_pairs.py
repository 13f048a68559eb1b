"""Which two records are suggested as one child, and what the page says for and against it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from children.models import ChildName, FormerIdentifier
from records.likely_pairs import compared, likely_pairs
from tests.factories import ChildFactory, EnrolmentFactory, PlacementFactory, SchoolFactory, SiblingLinkFactory
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
BORN = dt.date(2013, 5, 5)
UPNS = ("X831090124886", "A831090154321")


def two(first="Amelia", second="Amelia", **more):
    """Two records of Thornby, born on one day; what is given as a pair belongs to the one and the other."""
    given = [{"given_name": first}, {"given_name": second}]
    for name, (one, other) in more.items():
        given[0][name], given[1][name] = one, other
    return [ChildFactory(family_name="Thornby", date_of_birth=BORN, **each) for each in given]


def suggested(cast):
    return [(pair.one, pair.other) for pair in likely_pairs(cast.data_officer, TODAY)]


def test_twins_with_a_pupil_number_each_are_not_one_child(cast):
    two("Ada", "Ida", upn=UPNS)

    assert suggested(cast) == []


def test_twins_without_numbers_are_suggested_with_what_speaks_against_it(cast):
    one, other = two("Ada", "Ida", upn=(UPNS[0], ""))

    (pair,) = likely_pairs(cast.data_officer, TODAY)
    assert (pair.one, pair.other) == (one, other)
    assert pair.reasons_for == ("Born on the same day", "Nearly the same name")
    assert pair.reasons_against == ("First names differ: they may be twins",)


def test_children_linked_as_brothers_or_sisters_are_not_one_child(cast):
    one, other = two("Ada", "Ida")
    SiblingLinkFactory(child=other, sibling=one)

    assert suggested(cast) == []


def test_one_name_with_two_pupil_numbers_is_suggested_and_says_so(cast):
    two(upn=UPNS)

    (pair,) = likely_pairs(cast.data_officer, TODAY)
    assert pair.reasons_for == ("Born on the same day", "The same name")
    assert pair.reasons_against == ("Two pupil numbers",)


def test_two_open_placements_and_two_schools_at_once_speak_against_it(cast):
    for child, home in zip(two(sex=("F", "M")), ("Jo Carer", "Kim Other"), strict=True):
        PlacementFactory(child=child, carer_name=home)
        EnrolmentFactory(child=child)

    (pair,) = likely_pairs(cast.data_officer, TODAY)
    assert pair.reasons_against == ("Two open placements", "Two schools at once", "Different sex")


def test_one_home_and_one_school_speak_for_it(cast):
    school = SchoolFactory()
    for child, home in zip(two(), ("Jo Carer", "CARER, Jo"), strict=True):
        PlacementFactory(child=child, carer_name=home)
        EnrolmentFactory(child=child, school=school)
        EnrolmentFactory(child=child, from_date=dt.date(2020, 9, 1), until=dt.date(2025, 9, 1))

    (pair,) = likely_pairs(cast.data_officer, TODAY)
    assert pair.reasons_for[2:] == ("At the same school now", "In the same placement now")
    assert pair.reasons_against == ()


def test_homes_that_nobody_knows_are_not_the_same(cast):
    for child in two():
        PlacementFactory(child=child, carer_name="")

    (pair,) = likely_pairs(cast.data_officer, TODAY)
    assert "Two open placements" in pair.reasons_against


def test_who_was_known_by_the_others_name_or_number_is_suggested(cast):
    one, other = two("Rowan", "Amelia")
    ChildName.objects.create(
        child=one, kind="FORMER", given_name="Amelia", family_name="Thornby", from_date=BORN, until=TODAY
    )
    elsewhere = ChildFactory(given_name="Kit", family_name="Lee", date_of_birth=dt.date(2012, 1, 1), upn=UPNS[0])
    FormerIdentifier.objects.create(child=other, kind="upn", value=UPNS[0], replaced_at=moment(TODAY))

    pairs = {(pair.one, pair.other): pair for pair in likely_pairs(cast.data_officer, TODAY)}
    assert set(pairs) == {(one, other), (other, elsewhere)}
    assert "A former name of one is the name of the other" in pairs[one, other].reasons_for
    assert pairs[other, elsewhere].reasons_for == ("The pupil number of one was the other's before",)
    assert "Born on different days" in pairs[other, elsewhere].reasons_against


def test_the_pair_with_the_least_against_it_stands_first(cast):
    doubtful = two(upn=UPNS)
    sure = [ChildFactory(given_name="Bo", family_name="Quill", date_of_birth=BORN) for _ in range(2)]

    assert suggested(cast) == [tuple(sure), tuple(doubtful)]


def test_a_restricted_child_is_suggested_to_the_people_named_alone(cast):
    _, other = two()
    assert len(suggested(cast)) == 1
    type(other).objects.filter(pk=other.pk).update(is_restricted=True)

    assert suggested(cast) == []


def test_both_pages_say_the_reasons_and_name_no_home_and_no_school(cast):
    one, other = two(upn=UPNS)
    for child, home in ((one, "Jo Carer"), (other, "Kim Other")):
        PlacementFactory(child=child, carer_name=home, postcode="ZZ1 4QQ")
    client = signed_in(cast.data_officer)

    for url in (reverse("records:merge"), reverse("records:merge_two", args=[one.reference, other.reference])):
        text = " ".join(client.get(url).content.decode().split())
        assert "For: Born on the same day; The same name." in text
        assert "Against: Two pupil numbers; Two open placements." in text
        assert not any(secret in text for secret in ("Jo Carer", "Kim Other", "ZZ1 4QQ"))


def test_any_two_records_can_be_compared(cast):
    pair = compared(cast.child, cast.other, TODAY)

    assert "Two schools at once" in pair.reasons_against
    assert pair.reasons_for == ("Born on the same day",)


def test_a_hundred_records_cost_the_queries_of_two(cast):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            likely_pairs(cast.data_officer, TODAY)
        return len(captured)

    two()
    assert len(suggested(cast)) == 1
    few = queries()
    for number in range(20):
        two(f"Robin{number}", f"Robin{number}x")

    assert queries() == few
