import pytest
from hypothesis import given
from hypothesis import strategies as st

from peps.sdq import scores as sdq
from tests import vectors

VECTOR = vectors.load("sdq")
CASES = VECTOR["cases"]
BY_TEACHERS = [case for case in CASES if case["informant"] == "teacher"]
OUR_NAMES = {"emotion": "emotional"}

ANSWER = st.sampled_from([0, 1, 2])
COMPLETE = st.lists(ANSWER, min_size=25, max_size=25)
WITH_GAPS = st.lists(ANSWER | st.none(), min_size=25, max_size=25)
SCORE = st.integers(0, 10)
BEST = {item: 2 if item in sdq.REVERSED or item in sdq.SCALES["prosocial"] else 0 for item in sdq.ITEMS}


def numbered(answers):
    return dict(enumerate(answers, start=1))


def in_our_names(named):
    return {OUR_NAMES.get(name, name): value for name, value in named.items()}


def test_scores_are_those_of_the_published_rule():
    def scores(case):
        found = sdq.score(numbered(case["items"]))
        return {name: getattr(found, name) for name in in_our_names(case["scores"])}

    assert vectors.wrong(CASES, found=scores, expected=lambda case: in_our_names(case["scores"])) == []


def test_each_score_of_a_teacher_falls_in_its_band():
    def bands(case):
        scores = sdq.score(numbered(case["items"]))
        values = {scale: getattr(scores, scale) for scale in in_our_names(case["bands_four_fold"])}
        return {scale: None if value is None else sdq.band(scale, value) for scale, value in values.items()}

    assert vectors.wrong(BY_TEACHERS, found=bands, expected=lambda case: in_our_names(case["bands_four_fold"])) == []


def test_seventeen_or_more_asks_for_a_wellbeing_target():
    def is_asked(case):
        return sdq.needs_wellbeing_target(sdq.score(numbered(case["items"])).total, 17)

    assert vectors.wrong(CASES, found=is_asked, expected=lambda case: bool(case["bolton_17_or_above"])) == []


def test_every_score_has_the_band_of_the_published_table():
    for name, bands in VECTOR["bands_four_fold"]["teacher"].items():
        scale = OUR_NAMES.get(name, name)
        words = ["close to average", "slightly lowered", "low", "very low"]
        if scale != "prosocial":
            words = ["close to average", "slightly raised", "high", "very high"]
        for word, (lowest, highest) in zip(words, bands, strict=True):
            assert {sdq.band(scale, value) for value in range(lowest, highest + 1)} == {word}


def test_the_items_of_the_scales_are_the_published_ones():
    assert {OUR_NAMES.get(name, name): tuple(items) for name, items in VECTOR["scales"].items()} == sdq.SCALES
    assert set(VECTOR["reversed_items"]) == sdq.REVERSED


@pytest.mark.parametrize("case", VECTOR["error_cases"], ids=vectors.case_id)
def test_what_is_not_an_answer_sheet_is_refused(case):
    with pytest.raises(ValueError, match="25 items" if case["error"] == "length" else "Item 1: "):
        sdq.score(numbered(case["items"]))


def test_an_item_number_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="numbered 1 to 25"):
        sdq.score({item - 1: 0 for item in sdq.ITEMS})


def test_two_and_a_half_goes_up_to_three():
    assert sdq.score(BEST | {5: 2, 12: None}).conduct == 3


def test_impossible_scores_and_scales_are_refused_in_plain_words():
    with pytest.raises(ValueError, match="conduct score must be a whole number from 0 to 10"):
        sdq.total(1, 11, 0, 0)
    with pytest.raises(ValueError, match="total score must be a whole number from 0 to 40"):
        sdq.band("total", 41)
    with pytest.raises(ValueError, match="no scale called impact"):
        sdq.band("impact", 1)
    with pytest.raises(ValueError, match="peer score"):
        sdq.band("peer", -1)


@given(COMPLETE, st.randoms())
def test_the_order_in_which_answers_come_does_not_matter(answers, random):
    sheet = list(numbered(answers).items())
    shuffled = random.sample(sheet, k=len(sheet))

    assert sdq.score(dict(shuffled)) == sdq.score(dict(sheet))


@given(WITH_GAPS)
def test_a_scale_is_scored_from_three_answers_up_and_never_outside_its_range(answers):
    sheet = numbered(answers)
    scores = sdq.score(sheet)

    for scale, items in sdq.SCALES.items():
        value = getattr(scores, scale)
        answered = sum(sheet[item] is not None for item in items)
        assert (value is None) == (answered < 3)
        assert value is None or 0 <= value <= 10


@given(WITH_GAPS)
def test_the_total_is_known_only_when_all_four_difficulties_are(answers):
    scores = sdq.score(numbered(answers))
    four = [scores.emotional, scores.conduct, scores.hyperactivity, scores.peer]

    assert scores.total == (None if None in four else sum(four))
    assert sdq.total(*four) == scores.total


@given(COMPLETE, st.sampled_from(sorted(sdq.SCALES["prosocial"])), ANSWER)
def test_strengths_never_change_the_total(answers, item, other):
    sheet = numbered(answers)

    assert sdq.score(sheet | {item: other}).total == sdq.score(sheet).total


@given(COMPLETE)
def test_a_complete_scale_is_the_sum_of_its_items(answers):
    sheet = numbered(answers)
    items = sdq.SCALES["hyperactivity"]

    expected = sum(2 - sheet[item] if item in sdq.REVERSED else sheet[item] for item in items)
    assert sdq.score(sheet).hyperactivity == expected


@given(st.none() | SCORE, st.none() | SCORE, st.none() | SCORE, st.none() | SCORE, st.integers(0, 40))
def test_a_total_that_is_not_known_asks_for_nothing(emotional, conduct, hyperactivity, peer, threshold):
    total = sdq.total(emotional, conduct, hyperactivity, peer)

    assert sdq.needs_wellbeing_target(total, threshold) == (total is not None and total >= threshold)


@pytest.mark.parametrize("tick", [True, False])
def test_a_tick_is_no_answer_and_no_score(tick):
    with pytest.raises(ValueError, match="Item 4"):
        sdq.score(dict.fromkeys(sdq.ITEMS, 1) | {4: tick})
    with pytest.raises(ValueError, match="25 items"):
        sdq.score({tick: 1} | dict.fromkeys(range(2, 26), 1))
    with pytest.raises(ValueError, match="whole number"):
        sdq.total(tick, 1, 1, 1)
    with pytest.raises(ValueError, match="whole number"):
        sdq.band("total", tick)
