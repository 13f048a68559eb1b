"""Sections of the school part that every phase asks in the same way. The designated teacher's.

The child's views stand here because it is the school that gathers them for the meeting and records it. A council
where the social worker asks can be given another owner: a section says whose it is, and nothing else depends on it.
`who` is "the child" or "the young person".
"""

from dataclasses import replace

from accounts.enums import Role
from children.enums import SenProvision
from peps.enums import PartName, SectionTable
from peps.questions.blueprint.ask import (
    NOT_FOR_PARENTS,
    SCHOOL_AND_CARER,
    VOICE,
    choice,
    day,
    faces,
    line,
    number,
    text,
    voice,
    yes_no,
)
from peps.questions.blueprint.spec import PROFESSIONALS, Question, SectionSpec

NEEDS = (
    ("SPLD", "Specific learning difficulty"),
    ("MLD", "Moderate learning difficulty"),
    ("SLD", "Severe learning difficulty"),
    ("PMLD", "Profound and multiple learning difficulty"),
    ("SEMH", "Social, emotional and mental health"),
    ("SLCN", "Speech, language and communication"),
    ("HI", "Hearing"),
    ("VI", "Sight"),
    ("MSI", "Hearing and sight"),
    ("PD", "Physical disability"),
    ("ASD", "Autism"),
    ("OTH", "Another need"),
)
SEN_PROVISION = (
    (SenProvision.NONE.value, "None"),
    (SenProvision.SUPPORT.value, "Extra support arranged by the school"),
    (SenProvision.EHCP.value, "An education, health and care plan"),
)
HOW_VIEWS_WERE_FOUND = (
    ("TALK", "In a talk"),
    ("WRITTEN", "In writing or a drawing"),
    ("SIGNED", "By signs, symbols or an interpreter"),
    ("WATCHED", "By watching closely what they do and enjoy"),
    ("PAGE", "On a page of their own"),
)


def section(
    key: str,
    title: str,
    guide: str,
    *questions: Question,
    table: SectionTable | None = None,
    is_optional: bool = False,
) -> SectionSpec:
    """A section that the designated teacher is asked for."""
    return SectionSpec(key, title, PartName.SCHOOL, Role.DESIGNATED_TEACHER, questions, table, guide, is_optional)


def views(who: str, gate: Question, *in_their_words: Question, feels: str) -> SectionSpec:
    """The child's own views: asked when `gate` is answered yes; otherwise why not, and when they will be asked.

    `feels` asks how school is, in a face. Whoever writes for the child says how the views were found out.
    """
    asked = ("gave_views", "yes")
    in_their_words = (
        faces("feels", feels),
        *in_their_words,
        voice(
            "promises_kept",
            "Did people do what they said they would?",
            "What was promised last time, and what came of it.",
        ),
    )
    return section(
        "views",
        "My views",
        f"What {who} thinks and wants, gathered before the meeting by somebody they trust.",
        gate,
        *(replace(question, shown_when=asked) for question in in_their_words),
        choice("views_found", "How these views were found out", of=HOW_VIEWS_WERE_FOUND, shown_when=asked),
        line("views_asked_by", "Who asked, or watched", shown_when=asked, audiences=VOICE),
        text(
            "views_not_given",
            "Why not this time, and when they will be asked again",
            shown_when=("gave_views", "no"),
            audiences=VOICE,
        ),
    )


def gave_views(label: str, hint: str = "") -> Question:
    return yes_no("gave_views", label, hint)


def full_time(who: str, *, at: str) -> tuple[Question, ...]:
    """Hours, and teaching at once where there is no full place: the law expects it to be suitable."""
    return (
        yes_no("is_full_time", f"Is {who} {at} full time?"),
        number("hours_a_week", "Hours of teaching a week now", shown_when=("is_full_time", "no")),
        text(
            "way_to_full_time",
            "What teaching is in place now, and how it becomes full time",
            "Who does what, and by which day.",
            shown_when=("is_full_time", "no"),
        ),
    )


