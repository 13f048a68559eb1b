"""The child's own copy: what they are good at first, then their targets and how far they have come, in plain words.

Made from the body that the plan's paper is made from, so that a signed copy gives the same one for ever. What the
audience 'the child's own copy' may not read is not in it, nor what the person who makes the copy may not read.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from peps.audiences.audiences import Reader, is_for, lines_beside, reader_of, with_lines
from peps.audiences.withheld_names import as_told
from peps.documents.layout import action_told
from peps.enums import Audience
from peps.models import WordsForChildren

CHILD = reader_of(Audience.CHILD)
ABOUT_THE_ASKING = frozenset({"gave_views", "views_found", "views_asked_by", "views_not_given"})
GOOD_AT = {
    "proud_of": "What I am proud of",
    "strengths": "What I do well",
    "achievements": "What I have achieved",
    "interests": "What I like to do",
}
AGREED = {"agreed": "What people will do", "told_by": "Who talks to me about it"}
"""Answers by key, and the heading under which the child reads them."""
IN_PLAIN_WORDS = {
    "In the child's own words": "In my own words",
    "How we will see it": "How we will know",
    "The value to reach": "What we aim for",
    "What will be done": "What we will do",
    "When, and how often": "When",
    "By whom": "Who helps me",
    "What the carer will do": "At home",
    "By when": "Until when",
}
"""Details of a target by the label of the plan's paper; what stands here is told the child, in this order."""
TURNED_OUT = {
    "Achieved": "You did it.",
    "Partly achieved": "You have come part of the way.",
    "Not achieved yet": "Not yet. We look together for another way.",
    "No longer relevant": "You do not need this one any more.",
    "Not known to this school": "Your school does not know yet how this went.",
}
MOVED = {
    "up": "You have moved on since last time.",
    "same": "The same as last time.",
    "down": "A step back since last time. We look together at what helps.",
}

Body = dict[str, Any]


def child_copy(body: Body, *, maker: Reader, words: WordsForChildren) -> Body:
    """What the template draws. `maker` is who asks for the copy; `words` stand at its end, as they read today."""
    body = as_told(as_told(body, maker), CHILD)
    seen = _Seen(body, maker)
    return {
        "authority": body["authority"],
        "document_title": f"My plan: {body['title']}",
        "running_title": f"{body['title']} · {body['reference']}",
        "name": body["child"]["called"] or "My plan",
        "title": body["title"],
        "is_draft": body["signed"] is None,
        "good_at": seen.answers(GOOD_AT),
        "said": seen.answers_of_section("views"),
        "wishes": seen.wishes(body.get("wishes", [])),
        "learning": seen.learning(),
        "last_targets": seen.last_targets(),
        "targets": seen.targets(),
        "agreed": seen.answers(AGREED),
        "actions": [action_told(each, sep=": ") for each in seen.of_table("actions")],
        "next_meeting": next((each["text"] for each in body["dates"] if each["label"] == "Next meeting"), ""),
        "entitlements": words.entitlements.splitlines(),
        "whom_to_tell": words.whom_to_tell,
    }


def child_file_name(body: Body) -> str:
    title = slugify(body["title"].replace("/", "-")).replace("-term-", "-")
    return f"my-plan-{title}-{body['reference']}.pdf"


class _Seen:
    """The body as far as both the child and the maker of the copy may read it."""

    def __init__(self, body: Body, maker: Reader) -> None:
        self.sections, self.maker = body["sections"], maker

    def may(self, audiences: list[str]) -> bool:
        return is_for(audiences, CHILD) and is_for(audiences, self.maker)

    def answers(self, headings: Mapping[str, str]) -> list[Body]:
        given = {each["key"]: each for section in self.sections for each in section["answers"]}
        return self._rows([{**given[key], "label": heading} for key, heading in headings.items() if key in given])

    def answers_of_section(self, key: str) -> list[Body]:
        answers = [each for section in self.sections if section["key"] == key for each in section["answers"]]
        return self._rows([each for each in answers if each["key"] not in ABOUT_THE_ASKING])

    def targets(self) -> list[Body]:
        return [
            {
                "number": target["number"],
                "outcome": target["outcome"],
                "rows": [
                    {"label": plain, "text": told[label]}
                    for told in [{each["label"]: each["text"] for each in target["details"]}]
                    for label, plain in IN_PLAIN_WORDS.items()
                    if told.get(label)
                ],
            }
            for target in self.of_table("targets")
        ]

    def wishes(self, wishes: list[Body]) -> list[Body]:
        return [{**each, "beside": lines_beside(each, CHILD)} for each in wishes if self.may(each["audiences"])]

    def last_targets(self) -> list[Body]:
        return [
            {
                "target": each["target"],
                "result": TURNED_OUT.get(each["result"], ""),
                "evidence": each["evidence"],
            }
            for each in self.of_table("reviews")
            if each["result"]
        ]

    def learning(self) -> list[Body]:
        return [
            {"subject": each["subject"], "now": _in_words(each["now"]), "moved": MOVED.get(each.get("moved", ""), "")}
            for each in self.of_table("results")
            if each["now"]
        ]

    def of_table(self, rows: str) -> list[Body]:
        tables = (section["table"] for section in self.sections if section["table"])
        return [row for table in tables if self.may(table["audiences"]) for row in table.get(rows, [])]

    def _rows(self, answers: list[Body]) -> list[Body]:
        return [
            {"label": each["label"], "text": with_lines(each, CHILD)}
            for each in answers
            if each["text"] and self.may(each["audiences"])
        ]


def _in_words(value: str) -> str:
    """'At the expected standard' rather than 'EXS (At the expected standard)'; a grade or a mark stays a number."""
    found = re.fullmatch(r"[A-Z]\w* \((.+)\)", value)
    return found[1] if found else value
