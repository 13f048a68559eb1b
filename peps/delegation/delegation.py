"""Opening a term's plans in one go and handing their sections out, child by child, so that it can be stopped."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from accounts import access, audit, clock, job_runs
from accounts.access import Action
from accounts.audit import System
from accounts.dated import holds
from accounts.enums import Job, Role
from accounts.job_runs import JobRun
from accounts.models import User, holders
from accounts.refusals import PortalRefusal
from children.enums import AllocationKind
from children.models import Allocation, Child, Term
from children.protection.recipients import in_post
from peps.enums import BatchState, PartName, PepKind
from peps.life.closing import close_untouched
from peps.models import Batch, Part, PersonalEducationPlan, Section
from peps.opening.opening import CannotOpen, open_pep
from peps.scope import in_scope, scope_day

A_WEEK = dt.timedelta(days=7)
SILENT_FOR = dt.timedelta(minutes=2)
BY = System("delegation")


class CannotDelegate(PortalRefusal):
    """The term cannot be delegated now; the text says why."""


@dataclass(frozen=True)
class NobodyToAsk:
    pep: PersonalEducationPlan
    reason: str
    what_to_do: str


def start_batch(*, term: Term, by: User | System, at: dt.datetime) -> Batch:
    """Asks for the term's plans to be opened.

    Raises CannotDelegate while a batch of the term is at work, and where an earlier one has left nothing to open.
    """
    access.require(by, Action.DELEGATE_TERM)
    total = waiting_children(term, clock.day_of(at)).count()
    if not total and term.batches.exists():
        raise CannotDelegate(f"Every child who needs a plan for the {str(term).lower()} has one.")
    try:
        with transaction.atomic():
            batch = Batch.objects.create(term=term, asked_by=by if by.pk else None, asked_at=at, total=total)
            audit.record("term.delegated", by=by, subject=batch, term=term.key)
    except IntegrityError:
        raise CannotDelegate(f"The {str(term).lower()} is being delegated already.") from None
    return batch


def start_what_is_due(on: dt.date, *, at: dt.datetime) -> list[Batch]:
    """On its day a term is handed out without anybody's press, once; a day without a machine is made up for within a week.

    Whoever pressed before the day has done it already.
    """
    for over in Term.objects.filter(last_day__lt=on, last_day__gt=on - A_WEEK):
        job_runs.settle(Job.DELEGATION, begins=f"{over.key} ")
    due = Term.objects.filter(delegation_date__lte=on, delegation_date__gt=on - A_WEEK, batches=None)
    return [start_batch(term=term, by=BY, at=at) for term in due]


def waiting_children(term: Term, on: dt.date):
    """In scope for the term and without a plan for it."""
    there = PersonalEducationPlan.objects.filling(term).filter(child=OuterRef("pk"))
    return in_scope(scope_day(term, on)).exclude(Exists(there))


def run_batch(batch_id: int) -> None:
    """Opens what is still to open, one child at a time. Run again after a kill, it makes no second copy."""
    batch = Batch.objects.select_related("term").get(pk=batch_id)
    if not _claim(batch):
        return
    there = PersonalEducationPlan.objects.filling(batch.term).count()
    batch.already_there = max(there - batch.opened, 0)
    batch.refused = []  # a run that goes on asks those again
    batch.save(update_fields=["already_there", "refused"])
    run = JobRun(Job.DELEGATION, of=f"{batch.term.key} ")
    for child in waiting_children(batch.term, clock.today()):
        if Batch.objects.filter(pk=batch_id, state=BatchState.STOPPED).exists():
            return
        _open_one(batch, child, run)
    run.finish()
    Batch.objects.filter(pk=batch_id).update(state=BatchState.DONE, finished_at=clock.now())


def stop_batch(batch: Batch, *, by: User) -> None:
    """Stops after the child in hand; what is open stays open."""
    access.require(by, Action.DELEGATE_TERM)
    Batch.objects.filter(pk=batch.pk, state__in=[BatchState.WAITING, BatchState.RUNNING]).update(
        state=BatchState.STOPPED, finished_at=clock.now()
    )


def left_behind(at: dt.datetime):
    """Batches that nobody works on: never begun, or whose worker has been silent."""
    return Batch.objects.filter(
        Q(state=BatchState.WAITING) | Q(state=BatchState.RUNNING, heartbeat_at__lt=at - SILENT_FOR)
    )


def _claim(batch: Batch) -> bool:
    """Of two workers only one gets True."""
    now = clock.real_now()
    return bool(left_behind(now).filter(pk=batch.pk).update(state=BatchState.RUNNING, heartbeat_at=now))


def _open_one(batch: Batch, child: Child, run: JobRun) -> None:
    opened = False
    with run.alone(child.reference, child=child.reference):
        try:
            opened = _open(batch, child)
        except CannotOpen as refused:
            plan = refused.because_of.reference if refused.because_of else ""
            batch.refused.append({"child": child.reference, "reason": str(refused), "plan": plan})
    if why := run.why_not(child.reference):
        batch.refused.append({"child": child.reference, "reason": f"This plan could not be opened. {why}"})
    elif opened:
        batch.opened += 1
    batch.heartbeat_at = clock.real_now()
    batch.save(update_fields=["opened", "already_there", "refused", "heartbeat_at"])


def _open(batch: Batch, child: Child) -> bool:
    """False where somebody opened this child's plan in the same moment."""
    try:
        with transaction.atomic():
            close_untouched(child=child, term=batch.term, at=clock.now())
            open_pep(child=child, kind=PepKind.TERMLY, term=batch.term, by=BY, at=clock.now())
    except IntegrityError:
        if not PersonalEducationPlan.objects.filling(batch.term).filter(child=child).exists():
            raise
        batch.already_there += 1
        return False
    return True


