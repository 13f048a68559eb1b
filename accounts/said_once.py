"""An act that is posted twice is one act: the same row, by the same person, is not written again.

A browser that sends one form twice is met before any rule hears of it (pep_portal/posted_once.py). This is for rows
whose second copy nobody could mean, by whichever way they come.
"""

import datetime as dt
from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)
A_WHILE = dt.timedelta(minutes=10)


def said_before(row: Row, *, since: dt.datetime, moment: str = "at", but: tuple[str, ...] = ()) -> Row | None:
    """The row that says the same since then, if there is one. To be called with what it hangs on locked."""
    same = the_same(row, but=(moment, *but)).filter(**{f"{moment}__gte": since})
    return same.order_by("-pk").first()


def the_same(row: Row, *, but: tuple[str, ...] = ()) -> models.QuerySet:
    """The rows that say the same; the row's own reference says nothing."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.attname not in {"reference", *but}
    }
    return type(row).objects.filter(**values)
