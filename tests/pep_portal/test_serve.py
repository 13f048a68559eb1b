import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError

from pep_portal.management.commands import serve
from tests.databases import embedded_template
from tests.waiting import PATIENCE_SECONDS, until

ROOT = Path(__file__).resolve().parents[2]


def test_a_second_portal_in_the_same_folder_is_refused_and_told_which_process_is_the_first(tmp_path):
    with serve.only_one_in(tmp_path), pytest.raises(CommandError, match=str(os.getpid())), serve.only_one_in(tmp_path):
        pass
    with serve.only_one_in(tmp_path):  # free again
        pass


def test_a_port_in_use_is_refused_before_anything_starts():
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(CommandError, match="--port"):
        serve.refuse_a_taken_port("127.0.0.1", other.getsockname()[1])


def test_links_lead_to_the_port_that_was_asked_for_unless_an_address_is_set(monkeypatch):
    monkeypatch.delenv("PORTAL_ADDRESS", raising=False)
    assert serve.environment("127.0.0.1", 8111)["PORTAL_ADDRESS"] == "http://127.0.0.1:8111"
    monkeypatch.setenv("PORTAL_ADDRESS", "https://plans.example")
    assert serve.environment("127.0.0.1", 8111)["PORTAL_ADDRESS"] == "https://plans.example"


def test_a_process_that_ends_by_itself_is_named():
    processes = {
        "web server": subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]),
        "job worker": subprocess.Popen([sys.executable, "-c", "raise SystemExit(2)"], start_new_session=True),
    }
    assert serve.watch(processes, stopped=False) == "job worker"
    serve.end(processes)
    assert all(process.poll() is not None for process in processes.values())


@pytest.fixture
def embedded(tmp_path):
    """The environment of a fresh installation without any server."""
    unwanted = {"DATABASE_URL", "REDIS_URL", "DEPLOYMENT", "PORTAL_TODAY"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}


def test_a_job_sent_through_the_folder_is_run_by_the_worker(embedded, tmp_path):
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "tests.pep_portal.errand"]
    mark = tmp_path / "mark"
    call = [*celery, "call", "tests.leave_a_mark", "--args", f'["{mark}"]']
    subprocess.run(call, cwd=ROOT, env=embedded, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    with subprocess.Popen([*celery, "worker", "--loglevel", "WARNING"], cwd=ROOT, env=embedded) as worker:
        try:
            until(lambda: worker.poll() is not None or mark.exists())
            assert mark.exists()
        finally:
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE_SECONDS) == 0


def fetch(address):
    with urllib.request.urlopen(address, timeout=5) as answer:
        return answer.status


def is_answered(address):
    try:
        return fetch(address) == 200
    except OSError:
        return False


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def test_the_portal_starts_answers_and_stops_with_all_its_processes(embedded, tmp_path, django_db_setup):
    shutil.copy(embedded_template(), tmp_path / "portal.sqlite3")  # that it also migrates, the demonstration shows
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--workers", "1", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=embedded, stdout=subprocess.DEVNULL) as portal:
        try:
            until(lambda: portal.poll() is not None or is_answered(f"http://127.0.0.1:{port}/readyz"))
            assert fetch(f"http://127.0.0.1:{port}/livez") == 200
            children = children_of(portal.pid)
        finally:
            portal.send_signal(signal.SIGTERM)
        assert portal.wait(PATIENCE_SECONDS) == 0
    assert len(children) == 3  # web server, jobs, imports
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def children_of(process):
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()
