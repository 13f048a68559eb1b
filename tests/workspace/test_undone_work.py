"""One child with whom something is wrong stops no job: the others are done, and people are told whose work is left."""

import datetime as dt
import logging

import pytest
from django.urls import reverse

from accounts import job_runs, letters
from accounts.enums import Job
from accounts.models import Letter, Notice, UndoneWork
from children.models import CareReview, Child, Enrolment, NamedPerson, Placement
from children.moves import closing_forms, notices
from funding import release
from imports.arrivals import uploads
from imports.kinds import children_file
from imports.models import ImportRun
from imports.rows import dated_files
from peps.answers import retention
from peps.deadlines import due_date_updates, reminders
from peps.delegation import delegation
from peps.documents import filing
from peps.documents.signed_copy import fingerprint, freeze
from peps.enums import BatchState, PepStatus
from peps.meetings import invitations
from peps.models import Batch, Meeting, OwnPage, Part, PersonalEducationPlan, Revision, Section, SignedCopy
from peps.statutory_reviews import reviews
from peps.voice import disclosure
from quality.models import Audit
from reports import counting
from reports import tasks as figure_tasks
from reports.models import CountedChild
from tests.factories import PepFactory, RecordChangeFactory, TermFactory, open_plan
from tests.factories.peps import moment
from tests.funding.plans import DAY as PAY_DAY
from tests.funding.plans import NOON, regime, signed_plan
from tests.imports.arrivals.test_watched_folder import GOOD, look, put
from tests.quality.plans import fill
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
AT = moment(TODAY)
PAGE = "workspace:undone_work"


def page_of(person) -> str:
    return signed_in(person).get(reverse(PAGE)).content.decode()


def work_of(person) -> str:
    return signed_in(person).get(reverse("workspace:my_work")).content.decode()


@pytest.fixture
def left_undone(cast):
    """Asserts that people are told of the child's work that this job could not do, and of no other child's."""

    def check(job: Job, child: Child | None = None) -> UndoneWork:
        row = UndoneWork.objects.get(job=job)
        page = page_of(cast.officer)
        assert job.label in page
        assert row.reason in page
        if child is not None:
            assert row.child_reference == child.reference
            assert child.name in page
            others = [cast.child, cast.other]
            assert not [one for one in others if one != child and one.name in page]
        assert "1 piece of work could not be done" in work_of(cast.officer)
        return row

    return check


def raising_for(real, is_bad):
    """A leaf that fails as no rule of ours would: what it is given decides."""

    def leaf(*args, **kwargs):
        if is_bad(*args, **kwargs):
            raise RuntimeError("something that nobody thought of")
        return real(*args, **kwargs)

    return leaf


def unreadable_plan(child) -> Section:
    """Signed off in summer, with answers that cannot be read any more."""
    pep = PepFactory(
        child=child, fills_term=None, status=PepStatus.SIGNED_OFF, signed_off_at=moment(dt.date(2026, 7, 3))
    )
    part = Part.objects.create(pep=pep, name="PART_1", owner_role="SW")
    return Section.objects.create(pep=pep, part=part, key="views", position=0, owner_role="SW", answers={"hopes": None})


class TestDelegation:
    def delegated(self, cast) -> Batch:
        batch = delegation.start_batch(term=cast.term, by=cast.officer, at=AT)
        delegation.run_batch(batch.pk)
        batch.refresh_from_db()
        return batch

    def test_a_child_whose_last_plan_cannot_be_read_is_refused_and_the_rest_gets_plans(self, cast, left_undone):
        bad = unreadable_plan(cast.child)
        batch = self.delegated(cast)

        assert (batch.state, batch.opened) == (BatchState.DONE, 1)
        assert cast.other.peps.filter(fills_term=cast.term).exists()
        assert [row["child"] for row in batch.refused] == [cast.child.reference]
        assert "could not be opened" in batch.refused[0]["reason"]
        left_undone(Job.DELEGATION, cast.child)

        Section.objects.filter(pk=bad.pk).update(answers={})
        assert self.delegated(cast).opened == 1
        assert not UndoneWork.objects.exists()
        assert "could not be done" not in work_of(cast.officer)

    def test_a_plan_that_a_person_opens_meanwhile_is_not_left_to_do_any_more(self, cast):
        bad = unreadable_plan(cast.child)
        self.delegated(cast)
        Section.objects.filter(pk=bad.pk).update(answers={})

        open_plan(cast.child, term=cast.term)

        assert not UndoneWork.objects.exists()

    def test_a_batch_that_breaks_off_keeps_no_other_batch_waiting(self, cast, monkeypatch, left_undone):
        from peps.tasks import continue_batches  # noqa: PLC0415 - tasks are found by Celery

        spring = TermFactory(spring=True)
        bad = delegation.start_batch(term=spring, by=cast.officer, at=AT)
        good = delegation.start_batch(term=cast.term, by=cast.officer, at=AT)
        real = delegation.waiting_children
        monkeypatch.setattr(delegation, "waiting_children", raising_for(real, lambda term, on: term == spring))

        continue_batches()

        good.refresh_from_db()
        assert good.state == BatchState.DONE
        assert left_undone(Job.DELEGATION).subject == f"batch {bad.pk}"


