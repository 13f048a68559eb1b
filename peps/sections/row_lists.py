"""The rows of a section that have pages of their own, prepared as a list for the section's page."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.urls import reverse

from accounts import clock
from govuk_forms.fields import in_pounds
from peps.enums import SectionTable
from peps.models import CostLine, PersonalEducationPlan, Provision, Section, Target
from peps.questions.answer_values import written
from peps.questions.blueprint.target_questions import target_in
from peps.targets.advice_context import advice_on_target, around

OF_THE_PLAN = frozenset({"peps:progress", "peps:sdq_chart"})


@dataclass(frozen=True)
class Link:
    text: str
    href: str
    of: str = ""
    """What it is about, for those who hear the link alone."""


@dataclass(frozen=True)
class RowCard:
    title: str
    lines: list[dict[str, str]]
    links: list[Link]
    tag: str = ""
    body: str = ""


@dataclass(frozen=True)
class RowList:
    heading: str
    cards: list[RowCard]
    add: Link
    nothing: str
    total: str = ""
    taken_out: list[dict[str, str]] = field(default_factory=list)
    """[{text, reference}]: can be put back."""


def row_list(section: Section, table: SectionTable | None, *, person: Any) -> RowList | None:
    """None for a section without such rows. A fixed number of queries, whatever their number."""
    lists = {SectionTable.TARGETS: _targets, SectionTable.PROVISION: _provisions}
    return lists[table](section, person) if table in lists else None


def beside(pep: PersonalEducationPlan, table: SectionTable | None, *, sees_plan: bool) -> list[Link]:
    """Pages that belong to the section's rows. Who was handed the section alone has those of this plan and section."""
    links = {
        SectionTable.ATTAINMENT: [("Add a subject or course", "peps:add_subject")],
        SectionTable.SDQ: [
            ("Key in the answers by item number instead", "peps:sdq_items"),
            ("The scores over the terms", "peps:sdq_chart"),
        ],
        SectionTable.TARGETS: [("Notes on how targets are going", "peps:progress")],
    }
    return [
        Link(text, reverse(name, args=[pep.reference]))
        for text, name in links.get(table, [])
        if sees_plan or name not in OF_THE_PLAN
    ]


def cost_cards(target: Target, pep: PersonalEducationPlan) -> list[RowCard]:
    return [
        RowCard(
            title=line.get_intervention_display(),
            lines=_lines(
                ("Cost", in_pounds(line.asked_pence)),
                ("Asked of", line.get_source_display()),
                ("Provided by", line.provider),
                ("When", _when(line)),
            ),
            links=[
                Link("Change", reverse("peps:change_cost", args=[pep.reference, target.reference, line.pk]), str(line)),
                Link("Remove", reverse("peps:remove_cost", args=[pep.reference, target.reference, line.pk]), str(line)),
            ],
        )
        for line in target.cost_lines.all()
    ]


def _targets(section: Section, person: Any) -> RowList:
    pep = section.pep
    targets = list(pep.targets.for_page())
    known = around(pep, person=person, on=clock.today())
    waiting = _waiting_conflicts(section, person)
    cards = []
    for number, target in enumerate(targets, start=1):
        advice = len(advice_on_target(target, section, known))
        href = reverse("peps:target", args=[pep.reference, target.reference])
        tag = "Two texts: choose one" if target.reference in waiting else ""
        cards.append(
            RowCard(
                title=f"Target {number}{f': {target.get_area_display()}' if target.area else ''}",
                body=target.outcome or "Nothing is written yet.",
                tag=tag or (f"{advice} piece{'s' if advice > 1 else ''} of advice" if advice else ""),
                lines=_lines(
                    ("By whom", target.by_whom),
                    ("By when", written(target.by_date)),
                    ("Costs", in_pounds(total) if (total := _cost_of(target)) else ""),
                ),
                links=[
                    Link("Write", href, f"target {number}"),
                    Link(
                        "Take out",
                        reverse("peps:take_out_target", args=[pep.reference, target.reference]),
                        f"target {number}",
                    ),
                ],
            )
        )
    gone = Target.with_taken_out.filter(pep=pep, taken_out_at__isnull=False).order_by("taken_out_at")
    return RowList(
        heading="The targets of this plan",
        cards=cards,
        add=Link("Add a target", reverse("peps:add_target", args=[pep.reference])),
        nothing="There is no target yet.",
        taken_out=[{"text": each.outcome or "A target without words", "reference": each.reference} for each in gone],
    )


def _provisions(section: Section, person: Any) -> RowList:
    pep = section.pep
    rows = list(pep.provisions.filter(taken_out_at=None).annotate(costs=Count("cost_lines")))
    hours = sum(row.hours_a_week or 0 for row in rows)
    return RowList(
        heading="What there is now",
        cards=[_provision(row, pep, is_read=section.confirmed_at is not None) for row in rows],
        add=Link("Add something", reverse("peps:add_provision", args=[pep.reference])),
        nothing="Nothing extra is noted yet.",
        total=f"Together {hours.normalize():f} hours a week." if hours else "",
    )


def _provision(row: Provision, pep: PersonalEducationPlan, *, is_read: bool) -> RowCard:
    args = [pep.reference, row.reference]
    return RowCard(
        title=row.what,
        tag="From the last plan: still right?" if row.is_carried and not is_read else "",
        lines=_lines(
            ("Kind", row.get_kind_display()),
            ("By whom", row.by_whom),
            ("Hours a week", f"{row.hours_a_week.normalize():f}" if row.hours_a_week else ""),
            ("When", _when(row)),
            ("Cost", in_pounds(row.cost_pence) if row.cost_pence else ""),
            ("Paid by", row.get_source_display()),
        ),
        links=[
            Link("Change", reverse("peps:change_provision", args=args), row.what),
            Link("Take out", reverse("peps:end_provision", args=args), row.what),
        ],
    )


def _waiting_conflicts(section: Section, person: Any) -> set[str]:
    keys = section.conflicts.filter(by=person, settled_at=None).values_list("question_key", flat=True)
    return {found[0] for key in keys if (found := target_in(key))}


def _cost_of(target: Target) -> int:
    return sum(line.asked_pence for line in target.cost_lines.all())


def _when(row: CostLine | Provision) -> str:
    first, last = written(row.from_date), written(row.until_date)
    return f"{first} to {last}" if first and last else f"from {first}" if first else f"until {last}" if last else ""


def _lines(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in pairs if value]
