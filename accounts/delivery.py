"""The conversation with the mail server, one letter at a time, so that we know what it has taken and what not.

`hand_over` is asked after the server accepted the recipient and before it is given the text. Only when it says yes
may the text go: from then on a break leaves us not knowing, and before it we know that nothing was sent.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

HandOver = Callable[[], bool]
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
START_OF_TEXT = 354
CALENDAR_METHOD = re.compile(r"^METHOD:(\w+)\s*$", re.MULTILINE)


class Outcome(StrEnum):
    SENT = "sent"
    PERHAPS_SENT = "perhaps sent"
    REFUSED = "refused for good"
    LATER = "not now"
    NOT_OURS = "somebody else took the letter"
    NO_SERVER = "no mail server to talk to"


@dataclass(frozen=True)
class Report:
    outcome: Outcome
    text: str = ""


@dataclass(frozen=True)
class Envelope:
    number: int
    to: str
    subject: str
    body: str
    calendar: str = ""
    reply_to: str = ""

    def mail(self) -> EmailMessage:
        """With the same Message-ID each time, so that a mail program may see that two are one."""
        host = urlsplit(settings.PORTAL_ADDRESS).hostname or "portal"
        headers = {"Message-ID": f"<letter-{self.number}@{host}>", "Auto-Submitted": "auto-generated"}
        answers_go_to = [self.reply_to] if self.reply_to else None
        mail = EmailMessage(
            self.subject, self.body, settings.DEFAULT_FROM_EMAIL, [self.to], reply_to=answers_go_to, headers=headers
        )
        if self.calendar:
            mail.attach("meeting.ics", self.calendar, _calendar_type(self.calendar))
        return mail

    def message(self) -> Message:
        return self.mail().message()


class Postman(AbstractContextManager["Postman"]):
    """Hands letters over. Connects for the first one, and again after a break."""

    def deliver(self, envelope: Envelope, hand_over: HandOver) -> Report:
        raise NotImplementedError

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


def _calendar_type(calendar: str) -> str:
    """The method of an appointment is repeated in the header: calendar programs look for it there (RFC 6047, 2.4)."""
    method = CALENDAR_METHOD.search(calendar)
    return f"text/calendar; method={method[1]}" if method else "text/calendar"


def open_post() -> Postman:
    return SmtpPostman() if settings.EMAIL_BACKEND == SMTP_BACKEND else BackendPostman()


class BackendPostman(Postman):
    """Console, file or memory, for demonstrations and tests: nothing can be asked back, so a break is 'perhaps'."""

    def deliver(self, envelope: Envelope, hand_over: HandOver) -> Report:
        if not hand_over():
            return Report(Outcome.NOT_OURS)
        try:
            get_connection().send_messages([envelope.mail()])
        except (OSError, smtplib.SMTPException) as problem:
            return Report(Outcome.PERHAPS_SENT, str(problem))
        return Report(Outcome.SENT)


class SmtpPostman(Postman):
    def __init__(self) -> None:
        self.server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind, problem, trace) -> None:
        self._hang_up()

    def deliver(self, envelope: Envelope, hand_over: HandOver) -> Report:
        try:
            server = self.server = self.server or _connect()
        except (OSError, smtplib.SMTPException) as problem:
            return Report(Outcome.NO_SERVER, _said(problem))
        try:
            refused = _address(server, envelope)
        except ValueError:
            self._hang_up()
            return Report(Outcome.REFUSED, "The e-mail address holds a letter that mail servers cannot read.")
        except (OSError, smtplib.SMTPException) as problem:
            self._hang_up()
            return Report(Outcome.LATER, _said(problem))
        if refused:
            return refused
        if not hand_over():
            self._hang_up()
            return Report(Outcome.NOT_OURS)
        return self._give_text(server, envelope)

    def _give_text(self, server: smtplib.SMTP, envelope: Envelope) -> Report:
        try:
            code, answer = server.docmd("DATA")
            if code != START_OF_TEXT:
                return _answered(server, code, answer)
        except (OSError, smtplib.SMTPException) as problem:
            self._hang_up()
            return Report(Outcome.LATER, _said(problem))
        try:
            server.send(_as_data(envelope.message()))
            return _answered(server, *server.getreply())
        except (OSError, smtplib.SMTPException) as problem:
            self._hang_up()
            return Report(Outcome.PERHAPS_SENT, _said(problem))

    def _hang_up(self) -> None:
        if self.server is not None:
            try:
                self.server.quit()
            except (OSError, smtplib.SMTPException):
                self.server.close()
        self.server = None


def _connect() -> smtplib.SMTP:
    host, port, seconds = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT
    if settings.EMAIL_USE_SSL:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=seconds, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=seconds)
    try:
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def _address(server: smtplib.SMTP, envelope: Envelope) -> Report | None:
    """Sender and recipient. A refusal of us is trouble of ours, and tried again; one of the recipient is for good."""
    server.ehlo_or_helo_if_needed()
    code, answer = server.mail(settings.DEFAULT_FROM_EMAIL)
    if not 200 <= code < 300:
        server.rset()
        return Report(Outcome.LATER, _words(code, answer))
    code, answer = server.rcpt(envelope.to)
    return None if 200 <= code < 300 else _answered(server, code, answer)


def _answered(server: smtplib.SMTP, code: int, answer: bytes) -> Report:
    if 200 <= code < 300:
        return Report(Outcome.SENT)
    server.rset()
    return Report(Outcome.REFUSED if code >= 500 else Outcome.LATER, _words(code, answer))


def _as_data(message: Message) -> bytes:
    """Lines end in CRLF, a line that begins with a dot gets a second one, a lone dot ends it all (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message.as_bytes())
    return re.sub(rb"(?m)^\.", b"..", lines).removesuffix(b"\r\n") + b"\r\n.\r\n"


def _words(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('ascii', 'replace')}"[:300]


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        error = problem.smtp_error
        return _words(problem.smtp_code, error if isinstance(error, bytes) else str(error).encode())
    return (str(problem) or type(problem).__name__)[:300]
