"""Wrong files of attendance, suspensions and results: taken back, and the right one after them."""

import datetime as dt
import re
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import clock
from accounts.access import Action
from accounts.audit import System
from accounts.models import AuditRecord
from children.attainment import attainment
from children.attainment.attainment import NewResult
from children.editing import rows as editing
from children.enums import Origin
from children.models import AttainmentResult, SessionMark, Suspension
from imports.enums import ImportKind, ImportState
from imports.kinds.sorts import SORTS
from imports.models import ImportRun
from imports.running import taking_back
from imports.running.one_at_a_time import one_at_a_time
from imports.running.running import Manner
from imports.running.taking_back import CannotTakeBack
from tests.factories.accounts import SchoolFactory
from tests.factories.children import ChildFactory, EnrolmentFactory
from tests.imports import ways_in
from tests.signed_in import signed_in
from tests.strictness.properties import on_the_same_rows

pytestmark = pytest.mark.django_db
CHILDREN = [f"07{number:02}" for number in range(12)]
FIGURES = (ImportKind.ATTENDANCE, ImportKind.SUSPENSIONS, ImportKind.ATTAINMENT)
Change = Callable[[str], list[str]]
RIGHT: dict[str, list[str]] = {
    ImportKind.ATTENDANCE: [
        "social_care_id,school_urn,date,session,code",
        *(
            f"{child},900002,{day:02}/11/2026,{session}"
            for child in CHILDREN
            for day in (9, 10, 11, 12)
            for session in ("AM,/", "PM,\\")
        ),
    ],
    ImportKind.SUSPENSIONS: [
        "social_care_id,school_urn,start_date,sessions,category,reason1",
        *(f"{child},900002,{9 + number % 4:02}/11/2026,4,SUSP,DB" for number, child in enumerate(CHILDREN)),
    ],
    ImportKind.ATTAINMENT: [
        "social_care_id,school_urn,date,stage,subject,kind,value",
        *(f"{child},900002,10/07/2026,KS2,{subject},NOW,EXS" for child in CHILDREN for subject in ("Reading", "Maths")),
    ],
}  # fmt: skip
DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def in_every_date(change: Callable[[dt.date], str]) -> Change:
    def spoil(line: str) -> list[str]:
        return [DATE.sub(lambda found: change(dt.date(int(found[3]), int(found[2]), int(found[1]))), line)]

    return spoil


def later(days: int) -> Change:
    return in_every_date(lambda day: f"{day + dt.timedelta(days=days):%d/%m/%Y}")


WRONG: dict[str, Change] = {
    "of the child on the line above": lambda line: [f"07{max(int(line[2:4]) - 1, 0):02}{line[4:]}"],
    "half of the children gone": lambda line: [line] if line < "0706" else [],
    "other words": lambda line: [line.replace(",/", ",N").replace(",4,", ",6,").replace("EXS", "WTS")],
    "a year too early": in_every_date(lambda day: f"{day.replace(year=day.year - 1):%d/%m/%Y}"),
    "a year too late": in_every_date(lambda day: f"{day.replace(year=day.year + 1):%d/%m/%Y}"),
    "a day too early": later(-1),
    "a week too early": later(-7),
    "the month before the day": in_every_date(lambda day: f"{day:%m/%d/%Y}"),
    "numbers without the nought": lambda line: [line[1:]],
    "numbers as figures": lambda line: [f"{line[1:4]}.0{line[4:]}"],
    "everything twice": lambda line: [line, line],
}
"""In the order in which one file can have several of them."""


def with_all(faults: Collection[str]) -> Change:
    """Of none the right file."""

    def spoil(line: str) -> list[str]:
        lines = [line]
        for fault in (fault for name, fault in WRONG.items() if name in faults):
            lines = [new for each in lines for new in fault(each)]
        return lines

    return spoil


COLUMNS = {ImportKind.ATTENDANCE: "date", ImportKind.SUSPENSIONS: "start_date", ImportKind.ATTAINMENT: "date"}
MODELS = {
    ImportKind.ATTENDANCE: (SessionMark, ("session_date", "session", "code")),
    ImportKind.SUSPENSIONS: (Suspension, ("start_date", "sessions", "category", "reasons", "number_on_day")),
    ImportKind.ATTAINMENT: (AttainmentResult, ("assessed_date", "stage", "subject", "kind", "value", "against")),
}


@pytest.fixture(autouse=True)
def children(db):
    school = SchoolFactory(urn="900002")
    found = [ChildFactory(social_care_id=number) for number in CHILDREN]
    for child in found:
        EnrolmentFactory(child=child, school=school, from_date=dt.date(2024, 9, 2))
    return found


