"""Writing in a section: saved as typed, told what is missing, and never over somebody else's text."""

import copy
import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditRecord, User
from peps.answers.retention import forget_earlier_texts
from peps.answers.saving import touch_table
from peps.enums import PepStatus
from peps.models import Conflict, FormEdition, PersonalEducationPlan, Revision, Section
from peps.sections.confirming import confirm_section
from peps.sections.forms.tables import stamp_of
from tests.factories import PostFactory, open_plan
from tests.journeys.filling import sdq
from tests.kept import kept
from tests.quality.plans import fill
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child)


def url(pep, key="about_me", name="peps:section"):
    return reverse(name, args=[pep.reference, key])


def first_text_question(pep, key="about_me"):
    return next(iter(pep.edition.body["sections"][0]["questions"]))["key"]


def test_a_draft_is_saved_as_typed_and_never_refused_for_being_incomplete(cast, pep):
    key = first_text_question(pep)

    response = signed_in(cast.sam).post(url(pep), {key: "  half a sen", f"n__{key}": "0", "then": "later"})

    assert response.status_code == 302
    assert pep.sections.get(key="about_me").text(key) == "  half a sen"


def test_marking_as_complete_says_what_is_missing_and_keeps_what_was_written(cast, pep):
    key = first_text_question(pep, "care")
    section = pep.sections.get(key="care")

    response = signed_in(cast.sam).post(url(pep, "care"), {key: "", f"n__{key}": "0", "then": "complete"})

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    section.refresh_from_db()
    assert section.confirmed_at is None


def test_a_later_change_takes_the_confirmation_away(cast, pep):
    section = pep.sections.get(key="about_me")
    Section.objects.filter(pk=section.pk).update(confirmed_at=pep.opened_at, confirmed_by=cast.sam)
    key = first_text_question(pep)

    signed_in(cast.sam).post(url(pep), {key: "New", f"n__{key}": "0", "then": "later"})

    section.refresh_from_db()
    assert section.confirmed_at is None


def test_on_behalf_of_its_owner_confirms_whoever_neither_owns_the_section_nor_was_handed_it(cast, pep):
    fill(pep, by=cast.officer)
    PostFactory(user=cast.teacher, role="SW", team=cast.other_team)
    section = pep.sections.get(key="strengths")
    Section.objects.filter(pk=section.pk).update(
        handed_to=cast.colleague, handed_until=cast.today + dt.timedelta(days=1)
    )

    marked = {}
    for who in ("officer", "teacher", "colleague"):
        person = User.objects.get(pk=getattr(cast, who).pk)
        assert confirm_section(section=section, by=person, at=clock.now()) == []
        section.refresh_from_db()
        assert section.confirmed_by == person
        marked[who] = section.is_on_behalf
    assert marked == {"officer": True, "teacher": False, "colleague": False}


def test_a_text_or_a_row_changed_later_leaves_no_trace_of_a_confirmation_on_behalf(cast, pep):
    sections = pep.sections.filter(key__in=("about_me", "targets"))
    sections.update(confirmed_at=pep.opened_at, confirmed_by=cast.officer, is_on_behalf=True)
    key = first_text_question(pep)

    signed_in(cast.sam).post(url(pep), {key: "New", f"n__{key}": "0", "then": "later"})
    touch_table(pep.sections.get(key="targets"), by=cast.teacher, at=clock.now())

    assert set(sections.values_list("confirmed_at", "confirmed_by", "is_on_behalf")) == {(None, None, False)}


def test_rows_written_in_one_sitting_are_on_record_once_for_each_writer(cast, pep):
    for person, minute in ((cast.teacher, 0), (cast.teacher, 10), (cast.officer, 20), (cast.officer, 55)):
        at = pep.opened_at + dt.timedelta(minutes=minute)
        touch_table(pep.sections.get(key="targets"), by=person, at=at)

    written = AuditRecord.objects.filter(act="section.written").order_by("pk")
    assert [record.by_id for record in written] == [cast.teacher.pk, cast.officer.pk, cast.officer.pk]


