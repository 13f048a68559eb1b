import datetime as dt
import html

import pytest
from django.core import mail
from django.urls import reverse

from accounts import clock, delivery, letters, notices
from accounts.access import ActNotAllowed
from accounts.enums import LetterState as State
from accounts.models import AuditRecord, Letter, Notice, UndoneWork
from pep_portal.tasks import send_letters
from tests.factories import PostFactory, UserFactory
from tests.mail_server import free_port, mail_server
from tests.signed_in import signed_in

TUESDAY, SATURDAY, BOXING_DAY_MONDAY = dt.date(2026, 12, 1), dt.date(2026, 12, 5), dt.date(2026, 12, 28)
pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings):
    with mail_server(settings) as box:
        yield box


def _told(person, *, number=1, due=dt.date(2026, 12, 8), step="7"):
    return notices.Told(
        kind="thing",
        person_id=person.pk,
        subject_id=number,
        due_date=due,
        step=step,
        text=f"7KX2MPQ{number}: Part 1, autumn term 2026/27",
        path=f"/plans/7KX2MPQ{number}/",
    )


def _queue(*told):
    return notices.queue(told, at=clock.now())


def _letter(person=None, **fields):
    person = person or UserFactory()
    defaults = {"kind": "digest", "day": TUESDAY, "subject": "Reminder: 1 thing to do", "body": ".begins\nends\n"}
    return Letter.objects.create(person=person, created_at=clock.now(), **defaults | fields)


def _go(*, is_working_day=True):
    return {str(outcome): number for outcome, number in letters.send_waiting(is_working_day=is_working_day).items()}


def _in_twelve_minutes(monkeypatch):
    later = clock.real_now() + dt.timedelta(minutes=12)
    monkeypatch.setattr(clock, "real_now", lambda: later)


# Gather


def test_a_person_gets_one_letter_with_everything_that_waits():
    sam, kim = UserFactory(), UserFactory()
    _queue(_told(sam, number=2), _told(sam, number=3), _told(kim, number=4))

    assert letters.gather(TUESDAY, at=clock.now()) == 2

    letter = Letter.objects.get(person=sam)
    assert letter.subject == "Reminder: 2 things to do"
    assert "7KX2MPQ2: Part 1, autumn term 2026/27, due on Tuesday 8 December 2026" in letter.body
    assert "http://127.0.0.1:8000/plans/7KX2MPQ3/" in letter.body
    assert "7KX2MPQ4" not in letter.body
    assert letter.notices.count() == 2


def test_late_things_stand_first_and_in_the_subject():
    sam = UserFactory()
    _queue(_told(sam, number=2), _told(sam, number=3, due=dt.date(2026, 11, 30), step="late"))

    letters.gather(TUESDAY, at=clock.now())

    letter = Letter.objects.get()
    assert letter.subject == "Reminder: 2 things to do, 1 late"
    assert letter.body.index("7KX2MPQ3") < letter.body.index("7KX2MPQ2")


def test_what_is_due_on_the_day_of_the_letter_is_not_late():
    sam = UserFactory()
    _queue(_told(sam, due=TUESDAY, step="0"))

    letters.gather(TUESDAY, at=clock.now())

    letter = Letter.objects.get()
    assert letter.subject == "Reminder: 1 thing to do"
    assert letter.body.count("7KX2MPQ1: Part 1") == 1


def test_a_subject_says_nothing_about_care_and_a_body_neither():
    sam = UserFactory()
    _queue(_told(sam))

    letters.gather(TUESDAY, at=clock.now())

    letter = Letter.objects.get()
    for word in ("looked after", "in care", "child"):
        assert word not in letter.subject.lower()
        assert word not in letter.body.lower()