def in_custody(gate: str) -> tuple[Question, ...]:
    """The branch for custody: learning goes on there, and the way back out is planned from the first day."""
    asked = (gate, "CUSTODY")
    return (
        line("custody_place", "Where, and whom to ask for there", shown_when=asked, audiences=NOT_FOR_PARENTS),
        text(
            "custody_learning",
            "What is learned there",
            "Courses, hours a week, and what the teachers there were told about earlier learning.",
            shown_when=asked,
        ),
        day("release_date", "Likely date of release", is_required=False, shown_when=asked, audiences=PROFESSIONALS),
        text(
            "after_release",
            "Where learning goes on after release",
            "Which place is kept or sought, and who meets the young person there.",
            shown_when=asked,
            audiences=NOT_FOR_PARENTS,
        ),
    )


def learns_elsewhere(who: str) -> tuple[Question, ...]:
    return (
        yes_no("learns_elsewhere", f"Does {who} learn somewhere else for part of the week?", carries_forward=True),
        text(
            "elsewhere",
            "Where that is, on which days, and who checks on it",
            shown_when=("learns_elsewhere", "yes"),
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
        ),
    )


def attendance(who: str, *, at: str = "school") -> SectionSpec:
    """Sessions stand in the table, from the registers where there are any; this asks what numbers do not say."""
    return section(
        "attendance",
        "Attendance and behaviour",
        f"How often {who} is there, and what helps.",
        text("absence_help", f"What helps {who} to come to {at}", is_required=False, carries_forward=True),
        text(
            "behaviour",
            "How behaviour is going, and what helps",
            audiences=NOT_FOR_PARENTS,
        ),
        yes_no(
            "was_sent_home",
            "Any suspension or exclusion this academic year?",
            prefill="was_sent_home",
            audiences=SCHOOL_AND_CARER,
        ),
        text(
            "sent_home_details",
            "Dates, why, and what was put in place",
            prefill="sent_home_details",
            shown_when=("was_sent_home", "yes"),
            audiences=SCHOOL_AND_CARER,
        ),
        table=SectionTable.ATTENDANCE,
    )


def strengths(who: str, *, proud: str) -> SectionSpec:
    """Voice first; leisure interests are asked by law, and are what school-centred forms lose most often."""
    return section(
        "strengths",
        "Strengths and interests",
        "What is good, before what is hard.",
        voice("proud_of", proud),
        text("strengths", f"What {who} does well"),
        text("achievements", "Achievements this year, in and out of school", is_required=False),
        text("interests", "Hobbies, clubs and other interests", "Those there are, and those that could be tried."),
        text(
            "barriers",
            "What gets in the way of learning, and what works",
            is_required=False,
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
        ),
    )


def sen(who: str) -> SectionSpec:
    return section(
        "sen",
        "Special educational needs",
        "This plan points to other plans of support. It does not copy them.",
        choice(
            "sen_provision",
            "Support for special educational needs",
            of=SEN_PROVISION,
            prefill="sen_provision",
            audiences=SCHOOL_AND_CARER,
            carries_forward=True,
        ),
        choice(
            "primary_need",
            "Main need",
            "Leave it empty if there is none.",
            of=NEEDS,
            prefill="primary_need",
            is_required=False,
            audiences=SCHOOL_AND_CARER,
            carries_forward=True,
        ),
        day(
            "ehcp_review",
            "Next yearly review of the education, health and care plan",
            shown_when=("sen_provision", SenProvision.EHCP.value),
            audiences=SCHOOL_AND_CARER,
        ),
    )


def provision(who: str) -> SectionSpec:
    return section(
        "provision",
        "Provision map",
        f"Everything extra that {who} gets: what, from whom, how much, and who pays. What a target costs can be taken from here.",
        text(
            "provision_works", "What of it works well, and what does not", is_required=False, audiences=SCHOOL_AND_CARER
        ),
        table=SectionTable.PROVISION,
    )


