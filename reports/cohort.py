"""The children behind the figures, one row each: as they stand today, or as a count kept them.

Both give the same columns: `child_reference`, `team_id`, `team_name`, `school_urn`, `school_name`, `phase`,
`social_worker_name`, `in_area`, `status`, `due_date`, `late_reason`, `is_late`, and for each measure whether it
asks for the child (`required_…`) and is met (`met_…`).
"""

import datetime as dt
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from accounts.access import Level
from accounts.dated import holds
from accounts.settings_without_urn import name_in_figures
from children.enums import AllocationKind, EnrolmentKind, Phase
from children.models import Allocation, CarePeriod, Child, Enrolment, Placement, Term
from children.year_groups import FIRST_MONTH, LAST_COMPULSORY, LAST_PRIMARY, RECEPTION, academic_year_start
from peps.deadlines.due_in_lists import complete_by
from peps.enums import UNDER_WAY, CloseReason, PartName, PepStatus
from peps.models import LatenessReason, Meeting, Part
from peps.scope import in_scope
from quality.models import Audit
from reports.enums import NOT_OPENED
from reports.measures import HEADLINE, MEASURES, Measure
from reports.models import Count, CountedChild


def scope_day(term: Term, on: dt.date) -> dt.date:
    """The day on which a child needs a plan of the term: `on`, from the term's first day to its deadline."""
    return min(max(on, term.first_day), term.pep_deadline_date)


def live(*, term: Term, on: dt.date, person: Any, is_over: bool = False) -> QuerySet[Child]:
    """Children whose plan fills the term, and those in scope for whom none was opened; as far as `person` reaches.

    People and places are those of `on`. A child whose plan was closed counts only while in scope, as not opened; one
    whose plan was not completed in its term always, as missed. Who left care before the due date is out from that
    day, unless the plan was signed off by then.
    `is_over` says that the day `on` has ended: what was due on it is late.
    """
    late_until = on + dt.timedelta(days=1) if is_over else on
    fills = ~Q(peps__status=PepStatus.CLOSED) | Q(peps__close_reason=CloseReason.NOT_COMPLETED)
    plan = FilteredRelation("peps", condition=Q(peps__fills_term=term) & fills)
    needed = in_scope(scope_day(term, on)).order_by().values("pk")
    rows = (
        Child.objects.visible_to(person, level=Level.LISTED)
        .annotate(plan=plan)
        .filter(Q(plan__isnull=False) & ~_left_before_it_was_due(on) | Q(plan__isnull=True, pk__in=needed))
        .annotate(**_moments(term), **_people_and_places(on))
    )
    rows = rows.annotate(**_columns(_asked_live))
    return rows.annotate(
        late_reason=_late_reason(),
        is_late=_yes_when(Q(due_date__lt=late_until, **{HEADLINE.met_column: False})),
    )


def _left_before_it_was_due(on: dt.date) -> Q:
    """By `on`, and before the due date of a plan that is still being written."""
    day = Least(Value(on), OuterRef("plan__due_date"), output_field=DateField())
    periods = CarePeriod.objects.filter(child=OuterRef("pk"), is_short_break=False, from_date__lte=day)
    in_care = Exists(periods.filter(Q(until=None) | Q(until__gt=day)))
    was_in_care = Exists(CarePeriod.objects.standing().filter(child=OuterRef("pk"), until__lte=on))
    return Q(plan__status__in=UNDER_WAY) & Q(was_in_care) & ~Q(in_care)


def kept(*, count: Count, person: Any) -> QuerySet[CountedChild]:
    """The rows of a count, of the teams that `person` may see figures of."""
    return CountedChild.objects.listed_to(person).filter(count=count).annotate(**_columns(_as_counted))


def _columns(condition_of: Any) -> dict[str, Any]:
    found = {}
    for measure in MEASURES.values():
        required, met = condition_of(measure)
        found[measure.required_column] = _yes_when(required)
        found[measure.met_column] = _yes_when(required & met)
    return found


def _asked_live(measure: Measure) -> tuple[Q, Q]:
    return measure.required, measure.met


