"""The files whose rows hold for a time: which table each fills, and how its cells become columns."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models

from children.enums import Origin
from children.models import (
    Allocation,
    CarePeriod,
    Contact,
    DelegatedAuthority,
    Enrolment,
    HealthSummary,
    LegalStatus,
    Placement,
    SenStatus,
    SiblingLink,
)
from children.models.record_row import Sourced
from children.moves import change_detection
from children.protection import contradictions, protective_facts
from imports.reading import extract_files
from imports.reading.columns import FileKind
from imports.reading.reading import Refusal, Row
from imports.rows import emptied, said_once
from imports.rows.by_child import Said, Writer
from imports.rows.dated_rows import Incoming, Plan, Shape, plan
from imports.rows.lookups import Lookups, NotKnown
from imports.rows.protecting import AgainstMark
from imports.rows.staging import Staged, staging
from imports.rows.unread_marks import UnreadMarks
from imports.running.report import Report, said

NEWS = (CarePeriod, Placement, Allocation, Enrolment)
AT_ONCE = 500


@dataclass(frozen=True)
class Table:
    """`columns`: the file's column -> the model's. `found`: the same, for those that are looked up.

    `mark_held`: told of the rows of the portal before they are met.
    """

    kind: FileKind
    model: type[models.Model]
    shape: Shape
    columns: dict[str, str]
    found: dict[str, tuple[str, Callable[[Lookups, Any], int | None]]] = field(default_factory=dict)
    owner: str = "child_id"
    mark_held: Callable[[Iterable[Any]], None] | None = None

    def values(self, row: Row, lookups: Lookups) -> dict[str, Any]:
        """Raises NotKnown."""
        plain = {ours: row[theirs] for theirs, ours in self.columns.items() if theirs in row.values}
        sought = {
            ours: find(lookups, row[theirs]) for theirs, (ours, find) in self.found.items() if theirs in row.values
        }
        return plain | sought

    def named(self, column: str) -> str:
        """How the file calls a column of the model."""
        return next(theirs for theirs, ours in self.columns.items() if ours == column)

    @property
    def protective(self) -> dict[str, protective_facts.Guard]:
        """The file's columns that put up marks."""
        guards = {guard.column: guard for guard in self.shape.protective}
        return {theirs: guards[ours] for theirs, ours in self.columns.items() if ours in guards}


TABLES = {
    table.kind.name: table
    for table in (
        Table(
            extract_files.CARE_PERIODS,
            CarePeriod,
            Shape(marks=("is_short_break",), of_the_end=("end_reason",)),
            {"reason_ended": "end_reason", "short_breaks": "is_short_break"},
        ),
        Table(extract_files.LEGAL_STATUSES, LegalStatus, Shape(identity=("code",)), {"status": "code"}),
        Table(
            extract_files.PLACEMENTS,
            Placement,
            Shape(identity=("kind",), marks=("is_address_sensitive",), protective=contradictions.guards_of(Placement)),
            {
                "kind": "kind", "provider": "provider", "carer_name": "carer_name", "carer_telephone": "carer_telephone",
                "carer_email": "carer_email", "postcode": "postcode", "sensitive_address": "is_address_sensitive",
                "in_area": "is_in_area", "reason_for_change": "change_reason",
            },
        ),
        Table(
            extract_files.ALLOCATIONS,
            Allocation,
            Shape(identity=("person_id",), track=("kind",)),
            {"kind": "kind"},
            {"person_email": ("person_id", Lookups.person), "team": ("team_id", Lookups.team)},
        ),
        Table(
            extract_files.ENROLMENTS,
            Enrolment,
            Shape(identity=("school_id",), track=("kind",)),
            {"kind": "kind", "hours_a_week": "hours_a_week"},
            {"school_urn": ("school_id", Lookups.school)},
        ),
        Table(
            extract_files.CONTACTS,
            Contact,
            Shape(
                track=("name", "relationship"), marks=("may_have_contact", "may_collect"),
                folded=protective_facts.SPELT_IN_MANY_WAYS, protective=contradictions.guards_of(Contact),
            ),
            {
                "name": "name", "relationship": "relationship", "parental_responsibility": "has_parental_responsibility",
                "may_have_contact": "may_have_contact", "may_collect": "may_collect", "telephone": "telephone",
                "arrangements": "arrangements",
            },
        ),
        Table(
            extract_files.SEN,
            SenStatus,
            Shape(identity=("provision",), renewed=("ehcp_review_date",)),
            {
                "provision": "provision", "primary_need": "primary_need", "ehcp_authority": "ehcp_authority",
                "ehcp_review": "ehcp_review_date",
            },
        ),
        Table(extract_files.HEALTH, HealthSummary, Shape(identity=("text",)), {"summary": "text"}),
        Table(
            extract_files.SIBLINGS,
            SiblingLink,
            Shape(track=("sibling_id",), marks=("are_placed_together",)),
            {"placed_together": "are_placed_together"},
            {"sibling_social_care_id": ("sibling_id", Lookups.sibling)},
        ),
        Table(
            extract_files.PERMISSIONS,
            DelegatedAuthority,
            Shape(identity=("decided_by",), track=("matter",)),
            {"matter": "matter", "decided_by": "decided_by", "note": "note"},
        ),
    )
}  # fmt: skip


