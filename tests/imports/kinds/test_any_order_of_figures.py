"""Properties of the files of figures: in whatever order good and bad ones come, a second look changes nothing, and what a
person entered stays."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import System
from children.enums import Origin
from children.models import AttainmentResult, SessionMark, Suspension
from imports.kinds import attainment, attendance, suspensions
from tests.factories.children import ChildFactory
from tests.factories.record import AttainmentResultFactory, SessionMarkFactory, SuspensionFactory
from tests.strictness.properties import on_the_same_rows

pytestmark = pytest.mark.django_db
FILES = System("imports")
BY_HAND = dt.date(2026, 9, 7)
SUSPENDED = dt.date(2026, 11, 10)
ASSESSED = dt.date(2026, 10, 23)
MARKS = (
    "0700,2026-09-04,AM,/", "0700,2026-09-04,AM,N", "0700,2026-09-04,AM,-", "0700,2026-09-07,AM,N", "0700,2026-09-07,AM,",
    "0701,2026-09-04,PM,I", "0700,04/09/2026,PM,\\", "0700,46269,AM,/", "0700,2027-09-04,AM,/", "7.0E2,2026-09-04,AM,/",
    "0700,2026-09-04,AM,y", "0700,2026-09-05,AM,/", '0700,"2026-09-04,AM,/',
)  # fmt: skip
SUSPENSIONS = (
    "0700,2026-11-03,4,SUSP,DB,", "0700,2026-11-03,6,SUSP,DB,", "0700,2026-11-03,4,PERM,PA,", "0700,2026-11-03,1,SUSP,DB,AM",
    "0700,2026-11-03,0,SUSP,DB,", "0700,2026-11-07,2,SUSP,DB,", "0701,2026-11-04,2,FIXD,ZZ,", "0700,2027-11-03,4,SUSP,DB,",
    "0700,2026-11-03,four,SUSP,DB,", "0799,2026-11-03,4,SUSP,DB,",
)  # fmt: skip
RESULTS = (
    "0700,2026-07-10,KS2,Reading,NOW,EXS", "0700,2026-07-10,KS2,Reading,NOW,GDS", "0700,2026-07-10,KS2,reading,,WTS",
    "0700,2026-07-10,KS2,Maths,TARGET,EXS", "0700,2026-07-10,KS2,Mathematics,TARGET,GDS", "0701,2026-07-10,KS4,Science,,05-Apr",
    "0700,10/07/2026,KS2,Reading,NOW,GUESS", "0700,2027-07-10,KS2,Reading,NOW,EXS", "0799,2026-07-10,KS2,Reading,NOW,EXS",
    "7.0E2,2026-07-10,KS2,Reading,NOW,GDS", "0700,2026-07-10,KS9,Reading,NOW,EXS",
)  # fmt: skip
AGAINST_BY_HAND = {
    "attainment": ("0700,2026-10-23,KS2,Reading,NOW,GDS", "0700,2026-10-23,KS2,Reading,NOW,WTS"),
    "attendance": ("0700,2026-09-07,AM,N", "0700,2026-09-07,AM,/"),
    "suspensions": ("0700,2026-11-10,6,SUSP,DB,", "0700,2026-11-10,2,SUSP,PA,"),
}
"""Rows that say otherwise than a person did: one stands in every night's file."""
KINDS = {
    "attendance": (attendance, "social_care_id,date,session,code", MARKS, SessionMark),
    "suspensions": (
        suspensions,
        "social_care_id,start_date,sessions,category,reason1,session",
        SUSPENSIONS,
        Suspension,
    ),
    "attainment": (attainment, "social_care_id,date,stage,subject,kind,value", RESULTS, AttainmentResult),
}


@pytest.fixture
def children(db):
    found = [ChildFactory.create(social_care_id=number) for number in ("0700", "0701")]
    SessionMarkFactory.create(child=found[0], session_date=BY_HAND, session="AM", code="B", origin=Origin.HAND)
    SuspensionFactory.create(
        child=found[0], start_date=SUSPENDED, sessions=3, reasons=["PP"], school=None, origin=Origin.HAND
    )
    AttainmentResultFactory.create(child=found[0], assessed_date=ASSESSED, value="EXS", origin=Origin.HAND)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_in_whatever_order_files_come_the_last_one_again_changes_nothing(children, tmp_path, kind):
    importer, heading, lines, model = KINDS[kind]

    @on_the_same_rows(examples=25)
    @given(nights=st.lists(one_night(kind, lines), min_size=1, max_size=4))
    def holds(nights):
        with transaction.atomic():
            for rows in [*nights, nights[-1]]:
                (tmp_path / "file.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
                before = stored(model)
                report = importer.import_file(tmp_path / "file.csv", by=FILES)
                assert SessionMark.objects.get(session_date=BY_HAND, session="AM").code == "B"
                assert Suspension.objects.standing().get(start_date=SUSPENDED, category="SUSP").sessions == 3
                assert AttainmentResult.objects.standing().get(assessed_date=ASSESSED).value == "EXS"
            assert report.changes == []
            assert stored(model) == before
            transaction.set_rollback(True)

    holds()


def one_night(kind: str, lines) -> st.SearchStrategy[list[str]]:
    against, others = st.sampled_from(AGAINST_BY_HAND[kind]), st.lists(st.sampled_from(lines), max_size=4)
    return st.builds(lambda row, rows: [row, *rows], against, others)


def stored(model) -> list[tuple]:
    hidden = {"id", "entered_at", "error_at"}
    columns = [field.attname for field in model._meta.concrete_fields if field.attname not in hidden]
    return sorted(model.objects.values_list(*columns), key=str)
