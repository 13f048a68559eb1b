"""Protective facts of a child: the address must not become known, no contact, a restricted record.

Which columns protect, how a mark survives files, moves, merges and plans, and who removes one:

- A mark goes up by any row that says so, from a file or by hand. Rows that ended, or were closed in error, count too.
- Nothing but `remove` takes it down: a person with Action.REMOVE_PROTECTION, with a reason, audited.
- Silence is never consent: a value that nobody gave is 'not known', and not known is never yes.
- The same person is the same however the name is spelt, and the stricter row counts until a person decides.
- A record is restricted, and opened again, by whoever may remove a warning (children/restricting.py); no file says so.
- What contradicts a mark is a warning in the import's report, and a question to a person (`ask`).
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
from children.models import Child, Contact, Placement, ProtectionDecision, ProtectionQuestion
from children.opening_up import sees_confidential
from children.search import APOSTROPHES, WITHOUT_STROKE

PROTECTIVE: Mapping[type[models.Model], tuple[ProtectiveMark, str, bool]] = {
    Placement: (ProtectiveMark.ADDRESS, "is_address_sensitive", True),
    Contact: (ProtectiveMark.NO_CONTACT, "may_have_contact", False),
}
"""Model -> (the mark, its column, the value that protects). Child.is_restricted is no file's to say."""

TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "sir", "dame", "lady", "lord", "prof", "professor", "rev"}
)
ADDRESS, NO_CONTACT = ProtectiveMark.ADDRESS, ProtectiveMark.NO_CONTACT


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
    """One person, however many rows there are. `may_have_contact` is None while nobody has said."""

    row: Contact
    may_have_contact: bool | None

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
    is_restricted: bool = False

    def bars(self, name: str) -> KnownContact | None:
        """The person who may have no contact and who may be meant by this name."""
        return next((each for each in self.no_contact if may_be_same(each.name, name)), None)


def protection_of(child: Child, on: dt.date | None = None) -> Protection:
    """Two queries."""
    return protections_of([child], on or clock.today())[child.pk]


def protections_of(children: Collection[Child], on: dt.date) -> dict[int, Protection]:
    """By the child's key. Two queries, however many children: rows of a record that was merged in count too."""
    placements = _by_child(Placement, children)
    contacts = _by_child(Contact, children)
    return {
        child.pk: Protection(
            address=any(protects(row) for row in placements.get(child.pk, ())),
            address_is_answered=_is_answered(placements.get(child.pk, ()), on),
            no_contact=tuple(each for each in _known(contacts.get(child.pk, ()), on) if each.may_have_contact is False),
            is_restricted=child.is_restricted,
        )
        for child in children
    }


def protects(row: Any) -> bool:
    """Whether the row puts a mark up that no person has removed."""
    _, column, value = PROTECTIVE[type(row)]
    return getattr(row, column) is value and row.mark_removed_id is None


def known_contacts(child: Child, on: dt.date) -> list[KnownContact]:
    """Each person once: those who are noted on that day, and those who may have no contact. One query."""
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
    return not here or protects(here[-1])


def _known(rows: Collection[Contact], on: dt.date) -> Iterable[KnownContact]:
    barred = [row for row in rows if protects(row)]
    people: dict[tuple[str, str], list[Contact]] = {}
    for row in rows:
        people.setdefault(person_key(row.name, row.relationship), []).append(row)
    for same in people.values():
        now = [row for row in same if row.holds_on(on)]
        if now or any(protects(row) for row in same):
            shown = (now or [row for row in same if protects(row)])[-1]
            yield KnownContact(shown, _permission(shown, now, same, barred))


def _permission(shown: Contact, now: list[Contact], same: list[Contact], barred: list[Contact]) -> bool | None:
    """The strictest of all rows: no, then not known, then yes."""
    if any(may_be_same(row.name, shown.name) for row in barred):
        return False
    allowed = [row for row in same if row.mark_removed_id is not None]
    if any(row.may_have_contact is None for row in now) and not allowed:
        return None
    return bool(allowed) or any(row.may_have_contact is True for row in now)


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


def warnings_for(protection: Protection, *, names_people: bool) -> list[ProtectiveWarning]:
    """`names_people`: on the child's own page, to those who may know whom the child must not meet."""
    found = []
    if protection.address:
        more = "" if protection.address_is_answered else f" {ADDRESS_UNANSWERED}"
        found.append(ProtectiveWarning(KEEP_ADDRESS, ADDRESS_TEXT + more))
    if protection.no_contact and names_people:
        people = ", ".join(each.described for each in protection.no_contact)
        found.append(ProtectiveWarning("No contact", f"No contact with {people}. They must not collect the child."))
    elif protection.no_contact:
        text = "Someone must not have contact with this child or collect them. The child's social worker knows who."
        found.append(ProtectiveWarning("No contact", text))
    return found


