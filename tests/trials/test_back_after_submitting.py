"""A hurried social worker: the back button after submitting, the same page in a second tab, the button once more."""

import pytest
from django.urls import reverse

from peps.life.workflow import make_move
from tests.factories import open_plan
from tests.quality.plans import NOW, OPENED, fill
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
PARTS = {
    "Part 1": ("sam", "peps:submit_part_1", "submit_part_1"),
    "The school part": ("teacher", "quality:check", "submit_school_part"),
}


@pytest.fixture(params=PARTS)
def part(request, cast):
    """Submitted a moment ago: its name, who did it, and the page from which it was done."""
    who, page, move = PARTS[request.param]
    pep = fill(open_plan(cast.child, at=OPENED), by=cast.officer)
    make_move(move, pep=pep, by=getattr(cast, who), at=NOW)
    return request.param, signed_in(getattr(cast, who)), reverse(page, args=[pep.reference])


def test_nobody_is_asked_to_submit_a_part_that_is_in(part):
    _, client, page = part

    assert "<button" not in client.get(page, follow=True).content.decode().split("<main")[1].split("</main")[0]


def test_the_button_pressed_once_more_says_that_it_is_in_and_nothing_else(part):
    name, client, page = part

    again = client.post(page, follow=True).content.decode()

    assert f"{name} is submitted already. You need not do it again." in again
    assert "This was not done" not in again