def test_two_people_in_one_question_both_keep_their_texts(cast, pep):
    key = first_text_question(pep)
    signed_in(cast.sam).post(url(pep), {key: "From Sam", f"n__{key}": "0", "then": "later"})

    response = signed_in(cast.manager).post(
        url(pep), {key: "From the manager", f"n__{key}": "0", "then": "complete"}, follow=True
    )

    page = response.content.decode()
    assert "From Sam" in page
    assert "From the manager" in page
    assert pep.sections.get(key="about_me").text(key) == "From Sam"


@pytest.mark.parametrize(
    ("choice", "stands"), [("mine", "From the manager"), ("theirs", "From Sam"), ("both", "From Sam and the manager")]
)
def test_the_second_writer_chooses_or_joins_and_every_text_is_kept(cast, pep, choice, stands):
    key = first_text_question(pep)
    signed_in(cast.sam).post(url(pep), {key: "From Sam", f"n__{key}": "0", "then": "later"})
    manager = signed_in(cast.manager)
    manager.post(url(pep), {key: "From the manager", f"n__{key}": "0", "then": "later"})
    conflict = Conflict.objects.get()

    joined = {f"joined__{conflict.pk}": "From Sam and the manager"}
    manager.post(url(pep), {**joined, "then": f"{choice}:{conflict.pk}"})

    assert pep.sections.get(key="about_me").text(key) == stands
    kept = {text for row in Revision.objects.all() for text in (row.old_text, row.new_text)}
    assert {"From Sam", "From the manager"} <= kept
    assert not Conflict.objects.filter(settled_at=None).exists()


def test_whatever_else_was_typed_is_saved_with_a_choice(cast, pep):
    section = pep.sections.get(key="about_me")
    conflict = Conflict.objects.create(
        section=section, question_key="know_about_me", text="Mine", by=cast.sam, at=pep.opened_at
    )
    n = section.answers["full_name"]["n"]

    signed_in(cast.sam).post(
        url(pep), {"full_name": "Robin A Hazelwood", "n__full_name": str(n), "then": f"mine:{conflict.pk}"}
    )

    section.refresh_from_db()
    assert (section.text("know_about_me"), section.text("full_name")) == ("Mine", "Robin A Hazelwood")


def test_somebody_elses_conflict_is_not_found(cast, pep):
    section = pep.sections.get(key="about_me")
    conflict = Conflict.objects.create(
        section=section, question_key="x", text="secret", by=cast.manager, at=pep.opened_at
    )
    client = signed_in(cast.sam)

    assert client.post(url(pep), {"then": f"mine:{conflict.pk}"}).status_code == 404
    assert client.post(url(pep), {"then": "mine:"}).status_code == 404
    assert "secret" not in client.get(url(pep)).content.decode()


def test_a_submitted_part_is_read_and_not_written(cast, pep):
    pep.parts.update(submitted_at=pep.opened_at, first_submitted_at=pep.opened_at)
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SUBMITTED)
    client = signed_in(cast.sam)

    assert client.get(url(pep)).url == url(pep, name="peps:read_section")
    assert client.post(url(pep), {"x": "later"}).status_code == 403


@pytest.mark.parametrize("who", ["stranger", "other_teacher", "finance", "admin", "service_manager", "nobody"])
def test_a_section_is_not_found_by_those_who_do_not_reach_the_plan(cast, pep, who):
    client = signed_in(getattr(cast, who))

    assert client.get(url(pep)).status_code == 404
    assert client.post(url(pep), {"then": "later"}).status_code == 404
    assert client.get(url(pep, name="peps:read_section")).status_code == 404


def test_the_teacher_reads_part_1_and_does_not_write_it(cast, pep):
    client = signed_in(cast.teacher)

    assert client.get(url(pep), follow=True).status_code == 200
    assert client.post(url(pep), {"then": "later"}).status_code == 403


