"""What a server stands on: secrets out of the image, private files, passwords as they are, keys that can be changed."""

import datetime as dt
import errno
import fnmatch
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings as portal_settings
from django.contrib.sessions.models import Session
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import clock, old_sign_ins
from accounts.enums import Job
from pep_portal import daily_rounds, fonts
from peps.documents import filing, turns
from peps.files.stored_files import store
from tests.databases import without_servers
from tests.factories import open_plan
from tests.signed_in import signed_in

OLD, NEW = "old" * 20, "new" * 20
ROOT = Path(__file__).resolve().parents[2]
SECRETS = (
    "portal.env", ".env", ".env.production", "deploy/portal.env", "deploy/.env", "council.env", "tls/portal.key",
    "tls/portal.pem", "tls/portal.pfx", "var/secret-key", "secret-key", "portal.sqlite3", "backup/portal.dump", "portal.sql.gz",
)  # fmt: skip
NEEDED = (
    "manage.py",
    "gunicorn.conf.py",
    "requirements.txt",
    "pep_portal/settings.py",
    "templates/500.html",
    "static/css/portal.css",
)


def is_left_out_of_the_image(path: str) -> bool:
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] not in "#!"]
    return any(_matches(path, pattern) for pattern in patterns)


def _matches(path: str, pattern: str) -> bool:
    """As Docker reads it: from the root, `**/` any folder, and a folder with all that is in it."""
    if pattern.startswith("**/"):
        return any(fnmatch.fnmatch(part, pattern[3:]) for part in path.split("/"))
    return fnmatch.fnmatch(path, pattern) or path.startswith(f"{pattern}/")


def test_no_secret_goes_into_the_image_and_everything_needed_does():
    assert [path for path in SECRETS if not is_left_out_of_the_image(path)] == []
    assert [path for path in NEEDED if is_left_out_of_the_image(path) or not (ROOT / path).exists()] == []


def test_no_secret_goes_into_the_history():
    asked = subprocess.run(["git", "check-ignore", *SECRETS], cwd=ROOT, capture_output=True, text=True, check=False)

    assert set(SECRETS) - set(asked.stdout.split()) == set()
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert [path for path in kept if re.search(r"\.(env|pem|key|p12|pfx|sqlite3|dump)$|(^|/)\.env", path)] == []


def test_every_variable_that_compose_gives_is_in_the_operations_guide():
    compose, guide = (ROOT / "docker-compose.yml").read_text(), (ROOT / "docs/operations.md").read_text()

    assert "DATABASE_PASSWORD: ${POSTGRES_PASSWORD" in compose
    for name in (
        "DATABASE_PASSWORD",
        "SECRET_KEY_FALLBACKS",
        "DATABASE_POOLER",
        "PAPERS_AT_ONCE",
        "SIGN_INS_KEPT_DAYS",
    ):
        assert f"`{name}`" in guide


@pytest.mark.parametrize("password", ["p@ss/w#rd:%40?&", "$HOME{}", "plain"])
def test_the_database_password_is_taken_as_it_is(tmp_path, password):
    asked = (
        "from django.conf import settings as s; d = s.DATABASES['default']; print(d['HOST'], d['USER'], d['PASSWORD'])"
    )
    given = {"DATABASE_URL": "postgres://portal@db.example:5432/portal", "DATABASE_PASSWORD": password}
    told = _python(tmp_path, asked, **given)

    assert told.strip() == f"db.example portal {password}"


def _python(folder: Path, code: str, **surroundings: str) -> str:
    where = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "pep_portal.settings"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=without_servers() | where | surroundings, cwd=ROOT, capture_output=True, text=True, check=True
    )  # fmt: skip
    return run.stdout


def test_what_was_signed_with_the_key_of_before_holds_until_the_key_is_taken_out(tmp_path):
    """In processes of their own, each with the keys that an operator gives it."""
    signer = "import django; django.setup(); from django.core import signing as s; "
    opened = "\ntry: print(s.Signer().unsign('{}'))\nexcept s.BadSignature: print('no longer')"
    link = _python(tmp_path, f"{signer}print(s.Signer().sign('reset'))", SECRET_KEY=OLD).strip()

    both = {"SECRET_KEY": NEW, "SECRET_KEY_FALLBACKS": f"{'other' * 12},{OLD}"}
    assert _python(tmp_path, signer + opened.format(link), **both).strip() == "reset"
    assert _python(tmp_path, signer + opened.format(link), SECRET_KEY=NEW).strip() == "no longer"
    new = _python(tmp_path, f"{signer}print(s.Signer().sign('reset'))", **both).strip()
    assert _python(tmp_path, signer + opened.format(new), SECRET_KEY=NEW).strip() == "reset", "the newest key signs"


def test_the_keys_of_before_come_from_the_environment(tmp_path):
    asked = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"

    assert _python(tmp_path, asked, SECRET_KEY_FALLBACKS="one,two").strip() == "['one', 'two']"


