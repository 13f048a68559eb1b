"""What a plan that was closed unfinished hands to the one that is opened after it: its words, targets and reviews."""

from django.db.models import QuerySet

from children.models import Child
from peps.enums import CloseReason, PepStatus
from peps.models import CostLine, PersonalEducationPlan, Target, TargetReview

UNFINISHED = (CloseReason.NOT_COMPLETED, CloseReason.MADE_WAY)
NOT_COPIED = frozenset({"id", "pep", "reference"})


def unfinished_plan(child: Child, follows: PersonalEducationPlan | None) -> PersonalEducationPlan | None:
    """The newest that was opened after the plan that was last signed off."""
    closed: QuerySet[PersonalEducationPlan] = child.peps.filter(status=PepStatus.CLOSED, close_reason__in=UNFINISHED)
    if follows is not None:
        closed = closed.filter(opened_at__gt=follows.opened_at)
    return closed.order_by("-opened_at", "-pk").select_related("edition", "fills_term").first()


def carry_rows(pep: PersonalEducationPlan, unfinished: PersonalEducationPlan) -> None:
    """Targets that were drafted, with what they cost, and what was said already of the last plan's targets."""
    for target in unfinished.targets.for_page():
        costs = list(target.cost_lines.all())
        new = Target.objects.create(pep=pep, **_columns(target))
        CostLine.objects.bulk_create(CostLine(target=new, **{**_columns(cost), "provision_id": None}) for cost in costs)
    said = {row.target_id: row for row in unfinished.target_reviews.exclude(outcome="", evidence="")}
    for row in TargetReview.objects.filter(pep=pep, target__in=said):
        before = said[row.target_id]
        row.outcome, row.evidence = before.outcome, before.evidence
        row.impact, row.spent_pence = before.impact, before.spent_pence
        row.save()


def _columns(row: Target | CostLine) -> dict[str, object]:
    left_out = NOT_COPIED | {"target"}
    return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if each.name not in left_out}