def take(table: Table, rows: Iterable[Row | Refusal], report: Report, *, size: int = 0) -> None:
    """Puts a file of dated rows into its table. To be called inside `running.one_file`; `size` is the file's, in bytes."""
    lookups = Lookups()
    writer = writer_of(table, report)
    marks = UnreadMarks(table.kind.name, table.protective, report, lookups)
    with staging() as staged:
        for row in taken(marks.kept_back(rows), report):
            try:
                child = lookups.child(row["social_care_id"])
                told = table.values(row, lookups)
                if told.get("sibling_id") == child:
                    raise NotKnown("sibling_social_care_id", row.whose, "Nobody is their own brother or sister.")
                staged.add(child, Incoming(row, row["from"], row.get("until"), told, end_known="until" in row.values))
            except NotKnown as why:
                report.refuse(row.refused(str(why), column=why.column, value=why.value))
                marks.not_taken(row)
            except Exception as problem:  # noqa: BLE001 - one row stops no other
                writer.could_not_read(row, problem)
                marks.not_taken(row)
        write_all(staged, writer, size=size)
    if table.protective:
        report.after_file.append(marks.put_up)


def writer_of(table: Table, report: Report) -> Writer:
    def write_some(batch: Sequence[Said]) -> None:
        # Copies: planning changes the rows, and a batch that was taken back is planned again.
        write(table, {said.subject: [replace(row) for row in said.what] for said in batch}, report)

    return Writer(table.kind.name, report, write_some)


def write_all(staged: Staged, writer: Writer, *, of_children: bool = True, size: int = 0) -> None:
    batches = writer.report.telling_progress(staged.batches(), size=size, of=staged.number_of_batches())
    for batch in batches:
        writer.write_all(
            [
                Said(owner, [one.row for one in found], found, child=owner if of_children else None)
                for owner, found in batch.items()
            ]
        )


def taken(rows: Iterable[Row | Refusal], report: Report) -> Iterator[Row]:
    """The rows, counted; what was refused in reading goes to the report."""
    for row in rows:
        if isinstance(row, Refusal):
            report.refuse_unread(row)
        else:
            report.count(row.file, rows=1)
            yield row


