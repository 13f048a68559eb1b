"""The mail server or Redis is away: people sign in and work, and what they asked for happens later."""

import smtplib

import pytest
from celery import current_app
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import letters
from accounts.delivery import Outcome
from accounts.enums import LetterState
from accounts.models import Letter
from imports.models import ImportRun
from pep_portal.redis_or_local import silence
from peps.models import PersonalEducationPlan
from peps.tasks import continue_batches
from tests.signed_in import signed_in

CLOSED = "redis://127.0.0.1:9/0"
PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def no_cache(settings):
    options = {"socket_connect_timeout": 1, "socket_timeout": 1}
    settings.CACHES = {
        "default": {"BACKEND": "pep_portal.redis_or_local.RedisOrLocal", "LOCATION": CLOSED, "OPTIONS": options}
    }
    cache.clear()
    yield
    cache.clear()
    silence.until = 0.0


@pytest.fixture
def no_queue():
    conf = current_app.conf
    before = {name: conf[name] for name in ("broker_url", "task_always_eager", "broker_transport_options")}
    options = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2, "socket_connect_timeout": 2}
    conf.update(broker_url=CLOSED, task_always_eager=False, broker_transport_options=options)
    current_app._after_fork()  # connections are made anew
    yield
    conf.update(before)
    current_app._after_fork()


@pytest.fixture
def no_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with pytest.raises(OSError, match="refused"):
        smtplib.SMTP("127.0.0.1", 9)


@pytest.fixture
def sam(cast):
    cast.sam.set_password(PASSWORD)
    cast.sam.save()
    return cast.sam


def sign_in(client, email, password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_somebody_signs_in_without_redis_and_wrong_passwords_are_limited_all_the_same(no_cache, sam):
    assert sign_in(Client(), sam.email).status_code == 302

    codes = [sign_in(Client(), sam.email, "wrong").status_code for _ in range(5)]
    assert codes[-1] == 429
    assert sign_in(Client(), sam.email).status_code != 302


def test_the_portal_is_ready_without_redis_and_says_that_it_is_away(no_cache, client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ok without Redis\n")


def test_redis_is_asked_again_after_a_while_and_not_by_every_request(no_cache, client):
    cache.get("anything")

    assert silence
    silence.until = 0.0
    assert cache.get("anything") is None
    assert silence


@pytest.mark.parametrize("email", ["sam@fernshire.example", "nobody@fernshire.example"])
def test_a_forgotten_password_is_asked_for_without_a_mail_server_and_sent_once_it_is_back(
    no_mail, sam, email, settings, mailoutbox
):
    answer = Client().post("/accounts/password/reset/", {"email": email}, follow=True)

    assert answer.status_code == 200
    assert "Check your e-mail" in answer.text
    assert letters.send_waiting(is_working_day=False)[Outcome.NO_SERVER] == 1
    assert Letter.objects.get().state == LetterState.QUEUED
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Letter.objects.update(not_before_at=None)
    letters.send_waiting(is_working_day=False)
    assert [sent.to for sent in mailoutbox] == [[email]]


AWAY = "as soon as the mail server works again"


def test_whoever_asks_for_an_email_is_told_when_it_goes(no_mail, no_queue, sam, cast, settings):
    """Known from the first email that was not taken until one is."""
    form = {"name": "Nia Quist", "role": "SW", "team": cast.team.pk}
    first = {"from_date_day": "1", "from_date_month": "12", "from_date_year": "2026"}

    def told() -> list[str]:
        forgotten = Client().post("/accounts/password/reset/", {"email": sam.email}, follow=True)
        number = Letter.objects.count()
        invited = signed_in(cast.admin).post(
            reverse("accounts:invite"), form | first | {"email": f"nia{number}@fernshire.example"}, follow=True
        )
        changed = signed_in(sam).post(
            reverse("accounts:change_email"),
            {"email": f"new{number}@fernshire.example", "password": PASSWORD},
            follow=True,
        )
        return [page.text for page in (forgotten, invited, changed)]

    assert all("in a few minutes" in text and AWAY not in text for text in told())
    letters.send_waiting(is_working_day=False)
    assert all(AWAY in text and "in a few minutes" not in text for text in told())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Letter.objects.update(not_before_at=None)
    letters.send_waiting(is_working_day=False)
    assert all(AWAY not in text for text in told())


def test_a_person_is_invited_without_a_mail_server(no_mail, no_queue, cast):
    form = {"name": "Nia Quist", "email": "nia@fernshire.example", "role": "SW", "team": cast.team.pk}
    first = {"from_date_day": "1", "from_date_month": "12", "from_date_year": "2026"}

    assert signed_in(cast.admin).post(reverse("accounts:invite"), form | first).status_code == 302

    assert Letter.objects.get(person__email="nia@fernshire.example").state == LetterState.QUEUED


def test_an_email_is_changed_without_a_mail_server(no_mail, no_queue, sam):
    changed = signed_in(sam).post(
        reverse("accounts:change_email"), {"email": "new@fernshire.example", "password": PASSWORD}
    )

    assert changed.status_code == 302
    assert Letter.objects.filter(state=LetterState.QUEUED).count() == 2


def test_a_term_is_delegated_without_a_queue_and_opened_by_the_timetable(no_queue, no_cache, cast):
    page = signed_in(cast.officer).post(reverse("peps:delegation", args=[cast.term.key]), {}, follow=True)

    assert page.status_code == 200
    assert "It will start within a minute" in page.text
    assert not PersonalEducationPlan.objects.exists()
    assert continue_batches() == 1
    assert PersonalEducationPlan.objects.filter(child=cast.child).exists()


def test_a_file_is_brought_in_without_a_queue(no_queue, cast, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "files", tmp_path
    given = {"kind": "CHILDREN", "is_dry_run": "no", "is_strict": "no"}
    rows = b"social_care_id,given_name,family_name,date_of_birth\n0700,Amelia,Thornby,14/02/2014\n"

    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(cast.data_officer).post(
            reverse("imports:upload"), given | {"files": [SimpleUploadedFile("children.csv", rows)]}
        )

    assert answer.status_code == 302
    assert ImportRun.objects.get().state == "WAITING"