def wellbeing(who: str, *, go_to: str, has_sdq: bool = True) -> SectionSpec:
    """The teacher SDQ is made for ages 4 to 17, so Early Years asks in words alone."""
    after_scores = tuple(
        text(key, label, hint, is_required=False, audiences=SCHOOL_AND_CARER)
        for key, label, hint in (
            (
                "sdq_talk",
                "Which scores stand out, and does that fit the child you know?",
                "For the meeting, once the scores below are in.",
            ),
            ("sdq_behind", "What may lie behind them?", ""),
            ("sdq_in_place", "What is done already, and does it help?", ""),
            ("sdq_what_else", "What else could be tried?", ""),
        )
    )
    return section(
        "wellbeing",
        "Wellbeing",
        f"How {who} is, day to day. A score is a reason to talk, never a diagnosis.",
        voice("go_to", go_to, carries_forward=True),
        text("how_they_are", f"How {who} seems at the moment", audiences=NOT_FOR_PARENTS),
        text("friendships", "Friendships", is_required=False, audiences=NOT_FOR_PARENTS),
        text(
            "what_helps",
            "What helps when things are hard",
            is_required=False,
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
        ),
        *(after_scores if has_sdq else ()),
        table=SectionTable.SDQ if has_sdq else None,
    )


def target_reviews(who: str) -> SectionSpec:
    return section(
        "target_reviews",
        "How the last targets went",
        "Each target of the last plan, and how it turned out. 'Not known to this school' is an answer.",
        text("made_a_difference", f"What made most difference for {who}", is_required=False),
        table=SectionTable.TARGET_REVIEWS,
    )


def targets(who: str, *, wish: str) -> SectionSpec:
    return section(
        "targets",
        "Targets",
        "What will be different, how everybody will see it, and who does what until when.",
        voice("wish_for_targets", wish),
        text("catch_up", f"What is done so that {who} catches up on what was missed", "Write 'nothing missed' if so."),
        table=SectionTable.TARGETS,
    )


def premium(
    *first: Question, title: str = "Pupil premium", wish: str, guide: str = "", is_optional: bool = True
) -> SectionSpec:
    """What the money did. What it will pay for stands with each target, so the section itself may be switched off."""
    return section(
        "premium",
        title,
        guide or "What the money has done so far. What it will pay for next stands with each target.",
        voice("premium_wish", wish),
        *first,
        text(
            "premium_spent", "What the money paid for since the last plan", is_required=False, audiences=PROFESSIONALS
        ),
        text("premium_difference", "What difference it made", is_required=False, audiences=PROFESSIONALS),
        is_optional=is_optional,
    )


def carer_views(who: str) -> SectionSpec:
    return section(
        "carer_views",
        "What the carer says",
        f"Those who live with {who} see what school does not.",
        text("home_goes_well", "What goes well at home", audiences=SCHOOL_AND_CARER),
        text("home_worries", "What the carer worries about", is_required=False, audiences=SCHOOL_AND_CARER),
        text("carer_will", "What the carer will do until the next plan", is_required=False, audiences=NOT_FOR_PARENTS),
        text(
            "carer_talk",
            "What the carer would like to talk about at the meeting",
            is_required=False,
            audiences=SCHOOL_AND_CARER,
        ),
        text(
            "parents_say",
            "What parents say",
            "Where it is right to ask them.",
            is_required=False,
            audiences=PROFESSIONALS,
        ),
    )


def meeting(who: str) -> SectionSpec:
    return section(
        "meeting",
        "The meeting",
        f"Who met, and what was agreed. {who.capitalize()} hears of it from somebody they know.",
        text(
            "to_discuss",
            "What people want to talk about",
            "Before the meeting: everybody's questions, one on each line. What the child and the carer wrote stands above.",
            is_required=False,
            audiences=SCHOOL_AND_CARER,
        ),
        text("agreed", "What was agreed", "Who does what by when goes into the actions below."),
        line("told_by", f"Who tells {who} what was agreed", audiences=VOICE),
        text("not_agreed", "What people did not agree on", is_required=False, audiences=PROFESSIONALS),
        table=SectionTable.MEETING,
    )
