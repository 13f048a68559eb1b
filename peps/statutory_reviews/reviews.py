"""Plan and statutory review: the reviewing officer hears in time when there is none, and says at the review what was there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts import access, audit, clock, letters
from accounts.access import Action, Level
from accounts.dated import holds
from accounts.enums import Job, Role
from accounts.models import Authority, Notice
from accounts.notices import Round, Told, subject_of, write_round
from accounts.refusals import PortalRefusal
from children.calendar.clocks import Calendar, months_after
from children.enums import AllocationKind, ReviewState
from children.models import Allocation, CareReview, Child
from children.protection.recipients import Named, allocated, in_post
from peps.enums import PlanAtReview
from peps.models import PersonalEducationPlan, ReviewCheck

KIND, LETTER = "review_without_plan", "plan_at_review"
WORKING_DAYS_BEFORE = 10
MONTHS_UP_TO_DATE = 6
ASKED_FOR = dt.timedelta(days=28)
CALENDAR = Calendar()


class CannotCheck(PortalRefusal):
    """The review is still to come, or was checked already."""


def plans_at(children: Iterable[int], on: dt.date) -> Mapping[int, PlanAtReview]:
    """What there is for each child on that day, which may be to come. Two queries."""
    came_in = _came_in(children)
    return {child: _state(came_in[child], on) for child in children}


def _came_in(children: Iterable[int]) -> Mapping[int, list[dt.datetime]]:
    """When the plans of each child were whole: the later of the two parts' moments."""
    found: dict[int, list[dt.datetime]] = defaultdict(list)
    plans = PersonalEducationPlan.objects.filter(child__in=list(children)).counted().with_moments()
    for pep in plans:
        parts = (pep.part_1_at, pep.school_part_at)
        if all(parts):
            found[pep.child_id].append(max(parts))
    return found


def _state(came_in: Iterable[dt.datetime], on: dt.date) -> PlanAtReview:
    """Up to date: whole within the six months up to and with that day. What comes in later was not there."""
    there = [moment for moment in came_in if moment < clock.start_of(clock.day_after(on))]
    if not there:
        return PlanAtReview.MISSING
    since = clock.start_of(months_after(on, -MONTHS_UP_TO_DATE))
    return PlanAtReview.UP_TO_DATE if max(there) >= since else PlanAtReview.OLD


def to_check(person: Any, on: dt.date):
    """Reviews of this person's children that were held of late and not checked; the oldest first."""
    if not access.may(person, Action.CHECK_PLAN_AT_REVIEW):
        return CareReview.objects.none()
    done = ReviewCheck.objects.filter(review=OuterRef("pk"))
    return (
        CareReview.objects.filter(
            ~Exists(done),
            child__in=Child.objects.visible_to(person, level=Level.RECORD),
            review_date__lte=on,
            review_date__gt=on - ASKED_FOR,
        )
        .exclude(state=ReviewState.CANCELLED)
        .select_related("child")
        .order_by("review_date", "pk")
    )


@transaction.atomic
def check_plan(*, review: CareReview, found: PlanAtReview, note: str, by: Any, at: dt.datetime) -> ReviewCheck:
    """Said once for a review. An old or missing plan goes to team and service manager the same day.

    Raises ActNotAllowed, and CannotCheck before the day of the review or the second time.
    """
    access.require(by, Action.CHECK_PLAN_AT_REVIEW)
    if review.review_date > clock.day_of(at):
        raise CannotCheck("This review is still to come. Say on the day what was there.")
    try:
        with transaction.atomic():
            check = ReviewCheck.objects.create(review=review, found=found, note=note.strip(), by=by, at=at)
    except IntegrityError:
        raise CannotCheck("Somebody has said this of the review already.") from None
    audit.record("review.plan_checked", by=by, subject=check, child=review.child, found=found)
    if found != PlanAtReview.UP_TO_DATE:
        _tell_managers(check, at=at)
    return check