@pytest.fixture
def officer(cast):
    return cast.data_officer


@pytest.fixture
def take(tmp_path):
    """Each file comes a little later than the one before."""
    moments = iter(range(1, 10_000))

    def put_in(kind: str, spoil: Change = lambda line: [line], *, page: str = "utf-8", **how) -> ImportRun:
        heading, *rows = RIGHT[kind]
        lines = [heading, *(new for line in rows for new in spoil(line))]
        return of_lines(kind, lines, page=page, **how)

    def of_lines(kind: str, lines: list[str], *, page: str = "utf-8", manner: Manner | None = None) -> ImportRun:
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        Path(folder / "file.csv").write_bytes(("\n".join(lines) + "\n").encode(page))
        with clock.pretend(clock.now() + dt.timedelta(seconds=next(moments))):
            SORTS[kind].take(folder, by=System("imports"), manner=manner or Manner())
        return ImportRun.objects.first()

    put_in.of_lines = of_lines
    return put_in


def stored(kind: str) -> list[str]:
    model, columns = MODELS[kind]
    rows = model.objects.all() if model is SessionMark else model.objects.standing()
    ours = rows.filter(child__social_care_id__startswith="07")
    return sorted(map(str, ours.values_list("child__social_care_id", "school__urn", "origin", *columns)))


def take_back(run: ImportRun, by) -> dict | None:
    if not taking_back.is_offered(run):
        return None
    return taking_back.take_back(run=run, reason="The dates were wrong", by=by)


@pytest.fixture
def right_alone(take):
    found = {}
    for kind in FIGURES:
        with transaction.atomic():
            take(kind)
            found[kind] = stored(kind)
            transaction.set_rollback(True)
    return found


@pytest.mark.alike
@pytest.mark.parametrize("is_first", [True, False], ids=["as the first", "after a right one"])
@pytest.mark.parametrize("wrong", [*WRONG, "no date", "another code page"])
@pytest.mark.parametrize("kind", FIGURES)
def test_a_wrong_file_taken_back_leaves_the_record_as_if_only_the_right_one_had_come(
    take, right_alone, officer, kind, wrong, is_first
):
    if not is_first:
        take(kind)
    before = stored(kind)
    run = send_wrong(take, kind, wrong)
    take_back(run, officer)
    assert stored(kind) == before

    right = take(kind)

    assert stored(kind) == right_alone[kind]
    assert [one for one in right.refusals if not one["warning"]] == []
    assert take(kind).changes == []


def send_wrong(take, kind: str, wrong: str) -> ImportRun:
    if wrong == "no date":
        heading, *rows = RIGHT[kind]
        return take.of_lines(kind, [heading.replace(COLUMNS[kind], f"x{COLUMNS[kind]}"), *rows])
    if wrong == "another code page":
        return take(kind, page="utf-16")
    return take(kind, WRONG[wrong])


@pytest.mark.alike
@pytest.mark.parametrize("way", ways_in.WAYS)
@pytest.mark.parametrize("kind", FIGURES)
def test_in_whatever_way_the_two_came(officer, right_alone, kind, way, settings, tmp_path, celery_at_once):
    bring = ways_in.WAYS[way](officer, settings, tmp_path)
    heading, *rows = RIGHT[kind]
    wrong = [heading, *(new for line in rows for new in WRONG["a year too early"](line))]
    run = bring(kind, {"wrong.csv": ("\n".join(wrong) + "\n").encode()})
    assert stored(kind)

    answer = signed_in(officer).post(reverse("imports:take_back", args=[run.pk]), {"reason": "Last year's"})
    assert answer.status_code == 302
    assert stored(kind) == []

    with clock.pretend(clock.now() + dt.timedelta(minutes=1)):
        bring(kind, {"right.csv": ("\n".join(RIGHT[kind]) + "\n").encode()})
    assert stored(kind) == right_alone[kind]


