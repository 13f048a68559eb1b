"""Properties of the yearly return: in whatever order good and bad ones come, no row that was refused ends care, what
protects a child stays, and a second look changes nothing."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import System
from children.enums import Origin
from children.models import CarePeriod, Child
from children.protection.protective_facts import protection_of
from imports.kinds import extract, ssda903
from tests.strictness.properties import on_the_same_rows

pytestmark = pytest.mark.django_db
FILES = System("imports")
CARE_BEGAN = dt.date(2025, 5, 1)
HEADING = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
DEC, REC, LEFT_CARE = 7, 8, "E4A"
NUMBERS = st.sampled_from(["0900", "0900", "0900", "900", "9.0E02", "0900.0", "0999"])
BEGINS = st.sampled_from(["01/05/2025", "01/05/2024", "31/02/2025", "01/05/2031", "10/07/2025", ""])
ENDS = st.sampled_from(["", "02/02/2026", "31/02/2026", "02/02/2031", "N/A", "01/04/2025"])
REASONS = st.sampled_from([LEFT_CARE, "X1", "E99", ""])
PLACES = st.sampled_from(["U4", "K2", "Q9"])
EPISODES = st.builds(
    lambda number, begins, place, ends, reason: (
        f"{number},{begins},S,C1,N1,{place},PR1,{ends},{reason},,DE1 2FS,DE1 1BS,SC900001"
    ),
    NUMBERS, BEGINS, PLACES, ENDS, REASONS,
)  # fmt: skip
RETURNS = st.lists(EPISODES, min_size=1, max_size=3)


@pytest.fixture
def child(db):
    found = Child.objects.create(social_care_id="0900", date_of_birth="2014-02-14", given_name="Ada")
    CarePeriod.objects.create(child=found, from_date=CARE_BEGAN, origin=Origin.RETURN)
    return found


@pytest.fixture
def take(tmp_path):
    def put_in(*episodes: str):
        (tmp_path / "episodes.csv").write_text("\n".join([HEADING, *episodes]) + "\n", encoding="utf-8")
        return ssda903.import_folder(tmp_path, by=FILES)

    return put_in


def stands() -> list[tuple]:
    return sorted(CarePeriod.objects.standing().values_list("from_date", "until", "end_reason"))


@on_the_same_rows(examples=60)
@given(ends=st.sampled_from(["", "02/02/2026"]), reason=REASONS, others=st.lists(EPISODES, max_size=2))
def test_care_ends_where_an_episode_that_was_taken_says_so_and_by_no_row_that_was_refused(
    child, take, ends, reason, others
):
    with transaction.atomic():
        episodes = [f"0900,01/05/2025,S,C1,N1,U4,PR1,{ends},{reason},,DE1 2FS,DE1 1BS,SC900001", *others]

        report = take(*episodes)

        refused = {one.line for one in report.refusals if not one.warning}
        taken = [episode.split(",") for line, episode in enumerate(episodes, 2) if line not in refused]
        is_whole = not any(episodes[line - 2].startswith("0900,") for line in refused)
        may_end = {cells[DEC] for cells in taken if cells[REC] == LEFT_CARE or is_whole}
        assert {f"{until:%d/%m/%Y}" for _, until, _ in stands() if until} <= may_end
        transaction.set_rollback(True)


@on_the_same_rows(examples=25)
@given(returns=st.lists(RETURNS, min_size=1, max_size=3))
def test_in_whatever_order_returns_come_the_last_one_again_changes_nothing(child, take, returns):
    with transaction.atomic():
        for episodes in returns:
            take(*episodes)
        before = stands()

        again = take(*returns[-1])

        assert again.changes == []
        assert stands() == before
        transaction.set_rollback(True)


@on_the_same_rows(examples=25)
@given(returns=st.lists(RETURNS, min_size=1, max_size=3), place=st.integers(0, 3))
def test_in_whatever_order_returns_and_the_case_system_come_a_sensitive_address_stays(
    child, take, tmp_path_factory, returns, place
):
    nightly = tmp_path_factory.mktemp("nightly")
    (nightly / "placements.csv").write_text(
        "social_care_id,kind,sensitive_address,from,until\n0900,U4,yes,01/05/2025,\n"
    )
    with transaction.atomic():
        was_told = False
        for episodes in [*returns[:place], None, *returns[place:]]:
            if episodes is None:
                extract.import_folder(nightly, by=FILES)
                was_told = True
            else:
                take(*episodes)
            assert protection_of(child).address or not was_told
        transaction.set_rollback(True)
