"""The tab of a child's page about school: schools, attendance, results, time out of school, achievements, after 16."""

import datetime as dt

from accounts import clock
from accounts.models import Notice
from children.attainment import attainment
from children.attendance import attendance
from children.enums import DestinationStatus, Readiness
from children.models import AttainmentResult, Child
from children.suspensions import suspensions
from children.suspensions.suspended_days import last_days
from children.year_groups import FIRST_MONTH, academic_year, academic_year_start
from peps.exclusions import likely
from workspace.child_blocks import FROM, LONGEST_LIST, Bench, Block, BlockRow, day, hours, newest
from workspace.register import agreed_by


def school(bench: Bench, *, sees_rating: bool) -> list[Block]:
    child, on = bench.child, bench.on
    blocks = [
        bench.block(
            "school",
            "Schools",
            {
                "School": lambda row: str(row.school),
                "Kind": lambda row: row.get_kind_display(),
                "Hours a week": lambda row: hours(row.hours_a_week),
                **FROM,
            },
            newest(child.enrolments.select_related("school")),
            nothing="No school is known. Report one, or ask the virtual school.",
        ),
        _attendance(child, on),
        *_happened(bench),
        _register(bench),
    ]
    blocks += [_achievements(bench), *([_ratings(bench)] if sees_rating else [])]
    return blocks + _after_16(bench)


def _happened(bench: Bench) -> list[Block]:
    child = bench.child
    suspended = list(
        child.suspensions.standing().select_related("school", "entered_by").order_by("-start_date")[:LONGEST_LIST]
    )
    ends, told = last_days(suspended), likely.who_was_told(child) if suspended else {}
    results = child.attainment_results.standing().select_related("entered_by")
    results = list(results.order_by("-assessed_date", "subject")[:LONGEST_LIST])
    return [
        bench.block(
            "suspension",
            "Suspensions and exclusions",
            {
                "What": lambda row: row.get_category_display(),
                "From": lambda row: day(row.start_date),
                "To": lambda row: day(ends[row.pk]) if ends[row.pk] else "",
                "Half-days": lambda row: str(row.sessions or "Not stated"),
                "Why": lambda row: ", ".join(suspensions.reason_label(code) for code in row.reasons),
                "School": lambda row: str(row.school or ""),
                "Who was told": lambda row: "; ".join(map(_told, told.get(row.pk, ()))),
            },
            suspended,
            nothing="None.",
        ),
        bench.block(
            "result",
            "Attainment",
            {
                "Subject": lambda row: row.subject,
                "Stage": lambda row: row.stage,
                "What": lambda row: row.get_kind_display(),
                "Value": lambda row: row.value,
                "Against what is expected": lambda row: row.get_against_display(),
                "On": lambda row: day(row.assessed_date),
            },
            results,
            nothing="No result is known yet.",
            about=_good_level(results),
        ),
    ]


def _good_level(results: list[AttainmentResult]) -> str:
    found = attainment.good_level_of(results)
    return f"Good level of development: {found} ({day(found.on)})." if found else ""


def _told(notice: Notice) -> str:
    return f"{notice.person}, {day(clock.day_of(notice.created_at))}"


def _register(bench: Bench) -> Block:
    return bench.block(
        "not-full-time",
        "Not in full-time education",
        {
            "Why": lambda row: row.get_reason_display(),
            "Hours a week": lambda row: hours(row.hours_a_week),
            **FROM,
            "Full time again by": lambda row: day(row.planned_end_date),
            "Next review": lambda row: day(row.review_date),
            "Agreed by": lambda row: agreed_by(row, bench.on),
        },
        newest(bench.child.times_not_full_time.all()),
        nothing="In full-time education, as far as is known.",
    )


def _attendance(child: Child, on: dt.date) -> Block:
    """The academic year so far, and the last 28 days."""
    year = dt.date(academic_year_start(on), FIRST_MONTH, 1)
    spans = ((f"{academic_year(on)} so far", year), ("The last 28 days", on - dt.timedelta(days=27)))
    rows = []
    for title, since in spans:
        tally = attendance.of_child(child, since, clock.day_after(on))
        if tally.possible:
            rows.append(
                BlockRow(
                    [title, f"{tally.percent} %", str(tally.authorised), str(tally.unauthorised), str(tally.missing)]
                )
            )
    return Block(
        "Attendance",
        ["When", "Attended", "Authorised absence", "Unauthorised absence", "No mark"],
        rows,
        "No register has come in yet.",
        about="Absences are half-day sessions. Sessions without a mark are left out of the percentage." if rows else "",
    )


def _achievements(bench: Bench) -> Block:
    rows = bench.child.achievements.standing().select_related("entered_by")[:LONGEST_LIST]
    columns = {"What": lambda row: row.text, "On": lambda row: day(row.achieved_date)}
    return bench.block(
        "achievement", "Achievements", columns, rows, nothing="Nothing is noted yet. There is always something."
    )


def _ratings(bench: Bench) -> Block:
    return bench.block(
        "rating",
        "The virtual school's rating",
        {"Rating": lambda row: row.get_colour_display(), "Why": lambda row: row.reason, **FROM},
        newest(bench.child.ratings.all()),
        nothing="Not rated yet.",
    )


def _after_16(bench: Bench) -> list[Block]:
    if bench.child.year_group_on(bench.on) < 11:
        return []
    return [
        bench.block(
            "destination",
            "Education, employment and training",
            {
                "What": lambda row: (
                    f"{DestinationStatus(row.status).label}{f': {row.get_kind_display()}' if row.kind else ''}"
                ),
                "Where": lambda row: row.provider,
                "In the way": lambda row: ", ".join(Readiness(one).label for one in row.readiness),
                **FROM,
            },
            newest(bench.child.destinations.all()),
            nothing="Not known yet.",
        )
    ]
