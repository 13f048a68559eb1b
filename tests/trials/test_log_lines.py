"""A real web server that writes production's log: whatever fails, no line of it holds an address, a name or a secret."""

import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.databases import embedded_template, without_servers
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
SECRET = "s3cretOfTheChildsOwnPage"


class Server:
    """Gunicorn as it runs in production, whose whole output goes into one file."""

    def __init__(self, folder: Path, **surroundings: str):
        self.output = folder / f"output-{time.monotonic_ns()}"
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        where = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.trials.production_log"}
        web = ["pep_portal.wsgi:application", "--worker-class", "gthread", "--workers", "1", "--threads", "2"]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *web, "--bind", f"127.0.0.1:{self.port}"],
                env=without_servers() | where | surroundings,
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )
        self.wait()

    def wait(self):
        until(self.answers)

    def answers(self) -> bool:
        try:
            return bool(self.send(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        except OSError:
            return False

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
def migrated(tmp_path_factory, django_db_setup) -> Path:
    """A folder with an empty portal."""
    folder = tmp_path_factory.mktemp("empty")
    shutil.copy(embedded_template(), folder / "portal.sqlite3")
    return folder


@pytest.fixture(scope="module")
def failing(migrated):
    yield from served(migrated, FAILING_PAGES="1")


def let_it_write(server) -> None:
    """Until its output no longer grows."""
    sizes = [-1]

    def is_quiet() -> bool:
        sizes.append(server.output.stat().st_size)
        return len(sizes) > 5 and len(set(sizes[-5:])) == 1

    until(is_quiet)


COOKIE = f"Cookie: sessionid={SECRET}; csrftoken={SECRET}"


def test_each_request_that_failed_leaves_one_line_with_kind_and_place(failing):
    for way in ("broken", "pipe", "chained", "twice"):
        failing.get(f"/{way}/{SECRET}/", COOKIE)
    let_it_write(failing)

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


HOST = b"Host: localhost\r\n"
BODY = f"name=Zuzanna&token={SECRET}".encode()
MALFORMED = {
    "no version": b"GET /own/open/%s/\r\n" % SECRET.encode() + HOST + b"\r\n",
    "a version that is none": b"GET /own/open/%s/ HTTP/Zuzanna\r\n" % SECRET.encode() + HOST + b"\r\n",
    "a method that is none": b"ZUZANNA{} /%s/ HTTP/1.1\r\n" % SECRET.encode() + HOST + b"\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\n" + HOST + b"Cookie %s\r\n\r\n" % SECRET.encode(),
    "a header with a space in its name": b"GET / HTTP/1.1\r\n" + HOST + b"Zuzanna X: %s\r\n\r\n" % SECRET.encode(),
    "a line that folds": b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n Zuzanna\r\n\r\n",
    "an address too long": b"GET /%s/%s HTTP/1.1\r\n" % (SECRET.encode(), b"Zuzanna" * 3000) + HOST + b"\r\n",
    "a header too long": b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: %s\r\n\r\n" % (b"Zuzanna" * 3000),
    "too many headers": b"GET / HTTP/1.1\r\n" + HOST + b"Zuzanna: 1\r\n" * 500 + b"\r\n",
    "a length that is no number": b"POST /%s/ HTTP/1.1\r\n" % SECRET.encode() + HOST + b"Content-Length: Zuzanna\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 99\r\n\r\n" + BODY,
    "length and chunks": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + BODY,
    "chunks in another coding": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: zuzanna\r\n\r\n" + BODY,
    "a greeting of another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03Zuzanna\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("what", MALFORMED)
def test_a_request_that_is_no_http_leaves_one_line_without_anything_of_it(failing, what):
    let_it_write(failing)
    before = len(failing.output.read_text())
    answer = failing.send(MALFORMED[what])
    let_it_write(failing)
    written = failing.output.read_text()[before:]

    assert answer.split()[1:2] in ([b"400"], [b"414"], [b"431"], [b"501"], [b"505"]), answer[:80]
    assert [json.loads(line)["level"] for line in written.splitlines()] == ["warning"]
    assert SECRET not in written
    assert "zuzanna" not in written.casefold()


@pytest.fixture(scope="module")
def without_a_database(tmp_path_factory):
    """A database server that is not there; a password in its address, as operators give it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"postgres://zuzanna:{SECRET}@127.0.0.1:{port}/thistledown"
    yield from served(tmp_path_factory.mktemp("away"), DATABASE_URL=address)


ASKED = {
    "the first page": ("GET", "/", b""),
    "a child's page": ("GET", f"/children/{SECRET}/?q=Zuzanna", b""),
    "a link of an own page": ("GET", f"/own/open/{SECRET}/", b""),
    "a sign-in": ("GET", "/accounts/login/?next=/Zuzanna", b""),
    "a save": ("POST", f"/plans/{SECRET}/sections/views/", BODY),
}


@pytest.mark.parametrize("what", ASKED)
def test_a_request_that_fails_for_want_of_a_database_leaves_one_line_with_its_page(without_a_database, what):
    server = without_a_database
    let_it_write(server)
    before = len(server.output.read_text())
    method, path, body = ASKED[what]
    code = server.get(path, COOKIE, "Content-Type: application/x-www-form-urlencoded", method=method, body=body)
    let_it_write(server)
    written = server.output.read_text()[before:]
    told = [json.loads(line) for line in written.splitlines()]

    failed = [line for line in told if line["event"] == "request_failed"]
    assert len(failed) == (code == 500), told
    assert all("OperationalError" in line["exception"] and line["places"] for line in failed)
    assert len([line for line in told if line.get("code") == code]) == 1, told
    for word in (SECRET, "zuzanna", "thistledown", "connection refused"):
        assert word not in written.casefold()


def test_something_does_fail_without_a_database(without_a_database):
    assert without_a_database.get("/", COOKIE) in (500, 503)
