import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import System
from funding import ledger
from funding.enums import AccountKind, EntryKind
from funding.ledger import About, AlreadyPaid, NotEnoughMoney, NotReversible
from funding.models import Account, LedgerEntry
from tests.factories import ChildFactory
from tests.funding.plans import NOON, regime
from tests.strictness.properties import on_the_same_rows

BY = System("release")


@pytest.fixture
def account(db):
    return ledger.account_of(ChildFactory(), "2026-27")


def post(account, kind, pence, **more):
    return ledger.post(account=account, kind=kind, pence=pence, by=BY, at=NOON, **more)


def test_entries_are_numbered_and_carry_the_balance(account):
    post(account, EntryKind.ALLOCATION, 38333)
    entry = post(account, EntryKind.PAYMENT, -8333)

    assert (entry.number, entry.balance_after_pence, entry.by_name) == (2, 30000, "the portal (release)")


def test_one_account_for_a_child_and_year(account):
    assert ledger.account_of(account.child, "2026-27") == account


def test_no_account_falls_below_zero(account):
    post(account, EntryKind.ALLOCATION, 100)

    with pytest.raises(NotEnoughMoney, match=r"There is £1\.00 on the account, which is less than £1\.01"):
        post(account, EntryKind.PAYMENT, -101)
    assert account.entries.count() == 1


def test_the_head_may_let_it_fall_below_zero_with_a_reason(account):
    entry = post(account, EntryKind.PAYMENT, -101, overspend_because="Laptop stolen, the pool pays in January")

    assert (entry.balance_after_pence, entry.is_overridden) == (-101, True)
    assert entry.note == "Laptop stolen, the pool pays in January"


def test_an_overspend_that_was_not_needed_is_not_marked(account):
    post(account, EntryKind.ALLOCATION, 100)

    assert not post(account, EntryKind.PAYMENT, -100, overspend_because="To be sure").is_overridden


def test_an_instalment_stands_once_on_an_account(account):
    about = About(instalment=regime().instalments.get())
    post(account, EntryKind.ALLOCATION, 100, about=about)

    with pytest.raises(AlreadyPaid):
        post(account, EntryKind.ALLOCATION, 100, about=about)


def test_entries_of_one_kind_that_belong_to_no_instalment_stand_side_by_side(account):
    for _ in range(2):
        post(account, EntryKind.ALLOCATION, 100)
        post(account, EntryKind.PAYMENT, -50)

    assert account.entries.order_by("-number").first().balance_after_pence == 100


def test_an_instalment_may_be_paid_again_after_it_was_taken_back(account):
    about = About(instalment=regime().instalments.get())
    first = post(account, EntryKind.ALLOCATION, 100, about=about)
    ledger.reverse(entry=first, by=BY, at=NOON, reason="Wrong child")

    assert post(account, EntryKind.ALLOCATION, 100, about=about).attempt == 2


def test_a_reversal_restores_the_balance_and_keeps_both_entries(account):
    entry = post(account, EntryKind.ALLOCATION, 100)
    opposite = ledger.reverse(entry=entry, by=BY, at=NOON, reason="Wrong child")

    assert (opposite.pence, opposite.balance_after_pence, opposite.note) == (-100, 0, "Wrong child")
    assert account.entries.count() == 2
    assert not account.entries.standing().exists()


def test_nothing_is_taken_back_twice_or_without_a_reason(account):
    entry = post(account, EntryKind.ALLOCATION, 100)
    with pytest.raises(NotReversible, match="Say why"):
        ledger.reverse(entry=entry, by=BY, at=NOON, reason=" ")
    opposite = ledger.reverse(entry=entry, by=BY, at=NOON, reason="Wrong child")

    with pytest.raises(NotReversible, match="taken back before"):
        ledger.reverse(entry=entry, by=BY, at=NOON, reason="Again")
    with pytest.raises(NotReversible, match="cannot be taken back itself"):
        ledger.reverse(entry=opposite, by=BY, at=NOON, reason="Back again")