def test_what_comes_after_the_days_letter_waits_for_the_next_one():
    sam = UserFactory()
    _queue(_told(sam, number=2))
    letters.gather(TUESDAY, at=clock.now())
    _queue(_told(sam, number=3))

    assert letters.gather(TUESDAY, at=clock.now()) == 0
    assert letters.gather(TUESDAY + dt.timedelta(days=1), at=clock.now()) == 1
    assert Letter.objects.count() == 2
    assert not Notice.objects.filter(letter=None).exists()


def test_the_same_notice_is_queued_once_and_gathered_once():
    sam = UserFactory()

    assert [_queue(_told(sam)), _queue(_told(sam))] == [1, 0]
    letters.gather(TUESDAY, at=clock.now())
    assert _queue(_told(sam)) == 0
    assert letters.gather(TUESDAY + dt.timedelta(days=1), at=clock.now()) == 0


def test_while_schools_are_closed_whoever_works_elsewhere_too_gets_their_letter(cast):
    PostFactory(user=cast.teacher, role="VSO")
    PostFactory(user=cast.headteacher, role="VSO", until=TUESDAY)  # no longer
    PostFactory(user=cast.colleague, role="HT", school=cast.other_school)  # closed as well
    _queue(*(_told(person) for person in (cast.teacher, cast.headteacher, cast.colleague, cast.sam)))

    letters.gather(TUESDAY, at=clock.now(), schools_are_open=False)

    assert {letter.person for letter in Letter.objects.all()} == {cast.teacher, cast.sam}


@pytest.mark.parametrize("day", [SATURDAY, SATURDAY + dt.timedelta(days=1), BOXING_DAY_MONDAY, dt.date(2026, 12, 25)])
def test_nobody_gets_a_reminder_at_a_weekend_or_on_a_bank_holiday(day):
    _queue(_told(UserFactory()))
    _letter(day=dt.date(2026, 12, 4))
    invited = _letter(kind="invitation", subject="Your account")

    with clock.pretend(day):
        send_letters()

    assert [sent.subject for sent in mail.outbox] == ["Your account"]
    invited.refresh_from_db()
    assert invited.state == State.SENT
    assert Letter.objects.filter(kind="digest").count() == 1


def test_on_a_working_day_what_waits_is_gathered_and_sent_in_one_go():
    _queue(_told(UserFactory(email="sam@fernshire.example")))

    with clock.pretend(TUESDAY):
        send_letters()
        send_letters()

    assert [sent.to for sent in mail.outbox] == [["sam@fernshire.example"]]


def test_an_account_that_is_closed_gets_no_letter():
    gone = UserFactory(is_active=False)
    _letter(person=gone)
    _queue(_told(gone))

    with clock.pretend(TUESDAY):
        send_letters()

    assert mail.outbox == []


# Send, to a real mail server


def test_a_letter_arrives_as_it_was_written(mailbox):
    letter = _letter(UserFactory(email="sam@fernshire.example"), body="Dear Siân,\n.a line with a dot\n\nEnd\n")

    assert _go() == {"sent": 1}

    ((to, text),) = mailbox.delivered
    assert to == "sam@fernshire.example"
    assert f"Message-ID: <letter-{letter.pk}@127.0.0.1>" in text
    assert "Auto-Submitted: auto-generated" in text
    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert letter.sent_at


def test_lines_that_begin_with_a_dot_and_letters_beyond_ascii_survive(mailbox):
    _letter(body=".first\n..second\nplain\n")
    _letter(body="Siân\n")

    _go()

    (plain, accented) = (text for _, text in mailbox.delivered)
    assert plain.replace("\r\n", "\n").endswith("\n\n.first\n..second\nplain\n")
    assert "utf-8" in accented


def test_many_letters_go_over_one_connection_and_none_twice(mailbox):
    for _ in range(5):
        _letter()

    assert _go() == {"sent": 5}
    assert _go() == {}
    assert len({to for to, _ in mailbox.delivered}) == 5


