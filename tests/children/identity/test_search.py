import pytest

from children.identity.search import find, key_of, plain
from children.models import Child, FormerIdentifier
from tests.factories import ChildFactory
from tests.factories.peps import moment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Zoë O'Brien-Hale", "zoe obrien hale"),
        ("ZOE O\N{RIGHT SINGLE QUOTATION MARK}BRIEN", "zoe obrien"),
        ("Łukasz Strauß", "lukasz strauss"),
        ("  Siân   Møller ", "sian moller"),
        ("", ""),
    ],
)
def test_the_same_name_is_spelt_the_same(text, key):
    assert plain(text) == key


@pytest.fixture
def zoe():
    return _child("Zoë", "O\N{RIGHT SINGLE QUOTATION MARK}Brien-Hale", preferred_name="Birdie", upn="X831090124886")


@pytest.fixture(autouse=True)
def _others():
    for given, family in (("Robin", "Thistledown"), ("Wren", "Hazelwood"), ("Ash", "Underhill")):
        _child(given, family)


def _child(given, family, **more):
    child = ChildFactory(given_name=given, family_name=family, **more)
    child.search_key = key_of(child)
    child.save()
    return child


@pytest.mark.parametrize(
    "text",
    [
        "zoe",
        "Zoë O'Brien",
        "obrien hale",
        "O Brien Hale",
        "brien-hale zoe",
        "BIRDIE",
        "zoe obrein",
        "brid hale",
        "obri",
        "x831090124886",
        "X 8310 9012 4886",
    ],
)
def test_a_child_is_found_however_the_name_is_typed(zoe, text):
    assert find(text, Child.objects.all()) == [zoe]


def test_a_child_is_found_by_the_reference(zoe):
    assert find(zoe.reference.lower(), Child.objects.all()) == [zoe]


def test_a_child_is_found_by_a_number_of_before(zoe):
    FormerIdentifier.objects.create(child=zoe, kind="upn", value="A831090154321", replaced_at=moment(zoe.date_of_birth))

    assert find("A831090154321", Child.objects.all()) == [zoe]


@pytest.mark.parametrize("text", ["", " - ", "hale zoe robin", "xyzzy", "zo robi"])
def test_other_words_find_nobody(zoe, text):
    assert find(text, Child.objects.all()) == []


def test_the_very_name_stands_before_one_that_is_like_it():
    rowan, rowen = _child("Rowan", "Ashby"), _child("Rowen", "Ashby")

    assert find("rowen", Child.objects.all()) == [rowen, rowan]


def test_only_the_children_given_are_looked_through(zoe):
    assert find("zoe", Child.objects.exclude(pk=zoe.pk)) == []
