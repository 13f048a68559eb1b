"""Results and attendance in a plan: begun from the record, corrected with a reason, and taken over at sign-off."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from children.enums import Origin, ResultKind, SuspensionCategory
from children.models import AttainmentResult
from peps.enums import PepKind, PepStatus
from peps.life.workflow import make_move
from peps.models import PersonalEducationPlan, PlanAttendance, SubjectResult
from peps.questions.plan_form import blueprint_of
from peps.results.progress_picture import picture_of, step
from peps.results.results import begin_results, subjects_at_first
from peps.sections.completeness import missing_in
from tests.factories import (
    AttainmentResultFactory,
    ChildFactory,
    EnrolmentFactory,
    SessionMarkFactory,
    SuspensionFactory,
    TermFactory,
    open_plan,
)
from tests.factories.peps import moment
from tests.journeys.filling import answers_to_post
from tests.kept import kept
from tests.quality.plans import NOW, audited, fill, submitted
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
YEARS = {0: dt.date(2022, 3, 1), 1: dt.date(2021, 3, 1), 4: dt.date(2018, 3, 1), 6: dt.date(2016, 3, 1),
         8: dt.date(2014, 3, 1), 10: dt.date(2012, 3, 1), 12: dt.date(2010, 3, 1), -1: dt.date(2023, 3, 1)}  # fmt: skip


def plan_in_year(cast, year):
    child = ChildFactory(date_of_birth=YEARS[year])
    EnrolmentFactory(child=child, school=cast.school)
    return open_plan(child)


def section_url(pep, key):
    return reverse("peps:section", args=[pep.reference, key])


def lacking(pep, key):
    pep = PersonalEducationPlan.objects.get(pk=pep.pk)
    return [each.text for each in missing_in(pep, pep.sections.get(key=key), blueprint_of(pep).section(key))]


@pytest.mark.parametrize(
    ("year", "stages", "subjects"),
    [
        (-1, set(), set()),
        (0, {"EYFS"}, {"Speaking", "Number", "The natural world"}),
        (1, {"KS1", "PHONICS"}, {"Reading", "Phonics"}),
        (4, {"KS2", "MTC"}, {"Writing", "Multiplication tables"}),
        (6, {"KS2"}, {"Mathematics"}),
        (8, {"KS3"}, {"Science"}),
        (10, {"KS4"}, {"English language", "English literature", "Combined science"}),
        (12, set(), set()),
    ],
)
def test_a_plan_begins_with_the_subjects_of_the_age(cast, year, stages, subjects):
    rows = plan_in_year(cast, year).subject_results.all()
    assert {row.stage for row in rows} == stages
    assert subjects <= {row.subject for row in rows}


def test_reception_has_the_seventeen_goals_of_the_framework_of_the_day(cast):
    pep = plan_in_year(cast, 0)
    now, before = (subjects_at_first(pep, day) for day in (dt.date(2026, 12, 1), dt.date(2020, 12, 1)))
    assert (len(now), len(before)) == (17, 17)
    assert len({area for _, area, _ in now}) == len({area for _, area, _ in before}) == 7


class TestLastTimeBesideNow:
    @pytest.fixture
    @kept
    def pep(self, cast):
        AttainmentResultFactory(
            child=cast.child, stage="KS2", subject="Reading", value="WTS", assessed_date=dt.date(2026, 7, 1)
        )
        pep = open_plan(cast.child)
        SubjectResult.objects.filter(pep=pep).delete()
        pep.year_group = 5
        begin_results(pep, dt.date(2026, 12, 1))
        return pep

    def test_comes_from_the_record(self, cast, pep):
        page = signed_in(cast.teacher).get(section_url(pep, "learning")).content.decode()
        assert "Last time: WTS (Working towards the expected standard) on 1 July 2026." in page

    def test_is_drawn_and_said_in_words(self, cast, pep):
        pep.subject_results.filter(subject="Reading").update(now_value="EXS", target_value="GDS")
        page = signed_in(cast.teacher).get(section_url(pep, "learning")).content.decode()
        assert "Up: WTS last time, EXS now, GDS is the aim." in page

    def test_a_value_of_no_scale_is_kept_on_the_page_with_a_message(self, cast, pep):
        row = pep.subject_results.get(subject="Reading")
        data = {
            "subjects-TOTAL_FORMS": "1",
            "subjects-INITIAL_FORMS": "1",
            "subjects-0-id": str(row.pk),
            "subjects-0-now_value": "9Z",
        }
        answer = signed_in(cast.teacher).post(section_url(pep, "learning"), data | {"then": "later"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Reading: Write a scaled score, or one of" in page
        assert "9Z" in page
        row.refresh_from_db()
        assert row.now_value == ""

    def test_another_plans_row_cannot_be_written(self, cast, pep):
        theirs = SubjectResult.objects.create(pep=open_plan(cast.other), stage="OWN", subject="Theirs")
        data = {
            "subjects-TOTAL_FORMS": "1",
            "subjects-INITIAL_FORMS": "1",
            "subjects-0-id": str(theirs.pk),
            "subjects-0-now_value": "EXS",
        }
        signed_in(cast.teacher).post(section_url(pep, "learning"), data | {"then": "later"})
        theirs.refresh_from_db()
        assert theirs.now_value == ""

    def test_the_core_is_asked_for_and_what_is_added_is_not(self, cast, pep):
        signed_in(cast.teacher).post(
            reverse("peps:add_subject", args=[pep.reference]), {"subject": "Art", "stage": "OWN"}
        )
        assert pep.subject_results.filter(subject="Art").exists()
        assert "Say where the child is now in Reading, Writing, Mathematics" in lacking(pep, "learning")

    def test_a_subject_twice_is_refused(self, cast, pep):
        answer = signed_in(cast.teacher).post(
            reverse("peps:add_subject", args=[pep.reference]), {"subject": "reading", "stage": "KS2"}
        )
        assert answer.status_code == 422
        with transaction.atomic(), pytest.raises(IntegrityError):
            SubjectResult.objects.create(pep=pep, stage="KS2", subject="Reading")


@pytest.mark.parametrize(
    ("stage", "lower", "higher"),
    [
        ("KS2", "WTS", "EXS"),
        ("KS2", "PK6", "WTS"),
        ("KS2", "98", "104"),
        ("KS4", "3", "5"),
        ("EYFS", "1", "2"),
        ("POST16", "B", "A*"),
        ("KS3", "WTS", "GDS"),
    ],
)
def test_values_of_one_ladder_are_compared(stage, lower, higher):
    low, high = step(stage, lower), step(stage, higher)
    assert low[0] == high[0]
    assert low[1] < high[1]


def test_what_stands_on_no_common_ladder_has_no_picture():
    assert step("OWN", "Secure") is None
    assert picture_of(SubjectResult(stage="KS2", last_value="WTS", now_value="104")) is None
    assert picture_of(SubjectResult(stage="KS2", last_value="", now_value="EXS")) is None
    assert (
        picture_of(SubjectResult(stage="KS2", last_value="EXS", now_value="EXS")).words
        == "The same: EXS last time, EXS now."
    )


class TestAttendance:
    @pytest.fixture
    @kept
    def pep(self, cast):
        for number in range(20):
            day = dt.date(2026, 9, 7 + number // 2 + 2 * (number // 10))  # two weeks without their weekends
            SessionMarkFactory(
                child=cast.child,
                session_date=day,
                session="AM" if number % 2 == 0 else "PM",
                code="I" if number < 2 else "/" if number % 2 == 0 else "\\",
            )
        SuspensionFactory(
            child=cast.child, start_date=dt.date(2026, 10, 5), sessions=4, category=SuspensionCategory.SUSPENSION
        )
        return open_plan(cast.child)

    def test_begins_with_what_the_registers_say(self, cast, pep):
        row = pep.attendance
        assert (row.possible, row.authorised, row.unauthorised, row.suspended) == (20, 2, 0, 4)
        page = signed_in(cast.teacher).get(section_url(pep, "attendance")).content.decode()
        assert "Attendance: 90.0 %." in page
        assert "5 October 2026: suspension, 4 half-days" in page
        assert pep.sections.get(key="attendance").text("was_sent_home") == "yes"

    def test_a_correction_needs_a_reason(self, cast, pep):
        client, given = (
            signed_in(cast.teacher),
            {
                "attendance-possible": "30",
                "attendance-authorised": "2",
                "attendance-unauthorised": "1",
                "attendance-suspended": "4",
            },
        )
        client.post(section_url(pep, "attendance"), given | {"then": "later"})
        assert "Say why the attendance is not what the registers say" in lacking(pep, "attendance")
        client.post(
            section_url(pep, "attendance"),
            given | {"attendance-corrected_reason": "Marks of one week came late.", "then": "later"},
        )
        assert "Say why the attendance is not what the registers say" not in lacking(pep, "attendance")
        assert "Attendance: 90.0 %." in client.get(section_url(pep, "attendance")).content.decode()

    def test_more_absences_than_sessions_are_refused(self, cast, pep):
        given = {"attendance-possible": "3", "attendance-authorised": "2", "attendance-unauthorised": "2"}
        answer = signed_in(cast.teacher).post(section_url(pep, "attendance"), given | {"then": "later"})
        assert answer.status_code == 422
        with transaction.atomic(), pytest.raises(IntegrityError):
            PlanAttendance.objects.filter(pep=pep).update(possible=3, authorised=2, unauthorised=2)


def test_suspensions_of_last_year_are_not_said_of_this_one(cast):
    summer = fill(
        open_plan(cast.child, term=TermFactory(academic_year="2025/26"), at=moment(dt.date(2026, 7, 1))),
        by=cast.officer,
    )
    assert summer.sections.get(key="attendance").text("was_sent_home") == "yes"
    PersonalEducationPlan.objects.filter(pk=summer.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=NOW)
    autumn = open_plan(cast.child)
    assert autumn.follows == summer
    assert autumn.sections.get(key="attendance").text("was_sent_home") == ""


def test_without_registers_the_school_counts(cast):
    pep = open_plan(cast.child)
    assert pep.attendance.possible is None
    assert "Write how many half-day sessions were possible this year, and how many were missed" in lacking(
        pep, "attendance"
    )


def test_the_attendance_of_another_childs_plan_is_not_this_ones(cast):
    other, pep = open_plan(cast.other), open_plan(cast.child)
    PlanAttendance.objects.filter(pep=other).update(possible=120, authorised=1, unauthorised=0)

    asks = [any("half-day sessions" in text for text in lacking(plan, "attendance")) for plan in (other, pep)]
    assert asks == [False, True]


@pytest.mark.parametrize(
    "fields", [{"kind": PepKind.INTERIM}, {"school": None}], ids=["while the school is closed", "off roll"]
)
def test_without_a_school_that_could_say_neither_marks_nor_sessions_are_asked_for(cast, fields):
    pep = plan_in_year(cast, 4)
    assert any("Say where the child is now" in text for text in lacking(pep, "learning"))
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(**fields)

    asked = lacking(pep, "learning") + lacking(pep, "attendance")
    assert [text for text in asked if "Say where the child is now" in text or "half-day sessions" in text] == []


class TestAtSignOff:
    def test_the_rows_become_the_childs_record(self, cast):
        pep = submitted(cast)
        pep.subject_results.filter(subject="Mathematics").update(target_value="GDS")
        audited(pep, cast.officer)
        make_move("sign_off", pep=pep, by=cast.officer, at=NOW)

        rows = AttainmentResult.objects.filter(child=cast.child)
        assert {(row.subject, row.kind, row.value) for row in rows} >= {
            ("Mathematics", ResultKind.NOW, "EXS"), ("Mathematics", ResultKind.TARGET, "GDS"), ("Reading", ResultKind.NOW, "EXS"),
        }  # fmt: skip
        assert {(row.origin, row.assessed_date, row.school) for row in rows} == {
            (Origin.PLAN, dt.date(2026, 11, 24), cast.school)
        }
        assert (
            "EXS"
            in signed_in(cast.teacher)
            .get(reverse("workspace:child_tab", args=[cast.child.reference, "school"]))
            .content.decode()
        )

    def test_the_next_plan_shows_them_as_last_time(self, cast):
        self.test_the_rows_become_the_childs_record(cast)
        PersonalEducationPlan.objects.update(status=PepStatus.SIGNED_OFF)
        spring = open_plan(cast.child, term=TermFactory(spring=True), at=moment(dt.date(2027, 1, 8)))
        row = spring.subject_results.get(subject="Mathematics")
        assert (row.last_value, row.last_date, row.target_value) == ("EXS", dt.date(2026, 11, 24), "GDS")


def test_everything_of_the_section_can_be_posted_and_read(cast):
    pep = fill(open_plan(cast.child), by=cast.officer)
    client, form = signed_in(cast.teacher), blueprint_of(pep)
    for key in ("learning", "attendance", "provision"):
        data = answers_to_post(form.section(key), pep.sections.get(key=key))
        assert client.post(section_url(pep, key), data | {"then": "complete"}).status_code == 302
        read = client.get(reverse("peps:read_section", args=[pep.reference, key])).content.decode()
        assert {"learning": "Now: EXS", "attendance": "95.0 %", "provision": "What of it works well"}[key] in read
