import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from pep_portal.compressed_pages import CompressedPagesMiddleware
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
ASKS = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


def test_a_page_goes_compressed_to_a_browser_that_can_read_it(cast):
    browser = signed_in(cast.sam)

    plain, compressed = browser.get("/"), browser.get("/", **ASKS)

    assert compressed["Content-Encoding"] == "gzip"
    assert len(compressed.content) < len(plain.content) / 3
    assert gzip.decompress(compressed.content).decode().count("<h1") == plain.content.decode().count("<h1") == 1


def test_a_page_goes_as_it_is_to_one_that_cannot(cast):
    answer = signed_in(cast.sam).get("/")

    assert "Content-Encoding" not in answer
    assert b"<h1" in answer.content


def test_the_same_page_has_another_length_each_time(cast):
    """So that its length on the way tells nothing about what stands on it (ADR 21)."""
    browser = signed_in(cast.sam)

    assert len({len(browser.get("/", **ASKS).content) for _ in range(12)}) > 1


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream"])
def test_what_is_compressed_already_is_not_compressed_again(kind):
    paper = HttpResponse(b"%PDF-1.7" + b" " * 4000, content_type=kind)

    answer = CompressedPagesMiddleware(lambda request: paper)(RequestFactory().get("/", **ASKS))

    assert "Content-Encoding" not in answer
