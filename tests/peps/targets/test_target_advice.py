"""What is pointed out in a draft target: a table of drafts, good and bad, with every rule that speaks."""

import datetime as dt
from dataclasses import replace

import pytest

from peps.targets.advice import RULES, Around, Draft, advice_on
from peps.targets.pronouns import HE, SHE, THEY, filled_in, pronouns_of

ON = dt.date(2026, 12, 1)
ROBIN = Around(
    on=ON,
    name="Robin",
    pronouns=THEY,
    next_review=dt.date(2027, 3, 12),
    others=frozenset({"Wren", "Jo", "Marley"}),
    last_term=("Reads two pages aloud each day.",),
    elsewhere=(
        ("education, health and care plan", "Robin dresses for PE alone in five minutes"),
        ("pathway plan", "Robin comes to college for 90% of lessons"),
    ),
)
WHOLE = {"measure": "Counted each Friday.", "by_whom": "Ms Tutor", "by_date": "12/02/2027"}

GOOD = [
    "Robin adds fractions with the same bottom number, 8 of 10 right.",
    "Robin reads 90 of 100 words of the list at sight.",
    "Robin knows the tables up to 8.",
    "Robin reads a chapter book to the end, and tells what happened in three sentences.",
    "Robin writes half a page alone each day.",
    "Robin is at every lesson on four days of five.",
    "Robin reaches grade 5 in the mock paper.",
    "Robin comes into class calm on four days of five.",
    "Robin hands in 9 pieces of homework of 10.",
    "Robin swims 25 metres.",
    "Robin improves from level 2 to level 4 in phonics.",
    "Robin's reading age is better by 12 months.",
    "Robin names two adults whom they can go to, and goes to one each week.",
    "Robin plays with two children at break on three days.",
    "Robin leaves the room with a card, 4 times of 5.",
    "Robin tells of something that happened, with four events in order.",
    "Robin travels to school alone.",
    "Robin chooses their options.",
    "Robin sends 3 applications, and goes to one interview.",
    "Robin asks for help with words, four days of five.",
    "Robin says hello first to a new adult once each day.",
    "Robin sleeps at home in their own bed all week before school.",
    "Robin cuts along a line of 10 cm.",
    "Robin uses a laptop for all long writing.",
    "Robin spells 40 of their 50 words.",
    "Robin shows their work to the class once.",
    "Robin learns to play a song of two minutes.",
    "Robin meets the tutor each week.",
    "Robin cooks three meals.",
    "Robin completes five days of work experience.",
]

BAD = [
    # (what is changed in a whole draft, which rules speak)
    ({"outcome": "Robin will improve in maths."}, ["vague_verb"]),
    ({"outcome": "Robin is improving reading."}, ["vague_verb"]),
    ({"outcome": "To get better at spelling."}, ["vague_verb"]),
    ({"outcome": "Robin develops confidence."}, ["vague_verb"]),
    ({"outcome": "To support Robin in class."}, ["vague_verb"]),
    ({"outcome": "Robin is encouraged to read."}, ["vague_verb"]),
    ({"outcome": "Robin tries hard in science."}, ["vague_verb"]),
    ({"outcome": "Continue to attend."}, ["vague_verb"]),
    ({"outcome": "Maintain good friendships."}, ["vague_verb"]),
    ({"outcome": "Robin engages with learning."}, ["vague_verb"]),
    ({"outcome": "Robin understands fractions."}, ["vague_verb"]),
    ({"outcome": "Robin will be aware of others."}, ["vague_verb"]),
    ({"outcome": "Work on handwriting."}, ["vague_verb"]),
    ({"outcome": "Working towards the expected"}, []),
    ({"outcome": "Focus on attendance."}, ["vague_verb"]),
    ({"outcome": "{name} reads 20 words."}, ["placeholder"]),
    ({"outcome": "[Child] reads 20 words."}, ["placeholder"]),
    ({"outcome": "XX reads 20 words."}, ["placeholder"]),
    ({"outcome": "____ reads 20 words."}, ["placeholder"]),
    ({"outcome": "Child's name reads 20 words."}, ["placeholder"]),
    ({"support": "Insert support here"}, ["placeholder"]),
    ({"by_whom": "TBC"}, ["placeholder", "no_owner"]),
    ({"measure": "A test of ... ....."}, ["placeholder"]),
    ({"measure": "Which test??"}, ["placeholder"]),
    ({"outcome": "Wren reads 20 words."}, ["other_child"]),
    ({"need": "Marley finds it hard to sit."}, ["other_child"]),
    ({"support": "As last year for Jo and Robin"}, []),
    ({"support": "The same group as Wren"}, ["other_child"]),
    ({"outcome": "He reads 20 words."}, ["pronoun"]),
    ({"outcome": "Robin reads 20 words to her carer."}, ["pronoun"]),
    ({"need": "Robin says that reading tires him."}, ["pronoun"]),
    ({"baseline": "She reads ten words."}, ["pronoun"]),
    ({"support": "The tutor keeps her own notes"}, []),
    ({"measure": ""}, ["no_measure"]),
    ({"measure": "", "value_to_reach": "8 of 10"}, []),
    ({"by_whom": ""}, ["no_owner"]),
    ({"by_whom": "All staff"}, ["no_owner"]),
    ({"by_whom": "everyone"}, ["no_owner"]),
    ({"by_whom": "School"}, ["no_owner"]),
    ({"by_whom": "n/a"}, ["no_owner"]),
    ({"by_date": ""}, ["no_date"]),
    ({"by_date": "30/11/2026"}, ["day_over"]),
    ({"by_date": "01/12/2026"}, []),
    ({"by_date": "12/03/2027"}, []),
    ({"by_date": "13/03/2027"}, ["beyond_review"]),
    ({"by_date": "next summer"}, []),
    ({"outcome": "Reads two pages aloud each day."}, ["copied"]),
    ({"outcome": "reads TWO pages aloud, each day"}, ["copied"]),
    ({"outcome": "Robin dresses for PE alone in five minutes"}, ["repeats"]),
    ({"outcome": "Robin dresses alone for PE in five minutes each time"}, ["repeats"]),
    ({"outcome": "Robin comes to college for 80% of lessons"}, ["contradicts"]),
    ({"outcome": "Robin stops reading alone"}, []),
    (
        {"outcome": "Improve", "measure": "", "by_whom": "", "by_date": ""},
        ["vague_verb", "no_measure", "no_owner", "no_date"],
    ),
    (
        {"outcome": "", "need": "Reading tires Robin", "measure": "", "by_whom": "", "by_date": ""},
        ["no_measure", "no_owner", "no_date"],
    ),
    ({"outcome": "", "measure": ""}, []),
]


