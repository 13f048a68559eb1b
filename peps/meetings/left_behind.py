"""Staff who were asked to a meeting about a child, and have nothing to do with the child any more.

When a child moves, the teachers of the former school are still on the list. From then on they hear of no other day, and
of nobody who would tell them where the child goes to school now.
Somebody without an account here is not known to be gone: who arranges the meeting decides about them.
"""

import datetime as dt

from django.db.models import Max

from accounts import clock
from accounts.dated import holds, starts_after
from accounts.enums import SCHOOL_ROLES
from accounts.models import Post, User
from children.models import Child
from peps.models import Invitee


def has_left_since(invitee: Invitee, child: Child, on: dt.date) -> bool:
    """Since they were asked: whoever is asked after they left is asked on purpose."""
    left = left_on(invitee.email, child, on)
    return left is not None and (invitee.invited_at is None or clock.day_of(invitee.invited_at) < left)


def left_on(email: str, child: Child, on: dt.date) -> dt.date | None:
    """From which day somebody with an account here has no post any more, or posts only at schools that the child left."""
    person = User.objects.filter(email__iexact=email).first() if email else None
    if person is None:
        return None
    posts = list(Post.objects.filter(holds(on) | starts_after(on), user=person)) if person.is_active else []
    if not posts:
        return person.posts.filter(until__lte=on).aggregate(last=Max("until"))["last"] or on
    if any(post.role not in SCHOOL_ROLES for post in posts):
        return None
    ends = list(
        child.enrolments.standing()
        .filter(school__in={post.school_id for post in posts})
        .values_list("until", flat=True)
    )
    return max(ends) if ends and all(end is not None and end <= on for end in ends) else None
