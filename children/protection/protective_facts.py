"""Protective facts of a child: the address must not become known, no contact, must not collect, a restricted record.

Which columns protect, how a mark survives files, moves, merges and plans, and who removes one:

- A mark goes up by any row that says so, from a file or by hand. Rows that ended, or were closed in error, count too.
- Nothing but `remove` takes it down: a person with Action.REMOVE_PROTECTION, with a reason, audited.
- Silence is never consent: a value that nobody gave is 'not known', and not known is never yes.
- The same person is the same however the name is spelt, and the stricter row counts until a person decides.
- A record is restricted, and opened again, by whoever may remove a warning (children/protection/restricting.py); no file says so.
- Who may have no contact must not collect either; who must not collect may meet the child all the same.
- What contradicts a mark is a warning in the import's report, and a question to a person (children/protection/contradictions.py).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from children.enums import ProtectiveMark
from children.identity.search import APOSTROPHES, WITHOUT_STROKE
from children.models import Child, Contact, Placement, ProtectionDecision, ProtectionQuestion
from children.protection.confidentiality import sees_confidential

ADDRESS, NO_CONTACT, NO_COLLECTING = ProtectiveMark.ADDRESS, ProtectiveMark.NO_CONTACT, ProtectiveMark.NO_COLLECTING


@dataclass(frozen=True)
class Guard:
    """A column that protects. `value` puts the mark up; `removed` names the decision by which a person took it down."""

    mark: ProtectiveMark
    column: str
    value: bool
    removed: str

    def is_said(self, row: Any) -> bool:
        return getattr(row, self.column) is self.value

    def is_removed(self, row: Any) -> bool:
        return getattr(row, f"{self.removed}_id") is not None

    def protects(self, row: Any) -> bool:
        """Whether the row puts the mark up and no person has removed it."""
        return self.is_said(row) and not self.is_removed(row)

    def put_up(self) -> dict[str, Any]:
        """What to write into a row."""
        return {self.column: self.value, self.removed: None}


GUARDS: Mapping[str, Guard] = {
    guard.mark: guard
    for guard in (
        Guard(ADDRESS, "is_address_sensitive", value=True, removed="mark_removed"),
        Guard(NO_CONTACT, "may_have_contact", value=False, removed="mark_removed"),
        Guard(NO_COLLECTING, "may_collect", value=False, removed="collecting_mark_removed"),
    )
}
"""Child.is_restricted is no file's to say."""
PROTECTIVE: Mapping[type[models.Model], tuple[Guard, ...]] = {
    Placement: (GUARDS[ADDRESS],),
    Contact: (GUARDS[NO_CONTACT], GUARDS[NO_COLLECTING]),
}
OF_PEOPLE = tuple(guard.mark for guard in PROTECTIVE[Contact])

TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "sir", "dame", "lady", "lord", "prof", "professor", "rev"}
)


class CannotProtect(PortalRefusal):
    """The mark cannot be put up or removed like this; the text says why."""


# --- the same person in two spellings ---------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """'Mr. GARY O'Blank' is ['gary', 'oblank']. Letters of every script stay."""
    bare = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text).casefold()).translate(WITHOUT_STROKE)
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", bare).split()


def name_key(name: str) -> str:
    """The same for every spelling of a name: case, accents, spaces, punctuation, titles, 'Blank, Gary'."""
    family, comma, given = name.partition(",")
    words = words_of(f"{given} {family}" if comma else name)
    return "".join([word for word in words if word not in TITLES] or words)


def relationship_key(relationship: str) -> str:
    return "".join(words_of(relationship))


def person_key(name: str, relationship: str) -> tuple[str, str]:
    return name_key(name), relationship_key(relationship)


SPELT_IN_MANY_WAYS = {"name": name_key, "relationship": relationship_key}
"""Columns of a contact, and how two texts of them are compared."""


