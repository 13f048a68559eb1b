"""The plan as the auditor reads it beside the proforma: the same words as the document, folded by section."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govuk_forms.fields import in_pounds
from peps.enums import SectionTable
from peps.models import PersonalEducationPlan, Section
from peps.reading import Reader, audiences_of, is_for
from peps.signed_copy import body_of

Row = dict[str, str]


@dataclass(frozen=True)
class SectionText:
    key: str
    title: str
    rows: list[Row]


def plan_as_read(pep: PersonalEducationPlan, person: Any) -> list[SectionText]:
    """Section by section, what this person may read of it."""
    keys = set(Section.objects.visible_to(person).filter(pep=pep).values_list("key", flat=True))
    reader = audiences_of(person, pep)
    return [
        SectionText(section["key"], section["title"], list(_rows(section, reader)))
        for section in body_of(pep, section_keys=keys)["sections"]
    ]


def _rows(section: dict[str, Any], reader: Reader) -> Iterator[Row]:
    for answer in section["answers"]:
        if is_for(answer["audiences"], reader):
            yield {"key": answer["label"], "value": answer["text"]}
    table = section["table"]
    if table and is_for(table["audiences"], reader):
        yield from _TABLES[table["kind"]](table, reader)


def _targets(table: dict[str, Any], reader: Reader) -> Iterator[Row]:
    for target in table["targets"]:
        yield {"key": f"Target {target['number']}: {target['area']}", "value": target["outcome"]}
        for detail in target["details"]:
            yield {"key": detail["label"], "value": detail["text"]}
        if is_for(target["cost_audiences"], reader):
            yield from ({"key": "Cost", "value": _cost(line)} for line in target["costs"])


def _cost(line: dict[str, Any]) -> str:
    provider = f", {line['provider']}" if line["provider"] else ""
    return f"{line['what']}{provider}: {in_pounds(line['asked_pence'])} from {line['source']}"


def _reviews(table: dict[str, Any], reader: Reader) -> Iterator[Row]:
    for review in table["reviews"]:
        said = ": ".join(text for text in (review["result"], review["evidence"]) if text)
        yield {"key": f"{review['area']}: {review['target']}", "value": said}


def _sdq(table: dict[str, Any], reader: Reader) -> Iterator[Row]:
    for score in table["scores"]:
        yield {"key": score["scale"], "value": f"{score['score']} of 10 ({score['band']})"}
    if table["total"]:
        yield {"key": "Total difficulties", "value": f"{table['total']['score']} of 40 ({table['total']['band']})"}
    yield from ({"key": note["label"], "value": note["text"]} for note in table["notes"])


def _meeting(table: dict[str, Any], reader: Reader) -> Iterator[Row]:
    yield from ({"key": detail["label"], "value": detail["text"]} for detail in table["details"])


_TABLES = {
    SectionTable.TARGETS: _targets,
    SectionTable.TARGET_REVIEWS: _reviews,
    SectionTable.SDQ: _sdq,
    SectionTable.MEETING: _meeting,
}
