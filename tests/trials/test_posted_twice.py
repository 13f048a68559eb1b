"""An act that is posted twice is one act; a moment has one day everywhere; what is said of a move is what happened."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts import clock
from accounts.clock import pretend
from children.models import Achievement, Enrolment, Note, Suspension
from children.moves import notices
from children.moves.change_detection import noticed
from peps.attachments.attachments import attach
from peps.delegation.delegation import start_batch
from peps.documents.copies import record_sent
from peps.enums import (
    AttachmentKind,
    Audience,
    BatchState,
    CopyFor,
    CopyWay,
    Intervention,
    OwnPageFor,
    TargetArea,
)
from peps.models import (
    Attachment,
    BankTarget,
    CopySent,
    CostLine,
    Invitee,
    LatenessReason,
    LocalQuestion,
    OwnBrowser,
    OwnDrawing,
    PersonalEducationPlan,
    ProgressNote,
    Provision,
)
from peps.opening.proposals import proposed_plans
from peps.targets.targets import add_target
from peps.voice.own_drawings import keep_drawing
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.peps.voice.test_own_pages import drawing, link, opened
from tests.quality.plans import submitted
from tests.signed_in import signed_in
from workspace import summaries
from workspace.models import EducationSummary

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


def files_kept() -> list[str]:
    return default_storage.listdir("attachments")[1] if default_storage.exists("attachments") else []


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


class TestRowsOfAPlan:
    """By the rules too: a script, a proxy that repeats a request, a browser without the token of its page."""

    @pytest.fixture
    def pep(self, cast):
        return open_plan(cast.child)

    def twice(self, person, address, given, *, file=None):
        codes = []
        for minute in (0, 1):
            with pretend(moment(TODAY, 12) + dt.timedelta(minutes=minute)):
                sent = given | ({"file": SimpleUploadedFile("letter.pdf", file)} if file else {})
                codes.append(signed_in(person).post(address, sent).status_code)
        return codes

    def test_a_provision_is_one_and_another_later_is_another(self, cast, pep):
        address = reverse("peps:add_provision", args=[pep.reference])
        given = {"what": "Reading with a volunteer", "kind": Intervention.values[0], "by_whom": "Ms Day"}
        assert self.twice(cast.teacher, address, given) == [302, 302]
        assert Provision.objects.count() == 1
        with pretend(moment(TODAY, 14)):
            signed_in(cast.teacher).post(address, given)
        signed_in(cast.teacher).post(address, given | {"by_whom": "Mr Lund"})
        assert Provision.objects.count() == 3

    def test_a_cost_is_one(self, cast, pep):
        section = pep.sections.get(key="targets")
        target = add_target(section=section, by=cast.teacher, at=moment(TODAY), texts={"outcome": "Reads aloud"})
        address = reverse("peps:add_cost", args=[pep.reference, target.reference])
        given = {"intervention": Intervention.values[0], "asked_pence": "120", "source": "PP_PLUS"}
        assert self.twice(cast.teacher, address, given) == [302, 302]
        assert CostLine.objects.count() == 1

    def test_a_document_is_one_and_its_file_is_kept_once(self, cast, pep):
        section, before = pep.sections.filter(part__name="SCHOOL").first(), set(files_kept())
        for _ in range(2):
            attach(
                section=section, file=SimpleUploadedFile("a.txt", b"Reads to page 40."), title="Reading",
                kind=AttachmentKind.values[0], audiences=[Audience.SCHOOL], by=cast.teacher, at=moment(TODAY),
            )  # fmt: skip
        assert Attachment.objects.count() == 1
        assert len(set(files_kept()) - before) == 1

    def test_a_summary_is_one_and_one_for_somebody_else_another(self, cast):
        submitted(cast)
        for made_for in ("Thornbury Primary School", "Thornbury Primary School", "Ashgrove School"):
            with pretend(moment(TODAY)):
                summaries.make(child=cast.child, audience="SCHOOL", made_for=made_for, by=cast.officer, on=TODAY)
        assert EducationSummary.objects.count() == 2

    def test_an_example_of_the_bank_and_a_question_of_the_authority_are_one_each(self, cast):
        example = {"area": TargetArea.values[0], "phase": "", "subject": "", "outcome": "{name} reads aloud."}
        assert self.twice(cast.head, reverse("peps:add_own_example"), example) == [302, 302]
        question = {"label": "Bus pass?", "hint": "", "kind": "TEXT", "choices": "", "audiences": ["SCHOOL"]}
        assert self.twice(cast.head, reverse("peps:add_local_question"), question) == [302, 302]

        assert BankTarget.objects.count() == 1
        assert LocalQuestion.objects.filter(label="Bus pass?").count() == 1

    def test_a_childs_drawing_is_one(self, cast, pep):
        phone = opened(link(pep, cast.sam, OwnPageFor.CHILD))
        with pretend(TODAY):
            for _ in range(2):
                keep_drawing(OwnBrowser.objects.get(), file=drawing(), shared_with="EVERYONE", at=moment(TODAY))
        assert phone is not None
        assert OwnDrawing.objects.count() == 1


def test_every_form_that_a_person_sends_carries_the_token_by_which_it_is_known_again():
    """The middleware knows a form by the token of its page; every view is behind it, and none is exempt."""
    forms = [path for path in Path("templates").rglob("*.html") if 'method="post"' in path.read_text()]
    drawn_by_form = ("csrf_token", "form_fields", "{% form ", "{% crispy ")
    bare = [str(path) for path in forms if not any(word in path.read_text() for word in drawn_by_form)]
    exempt = [route for route, view in views_of(get_resolver()) if getattr(view, "csrf_exempt", False)]

    assert len(forms) > 20
    assert (bare, exempt) == ([], [])
    assert "pep_portal.posted_once.PostedOnceMiddleware" in settings.MIDDLEWARE


def views_of(resolver, before=""):
    for each in resolver.url_patterns:
        route = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from views_of(each, route)
        else:
            yield route, each.callback


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
            notices.queue_for(TODAY, at=clock.now())
        (text,) = set(cast.sam.notices.filter(kind="news").values_list("text", flat=True))

        assert "leaves their school, and no other is known" in text
