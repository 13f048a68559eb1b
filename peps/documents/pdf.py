"""A plan as a PDF that a screen reader can follow: tagged, with a language, a title and bookmarks."""

import io
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pikepdf
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from pikepdf import Array, Dictionary, Name
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from accounts.logos import png_of
from children.protection.protective_facts import ProtectiveWarning
from peps.audiences.audiences import READS_ALL, Reader
from peps.documents import turns
from peps.documents.child_copy import child_copy
from peps.documents.layout import pages
from peps.questions.words_for_children import words_now

LOGO = "portal:logo"
TEMPLATE, STYLES = "documents/pep.html", "documents/pep.css"
COLOUR = re.compile(r"^#[0-9a-f]{6}$")
USUAL_COLOUR = "#1d4d4f"
PRINTED = 4  # the flag of an annotation that paper shows too


class NothingFromOutside(URLFetcher):
    """The page needs no other file but the council's logo. What an answer might smuggle in is neither fetched nor read."""

    def __init__(self, logo: bytes = b"") -> None:
        super().__init__()
        self.logo = logo

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url == LOGO and self.logo:
            return URLFetcherResponse(url, body=self.logo, headers={"Content-Type": "image/png"})
        raise ValueError("A plan's paper is drawn from its body alone.")


def render_pdf(
    body: dict[str, Any],
    *,
    is_draft: bool = False,
    reader: Reader = READS_ALL,
    warnings: Collection[ProtectiveWarning] = (),
) -> bytes:
    """From the body alone, so that an old plan looks the same for ever. What `reader` may not read is left out."""
    shown = pages(body, reader=reader, is_draft=is_draft, warnings=warnings)
    return render_paper(TEMPLATE, shown, **_look(body))


def render_child_copy(body: dict[str, Any], *, maker: Reader) -> bytes:
    """The child's own copy, as far as `maker` may read it too."""
    context = child_copy(body, maker=maker, words=words_now())
    return render_paper("documents/child.html", context, **_look(body))


def _look(body: dict[str, Any]) -> dict[str, str]:
    """Colour and logo as they were; copies signed before know no logo."""
    authority = body["authority"]
    return {"brand_colour": authority["brand_colour"], "logo": authority.get("logo", "")}


def render_paper(template: str, context: dict[str, Any], *, brand_colour: str, logo: str = "") -> bytes:
    """Any of our papers, in the look of a plan: tagged, and drawn from the context alone. `logo` is a SHA-256, or ''.

    Raises PapersBusy when too many are drawn already.
    """
    with turns.one_turn():
        return _drawn(template, context, brand_colour=brand_colour, logo=logo)


def _drawn(template: str, context: dict[str, Any], *, brand_colour: str, logo: str) -> bytes:
    html = render_to_string(template, context)
    fonts = FontConfiguration()
    outside = NothingFromOutside(png_of(logo))
    document = HTML(string=html, base_url=None, url_fetcher=outside)
    styles = CSS(string=_styles(brand_colour), url_fetcher=outside, font_config=fonts)
    return finished(document.write_pdf(stylesheets=[styles], font_config=fonts, pdf_variant="pdf/ua-1"))


def finished(data: bytes) -> bytes:
    """Adds what the renderer leaves out: which column or row a heading cell heads, and that links are printed."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _scope(pdf.Root.StructTreeRoot, in_head=False)
        for page in pdf.pages:
            for annotation in page.get("/Annots", Array()):
                annotation.F = PRINTED
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
        return out.getvalue()


def _scope(node: Any, *, in_head: bool) -> None:
    if not isinstance(node, Dictionary):
        return
    kind = node.get("/S")
    if kind == Name.TH:
        _add_attribute(node, Dictionary(O=Name.Table, Scope=Name.Column if in_head else Name.Row))
    kids = node.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        _scope(kid, in_head=in_head or kind == Name.THead)


def _add_attribute(node: Any, new: Any) -> None:
    there = node.get("/A")
    if there is None:
        node.A = new
    elif isinstance(there, Array):
        there.append(new)
    else:
        node.A = Array([there, new])


def _styles(brand_colour: str) -> str:
    colour = brand_colour if COLOUR.match(brand_colour) else USUAL_COLOUR
    found = finders.find(STYLES)
    if not found:
        raise FileNotFoundError(STYLES)
    return f":root {{ --brand: {colour}; }}\n{Path(found).read_text(encoding='utf-8')}"
