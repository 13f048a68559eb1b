"""Who may have a paper or a page is settled before it is drawn; tests of that leave the drawing out (a plugin of pytest)."""

import io
from unittest.mock import MagicMock

import pikepdf
import pytest
from django.template.backends.django import Template


@pytest.fixture
def nothing_is_drawn(monkeypatch):
    """The libraries that draw papers are left out."""
    page = MagicMock(write_pdf=lambda **_: TAGGED)
    monkeypatch.setattr("peps.documents.pdf.HTML", lambda **_: page)
    monkeypatch.setattr("peps.documents.pdf.CSS", MagicMock())
    monkeypatch.setattr("peps.documents.pdf.FontConfiguration", MagicMock())
    monkeypatch.setattr("peps.documents.word.Document", lambda: MagicMock(add_table=undrawn_table))


@pytest.fixture
def pages_are_drawn_once(monkeypatch):
    """Each page, refusals among them, is drawn for the first who opens it, and left empty for the rest."""
    draw, drawn = Template.render, set()

    def render(template, context=None, request=None):
        name = template.template.name
        if request is not None and name in drawn:
            return ""
        drawn.add(name)
        return draw(template, context, request)

    monkeypatch.setattr(Template, "render", render)


def undrawn_table(*, cols, **_):
    row = MagicMock(cells=[MagicMock()] * cols)
    return MagicMock(rows=[row], add_row=lambda: row)


def tagged_pdf() -> bytes:
    """The least that our own finishing touch of a PDF can work on."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.Root.StructTreeRoot = pikepdf.Dictionary()
        pdf.save(out)
    return out.getvalue()


TAGGED = tagged_pdf()
