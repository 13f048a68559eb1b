import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditRecord, Post
from children.identity.search import key_of
from tests.factories import (
    AllocationFactory,
    CarePeriodFactory,
    ChildFactory,
    EnrolmentFactory,
    PepFactory,
    PlacementFactory,
    PostFactory,
    open_plan,
)
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import BACKEND

pytestmark = pytest.mark.django_db

OPENED = moment(dt.date(2026, 9, 2))
URL = "/children/"


@pytest.fixture(autouse=True)
def _can_be_found(cast):
    for child in (cast.child, cast.other):
        child.search_key = key_of(child)
        child.save()


def asked(client, person, **given):
    client.force_login(person, backend=BACKEND)
    return client.get(URL, given)


def names(response):
    return [row.name for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("sam", ["Robin Hazelwood"]),
        ("teacher", ["Robin Hazelwood"]),
        ("headteacher", ["Robin Hazelwood"]),
        ("adviser", ["Robin Hazelwood"]),
        ("stranger", ["Wren Thistledown"]),
        ("officer", ["Robin Hazelwood", "Wren Thistledown"]),
    ],
)
def test_everybody_lists_the_children_they_reach(client, cast, who, found):
    assert names(asked(client, getattr(cast, who))) == found


@pytest.mark.parametrize("who", ["colleague", "service_manager", "finance", "admin", "data_officer", "governance"])
def test_nobody_else_lists_children(client, cast, who):
    assert asked(client, getattr(cast, who)).status_code == 403


def test_a_row_says_who_where_with_whom_and_how_the_plan_stands(client, cast):
    open_plan(cast.child, at=OPENED)

    (row,) = asked(client, cast.sam).context["rows"]

    assert (row.year, row.school, row.social_worker) == (
        "Year 5",
        "Larkfield Primary School",
        "Sam Person, Riverside team",
    )
    assert (row.plan, row.due_date, row.days_left) == ("Not started", dt.date(2026, 12, 11), 10)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"q": "hazlewood"}, ["Robin Hazelwood"]),
        ({"q": "thistle"}, ["Wren Thistledown"]),
        ({"q": "nobody at all"}, []),
        ({"phase": "PRIMARY"}, ["Robin Hazelwood", "Wren Thistledown"]),
        ({"phase": "SECONDARY"}, []),
        ({"page": "7"}, ["Robin Hazelwood", "Wren Thistledown"]),
        ({"phase": "NO SUCH", "school": "x"}, ["Robin Hazelwood", "Wren Thistledown"]),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(client, cast, given, found):
    assert names(asked(client, cast.officer, **given)) == found


def test_the_list_is_narrowed_to_a_school_or_a_team(client, cast):
    assert names(asked(client, cast.officer, school=cast.school.pk)) == ["Robin Hazelwood"]
    assert names(asked(client, cast.officer, team=cast.other_team.pk)) == ["Wren Thistledown"]


def test_a_search_finds_nobody_who_is_not_ones_own(client, cast):
    assert names(asked(client, cast.sam, q="Thistledown")) == []
    assert names(asked(client, cast.sam, q=cast.other.reference)) == []


def test_who_is_no_longer_looked_after_is_listed_when_asked_for(client, cast):
    cast.child.care_periods.update(until=dt.date(2026, 11, 1))

    assert names(asked(client, cast.sam)) == []
    assert names(asked(client, cast.sam, care="all")) == ["Robin Hazelwood"]


def test_a_child_who_may_only_be_listed_is_a_reference_and_is_not_found_by_name(client, cast):
    """A second post, which lists every child for figures, opens nobody's name."""
    PostFactory(user=cast.sam, role=Role.SERVICE_MANAGER)

    response = asked(client, cast.sam)

    assert names(response) == ["Robin Hazelwood", f"Child {cast.other.reference}"]
    assert "Thistledown" not in response.content.decode()
    assert names(asked(client, cast.sam, q="Thistledown")) == []


def test_a_restricted_child_is_neither_listed_nor_found(client, cast):
    cast.other.is_restricted = True
    cast.other.save()

    assert names(asked(client, cast.officer)) == ["Robin Hazelwood"]
    assert names(asked(client, cast.officer, q="Thistledown")) == []


@pytest.mark.parametrize("given", [{}, {"q": "Ash"}])
def test_the_list_takes_the_same_queries_for_one_child_and_for_many(client, cast, given, django_assert_max_num_queries):
    taken = []
    for number in (1, 4):
        for n in range(number):
            child = ChildFactory(given_name="Ash", family_name=f"Tree{n}", search_key=f"ash tree{n}")
            AllocationFactory(child=child, person=cast.sam, team=cast.team)
            EnrolmentFactory(child=child)
            PepFactory(child=child)
        asked(client, cast.officer)
        with django_assert_max_num_queries(12) as seen:
            assert len(names(asked_again(client, given))) >= number
        taken.append(len(seen))
    assert taken[0] == taken[1]


def asked_again(client, given):
    return client.get(URL, given)


