import datetime as dt

import pytest

from accounts.access import ActNotAllowed
from accounts.enums import Role
from accounts.models import AuditRecord, User
from children.models import Allocation, Child
from children.moves.reallocation import CannotHandOn, hand_children_on, receivers
from peps.models import Section
from tests.factories import AllocationFactory, PostFactory, open_plan

TODAY, MONDAY = dt.date(2026, 12, 1), dt.date(2026, 12, 7)


@pytest.fixture
def kim(cast):
    """A colleague of sam, in the same team."""
    return PostFactory(user__name="Kim Person", role=Role.SOCIAL_WORKER, team=cast.team)


def _fresh(person):
    return User.objects.get(pk=person.pk)


def _hand_on(cast, to, *, by=None, on=TODAY, children=None):
    return hand_children_on(children=children or [cast.child], to=to, by=_fresh(by or cast.manager), on=on, today=TODAY)


def _rows(child):
    rows = child.allocations.filter(kind="SW").order_by("pk")
    return [(row.person.name, row.from_date, row.until) for row in rows]


def test_one_row_ends_and_the_next_begins(cast, kim):
    assert _hand_on(cast, kim, on=MONDAY) == 1

    assert _rows(cast.child) == [
        ("Sam Person", dt.date(2026, 1, 12), MONDAY),
        ("Kim Person", MONDAY, None),
    ]
    assert AuditRecord.objects.get(act="child.handed_on").detail["to"] == kim.user_id


def test_the_new_social_worker_has_all_open_sections_the_same_day_and_the_former_none(cast, kim):
    open_plan(cast.child)
    asked = set(Section.objects.editable_by(cast.sam))
    assert asked

    _hand_on(cast, kim)

    assert set(Section.objects.editable_by(_fresh(kim.user))) == asked
    assert not Section.objects.editable_by(_fresh(cast.sam)).exists()
    assert not Child.objects.visible_to(_fresh(cast.sam)).exists()


def test_a_child_given_the_same_day_by_mistake_leaves_a_row_in_error(cast, kim):
    _hand_on(cast, kim)
    lee = PostFactory(user__name="Lee Person", role=Role.SOCIAL_WORKER, team=cast.team)

    _hand_on(cast, lee)

    assert _rows(cast.child)[1:] == [("Kim Person", TODAY, TODAY), ("Lee Person", TODAY, None)]


def test_who_has_the_child_already_is_left_alone(cast):
    assert _hand_on(cast, cast.sam.posts.get()) == 0
    assert len(_rows(cast.child)) == 1


def test_a_child_that_nobody_holds_is_given_to_somebody(cast, kim):
    Allocation.objects.filter(child=cast.child, kind="SW").update(person=None)

    _hand_on(cast, kim)

    assert Allocation.objects.get(child=cast.child, kind="SW", until=None).person == kim.user


def test_what_has_been_is_not_rewritten(cast, kim):
    with pytest.raises(CannotHandOn, match="what has been"):
        _hand_on(cast, kim, on=dt.date(2026, 11, 30))


def test_a_change_that_is_planned_already_is_told_and_everything_stays(cast, kim):
    wren = cast.other
    wren.allocations.filter(kind="SW").update(team=cast.team, until=dt.date(2026, 12, 20))
    AllocationFactory(child=wren, person=cast.sam, team=cast.team, from_date=dt.date(2026, 12, 20))

    with pytest.raises(CannotHandOn, match="on a later day already"):
        _hand_on(cast, kim, children=[cast.child, wren])

    assert len(_rows(cast.child)) == 1
    assert len(_rows(wren)) == 2


def test_a_team_manager_hands_on_inside_their_teams_and_the_virtual_school_everywhere(cast, kim):
    stranger = cast.stranger.posts.get()

    with pytest.raises(CannotHandOn, match="not a social worker to whom you can"):
        _hand_on(cast, stranger)
    assert _hand_on(cast, stranger, by=cast.officer) == 1

    assert stranger not in receivers(_fresh(cast.manager), TODAY)
    assert kim in receivers(_fresh(cast.manager), TODAY)


def test_a_manager_reaches_no_other_teams_child(cast, kim):
    assert _hand_on(cast, kim, children=[cast.other]) == 0
    assert _rows(cast.other) == [("Stranger Person", dt.date(2026, 1, 12), None)]


def test_nobody_is_given_work_after_their_last_day(cast, kim):
    kim.until = MONDAY
    kim.save()

    with pytest.raises(CannotHandOn):
        _hand_on(cast, kim, on=MONDAY)
    with pytest.raises(CannotHandOn):
        _hand_on(cast, cast.teacher.posts.get())


@pytest.mark.parametrize("name", ["sam", "administrator", "teacher", "admin", "iro", "service_manager", "nobody"])
def test_handing_on_is_for_managers_and_the_virtual_school(cast, kim, name):
    with pytest.raises(ActNotAllowed):
        _hand_on(cast, kim, by=getattr(cast, name))

    assert len(_rows(cast.child)) == 1
