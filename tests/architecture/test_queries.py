"""Every page costs the same number of queries for one child as for many, and a list at most twelve."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Job
from accounts.job_runs import note_undone
from peps.enums import PepStatus
from peps.models import PersonalEducationPlan
from tests.factories import (
    AllocationFactory,
    ChildFactory,
    EnrolmentFactory,
    NotFullTimeFactory,
    PlannedMoveFactory,
    PostFactory,
    RecordChangeFactory,
    open_plan,
)
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
MOST = 12
MOST_OF_MY_WORK = 34  # plans, warnings, exclusions, people, news, reviews, proposals, rounds, places: one or two a kind
LISTS = [
    ("workspace:my_work", (), "officer"),
    ("workspace:my_work", (), "sam"),
    ("workspace:my_work", (), "teacher"),
    ("workspace:children", (), "officer"),
    ("workspace:children", (), "sam"),
    ("workspace:changes", (), "officer"),
    ("workspace:school", (), "teacher"),
    ("workspace:register", (), "teacher"),
    ("workspace:undone_work", (), "officer"),
    ("children:collection", ("attendance",), "data_officer"),
    ("children:collection_people", (), "officer"),
    ("children:enter_attendance", (), "teacher"),
    ("children:enter_attainment", (), "teacher"),
    ("workspace:moves", (), "sam"),
    ("peps:board", (), "officer"),
    ("peps:board", (), "teacher"),
    ("peps:attending", (), "officer"),
    ("quality:queue", (), "officer"),
    ("funding:accounts", (), "officer"),
    ("accounts:people", (), "admin"),
    ("accounts:letters", (), "officer"),
    ("accounts:audit", (), "head"),
    ("imports:imports", (), "data_officer"),
    ("children:terms", (), "officer"),
    ("reports:dashboard", (), "service_manager"),
]


def more_children(cast, number):
    """Of the same social worker and school, each with a plan; some of them submitted."""
    for _ in range(number):
        child = ChildFactory()
        AllocationFactory(child=child, person=cast.sam, team=cast.team)
        EnrolmentFactory(child=child, school=cast.school)
        open_plan(child)
        RecordChangeFactory(child=child, was_school=cast.other_school, now_school=cast.school)
        PlannedMoveFactory(child=child)
        NotFullTimeFactory(child=child, planned_end_date=cast.term.first_day)
        PostFactory(manager=True)
        note_undone(Job.DUE_DATES, child.reference, ValueError(), child=child.reference)
    half = PersonalEducationPlan.objects.order_by("pk").values_list("pk", flat=True)[::2]
    PersonalEducationPlan.objects.filter(pk__in=list(half)).update(
        status=PepStatus.SUBMITTED, submitted_at=cast.term.first_day.strftime("%Y-%m-%dT10:00Z")
    )


def queries_of(client, name, args) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(reverse(name, args=args))
    assert response.status_code == 200, name
    return len(captured)


def test_a_list_costs_the_same_for_two_as_for_six_and_no_more_than_its_limit(cast):
    clients = {who: signed_in(getattr(cast, who)) for _, _, who in LISTS}
    more_children(cast, 2)
    for_two = {page: queries_of(clients[page[2]], *page[:2]) for page in LISTS}
    more_children(cast, 4)
    for_six = {page: queries_of(clients[page[2]], *page[:2]) for page in LISTS}

    assert for_six == for_two
    most = {page: MOST_OF_MY_WORK if page[0] == "workspace:my_work" else MOST for page in LISTS}
    assert {page: number for page, number in for_six.items() if number > most[page]} == {}


def test_the_page_of_a_child_or_plan_costs_the_same_beside_many_others(cast):
    pages = {"peps:task_list": [open_plan(cast.child).reference], "workspace:child": [cast.child.reference]}
    client = signed_in(cast.officer)
    alone = {name: queries_of(client, name, args) for name, args in pages.items()}
    more_children(cast, 4)

    assert {name: queries_of(client, name, args) for name, args in pages.items()} == alone
