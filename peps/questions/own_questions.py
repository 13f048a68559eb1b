"""What is asked on a page of one's own: the child's questions as the plan's form words them, or the carer's and parents'."""

from dataclasses import dataclass, replace

from children.enums import Phase
from peps.enums import OwnPageFor
from peps.models import PersonalEducationPlan
from peps.questions.blueprint.spec import Question
from peps.questions.plan_form import blueprint_of

VIEWS, CARER_VIEWS = "views", "carer_views"
IN_THEIR_WORDS = {
    OwnPageFor.CARER: {
        "home_goes_well": "What goes well at home?",
        "home_worries": "Is there anything that worries you?",
        "carer_will": "What will you do to help until the next plan?",
        "carer_talk": "What would you like to talk about at the meeting?",
    },
    OwnPageFor.PARENT: {"parents_say": "What would you like the people at the meeting to know?"},
}
"""Questions of the section on the carer's views, as they read to the one who answers."""
PICTURES = {
    "feels": "faces",
    "like_playing": "ball",
    "happy_when": "sun",
    "sad_when": "rain",
    "friends": "friends",
    "going_well": "star",
    "hard": "hill",
    "would_help": "hands",
    "would_change": "wand",
    "tell_meeting": "speech",
    "proud_of": "medal",
    "go_to": "hands",
    "hopes": "rocket",
    "wish_for_targets": "wand",
    "premium_wish": "gift",
    "know_about_me": "smile",
    "promises_kept": "tick",
}
WITH_PICTURES = frozenset({Phase.EARLY_YEARS, Phase.PRIMARY})


@dataclass(frozen=True)
class OwnQuestion:
    """One screen. `picture` names a drawing for the youngest, or ''."""

    section_key: str
    question: Question
    picture: str = ""

    @property
    def key(self) -> str:
        return self.question.key


def own_questions(pep: PersonalEducationPlan, made_for: str) -> list[OwnQuestion]:
    """In the order in which they are asked: the child's views first, then what belongs to other sections."""
    if made_for == OwnPageFor.CHILD:
        return _of_the_child(pep)
    asked = {question.key: question for question in blueprint_of(pep).section(CARER_VIEWS).questions}
    words = IN_THEIR_WORDS.get(OwnPageFor(made_for), {})
    return [
        OwnQuestion(CARER_VIEWS, replace(asked[key], label=label, hint=""))
        for key, label in words.items()
        if key in asked
    ]


def _of_the_child(pep: PersonalEducationPlan) -> list[OwnQuestion]:
    sections = sorted(blueprint_of(pep).sections, key=lambda section: section.key != VIEWS)
    has_pictures = pep.phase in WITH_PICTURES
    return [
        OwnQuestion(section.key, question, PICTURES.get(question.key, "") if has_pictures else "")
        for section in sections
        for question in section.questions
        if question.in_their_words
    ]
