import datetime as dt
import threading

import pytest
from django.db import connection, connections

from accounts.access import ActNotAllowed
from accounts.audit import System
from accounts.models import AuditRecord
from children.models import NamedPerson
from funding import ledger, release
from funding.enums import EntryKind
from funding.models import LedgerEntry
from funding.tasks import release_due
from peps.enums import PepStatus
from quality.enums import Grade
from tests.factories import ChildFactory, EnrolmentFactory, PepFactory, SchoolFactory, TermFactory
from tests.factories.peps import moment
from tests.funding.plans import DAY, NOON, graded, regime, signed_plan

BY = System("release")


def reasons():
    return [one.withheld_because for one in release.due_and_withheld(DAY, by=BY)[1]]


def due():
    return [one.pep for one in release.due_on(DAY, by=BY)]


@pytest.fixture
def school(db):
    return SchoolFactory()


@pytest.mark.parametrize("grade", [Grade.GOOD, Grade.OUTSTANDING])
def test_a_signed_plan_of_good_enough_quality_brings_its_instalment(school, grade):
    regime()
    pep = signed_plan(grade=grade, school=school)

    done = release.release_due(DAY, by=BY, at=NOON)

    assert (done.payments, done.pence) == (1, 38333)
    allocated, paid = LedgerEntry.objects.order_by("number")
    assert (allocated.kind, allocated.pence) == (EntryKind.ALLOCATION, 38333)
    assert (paid.kind, paid.pence, paid.balance_after_pence) == (EntryKind.INSTALMENT, -38333, 0)
    assert (paid.account.child, paid.school, paid.pep) == (pep.child, school, pep)


def test_a_second_run_pays_nothing_more(school):
    regime()
    signed_plan(school=school)
    release.release_due(DAY, by=BY, at=NOON)

    assert release.release_due(DAY, by=BY, at=NOON).payments == 0
    assert LedgerEntry.objects.count() == 2


def test_each_payment_is_written_down_as_an_act(school):
    regime()
    pep = signed_plan(school=school)
    release.release_due(DAY, by=BY, at=NOON)

    record = AuditRecord.objects.get(act="funding.instalment_released")
    assert (record.child_reference, record.by_name) == (pep.child.reference, "the portal (release)")


@pytest.mark.parametrize("grade", [Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE])
def test_below_the_grade_the_instalment_waits_with_its_reason(school, grade):
    regime()
    signed_plan(grade=grade, school=school)

    assert (due(), release.due_and_withheld(DAY, by=BY)[0]) == ([], [])
    assert reasons() == [f"Signed off as “{grade.label.lower()}”; “good” or better is needed"]
    assert release.release_due(DAY, by=BY, at=NOON).payments == 0


def test_a_regime_may_ask_for_more_or_less(school):
    strict = regime(minimum_grade=Grade.OUTSTANDING)
    signed_plan(grade=Grade.GOOD, school=school)
    assert reasons() == ["Signed off as “good”; “outstanding” is needed"]

    strict.minimum_grade = Grade.INADEQUATE
    strict.save()
    assert len(due()) == 1


def test_the_grade_is_that_of_sign_off_not_of_a_later_audit(school):
    regime()
    pep = signed_plan(grade=Grade.REQUIRES_IMPROVEMENT, school=school)
    graded(pep, Grade.OUTSTANDING, at=moment(dt.date(2026, 11, 30)))

    assert due() == []


def test_a_plan_without_a_grade_waits(school):
    regime()
    signed_plan(grade=None, school=school)

    assert reasons() == ["No grade was recorded before sign-off"]


def test_a_child_out_of_school_waits_for_a_school(db):
    regime()
    signed_plan(school=None)

    assert reasons() == ["The plan names no school to pay"]


def test_a_plan_that_is_not_signed_off_brings_nothing_and_is_counted(school):
    regime()
    graded(PepFactory(status=PepStatus.SUBMITTED, school=school), Grade.GOOD, at=NOON)

    assert (due(), reasons()) == ([], [])
    assert release.not_signed_off(DAY, by=BY) == 1