def write(
    table: Table, staged: dict[int, list[Incoming]], report: Report, *, origin: Origin = Origin.EXTRACT
) -> dict[int, Plan]:
    """Plans and writes what a file says of some children; the ends come before the beginnings. Returns the plans."""
    held = defaultdict(list)
    for one in table.model.objects.filter(**{f"{table.owner}__in": list(staged)}).order_by("from_date", "pk"):
        held[getattr(one, table.owner)].append(one)
    if table.mark_held:
        table.mark_held([one for rows in held.values() for one in rows])
    plans = {owner: plan(held[owner], rows, table.shape) for owner, rows in staged.items()}
    if table.protective:
        for owner, one in plans.items():
            _ask_of_what_has_no_place(table, owner, one, report)
    if origin == Origin.EXTRACT:
        said_once.name_rows(table, staged, plans, report)
        emptied.name_cells(table, staged, held, report)
    if not any(one.inserts or one.standing for one in plans.values()):
        _carry_out(table, plans, report, origin)  # counts and refusals alone
        return plans
    is_news = table.model in NEWS
    with change_detection.noticed(list(staged), by=report.by, origin=origin) if is_news else nullcontext():
        _carry_out(table, plans, report, origin)
    return plans


def _carry_out(table: Table, plans: dict[int, Plan], report: Report, origin: Origin) -> None:
    to_insert, columns = [], {"until"}
    to_update = []
    contradictions.ask({owner: _contradictions(table, one.against, report) for owner, one in plans.items()})
    for owner, one in plans.items():
        report.refuse_all(one.refusals)
        report.count(table.kind.name, unchanged=one.unchanged)
        for standing, row in one.standing:
            _say_what_changes(table, standing, row, report)
            standing.held.until = standing.until
            for name, value in standing.new_values.items():
                setattr(standing.held, name, value)
                columns.add(name)
            to_update.append(standing.held)
        for new in one.inserts:
            values = {name: value for name, value in new.values.items() if value not in ("", None)} | {
                table.owner: owner
            }
            if issubclass(table.model, Sourced):
                values["origin"] = origin
            to_insert.append(table.model(from_date=new.from_date, until=new.until, **values))
    table.model.objects.bulk_update(to_update, sorted(columns), batch_size=AT_ONCE)
    table.model.objects.bulk_create(to_insert, batch_size=AT_ONCE)
    report.count(table.kind.name, added=len(to_insert))


def _ask_of_what_has_no_place(table: Table, owner: int, plan: Plan, report: Report) -> None:
    for each in plan.not_placed:
        theirs = table.named(each.guard.column)
        words = f"{table.kind.name}: {theirs} is “{said(each.guard.value)}”, in a row that could not be taken"
        contradictions.ask({owner: [contradictions.contradiction(each.guard, each.incoming.values, words)]})
        report.refuse(each.incoming.row.warned("The warning in this row has no place: the social worker is asked."))


def _contradictions(table: Table, against: list[AgainstMark], report: Report) -> list[contradictions.Contradiction]:
    """Each is a warning in the report, and a question to those who may remove the mark."""
    found = []
    for each in against:
        theirs = table.named(each.guard.column)
        row, stays = each.incoming.row, "was removed by a person and stays removed" if each.was_removed else "stays"
        word = said(row.get(theirs))
        why = f"The file contradicts a warning that protects the child. The warning {stays} until a person decides."
        report.refuse(row.warned(why, column=theirs, value=word))
        words = f"{table.kind.name}, row from {each.incoming.from_date:%d/%m/%Y}: {theirs} is “{word}”"
        found.append(contradictions.contradiction(each.guard, each.incoming.values, words))
    return found


def _say_what_changes(table: Table, standing, row: Row, report: Report) -> None:
    file, whose = table.kind.name, str(row.get("social_care_id") or row.get("email"))
    if standing.until != standing.held.until:
        what = "entered in error, from" if standing.is_void else f"row from {standing.from_date:%d/%m/%Y}, until"
        new = standing.from_date if standing.is_void else standing.until
        report.change(file, row.line, whose, what, standing.held.until, new)
        report.count(file, ended=1)
    for name, value in standing.new_values.items():
        report.change(file, row.line, whose, name, getattr(standing.held, name), value)
    if standing.new_values and standing.until == standing.held.until:
        report.count(file, changed=1)
