import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import Role
from children.enums import Phase
from peps.enums import Audience, Kind, PartName, PepKind, SectionTable
from peps.prefilling.prefill import FACTS
from peps.questions.blueprint import blueprint_for, content_map
from peps.questions.blueprint.editions import FormShape
from peps.questions.blueprint.spec import Blueprint, Question, SectionSpec, from_body

ON_ROLL = [(phase, kind, True) for phase in Phase for kind in PepKind]
OFF_ROLL = [(phase, kind, False) for phase in Phase if phase != Phase.POST_16 for kind in PepKind]
EACH_FORM = pytest.mark.parametrize(
    "form",
    [blueprint_for(phase, kind=kind, on_roll=on_roll) for phase, kind, on_roll in ON_ROLL + OFF_ROLL],
    ids=[
        f"{phase.label}, {kind.label}{'' if on_roll else ', not on roll'}"
        for phase, kind, on_roll in ON_ROLL + OFF_ROLL
    ],
)


def is_on_roll(form: Blueprint) -> bool:
    return "place_sought" not in keys_of(form)


def is_after_a_change(form: Blueprint) -> bool:
    return "what_changed" in keys_of(form)


JARGON = re.compile(
    r"\b(PEP|SW|DTs?|VSH?|IRO|SENCo|SEND?|CAMHS|PP\+|LAC|CLA|EHCP|SEMH|KS\d|SMART|NEET|EET|YP|PR|EAL|PSP|IEP|EYPP"
    r"|attainment|provision|intervention|setting|placement|cohort|stakeholder|outcomes|multi-agency|contact sessions?)\b"
)


def questions_of(form: Blueprint) -> list[Question]:
    return [question for section in form.sections for question in section.questions]


def keys_of(form: Blueprint) -> list[str]:
    return [question.key for question in questions_of(form)]


def tables_of(form: Blueprint) -> set[SectionTable]:
    return {section.table for section in form.sections if section.table}


@EACH_FORM
class TestEveryForm:
    def test_no_key_is_used_twice(self, form):
        sections = [section.key for section in form.sections]
        assert len(set(sections)) == len(sections)
        assert len(set(keys_of(form))) == len(keys_of(form))

    def test_keys_fit_where_they_are_kept(self, form):
        assert all(len(section.key) <= 40 for section in form.sections)
        assert all(len(key) <= 60 for key in keys_of(form))

    def test_a_question_depends_on_an_earlier_one_of_its_section_and_on_an_answer_it_can_have(self, form):
        for section in form.sections:
            earlier = {}
            for question in section.questions:
                if question.shown_when:
                    key, answer = question.shown_when
                    gate = earlier[key]
                    assert answer in (dict(gate.choices) if gate.kind == Kind.CHOICE else {"yes": 1, "no": 1})
                earlier[question.key] = question

    def test_a_choice_has_choices_that_differ_and_nothing_else_has_any(self, form):
        for question in questions_of(form):
            codes = [code for code, _ in question.choices]
            assert len(set(codes)) == len(codes)
            assert bool(codes) == (question.kind == Kind.CHOICE), question.key

    def test_it_reads_back_from_the_database_as_it_was(self, form):
        assert from_body(json.loads(json.dumps(form.as_body()))) == form

    def test_part_1_is_the_social_workers_and_the_rest_the_schools(self, form):
        owners = {PartName.PART_1: Role.SOCIAL_WORKER, PartName.SCHOOL: Role.DESIGNATED_TEACHER}
        assert all(section.owner == owners[section.part] for section in form.sections)
        assert len(form.of_part(PartName.PART_1)) == 7 + is_after_a_change(form)
        assert len(form.of_part(PartName.SCHOOL)) >= 12

    def test_every_fact_that_the_record_knows_is_asked_once_and_nothing_else(self, form):
        expected = set(FACTS) - (set() if is_on_roll(form) else {"school"})
        assert sorted(q.prefill for q in questions_of(form) if q.prefill) == sorted(expected)

    def test_words_are_plain(self, form):
        said = [words for section in form.sections for words in (section.title, section.guide)]
        said += [words for q in questions_of(form) for words in (q.label, q.hint, *dict(q.choices).values())]
        assert [words for words in said if JARGON.search(words)] == []

    def test_a_question_asks_one_thing_in_few_words(self, form):
        assert [q.label for q in questions_of(form) if len(q.label.split()) > 16 or q.label.count("?") > 1] == []

    def test_what_law_and_guidance_ask_is_asked(self, form):
        is_first = SectionTable.TARGET_REVIEWS not in tables_of(form)
        assert content_map.gaps(form, is_first=is_first, on_roll=is_on_roll(form)) == []

    def test_what_must_not_travel_does_not(self, form):
        audiences = {question.key: set(question.audiences) for question in questions_of(form)}
        assert audiences["reason_for_care"] == set()
        assert audiences["no_contact"] == {Audience.SCHOOL}
        assert Audience.PARENT not in audiences["carer"]
        for key in ("earlier_schools", "legal_status", "parental_responsibility"):
            assert not audiences[key] & {Audience.CARER, Audience.PARENT, Audience.CHILD}

    def test_the_child_speaks_first_in_the_sections_about_them(self, form):
        voiced = {"about_me": "know_about_me", "strengths": "proud_of", "wellbeing": "go_to"}
        voiced |= {"targets": "wish_for_targets", "premium": "premium_wish", "transition": "hopes"}
        assert {key: form.section(key).questions[0].key for key in voiced} == voiced

    def test_it_can_be_completed_in_one_sitting(self, form):
        typed = [q for q in questions_of(form) if q.is_required and not q.shown_when and not q.prefill]
        assert len(typed) <= 32 + 4 * is_after_a_change(form) + 2 * (not is_on_roll(form))
        assert sum(q.kind == Kind.TEXT for q in typed) <= 15 + 4 * is_after_a_change(form)


