"""Answer once, confirm the rest: a plan starts from the child's record and from the last plan (ADR 12).

Nothing that is filled in counts as confirmed. Each text says where it comes from and when it was last confirmed;
where record and last plan differ, both are kept, and a person chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from accounts import clock
from children.protection.adulthood import is_adult
from children.protection.protective_facts import may_be_same
from peps.answers.authorship import provenance_of
from peps.answers.consents import CONSENTS
from peps.enums import Kind
from peps.models import PersonalEducationPlan, Section, Target
from peps.prefilling.prefill import NEVER_DROPPED, OF_ITS_TIME, Fact
from peps.questions.answer_values import as_date, written
from peps.questions.blueprint.spec import Question, SectionSpec


@dataclass(frozen=True)
class Earlier:
    """An answer of the last plan. `record` is what the child's record said when that plan was opened."""

    text: str
    source: str
    record: str = ""
    kept_from: tuple[str, ...] = ()
    """From whom the child wanted it kept; it is kept from them in every later plan too."""
    own: Mapping[str, Any] = field(default_factory=dict)
    """That it came through a page of their own: it is theirs in every later plan too."""
    is_unfinished: bool = False
    """Of a plan that was never signed: what was written in it goes on, also what each term asks anew."""


def earlier_answers(plan: PersonalEducationPlan) -> dict[str, Earlier]:
    """What the last plan said, by question. One query."""
    return {
        key: Earlier(
            answer["text"],
            _said_in(plan, section),
            answer.get("record", ""),
            tuple(answer.get("kept_from", ())),
            provenance_of(answer),
        )
        for section in plan.sections.all()
        for key, answer in section.answers.items()
        if answer.get("text", "").strip() and not (is_adult(plan.child, clock.today()) and key in CONSENTS)
    }


def unfinished_answers(plan: PersonalEducationPlan) -> dict[str, Earlier]:
    """What people wrote in a plan that was closed unfinished; what was only filled in is known from elsewhere."""
    written_in = {
        key
        for section in plan.sections.all()
        for key, answer in section.answers.items()
        if "by" in answer or not answer.get("source")
    }
    return {
        key: replace(earlier, is_unfinished=True) for key, earlier in earlier_answers(plan).items() if key in written_in
    }


def answers_for(
    spec: SectionSpec, known: Mapping[str, Fact], earlier: Mapping[str, Earlier]
) -> dict[str, dict[str, Any]]:
    """What each question of the section starts with."""
    started = {q.key: start(q, known.get(q.prefill), earlier.get(q.key)) for q in spec.questions}
    return {key: {"n": 1, **answer} for key, answer in started.items() if answer}


def start(question: Question, fact: Fact | None, last: Earlier | None) -> dict[str, Any]:
    """Text and source, and where the two differ the other text; empty where nothing is known.

    - The record has not moved, and somebody wrote otherwise in the last plan: that was chosen once, and stays chosen.
    - The record has moved on from what the last plan repeated: the record's text stands, the other is shown beside it.
    - Both moved, or nobody knows: a person has to choose (`must_choose`).
    """
    if last and (question.prefill in OF_ITS_TIME or not is_usable(question, last.text)):
        last = None
    if fact is None:
        return _from_last(question, last)
    if last and question.prefill in NEVER_DROPPED:
        return _nothing_dropped(fact, last)
    told = {"text": fact.text, "source": fact.source, "record": fact.text}
    if last is None or is_same(question, fact.text, last.text):
        return told
    if last.record and is_same(question, last.record, fact.text):
        return {"text": last.text, "source": last.source, "record": fact.text}
    repeated_the_record = bool(last.record) and is_same(question, last.record, last.text)
    return {
        **told,
        "other": {"text": last.text, "source": last.source},
        **({} if repeated_the_record else {"must_choose": True}),
    }


def moved_on(
    spec: SectionSpec, known: Mapping[str, Fact], answers: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Of a plan under way the answers of which the record says something else by now, as they would start today."""
    found = {}
    for question in spec.questions:
        answer, fact = answers.get(question.key, {}), known.get(question.prefill)
        was = answer.get("record", "")
        if not was or fact is None or question.prefill in OF_ITS_TIME or is_same(question, was, fact.text):
            continue
        text = answer.get("text", "")
        last = Earlier(text, answer.get("source") or "from this plan", was) if text.strip() else None
        kept = {"kept_from": answer["kept_from"]} if answer.get("kept_from") else {}
        found[question.key] = {"n": answer.get("n", 0) + 1, **start(question, fact, last), **kept}
    return found


def _nothing_dropped(fact: Fact, last: Earlier) -> dict[str, Any]:
    """Whoever the last plan names stays named beside those of the record, until a person says which is right."""
    named = fact.text.splitlines()
    only_in_last = [
        line
        for line in last.text.splitlines()
        if line.strip() and not any(may_be_same(_name_in(line), _name_in(other)) for other in named)
    ]
    told = {"text": fact.text, "source": fact.source, "record": fact.text}
    if not only_in_last:
        return told
    both = "\n".join([*named, *only_in_last])
    other = {"text": fact.text, "source": fact.source}
    return {**told, "text": both, "source": f"{fact.source}, and {last.source}", "other": other, "must_choose": True}


def _name_in(line: str) -> str:
    """'Gary Blank' of 'Gary Blank (father)'."""
    return line.partition("(")[0]


def is_same(question: Question, one: str, other: str) -> bool:
    """Two texts say the same: whatever their spaces and capitals, and a day in whatever shape it was typed."""
    if question.kind == Kind.DATE and (day := as_date(one)):
        return day == as_date(other)
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def is_usable(question: Question, text: str) -> bool:
    """A choice that is no longer offered would stand there without a label."""
    return question.kind != Kind.CHOICE or text in dict(question.choices)


def targets_to_review(pep: PersonalEducationPlan) -> list[Target]:
    return list(pep.follows.targets.all()) if pep.follows else []


def _from_last(question: Question, last: Earlier | None) -> dict[str, Any]:
    """The record knows nothing. A day that only the record can know is not carried on: it may long be past."""
    carries = question.carries_forward or (question.prefill and question.kind != Kind.DATE)
    if not last or not (carries or last.is_unfinished):
        return {}
    kept = {"kept_from": list(last.kept_from)} if last.kept_from else {}
    return {"text": last.text, "source": last.source, **kept, **last.own}


def _said_in(plan: PersonalEducationPlan, section: Section) -> str:
    confirmed = f", confirmed {written(clock.day_of(section.confirmed_at))}" if section.confirmed_at else ""
    return f"from the plan “{plan.title}”{confirmed}"
