"""An act that is posted twice is one act; a moment has one day everywhere; what is said of a move is what happened."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.clock import pretend
from children import news_notices
from children.models import Achievement, Enrolment, Note, Suspension
from children.news import noticed
from peps.copies import record_sent
from peps.delegation import start_batch
from peps.enums import BatchState, CopyFor, CopyWay
from peps.models import CopySent, Invitee, LatenessReason, PersonalEducationPlan, ProgressNote
from peps.proposals import proposed_plans
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.quality.plans import submitted
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
COPY = {"made_for": "CARER", "way": "HAND", "sent_date": "01/12/2026", "note": ""}


@pytest.fixture(autouse=True)
def nothing_was_posted():
    cache.clear()


def browser(person) -> Client:
    """One that is asked for the token against forged requests, as a real one is."""
    client = signed_in(person)
    client.handler.enforce_csrf_checks = True
    return client


def token_on(client, address) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())[1]


class TestByTheRules:
    """However it comes: without a browser's token too."""

    @pytest.fixture
    def signed(self, cast):
        pep = submitted(cast)
        at = moment(TODAY, 9)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=at)
        return PersonalEducationPlan.objects.get(pk=pep.pk)

    def test_a_copy_that_is_recorded_twice_is_one_and_another_way_is_another(self, cast, signed):
        client, address = signed_in(cast.sam), reverse("peps:copy_sent", args=[signed.reference])
        with pretend(moment(TODAY, 12)):
            for way in ("HAND", "HAND", "POST"):
                client.post(address, COPY | {"way": way})

        assert sorted(CopySent.objects.values_list("way", flat=True)) == ["HAND", "POST"]

    def test_by_two_people_it_is_two(self, cast, signed):
        given = {"made_for": CopyFor.CARER, "way": CopyWay.HAND, "sent_date": TODAY, "note": ""}
        with pretend(moment(TODAY, 12)):
            for by in (cast.sam, cast.manager, cast.sam):
                record_sent(pep=signed, by=by, at=clock.now(), **given)

        assert CopySent.objects.count() == 2

    @pytest.mark.parametrize(
        ("kind", "model", "given"),
        [
            ("note", Note, {"kind": "NOTE", "text": "Rang the school."}),
            ("achievement", Achievement, {"text": "Swam 25 metres"}),
        ],
    )
    def test_a_row_of_the_record_that_is_entered_twice_is_one(self, cast, kind, model, given):
        client, address = signed_in(cast.teacher), reverse("children:add_row", args=[cast.child.reference, kind])
        column = "happened_date" if kind == "note" else "achieved_date"
        given |= {f"{column}_day": "1", f"{column}_month": "12", f"{column}_year": "2026"}
        if kind == "note":
            given["kind"] = Note._meta.get_field("kind").choices[0][0]
        with pretend(moment(TODAY, 12)):
            codes = [client.post(address, given).status_code for _ in range(2)]

        assert codes == [302, 302]
        assert model.objects.count() == 1

    def test_a_second_suspension_of_one_kind_and_day_is_refused_in_words(self, cast):
        client, address = (
            signed_in(cast.teacher),
            reverse("children:add_row", args=[cast.child.reference, "suspension"]),
        )
        given = {"category": "SUSP", "start_date_day": "1", "start_date_month": "12", "start_date_year": "2026"}
        client.post(address, given | {"sessions": "1"})
        answer = client.post(address, given | {"sessions": "2"})

        assert answer.status_code == 422
        assert "The record has this already: suspension that begins on 1 December 2026." in answer.content.decode()
        assert Suspension.objects.count() == 1

    def test_an_invitee_a_reason_and_a_note_on_progress_are_one_each(self, cast):
        pep = open_plan(cast.child)
        client = signed_in(cast.sam)
        meeting = {"planned_date": "9/12/2026", "planned_time": "14:30", "place_kind": "SCHOOL", "place": "Room 1"}
        client.post(reverse("peps:plan_meeting", args=[pep.reference]), meeting)
        pages = (
            ("peps:add_invitee", {"role": "HEALTH", "name": "Dr Lund", "email": ""}),
            ("peps:say_why_late", {"reason": LatenessReason._meta.get_field("reason").choices[0][0], "text": "Ill"}),
        )
        with pretend(moment(TODAY, 12)):
            for name, given in pages * 2:
                assert client.post(reverse(name, args=[pep.reference]), given).status_code == 302, name
        assert Invitee.objects.filter(name="Dr Lund").count() == 1
        assert LatenessReason.objects.count() == 1
        assert ProgressNote.objects.count() == 0