def shown_to(person: Any, child: Child, *, names_people: bool) -> list[ProtectiveWarning]:
    """What every page about the child shows, to whoever reaches it. At most three queries."""
    protection = protection_of(child)
    names_people = names_people and bool(protection.no_contact) and sees_confidential(person, child)
    return warnings_for(protection, names_people=names_people)


def on_paper(child: Child) -> list[ProtectiveWarning]:
    """What every paper about the child says that shows carer, home or a place; it names nobody. Two queries."""
    return warnings_for(protection_of(child), names_people=False)


# --- files against the record -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contradiction:
    """What a file says against a mark: of whom, and its words."""

    mark: ProtectiveMark
    about: str
    said: str


def columns_of(model: type[models.Model]) -> dict[str, bool]:
    """Its protective columns, each with the value that protects."""
    return {PROTECTIVE[model][1]: PROTECTIVE[model][2]} if model in PROTECTIVE else {}


def contradiction(model: type[models.Model], values: Mapping[str, Any], said: str) -> Contradiction:
    return Contradiction(PROTECTIVE[model][0], about_row(values), said)


def about_row(values: Mapping[str, Any]) -> str:
    """Which contact a row is about; the address needs no name."""
    return f"{values['name']} ({values['relationship']})" if "relationship" in values else ""


def ask(contradictions: Mapping[int, Iterable[Contradiction]]) -> None:
    """Child -> what a file said. Asked once for the same words, whoever reads the file how often."""
    rows = [
        ProtectionQuestion(child_id=child, mark=each.mark, about=each.about, said=each.said[:300])
        for child, said in contradictions.items()
        for each in said
    ]
    ProtectionQuestion.objects.bulk_create(rows, ignore_conflicts=True)


# --- what a person decides --------------------------------------------------------------------------------------


@transaction.atomic
def put_up_address(*, child: Child, by: Any) -> None:
    """On where the child lives now or next. Raises CannotProtect without a placement, ActNotAllowed."""
    access.require(by, Action.KEEP_CARE_RECORD)
    locked = locked_child(child, by)
    row = locked.placements.standing().order_by("from_date", "pk").last()
    if row is None:
        raise CannotProtect("Report where the child lives first.")
    row.is_address_sensitive, row.mark_removed = True, None
    row.save(update_fields=["is_address_sensitive", "mark_removed"])
    audit.record("protection.put_up", by=by, subject=row, child=locked, mark=ADDRESS)


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
        type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).update(mark_removed=decision)
    elif mark == ADDRESS:
        locked.placements.standing().filter(Q(until=None) | Q(until__gt=clock.today())).update(
            is_address_sensitive=True, mark_removed=None
        )
    for question in _open_questions(locked, mark, contact):
        question.decision = decision
        question.save(update_fields=["decision"])
    act = "protection.removed" if is_removal else "protection.kept"
    audit.record(act, by=by, subject=decision, child=locked, mark=mark)


def raising_rows(child: Child, mark: ProtectiveMark, contact: Contact | None = None) -> list[Any]:
    """The rows that put the mark up; of the person whom `contact` is about, in any spelling and relationship."""
    model = Contact if mark == NO_CONTACT else Placement
    rows = [row for row in _by_child(model, [child]).get(child.pk, ()) if protects(row)]
    return rows if contact is None else [row for row in rows if may_be_same(row.name, contact.name)]


def _open_questions(child: Child, mark: ProtectiveMark, contact: Contact | None) -> list[ProtectionQuestion]:
    asked = child.protection_questions.filter(mark=mark, decision=None)
    return [each for each in asked if contact is None or may_be_same(each.about.partition(" (")[0], contact.name)]


def _about(contact: Contact | None) -> str:
    return about_row({"name": contact.name, "relationship": contact.relationship}) if contact else ""


def locked_child(child: Child, by: Any) -> Child:
    """Raises Child.DoesNotExist for a child out of reach."""
    return Child.objects.visible_to(by).select_for_update(of=("self",)).get(pk=child.pk)


def refuse_to_lower(row: Any) -> None:
    """A row entered by hand does not take a mark down either. Raises CannotProtect."""
    if type(row) is Contact and row.may_have_contact and protection_of(row.child).bars(row.name):
        raise CannotProtect(
            f"{row.name} may have no contact with this child. Remove that warning first, with a reason."
        )
