import datetime as dt

import pytest

from accounts import clock
from children.attainment import attainment, attainment_scales
from children.attainment.attainment import NewResult, NotOnScale, Passes, classify
from children.enums import Origin, ResultKind
from children.models import AttainmentResult
from tests import vectors
from tests.factories.accounts import SchoolFactory
from tests.factories.children import ChildFactory
from tests.factories.record import AttainmentResultFactory

CASES = vectors.cases("attainment")
TODAY = dt.date(2026, 12, 1)
PLAIN = {
    "met": "Standard met",
    "not met": "not met",
    "expected": "expected standard",
    "higher standard": "Higher standard",
    "working towards": "Working towards the expected standard",
    "greater depth": "At greater depth",
    "pre-key-stage standard 1": "Pre-key-stage standard 1",
}


def of(*kinds):
    return pytest.mark.parametrize("case", [one for one in CASES if one["kind"] in kinds], ids=vectors.case_id)


@of("phonics_y1", "ks2_scaled_score", "ta_standard")
def test_a_value_means_on_its_scale_what_the_frameworks_say(case):
    stage = "PHONICS" if case["kind"] == "phonics_y1" else "KS2"
    value = str(case.get("mark", case.get("value", case.get("code"))))

    if case["expected"].startswith("error"):
        with pytest.raises(NotOnScale, match="from 80 to 120"):
            classify(stage, "Reading", value, TODAY)
    elif value == "PKG":
        assert classify(stage, "Reading", value, TODAY).against == "BELOW"
    else:
        assert PLAIN[case["expected"]].casefold() in classify(stage, "Reading", value, TODAY).label.casefold()


@of("phonics_y1")
def test_the_threshold_and_the_most_marks_are_those_published(case):
    assert attainment.phonics_threshold(TODAY) == case["threshold"]
    assert case["maximum"] == attainment_scales.PHONICS_MOST


@of("gcse")
def test_a_grade_is_a_standard_pass_from_4_and_a_strong_one_from_5(case):
    expected = case["expected"]

    assert attainment.gcse_passes(case["grade"]) == Passes(
        standard=expected["standard_pass_4_plus"], strong=expected["strong_pass_5_plus"]
    )


@of("gld_2012_2021_17_aspects", "gld_2021_on_17_elgs")
def test_a_good_level_of_development_rests_on_twelve_goals(case):
    on = dt.date(2019, 6, 28) if case["kind"] == "gld_2012_2021_17_aspects" else dt.date(2026, 6, 26)
    judged = case["judgements"]
    counted = attainment.counted_goals(on)
    reached = judged.get("at_expected_or_exceeding", judged.get("at_expected"))
    others = "3" if "others_exceeding" in judged else "1"
    other_goals = attainment_scales.OTHER_GOALS_BEFORE_2021 if on.year < 2021 else attainment_scales.OTHER_GOALS

    found = attainment.has_good_level_of_development(
        {goal: "2" if place < reached else "1" for place, goal in enumerate(counted)}
        | dict.fromkeys(other_goals, others),
        on=on,
    )

    assert len(counted) == judged["required_12"]
    assert len(counted) + len(other_goals) == 17
    assert found is case["expected"]


def test_a_goal_that_nobody_judged_is_not_reached():
    on = dt.date(2026, 6, 26)
    judgements = dict.fromkeys(attainment.counted_goals(on)[1:], "2")

    assert not attainment.has_good_level_of_development(judgements, on=on)


def judged(child, goals, value="2", against="AT", **more):
    on = more.pop("on", dt.date(2026, 6, 26))
    return [
        AttainmentResultFactory(
            child=child, stage="EYFS", subject=goal, value=value, against=against, assessed_date=on, **more
        )
        for goal in goals
    ]