def test_a_plan_of_a_kind_that_nobody_knows_keeps_no_other_due_date_from_following(cast, left_undone):
    bad, good = open_plan(cast.child), open_plan(cast.other)
    PersonalEducationPlan.objects.filter(pk=bad.pk).update(kind="NONE")
    cast.term.pep_deadline_date = dt.date(2026, 12, 9)
    cast.term.save()

    assert due_date_updates.follow_facts(TODAY, at=AT) == 1

    good.refresh_from_db()
    assert good.due_date == cast.term.pep_deadline_date
    left_undone(Job.DUE_DATES, cast.child)


class TestReminders:
    DUE = dt.date(2026, 12, 11)
    WEEK_BEFORE, NEXT_DAY = dt.date(2026, 12, 4), dt.date(2026, 12, 7)

    def reminded(self, day):
        reminders.queue_for(day, at=moment(day))
        return set(Notice.objects.values_list("person", flat=True))

    def test_a_plan_that_has_no_address_keeps_nobody_else_from_being_reminded(self, cast, left_undone):
        bad, _good = open_plan(cast.child), open_plan(cast.other)
        reference = bad.reference
        PersonalEducationPlan.objects.filter(pk=bad.pk).update(reference="no/page")

        told = self.reminded(self.WEEK_BEFORE)

        assert cast.stranger.pk in told
        assert cast.other_teacher.pk in told
        assert cast.sam.pk not in told
        assert {row.child_reference for row in UndoneWork.objects.all()} == {cast.child.reference}
        assert cast.child.name in page_of(cast.officer)

        PersonalEducationPlan.objects.filter(pk=bad.pk).update(reference=reference)
        assert {cast.sam.pk, cast.teacher.pk} <= self.reminded(self.NEXT_DAY)
        assert not UndoneWork.objects.exists()

    def test_of_a_review_whose_officer_cannot_be_told_the_others_are(self, cast, monkeypatch, left_undone):
        for child in (cast.child, cast.other):
            CareReview.objects.create(child=child, review_date=dt.date(2026, 12, 8), state="BOOKED")
        iro = cast.other.allocations.create(kind="IRO", person=cast.iro, from_date=dt.date(2026, 1, 12)).person
        real = reviews._one
        monkeypatch.setattr(reviews, "_one", raising_for(real, lambda review, *_: review.child_id == cast.child.pk))

        assert reviews.queue_for(TODAY, at=AT) == 1

        assert Notice.objects.get(person=iro).text.startswith(cast.other.reference)
        left_undone(Job.REVIEWS, cast.child)

    def test_what_one_child_sent_and_cannot_be_opened_keeps_no_other_from_being_read(self, cast, left_undone):
        sent = moment(dt.date(2026, 11, 26))
        for child in (cast.child, cast.other):
            OwnPage.objects.create(
                pep=open_plan(child),
                made_for="CHILD",
                token_sha256=child.reference,
                until=dt.date(2026, 12, 24),
                made_by=cast.officer,
                made_at=sent,
                sent_at=sent,
                told_at=sent,
            )
        PersonalEducationPlan.objects.filter(child=cast.child).update(reference="no/page")

        assert disclosure.queue_for(TODAY, at=AT) > 0

        assert {notice.text[:8] for notice in Notice.objects.all()} == {cast.other.reference}
        left_undone(Job.OWN_PAGES, cast.child)

    def test_a_meeting_at_a_place_that_cannot_be_read_keeps_no_other_from_being_announced(self, cast, left_undone):
        day = dt.date(2026, 12, 4)
        for child, place in ((cast.child, "MOON"), (cast.other, "SCHOOL")):
            meeting = Meeting.objects.create(pep=open_plan(child), planned_date=dt.date(2026, 12, 9), place_kind=place)
            meeting.invitees.create(
                role="CARER",
                name="Jo Carer",
                email=f"{child.reference.lower()}@carer.example",
                invited_by_mail=True,
                invited_at=AT,
            )

        assert invitations.remind(day, at=moment(day)) == 1

        assert Letter.objects.get().address == f"{cast.other.reference.lower()}@carer.example"
        left_undone(Job.MEETINGS, cast.child)

    def test_a_change_of_a_kind_that_nobody_knows_keeps_no_other_news_back(self, cast, left_undone):
        for child, kind in ((cast.child, "ODD"), (cast.other, "SCHOOL")):
            RecordChangeFactory(child=child, kind=kind, was_school=None, now_school=None, noticed_at=AT)

        assert notices.queue_for(TODAY, at=AT) == 1

        assert Notice.objects.get().text.startswith(cast.other.reference)
        left_undone(Job.NEWS, cast.child)


