"""What is talked about at the meeting, gathered on the page on which it is written down. Read only, by audience."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from peps.audiences.audiences import Reader, audiences_of, is_for, lines_beside
from peps.audiences.withheld_names import as_told
from peps.documents.child_copy import ABOUT_THE_ASKING
from peps.documents.section_read import Rows, rows_of
from peps.documents.signed_copy import Body, body_of
from peps.models import PersonalEducationPlan
from peps.questions.own_questions import CARER_VIEWS, VIEWS
from peps.targets.progress import action_in_words
from peps.voice.wishes import wishes_of

GATHERED = (VIEWS, CARER_VIEWS, "target_reviews", "targets")
LINK_TEXT = {
    VIEWS: "What the child wants to say",
    CARER_VIEWS: "What the carer wants to say",
    "target_reviews": "Review the last targets",
    "targets": "Write the new targets",
}


@dataclass(frozen=True)
class Item:
    """One point of the agenda. `href` leads to where it is written, or is ''."""

    title: str
    rows: Rows
    nothing: str
    href: str = ""
    link: str = ""


def agenda_for(pep: PersonalEducationPlan, person: Any) -> list[Item]:
    """In the order in which a meeting goes: the child first. The same queries for every plan."""
    reader = audiences_of(person, pep)
    body = as_told(body_of(pep, section_keys=set(GATHERED)), reader)
    sections = {each["key"]: each for each in body["sections"]}
    items = [
        _of(pep, sections, VIEWS, "What the child says", "Nobody has asked the child yet.", reader),
        _wishes(pep, reader),
        _of(pep, sections, CARER_VIEWS, "What carer and parents say", "Nobody has asked the carer yet.", reader),
        _last_actions(pep, reader),
        _of(pep, sections, "target_reviews", "How the last targets went", "There were none.", reader),
        _of(pep, sections, "targets", "New targets", "There are none yet.", reader),
    ]
    return [item for item in items if item is not None]


def _of(
    pep: PersonalEducationPlan, sections: dict[str, Body], key: str, title: str, nothing: str, reader: Reader
) -> Item | None:
    if key not in sections:
        return None
    section = sections[key]
    shown = {**section, "answers": [each for each in section["answers"] if each["key"] not in ABOUT_THE_ASKING]}
    rows = [row for row in rows_of(shown, reader) if row["value"]]
    return Item(title, rows, nothing, reverse("peps:section", args=[pep.reference, key]), LINK_TEXT[key])


def _wishes(pep: PersonalEducationPlan, reader: Reader) -> Item:
    rows = [
        {
            "key": f"{wish.label}: {' '.join([wish.text, *lines_beside(wish.beside, reader)])}",
            "value": f"{wish.answer.get_outcome_display()}. {wish.answer.answer}"
            if wish.answer
            else "Not answered yet",
        }
        for wish in wishes_of(pep)
        if is_for(wish.audiences, reader)
    ]
    link = reverse("peps:wishes", args=[pep.reference]) if reader.reads_all else ""
    return Item("You said, we did", rows, "The child has not wished for anything.", link, "Answer the wishes")


def _last_actions(pep: PersonalEducationPlan, reader: Reader) -> Item | None:
    """What was agreed last time, with the newest note on each; for those who read the whole plan."""
    if pep.follows is None or not reader.reads_all:
        return None
    actions = pep.follows.agreed_actions.prefetch_related("progress_notes")
    rows = []
    for number, action in enumerate(actions, start=1):
        newest = next(iter(action.progress_notes.all()), None)
        note = f"{newest.noted_date:%-d %B %Y}: {newest.text}" if newest else "No note yet"
        rows.append({"key": f"Action {number}", "value": f"{action_in_words(action)}\n{note}"})
    return Item("What was agreed last time", rows, "No action was written down.")
