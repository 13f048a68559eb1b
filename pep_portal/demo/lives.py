"""One plan's life in the simulated year, from the first meeting planned to the signature, by the portal's own rules."""

import datetime as dt
import random

from accounts import clock
from accounts.enums import Role
from accounts.models import Post, User
from pep_portal.demo.agenda import Agenda
from pep_portal.demo.cast import Cast
from pep_portal.demo.fates import Fate
from pep_portal.demo.filling import Writing
from pep_portal.demo.voice import answer_wishes
from peps.deadlines.lateness import say_why_late
from peps.enums import CancelReason, CopyFor, CopyWay, LateReason, MeetingPlace, PartName, PepStatus
from peps.life.workflow import make_move
from peps.meetings.meetings import cancel_meeting, plan_meeting
from peps.models import CopySent, Filing, PersonalEducationPlan, Section
from peps.section_owners.delegate_section import hand_on_section
from quality import points, proforma
from quality.audits import finish_audit
from quality.enums import AuditKind, Grade
from quality.findings import Findings, NewPoint
from quality.models import Point
from quality.returning import return_pep
from quality.signing import sign_off

REASONS = {
    Grade.OUTSTANDING: "The child is heard on every page, and each target can be measured and is costed.",
    Grade.GOOD: "Needs are understood, the targets follow from them, and most can be measured.",
    Grade.REQUIRES_IMPROVEMENT: "Targets do not say how they will be seen, and last term's were hardly reviewed.",
    Grade.INADEQUATE: "The plan could be about any child: no views, no baseline, no cost.",
}
POINTS = (
    ("targets", "Say for each target what will show that it was reached, and by when."),
    ("target_reviews", "Say what the money of last term changed, with evidence."),
    ("views", "Write down what the child said, and what will be done about it."),
    ("attendance", "Name what will be done about the missed days, and who does it."),
    ("care_plan", "Say what the coming change means for school."),
)
ANSWERS = ("Done: each now has a measure and a date.", "Added, with the figures.", "Talked with the child; written in.")
LATE_REASONS = tuple(LateReason)
REASON_OF = {
    "late Part 1": (LateReason.PART_1_OUTSTANDING, LateReason.NEW_INTO_CARE),
    "late school part": (LateReason.SCHOOL_PART_OUTSTANDING, LateReason.SCHOOL_NOT_RESPONDING),
}
SENT_AFTER = 3
KEEP_REVISIONS_FOR = dt.timedelta(days=120)