@pytest.mark.django_db
class TestAGoodLevelOfAChild:
    GOALS = attainment.counted_goals(TODAY)

    def test_it_is_known_once_all_twelve_goals_are_judged(self):
        child = ChildFactory()
        eleven = judged(child, self.GOALS[1:])

        assert attainment.good_level_of(eleven) is None
        assert attainment.good_level_of([*eleven, *judged(child, self.GOALS[:1])]).is_reached

    def test_it_says_what_it_was_short_of_and_on_which_day(self):
        child = ChildFactory()
        rows = judged(child, self.GOALS[2:]) + judged(child, self.GOALS[:2], "1", "BELOW", on=dt.date(2026, 6, 29))

        found = attainment.good_level_of(rows)

        assert (str(found), found.on) == ("not reached, expected in 10 of the 12 goals", dt.date(2026, 6, 29))

    def test_the_last_judgement_counts_and_a_prediction_or_a_row_in_error_does_not(self):
        child = ChildFactory()
        rows = judged(child, self.GOALS) + judged(child, self.GOALS[:1], "1", "BELOW", on=dt.date(2025, 12, 5))
        rows += judged(child, self.GOALS[1:2], "1", "BELOW", on=dt.date(2026, 7, 3), kind=ResultKind.PREDICTED)
        rows += judged(child, self.GOALS[2:3], "1", "BELOW", on=dt.date(2026, 7, 3), error_at=clock.now())

        assert attainment.good_level_of(rows).is_reached


def test_exceeding_ended_with_the_old_framework():
    assert classify("EYFS", "Speaking", "exceeding", dt.date(2021, 6, 25)).against == "ABOVE"
    with pytest.raises(NotOnScale, match="since September 2021"):
        classify("EYFS", "Speaking", "3", dt.date(2021, 9, 1))


@pytest.mark.parametrize(
    ("stage", "subject", "value", "against"),
    [
        ("EYFS", "Speaking", "Emerging", "BELOW"),
        ("EYFS", "Speaking", "2", "AT"),
        ("KS1", "Phonics", "31", "BELOW"),
        ("KS2", "Reading", "exs", "AT"),
        ("KS2", "Reading", "110", "ABOVE"),
        ("KS2", "Reading", "A", ""),
        ("KS3", "Science", "WTS", "BELOW"),
        ("KS3", "Science", "3", ""),
        ("KS4", "Mathematics", "4-", "AT"),
        ("KS4", "Mathematics", "3+", "BELOW"),
        ("KS4", "Combined science", "54", "AT"),
        ("KS4", "Sport", "L2D*", ""),
        ("MTC", "Multiplication tables", "25", ""),
        ("POST16", "History", "A*", ""),
        ("POST16", "Mathematics", "3", "BELOW"),
        ("OWN", "Reading", "Sapphire 3", ""),
    ],
)
def test_it_stands_against_expectation_where_the_scale_says_so(stage, subject, value, against):
    assert attainment.against_expectation(stage, subject, value, TODAY) == against


@pytest.mark.parametrize(
    ("stage", "value"),
    [("PHONICS", "41"), ("KS2", "121"), ("KS2", "GOOD"), ("KS4", "10"), ("KS4", "A"), ("MTC", "26"), ("EYFS", "4"),
     ("POST16", "Z"), ("KS2", "-"), ("PHONICS", "٣٢")],
)  # fmt: skip
def test_what_is_on_no_scale_is_refused(stage, value):
    with pytest.raises(NotOnScale):
        classify(stage, "", value, TODAY)


def test_one_subject_has_one_spelling_and_a_new_one_stays_as_written():
    assert attainment.subject_named(" maths ") == attainment.subject_named("MATHEMATICS") == "Mathematics"
    assert attainment.subject_named("Horse  care") == "Horse care"


def test_a_stage_is_known_by_its_other_names():
    assert [attainment.stage_named(text) for text in ("gcse", "A level", "ks2", "KS9")] == [
        "KS4",
        "POST16",
        "KS2",
        None,
    ]


OCTOBER = dt.date(2026, 10, 23)
READING = NewResult(OCTOBER, "KS2", "reading", "wts")