def may_be_same(one: str, other: str) -> bool:
    """Whether two names may be one person's, in doubt yes: any order of the words, or a middle name left out."""
    if name_key(one) == name_key(other):
        return True
    left, right = ({word for word in words_of(name) if word not in TITLES} for name in (one, other))
    fewer = min(left, right, key=len)
    return len(fewer) > 1 and fewer <= left and fewer <= right


# --- what protects a child --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KnownContact:
    """One person, however many rows there are. None while nobody has said."""

    row: Contact
    may_have_contact: bool | None
    may_collect: bool | None = None

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def described(self) -> str:
        return f"{self.row.name} ({self.row.relationship.lower()})"


@dataclass(frozen=True)
class Protection:
    """`address_is_answered`: False where nobody said that the mark holds for where the child lives now."""

    address: bool = False
    address_is_answered: bool = True
    no_contact: tuple[KnownContact, ...] = ()
    no_collecting: tuple[KnownContact, ...] = ()
    """Who must not collect, and may have contact as far as is known."""
    is_restricted: bool = False

    def of_people(self, mark: str) -> tuple[KnownContact, ...]:
        return self.no_contact if mark == NO_CONTACT else self.no_collecting

    def bars(self, name: str) -> KnownContact | None:
        """The person who may have no contact and who may be meant by this name."""
        return next((each for each in self.no_contact if may_be_same(each.name, name)), None)

    def has(self, mark: str, name: str) -> bool:
        """Whether the mark is up for whoever may be meant; who may have no contact must not collect either."""
        people = self.no_contact if mark == NO_CONTACT else (*self.no_contact, *self.no_collecting)
        return any(may_be_same(each.name, name) for each in people)


def protection_of(child: Child, on: dt.date | None = None) -> Protection:
    """Two queries."""
    return protections_of([child], on or clock.today())[child.pk]


def protections_of(children: Collection[Child], on: dt.date) -> dict[int, Protection]:
    """By the child's key. Two queries, however many children: rows of a record that was merged in count too."""
    placements = _by_child(Placement, children)
    contacts = _by_child(Contact, children)
    return {
        child.pk: _protection(child, placements.get(child.pk, ()), contacts.get(child.pk, ()), on) for child in children
    }


def _protection(
    child: Child, placements: Collection[Placement], contacts: Collection[Contact], on: dt.date
) -> Protection:
    known = list(_known(contacts, on))
    return Protection(
        address=any(map(GUARDS[ADDRESS].protects, placements)),
        address_is_answered=_is_answered(placements, on),
        no_contact=tuple(each for each in known if each.may_have_contact is False),
        no_collecting=tuple(each for each in known if each.may_collect is False and each.may_have_contact is not False),
        is_restricted=child.is_restricted,
    )


def known_contacts(child: Child, on: dt.date) -> list[KnownContact]:
    """Each person once: those who are noted on that day, and those who may have no contact or not collect. One query."""
    return list(_known(_by_child(Contact, [child]).get(child.pk, ()), on))


def _by_child(model: type[models.Model], children: Collection[Child]) -> dict[int, list[Any]]:
    keys = [child.pk for child in children]
    rows = model.objects.filter(Q(child__in=keys) | Q(child__merged_into__in=keys)).select_related("child")
    found: dict[int, list[Any]] = {}
    for row in rows.order_by("from_date", "pk"):
        owner = row.child.merged_into_id if row.child.merged_into_id in keys else row.child_id
        found.setdefault(owner, []).append(row)
    return found


def _is_answered(placements: Iterable[Placement], on: dt.date) -> bool:
    here = [row for row in placements if row.holds_on(on)]
    return not here or GUARDS[ADDRESS].protects(here[-1])


def _known(rows: Collection[Contact], on: dt.date) -> Iterable[KnownContact]:
    people: dict[tuple[str, str], list[Contact]] = {}
    for row in rows:
        people.setdefault(person_key(row.name, row.relationship), []).append(row)
    for same in people.values():
        now = [row for row in same if row.holds_on(on)]
        up = [row for row in same if any(guard.protects(row) for guard in PROTECTIVE[Contact])]
        if shown := (now or up)[-1:]:
            contact, collecting = (_permission(guard, shown[0], now, same, rows) for guard in PROTECTIVE[Contact])
            yield KnownContact(shown[0], contact, False if contact is False else collecting)


