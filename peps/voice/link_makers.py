"""Who made a link may be gone: their post ended, their account closed, the child moved on, the record was restricted.

From then on the link opens in no new browser, and the present social worker is asked to withdraw it or to make another.
Nothing is kept of this: it follows from the maker's posts, and from whom they reach.
"""

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Prefetch, Q

from accounts import clock, reached
from accounts.models import Post, User
from peps.deadlines.reminders import Rung
from peps.enums import UNDER_WAY, OwnPageFor
from peps.models import OwnPage, PersonalEducationPlan
from peps.voice.disclosure import READ_BY, Readers


def without_their_maker(pages: Iterable[OwnPage]) -> frozenset[int]:
    """Keys of those whose maker does not reach the plan today. Three queries, however many pages and makers."""
    pages = list(pages)
    if not pages:
        return frozenset()
    posts = Prefetch("posts", Post.objects.holding(clock.today()).select_related("team", "school"), to_attr="held")
    makers = User.objects.filter(pk__in={page.made_by_id for page in pages}).prefetch_related(posts)
    rows = OwnPage.objects.filter(pk__in=[page.pk for page in pages])
    known = rows.filter(reduce(or_, map(_theirs, makers))).values_list("pk", flat=True)
    return frozenset(page.pk for page in pages) - frozenset(known)


def has_lost_its_maker(page: OwnPage) -> bool:
    return page.pk in without_their_maker([page])


def to_renew(person: Any, day: dt.date) -> list[OwnPage]:
    """Links that wait, lost their maker, and are for this person to withdraw or renew. One query where none waits."""
    if not person.holds_role(*READ_BY):
        return []
    wanted = Q(made_for=OwnPageFor.COPY) | Q(pep__status__in=UNDER_WAY)
    waiting = OwnPage.objects.filter(wanted, sent_at=None, withdrawn_at=None, until__gt=day)
    theirs = waiting.filter(pep__in=PersonalEducationPlan.objects.visible_to(person)).exclude(made_by=person.pk)
    pages = list(theirs.select_related("pep__child"))
    if not pages:
        return []
    readers = Readers({page.pep.child_id for page in pages}, day)
    asked = [page for page in pages if person.pk in readers.of(page.pep.child, Rung.OWNER)]
    lost = without_their_maker(asked)
    return [page for page in asked if page.pk in lost]


def _theirs(maker: User) -> Q:
    maker.posts_read(maker.held)
    with reached.by_conditions():
        return Q(made_by=maker, pep__in=PersonalEducationPlan.objects.visible_to(maker))
