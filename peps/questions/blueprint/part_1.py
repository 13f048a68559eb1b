"""Part 1: who the child is, who cares for them, and what school must know. The social worker's.

Most of it stands in the record, so the social worker confirms rather than types. `who` is "the child" or "the young
person", as people of that age are spoken of.
"""

from accounts.enums import Role
from peps.enums import PartName
from peps.questions.blueprint.ask import (
    NOT_FOR_PARENTS,
    SCHOOL_AND_CARER,
    THIS_SCHOOL,
    VOICE,
    choice,
    day,
    line,
    number,
    text,
    voice,
    yes_no,
)
from peps.questions.blueprint.spec import PROFESSIONALS, WRITERS_ONLY, Question, SectionSpec

WHO_SAYS_YES = (
    ("CARER", "The carer"),
    ("SOCIAL_WORKER", "The social worker"),
    ("PARENT", "A parent"),
    ("SELF", "The young person"),
    ("OTHER", "Somebody else, or it depends"),
)
PHOTOGRAPHS = (
    ("YES", "Yes"),
    ("IN_SCHOOL", "Yes, but only inside the building"),
    ("ASK", "Ask each time"),
    ("NO", "No"),
)
CARE_PLAN_AIMS = (
    ("HOME", "Going back to live with family"),
    ("RELATIVES", "Living with relatives or friends"),
    ("LONG_TERM", "Staying with carers for the long term"),
    ("ADOPTION", "Adoption"),
    ("GUARDIANSHIP", "Special guardianship"),
    ("INDEPENDENCE", "Living more independently"),
    ("DECIDING", "Still being decided"),
)


def part_1(who: str) -> tuple[SectionSpec, ...]:
    """The sections of Part 1 in their order; every phase asks them."""
    return (
        about_me(),
        care(who),
        people(who),
        permissions(who),
        story(who),
        health(who),
        care_plan(who),
    )


def _section(key: str, title: str, guide: str, *questions: Question, is_optional: bool = False) -> SectionSpec:
    return SectionSpec(key, title, PartName.PART_1, Role.SOCIAL_WORKER, questions, guide=guide, is_optional=is_optional)


def about_me() -> SectionSpec:
    return _section(
        "about_me",
        "About me",
        "Who this plan is for. Check what the record says, and put right what has changed.",
        voice(
            "know_about_me",
            "What I would like people to know about me",
            "In their own words if possible, or in those of somebody who knows them well.",
            carries_forward=True,
        ),
        line("full_name", "Full name", prefill="full_name"),
        line(
            "preferred_name",
            "Name they like to be called by",
            prefill="preferred_name",
            is_required=False,
            carries_forward=True,
        ),
        line(
            "pronouns", "Pronouns", "For example she/her.", prefill="pronouns", is_required=False, carries_forward=True
        ),
        day("date_of_birth", "Date of birth", prefill="date_of_birth"),
        line(
            "upn",
            "Unique pupil number (UPN)",
            "13 letters and numbers. Leave it empty if there is none yet.",
            prefill="upn",
            is_required=False,
            audiences=PROFESSIONALS,
        ),
        line("first_language", "First language", prefill="first_language", is_required=False, carries_forward=True),
        line("ethnicity", "Ethnicity", prefill="ethnicity", is_required=False, audiences=PROFESSIONALS),
    )


def care(who: str) -> SectionSpec:
    return _section(
        "care",
        "Care and home",
        "Where home is at the moment, and what the carer does for learning.",
        day("in_care_since", "In care since", prefill="in_care_since", audiences=PROFESSIONALS),
        line("legal_status", "Legal status", prefill="legal_status", audiences=PROFESSIONALS),
        line("placement_kind", "Kind of home", prefill="placement_kind", audiences=SCHOOL_AND_CARER),
        line("carer", f"Who looks after {who}", prefill="carer", audiences=NOT_FOR_PARENTS),
        yes_no(
            "in_area",
            "Is this home in our own area?",
            "Another council's area can mean other services and other dates.",
            prefill="in_area",
            is_required=False,
            audiences=PROFESSIONALS,
        ),
        text(
            "carer_role",
            "What the carer does to help with learning and interests",
            "For example reading together, a quiet place for homework, taking them to a club.",
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
        ),
    )


def people(who: str) -> SectionSpec:
    return _section(
        "people",
        "People and who to call",
        f"The people around {who}, and the one to ring first.",
        text(
            "call_first",
            "Who to call first, and on what number",
            "Somebody who answers during the school day.",
            audiences=SCHOOL_AND_CARER,
            carries_forward=True,
        ),
        line("social_worker", "Social worker", prefill="social_worker"),
        line(
            "team_manager",
            "Social worker's manager",
            "To ring when the social worker is away.",
            prefill="team_manager",
            is_required=False,
            audiences=SCHOOL_AND_CARER,
        ),
        line(
            "iro",
            "Independent reviewing officer",
            "Leads the reviews of the care plan.",
            prefill="iro",
            is_required=False,
        ),
        text("other_people", "Other people who help", is_required=False, audiences=VOICE, carries_forward=True),
        is_optional=True,
    )


