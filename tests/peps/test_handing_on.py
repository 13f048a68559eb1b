"""A section goes to a colleague who can write in it; its owner stays answerable, and can take it back."""

import datetime as dt

import pytest

from accounts.models import User
from peps.handing_on import NoSuchColleague, hand_on_section, take_back_section
from peps.models import Section
from tests.factories import open_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(cast):
    return open_plan(cast.child).sections.get(key="targets")


def handed(section, cast, to):
    return hand_on_section(section=section, email=getattr(cast, to).email.upper(), by=cast.teacher, on=cast.today)


def fresh(person):
    return User.objects.get(pk=person.pk)


def test_a_colleague_at_the_school_has_it_until_the_term_ends(cast, section):
    assert handed(section, cast, "colleague").handed_until == cast.term.last_day + dt.timedelta(days=1)
    assert section in Section.objects.editable_by(fresh(cast.colleague))


@pytest.mark.parametrize("to", ["headteacher", "other_teacher", "stranger", "iro", "nobody", "teacher"])
def test_it_goes_to_nobody_who_could_not_write_in_it(cast, section, to):
    with pytest.raises(NoSuchColleague):
        handed(section, cast, to)

    section.refresh_from_db()
    assert section.handed_to is None


def test_taken_back_it_is_closed_to_the_colleague_at_once(cast, section):
    handed(section, cast, "colleague")

    take_back_section(section=section, by=fresh(cast.teacher))

    assert section not in Section.objects.visible_to(fresh(cast.colleague))
