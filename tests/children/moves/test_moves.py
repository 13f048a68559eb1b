import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from children.enums import MoveKind, MoveState
from children.models import PlannedMove
from children.moves import moves
from children.moves.moves import CannotMove
from tests.factories import EnrolmentFactory, PlannedMoveFactory, PostFactory, SchoolFactory
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
ASKED = {"date": "2026-11-20", "text": "Would like to stay with friends"}


@pytest.fixture
def move(cast):
    return PlannedMoveFactory(child=cast.child, to_school=cast.other_school)


@pytest.fixture
def in_year_10(cast, move):
    cast.child.date_of_birth = dt.date(2012, 3, 14)
    cast.child.save()
    return PlannedMove.objects.get(pk=move.pk)


def said(*parties) -> dict:
    return dict.fromkeys(parties, ASKED)


def test_a_move_is_agreed_only_once_the_child_and_the_virtual_school_were_asked(cast, move):
    with pytest.raises(CannotMove, match="the child was not asked; the virtual school was not asked"):
        moves.agree(move=move, by=cast.sam)

    moves.note_consulted(move=move, said=said("child", "virtual_school"), by=cast.sam)
    moves.agree(move=move, by=cast.sam)

    move.refresh_from_db()
    assert move.state == MoveState.AGREED


def test_in_year_10_the_nominated_officer_approves_after_school_and_reviewing_officer_were_asked(cast, in_year_10):
    moves.note_consulted(move=in_year_10, said=said("child", "virtual_school"), by=cast.sam)
    with pytest.raises(CannotMove, match=r"present school was not asked.*reviewing officer.*has not approved"):
        moves.agree(move=in_year_10, by=cast.sam)

    with pytest.raises(ActNotAllowed):
        moves.approve(move=in_year_10, officer="Sam", on=dt.date(2026, 12, 1), by=cast.sam)
    moves.approve(move=in_year_10, officer="A. Director", on=dt.date(2026, 12, 1), by=cast.head)
    moves.note_consulted(move=in_year_10, said=said("child", "virtual_school", "school", "iro"), by=cast.sam)
    moves.agree(move=in_year_10, by=cast.sam)

    in_year_10.refresh_from_db()
    assert (in_year_10.state, in_year_10.approved_by_name) == (MoveState.AGREED, "A. Director")


def test_a_child_has_one_move_planned_at_a_time(cast, move):
    second = PlannedMove(child=cast.child, kind=MoveKind.SCHOOL, planned_date=dt.date(2027, 2, 1), why="Closer")

    with pytest.raises(CannotMove, match="planned for this child already"):
        moves.propose(move=second, by=cast.sam)


def test_nobody_plans_a_move_for_a_child_out_of_reach(cast):
    theirs = PlannedMove(child=cast.other, kind=MoveKind.SCHOOL, planned_date=dt.date(2027, 2, 1), why="Closer")
    with pytest.raises(CannotMove):
        moves.propose(move=theirs, by=cast.sam)

    kept = PlannedMoveFactory(child=cast.other)
    with pytest.raises(CannotMove):
        moves.withdraw(move=kept, reason="x", by=cast.sam)


def test_a_withdrawn_move_stays_and_can_no_longer_be_changed(cast, move):
    moves.withdraw(move=move, reason="The carers moved nearer", by=cast.sam)

    move.refresh_from_db()
    assert (move.state, move.state_reason) == (MoveState.WITHDRAWN, "The carers moved nearer")
    with pytest.raises(CannotMove, match="over"):
        moves.note_consulted(move=move, said={}, by=cast.sam)


def test_a_move_has_happened_once_the_child_is_on_roll_at_the_new_school(cast, move):
    elsewhere = PlannedMoveFactory(to_school=SchoolFactory())
    EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=dt.date(2027, 1, 5), kind="DUAL")

    assert moves.note_what_happened(dt.date(2027, 1, 4)) == 0
    assert moves.note_what_happened(dt.date(2027, 1, 5)) == 1

    elsewhere.refresh_from_db()
    assert elsewhere.state == MoveState.PROPOSED


def test_the_way_of_a_proposal_through_its_pages(cast):
    client = signed_in(cast.sam)
    answer = client.post(
        reverse("children:plan_move", args=[cast.child.reference]),
        {
            "kind": "SCHOOL",
            "to_school": cast.other_school.urn,
            "planned_date_day": "5",
            "planned_date_month": "1",
            "planned_date_year": "2027",
            "why": "The new carers live an hour away",
        },
    )
    made = PlannedMove.objects.get()
    assert answer.url == reverse("children:move", args=[made.pk])
    page = client.get(answer.url).content.decode()
    assert "the child was not asked" in page
    client.post(
        reverse("children:move_consulted", args=[made.pk]),
        {
            f"{party}_date_{name}": part
            for party in ("child", "virtual_school")
            for name, part in (("day", "20"), ("month", "11"), ("year", "2026"))
        },
    )
    assert "Agree to the move" in client.get(answer.url).content.decode()
    client.post(reverse("children:move_agreed", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == MoveState.AGREED
    assert "Robin Hazelwood" in client.get(reverse("workspace:moves")).content.decode()


def test_a_view_without_its_day_is_asked_for_the_day_and_nothing_is_lost(cast, move):
    page = signed_in(cast.sam).post(
        reverse("children:move_consulted", args=[move.pk]), {"child_text": "Wants to stay in the band"}
    )

    assert page.status_code == 422
    assert "Wants to stay in the band" in page.content.decode()
    assert "Enter the day on which they were asked" in page.content.decode()


NAMES = ("move", "move_consulted", "move_approved", "move_agreed", "move_withdrawn")


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_a_planned_move_are_for_those_who_plan_moves(cast, in_year_10, name):
    url = reverse(f"children:{name}", args=[in_year_10.pk])
    found = {
        who: signed_in(getattr(cast, who)).get(url).status_code
        for who in ("sam", "manager", "officer", "head", "administrator", "teacher", "iro", "stranger", "finance")
    }

    may = 403 if name == "move_approved" else 200
    assert found == {
        "sam": may,
        "manager": may,
        "officer": may,
        "head": 200,
        "administrator": 403,
        "teacher": 403,
        "iro": 403,
        "stranger": 404,
        "finance": 404,
    }


def test_only_a_move_in_years_10_and_11_asks_for_approval(cast, move):
    assert signed_in(cast.head).get(reverse("children:move_approved", args=[move.pk])).status_code == 404


def test_the_list_names_no_child_out_of_reach(cast, move):
    PlannedMoveFactory(child=cast.other)
    page = signed_in(cast.sam).get(reverse("workspace:moves")).content.decode()

    assert "Hazelwood" in page
    assert "Thistledown" not in page
    assert (
        "No move is planned"
        in signed_in(PostFactory(social_worker=True).user).get(reverse("workspace:moves")).content.decode()
    )