def permissions(who: str) -> SectionSpec:
    return _section(
        "permissions",
        "Permissions",
        "Who may decide what, so that nobody misses a trip for want of a signature.",
        text(
            "parental_responsibility",
            "Who has parental responsibility",
            "The people who, by law, decide the big things.",
            prefill="parental_responsibility",
            audiences=PROFESSIONALS,
            confirm_each_term=True,
        ),
        choice(
            "trips",
            "Who says yes to a school trip",
            of=WHO_SAYS_YES,
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
            confirm_each_term=True,
        ),
        choice(
            "photographs",
            f"May photographs of {who} be taken and used?",
            of=PHOTOGRAPHS,
            audiences=NOT_FOR_PARENTS,
            carries_forward=True,
            confirm_each_term=True,
        ),
        line(
            "letters",
            "Who gets letters and reports from school",
            audiences=SCHOOL_AND_CARER,
            carries_forward=True,
            confirm_each_term=True,
        ),
        text(
            "family_time",
            "Family time that touches the school day",
            "Days on which they may be tired, excited or sad, or have to leave early.",
            prefill="family_time",
            is_required=False,
            audiences=THIS_SCHOOL,
            confirm_each_term=True,
        ),
        text(
            "no_contact",
            f"Anybody who must not meet or collect {who}",
            prefill="no_contact",
            is_required=False,
            audiences=THIS_SCHOOL,
            confirm_each_term=True,
        ),
        is_optional=True,
    )


def change(who: str) -> SectionSpec:
    """Of a plan after a change alone: the law wants planned changes to disrupt learning as little as possible."""
    return _section(
        "change",
        "What has changed",
        f"This plan was opened because something great changed for {who}.",
        text(
            "what_changed",
            "What has changed, and on which day",
            "A new school, a new home, a new order: the facts in a few words.",
            audiences=SCHOOL_AND_CARER,
        ),
        text(
            "told_of_change",
            f"How {who} heard of it, and what they said",
            audiences=VOICE,
        ),
        text(
            "stays_the_same",
            "What stays the same",
            "People, places, clubs, habits that go on as before.",
            audiences=VOICE,
        ),
        text(
            "first_weeks",
            "What is needed in the first weeks",
            "Who meets them on the first day, what they know already, what could go wrong.",
            audiences=NOT_FOR_PARENTS,
        ),
    )


def story(who: str) -> SectionSpec:
    return _section(
        "story",
        "My story and schools",
        "Enough of what came before to understand today, and no more.",
        text(
            "earlier_schools",
            "Earlier nurseries, schools and colleges",
            "Names and dates, the newest first. Write 'none' if this is the first.",
            prefill="earlier_schools",
            audiences=PROFESSIONALS,
            carries_forward=True,
        ),
        yes_no(
            "was_without_place",
            f"Has {who} been without a place at any time?",
            audiences=PROFESSIONALS,
            carries_forward=True,
        ),
        text(
            "without_place_when",
            "When that was, and for how long",
            shown_when=("was_without_place", "yes"),
            audiences=PROFESSIONALS,
            carries_forward=True,
        ),
        text(
            "school_should_know",
            "What school should know of the story",
            "What it needs in order to be kind and to teach well.",
            is_required=False,
            audiences=THIS_SCHOOL,
            carries_forward=True,
        ),
        text(
            "reason_for_care",
            "Why care began",
            "Read only by those who write in this plan and by the virtual school. It is in no copy.",
            is_required=False,
            audiences=WRITERS_ONLY,
            carries_forward=True,
        ),
    )


def health(who: str) -> SectionSpec:
    return _section(
        "health",
        "Health and support",
        "Only what school needs. The health plan itself stays where it is kept.",
        text(
            "health",
            "What school needs to know about health",
            "For example medicines, allergies, hearing, sight, sleep. Write 'nothing' if there is nothing.",
            prefill="health",
            audiences=SCHOOL_AND_CARER,
            carries_forward=True,
        ),
        text(
            "support_now",
            "Support from outside school",
            "For example therapy, speech and language, a youth worker: who, and what for.",
            is_required=False,
            audiences=SCHOOL_AND_CARER,
            carries_forward=True,
        ),
        text(
            "other_plans",
            "Other plans, and who keeps them",
            "For example a health plan, a pastoral plan or a pathway plan. Do not copy them here.",
            is_required=False,
            audiences=SCHOOL_AND_CARER,
            carries_forward=True,
        ),
        number(
            "carer_sdq",
            "Total of the carer's last yearly questionnaire",
            "The carer's strengths and difficulties questionnaire (SDQ), 0 to 40. It stands beside the teacher's.",
            is_required=False,
            audiences=THIS_SCHOOL,
            carries_forward=True,
        ),
    )


def care_plan(who: str) -> SectionSpec:
    return _section(
        "care_plan",
        "Care plan and what is coming",
        "What is planned, and how learning is kept steady through it.",
        choice(
            "care_plan_aim",
            "What the care plan aims for",
            of=CARE_PLAN_AIMS,
            audiences=THIS_SCHOOL,
            carries_forward=True,
        ),
        day("next_review", "Next review of the care plan", prefill="next_review", is_required=False, audiences=VOICE),
        yes_no(
            "change_is_coming",
            "Is a change at home coming that could unsettle learning?",
            "For example a move, or new arrangements to see family.",
            audiences=SCHOOL_AND_CARER,
        ),
        text(
            "what_changes",
            "What will change, and when",
            shown_when=("change_is_coming", "yes"),
            audiences=SCHOOL_AND_CARER,
        ),
        text(
            "keep_learning_steady",
            "What will be done to keep learning steady",
            f"For example that {who} stays at the same school, and who drives them there.",
            shown_when=("change_is_coming", "yes"),
            audiences=SCHOOL_AND_CARER,
        ),
        text("since_last_plan", "What else has changed since the last plan", is_required=False, audiences=VOICE),
    )
