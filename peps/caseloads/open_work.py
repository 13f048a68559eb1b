"""What hangs on a person: children in their name, parts that wait for them, sections handed to them."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from accounts.dated import holds
from accounts.enums import Role
from accounts.models import Post, User
from children.enums import AllocationKind
from children.models import Allocation, Child
from peps.enums import UNDER_WAY, PartName
from peps.models import Part, Section


@dataclass(frozen=True)
class Caseload:
    """`person` is None for children without a social worker."""

    person: User | None
    children: int
    sections: int
    is_in_post: bool


def allocations_seen(by: User, on: dt.date):
    """To whom the children that `by` reaches are allocated as social worker on that day."""
    return Allocation.objects.filter(
        holds(on), kind=AllocationKind.SOCIAL_WORKER, child__in=Child.objects.visible_to(by)
    )


def sections_seen(by: User):
    """Open sections that were handed to a colleague, and that `by` could take back."""
    return Section.objects.editable_by(by).filter(handed_to__isnull=False)


def caseloads(by: User, on: dt.date) -> list[Caseload]:
    """Those without a social worker first, then people who have left, then by name. Five queries, however many."""
    children = Counter(allocations_seen(by, on).values_list("person", flat=True))
    sections = Counter(sections_seen(by).values_list("handed_to", flat=True))
    people = {person.pk: person for person in User.objects.filter(pk__in={*children, *sections} - {None})}
    in_post = set(Post.objects.filter(holds(on), user__in=people, user__is_active=True).values_list("user", flat=True))
    found = [
        Caseload(people.get(key), children[key], sections[key], is_in_post=key in in_post)
        for key in {*children, *sections}
    ]
    return sorted(found, key=lambda one: (one.person is not None, one.is_in_post, str(one.person or "")))


def hanging_on(post: Post, on: dt.date) -> list[str]:
    """What would be left without anybody if this post ended, in words and counts: no child is named."""
    said = []
    if post.role == Role.SOCIAL_WORKER:
        said.append(_said(_allocated(post, on), "child is in their name", "children are in their name"))
    if post.role == Role.DESIGNATED_TEACHER:
        said.append(_said(_school_parts(post), "school part is not in yet", "school parts are not in yet"))
        others = Post.objects.filter(holds(on), role=post.role, school=post.school).exclude(user=post.user_id)
        if not others.exists():
            said.append("nobody else is designated teacher there")
    handed = Section.objects.open_for_writing().filter(handed_to=post.user_id).count()
    said.append(_said(handed, "section was handed to them", "sections were handed to them"))
    return [text for text in said if text]


def _allocated(post: Post, on: dt.date) -> int:
    rows = Allocation.objects.filter(holds(on), kind=AllocationKind.SOCIAL_WORKER, person=post.user_id)
    return rows.filter(team=post.team_id).count()


def _school_parts(post: Post) -> int:
    return Part.objects.filter(
        name=PartName.SCHOOL, submitted_at=None, pep__school=post.school_id, pep__status__in=UNDER_WAY
    ).count()


def _said(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