class TestWhatStays:
    def test_a_suspension_that_a_person_closed_since_is_listed_and_stays_closed_by_them(self, take, officer, cast):
        run = take(ImportKind.SUSPENSIONS)
        row = Suspension.objects.filter(child__social_care_id="0703").get()
        editing.close_in_error(row, reason="Another child", by=cast.head, action=Action.KEEP_SCHOOL_RECORD)

        page = signed_in(officer).get(reverse("imports:take_back", args=[run.pk])).content.decode()
        assert "0703: Suspension from 12 November 2026" in page
        numbers = take_back(run, officer)

        assert (numbers["rows"], numbers["kept"]) == (len(CHILDREN) - 1, 1)
        row.refresh_from_db()
        assert (row.error_by, row.error_reason) == (cast.head, "Another child")

    def test_a_result_that_a_person_put_right_since_stays(self, take, officer, cast, children):
        run = take(ImportKind.ATTAINMENT)
        better = NewResult(dt.date(2026, 7, 10), "KS2", "Reading", "GDS")
        attainment.record_all([(children[0].pk, better)], origin=Origin.HAND, at=clock.now(), by=cast.head)
        take_back(run, officer)

        assert list(AttainmentResult.objects.standing().values_list("value", "origin")) == [("GDS", Origin.HAND)]

    def test_a_mark_that_a_person_or_a_later_file_changed_since_stays_and_is_counted(self, take, officer):
        run = take(ImportKind.ATTENDANCE)
        by_hand = SessionMark.objects.filter(child__social_care_id="0700").first()
        SessionMark.objects.filter(pk=by_hand.pk).update(code="B", origin=Origin.HAND, entered_at=clock.now())
        heading, first, *_ = RIGHT[ImportKind.ATTENDANCE]
        take.of_lines(ImportKind.ATTENDANCE, [heading, first.replace("0700", "0701").replace(",/", ",L")])
        numbers = take_back(run, officer)

        assert sorted(SessionMark.objects.values_list("code", flat=True)) == ["B", "L"]
        assert numbers["kept"] == 2

    @pytest.mark.parametrize("kind", FIGURES)
    def test_what_a_person_entered_in_the_very_moment_of_the_import_stays(self, take, officer, kind):
        run = take(kind)
        MODELS[kind][0].objects.filter(child__social_care_id="0700").update(origin=Origin.HAND)
        take_back(run, officer)

        assert {row.split("'")[1] for row in stored(kind)} == {"0700"}

    def test_a_child_of_a_restricted_record_is_not_named(self, take, officer, cast, children):
        run = take(ImportKind.SUSPENSIONS)
        row = Suspension.objects.get(child=children[3])
        editing.close_in_error(row, reason="x", by=cast.head, action=Action.KEEP_SCHOOL_RECORD)
        type(children[3]).objects.filter(pk=children[3].pk).update(is_restricted=True)

        page = signed_in(officer).get(reverse("imports:take_back", args=[run.pk])).content.decode()
        assert "0703" not in page
        assert "1 row was changed since" in page


class TestMarksOfTwoSchools:
    def test_of_which_the_report_does_not_say_which_was_changed_stay(self, take, officer, children):
        heading, first, *_ = RIGHT[ImportKind.ATTENDANCE]
        take.of_lines(ImportKind.ATTENDANCE, [heading, first])
        other = SchoolFactory(urn="900003")
        EnrolmentFactory(child=children[0], school=other, from_date=dt.date(2024, 9, 2), kind="DUAL")
        rows = [first.replace(",/", ",L"), first.replace("900002", "900003")]
        run = take.of_lines(ImportKind.ATTENDANCE, [heading, *rows])
        page = signed_in(officer).get(reverse("imports:take_back", args=[run.pk])).content.decode()
        assert "0700: Morning of 9 November 2026: L" in page
        numbers = take_back(run, officer)

        assert (numbers["rows"], numbers["restored"], numbers["kept"]) == (0, 0, 2)
        assert SessionMark.objects.count() == 2


