"""What people have to decide about warnings that protect a child: a file contradicts one, or the child has moved."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from accounts import access, audit
from accounts.access import Action
from children.enums import ProtectiveMark
from children.models import Child, Contact, Placement, ProtectionDecision, ProtectionQuestion
from children.protection.confidentiality import confidential_children
from children.protection.protective_facts import (
    ADDRESS_UNANSWERED,
    OF_PEOPLE,
    KnownContact,
    locked_child,
    may_be_same,
    protection_of,
    protections_of,
    raising_rows,
)

ADDRESS_KEY = "address"


@dataclass(frozen=True)
class Line:
    """One warning. `key` names it in addresses; `questions` wait for a person. `asked`: no warning is up, and a file
    said something of which nobody can tell whom it means."""

    key: str
    title: str
    questions: tuple[str, ...]
    asked: ProtectionQuestion | None = None


@dataclass(frozen=True)
class ToDecide:
    child: Child
    number: int


def lines_of(child: Child, on: dt.date) -> list[Line]:
    """Every warning that is up, with what was asked about it."""
    protection = protection_of(child, on)
    asked = list(child.protection_questions.filter(decision=None))
    lines, told = [], []
    if protection.address:
        told = [each for each in asked if each.mark == ProtectiveMark.ADDRESS]
        more = () if protection.address_is_answered else (ADDRESS_UNANSWERED,)
        words = (*more, *(each.said for each in told))
        lines.append(Line(ADDRESS_KEY, said_of(ProtectiveMark.ADDRESS, None), words))
    for mark in OF_PEOPLE:
        rows = raising_rows(child, mark)
        for row in (_raising(rows, person) for person in protection.of_people(mark)):
            about = [each for each in asked if _is_about(each, mark, row)]
            lines.append(
                Line(key_of(mark, row), said_of(mark, row), tuple(f"{each.about}: {each.said}" for each in about))
            )
            told += about
    return [*lines, *(_without_warning(each) for each in asked if each not in told)]


def _without_warning(question: ProtectionQuestion) -> Line:
    about = f": {question.about}" if question.about else ""
    title = f"{question.get_mark_display()}{about}: check whether this warning must go up"
    return Line(f"asked-{question.pk}", title, (question.said,), asked=question)


@transaction.atomic
def settle(question: ProtectionQuestion, *, by: Any) -> None:
    """Somebody looked, and put up what had to go up. Raises ProtectionQuestion.DoesNotExist, ActNotAllowed."""
    access.require(by, Action.REMOVE_PROTECTION)
    child = locked_child(question.child, by)
    held = child.protection_questions.get(pk=question.pk, decision=None)
    held.decision = ProtectionDecision.objects.create(
        child=child, mark=held.mark, about=held.about, is_removal=False, decided_by=by
    )
    held.save(update_fields=["decision"])
    audit.record("protection.checked", by=by, subject=held.decision, child=child, mark=held.mark)


def said_of(mark: str, contact: Contact | None) -> str:
    """The warning in a few words: 'Must not collect: Gary Blank (father)'."""
    if contact is None:
        return "The address must not become known"
    start = "No contact with" if mark == ProtectiveMark.NO_CONTACT else "Must not collect:"
    return f"{start} {contact.name} ({contact.relationship.lower()})"


def key_of(mark: str, contact: Contact) -> str:
    """In addresses."""
    return f"collect-{contact.pk}" if mark == ProtectiveMark.NO_COLLECTING else str(contact.pk)


def named_by(key: str, child: Child) -> tuple[ProtectiveMark, Contact | None] | None:
    """The mark that is up and whom it is about; None where there is none of that key."""
    if key == ADDRESS_KEY:
        return (ProtectiveMark.ADDRESS, None) if raising_rows(child, ProtectiveMark.ADDRESS) else None
    for mark in OF_PEOPLE:
        found = next((row for row in raising_rows(child, mark) if key == key_of(mark, row)), None)
        if found:
            return mark, found
    return None


def _raising(rows: list[Contact], person: KnownContact) -> Contact:
    return next(row for row in rows if may_be_same(row.name, person.name))


def to_settle(person: Any, on: dt.date) -> list[ToDecide]:
    """The children whom this person reaches with a question that waits. Four queries, however many."""
    children = list(_with_questions(person, on))
    marks = protections_of(children, on)
    return [
        ToDecide(child, child.asked + (not marks[child.pk].address_is_answered))
        for child in children
        if child.asked or (marks[child.pk].address and not marks[child.pk].address_is_answered)
    ]


def _is_about(question: ProtectionQuestion, mark: str, contact: Contact) -> bool:
    name = question.about.partition(" (")[0]
    return question.mark == mark and may_be_same(name, contact.name)


def _with_questions(person: Any, on: dt.date) -> Iterable[Child]:
    open_questions = ProtectionQuestion.objects.filter(child=OuterRef("pk"), decision=None)
    of_child = Q(child=OuterRef("pk")) | Q(child__merged_into=OuterRef("pk"))
    marked = Placement.objects.filter(of_child, is_address_sensitive=True, mark_removed=None)
    reached = Child.objects.visible_to(person).filter(pk__in=confidential_children(person).values("pk"))
    return (
        reached.filter(Q(Exists(open_questions)) | Q(Exists(marked)))
        .annotate(asked=Count("protection_questions", filter=Q(protection_questions__decision=None)))
        .order_by("family_name", "given_name", "pk")
    )
