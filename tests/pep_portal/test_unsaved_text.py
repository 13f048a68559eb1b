import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
WRITTEN = {
    "views": "Amina likes maths <because> of Mr Example",
    "n": "7",
    "then": "complete",
    "password1": "correct horse",
}


def test_what_was_written_comes_back_when_the_session_is_over(client):
    response = client.post("/accounts/password/change/", WRITTEN)

    assert response.status_code == 403
    assert "Amina likes maths &lt;because&gt; of Mr Example</textarea>" in response.text
    assert "?next=/accounts/password/change/" in response.text
    assert "correct horse" not in response.text
    assert response.text.count("<textarea") == 1
    assert response["Cache-Control"] == "no-store"


def test_somebody_who_wrote_nothing_is_led_to_the_way_in(client):
    for response in (
        client.get("/accounts/password/change/"),
        client.post("/accounts/password/change/", {"then": "yes"}),
    ):
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_text_from_another_site_is_not_shown():
    response = Client(enforce_csrf_checks=True).post("/accounts/password/change/", WRITTEN)

    assert response.status_code == 403
    assert "Amina" not in response.text


def test_whoever_is_signed_in_is_not_in_the_way(client):
    client.force_login(User.objects.create_user("tess@school.example", name="Tess Teacher"))

    assert "Amina" not in client.post("/accounts/password/change/", WRITTEN).text


def test_a_page_from_before_a_new_sign_in_gives_its_text_back_too():
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_user("tess@school.example", name="Tess Teacher"))

    response = strict.post("/accounts/password/change/", WRITTEN, headers={"sec-fetch-site": "same-origin"})

    assert response.status_code == 403
    assert "Amina likes maths &lt;because&gt;" in response.text
    assert "signed in again in another tab" in response.text
    assert "correct horse" not in response.text


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {}])
def test_a_stranger_s_form_gets_nothing_back_whoever_is_signed_in(headers):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_user("tess@school.example", name="Tess Teacher"))

    response = strict.post("/accounts/password/change/", WRITTEN, headers=headers)

    assert response.status_code == 403
    assert "Amina" not in response.text
