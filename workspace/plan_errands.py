"""What plans ask of people besides writing in them, as things to do on My work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts import access
from accounts.access import Action
from peps.enums import UNDER_WAY, PartName
from peps.models import HandOnRequest, Part, SchoolPartResponse, Section
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
