"""Rows of a section that have a page of their own: what a target costs, what the provision map holds."""

import datetime as dt
from typing import Any

from django.db import models, transaction

from accounts.said_once import A_WHILE, the_same
from peps.answers.saving import open_section, touch_table
from peps.models import CostLine, Provision, Section


@transaction.atomic
def save_row(row: models.Model, *, section: Section, by: Any, at: dt.datetime) -> None:
    """Added or changed; one that this person has added just now is not added again.

    Raises ActNotAllowed when the section is closed to this person.
    """
    locked = open_section(section, by=by)
    has_just_written = locked.rows_by_id == by.pk and locked.rows_at is not None and locked.rows_at >= at - A_WHILE
    if row.pk is None and has_just_written and the_same(row).exists():
        return
    row.save()
    touch_table(locked, by=by, at=at)


@transaction.atomic
def remove_cost(row: CostLine, *, section: Section, by: Any, at: dt.datetime) -> None:
    """Raises ActNotAllowed."""
    locked = open_section(section, by=by)
    row.delete()
    touch_table(locked, by=by, at=at)


@transaction.atomic
def end_provision(row: Provision, *, section: Section, by: Any, at: dt.datetime) -> None:
    """It leaves the map of this plan and is not carried to the next. Raises ActNotAllowed."""
    locked = open_section(section, by=by)
    row.taken_out_at = at
    row.save(update_fields=["taken_out_at"])
    touch_table(locked, by=by, at=at)
