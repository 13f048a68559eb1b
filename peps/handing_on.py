"""A section's owner hands it to a colleague, stays answerable, and can take it back."""

import datetime as dt

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.models import Post, User
from accounts.refusals import PortalRefusal
from peps.models import Section
from peps.writing import open_section


class NoSuchColleague(PortalRefusal):
    """Nobody with this address holds a post at the plan's school, or in the owner's team."""


@transaction.atomic
def hand_on_section(*, section: Section, email: str, by: User, on: dt.date) -> Section:
    """The colleague sees this section of this child and nothing else, until the day after the plan's due date
    or the term's last day, whichever is later. Raises NoSuchColleague."""
    access.require(by, Action.HAND_ON_SECTION)
    locked = open_section(section, by=by)
    colleague = _colleague(locked, email, by=by, on=on)
    if colleague is None:
        raise NoSuchColleague(
            "Nobody with this e-mail address has an account to write with at the school or in your team. "
            "Ask the virtual school to invite them; then hand the section on."
        )
    locked.handed_to, locked.handed_until = colleague, _last_day(locked) + dt.timedelta(days=1)
    locked.save(update_fields=["handed_to", "handed_until"])
    audit.record("section.handed_on", by=by, subject=locked, child=locked.pep.child, to=colleague.pk)
    return locked


@transaction.atomic
def take_back_section(*, section: Section, by: User) -> Section:
    """The colleague no longer sees the section; what they wrote stays."""
    access.require(by, Action.HAND_ON_SECTION)
    locked = open_section(section, by=by)
    locked.handed_to, locked.handed_until = None, None
    locked.save(update_fields=["handed_to", "handed_until"])
    audit.record("section.taken_back", by=by, subject=locked, child=locked.pep.child)
    return locked


def _colleague(section: Section, email: str, *, by: User, on: dt.date) -> User | None:
    schools = [section.pep.school_id] if section.pep.school_id else []
    teams = [post.team_id for post in by.posts_held_today() if post.team_id]
    writers = [role for role, actions in access.ALLOWED.items() if Action.EDIT_SECTION in actions]
    posts = Post.objects.holding(on).filter(role__in=writers)
    near = posts.filter(school__in=schools) | posts.filter(team__in=teams)
    return (
        User.objects.filter(is_active=True, email__iexact=email.strip(), pk__in=near.values("user"))
        .exclude(pk=by.pk)
        .first()
    )


def _last_day(section: Section) -> dt.date:
    term = section.pep.fills_term
    return max(section.pep.due_date, term.last_day) if term else section.pep.due_date
