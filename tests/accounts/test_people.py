import datetime as dt
import re

import pytest
from django.core import mail

from accounts import clock, letters, one_time_links
from accounts.access import ActNotAllowed
from accounts.enums import Role
from accounts.invitations import CannotInvite, invite, invite_again
from accounts.models import AuditRecord, Letter, Post, User
from accounts.posts import PostRefused, begin_post, end_post
from tests.factories import PostFactory

TODAY = dt.date(2026, 12, 1)
LINK = re.compile(r"http://127\.0\.0\.1:8000(/accounts/password/reset/key/\S+)")


def _invite(cast, **given):
    wanted = {"name": "Nia Quist", "email": "Nia.Quist@Fernshire.Example", "role": Role.SOCIAL_WORKER}
    wanted |= {"team": cast.team, "from_date": TODAY, "by": cast.admin, "at": clock.now()}
    return invite(**wanted | given)


def _link():
    return LINK.search(mail.outbox[-1].body).group(1)


def test_an_invited_person_has_a_post_no_password_and_a_letter(cast):
    nia = _invite(cast)

    assert nia.email == "nia.quist@fernshire.example"
    assert not nia.has_usable_password()
    assert [str(post) for post in nia.posts.all()] == ["Social worker, Riverside team"]
    assert Letter.objects.get(person=nia).kind == "invitation"
    assert set(AuditRecord.objects.values_list("act", flat=True)) == {"person.invited", "post.begun"}


def test_the_link_stands_in_the_mail_and_nowhere_else(cast):
    nia = _invite(cast)

    letters.send_waiting(is_working_day=False)

    assert LINK.search(mail.outbox[0].body)
    body = Letter.objects.get(person=nia).body
    assert one_time_links.PLACE in body
    assert "password/reset" not in body


def test_the_link_sets_a_password_once(cast, client):
    nia = _invite(cast)
    letters.send_waiting(is_working_day=False)

    page = client.get(_link(), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "seven calm herons", "password2": "seven calm herons"})

    nia.refresh_from_db()
    assert nia.check_password("seven calm herons")
    client.logout()
    assert client.get(_link(), follow=True).context["token_fail"]


def test_a_link_ends_after_its_days(cast, client, time_machine):
    _invite(cast)
    letters.send_waiting(is_working_day=False)

    time_machine.move_to(clock.real_now() + dt.timedelta(days=one_time_links.days_valid(), minutes=5))

    assert client.get(_link(), follow=True).context["token_fail"]


def test_an_invitation_is_sent_again_until_it_is_answered(cast):
    nia = _invite(cast)
    invite_again(person=nia, by=cast.admin, at=clock.now())
    assert Letter.objects.filter(person=nia).count() == 2

    nia.set_password("seven calm herons")
    nia.save()
    with pytest.raises(CannotInvite, match="has chosen a password"):
        invite_again(person=nia, by=cast.admin, at=clock.now())


def test_an_address_that_is_known_is_not_invited_twice_whatever_its_capitals(cast):
    with pytest.raises(CannotInvite, match="already"):
        _invite(cast, email="SAM@fernshire.example")

    assert not User.objects.filter(name="Nia Quist").exists()


def test_a_refused_post_leaves_no_half_made_account(cast):
    with pytest.raises(PostRefused, match="Choose the team"):
        _invite(cast, team=None)

    assert not User.objects.filter(name="Nia Quist").exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("name", ["officer", "head", "manager", "teacher", "sam", "finance", "nobody"])
def test_the_system_administrator_alone_invites(cast, name):
    with pytest.raises(ActNotAllowed):
        _invite(cast, by=getattr(cast, name))

    assert not User.objects.filter(name="Nia Quist").exists()


def _begin(cast, **given):
    wanted = {"person": cast.sam, "role": Role.DESIGNATED_TEACHER, "school": cast.school, "from_date": TODAY}
    return begin_post(by=cast.admin, at=clock.now(), **wanted | given)


def test_a_second_post_adds_what_it_allows_and_keeps_the_first(cast):
    _begin(cast)

    sam = User.objects.get(pk=cast.sam.pk)
    assert {post.role for post in sam.posts_held_today()} == {Role.SOCIAL_WORKER, Role.DESIGNATED_TEACHER}


def test_a_post_keeps_only_the_place_that_goes_with_its_role(cast):
    assert _begin(cast, team=cast.team).team is None
    assert str(_begin(cast, role=Role.IRO, team=cast.team)) == "Independent reviewing officer"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"school": None}, "Choose the school"),
        ({"until": TODAY}, "last day cannot be before"),
        ({"role": Role.SOCIAL_WORKER, "team": "theirs", "from_date": dt.date(2025, 1, 1)}, "holds this post already"),
        ({"stands_in_for": "self"}, "stands in for themselves"),
    ],
)
def test_a_post_that_makes_no_sense_is_refused(cast, given, why):
    given = dict(given)
    if given.get("team"):
        given["team"] = cast.team
    if given.get("stands_in_for"):
        given["stands_in_for"] = cast.sam

    with pytest.raises(PostRefused, match=why):
        _begin(cast, **given)