def _permission(
    guard: Guard, shown: Contact, now: Iterable[Contact], same: Iterable[Contact], rows: Iterable[Contact]
) -> bool | None:
    """The strictest of all rows: no, then not known, then yes."""
    if any(guard.protects(row) and may_be_same(row.name, shown.name) for row in rows):
        return False
    if any(guard.is_removed(row) for row in same):
        return True
    said = {getattr(row, guard.column) for row in now}
    return True if said == {True} else None


# --- what people read -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProtectiveWarning:
    title: str
    text: str


KEEP_ADDRESS = "Keep the address to yourself"
ADDRESS_TEXT = "Where this child lives must not become known. Do not write it into the plan or an email."
ADDRESS_UNANSWERED = (
    "No one has confirmed whether this applies to where the child lives now. Treat the address as protected."
)
NAMED = {
    NO_CONTACT: "No contact with {people}. They must not collect the child.",
    NO_COLLECTING: "{people} must not collect the child.",
}
UNNAMED = {
    NO_CONTACT: "Someone must not have contact with this child or collect them. The child's social worker knows who.",
    NO_COLLECTING: "Someone must not collect this child. Check with the child's social worker before anyone does.",
}


def warnings_for(protection: Protection, *, names_people: bool) -> list[ProtectiveWarning]:
    """`names_people`: on the child's own page, to those who may know whom the child must not meet."""
    found = []
    if protection.address:
        more = "" if protection.address_is_answered else f" {ADDRESS_UNANSWERED}"
        found.append(ProtectiveWarning(KEEP_ADDRESS, ADDRESS_TEXT + more))
    for mark in OF_PEOPLE:
        if barred := protection.of_people(mark):
            people = ", ".join(each.described for each in barred)
            text = NAMED[mark].format(people=people) if names_people else UNNAMED[mark]
            found.append(ProtectiveWarning(mark.label, text))
    return found


def shown_to(person: Any, child: Child, *, names_people: bool) -> list[ProtectiveWarning]:
    """What every page about the child shows, to whoever reaches it. At most three queries."""
    protection = protection_of(child)
    is_about_people = bool(protection.no_contact or protection.no_collecting)
    names_people = names_people and is_about_people and sees_confidential(person, child)
    return warnings_for(protection, names_people=names_people)


def on_paper(child: Child) -> list[ProtectiveWarning]:
    """What every paper about the child says that shows carer, home or a place; it names nobody. Two queries."""
    return warnings_for(protection_of(child), names_people=False)


# --- what a person decides --------------------------------------------------------------------------------------


@transaction.atomic
def put_up_address(*, child: Child, by: Any) -> None:
    """On where the child lives now or next. Raises CannotProtect without a placement, ActNotAllowed."""
    access.require(by, Action.KEEP_CARE_RECORD)
    locked = locked_child(child, by)
    row = locked.placements.standing().order_by("from_date", "pk").last()
    if row is None:
        raise CannotProtect("Report where the child lives first.")
    _put_up(row, GUARDS[ADDRESS], by=by)


@transaction.atomic
def put_up_of_person(*, child: Child, mark: ProtectiveMark, contact: Contact, by: Any) -> None:
    """On one of the child's contacts. Raises CannotProtect for somebody else's, ActNotAllowed."""
    access.require(by, Action.KEEP_CARE_RECORD)
    row = next((row for row in rows_of(locked_child(child, by), mark) if row.pk == contact.pk), None)
    if row is None:
        raise CannotProtect("Add this person under Family first.")
    _put_up(row, GUARDS[mark], by=by)


def _put_up(row: Any, guard: Guard, *, by: Any) -> None:
    for name, value in guard.put_up().items():
        setattr(row, name, value)
    row.save(update_fields=list(guard.put_up()))
    audit.record("protection.put_up", by=by, subject=row, child=row.child, mark=guard.mark)


