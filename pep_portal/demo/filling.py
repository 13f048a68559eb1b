"""What the made-up people write in their part of a plan. Who may write is asked of the portal, and so is what is missing."""

import datetime as dt
import random
import tomllib
from pathlib import Path
from typing import Any

from django.db.models import Case, Value, When

from accounts import audit, clock
from accounts.models import User
from children.year_groups import LAST_COMPULSORY, RECEPTION
from peps.answers.confirmable import is_to_confirm
from peps.answers.merging import Posted, Writer, merge
from peps.answers.saving import save_answers
from peps.enums import (
    ACADEMIC_AREAS,
    Attended,
    AtTheTable,
    ChildCame,
    CostSource,
    Impact,
    Kind,
    SectionTable,
    TargetOutcome,
)
from peps.meetings.quorum import not_there
from peps.models import (
    AgreedAction,
    CostLine,
    Meeting,
    PersonalEducationPlan,
    ProgressNote,
    Provision,
    Revision,
    SdqReturn,
    Section,
    Target,
)
from peps.questions.blueprint.spec import Question, SectionSpec
from peps.questions.plan_form import blueprint_of
from peps.results.results import contradicts_registers, record_otherwise, registers_say
from peps.sections.confirming import confirm_section

BANK = tomllib.loads((Path(__file__).parent / "answers.toml").read_text(encoding="utf-8"))
TARGETS, PROVISION = BANK.pop("targets"), BANK.pop("provision")
WORDS_ON_THE_WAY = (
    "Begun, and looking forward to it.",
    "Half way: the first signs are good.",
    "Slower than hoped; the time of day was changed.",
)
LADDERS = {
    "EYFS": ["1", "2"],
    "PHONICS": ["24", "29", "33", "36"],
    "MTC": ["14", "19", "23", "25"],
    "KS1": ["PK3", "WTS", "EXS", "GDS"],
    "KS2": ["PK5", "WTS", "EXS", "GDS"],
    "KS3": ["WTS", "EXS", "GDS"],
    "KS4": ["2", "3", "4", "5", "6"],
}
DRAWN_WHEN_UNSAID = {
    Kind.YES_NO: "no",
    Kind.NUMBER: "10",
    Kind.LINE: "Not known",
    Kind.TEXT: "Nothing to say this term.",
}
ACTIONS = (
    "Find a quiet place for homework on two afternoons",
    "Ring the carer every Friday about the week",
    "Show the child round before the new timetable begins",
    "Ask for a place in the breakfast club",
)
CAME = "{worker}, {carer}, {adult}"


