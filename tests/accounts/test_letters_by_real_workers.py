"""Workers that are processes of their own, killed at the worst moments, against a real mail server."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.databases import template_file
from tests.mail_server import free_port, mail_server
from tests.waiting import PATIENCE_SECONDS, until

ROOT = Path(settings.BASE_DIR)
START = (
    "import django; django.setup()\nfrom accounts import clock, letters\nfrom accounts.models import Letter, Notice\n"
)
MAKE = """
from tests.factories import UserFactory
for n in range({number}):
    Letter.objects.create(person=UserFactory(email=f"{mark}{{n}}@fernshire.example"), kind="digest", day=clock.today(), subject="Reminder", body="Do it",
                          created_at=clock.now())
"""
SEND = "letters.send_waiting(is_working_day=True)"
EXPIRE = "Letter.objects.update(claimed_until=clock.real_now())"
STATES = "import json; print(json.dumps(sorted(Letter.objects.values_list('state', flat=True))))"
PLAN = """
from tests.factories import AllocationFactory, PepFactory, PostFactory, TeamFactory
from peps.models import Part
team = TeamFactory()
worker = PostFactory(social_worker=True, team=team).user
pep = PepFactory(child=AllocationFactory(person=worker, team=team).child)
Part.objects.create(pep=pep, name="PART_1", owner_role="SW")
"""
QUEUE = "from peps.tasks import queue_reminders; queue_reminders()"
TICK = "from pep_portal.tasks import send_letters; send_letters.delay()"
NOTICES = "import json; print(json.dumps(Notice.objects.count()))"


class Portal:
    """The test's own database, used by processes other than the test's."""

    def __init__(self, folder: Path):
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "pep_portal.settings",
            "DATA_DIR": str(folder),
            "PORTAL_TODAY": "2026-12-04",
            "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        }
        if connection.vendor == "postgresql":
            address = urlsplit(os.environ["DATABASE_URL"])
            self.env["DATABASE_URL"] = address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()

    def send_by(self, settings):
        self.env["EMAIL_URL"] = f"smtp://127.0.0.1:{settings.EMAIL_PORT}"

    def begin(self, code: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", START + code], cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True
        )

    def run(self, code: str):
        process = self.begin(code)
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0
        return json.loads(said) if said else None


@pytest.fixture
def portal(transactional_db, tmp_path):
    """Processes of their own on the tests' database; on SQLite on a file of their own."""
    if connection.vendor == "sqlite":
        shutil.copy(template_file(), tmp_path / "portal.sqlite3")
    return Portal(tmp_path)


@pytest.fixture
def mailbox(portal, settings):
    with mail_server(settings) as box:
        portal.send_by(settings)
        yield box


def _killed(process: subprocess.Popen) -> bool:
    process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode == -signal.SIGKILL


def test_a_worker_killed_between_claim_and_send_loses_and_repeats_nothing(portal, mailbox):
    portal.run(MAKE.format(number=1, mark="first"))
    worker = portal.begin(SEND)
    mailbox.before_rcpt = worker.kill

    assert _killed(worker)
    mailbox.before_rcpt = lambda: None
    assert portal.run(SEND + "\n" + STATES) == ["CLAIMED"]
    assert portal.run(f"{EXPIRE}\n{SEND}\n{STATES}") == ["SENT"]
    assert len(mailbox.delivered) == 1


def test_a_worker_killed_after_the_text_leaves_it_perhaps_sent_and_unrepeated(portal, mailbox):
    portal.run(MAKE.format(number=1, mark="first"))
    worker = portal.begin(SEND)
    mailbox.after_data = worker.kill

    assert _killed(worker)
    mailbox.after_data = lambda: None
    assert portal.run(f"{SEND}\n{STATES}") == ["HANDING_OVER"]
    assert portal.run(f"{EXPIRE}\n{SEND}\n{STATES}") == ["PERHAPS_SENT"]
    assert len(mailbox.delivered) == 1


def test_two_workers_at_once_send_each_letter_once(portal, mailbox):
    portal.run(MAKE.format(number=6, mark="first"))

    both = [portal.begin(SEND), portal.begin(SEND)]
    for worker in both:
        worker.communicate(timeout=PATIENCE_SECONDS)

    assert portal.run(STATES) == ["SENT"] * 6
    assert len(mailbox.delivered) == len({to for to, _ in mailbox.delivered}) == 6


@pytest.mark.slow
def test_beat_started_twice_queues_each_reminder_once(portal):
    portal.run(PLAN)

    both = [portal.begin(QUEUE), portal.begin(QUEUE)]
    for worker in both:
        worker.communicate(timeout=PATIENCE_SECONDS)

    assert [worker.returncode for worker in both] == [0, 0]
    assert portal.run(NOTICES) == 1


@pytest.mark.slow
def test_a_server_that_answers_451_gets_the_letter_from_the_next_worker_and_once(portal, mailbox):
    portal.run(MAKE.format(number=1, mark="first"))
    mailbox.at_rcpt = ["451 try again later"]

    assert portal.run(f"{SEND}\n{STATES}") == ["QUEUED"]
    assert portal.run(f"{SEND}\n{STATES}") == ["QUEUED"]  # not before its time
    assert portal.run(f"Letter.objects.update(not_before_at=clock.real_now())\n{SEND}\n{STATES}") == ["SENT"]
    assert len(mailbox.delivered) == 1


class Redis:
    """A server of the test's own that keeps nothing: what was in its queue is gone when it is killed."""

    def __init__(self, folder: Path):
        self.folder, self.port, self.process = folder, free_port(), None

    def start(self):
        keeps_nothing = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            ["redis-server", *keeps_nothing, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        until(self.answers)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed")
def test_redis_killed_and_started_again_loses_no_letter_and_repeats_none(portal, mailbox, tmp_path):
    redis = Redis(tmp_path)
    redis.start()
    portal.env |= {"REDIS_URL": f"redis://127.0.0.1:{redis.port}/0", "WORKER_POOL": "solo"}
    portal.run(MAKE.format(number=2, mark="first"))
    portal.run(TICK)
    redis.kill()  # with the job in its queue, before anybody took it
    redis.start()
    command = [sys.executable, "-m", "celery", "-A", "pep_portal", "worker", "--loglevel", "ERROR"]
    worker = subprocess.Popen(command, cwd=ROOT, env=portal.env, stderr=subprocess.DEVNULL)
    try:
        assert portal.run(STATES) == ["QUEUED"] * 2
        portal.run(TICK)  # beat's next
        until(lambda: len(mailbox.delivered) == 2)
        redis.kill()  # with a worker at its queue
        redis.start()
        portal.run(MAKE.format(number=1, mark="late"))
        portal.run(TICK)
        until(lambda: len(mailbox.delivered) == 3)
        until(lambda: portal.run(STATES) == ["SENT"] * 3)
    finally:
        worker.kill()
        worker.wait()
        redis.kill()
    assert len({to for to, _ in mailbox.delivered}) == len(mailbox.delivered) == 3
