"""What is still missing from a plan, by name. Saving never asks this; submitting and signing do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts import clock
from children.enums import Phase
from peps.answers.authorship import HOW_FOUND, ON_THEIR_PAGE, is_theirs
from peps.answers.confirmable import is_to_confirm
from peps.answers.consents import asks_consent, lapsed
from peps.answers.target_answers import texts_of
from peps.enums import (
    ACADEMIC_AREAS,
    PERSONAL_AREAS,
    OwnPageFor,
    PepKind,
    SectionTable,
    TargetArea,
    TargetOutcome,
)
from peps.meetings.quorum import in_words, not_there
from peps.models import Meeting, PersonalEducationPlan, PlanAttendance, PlanSettings, Section
from peps.questions.answer_values import problem_with, written
from peps.questions.blueprint.spec import SectionSpec
from peps.questions.plan_form import blueprint_of, texts
from peps.results.results import contradicts_registers, is_core, record_otherwise
from peps.sdq import scores
from peps.targets.required import Wanted, wanted_in

READ_IT_THROUGH = "Read it through and mark it as complete"


@dataclass(frozen=True)
class Missing:
    section_key: str
    section_title: str
    question_key: str
    text: str


def missing(pep: PersonalEducationPlan, part: str | None = None) -> list[Missing]:
    """In the order of the form. Empty when the part, or the whole plan, could be submitted."""
    blueprint = blueprint_of(pep)
    found: list[Missing] = []
    for section in pep.sections.select_related("part").order_by("position"):
        if part is None or section.part.name == part:
            found += missing_in(pep, section, blueprint.section(section.key))
    return found


def missing_in(pep: PersonalEducationPlan, section: Section, spec: SectionSpec) -> list[Missing]:
    answers, has_own_words = texts(section), _has_own_words(section, spec)
    ended = lapsed(pep.child, section.answers, clock.today()) if asks_consent(spec) else {}
    found = [
        Missing(spec.key, spec.title, q.key, f"Answer “{q.label}”")
        for q in spec.missing(answers)
        if not (q.in_their_words and has_own_words)
    ]
    if answers.get(HOW_FOUND) == ON_THEIR_PAGE and not has_own_words and not _was_sent_by_child(pep):
        text = "Say how these views were found out: nothing was sent from a page of their own"
        found.append(Missing(spec.key, spec.title, HOW_FOUND, text))
    found += [
        Missing(spec.key, spec.title, q.key, f"{q.label}: {problem}")
        for q in spec.questions
        if answers.get(q.key, "").strip() and (problem := problem_with(q, answers[q.key]))
    ]
    found += [
        Missing(spec.key, spec.title, q.key, f"Choose which is right: “{q.label}”")
        for q in spec.questions
        if section.answers.get(q.key, {}).get("must_choose")
    ]
    found += [
        Missing(spec.key, spec.title, q.key, f"Confirm “{q.label}”")
        for q in spec.questions
        if is_to_confirm(q, section.answers.get(q.key, {}), has_lapsed=q.key in ended) and q.is_asked(answers)
    ]
    if spec.table:
        found += [Missing(spec.key, spec.title, "", text) for text in TABLES[spec.table](pep, section)]
    if not found and section.confirmed_at is None:
        found.append(Missing(spec.key, spec.title, "", READ_IT_THROUGH))
    return found


def _has_own_words(section: Section, spec: SectionSpec) -> bool:
    """Who wrote on a page of their own was told that they may leave out any question: none of theirs is missing then."""
    return any(q.in_their_words and is_theirs(section.answers.get(q.key, {})) for q in spec.questions)


def _was_sent_by_child(pep: PersonalEducationPlan) -> bool:
    """Also where nothing of it stands in the plan, because it was for the social worker alone."""
    return pep.own_pages.filter(made_for=OwnPageFor.CHILD, sent_at__isnull=False).exists()


def _missing_targets(pep: PersonalEducationPlan, section: Section) -> Iterable[str]:
    wanted, targets = wanted_in(pep), list(pep.targets.all())
    areas = [target.area for target in targets]
    if len(targets) < wanted.number:
        yield f"Add targets: this plan needs {wanted.number}, and has {len(targets)}"
    else:
        yield from _balance(wanted, areas)
    for number, target in enumerate(targets, start=1):
        lacks = [words for words, value in _asked_of(target) if not value]
        if lacks:
            yield f"Target {number} does not say {' or '.join(lacks)}"
        day = texts_of(target, section.answers)["by_date"]
        if day.strip() and target.by_date is None:
            yield f"Target {number}: “{day}” is not a day. Write a real date, like 27/11/2026"
    if needs_wellbeing_target(pep) and TargetArea.SEMH not in areas and not pep.sdq.no_target_reason.strip():
        yield (
            f"The teacher SDQ is {_total(pep)}. Add a target for social, emotional and mental health, "
            "or say in the SDQ section why there is none"
        )


def _balance(wanted: Wanted, areas: list[str]) -> Iterable[str]:
    if sum(area in ACADEMIC_AREAS for area in areas) < wanted.academic:
        yield f"At least {_number(wanted.academic)} must be about learning"
    if sum(area in PERSONAL_AREAS for area in areas) < wanted.personal:
        yield f"At least {_number(wanted.personal)} must be about the child as a person, not a school subject"


def _number(targets: int) -> str:
    return "one target" if targets == 1 else f"{targets} targets"


def _asked_of(target) -> list[tuple[str, object]]:
    return [
        ("what it is about", target.area),
        ("what will be different", target.outcome.strip()),
        ("how it will be seen", target.measure.strip()),
        ("what will be done", target.support.strip()),
        ("who will do it", target.by_whom.strip()),
        ("by when", target.by_date),
    ]


EVIDENCE_ASKED = frozenset({TargetOutcome.ACHIEVED, TargetOutcome.PARTLY, TargetOutcome.NOT_ACHIEVED})


def _missing_reviews(pep: PersonalEducationPlan, section: Section) -> Iterable[str]:
    reviews = list(pep.target_reviews.all())
    waiting = sum(not review.outcome for review in reviews)
    if waiting:
        yield f"Say how {waiting} target{'s' if waiting > 1 else ''} of the last plan turned out"
    unproven = sum(review.outcome in EVIDENCE_ASKED and not review.evidence.strip() for review in reviews)
    if unproven:
        yield f"Say what shows it for {unproven} target{'s' if unproven > 1 else ''} of the last plan"


def _missing_sdq(pep: PersonalEducationPlan, section: Section) -> Iterable[str]:
    entered = getattr(pep, "sdq", None)
    if pep.kind == PepKind.INTERIM:
        return  # made while the school is closed: the scores wait for the next plan
    if entered is None:
        yield "Enter the five scores of the teacher SDQ, or say that nobody has known the child long enough"
    elif not entered.is_known_too_short and _total(pep) is None:
        yield "Enter all five scores of the teacher SDQ"
    elif not entered.is_known_too_short and not entered.filled_by.strip():
        yield "Say who filled in the SDQ"


def _missing_attainment(pep: PersonalEducationPlan, section: Section) -> Iterable[str]:
    """Of the core subjects; at a school, and not while it is closed."""
    if pep.school_id is None or pep.kind == PepKind.INTERIM:
        return
    rows = list(pep.subject_results.all())
    open_ones = [row.subject for row in rows if is_core(row) and not row.now_value.strip()]
    if open_ones:
        yield f"Say where the child is now in {', '.join(open_ones)}"
    otherwise = record_otherwise(rows, pep) if _can_be_changed(section) else {}
    for row in rows:
        if (there := otherwise.get(row.pk)) and not row.now_reason.strip():
            yield (
                f"{row.subject}: the record says {there.value} on {written(there.assessed_date)}. "
                f"Write that, or say why it is {row.now_value} now"
            )


def _missing_attendance(pep: PersonalEducationPlan, section: Section) -> Iterable[str]:
    row = PlanAttendance.objects.filter(pep=pep).select_related("pep__child").first()
    if row is None or pep.school_id is None or pep.kind == PepKind.INTERIM:
        return
    if row.possible is None and pep.phase in (Phase.PRIMARY, Phase.SECONDARY):
        yield "Write how many half-day sessions were possible this year, and how many were missed"
    differs = _can_be_changed(section) and contradicts_registers(row, clock.today())
    if differs and not row.corrected_reason.strip():
        yield "Say why the attendance is not what the registers say"


def _can_be_changed(section: Section) -> bool:
    """Of a part that was in, only what came back with points: what the record has learnt since holds up no sign-off."""
    return section.part.first_submitted_at is None or section.reopened_at is not None


def _missing_provision(pep: PersonalEducationPlan, section: Section) -> Iterable[str]:
    """A child who gets nothing extra has an empty map; what stands in it is read through when it is confirmed."""
    return ()


def _missing_meeting(pep: PersonalEducationPlan, section: Section) -> Iterable[str]:
    meeting = pep.meetings.filter(cancelled_at=None).first()
    if meeting is None or meeting.held_date is None:
        yield "Record the day on which the meeting was held"
        return
    yield from _missing_at_the_table(meeting)
    if not meeting.child_came:
        yield "Say whether the child came to the meeting"
    if meeting.next_date is None and not meeting.no_next_reason.strip():
        yield "Set the date of the next meeting, or say why there is none"


def _missing_at_the_table(meeting: Meeting) -> Iterable[str]:
    invitees = list(meeting.invitees.all())
    if not invitees:
        if not meeting.attended.strip():
            yield "Say who came to the meeting"
        return
    if waiting := sum(not each.attended for each in invitees):
        yield f"Say for each person whether they came: {waiting} still to say"
    elif (lacking := not_there(invitees)) and not meeting.not_quorate_reason.strip():
        yield f"The meeting was held without {in_words(lacking)}. Say why, or who stood in for them"


TABLES: dict[str, Callable[[PersonalEducationPlan, Section], Iterable[str]]] = {
    SectionTable.TARGETS: _missing_targets,
    SectionTable.TARGET_REVIEWS: _missing_reviews,
    SectionTable.SDQ: _missing_sdq,
    SectionTable.MEETING: _missing_meeting,
    SectionTable.ATTAINMENT: _missing_attainment,
    SectionTable.ATTENDANCE: _missing_attendance,
    SectionTable.PROVISION: _missing_provision,
}


def needs_wellbeing_target(pep: PersonalEducationPlan) -> bool:
    """The teacher SDQ reached the authority's threshold (default 17; the band is always shown beside it)."""
    total = _total(pep)
    return total is not None and total >= PlanSettings.objects.on(pep.due_date).sdq_threshold


def _total(pep: PersonalEducationPlan) -> int | None:
    entered = getattr(pep, "sdq", None)
    if entered is None or entered.is_known_too_short:
        return None
    return scores.total(entered.emotional, entered.conduct, entered.hyperactivity, entered.peer)
