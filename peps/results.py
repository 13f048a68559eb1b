"""Attainment and attendance in a plan: begun from the record and the last plan, and taken into the record at sign-off."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from accounts import clock
from children import attainment, attendance
from children import attainment_scales as scales
from children.attainment import NewResult, NotOnScale
from children.attendance import Tally
from children.enums import Origin, Phase, ResultKind
from children.models import AttainmentResult, Child, Suspension
from children.school_years import FIRST_MONTH, academic_year_start
from peps.models import PersonalEducationPlan, PlanAttendance, SubjectResult

RECEPTION, LAST_OF_KEY_STAGE_1, LAST_OF_KEY_STAGE_3 = 0, 2, 9
PHONICS_YEARS, TABLES_YEAR = (1, 2), 4
THREE = ("Reading", "Writing", "Mathematics")
CORE = {
    "KS1": THREE,
    "KS2": THREE,
    "KS3": ("English", "Mathematics", "Science"),
    "KS4": ("English language", "Mathematics", "Combined science"),
}
"""Where the child is now has to be said for these; what else is taught can be added."""
NOT_SAID_OF_A_GRADE = "no standard pass"
"""True of a grade 3, and no word for the plan of somebody who has come from a 1."""
Subject = tuple[str, str, str]
"""(stage, area of learning, subject)."""


def stage_of(pep: PersonalEducationPlan) -> str:
    """The scale in which results of this plan are written."""
    if pep.phase == Phase.EARLY_YEARS:
        return "EYFS"
    if pep.phase == Phase.PRIMARY:
        return "KS1" if pep.year_group <= LAST_OF_KEY_STAGE_1 else "KS2"
    if pep.phase == Phase.SECONDARY:
        return "KS3" if pep.year_group <= LAST_OF_KEY_STAGE_3 else "KS4"
    return "POST16"


def subjects_at_first(pep: PersonalEducationPlan, on: dt.date) -> list[Subject]:
    """The rows that a plan of this age begins with. Early learning goals are judged in Reception."""
    stage = stage_of(pep)
    if stage == "EYFS":
        return _goals(on) if pep.year_group == RECEPTION else []
    rows = [(stage, "", subject) for subject in CORE.get(stage, ())]
    if stage == "KS4":
        rows.insert(1, (stage, "", "English literature"))
    if pep.phase == Phase.PRIMARY and pep.year_group in PHONICS_YEARS:
        rows.append(("PHONICS", "", "Phonics"))
    if pep.phase == Phase.PRIMARY and pep.year_group == TABLES_YEAR:
        rows.append(("MTC", "", "Multiplication tables"))
    return rows


def _goals(on: dt.date) -> list[Subject]:
    is_new = on >= scales.NEW_EARLY_YEARS
    areas = scales.PRIME_AND_COUNTED_AREAS if is_new else scales.PRIME_AND_COUNTED_AREAS_BEFORE_2021
    others = scales.OTHER_GOALS if is_new else scales.OTHER_GOALS_BEFORE_2021
    counted = [("EYFS", area, goal) for area, goals in areas.items() for goal in goals]
    return counted + [("EYFS", scales.AREAS_OF_OTHER_GOALS.get(goal, ""), goal) for goal in others]


def begin_results(pep: PersonalEducationPlan, on: dt.date) -> None:
    """Subjects of this age, with those that the last plan had at this stage; last time beside an empty now."""
    stage = stage_of(pep)
    before = {row.subject: row for row in pep.follows.subject_results.all()} if pep.follows else {}
    subjects = subjects_at_first(pep, on)
    named = {subject for _, _, subject in subjects}
    subjects += [
        (row.stage, row.area, row.subject) for row in before.values() if row.stage == stage and row.subject not in named
    ]
    known = _newest_in_record(pep)
    rows = []
    for position, (row_stage, area, subject) in enumerate(subjects):
        last = known.get((row_stage, subject))
        aim = before.get(subject)
        rows.append(
            SubjectResult(
                pep=pep,
                position=position,
                stage=row_stage,
                area=area,
                subject=subject,
                last_value=last.value if last else "",
                last_date=last.assessed_date if last else None,
                target_value=aim.target_value if aim and aim.stage == row_stage else "",
            )
        )
    SubjectResult.objects.bulk_create(rows)


def begin_attendance(pep: PersonalEducationPlan, on: dt.date) -> None:
    """This academic year up to that day, as the registers say; empty where there are none."""
    since = dt.date(academic_year_start(on), FIRST_MONTH, 1)
    marks = attendance.of_child(pep.child, since, clock.day_after(on))
    row = PlanAttendance(pep=pep)
    if marks.possible:
        away = Suspension.objects.standing().filter(child=pep.child, start_date__gte=since, start_date__lte=on)
        sessions = sum(each.sessions or 0 for each in away)
        row.possible = row.record_possible = marks.possible
        row.authorised = row.record_authorised = marks.authorised
        row.unauthorised = row.record_unauthorised = marks.unauthorised
        row.suspended = row.record_suspended = sessions
        row.record_until = on
    row.save()


def rate_of(row: PlanAttendance) -> Decimal | None:
    """Attended of possible sessions in per cent, to one decimal; None without sessions."""
    away = (row.authorised or 0) + (row.unauthorised or 0)
    return Tally(
        present=(row.possible or 0) - away, authorised=row.authorised or 0, unauthorised=row.unauthorised or 0
    ).percent


def suspensions_in_words(child: Child, on: dt.date) -> str:
    """Those of this academic year, one on each line; '' for none."""
    since = dt.date(academic_year_start(on), FIRST_MONTH, 1)
    rows = child.suspensions.standing().filter(start_date__gte=since, start_date__lte=on)
    return "\n".join(
        f"{row.start_date.day} {row.start_date:%B %Y}: {row.get_category_display().lower()}"
        + (f", {row.sessions} half-days" if row.sessions else "")
        for row in rows
    )


def problem_with_value(row: SubjectResult, value: str, on: dt.date) -> str:
    """'' for a value of the row's scale, else what may be written."""
    if not value.strip():
        return ""
    try:
        attainment.classify(row.stage, row.subject, value, on)
    except NotOnScale as problem:
        return str(problem)
    return ""


