"""The form for a child who is on no school's roll, made from the form of their age.

The virtual school writes the school part. What only a school could say is not asked; that suitable teaching is there
at once, and by when there is a place again, is what this form is about.
"""

from dataclasses import replace

from children.enums import Phase
from peps.enums import SectionTable
from peps.questions.blueprint import school_part
from peps.questions.blueprint.ask import NOT_FOR_PARENTS, VOICE, choice, day, line, number, text
from peps.questions.blueprint.spec import PROFESSIONALS, Blueprint, Question, SectionSpec

WHY_NOT_ON_ROLL = (
    ("MOVED", "A move, and no place yet"),
    ("ARRIVED", "New to the country"),
    ("EXCLUDED", "Excluded for good"),
    ("HEALTH", "Too unwell for school"),
    ("NO_PLACE", "No school that fits the needs yet"),
    ("ELSEWHERE", "Taught elsewhere by agreement, without being on a roll"),
    ("CUSTODY", "In custody"),
    ("OTHER", "Another reason"),
)
EARLY_LEARNING = ("communication", "personal", "physical", "other_learning", "two_year_check")


def blueprint(of_age: Blueprint) -> Blueprint:
    """`of_age` is the form that the child would have at a school."""
    who = "the young person" if of_age.phase == Phase.SECONDARY else "the child"
    early = of_age.phase == Phase.EARLY_YEARS
    instead = {
        "school": _no_school(who, *(_early_education(of_age) if early else ())),
        "attendance": school_part.attendance(who, at="lessons"),
        "learning": of_age.section("learning") if early else _learning(who),
    }
    return replace(of_age, sections=tuple(instead.get(section.key, section) for section in of_age.sections))


def _early_education(of_age: Blueprint) -> tuple[Question, ...]:
    school = of_age.section("school")
    return (school.question("funded_hours"), school.question("more_hours"))


def _no_school(who: str, *early: Question) -> SectionSpec:
    return school_part.section(
        "school",
        "Learning without a school place",
        f"By law {who} has suitable teaching at once. This says what it is, and how there will be a place again.",
        line(
            "key_adult",
            "The adult who meets me most",
            "Whoever teaches them, or looks after their learning, at the moment.",
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
        ),
        day("off_roll_since", "On no school's roll since", audiences=PROFESSIONALS, carries_forward=True),
        choice("off_roll_why", "Why there is no place", of=WHY_NOT_ON_ROLL, audiences=PROFESSIONALS),
        *school_part.in_custody("off_roll_why"),
        number(
            "hours_a_week", "Hours of teaching a week now", "Write 0 if there are none, and say below what is done."
        ),
        text(
            "taught_by",
            "Who teaches, where, and who checks on it",
            "Say when somebody from the council last visited.",
            audiences=NOT_FOR_PARENTS,
        ),
        text("way_to_full_time", "How teaching becomes full time", "Who does what, and by which day."),
        text(
            "place_sought",
            "Which school is asked for a place",
            "When it was asked, its answer, and by which day the child starts.",
            audiences=NOT_FOR_PARENTS,
        ),
        text("wish_for_school", "The school I would like", is_required=False, audiences=VOICE, in_their_words=True),
        *early,
    )


def _learning(who: str) -> SectionSpec:
    return school_part.section(
        "learning",
        "Learning",
        f"What {who} can do now, so that the next school need not begin again.",
        text("last_known", "Where they had got to at the last school", "Results, subjects, books.", is_required=False),
        text("progress", "What they have learned since"),
        text("next_steps", "What they are ready to learn next", is_required=False),
        table=SectionTable.ATTAINMENT,
    )