@pytest.mark.parametrize("moment", ["at_rcpt", "at_data"])
def test_a_server_that_answers_451_gets_the_letter_later_and_once(mailbox, moment, monkeypatch):
    letter = _letter()
    getattr(mailbox, moment).append("451 try again later")

    assert _go() == {"not now": 1}
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (State.QUEUED, 1)
    assert "451" in letter.refusal
    assert _go() == {}

    _in_twelve_minutes(monkeypatch)
    assert _go() == {"sent": 1}
    assert len(mailbox.delivered) == 1


@pytest.mark.parametrize("moment", ["at_rcpt", "at_data"])
def test_an_address_that_is_refused_for_good_is_shown_and_not_tried_again(mailbox, moment, monkeypatch):
    letter = _letter()
    getattr(mailbox, moment).append("550 no such person")

    assert _go() == {"refused for good": 1}
    _in_twelve_minutes(monkeypatch)
    assert _go() == {}
    letter.refresh_from_db()
    assert (letter.state, letter.refusal) == (State.REFUSED, "550 no such person")


def test_one_refused_address_does_not_keep_the_next_letter_back(mailbox):
    _letter()
    _letter()
    mailbox.at_rcpt.append("550 no such person")

    assert _go() == {"refused for good": 1, "sent": 1}


def test_without_a_mail_server_everything_waits_and_nothing_is_tried_one_by_one(settings, mailbox):
    settings.EMAIL_PORT = free_port()
    first, second = _letter(), _letter()

    assert _go() == {"no mail server to talk to": 1}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts) == (State.QUEUED, 1)
    assert (second.state, second.attempts) == (State.QUEUED, 0)


def test_a_worker_killed_between_claim_and_send_leaves_the_letter_to_the_next(mailbox, monkeypatch):
    letter = _letter()
    assert letters.claim(letter.pk, token="dead worker", at=clock.real_now())

    assert _go() == {}
    _in_twelve_minutes(monkeypatch)
    assert _go() == {"sent": 1}
    assert len(mailbox.delivered) == 1


def test_a_worker_killed_while_handing_over_makes_it_perhaps_sent_and_it_is_not_repeated(mailbox, monkeypatch):
    letter = _letter()
    letters.claim(letter.pk, token="dead worker", at=clock.real_now())
    assert letters.begin_handing_over(letter.pk, token="dead worker", at=clock.real_now())

    _in_twelve_minutes(monkeypatch)
    assert _go() == {}
    letter.refresh_from_db()
    assert letter.state == State.PERHAPS_SENT
    assert mailbox.delivered == []


def test_a_server_that_hangs_up_after_the_text_leaves_it_perhaps_sent(mailbox, monkeypatch):
    letter = _letter()
    mailbox.hang_up_after_data = True

    assert _go() == {"perhaps sent": 1}
    _in_twelve_minutes(monkeypatch)
    assert _go() == {}
    letter.refresh_from_db()
    assert letter.state == State.PERHAPS_SENT
    assert len(mailbox.delivered) == 1


def test_of_two_workers_one_gets_the_letter():
    letter = _letter()

    assert letters.claim(letter.pk, token="one", at=clock.real_now())
    assert not letters.claim(letter.pk, token="two", at=clock.real_now())


def test_a_slow_worker_whose_claim_ran_out_gives_no_text(monkeypatch):
    letter = _letter()
    began = clock.real_now()
    letters.claim(letter.pk, token="slow", at=began)
    after = began + dt.timedelta(minutes=11)
    assert letters.claim(letter.pk, token="quick", at=after)

    assert not letters.begin_handing_over(letter.pk, token="slow", at=after)
    assert letters.begin_handing_over(letter.pk, token="quick", at=after)


@pytest.mark.parametrize("way", ["by SMTP", "in memory"])
def test_a_letter_that_somebody_else_has_taken_meanwhile_is_not_handed_over(way, request):
    box = request.getfixturevalue("mailbox") if way == "by SMTP" else None
    letter = _letter()

    with delivery.open_post() as post:
        envelope = delivery.Envelope(letter.pk, letter.to, letter.subject, letter.body)
        assert post.deliver(envelope, lambda: False).outcome is delivery.Outcome.NOT_OURS
        assert post.deliver(envelope, lambda: True).outcome is delivery.Outcome.SENT

    assert len(box.delivered if box else mail.outbox) == 1


