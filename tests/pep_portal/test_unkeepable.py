import pytest
from django.test import Client
from django.urls import reverse

from peps.models import PersonalEducationPlan
from tests.factories import open_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
NULL = "\x00"


@pytest.fixture
def page(cast):
    return reverse("peps:section", args=[open_plan(cast.child).reference, "about_me"])


def text_kept(key="know_about_me"):
    return PersonalEducationPlan.objects.get().sections.get(key="about_me").text(key)


def test_what_was_written_comes_back_without_the_hidden_character_and_nothing_is_saved(cast, page):
    sent = {"know_about_me": f"Robin likes{NULL} <frogs>", "pronouns": "they/them", "then": "later"}

    answer = signed_in(cast.sam).post(page, sent)

    assert answer.status_code == 400
    assert ">Robin likes &lt;frogs&gt;</textarea>" in answer.text
    assert ">they/them</textarea>" in answer.text
    assert f'href="{page}"' in answer.text
    assert NULL not in answer.text
    assert answer["Cache-Control"] == "no-store"
    assert text_kept() == ""


def test_a_page_that_saves_by_itself_is_told_in_words_and_keeps_its_text(cast, page):
    draft = page + "draft/"
    answer = signed_in(cast.sam).post(draft, {"know_about_me": f"Frogs{NULL}"}, headers={"accept": "application/json"})

    assert answer.status_code == 400
    assert "hidden character" in answer.json()["refused"]
    assert text_kept() == ""


def test_a_form_of_somebody_elses_site_gets_nothing_back(cast, page):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.sam)

    answer = strict.post(page, {"know_about_me": f"Read this aloud{NULL}"}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert "Read this aloud" not in answer.text


def test_a_password_is_never_given_back(client):
    answer = client.post(reverse("account_login"), {"login": f"sam{NULL}@fernshire.example", "password": "three quiet"})

    assert answer.status_code == 400
    assert "sam@fernshire.example" in answer.text
    assert "three quiet" not in answer.text


@pytest.mark.parametrize("where", ["/children/?q=Robin%00", "/children/?q%00=Robin", "/imports/files/a%00/", "/%00"])
def test_an_address_with_it_is_told_to_be_none(cast, where):
    answer = signed_in(cast.officer).get(where)

    assert answer.status_code == 400
    assert "This address is not right" in answer.text


def test_a_cookie_with_it_is_as_good_as_none(cast, page):
    browser = Client()
    browser.cookies["sessionid"] = f"abcdefgh{NULL}"

    answer = browser.get(page)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
