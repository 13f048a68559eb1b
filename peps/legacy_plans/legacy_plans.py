"""Plans of the old system, so that the first term starts from something (docs/earlier-plans.md).

One file: rows are answers, open targets, or the papers themselves as PDF in the same folder. The same file a second
time changes nothing.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from children.enums import Phase
from children.models import Child
from imports.enums import ImportKind
from imports.kinds.school_files import CHILD_COLUMNS, Pupils, SchoolFile, day, lock, take, whose
from imports.reading import values
from imports.reading.columns import Column, FileKind
from imports.reading.reading import Row
from imports.rows.lookups import NotKnown
from imports.running.report import Report
from imports.running.running import Manner, recorded
from peps.answer_length import LONGEST_ANSWER
from peps.enums import PepKind, TargetArea
from peps.files.file_kinds import PDF, NotTaken, told_apart
from peps.files.stored_files import store
from peps.files.virus_scan import look_for_viruses
from peps.models import EarlierAnswer, EarlierPlan, EarlierTarget
from peps.prefilling.carry_forward import Earlier
from peps.questions.answer_values import written
from peps.questions.blueprint import blueprint_for

FOLDER = "earlier-plans"
MOST_BYTES = 30 * 2**20
ANSWER, TARGET, DOCUMENT = "ANSWER", "TARGET", "DOCUMENT"
SORTS = {ANSWER: "an answer", TARGET: "an open target", DOCUMENT: "the paper itself"}

EARLIER_PLANS = SchoolFile(
    FileKind(
        "earlier_plans.csv",
        (
            *CHILD_COLUMNS,
            Column(
                "plan_date",
                day,
                needed=True,
                kind="date",
                example="2026-07-03",
                note="the day of the old plan",
                may_lie_ahead=False,
            ),
            Column("kind", values.code(SORTS), needed=True, kind="code", example=ANSWER, codes=tuple(SORTS.items())),
            Column(
                "key",
                values.words(60),
                costs_the_row=True,
                example="carer_role",
                note="of an answer: the key of the question",
            ),
            Column(
                "text",
                values.passage(LONGEST_ANSWER),
                example="Reads with her every evening",
                costs_the_row=True,
                keeps_dashes=True,
                note="the answer; of a target what is to be different; of a paper the name of its file",
            ),
            Column("area", values.code(dict(TargetArea.choices)), kind="code", codes=tuple(TargetArea.choices)),
            Column("measure", values.passage(2000), note="of a target: how it will be seen"),
            Column("by_date", day, kind="date", default=None, note="of a target: by when", may_lie_ahead=True),
            Column("grade", values.words(40), example="Good", note="of the whole plan"),
        ),
        "Plans of the old system",
        "Answers, open targets and papers of plans made before the portal.",
    )
)


class CannotBringPlanIn(PortalRefusal):
    """The paper cannot be taken; the text says what to do."""


@dataclass(frozen=True)
class EarlierRow:
    row: Row
    child: int
    plan_date: dt.date
    content: bytes = b""

    @property
    def which(self) -> tuple[int, dt.date]:
        return (self.child, self.plan_date)


def import_file(path: Path, *, by: Any, manner: Manner) -> Report:
    """Papers are looked for beside the file."""
    with recorded(ImportKind.EARLIER_PLANS, by=by, manner=manner) as report:
        taker = _EarlierPlans(path, report, is_dry_run=manner.is_dry_run)
        take(path, EARLIER_PLANS, taker, report, manner=manner)
    return report


def bring_in_paper(
    *, child: Child, content: bytes, plan_date: dt.date, grade: str, by: Any, at: dt.datetime
) -> EarlierPlan:
    """One paper of one child, from a page. Raises CannotBringPlanIn, or FileRefused by the virus scanner."""
    access.require(by, Action.BRING_PLAN_IN)
    if plan_date > clock.day_of(at):
        raise CannotBringPlanIn("The day of the plan is still to come.")
    problem = _problem_with(content)
    if problem:
        raise CannotBringPlanIn(problem)
    look_for_viruses(content)
    with transaction.atomic():
        plan, _ = EarlierPlan.objects.get_or_create(
            child=child, plan_date=plan_date, defaults={"added_by_name": str(by), "added_at": at}
        )
        plan.grade = grade or plan.grade
        _keep_paper(plan, content)
        plan.save()
        audit.record("earlier_plan.brought_in", by=by, subject=plan)
    return plan


def answers_of_old_system(child: Child) -> dict[str, Earlier]:
    """What the newest plan of the old system said, for a child whose first plan here is opened. Two queries."""
    plan = child.earlier_plans.first()
    if plan is None:
        return {}
    source = f"from the plan of {written(plan.plan_date)} in the old system"
    return {answer.question_key: Earlier(answer.text, source) for answer in plan.answers.all()}


def open_targets_of_old_system(child: Child) -> list[str]:
    """In words, newest plan only. Two queries at most."""
    plan = child.earlier_plans.first()
    if plan is None:
        return []
    return [
        f"Still open in the plan of {written(plan.plan_date)} in the old system, {target.get_area_display().lower()}: "
        + "\n".join(filter(None, (target.outcome, target.measure)))
        for target in plan.targets.all()
    ]


def question_keys() -> frozenset[str]:
    """Every question that any form asks."""
    forms = [blueprint_for(phase, kind=kind, on_roll=on) for phase in Phase for kind in PepKind for on in (True, False)]
    return frozenset(q.key for form in forms for section in form.sections for q in section.questions)


class _EarlierPlans:
    def __init__(self, path: Path, report: Report, *, is_dry_run: bool) -> None:
        self.path, self.file, self.report, self.pupils = path, path.name, report, Pupils()
        self.keys, self.is_dry_run = question_keys(), is_dry_run

    def accept(self, row: Row) -> EarlierRow:
        child, plan_date = self.pupils.pupil(row), row["plan_date"]
        text = row.get("text") or ""
        if not text:
            raise NotKnown("text", "", "This row says nothing.")
        if row["kind"] == ANSWER and row.get("key") not in self.keys:
            raise NotKnown(
                "key", row.get("key") or "", "No question has this key. The list is in docs/earlier-plans.md."
            )
        if row["kind"] == TARGET and not row.get("area"):
            raise NotKnown("area", "", "A target needs an area.")
        content = self._paper(text) if row["kind"] == DOCUMENT else b""
        return EarlierRow(row, child, plan_date, content)

    def write(self, items: list[EarlierRow]) -> None:
        lock({item.child for item in items})
        plans = self._plans(items)
        for item in items:
            plan = plans[item.which]
            changed = self._grade(plan, item)
            took = {ANSWER: self._answer, TARGET: self._target, DOCUMENT: self._document}[item.row["kind"]](plan, item)
            self.report.count(self.file, **{took if took != "unchanged" else "changed" if changed else "unchanged": 1})

    def _plans(self, items: list[EarlierRow]) -> dict[tuple[int, dt.date], EarlierPlan]:
        wanted = {item.which for item in items}
        there = EarlierPlan.objects.filter(child__in={child for child, _ in wanted})
        plans = {(plan.child_id, plan.plan_date): plan for plan in there}
        for child, plan_date in sorted(wanted - set(plans)):
            plans[child, plan_date] = EarlierPlan.objects.create(
                child_id=child, plan_date=plan_date, added_by_name=str(self.report.by), added_at=clock.now()
            )
        return plans

    def _grade(self, plan: EarlierPlan, item: EarlierRow) -> bool:
        grade = item.row.get("grade") or ""
        if not grade or grade == plan.grade:
            return False
        if plan.grade:
            self._tell(item, "grade", plan.grade, grade)
        plan.grade = grade
        plan.save(update_fields=["grade"])
        return True

    def _answer(self, plan: EarlierPlan, item: EarlierRow) -> str:
        key, text = item.row["key"], item.row["text"]
        was = EarlierAnswer.objects.filter(plan=plan, question_key=key).first()
        if was is None:
            EarlierAnswer.objects.create(plan=plan, question_key=key, text=text)
            return "added"
        if was.text == text:
            return "unchanged"
        self._tell(item, key, "the text before", "another text")
        was.text = text
        was.save(update_fields=["text"])
        return "changed"

    def _target(self, plan: EarlierPlan, item: EarlierRow) -> str:
        told = {"measure": item.row.get("measure") or "", "by_date": item.row.get("by_date")}
        known = {"plan": plan, "area": item.row["area"], "outcome": item.row["text"]}
        was = EarlierTarget.objects.filter(**known).first()
        if was is None:
            EarlierTarget.objects.create(**known, **told)
            return "added"
        if all(getattr(was, name) == value for name, value in told.items()):
            return "unchanged"
        EarlierTarget.objects.filter(pk=was.pk).update(**told)
        self._tell(item, "target", "as it was before", "changed")
        return "changed"

    def _document(self, plan: EarlierPlan, item: EarlierRow) -> str:
        if plan.sha256 == hashlib.sha256(item.content).hexdigest():
            return "unchanged"
        was_there = bool(plan.sha256)
        if not self.is_dry_run:
            _keep_paper(plan, item.content)
            plan.save()
        return "changed" if was_there else "added"

    def _paper(self, name: str) -> bytes:
        """Raises NotKnown. Only a file that stands beside the table itself is read."""
        path = self.path.parent / name
        if Path(name).name != name or path.is_symlink() or not path.is_file():
            raise NotKnown("text", name, "There is no file of this name beside the table.")
        if path.stat().st_size > MOST_BYTES:
            raise NotKnown("text", name, f"This file is larger than {MOST_BYTES // 2**20} MB.")
        content = path.read_bytes()
        problem = _problem_with(content)
        try:
            look_for_viruses(content)
        except PortalRefusal as refusal:
            problem = str(refusal)
        if problem:
            raise NotKnown("text", name, problem)
        return content

    def _tell(self, item: EarlierRow, what: str, old: str, new: str) -> None:
        said = f"{what} of the plan of {item.plan_date:%d/%m/%Y}"
        self.report.change(self.file, item.row.line, whose(item.row), said, old, new)


def _problem_with(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        return f"This file is larger than {MOST_BYTES // 2**20} MB."
    try:
        return "" if told_apart(content)[0] is PDF else "The paper has to be a PDF."
    except NotTaken as refusal:
        if str(refusal):
            return f"The paper cannot be taken: {refusal}."
        return "The paper has to be a PDF."


def _keep_paper(plan: EarlierPlan, content: bytes) -> None:
    """Under a name of chance. A paper that takes another's place leaves that where it is until the record's end."""
    plan.stored_name = store(FOLDER, content)
    plan.size, plan.sha256 = len(content), hashlib.sha256(content).hexdigest()
