"""Writing in a section: saved as typed, told what is missing, and never over somebody else's text."""

import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from peps.enums import PepStatus
from peps.models import Conflict, PersonalEducationPlan, Revision, Section
from tests.factories import open_plan
from tests.journeys.filling import sdq
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
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


@pytest.mark.parametrize(("choice", "stands"), [("mine", "From the manager"), ("theirs", "From Sam")])
def test_the_second_writer_chooses_and_the_other_text_is_kept(cast, pep, choice, stands):
    key = first_text_question(pep)
    signed_in(cast.sam).post(url(pep), {key: "From Sam", f"n__{key}": "0", "then": "later"})
    manager = signed_in(cast.manager)
    manager.post(url(pep), {key: "From the manager", f"n__{key}": "0", "then": "later"})
    conflict = Conflict.objects.get()

    manager.post(reverse("peps:settle_conflict", args=[pep.reference, "about_me", conflict.pk]), {choice: "1"})

    assert pep.sections.get(key="about_me").text(key) == stands
    kept = {text for row in Revision.objects.all() for text in (row.old_text, row.new_text)}
    assert {"From Sam", "From the manager"} <= kept
    assert not Conflict.objects.filter(settled_at=None).exists()


def test_somebody_elses_conflict_is_not_found(cast, pep):
    section = pep.sections.get(key="about_me")
    conflict = Conflict.objects.create(
        section=section, question_key="x", text="secret", by=cast.manager, at=pep.opened_at
    )

    response = signed_in(cast.sam).post(
        reverse("peps:settle_conflict", args=[pep.reference, "about_me", conflict.pk]), {"mine": "1"}
    )

    assert response.status_code == 404


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


def test_a_save_costs_few_queries(cast, pep, django_assert_max_num_queries):
    key = first_text_question(pep)
    client = signed_in(cast.sam)
    client.get("/")

    with django_assert_max_num_queries(24):
        client.post(url(pep), {key: "One", f"n__{key}": "0", "then": "later"})
