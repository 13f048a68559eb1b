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

pytestmark = pytest.mark.django_db

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


def pay(key):
    """To one child, so that the instalment was paid."""
    account, paid = ledger.account_of(ChildFactory(), "2026-27"), Instalment.objects.get(key=key)
    ledger.post(
        account=account, kind=EntryKind.ALLOCATION, pence=paid.pence, by="me", at=NOON, about=About(instalment=paid)
    )


def test_bolton_pays_twice_and_its_grant_may_be_unknown():
    (regime,) = regimes.load(tomllib.loads(BOLTON))

    assert pence_of("bolton") == [75000, 104500]
    assert (regime.to_schools_pence, regime.per_child_pence, regime.kept_centrally_pence) == (179500, None, None)


def test_bradford_keeps_half_and_puts_the_odd_penny_on_the_last_payment():
    (regime,) = regimes.load(tomllib.loads(BRADFORD))

    assert pence_of("bradford") == [38333, 38333, 38334]
    assert (regime.to_schools_pence, regime.kept_centrally_pence) == (115000, 115000)
    assert regime.instalments.get(key="autumn").census_date == dt.date(2026, 10, 1)


def test_wolverhampton_pays_by_year_group_and_never_both():
    regimes.load(tomllib.loads(WOLVERHAMPTON))

    assert (pence_of("school-age"), pence_of("early-years")) == ([180000], [30000])
    assert Regime.objects.get(key="school-age").kept_centrally_pence == 10000


def test_derby_pays_by_request_and_has_no_instalments():
    (regime,) = regimes.load(tomllib.loads(DERBY))

    assert (regime.to_schools_pence, regime.instalments.count()) == (None, 0)


def test_loading_again_changes_nothing():
    regimes.load(tomllib.loads(BRADFORD))
    regimes.load(tomllib.loads(BRADFORD))

    assert (Regime.objects.count(), pence_of("bradford")) == (1, [38333, 38333, 38334])


def test_an_instalment_that_was_paid_keeps_its_amount_and_its_term():
    regimes.load(tomllib.loads(BOLTON))
    pay("september-to-march")
    changed = tomllib.loads(BOLTON)
    for row, amount in zip(changed["regimes"][0]["instalments"], ("800.00", "995.00"), strict=True):
        row["amount"] = amount

    with pytest.raises(ProfileNotRight, match="paid already, so its amount and term stay"):
        regimes.load(changed)
    with pytest.raises(ProfileNotRight, match="paid already and cannot be left out"):
        regimes.load({"regimes": [{**changed["regimes"][0], "instalments": []}]})
    assert pence_of("bolton") == [75000, 104500]


def test_a_profile_of_which_something_was_paid_is_loaded_again_and_another_instalment_may_change():
    regimes.load(tomllib.loads(BOLTON))
    pay("september-to-march")
    changed = tomllib.loads(BOLTON)
    changed["regimes"][0]["instalments"][0]["name"] = "From April to August"

    regimes.load(tomllib.loads(BOLTON))
    regimes.load(changed)

    assert pence_of("bolton") == [75000, 104500]
    assert Instalment.objects.filter(name="From April to August").exists()


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
        ("regime", "last_year_group", "Year 11", "whole number"),
        ("instalment", "colour", "blue", "“colour” is not known here"),
        ("instalment", "name", "", "“name” is missing"),
        ("instalment", "term", "winter", "known are autumn, spring, summer"),
        ("instalment", "term", "autumn", "same “term”"),
        ("instalment", "from", "2026-04-01", "without quotes"),
        ("instalment", "from", dt.date(2025, 4, 1), "must lie in the financial year"),
        ("instalment", "from", dt.date(2026, 3, 31), "must lie in the financial year"),
        ("instalment", "until", dt.date(2026, 4, 1), "“until” after it"),
        ("instalment", "census_date", dt.date(2026, 3, 31), "“census_date” must lie in"),
        ("instalment", "census_date", dt.date(2027, 4, 1), "“census_date” must lie in"),
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


def test_an_instalment_begins_in_its_financial_year_and_not_in_the_next():
    table = tomllib.loads(BOLTON)
    late = table["regimes"][0]["instalments"][1]
    late["from"], late["until"] = dt.date(2027, 4, 1), dt.date(2027, 9, 1)
    with pytest.raises(ProfileNotRight, match="must lie in the financial year"):
        regimes.load(table)

    late["from"] = dt.date(2027, 3, 31)
    regimes.load(table)

    assert Instalment.objects.filter(from_date=dt.date(2027, 3, 31), until=dt.date(2027, 9, 1)).exists()


@pytest.mark.parametrize("census", [dt.date(2026, 4, 1), dt.date(2027, 3, 31)])
def test_a_census_may_fall_on_the_first_and_the_last_day_of_the_financial_year(census):
    table = tomllib.loads(BOLTON)
    table["regimes"][0]["instalments"][0]["census_date"] = census

    (regime,) = regimes.load(table)

    assert regime.instalments.get(key="april-to-august").census_date == census


@pytest.mark.parametrize("other", ["1795.00", "750.00"])
def test_of_instalments_each_has_its_amount_or_none(other):
    """Also where the amounts that are given make the whole."""
    table = tomllib.loads(BOLTON)
    first, last = table["regimes"][0]["instalments"]
    first["amount"] = other
    del last["amount"]
    with pytest.raises(ProfileNotRight, match="give every instalment an “amount”, or none of them"):
        regimes.load(table)

    del first["amount"]
    regimes.load(table)

    assert pence_of("bolton") == [89750, 89750]