def test_an_sdq_at_the_threshold_asks_for_a_wellbeing_target_or_a_reason(cast, pep):
    client = signed_in(cast.teacher)
    client.post(url(pep, "wellbeing"), {**sdq(pep), "then": "later"})

    response = client.post(reverse("quality:check", args=[pep.reference]), follow=True)

    assert "social, emotional and mental health" in response.content.decode()


def test_a_date_that_is_none_is_shown_again_as_typed(cast, pep):
    data = {"meeting-held_date": "soonish", "meeting-place": "The library", "then": "later"}

    response = signed_in(cast.teacher).post(url(pep, "meeting"), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="soonish"' in page
    assert "The library" in page
    assert "Write a real date" in page


def test_writing_is_on_record_once_for_a_sitting_and_without_the_text(cast, pep):
    key = first_text_question(pep)
    client = signed_in(cast.sam)
    client.post(url(pep), {key: "One", f"n__{key}": "0", "then": "later"})
    client.post(url(pep), {key: "Two", f"n__{key}": "1", "then": "later"})

    rows = AuditRecord.objects.filter(act="section.written")
    assert rows.count() == 1
    assert "One" not in str(rows.values())


class TestDrafts:
    def post(self, by, pep, key="about_me", name="peps:save_draft", **typed):
        typed = {"person": str(by.pk), "page": "page-1", "seq": "1"} | typed
        return signed_in(by).post(url(pep, key, name), typed, headers={"accept": "application/json"})

    def test_a_draft_saves_by_itself_and_says_when_and_which_revision(self, cast, pep):
        told = self.post(cast.sam, pep, know_about_me="Frogs", n__know_about_me="0").json()

        assert told["n"] == {"know_about_me": 1}
        assert told["saved_at"].count(":") == 1
        assert pep.sections.get(key="about_me").text("know_about_me") == "Frogs"

    def test_a_draft_that_meets_another_text_comes_back_with_both(self, cast, pep):
        self.post(cast.manager, pep, know_about_me="From the manager", n__know_about_me="0")
        told = self.post(cast.sam, pep, know_about_me="From Sam", n__know_about_me="0", page="page-2").json()

        assert told["met"] == ["know_about_me"]
        assert "From Sam" in told["conflicts"]
        assert "From the manager" in told["conflicts"]

    def test_a_second_tab_of_ones_own_is_not_said_to_be_somebody_else(self, cast, pep):
        self.post(cast.sam, pep, know_about_me="On the phone", n__know_about_me="0")
        told = self.post(cast.sam, pep, know_about_me="At the desk", n__know_about_me="0", page="page-2").json()

        assert "was changed by somebody else, or by you in another tab" in told["conflicts"]

    def test_what_somebody_else_typed_is_not_saved_under_this_name(self, cast, pep):
        response = self.post(cast.sam, pep, person=str(cast.manager.pk), know_about_me="No", n__know_about_me="0")

        assert response.status_code == 409
        assert pep.sections.get(key="about_me").text("know_about_me") == ""

    def test_after_the_sessions_end_the_page_is_told(self, pep):
        response = Client().post(
            url(pep, name="peps:save_draft"), {"x": "text"}, headers={"accept": "application/json"}
        )

        assert (response.status_code, response.json()) == (401, {"signed_in": False})

    def test_a_section_that_is_closed_says_so(self, cast, pep):
        pep.parts.update(submitted_at=pep.opened_at, first_submitted_at=pep.opened_at)
        response = self.post(cast.sam, pep, know_about_me="Frogs", n__know_about_me="0")

        assert response.status_code == 403
        assert "no longer open" in response.json()["refused"]

    @pytest.mark.parametrize("name", ["peps:save_draft", "peps:here"])
    @pytest.mark.parametrize("who", ["stranger", "other_teacher", "nobody", "finance"])
    def test_others_find_nothing(self, cast, pep, who, name):
        assert self.post(getattr(cast, who), pep, name=name).status_code == 404

    def test_each_sees_that_the_other_is_there_and_what_is_newer(self, cast, pep):
        assert self.post(cast.sam, pep, name="peps:here", n__know_about_me="0").json() == {"others": [], "newer": {}}
        self.post(cast.sam, pep, know_about_me="Frogs", n__know_about_me="0")

        told = self.post(cast.manager, pep, name="peps:here", n__know_about_me="0").json()

        assert told == {"others": ["Sam Person"], "newer": {"know_about_me": {"text": "Frogs", "n": 1}}}
        assert "Also here: Sam Person" in signed_in(cast.manager).get(url(pep)).content.decode()

    def test_who_only_reads_is_told_no_text(self, cast, pep):
        self.post(cast.sam, pep, know_about_me="Frogs", n__know_about_me="0")

        assert self.post(cast.teacher, pep, name="peps:here", n__know_about_me="0").json()["newer"] == {}

    def test_a_save_costs_at_most_ten_queries(self, cast, pep, django_assert_max_num_queries):
        client = signed_in(cast.sam)
        typed = {"person": str(cast.sam.pk), "page": "page-1", "seq": "1", "know_about_me": "Frogs"}
        with django_assert_max_num_queries(10):
            client.post(url(pep, name="peps:save_draft"), typed | {"n__know_about_me": "0"})


class TestRowsThatSaveThemselves:
    def save(self, cast, pep, stamp, **typed):
        typed = {"person": str(cast.teacher.pk), "table__drawn": stamp} | typed
        return signed_in(cast.teacher).post(url(pep, "meeting", "peps:save_draft"), typed).json()

    def stamp(self, pep):
        return stamp_of(PersonalEducationPlan.objects.get(pk=pep.pk), "MEETING")

    def test_the_meeting_is_saved_with_the_draft_and_tells_the_new_stamp(self, cast, pep):
        told = self.save(cast, pep, self.stamp(pep), **{"meeting-place": "The library"})

        assert (told["rows"], told["stamp"]) == ("saved", self.stamp(pep))
        again = self.save(cast, pep, told["stamp"], **{"meeting-place": "The quiet room"})
        assert again["rows"] == "saved"
        assert pep.meetings.get().place == "The quiet room"

    def test_what_cannot_be_read_yet_is_not_saved_and_says_so(self, cast, pep):
        assert self.save(cast, pep, self.stamp(pep), **{"meeting-held_date": "soo"})["rows"] == "wrong"
        assert not pep.meetings.exists()

    def test_rows_that_somebody_else_changed_are_not_written_over(self, cast, pep):
        before = self.stamp(pep)
        self.save(cast, pep, before, **{"meeting-place": "The library"})

        assert self.save(cast, pep, before, **{"meeting-place": "The hall"})["rows"] == "overtaken"
        assert pep.meetings.get().place == "The library"

    def test_new_targets_wait_for_a_button(self, cast, pep):
        typed = {"person": str(cast.teacher.pk), "table__drawn": "1", "targets-TOTAL_FORMS": "1"}
        told = signed_in(cast.teacher).post(url(pep, "targets", "peps:save_draft"), typed).json()

        assert "rows" not in told
        assert not pep.targets.exists()


class TestHistory:
    def write(self, person, pep, text, n):
        signed_in(person).post(url(pep), {"know_about_me": text, "n__know_about_me": str(n), "then": "later"})

    def test_earlier_texts_are_read_back_with_who_and_when(self, cast, pep):
        self.write(cast.sam, pep, "Frogs and newts", 0)
        self.write(cast.manager, pep, "Newts", 1)

        page = signed_in(cast.sam).get(url(pep, name="peps:history")).content.decode()

        assert "Frogs and newts" in page
        assert "Manager Person, 1 December 2026" in page
        assert "What I would like people to know about me" in page

    def test_an_earlier_text_is_put_back_and_what_it_replaced_is_kept(self, cast, pep):
        self.write(cast.sam, pep, "Frogs and newts", 0)
        self.write(cast.manager, pep, "Newts", 1)
        row = Revision.objects.get(old_text="Frogs and newts")

        signed_in(cast.sam).post(url(pep, name="peps:history"), {"restore": str(row.pk)})

        assert pep.sections.get(key="about_me").text("know_about_me") == "Frogs and newts"
        assert Revision.objects.filter(old_text="Newts").exists()

    def test_after_submission_nothing_is_put_back(self, cast, pep):
        self.write(cast.sam, pep, "Frogs and newts", 0)
        self.write(cast.manager, pep, "Newts", 1)
        pep.parts.update(submitted_at=pep.opened_at, first_submitted_at=pep.opened_at)
        client, row = signed_in(cast.sam), Revision.objects.get(old_text="Frogs and newts")

        assert "Put this text back" not in client.get(url(pep, name="peps:history")).content.decode()
        assert client.post(url(pep, name="peps:history"), {"restore": str(row.pk)}).status_code == 403

    @pytest.mark.parametrize("who", ["teacher", "headteacher", "iro", "stranger", "other_teacher", "adviser"])
    def test_those_who_do_not_write_in_the_section_do_not_read_what_was_taken_back(self, cast, pep, who):
        self.write(cast.sam, pep, "Taken back", 0)

        assert signed_in(getattr(cast, who)).get(url(pep, name="peps:history")).status_code == 404

    def test_a_text_of_another_section_is_not_put_back_here(self, cast, pep):
        self.write(cast.sam, pep, "Frogs and newts", 0)
        self.write(cast.manager, pep, "Newts", 1)
        row = Revision.objects.get(old_text="Frogs and newts")

        response = signed_in(cast.sam).post(url(pep, "care", "peps:history"), {"restore": str(row.pk)})
        assert response.status_code == 404


class TestForgetting:
    @pytest.mark.parametrize(("days", "left"), [(91, 0), (89, 1)])
    def test_earlier_texts_go_ninety_days_after_sign_off_and_the_text_itself_stays(self, cast, pep, days, left):
        client = signed_in(cast.sam)
        client.post(url(pep), {"know_about_me": "Frogs", "n__know_about_me": "0", "then": "later"})
        signed_at = clock.now() - dt.timedelta(days=days)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=signed_at)

        forget_earlier_texts(clock.today())

        assert Revision.objects.count() == left
        assert pep.sections.get(key="about_me").text("know_about_me") == "Frogs"

    def test_of_a_plan_under_way_nothing_goes(self, cast, pep):
        client = signed_in(cast.sam)
        client.post(url(pep), {"know_about_me": "Frogs", "n__know_about_me": "0", "then": "later"})

        assert forget_earlier_texts(clock.today() + dt.timedelta(days=900)) == 0


def test_a_section_costs_the_same_with_4_and_with_40_answers(cast, pep):
    def queries(number):
        body = copy.deepcopy(pep.edition.body)
        made = body["sections"][0]["questions"][0]
        body["sections"][0]["questions"] = [made | {"key": f"q{each}"} for each in range(number)]
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(edition=FormEdition.objects.keep(body))
        answers = {f"q{each}": {"text": "Frogs", "n": 1, "source": "from the case system"} for each in range(number)}
        Section.objects.filter(pep=pep, key="about_me").update(answers=answers)
        client = signed_in(cast.sam)
        client.get(url(pep))
        with CaptureQueriesContext(connection) as read:
            assert client.get(url(pep)).status_code == 200
        typed = {
            name: value for each in range(number) for name, value in ((f"q{each}", f"{each}"), (f"n__q{each}", "1"))
        }
        with CaptureQueriesContext(connection) as saved:
            client.post(url(pep), {**typed, "then": "later"})
        return len(read), len(saved)

    assert queries(4) == queries(40)