class TestEmails:
    def notice(self, person, path="/plans/7KX2MPQA/"):
        return Notice.objects.create(
            key=f"thing:{person.pk}", person=person, kind="thing", text="7KX2MPQA: Part 1", path=path, created_at=AT
        )

    def test_one_person_whose_email_cannot_be_written_keeps_nobody_elses_back(self, cast, left_undone):
        self.notice(cast.sam, path="//[")
        self.notice(cast.teacher)

        assert letters.gather(TODAY, at=AT) == 1

        assert Letter.objects.get().person == cast.teacher
        row = left_undone(Job.GATHERING)
        assert row.child_reference == ""
        assert f"Email of the day to {cast.sam.name}" in page_of(cast.officer)

    def test_one_email_that_cannot_be_put_together_keeps_no_other_back(self, cast, mailoutbox, left_undone):
        words = {"kind": "meeting", "body": "Dear Sam", "day": TODAY, "created_at": AT}
        bad = Letter.objects.create(person=cast.sam, subject="Two\nlines", **words)
        good = Letter.objects.create(person=cast.teacher, subject="One line", **words)

        letters.send_waiting(is_working_day=True)

        assert [mail.to for mail in mailoutbox] == [[cast.teacher.email]]
        bad.refresh_from_db(), good.refresh_from_db()
        assert (bad.state, good.state) == ("QUEUED", "SENT")
        assert left_undone(Job.SENDING).subject == str(bad.pk)
        assert reverse("accounts:letter", args=[bad.pk]) in page_of(cast.officer)


class TestMoney:
    def test_a_grade_that_cannot_be_read_withholds_one_instalment_alone(self, cast, left_undone):
        regime()
        bad = signed_plan(school=cast.school, child=cast.child)
        good = signed_plan(school=cast.other_school, child=cast.other)
        Audit.objects.filter(pep=bad).update(grade="SUPERB")

        released = release.release_due(PAY_DAY, by=cast.officer, at=NOON)

        assert released.payments == 1
        assert good.ledger_entries.exists()
        assert not bad.ledger_entries.exists()
        left_undone(Job.PAYMENTS, cast.child)
        page = signed_in(cast.officer).get(reverse("funding:release"), {"show": "withheld"}).content.decode()
        assert "could not decide on it" in page

    def test_a_child_who_cannot_be_counted_is_left_out_and_added_when_they_can(self, cast, monkeypatch, left_undone):
        for child in (cast.child, cast.other):
            open_plan(child)
        type(cast.term).objects.update(pep_deadline_date=dt.date(2026, 11, 30))
        real = counting._counted
        with monkeypatch.context() as broken:
            is_bad = lambda count, row: row["child_reference"] == cast.child.reference  # noqa: E731
            broken.setattr(counting, "_counted", raising_for(real, is_bad))
            assert figure_tasks.take_counts() == 1

            assert set(CountedChild.objects.values_list("child_reference", flat=True)) == {cast.other.reference}
            left_undone(Job.COUNTS, cast.child)

        figure_tasks.take_counts()
        assert CountedChild.objects.filter(child_reference=cast.child.reference).count() == 1
        assert not UndoneWork.objects.exists()


