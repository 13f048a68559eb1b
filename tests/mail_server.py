"""A real mail server on this machine, which can be told to answer as mail servers do on a bad day."""

import contextlib
import socket
import ssl
from collections.abc import Iterator

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Mailbox:
    """What was delivered, and what to answer: each list is used up from its front, then all is well again."""

    def __init__(self):
        self.delivered: list[tuple[str, str]] = []
        self.at_rcpt: list[str] = []
        self.at_data: list[str] = []
        self.before_rcpt = lambda: None
        self.after_data = lambda: None
        self.hang_up_after_data = False

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        self.before_rcpt()
        if self.at_rcpt:
            return self.at_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        if self.at_data:
            return self.at_data.pop(0)
        self.delivered.append((envelope.rcpt_tos[0], envelope.content.decode()))
        self.after_data()
        if self.hang_up_after_data:
            server.transport.close()
        return "250 taken"


class _Server(Controller):
    def __init__(self, *given, manners: dict, **more):
        self.manners = manners
        super().__init__(*given, **more)

    def factory(self):
        return SMTP(self.handler, hostname="mail.example", enable_SMTPUTF8=False, **self.manners)


@contextlib.contextmanager
def mail_server(
    settings, *, encrypted_from_the_first_byte_by: ssl.SSLContext | None = None, **manners
) -> Iterator[Mailbox]:
    """`manners` are aiosmtpd's own words: encryption after the greeting, and names and passwords."""
    mailbox = Mailbox()
    port = free_port()
    server = _Server(
        mailbox, hostname="127.0.0.1", port=port, ssl_context=encrypted_from_the_first_byte_by, manners=manners
    )
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = ""
    try:
        yield mailbox
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
