import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from children.models import Allocation
from peps.caseloads.open_work import hanging_on
from peps.models import Section
from tests.factories import AllocationFactory, ChildFactory, PostFactory, open_plan

TODAY = dt.date(2026, 12, 1)
MONDAY = {"from_date_day": "7", "from_date_month": "12", "from_date_year": "2026"}


@pytest.fixture
def kim(cast):
    return PostFactory(user__name="Kim Person", role=Role.SOCIAL_WORKER, team=cast.team)


@pytest.fixture
def manager(client, cast):
    client.force_login(cast.manager)
    return client


def _caseload(person):
    return reverse("peps:caseload", args=[person.pk])


def test_a_manager_sees_the_caseloads_of_their_teams_and_who_has_left_first(manager, cast, kim):
    AllocationFactory(person=kim.user, team=cast.team)
    cast.sam.posts.update(until=TODAY)

    rows = manager.get(reverse("peps:caseloads")).context["rows"]

    assert [(row.person.name, row.children, row.is_in_post) for row in rows] == [
        ("Sam Person", 1, False),
        ("Kim Person", 1, True),
    ]


def test_children_without_a_social_worker_stand_on_top(client, cast):
    Allocation.objects.filter(child=cast.other, kind="SW").update(person=None)
    client.force_login(cast.officer)

    rows = client.get(reverse("peps:caseloads")).context["rows"]
    page = client.get(reverse("peps:caseload_of_nobody")).content.decode()

    assert rows[0].person is None
    assert "Wren Thistledown" in page
    assert "Robin Hazelwood" not in page


def test_a_manager_hands_a_child_on_in_a_browser(manager, cast, kim):
    answer = manager.post(_caseload(cast.sam), {"children": [cast.child.reference], "to": kim.pk} | MONDAY, follow=True)

    assert "1 child goes to Kim Person from 7 December 2026" in answer.content.decode()
    assert cast.child.allocations.get(kind="SW", until=None).person == kim.user


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"children": []}, "Choose at least one child"),
        ({"children": ["other"]}, "is not one of the available choices"),
        ({"to": ""}, "Choose a social worker"),
        ({"from_date_year": "2025"}, "Choose today or a later day"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_changes(manager, cast, kim, wrong, said):
    form = {"children": [cast.child.reference], "to": kim.pk} | MONDAY | wrong
    if form["children"] == ["other"]:
        form["children"] = [cast.other.reference]

    answer = manager.post(_caseload(cast.sam), form)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert cast.other.given_name not in answer.content.decode()
    assert cast.child.allocations.get(kind="SW").person == cast.sam


def test_another_teams_caseload_is_not_found(manager, cast):
    assert manager.get(_caseload(cast.stranger)).status_code == 404


@pytest.mark.parametrize("name", ["sam", "teacher", "admin", "finance", "nobody"])
def test_caseloads_are_for_those_who_hand_work_on(client, cast, name):
    client.force_login(getattr(cast, name))

    assert client.get(reverse("peps:caseloads")).status_code == 403
    assert client.get(_caseload(cast.stranger)).status_code in (403, 404)
    assert client.get(_caseload(cast.sam)).status_code in (403, 404)


def test_sections_handed_to_a_colleague_lead_to_taking_them_back(client, cast):
    pep = open_plan(cast.child)
    section = Section.objects.filter(pep=pep, owner_role=Role.DESIGNATED_TEACHER).first()
    section.handed_to, section.handed_until = cast.colleague, dt.date(2026, 12, 19)
    section.save()
    client.force_login(cast.officer)

    page = client.get(_caseload(cast.colleague)).content.decode()

    assert reverse("peps:hand_on", args=[pep.reference, section.key]) in page


def test_what_hangs_on_a_post_is_counted_and_never_named(cast):
    open_plan(cast.child)

    assert hanging_on(cast.sam.posts.get(), TODAY) == ["1 child is in their name"]
    assert hanging_on(cast.teacher.posts.get(), TODAY) == [
        "1 school part is not in yet",
        "nobody else is designated teacher there",
    ]
    assert hanging_on(cast.officer.posts.get(), TODAY) == []


@pytest.mark.parametrize("number", [1, 4])
def test_caseloads_take_the_same_queries_for_one_and_for_many(client, cast, number, django_assert_num_queries):
    for _ in range(number):
        AllocationFactory(person=PostFactory(role=Role.SOCIAL_WORKER, team=cast.team).user, team=cast.team)
    client.force_login(cast.officer)

    with django_assert_num_queries(11):
        client.get(reverse("peps:caseloads"))


@pytest.mark.parametrize("number", [1, 4])
def test_a_caseload_takes_the_same_queries_for_one_child_and_for_many(client, cast, number, django_assert_num_queries):
    for _ in range(number - 1):
        AllocationFactory(child=ChildFactory(), person=cast.sam, team=cast.team)
    client.force_login(User.objects.get(pk=cast.manager.pk))

    with django_assert_num_queries(11):
        assert client.get(_caseload(cast.sam)).status_code == 200