class TestPlansThatWereSigned:
    def signed(self, cast, child):
        pep = fill(open_plan(child), by=cast.officer)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=AT)
        pep.refresh_from_db()
        return freeze(pep=pep, by=cast.head, at=AT)

    def test_a_copy_that_cannot_be_drawn_keeps_no_other_from_the_case_system(
        self, cast, settings, tmp_path, left_undone
    ):
        settings.EXPORT_FOLDER = str(tmp_path)
        bad, good = self.signed(cast, cast.child), self.signed(cast, cast.other)
        body = bad.body | {"schema": 99}
        SignedCopy.objects.filter(pk=bad.pk).update(body=body, sha256=fingerprint(body))

        assert filing.file_what_was_signed(at=AT) == 1

        assert good.pep.filing
        assert len(list(tmp_path.glob("*.pdf"))) == 1
        left_undone(Job.FILING, cast.child)

    def test_a_plan_whose_earlier_texts_cannot_go_keeps_no_other(self, cast, monkeypatch, left_undone):
        long_ago = moment(dt.date(2026, 1, 5))
        plans = [open_plan(cast.child), open_plan(cast.other)]
        for pep in plans:
            section = pep.sections.first()
            Revision.objects.create(section=section, question_key="x", old_text="Before", n=1, by=cast.sam, at=long_ago)
        PersonalEducationPlan.objects.update(signed_off_at=long_ago, status="SIGNED_OFF")
        real = retention._forget
        monkeypatch.setattr(retention, "_forget", raising_for(real, lambda peps: plans[0] in peps))

        assert retention.forget_earlier_texts(TODAY) == 1

        assert Revision.objects.get().section.pep == plans[0]
        left_undone(Job.FORGETTING, cast.child)

    def test_a_closing_form_that_cannot_be_made_out_keeps_no_other(self, cast, monkeypatch, left_undone):
        Enrolment.objects.update(until=dt.date(2026, 11, 27))
        real = closing_forms._form
        is_bad = lambda row, *_: row.child_id == cast.child.pk  # noqa: E731
        monkeypatch.setattr(closing_forms, "_form", raising_for(real, is_bad))

        assert closing_forms.make_due(TODAY) == 1

        assert not cast.child.closing_forms.exists()
        assert cast.other.closing_forms.exists()
        left_undone(Job.CLOSING_FORMS, cast.child)


class TestFiles:
    def test_one_child_whose_rows_raise_is_refused_with_the_lines_and_the_rest_goes_in(
        self, cast, settings, tmp_path, monkeypatch, left_undone
    ):
        settings.IMPORT_FOLDER, settings.DATA_DIR = tmp_path / "inbox", tmp_path
        Child.objects.filter(pk=cast.child.pk).update(social_care_id="0701")
        Child.objects.filter(pk=cast.other.pk).update(social_care_id="0702")
        Placement.objects.all().delete()
        rows = ["0701,U6,01/02/2026,01/06/2026", "0702,U6,01/02/2026,", "0701,K2,01/06/2026,"]
        text = "\n".join(["social_care_id,kind,from,until", *rows, ""])
        put(settings.IMPORT_FOLDER / "children" / "placements.csv", text)
        real = dated_files.plan
        with monkeypatch.context() as broken:
            is_bad = lambda held, rows, shape: any(one.row["social_care_id"] == "0701" for one in rows)  # noqa: E731
            broken.setattr(dated_files, "plan", raising_for(real, is_bad))
            look()

        run = ImportRun.objects.get()
        assert run.state == "DONE"
        assert sorted(row["line"] for row in run.refusals) == [2, 4]
        assert run.counts["files"]["placements.csv"]["added"] == 1
        assert list(Placement.objects.values_list("child", flat=True)) == [cast.other.pk]
        left_undone(Job.IMPORTS, cast.child)

        put(settings.IMPORT_FOLDER / "children" / "placements.csv", text)
        look()
        assert cast.child.placements.count() == 2
        assert not UndoneWork.objects.exists()

    def test_a_new_child_who_cannot_be_written_keeps_no_other_out(self, cast, settings, tmp_path, monkeypatch):
        settings.IMPORT_FOLDER, settings.DATA_DIR = tmp_path / "inbox", tmp_path
        put(settings.IMPORT_FOLDER / "children" / "children.csv", f"{GOOD}0801,Ilse,Marsh,01/03/2015\n")
        is_bad = lambda child: child.given_name == "Ilse"  # noqa: E731
        monkeypatch.setattr(children_file, "key_of", raising_for(children_file.key_of, is_bad))

        look()

        run = ImportRun.objects.get()
        assert [(row["line"], row["warning"]) for row in run.refusals] == [(3, False)]
        assert Child.objects.filter(social_care_id="0700").exists()
        assert not Child.objects.filter(social_care_id="0801").exists()
        assert "A row of children.csv" in page_of(cast.officer)
        assert "Ilse" not in page_of(cast.officer)

    def test_a_folder_that_cannot_be_looked_into_keeps_no_other_from_being_taken(
        self, cast, settings, tmp_path, left_undone
    ):
        settings.IMPORT_FOLDER, settings.DATA_DIR = tmp_path / "inbox", tmp_path
        put(settings.IMPORT_FOLDER / "children" / "children.csv")
        (settings.IMPORT_FOLDER / "schools").write_text("a file where a folder should be")

        assert look() == ["CHILDREN"]

        left_undone(Job.WATCHED_FOLDER)

    def test_an_upload_that_breaks_off_keeps_no_other_waiting(self, cast, settings, tmp_path, left_undone):
        settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
        folder = uploads.root() / "good"
        folder.mkdir()
        (folder / "children.csv").write_text(GOOD)
        waits = {"state": "WAITING", "started_at": AT, "by": cast.data_officer, "by_name": "Data officer"}
        bad = ImportRun.objects.create(kind="NONE", folder="bad", **waits)
        good = ImportRun.objects.create(kind="CHILDREN", folder="good", **waits)

        uploads.take_what_waits()

        bad.refresh_from_db(), good.refresh_from_db()
        assert good.state == "DONE"
        assert left_undone(Job.UPLOADS).subject == str(bad.pk)


