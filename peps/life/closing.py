"""Closing plans by rule, and restoring what was closed: no plan in which people have done something is closed by rule.

- On delegation, a plan of a term that is over and that nobody has touched: it was not completed in its term.
- On the day a child leaves care or passes the age up to which plans are made: unless a part is in or the meeting was held.

Every closing is one row of the plan's history, is listed for a person, and is taken back by one act. A person's
restoring stands: no rule closes that plan again.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import access, clock
from accounts.access import Action
from accounts.audit import System
from accounts.dated import holds
from accounts.enums import Job
from accounts.job_runs import JobRun
from accounts.refusals import PortalRefusal
from children.models import CarePeriod, Child, Term
from peps.enums import CloseReason, PepKind, PepStatus
from peps.life.workflow import RESTORED_BY_A_PERSON, make_move, take_back_closing
from peps.models import (
    Attachment,
    Meeting,
    OwnPage,
    Part,
    PepEvent,
    PersonalEducationPlan,
    PlanSettings,
    Revision,
    Section,
)
from peps.opening.opening import open_pep
from peps.scope import birthday_before

BY = System("closing")
REASON_OF_END = {
    "E11": CloseReason.ADOPTED, "E12": CloseReason.ADOPTED, "E2": CloseReason.DIED, "E3": CloseReason.TRANSFERRED,
}  # fmt: skip
"""Why care ended, by the code of the yearly return; for every other code the child is no longer looked after."""
AFTER_CARE = frozenset({CloseReason.LEFT_CARE, *REASON_OF_END.values()})
BEGUN = (
    Exists(Section.objects.filter(pep=OuterRef("pk"), confirmed_at__isnull=False))
    | Exists(Section.objects.filter(pep=OuterRef("pk"), rows_at__isnull=False))
    | Exists(Revision.objects.filter(section__pep=OuterRef("pk")))
)
"""Somebody wrote something, or read a section through. What was filled in by itself is no beginning."""
HELD = Exists(Meeting.objects.filter(pep=OuterRef("pk"), cancelled_at=None, held_date__isnull=False))
ARRANGED = Exists(
    Meeting.objects.filter(pep=OuterRef("pk"), cancelled_at=None).exclude(planned_date=None, held_date=None)
)
PART_IN = Exists(Part.objects.filter(pep=OuterRef("pk"), first_submitted_at__isnull=False)) | Exists(
    PepEvent.objects.filter(pep=OuterRef("pk"), name__startswith="submit_")
)
"""Also one that was in, and was asked for again after a change."""
ACTED_ON = Exists(PepEvent.objects.filter(pep=OuterRef("pk"), by__isnull=False).exclude(name="opened"))
SENT = Exists(OwnPage.objects.filter(pep=OuterRef("pk"), sent_at__isnull=False))
ATTACHED = Exists(Attachment.objects.filter(section__pep=OuterRef("pk")))
RESTORED = Exists(RESTORED_BY_A_PERSON.filter(pep=OuterRef("pk")))
CLOSED_BY_RULE = Exists(PepEvent.objects.filter(pep=OuterRef("pk"), name="close", by=None, at=OuterRef("closed_at")))


class CannotRestore(PortalRefusal):
    """Another plan of the child has gone too far to make way; the text says which."""


def untouched(term: Term, on: dt.date) -> QuerySet[PersonalEducationPlan]:
    """Plans of terms that were over before `term` and `on`, in which nobody has done anything."""
    plans = PersonalEducationPlan.objects.filter(
        status=PepStatus.OPEN, fills_term__first_day__lt=term.first_day, fills_term__last_day__lt=on, extensions=None
    )
    return plans.exclude(BEGUN | ARRANGED | PART_IN | SENT | ATTACHED | ACTED_ON)


def close_untouched(*, child: Child, term: Term, at: dt.datetime) -> bool:
    """On delegation of `term`. False where the child has no such plan."""
    plan = untouched(term, clock.day_of(at)).filter(child=child).first()
    if plan is None:
        return False
    make_move("close", pep=plan, by=BY, at=at, note=UNTOUCHED, close_reason=CloseReason.NOT_COMPLETED)
    return True


UNTOUCHED = "Nobody had written in it, met or submitted a part when the next term's plans were opened."
LEFT = "No part was in and no meeting was held."


def follow_care(on: dt.date, *, at: dt.datetime) -> int:
    """Closes what ended by that day, and restores what a corrected record says did not. Run again, nothing."""
    run, done = JobRun(Job.CLOSING), 0
    for plan, reason in [*_ended(on)]:
        with run.alone(plan.pk, child=plan.child.reference):
            make_move("close", pep=plan, by=BY, at=at, note=LEFT, close_reason=reason)
            done += 1
    for plan in list(_goes_on(on)):
        with run.alone(plan.pk, child=plan.child.reference):
            take_back_closing(pep=plan, by=BY, at=at, note="The record says now that care did not end.")
            done += 1
    run.finish()
    return done


def _ended(on: dt.date) -> Iterator[tuple[PersonalEducationPlan, CloseReason]]:
    """Three queries."""
    plans = PersonalEducationPlan.objects.filter(status=PepStatus.OPEN, child__merged_into=None)
    plans = plans.exclude(HELD | PART_IN | RESTORED).select_related("child")
    over = CarePeriod.objects.standing().filter(is_short_break=False, until__lte=on).order_by("until", "pk")
    why = dict(over.values_list("child", "end_reason"))  # of several the newest
    in_care = Child.objects.looked_after_on(on).values("pk")
    for plan in plans.filter(child__in=over.order_by().values("child")).exclude(child__in=in_care):
        yield plan, REASON_OF_END.get(why[plan.child_id], CloseReason.LEFT_CARE)
    too_old = birthday_before(on, PlanSettings.objects.on(on).oldest_age)
    for plan in plans.filter(child__in=in_care, child__date_of_birth__lte=too_old):
        yield plan, CloseReason.PAST_SCOPE


def _goes_on(on: dt.date) -> QuerySet[PersonalEducationPlan]:
    """Closed by rule because care had ended, of children whose care did not: one period holds then and now."""
    never_ended = CarePeriod.objects.filter(
        holds(on), child=OuterRef("child"), is_short_break=False, from_date__lt=OuterRef("closed_at__date")
    )
    others = PersonalEducationPlan.objects.filter(child=OuterRef("child")).exclude(pk=OuterRef("pk"))
    in_its_place = others.under_way() | others.filter(fills_term=OuterRef("fills_term")).exclude(
        status=PepStatus.CLOSED
    )
    closed = PersonalEducationPlan.objects.filter(CLOSED_BY_RULE, Exists(never_ended), close_reason__in=AFTER_CARE)
    newest = PersonalEducationPlan.objects.filter(child=OuterRef("child")).order_by("-opened_at", "-pk")
    return closed.exclude(Exists(in_its_place)).filter(pk=newest.values("pk")[:1]).select_related("child")


@transaction.atomic
def close_and_open(*, pep: PersonalEducationPlan, term: Term, by: Any, at: dt.datetime) -> PersonalEducationPlan:
    """A person's act for a plan that no rule closes: not completed in its term, and the plan of `term` from its text.

    Raises ActNotAllowed, MoveNotAllowed and CannotOpen; then nothing has changed.
    """
    make_move("close", pep=pep, by=by, at=at, close_reason=CloseReason.NOT_COMPLETED)
    return open_pep(child=pep.child, kind=PepKind.TERMLY, term=term, by=by, at=at)


def closed_for(term: Term) -> QuerySet[PersonalEducationPlan]:
    """Plans that were closed as not completed when the plans of `term` were opened."""
    opened = PersonalEducationPlan.objects.filter(
        child=OuterRef("child"), fills_term=term, opened_at__gte=OuterRef("closed_at")
    )
    plans = PersonalEducationPlan.objects.filter(Exists(opened), close_reason=CloseReason.NOT_COMPLETED)
    return plans.filter(fills_term__first_day__lt=term.first_day).select_related("child", "fills_term")


def closed_by_rule(person: Any, since: dt.date) -> QuerySet[PersonalEducationPlan]:
    """For those who may restore them, the newest first."""
    if not access.may(person, Action.CLOSE_PEP):
        return PersonalEducationPlan.objects.none()
    plans = PersonalEducationPlan.objects.visible_to(person).filter(CLOSED_BY_RULE, status=PepStatus.CLOSED)
    return (
        plans.filter(closed_at__gte=clock.start_of(since))
        .select_related("child", "fills_term", "school")
        .order_by("-closed_at", "child__family_name", "pk")
    )


@transaction.atomic
def restore(*, pep: PersonalEducationPlan, by: Any, at: dt.datetime, note: str = "") -> PersonalEducationPlan:
    """As it stood when it was closed. A later plan that has not gone far makes way, and can be restored in turn.

    Raises ActNotAllowed, MoveNotAllowed and CannotRestore.
    """
    access.require(by, Action.CLOSE_PEP)
    Child.objects.select_for_update(no_key=True).get(pk=pep.child_id)
    for other in in_the_way(pep):
        if not may_make_way(other):
            raise CannotRestore(f"The plan “{other.title}” is in its place: {other.get_status_display().lower()}.")
        said = f"“{pep.title}” was restored. What was written in this plan stays readable."
        make_move("close", pep=other, by=by, at=at, note=said, close_reason=CloseReason.MADE_WAY)
    return take_back_closing(pep=pep, by=by, at=at, note=note)


def in_the_way(pep: PersonalEducationPlan) -> list[PersonalEducationPlan]:
    """A child has one plan under way, and one of each term."""
    others = PersonalEducationPlan.objects.filter(child=pep.child_id).exclude(pk=pep.pk).select_related("fills_term")
    same_term = Q(fills_term=pep.fills_term_id) if pep.fills_term_id else Q(pk=None)
    return list((others.under_way() | others.filter(same_term).exclude(status=PepStatus.CLOSED)).distinct())


def may_make_way(pep: PersonalEducationPlan) -> bool:
    """No part is in and no meeting was held."""
    plans = PersonalEducationPlan.objects.filter(pk=pep.pk, status=PepStatus.OPEN)
    return plans.exclude(HELD | PART_IN).exists()