def test_an_instalment_of_nothing_is_refused_in_words_stated_or_worked_out():
    stated, shared = tomllib.loads(BOLTON), tomllib.loads(BRADFORD)
    first, last = stated["regimes"][0]["instalments"]
    first["amount"], last["amount"] = "0.00", "1795.00"
    shared["regimes"][0]["kept_centrally_percent"] = 100

    for table, name in ((stated, "april-to-august"), (shared, "summer")):
        with pytest.raises(ProfileNotRight, match=f"“{name}”: an instalment must come to more than £0.00"):
            regimes.load(table)


def test_a_council_may_pass_the_whole_grant_on_to_schools():
    table = tomllib.loads(BOLTON)
    table["regimes"][0]["grant_per_child"] = "1795.00"

    (regime,) = regimes.load(table)

    assert (regime.to_schools_pence, regime.kept_centrally_pence) == (179500, 0)


def test_what_goes_to_schools_is_said_as_a_share_or_as_an_amount_and_not_both():
    table = tomllib.loads(BRADFORD)
    table["regimes"][0]["to_schools_per_child"] = "1150.00"

    with pytest.raises(ProfileNotRight, match="stands instead of “to_schools_per_child”"):
        regimes.load(table)

    del table["regimes"][0]["to_schools_per_child"], table["regimes"][0]["grant_per_child"]
    with pytest.raises(ProfileNotRight, match="needs “grant_per_child”"):
        regimes.load(table)


def test_a_regime_may_pay_for_one_year_group_alone():
    table = tomllib.loads(BOLTON)
    table["regimes"][0] |= {"first_year_group": 11, "last_year_group": 11}

    (regime,) = regimes.load(table)

    assert (regime.first_year_group, regime.last_year_group) == (11, 11)


def test_a_misspelt_word_above_the_regimes_is_told_and_not_passed_over():
    with pytest.raises(ProfileNotRight, match="“regime” is not known here"):
        regimes.load({"regime": tomllib.loads(BOLTON)["regimes"]})


def test_a_share_outside_nought_to_a_hundred_is_refused():
    table = tomllib.loads(BRADFORD)
    for percent in (101, "half"):
        table["regimes"][0]["kept_centrally_percent"] = percent
        with pytest.raises(ProfileNotRight, match="from 0 to 100"):
            regimes.load(table)


def test_two_regimes_never_pay_for_the_same_year_group():
    table = tomllib.loads(WOLVERHAMPTON)
    both = copy.deepcopy(table)
    both["regimes"][1]["last_year_group"] = 0

    with pytest.raises(ProfileNotRight, match="would both pay for Reception"):
        regimes.load(both)


def test_two_regimes_never_pay_for_the_same_year_group_also_where_one_was_loaded_before():
    regimes.load(tomllib.loads(WOLVERHAMPTON))
    later = tomllib.loads(BOLTON)
    later["regimes"][0] |= {"financial_year": "2015-16", "instalments": [], "first_year_group": 11}

    with pytest.raises(ProfileNotRight, match="would both pay for Year 11"):
        regimes.load(later)


def test_two_years_may_pay_for_the_same_year_group_and_so_may_a_regime_by_request():
    regimes.load(tomllib.loads(WOLVERHAMPTON))
    next_year = tomllib.loads(BOLTON)["regimes"]

    regimes.load({"regimes": [*tomllib.loads(DERBY)["regimes"], *tomllib.loads(WOLVERHAMPTON)["regimes"], *next_year]})

    assert Regime.objects.count() == 4


def test_what_was_paid_in_one_year_binds_no_other_year():
    regimes.load(tomllib.loads(BOLTON))
    pay("september-to-march")
    before = tomllib.loads(BOLTON.replace("2027", "2028").replace("2026", "2027").replace("-27", "-28"))
    (row,) = before["regimes"]
    regimes.load(before)
    for instalment, amount in zip(row["instalments"], ("800.00", "995.00"), strict=True):
        instalment["amount"] = amount

    (regime,) = regimes.load(before)

    assert list(regime.instalments.values_list("pence", flat=True)) == [80000, 99500]


@pytest.mark.parametrize(("word", "value"), [("term", "spring"), ("amount", "1000.00")])
def test_of_what_was_paid_neither_the_term_nor_the_amount_changes(word, value):
    regimes.load(tomllib.loads(BOLTON))
    pay("september-to-march")
    changed = tomllib.loads(BOLTON)
    changed["regimes"][0]["instalments"][1][word] = value
    changed["regimes"][0]["to_schools_per_child"] = "1750.00" if word == "amount" else "1795.00"

    with pytest.raises(ProfileNotRight, match="paid already, so its amount and term stay"):
        regimes.load(changed)


def test_instalments_without_an_amount_to_share_are_refused():
    table = tomllib.loads(BOLTON)
    del table["regimes"][0]["to_schools_per_child"]

    with pytest.raises(ProfileNotRight, match="say what goes to schools"):
        regimes.load(table)


@pytest.mark.parametrize("path", sorted((settings.BASE_DIR / "profiles").glob("*.toml")), ids=lambda path: path.stem)
def test_the_funding_of_every_profile_that_comes_with_the_portal_can_be_loaded(path):
    table = tomllib.loads(path.read_text())

    for regime in regimes.load(table.get("funding", {})):
        assert sum(regime.instalments.values_list("pence", flat=True)) == (regime.to_schools_pence or 0)
