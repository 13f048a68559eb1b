"""The pages of the record in a real browser: without a barrier at both widths, and by their main ways."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.settings_without_urn import enter
from children.models import ClosingForm, Enrolment, PlannedMove
from imports.models import ImportRun, MissingRow
from tests.browser_support import assert_accessible, assert_error_links_lead_to_controls, ready
from tests.cast import make_cast
from tests.factories import (
    AchievementFactory,
    AttainmentResultFactory,
    ClosingFormFactory,
    ContactFactory,
    EnrolmentFactory,
    NoteFactory,
    NotFullTimeFactory,
    PlacementFactory,
    PlannedMoveFactory,
    RatingFactory,
    RecordChangeFactory,
    SessionMarkFactory,
    SuspensionFactory,
    open_plan,
)
from tests.kept import kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = dt.date(2026, 12, 1)


@pytest.fixture
@kept
def cast(transactional_db):
    cast = make_cast()
    child = cast.child
    open_plan(child)
    ContactFactory(child=child)
    ContactFactory(child=child, name="Morgan Uncle", relationship="Uncle", may_have_contact=False)
    for factory in (
        AchievementFactory,
        AttainmentResultFactory,
        NoteFactory,
        NotFullTimeFactory,
        RatingFactory,
        SuspensionFactory,
    ):
        factory(child=child)
    PlacementFactory(child=child, kind="U4", from_date=dt.date(2024, 2, 1), until=dt.date(2025, 3, 1))
    EnrolmentFactory(child=child, school=cast.other_school, from_date=dt.date(2022, 9, 1), until=dt.date(2025, 9, 1))
    for number in range(10):
        SessionMarkFactory(child=child, session_date=dt.date(2026, 11, 2 + number), code="I" if number < 3 else "/")
    RecordChangeFactory(child=child, was_school=cast.other_school, now_school=cast.school)
    PlannedMoveFactory(child=child)
    ClosingFormFactory(child=cast.other, school=cast.school, left_date=TODAY, from_date=TODAY)
    counts = {"rows": 5, "added": 3, "changed": 1, "ended": 0, "unchanged": 0, "refused": 1}
    line = {
        "file": "children.csv",
        "line": 4,
        "column": "upn",
        "value": "X000",
        "reason": "Too short.",
        "warning": False,
    }
    ImportRun.objects.create(
        kind="CHILDREN", state="DONE", by_name="Data Person", counts={"files": {"children.csv": counts}}, refusals=[line],
        started_at=dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC), finished_at=dt.datetime(2026, 12, 1, 3, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    return cast


def pages_of(cast) -> dict[str, list[str]]:
    """Who -> the addresses of this part that they open."""
    child = cast.child.reference
    tab = [
        reverse("workspace:child_tab", args=[child, one])
        for one in ("school", "care", "family", "health", "notes", "plans", "history")
    ]
    return {
        "officer": [
            reverse("workspace:child", args=[child]),
            *tab,
            reverse("workspace:changes"),
            reverse("workspace:moves"),
            reverse("workspace:register"),
            reverse("children:move", args=[PlannedMove.objects.get().pk]),
            reverse("children:move_consulted", args=[PlannedMove.objects.get().pk]),
            reverse("children:add_row", args=[child, "not-full-time"]),
            reverse("children:add_row", args=[child, "contact"]),
            reverse("workspace:summaries", args=[child]),
        ],
        "sam": [
            reverse("children:report_change", args=[child]),
            reverse("children:report_school", args=[child]),
            reverse("children:report_placement", args=[child]),
        ],
        "teacher": [
            reverse("workspace:school"),
            reverse("children:enter_attendance"),
            reverse("children:enter_attainment"),
            reverse("children:confirm_people"),
            reverse("children:closing", args=[ClosingForm.objects.get().reference]),
        ],
        "data_officer": [
            reverse("workspace:my_work"),
            reverse("imports:imports"),
            reverse("imports:import", args=[ImportRun.objects.get().pk]),
            reverse("imports:upload"),
            reverse("imports:described"),
            reverse("children:collection", args=["attendance"]),
            reverse("children:collection_people"),
            reverse("records:merge"),
            reverse("records:merge_two", args=[child, cast.other.reference]),
        ],
    }


@pytest.mark.parametrize("who", ["officer", "sam", "teacher", "data_officer"])
def test_the_pages_of_the_record_have_no_barrier(cast, sign_in, live_server, who):
    page = sign_in(getattr(cast, who))

    for address in pages_of(cast)[who]:
        page.goto(live_server.url + address)
        assert_accessible(ready(page))


def test_the_pages_that_put_right_what_was_wrong_have_no_barrier(cast, sign_in, live_server):
    setting = enter(kind="SCHOOL", country="WALES", name="Ysgol y Bryn", contact_name="Nia Parry", by=cast.sam)
    run = taken_back_in_part(cast)
    MissingRow.objects.create(
        file="enrolments.csv", key="open|1|2026-11-23|", whose="0700", child=cast.child,
        row_id=EnrolmentFactory(child=cast.child, school=cast.school, until=TODAY, kind="AP").pk,
    )  # fmt: skip

    for who, address in (
        ("sam", reverse("children:correct_setting", args=[cast.child.reference, setting.urn])),
        ("data_officer", reverse("imports:take_back", args=[run.pk])),
        ("data_officer", reverse("imports:import", args=[run.pk])),
        ("data_officer", reverse("imports:missing_rows")),
    ):
        page = sign_in(getattr(cast, who))
        page.goto(live_server.url + address)
        assert_accessible(ready(page))


def taken_back_in_part(cast) -> ImportRun:
    """A run of suspensions, of which one was closed by a person since."""
    at = dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC)
    for number, error_at in ((10, None), (11, TODAY)):
        SuspensionFactory(
            child=cast.child, start_date=dt.date(2026, 11, number), origin="FILE", entered_at=at,
            error_at=error_at and at + dt.timedelta(hours=1),
        )  # fmt: skip
    counts = {"rows": 2, "added": 2, "changed": 0, "ended": 0, "unchanged": 0, "refused": 0}
    return ImportRun.objects.create(
        kind="SUSPENSIONS", state="DONE", by_name="Data Person", counts={"files": {"suspensions.csv": counts}},
        started_at=at, finished_at=at,
    )  # fmt: skip


def test_a_social_worker_reports_a_new_school_by_keyboard(cast, sign_in, live_server):
    page = sign_in(cast.sam)
    page.goto(live_server.url + reverse("workspace:child", args=[cast.child.reference]))
    page.get_by_role("link", name="Report a change").click()
    page.get_by_role("link", name="The child has a new school").click()
    page.get_by_role("button", name="Report it").click()
    assert_error_links_lead_to_controls(page)

    page.get_by_label("New school").fill("Thornbury")
    page.get_by_label("Main school").press("Space")
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("12")
    page.get_by_label("Year").fill("2026")
    page.get_by_role("button", name="Report it").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Thornbury Primary School")
    assert_accessible(page)
    page.get_by_role("button", name="Report it").press("Enter")

    expect(page.get_by_text("Thank you. It stands in the record")).to_be_visible()
    assert Enrolment.objects.get(child=cast.child, until=None).school == cast.other_school


def test_the_data_officer_tries_a_file_and_reads_what_would_happen(cast, sign_in, live_server, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    file = tmp_path / "children.csv"
    file.write_text(
        "social_care_id,given_name,family_name,date_of_birth\n0700,Amelia,Thornby,14/02/2014\n0701,X,Y,never\n"
    )
    page = sign_in(cast.data_officer)
    page.goto(live_server.url + reverse("imports:upload"))

    page.get_by_label("Case-system extract").check()
    page.get_by_label("Files", exact=True).set_input_files(str(file))
    page.get_by_role("button", name="Bring them in").click()

    expect(page.get_by_text("This was a trial: nothing was changed.")).to_be_visible()
    expect(page.get_by_text("This is not a date.")).to_be_visible()
    page.get_by_role("button", name="Take these files now").click()
    expect(page.get_by_text("The files are being taken.")).to_be_visible()
