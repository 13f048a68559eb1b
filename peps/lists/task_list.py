"""The page of one plan, prepared: its sections with owner, status and what is missing, and the one next step."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.enums import Role
from peps.enums import PartName, PepStatus
from peps.life.responding import may_respond
from peps.models import Part, PersonalEducationPlan, Section
from peps.questions.answer_values import written
from peps.questions.blueprint.groups import group_of
from peps.questions.plan_form import blueprint_of
from peps.section_owners.assignees import people_asked
from peps.sections.begun_rows import has_rows
from peps.sections.completeness import READ_IT_THROUGH, Missing, missing_in

STATUS_CLASSES = {
    "Complete": "",
    "Needs confirming": "govuk-tag--yellow",
    "In progress": "govuk-tag--light-blue",
    "Not started": "govuk-tag--blue",
    "Returned": "govuk-tag--orange",
}


@dataclass(frozen=True)
class SectionRow:
    key: str
    title: str
    href: str
    owner: str
    owner_href: str
    status: str
    status_class: str
    hint: str
    is_open: bool
    is_theirs: bool
    """Open to this person, and asked of them: the virtual school may write in all, and is asked for its own."""
    missing: list[Missing]


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[SectionRow]


@dataclass(frozen=True)
class PartRows:
    part: Part
    title: str
    owner: str
    groups: list[Group]
    rows: list[SectionRow]
    complete: int
    is_mine: bool
    submit_href: str

    @property
    def is_ready(self) -> bool:
        return self.complete == len(self.rows)


@dataclass(frozen=True)
class NextStep:
    """`href` is '' where the plan waits for somebody else."""

    text: str
    href: str = ""
    label: str = ""


def parts_of(pep: PersonalEducationPlan, person: Any, on: dt.date) -> list[PartRows]:
    """Part 1 and the school part, as far as this person may see their sections."""
    visible = list(Section.objects.visible_to(person).filter(pep=pep).select_related("part", "handed_to"))
    open_to_person = set(Section.objects.editable_by(person).filter(pep=pep).values_list("pk", flat=True))
    asked = people_asked([pep], on)[pep.pk]
    see = _Look(pep, person, open_to_person, asked, on)
    parts = []
    for part in sorted(pep.parts.all(), key=lambda part: part.name):
        rows = [see.row(section) for section in visible if section.part_id == part.pk]
        parts.append(
            PartRows(
                part=part,
                title=f"{part}: {_title_of(part)}",
                owner=_owner(part.owner_role, asked),
                groups=[Group(title, list(held)) for title, held in groupby(rows, key=lambda row: group_of(row.key))],
                rows=rows,
                complete=sum(row.status == "Complete" for row in rows),
                is_mine=any(row.is_open for row in rows),
                submit_href=_submit_href(pep, part),
            )
        )
    return parts


def next_step(pep: PersonalEducationPlan, parts: list[PartRows], person: Any) -> NextStep | None:
    """The one thing that this person can do now, or whom the plan waits for; None once it is signed or closed."""
    if not pep.is_under_way:
        return None
    if pep.status == PepStatus.SUBMITTED and access.may(person, Action.AUDIT_PEP):
        return NextStep(
            "Both parts are in. The plan waits to be checked.",
            reverse("quality:audit", args=[pep.reference]),
            "Check this plan",
        )
    mine = _next_of_mine(parts, person)
    if mine is None and may_respond(pep, person):
        return NextStep(
            "The school part is in. Read it, and say whether it is right.",
            reverse("peps:respond", args=[pep.reference]),
            "Read the school part",
        )
    return mine or NextStep(_waits_for(pep, parts))


SUBMITS = {PartName.PART_1: Action.SUBMIT_PART_1, PartName.SCHOOL: Action.SUBMIT_SCHOOL_PART}


def _next_of_mine(parts: list[PartRows], person: Any) -> NextStep | None:
    for part in parts:
        mine = [row for row in part.rows if row.is_theirs]
        if not mine or part.part.submitted_at:
            continue
        for row in mine:
            if row.status != "Complete":
                return NextStep(f"Next: {row.title}", row.href, "Continue")
        if part.is_ready and access.may(person, SUBMITS[PartName(part.part.name)]):
            return NextStep(f"{part.part} is complete.", part.submit_href, f"Submit {_in_words(part.part)}")
    return None


def _waits_for(pep: PersonalEducationPlan, parts: list[PartRows]) -> str:
    if pep.status == PepStatus.SUBMITTED:
        return "Both parts are in. The plan waits for the virtual school to check it."
    waiting = [f"{_in_words(part.part)} ({part.owner})" for part in parts if not part.part.submitted_at]
    return f"There is nothing for you to do now. The plan waits for {' and for '.join(waiting)}."


class _Look:
    """One person's look at the sections of one plan."""

    def __init__(self, pep, person: Any, open_to_person: set[int], asked, on: dt.date) -> None:
        self.pep, self.open_to_person, self.asked, self.on = pep, open_to_person, asked, on
        self.may_change_owner = access.may(person, Action.CHANGE_OWNER)
        self.writes_for_others = access.may(person, Action.AUDIT_PEP)
        self.blueprint = blueprint_of(pep)

    def row(self, section: Section) -> SectionRow:
        spec = self.blueprint.section(section.key)
        lacking = missing_in(self.pep, section, spec)
        status = _status(self.pep, section, lacking)
        args = [self.pep.reference, section.key]
        is_open = section.pk in self.open_to_person
        handed = section.handed_to is not None and section.handed_until > self.on
        changes = self.may_change_owner and is_open
        return SectionRow(
            key=section.key,
            title=spec.title,
            href=reverse("peps:section" if is_open else "peps:read_section", args=args),
            owner=str(section.handed_to) if handed else self._asked_for(section),
            owner_href=reverse("peps:change_owner", args=args) if changes else "",
            status=status,
            status_class=STATUS_CLASSES[status],
            hint=_hint(section, handed=handed),
            is_open=is_open,
            is_theirs=is_open and (not self.writes_for_others or section.owner_role == Role.VS_OFFICER),
            missing=[] if status == "Needs confirming" else lacking,
        )

    def _asked_for(self, section: Section) -> str:
        """The role stands above the part; a section says it where it is another's."""
        names = ", ".join(self.asked.get(section.owner_role, []))
        if section.owner_role == section.part.owner_role and names:
            return names
        return _owner(section.owner_role, self.asked)


