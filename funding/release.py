"""Instalments follow signed-off plans of good enough quality: nothing is called from below, this app asks."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value

from accounts import access, audit
from accounts.access import Action
from accounts.dated import holds
from accounts.enums import Job
from accounts.job_runs import JobRun, reason_for
from children.models import Enrolment
from funding import ledger
from funding.enums import EntryKind
from funding.ledger import About, AlreadyPaid, NotReversible
from funding.models import Instalment, LedgerEntry
from peps.enums import PepStatus
from peps.models import PersonalEducationPlan
from quality.enums import Grade
from quality.queries import with_grades


@dataclass(frozen=True)
class Release:
    """One plan, and the instalment that follows from it; `withheld_because` is empty when it is due."""

    pep: PersonalEducationPlan
    instalment: Instalment
    withheld_because: str

    @property
    def pence(self) -> int:
        return self.instalment.pence

    @property
    def subject(self) -> str:
        return f"{self.pep.pk} {self.instalment.pk}"


@dataclass(frozen=True)
class Released:
    """`undone`: how many could not be paid, or not be decided on."""

    payments: int
    pence: int
    undone: int = 0


def due_on(day: dt.date, *, by: Any) -> list[Release]:
    """What may be paid that day, of the children that `by` may know of."""
    return [release for release in _releases(day, by) if not release.withheld_because]


def due_and_withheld(day: dt.date, *, by: Any) -> tuple[list[Release], list[Release]]:
    """Also the signed-off plans whose instalment waits, with the reason; as many queries as `due_on`."""
    releases = list(_releases(day, by))
    return [one for one in releases if not one.withheld_because], [one for one in releases if one.withheld_because]


def release_due(day: dt.date, *, by: Any, at: dt.datetime) -> Released:
    """Pays what is due that day, child by child; a second run pays nothing more."""
    access.require(by, Action.RELEASE_INSTALMENTS)
    run, paid = JobRun(Job.PAYMENTS), []
    for one in list(_releases(day, by, run)):
        if not one.withheld_because:
            with run.alone(one.subject, child=one.pep.child.reference):
                if _pay(one, by=by, at=at):
                    paid.append(one.pence)
    if by.is_system:  # a person may not know of all of them
        run.finish()
    return Released(len(paid), sum(paid), len(run.failed))


def not_signed_off(day: dt.date, *, by: Any) -> int:
    """How many plans could bring an instalment that day and are not signed off."""
    wanted = Q(pk__in=())
    for instalment in _open(day):
        wanted |= _of_its_term_and_years(instalment)
    seen = PersonalEducationPlan.objects.under_way().filter(wanted, access.not_restricted(by, prefix="child__"))
    return PersonalEducationPlan.objects.filter(pk__in=seen.values("pk")).count()


def _open(day: dt.date) -> QuerySet[Instalment]:
    return Instalment.objects.holding(day).select_related("regime")


def _of_its_term_and_years(instalment: Instalment) -> Q:
    """A financial year has one term of each name: the one that begins in it."""
    first, after = instalment.regime.year
    return Q(
        fills_term__name=instalment.term_name,
        fills_term__first_day__gte=first,
        fills_term__first_day__lt=after,
        year_group__gte=instalment.regime.first_year_group,
        year_group__lte=instalment.regime.last_year_group,
    )


def _releases(day: dt.date, by: Any, run: JobRun | None = None) -> Iterator[Release]:
    """What cannot be decided of one plan withholds its instalment alone; a `run` that pays notes it."""
    for instalment in _open(day):
        for pep in _signed_and_unpaid(instalment, by):
            try:
                yield Release(pep, instalment, _why_withheld(pep, instalment))
            except (ValueError, LookupError, TypeError, AttributeError) as problem:
                undecided = Release(pep, instalment, f"The portal could not decide on it. {reason_for(problem)}")
                if run is not None:
                    run.could_not(undecided.subject, problem, child=pep.child.reference)
                yield undecided


def _signed_and_unpaid(instalment: Instalment, by: Any) -> QuerySet[PersonalEducationPlan]:
    """One query for each open instalment, with all that the decision needs."""
    paid = LedgerEntry.objects.filter(pep=OuterRef("pk"), kind=EntryKind.INSTALMENT)
    this_year = LedgerEntry.objects.standing().filter(
        kind=EntryKind.INSTALMENT,
        account__child=OuterRef("child"),
        account__financial_year=instalment.regime.financial_year,
    )
    on_roll = Enrolment.objects.filter(
        holds(instalment.census_date) if instalment.census_date else Q(),
        child=OuterRef("child"),
        school=OuterRef("school"),
    )
    other_regime = this_year.exclude(instalment__regime=instalment.regime)
    plans = PersonalEducationPlan.objects.filter(
        _of_its_term_and_years(instalment), access.not_restricted(by, prefix="child__"), status=PepStatus.SIGNED_OFF
    ).filter(~Exists(paid.standing()), ~Exists(this_year.filter(instalment=instalment)))
    return (
        with_grades(PersonalEducationPlan.objects.filter(pk__in=plans.values("pk")))
        .annotate(
            was_taken_back=Exists(paid),
            is_on_roll=Exists(on_roll) if instalment.census_date else Value(True),
            other_regime=Subquery(other_regime.values("instalment__regime__name")[:1]),
        )
        .select_related("child", "school", "fills_term")
        .order_by("school__name", "child__social_care_id")
    )


def _why_withheld(pep: Any, instalment: Instalment) -> str:
    regime = instalment.regime
    if pep.was_taken_back:
        return "Paid before and taken back: it is not paid again by itself"
    if pep.signed_grade is None:
        return "No grade was recorded before sign-off"
    if not _is_good_enough(pep.signed_grade, regime.minimum_grade):
        return f"Signed off as “{Grade(pep.signed_grade).label.lower()}”; {_at_least(regime.minimum_grade)} is needed"
    if pep.school is None:
        return "The plan names no school to pay"
    if not pep.is_on_roll:
        return f"Not on roll at this school on the census day, {instalment.census_date:%-d %B %Y}"
    if pep.other_regime:
        return f"“{pep.other_regime}” has paid for this child in this financial year"
    return ""


def _is_good_enough(grade: str, minimum: str) -> bool:
    return Grade.values.index(grade) <= Grade.values.index(minimum)


def _at_least(minimum: str) -> str:
    words = Grade(minimum).label.lower()
    return f"“{words}”" if minimum == Grade.values[0] else f"“{words}” or better"


def _pay(release: Release, *, by: Any, at: dt.datetime) -> bool:
    """Into the child's account and on to the school. False when somebody else has just done it."""
    pep, instalment = release.pep, release.instalment
    about = About(pep=pep, school=pep.school, instalment=instalment)
    try:
        with transaction.atomic():
            account = ledger.account_of(pep.child, instalment.regime.financial_year)
            words = {"account": account, "by": by, "at": at, "about": about}
            ledger.post(kind=EntryKind.ALLOCATION, pence=release.pence, **words)
            entry = ledger.post(kind=EntryKind.INSTALMENT, pence=-release.pence, **words)
            audit.record("funding.instalment_released", by=by, subject=entry, child=pep.child, pence=release.pence)
    except AlreadyPaid:
        return False
    return True


@transaction.atomic
def take_back(*, entry: LedgerEntry, by: Any, at: dt.datetime, reason: str) -> None:
    """Takes an instalment back from the school and out of the child's account; it is not paid again by itself.

    Raises what `ledger.reverse` raises, and NotReversible for anything but an instalment.
    """
    access.require(by, Action.RELEASE_INSTALMENTS)
    if entry.kind != EntryKind.INSTALMENT:
        raise NotReversible("Only an instalment that went to a school can be taken back.")
    allocated = entry.account.entries.get(kind=EntryKind.ALLOCATION, instalment=entry.instalment, attempt=entry.attempt)
    for one in (entry, allocated):
        ledger.reverse(entry=one, by=by, at=at, reason=reason)
    audit.record("funding.instalment_taken_back", by=by, subject=entry, child=entry.account.child, pence=entry.pence)