@pytest.mark.parametrize("phase", Phase)
class TestFirstAndLaterPlans:
    def test_a_first_plan_does_not_look_back(self, phase):
        first, later = (blueprint_for(phase, kind=kind) for kind in (PepKind.FIRST, PepKind.TERMLY))
        assert SectionTable.TARGET_REVIEWS not in tables_of(first)
        assert "since_last_plan" not in keys_of(first)
        assert SectionTable.TARGET_REVIEWS in tables_of(later)
        assert "since_last_plan" in keys_of(later)
        assert not [q.label for q in questions_of(first) if "last plan" in q.label]

    def test_targets_and_meeting_stand_in_every_plan(self, phase):
        for kind in PepKind:
            assert {SectionTable.TARGETS, SectionTable.MEETING} <= tables_of(blueprint_for(phase, kind=kind))

    def test_the_questionnaire_is_asked_of_school_age_alone(self, phase):
        """It is made for ages 4 to 17."""
        form = blueprint_for(phase, kind=PepKind.TERMLY)
        assert (SectionTable.SDQ in tables_of(form)) == (phase != Phase.EARLY_YEARS)


def test_a_form_that_loses_a_question_is_told_what_it_lost():
    form = blueprint_for(Phase.PRIMARY, kind=PepKind.TERMLY)
    without = Blueprint(form.phase, tuple(section for section in form.sections if section.key != "strengths"))
    assert "Leisure interests: interests" in content_map.gaps(without)


questions = st.builds(
    Question,
    key=st.from_regex(r"[a-z_]{1,20}", fullmatch=True),
    label=st.text(max_size=20),
    kind=st.sampled_from(Kind),
    hint=st.text(max_size=20),
    choices=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=9)), max_size=3).map(tuple),
    is_required=st.booleans(),
    audiences=st.lists(st.sampled_from(Audience), max_size=3).map(tuple),
    shown_when=st.none() | st.tuples(st.text(max_size=5), st.text(max_size=5)),
    prefill=st.sampled_from(["", *FACTS]),
    carries_forward=st.booleans(),
)
sections = st.builds(
    SectionSpec,
    key=st.from_regex(r"[a-z_]{1,20}", fullmatch=True),
    title=st.text(max_size=20),
    part=st.sampled_from(PartName),
    owner=st.sampled_from(Role),
    questions=st.lists(questions, max_size=3).map(tuple),
    table=st.none() | st.sampled_from(SectionTable),
    guide=st.text(max_size=20),
)


@given(st.builds(Blueprint, phase=st.sampled_from(Phase), sections=st.lists(sections, max_size=3).map(tuple)))
def test_any_form_reads_back_from_json_as_it_was(form):
    assert from_body(json.loads(json.dumps(form.as_body()))) == form