class TestWhoAndWhen:
    def address(self, run: ImportRun) -> str:
        return reverse("imports:take_back", args=[run.pk])

    def test_nobody_else_takes_back(self, take, cast):
        run = take(ImportKind.SUSPENSIONS)
        for who in ("officer", "head", "admin", "sam", "teacher", "service_manager"):
            client = signed_in(getattr(cast, who))
            assert client.get(self.address(run)).status_code == 403, who
            assert client.post(self.address(run), {"reason": "x"}).status_code == 403, who
            assert "Take back" not in client.get(reverse("imports:import", args=[run.pk])).content.decode()
        assert Client().post(self.address(run), {"reason": "x"}).status_code == 302
        assert Suspension.objects.standing().count() == len(CHILDREN)

    def test_twice_is_once(self, take, officer):
        run = take(ImportKind.SUSPENSIONS)
        client = signed_in(officer)
        for _ in range(2):
            assert client.post(self.address(run), {"reason": "Last year's"}).status_code == 302

        assert AuditRecord.objects.filter(act="import.taken_back").count() == 1
        assert "was taken back already" in client.get(self.address(run)).content.decode()
        page = client.get(reverse("imports:import", args=[run.pk])).content.decode()
        assert "12 rows removed from the record" in page
        assert "Bring the right file in" in page
        assert "Take back what this file added" not in page

    def test_it_needs_a_reason_which_stands_beside_each_row(self, take, officer):
        run = take(ImportKind.SUSPENSIONS)
        client = signed_in(officer)
        assert client.post(self.address(run), {"reason": " "}).status_code == 422
        client.post(self.address(run), {"reason": "Last year's"})

        said = set(Suspension.objects.values_list("error_reason", "error_by"))
        assert said == {("Taken back: Last year's", officer.pk)}

    @pytest.mark.parametrize("state", [ImportState.RUNNING, ImportState.WAITING])
    def test_an_import_that_goes_on_cannot_be_taken_back(self, take, officer, state):
        run = take(ImportKind.SUSPENSIONS)
        ImportRun.objects.filter(pk=run.pk).update(state=state)
        assert signed_in(officer).post(self.address(run), {"reason": "x"}).status_code == 404
        run.refresh_from_db()
        with pytest.raises(CannotTakeBack):
            taking_back.take_back(run=run, reason="x", by=officer)

        assert Suspension.objects.standing().count() == len(CHILDREN)

    def test_one_that_broke_off_can(self, take, officer):
        run = take(ImportKind.SUSPENSIONS)
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.FAILED)
        run.refresh_from_db()

        assert take_back(run, officer)["rows"] == len(CHILDREN)

    def test_a_trial_and_an_extract_cannot(self, take, officer):
        run = take(ImportKind.SUSPENSIONS, manner=Manner(is_dry_run=True))
        assert signed_in(officer).get(self.address(run)).status_code == 404
        run = take(ImportKind.SUSPENSIONS)
        ImportRun.objects.filter(pk=run.pk).update(kind=ImportKind.CHILDREN)
        assert signed_in(officer).get(self.address(run)).status_code == 404

    def test_one_whose_report_is_not_whole_says_why_not(self, take, officer, monkeypatch):
        take(ImportKind.ATTENDANCE)
        run = take(ImportKind.ATTENDANCE, WRONG["other words"])
        before = stored(ImportKind.ATTENDANCE)
        monkeypatch.setattr(taking_back, "MOST_LISTED", len(run.changes))
        page = signed_in(officer).get(self.address(run), follow=True).content.decode()

        assert "changed more marks than its report holds" in page
        assert stored(ImportKind.ATTENDANCE) == before


def test_while_another_import_runs_it_waits_and_then_says_so(take, officer, monkeypatch):
    import threading  # noqa: PLC0415

    from django.db import connection  # noqa: PLC0415

    run = take(ImportKind.SUSPENSIONS)
    monkeypatch.setattr(taking_back, "LONGEST_WAIT", 0.2)
    is_held, may_end = threading.Event(), threading.Event()

    def other() -> None:
        with one_at_a_time():
            is_held.set()
            may_end.wait(10)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert is_held.wait(10)
        answer = signed_in(officer).post(reverse("imports:take_back", args=[run.pk]), {"reason": "x"})
    finally:
        may_end.set()
        thread.join()

    assert "Another import is still running" in answer.content.decode()
    assert Suspension.objects.standing().count() == len(CHILDREN)


@pytest.mark.alike
@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("newest_first", [True, False], ids=["the newest first", "the oldest first"])
def test_two_wrong_files_of_the_same_days_taken_back_leave_nothing(take, officer, kind, newest_first):
    a_year_early = take(kind, WRONG["a year too early"])
    runs = [a_year_early, take(kind, with_all({"a year too early", "other words"}))]
    for run in reversed(runs) if newest_first else runs:
        take_back(run, officer)

    assert stored(kind) == []


@pytest.mark.parametrize("kind", FIGURES)
def test_in_whatever_order_wrong_files_come_and_are_taken_back_the_right_one_stands_alone(
    take, right_alone, officer, kind
):
    @on_the_same_rows(examples=12)
    @given(data=st.data())
    def holds(data):
        faults = st.sets(st.sampled_from(list(WRONG)), max_size=2)
        nights = data.draw(st.lists(faults, min_size=2, max_size=4))
        with transaction.atomic():
            runs = [(take(kind, with_all(night)), night) for night in nights]
            for run in data.draw(st.permutations([run for run, night in runs if night])):
                take_back(run, officer)
            take(kind)
            assert stored(kind) == right_alone[kind]
            transaction.set_rollback(True)

    holds()
