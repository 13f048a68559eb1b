"""What stands at the end of a child's own copy. An authority writes its own; until then these words stand."""

from typing import Any

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from peps.models import WordsForChildren

ENTITLEMENTS = """A plan like this one every term, until you are 18.
To say what you think before the plan is made, and to be told what came of it.
To come to your meeting, to part of it, or to send somebody who speaks for you.
An advocate: somebody who is on your side and helps you to be heard. It costs nothing.
A teacher in your school whose job it is to look after your plan.
Extra money for your learning, which the plan says how to use.
To see what is written about you, and to say when it is wrong.
To complain, and to get an answer."""
WHOM_TO_TELL = """You can tell your social worker or a teacher.
Or tell the one who leads your reviews.
You can call us or write to us. We work for you."""


def words_now() -> WordsForChildren:
    """The authority's, or those that the portal ships. One query."""
    return WordsForChildren.objects.first() or WordsForChildren(entitlements=ENTITLEMENTS, whom_to_tell=WHOM_TO_TELL)


@transaction.atomic
def write_words(*, entitlements: str, whom_to_tell: str, by: Any) -> WordsForChildren:
    access.require(by, Action.SHAPE_FORM)
    words = WordsForChildren.objects.select_for_update().first() or WordsForChildren()
    words.entitlements, words.whom_to_tell = entitlements.strip(), whom_to_tell.strip()
    words.save()
    audit.record("form.words_for_children", by=by, subject=words)
    return words
