"""The only writer of the ledger. Balances are sums, nothing is paid twice, and no account falls below zero unasked."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import School
from accounts.refusals import PortalRefusal
from children.models import Child
from funding.enums import AccountKind, EntryKind
from funding.models import Account, Instalment, LedgerEntry
from funding.pence import pounds
from peps.models import PersonalEducationPlan

TRIES = 5


class NotEnoughMoney(PortalRefusal):
    """The entry would take the account below zero."""


class AlreadyPaid(PortalRefusal):
    """The instalment stands on the account, and was not reversed."""


class NotReversible(PortalRefusal):
    """A reversal, or an entry that was reversed before."""


class LedgerBusy(PortalRefusal):
    """Others wrote on the account each time that we tried."""


@dataclass(frozen=True)
class About:
    """What an entry is for, where it is for a plan's instalment or goes to a school."""

    pep: PersonalEducationPlan | None = None
    school: School | None = None
    instalment: Instalment | None = None


NOTHING_ELSE = About()


def account_of(child: Child, financial_year: str) -> Account:
    return Account.objects.get_or_create(kind=AccountKind.CHILD, child=child, financial_year=financial_year)[0]


def post(
    *,
    account: Account,
    kind: EntryKind,
    pence: int,
    by: Any,
    at: dt.datetime,
    about: About = NOTHING_ELSE,
    note: str = "",
    overspend_because: str = "",
) -> LedgerEntry:
    """Writes the next entry: above zero into the account, below zero out of it.

    Raises NotEnoughMoney unless `overspend_because` gives the head's reason, and AlreadyPaid for an instalment that
    stands. Of two at once on one account, one tries again.
    """
    entry = LedgerEntry(
        account=account,
        kind=kind,
        pence=pence,
        pep=about.pep,
        school=about.school,
        instalment=about.instalment,
        note=overspend_because or note,
        by_name=str(by),
        at=at,
    )
    return _write(entry, may_overspend=bool(overspend_because))


def reverse(*, entry: LedgerEntry, by: Any, at: dt.datetime, reason: str) -> LedgerEntry:
    """Takes an entry back by its opposite. Raises NotReversible, or NotEnoughMoney when the money has gone on."""
    if not reason.strip():
        raise NotReversible("Say why the entry is taken back: the reason is kept with it.")
    if entry.kind == EntryKind.REVERSAL:
        raise NotReversible("This entry takes another one back. It cannot be taken back itself.")
    opposite = LedgerEntry(
        account=entry.account,
        kind=EntryKind.REVERSAL,
        pence=-entry.pence,
        pep=entry.pep,
        school=entry.school,
        instalment=entry.instalment,
        reverses=entry,
        note=reason.strip(),
        by_name=str(by),
        at=at,
    )
    return _write(opposite)


def _write(entry: LedgerEntry, *, may_overspend: bool = False) -> LedgerEntry:
    for _ in range(TRIES):
        last = _continue_from_last(entry)
        entry.is_overridden = may_overspend and entry.balance_after_pence < 0
        _refuse(entry)
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError:
            if not entry.account.entries.filter(number__gt=last).exists():
                raise
        else:
            return entry
    raise LedgerBusy("Several people are writing on this account at once. Nothing was written; try again.")


def _continue_from_last(entry: LedgerEntry) -> int:
    """The number of the last entry there is; `entry` becomes the one after it."""
    last = entry.account.entries.order_by("-number").first()
    entry.pk = None
    entry.number = last.number + 1 if last else 1
    entry.balance_after_pence = (last.balance_after_pence if last else 0) + entry.pence
    return entry.number - 1


def _refuse(entry: LedgerEntry) -> None:
    if entry.reverses and LedgerEntry.objects.filter(reverses=entry.reverses).exists():
        raise NotReversible("This entry was taken back before.")
    if entry.instalment and entry.kind != EntryKind.REVERSAL:
        earlier = entry.account.entries.filter(instalment=entry.instalment, kind=entry.kind)
        if earlier.standing().exists():
            raise AlreadyPaid(f"“{entry.instalment}” stands on the account already.")
        entry.attempt = earlier.count() + 1
    if entry.balance_after_pence < 0 and not entry.is_overridden:
        there = pounds(entry.balance_after_pence - entry.pence)
        raise NotEnoughMoney(f"There is {there} on the account, which is less than {pounds(abs(entry.pence))}.")
