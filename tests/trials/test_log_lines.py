"""A real web server that writes production's log: whatever fails, no line of it holds an address, a name or a secret."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.trials.failing_urls import CHILD, WAYS

ROOT = Path(__file__).resolve().parents[2]
SECRET = "s3cretOfTheChildsOwnPage"
PLANTED = (SECRET, CHILD, "Zuzanna", "Elm Road", "zuzanna@", "q=Zuz", "no_such_table", "sessionid", "evil.example")


class Server:
    """Gunicorn as it runs in production, whose whole output goes into one file."""

    def __init__(self, folder: Path, **surroundings: str):
        self.output = folder / f"output-{time.monotonic_ns()}"
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        where = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.trials.production_log"}
        web = ["pep_portal.wsgi:application", "--worker-class", "gthread", "--workers", "1", "--threads", "2"]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *web, "--bind", f"127.0.0.1:{self.port}"],
                env=kept | where | surroundings,
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )
        self.wait()

    def wait(self):
        for _ in range(300):
            try:
                if self.send(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(self.output.read_text())

    def send(self, raw: bytes, *, hang_up_after: int | None = None) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(raw)
            if hang_up_after is not None:
                connection.recv(hang_up_after)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return b""
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
            return answer

    def get(self, path: str, *headers: str, method="GET", body=b"") -> int:
        lines = [f"{method} {path} HTTP/1.1", "Connection: close", f"Content-Length: {len(body)}", *headers]
        if not any(header.lower().startswith("host:") for header in headers):
            lines.append("Host: localhost")
        answer = self.send("\r\n".join([*lines, "", ""]).encode() + body)
        return int(answer.split()[1])

    def lines(self) -> list[dict]:
        """What was written while requests were answered; what the server says of itself at its start is not JSON."""
        return [json.loads(line) for line in self.output.read_text().splitlines() if line.startswith("{")]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def served(folder, **surroundings):
    server = Server(folder, **surroundings)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """A folder with an empty portal."""
    folder = tmp_path_factory.mktemp("empty")
    surroundings = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    command = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(command, env=surroundings | {"DATA_DIR": str(folder)}, cwd=ROOT, check=True)
    call = [sys.executable, "manage.py", "createcachetable"]
    subprocess.run(call, env=surroundings | {"DATA_DIR": str(folder)}, cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="module")
def failing(migrated):
    yield from served(migrated, FAILING_PAGES="1")


def planted_in(server) -> list[str]:
    time.sleep(0.5)
    text = server.output.read_text()
    return [word for word in PLANTED if word.lower() in text.lower()]


FORM = "Content-Type: application/x-www-form-urlencoded"
BOUNDARY = "Content-Type: multipart/form-data; boundary=x"
COOKIE = f"Cookie: sessionid={SECRET}; csrftoken={SECRET}"


def fail_in_every_way(server) -> dict[str, int]:
    found = {way: server.get(f"/{way}/{SECRET}/?q=Zuzanna", COOKIE) for way in WAYS if way not in {"middle", "endless"}}
    for way in ("middle", "endless"):
        server.send(f"GET /{way}/{SECRET}/ HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), hang_up_after=5)
    found |= {
        "no such address": server.get(f"/own/open/{SECRET}/"),
        "no token": server.get(f"/fine/{SECRET}/", FORM, COOKIE, method="POST", body=f"name={CHILD}".encode()),
        "other site": server.get(f"/fine/{SECRET}/", FORM, "Origin: https://evil.example", method="POST", body=b"a=1"),
        "other host": server.get(f"/fine/{SECRET}/", "Host: evil.example"),
        "bad host": server.get(f"/fine/{SECRET}/", "Host: evil.example/Zuzanna@"),
        "too many fields": server.get(
            f"/fine/{SECRET}/", FORM, method="POST", body=b"&".join(b"Zuzanna=1" for _ in range(2000))
        ),
        "bad multipart": server.get(f"/fine/{SECRET}/", BOUNDARY, method="POST", body=f"--y {CHILD}".encode()),
        "bad encoding": server.get(f"/fine/%FF{SECRET}/"),
        "zero": server.get(f"/fine/%00{SECRET}/"),
        "long": server.get(f"/fine/{SECRET}{'Zuzanna' * 2000}/"),
    }
    for raw in (
        f"GET /fine/{SECRET}/ Zuzanna\r\n\r\n",
        f"ZUZANNA@/ /fine/{SECRET}/ HTTP/1.1\r\n\r\n",
        f"GET /fine/{SECRET}/ HTTP/1.1\r\nHost: localhost\r\nZuz anna: {CHILD}\r\n\r\n",
        f"GET /fine/{SECRET}/ HTTP/1.1\r\nHost: localhost\r\nX: {'Zuzanna' * 20000}\r\n\r\n",
        f"POST /fine/{SECRET}/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: Zuzanna\r\n\r\n",
        f"POST /fine/{SECRET}/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZuzanna\r\n",
        f"GET /fine/{SECRET}/ HTTP/9.9\r\n\r\n",
    ):
        try:
            server.send(raw.encode())
        except ConnectionResetError:
            continue
    return found


def test_whatever_fails_no_line_holds_an_address_a_name_or_a_secret(failing):
    found = fail_in_every_way(failing)

    assert (found["broken"], found["refused"], found["not-found"]) == (500, 403, 404)
    assert found["no token"] == 403
    assert planted_in(failing) == []


def test_each_request_that_failed_leaves_one_line_with_kind_and_place(failing):
    for way in ("broken", "pipe", "chained", "twice"):
        failing.get(f"/{way}/{SECRET}/", COOKIE)
    time.sleep(0.5)

    told = [(line["request"], line["exception"]) for line in failing.lines() if line["event"] == "request_failed"][-4:]
    assert [kind for _, kind in told[:3]] == [
        "builtins.ValueError",
        "builtins.BrokenPipeError",
        "builtins.RuntimeError",
    ]
    assert [route for route, _ in told] == [
        f"GET /{way}/<str:secret>/" for way in ("broken", "pipe", "chained", "twice")
    ]
    assert all(line["places"] for line in failing.lines() if line["event"] == "request_failed")


@pytest.mark.parametrize("broken", [{"ERROR_PAGE_FAILS": "1"}, {"NO_TEMPLATES": "1"}, {"STATIC_ROOT": "/nowhere"}])
def test_an_error_page_that_fails_is_answered_all_the_same_and_tells_no_more(migrated, broken):
    for server in served(migrated, FAILING_PAGES="1", **broken):
        answer = server.send(
            f"GET /broken/{SECRET}/?q=Zuzanna HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        found = fail_in_every_way(server)

        assert b"This is a fault of the portal" in answer
        assert found["broken"] == 500
        assert planted_in(server) == []
        assert any("ValueError" in line.get("exception", "") for line in server.lines())


@pytest.mark.parametrize("cookie", [[], [COOKIE]])
def test_without_a_database_each_request_leaves_one_line_also_with_a_session(tmp_path, cookie):
    nowhere = f"postgres://portal:{SECRET}@127.0.0.1:9/zuzanna"
    for server in served(tmp_path, DATABASE_URL=nowhere):
        codes = [server.get(f"{path}?q=Zuzanna", *cookie) for path in ("/", f"/own/open/{SECRET}/", "/accounts/login/")]
        time.sleep(0.5)

        assert 500 in codes
        assert planted_in(server) == []
        failed = [line for line in server.lines() if line["event"] == "request_failed"]
        assert len(failed) == codes.count(500)
        assert all("OperationalError" in line["exception"] for line in failed)


def test_nothing_that_a_page_of_the_portal_refuses_is_told_with_its_address(migrated):
    for server in served(migrated):
        for path in (f"/own/open/{SECRET}/", f"/children/{SECRET}/", f"/accounts/password/reset/key/1-{SECRET}/"):
            server.get(f"{path}?q=Zuzanna", COOKIE)
            server.get(path, FORM, COOKIE, method="POST", body=f"login={CHILD}&password={SECRET}".encode())
        typed = b"login=zuzanna@school.example&password=" + SECRET.encode()
        codes = {server.get("/accounts/login/", FORM, method="POST", body=typed) for _ in range(7)}

        assert codes == {403}
        assert planted_in(server) == []


def test_the_server_answers_again_afterwards(failing):
    fail_in_every_way(failing)

    with urllib.request.urlopen(f"http://127.0.0.1:{failing.port}/livez", timeout=20) as answer:
        assert answer.status == 200
    assert not re.search(r"Traceback", failing.output.read_text())