def test_attachments_are_readable_to_the_portal_alone_whatever_the_machines_mode(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    before = os.umask(0)
    try:
        name = store("attachments", b"report")
    finally:
        os.umask(before)
    kept = settings.MEDIA_ROOT / name

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


class FullDisk(FileSystemStorage):
    """Half of the file is written, then the disk is full."""

    def _save(self, name, content):
        super()._save(name, content)
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_part_of_an_attachment(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.FullDisk"}}

    with pytest.raises(OSError, match="No space"):
        store("attachments", b"report")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_plan_that_cannot_be_laid_down_whole_leaves_no_part(tmp_path):
    (tmp_path / "plan.pdf").mkdir()  # nothing can be renamed over a folder

    with pytest.raises(OSError, match=r"plan\.pdf"):
        filing._lay(tmp_path / "plan.pdf", b"%PDF")

    assert [path.name for path in tmp_path.iterdir()] == ["plan.pdf"]


@pytest.mark.django_db
def test_old_sign_ins_and_ended_sessions_are_cleared_and_the_rest_stays(cast):
    now, long_ago = clock.real_now(), clock.now() - dt.timedelta(days=portal_settings.SIGN_INS_KEPT_DAYS + 1)
    for key, ends in (("ended", now - dt.timedelta(days=1)), ("open", now + dt.timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for name in ("old", "new"):
        AccessAttempt.objects.create(username=name, get_data="", post_data="", failures_since_start=1)
        AccessLog.objects.create(username=name)
        AccessFailureLog.objects.create(username=name)
        UserSession.objects.create(user=cast.sam, session_key=name, ip="127.0.0.1", last_seen_at=clock.now())
    AccessFailureLog.objects.filter(username="old").update(attempt_time=long_ago)
    AccessFailureLog.objects.filter(username="new").update(attempt_time=clock.now())
    UserSession.objects.filter(session_key="old").update(last_seen_at=long_ago)
    AccessAttempt.objects.filter(username="old").update(attempt_time=long_ago)
    AccessLog.objects.filter(username="old").update(attempt_time=long_ago)
    AccessAttempt.objects.filter(username="new").update(attempt_time=clock.now())
    AccessLog.objects.filter(username="new").update(attempt_time=clock.now())

    next(daily for daily in daily_rounds.DAILY if daily.job == Job.FORGETTING).act()

    assert old_sign_ins.forget(clock.today()) == 0, "the round of the day cleared all of it"
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(AccessFailureLog.objects.values_list("username", flat=True)) == ["new"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["new"]
    assert list(AccessLog.objects.values_list("username", flat=True)) == ["new"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["document", "child_copy"])
def test_while_many_documents_are_made_the_page_says_to_try_again_and_saving_goes_on(cast, settings, name):
    settings.PAPERS_PATIENCE_SECONDS = 0.01
    pep, client = open_plan(cast.child), signed_in(cast.teacher)
    taken = [turns._turns.acquire(timeout=1) for _ in range(portal_settings.PAPERS_AT_ONCE)]
    try:
        response = client.get(reverse(f"peps:{name}", args=[pep.reference]))
        goes_on = client.get(reverse("peps:section", args=[pep.reference, "learning"])).status_code
    finally:
        for _ in taken:
            turns._turns.release()

    assert all(taken)
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "Nothing is lost" in response.content.decode()
    assert "Try again in a moment" in response.content.decode()
    assert goes_on == 200


def test_a_turn_is_given_back_also_by_a_paper_that_fails(settings):
    settings.PAPERS_PATIENCE_SECONDS = 0.01
    for _ in range(portal_settings.PAPERS_AT_ONCE + 1):
        with pytest.raises(ValueError, match="broken"), turns.one_turn():
            raise ValueError("broken")


def test_letters_of_the_languages_that_children_speak_are_asked_for_by_the_image():
    image = (ROOT / "Dockerfile").read_text()

    assert "python manage.py check_fonts" in image
    for package in ("fontconfig", "fonts-dejavu-core", "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"):
        assert package in image


def test_the_check_names_the_language_that_no_font_here_draws(monkeypatch):
    monkeypatch.setattr(fonts, "WRITTEN", {"English": "A", "Nobody's": "\U0010fffd"})

    with pytest.raises(CommandError, match="Nobody's"):
        call_command("check_fonts")


def test_the_check_is_content_with_letters_that_are_here(monkeypatch, capsys):
    monkeypatch.setattr(fonts, "WRITTEN", {"English": "Az"})
    call_command("check_fonts")

    assert "Fonts for all" in capsys.readouterr().out


def test_the_web_server_writes_the_portals_log_from_its_first_line(tmp_path):
    started = "from gunicorn.config import Config; from gunicorn.glogging import Logger; import runpy\n"
    started += "c = Config(); [c.set(k, v) for k, v in runpy.run_path('gunicorn.conf.py').items() if k in c.settings]\n"
    started += "Logger(c).info('Starting gunicorn %s', 'evil')"
    run = subprocess.run(
        [sys.executable, "-c", f"import django; {started}"],
        env=os.environ | {"DEPLOYMENT": "production", "DATA_DIR": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["gunicorn.error info"]
    assert "evil" not in run.stderr
