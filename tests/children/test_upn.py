import pytest
from hypothesis import given
from hypothesis import strategies as st

from children import upn
from tests import vectors

CASES = vectors.cases("upn")
DIGITS = st.from_regex(r"[0-9]{12}", fullmatch=True)
REST = st.from_regex(rf"[0-9]{{11}}[0-9{upn.LETTERS}]", fullmatch=True)


@pytest.mark.parametrize("case", CASES, ids=vectors.case_id)
def test_each_number_is_taken_for_what_it_is(case):
    typed = case["input"] or ""

    assert upn.is_valid(typed) == (case["kind"] in {"permanent", "temporary"})
    assert upn.is_temporary(typed) == (case["kind"] == "temporary")
    assert upn.is_unknown_code(typed) == (case["kind"] == "unknown_code")
    assert upn.normalise(typed) == (case["normalised"] or "")


@pytest.mark.parametrize("case", [c for c in CASES if c["check_letter_correct"]], ids=vectors.case_id)
def test_the_check_letter_follows_from_the_other_twelve(case):
    assert upn.check_letter(case["normalised"][1:]) == case["check_letter_correct"]


@pytest.mark.parametrize("rest", ["", "83109012488", "8310901248860", "83109A124886", "83109012488I", "٨31090124886"])
def test_a_check_letter_is_not_worked_out_for_something_else(rest):
    with pytest.raises(ValueError, match="twelve characters"):
        upn.check_letter(rest)


def test_digits_of_another_script_are_not_digits():
    assert not upn.is_valid("X٨31090124886")


@given(REST)
def test_only_one_letter_of_the_alphabet_fits(rest):
    fitting = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if upn.is_valid(letter + rest)]

    assert fitting == [upn.check_letter(rest)]


@given(DIGITS, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(rest, place, off):
    number = upn.check_letter(rest) + rest
    wrong = str((int(rest[place]) + off) % 10)

    assert not upn.is_valid(number[: place + 1] + wrong + number[place + 2 :])


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(text):
    assert upn.is_valid(text) in {True, False}
    assert not (upn.is_valid(text) and upn.is_unknown_code(text))
