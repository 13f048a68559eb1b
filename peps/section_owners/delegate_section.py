"""A section's owner hands it to a colleague, stays answerable, and can take it back."""

import datetime as dt
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from accounts import access, audit, clock
from accounts.access import Action
from accounts.invitations import invite_colleague
from accounts.models import Post, School, User
from accounts.refusals import PortalRefusal
from peps.answers.saving import open_section
from peps.enums import PartName
from peps.models import HandOnRequest, PepEvent, Section


class CannotHandOn(PortalRefusal):
    """The section cannot go to this address; the text says what to do."""


class NoSuchColleague(CannotHandOn):
    """Nobody with this address holds a post at the plan's school, or in the owner's team."""


class HandedOn(StrEnum):
    DONE = "handed"
    INVITED = "handed, and an account was made"
    ASKED = "the virtual school was asked"


@transaction.atomic
def hand_on_section(*, section: Section, email: str, by: User, at: dt.datetime, name: str = "") -> HandedOn:
    """The colleague sees this section of this child and nothing else, until the day after the plan's due date
    or the term's last day, whichever is later.

    Somebody of the school's own e-mail domain who has no account is given one. For any other address the virtual
    school is asked; its own people need ask nobody. Part 1 goes to people of the council's teams alone.
    Raises CannotHandOn.
    """
    access.require(by, Action.HAND_ON_SECTION)
    locked = open_section(section, by=by)
    email, on = email.strip().lower(), clock.day_of(at)
    colleague = _colleague(locked, email, by=by, on=on)
    if colleague is not None:
        _hand(locked, colleague, by=by)
        return HandedOn.DONE
    school = _school_that_lets_in(locked, email, name, by=by)
    if _lets_in_unasked(school, email, by=by):
        _invite_and_hand(locked, school, name=name, email=email, by=by, at=at)
        return HandedOn.INVITED
    _ask_virtual_school(locked, name=name, email=email, by=by, at=at)
    return HandedOn.ASKED


@transaction.atomic
def take_back_section(*, section: Section, by: User) -> Section:
    """The colleague no longer sees the section; what they wrote stays. A request that waits is withdrawn."""
    access.require(by, Action.HAND_ON_SECTION)
    locked = open_section(section, by=by)
    locked.handed_to, locked.handed_until = None, None
    locked.save(update_fields=["handed_to", "handed_until"])
    locked.hand_on_requests.waiting().delete()
    audit.record("section.taken_back", by=by, subject=locked, child=locked.pep.child)
    return locked


@transaction.atomic
def decide_request(*, request: HandOnRequest, is_allowed: bool, by: User, at: dt.datetime, reason: str = "") -> None:
    """Yes hands the section on; no needs a reason, and who asked reads it. Raises CannotHandOn."""
    access.require(by, Action.ALLOW_COLLEAGUE)
    waiting = HandOnRequest.objects.visible_to(by).waiting().select_for_update(of=("self",)).filter(pk=request.pk)
    locked = waiting.first()
    if locked is None:
        raise CannotHandOn("This was decided already, or taken back.")
    if not is_allowed and not reason.strip():
        raise CannotHandOn("Say why not: the school reads it.")
    locked.is_allowed, locked.reason, locked.decided_by, locked.decided_at = is_allowed, reason.strip(), by, at
    locked.save(update_fields=["is_allowed", "reason", "decided_by", "decided_at"])
    section = open_section(locked.section, by=by)
    if is_allowed and section.pep.school:
        _invite_and_hand(section, section.pep.school, name=locked.name, email=locked.email, by=by, at=at)
    said = "said yes to" if is_allowed else "said no to"
    PepEvent.objects.create(
        pep=section.pep,
        name="colleague_decided",
        text=f"The virtual school {said} a section being handed to somebody outside the school",
        note=locked.reason,
        by_name=str(by),
        by=by,
        at=at,
    )
    audit.record("section.colleague_decided", by=by, subject=section, child=section.pep.child, is_allowed=is_allowed)


def _hand(section: Section, colleague: User, *, by: User) -> None:
    section.handed_to, section.handed_until = colleague, _until(section)
    section.save(update_fields=["handed_to", "handed_until"])
    section.hand_on_requests.waiting().delete()
    audit.record("section.handed_on", by=by, subject=section, child=section.pep.child, to=colleague.pk)


def _invite_and_hand(section: Section, school: School, *, name: str, email: str, by: User, at: dt.datetime) -> None:
    on = clock.day_of(at)
    colleague = invite_colleague(
        name=name, email=email, school=school, from_date=on, until=_until(section), by=by, at=at
    )
    _hand(section, colleague, by=by)


def _school_that_lets_in(section: Section, email: str, name: str, *, by: User) -> School:
    """Raises CannotHandOn where nobody new can be let in for this section."""
    school = section.pep.school
    if section.part.name == PartName.PART_1 or school is None:
        raise NoSuchColleague(
            "Nobody with this e-mail address has an account to write with at the school or in your team. "
            "Ask the virtual school to invite them; then hand the section on."
        )
    known = User.objects.filter(email__iexact=email).first()
    if known is not None and (known.pk == by.pk or not known.is_active or _reads_alone(known, school)):
        raise NoSuchColleague("This person cannot be asked to write in the section. Choose somebody else.")
    if not name.strip() and (known is None or not _lets_in_unasked(school, email, by=by)):
        raise CannotHandOn("Nobody with this address writes at the school yet. Write your colleague's name too.")
    return school


def _lets_in_unasked(school: School, email: str, *, by: User) -> bool:
    """For every other address it is not said either whether there is an account."""
    return _is_known_domain(school, email) or access.may(by, Action.ALLOW_COLLEAGUE)


def _reads_alone(person: User, school: School) -> bool:
    """Holds a post at the school that reads plans and writes in none."""
    return any(post.school_id == school.pk and post.role in access.READ_PLANS for post in person.posts_held_today())


def _is_known_domain(school: School, email: str) -> bool:
    """The school's own domains, as the register of schools or the virtual school entered them: one, or several."""
    known = {domain.strip().lstrip("@").lower() for domain in school.email_domain.replace(";", ",").split(",")}
    return email.rpartition("@")[2] in known - {""}


def _ask_virtual_school(section: Section, *, name: str, email: str, by: User, at: dt.datetime) -> None:
    section.hand_on_requests.waiting().delete()
    HandOnRequest.objects.create(section=section, name=name.strip() or email, email=email, asked_by=by, asked_at=at)
    audit.record("section.colleague_asked_for", by=by, subject=section, child=section.pep.child)


def _colleague(section: Section, email: str, *, by: User, on: dt.date) -> User | None:
    schools = [section.pep.school_id] if section.pep.school_id else []
    teams = [post.team_id for post in by.posts_held_today() if post.team_id]
    writers = [role for role, actions in access.ALLOWED.items() if Action.EDIT_SECTION in actions]
    near = Post.objects.holding(on).filter(Q(school__in=schools) | Q(team__in=teams), role__in=writers)
    return (
        User.objects.filter(is_active=True, email__iexact=email, pk__in=near.values("user")).exclude(pk=by.pk).first()
    )


def _until(section: Section) -> dt.date:
    """The day after the plan's due date, or after the term's last day."""
    term = section.pep.fills_term
    return clock.day_after(max(section.pep.due_date, term.last_day) if term else section.pep.due_date)
