"""Plans that are filled and submitted, for tests of what happens then."""

import datetime as dt

from children.enums import Phase
from peps.answers.confirmable import is_to_confirm
from peps.enums import ChildCame, Kind, TargetArea, TargetOutcome
from peps.life.workflow import make_move
from peps.models import Meeting, PlanAttendance, SdqReturn, Target
from peps.questions.plan_form import blueprint_of
from quality.audits import finish_audit
from quality.enums import AuditKind, Grade
from quality.findings import Findings, NewPoint
from tests.factories import open_plan
from tests.factories.peps import moment

OPENED = moment(dt.date(2026, 9, 2))
SUBMITTED = moment(dt.date(2026, 11, 24))
NOW = moment(dt.date(2026, 12, 1), 12)
LATER = moment(dt.date(2026, 12, 2), 12)
POINT = NewPoint("targets", "Say how often the tutor comes.", due_date=dt.date(2026, 12, 8))
TYPED = {Kind.DATE: "01/12/2026", Kind.NUMBER: "25", Kind.YES_NO: "yes"}


def submitted(cast, child=None, *, worker=None, teacher=None, term=None, at=SUBMITTED):
    """A plan whose two parts are in, with nothing missing."""
    pep = fill(open_plan(child or cast.child, term=term, at=OPENED), by=cast.officer)
    make_move("submit_part_1", pep=pep, by=worker or cast.sam, at=at)
    return make_move("submit_school_part", pep=pep, by=teacher or cast.teacher, at=at)


def fill(pep, *, by):
    """Every question answered, every section confirmed."""
    for section in pep.sections.all():
        spec = blueprint_of(pep).section(section.key)
        for question in spec.questions:
            text = question.choices[0][0] if question.choices else TYPED.get(question.kind, "Enjoys science.")
            section.answers[question.key] = {"text": text, "n": 1}
        section.confirmed_at, section.confirmed_by = OPENED, by
        section.save()
    for area in (TargetArea.MATHEMATICS, TargetArea.SEMH, TargetArea.ENGLISH):
        Target.objects.create(
            pep=pep, area=area, outcome="Adds fractions.", measure="8 of 10", support="Tutor", by_whom="Ms Tutor",
            by_date=dt.date(2027, 2, 12),
        )  # fmt: skip
    SdqReturn.objects.create(pep=pep, emotional=1, conduct=1, hyperactivity=1, peer=1, prosocial=9, filled_by="Ms T")
    Meeting.objects.create(
        pep=pep, held_date=dt.date(2026, 11, 24), attended="Everybody", child_came=ChildCame.ALL,
        next_date=dt.date(2027, 3, 9),
    )  # fmt: skip
    pep.subject_results.update(now_value="EXS" if pep.phase == Phase.PRIMARY else "5")
    pep.subject_results.filter(stage__in=("PHONICS", "MTC")).update(now_value="")
    PlanAttendance.objects.filter(pep=pep).update(
        possible=120, authorised=4, unauthorised=2, suspended=0, corrected_reason="Counted again."
    )
    pep.target_reviews.update(outcome=TargetOutcome.ACHIEVED, evidence="8 of 10 in the quiz.")
    return pep


def fill_the_rest(pep, *, by):
    """As `fill`; what was filled in from the record stands as it was."""
    started = {section.pk: section.answers for section in pep.sections.all()}
    fill(pep, by=by)
    for section in pep.sections.all():
        section.answers = section.answers | started[section.pk]
        confirm_one_by_one(section, by=by)
        section.save()
    return pep


def confirm_one_by_one(section, *, by) -> None:
    """What keeps the child safe, as a person confirms it in each plan."""
    for question in blueprint_of(section.pep).section(section.key).questions:
        answer = section.answers.get(question.key, {})
        if is_to_confirm(question, answer):
            answer |= {"confirmed_by": by.pk, "confirmed_at": OPENED.isoformat()}


def reconfirm(pep, *, by):
    pep.sections.filter(confirmed_at=None).update(confirmed_at=NOW, confirmed_by=by)


def audited(pep, by, grade=Grade.GOOD, *points, at=NOW):
    findings = Findings(kind=AuditKind.SHORT, grade=grade, reason="Clear and current.", points=points)
    return finish_audit(pep=pep, findings=findings, by=by, at=at)
