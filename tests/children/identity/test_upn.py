import pytest
from hypothesis import given
from hypothesis import strategies as st

from children.identity import upn
from tests import vectors

CASES = vectors.cases("upn")
DIGITS = st.from_regex(r"[0-9]{12}", fullmatch=True)
REST = st.from_regex(rf"[0-9]{{11}}[0-9{upn.LETTERS}]", fullmatch=True)


def test_each_number_is_taken_for_what_it_is():
    def taken_for(case):
        typed = case["input"] or ""
        return {
            "valid": upn.is_valid(typed),
            "temporary": upn.is_temporary(typed),
            "unknown code": upn.is_unknown_code(typed),
            "normalised": upn.normalise(typed),
        }

    def what_it_is(case):
        return {
            "valid": case["kind"] in {"permanent", "temporary"},
            "temporary": case["kind"] == "temporary",
            "unknown code": case["kind"] == "unknown_code",
            "normalised": case["normalised"] or "",
        }

    assert vectors.wrong(CASES, found=taken_for, expected=what_it_is) == []


def test_the_check_letter_follows_from_the_other_twelve():
    lettered = [case for case in CASES if case["check_letter_correct"]]

    assert (
        vectors.wrong(
            lettered,
            found=lambda case: upn.check_letter(case["normalised"][1:]),
            expected=lambda case: case["check_letter_correct"],
        )
        == []
    )


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
