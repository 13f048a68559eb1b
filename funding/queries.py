"""What the pages of funding read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.dated import holds
from accounts.models import School
from children.enums import EnrolmentKind
from children.models import Enrolment
from funding.enums import MONEY_IN, MONEY_OUT, EntryKind
from funding.models import Account, LedgerEntry


@dataclass(frozen=True)
class Totals:
    """Of some accounts together; `out_pence` is what went to schools, as a positive number."""

    in_pence: int
    out_pence: int
    balance_pence: int


def accounts_of(
    person: Any, *, on: dt.date, financial_year: str = "", school: School | None = None, reference: str = ""
) -> QuerySet[Account]:
    """The accounts this person reads; `school` means on roll there that day."""
    accounts = Account.objects.visible_to(person)
    if financial_year:
        accounts = accounts.filter(financial_year=financial_year)
    if school:
        here = Enrolment.objects.filter(holds(on), child=OuterRef("child"), school=school, kind=EnrolmentKind.MAIN)
        accounts = accounts.filter(Exists(here))
    if reference:
        accounts = accounts.filter(child__reference__istartswith=reference)
    return accounts


def totals(accounts: QuerySet[Account]) -> Totals:
    """Net of what was taken back. One query."""
    entries = LedgerEntry.objects.filter(account__in=accounts.order_by().values("pk"))
    went_in = Q(kind__in=MONEY_IN) | Q(reverses__kind__in=MONEY_IN)
    went_out = Q(kind__in=MONEY_OUT) | Q(reverses__kind__in=MONEY_OUT)
    found = entries.aggregate(
        in_pence=Coalesce(Sum("pence", filter=went_in), 0), out_pence=Coalesce(Sum("pence", filter=went_out), 0)
    )
    return Totals(found["in_pence"], -found["out_pence"], found["in_pence"] + found["out_pence"])


def financial_years(person: Any) -> list[str]:
    """Those with accounts, newest first."""
    years = Account.objects.visible_to(person).order_by("-financial_year").values_list("financial_year", flat=True)
    return list(years.distinct())


def schools_paid() -> QuerySet[School]:
    paid = LedgerEntry.objects.filter(kind=EntryKind.INSTALMENT).values("school")
    return School.objects.filter(pk__in=paid).order_by("name", "pk")
