"""What the law and the statutory guidance want in a plan, and which question or table of each phase asks it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from children.enums import Phase
from peps.enums import SectionTable
from peps.questions.blueprint.spec import Blueprint

REGULATIONS = "Care Planning, Placement and Case Review (England) Regulations 2010, schedule 1, paragraph 2"
GUIDANCE = "Promoting the education of looked-after children, statutory guidance, February 2018"
EY, PRIMARY, SECONDARY, POST_16 = Phase
EVERY_PHASE = frozenset(Phase)


@dataclass(frozen=True)
class ContentPoint:
    """One thing that a plan must hold. `asked_by` names questions by their key, and tables by their name."""

    text: str
    source: str
    asked_by: tuple[str, ...]
    instead: Mapping[Phase, tuple[str, ...]] = field(default_factory=dict)
    """Phases that ask it by other questions."""
    phases: frozenset[Phase] = EVERY_PHASE
    looks_back: bool = False
    """Asked from the second plan on."""
    off_roll: tuple[str, ...] = ()
    """What asks it of a child who is on no school's roll, where that differs."""

    def asked_in(self, phase: Phase, *, on_roll: bool) -> tuple[str, ...]:
        keeps_its_own = phase == POST_16 or (phase == EY and EY in self.instead)
        if not on_roll and self.off_roll and not keeps_its_own:
            return self.off_roll
        return self.instead.get(phase, self.asked_by)


TARGETS, REVIEWS, SDQ = SectionTable.TARGETS.value, SectionTable.TARGET_REVIEWS.value, SectionTable.SDQ.value
ATTAINMENT, ATTENDANCE = SectionTable.ATTAINMENT.value, SectionTable.ATTENDANCE.value
PROVISION = SectionTable.PROVISION.value

POINTS = (
    ContentPoint(
        "The schools and nurseries attended", REGULATIONS, ("earlier_schools", "school"), off_roll=("earlier_schools",)
    ),
    ContentPoint("Attendance", REGULATIONS, (ATTENDANCE,)),
    ContentPoint("Conduct", REGULATIONS, ("behaviour", "was_sent_home")),
    ContentPoint(
        "Academic achievement",
        REGULATIONS,
        ("progress",),
        instead={
            EY: ("communication", "personal", "physical", "other_learning"),
            PRIMARY: (ATTAINMENT, "progress"),
            SECONDARY: (ATTAINMENT, "progress"),
            POST_16: ("course", "course_progress", "english_and_maths", ATTAINMENT, "progress"),
        },
        off_roll=("progress",),
    ),
    ContentPoint("Other achievements", REGULATIONS, ("achievements", "strengths")),
    ContentPoint("Special educational needs", REGULATIONS, ("sen_provision", "primary_need")),
    ContentPoint(
        "Arrangements in place, with special educational provision",
        REGULATIONS,
        ("is_full_time", PROVISION, "key_adult"),
        instead={POST_16: ("doing_now", "hours_a_week", PROVISION, "key_adult")},
        off_roll=("hours_a_week", "taught_by", PROVISION, "key_adult"),
    ),
    ContentPoint("What is done to promote achievement", REGULATIONS, (TARGETS, PROVISION)),
    ContentPoint(
        "Planned changes, and what keeps disruption small",
        REGULATIONS,
        ("change_is_coming", "what_changes", "keep_learning_steady"),
    ),
    ContentPoint("Leisure interests", REGULATIONS, ("interests",)),
    ContentPoint("The carer's part in achievement and interests", REGULATIONS, ("carer_role", "carer_will")),
    ContentPoint("Access to early education", GUIDANCE, ("funded_hours", "more_hours"), phases=frozenset({EY})),
    ContentPoint("Catching up on what was missed", GUIDANCE, ("catch_up",)),
    ContentPoint(
        "Suitable education at once for a child who is out of school",
        GUIDANCE,
        ("hours_a_week", "way_to_full_time"),
        instead={POST_16: ("out_since", "in_the_way", "way_back", "next_talk", "custody_learning", "after_release")},
        off_roll=("off_roll_since", "taught_by", "way_to_full_time", "place_sought", "custody_learning"),
    ),
    ContentPoint("Support through transitions", GUIDANCE, ("is_moving_on", "move_plan")),
    ContentPoint("Support for attendance and behaviour", GUIDANCE, ("absence_help", "behaviour", "what_helps")),
    ContentPoint("Short-term and long-term aspirations", GUIDANCE, (TARGETS, "hopes")),
    ContentPoint(
        "Careers advice",
        GUIDANCE,
        ("careers",),
        instead={EY: ("hopes_for_child",), PRIMARY: ("future_talk",)},
    ),
    ContentPoint(
        "Money for further and higher education",
        GUIDANCE,
        ("money_for_study",),
        instead={PRIMARY: ("future_talk",), POST_16: ("money_for_study", "bursary")},
        phases=EVERY_PHASE - {EY},
    ),
    ContentPoint("Other plans are pointed to, not copied", GUIDANCE, ("other_plans",)),
    ContentPoint(
        "The child's views",
        GUIDANCE,
        ("gave_views", "going_well", "hard"),
        instead={EY: ("gave_views", "like_playing", "happy_when")},
    ),
    ContentPoint("An answer to the child's views", GUIDANCE, ("agreed", "told_by")),
    ContentPoint(
        "Developmental, emotional and educational needs",
        GUIDANCE,
        ("how_they_are", "barriers", SDQ),
        instead={EY: ("how_they_are", "barriers", "personal")},
    ),
    ContentPoint("Targets that can be seen to be met", GUIDANCE, (TARGETS,)),
    ContentPoint("Who does what by when", GUIDANCE, ("agreed", TARGETS)),
    ContentPoint("The part that pupil premium plays", GUIDANCE, (TARGETS,)),
    ContentPoint("The permanence plan", GUIDANCE, ("care_plan_aim", "next_review")),
    ContentPoint(
        "Whether what was done made a difference",
        GUIDANCE,
        (REVIEWS, "made_a_difference"),
        looks_back=True,
    ),
    ContentPoint("A living record: what is new", GUIDANCE, ("since_last_plan",), looks_back=True),
)


def gaps(blueprint: Blueprint, *, is_first: bool = False, on_roll: bool = True) -> list[str]:
    """What this form should ask and does not, in words; empty for a form that asks everything."""
    asked = {question.key for section in blueprint.sections for question in section.questions}
    asked |= {section.table.value for section in blueprint.sections if section.table}
    return [
        f"{point.text}: {key}"
        for point in POINTS
        if blueprint.phase in point.phases and not (is_first and point.looks_back)
        for key in point.asked_in(blueprint.phase, on_roll=on_roll)
        if key not in asked
    ]
