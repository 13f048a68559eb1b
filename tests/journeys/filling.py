"""What a person types into each section, as the form posts it."""

from peps.enums import Kind, SectionTable, TargetArea
from peps.forms.answers import REVISION
from peps.forms.tables import FORMS

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


def targets(pep) -> dict[str, str]:
    areas = (TargetArea.MATHEMATICS, TargetArea.SEMH, TargetArea.ENGLISH)
    data = {"targets-TOTAL_FORMS": "3", "targets-INITIAL_FORMS": "0"}
    for number, area in enumerate(areas):
        data |= {
            f"targets-{number}-{name}": value
            for name, value in {
                "area": area,
                "outcome": "Robin adds fractions with confidence.",
                "measure": "8 of 10 right in the weekly quiz",
                "support": "A tutor, half an hour, twice a week",
                "by_whom": "Ms Tutor",
                "by_date": "12/02/2027",
                "intervention": "TUITION_ONE" if number == 0 else "",
                "asked_pence": "240" if number == 0 else "",
                "source": "PP_PLUS",
            }.items()
        }
    return data


def reviews(pep) -> dict[str, str]:
    rows = list(pep.target_reviews.all())
    data = {"reviews-TOTAL_FORMS": str(len(rows)), "reviews-INITIAL_FORMS": str(len(rows))}
    for number, row in enumerate(rows):
        data |= {f"reviews-{number}-id": str(row.pk), f"reviews-{number}-outcome": "ACHIEVED"}
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
    SectionTable.TARGETS: targets,
    SectionTable.TARGET_REVIEWS: reviews,
    SectionTable.SDQ: sdq,
    SectionTable.MEETING: meeting,
}


def fill_table(table, pep) -> None:
    """The rows of a section's table, through the form that its page posts."""
    form = FORMS[table](pep, TABLES[table](pep))
    assert form.is_valid(), form.errors
    form.save_all(pep)
