"""The form for years 7 to 11."""

from children.enums import Phase
from peps.enums import SectionTable
from peps.questions.blueprint import school_part
from peps.questions.blueprint.ask import NOT_FOR_PARENTS, line, text, voice, yes_no
from peps.questions.blueprint.part_1 import part_1
from peps.questions.blueprint.spec import Blueprint, SectionSpec

WHO = "the young person"
AGAINST_TARGET = (
    ("ABOVE", "Above target"),
    ("ON", "On target"),
    ("BELOW", "Below target"),
    ("NOT_TAUGHT", "Not taught at the moment"),
)


def blueprint() -> Blueprint:
    return Blueprint(
        Phase.SECONDARY,
        (
            *part_1(WHO),
            _views(),
            _school(),
            school_part.attendance(WHO),
            _learning(),
            school_part.strengths(WHO, proud="What I am proud of"),
            school_part.sen(WHO),
            school_part.provision(WHO),
            school_part.wellbeing(WHO, go_to="Who I can go to when something is wrong"),
            school_part.target_reviews(WHO),
            school_part.targets(WHO, wish="What I want to get better at"),
            school_part.premium(wish="What extra help I would spend money on"),
            _next(),
            school_part.carer_views(WHO),
            school_part.meeting(WHO),
        ),
    )


def _views() -> SectionSpec:
    return school_part.views(
        WHO,
        school_part.gave_views("Has the young person told us what they think?"),
        voice("going_well", "What is going well for me", is_required=True),
        voice("hard", "What I find hard", is_required=True),
        voice("would_help", "What would help me learn"),
        voice("would_change", "What I would change about school"),
        voice("tell_meeting", "What I want said at my meeting"),
        feels="How I feel about school",
    )


def _school() -> SectionSpec:
    return school_part.section(
        "school",
        "School and timetable",
        "Where the young person learns, and who looks out for them there.",
        line(
            "key_adult",
            "My adult in school",
            "Somebody they chose, or would choose.",
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
        "Where the young person is now, measured against the school's own target grades.",
        text("progress", "How learning has moved on this year"),
        text(
            "exams",
            "Exams: what is entered, and what help is arranged",
            "For example extra time or a reader. From year 10.",
            is_required=False,
        ),
        table=SectionTable.ATTAINMENT,
    )


def _next() -> SectionSpec:
    return school_part.section(
        "transition",
        "What comes next",
        "Hopes, and the steps that lead there: options, careers, life after year 11.",
        voice("hopes", "What I would like to do after school"),
        text(
            "careers",
            "Careers advice and work experience",
            "What there has been, and what comes next.",
        ),
        text(
            "money_for_study",
            "What they have been told about college, university and the money for it",
            "Say when it will be talked about if it has not been yet.",
        ),
        yes_no("is_moving_on", "Is a choice of subjects, or a new school or college, coming within a year?"),
        text(
            "move_plan",
            "What will be done so that the move goes well",
            "In year 11: first and second choice, interviews, offers, and who helps if they fall through.",
            shown_when=("is_moving_on", "yes"),
            audiences=NOT_FOR_PARENTS,
        ),
    )
