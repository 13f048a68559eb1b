"""A teacher who opens the child's own page and says there what the child never said, as the child's own words."""

import pytest
from django.urls import reverse

from accounts.clock import pretend
from accounts.notices import ONE_DAY
from peps.enums import OwnPageFor
from peps.voice import guest_links
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.peps.voice.test_own_pages import LAST_DAY, opened, page_of, say, send
from tests.signed_in import signed_in
from tests.trials.test_disclosure import open_it
from tests.trials.test_insider_at_a_school import sign

pytestmark = pytest.mark.django_db
BESIDE = "Teacher Person was signed in, in a browser in which this page was used"


@pytest.fixture
def pep(cast):
    return open_plan(cast.child)


def link(pep, by, made_for=OwnPageFor.CHILD, *, on=TODAY - ONE_DAY) -> str:
    _, token = guest_links.hand_over(pep=pep, made_for=made_for, last_day=LAST_DAY, by=by, at=moment(on))
    return reverse("peps:own_start", args=[token])


def history(cast, pep) -> str:
    return signed_in(cast.sam).get(reverse("peps:task_list", args=[pep.reference])).content.decode()


@pytest.mark.parametrize(
    ("made_for", "key"), [(OwnPageFor.CHILD, "hard"), (OwnPageFor.CARER, "home_goes_well")], ids=["child", "carer"]
)
def test_who_writes_there_while_signed_in_is_named_to_those_who_read_it(cast, pep, made_for, key):
    address = link(pep, cast.teacher, made_for)
    teachers = signed_in(cast.teacher)
    teachers.post(address)
    say(teachers, pep, key, "Everything is fine", made_for=made_for)
    send(teachers, pep, made_for)

    assert page_of(pep, made_for).sent_at
    assert open_it(cast.sam, page_of(pep, made_for)).content.decode().count(BESIDE) == 1
    assert "page was used in a browser in which they were signed in" in history(cast, pep)


def test_also_where_another_phone_sends_it(cast, pep):
    address = link(pep, cast.teacher)
    signed_in(cast.teacher).post(address)
    phone = opened(address)
    say(phone, pep, "hard", "Fractions")
    send(phone, pep)

    assert BESIDE in open_it(cast.sam, page_of(pep)).content.decode()


def test_and_where_they_sign_in_after_they_opened_it(cast, pep):
    address = link(pep, cast.teacher)
    phone = opened(address)
    say(phone, pep, "hard", "Fractions")
    teachers = signed_in(cast.teacher)
    for name, cookie in phone.cookies.items():
        teachers.cookies[name] = cookie.value
    send(teachers, pep)

    assert BESIDE in open_it(cast.sam, page_of(pep)).content.decode()


def test_nobody_is_named_where_the_child_was_alone_nor_for_the_page_before(cast, pep):
    with pretend(TODAY - ONE_DAY):
        signed_in(cast.teacher).post(link(pep, cast.teacher, on=TODAY - 2 * ONE_DAY))
        guest_links.withdraw(page=page_of(pep), by=cast.sam, at=moment(TODAY - ONE_DAY, 23))
    phone = opened(link(pep, cast.sam, on=TODAY))
    say(phone, pep, "hard", "Fractions")
    send(phone, pep)

    assert "was signed in" not in open_it(cast.sam, page_of(pep)).content.decode()


def test_to_read_the_childs_copy_is_nothing_to_be_noted(cast, pep):
    sign(cast, pep)
    signed_in(cast.teacher).post(link(pep, cast.teacher, OwnPageFor.COPY))

    assert not pep.events.filter(name__startswith="staff_at").exists()