@pytest.mark.parametrize("other", ["role", "team", "person", "stood in for"])
def test_a_post_that_differs_in_one_thing_from_one_that_is_held_begins_beside_it(cast, other):
    """Sam is a social worker of the Riverside team."""
    given = {"role": Role.SOCIAL_WORKER, "team": cast.team, "school": None}
    given |= {
        "role": {"role": Role.TEAM_MANAGER},
        "team": {"team": cast.other_team},
        "person": {"person": cast.nobody},
        "stood in for": {"stands_in_for": cast.stranger},
    }[other]

    assert _begin(cast, **given).pk


def test_a_post_that_ends_today_allows_nothing_from_today_on(cast):
    end_post(post=cast.sam.posts.get(), until=TODAY, by=cast.admin)

    assert User.objects.get(pk=cast.sam.pk).actions_today() == frozenset()


def test_a_post_ends_once_and_not_before_it_began(cast):
    post = cast.sam.posts.get()
    with pytest.raises(PostRefused, match="before it begins"):
        end_post(post=post, until=dt.date(2023, 1, 1), by=cast.admin)

    end_post(post=post, until=TODAY, by=cast.admin)
    with pytest.raises(PostRefused, match="already"):
        end_post(post=post, until=dt.date(2026, 12, 24), by=cast.admin)


def test_a_post_that_was_entered_in_error_ends_on_its_first_day_and_was_never_held(cast):
    post = _begin(cast)
    assert User.objects.get(pk=cast.sam.pk).holds_role(Role.DESIGNATED_TEACHER)

    end_post(post=post, until=TODAY, by=cast.admin)

    sam = User.objects.get(pk=cast.sam.pk)
    assert not sam.holds_role(Role.DESIGNATED_TEACHER)
    assert sam.holds_role(Role.SOCIAL_WORKER)


def test_a_post_that_has_its_last_day_may_end_before_it_and_not_by_it_again(cast):
    post = _begin(cast, until=TODAY + dt.timedelta(days=7))
    with pytest.raises(PostRefused, match="already"):
        end_post(post=post, until=TODAY + dt.timedelta(days=7), by=cast.admin)

    assert end_post(post=post, until=TODAY + dt.timedelta(days=6), by=cast.admin).until == dt.date(2026, 12, 7)


def test_the_last_system_administrator_stays(cast):
    with pytest.raises(PostRefused, match="last system administrator"):
        end_post(post=cast.admin.posts.get(), until=TODAY, by=cast.admin)


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param({"until": dt.date(2027, 2, 1)}, id="one whose post ends in two months"),
        pytest.param({"user__is_active": False}, id="one whose account is closed"),
        pytest.param({"role": Role.DATA_OFFICER}, id="one who does something else"),
    ],
)
def test_the_last_system_administrator_stays_also_beside(cast, beside):
    PostFactory(**{"role": Role.SYSTEM_ADMINISTRATOR} | beside)

    with pytest.raises(PostRefused, match="last system administrator"):
        end_post(post=cast.admin.posts.get(), until=TODAY, by=cast.admin)


def test_a_system_administrator_may_go_once_another_one_is_there_to_stay(cast):
    PostFactory(role=Role.SYSTEM_ADMINISTRATOR)

    assert end_post(post=cast.admin.posts.get(), until=TODAY, by=cast.admin).until == TODAY


def test_other_posts_end_also_where_no_system_administrator_is_there_to_stay(cast):
    cast.admin.posts.update(until=dt.date(2027, 2, 1))

    assert end_post(post=cast.sam.posts.get(), until=TODAY, by=cast.admin).until == TODAY


def test_a_manager_ends_no_post(cast):
    with pytest.raises(ActNotAllowed):
        end_post(post=cast.sam.posts.get(), until=TODAY, by=cast.manager)

    assert Post.objects.get(user=cast.sam).until is None


class TestPostsThatFollowEachOther:
    def test_a_post_may_begin_again_on_the_day_on_which_it_ended(self, cast):
        end_post(post=cast.sam.posts.get(), until=TODAY, by=cast.admin)

        _begin(cast, role=Role.SOCIAL_WORKER, team=cast.team)

        assert User.objects.get(pk=cast.sam.pk).holds_role(Role.SOCIAL_WORKER)

    def test_a_post_may_end_on_the_day_on_which_the_next_begins_and_not_after_it(self, cast):
        later = _begin(cast, from_date=TODAY + dt.timedelta(days=7))

        with pytest.raises(PostRefused, match="holds this post already"):
            _begin(cast, until=later.from_date + dt.timedelta(days=1))
        assert _begin(cast, until=later.from_date).until == later.from_date

    def test_the_same_role_at_another_school_is_another_post(self, cast):
        _begin(cast)

        assert _begin(cast, school=cast.other_school).school == cast.other_school

    def test_a_stand_in_may_stand_in_for_two_people(self, cast):
        _begin(cast, stands_in_for=cast.teacher)

        assert _begin(cast, stands_in_for=cast.other_teacher).stands_in_for == cast.other_teacher