def test_money_that_has_gone_on_cannot_be_taken_back_first(account):
    allocated = post(account, EntryKind.ALLOCATION, 100)
    post(account, EntryKind.PAYMENT, -100)

    with pytest.raises(NotEnoughMoney):
        ledger.reverse(entry=allocated, by=BY, at=NOON, reason="Wrong child")


def test_an_entry_is_neither_changed_nor_deleted(account):
    entry = post(account, EntryKind.ALLOCATION, 100)

    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    with pytest.raises(TypeError, match="append-only"):
        entry.delete()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": EntryKind.ALLOCATION, "pence": -1, "balance_after_pence": 0, "number": 2},
        {"kind": EntryKind.PAYMENT, "pence": 1, "balance_after_pence": 1, "number": 2},
        {"kind": EntryKind.REVERSAL, "pence": 1, "balance_after_pence": 1, "number": 2},
        {"kind": EntryKind.PAYMENT, "pence": -1, "balance_after_pence": -1, "number": 2},
        {"kind": EntryKind.PAYMENT, "pence": -1, "balance_after_pence": -1, "number": 1, "is_overridden": True},
        {"kind": EntryKind.ALLOCATION, "pence": 5, "balance_after_pence": 6, "number": 1},
    ],
    ids=["allocation out", "payment in", "reverses nothing", "below zero", "no reason", "not the sum"],
)
def test_the_database_refuses_what_the_rule_would(account, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(account=account, by_name="somebody", at=NOON, **fields)


def test_the_database_refuses_a_second_entry_of_a_number_and_a_second_account(account):
    post(account, EntryKind.ALLOCATION, 100)

    with pytest.raises(IntegrityError, match=r"number|account"), transaction.atomic():
        LedgerEntry.objects.create(
            account=account, number=1, kind=EntryKind.ALLOCATION, pence=1, balance_after_pence=1, by_name="x", at=NOON
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(kind=AccountKind.CHILD, child=account.child, financial_year="2026-27")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(kind=AccountKind.CHILD, financial_year="2026-27")
    Account.objects.create(kind=AccountKind.POOL, financial_year="2026-27")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(kind=AccountKind.POOL, financial_year="2026-27")


acts = st.lists(
    st.one_of(
        st.tuples(st.just("in"), st.integers(1, 500)),
        st.tuples(st.just("out"), st.integers(1, 500)),
        st.tuples(st.just("overspend"), st.integers(1, 500)),
        st.tuples(st.just("back"), st.integers(0, 30)),
    ),
    max_size=25,
)


@given(acts)
@on_the_same_rows(examples=40)
def test_whatever_is_written_balances_are_sums_and_none_is_below_zero_unasked(db, done):
    account = ledger.account_of(ChildFactory(), "2026-27")
    for act, number in done:
        _try(account, act, number)

    balance, reversed_once = 0, []
    for place, entry in enumerate(account.entries.order_by("number"), start=1):
        balance += entry.pence
        assert (entry.number, entry.balance_after_pence) == (place, balance)
        assert balance >= 0 or entry.is_overridden
        if entry.reverses:
            assert entry.pence == -entry.reverses.pence
            reversed_once.append(entry.reverses_id)
    assert len(reversed_once) == len(set(reversed_once))


def _try(account, act, number):
    entries = list(account.entries.order_by("number"))
    try:
        if act == "in":
            post(account, EntryKind.ALLOCATION, number)
        elif act == "out":
            post(account, EntryKind.PAYMENT, -number)
        elif act == "overspend":
            post(account, EntryKind.PAYMENT, -number, overspend_because="The head said so")
        elif number < len(entries):
            ledger.reverse(entry=entries[number], by=BY, at=NOON, reason="Mistake")
    except (NotEnoughMoney, NotReversible):
        return
