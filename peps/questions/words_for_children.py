"""What stands at the end of a child's own copy, and whom to ring now. An authority writes its own; until then these stand."""

from dataclasses import dataclass
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


HELP_NOW = """Are you hurt, or scared that someone may hurt you?
You can ring someone now. It is never too late. You have done nothing wrong."""
IN_DANGER = "999"
CHILDLINE = "0800 1111"


@dataclass(frozen=True)
class Phone:
    who: str
    number: str

    @property
    def href(self) -> str:
        return "tel:" + "".join(letter for letter in self.number if letter.isdigit() or letter == "+")


@dataclass(frozen=True)
class HelpNow:
    """For a child who cannot wait until somebody has read what they sent."""

    words: str
    phones: tuple[Phone, ...]


def words_now() -> WordsForChildren:
    """The authority's, or those that the portal ships. One query."""
    words = WordsForChildren.objects.first()
    words = words or WordsForChildren(entitlements=ENTITLEMENTS, whom_to_tell=WHOM_TO_TELL)
    words.help_now = words.help_now or HELP_NOW
    return words


def help_now() -> HelpNow:
    """The national numbers always; the authority's own where it has entered them. One query."""
    words = words_now()
    phones = (
        Phone("Are you in danger right now? Ring", IN_DANGER),
        Phone("You want to talk to someone? Childline is free, day and night", CHILDLINE),
        Phone("Your social worker's team, in the day", words.social_worker_phone),
        Phone("The same, at night and at the weekend", words.out_of_hours_phone),
    )
    return HelpNow(words.help_now, tuple(phone for phone in phones if phone.number))


@transaction.atomic
def write_words(*, by: Any, **given: str) -> WordsForChildren:
    """`given` are the words of WordsForChildren; what is not given stays."""
    access.require(by, Action.SHAPE_FORM)
    words = WordsForChildren.objects.select_for_update().first() or words_now()
    for name, text in given.items():
        setattr(words, name, text.strip())
    words.save()
    audit.record("form.words_for_children", by=by, subject=words)
    return words
