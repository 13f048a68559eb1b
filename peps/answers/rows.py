"""Rows of a section that have a page of their own: what a target costs, what the provision map holds."""

import datetime as dt
from typing import Any

from django.db import models, transaction

from accounts.said_once import A_WHILE, the_same
from peps.answers.saving import open_section, touch_table
from peps.models import Section


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
