"""Collection rounds, what schools enter themselves, and who is who each September."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice, SchoolConfirmation
from children.attendance import attendance
from children.calendar.clocks import Calendar
from children.calendar.school_calendar import authority_calendar
from children.collection import collection, entry
from children.collection.entry import CannotEnter, Typed
from children.enums import Origin
from children.models import AttainmentResult, DayOff, SessionMark, Term
from children.named_staff import staff_confirmation
from children.named_staff.staff_confirmation import CannotConfirm
from tests.factories import (
    AttainmentResultFactory,
    ChildFactory,
    EnrolmentFactory,
    SchoolFactory,
    SessionMarkFactory,
)
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)  # a Tuesday
MONDAY = dt.date(2026, 11, 23)
DAYS = [MONDAY + dt.timedelta(days=n) for n in range(5)]


def mark_all(child, days=DAYS) -> None:
    for day in days:
        for session, code in (("AM", "/"), ("PM", "\\")):
            SessionMarkFactory(child=child, session_date=day, session=session, code=code)


def last_week() -> collection.Round:
    return collection.week_round(MONDAY, authority_calendar())


def stand(reader, asked=None) -> dict[str, tuple[int, int]]:
    return {
        line.school.name: (line.children, line.sent) for line in collection.lines(asked or last_week(), reader=reader)
    }


class TestRounds:
    def test_a_school_is_complete_with_a_mark_for_every_school_day(self, cast):
        mark_all(cast.child)
        mark_all(cast.other, DAYS[:4])

        assert stand(cast.officer) == {"Thornbury Primary School": (1, 0), "Larkfield Primary School": (1, 1)}

    def test_a_missing_mark_is_no_mark(self, cast):
        mark_all(cast.child)
        SessionMark.objects.filter(session_date=DAYS[0]).update(code="-")

        assert stand(cast.officer)["Larkfield Primary School"] == (1, 0)

    def test_a_restricted_child_is_counted_by_those_who_are_named_alone(self, cast):
        cast.other.is_restricted = True
        cast.other.save()

        assert stand(cast.data_officer) == {"Larkfield Primary School": (1, 0)}

    def test_holidays_are_not_asked_for_and_unknown_terms_are_said(self, cast):
        half_term = collection.week_round(dt.date(2026, 10, 26), authority_calendar())
        unknown = collection.week_round(dt.date(2027, 3, 1), Calendar())

        assert half_term.days == ()
        assert not unknown.is_calendar_known

    def test_weeks_begin_with_the_last_whole_one(self, cast):
        assert [one.first_day for one in collection.attendance_rounds(TODAY)][:2] == [MONDAY, MONDAY - dt.timedelta(7)]
        assert collection.attendance_rounds(TODAY)[-1].first_day == dt.date(2026, 11, 30)

    def test_a_half_term_is_complete_with_a_result_of_each_child(self, cast):
        half = collection.attainment_rounds(TODAY)[0]
        AttainmentResultFactory(child=cast.child, assessed_date=dt.date(2026, 11, 20))
        AttainmentResultFactory(child=cast.other, assessed_date=dt.date(2026, 10, 1))

        assert "second half" in half.title
        assert stand(cast.officer, half) == {"Thornbury Primary School": (1, 0), "Larkfield Primary School": (1, 1)}

    def test_each_teacher_is_asked_once_a_week_and_the_page_says_when(self, cast):
        nobody_there = SchoolFactory(name="Ashgrove School")
        EnrolmentFactory(child=ChildFactory(), school=nobody_there)

        asked = collection.ask(last_week(), by=cast.data_officer)
        collection.ask(last_week(), by=cast.data_officer)

        assert (asked.people, asked.nobody_at) == (2, ["Ashgrove School"])
        assert set(Notice.objects.values_list("person", flat=True)) == {cast.teacher.pk, cast.other_teacher.pk}
        assert Notice.objects.count() == 2
        assert "Hazelwood" not in str(list(Notice.objects.values()))
        assert {line.asked_date for line in collection.lines(last_week(), reader=cast.officer)} == {TODAY, None}

    def test_the_pages_name_no_child(self, cast):
        client = signed_in(cast.data_officer)
        for what in ("attendance", "attainment"):
            page = client.get(reverse("children:collection", args=[what])).content.decode()
            assert "Larkfield" in page
            assert "Hazelwood" not in page
        assert "Larkfield" in client.get(reverse("children:collection_people")).content.decode()
        assert client.get(reverse("children:collection", args=["nonsense"])).status_code == 404

    def test_asking_is_confirmed_first(self, cast):
        client = signed_in(cast.data_officer)
        url = reverse("children:ask_schools", args=["attendance"])

        assert "2 schools have not sent everything" in client.get(url).content.decode()
        client.post(url)

        assert Notice.objects.count() == 2

    def test_a_page_costs_the_same_for_few_schools_as_for_many(self, cast):
        client = signed_in(cast.data_officer)
        counted = []
        for number in (1, 6):
            for _ in range(number):
                EnrolmentFactory(child=ChildFactory(), school=SchoolFactory())
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("children:collection", args=["attendance"]))
            counted.append(len(captured))
        assert counted[0] == counted[1]
        assert counted[0] <= 12


class TestEnteringAWeek:
    @pytest.fixture
    def url(self, cast):
        return f"{reverse('children:enter_attendance')}?week={MONDAY.isoformat()}"

    def test_a_whole_week_is_one_tick(self, cast, url):
        client = signed_in(cast.teacher)
        page = client.get(url).content.decode()
        assert "Robin Hazelwood" in page
        assert "Thistledown" not in page

        client.post(url, {f"whole-{cast.child.pk}": "1", f"mark-{cast.child.pk}-2026-11-24-PM": "I"})

        marks = SessionMark.objects.filter(child=cast.child)
        assert marks.count() == 10
        assert marks.get(session_date="2026-11-24", session="PM").code == "I"
        assert {(mark.origin, mark.school_id) for mark in marks} == {(Origin.HAND, cast.school.pk)}

    def test_what_somebody_else_changed_meanwhile_is_left(self, cast, url):
        SessionMarkFactory(child=cast.child, school=cast.school, session_date=MONDAY, code="I")
        name = f"mark-{cast.child.pk}-{MONDAY.isoformat()}-AM"

        page = signed_in(cast.teacher).post(url, {name: "/", f"was-{name}": "N"}, follow=True)

        assert SessionMark.objects.get().code == "I"
        assert "changed by somebody else meanwhile" in page.content.decode()

    def test_a_mark_is_taken_back_to_none_and_never_deleted(self, cast, url):
        SessionMarkFactory(child=cast.child, school=cast.school, session_date=MONDAY, code="I")
        name = f"mark-{cast.child.pk}-{MONDAY.isoformat()}-AM"

        signed_in(cast.teacher).post(url, {name: "", f"was-{name}": "I"})

        assert SessionMark.objects.get().code == "-"

    def test_a_code_that_is_none_is_refused_and_what_was_typed_stays(self, cast, url):
        name = f"mark-{cast.child.pk}-{MONDAY.isoformat()}-AM"

        page = signed_in(cast.teacher).post(url, {name: "QQ", f"mark-{cast.child.pk}-2026-11-24-AM": "V"})

        assert page.status_code == 422
        assert "is not a code of the register" in page.content.decode()
        assert 'value="V" selected' in page.content.decode()
        assert not SessionMark.objects.exists()

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            (dt.date(2026, 11, 28), "a Saturday"),
            (dt.date(2026, 8, 31), "a bank holiday"),
            (dt.date(2026, 10, 27), "half term"),
            (dt.date(2026, 11, 27), "an inset day of this school"),
        ],
    )
    def test_a_mark_of_a_day_without_school_is_kept_apart_and_warned_about(self, cast, day, why):
        DayOff.objects.create(school=cast.school, day=dt.date(2026, 11, 27))
        monday = day - dt.timedelta(days=day.weekday())
        where = f"{reverse('children:enter_attendance')}?week={monday.isoformat()}"
        name = f"mark-{cast.child.pk}-{day.isoformat()}-AM"
        page = signed_in(cast.teacher).post(where, {name: "/"}, follow=True).content.decode()

        assert SessionMark.objects.get().code == "/", why
        assert f"Check these days: {day:%A %-d %B %Y}. By the calendar there was no school." in page, why
        assert attendance.of_child(cast.child, dt.date(2026, 8, 1), TODAY).no_school == 1

    def test_no_warning_of_a_school_day_or_of_a_code_that_says_that_there_was_no_school(self, cast, url):
        DayOff.objects.create(school=cast.school, day=DAYS[4])
        names = {day: f"mark-{cast.child.pk}-{day.isoformat()}-AM" for day in DAYS}
        page = signed_in(cast.teacher).post(url, {names[DAYS[0]]: "/", names[DAYS[4]]: "#"}, follow=True)

        assert SessionMark.objects.count() == 2
        assert "Check these days" not in page.content.decode()

    def test_a_schools_own_days_are_asked_for_and_a_week_without_terms_has_its_working_days(self, cast, url):
        DayOff.objects.create(school=cast.school, day=DAYS[4])
        page = signed_in(cast.teacher).get(url)
        assert page.context["days"] == DAYS[:4]
        signed_in(cast.teacher).post(url, {f"whole-{cast.child.pk}": "1"})
        assert SessionMark.objects.count() == 8

        Term.objects.all().delete()
        assert signed_in(cast.teacher).get(url).context["days"] == DAYS

    def test_days_ahead_and_children_of_other_schools_are_refused(self, cast):
        ahead = {(cast.child.pk, dt.date(2026, 12, 3), "AM"): Typed("/", "")}
        theirs = {(cast.other.pk, MONDAY, "AM"): Typed("/", "")}
        for typed in (ahead, theirs):
            with pytest.raises(CannotEnter):
                entry.keep_week(school=cast.school, typed=typed, by=cast.teacher, on=TODAY)
        assert signed_in(cast.teacher).get(
            f"{reverse('children:enter_attendance')}?week=2026-12-14"
        ).status_code == 404  # fmt: skip

    def test_only_a_school_of_ones_own_is_opened_but_by_the_virtual_school(self, cast, url):
        other = f"{url}&school={cast.other_school.urn}"

        assert signed_in(cast.teacher).get(other).status_code == 404
        assert "Thistledown" in signed_in(cast.officer).get(other).content.decode()
        assert "URN of the school" in signed_in(cast.officer).get(url).content.decode()


class TestEnteringAttainment:
    url = "/school/attainment/"

    def test_results_are_kept_and_a_corrected_one_closes_the_old(self, cast):
        client = signed_in(cast.teacher)
        assert "Reading" in client.get(self.url).content.decode()

        client.post(self.url, {f"value-{cast.child.pk}-0": "EXS"})
        client.post(self.url, {f"value-{cast.child.pk}-0": "WTS"})

        standing = AttainmentResult.objects.standing().get()
        assert (standing.subject, standing.value, standing.school) == ("Reading", "WTS", cast.school)
        assert AttainmentResult.objects.count() == 2

    def test_a_value_that_the_scale_does_not_have_is_said_and_nothing_is_kept(self, cast):
        page = signed_in(cast.teacher).post(
            self.url, {f"value-{cast.child.pk}-0": "EXS", f"value-{cast.child.pk}-1": "banana"}
        )

        assert page.status_code == 422
        assert "banana" in page.content.decode()
        assert not AttainmentResult.objects.exists()


class TestWhoIsWho:
    url = "/school/people/"

    def test_a_school_answers_once_a_year(self, cast):
        client = signed_in(cast.headteacher)
        assert "Teacher Person" in client.get(self.url).content.decode()

        client.post(self.url, {"is_right": "no", "text": "Alex has left"})

        kept = SchoolConfirmation.objects.get()
        assert (kept.school, kept.academic_year, kept.note) == (cast.school, "2026/27", "Alex has left")
        with pytest.raises(CannotConfirm, match="already"):
            staff_confirmation.confirm(school=cast.school, note="", by=cast.teacher, on=TODAY)
        assert "Alex has left" in signed_in(cast.officer).get(reverse("children:collection_people")).content.decode()

    def test_what_is_wrong_must_be_said(self, cast):
        page = signed_in(cast.teacher).post(self.url, {"is_right": "no"})

        assert page.status_code == 422
        assert "Say what is not right" in page.content.decode()

    def test_nobody_answers_for_another_school(self, cast):
        with pytest.raises(CannotConfirm):
            staff_confirmation.confirm(school=cast.other_school, note="", by=cast.teacher, on=TODAY)
        assert signed_in(cast.teacher).get(f"{self.url}?school={cast.other_school.urn}").status_code == 404

    def test_it_is_asked_on_my_work_until_it_is_answered(self, cast):
        client = signed_in(cast.teacher)
        assert "Who is who at Larkfield" in client.get("/").content.decode()
        client.post(self.url, {"is_right": "yes"})
        assert "Who is who at Larkfield" not in client.get("/").content.decode()
        assert cast.school not in staff_confirmation.not_confirmed(TODAY)
        assert cast.other_school in staff_confirmation.not_confirmed(TODAY)


class TestOnMyWork:
    def test_a_teacher_is_asked_for_last_weeks_attendance(self, cast):
        client = signed_in(cast.teacher)
        assert "Attendance, week of 23 November 2026" in client.get("/").content.decode()
        mark_all(cast.child)
        assert "Attendance, week of 23 November 2026" not in client.get("/").content.decode()

    def test_those_who_collect_are_told_from_wednesday_on(self, cast, settings):
        client = signed_in(cast.officer)
        assert "not sent last week" not in client.get("/").content.decode()
        settings.PORTAL_TODAY = "2026-12-02"
        assert "2 schools have not sent last week" in client.get("/").content.decode()


def test_our_pupils_stand_with_attendance_and_quick_forms(cast):
    mark_all(cast.child)

    page = signed_in(cast.teacher).get(reverse("workspace:school")).content.decode()

    assert "100.0 %" in page
    assert reverse("children:add_row", args=[cast.child.reference, "suspension"]) in page
    assert "Thistledown" not in page
    assert "Suspension" not in signed_in(cast.headteacher).get(reverse("workspace:school")).content.decode()