def test_only_plans_that_could_bring_an_instalment_count_as_not_signed_off(cast):
    regime()
    PepFactory(status=PepStatus.OPEN, child=cast.child)
    PepFactory(status=PepStatus.RETURNED, child=ChildFactory(is_restricted=True))
    signed_plan(school=cast.school)
    PepFactory(status=PepStatus.CLOSED, close_reason="LEFT_CARE")
    PepFactory(status=PepStatus.OPEN, year_group=12)
    PepFactory(status=PepStatus.OPEN, fills_term=TermFactory(spring=True))

    assert release.not_signed_off(DAY, by=cast.officer) == 1
    assert release.not_signed_off(DAY, by=BY) == 2
    assert release.not_signed_off(dt.date(2027, 4, 1), by=BY) == 0  # when no instalment is open


@pytest.mark.parametrize(
    ("from_date", "until", "is_paid"),
    [
        (dt.date(2025, 9, 1), None, True),
        (dt.date(2026, 10, 1), None, True),
        (dt.date(2026, 10, 2), None, False),
        (dt.date(2025, 9, 1), dt.date(2026, 10, 1), False),
        (dt.date(2025, 9, 1), dt.date(2026, 10, 2), True),
    ],
    ids=["all along", "from that day", "from the day after", "left that day", "left the day after"],
)
def test_who_was_not_on_roll_on_census_day_waits(school, from_date, until, is_paid):
    regime(census_date=dt.date(2026, 10, 1))
    child = ChildFactory()
    EnrolmentFactory(child=child, school=school, from_date=from_date, until=until)
    pep = PepFactory(child=child, school=school, status=PepStatus.SIGNED_OFF, signed_off_at=NOON)
    graded(pep, Grade.GOOD, at=moment(dt.date(2026, 11, 19)))

    assert bool(due()) is is_paid
    assert reasons() == ([] if is_paid else ["Not on roll at this school on the census day, 1 October 2026"])


def test_a_child_who_was_on_another_schools_roll_on_census_day_waits(school):
    regime(census_date=dt.date(2026, 10, 1))
    child = ChildFactory()
    EnrolmentFactory(child=child, until=dt.date(2026, 10, 12))
    EnrolmentFactory(child=child, school=school, from_date=dt.date(2026, 10, 12))
    EnrolmentFactory(school=school)  # another child, who was there on the day
    signed_plan(child=child, school=school)

    assert due() == []
    assert reasons() == ["Not on roll at this school on the census day, 1 October 2026"]


@pytest.mark.parametrize(("year_group", "pays"), [(-1, False), (0, True), (11, True), (12, False)])
def test_children_from_reception_to_year_11_unless_the_regime_says_otherwise(school, year_group, pays):
    regime()
    signed_plan(school=school, year_group=year_group)

    assert bool(due()) is pays
    assert reasons() == []


def test_an_instalment_is_released_within_its_window_only(school):
    regime()
    signed_plan(school=school)

    days = [dt.date(2026, 8, 31), dt.date(2026, 9, 1), dt.date(2027, 3, 31), dt.date(2027, 4, 1)]
    assert [bool(release.due_on(day, by=BY)) for day in days] == [False, True, True, False]


def test_the_autumn_plan_of_another_year_brings_nothing(school):
    regime()
    last_year = TermFactory(
        academic_year="2025/26", first_day=dt.date(2025, 9, 2), pep_deadline_date=dt.date(2025, 12, 11)
    )
    signed_plan(school=school, fills_term=last_year)

    assert (due(), reasons()) == ([], [])


