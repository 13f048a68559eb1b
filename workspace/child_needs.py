"""What needs doing for one child, in sentences that lead somewhere. Derived from the rows that the page has loaded."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.access import Action
from accounts.enums import Role
from children.attendance.attendance import Tally
from children.enums import RatingColour
from children.models import CareReview, NotFullTime, PlannedMove, Rating
from peps.models import PersonalEducationPlan
from workspace.child_blocks import hours

SOON = dt.timedelta(days=14)
REVIEW_SOON = dt.timedelta(days=42)
DONE_BEFORE_REVIEW = frozenset({"SUBMITTED", "SIGNED_OFF"})


@dataclass(frozen=True)
class Need:
    text: str
    href: str = ""
    link: str = ""
    is_urgent: bool = False


@dataclass
class Standing:
    """The rows of today that needs are read from; None or empty where there is none."""

    child: Any
    on: dt.date
    actions: frozenset[Action]
    reads_plans: bool
    is_on_roll: bool
    has_worker: bool
    has_teacher: bool
    school_urn: str
    plan: PersonalEducationPlan | None
    not_full_time: NotFullTime | None
    move: PlannedMove | None
    rating: Rating | None
    review: CareReview | None
    attendance: Tally


def needs_of(now: Standing) -> list[Need]:
    """The urgent ones first."""
    found = [*_plan(now), *_register(now), *_people(now), *_move(now), *_review(now), *_school(now)]
    return sorted(found, key=lambda need: not need.is_urgent)


def _plan(now: Standing) -> Iterator[Need]:
    pep = now.plan
    if pep is None or not pep.is_under_way:
        return
    due = pep.asked_by_date
    left = (due - now.on).days
    if left > SOON.days:
        return
    href = reverse("peps:task_list", args=[pep.reference]) if now.reads_plans else ""
    when = f"was due on {due:%-d %B %Y}" if left < 0 else f"is due on {due:%-d %B %Y}"
    yield Need(f"The plan “{pep.title}” {when}.", href, "Go to the plan" if href else "", is_urgent=left < 0)


def _register(now: Standing) -> Iterator[Need]:
    row = now.not_full_time
    if row is None:
        return
    href = reverse("workspace:child_tab", args=[now.child.reference, "school"])
    if row.planned_end_date < now.on:
        text = f"Was to be back in full-time education by {row.planned_end_date:%-d %B %Y}. End the row, or agree a new day."
        yield Need(text, href, "See the register", is_urgent=True)
    elif row.review_date and row.review_date < now.on:
        yield Need(
            f"The reduced timetable was to be reviewed on {row.review_date:%-d %B %Y}.",
            href,
            "See the register",
            is_urgent=True,
        )
    else:
        yield Need(
            f"Not in full-time education: {hours(row.hours_a_week)} hours a week until {row.planned_end_date:%-d %B %Y}.",
            href,
            "See the register",
        )


def _people(now: Standing) -> Iterator[Need]:
    report = (
        reverse("children:report_change", args=[now.child.reference]) if Action.REPORT_CHANGE in now.actions else ""
    )
    link = "Report it" if report else ""
    if not now.has_worker:
        yield Need("No social worker is allocated.", report, link, is_urgent=True)
    if not now.is_on_roll:
        yield Need("Not on roll at a school.", report, link, is_urgent=True)
    elif not now.has_teacher:
        yield Need("No designated teacher at the school has an account.", *_way_to_a_teacher(now))


def _way_to_a_teacher(now: Standing) -> tuple[str, str]:
    """Address and words of the link; nothing for those who neither invite nor ask."""
    if Action.INVITE_SCHOOLS in now.actions:
        return reverse("accounts:invite"), "Invite the designated teacher"
    if Action.ASK_TO_INVITE in now.actions:
        asked = f"?role={Role.DESIGNATED_TEACHER}&school={now.school_urn}"
        return f"{reverse('accounts:ask_to_invite')}{asked}", "Ask the virtual school to invite one"
    return "", ""


def _move(now: Standing) -> Iterator[Need]:
    if now.move and Action.PLAN_MOVE in now.actions:
        text = f"A move of school is planned for {now.move.planned_date:%-d %B %Y}: {now.move.get_state_display().lower()}."
        yield Need(text, reverse("children:move", args=[now.move.pk]), "See the proposal")


def _review(now: Standing) -> Iterator[Need]:
    if now.review is None or now.review.review_date > now.on + REVIEW_SOON:
        return
    if now.plan is not None and now.plan.status in DONE_BEFORE_REVIEW:
        return
    yield Need(f"The statutory review is on {now.review.review_date:%-d %B %Y}, and the plan is not complete yet.")


def _school(now: Standing) -> Iterator[Need]:
    href = reverse("workspace:child_tab", args=[now.child.reference, "school"])
    if now.rating and now.rating.colour == RatingColour.RED:
        yield Need(f"Rated red since {now.rating.from_date:%-d %B %Y}: {now.rating.reason}", href, "See why")
    tally = now.attendance
    if tally.possible and tally.is_persistently_absent:
        yield Need(f"Attended {tally.percent} % of this school year so far.", href, "See attendance")
