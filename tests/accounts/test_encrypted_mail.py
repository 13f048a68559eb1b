"""Email leaves over an encrypted line where the council's mail server asks for one, in either of the two ways."""

import datetime as dt
import ipaddress
import ssl

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from accounts import clock, letters
from accounts.enums import LetterState as State
from accounts.models import Letter
from tests.factories import UserFactory
from tests.mail_server import mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of a mail server on this machine, vouched for by itself; key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = clock.real_now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("mail") / "certificate.pem"
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def trusted(certificate, monkeypatch):
    """As if an authority that this machine knows had signed it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def encryption(certificate):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


@pytest.fixture
def letter(db):
    return Letter.objects.create(
        person=UserFactory(email="sam@fernshire.example"),
        kind="invitation",
        day=dt.date(2026, 12, 1),
        subject="Your account",
        body="Dear Sam\n",
        created_at=clock.now(),
    )


def go():
    return {str(outcome): number for outcome, number in letters.send_waiting(is_working_day=True).items()}


def asks_for(name, password):
    def answer(_server, _session, _envelope, _mechanism, given):
        return AuthResult(success=(given.login, given.password) == (name.encode(), password.encode()), handled=False)

    return answer


def test_to_a_server_that_is_encrypted_from_the_first_byte(letter, settings, encryption, trusted):
    with mail_server(settings, encrypted_from_the_first_byte_by=encryption) as box:
        settings.EMAIL_USE_SSL = True
        assert go() == {"sent": 1}

    assert [to for to, _ in box.delivered] == ["sam@fernshire.example"]


def test_to_a_server_that_takes_nothing_before_the_line_is_encrypted(letter, settings, encryption, trusted):
    with mail_server(settings, tls_context=encryption, require_starttls=True) as box:
        settings.EMAIL_USE_TLS = True
        assert go() == {"sent": 1}

    assert [to for to, _ in box.delivered] == ["sam@fernshire.example"]


def test_to_a_server_that_asks_for_name_and_password_which_go_over_the_encrypted_line(
    letter, settings, encryption, trusted
):
    with mail_server(
        settings,
        tls_context=encryption,
        require_starttls=True,
        auth_required=True,
        authenticator=asks_for("portal", "key"),
    ) as box:
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "portal", "key"
        assert go() == {"sent": 1}

    assert [to for to, _ in box.delivered] == ["sam@fernshire.example"]


@pytest.mark.parametrize("way", ["EMAIL_USE_SSL", "EMAIL_USE_TLS"])
def test_a_server_that_nobody_vouches_for_is_told_nothing_and_the_email_waits(letter, settings, encryption, way):
    manners = {
        "EMAIL_USE_SSL": {"encrypted_from_the_first_byte_by": encryption},
        "EMAIL_USE_TLS": {"tls_context": encryption},
    }[way]
    with mail_server(settings, **manners) as box:
        setattr(settings, way, True)
        assert go() == {"no mail server to talk to": 1}

    assert box.delivered == []
    letter.refresh_from_db()
    assert letter.state == State.QUEUED