def nobody_to_ask(term: Term, on: dt.date) -> Iterator[NobodyToAsk]:
    """Plans of the term that wait for a person: no social worker, no school, a school without an account."""
    peps = PersonalEducationPlan.objects.under_way().filter(fills_term=term).for_list()
    for pep in peps.exclude(_has_social_worker(on)):
        yield NobodyToAsk(
            pep, "No social worker is allocated, or theirs has left", "Ask the team manager to allocate the case."
        )
    for pep in peps.filter(school=None):
        yield NobodyToAsk(
            pep, "Not on roll at a school", "The virtual school fills the school part, and looks for a school place."
        )
    for pep in peps.exclude(school=None).exclude(_has_teacher(on)):
        yield NobodyToAsk(
            pep, "The school has no designated teacher here", "Invite the designated teacher; until then you fill it."
        )


def waiting_for_nobody(term: Term, on: dt.date):
    """The plans of `nobody_to_ask`, each once: to be counted in one query."""
    peps = PersonalEducationPlan.objects.under_way().filter(fills_term=term)
    return peps.filter(~_has_social_worker(on) | Q(school=None) | ~_has_teacher(on))


def _has_social_worker(on: dt.date) -> Exists:
    in_post = holders(on=on, role=Role.SOCIAL_WORKER)
    return Exists(
        Allocation.objects.filter(
            holds(on), kind=AllocationKind.SOCIAL_WORKER, person__in=in_post, child=OuterRef("child")
        )
    )


def _has_teacher(on: dt.date, *, school: str = "school") -> Exists:
    """`school` is where the row that is asked about names it."""
    return Exists(in_post(on, Role.DESIGNATED_TEACHER).filter(school=OuterRef(school)))


@transaction.atomic
def hand_to_new_teachers(on: dt.date) -> int:
    """School parts kept by the virtual school go to a designated teacher who has joined since; those begun stay."""
    begun = Section.objects.filter(part=OuterRef("pk"), confirmed_at__isnull=False)
    parts = Part.objects.filter(
        _has_teacher(on, school="pep__school"),
        ~Exists(begun),
        name=PartName.SCHOOL,
        owner_role=Role.VS_OFFICER,
        submitted_at=None,
    ).filter(pep__in=PersonalEducationPlan.objects.under_way())
    ids = list(parts.values_list("pk", flat=True))
    Section.objects.filter(part__in=ids, owner_role=Role.VS_OFFICER).update(owner_role=Role.DESIGNATED_TEACHER)
    return Part.objects.filter(pk__in=ids).update(owner_role=Role.DESIGNATED_TEACHER)
