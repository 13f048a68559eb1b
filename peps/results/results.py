"""Attainment and attendance in a plan: begun from the record and the last plan, and taken into the record at sign-off."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from accounts import clock
from accounts.enums import Job
from accounts.job_runs import JobRun
from children.attainment import attainment
from children.attainment import attainment_scales as scales
from children.attainment.attainment import NewResult, NotOnScale
from children.attendance import attendance
from children.attendance.attendance import Tally
from children.enums import WORKING_AT, Origin, Phase, ResultKind
from children.models import AttainmentResult, Child, Suspension
from children.year_groups import FIRST_MONTH, academic_year_start
from peps.enums import UNDER_WAY, PartName
from peps.models import Part, PersonalEducationPlan, PlanAttendance, SubjectResult

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
Sessions = tuple[int | None, int | None, int | None, int | None]
"""Possible, authorised, unauthorised, lost to suspension."""
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
    row = PlanAttendance(pep=pep)
    _take_over(row, registers_say(pep.child, on), on)
    row.save()


def registers_say(child: Child, on: dt.date) -> Sessions | None:
    """This academic year up to and with that day; None without a possible session. Two queries."""
    since = dt.date(academic_year_start(on), FIRST_MONTH, 1)
    marks = attendance.of_child(child, since, clock.day_after(on))
    if not marks.possible:
        return None
    away = Suspension.objects.standing().filter(child=child, start_date__gte=since, start_date__lte=on)
    return marks.possible, marks.authorised, marks.unauthorised, sum(each.sessions or 0 for each in away)


def follow_registers(row: PlanAttendance, on: dt.date) -> bool:
    """What nobody has changed goes on with the registers; a figure that a person wrote stays beside them.

    True where the registers say something new.
    """
    told = registers_say(row.pep.child, on)
    if told is None or told == recorded(row):
        return False
    _take_over(row, told, on)
    row.save()
    return True


def follow_all_registers(on: dt.date) -> int:
    """Of plans whose school part is not in. Run again, none."""
    open_parts = Part.objects.filter(pep=OuterRef("pep"), name=PartName.SCHOOL, submitted_at=None)
    rows = PlanAttendance.objects.filter(Exists(open_parts), pep__status__in=UNDER_WAY).select_related("pep__child")
    run, moved = JobRun(Job.DUE_DATES, of="registers "), 0
    for row in rows:
        with run.alone(row.pk, child=row.pep.child.reference):
            moved += follow_registers(row, on)
    run.finish()
    return moved


def contradicts_registers(row: PlanAttendance, on: dt.date) -> bool:
    """A figure that is neither what they said when it was filled in, nor what they say now."""
    if row.possible is None or row.is_as_recorded:
        return False
    told = registers_say(row.pep.child, on)
    return (told is not None or row.record_possible is not None) and told != typed(row)


def note_until(row: PlanAttendance, on: dt.date) -> None:
    """Figures that somebody wrote without a day were counted up to that day. The caller saves the row."""
    if row.is_as_recorded:
        row.until_date = row.record_until
    elif row.possible is not None and row.until_date in (None, row.record_until):
        row.until_date = on


def typed(row: PlanAttendance) -> Sessions:
    return row.possible, row.authorised, row.unauthorised, row.suspended


def recorded(row: PlanAttendance) -> Sessions:
    return row.record_possible, row.record_authorised, row.record_unauthorised, row.record_suspended


def _take_over(row: PlanAttendance, told: Sessions | None, on: dt.date) -> None:
    if told is None:
        return
    if typed(row) in (recorded(row), (None, None, None, None)):
        row.possible, row.authorised, row.unauthorised, row.suspended = told
        row.until_date = on
    row.record_possible, row.record_authorised, row.record_unauthorised, row.record_suspended = told
    row.record_until = on


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


def record_otherwise(rows: Iterable[SubjectResult], pep: PersonalEducationPlan) -> dict[int, AttainmentResult]:
    """By the row's key: what the record has since the plan was opened, where it is not what the plan says of now. One query.

    A result that is dated later than today is not there yet.
    """
    filled_in = [row for row in rows if row.now_value.strip()]
    results = pep.child.attainment_results.standing().filter(
        kind__in=WORKING_AT,
        assessed_date__range=(clock.day_of(pep.opened_at), clock.today()),
    )
    told = {(each.stage, each.subject): each for each in results.order_by("assessed_date", "pk")} if filled_in else {}
    found = {row.pk: told.get((row.stage, row.subject)) for row in filled_in}
    return {
        row.pk: there
        for row in filled_in
        if (there := found[row.pk])
        and (row.now_date is None or there.assessed_date >= row.now_date)
        and attainment.canonical(row.stage, there.value) != attainment.canonical(row.stage, row.now_value)
    }


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
    rows = pep.child.attainment_results.standing().filter(kind__in=WORKING_AT)
    return {(row.stage, row.subject): row for row in rows.order_by("assessed_date", "pk")}
