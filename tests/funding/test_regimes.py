import copy
import datetime as dt
import tomllib

import pytest
from django.conf import settings

from funding import ledger, regimes
from funding.enums import EntryKind
from funding.ledger import About
from funding.models import Instalment, Regime
from funding.regimes import ProfileNotRight
from tests.factories import ChildFactory
from tests.funding.plans import NOON

BOLTON = """
[[regimes]]
key = "bolton"
name = "Pupil Premium Plus, two payments"
financial_year = "2026-27"
to_schools_per_child = "1795.00"
minimum_grade = "good"

[[regimes.instalments]]
key = "april-to-august"
name = "April to August"
term = "summer"
from = 2026-04-01
until = 2026-09-01
amount = "750.00"

[[regimes.instalments]]
key = "september-to-march"
name = "September to March"
term = "autumn"
from = 2026-09-01
until = 2027-04-01
amount = "1045.00"
"""

BRADFORD = """
[[regimes]]
key = "bradford"
name = "Pupil Premium Plus, each term"
financial_year = "2026-27"
grant_per_child = "2300.00"
kept_centrally_percent = 50
minimum_grade = "good"

[[regimes.instalments]]
key = "summer"
name = "Summer term"
term = "summer"
from = 2026-04-01
until = 2027-04-01
census_date = 2026-05-21

[[regimes.instalments]]
key = "autumn"
name = "Autumn term"
term = "autumn"
from = 2026-09-01
until = 2027-04-01
census_date = 2026-10-01

[[regimes.instalments]]
key = "spring"
name = "Spring term"
term = "spring"
from = 2027-01-01
until = 2027-04-01
census_date = 2027-01-21
"""

WOLVERHAMPTON = """
[[regimes]]
key = "school-age"
name = "Pupil Premium Plus"
financial_year = "2015-16"
grant_per_child = "1900.00"
to_schools_per_child = "1800.00"
minimum_grade = "good"

[[regimes.instalments]]
key = "year"
name = "The year's payment"
term = "summer"
from = 2015-04-01
until = 2016-04-01

[[regimes]]
key = "early-years"
name = "Early Years Pupil Premium"
financial_year = "2015-16"
to_schools_per_child = "300.00"
minimum_grade = "good"
first_year_group = -2
last_year_group = -1

[[regimes.instalments]]
key = "year"
name = "The year's payment"
term = "summer"
from = 2015-04-01
until = 2016-04-01
"""

DERBY = """
[[regimes]]
key = "derby"
name = "By need, on request"
financial_year = "2015-16"
minimum_grade = "good"
"""


def pence_of(key):
    return list(Instalment.objects.filter(regime__key=key).values_list("pence", flat=True))


@pytest.mark.django_db
def test_bolton_pays_twice_and_its_grant_may_be_unknown():
    (regime,) = regimes.load(tomllib.loads(BOLTON))

    assert pence_of("bolton") == [75000, 104500]
    assert (regime.to_schools_pence, regime.per_child_pence, regime.kept_centrally_pence) == (179500, None, None)


@pytest.mark.django_db
def test_bradford_keeps_half_and_puts_the_odd_penny_on_the_last_payment():
    (regime,) = regimes.load(tomllib.loads(BRADFORD))

    assert pence_of("bradford") == [38333, 38333, 38334]
    assert (regime.to_schools_pence, regime.kept_centrally_pence) == (115000, 115000)
    assert regime.instalments.get(key="autumn").census_date == dt.date(2026, 10, 1)


@pytest.mark.django_db
def test_wolverhampton_pays_by_year_group_and_never_both():
    regimes.load(tomllib.loads(WOLVERHAMPTON))

    assert (pence_of("school-age"), pence_of("early-years")) == ([180000], [30000])
    assert Regime.objects.get(key="school-age").kept_centrally_pence == 10000


@pytest.mark.django_db
def test_derby_pays_by_request_and_has_no_instalments():
    (regime,) = regimes.load(tomllib.loads(DERBY))

    assert (regime.to_schools_pence, regime.instalments.count()) == (None, 0)


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    regimes.load(tomllib.loads(BRADFORD))
    regimes.load(tomllib.loads(BRADFORD))

    assert (Regime.objects.count(), pence_of("bradford")) == (1, [38333, 38333, 38334])


@pytest.mark.django_db
def test_an_instalment_that_was_paid_keeps_its_amount_and_its_term():
    regimes.load(tomllib.loads(BOLTON))
    paid = Instalment.objects.get(key="september-to-march")
    account = ledger.account_of(ChildFactory(), "2026-27")
    ledger.post(
        account=account, kind=EntryKind.ALLOCATION, pence=104500, by="me", at=NOON, about=About(instalment=paid)
    )
    changed = tomllib.loads(BOLTON)
    for row, amount in zip(changed["regimes"][0]["instalments"], ("800.00", "995.00"), strict=True):
        row["amount"] = amount

    with pytest.raises(ProfileNotRight, match="paid already, so its amount and term stay"):
        regimes.load(changed)
    with pytest.raises(ProfileNotRight, match="paid already and cannot be left out"):
        regimes.load({"regimes": [{**changed["regimes"][0], "instalments": []}]})
    assert pence_of("bolton") == [75000, 104500]


