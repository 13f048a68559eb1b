"""The tabs of a child's page, each a list of blocks. Which tabs there are follows from what its reader may know."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

from accounts import clock
from accounts.access import Level
from children import names, protective_facts
from children.adulthood import is_adult
from children.care_codes import CHANGE_REASONS, LEGAL_STATUSES, PLACEMENTS, SEN_NEEDS
from children.enums import NameKind
from children.models import Child, ChildName, RecordChange, SiblingLink
from children.names import NamesFor
from children.record_kinds import KINDS
from workspace.child_blocks import FROM, LONGEST_LIST, Bench, Block, BlockRow, day, how_it_came, newest, until, yes_no


def care(bench: Bench) -> list[Block]:
    child = bench.child
    return [
        bench.block(
            "placement",
            "Placements",
            {
                "Placement": lambda row: PLACEMENTS.get(row.kind, row.kind),
                "Carer": lambda row: row.carer_name,
                "In the council's area": lambda row: yes_no(row.is_in_area),
                "Why the last one ended": lambda row: CHANGE_REASONS.get(row.change_reason, ""),
                **FROM,
            },
            newest(child.placements.all()),
            nothing="No placement is known.",
        ),
        bench.block(
            "legal",
            "Legal status",
            {"Status": lambda row: LEGAL_STATUSES.get(row.code, row.code), **FROM},
            newest(child.legal_statuses.all()),
            nothing="No legal status is known.",
        ),
        bench.block(
            "care",
            "In care",
            {"What": lambda row: "Short breaks" if row.is_short_break else "Looked after", **FROM},
            newest(child.care_periods.all()),
            nothing="Not looked after.",
        ),
        _allocated(bench),
        _reviews(child),
    ]


def _allocated(bench: Bench) -> Block:
    return bench.block(
        "allocation",
        "Who is allocated",
        {
            "As": lambda row: row.get_kind_display(),
            "Person": lambda row: str(row.person or "Nobody yet"),
            "Team": lambda row: str(row.team or ""),
            **FROM,
        },
        newest(bench.child.allocations.select_related("person", "team")),
        nothing="Nobody is allocated.",
    )


def _reviews(child: Child) -> Block:
    rows = [
        BlockRow([day(row.review_date), row.get_state_display()])
        for row in child.care_reviews.order_by("-review_date")[:LONGEST_LIST]
    ]
    return Block("Statutory reviews", ["On", "State"], rows, "No review is known.")


def family(bench: Bench, reader: Any, *, sees_confidential: bool) -> list[Block]:
    """Schools know who holds parental responsibility, and how to call those who may have contact.

    Whom the child must not meet is not for them; of whom nobody has said, they read just that, and no telephone.
    """
    child = bench.child
    known = protective_facts.known_contacts(child, bench.on)
    answers = {
        protective_facts.person_key(each.row.name, each.row.relationship): each.may_have_contact for each in known
    }
    contacts = child.contacts.all()
    columns: dict[str, Callable] = {
        "Name": lambda row: row.name,
        "Who they are": lambda row: row.relationship,
        "Parental responsibility": lambda row: yes_no(row.has_parental_responsibility),
        "Telephone": lambda row: row.telephone,
    }
    if sees_confidential:
        columns |= {
            "Contact": lambda row: contact_in_words(
                answers.get(protective_facts.person_key(row.name, row.relationship), row.may_have_contact)
            ),
            "Family time": lambda row: row.arrangements,
            **FROM,
        }
    else:
        allowed = {each.row.pk: each.may_have_contact for each in known if each.may_have_contact is not False}
        contacts = contacts.filter(pk__in=list(allowed))
        columns["Telephone"] = lambda row: row.telephone if allowed[row.pk] else ""
        columns["Contact"] = lambda row: contact_in_words(allowed[row.pk])
    return [
        _names(bench),
        bench.block("contact", "Family and other people", columns, newest(contacts), nothing="Nobody is noted."),
        _permissions(bench),
        _siblings(bench, reader),
    ]


def contact_in_words(may_have_contact: bool | None) -> str:
    """Not known is never shown as allowed."""
    return {True: "Allowed", False: "No contact", None: "Not known"}[may_have_contact]


def _permissions(bench: Bench) -> Block:
    columns = {
        "To": lambda row: row.get_matter_display(),
        "Who decides": lambda row: row.get_decided_by_display(),
        "Note": lambda row: row.note,
        **FROM,
    }
    is_grown_up = is_adult(bench.child, bench.on)
    rows = [] if is_grown_up else newest(bench.child.delegated_authorities.all())
    nothing = "Nothing is agreed yet: ask the social worker each time."
    if is_grown_up:
        nothing = "They are 18 or over and decide for themselves. What others agreed to ended on their birthday."
    return bench.block("permission", "Who may say yes", columns, rows, nothing=nothing)


def _siblings(bench: Bench, reader: Any) -> Block:
    """A brother or sister is named to those who reach that child too."""
    mine = Q(child=bench.child) | Q(sibling=bench.child)
    links = list(newest(SiblingLink.objects.filter(mine).select_related("child", "sibling")))
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


def health(bench: Bench) -> list[Block]:
    child = bench.child
    return [
        bench.block(
            "health",
            "What school needs to know about health",
            {"What": lambda row: row.text, **FROM},
            newest(child.health_summaries.all()),
            nothing="Nothing is noted.",
        ),
        bench.block(
            "sen",
            "Special educational needs",
            {
                "Provision": lambda row: row.get_provision_display(),
                "Main need": lambda row: SEN_NEEDS.get(row.primary_need, ""),
                "EHCP kept by": lambda row: row.ehcp_authority,
                "Next EHCP review": lambda row: day(row.ehcp_review_date),
                **FROM,
            },
            newest(child.sen_statuses.all()),
            nothing="None are known.",
        ),
        bench.block(
            "other-plan",
            "Plans held elsewhere",
            {
                "Plan": lambda row: row.get_kind_display(),
                "Kept by": lambda row: row.holder,
                "Next review": lambda row: day(row.next_review_date),
                "Open targets": lambda row: row.open_targets,
                **FROM,
            },
            newest(child.plans_elsewhere.all()),
            nothing="None are known.",
        ),
    ]


def notes(bench: Bench, *, sees_confidential: bool) -> list[Block]:
    rows = bench.child.notes.standing().select_related("entered_by")
    if not sees_confidential:
        rows = rows.filter(is_confidential=False)
    columns: Mapping[str, Callable] = {
        "On": lambda row: day(row.happened_date),
        "What": lambda row: f"{row.get_kind_display()}{' (not for schools)' if row.is_confidential else ''}",
        "Note": lambda row: row.text,
    }
    return [bench.block("note", "Notes and contacts", columns, rows[:LONGEST_LIST], nothing="No note yet.")]


def history(bench: Bench, *, sees_confidential: bool) -> list[Block]:
    """What changed, and what was entered in error: one query for each kind of row that the reader may see."""
    hidden = () if sees_confidential else ("PLACEMENT", "CARE_BEGAN", "CARE_ENDED")
    changes = RecordChange.objects.filter(child=bench.child).exclude(kind__in=hidden)[:LONGEST_LIST]
    return [
        Block(
            "What changed",
            ["What", "Before", "After", "From", "Noticed"],
            [
                BlockRow(
                    [row.get_kind_display(), row.was, row.now, day(row.changed_date), day(clock.day_of(row.noticed_at))]
                )
                for row in changes
            ],
            "Nothing changed since the record began.",
        ),
        Block(
            "Entered in error",
            ["What", "Row", "Closed by", "Why"],
            list(_errors(bench, sees_confidential=sees_confidential)),
            "No row was closed as entered in error.",
            about="These rows never held. They stay, so that it can be seen what was put right, and by whom.",
        ),
    ]


FOR_EVERYBODY = frozenset({"school", "suspension", "result", "not-full-time", "achievement", "destination"})


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


def _errors(bench: Bench, *, sees_confidential: bool):
    for slug, kind in KINDS.items():
        if not sees_confidential and slug not in FOR_EVERYBODY:
            continue
        closed = kind.model.objects.filter(child=bench.child).exclude(error_at=None)
        for row in closed.select_related("entered_by", "error_by")[:LONGEST_LIST]:
            who = row.error_by.name if row.error_by else ""
            said = row.words if isinstance(row, ChildName) else str(row)
            yield BlockRow([kind.title, said, who, row.error_reason], how_it_came(row))
