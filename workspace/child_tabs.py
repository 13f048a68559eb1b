"""The tabs of a child's page, each a list of blocks. Which tabs there are follows from what its reader may know."""

from collections.abc import Callable, Mapping

from accounts import clock
from children.care_codes import CHANGE_REASONS, LEGAL_STATUSES, PLACEMENTS, SEN_NEEDS
from children.editing.kinds import KINDS
from children.models import Child, ChildName, RecordChange
from workspace.child_blocks import FROM, LONGEST_LIST, Bench, Block, BlockRow, day, how_it_came, newest, yes_no


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


def _errors(bench: Bench, *, sees_confidential: bool):
    for slug, kind in KINDS.items():
        if not sees_confidential and slug not in FOR_EVERYBODY:
            continue
        closed = kind.model.objects.filter(child=bench.child).exclude(error_at=None)
        for row in closed.select_related("entered_by", "error_by")[:LONGEST_LIST]:
            who = row.error_by.name if row.error_by else ""
            said = row.words if isinstance(row, ChildName) else str(row)
            yield BlockRow([kind.title, said, who, row.error_reason], how_it_came(row))
