"""What plans ask of people besides writing in them, as things to do on My work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from peps.documents import copies
from peps.enums import UNDER_WAY, AtTheTable, OwnPageFor, PartName, PepKind
from peps.life import closing
from peps.models import HandOnRequest, Invitee, Part, PersonalEducationPlan, SchoolPartResponse, Section
from peps.opening import proposals
from peps.statutory_reviews import reviews
from peps.voice import disclosure, link_makers
from workspace.errand import Errand


def sections_for_outsiders(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for the virtual school."""
    if not access.may(person, Action.ALLOW_COLLEAGUE):
        return
    waiting = HandOnRequest.objects.visible_to(person).waiting().select_related("section__pep__school")
    for asked in waiting:
        yield Errand(
            title="A section for somebody outside the school",
            about=f"{asked.section.pep.school} asks to hand a section to {asked.name}",
            href=reverse("peps:decide_request", args=[asked.pk]),
            button="Say yes or no",
        )


def school_parts_to_read(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for social workers and their managers: school parts that came in and were not responded to."""
    if not access.may(person, Action.RESPOND_TO_SCHOOL_PART):
        return
    theirs = Section.objects.asked_of(person).filter(part__name=PartName.PART_1).values("pep")
    since = SchoolPartResponse.objects.filter(pep=OuterRef("pep"), at__gte=OuterRef("submitted_at"))
    waiting = Part.objects.filter(
        ~Exists(since), name=PartName.SCHOOL, submitted_at__isnull=False, pep__in=theirs, pep__status__in=UNDER_WAY
    )
    for part in waiting.select_related("pep__child"):
        yield Errand(
            title=f"Read the school part for {part.pep.child.name}",
            about="Say that it is right, or what you think of it. Nobody waits for it",
            href=reverse("peps:respond", args=[part.pep.reference]),
            button="Read and respond",
        )


READ_WHAT = {
    OwnPageFor.CHILD: "Read what the young person sent: {name}",
    OwnPageFor.CARER: "Read what the carer sent: {name}",
    OwnPageFor.PARENT: "Read what the parent sent: {name}",
}


def sent_from_own_pages(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query where nothing waits, for social workers, those who cover for them, and those it climbs to."""
    for page in disclosure.to_read(person, on):
        sent = clock.day_of(page.sent_at)
        yield Errand(
            title=READ_WHAT[OwnPageFor(page.made_for)].format(name=page.pep.child.name),
            about=f"Sent from their own page on {sent:%-d %B %Y}. It stays here until it is opened",
            href=reverse("peps:own_page_sent", args=[page.pep.reference, page.reference]),
            button="Read it",
            due_date=sent,
            is_alarm=page.made_for == OwnPageFor.CHILD,
        )


LINK_OF = {
    OwnPageFor.CHILD: "Renew the link to the own page of {name}",
    OwnPageFor.CARER: "Renew the link to the carer's page about {name}",
    OwnPageFor.PARENT: "Renew the link to the parent's page about {name}",
    OwnPageFor.COPY: "Renew the link to the own copy of {name}",
}


def links_to_renew(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query where no link waits, for social workers, those who cover for them, or else the next who answers."""
    for page in link_makers.to_renew(person, on):
        yield Errand(
            title=LINK_OF[OwnPageFor(page.made_for)].format(name=page.pep.child.name),
            about="It was made by somebody who has left or no longer works with the child. "
            "Withdraw it, or hand out a new one",
            href=reverse("peps:own_pages", args=[page.pep.reference]),
            button="Pages of their own",
        )


def carers_without_a_copy(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for a child's own social workers and their managers; the longest waiting first."""
    if not access.may(person, Action.RESPOND_TO_SCHOOL_PART):
        return
    waiting = copies.waiting_for_carer(_of_their_children(person), on)
    yield from _asked(waiting, "Send the carer a copy", "The plan was signed off. Say how and when the carer had it")


def plans_not_filed(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for the same people."""
    if not access.may(person, Action.RESPOND_TO_SCHOOL_PART):
        return
    waiting = copies.waiting_for_filing(_of_their_children(person), on)
    yield from _asked(
        waiting, "File the plan in the case system", "The plan was signed off, and is not filed as far as we know"
    )


def people_to_ask(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for the same people: meetings to which somebody without an e-mail address was not asked yet."""
    if not access.may(person, Action.RESPOND_TO_SCHOOL_PART):
        return
    waiting = Invitee.objects.filter(
        email="",
        invited_at=None,
        meeting__cancelled_at=None,
        meeting__held_date=None,
        meeting__planned_date__gte=on,
        meeting__pep__in=_of_their_children(person).filter(status__in=UNDER_WAY),
    ).exclude(role=AtTheTable.CHILD)
    for invitee in waiting.select_related("meeting__pep__child").order_by("meeting__planned_date", "pk")[:MOST_AT_ONCE]:
        yield Errand(
            title=f"Ask {invitee.name} to the meeting about {invitee.meeting.pep.child.name}",
            about="There is no e-mail address. Ask by telephone, by post or face to face, and say so",
            href=f"{reverse('peps:meeting', args=[invitee.meeting.pep.reference])}#people",
            button="The meeting",
            due_date=invitee.meeting.planned_date,
        )


def plans_at_reviews(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for reviewing officers: reviews that were held, and nobody said whether there was a plan."""
    for review in reviews.to_check(person, on)[:MOST_AT_ONCE]:
        yield Errand(
            title=f"Was there an education plan at the review of {review.child.name}?",
            about=f"The review was on {review.review_date:%-d %B %Y}",
            href=reverse("peps:check_at_review", args=[review.pk]),
            button="Say what was there",
            due_date=review.review_date,
        )


SAID = {
    PepKind.FIRST: "Begin a first plan for {name}",
    PepKind.CHANGE: "Begin a plan after a change for {name}",
    PepKind.INTERIM: "Begin an interim plan for {name}",
}


def plans_to_begin(person: Any, on: dt.date) -> Iterator[Errand]:
    """Three queries, for those who open plans, and five where there are any: plans that the record asks for."""
    found = sorted(proposals.proposed_plans(person, on), key=lambda each: each.due_date)
    for each in found[:MOST_AT_ONCE]:
        yield Errand(
            title=SAID[each.kind].format(name=each.child.name),
            about=each.why,
            href=reverse("peps:open", args=[each.child.reference]),
            button="Look, and begin it",
            due_date=each.due_date,
        )


def education_to_find(person: Any, on: dt.date) -> Iterator[Errand]:
    """Four queries, for the same people: children on no roll, and by when there has to be suitable education."""
    found = sorted(proposals.without_a_place(person, on), key=lambda each: each.due_date)
    for each in found[:MOST_AT_ONCE]:
        yield Errand(
            title=f"Find a school place for {each.child.name}",
            about=f"On no roll since {each.since:%-d %B %Y}. Suitable education is due by the day beside this",
            href=reverse("workspace:child_tab", args=[each.child.reference, "school"]),
            button="School of the child",
            due_date=each.due_date,
        )


def plans_to_close(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for the virtual school: plans of children who are not in scope any more."""
    for pep in proposals.to_close(person, on)[:MOST_AT_ONCE]:
        yield Errand(
            title=f"Close the plan of {pep.child.name}",
            about="The child has left care, is past the age, or is in no setting any more",
            href=reverse("peps:close", args=[pep.reference]),
            button="Close it with its reason",
        )


def plans_closed_by_the_portal(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for the virtual school: a wrong record closes no plan unseen."""
    number = closing.closed_by_rule(person, on - LOOKED_AT_FOR).count()
    if number:
        yield Errand(
            title=f"Look at {number} plan{'' if number == 1 else 's'} that the portal closed",
            about="Closed in the last two weeks. Each can be restored",
            href=reverse("peps:closed_by_rule"),
            button="See the plans",
        )


LOOKED_AT_FOR = dt.timedelta(days=14)
MOST_AT_ONCE = 10


def _of_their_children(person: Any):
    return PersonalEducationPlan.objects.visible_to(person)


def _asked(waiting, act: str, about: str) -> Iterator[Errand]:
    for pep in waiting.select_related("child").order_by("signed_off_at")[:MOST_AT_ONCE]:
        yield Errand(
            title=f"{act}: {pep.child.name}",
            about=about,
            href=reverse("peps:copies", args=[pep.reference]),
            button="Copies of this plan",
            due_date=copies.due_on(pep),
        )
