import copy
import io
import itertools
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from children.enums import Phase
from peps.audiences.audiences import READS_ALL, reader_of
from peps.documents.layout import file_name, pages, pounds
from peps.documents.pdf import NothingFromOutside, render_pdf
from peps.documents.signed_copy import body_of
from peps.enums import Audience
from tests.peps.filled_plan import filled_plan

SCHEMA_1 = Path(__file__).parents[2] / "data" / "signed_copy_schema_1.json"


@pytest.fixture
def body():
    """A copy that was signed in the first year of the portal; it must be read for ever."""
    return json.loads(SCHEMA_1.read_text(encoding="utf-8"))


@pytest.fixture
def short(body):
    """Its first section alone, where a test renders for itself."""
    return {**body, "sections": body["sections"][:1]}


@pytest.fixture(scope="module")
def signed():
    """Rendered once for the tests that only look."""
    return render_pdf(json.loads(SCHEMA_1.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def draft():
    return render_pdf(json.loads(SCHEMA_1.read_text(encoding="utf-8")), is_draft=True)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def words_of(data: bytes, tmp_path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(data)
    said = subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True)
    return " ".join(said.stdout.split())


def elements(node, found=None):
    """Every element of the tag tree, in reading order."""
    found = [] if found is None else found
    if isinstance(node, pikepdf.Dictionary):
        found.append(node)
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            elements(kid, found)
    return found


def assert_pdfua_finds_nothing(data: bytes, tmp_path) -> None:
    command = Path(sys.executable).with_name("pdfua")
    if not command.exists():
        pytest.skip("pdfua is not installed")
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(data)
    done = subprocess.run([command, "check", paper], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def all_of(pdf, tag):
    return [node for node in elements(pdf.Root.StructTreeRoot) if node.get("/S") == tag]


def titles(item):
    yield str(item.title)
    for child in item.children:
        yield from titles(child)


class TestForScreenReaders:
    def test_it_is_tagged_with_a_language_and_a_title(self, signed):
        with opened(signed) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == "en-GB"
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            assert str(pdf.docinfo.Title) == "Personal Education Plan of Maya: Autumn term 2026/27"
            assert "pdfuaid" in pdf.Root.Metadata.read_bytes().decode()

    def test_bookmarks_lead_to_parts_and_sections(self, signed):
        with opened(signed) as pdf, pdf.open_outline() as outline:
            named = [title for item in outline.root for title in titles(item)]
        assert named[0] == "Personal Education Plan"
        assert {"Part 1", "School part", "My views", "Targets", "Target 1: English", "The meeting"} <= set(named)

    def test_every_heading_cell_says_what_it_heads(self, signed):
        with opened(signed) as pdf:
            cells = all_of(pdf, "/TH")
            scopes = []
            for cell in cells:
                attributes = cell.A if isinstance(cell.A, pikepdf.Array) else [cell.A]
                scopes += [str(each.Scope) for each in attributes if "/Scope" in each]
        assert len(scopes) == len(cells)
        assert set(scopes) == {"/Column", "/Row"}

    def test_tables_have_captions_and_headings_do_not_skip_a_level(self, signed):
        with opened(signed) as pdf:
            tables, captions = all_of(pdf, "/Table"), all_of(pdf, "/Caption")
            levels = [int(str(n.S)[2]) for n in elements(pdf.Root.StructTreeRoot) if str(n.get("/S", ""))[:2] == "/H"]
        assert len(tables) == len(captions) == 3
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))

    def test_the_link_is_shown_on_paper_too(self, signed):
        with opened(signed) as pdf:
            links = [link for page in pdf.pages for link in page.get("/Annots", [])]
            assert [int(link.F) for link in links] == [4]

    @pytest.mark.parametrize("which", ["signed", "draft"])
    def test_pdfua_finds_nothing(self, which, request, tmp_path):
        """Checked with pdfua, which knows a part of the rules of PDF/UA-1; that is not to say that it conforms."""
        assert_pdfua_finds_nothing(request.getfixturevalue(which), tmp_path)


class TestWhatItSays:
    def test_a_copy_of_schema_1_is_read_for_ever(self, signed, tmp_path):
        said = words_of(signed, tmp_path)
        for words in (
            "Fernshire County Council",
            "Maya Thornbury",
            "Handed in by Sam Rowe on 4 December 2026",
            "Maya writes a whole page alone",
            "£1,045.50",
            "£1,365.50",
            "Total of the first four 17 High",
            "The check of 6 November: 22 of 25.",
            "Tamsin Reeve, Fernshire Virtual School, on 9 December 2026",
            "Page 1 of",
        ):
            assert words in said

    def test_a_later_schema_is_not_guessed_at(self, body):
        with pytest.raises(ValueError, match="schema 9"):
            render_pdf({**body, "schema": 9})

    def test_a_draft_says_so_on_every_page_and_is_signed_by_nobody(self, draft, tmp_path):
        said = words_of(draft, tmp_path)
        with opened(draft) as pdf:
            assert said.count("Draft") >= len(pdf.pages)
        assert "Signed off" not in said

    def test_a_plan_that_was_closed_says_that_it_was_never_signed(self, short, tmp_path):
        said = words_of(render_pdf({**short, "closed_on": "3 November 2026"}, is_draft=True), tmp_path)
        assert "Not signed off: this plan was closed on 3 November 2026" in said
        assert "still being written" not in said

    def test_unanswered_questions_stand_in_a_draft_and_not_in_a_signed_copy(self, short, tmp_path):
        short["sections"][0]["answers"][0]["text"] = ""
        label = short["sections"][0]["answers"][0]["label"]
        draft = words_of(render_pdf(short, is_draft=True), tmp_path)
        assert label in draft
        assert "Not answered yet" in draft
        assert label not in words_of(render_pdf(short), tmp_path)

    def test_an_answer_of_many_pages_is_printed_to_its_end(self, short, tmp_path):
        short["sections"][0]["answers"][0]["text"] = "One more line.\n" * 300 + "The very last word."
        said = words_of(render_pdf(short), tmp_path)
        assert "The very last word." in said
        assert said.count("One more line.") == 300

    def test_what_people_type_is_text_and_nothing_else(self, short, tmp_path):
        short["sections"][0]["answers"][0]["text"] = "<img src='file:///etc/passwd'><b>& 2 < 3</b>"
        assert "<img src='file:///etc/passwd'><b>& 2 < 3</b>" in words_of(render_pdf(short), tmp_path)

    def test_nothing_is_fetched_from_the_disk_or_the_net(self):
        for url in ("file:///etc/passwd", "https://example.org/logo.png", "data:text/plain,x"):
            with pytest.raises(ValueError, match="from its body alone"):
                NothingFromOutside().fetch(url)

    def test_a_colour_that_is_none_is_not_believed(self, short, tmp_path):
        short["authority"]["brand_colour"] = "red; } body { display: none"
        assert "Maya Thornbury" in words_of(render_pdf(short), tmp_path)

    def test_fonts_are_free_ones(self, signed, tmp_path):
        if shutil.which("pdffonts") is None:
            pytest.skip("pdffonts is not installed")
        paper = tmp_path / "paper.pdf"
        paper.write_bytes(signed)
        listed = subprocess.run(["pdffonts", paper], capture_output=True, text=True, check=True).stdout
        assert "Transport" not in listed
        assert all("yes" in line for line in listed.splitlines()[2:])  # embedded


class TestForWhom:
    @pytest.mark.django_db
    @pytest.mark.parametrize("phase", Phase)
    def test_each_answer_stands_exactly_where_its_audience_allows(self, phase):
        """Every answer is given a mark of its own; what a reader's pages hold is compared with what they may read."""
        body = body_of(filled_plan(phase))
        answers = [answer for section in body["sections"] for answer in section["answers"]]
        for number, answer in enumerate(answers):
            answer["text"] = f"mark{number}."
        readers = {audience: reader_of(audience) for audience in Audience} | {"all": READS_ALL}
        for audience, reader in readers.items():
            drawn = pages(body, reader=reader, is_draft=False)
            seen = {row["text"] for part in drawn["parts"] for section in part["sections"] for row in section["rows"]}
            allowed = {a["text"] for a in answers if audience == "all" or audience in a["audiences"]}
            assert seen == allowed

    def test_a_carers_copy_leaves_out_what_is_not_for_carers(self, body, tmp_path):
        said = words_of(render_pdf(body, reader=reader_of(Audience.CARER)), tmp_path)
        assert "Maya writes a whole page alone" in said
        assert "Jo Carer" in said
        for kept_back in ("MARK-WRITERS", "MARK-SCHOOL", "Care order", "£320.00", "Why care began"):
            assert kept_back not in said

    def test_a_parents_copy_does_not_say_where_the_child_lives_or_learns(self, body, tmp_path):
        said = words_of(render_pdf(body, reader=reader_of(Audience.PARENT)), tmp_path)
        assert "Maya Thornbury" in said
        for kept_back in ("Jo Carer", "Larkfield", "The library", "MARK-"):
            assert kept_back not in said

    def test_somebody_who_may_read_nothing_gets_no_section(self, body):
        drawn = pages(body, reader=reader_of(), is_draft=False)
        assert drawn["parts"] == []


class TestTheFileName:
    def test_says_what_it_is_without_a_name(self, body):
        assert file_name(body) == f"PEP-autumn-2026-27-{body['reference']}.pdf"
        assert file_name(body, is_draft=True) == f"PEP-draft-autumn-2026-27-{body['reference']}.pdf"

    def test_holds_no_name_whatever_the_title(self, body):
        other = copy.deepcopy(body)
        other["title"] = "Plan after a change"
        assert file_name(other) == f"PEP-plan-after-a-change-{body['reference']}.pdf"


def test_pounds_always_show_their_pence_so_that_a_column_lines_up():
    assert [pounds(0), pounds(5), pounds(104500)] == ["£0.00", "£0.05", "£1,045.00"]