def _hint(section: Section, *, handed: bool) -> str:
    until = f"Handed to them until {written(clock.day_before(section.handed_until))}. " if handed else ""
    return until + ("Completed on behalf of its owner." if section.is_on_behalf else "")


def _status(pep: PersonalEducationPlan, section: Section, lacking: list[Missing]) -> str:
    if not lacking:
        return "Complete"
    if section.reopened_at and section.confirmed_at is None:
        return "Returned"
    if section.confirmed_at is None and len(lacking) == 1 and lacking[0].text == READ_IT_THROUGH:
        return "Needs confirming"
    is_begun = any(answer.get("text") and not answer.get("source") for answer in section.answers.values())
    is_begun = is_begun or section.rows_at is not None or has_rows(pep, blueprint_of(pep).section(section.key).table)
    return "In progress" if is_begun else "Not started"


def _title_of(part: Part) -> str:
    return "about the child" if part.name == PartName.PART_1 else "school, targets and meeting"


def _in_words(part: Part) -> str:
    return "Part 1" if part.name == PartName.PART_1 else "the school part"


def _owner(role: str, asked) -> str:
    return f"{Role(role).label}: {', '.join(asked.get(role, [])) or 'nobody yet'}"


def _submit_href(pep: PersonalEducationPlan, part: Part) -> str:
    """The school part is submitted from a page that shows what the virtual school looks at."""
    name = "peps:submit_part_1" if part.name == PartName.PART_1 else "quality:check"
    return reverse(name, args=[pep.reference])