def test_at_the_moment_at_which_a_claim_runs_out_the_letter_is_the_next_workers_alone():
    letter = _letter()
    began = clock.real_now()
    letters.claim(letter.pk, token="slow", at=began)
    after = began + letters.CLAIM

    assert not letters.begin_handing_over(letter.pk, token="slow", at=after)
    assert letters.claim(letter.pk, token="quick", at=after)
    assert not letters.begin_handing_over(letter.pk, token="slow", at=after)


# Again, by a person


def test_a_person_sends_again_what_perhaps_never_arrived(cast, mailbox):
    letter = _letter(state=State.PERHAPS_SENT)

    letters.send_again(letter, by=cast.officer)

    assert _go() == {"sent": 1}
    assert AuditRecord.objects.filter(act="letter.sent_again", by_id=cast.officer.pk).exists()


def test_what_was_sent_is_not_sent_again(cast):
    letter = _letter(state=State.SENT)

    with pytest.raises(letters.CannotSendAgain, match="was sent"):
        letters.send_again(letter, by=cast.officer)


def test_a_social_worker_sends_no_letter_again(cast):
    letter = _letter(person=cast.sam, state=State.PERHAPS_SENT)

    with pytest.raises(ActNotAllowed):
        letters.send_again(letter, by=cast.sam)
    letter.refresh_from_db()
    assert letter.state == State.PERHAPS_SENT


# When they do not leave


class TestAMailServerThatTakesNothing:
    def work(self, person):
        return html.unescape(signed_in(person).get(reverse("workspace:my_work")).content.decode())

    def test_is_one_line_in_the_log_and_an_alarm_for_those_who_can_act(self, cast, settings, mailbox, caplog):
        right, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
        since = clock.now() - dt.timedelta(hours=2)
        _letter(cast.sam), _letter(cast.teacher)
        Letter.objects.update(created_at=since)

        for _ in range(3):
            Letter.objects.update(not_before_at=None)
            _go()

        lines = [str(record.msg) for record in caplog.records if "NoMailServer" in str(record.msg)]
        assert len(lines) == 1
        assert "fernshire.example" not in lines[0]
        for person in (cast.admin, cast.officer, cast.head):
            assert f"2 emails have waited since {clock.local(since):%-d %B %Y, %H:%M}" in self.work(person)
            assert "1 piece of work could not be done" in self.work(person)
        assert "have waited" not in self.work(cast.sam) + self.work(cast.data_officer)

        settings.EMAIL_PORT = right
        Letter.objects.update(not_before_at=None)
        assert _go() == {"sent": 2}
        assert "have waited" not in self.work(cast.admin)
        assert "could not be done" not in self.work(cast.admin)

    def test_the_password_is_wrong(self, cast, settings, mailbox):
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "wrong"
        _letter(cast.sam)
        Letter.objects.update(created_at=clock.now() - dt.timedelta(hours=2))

        assert _go() == {"no mail server to talk to": 1}

        assert "1 email has waited since" in self.work(cast.admin)
        assert UndoneWork.objects.get().fault == "accounts.letters.NoMailServer"

    def test_what_was_refused_or_perhaps_sent_is_on_the_first_page_of_those_who_can_send_it_again(self, cast):
        _letter(cast.sam, state=State.REFUSED, refusal="550 no such person")
        _letter(cast.teacher, state=State.PERHAPS_SENT)

        for person in (cast.admin, cast.officer):
            work = self.work(person)
            assert "1 email refused by the mail server" in work
            assert "1 email may not have arrived: delivery unknown" in work
            assert f"{reverse('accounts:letters')}?state=REFUSED" in work
        assert "delivery unknown" not in self.work(cast.sam) + self.work(cast.data_officer)
