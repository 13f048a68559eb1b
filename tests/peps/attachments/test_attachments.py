"""Documents attached to a section: known by their content, read by whom they name, never shown inside a page."""

import contextlib
import io
import socket
import struct
import threading
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from accounts.models import AuditRecord
from peps.files.file_kinds import KINDS, NotTaken, told_apart
from peps.models import Attachment
from tests.factories import open_plan
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child)


def url(pep, name="peps:attach", key="learning", *more):
    return reverse(name, args=[pep.reference, key, *more])


def send(person, pep, content=PDF, *, name="report.pdf", key="learning", audiences=("SCHOOL",)):
    typed = {"kind": "REPORT", "title": "Autumn report", "audiences": audiences}
    return signed_in(person).post(url(pep, key=key), typed | {"file": SimpleUploadedFile(name, content)})


def attached(cast, pep, **more):
    assert send(cast.teacher, pep, **more).status_code == 302
    return Attachment.objects.latest("pk")


def picture(kind="JPEG"):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "MARK-EXIF"
    Image.new("RGB", (40, 30), "teal").save(out, kind, exif=exif)
    return out.getvalue()


def archive(*names, **contents):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in names:
            parts.writestr(name, contents.get(name, "<x/>"))
    return out.getvalue()


def test_a_report_is_attached_and_read_back_as_a_file(cast, pep):
    document = attached(cast, pep)
    page = signed_in(cast.teacher).get(url(pep, "peps:section")).content.decode()
    response = signed_in(cast.teacher).get(url(pep, "peps:attachment", "learning", document.reference))

    assert "Autumn report" in page
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Robin" not in response["Content-Disposition"]
    assert document.reference in response["Content-Disposition"]
    assert "Autumn" not in response["Content-Disposition"]
    assert AuditRecord.objects.filter(act="attachment.downloaded", by_id=cast.teacher.pk).count() == 1


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (PDF, "pdf"),
        (picture(), "jpg"),
        (picture("PNG"), "png"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        ("Größe, café: plain words\n".encode(), "txt"),
    ],
    ids=["pdf", "jpeg", "png", "word", "text"],
)
def test_what_it_is_is_told_by_the_content_and_not_by_the_name(content, extension):
    assert told_apart(content)[0].extension == extension


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03" + bytes(60),
        b"<html>\x00<script>",
        archive("anything.xml"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04 broken",
        b"\xff\xd8\xff broken",
        b"\x89PNG\r\n\x1a\n broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ],
    ids=["program", "binary", "zip", "macros", "broken zip", "broken jpeg", "broken png", "old word"],
)
def test_what_is_none_of_the_kinds_is_refused_with_what_to_send(cast, pep, content):
    response = send(cast.teacher, pep, content, name="report.pdf")

    assert response.status_code == 422
    assert "It has to be PDF, Word" in response.content.decode()
    assert not Attachment.objects.exists()