@pytest.mark.django_db
class TestRecord:
    def record(self, child, *rows, origin=Origin.PLAN):
        return attainment.record(child, rows, origin=origin, at=clock.now())

    def test_a_result_comes_into_the_record_and_a_second_time_changes_nothing(self):
        child = ChildFactory.create()

        first = self.record(child, READING)
        second = self.record(child, READING)

        assert (first.added, second.added, second.unchanged) == (1, 0, 1)
        row = AttainmentResult.objects.get()
        assert (row.subject, row.value, row.against, row.origin) == ("Reading", "WTS", "BELOW", "PLAN")

    def test_a_corrected_value_closes_the_old_row_and_adds_another(self):
        child, school = ChildFactory.create(), SchoolFactory.create()
        old = AttainmentResultFactory.create(child=child, value="EXS", against="AT", origin=Origin.FILE, school=school)

        taken = self.record(child, READING)

        old.refresh_from_db()
        assert old.error_at
        assert old.value == "EXS"
        row = AttainmentResult.objects.standing().get()
        assert (row.value, row.school) == ("WTS", school)
        assert [(one.was.value, one.result.value) for one in taken.corrected] == [("EXS", "WTS")]

    def test_what_a_person_entered_stays_and_the_difference_is_told(self):
        child = ChildFactory.create()
        AttainmentResultFactory.create(child=child, value="EXS", origin=Origin.HAND)

        taken = self.record(child, READING)

        assert AttainmentResult.objects.get().value == "EXS"
        assert [(one.was.value, one.result.value) for one in taken.kept] == [("EXS", "WTS")]

    def test_a_target_stands_beside_what_the_child_works_at_and_is_not_judged(self):
        child = ChildFactory.create()

        self.record(child, READING, NewResult(OCTOBER, "KS2", "Reading", "GDS", kind=ResultKind.TARGET))

        assert dict(AttainmentResult.objects.values_list("kind", "against")) == {"NOW": "BELOW", "TARGET": ""}

    def test_a_row_that_leaves_out_how_it_stands_does_not_deny_it(self):
        child = ChildFactory.create()
        AttainmentResultFactory.create(child=child, stage="OWN", value="B2", against="ABOVE", origin=Origin.FILE)

        taken = self.record(child, NewResult(OCTOBER, "OWN", "Reading", "B2"))

        assert taken.unchanged == 1

    def test_one_value_off_its_scale_writes_nothing(self):
        child = ChildFactory.create()

        with pytest.raises(NotOnScale):
            self.record(child, READING, NewResult(OCTOBER, "KS2", "Writing", "200"))

        assert not AttainmentResult.objects.exists()

    def test_results_of_another_child_stay_as_they_are(self):
        child, other = ChildFactory.create_batch(2)
        AttainmentResultFactory.create(child=other, value="EXS", origin=Origin.FILE)

        self.record(child, READING)

        assert AttainmentResult.objects.get(child=other).error_at is None


@pytest.mark.parametrize("code", ["B", "F", "H", "J", "L", "M", "Q", "S", "T", "A", "D"])
def test_a_code_in_place_of_a_key_stage_2_score_says_nothing_of_how_the_pupil_stands(code):
    assert attainment.against_expectation("KS2", "Reading", code, dt.date(2026, 7, 7)) == ""


@pytest.mark.parametrize(
    ("typed", "kept", "standard", "strong", "against"),
    [("4-4", "44", True, False, "AT"), ("5-4", "54", True, False, "AT"), ("55", "55", True, True, "AT"),
     ("4-3", "43", False, False, "BELOW"), ("9/9", "99", True, True, "AT")],
)  # fmt: skip
def test_a_double_award_counts_as_its_lower_grade(typed, kept, standard, strong, against):
    assert attainment.canonical("KS4", typed) == kept
    assert attainment.gcse_passes(typed) == attainment.Passes(standard=standard, strong=strong)
    assert attainment.against_expectation("KS4", "Combined science", typed, dt.date(2026, 8, 20)) == against
