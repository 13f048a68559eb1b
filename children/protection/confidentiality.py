"""How far a child's record is open to a person who reaches it."""

import datetime as dt
from typing import Any

from accounts import access
from accounts.enums import Role
from accounts.models import School
from accounts.reached import within
from children.enums import EnrolmentKind
from children.models import Child


def confidential_children(person: Any):
    """Children of whom this person may know homes, legal orders and no-contact names."""
    return within(Child.objects.all(), access.limit(access.CONFIDENTIAL_SEEN, person))


def sees_confidential(person: Any, child: Child) -> bool:
    """Where the child lives, the legal orders and no-contact names: never for school staff, whatever else they are
    for another child."""
    return confidential_children(person).filter(pk=child.pk).exists()


def own_school(person: Any, child: Child, on: dt.date) -> School | None:
    """The school for which a teacher writes; for others the child's main school of that day."""
    here = list(child.enrolments.holding(on).select_related("school"))
    taught = {post.school_id for post in person.posts_held_today() if post.role == Role.DESIGNATED_TEACHER}
    rows = [row for row in here if row.school_id in taught] or [row for row in here if row.kind == EnrolmentKind.MAIN]
    return rows[0].school if rows else None