def _tell_managers(check: ReviewCheck, *, at: dt.datetime) -> None:
    child, day = check.review.child, clock.day_of(at)
    teams = Allocation.objects.filter(holds(day), child=child, kind=AllocationKind.SOCIAL_WORKER).values("team")
    managers = in_post(day, Role.TEAM_MANAGER).filter(team__in=teams) | in_post(day, Role.SERVICE_MANAGER)
    named = Named({child.pk}, day)
    for person in {post.user for post in managers.select_related("user")}:
        if named.may_hear(child, person.pk):
            letters.write_letter(
                to=person, kind=LETTER, subject="An education plan at a review", body=_body(check, person), at=at
            )


def _body(check: ReviewCheck, person: Any) -> str:
    authority = Authority.objects.current()
    found = {PlanAtReview.OLD: "there, but old", PlanAtReview.MISSING: "missing"}[PlanAtReview(check.found)]
    return (
        f"Dear {person.name},\n\nat a review on {check.review.review_date:%-d %B %Y} the education plan was {found}."
        f"\n\nReference: {check.review.child.reference}\nSaid by: {check.by}\n\nThe portal says what is missing, and whose it is."
        f"\n\n{authority.virtual_school_name}\n{authority.name}\n"
    )


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """Ten working days before a booked review the reviewing officer hears of a plan that is old or missing.

    Of one that was booked later than that on the next working day; and each officer once for a review and its day.
    """
    if not CALENDAR.is_working_day(day):
        return 0
    return write_round(KIND, job=Job.REVIEWS, day=day, at=at, decide=lambda _last, _run: _without_plan(day))


def drop_settled(day: dt.date) -> int:
    """Takes back what waits for an email and is true no more: the plan is whole, or the review has another day."""
    waiting = list(Notice.objects.filter(letter=None, kind=KIND))
    if not waiting:
        return 0
    reviews = {review.pk: review for review in _booked_from(day).filter(pk__in=map(subject_of, waiting))}
    came_in = _came_in({review.child_id for review in reviews.values()})

    def is_true(notice: Notice) -> bool:
        review = reviews.get(subject_of(notice))
        if review is None or review.review_date != notice.due_date:
            return False
        found = _state(came_in[review.child_id], review.review_date)
        return found != PlanAtReview.UP_TO_DATE and notice.text == _text(review, found)

    settled = [notice.pk for notice in waiting if not is_true(notice)]
    return Notice.objects.filter(pk__in=settled, letter=None).delete()[0]


def _booked_from(day: dt.date):
    booked = CareReview.objects.filter(state=ReviewState.BOOKED, review_date__gte=day)
    return booked.select_related("child").order_by("review_date", "pk")


def _without_plan(day: dt.date) -> Round:
    to_day = CALENDAR.add_working_days(day, WORKING_DAYS_BEFORE)
    reviews = list(_booked_from(day).filter(review_date__lte=to_day))
    children = {review.child_id for review in reviews}
    came_in = _came_in(children)
    officers = allocated(children, day, AllocationKind.IRO, Role.IRO)
    named = Named(children, day)

    def tell(review: CareReview) -> Iterator[Told]:
        found = _state(came_in[review.child_id], review.review_date)
        if found == PlanAtReview.UP_TO_DATE:
            return
        for person in officers[review.child_id]:
            if named.may_hear(review.child, person):
                yield _one(review, person, found)

    return Round(reviews, tell, called=lambda review: (review.pk, review.child.reference))


def _one(review: CareReview, person: int, found: PlanAtReview) -> Told:
    return Told(
        kind=KIND,
        person_id=person,
        subject_id=review.pk,
        due_date=review.review_date,
        step="before",
        text=_text(review, found),
        path=reverse("workspace:child", args=[review.child.reference]),
    )


def _text(review: CareReview, found: PlanAtReview) -> str:
    state = "is old" if found == PlanAtReview.OLD else "is missing"
    day = f"{review.review_date:%-d %B %Y}"
    return f"{review.child.reference}: the education plan {state}, and there is a review on {day}"