@pytest.mark.parametrize(
    ("first_day", "pays"),
    [("2026-03-31", False), ("2026-04-01", True), ("2027-03-31", True), ("2027-04-01", False)],
)
def test_the_terms_of_a_financial_year_begin_from_1_april_to_31_march(school, first_day, pays):
    regime()
    first_day = dt.date.fromisoformat(first_day)
    term = TermFactory(
        academic_year="2020/21",
        first_day=first_day,
        half_term_from_date=first_day + dt.timedelta(days=40),
        half_term_last_date=first_day + dt.timedelta(days=44),
        pep_deadline_date=first_day + dt.timedelta(days=74),
        last_day=first_day + dt.timedelta(days=80),
    )
    signed_plan(school=school, fills_term=term)

    assert bool(due()) is pays


def test_a_plan_signed_later_is_paid_though_another_childs_was_paid_before(school):
    regime()
    signed_plan(school=school)
    release.release_due(DAY, by=BY, at=NOON)
    later = signed_plan(school=school)

    assert due() == [later]


def test_what_the_plan_was_given_by_request_does_not_stand_for_its_instalment(school):
    regime()
    pep = signed_plan(school=school)
    about = ledger.About(pep=pep, school=school)
    account = ledger.account_of(pep.child, "2026-27")
    ledger.post(account=account, kind=EntryKind.ALLOCATION, pence=10000, by=BY, at=NOON, about=about)
    ledger.post(account=account, kind=EntryKind.PAYMENT, pence=-10000, by=BY, at=NOON, about=about)

    assert due() == [pep]


def test_never_two_regimes_for_one_child_in_a_year(school):
    early = regime(key="early", name="Early Years Pupil Premium", first_year_group=-2, last_year_group=-1)
    regime()
    pep = signed_plan(school=school)
    account = ledger.account_of(pep.child, "2026-27")
    about = ledger.About(instalment=early.instalments.get())
    ledger.post(account=account, kind=EntryKind.ALLOCATION, pence=10000, by=BY, at=NOON, about=about)
    ledger.post(account=account, kind=EntryKind.INSTALMENT, pence=-10000, by=BY, at=NOON, about=about)

    assert reasons() == ["“Early Years Pupil Premium” has paid for this child in this financial year"]


@pytest.mark.parametrize("how", ["of the year before", "taken back", "only allocated", "of another child"])
def test_another_regimes_money_withholds_only_what_stands_for_the_child_in_the_year(school, how):
    early = regime(key="early", name="Early Years Pupil Premium", first_year_group=-2, last_year_group=-1)
    regime()
    pep = signed_plan(school=school)
    child = ChildFactory() if how == "of another child" else pep.child
    account = ledger.account_of(child, "2025-26" if how == "of the year before" else "2026-27")
    about = ledger.About(instalment=early.instalments.get())
    words = {"account": account, "by": BY, "at": NOON, "about": about}
    ledger.post(kind=EntryKind.ALLOCATION, pence=10000, **words)
    if how != "only allocated":
        paid = ledger.post(kind=EntryKind.INSTALMENT, pence=-10000, **words)
    if how == "taken back":
        ledger.reverse(entry=paid, by=BY, at=NOON, reason="Paid to the wrong nursery")

    assert due() == [pep]


def test_what_was_taken_back_is_not_paid_again_by_itself(school):
    regime()
    signed_plan(school=school)
    release.release_due(DAY, by=BY, at=NOON)
    paid = LedgerEntry.objects.get(kind=EntryKind.INSTALMENT)
    release.take_back(entry=paid, by=BY, at=NOON, reason="Paid to the wrong school")

    assert paid.account.entries.count() == 4
    assert paid.account.entries.last().balance_after_pence == 0
    assert release.release_due(DAY, by=BY, at=NOON).payments == 0
    assert reasons() == ["Paid before and taken back: it is not paid again by itself"]


def test_what_a_person_paid_again_is_taken_back_with_its_own_allocation(school):
    regime()
    pep = signed_plan(school=school)
    release.release_due(DAY, by=BY, at=NOON)
    first = LedgerEntry.objects.get(kind=EntryKind.INSTALMENT)
    release.take_back(entry=first, by=BY, at=NOON, reason="Paid to the wrong school")
    words = {"account": first.account, "by": BY, "at": NOON}
    about = ledger.About(pep=pep, school=school, instalment=first.instalment)
    ledger.post(kind=EntryKind.ALLOCATION, pence=38333, about=about, **words)
    again = ledger.post(kind=EntryKind.INSTALMENT, pence=-38333, about=about, **words)

    release.take_back(entry=again, by=BY, at=NOON, reason="The child had moved")

    assert not LedgerEntry.objects.standing().exists()
    assert first.account.entries.last().balance_after_pence == 0


