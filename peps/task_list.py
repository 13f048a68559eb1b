"""The page of one plan, prepared: its sections with owner, status and what is missing, and the one next step."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts import access
from accounts.access import Action
from accounts.enums import Role
from peps.asked import people_asked
from peps.completeness import Missing, blueprint_of, missing_in
from peps.enums import PartName, PepStatus
from peps.models import Part, PersonalEducationPlan, Section

STATUS_CLASSES = {
    "Complete": "",
    "Needs confirming": "govuk-tag--yellow",
    "In progress": "govuk-tag--light-blue",
    "Not started": "govuk-tag--blue",
    "Returned": "govuk-tag--orange",
}


@dataclass(frozen=True)
class SectionRow:
    title: str
    href: str
    status: str
    status_class: str
    hint: str
    is_open: bool
    missing: list[Missing]


@dataclass(frozen=True)
class PartRows:
    part: Part
    title: str
    owner: str
    rows: list[SectionRow]
    complete: int
    is_mine: bool
    submit_href: str

    @property
    def is_ready(self) -> bool:
        return self.complete == len(self.rows)


@dataclass(frozen=True)
class NextStep:
    text: str
    href: str
    label: str


def parts_of(pep: PersonalEducationPlan, person: Any, on: dt.date) -> list[PartRows]:
    """Part 1 and the school part, as far as this person may see their sections."""
    visible = list(Section.objects.visible_to(person).filter(pep=pep).select_related("part", "handed_to"))
    open_to_person = set(Section.objects.editable_by(person).filter(pep=pep).values_list("pk", flat=True))
    asked = people_asked([pep], on)[pep.pk]
    blueprint = blueprint_of(pep)
    parts = []
    for part in sorted(pep.parts.all(), key=lambda part: part.name):
        sections = [section for section in visible if section.part_id == part.pk]
        rows = [_row(pep, section, blueprint, is_open=section.pk in open_to_person) for section in sections]
        parts.append(
            PartRows(
                part=part,
                title=f"{part}: {_title_of(part)}",
                owner=_owner(part, asked),
                rows=rows,
                complete=sum(row.status == "Complete" for row in rows),
                is_mine=any(row.is_open for row in rows),
                submit_href=_submit_href(pep, part),
            )
        )
    return parts


def next_step(pep: PersonalEducationPlan, parts: list[PartRows], person: Any) -> NextStep | None:
    """The one thing that this person can do now; None when the plan waits for somebody else."""
    if pep.status == PepStatus.SUBMITTED and access.may(person, Action.AUDIT_PEP):
        return NextStep(
            "Both parts are in. The plan waits to be checked.",
            reverse("quality:audit", args=[pep.reference]),
            "Check this plan",
        )
    if access.may(person, Action.AUDIT_PEP):
        return None
    for part in parts:
        if not part.is_mine or part.part.submitted_at:
            continue
        for row in part.rows:
            if row.is_open and row.status != "Complete":
                return NextStep(f"Next: {row.title}", row.href, "Continue")
        if part.is_ready:
            return NextStep(f"{part.part} is complete.", part.submit_href, f"Submit {_in_words(part.part)}")
    return None


def _row(pep, section: Section, blueprint, *, is_open: bool) -> SectionRow:
    spec = blueprint.section(section.key)
    lacking = missing_in(pep, section, spec)
    status = _status(section, lacking)
    handed = f"Handed to {section.handed_to}. " if section.handed_to else ""
    on_behalf = "Completed on behalf of its owner. " if section.is_on_behalf else ""
    return SectionRow(
        title=spec.title,
        href=reverse("peps:section", args=[pep.reference, section.key]),
        status=status,
        status_class=STATUS_CLASSES[status],
        hint=handed + on_behalf,
        is_open=is_open,
        missing=lacking,
    )


def _status(section: Section, lacking: list[Missing]) -> str:
    if not lacking:
        return "Complete"
    if section.reopened_at and section.confirmed_at is None:
        return "Returned"
    if section.confirmed_at is None and len(lacking) == 1 and lacking[0].text.startswith("Read it through"):
        return "Needs confirming"
    written = any(answer.get("text") and not answer.get("source") for answer in section.answers.values())
    return "In progress" if written else "Not started"


def was_filled_in(section: Section) -> bool:
    """Some of its answers came from the child's record or the last plan."""
    return any(answer.get("source") for answer in section.answers.values())


def _title_of(part: Part) -> str:
    return "about the child" if part.name == PartName.PART_1 else "school, targets and meeting"


def _in_words(part: Part) -> str:
    return "Part 1" if part.name == PartName.PART_1 else "the school part"


def _owner(part: Part, asked) -> str:
    names = ", ".join(asked.get(part.owner_role, []))
    return f"{Role(part.owner_role).label}: {names}" if names else f"{Role(part.owner_role).label}: nobody yet"


def _submit_href(pep: PersonalEducationPlan, part: Part) -> str:
    """The school part is submitted from a page that shows what the virtual school looks at."""
    name = "peps:submit_part_1" if part.name == PartName.PART_1 else "quality:check"
    return reverse(name, args=[pep.reference])