class TestWhoIsTold:
    @pytest.fixture
    def undone(self, cast):
        problem = ValueError(f"{cast.child.name} has no such thing")
        job_runs.note_undone(Job.DUE_DATES, "1", problem, child=cast.child.reference)

    def test_the_log_has_one_line_without_name_text_or_reference(self, cast, caplog):
        with caplog.at_level(logging.ERROR):
            for _ in range(3):
                run = job_runs.JobRun(Job.DUE_DATES)
                with run.alone(7, child=cast.child.reference):
                    raise ValueError(f"{cast.child.name} has no such thing")

        (record,) = [one for one in caplog.records if one.name == "portal.jobs"]
        said = str(record.msg)
        assert "builtins.ValueError" in said
        assert not [word for word in (cast.child.given_name, cast.child.reference, "such thing") if word in said]
        assert UndoneWork.objects.get().attempts == 3

    def test_the_data_officer_who_reaches_no_child_sees_the_reference(self, cast, undone):
        page = page_of(cast.data_officer)

        assert f"Child {cast.child.reference}" in page
        assert cast.child.family_name not in page

    def test_a_restricted_child_is_named_to_the_people_named_on_it_alone(self, cast, undone):
        Child.objects.filter(pk=cast.child.pk).update(is_restricted=True)
        NamedPerson.objects.create(child=cast.child, person=cast.head, from_date=dt.date(2026, 1, 12))

        assert cast.child.name in page_of(cast.head)
        for person in (cast.officer, cast.data_officer, cast.admin):
            page = page_of(person)
            assert cast.child.family_name not in page
            assert cast.child.reference not in page

    def test_the_system_administrator_sees_numbers_alone(self, cast, undone):
        page = page_of(cast.admin)

        assert f"{Job.DUE_DATES.label}: 1" in page
        assert cast.child.reference not in page
        assert "1 piece of work could not be done" in work_of(cast.admin)

    def test_those_who_run_the_portal_are_told_in_their_next_email_and_once(self, cast, undone):
        from accounts import undone_notices  # noqa: PLC0415 - beside the test that it is for

        assert undone_notices.queue_for(TODAY, at=AT) == 4
        assert undone_notices.queue_for(TODAY, at=AT) == 0

        told = {notice.person: notice.text for notice in Notice.objects.select_related("person")}
        assert set(told) == {cast.officer, cast.head, cast.data_officer, cast.admin}
        assert set(told.values()) == {"The portal could not do 1 piece of work. See what, and what to do next"}

    def test_others_do_not_find_it_on_their_work(self, cast, undone):
        assert "could not be done" not in work_of(cast.sam) + work_of(cast.teacher)