@transaction.atomic
def remove(*, child: Child, mark: ProtectiveMark, reason: str, by: Any, contact: Contact | None = None) -> None:
    """Takes a mark down, from every row that puts it up. Raises CannotProtect without a reason, ActNotAllowed."""
    _decide(child=child, mark=mark, contact=contact, reason=reason, is_removal=True, by=by)


@transaction.atomic
def keep(*, child: Child, mark: ProtectiveMark, by: Any, contact: Contact | None = None) -> None:
    """The mark is right, whatever a file says: what was asked is answered. Of an address: it holds for the new one."""
    _decide(child=child, mark=mark, contact=contact, reason="", is_removal=False, by=by)


def _decide(
    *, child: Child, mark: ProtectiveMark, contact: Contact | None, reason: str, is_removal: bool, by: Any
) -> None:
    access.require(by, Action.REMOVE_PROTECTION)
    locked = locked_child(child, by)
    rows = raising_rows(locked, mark, contact)
    if not rows:
        raise CannotProtect("There is no such warning any more.")
    if is_removal and not reason.strip():
        raise CannotProtect("Enter why the warning can be removed.")
    decision = ProtectionDecision.objects.create(
        child=locked,
        mark=mark,
        about=_about(contact),
        is_removal=is_removal,
        reason=reason.strip()[:300],
        decided_by=by,
    )
    if is_removal:
        type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).update(**{GUARDS[mark].removed: decision})
    elif mark == ADDRESS:
        here = locked.placements.standing().filter(Q(until=None) | Q(until__gt=clock.today()))
        here.update(**GUARDS[ADDRESS].put_up())
    for question in _open_questions(locked, mark, contact):
        question.decision = decision
        question.save(update_fields=["decision"])
    act = "protection.removed" if is_removal else "protection.kept"
    audit.record(act, by=by, subject=decision, child=locked, mark=mark)


def rows_of(child: Child, mark: str) -> list[Any]:
    """All the rows that could put the mark up, by date."""
    return _by_child(Contact if mark in OF_PEOPLE else Placement, [child]).get(child.pk, [])


def raising_rows(child: Child, mark: ProtectiveMark, contact: Contact | None = None) -> list[Any]:
    """The rows that put the mark up; of the person whom `contact` is about, in any spelling and relationship."""
    rows = [row for row in rows_of(child, mark) if GUARDS[mark].protects(row)]
    return rows if contact is None else [row for row in rows if may_be_same(row.name, contact.name)]


def _open_questions(child: Child, mark: ProtectiveMark, contact: Contact | None) -> list[ProtectionQuestion]:
    asked = child.protection_questions.filter(mark=mark, decision=None)
    return [each for each in asked if contact is None or may_be_same(each.about.partition(" (")[0], contact.name)]


def _about(contact: Contact | None) -> str:
    return about_row({"name": contact.name, "relationship": contact.relationship}) if contact else ""


def about_row(values: Mapping[str, Any]) -> str:
    """Which contact a row is about; the address needs no name."""
    return f"{values['name']} ({values['relationship']})" if "relationship" in values else ""


def locked_child(child: Child, by: Any) -> Child:
    """Raises Child.DoesNotExist for a child out of reach."""
    return Child.objects.visible_to(by).select_for_update(of=("self",)).get(pk=child.pk)


def refuse_to_lower(row: Any) -> None:
    """A row entered by hand does not take a mark down either. Raises CannotProtect."""
    if type(row) is not Contact or not (row.may_have_contact or row.may_collect):
        return
    protection = protection_of(row.child)
    if row.may_have_contact and protection.bars(row.name):
        raise CannotProtect(
            f"{row.name} may have no contact with this child. Remove that warning first, with a reason."
        )
    if row.may_collect and protection.has(NO_COLLECTING, row.name):
        raise CannotProtect(f"{row.name} must not collect this child. Remove that warning first, with a reason.")
