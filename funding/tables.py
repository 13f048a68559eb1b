"""Rows of the pages of funding, as `components/data_table.html` takes them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts import clock
from funding.models import Account, LedgerEntry
from funding.pence import pounds
from funding.queries import Totals
from funding.release import Release
from quality.enums import Grade

MONEY_HEADS = ("Allocated", "To schools", "Balance")
NUMBERS = frozenset({*MONEY_HEADS, "Amount", "Balance after"})


def child_words(child: Any, *, named: bool) -> str:
    """Whoever only pays needs no names."""
    return f"{child.name} ({child.reference})" if named else child.reference


def whose(account: Account, *, named: bool) -> str:
    return child_words(account.child, named=named) if account.child else account.get_kind_display()


def figures(totals: Totals) -> list[dict]:
    return [
        {"value": pounds(totals.in_pence), "label": "allocated"},
        {"value": pounds(totals.out_pence), "label": "released to schools"},
        {"value": pounds(totals.balance_pence), "label": "left"},
    ]


def accounts_table(accounts: Iterable[Any], *, named: bool) -> dict:
    return _table(("Child", "School now", "Year", *MONEY_HEADS), [_account_cells(one, named=named) for one in accounts])


def entries_table(entries: Iterable[LedgerEntry]) -> dict:
    heads = ("Entry", "Date", "What", "For", "Amount", "Balance after", "By")
    return _table(heads, [_entry_cells(entry) for entry in entries])


def due_table(releases: Iterable[Release], *, named: bool) -> dict:
    heads = ("Child", "School", "Instalment", "Grade", "Amount")
    return _table(heads, [_release_cells(one, Grade(one.pep.signed_grade).label, named=named) for one in releases])


def withheld_table(releases: Iterable[Release], *, named: bool) -> dict:
    heads = ("Child", "School", "Instalment", "Why it waits", "Amount")
    return _table(heads, [_release_cells(one, one.withheld_because, named=named) for one in releases])


def _table(heads: tuple[str, ...], rows: list[list]) -> dict:
    """The first cell of a row is its heading; a cell is its text, or a text and where it leads."""
    return {
        "headers": [{"text": head, "is_number": head in NUMBERS} for head in heads],
        "rows": [{"cells": [_cell(*each) for each in zip(heads, row, strict=True)]} for row in rows],
    }


def _cell(head: str, value: str | tuple[str, str]) -> dict:
    text, href = value if isinstance(value, tuple) else (value, "")
    is_heading = head in {"Child", "Entry"}
    return {
        "text": text or "None",
        "href": href,
        "is_number": head in NUMBERS,
        "is_heading": is_heading,
        "label": "" if head == "Child" else head,
    }


def _account_cells(account: Any, *, named: bool) -> list:
    money = (account.in_pence, account.out_pence, account.balance_pence)
    name = whose(account, named=named)
    return [
        (name, reverse("funding:account", args=[account.reference])),
        account.school_name,
        account.financial_year,
        *(pounds(pence) for pence in money),
    ]


def _entry_cells(entry: LedgerEntry) -> list:
    what = f"Takes back entry {entry.reverses.number}" if entry.reverses else entry.get_kind_display()
    about = [str(part) for part in (entry.instalment, entry.school, entry.note) if part]
    return [
        str(entry.number),
        f"{clock.day_of(entry.at):%-d %B %Y}",
        what,
        ", ".join(about),
        pounds(entry.pence),
        pounds(entry.balance_after_pence),
        entry.by_name,
    ]


def _release_cells(one: Release, middle: str, *, named: bool) -> list:
    school = str(one.pep.school or "")
    return [child_words(one.pep.child, named=named), school, one.instalment.name, middle, pounds(one.pence)]
