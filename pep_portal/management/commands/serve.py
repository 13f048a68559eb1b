"""Web server, jobs and their timetable as one: everything a small council or a demonstration needs to run."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.request import urlopen

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

PR_SET_PDEATHSIG = 1
SECONDS_TO_STOP = 20


class Command(BaseCommand):
    help = "Prepares the database, then runs the web server, the job worker and its timetable until it is stopped."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes, of four threads each")
        parser.add_argument("--demo", action="store_true", help="load the made-up council when there are no data")

    def handle(self, *, bind, port, workers, demo, **options):
        with only_one_in(settings.DATA_DIR):
            refuse_a_taken_port(bind, port)
            self.prepare(demo=demo)
            stopped = Stopped()
            surroundings = environment(bind, port)
            processes = {name: start(command, surroundings) for name, command in commands(bind, port, workers).items()}
            try:
                failed = watch(processes, stopped, until=lambda: is_answered(address(bind, port)))
                if not (failed or stopped):
                    self.say(f"\nThe portal runs at {address(bind, port)}  Ctrl-C stops it.")
                    failed = watch(processes, stopped)
            finally:
                end(processes)
        if failed:
            raise CommandError(f"The {failed} ended by itself, so everything was stopped. What it said stands above.")
        self.say("The portal has stopped.")

    def say(self, text):
        """At once, also where nobody sits at a terminal and the text goes into a file."""
        self.stdout.write(text)
        self.stdout.flush()

    def prepare(self, *, demo):
        self.say("Preparing the database")
        self.check(databases=["default"], include_deployment_checks=settings.IS_PRODUCTION)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        if demo:
            self.load_demo()
        connections.close_all()

    def load_demo(self):
        self.say("Looking for the made-up council; made the first time")
        try:
            call_command("demo", stdout=self.stdout)
            self.stdout.flush()
        except CommandError as refusal:
            # Whoever brought data of their own goes on with them.
            self.say(f"The made-up council was not loaded. {refusal}")


class Stopped:
    """True once somebody asked the portal to stop: Ctrl-C, a closed window, or the system."""

    def __init__(self):
        self.asked = False
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, self.ask)

    def ask(self, *_):
        self.asked = True

    def __bool__(self):
        return self.asked


@contextmanager
def only_one_in(folder):
    """Two at once would be two timetables, and every letter would be sent twice. Freed by the system on any end."""
    with (Path(folder) / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CommandError(
                f"The portal already runs from {folder} (process {lock.read().strip() or 'unknown'}). Stop it first."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def refuse_a_taken_port(bind, port):
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind.strip("[]"), port))
        except (OSError, OverflowError) as problem:
            raise CommandError(
                f"The portal cannot listen on port {port} of {bind}: {problem}. Choose another with --port."
            ) from None


def address(bind, port):
    host = "127.0.0.1" if bind in {"0.0.0.0", "::", "[::]"} else bind  # noqa: S104 - compared, not listened on
    return f"http://{host}:{port}/"


def commands(bind, port, workers):
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser privileges"]
    web = ["-m", "gunicorn", "pep_portal.wsgi:application", "--bind", f"{bind}:{port}", "--worker-class", "gthread"]
    worker = ["-m", "celery", "--quiet", "-A", "pep_portal", "worker", "--loglevel", "WARNING"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return {
        "web server": [*python, *web, "--workers", str(workers), "--threads", "4", "--log-level", "warning"],
        "job worker": [*python, *worker, "--beat", "--queues", "celery", "--hostname", "jobs@%h"],
        # By itself, so that a long import keeps no email and no delegation waiting.
        "import worker": [*python, *worker, "--queues", "imports", "--hostname", "imports@%h"],
    }


def environment(bind, port):
    """Links that people are given lead to where this portal is, unless somebody said where it is seen from."""
    return {"PORTAL_ADDRESS": address(bind, port).rstrip("/"), **os.environ}


def start(command, surroundings):
    """In a session of its own, so that Ctrl-C reaches this process alone and each child is stopped once."""
    alone = {"preexec_fn": die_with_parent, "start_new_session": True}  # no thread runs yet
    return subprocess.Popen(command, env=surroundings, cwd=settings.BASE_DIR, **alone)  # noqa: S603 - our own commands


def die_with_parent():
    """Linux ends the child when this process ends, even by SIGKILL."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def is_answered(portal):
    try:
        with urlopen(f"{portal}livez", timeout=2) as answer:  # noqa: S310 - our own address
            return answer.status == HTTPStatus.OK
    except OSError:
        return False


def watch(processes, stopped, *, until=lambda: False):
    """Waits until somebody asks to stop or `until` holds (returns ''), or a process ends by itself (its name)."""
    while not (stopped or until()):
        for name, process in processes.items():
            if process.poll() is not None:
                return name
        time.sleep(0.2)
    return ""


def end(processes):
    """A job in hand may finish; what has not ended after that is ended."""
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    last = time.monotonic() + SECONDS_TO_STOP
    for process in processes.values():
        try:
            process.wait(max(0.1, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
