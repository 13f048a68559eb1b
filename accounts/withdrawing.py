"""Emails that are written and wait, and are no longer true: withdrawn before they leave.

What a worker has begun to hand over cannot be stopped; whoever withdraws says by another email what holds now.
"""

from django.db import transaction
from django.db.models import QuerySet

from accounts.enums import LetterState
from accounts.models import Letter, Notice


@transaction.atomic
def withdraw(letters: QuerySet[Letter]) -> list[str]:
    """Deletes those that no worker has begun on, with the notices that they tell. Returns their kinds."""
    waiting = list(letters.filter(state=LetterState.QUEUED).select_for_update(of=("self",)))
    if waiting:
        pks = [letter.pk for letter in waiting]
        Notice.objects.filter(letter__in=pks).delete()
        Letter.objects.filter(pk__in=pks).delete()
    return [letter.kind for letter in waiting]


def give_up(letters: QuerySet[Letter], why: str) -> int:
    """It will not be sent, and stands among the emails that were not: a person has to do something else about it."""
    return letters.filter(state=LetterState.QUEUED).update(state=LetterState.REFUSED, refusal=why)