class Lives:
    def __init__(self, agenda: Agenda, cast: Cast):
        self.agenda, self.cast = agenda, cast
        self.late_so_far = 0

    def live(self, pep: PersonalEducationPlan, fate: Fate) -> None:
        """Asks for everything that will happen to the plan."""
        pk, opened = pep.pk, clock.day_of(pep.opened_at)
        planned = max(opened + dt.timedelta(days=1), fate.meeting - dt.timedelta(days=18))
        if fate.cancels_first_meeting:
            self.agenda.at(planned, 10, lambda at: self._plan_meeting(pk, pep.due_date - dt.timedelta(days=9), at))
            self.agenda.at(pep.due_date - dt.timedelta(days=8), 9, lambda at: self._cancel_meeting(pk, at, fate))
        else:
            self.agenda.at(planned, 10, lambda at: self._plan_meeting(pk, fate.meeting, at))
        self.agenda.at(fate.part_1, 11 + pk % 5, lambda at: self._part_1(pk, at))
        self.agenda.at(fate.school_part, 16.5, lambda at: self._school_part(pk, at))
        self.agenda.at(fate.checked, 17, lambda at: self._check(pk, fate, fate.first_grade, at))
        if fate.is_late:
            self.agenda.at(pep.due_date + dt.timedelta(days=1), 9.5, lambda at: self._say_why_late(pk, fate, at))

    def abandon(self, pep: PersonalEducationPlan, fate: Fate) -> None:
        """Part 1 comes in, and then nothing."""
        pk = pep.pk
        self.agenda.at(fate.part_1, 11, lambda at: self._part_1(pk, at))
        self.agenda.at(pep.due_date + dt.timedelta(days=1), 9.5, lambda at: self._say_why_late(pk, fate, at))

    def begin_drafts(self, at: dt.datetime) -> None:
        """Some of those who are not done have begun: a section or two, saved and not yet confirmed."""
        for pep in PersonalEducationPlan.objects.filter(status=PepStatus.OPEN).select_related(
            "child", "edition", "school"
        ):
            worker, teacher = self.cast.social_worker(pep.child, at.date()), self.cast.teacher(pep, at.date())
            for number, person in enumerate((worker, teacher)):
                if person and (pep.pk + number) % 3 == 0:
                    Writing(pep, worker=str(worker or "")).draft(by=person, at=at, sections=1 + pep.pk % 4)

    def hand_on(self, at: dt.datetime) -> None:
        """A designated teacher asks a colleague to fill in one section."""
        colleague = Post.objects.holding(at.date()).filter(role=Role.SCHOOL_COLLEAGUE).select_related("user").first()
        plans = PersonalEducationPlan.objects.filter(status=PepStatus.OPEN, school=colleague.school_id)
        for pep in plans.select_related("child", "school"):
            teacher = self.cast.teacher(pep, at.date())
            section = Section.objects.editable_by(teacher).filter(pep=pep, key="attendance").first()
            if section:
                hand_on_section(section=section, email=colleague.user.email, by=teacher, at=at)

    def _loaded(self, pk: int, *, status: tuple[str, ...] = (PepStatus.OPEN,)) -> PersonalEducationPlan | None:
        """The plan as it stands now; None once it went another way."""
        plans = PersonalEducationPlan.objects.select_related("child", "edition", "school", "fills_term")
        return plans.filter(pk=pk, status__in=status).first()

    def _plan_meeting(self, pk: int, day: dt.date, at: dt.datetime) -> None:
        pep = self._loaded(pk)
        if pep and not pep.meetings.filter(cancelled_at=None).exists():
            given = {
                "planned_date": day,
                "planned_time": dt.time(14 + pk % 2, 30 * (pk % 2)),
                "place_kind": MeetingPlace.SCHOOL if pk % 4 else MeetingPlace.HOME,
                "place": "The library" if pk % 4 else "",
                "is_place_childs_choice": pk % 3 > 0,
                "is_private": True,
                "chair": str(self.cast.teacher(pep, at.date()) or ""),
            }
            plan_meeting(pep=pep, given=given, by=self.cast.officer(pep.phase, at.date()), at=at)

    def _cancel_meeting(self, pk: int, at: dt.datetime, fate: Fate) -> None:
        pep = self._loaded(pk)
        if pep and pep.meetings.filter(cancelled_at=None, held_date=None).exists():
            why = "Nobody from school could come on the day."
            by = self.cast.officer(pep.phase, at.date())
            cancel_meeting(pep=pep, because_of=CancelReason.SCHOOL, reason=why, by=by, at=at)
            self._plan_meeting(pk, fate.meeting, at)

    def _part_1(self, pk: int, at: dt.datetime) -> None:
        pep = self._loaded(pk)
        if pep is None or self._is_in(pep, PartName.PART_1):
            return
        by = self._fill(pep, PartName.PART_1, at)
        make_move("submit_part_1", pep=pep, by=by, at=at)

    def _school_part(self, pk: int, at: dt.datetime) -> None:
        pep = self._loaded(pk)
        if pep is None or self._is_in(pep, PartName.SCHOOL):
            return
        by = self._fill(pep, PartName.SCHOOL, at)
        answer_wishes(pep, by=by, at=at)
        points.submit_school_part(pep=pep, by=by, at=at)

    def _fill(self, pep: PersonalEducationPlan, part: str, at: dt.datetime) -> User:
        day = at.date()
        worker = self.cast.social_worker(pep.child, day)
        return Writing(pep, worker=str(worker or "")).fill(
            part,
            wanted=worker if part == PartName.PART_1 else self.cast.teacher(pep, day),
            officer=self.cast.officer(pep.phase, day),
            at=at,
            remember=day > self.agenda.until - KEEP_REVISIONS_FOR,
        )

    @staticmethod
    def _is_in(pep: PersonalEducationPlan, part: str) -> bool:
        return pep.parts.filter(name=part, submitted_at__isnull=False).exists()

    def _check(self, pk: int, fate: Fate, grade: Grade, at: dt.datetime) -> None:
        pep = self._loaded(pk, status=(PepStatus.SUBMITTED,))
        if pep is None:
            return
        by = self.cast.officer(pep.phase, at.date())
        weak = grade in {Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE}
        finish_audit(pep=pep, findings=self._findings(pep, grade, weak=weak, on=at.date()), by=by, at=at)
        if not weak:
            sign_off(pep=pep, by=by, at=at)
        elif fate.signed_below:
            head = self.cast.head(at.date())
            sign_off(pep=pep, by=head, at=at, reason="The child should not wait for a plan. The points stay open.")
        else:
            return_pep(pep=pep, by=by, at=at)
            self.agenda.at(_next_day(at, fate.answered_after), 15.5, lambda later: self._answer(pk, fate, later))
            return
        self.agenda.at(_next_day(at, SENT_AFTER), 11.25, lambda later: self._send_on(pk, later))

    def _send_on(self, pk: int, at: dt.datetime) -> None:
        """Most carers have their copy within days, and most plans are filed; the others are asked for on My work."""
        pep = self._loaded(pk, status=(PepStatus.SIGNED_OFF,))
        worker = pep and self.cast.social_worker(pep.child, at.date())
        if not worker or not PersonalEducationPlan.objects.visible_to(worker).filter(pk=pk).exists():
            return
        chance = random.Random(f"{pep.child.social_care_id} {at.date()} copies")
        if chance.random() < 0.85:
            way = chance.choice(CopyWay.values)
            CopySent.objects.create(pep=pep, made_for=CopyFor.CARER, way=way, sent_date=at.date(), by=worker, at=at)
        if chance.random() < 0.9:
            Filing.objects.create(pep=pep, filed_date=at.date(), by=worker, at=at)

    def _findings(self, pep: PersonalEducationPlan, grade: Grade, *, weak: bool, on: dt.date) -> Findings:
        chance = random.Random(f"{pep.child.social_care_id} {on}")
        is_full = chance.random() < 0.15
        criteria = proforma.criteria_of(proforma.keep_current()) if is_full else ()
        due = on + dt.timedelta(days=10)
        there = set(pep.sections.values_list("key", flat=True))
        possible = [(section, text) for section, text in POINTS if section in there]
        asked = chance.sample(possible, 2) if weak else []
        return Findings(
            kind=AuditKind.FULL if is_full else AuditKind.SHORT,
            grade=grade,
            reason=REASONS[grade],
            strengths="" if weak else "The child's own words lead to the targets.",
            criteria={each.key: (grade, "As the sections on targets and views show.") for each in criteria},
            points=tuple(NewPoint(section, text, due) for section, text in asked),
        )

    def _answer(self, pk: int, fate: Fate, at: dt.datetime) -> None:
        """The writers answer the points to their sections, confirm these again, and submit again."""
        pep = self._loaded(pk, status=(PepStatus.RETURNED,))
        if pep is None:
            return
        for part in pep.parts.filter(submitted_at=None).order_by("name"):
            by = self._fill(pep, part.name, at)
            asked = Point.objects.answerable_by(by).filter(audit__pep=pep, answered_at=None)
            for point in asked.filter(section_key__in=part.sections.values("key")):
                points.answer_point(point=point, answer=ANSWERS[point.pk % len(ANSWERS)], by=by, at=at)
            if part.name == PartName.PART_1:
                make_move("submit_part_1", pep=pep, by=by, at=at)
            else:
                points.submit_school_part(pep=pep, by=by, at=at)
        is_first = pep.events.filter(name="return").count() == 1
        grade = Grade.REQUIRES_IMPROVEMENT if is_first and fate.returned_twice else Grade.GOOD
        self.agenda.at(_next_day(at, 1 + pk % 2), 10.5, lambda later: self._check(pk, fate, grade, later))

    def _say_why_late(self, pk: int, fate: Fate, at: dt.datetime) -> None:
        """Every reason has its turn; where it is plain whose part is out, that is the reason."""
        pep = self._loaded(pk)
        if pep is None:
            return
        fitting = REASON_OF.get(fate.how, ())
        self.late_so_far += 1
        reason = LATE_REASONS[self.late_so_far % len(LATE_REASONS)]
        if fitting and self.late_so_far % 3 == 0:
            reason = fitting[pk % len(fitting)]
        text = "The exam timetable left no day for a meeting." if reason == LateReason.OTHER else ""
        by = self.cast.officer(pep.phase, at.date())
        if self.late_so_far % 2:
            by = self.cast.teacher(pep, at.date()) or by
        say_why_late(pep=pep, reason=reason, text=text, by=by, at=at)


def _next_day(at: dt.datetime, days: int) -> dt.date:
    day = at.date() + dt.timedelta(days=days)
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
