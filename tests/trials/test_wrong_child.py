"""Two plans open in two tabs of a phone: every page that asks says whose it is before anything is pressed."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from peps.enums import OwnPageFor
from peps.meetings import meetings
from peps.models import Invitee
from peps.voice.guest_links import hand_over
from tests.architecture.test_access_matrix import OF_A_CHILD, of_child
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(dt.date(2026, 12, 1))
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
ASKS = re.compile(r"""<form method="post"|<button type="submit\"""")


@pytest.fixture
def pep(cast):
    pep = open_plan(cast.child)
    given = {"planned_date": dt.date(2026, 12, 4), "planned_time": None, "place_kind": "SCHOOL", "place": ""}
    meeting = meetings.plan_meeting(pep=pep, given=given, by=cast.sam, at=AT)
    Invitee.objects.create(meeting=meeting, role="OTHER", name="Kit Guest", email="kit@post.example")
    return pep


def addresses(pep, cast):
    yield from (of_child(name, pep) for name in OF_A_CHILD if not name.endswith(("document", "word", "_pack")))
    of_plan = [pep.reference]
    yield from (reverse("peps:hand_over", args=[*of_plan, made_for]) for made_for in ("child", "carer", "parent"))
    guest = Invitee.objects.get(name="Kit Guest").reference
    yield reverse("peps:add_invitee", args=of_plan)
    yield from (reverse(f"peps:{act}_invitee", args=[*of_plan, guest]) for act in ("change", "remove"))
    page, _ = hand_over(pep=pep, made_for=OwnPageFor.CARER, last_day=dt.date(2026, 12, 20), by=cast.sam, at=AT)
    yield reverse("peps:withdraw_own_page", args=[*of_plan, page.reference])


@pytest.mark.alike
@pytest.mark.parametrize("who", ["sam", "teacher", "officer"])
def test_every_page_that_asks_about_a_child_names_the_child(cast, pep, who):
    client, asking, silent = signed_in(getattr(cast, who)), [], []
    for url in addresses(pep, cast):
        response = client.get(url)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        main = MAIN.search(response.content.decode())[0]
        if ASKS.search(main):
            asking.append(url)
            if cast.child.called not in main:
                silent.append(url)

    assert len(asking) > 15
    assert silent == []


def test_whoever_gives_a_reason_by_the_reference_alone_is_not_told_the_name(cast, pep):
    client = signed_in(cast.service_manager)

    page = client.get(reverse("peps:say_why_late", args=[pep.reference])).content.decode()

    assert cast.child.reference in page
    assert cast.child.family_name not in page
    assert cast.child.given_name not in page
