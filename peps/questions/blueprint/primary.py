"""The form for years 1 to 6."""

from children.enums import Phase
from peps.enums import SectionTable
from peps.questions.blueprint import school_part
from peps.questions.blueprint.ask import NOT_FOR_PARENTS, line, text, voice, yes_no
from peps.questions.blueprint.part_1 import part_1
from peps.questions.blueprint.spec import Blueprint, SectionSpec

WHO = "the child"
STANDARDS = (
    ("PKS", "Below the standard of the tests"),
    ("WTS", "Working towards the expected standard"),
    ("EXS", "At the expected standard"),
    ("GDS", "Beyond it, at greater depth"),
)
PHONICS = (
    ("MET", "Met"),
    ("NOT_YET", "Not met yet"),
    ("TO_COME", "Still to come"),
    ("NOT_TAKEN", "Not taken"),
)


def blueprint() -> Blueprint:
    return Blueprint(
        Phase.PRIMARY,
        (
            *part_1(WHO),
            _views(),
            _school(),
            school_part.attendance(WHO),
            _learning(),
            school_part.strengths(WHO, proud="I am proud of"),
            school_part.sen(WHO),
            school_part.provision(WHO),
            school_part.wellbeing(WHO, go_to="When something is wrong I can go to"),
            school_part.target_reviews(WHO),
            school_part.targets(WHO, wish="I would like to get better at"),
            school_part.premium(wish="Something extra that would help me learn"),
            _next(),
            school_part.carer_views(WHO),
            school_part.meeting(WHO),
        ),
    )


def _views() -> SectionSpec:
    return school_part.views(
        WHO,
        school_part.gave_views("Has the child told us what they think?"),
        voice("going_well", "What I like about school", is_required=True),
        voice("hard", "What is hard for me", is_required=True),
        voice("would_help", "What would help me"),
        voice("would_change", "One thing I would change"),
        voice("tell_meeting", "What I want to say to the people at my meeting"),
        feels="How I feel about school",
    )


def _school() -> SectionSpec:
    return school_part.section(
        "school",
        "School and timetable",
        "Where the child learns, and who looks out for them there.",
        line(
            "key_adult",
            "My adult in school",
            "Somebody the child chose, or would choose.",
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
        ),
        line(
            "school",
            "School",
            "Write 'none' if there is no place at the moment.",
            prefill="school",
            audiences=NOT_FOR_PARENTS,
        ),
        *school_part.full_time(WHO, at="in school"),
        *school_part.learns_elsewhere(WHO),
    )


def _learning() -> SectionSpec:
    return school_part.section(
        "learning",
        "Learning",
        "Where the child is now, by the teacher's judgement, beside where they were last time.",
        text("progress", "How learning has moved on this year"),
        table=SectionTable.ATTAINMENT,
    )


def _next() -> SectionSpec:
    return school_part.section(
        "transition",
        "What comes next",
        "Moves go well when they are planned early, and hopes grow when they are asked about.",
        voice("hopes", "What I would like to be or do one day"),
        text(
            "future_talk",
            "How school helps the child to find out about jobs and study",
            "For example visitors, visits, people who do what the child dreams of.",
            is_required=False,
        ),
        yes_no("is_moving_on", "Is a new class, key stage or school coming within a year?"),
        text(
            "move_plan",
            "What will be done so that the move goes well",
            "From year 5: which secondary schools were looked at, and when visits are.",
            shown_when=("is_moving_on", "yes"),
            audiences=NOT_FOR_PARENTS,
        ),
    )
