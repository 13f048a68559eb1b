"""What the portal does once a day is done once, also when the worker or the file of the timetable was away at the time."""

import datetime as dt
from pathlib import Path

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.urls import reverse

from accounts.clock import pretend
from accounts.enums import Job
from accounts.models import DayRound, Letter, Notice, NoticeRound, UndoneWork
from pep_portal import daily_rounds
from pep_portal.celery import app
from pep_portal.daily_rounds import DAILY, run_what_is_due
from pep_portal.tasks import run_daily_rounds, send_letters
from pep_portal.timetable import Timetable
from peps.deadlines import reminders
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

DEADLINE = dt.date(2026, 12, 11)  # a Friday
EVE, MONDAY = dt.date(2026, 12, 10), dt.date(2026, 12, 14)


def at(day: dt.date, clock_time: str) -> dt.datetime:
    hours, minutes = map(int, clock_time.split(":"))
    return moment(day, hours) + dt.timedelta(minutes=minutes)


def tick(day: dt.date, clock_time: str) -> None:
    """What the timetable wakes every few minutes."""
    with pretend(at(day, clock_time)):
        run_daily_rounds()
        send_letters()


@pytest.fixture
def plan(cast):
    pep = open_plan(cast.child, at=moment(dt.date(2026, 11, 2)))
    NoticeRound.objects.bulk_create(
        NoticeRound(kind=kind, day=EVE, at=moment(EVE)) for kind in (reminders.KIND, reminders.SCHOOL_KIND)
    )
    return pep


@pytest.mark.django_db
class TestADayOnWhichTheWorkerWasAway:
    def test_on_the_deadlines_friday_from_before_the_round_to_eight_people_are_told_that_day_and_once(
        self, cast, plan, mailoutbox
    ):
        tick(DEADLINE, "06:28")
        assert mailoutbox == []
        for clock_time in ("08:00", "08:02", "12:00", "19:58"):
            tick(DEADLINE, clock_time)

        assert sorted(mail.to[0] for mail in mailoutbox) == sorted([cast.sam.email, cast.teacher.email])
        assert all("late" not in mail.subject for mail in mailoutbox)
        assert all("due on Friday 11 December 2026" in mail.body for mail in mailoutbox)

    def test_a_day_on_which_it_came_back_after_the_working_day_is_told_on_the_next(self, cast, plan, mailoutbox):
        tick(DEADLINE, "20:30")
        assert not Notice.objects.exists()
        tick(MONDAY, "07:30")

        assert {mail.subject for mail in mailoutbox} == {"Reminder: 1 thing to do, 1 late"}

    def test_the_email_of_the_day_waits_for_the_rounds_that_somebody_else_has_just_begun(self, cast, plan, mailoutbox):
        with pretend(at(DEADLINE, "08:00")):
            from accounts import clock  # noqa: PLC0415 - read while the day is pretended

            DayRound.objects.create(job=Job.REMINDERS, day=DEADLINE, begun_at=clock.real_now())
        Notice.objects.create(
            key="thing", person=cast.sam, kind="thing", text="7KX2MPQA", path="/", created_at=moment(DEADLINE)
        )

        tick(DEADLINE, "08:02")

        assert mailoutbox == []

    def test_a_round_whose_worker_was_killed_is_taken_up(self, plan):
        long_ago = moment(dt.date(2026, 1, 1))
        DayRound.objects.create(job=Job.REMINDERS, day=DEADLINE, begun_at=long_ago)

        assert Job.REMINDERS in run_what_is_due(at(DEADLINE, "09:00"))

    def test_each_round_of_the_day_is_run_once_however_often_the_timetable_wakes(self, db):
        first = run_what_is_due(at(DEADLINE, "09:00"))

        assert first == [daily.job for daily in DAILY]
        assert run_what_is_due(at(DEADLINE, "09:02")) == []

    def test_one_that_breaks_off_keeps_no_other_from_running_is_told_of_and_tried_again(self, cast, plan, monkeypatch):
        def breaks(*args, **kwargs):
            raise RuntimeError("something that nobody thought of")

        with monkeypatch.context() as broken:
            broken.setattr(reminders, "ladder_on", breaks)
            with pretend(at(DEADLINE, "09:00")):
                done = run_what_is_due(at(DEADLINE, "09:00"))

        assert set(done) == {daily.job for daily in DAILY} - {Job.REMINDERS}
        page = signed_in(cast.officer).get(reverse("workspace:undone_work")).content.decode()
        assert "The job as a whole" in page
        DayRound.objects.update(begun_at=moment(dt.date(2026, 1, 1)), failed_at=moment(dt.date(2026, 1, 1)))
        with pretend(at(DEADLINE, "09:20")):
            assert run_what_is_due(at(DEADLINE, "09:20")) == [Job.REMINDERS]
        assert not UndoneWork.objects.exists()


