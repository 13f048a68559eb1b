"""What people have to decide about warnings that protect a child: a file contradicts one, or the child has moved."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from children.enums import ProtectiveMark
from children.models import Child, Contact, Placement, ProtectionQuestion
from children.opening_up import confidential_children
from children.protective_facts import ADDRESS_UNANSWERED, may_be_same, protection_of, protections_of, raising_rows


@dataclass(frozen=True)
class Line:
    """One warning. `key` names it in addresses: 'address', or the contact's row; `questions` wait for a person."""

    key: str
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class ToDecide:
    child: Child
    number: int


def lines_of(child: Child, on: dt.date) -> list[Line]:
    """Every warning that is up, with what was asked about it."""
    protection = protection_of(child, on)
    asked = list(child.protection_questions.filter(decision=None))
    lines = []
    if protection.address:
        said = [each.said for each in asked if each.mark == ProtectiveMark.ADDRESS]
        more = () if protection.address_is_answered else (ADDRESS_UNANSWERED,)
        lines.append(Line("address", "The address must not become known", (*more, *said)))
    rows = raising_rows(child, ProtectiveMark.NO_CONTACT)
    for person in protection.no_contact:
        row = next(row for row in rows if may_be_same(row.name, person.name))
        said = [f"{each.about}: {each.said}" for each in asked if _is_about(each, row)]
        lines.append(Line(str(row.pk), f"No contact with {person.described}", tuple(said)))
    return lines


def to_settle(person: Any, on: dt.date) -> list[ToDecide]:
    """The children whom this person reaches with a question that waits. Four queries, however many."""
    children = list(_with_questions(person, on))
    marks = protections_of(children, on)
    return [
        ToDecide(child, child.asked + (not marks[child.pk].address_is_answered))
        for child in children
        if child.asked or (marks[child.pk].address and not marks[child.pk].address_is_answered)
    ]


def _is_about(question: ProtectionQuestion, contact: Contact) -> bool:
    name = question.about.partition(" (")[0]
    return question.mark == ProtectiveMark.NO_CONTACT and may_be_same(name, contact.name)


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
