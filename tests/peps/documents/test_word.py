"""The plan as a Word document: it opens elsewhere, its headings are headings and its tables tables; an old one stays."""

import io
import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from docx import Document
from PIL import Image

from accounts.authority_profile import load
from accounts.logos import LogoNotRead, keep_logo, png_of
from accounts.models import Authority, Logo
from children.enums import Phase
from peps.audiences.audiences import READS_ALL
from peps.documents.pdf import render_child_copy, render_pdf
from peps.documents.signed_copy import body_of
from peps.documents.word import render_word
from tests.peps.documents.test_pdf import SCHEMA_1, all_of, assert_pdfua_finds_nothing, words_of
from tests.peps.filled_plan import filled_plan

NAMES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
}
GOLDEN = SCHEMA_1.parent
# LibreOffice and pdfua take seconds each: the longest form with every change, the others before work is finished.
PHASES = [phase if phase == Phase.SECONDARY else pytest.param(phase, marks=pytest.mark.slow) for phase in Phase]


def in_libreoffice(data: bytes, tmp_path) -> ElementTree.Element:
    """The document as LibreOffice understands it."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "plan.docx").write_bytes(data)
    own = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [
        "soffice",
        own,
        "--headless",
        "--convert-to",
        "fodt",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "plan.docx"),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    return ElementTree.parse(tmp_path / "plan.fodt").getroot()  # noqa: S314 - our own document


@pytest.mark.django_db
@pytest.mark.parametrize("phase", PHASES)
def test_it_opens_in_libreoffice_with_headings_that_are_headings_and_tables_that_are_tables(phase, tmp_path):
    body = body_of(filled_plan(phase))
    opened = in_libreoffice(render_word(body), tmp_path)

    headings = {
        "".join(each.itertext()): each.get(f"{{{NAMES['text']}}}outline-level")
        for each in opened.iterfind(".//text:h", NAMES)
    }
    assert headings["Part 1"] == "1"
    assert headings[body["sections"][0]["title"]] == "2"
    tables = list(opened.iterfind(".//table:table", NAMES))
    assert len(tables) > 10
    for table in tables:
        heads = table.findall("./table:table-header-rows/table:table-row", NAMES)
        assert len(heads) == 1


def text_of(data: bytes) -> str:
    """Paragraphs and tables in the order of the document, a line each."""
    lines = []
    for element in Document(io.BytesIO(data)).iter_inner_content():
        if hasattr(element, "rows"):
            lines += [" | ".join(cell.text for cell in row.cells) for row in element.rows]
        elif element.text.strip():
            lines.append(f"{element.style.name}: {element.text}")
    return "\n".join(lines) + "\n"


@pytest.mark.django_db
class TestACopyOfTheFirstYear:
    """Signed under an older form, without wishes, actions or a logo. What it says stays as it was."""

    def test_reads_in_word_as_it_always_did(self):
        body = json.loads(SCHEMA_1.read_text(encoding="utf-8"))
        assert text_of(render_word(body)) == (GOLDEN / "signed_copy_schema_1.word.txt").read_text(encoding="utf-8")

    def test_reads_on_paper_as_it_always_did(self, tmp_path):
        body = json.loads(SCHEMA_1.read_text(encoding="utf-8"))
        expected = (GOLDEN / "signed_copy_schema_1.pdf.txt").read_text(encoding="utf-8")
        assert words_of(render_pdf(body), tmp_path) == expected.strip()


@pytest.mark.django_db
class TestTheLogo:
    @pytest.fixture
    def authority(self, settings, tmp_path):
        settings.BASE_DIR = tmp_path
        (tmp_path / "profiles").mkdir()
        Image.new("RGB", (2000, 600), "#1d4d4f").save(tmp_path / "profiles" / "crest.png")
        Authority.objects.all().delete()
        load(
            {"name": "Fernshire County Council", "virtual_school_name": "Fernshire Virtual School", "logo": "crest.png"}
        )
        return Authority.objects.get()

    def test_stands_on_pdf_and_word_with_words_for_those_who_do_not_see_it(self, authority):
        body = body_of(filled_plan())
        assert body["authority"]["logo"] == authority.logo_id
        word = Document(io.BytesIO(render_word(body)))
        described = word.inline_shapes[0]._inline.docPr.get("descr")
        assert described == f"Logo of {body['authority']['name']}"
        paper = render_pdf(body)
        assert paper != render_pdf({**body, "authority": {**body["authority"], "logo": ""}})

    @pytest.mark.parametrize("phase", PHASES)
    def test_pdfua_finds_nothing_in_a_plan_and_a_childs_copy_that_carry_it(self, authority, phase, tmp_path):
        """Checked with pdfua, which knows a part of the rules of PDF/UA-1; that is not to say that it conforms."""
        body = body_of(filled_plan(phase))
        for paper in (render_pdf(body), render_child_copy(body, maker=READS_ALL)):
            assert_pdfua_finds_nothing(paper, tmp_path)
            with pikepdf.open(io.BytesIO(paper)) as pdf:
                pictures = all_of(pdf, "/Figure")
                assert [str(each.Alt) for each in pictures] == [f"Logo of {body['authority']['name']}"]

    def test_a_signed_plan_keeps_the_one_it_was_signed_with(self, authority, settings):
        was = authority.logo_id
        Image.new("RGB", (200, 60), "red").save(Path(settings.BASE_DIR) / "profiles" / "new.png")
        load({"name": authority.name, "virtual_school_name": authority.virtual_school_name, "logo": "new.png"})

        assert Authority.objects.get().logo_id != was
        assert png_of(was).startswith(b"\x89PNG")
        assert Logo.objects.count() == 2

    def test_what_is_no_picture_is_refused_in_words(self, tmp_path):
        (tmp_path / "a.png").write_text("<svg/>")
        with pytest.raises(LogoNotRead, match=r"a\.png"):
            keep_logo(tmp_path / "a.png")
        with pytest.raises(LogoNotRead):
            keep_logo(tmp_path / "not-there.png")