@pytest.mark.django_db
class TestAnEmailOfTheDayThatCouldNotLeave:
    def queued(self, day) -> Letter:
        """Written in the morning; the mail server takes nothing."""
        with pretend(at(day, "08:00")):
            run_daily_rounds()
            from accounts import letters  # noqa: PLC0415 - beside what it stands in for

            letters.gather(day, at=moment(day))
        Letter.objects.update(attempts=1)
        return Letter.objects.get(person__email="sam@fernshire.example")

    def test_says_what_is_true_when_it_leaves(self, cast, plan, mailoutbox):
        letter = self.queued(DEADLINE)
        assert "1 late" not in letter.subject

        tick(MONDAY, "08:00")

        subjects = {mail.to[0]: mail.subject for mail in mailoutbox}
        assert subjects[cast.sam.email].endswith("1 late")
        assert Letter.objects.filter(person=cast.sam).count() == 1
        assert Letter.objects.get(person=cast.sam).created_at == letter.created_at

    def test_does_not_leave_at_all_when_the_part_came_in_meanwhile(self, cast, plan, mailoutbox):
        self.queued(DEADLINE)
        plan.parts.filter(name="PART_1").update(submitted_at=moment(DEADLINE))

        tick(DEADLINE, "10:00")

        assert [mail.to[0] for mail in mailoutbox] == [cast.teacher.email]
        assert not Letter.objects.filter(person=cast.sam).exists()


class TestTheTimetable:
    def test_no_entry_is_of_one_time_of_day_alone(self):
        """What was missed then would wait for the next day: the rounds of the day are rows, and are caught up."""
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
            schedule = entry["schedule"]
            if isinstance(schedule, crontab):
                assert len(schedule.minute) > 1, name
                assert len(schedule.hour) > 1, name
            else:
                assert schedule <= 600, name

    def test_without_its_file_the_rounds_are_due_within_minutes(self, tmp_path):
        name = str(tmp_path / "celerybeat-schedule")
        for _ in range(2):
            timetable = Timetable(app=app, schedule_filename=name)
            timetable.setup_schedule()
            entry = timetable.schedule["rounds of the day"]
            assert entry.is_due().next <= 120
            timetable.close()
            for file in Path(tmp_path).iterdir():
                file.unlink()

    def test_the_email_of_the_day_waits_for_every_round_that_tells_somebody_something(self):
        told = {daily.job for daily in DAILY if daily.is_told}
        assert told >= {Job.REMINDERS, Job.REVIEWS, Job.NEWS, Job.IMPORT_NOTICES, Job.MEETINGS, Job.UNDONE_NOTICES}
        gathered = dt.time(min(settings.CELERY_BEAT_SCHEDULE["gather and send letters"]["schedule"].hour))
        assert all(daily.begins < gathered for daily in DAILY if daily.is_told)

    def test_every_daily_round_has_a_job_of_its_own(self):
        assert len({daily.job for daily in DAILY}) == len(DAILY)
        assert daily_rounds.MIDNIGHT > daily_rounds.EVENING


class TestQueues:
    def test_files_are_imported_beside_everything_else(self):
        router = app.amqp.router
        queues = {name: router.route({}, name)["queue"].name for name in app.tasks if name.startswith("children.")}
        imports = {name for name, queue in queues.items() if queue == "imports"}
        assert imports == {"children.take_upload", "children.look_after_uploads", "children.look_into_folder"}

    def test_each_queue_has_a_worker_under_serve_and_in_the_compose_file(self):
        from pep_portal.management.commands import serve  # noqa: PLC0415 - a command, not a module of rules

        commands = [" ".join(command) for command in serve.commands("127.0.0.1", 8000, 1).values()]
        compose = (settings.BASE_DIR / "docker-compose.yml").read_text()
        for queue in settings.CELERY_TASK_QUEUES:
            assert [one for one in commands if f"--queues {queue.name}" in one]
            assert f'"--queues", "{queue.name}"' in compose
