"""The tab 'Family' of a child's page: who may meet and collect the child, who may say yes, brothers and sisters."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

from accounts import access
from accounts.access import Level
from children.enums import NameKind
from children.identity import names
from children.identity.names import NamesFor
from children.models import Child, ChildName, Contact, DelegatedAuthority, SiblingLink
from children.protection import protective_facts
from children.protection.adulthood import is_adult
from children.protection.protective_facts import KnownContact
from workspace.child_blocks import FROM, Bench, Block, day, newest, until, yes_no


def family(bench: Bench, reader: Any, *, sees_confidential: bool) -> list[Block]:
    """Schools know who holds parental responsibility, and how to call those who may have contact.

    Whom the child must not meet is not for them; of whom nobody has said, they read just that, and no telephone.
    """
    child = bench.child
    known = protective_facts.known_contacts(child, bench.on)
    by_person = {protective_facts.person_key(each.row.name, each.row.relationship): each for each in known}
    contacts = child.contacts.all()
    columns: dict[str, Callable] = {
        "Name": lambda row: row.name,
        "Who they are": lambda row: row.relationship,
        "Parental responsibility": lambda row: yes_no(row.has_parental_responsibility),
        "Telephone": lambda row: row.telephone,
    }
    if sees_confidential:
        columns |= {
            "Contact": lambda row: contact_in_words(_known(row, by_person).may_have_contact),
            "Collecting": lambda row: collecting_in_words(_known(row, by_person).may_collect),
            "Family time": lambda row: row.arrangements,
            **FROM,
        }
    else:
        allowed = {each.row.pk: each for each in known if each.may_have_contact is not False}
        contacts = contacts.filter(pk__in=list(allowed))
        columns["Telephone"] = lambda row: row.telephone if allowed[row.pk].may_have_contact else ""
        columns["Contact"] = lambda row: contact_in_words(allowed[row.pk].may_have_contact)
        columns["Collecting"] = lambda row: collecting_in_words(allowed[row.pk].may_collect)
    return [
        _names(bench),
        bench.block("contact", "Family and other people", columns, newest(contacts), nothing="Nobody is noted."),
        _permissions(bench),
        _siblings(bench, reader),
    ]


def _known(row: Contact, by_person: Mapping[tuple[str, str], KnownContact]) -> KnownContact:
    """What holds of this person; of a row that is over, what it said."""
    said = KnownContact(row, row.may_have_contact, False if row.may_have_contact is False else row.may_collect)
    return by_person.get(protective_facts.person_key(row.name, row.relationship), said)


def contact_in_words(may_have_contact: bool | None) -> str:
    """Not known is never shown as allowed."""
    return {True: "Allowed", False: "No contact", None: "Not known"}[may_have_contact]


def collecting_in_words(may_collect: bool | None) -> str:
    return {True: "May collect", False: "Must not collect", None: "Not known"}[may_collect]


def _permissions(bench: Bench) -> Block:
    columns = {
        "To": lambda row: row.get_matter_display(),
        "Who decides": lambda row: decided_by(row, bench.on),
        "Note": lambda row: row.note,
        **FROM,
    }
    is_grown_up = is_adult(bench.child, bench.on)
    rows = [] if is_grown_up else newest(bench.child.delegated_authorities.all())
    nothing = "Nothing is agreed yet: ask the social worker each time."
    if is_grown_up:
        nothing = "They are 18 or over and decide for themselves. What others agreed to ended on their birthday."
    return bench.block("permission", "Who may say yes", columns, rows, nothing=nothing)


def decided_by(row: DelegatedAuthority, on: dt.date) -> str:
    """Of a row that is over, or not there yet, nobody reads that somebody may say yes today."""
    if row.holds_on(on):
        return row.get_decided_by_display()
    when = f"from {day(row.from_date)}" if row.from_date > on else "no longer"
    return f"{row.get_decided_by_display()}, {when}"


def _siblings(bench: Bench, reader: Any) -> Block:
    """A brother or sister is named to those who reach that child too; that a restricted record is there, is not told."""
    mine = Q(child=bench.child) | Q(sibling=bench.child)
    open_to = Child.objects.filter(access.not_restricted(reader)).values("pk")
    rows = SiblingLink.objects.filter(mine, child__in=open_to, sibling__in=open_to)
    links = list(newest(rows.select_related("child", "sibling")))
    others = {link.pk: link.sibling if link.child_id == bench.child.pk else link.child for link in links}
    named = Child.objects.visible_to(reader, level=Level.RECORD).filter(pk__in={other.pk for other in others.values()})
    known = set(named.values_list("pk", flat=True))

    def name(link: SiblingLink) -> str:
        other = others[link.pk]
        return other.name if other.pk in known else "A brother or sister whom you do not reach"

    seen: dict[int, SiblingLink] = {}
    for link in links:
        seen.setdefault(others[link.pk].pk, link)
    columns = {"Name": name, "Placed together": lambda link: yes_no(link.are_placed_together), **FROM}
    return bench.block("sibling", "Brothers and sisters in care", columns, seen.values(), nothing="None are known.")


def _names(bench: Bench) -> Block:
    child = bench.child
    return bench.block(
        "name",
        "Names",
        {
            "Name": lambda row: row.words,
            "Kind": _kind_of_name,
            "From": lambda row: "Birth, or not known" if row.from_date == child.date_of_birth else day(row.from_date),
            "To": until,
        },
        newest(names.of_child(child, NamesFor.RECORD)),
        nothing="No name is known.",
        about="Former names find the child in a search. They are on no plan, copy, letter or summary.",
    )


def _kind_of_name(row: ChildName) -> str:
    if row.kind == NameKind.FORMER or not row.is_former:
        return row.get_kind_display()
    return f"Former name ({row.get_kind_display().lower()})"
