"""The plan as a Word document: real headings, real tables, in the order of its paper. From the body alone."""

import io
import re
from collections.abc import Collection
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from accounts.logos import png_of
from children.protection.protective_facts import ProtectiveWarning
from peps.audiences.audiences import READS_ALL, Reader
from peps.documents.layout import Body, pages

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, SIZE = "Arial", 11
LOGO_HEIGHT = 15  # millimetres
LANGUAGE = "en-GB"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
PAIR = ("What is asked", "What stands there")
"""Every table says what its columns are, also to those who hear it."""


def render_word(
    body: dict[str, Any],
    *,
    is_draft: bool = False,
    reader: Reader = READS_ALL,
    warnings: Collection[ProtectiveWarning] = (),
) -> bytes:
    """What `reader` may not read is left out, by the same rule as on paper."""
    shown = _clean(pages(body, reader=reader, is_draft=is_draft, warnings=warnings))
    paper = _begun(shown)
    for part in shown["parts"]:
        paper.add_heading(part["title"], level=1)
        paper.add_paragraph(part["intro"])
        for section in part["sections"]:
            _add_section(paper, section)
    if shown["signed"]:
        paper.add_heading("Signed off", level=1)
        by, on = shown["signed"]["by"], shown["signed"]["on"]
        paper.add_paragraph(f"{by}, {shown['authority']['virtual_school_name']}, on {on}.")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _begun(shown: Body) -> Paper:
    paper = Document()
    paper.core_properties.title = shown["document_title"]
    paper.core_properties.author = shown["authority"]["name"]
    paper.core_properties.language = LANGUAGE
    paper.core_properties.comments = ""
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    _speak(normal.element)
    _add_logo(paper, shown["authority"])
    paper.add_paragraph(shown["authority"]["name"])
    paper.add_heading("Personal Education Plan", level=0)
    paper.add_paragraph(shown["name"])
    paper.add_paragraph(shown["running_title"])
    if shown["unsigned"]:
        _add_marked(paper, shown["unsigned"]["mark"], shown["unsigned"]["text"])
    for warning in shown["warnings"]:
        _add_marked(paper, warning["title"], warning["text"])
    _add_pairs(paper, shown["facts"], PAIR)
    return paper


def _add_marked(paper: Paper, mark: str, text: str) -> None:
    marked = paper.add_paragraph()
    marked.add_run(f"{mark}: ").bold = True
    marked.add_run(text)


def _add_logo(paper: Paper, authority: Body) -> None:
    if png := png_of(authority.get("logo", "")):
        picture = paper.add_picture(io.BytesIO(png), height=Mm(LOGO_HEIGHT))
        picture._inline.docPr.set("descr", f"Logo of {authority['name']}")  # noqa: SLF001  (no other way to describe it)


def _speak(style: Any) -> None:
    """A screen reader has to know in which language it reads."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    style.get_or_add_rPr().append(language)


def _add_section(paper: Paper, section: Body) -> None:
    paper.add_heading(section["title"], level=2)
    if section["note"]:
        paper.add_paragraph(section["note"])
    _add_table(paper, section["table_first"])
    _add_pairs(paper, section["rows"], PAIR)
    _add_table(paper, section["table_last"])


def _add_table(paper: Paper, table: Body | None) -> None:
    if table is None:
        return
    for target in table.get("targets", []):
        _add_target(paper, target)
    if reviews := table.get("reviews"):
        rows = [[each["target"], each["result"], each["evidence"]] for each in reviews]
        _add_grid(paper, ["Target of the last plan", "How it went", "How we know"], rows)
    if results := table.get("results"):
        rows = [[each["subject"], each["last"], each["now"], each["aim"], each["expected"]] for each in results]
        _add_grid(paper, ["Subject", "Last time", "Now", "Aim", "Expected"], rows)
    if scores := table.get("scores"):
        rows = [[each["scale"], str(each["score"]), each["band"]] for each in scores]
        if table["total"]:
            rows.append(["Total of the first four", str(table["total"]["score"]), table["total"]["band"]])
        _add_grid(paper, ["What is looked at", "Score", "Compared with most children"], rows)
    _add_pairs(paper, table.get("rows", []), PAIR)


def _add_target(paper: Paper, target: Body) -> None:
    paper.add_heading(target["title"], level=3)
    paper.add_paragraph(target["outcome"])
    _add_pairs(paper, target["rows"], PAIR)
    if target["costs"]:
        rows = [[each["what"], each["source"], each["asked"]] for each in target["costs"]]
        _add_grid(paper, ["What for", "Asked of", "Cost"], rows)


def _add_pairs(paper: Paper, rows: list[Body], heads: tuple[str, str]) -> None:
    if rows:
        _add_grid(paper, list(heads), [[row["label"], row["text"]] for row in rows])


def _add_grid(paper: Paper, heads: list[str], rows: list[list[str]]) -> None:
    """A table whose first row is its heading, also on the next page."""
    table: Table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  (no other way to repeat a heading row)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    paper.add_paragraph()


def _clean(value: Any) -> Any:
    """XML knows no control characters but tab and line end."""
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return CONTROL.sub("", value) if isinstance(value, str) else value