class TestWhatAnAuthorityDecides:
    @pytest.mark.parametrize("phase", Phase)
    @pytest.mark.parametrize("on_roll", [True, False])
    def test_without_every_optional_section_the_form_still_asks_what_law_and_guidance_want(self, phase, on_roll):
        form = blueprint_for(phase, kind=PepKind.TERMLY, on_roll=on_roll)
        optional = frozenset(section.key for section in form.sections if section.is_optional)

        bare = blueprint_for(phase, kind=PepKind.TERMLY, on_roll=on_roll, shape=FormShape(switched_off=optional))

        assert optional
        assert len(bare.sections) == len(form.sections) - len(optional)
        assert content_map.gaps(bare, on_roll=is_on_roll(form)) == []

    def test_a_section_that_the_law_wants_stays_whatever_was_switched_off(self):
        form = blueprint_for(Phase.PRIMARY, kind=PepKind.TERMLY, shape=FormShape(switched_off=frozenset({"story"})))

        assert form == blueprint_for(Phase.PRIMARY, kind=PepKind.TERMLY)

    def test_a_switch_works_at_the_ages_at_which_the_section_is_optional(self):
        shape = FormShape(switched_off=frozenset({"premium"}))
        asks = {
            phase: "premium" in [s.key for s in blueprint_for(phase, kind=PepKind.TERMLY, shape=shape).sections]
            for phase in Phase
        }

        assert asks == {
            Phase.EARLY_YEARS: False,
            Phase.PRIMARY: False,
            Phase.SECONDARY: False,
            Phase.POST_16: True,
        }

    def test_a_childs_question_is_asked_in_the_authoritys_words_at_that_age_alone(self):
        shape = FormShape(words=frozenset({("PRIMARY", "hard", "What feels tricky?"), ("PRIMARY", "interests", "No")}))
        primary, secondary = (
            blueprint_for(p, kind=PepKind.TERMLY, shape=shape) for p in (Phase.PRIMARY, Phase.SECONDARY)
        )

        assert primary.section("views").question("hard").label == "What feels tricky?"
        assert secondary.section("views").question("hard").label == "What I find hard"
        assert primary.section("strengths").question("interests").label == "Hobbies, clubs and other interests"

    @pytest.mark.parametrize(
        ("part", "owner"), [(PartName.PART_1, Role.SOCIAL_WORKER), (PartName.SCHOOL, Role.DESIGNATED_TEACHER)]
    )
    def test_local_questions_stand_in_one_section_of_the_part_that_was_chosen(self, part, owner):
        asked = (
            Question("local_1", "Which library do they use?"),
            Question("local_2", "Do they have a bus pass?", Kind.YES_NO),
        )
        form = blueprint_for(Phase.PRIMARY, kind=PepKind.TERMLY, shape=FormShape(local=asked, local_part=part))

        local = form.section("local")
        assert (local.part, local.owner, local.questions) == (part, owner, asked)
        assert form.of_part(part)[-1].key != "local"


class TestSpecialCases:
    def test_off_roll_the_form_asks_for_teaching_at_once_and_a_place_again(self):
        form = blueprint_for(Phase.SECONDARY, kind=PepKind.TERMLY, on_roll=False)
        assert {"taught_by", "place_sought", "custody_place"} <= set(keys_of(form))
        assert not {"is_full_time"} & {q.key for q in questions_of(form) if q.is_required}

    def test_after_16_being_without_a_place_and_custody_are_branches_of_the_form(self):
        form = blueprint_for(Phase.POST_16, kind=PepKind.TERMLY, on_roll=False)
        gates = {q.key: q.shown_when for q in form.section("school").questions}
        assert gates["in_the_way"] == ("doing_now", "NONE")
        assert gates["custody_learning"] == ("doing_now", "CUSTODY")

    def test_an_interim_plan_does_not_wait_for_what_only_a_school_knows(self):
        form = blueprint_for(Phase.PRIMARY, kind=PepKind.INTERIM)
        assert [q.key for q in form.section("learning").questions if q.is_required] == []
        assert [q.key for q in form.section("care").questions if q.is_required] != []

    def test_a_plan_after_a_change_says_what_changed_and_what_stays(self):
        form = blueprint_for(Phase.PRIMARY, kind=PepKind.CHANGE)
        assert [q.key for q in form.section("change").questions] == [
            "what_changed",
            "told_of_change",
            "stays_the_same",
            "first_weeks",
        ]
        assert "change" not in {s.key for s in blueprint_for(Phase.PRIMARY, kind=PepKind.TERMLY).sections}