class TestAChildsPage:
    def look(self, client, person, child):
        client.force_login(person, backend=BACKEND)
        return client.get(reverse("workspace:child", args=[child.reference]))

    def read_all(self, client, person, child) -> str:
        """Every tab that the person is offered."""
        first = self.look(client, person, child)
        pages = [client.get(tab["href"]) for tab in first.context_data["tabs"]]
        return "".join(page.content.decode() for page in pages)

    @pytest.fixture
    @kept
    def child(self, cast):
        """With everything that could leak to a school."""
        child = cast.child
        child.placements.update(
            postcode="ZZ1 4QQ", carer_telephone="01632 960 777", carer_email="carer@home.example", kind="K1"
        )
        PlacementFactory(
            child=child,
            carer_name="Former Carer",
            from_date=dt.date(2025, 2, 1),
            until=dt.date(2026, 1, 12),
        )
        child.legal_statuses.create(code="C2", from_date=dt.date(2026, 1, 12))
        child.contacts.create(name="Alex Mother", relationship="Mother", from_date=dt.date(2026, 1, 12),
                              may_have_contact=True, arrangements="Saturdays at the centre")  # fmt: skip
        child.contacts.create(
            name="Morgan Uncle", relationship="Uncle", may_have_contact=False, from_date=dt.date(2026, 1, 12)
        )
        open_plan(child, at=OPENED)
        return child

    SECRETS = (
        "ZZ1 4QQ", "Full care order", "Secure", "Morgan Uncle", "Former Carer", "Saturdays", "carer@home.example",
    )  # fmt: skip

    @pytest.mark.parametrize("who", ["teacher", "headteacher", "iro", "adviser"])
    def test_school_and_others_see_whom_to_call_and_nothing_confidential(self, client, cast, child, who):
        text = self.read_all(client, getattr(cast, who), child)

        for known in ("Robin Hazelwood", "Year 5", "Sam Person", "Hazelwood Carer", "01632 960 777", "Teacher Person"):
            assert known in text
        assert [secret for secret in self.SECRETS if secret in text] == []
        assert "Alex Mother" in text

    @pytest.mark.parametrize("who", ["sam", "administrator", "manager", "officer", "head"])
    def test_social_care_and_the_virtual_school_see_all_of_it(self, client, cast, child, who):
        text = self.read_all(client, getattr(cast, who), child)

        seen = [secret for secret in self.SECRETS if secret in text]
        assert seen == [secret for secret in self.SECRETS if secret != "carer@home.example"]

    def test_a_teacher_who_is_social_worker_of_another_child_sees_no_more_of_this_one(self, client, cast, child):
        Post.objects.create(
            user=cast.teacher, role=Role.SOCIAL_WORKER, team=cast.other_team, from_date=dt.date(2026, 1, 1)
        )
        cast.other.allocations.filter(kind="SW").update(person=cast.teacher)

        text = self.read_all(client, cast.teacher, child)

        assert [secret for secret in self.SECRETS if secret in text] == []

    @pytest.mark.parametrize("who", ["stranger", "other_teacher"])
    def test_it_is_not_found_by_whom_the_child_is_not_with(self, client, cast, child, who):
        assert self.look(client, getattr(cast, who), child).status_code == 404

    @pytest.mark.parametrize("who", ["service_manager", "finance", "colleague", "admin"])
    def test_it_is_not_found_by_those_who_open_no_child(self, client, cast, child, who):
        assert self.look(client, getattr(cast, who), child).status_code == 404

    def test_every_look_is_noted(self, client, cast, child):
        self.look(client, cast.sam, child)
        self.look(client, cast.stranger, child)

        noted = AuditRecord.objects.filter(act="child.opened", child_reference=child.reference)
        assert [record.by_id for record in noted] == [cast.sam.pk]

    def test_it_leads_to_the_plan_those_who_may_read_it(self, client, cast, child):
        link = reverse("peps:task_list", args=[child.peps.get().reference])

        assert link in self.look(client, cast.teacher, child).content.decode()
        assert link not in self.look(client, cast.adviser, child).content.decode()

    def test_a_plan_is_opened_from_here_only_when_none_is_under_way_and_by_whom_may(self, client, cast, child):
        link = reverse("peps:open", args=[child.reference])
        assert link not in self.look(client, cast.sam, child).content.decode()

        child.peps.update(status="SIGNED_OFF", signed_off_at=OPENED)

        assert link in self.look(client, cast.sam, child).content.decode()
        assert link not in self.look(client, cast.teacher, child).content.decode()

    def test_earlier_plans_stand_with_how_they_ended(self, client, cast, child):
        PepFactory(child=child, fills_term=None, status="CLOSED", close_reason="OPENED_IN_ERROR", opened_at=moment(dt.date(2026, 3, 2)))  # fmt: skip

        assert "Closed: opened in error" in self.read_all(client, cast.sam, child)

    def test_rows_entered_in_error_are_not_shown(self, client, cast, child):
        CarePeriodFactory(child=child, from_date=dt.date(2020, 5, 5), until=dt.date(2020, 5, 5))

        assert "5 May 2020" not in self.read_all(client, cast.sam, child)

    def test_what_held_is_shown_with_its_last_day(self, client, cast, child):
        assert "11 January 2026" in self.look(client, cast.sam, child).content.decode()
