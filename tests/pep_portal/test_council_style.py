import pytest

from accounts.models import Authority
from pep_portal.council_style import contrast, readable_on, style


def test_the_councils_colour_reaches_every_page_as_a_style_sheet(client, db):
    Authority.objects.create(name="Exampleshire", virtual_school_name="Virtual School", brand_colour="#5a2d6e")

    response = client.get("/council.css")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/css"
    assert "--govuk-brand-colour: #5a2d6e" in response.text


@pytest.mark.parametrize("colour", ["", "red", "#12", "#000000} body { display: none", "#00000g"])
def test_what_is_no_colour_is_never_written_into_a_page(colour):
    assert style(colour) == ":root { --govuk-brand-colour: #1d4d4f; --portal-on-brand: #ffffff; }\n"


@pytest.mark.parametrize(("brand", "words"), [("#1d4d4f", "#ffffff"), ("#ffdd00", "#0b0c0c"), ("#ffffff", "#0b0c0c")])
def test_words_on_the_councils_colour_can_be_read(brand, words):
    assert readable_on(brand) == words
    assert contrast(words, brand) >= 4.5


def test_contrast_is_reckoned_as_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
