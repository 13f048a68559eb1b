"""What is known around the targets of a plan, gathered for the advice on them. A fixed number of queries."""

import datetime as dt
from dataclasses import replace
from typing import Any

from accounts.access import Level
from accounts.dated import holds
from children.models import Child, Enrolment, Term
from peps.answers.target_answers import plans_elsewhere, texts_of
from peps.models import PersonalEducationPlan, Section, Target
from peps.targets.advice import Advice, Around, Draft, advice_on
from peps.targets.pronouns import pronouns_of


def around(pep: PersonalEducationPlan, *, person: Any, on: dt.date) -> Around:
    plans = plans_elsewhere(pep)
    return Around(
        on=on,
        name=pep.child.called,
        pronouns=pronouns_of(pep.child.pronouns),
        next_review=_next_review(pep),
        others=_others(pep, person, on),
        last_term=tuple(pep.follows.targets.values_list("outcome", flat=True)) if pep.follows else (),
        elsewhere=tuple((_named(plan), target) for plan in plans for target in plan.targets()),
    )


def advice_on_target(target: Target, section: Section, known: Around) -> list[Advice]:
    texts = texts_of(target, section.answers)
    linked = frozenset({_named(target.other_plan)}) if target.other_plan_id else frozenset()
    return advice_on(Draft(texts), replace(known, linked_to=linked))


def _named(plan: Any) -> str:
    return str(plan).lower()


def _next_review(pep: PersonalEducationPlan) -> dt.date | None:
    """The next meeting as agreed, else the deadline of the term after this plan's."""
    meeting = pep.meetings.filter(cancelled_at=None).first()
    if meeting and meeting.next_date:
        return meeting.next_date
    following = Term.objects.filter(pep_deadline_date__gt=pep.due_date).order_by("pep_deadline_date").first()
    return following.pep_deadline_date if following else None


def _others(pep: PersonalEducationPlan, person: Any, on: dt.date) -> frozenset[str]:
    """Names of the other children of the school whom this person may know of: nobody learns of a child by advice."""
    if pep.school_id is None:
        return frozenset()
    at_school = Enrolment.objects.filter(holds(on), school=pep.school_id).values("child")
    known = Child.objects.visible_to(person, level=Level.LISTED).filter(pk__in=at_school).exclude(pk=pep.child_id)
    return frozenset(
        name for names in known.values_list("given_name", "preferred_name") for name in names if name.strip()
    )