@given(st.binary(max_size=200) | st.sampled_from([PDF, picture(), archive("mimetype")]).map(lambda b: b[: len(b) // 2]))
def test_any_bytes_are_told_apart_or_refused(content):
    with contextlib.suppress(NotTaken):
        assert told_apart(content)[0].content_type in KINDS


def test_a_picture_is_drawn_anew_without_what_the_camera_wrote(cast, pep):
    document = attached(cast, pep, content=picture(), name="drawing.jpg")

    with default_storage.open(document.stored_name) as kept:
        assert b"MARK-EXIF" not in kept.read()
    assert b"MARK-EXIF" in picture()


def test_a_file_that_is_too_large_is_refused(cast, pep, settings):
    settings.ATTACHMENT_MOST_BYTES = 2**20
    response = send(cast.teacher, pep, PDF + bytes(2**20))

    assert response.status_code == 422
    assert "larger than 1 MB" in response.content.decode()


def test_without_a_file_the_form_says_so(cast, pep):
    response = signed_in(cast.teacher).post(url(pep), {"kind": "REPORT", "title": "Report"})
    assert response.status_code == 422
    assert "Choose a document" in response.content.decode()


class TestReaders:
    def code(self, person, pep, document, key="learning"):
        return signed_in(person).get(url(pep, "peps:attachment", key, document.reference)).status_code

    def submit(self, pep):
        pep.parts.update(submitted_at=pep.opened_at, first_submitted_at=pep.opened_at)

    def test_a_document_for_the_school_is_read_by_its_head_and_by_those_who_read_all(self, cast, pep):
        document = attached(cast, pep)
        self.submit(pep)
        assert {
            who: self.code(getattr(cast, who), pep, document) for who in ("headteacher", "iro", "officer", "sam")
        } == dict.fromkeys(("headteacher", "iro", "officer", "sam"), 200)

    def test_one_that_names_nobody_is_for_writers_and_the_virtual_school_alone(self, cast, pep):
        document = attached(cast, pep, audiences=())
        self.submit(pep)
        assert self.code(cast.headteacher, pep, document) == 404
        assert "Autumn report" not in signed_in(cast.headteacher).get(url(pep, "peps:read_section")).content.decode()
        assert self.code(cast.officer, pep, document) == 200

    @pytest.mark.parametrize(
        "who", ["stranger", "other_teacher", "nobody", "finance", "admin", "colleague", "service_manager"]
    )
    def test_others_find_nothing(self, cast, pep, who):
        document = attached(cast, pep)
        self.submit(pep)
        assert self.code(getattr(cast, who), pep, document) == 404

    def test_before_the_part_is_in_its_readers_wait(self, cast, pep):
        document = attached(cast, pep)
        assert self.code(cast.headteacher, pep, document) == 404

    def test_it_is_not_found_under_another_section(self, cast, pep):
        document = attached(cast, pep)
        assert self.code(cast.teacher, pep, document, key="strengths") == 404


class TestTakingAway:
    def test_asks_first_and_then_nobody_sees_it(self, cast, pep):
        document = attached(cast, pep)
        address = url(pep, "peps:remove_attachment", "learning", document.reference)
        client = signed_in(cast.teacher)

        assert "Take “Autumn report” away?" in client.get(address).content.decode()
        client.post(address)

        assert client.get(url(pep, "peps:attachment", "learning", document.reference)).status_code == 404
        document.refresh_from_db()
        assert document.removed_by == cast.teacher

    def test_who_only_reads_takes_nothing_away(self, cast, pep):
        document = attached(cast, pep)
        pep.parts.update(submitted_at=pep.opened_at, first_submitted_at=pep.opened_at)
        address = url(pep, "peps:remove_attachment", "learning", document.reference)

        assert signed_in(cast.headteacher).post(address).status_code == 404
        assert signed_in(cast.teacher).post(address).status_code == 403  # its part is in
        assert Attachment.objects.standing().exists()


def test_nothing_is_attached_to_a_part_that_is_in(cast, pep):
    pep.parts.update(submitted_at=pep.opened_at, first_submitted_at=pep.opened_at)
    assert send(cast.teacher, pep).status_code == 403
    assert not Attachment.objects.exists()
    assert default_storage.listdir("")[0] in ([], ["attachments"])


class Scanner:
    """A real socket that answers as a scanner does."""

    def __init__(self, answer: bytes):
        self.answer, self.heard = answer, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        line, _ = self.server.accept()
        with line:
            stream = line.makefile("rb")
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", stream.read(4))[0]:
                self.heard += stream.read(size)
            line.sendall(self.answer)
        self.server.close()


class TestTheVirusScanner:
    def test_that_finds_nothing_lets_the_file_in(self, cast, pep, settings):
        scanner = Scanner(b"stream: OK\0")
        settings.VIRUS_SCANNER = scanner.address

        attached(cast, pep)

        scanner.thread.join(5)
        assert scanner.heard == PDF

    def test_that_finds_something_refuses_it(self, cast, pep, settings):
        settings.VIRUS_SCANNER = Scanner(b"stream: Made-Up-Test FOUND\0").address
        response = send(cast.teacher, pep)

        assert response.status_code == 422
        assert "A virus was found" in response.content.decode()
        assert not Attachment.objects.exists()

    @pytest.mark.parametrize("address", ["127.0.0.1:9", "nonsense"])
    def test_that_is_set_and_does_not_answer_refuses_it(self, cast, pep, settings, address):
        settings.VIRUS_SCANNER = address
        response = send(cast.teacher, pep)

        assert response.status_code == 422
        assert "could not be checked for viruses" in response.content.decode()
        assert not Attachment.objects.exists()
