"""What others allowed or agreed for a child, and when it lapses: with the row of the record that it rests on, and at 18.

What has lapsed is printed as consent nowhere: a draft says that it ended, a signed paper says so above its text, and
the plan asks for it anew.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from accounts import clock
from children.enums import DelegatedMatter
from children.models import Child, Contact
from children.protection.adulthood import adult_since
from children.protection.protective_facts import ProtectiveWarning, name_key, person_key
from peps.models import PersonalEducationPlan, Section
from peps.questions.answer_values import written
from peps.questions.blueprint.spec import Blueprint, Question, SectionSpec

CONSENTS = frozenset({"parental_responsibility", "trips", "photographs", "letters"})
"""Questions of the section 'Permissions' that others answer for a child."""
MATTERS = {"trips": DelegatedMatter.DAY_TRIPS, "photographs": DelegatedMatter.PHOTOGRAPHS}
"""The question that a row of delegated authority answers."""
OF_CONTACTS = ("parental_responsibility", "family_time")
LAPSED = "Lapsed permission"

Answers = Mapping[str, Mapping[str, Any]]
Body = dict[str, Any]


def asks_consent(spec: SectionSpec) -> bool:
    return any(question.key in CONSENTS for question in spec.questions)


def lapsed(child: Child, answers: Answers, on: dt.date) -> dict[str, dt.date]:
    """By question, the day on which what was said before it ended. At most two queries."""
    days: dict[str, list[dt.date]] = {}
    if birthday := adult_since(child, on):
        days = {key: [birthday] for key in CONSENTS}
    for key, day in [*_withdrawn(child, answers, on), *_of_contacts_that_ended(child, answers, on)]:
        days.setdefault(key, []).append(day)
    return {
        key: max(found)
        for key, found in days.items()
        if _text(answers, key) and said_on(answers.get(key, {})) < max(found)
    }


def said_on(answer: Mapping[str, Any]) -> dt.date:
    """The day on which a person last wrote or confirmed it; the first of all days where none did."""
    names = ("at", "confirmed_at") if "by" in answer else ("confirmed_at",)
    moments = [dt.datetime.fromisoformat(answer[name]) for name in names if answer.get(name)]
    return clock.day_of(max(moments)) if moments else dt.date.min


def as_it_holds(question: Question, answer: Mapping[str, Any], text: str, ended: Mapping[str, dt.date]) -> str:
    """The text of a plan that is not signed: without consent that has lapsed, and marked where nobody confirmed it."""
    if not text:
        return text
    if day := ended.get(question.key):
        if question.key in OF_CONTACTS:
            return f"{text}\nNot all of this holds any more: some of it ended on {written(day)}. Check before you rely on it."
        return f"No longer holds: it ended on {written(day)}. Ask before you rely on it."
    is_from_before = question.confirm_each_term and answer.get("source") and said_on(answer) == dt.date.min
    return f"{text} (not confirmed for this plan yet)" if question.key in CONSENTS and is_from_before else text


def without_lapsed(child: Child, form: Blueprint, sections: Iterable[Section], told: list[Body]) -> list[Body]:
    """The sections of a body that is not signed; at most two queries."""
    for section, body in zip(sections, told, strict=True):
        spec = form.section(section.key)
        if not asks_consent(spec):
            continue
        ended = lapsed(child, section.answers, clock.today())
        for answer in body["answers"]:
            typed = section.answers.get(answer["key"], {})
            answer["text"] = as_it_holds(spec.question(answer["key"]), typed, answer["text"], ended)
    return told


def ended_since_signing(pep: PersonalEducationPlan, on: dt.date) -> list[ProtectiveWarning]:
    """What stands above a signed plan: its text stays as it was signed. Three queries."""
    section = next((each for each in pep.sections.all() if each.key == "permissions"), None)
    if section is None or pep.signed_off_at is None:
        return []
    ended = lapsed(pep.child, section.answers, on)
    labels = {"trips": "school trips", "photographs": "photographs", "letters": "letters and reports",
              "parental_responsibility": "parental responsibility", "family_time": "family time"}  # fmt: skip
    said = "; ".join(f"{labels[key]}, ended on {written(day)}" for key, day in sorted(ended.items()))
    text = f"Signed in this plan, and no longer so: {said}. Ask the social worker before you rely on it."
    return [ProtectiveWarning(LAPSED, text)] if said else []


def _text(answers: Answers, key: str) -> str:
    return str(answers.get(key, {}).get("text", "")).strip()


def _withdrawn(child: Child, answers: Answers, on: dt.date) -> Iterable[tuple[str, dt.date]]:
    """Of matters that nobody may decide today and somebody could before: ended, or entered in error."""
    wanted = {matter: key for key, matter in MATTERS.items() if _text(answers, key)}
    rows = list(child.delegated_authorities.filter(matter__in=list(wanted))) if wanted else []
    held = {row.matter for row in rows if row.holds_on(on)}
    for row in rows:
        day = clock.day_of(row.error_at) if row.error_at else row.until
        if row.matter not in held and day and day <= on:
            yield wanted[row.matter], day


def _of_contacts_that_ended(child: Child, answers: Answers, on: dt.date) -> Iterable[tuple[str, dt.date]]:
    """Parental responsibility and family time of people whose row is over, as far as the plan still says them."""
    if not any(_text(answers, key) for key in OF_CONTACTS):
        return
    rows = list(Contact.objects.filter(child=child).order_by("from_date", "pk"))
    now = {person_key(row.name, row.relationship) for row in rows if row.holds_on(on)}
    for row in rows:
        if row.until is None or row.until > on or person_key(row.name, row.relationship) in now:
            continue
        day = clock.day_of(row.error_at) if row.error_at else row.until
        if row.has_parental_responsibility and name_key(row.name) in name_key(_text(answers, OF_CONTACTS[0])):
            yield OF_CONTACTS[0], day
        if row.arrangements and row.arrangements in _text(answers, OF_CONTACTS[1]):
            yield OF_CONTACTS[1], day