def test_the_table_is_long_enough():
    assert len(GOOD) + len(BAD) >= 60


def test_nothing_is_said_of_a_good_draft():
    said = {outcome: advice_on(Draft(WHOLE | {"outcome": outcome}), ROBIN) for outcome in GOOD}
    assert {outcome: advice for outcome, advice in said.items() if advice} == {}


def test_what_is_said_of_a_draft():
    around = replace(ROBIN, others=ROBIN.others - {"Jo"})
    wrong = []
    for changed, rules in BAD:
        draft = Draft(WHOLE | {"outcome": "Robin reads 20 words."} | changed)
        said = [advice.rule for advice in advice_on(draft, around)]
        if said != rules:
            wrong.append(f"{changed}: expected {rules}, found {said}")
    assert wrong == []


def test_every_rule_speaks_somewhere_in_the_table():
    spoken = {rule for _, rules in BAD for rule in rules}
    assert spoken == {
        "placeholder", "other_child", "pronoun", "vague_verb", "copied", "repeats", "contradicts", "no_measure",
        "no_owner", "no_date", "day_over", "beyond_review",
    }  # fmt: skip
    assert len(RULES) == 10


def test_a_namesake_is_not_pointed_out():
    around = replace(ROBIN, others=frozenset({"Robin", "Al"}))
    assert advice_on(Draft(WHOLE | {"outcome": "Robin and Al read 20 words."}), around) == []


def test_a_linked_plan_is_not_repeated():
    around = replace(ROBIN, linked_to=frozenset({"education, health and care plan"}))
    assert advice_on(Draft(WHOLE | {"outcome": "Robin dresses for PE alone in five minutes"}), around) == []


def test_unknown_pronouns_are_never_wrong():
    around = replace(ROBIN, pronouns=pronouns_of("ze/zir"))
    assert advice_on(Draft(WHOLE | {"outcome": "She reads 20 words."}), around) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("she/her", SHE), ("He / him", HE), ("they", THEY), ("they/she", THEY), ("", None), ("ze/zir", None)],
)
def test_pronouns_are_read_as_people_write_them(text, expected):
    assert pronouns_of(text) == expected


def test_a_sentence_begins_with_a_capital_after_filling_in():
    assert (
        filled_in("{they} can swim. {their} towel is red.", name="Robin", pronouns=SHE)
        == "She can swim. Her towel is red."
    )


def test_the_advice_explains_itself():
    (advice,) = advice_on(Draft(WHOLE | {"outcome": "Robin will improve."}), ROBIN)
    assert advice.text == "“improve” can mean many things. Say how much better, and in what."
