from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.pence import LARGEST, kept_centrally, pence, pounds, split
from tests import vectors

CASES = {case["id"]: case for case in vectors.cases("pupil_premium")}
IN_PAYMENTS = [case for case in CASES.values() if "payments" in case["inputs"]]
KEPT = [case for case in CASES.values() if "retained_percent" in case["inputs"]]

AMOUNTS = st.integers(0, LARGEST)


def amount(inputs):
    return pence(inputs.get("grant") or inputs["total"])


@pytest.mark.parametrize("case", IN_PAYMENTS, ids=vectors.case_id)
def test_a_grant_is_paid_in_parts_with_the_odd_pennies_last(case):
    _, left = kept_centrally(amount(case["inputs"]), Decimal(case["inputs"].get("retained_percent", "0")))

    assert list(split(left, case["inputs"]["payments"])) == [pence(text) for text in case["expected"]["payments"]]


@pytest.mark.parametrize("case", KEPT, ids=vectors.case_id)
def test_what_is_kept_and_what_is_left_are_the_councils_own_figures(case):
    kept, left = kept_centrally(amount(case["inputs"]), Decimal(case["inputs"]["retained_percent"]))

    assert kept == pence(case["expected"]["retained"])
    assert left == pence(case["expected"]["school_total"])


def test_two_fixed_payments_add_up_to_the_printed_total():
    case = CASES["pp-o01"]

    paid = pence(case["inputs"]["apr_aug"]) + pence(case["inputs"]["sep_mar"])
    assert pounds(paid) == "£1,795.00"
    assert paid == pence(case["expected"]["total"])


@given(AMOUNTS, st.integers(1, 60))
def test_payments_add_up_and_only_the_last_differs(total, payments):
    parts = split(total, payments)

    assert sum(parts) == total
    assert len(parts) == payments
    assert len(set(parts[:-1])) <= 1
    assert 0 <= parts[-1] - parts[0] < payments


@given(AMOUNTS, st.decimals(0, 100, places=2))
def test_a_share_loses_nothing_and_never_takes_a_part_of_a_penny(total, percent):
    kept, left = kept_centrally(total, percent)

    assert kept + left == total
    assert kept * 100 <= total * percent < (kept + 1) * 100


@given(AMOUNTS)
def test_what_is_written_can_be_read_again(amount_pence):
    assert pence(pounds(amount_pence)) == amount_pence


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("£1,045", 104_500), ("1045.00", 104_500), (" £ 1,150.5 ", 115_050), ("0", 0), ("0.07", 7), ("1,234,567.89", 123_456_789)],
)  # fmt: skip
def test_an_amount_is_read_as_people_type_it(typed, expected):
    assert pence(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "ten", "1,50", "1,0450", "10,45.00", "12.345", "12.", ".50", "-5", "£-5", "5p", "$5", "1 045", "1e3", "NaN", "٣", "££5"],
)  # fmt: skip
def test_an_amount_that_may_mean_two_things_is_refused(typed):
    with pytest.raises(ValueError, match=r"like 1,045 or 1,045\.50"):
        pence(typed)


def test_an_amount_that_no_column_holds_is_refused():
    assert pence("21,474,836.47") == LARGEST
    with pytest.raises(ValueError, match=r"must be £21,474,836\.47 or less"):
        pence("21,474,836.48")


@given(st.text(max_size=15))
def test_any_text_is_an_amount_or_refused_in_words(text):
    try:
        found = pence(text)
    except ValueError as refused:
        found = None
        words = str(refused)

    assert words.endswith(".") if found is None else 0 <= found <= LARGEST


@pytest.mark.parametrize(
    ("written", "amount_pence"), [("£1,150.00", 115_000), ("£0.05", 5), ("-£5.00", -500), ("£0.00", 0)]
)
def test_an_amount_is_written_as_people_read_it(written, amount_pence):
    assert pounds(amount_pence) == written


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: split(-1, 3), "cannot be negative"),
        (lambda: split(100, 0), "one payment or more"),
        (lambda: kept_centrally(-1, 50), "cannot be negative"),
        (lambda: kept_centrally(100, 101), "from 0 to 100"),
        (lambda: kept_centrally(100, -1), "from 0 to 100"),
    ],
)
def test_an_impossible_share_is_refused(act, words):
    with pytest.raises(ValueError, match=words):
        act()
