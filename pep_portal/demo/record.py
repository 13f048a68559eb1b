"""What people note by hand in the made-up council: ratings, notes, a reduced timetable, a planned move."""

import datetime as dt

from accounts import clock
from accounts.access import Action
from children.editing import rows
from children.enums import MoveKind, NoteKind, RatingColour
from children.models import Achievement, Child, Note, NotFullTime, PlannedMove, Rating
from children.moves import moves
from children.protection.confidentiality import own_school
from pep_portal.demo.cast import Cast

AT = dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)
RATINGS = (
    (RatingColour.RED, "Attendance has fallen since half-term, and nobody knows why yet."),
    (RatingColour.AMBER, "A new placement and a new school in one term; settling in."),
    (RatingColour.GREEN, "Going well, with friends and a favourite teacher."),
)
NOTES = (
    (NoteKind.CALL, "The form tutor says that mornings go better since the quiet start."),
    (
        NoteKind.VISIT,
        "Saw the child in school. Proud of the model bridge, and would like to show it at the next meeting.",
    ),
    (NoteKind.MAIL, "The college has kept a place on the course from January."),
)
ACHIEVEMENTS = ("Played the cornet in the winter concert", "Swam fifty metres", "Helped a new classmate to settle in")


def keep_some_rows(cast: Cast) -> None:
    """For some children in care on that day, always the same ones."""
    with clock.pretend(AT):
        day = AT.date()
        in_care = Child.objects.looked_after_on(day).order_by("social_care_id")
        children = [child for child in in_care if child.enrolments.holding(day).exists()]
        for number, child in enumerate(children[::7]):
            by = cast.officer(child.phase_on(day), day)
            colour, reason = RATINGS[number % 3]
            kind, text = NOTES[number % 3]
            since = day - dt.timedelta(days=3 * number)
            rows.enter(
                Rating(child=child, colour=colour, reason=reason, from_date=since), by=by, action=Action.RATE_CHILD
            )
            rows.enter(Note(child=child, kind=kind, text=text, happened_date=since), by=by, action=Action.WRITE_NOTE)
            row = Achievement(child=child, text=ACHIEVEMENTS[number % 3], achieved_date=since)
            rows.enter(row, by=by, action=Action.KEEP_SCHOOL_RECORD)
        for child, ends in zip(children[3:50:20], (dt.date(2026, 11, 27), dt.date(2026, 12, 18)), strict=False):
            _part_time(child, ends, cast)
        _planned_move(children[5], cast)


def _part_time(child: Child, ends: dt.date, cast: Cast) -> None:
    by = cast.officer(child.phase_on(AT.date()), AT.date())
    row = NotFullTime(
        child=child, school=own_school(by, child, AT.date()), reason="PART_TIME", hours_a_week=15, consent_by="CARER",
        from_date=dt.date(2026, 11, 2), planned_end_date=ends, note="Mornings in class, two afternoons with the mentor.",
    )  # fmt: skip
    rows.enter(row, by=by, action=Action.KEEP_SCHOOL_RECORD)


def _planned_move(child: Child, cast: Cast) -> None:
    by = cast.officer(child.phase_on(AT.date()), AT.date())
    move = PlannedMove(
        child=child, kind=MoveKind.SCHOOL, planned_date=dt.date(2027, 1, 5), why="The carers are moving to the coast."
    )
    moves.propose(move=move, by=by)
    said = {"child": {"date": "2026-11-20", "text": "Would like to stay in touch with the band."}}
    moves.note_consulted(move=move, said=said, by=by)
