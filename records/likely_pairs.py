"""Two records that may be one child's, with what the record says for it and against it."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from rapidfuzz.distance import OSA

from children.enums import EnrolmentKind
from children.identity.search import plain
from children.models import Child, ChildName, Enrolment, FormerIdentifier, Placement, SiblingLink
from children.protection.protective_facts import name_key
from records.finding import mergeable

MOST_PAIRS = 50
CLOSE = 2  # letters by which two names of one child may differ


@dataclass(frozen=True)
class Pair:
    one: Child
    other: Child
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]


@dataclass
class _Known:
    """Of one child, today. `homes`: postcode and carer as far as the record has them."""

    former_names: list[str] = field(default_factory=list)
    former_upns: set[str] = field(default_factory=set)
    siblings: set[int] = field(default_factory=set)
    schools: set[int] = field(default_factory=set)
    homes: set[tuple[str, str]] = field(default_factory=set)


def likely_pairs(person: Any, on: dt.date) -> list[Pair]:
    """Those with the least against them first, at most fifty. Eight queries, however many children.

    Brothers and sisters are no pair: neither those whom the record links, nor twins with a pupil number each.
    """
    children = _candidates(person)
    known = _known(children, on)
    pairs = [
        _pair(one, other, known)
        for one, other in _born_together(children)
        if _alike(one, other, known) and not _are_siblings(one, other, known)
    ]
    pairs += [_pair(one, other, known) for one, other in _by_former_upn(children, known)]
    return sorted(pairs, key=lambda pair: (len(pair.reasons_against), pair.one.pk, pair.other.pk))[:MOST_PAIRS]


def compared(one: Child, other: Child, on: dt.date) -> Pair:
    """What speaks for and against any two records. Six queries."""
    return _pair(one, other, _known([one, other], on))


def _candidates(person: Any) -> list[Child]:
    """Children who share a birthday, and those who have what was another's pupil number."""
    children = mergeable(person)
    days = children.order_by().values("date_of_birth").annotate(number=Count("pk")).filter(number__gt=1)
    former = FormerIdentifier.objects.filter(kind="upn", child__in=children)
    by_upn = Q(upn__in=former.values("value")) & ~Q(upn="")
    wanted = Q(date_of_birth__in=days.values("date_of_birth")) | by_upn | Q(pk__in=former.values("child"))
    return list(children.filter(wanted).order_by("pk"))


def _known(children: Collection[Child], on: dt.date) -> dict[int, _Known]:
    keys = [child.pk for child in children]
    known = {key: _Known() for key in keys}
    for name in ChildName.objects.former().filter(child__in=keys):
        known[name.child_id].former_names.append(name.words)
    for child, value in FormerIdentifier.objects.filter(kind="upn", child__in=keys).values_list("child", "value"):
        known[child].former_upns.add(value)
    links = SiblingLink.objects.standing().filter(child__in=keys, sibling__in=keys)
    for child, sibling in links.values_list("child", "sibling"):
        known[child].siblings.add(sibling)
        known[sibling].siblings.add(child)
    roll = Enrolment.objects.holding(on).filter(child__in=keys, kind=EnrolmentKind.MAIN)
    for child, school in roll.values_list("child", "school"):
        known[child].schools.add(school)
    homes = Placement.objects.holding(on).filter(child__in=keys)
    for key, child, postcode, carer in homes.values_list("pk", "child", "postcode", "carer_name"):
        home = (plain(postcode).replace(" ", ""), name_key(carer))
        known[child].homes.add(home if any(home) else ("", str(key)))  # nobody knows where: the same as no other
    return known


def _born_together(children: Iterable[Child]) -> Iterator[tuple[Child, Child]]:
    by_day: dict[dt.date, list[Child]] = {}
    for child in children:
        by_day.setdefault(child.date_of_birth, []).append(child)
    for born in by_day.values():
        for place, one in enumerate(born):
            for other in born[place + 1 :]:
                yield one, other


def _by_former_upn(children: Collection[Child], known: dict[int, _Known]) -> Iterator[tuple[Child, Child]]:
    """Of those who are not a pair by name and birthday already."""
    by_upn = {child.upn: child for child in children if child.upn}
    for one in children:
        for upn in sorted(known[one.pk].former_upns):
            other = by_upn.get(upn)
            if other and other != one and not (_born_alike(one, other) and _alike(one, other, known)):
                yield one, other


def _born_alike(one: Child, other: Child) -> bool:
    return one.date_of_birth == other.date_of_birth


def _alike(one: Child, other: Child, known: dict[int, _Known]) -> bool:
    return _names_in_words(one, other, known) != ""


def _are_siblings(one: Child, other: Child, known: dict[int, _Known]) -> bool:
    """Linked in the record, or twins: first names that differ, and a pupil number each."""
    return other.pk in known[one.pk].siblings or (_first_names_differ(one, other) and _two_upns(one, other))


def _first_names_differ(one: Child, other: Child) -> bool:
    """Names that were swapped do not differ."""
    same_family = plain(one.family_name) == plain(other.family_name)
    return same_family and plain(one.given_name) != plain(other.given_name)


def _two_upns(one: Child, other: Child) -> bool:
    return bool(one.upn and other.upn)


def _names_in_words(one: Child, other: Child, known: dict[int, _Known]) -> str:
    """How the names are alike; empty where they are not."""
    name, others = plain(one.full_name), plain(other.full_name)
    swapped = plain(f"{other.family_name} {other.given_name}")
    if not name or not others:
        return ""
    if name == others:
        return "The same name"
    if _is_close(name, others):
        return "Nearly the same name"
    if _is_close(name, swapped):
        return "First name and family name are swapped"
    ones, theirs = ([plain(each) for each in known[child.pk].former_names] for child in (one, other))
    is_former = any(_is_close(each, others) for each in ones) or any(_is_close(each, name) for each in theirs)
    return "A former name of one is the name of the other" if is_former else ""


def _is_close(name: str, other: str) -> bool:
    return OSA.distance(name, other, score_cutoff=CLOSE) <= CLOSE


def _pair(one: Child, other: Child, known: dict[int, _Known]) -> Pair:
    ours, theirs = known[one.pk], known[other.pk]
    is_born_alike = _born_alike(one, other)
    has_former_upn = one.upn in theirs.former_upns or other.upn in ours.former_upns
    both_at_school, both_placed = bool(ours.schools and theirs.schools), bool(ours.homes and theirs.homes)
    is_one_school, is_one_home = bool(ours.schools & theirs.schools), bool(ours.homes & theirs.homes)
    said_for = (
        ("Born on the same day", is_born_alike),
        (names := _names_in_words(one, other, known), bool(names)),
        ("The pupil number of one was the other's before", has_former_upn),
        ("At the same school now", is_one_school),
        ("In the same placement now", is_one_home),
    )
    said_against = (
        ("Linked as brothers or sisters", other.pk in ours.siblings),
        ("First names differ: they may be twins", is_born_alike and _first_names_differ(one, other)),
        ("Two pupil numbers", _two_upns(one, other)),
        ("Two open placements", both_placed and not is_one_home),
        ("Two schools at once", both_at_school and not is_one_school),
        ("Born on different days", not is_born_alike),
        ("Different sex", bool(one.sex and other.sex and one.sex != other.sex)),
    )
    return Pair(one, other, tuple(text for text, so in said_for if so), tuple(text for text, so in said_against if so))
