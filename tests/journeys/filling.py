"""What a person types into each section, as the form posts it."""

from django.urls import reverse

from peps.enums import Kind, SectionTable, TargetArea
from peps.questions.answer_values import as_date
from peps.questions.blueprint.target_questions import key_of
from peps.sections.forms.answers import REVISION
from peps.sections.forms.tables import FORMS

TYPED = {Kind.LINE: "As agreed", Kind.TEXT: "Robin enjoys science.", Kind.DATE: "01/12/2026", Kind.NUMBER: "25"}


def answers_to_post(spec, section) -> dict[str, str]:
    """Every question of the section answered, with the revisions that the page was drawn with."""
    data = {}
    for question in spec.questions:
        there = section.answers.get(question.key, {})
        data[question.key] = there.get("text") or typed(question)
        data[REVISION + question.key] = str(there.get("n", 0))
    return data | (TABLES[spec.table](section.pep) if spec.table else {})


def typed(question) -> str:
    if question.kind == Kind.CHOICE:
        return question.choices[0][0]
    return "yes" if question.kind == Kind.YES_NO else TYPED[question.kind]


def target_texts() -> list[dict[str, str]]:
    """Three targets as a teacher writes them, column by column."""
    shared = {
        "outcome": "Robin adds fractions with confidence.",
        "measure": "8 of 10 right in the weekly quiz",
        "support": "A tutor, half an hour, twice a week",
        "by_whom": "Ms Tutor",
        "by_date": "12/02/2027",
    }
    return [{"area": area, **shared} for area in (TargetArea.MATHEMATICS, TargetArea.SEMH, TargetArea.ENGLISH)]


def write_targets(client, pep) -> None:
    """As a browser without JavaScript does: an empty target is asked for, and its page posted."""
    for texts in target_texts():
        added = client.post(reverse("peps:add_target", args=[pep.reference]), {"empty": "1"})
        reference = added.url.rstrip("/").rsplit("/", 1)[-1]
        typed_in = {key_of(reference, column): text for column, text in texts.items()}
        client.post(added.url, typed_in | {f"{REVISION}{key}": "0" for key in typed_in} | {"then": "later"})


def nothing(pep) -> dict[str, str]:
    """Its rows have pages of their own."""
    return {}


def results(pep) -> dict[str, str]:
    rows = list(pep.subject_results.all())
    data = {"subjects-TOTAL_FORMS": str(len(rows)), "subjects-INITIAL_FORMS": str(len(rows))}
    for number, row in enumerate(rows):
        value = {"EYFS": "2", "PHONICS": "34", "MTC": "21", "KS1": "EXS", "KS2": "EXS"}.get(row.stage, "5")
        data |= {f"subjects-{number}-id": str(row.pk), f"subjects-{number}-now_value": value}
    return data


def attendance(pep) -> dict[str, str]:
    sessions = {"possible": "120", "authorised": "4", "unauthorised": "2", "suspended": "0"}
    reason = {"corrected_reason": "Two weeks were marked late."} if pep.attendance.record_possible else {}
    return {f"attendance-{name}": value for name, value in (sessions | reason).items()}


def reviews(pep) -> dict[str, str]:
    rows = list(pep.target_reviews.all())
    data = {"reviews-TOTAL_FORMS": str(len(rows)), "reviews-INITIAL_FORMS": str(len(rows))}
    for number, row in enumerate(rows):
        data |= {
            f"reviews-{number}-id": str(row.pk),
            f"reviews-{number}-outcome": "ACHIEVED",
            f"reviews-{number}-evidence": "The quiz of 20 November: 9 of 10.",
        }
    return data


def sdq(pep) -> dict[str, str]:
    scores = {"emotional": "6", "conduct": "4", "hyperactivity": "5", "peer": "3", "prosocial": "7"}
    return {f"sdq-{key}": value for key, value in scores.items()} | {
        "sdq-filled_by": "Ms Teacher",
        "sdq-known_since_date": "01/09/2026",
    }


def meeting(pep) -> dict[str, str]:
    return {
        "meeting-planned_date": "24/11/2026",
        "meeting-held_date": "24/11/2026",
        "meeting-place": "The library",
        "meeting-attended": "Robin, Sam Person, Ms Teacher, Jo Carer",
        "meeting-child_came": "ALL",
        "meeting-next_date": "09/03/2027",
    }


TABLES = {
    SectionTable.TARGETS: nothing,
    SectionTable.PROVISION: nothing,
    SectionTable.ATTAINMENT: results,
    SectionTable.ATTENDANCE: attendance,
    SectionTable.TARGET_REVIEWS: reviews,
    SectionTable.SDQ: sdq,
    SectionTable.MEETING: meeting,
}


def fill_table(table, pep) -> None:
    """The rows of a section's table, through the form that its page posts."""
    if table == SectionTable.TARGETS:
        for position, texts in enumerate(target_texts()):
            day = as_date(texts["by_date"])
            pep.targets.create(position=position, **(texts | {"by_date": day}))
    if table not in FORMS:
        return
    form = FORMS[table](pep, TABLES[table](pep))
    assert form.is_valid(), form.errors
    form.save_all(pep)