class Writing:
    """The answers to one plan. The same child gives the same answers in the same term, whenever the year is made."""

    def __init__(self, pep: PersonalEducationPlan, *, worker: str):
        self.pep, self.child = pep, pep.child
        self.chance = random.Random(f"{self.child.social_care_id} {pep.due_date} {pep.kind}")
        always = random.Random(self.child.social_care_id)
        placement = self.child.placements.order_by("from_date").last()
        self.said = {
            "name": self.child.called,
            "full_name": f"{self.child.given_name} {self.child.family_name}",
            "adult": always.choice(BANK["key_adult"]),
            "worker": worker or "the duty social worker",
            "carer": (placement and placement.carer_name) or "the carer",
        }
        self.blueprint = blueprint_of(pep)

    def fill(self, part: str, *, wanted: User | None, officer: User, at: dt.datetime, remember: bool) -> User:
        """Answers and confirms the sections of the part that are open, and says who wrote.

        The officer writes on behalf of whoever is wanted where they do not reach the plan (any more). `remember` keeps
        the revisions, which the portal drops some weeks after sign-off.
        """
        by, sections = self._open_to(part, wanted)
        if not sections:
            by, sections = self._open_to(part, officer)
        revisions: list[Revision] = []
        self.by = by
        for section in sections:
            spec = self.blueprint.section(section.key)
            revisions += self._answer(section, spec, by=by, at=at)
            if spec.table:
                self._fill_table(spec.table, on=at.date())
            section.confirmed_at, section.confirmed_by = at, by
            section.is_on_behalf = not by.holds_role(section.owner_role) and section.handed_to_id != by.pk
        # As an upsert: Django's bulk_update takes ten times as long for long answers.
        written = ["answers", "confirmed_at", "confirmed_by", "is_on_behalf"]
        Section.objects.bulk_create(sections, update_conflicts=True, unique_fields=["id"], update_fields=written)
        if remember:
            Revision.objects.bulk_create(revisions)
        audit.record("section.written", by=by, subject=self.pep, part=part)
        return by

    def draft(self, *, by: User, at: dt.datetime, sections: int) -> None:
        """Saves answers as the page does; every second section is confirmed where nothing is missing."""
        mine = Section.objects.asked_of(by).open_for_writing().filter(pep=self.pep).order_by("position")
        for number, section in enumerate(mine[:sections]):
            saved = save_answers(
                section=section, posted=self.texts(section, self.blueprint.section(section.key)), by=by, at=at
            )
            if number % 2:
                confirm_section(section=saved.section, by=by, at=at)

    def _open_to(self, part: str, person: User | None) -> tuple[User | None, list[Section]]:
        if person is None:
            return None, []
        return person, list(Section.objects.editable_by(person).filter(pep=self.pep, part__name=part))

    def texts(self, section: Section, spec: SectionSpec) -> dict[str, Posted]:
        """What would be posted: what stands there already stays."""
        answers = {key: answer.get("text", "") for key, answer in section.answers.items()}
        posted = {}
        for question in spec.questions:
            if question.is_asked(answers) and not answers.get(question.key, "").strip():
                answers[question.key] = self._text(question)
                posted[question.key] = Posted(answers[question.key], section.answers.get(question.key, {}).get("n", 0))
        return posted

    def _answer(self, section: Section, spec: SectionSpec, *, by: Any, at: dt.datetime) -> list[Revision]:
        merged = merge(section.answers, self.texts(section, spec), Writer(by.pk, at))
        section.answers = merged.answers
        for question in spec.questions:  # where record and last plan differ, they take the record's word
            answer = section.answers.get(question.key, {})
            answer.pop("other", None)
            answer.pop("must_choose", None)
            if is_to_confirm(question, answer):
                answer |= {"confirmed_by": by.pk, "confirmed_at": at.isoformat()}
        return [
            Revision(
                section=section, question_key=change.key, old_text=change.old_text, new_text=change.new_text,
                n=change.n, by=by, at=at,
            )
            for change in merged.changes
        ]  # fmt: skip

    def _text(self, question: Question) -> str:
        bank = BANK.get(f"{question.key}_{self.pep.phase}") or BANK.get(question.key)
        if bank:
            return self.chance.choice(bank).format(**self.said)
        if not question.is_required:
            return ""
        if question.kind == Kind.CHOICE:
            return self.chance.choice(question.choices)[0]
        return DRAWN_WHEN_UNSAID.get(question.kind, f"{self.pep.due_date:%d/%m/%Y}")

    def _fill_table(self, table: str, *, on: dt.date) -> None:
        {
            SectionTable.TARGETS: self._targets,
            SectionTable.TARGET_REVIEWS: self._reviews,
            SectionTable.SDQ: self._sdq,
            SectionTable.MEETING: self._meeting,
            SectionTable.PROVISION: self._provision,
            SectionTable.ATTAINMENT: self._results,
            SectionTable.ATTENDANCE: self._attendance,
        }[table](on)

    def _targets(self, on: dt.date) -> None:
        if self.pep.targets.exists():
            return
        for position, words in enumerate(self._drawn_targets()):
            told = {
                name: str(words[name]).format(**self.said)
                for name in ("need", "baseline", "outcome", "measure", "support")
            }
            target = Target.objects.create(
                pep=self.pep,
                position=position,
                area=words["area"],
                by_whom=self.said["adult"],
                by_date=self.pep.due_date + dt.timedelta(days=90),
                **told,
            )
            if self.chance.random() < 0.7:
                CostLine.objects.create(
                    target=target,
                    intervention=words["kind"],
                    asked_pence=self.chance.choice(words["pounds"]) * 100,
                    source=self._source(),
                )

    def _drawn_targets(self) -> list[dict]:
        learning = [words for words in TARGETS if words["area"] in ACADEMIC_AREAS]
        personal = [words for words in TARGETS if words["area"] not in ACADEMIC_AREAS and words["area"] != "SEMH"]
        wellbeing = next(words for words in TARGETS if words["area"] == "SEMH")
        return [self.chance.choice(learning), wellbeing, self.chance.choice(personal)]

    def _source(self) -> str:
        if self.pep.year_group < RECEPTION:
            return CostSource.EYPP
        return CostSource.POST_16 if self.pep.year_group > LAST_COMPULSORY else CostSource.PP_PLUS

    def _reviews(self, on: dt.date) -> None:
        weighted = [TargetOutcome.ACHIEVED] * 4 + [TargetOutcome.PARTLY] * 4 + [TargetOutcome.NOT_ACHIEVED] * 2
        weighted += [TargetOutcome.NO_LONGER_RELEVANT, TargetOutcome.NOT_KNOWN]
        for review in self.pep.target_reviews.select_related("target"):
            review.outcome = self.chance.choice(weighted)
            review.evidence = f"{review.target.measure.split(' by ')[0]}: {review.get_outcome_display().lower()}."
            lines = list(review.target.cost_lines.all())
            if lines:
                review.impact = self.chance.choice([*Impact][:4])
                review.spent_pence = sum(line.asked_pence for line in lines)
            review.save(update_fields=["outcome", "evidence", "impact", "spent_pence"])
            self._note_on_the_way(review.target, on)
            for line in lines:
                line.spent_pence = line.asked_pence - self.chance.choice([0, 0, 0, 2000])
                line.impact = self.chance.choice([*Impact][:4])
                line.save(update_fields=["spent_pence", "impact"])

    def _note_on_the_way(self, target: Target, on: dt.date) -> None:
        day = on - dt.timedelta(days=self.chance.randrange(14, 60))
        text = self.chance.choice(WORDS_ON_THE_WAY)
        ProgressNote.objects.create(
            pep_id=target.pep_id, target=target, noted_date=day, text=text, by=self.by, at=clock.start_of(day)
        )

    def _provision(self, on: dt.date) -> None:
        if self.pep.provisions.exists():
            return
        for words in self.chance.sample(PROVISION, self.chance.randrange(1, 3)):
            Provision.objects.create(
                pep=self.pep,
                what=words["what"],
                kind=words["kind"],
                by_whom=self.said["adult"],
                hours_a_week=words["hours"],
                from_date=self.pep.due_date - dt.timedelta(days=80),
                cost_pence=words["pounds"] * 100,
                source=self._source(),
            )

    def _results(self, on: dt.date) -> None:
        """A little further than last time, mostly."""
        for row in self.pep.subject_results.all():
            ladder = LADDERS.get(row.stage, LADDERS["KS4"])
            before = (
                ladder.index(row.last_value) if row.last_value in ladder else self.chance.randrange(len(ladder) - 1)
            )
            row.now_value = ladder[min(before + self.chance.choice([0, 0, 1]), len(ladder) - 1)]
            row.target_value = "" if row.stage == "EYFS" else ladder[min(before + 1, len(ladder) - 1)]
            row.save(update_fields=["now_value", "target_value"])
        rows = list(self.pep.subject_results.all())
        for pk, there in record_otherwise(rows, self.pep).items():
            self.pep.subject_results.filter(pk=pk).update(now_value=there.value)

    def _attendance(self, on: dt.date) -> None:
        """As the registers say; where there are none, the school counts."""
        row = self.pep.attendance
        if row.possible is None:
            row.possible, row.authorised, row.suspended = 110, self.chance.randrange(0, 9), 0
            row.unauthorised = self.chance.choice([0, 0, 0, 2, 12])
            row.save()
        told = registers_say(self.child, on)
        if told and contradicts_registers(row, on):
            row.possible, row.authorised, row.unauthorised, row.suspended = told
            row.save()

    def _sdq(self, on: dt.date) -> None:
        if SdqReturn.objects.filter(pep=self.pep).exists():
            return
        if self.chance.random() < 0.08:
            SdqReturn.objects.create(pep=self.pep, is_known_too_short=True)
            return
        low = self.chance.choice([0, 1, 2, 3])
        emotional, conduct, hyperactivity, peer = (min(10, low + self.chance.randrange(4)) for _ in range(4))
        SdqReturn.objects.create(
            pep=self.pep,
            emotional=emotional,
            conduct=conduct,
            hyperactivity=hyperactivity,
            peer=peer,
            prosocial=self.chance.randrange(3, 11),
            filled_by=self.said["adult"].split(",")[0],
            known_since_date=on - dt.timedelta(days=self.chance.randrange(100, 500)),
        )

    def _meeting(self, on: dt.date) -> None:
        """Held on the day planned; the plan is written up afterwards."""
        meeting = self.pep.meetings.filter(cancelled_at=None).first() or Meeting(pep=self.pep, planned_date=on)
        meeting.held_date = meeting.planned_date
        meeting.child_came = self.chance.choice([ChildCame.ALL, ChildCame.ALL, ChildCame.PART, ChildCame.NOT])
        meeting.next_date = meeting.planned_date + dt.timedelta(days=91)
        meeting.save()
        child = Attended.NO if meeting.child_came == ChildCame.NOT else Attended.YES
        meeting.invitees.update(attended=Case(When(role=AtTheTable.CHILD, then=Value(child)), default=Value("YES")))
        invitees = list(meeting.invitees.all())
        if not invitees:
            meeting.attended = CAME.format(**self.said)
        elif not_there(invitees):
            meeting.not_quorate_reason = "Nobody could be found to stand in, and the child did not want to wait."
        meeting.save()
        if not self.pep.agreed_actions.exists():
            by_date = meeting.planned_date + dt.timedelta(days=28)
            who = self.said["adult"].split(",")[0]
            AgreedAction.objects.create(pep=self.pep, what=self.chance.choice(ACTIONS), by_whom=who, by_date=by_date)