def test_only_an_instalment_is_taken_back_and_only_once_and_by_whoever_may(cast):
    regime()
    signed_plan(school=cast.school)
    release.release_due(DAY, by=BY, at=NOON)
    allocated, paid = LedgerEntry.objects.order_by("number")

    for entry, by in ((paid, cast.finance), (allocated, BY)):
        with pytest.raises((ActNotAllowed, ledger.NotReversible)):
            release.take_back(entry=entry, by=by, at=NOON, reason="Wrong school")
    release.take_back(entry=paid, by=cast.officer, at=NOON, reason="Wrong school")
    with pytest.raises(ledger.NotReversible):
        release.take_back(entry=paid, by=BY, at=NOON, reason="Wrong school")
    assert LedgerEntry.objects.count() == 4


def test_a_restricted_child_is_paid_for_by_the_portal_and_shown_to_nobody_else(cast):
    regime()
    pep = signed_plan(child=cast.child, school=cast.school)
    cast.child.is_restricted = True
    cast.child.save()

    assert release.due_on(DAY, by=cast.officer) == []
    assert release.release_due(DAY, by=cast.officer, at=NOON).payments == 0
    NamedPerson.objects.create(child=cast.child, person=cast.head, from_date=dt.date(2026, 1, 1))
    assert [one.pep for one in release.due_on(DAY, by=cast.head)] == [pep]
    assert release.release_due(DAY, by=BY, at=NOON).payments == 1


@pytest.mark.parametrize("name", ["finance", "manager", "service_manager", "teacher", "admin", "nobody"])
def test_others_release_nothing(cast, name):
    regime()
    signed_plan(school=cast.school)

    with pytest.raises(ActNotAllowed):
        release.release_due(DAY, by=getattr(cast, name), at=NOON)
    assert not LedgerEntry.objects.exists()


def test_the_job_releases_what_is_due_today(school):
    regime()
    signed_plan(school=school)

    assert (release_due(), release_due()) == (1, 0)


def test_due_and_withheld_take_the_same_queries_for_one_and_for_many(school, django_assert_num_queries):
    regime()
    for grade in (Grade.GOOD, Grade.INADEQUATE):
        signed_plan(grade=grade, school=school)
    with django_assert_num_queries(2):
        release.due_and_withheld(DAY, by=BY)
    for _ in range(5):
        signed_plan(school=school)
    with django_assert_num_queries(2):
        release.due_and_withheld(DAY, by=BY)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_who_release_at_the_same_moment_pay_once():
    regime()
    school = SchoolFactory()
    for _ in range(6):
        signed_plan(school=school)

    paid = at_the_same_moment(lambda: release.release_due(DAY, by=BY, at=NOON).payments)

    assert sum(paid) == 6
    assert LedgerEntry.objects.filter(kind=EntryKind.INSTALMENT).count() == 6


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_payments_at_the_same_moment_cannot_both_spend_the_last_pound():
    account = ledger.account_of(ChildFactory(), "2026-27")
    ledger.post(account=account, kind=EntryKind.ALLOCATION, pence=100, by=BY, at=NOON)

    def spend():
        try:
            ledger.post(account=account, kind=EntryKind.PAYMENT, pence=-100, by=BY, at=NOON)
        except ledger.NotEnoughMoney:
            return "refused"
        return "paid"

    assert sorted(at_the_same_moment(spend)) == ["paid", "refused"]


def at_the_same_moment(act):
    """What two threads got, each with a connection of its own, let off together."""
    gate, got = threading.Barrier(2), []

    def run():
        gate.wait()
        try:
            got.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return got
