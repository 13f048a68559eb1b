"""A post that reaches every child takes two people, and nobody gives one to themselves."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action, ActNotAllowed
from accounts.audit import System
from accounts.email_changes import OnlyTheirOwn, ask_for_change
from accounts.enums import Role
from accounts.invitations import CannotInvite, approve, invite, invite_again
from accounts.models import AuditRecord, Letter, Notice, Post, PostRequest, User
from accounts.posts import PostRefused, begin_post, let_colleague_in, refuse_post
from tests.factories import PostFactory, UserFactory
from tests.signed_in import signed_in

TODAY = dt.date(2026, 12, 1)
OVER_ALL = {
    Role.VS_OFFICER, Role.VIRTUAL_SCHOOL_HEAD, Role.DATA_OFFICER, Role.SERVICE_MANAGER, Role.FINANCE_OFFICER,
    Role.INFORMATION_GOVERNANCE, Role.SYSTEM_ADMINISTRATOR,
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def second_admin(cast):
    return PostFactory(user=UserFactory(name="Second Admin"), role=Role.SYSTEM_ADMINISTRATOR).user


def ask(cast, *, person=None, role=Role.VIRTUAL_SCHOOL_HEAD, by=None):
    return begin_post(person=person or cast.nobody, role=role, from_date=TODAY, by=by or cast.admin, at=clock.now())


def roles_of(person) -> set[str]:
    return {post.role for post in User.objects.get(pk=person.pk).posts_held_today()}


def test_the_roles_that_reach_every_child_are_these():
    assert {role for role in Role if access.reaches_every_child(role)} == OVER_ALL


@pytest.mark.parametrize("role", sorted(OVER_ALL))
def test_such_a_post_begins_when_a_second_person_approves_it(cast, role):
    asked_for = ask(cast, role=role)
    assert roles_of(cast.nobody) == set()

    approve(asked_for, by=cast.head, at=clock.now())
    assert roles_of(cast.nobody) == {role}


@pytest.mark.parametrize("role", [Role.VIRTUAL_SCHOOL_HEAD, Role.SYSTEM_ADMINISTRATOR, Role.IRO])
def test_nobody_gives_themselves_a_post(cast, role):
    with pytest.raises(PostRefused, match="cannot give yourself a post"):
        ask(cast, person=cast.admin, role=role)
    page = signed_in(cast.admin).post(
        reverse("accounts:begin_post", args=[cast.admin.pk]),
        {"role": role, "from_date_day": "1", "from_date_month": "12", "from_date_year": "2026"},
    )

    assert page.status_code == 422
    assert "cannot give yourself a post" in page.text
    assert roles_of(cast.admin) == {Role.SYSTEM_ADMINISTRATOR}
    assert not PostRequest.objects.exists()


def test_nobody_becomes_their_own_colleague_at_a_school(cast):
    days = {"from_date": TODAY, "until": dt.date(2027, 1, 1)}
    with pytest.raises(PostRefused, match="cannot give yourself a post"):
        let_colleague_in(person=cast.officer, school=cast.school, by=cast.officer, **days)


def test_who_asked_cannot_approve_and_a_second_account_of_theirs_does_not_help(cast):
    asked_for = ask(cast)
    with pytest.raises(PostRefused, match="Somebody else must decide this"):
        approve(asked_for, by=cast.admin, at=clock.now())
    helper = UserFactory(name="Admin Again")
    ask(cast, person=helper, role=Role.SYSTEM_ADMINISTRATOR)

    with pytest.raises(ActNotAllowed):
        approve(asked_for, by=helper, at=clock.now())
    assert roles_of(cast.nobody) == roles_of(helper) == set()


def test_who_would_hold_it_cannot_approve(cast, second_admin):
    asked_for = ask(cast, person=second_admin)

    with pytest.raises(PostRefused, match="Somebody else must decide this"):
        approve(asked_for, by=second_admin, at=clock.now())
    assert signed_in(second_admin).get(reverse("accounts:decide_post", args=[asked_for.pk])).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        PostRequest.objects.filter(pk=asked_for.pk).update(decided_by=second_admin)


@pytest.mark.parametrize("name", ["officer", "manager", "data_officer", "governance", "teacher", "nobody"])
def test_nobody_else_approves(cast, name):
    asked_for = ask(cast, person=cast.sam)
    person = getattr(cast, name)

    with pytest.raises(ActNotAllowed):
        approve(asked_for, by=person, at=clock.now())
    assert signed_in(person).post(
        reverse("accounts:decide_post", args=[asked_for.pk]), {"decision": "approve"}
    ).status_code in {403, 404}
    assert roles_of(cast.sam) == {Role.SOCIAL_WORKER}


def test_a_request_is_decided_once(cast, second_admin):
    asked_for = ask(cast)
    refuse_post(asked_for, by=second_admin, at=clock.now())

    with pytest.raises(PostRefused, match="decided already"):
        approve(asked_for, by=cast.head, at=clock.now())
    assert roles_of(cast.nobody) == set()


def test_asking_twice_is_refused_and_so_is_a_post_that_they_hold(cast):
    ask(cast)
    with pytest.raises(PostRefused, match="waiting for approval"):
        ask(cast)
    with pytest.raises(PostRefused, match="holds this post already"):
        ask(cast, person=cast.officer, role=Role.VS_OFFICER)


def test_the_head_of_the_virtual_school_is_told_when_it_is_asked_and_when_another_decides(cast, second_admin):
    asked_for = ask(cast, role=Role.DATA_OFFICER)
    Letter.objects.update(state="SENT")
    assert set(Notice.objects.values_list("person", flat=True)) == {cast.head.pk, second_admin.pk}
    approve(asked_for, by=second_admin, at=clock.now())

    told = Notice.objects.filter(person=cast.head).values_list("text", flat=True)
    assert sorted(told) == [
        "Admin Person asks for a post: Data officer for No Post. Someone else must approve it.",
        "Second Admin has approved a post: Data officer for No Post.",
    ]
    assert Notice.objects.filter(person=cast.admin).count() == 1  # who asked hears what became of it
    assert not Notice.objects.filter(person=cast.nobody).exists()


def test_whose_account_is_closed_or_whose_post_has_ended_is_not_asked_to_approve(cast, second_admin):
    User.objects.filter(pk=second_admin.pk).update(is_active=False)
    PostFactory(user=UserFactory(name="Former Head"), role=Role.VIRTUAL_SCHOOL_HEAD, until=TODAY)
    ask(cast)

    assert [notice.person for notice in Notice.objects.all()] == [cast.head]


def test_who_may_approve_has_an_email_at_once_with_the_page_and_who_asked(cast, second_admin):
    ask(cast, role=Role.DATA_OFFICER)

    letters = {letter.person: letter for letter in Letter.objects.filter(kind="post")}
    assert set(letters) == {cast.head, second_admin}
    told = letters[cast.head]
    assert told.subject == "A role waits for your approval"
    assert "Admin Person asks for a post: Data officer for No Post." in told.body
    assert reverse("accounts:posts_to_approve") in told.body
    assert set(Notice.objects.filter(person=cast.head).values_list("letter", flat=True)) == {told.pk}


def test_the_audit_names_both_people(cast):
    approve(ask(cast), by=cast.head, at=clock.now())

    acts = AuditRecord.objects.order_by("pk").values_list("act", "by_id")
    assert list(acts) == [
        ("post.asked_for", cast.admin.pk),
        ("post.begun", cast.head.pk),
        ("post.approved", cast.head.pk),
    ]


def test_an_invited_head_gets_the_letter_with_the_link_once_approved(cast):
    new = invite(
        name="Nia Quist",
        email="nia@fernshire.example",
        role=Role.VIRTUAL_SCHOOL_HEAD,
        from_date=TODAY,
        by=cast.admin,
        at=clock.now(),
    )
    assert not Letter.objects.filter(person=new).exists()
    with pytest.raises(CannotInvite, match="wait until it is approved"):
        invite_again(person=new, by=cast.admin, at=clock.now())

    approve(new.post_requests.get(), by=cast.head, at=clock.now())
    assert Letter.objects.get(person=new).kind == "invitation"
    assert "Virtual school head" in Letter.objects.get(person=new).body


def test_a_post_at_one_team_or_school_needs_no_second_person(cast):
    post = begin_post(
        person=cast.nobody, role=Role.TEAM_MANAGER, team=cast.team, from_date=TODAY, by=cast.admin, at=clock.now()
    )

    assert isinstance(post, Post)
    assert roles_of(cast.nobody) == {Role.TEAM_MANAGER}


@pytest.mark.parametrize("name", ["head", "officer", "data_officer"])
def test_an_account_that_reaches_every_child_is_not_taken_over_by_another_mailbox(cast, name):
    with pytest.raises(OnlyTheirOwn, match="can change this email address"):
        ask_for_change(person=getattr(cast, name), email="admin2@fernshire.example", by=cast.admin, at=clock.now())
    invited = UserFactory(password=None)
    ask(cast, person=invited)
    with pytest.raises(OnlyTheirOwn):
        ask_for_change(person=invited, email="admin2@fernshire.example", by=cast.admin, at=clock.now())


# On the pages


def test_it_is_on_my_work_of_those_who_may_approve_and_decided_on_a_page(cast):
    asked_for = ask(cast)
    head = signed_in(cast.head)

    assert "Approve a post" in head.get(reverse("workspace:my_work")).text
    assert "Approve a post" not in signed_in(cast.admin).get(reverse("workspace:my_work")).text
    assert "Virtual school head for No Post" in head.get(reverse("accounts:posts_to_approve")).text
    page = reverse("accounts:decide_post", args=[asked_for.pk])
    assert "nobody@fernshire.example" in head.get(page).text
    assert "Select approve or refuse" in head.post(page, {}).text
    head.post(page, {"decision": "approve"})

    assert roles_of(cast.nobody) == {Role.VIRTUAL_SCHOOL_HEAD}
    assert head.get(page).status_code == 404


def test_a_refusal_on_the_page_leaves_the_person_without_the_post(cast):
    asked_for = ask(cast)

    signed_in(cast.head).post(reverse("accounts:decide_post", args=[asked_for.pk]), {"decision": "refuse"})

    assert roles_of(cast.nobody) == set()
    assert AuditRecord.objects.filter(act="post.refused", by_id=cast.head.pk).exists()


def test_the_administrator_reads_that_somebody_else_must_approve(cast):
    form = {"role": "VSH", "from_date_day": "1", "from_date_month": "12", "from_date_year": "2026"}
    page = signed_in(cast.admin).post(reverse("accounts:begin_post", args=[cast.nobody.pk]), form, follow=True)

    assert "Someone else must approve this first" in page.text
    assert "It begins when someone else approves it" in page.text


# By whoever runs the server


def test_a_new_portal_gets_its_first_head_from_whoever_runs_the_server(cast, capsys):
    cast.head.posts.all().delete()
    asked_for = ask(cast)
    call_command("approve_post")
    assert f"{asked_for.pk}: Virtual school head for No Post" in capsys.readouterr().out

    call_command("approve_post", str(asked_for.pk))

    assert roles_of(cast.nobody) == {Role.VIRTUAL_SCHOOL_HEAD}
    assert AuditRecord.objects.get(act="post.approved").by_name == "the portal (the server)"
    with pytest.raises(CommandError, match="No post waits"):
        call_command("approve_post", str(asked_for.pk))


def test_what_whoever_runs_the_server_gives_needs_no_second_person(cast):
    begin_post(
        person=cast.nobody, role=Role.SYSTEM_ADMINISTRATOR, from_date=TODAY, by=System("the server"), at=clock.now()
    )

    assert roles_of(cast.nobody) == {Role.SYSTEM_ADMINISTRATOR}
    with pytest.raises(ActNotAllowed):
        begin_post(person=cast.sam, role=Role.IRO, from_date=TODAY, by=System("imports"), at=clock.now())
    assert Action.APPROVE_POST not in System("imports").actions_today()
