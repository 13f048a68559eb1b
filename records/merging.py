"""Two records of one child become one (docs/adr/0010-merging-records.md). Nothing is deleted, and nothing is undone.

Every table that points at a child is found by walking the models. Its rows move to the record that is kept. What
cannot stand beside the kept child's own rows (two open placements, two marks for one session) stays with the record
that goes, which is still there to be read by those who answer for it.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from children.editing.rows import ONE_AT_A_TIME, others_of_a_kind
from children.enums import Origin
from children.identity import names
from children.identity.search import key_of
from children.models import Child, ChildName, FormerIdentifier
from children.models.record_row import RecordRow
from children.moves import change_detection
from funding.models import Account
from peps.models import PersonalEducationPlan
from records.finding import mergeable

WHY = "The record was merged with another of the same child"
IDENTITY = (
    *names.ALL_COLUMNS, "pronouns", "sex", "ethnicity", "first_language", "upn",
)  # fmt: skip
STAYS = ("merged_into",)  # earlier merges are put right below


class CannotMerge(PortalRefusal):
    """These two cannot become one record now; the text says what to do first."""


@transaction.atomic
def merge(*, kept: Child, duplicate: Child, why: str, by: Any) -> Child:
    """`duplicate` goes into `kept`, whose words stand where both say something. Raises CannotMerge."""
    access.require(by, Action.MERGE_RECORDS)
    if not why.strip():
        raise CannotMerge("Say why the two records are one child's.")
    kept, duplicate = _locked(kept.pk, duplicate.pk, by)
    _refuse_clashing_plans(kept, duplicate)
    _refuse_two_accounts(kept, duplicate)
    with change_detection.noticed([kept.pk], by=by, origin=Origin.HAND):
        moved = {
            f"{model._meta.label_lower}.{field.name}": _move(model, field, kept, duplicate, by)
            for model, field in fields_to_a_child()
        }
    _keep_what_it_was_known_by(kept, duplicate, by)
    Child.objects.filter(merged_into=duplicate).update(merged_into=kept)
    Child.objects.filter(pk=duplicate.pk).update(merged_into=kept, upn="", search_key="")
    audit.record(
        "child.merged", by=by, subject=kept, child=kept, duplicate=duplicate.reference,
        moved={table: number for table, number in moved.items() if number},
    )  # fmt: skip
    return kept


def fields_to_a_child() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every foreign key to Child of our own apps, so that a new table cannot be forgotten."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Child and field.name not in STAYS:
                yield model, field


def _locked(kept: int, duplicate: int, by: Any) -> tuple[Child, Child]:
    """In the order of their keys, so that two who merge at once do not wait for each other for ever."""
    if kept == duplicate:
        raise CannotMerge("These are the same record.")
    children = mergeable(by).filter(pk__in=(kept, duplicate)).order_by("pk").select_for_update(of=("self",))
    found = {child.pk: child for child in children}
    if set(found) != {kept, duplicate}:
        raise CannotMerge("One of these records was merged already, or is restricted to people named on it.")
    return found[kept], found[duplicate]


def _refuse_clashing_plans(kept: Child, duplicate: Child) -> None:
    plans = PersonalEducationPlan.objects.filter(child__in=(kept, duplicate)).counted()
    under_way = [pep for pep in plans if pep.is_under_way]
    if len({pep.child_id for pep in under_way}) == 2:
        raise CannotMerge("Both records have a plan under way. Sign one off, or close it, first.")
    terms = [pep.fills_term_id for pep in plans if pep.fills_term_id]
    if len(terms) != len(set(terms)):
        raise CannotMerge("Both records have a plan for the same term. Close the one that was opened in error first.")


def _refuse_two_accounts(kept: Child, duplicate: Child) -> None:
    years = list(Account.objects.filter(child__in=(kept, duplicate)).values_list("financial_year", flat=True))
    if len(years) != len(set(years)):
        raise CannotMerge("Both records have pupil premium of the same year. Ask the finance officer to move it first.")


def _move(model: type[models.Model], field: models.Field, kept: Child, duplicate: Child, by: Any) -> int:
    """How many rows went over. Written by `update`, also in tables that are append-only: whose row it is was wrong."""
    moved = 0
    for row in model._base_manager.filter(**{field.name: duplicate}).order_by("pk"):
        if isinstance(row, RecordRow) and _overlaps(row, field, kept):
            _close(row, by)
            if isinstance(row, ChildName):
                names.keep_as_former(row, child=kept, on=clock.today(), by=by)
            continue
        try:
            with transaction.atomic():
                moved += model._base_manager.filter(pk=row.pk).update(**{field.name: kept})
        except IntegrityError:
            continue  # the kept child has this already
    return moved


def _overlaps(row: RecordRow, field: models.Field, kept: Child) -> bool:
    """Two rows of a kind of which a child has one at a time."""
    if row.is_in_error or type(row) not in ONE_AT_A_TIME or field.name != "child":
        return False
    others = others_of_a_kind(row, child=kept.pk)
    return any(
        (other.until is None or row.from_date < other.until) and (row.until is None or other.from_date < row.until)
        for other in others
    )


def _close(row: RecordRow, by: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(
        until=row.from_date, error_at=clock.now(), error_by=by if by.pk else None, error_reason=WHY
    )


def _keep_what_it_was_known_by(kept: Child, duplicate: Child, by: Any) -> None:
    """The next file, an old address and a search by the old numbers lead to the child that was kept."""
    numbers = (
        ("reference", duplicate.reference),
        ("social_care_id", duplicate.social_care_id),
        ("upn", duplicate.upn if duplicate.upn != kept.upn else ""),
    )
    at = clock.now()
    FormerIdentifier.objects.bulk_create(
        FormerIdentifier(child=kept, kind=kind, value=value, replaced_at=at) for kind, value in numbers if value
    )
    Child.objects.filter(pk=duplicate.pk).update(upn="")
    for name in IDENTITY:
        if not getattr(kept, name) and getattr(duplicate, name):
            setattr(kept, name, getattr(duplicate, name))
    kept.is_restricted = kept.is_restricted or duplicate.is_restricted
    kept.is_unaccompanied = kept.is_unaccompanied or duplicate.is_unaccompanied
    kept.search_key = key_of(kept)
    kept.save()
    held = names.rows_of([kept.pk]).get(kept.pk, [])
    person = by if by.pk else None
    names.save(names.follow_columns(kept, held, on=clock.today(), origin=Origin.HAND, by=person))
