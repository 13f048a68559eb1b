"""Somebody is asked for, and comes by the nightly file of people: the request closes, and whoever asked is told."""

import pytest

from accounts.audit import System
from accounts.clock import pretend
from accounts.invitation_requests import ask
from accounts.models import InvitationRequest, Notice
from imports.kinds.extract import import_folder
from imports.running.running import Manner
from tests.cast import TODAY
from tests.factories.peps import moment

pytestmark = pytest.mark.django_db
HEADING = "email,name,role,team,school_urn,from,until\n"


@pytest.fixture
def request_of_sam(cast):
    return ask(role="DT", school=cast.school, team=None, text="Ms Lund", by=cast.sam, at=moment(TODAY))


@pytest.fixture
def take(tmp_path):
    def put_in(line: str, **manner: bool):
        (tmp_path / "people.csv").write_text(f"{HEADING}{line}\n", encoding="utf-8")
        with pretend(moment(TODAY, 2)):
            return import_folder(tmp_path, by=System("imports"), manner=Manner(**manner))

    return put_in


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person, kind="invite_answer").values_list("text", flat=True))


def test_a_request_closes_when_the_person_comes_by_the_file(cast, request_of_sam, take):
    take(f"lund@larkfield.example,Mia Lund,DT,,{cast.school.urn},01/09/2026,")

    request_of_sam.refresh_from_db()
    assert request_of_sam.answer == "Mia Lund has this post from 1 September 2026."
    assert request_of_sam.closed_by is None
    assert told(cast.sam) == ["Your request to invite someone was answered: designated teacher"]


def test_it_is_told_once_however_often_the_file_comes(cast, request_of_sam, take):
    for _ in range(2):
        take(f"lund@larkfield.example,Mia Lund,DT,,{cast.school.urn},01/09/2026,")

    assert len(told(cast.sam)) == 1


@pytest.mark.parametrize(
    ("role", "school", "until", "manner"),
    [
        ("HT", "school", "", {}),
        ("DT", "other_school", "", {}),
        ("DT", "school", "01/11/2026", {}),
        ("DT", "school", "", {"is_dry_run": True}),
    ],
    ids=["another role", "another school", "a post that has ended", "a trial"],
)
def test_it_stays_open_where_nobody_begins_in_that_post(cast, request_of_sam, take, role, school, until, manner):
    take(f"lund@larkfield.example,Mia Lund,{role},,{getattr(cast, school).urn},01/09/2026,{until}", **manner)

    assert InvitationRequest.objects.waiting().exists()
    assert told(cast.sam) == []