def _as_counted(measure: Measure) -> tuple[Q, Q]:
    return Q(measures__has_key=measure.key), Q(**{f"measures__{measure.key}": True})


def _yes_when(condition: Q) -> Case:
    """True or False and never unknown, so that those who miss are simply those who do not meet."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _moments(term: Term) -> dict[str, Any]:
    """As PersonalEducationPlan.objects.with_moments() gives them, here for the plan beside the child."""
    part = Part.objects.filter(pep=OuterRef("plan__pk"))
    meeting = Meeting.objects.filter(pep=OuterRef("plan__pk"), cancelled_at=None)
    audits = Audit.objects.filter(pep=OuterRef("plan__pk"), at__lte=OuterRef("plan__signed_off_at")).newest_first()
    return {
        "part_1_at": Subquery(part.filter(name=PartName.PART_1).values("first_submitted_at")[:1]),
        "school_part_at": Subquery(part.filter(name=PartName.SCHOOL).values("first_submitted_at")[:1]),
        "meeting_held_date": Subquery(meeting.values("held_date")[:1]),
        "signed_off_at": F("plan__signed_off_at"),
        "signed_grade": Subquery(audits.values("grade")[:1]),
        "due_date": Coalesce("plan__due_date", Value(term.pep_deadline_date), output_field=DateField()),
        "after_meeting_date": F("plan__after_meeting_date"),
        "complete_by": complete_by("plan__"),
        "plan_reference": Coalesce("plan__reference", Value("")),
        "status": Coalesce("plan__status", Value(NOT_OPENED), output_field=CharField()),
    }


def _people_and_places(on: dt.date) -> dict[str, Any]:
    """The social worker and team of the day; the plan's school and phase, or those of the day where there is no plan."""
    held = Allocation.objects.filter(holds(on), child=OuterRef("pk"), kind=AllocationKind.SOCIAL_WORKER)
    social_worker = held.order_by("-from_date", "-pk")
    roll = Enrolment.objects.filter(holds(on), child=OuterRef("pk"), kind=EnrolmentKind.MAIN).order_by("-from_date")
    named = roll.annotate(named=name_in_figures("school__")).values("named")
    home = Placement.objects.filter(holds(on), child=OuterRef("pk")).order_by("-from_date", "-pk")
    return {
        "child_reference": F("reference"),
        "team_id": Subquery(social_worker.values("team")[:1]),
        "team_name": Coalesce(Subquery(social_worker.values("team__name")[:1]), Value("")),
        "social_worker_name": Coalesce(Subquery(social_worker.values("person__name")[:1]), Value("")),
        "school_urn": Coalesce("plan__school__urn", Subquery(roll.values("school__urn")[:1]), Value("")),
        "school_name": Coalesce(name_in_figures("plan__school__"), Subquery(named[:1]), Value("")),
        "phase": _phase(on),
        "in_area": Subquery(home.values("is_in_area")[:1]),
    }


def _phase(on: dt.date) -> Case:
    """The plan's, or by the year group of the day: children.year_groups.phase as the database reads it."""
    return Case(
        When(plan__isnull=False, then=F("plan__phase")),
        When(_in_year_group_at_most(RECEPTION, on), then=Value(Phase.EARLY_YEARS)),
        When(_in_year_group_at_most(LAST_PRIMARY, on), then=Value(Phase.PRIMARY)),
        When(_in_year_group_at_most(LAST_COMPULSORY, on), then=Value(Phase.SECONDARY)),
        default=Value(Phase.POST_16),
        output_field=CharField(),
    )


def _in_year_group_at_most(year_group: int, on: dt.date) -> Q:
    return Q(date_of_birth__gte=dt.date(academic_year_start(on) - year_group - 5, FIRST_MONTH, 1))


def _late_reason() -> Case:
    newest = LatenessReason.objects.filter(pep=OuterRef("plan__pk")).order_by("-at", "-pk")
    return Case(
        When(plan__isnull=True, then=Value(NOT_OPENED)),
        default=Coalesce(Subquery(newest.values("reason")[:1]), Value("")),
        output_field=CharField(),
    )