@pytest.mark.django_db
def test_a_profile_of_which_something_was_paid_is_loaded_again_and_another_instalment_may_change():
    regimes.load(tomllib.loads(BOLTON))
    account = ledger.account_of(ChildFactory(), "2026-27")
    about = About(instalment=Instalment.objects.get(key="september-to-march"))
    ledger.post(account=account, kind=EntryKind.ALLOCATION, pence=104500, by="me", at=NOON, about=about)
    changed = tomllib.loads(BOLTON)
    changed["regimes"][0]["instalments"][0]["name"] = "From April to August"

    regimes.load(tomllib.loads(BOLTON))
    regimes.load(changed)

    assert pence_of("bolton") == [75000, 104500]
    assert Instalment.objects.filter(name="From April to August").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "word", "value", "complaint"),
    [
        ("regime", "minimum_grade", "brilliant", "known are outstanding, good"),
        ("regime", "financial_year", "2026/27", "like 2026-27"),
        ("regime", "financial_year", "2026-28", "like 2026-27"),
        ("regime", "name", "", "“name” is missing"),
        ("regime", "colour", "blue", "“colour” is not known here"),
        ("regime", "to_schools_per_child", "17,9", "numbers only"),
        ("regime", "to_schools_per_child", "1800.00", "come to £1,795.00, and £1,800.00 goes to schools"),
        ("regime", "grant_per_child", "1000.00", "more would go to schools than the grant of £1,000.00"),
        ("regime", "kept_centrally_percent", 50, "needs “grant_per_child”"),
        ("regime", "first_year_group", 12, "first year group is above the last"),
        ("regime", "first_year_group", "Reception", "whole number"),
        ("instalment", "colour", "blue", "“colour” is not known here"),
        ("instalment", "name", "", "“name” is missing"),
        ("instalment", "term", "winter", "known are autumn, spring, summer"),
        ("instalment", "term", "autumn", "same “term”"),
        ("instalment", "from", "2026-04-01", "without quotes"),
        ("instalment", "from", dt.date(2025, 4, 1), "must lie in the financial year"),
        ("instalment", "until", dt.date(2026, 4, 1), "“until” after it"),
        ("instalment", "census_date", dt.date(2027, 5, 1), "“census_date” must lie in"),
        ("instalment", "amount", None, "numbers only"),
        ("instalment", "key", "september-to-march", "same “key”"),
    ],
)
def test_a_profile_that_is_not_right_is_refused_in_words_and_nothing_is_kept(place, word, value, complaint):
    table = tomllib.loads(BOLTON)
    row = table["regimes"][0] if place == "regime" else table["regimes"][0]["instalments"][0]
    row[word] = value

    with pytest.raises(ProfileNotRight, match=complaint):
        regimes.load(table)
    assert not Regime.objects.exists()


@pytest.mark.django_db
def test_a_misspelt_word_above_the_regimes_is_told_and_not_passed_over():
    with pytest.raises(ProfileNotRight, match="“regime” is not known here"):
        regimes.load({"regime": tomllib.loads(BOLTON)["regimes"]})


@pytest.mark.django_db
def test_a_share_outside_nought_to_a_hundred_is_refused():
    table = tomllib.loads(BRADFORD)
    for percent in (101, "half"):
        table["regimes"][0]["kept_centrally_percent"] = percent
        with pytest.raises(ProfileNotRight, match="from 0 to 100"):
            regimes.load(table)


@pytest.mark.django_db
def test_two_regimes_never_pay_for_the_same_year_group():
    table = tomllib.loads(WOLVERHAMPTON)
    both = copy.deepcopy(table)
    both["regimes"][1]["last_year_group"] = 0

    with pytest.raises(ProfileNotRight, match="would both pay for Reception"):
        regimes.load(both)


@pytest.mark.django_db
def test_instalments_without_an_amount_to_share_are_refused():
    table = tomllib.loads(BOLTON)
    del table["regimes"][0]["to_schools_per_child"]

    with pytest.raises(ProfileNotRight, match="say what goes to schools"):
        regimes.load(table)


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted((settings.BASE_DIR / "profiles").glob("*.toml")), ids=lambda path: path.stem)
def test_the_funding_of_every_profile_that_comes_with_the_portal_can_be_loaded(path):
    table = tomllib.loads(path.read_text())

    for regime in regimes.load(table.get("funding", {})):
        assert sum(regime.instalments.values_list("pence", flat=True)) == (regime.to_schools_pence or 0)
