"""The plan as the auditor reads it beside the proforma: the same words as the document, section by section."""

from dataclasses import dataclass
from typing import Any

from peps.audiences.audiences import audiences_of
from peps.audiences.withheld_names import as_told
from peps.documents.section_read import Rows, rows_of
from peps.documents.signed_copy import body_of
from peps.models import PersonalEducationPlan, Section


@dataclass(frozen=True)
class SectionText:
    key: str
    title: str
    rows: Rows


def plan_as_read(pep: PersonalEducationPlan, person: Any) -> list[SectionText]:
    """What this person may read of the plan, in the order of the form."""
    keys = set(Section.objects.visible_to(person).filter(pep=pep).values_list("key", flat=True))
    reader = audiences_of(person, pep)
    sections = as_told(body_of(pep, section_keys=keys), reader)["sections"]
    return [SectionText(section["key"], section["title"], rows_of(section, reader)) for section in sections]
