"""The form from year 12 to the 18th birthday, for those in college, school, training or work, and for those in none."""

from children.enums import Phase
from peps.enums import SectionTable
from peps.questions.blueprint import school_part
from peps.questions.blueprint.ask import NOT_FOR_PARENTS, choice, day, line, number, text, voice, yes_no
from peps.questions.blueprint.part_1 import part_1
from peps.questions.blueprint.spec import Blueprint, Question, SectionSpec

WHO = "the young person"
DOING_NOW = (
    ("EDUCATION", "In college or sixth form"),
    ("APPRENTICESHIP", "In an apprenticeship"),
    ("TRAINING", "In training"),
    ("WORK", "In a job with training"),
    ("CUSTODY", "In custody"),
    ("NONE", "None of these at the moment"),
)
WHAT_IS_IN_THE_WAY = (
    ("READY", "Nothing: ready to start, and looking"),
    ("CONFIDENCE", "Confidence, or being among people"),
    ("MOTIVATION", "Not sure what they want"),
    ("HEALTH", "Health"),
    ("SUBSTANCES", "Alcohol or drugs"),
    ("OFFENDING", "Trouble with the law"),
    ("FAMILY", "Pregnancy, or caring for a child or somebody else"),
    ("OTHER", "Something else"),
)
LEVELS = (
    ("ENTRY", "Entry level"),
    ("1", "Level 1"),
    ("2", "Level 2 (GCSE)"),
    ("3", "Level 3 (A level, T level)"),
    ("OTHER", "Another level, or none"),
)
ENGLISH_AND_MATHS = (
    ("BOTH", "Has passed both"),
    ("ENGLISH", "Still working for English"),
    ("MATHS", "Still working for mathematics"),
    ("NEITHER", "Still working for both"),
)
PROGRESS = (
    ("WELL", "Going well"),
    ("SOME_HELP", "Going, with some help"),
    ("AT_RISK", "At risk of stopping"),
    ("NOT_STARTED", "Not started"),
)
BURSARY = (
    ("PAID", "It is being paid"),
    ("ASKED", "Asked for, no answer yet"),
    ("TO_ASK", "Still to be asked for"),
    ("NOT_ENTITLED", "Not entitled"),
)


def blueprint() -> Blueprint:
    return Blueprint(
        Phase.POST_16,
        (
            *part_1(WHO),
            _views(),
            _place(),
            school_part.attendance(WHO, at="college, school or work"),
            _learning(),
            school_part.strengths(WHO, proud="What I am proud of"),
            school_part.sen(WHO),
            school_part.provision(WHO),
            school_part.wellbeing(WHO, go_to="Who I can go to when something is wrong"),
            school_part.target_reviews(WHO),
            school_part.targets(WHO, wish="What I want to get better at"),
            school_part.premium(
                choice(
                    "bursary",
                    "Bursary for 16 to 19 year olds",
                    "Up to £1,200 a year for a young person in care. The college needs a letter that says so.",
                    of=BURSARY,
                ),
                title="Money for learning",
                guide="What the young person is entitled to, and what extra money has done so far.",
                wish="What extra help I would spend money on",
                is_optional=False,
            ),
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
        voice("would_help", "What would help me"),
        voice("tell_meeting", "What I want said at my meeting"),
        feels="How I feel about my course or work",
    )


def _place() -> SectionSpec:
    return school_part.section(
        "school",
        "Where I learn or work",
        "Everybody takes part in learning of some kind until 18. If there is no place now, say what is being done.",
        choice("doing_now", "What the young person does now", of=DOING_NOW),
        line(
            "key_adult",
            "The adult there I can go to",
            "Somebody they chose, or would choose.",
            is_required=False,
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
        ),
        line("school", "College, school or employer", prefill="school", is_required=False, audiences=NOT_FOR_PARENTS),
        *_without_a_place(),
        *school_part.in_custody("doing_now"),
        number("hours_a_week", "Hours of learning or work a week", "Write 0 if there are none."),
    )


def _without_a_place() -> tuple[Question, ...]:
    """The branch for a young person in no education, job or training."""
    asked = ("doing_now", "NONE")
    return (
        day("out_since", "Without a place since", shown_when=asked),
        choice("in_the_way", "What stands most in the way", of=WHAT_IS_IN_THE_WAY, shown_when=asked),
        text("way_back", "What is done to find a place now", "What, and who helps.", shown_when=asked),
        day("next_talk", "Date of the next talk about it", shown_when=asked),
    )


def _learning() -> SectionSpec:
    return school_part.section(
        "learning",
        "Course and progress",
        "What is being learned, and how it is going.",
        line("course", "Course, apprenticeship or training", "Write 'none' if there is none."),
        choice("level", "Level", of=LEVELS),
        choice("english_and_maths", "English and mathematics at GCSE grade 4 or level 2", of=ENGLISH_AND_MATHS),
        choice("course_progress", "How it is going", of=PROGRESS),
        text("progress", "What has moved on this year"),
        table=SectionTable.ATTAINMENT,
    )


def _next() -> SectionSpec:
    return school_part.section(
        "transition",
        "What comes next",
        "The next step, and what is needed to live well while taking it.",
        voice("hopes", "Where I want to be in a few years"),
        text("careers", "Careers advice and work experience", "What there has been, and what comes next."),
        text(
            "money_for_study",
            "University, apprenticeships and the money for them: what has been talked about",
            "Say when it will be if it has not been yet.",
        ),
        text(
            "ready_for_life",
            "Living more independently",
            "For example travel, money, a bank account, papers. Leave to the pathway plan what stands there.",
            is_required=False,
            audiences=NOT_FOR_PARENTS,
        ),
        yes_no("is_moving_on", "Does the course end, or a new place start, within a year?"),
        text(
            "move_plan",
            "What will be done so that the move goes well",
            "Applications, interviews, offers, and who helps if they fall through.",
            shown_when=("is_moving_on", "yes"),
            audiences=NOT_FOR_PARENTS,
        ),
    )
