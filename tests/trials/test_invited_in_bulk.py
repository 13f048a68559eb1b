"""People who come by file are invited in bulk, after somebody looked; the virtual school sees to the people of schools."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from accounts.clock import pretend
from accounts.email_changes import ask_for_change
from accounts.invitations import INVITATION, invite, invite_again
from accounts.models import AuditRecord, Letter, Post, User
from accounts.posts import begin_post, end_post
from tests.cast import TODAY
from tests.factories import PostFactory, UserFactory
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
LIST = "accounts:invite_many"


def came_by_file(name, role="DT", **place):
    person = UserFactory(name=name, email=f"{name.split()[0].lower()}@file.example")
    person.set_unusable_password()
    person.save()
    PostFactory(user=person, role=role, **place)
    return person


@pytest.fixture
def newcomers(cast):
    return [
        came_by_file("Ada Teacher", school=cast.school),
        came_by_file("Ben Teacher", school=cast.other_school),
        came_by_file("Cas Worker", role="SW", team=cast.team),
    ]


def page(person, **query):
    return signed_in(person).get(reverse(LIST), query).content.decode()


def send(by, people, **more):
    given = {"people": [person.pk for person in people]} | more
    with pretend(AT):
        return signed_in(by).post(reverse(LIST), given)


def invited():
    return set(Letter.objects.filter(kind=INVITATION).values_list("person__name", flat=True))


class TestInBulk:
    def test_the_list_shows_who_was_never_invited_and_where_nobody_is_chosen(self, cast, newcomers):
        left = came_by_file("Dan Gone", school=cast.school)
        Post.objects.filter(user=left).update(until=TODAY - dt.timedelta(days=1))
        shown = page(cast.admin)

        for words in ("Ada Teacher, ada@file.example", "Ben Teacher", "Cas Worker"):
            assert words in shown
        for absent in ("Dan Gone", "Sam Person", "checked"):
            assert absent not in shown

    def test_all_are_chosen_in_one_go(self, cast, newcomers):
        assert page(cast.admin, all="1").count("checked") == 3

    def test_nothing_is_sent_before_the_page_to_check(self, cast, newcomers):
        answer = send(cast.admin, newcomers)

        assert answer.status_code == 200
        assert "Send 3 invitations" in answer.content.decode()
        assert "ben@file.example" in answer.content.decode()
        assert invited() == set()

    def test_each_gets_a_letter_and_the_page_says_who(self, cast, newcomers):
        client_page = send(cast.admin, newcomers[:2], send="1")

        assert client_page.status_code == 302
        assert invited() == {"Ada Teacher", "Ben Teacher"}
        assert "Ada Teacher" not in page(cast.admin)
        assert "Cas Worker" in page(cast.admin)
        assert AuditRecord.objects.filter(act="person.invited_again").count() == 2

    def test_sent_twice_each_is_invited_once(self, cast, newcomers):
        for _ in range(2):
            send(cast.admin, newcomers, send="1")

        assert Letter.objects.filter(kind=INVITATION).count() == 3

    def test_without_anybody_chosen_it_says_so(self, cast, newcomers):
        answer = send(cast.admin, [])
        assert answer.status_code == 422
        assert "Select at least one person" in answer.content.decode()

    def test_my_work_of_the_virtual_school_says_how_many_wait(self, cast, newcomers):
        for person, said in ((cast.admin, "Invite 3 people"), (cast.officer, "Invite 2 people")):
            assert said in signed_in(person).get(reverse("workspace:my_work")).content.decode()
        assert "Invite 2" not in signed_in(cast.sam).get(reverse("workspace:my_work")).content.decode()

    def test_the_list_costs_the_same_for_many(self, cast, newcomers, django_assert_max_num_queries):
        client = signed_in(cast.admin)
        client.get(reverse(LIST))
        with django_assert_max_num_queries(12):
            client.get(reverse(LIST))


class TestTheVirtualSchool:
    def test_invites_people_at_schools_and_no_others(self, cast, newcomers):
        shown = page(cast.officer)
        assert "Ada Teacher" in shown
        assert "Cas Worker" not in shown
        assert send(cast.officer, newcomers, send="1").status_code == 422
        send(cast.officer, newcomers[:1], send="1")
        assert invited() == {"Ada Teacher"}

    def test_invites_a_designated_teacher_by_hand(self, cast):
        given = {
            "name": "New Teacher", "email": "new@larkfield.example", "role": "DT", "school": cast.school.urn,
            "from_date_day": "1", "from_date_month": "12", "from_date_year": "2026",
        }  # fmt: skip
        with pretend(AT):
            answer = signed_in(cast.officer).post(reverse("accounts:invite"), given)

        assert answer.status_code == 302
        assert invited() == {"New Teacher"}

    @pytest.mark.parametrize("role", ["SW", "VSO", "VSH", "SA", "TM", "DO", "IRO"])
    def test_gives_no_post_but_those_at_schools(self, cast, role):
        place = {"team": cast.team} if role in ("SW", "TM") else {}
        with pytest.raises(ActNotAllowed):
            invite(name="X", email="x@x.example", role=role, from_date=TODAY, by=cast.officer, at=AT, **place)
        with pytest.raises(ActNotAllowed):
            begin_post(person=cast.teacher, role=role, from_date=TODAY, by=cast.officer, at=AT, **place)
        assert not User.objects.filter(email="x@x.example").exists()
        with pretend(AT):
            given = {"name": "X", "email": "x@x.example", "role": role, "school": cast.school.urn}
            assert signed_in(cast.officer).post(reverse("accounts:invite"), given).status_code == 422

    def test_ends_a_post_at_a_school_and_no_other(self, cast):
        end_post(post=cast.teacher.posts.get(), until=TODAY, by=cast.officer)
        assert cast.teacher.posts.get().until == TODAY
        with pytest.raises(ActNotAllowed):
            end_post(post=cast.sam.posts.get(), until=TODAY, by=cast.officer)
        ends = reverse("peps:end_post", args=[cast.sam.pk, cast.sam.posts.get().pk])
        assert signed_in(cast.officer).get(ends).status_code == 404

    def test_sees_people_of_schools_and_changes_nobodys_email(self, cast):
        client = signed_in(cast.officer)
        found = client.get(reverse("accounts:people")).content.decode()
        assert cast.teacher.email in found
        assert cast.sam.email not in found
        assert client.get(reverse("accounts:person", args=[cast.sam.pk])).status_code == 404
        assert client.get(reverse("accounts:person", args=[cast.teacher.pk])).status_code == 200
        assert client.get(reverse("accounts:change_details", args=[cast.teacher.pk])).status_code == 403
        with pytest.raises(ActNotAllowed):
            ask_for_change(person=cast.teacher, email="mine@x.example", by=cast.officer, at=AT)

    def test_somebody_who_also_works_elsewhere_is_the_administrators(self, cast):
        PostFactory(user=cast.teacher, role="IRO")
        assert signed_in(cast.officer).get(reverse("accounts:person", args=[cast.teacher.pk])).status_code == 404
        with pytest.raises(ActNotAllowed):
            invite_again(person=came_by_file("Cas Worker", role="SW", team=cast.team), by=cast.officer, at=AT)

    def test_a_social_worker_and_a_teacher_invite_nobody(self, cast):
        for person in (cast.sam, cast.teacher, cast.manager, cast.headteacher):
            assert signed_in(person).get(reverse(LIST)).status_code == 403

    def test_the_childs_page_leads_the_officer_to_the_invitation_and_others_to_the_virtual_school(self, cast):
        Post.objects.filter(user=cast.teacher).update(until=TODAY)
        address = reverse("workspace:child", args=[cast.child.reference])
        with pretend(AT):
            assert "Invite the designated teacher" in signed_in(cast.officer).get(address).content.decode()
            assert "Ask the virtual school to invite one" in signed_in(cast.sam).get(address).content.decode()