class TestByOneFormSentTwice:
    """In a browser: every page that asks."""

    def test_it_is_done_once_and_both_are_led_to_the_same_page(self, cast):
        client = browser(cast.officer)
        address = reverse("children:add_row", args=[cast.child.reference, "achievement"])
        given = {
            "csrfmiddlewaretoken": token_on(client, address),
            "text": "Swam", "achieved_date_day": "1", "achieved_date_month": "12", "achieved_date_year": "2026",
        }  # fmt: skip
        first = client.post(address, given)
        Achievement.objects.update(entered_at=moment(dt.date(2026, 1, 1)))  # no rule of the record would see it
        second = client.post(address, given)

        assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
        assert Achievement.objects.count() == 1
        assert "You sent this twice. It was saved once." in client.get(second.url).content.decode()

    def test_a_page_that_is_drawn_anew_or_says_something_else_is_another_act(self, cast):
        client = browser(cast.officer)
        address = reverse("children:add_row", args=[cast.child.reference, "achievement"])
        day = {"achieved_date_day": "1", "achieved_date_month": "12", "achieved_date_year": "2026"}
        token = token_on(client, address)
        for text in ("Swam", "Sang"):
            client.post(address, {"csrfmiddlewaretoken": token, "text": text, **day})
        Achievement.objects.update(entered_at=moment(dt.date(2026, 1, 1)))
        client.post(address, {"csrfmiddlewaretoken": token_on(client, address), "text": "Swam", **day})

        assert Achievement.objects.count() == 3

    def test_what_was_refused_may_be_sent_again(self, cast):
        client = browser(cast.officer)
        address = reverse("children:add_row", args=[cast.child.reference, "achievement"])
        given = {"csrfmiddlewaretoken": token_on(client, address), "text": "Swam"}

        assert [client.post(address, given).status_code for _ in range(2)] == [422, 422]

    def test_one_that_is_still_at_work_is_not_done_again(self, cast, monkeypatch):
        client = browser(cast.officer)
        address = reverse("children:add_row", args=[cast.child.reference, "achievement"])
        day = {"achieved_date_day": "1", "achieved_date_month": "12", "achieved_date_year": "2026"}
        given = {"csrfmiddlewaretoken": token_on(client, address), "text": "Swam", **day}
        with monkeypatch.context() as still:
            still.setattr("pep_portal.posted_once.cache.set", lambda *_: None)  # the first one has not ended yet
            client.post(address, given)
        second = client.post(address, given, headers={"Referer": f"http://testserver{address}"})

        assert (second.status_code, second.url) == (302, address)
        assert Achievement.objects.count() == 1

    def test_scripts_that_number_what_they_send_are_left_alone(self, cast):
        client = browser(cast.officer)
        address = reverse("children:add_row", args=[cast.child.reference, "achievement"])
        day = {"achieved_date_day": "1", "achieved_date_month": "12", "achieved_date_year": "2026"}
        given = {"csrfmiddlewaretoken": token_on(client, address), "text": "Swam", **day}
        for _ in range(2):
            client.post(address, given, headers={"Sec-Fetch-Mode": "cors"})
            Achievement.objects.update(entered_at=moment(dt.date(2026, 1, 1)))

        assert Achievement.objects.count() == 2

    def test_another_file_of_the_same_name_and_size_is_another_act(self, rf, cast):
        from pep_portal.posted_once import _key  # noqa: PLC0415 - what tells two contents apart

        keys = set()
        for content in (b"one", b"two", b"one"):
            request = rf.post("/x/", {"csrfmiddlewaretoken": "t", "file": SimpleUploadedFile("a.csv", content)})
            request.user, request.session = cast.officer, signed_in(cast.officer).session
            request.session._session_key = "s"
            keys.add(_key(request))
            assert request.FILES["file"].read() == content
        assert len(keys) == 2


def test_a_plan_opened_half_an_hour_past_midnight_in_summer_stands_on_that_day_everywhere(cast):
    at = dt.datetime(2026, 5, 31, 23, 30, tzinfo=dt.UTC)
    pep = open_plan(cast.child)
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(opened_at=at)
    page = signed_in(cast.officer).get(reverse("workspace:child", args=[cast.child.reference])).content.decode()

    assert clock.day_of(at) == dt.date(2026, 6, 1)
    assert f"{pep.title}, 1 June 2026" in page
    assert "31 May 2026" not in page


def test_while_a_term_is_opened_the_page_counts_what_it_still_had_to_open(cast):
    open_plan(cast.other)
    with pretend(moment(TODAY)):
        batch = start_batch(term=cast.term, by=cast.officer, at=clock.now())
    batch.opened, batch.already_there, batch.state = 1, 112, BatchState.RUNNING

    assert (batch.done, batch.total) == (1, 1)


class TestAChildWhoLeftWithoutANewSchool:
    @pytest.fixture
    def left(self, cast):
        with pretend(moment(TODAY)), noticed([cast.child.pk], by=cast.officer, origin="HAND"):
            Enrolment.objects.filter(child=cast.child).update(until=TODAY)

    def test_is_not_told_of_as_at_another_school(self, cast, left):
        why = {each.why for each in proposed_plans(cast.officer, TODAY) if each.child == cast.child}

        assert why == {"Left their school, and no other is known, since 1 December 2026"}

    def test_nor_in_the_news(self, cast, left):
        with pretend(moment(TODAY)):
            news_notices.queue_for(TODAY, at=clock.now())
        (text,) = set(cast.sam.notices.filter(kind="news").values_list("text", flat=True))

        assert "leaves their school, and no other is known" in text
