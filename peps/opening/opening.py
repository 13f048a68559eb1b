"""Opening a plan: the form of the child's phase, the parts and who is asked, and everything that is known already."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts import access, audit, clock, job_runs
from accounts.access import Action
from accounts.dated import holds
from accounts.enums import Job, Role
from accounts.models import School, holders
from accounts.refusals import PortalRefusal
from children.enums import EnrolmentKind
from children.models import Child, Term
from children.year_groups import phase_of
from peps.deadlines.due_date_updates import due_of_new
from peps.enums import PartName, PepKind
from peps.legacy_plans.legacy_plans import answers_of_old_system
from peps.models import FormEdition, Part, PepEvent, PersonalEducationPlan, Section, TargetReview
from peps.opening.unfinished import carry_rows, unfinished_plan
from peps.prefilling.carry_forward import answers_for, earlier_answers, targets_to_review, unfinished_answers
from peps.prefilling.prefill import facts
from peps.provision.provisions import carry_provisions
from peps.questions.blueprint.editions import body_for
from peps.questions.blueprint.spec import SectionSpec
from peps.questions.council_form import shape_now
from peps.questions.plan_form import blueprint_of
from peps.results.results import begin_attendance, begin_results
from peps.scope import scope_day


class CannotOpen(PortalRefusal):
    """This plan cannot be opened; the text says what to do first. `because_of`: the plan that is in the way."""

    def __init__(self, text: str, because_of: PersonalEducationPlan | None = None) -> None:
        super().__init__(text)
        self.because_of = because_of


@transaction.atomic
def open_pep(*, child: Child, kind: PepKind, term: Term | None, by: Any, at: dt.datetime) -> PersonalEducationPlan:
    """School, year group and phase are those of the term's first day, or of today once it has begun.

    A change plan may be of no term. Raises CannotOpen while another plan of the child is under way, or when the
    term has one already.
    """
    access.require(by, Action.OPEN_PEP)
    day = scope_day(term, clock.day_of(at)) if term else clock.day_of(at)
    # Of two at once the second waits here, and is then told in words.
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    _refuse_second(child, term)
    pep = _new_plan(child, kind, term, day=day, at=at)
    unfinished = unfinished_plan(child, pep.follows)
    _add_sections(pep, unfinished, day=day)
    _begin_rows(pep, unfinished, day=day)
    PepEvent.objects.create(
        pep=pep, name="opened", text="The plan was opened and handed out", by_name=str(by), by=_person(by), at=at
    )
    audit.record("pep.opened", by=by, subject=pep, kind=kind)
    if term:
        job_runs.settle(Job.DELEGATION, begins=f"{term.key} {child.reference}")
    return pep


def _new_plan(
    child: Child, kind: PepKind, term: Term | None, *, day: dt.date, at: dt.datetime
) -> PersonalEducationPlan:
    school = main_school(child, day)
    year = child.year_group_on(day)
    follows = last_plan(child)
    # Without an earlier plan there is nothing to look back to, whatever kind this one is.
    form = {
        "phase": phase_of(year),
        "kind": kind,
        "looks_back": follows is not None and kind != PepKind.FIRST,
        "on_roll": school is not None,
        "shape": shape_now(),
    }
    due = due_of_new(child, kind=PepKind(kind), term=term, day=clock.day_of(at), school=school)
    return PersonalEducationPlan.objects.create(
        child=child,
        kind=kind,
        fills_term=term,
        edition=FormEdition.objects.keep(body_for(**form)),
        follows=follows,
        school=school,
        year_group=year,
        phase=form["phase"],
        due_date=due.day,
        brought_from_date=due.brought_from,
        opened_at=at,
        delegated_at=at,
    )


def _begin_rows(pep: PersonalEducationPlan, unfinished: PersonalEducationPlan | None, *, day: dt.date) -> None:
    """What stands in tables and begins from the last plan or the record."""
    carry_provisions(pep, day)
    begin_results(pep, day)
    begin_attendance(pep, day)
    TargetReview.objects.bulk_create(TargetReview(pep=pep, target=target) for target in targets_to_review(pep))
    if unfinished:
        carry_rows(pep, unfinished)


def main_school(child: Child, day: dt.date) -> School | None:
    """Where the child is on roll that day; the main school where there are two."""
    rows = child.enrolments.filter(holds(day)).select_related("school")
    ordered = sorted(rows, key=lambda row: (row.kind != EnrolmentKind.MAIN, row.from_date))
    return ordered[0].school if ordered else None


def last_plan(child: Child) -> PersonalEducationPlan | None:
    """The plan that a new one starts from: the latest that was signed off."""
    return child.peps.filter(signed_off_at__isnull=False).order_by("-signed_off_at", "-pk").first()


def _refuse_second(child: Child, term: Term | None) -> None:
    under_way = child.peps.under_way().select_related("fills_term").first()
    if under_way:
        raise CannotOpen(f"The plan “{under_way.title}” is still under way. Sign it off or close it first.", under_way)
    if term and child.peps.filling(term).exists():
        raise CannotOpen(f"There is already a plan for the {str(term).lower()}.")


def _add_sections(pep: PersonalEducationPlan, unfinished: PersonalEducationPlan | None, *, day: dt.date) -> None:
    blueprint = blueprint_of(pep)
    known = facts(pep.child, day)
    school_owner = owner_of_school_part(pep, day)
    parts = {
        PartName.PART_1: Part.objects.create(pep=pep, name=PartName.PART_1, owner_role=Role.SOCIAL_WORKER),
        PartName.SCHOOL: Part.objects.create(pep=pep, name=PartName.SCHOOL, owner_role=school_owner),
    }
    earlier = earlier_answers(pep.follows) if pep.follows else answers_of_old_system(pep.child)
    if unfinished:
        earlier = {**earlier, **unfinished_answers(unfinished)}
    Section.objects.bulk_create(
        Section(
            pep=pep,
            part=parts[PartName(spec.part)],
            key=spec.key,
            position=position,
            owner_role=owner_of_section(spec, school_owner),
            answers=answers_for(spec, known, earlier),
        )
        for position, spec in enumerate(blueprint.sections)
    )


def owner_of_school_part(pep: PersonalEducationPlan, day: dt.date) -> Role:
    """The designated teacher; of a child out of school, or whose school has no account, the virtual school."""
    if pep.school and holders(on=day, role=Role.DESIGNATED_TEACHER, school=pep.school).exists():
        return Role.DESIGNATED_TEACHER
    return Role.VS_OFFICER


def owner_of_section(spec: SectionSpec, school_owner: Role) -> Role:
    return school_owner if spec.owner == Role.DESIGNATED_TEACHER else spec.owner


def _person(by: Any) -> Any:
    return by if by.pk else None