def means(row: SubjectResult, value: str, on: dt.date) -> str:
    """What a value says, in words; '' where the scale says no more than the value."""
    try:
        label = attainment.classify(row.stage, row.subject, value, on).label if value.strip() else ""
    except NotOnScale:
        return ""
    bare = label.removeprefix(f"Grade {value.strip().upper()}, ")
    return "" if bare.casefold() in (value.strip().casefold(), NOT_SAID_OF_A_GRADE) else bare


def is_core(row: SubjectResult) -> bool:
    return row.subject in CORE.get(row.stage, ())


def take_into_record(pep: PersonalEducationPlan, *, by: Any, at: dt.datetime) -> None:
    """At sign-off: what the plan says of now, aims and expectations becomes the child's record, dated by the meeting."""
    meeting = pep.meetings.filter(cancelled_at=None).first()
    day = meeting.held_date if meeting and meeting.held_date else clock.day_of(at)
    attainment.record(pep.child, _results(pep, day), origin=Origin.PLAN, at=at, by=by)


def _results(pep: PersonalEducationPlan, day: dt.date) -> Iterable[NewResult]:
    for row in pep.subject_results.all():
        for value, kind in (
            (row.now_value, ResultKind.NOW),
            (row.target_value, ResultKind.TARGET),
            (row.predicted_value, ResultKind.PREDICTED),
        ):
            if value.strip() and not problem_with_value(row, value, day):
                yield NewResult(day, row.stage, row.subject, value, kind=kind, school_id=pep.school_id)


def _newest_in_record(pep: PersonalEducationPlan) -> dict[tuple[str, str], AttainmentResult]:
    rows = pep.child.attainment_results.standing().filter(kind__in=(ResultKind.NOW, ResultKind.RESULT))
    return {(row.stage, row.subject): row for row in rows.order_by("assessed_date", "pk")}
