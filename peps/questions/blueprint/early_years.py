"""The form for nursery and Reception."""

from children.enums import Phase
from peps.enums import SectionTable
from peps.questions.blueprint import school_part
from peps.questions.blueprint.ask import NOT_FOR_PARENTS, choice, day, line, number, text, voice, yes_no
from peps.questions.blueprint.part_1 import part_1
from peps.questions.blueprint.spec import PROFESSIONALS, Blueprint, SectionSpec

WHO = "the child"
ON_TRACK = (
    ("ON_TRACK", "As we expect for the age"),
    ("NEARLY", "Nearly there, with a little help"),
    ("NEEDS_HELP", "Needs more help"),
    ("TOO_SOON", "Too soon to say"),
)
EARLY_YEARS_PREMIUM = (
    ("YES", "Yes"),
    ("ASKED", "Asked for, no answer yet"),
    ("NO", "No"),
    ("TOO_YOUNG", "Too young for it still"),
    ("SCHOOL_AGE", "No: it has the school-age premium"),
)


def blueprint() -> Blueprint:
    return Blueprint(
        Phase.EARLY_YEARS,
        (
            *part_1(WHO),
            _views(),
            _nursery(),
            school_part.attendance(WHO, at="nursery or school"),
            _learning(),
            school_part.strengths(WHO, proud="I am good at"),
            school_part.sen(WHO),
            school_part.provision(WHO),
            school_part.wellbeing(WHO, go_to="When I am sad I go to", has_sdq=False),
            school_part.target_reviews(WHO),
            school_part.targets(WHO, wish="I want to learn to"),
            school_part.premium(
                choice("has_early_premium", "Does the early years pupil premium come in?", of=EARLY_YEARS_PREMIUM),
                wish="I would like more of",
            ),
            _next(),
            school_part.carer_views(WHO),
            school_part.meeting(WHO),
        ),
    )


def _views() -> SectionSpec:
    return school_part.views(
        WHO,
        school_part.gave_views(
            "Do we know what the child likes and feels?",
            "A very young child shows it: watch, offer pictures, ask the people who know them best.",
        ),
        voice("like_playing", "I like to play with", "What they say, point at or choose.", is_required=True),
        voice("happy_when", "I am happy when", is_required=True),
        voice("sad_when", "I am sad or cross when"),
        voice("friends", "I like to be with"),
        feels="How it feels to be there",
    )


def _nursery() -> SectionSpec:
    return school_part.section(
        "school",
        "Nursery or school",
        "Where the child learns, and who looks out for them there.",
        line(
            "key_adult",
            "My key person",
            "The adult there who knows the child best.",
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
        ),
        line("school", "Nursery or school", prefill="school", audiences=NOT_FOR_PARENTS),
        number("funded_hours", "Free hours of early education a week", "Write 0 if none are used."),
        text(
            "more_hours",
            "How the child gets all the early education that is right for them",
            "Write 'all in place' if so.",
        ),
        *school_part.full_time(WHO, at="there"),
    )


def _learning() -> SectionSpec:
    return school_part.section(
        "learning",
        "Learning and development",
        "How the child is getting on, as those see it who play and work with them each day.",
        choice("communication", "Talking, listening and understanding", of=ON_TRACK),
        choice("personal", "Feelings, getting on with others, doing things alone", of=ON_TRACK),
        choice("physical", "Moving, and using hands", of=ON_TRACK),
        text(
            "other_learning",
            "Stories and marks, numbers, the world around, making things",
            "What the child does now, and what comes next.",
        ),
        day("two_year_check", "Date of the progress check at age two", is_required=False, audiences=PROFESSIONALS),
        table=SectionTable.ATTAINMENT,
    )


def _next() -> SectionSpec:
    return school_part.section(
        "transition",
        "What comes next",
        "A good start in a new room or school is planned a term ahead.",
        voice("hopes", "When I am big I want to"),
        text("hopes_for_child", "What we hope the child will do and enjoy in the next few years"),
        yes_no("is_moving_on", "Is a new room, nursery or school coming within a year?"),
        text(
            "move_plan",
            "What will be done so that the move goes well",
            "For example visits, photographs, the new key person coming to meet them.",
            shown_when=("is_moving_on", "yes"),
            audiences=NOT_FOR_PARENTS,
        ),
    )
