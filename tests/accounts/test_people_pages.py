import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock
from accounts.access import ActNotAllowed
from accounts.audit import record
from accounts.details import change_details
from accounts.enums import LetterState, Role
from accounts.guides import FOR_PAGE, TITLES, guide_for
from accounts.models import AuditRecord, Letter, Post, User
from tests.factories import PostFactory, SchoolFactory, UserFactory

TODAY = dt.date(2026, 12, 1)


@pytest.fixture
def admin(client, cast):
    client.force_login(cast.admin)
    return client


def _date(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _letter(person, **fields):
    defaults = {"kind": "digest", "day": TODAY, "subject": "Reminder: 1 thing to do", "body": "Part 1 is due"}
    return Letter.objects.create(person=person, created_at=clock.now(), **defaults | fields)


# People


def test_a_system_administrator_invites_somebody_in_a_browser_and_sees_the_post(admin, cast):
    form = {"name": "Nia Quist", "email": "nia@fernshire.example", "role": "SW", "team": cast.team.pk}

    page = admin.post(reverse("accounts:invite"), form | _date("from_date", TODAY), follow=True).content.decode()

    assert "Social worker, Riverside team" in page
    assert "Invited on 1 December 2026, no answer yet" in page
    assert "Send the invitation again" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "SAM@fernshire.example"}, "There is an account with this e-mail address already"),
        ({"team": ""}, "Choose the team"),
        ({"role": "DT", "school": "Nowhere"}, "No school has this name or number"),
        ({"role": "DT", "school": "Primary"}, "Several schools have a name like this"),
        ({"role": ""}, "Choose a role"),
        ({"from_date_month": "13"}, "Enter a real date"),
    ],
)
def test_a_wrong_invitation_is_told_in_words_and_makes_nothing(admin, cast, wrong, said):
    form = {"name": "Nia Quist", "email": "nia@fernshire.example", "role": "SW", "team": cast.team.pk}
    people = User.objects.count()

    answer = admin.post(reverse("accounts:invite"), form | _date("from_date", TODAY) | wrong)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Nia Quist" in answer.content.decode()
    assert User.objects.count() == people


def test_a_school_is_found_by_number_and_by_the_one_name_that_is_like_it(admin, cast):
    SchoolFactory(name="Brookside College")
    form = {"role": "DT", "school": "brookside"} | _date("from_date", TODAY)

    admin.post(reverse("accounts:begin_post", args=[cast.nobody.pk]), form)
    admin.post(
        reverse("accounts:begin_post", args=[cast.nobody.pk]),
        {"role": "HT", "school": cast.school.urn} | _date("from_date", TODAY),
    )

    assert {str(post) for post in cast.nobody.posts.all()} == {
        "Designated teacher, Brookside College",
        "Headteacher, Larkfield Primary School",
    }


def test_a_post_ends_after_its_last_day(admin, cast):
    post = cast.sam.posts.get()
    address = reverse("peps:end_post", args=[cast.sam.pk, post.pk])

    page = admin.get(address).content.decode()
    assert "1 child is in their name" in page
    assert cast.child.given_name not in page
    admin.post(address, _date("last_date", dt.date(2026, 12, 18)))

    post.refresh_from_db()
    assert post.until == dt.date(2026, 12, 19)


def test_ending_the_last_administrator_is_refused_with_the_reason(admin, cast):
    post = cast.admin.posts.get()

    answer = admin.post(reverse("peps:end_post", args=[cast.admin.pk, post.pk]), _date("last_date", TODAY))

    assert answer.status_code == 422
    assert "This is the last system administrator" in answer.content.decode()


def test_a_name_is_corrected_without_a_password_and_stands_in_the_audit(admin, cast):
    form = {"name": "Samuel Person", "email": "sam@fernshire.example", "telephone": "01632 960007"}

    admin.post(reverse("accounts:change_details", args=[cast.sam.pk]), form)

    cast.sam.refresh_from_db()
    assert (cast.sam.name, cast.sam.telephone) == ("Samuel Person", "01632 960007")
    assert AuditRecord.objects.get(act="person.changed").detail == {"changed": ["name", "telephone"]}


@pytest.mark.parametrize(
    ("email", "said"),
    [("TEACHER@fernshire.example", "Somebody else has this e-mail address"), ("sam", "Enter an e-mail address like")],
)
def test_an_address_that_cannot_be_is_told_and_nothing_changes(admin, cast, email, said):
    form = {"name": "Sam Person", "email": email, "telephone": ""}

    answer = admin.post(reverse("accounts:change_details", args=[cast.sam.pk]), form)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert User.objects.get(pk=cast.sam.pk).email == "sam@fernshire.example"


def test_nobody_but_the_system_administrator_changes_details(client, cast):
    client.force_login(cast.manager)
    form = {"name": "X", "email": "x@fernshire.example", "telephone": ""}

    for person, status in ((cast.sam, 404), (cast.manager, 403)):
        assert client.post(reverse("accounts:change_details", args=[person.pk]), form).status_code == status
    with pytest.raises(ActNotAllowed):
        change_details(person=cast.sam, by=cast.manager, name="X", telephone="")
    assert User.objects.get(pk=cast.sam.pk).email == "sam@fernshire.example"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"search": "sam"}, {"Sam Person"}),
        ({"search": "ADVISER@"}, {"Adviser Person"}),
        ({"role": "IRO"}, {"Iro Person"}),
        ({"state": "no-post"}, {"No Post"}),
        ({"role": "SW", "team": "other"}, {"Stranger Person"}),
    ],
)
def test_the_list_of_people_is_narrowed(admin, cast, asked, found):
    asked = dict(asked)
    if "team" in asked:
        asked["team"] = cast.other_team.pk

    rows = admin.get(reverse("accounts:people"), asked).context["rows"]

    assert {row["person"].name for row in rows} == found


def test_a_post_that_has_ended_does_not_find_its_person_by_role(admin, cast):
    cast.sam.posts.update(until=TODAY)

    rows = admin.get(reverse("accounts:people"), {"role": "SW"}).context["rows"]

    assert "Sam Person" not in {row["person"].name for row in rows}


PEOPLE_PAGES = ["accounts:people", "accounts:invite"]


@pytest.mark.parametrize("name", ["sam", "manager", "teacher", "headteacher", "finance", "governance", "nobody"])
def test_people_are_the_system_administrators_and_the_virtual_schools_alone(client, cast, name):
    client.force_login(getattr(cast, name))

    assert {client.get(reverse(page)).status_code for page in PEOPLE_PAGES} == {403}
    assert client.get(reverse("accounts:person", args=[cast.stranger.pk])).status_code == 404
    end = reverse("peps:end_post", args=[cast.stranger.pk, cast.stranger.posts.get().pk])
    assert client.post(end, _date("last_date", TODAY)).status_code == 404
    assert Post.objects.get(user=cast.stranger).until is None


def test_nobody_ends_or_gives_themselves_a_post(client, cast):
    client.force_login(cast.sam)

    end = reverse("peps:end_post", args=[cast.sam.pk, cast.sam.posts.get().pk])
    assert client.post(end, _date("last_date", TODAY)).status_code == 403
    begin = reverse("accounts:begin_post", args=[cast.sam.pk])
    assert client.post(begin, {"role": "VSH"} | _date("from_date", TODAY)).status_code == 403
    assert [post.role for post in cast.sam.posts.all()] == [Role.SOCIAL_WORKER]


def test_an_invitation_is_sent_again_by_the_system_administrator_alone(client, cast):
    waiting = UserFactory(name="Nia Quist", password=None)
    PostFactory(user=waiting)
    address = reverse("accounts:invite_again", args=[waiting.pk])
    client.force_login(cast.officer)
    assert client.post(address).status_code == 404
    assert not Letter.objects.exists()

    client.force_login(cast.admin)
    assert "another email with a new link" in client.get(address).content.decode()
    assert not Letter.objects.exists()
    client.post(address)

    assert Letter.objects.get().person == waiting


# Letters


def test_everybody_reads_their_own_letters_and_nobody_elses(client, cast):
    mine, theirs = _letter(cast.sam), _letter(cast.stranger, body="About 9S6PJXJK")
    client.force_login(cast.sam)

    page = client.get(reverse("accounts:my_letters")).content.decode()
    assert reverse("accounts:letter", args=[mine.pk]) in page
    assert reverse("accounts:letter", args=[theirs.pk]) not in page
    assert "Part 1 is due" in client.get(reverse("accounts:letter", args=[mine.pk])).content.decode()
    assert client.get(reverse("accounts:letter", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("accounts:letters")).status_code == 403
    assert client.post(reverse("accounts:send_again", args=[mine.pk])).status_code == 403


def test_the_virtual_school_sees_every_letter_and_sends_one_again(client, cast):
    letter = _letter(cast.sam, state=LetterState.REFUSED, refusal="550 no such person")
    client.force_login(cast.officer)

    page = client.get(reverse("accounts:letter", args=[letter.pk])).content.decode()
    assert "550 no such person" in page
    client.post(reverse("accounts:send_again", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.state == LetterState.QUEUED


def test_a_letter_that_was_sent_is_refused_with_a_word(client, cast):
    letter = _letter(cast.sam, state=LetterState.SENT)
    client.force_login(cast.officer)

    answer = client.post(reverse("accounts:send_again", args=[letter.pk]), follow=True)

    assert "There is nothing to send again" in answer.content.decode()


def test_letters_are_narrowed_by_person_and_state(client, cast):
    _letter(cast.sam)
    _letter(cast.stranger, state=LetterState.SENT, day=dt.date(2026, 11, 30))
    client.force_login(cast.officer)

    def found(**asked):
        return [row["letter"].person for row in client.get(reverse("accounts:letters"), asked).context["rows"]]

    assert found(person="sam") == [cast.sam]
    assert found(state="SENT") == [cast.stranger]


# Who looked


def test_who_looked_is_found_by_child_person_and_day(client, cast):
    with clock.pretend(dt.date(2026, 11, 20)):
        record("child.looked_at", by=cast.sam, subject=cast.child, child=cast.child)
    record("pep.sign_off", by=cast.officer, subject=cast.other, child=cast.other)
    client.force_login(cast.governance)

    def found(**asked):
        return [row["act"] for row in client.get(reverse("accounts:audit"), asked).context["rows"]]

    assert found() == ["Plan: sign off", "Child: looked at"]
    assert found(child=cast.child.reference.lower()) == ["Child: looked at"]
    assert found(person="officer") == ["Plan: sign off"]
    assert found(first="21/11/2026") == ["Plan: sign off"]
    assert found(last="20 11 2026") == ["Child: looked at"]


def test_a_day_that_is_none_is_told_in_words(client, cast):
    client.force_login(cast.governance)

    page = client.get(reverse("accounts:audit"), {"first": "soon"}).content.decode()

    assert "Enter a day like 27/11/2026" in page


@pytest.mark.parametrize("name", ["sam", "officer", "admin", "manager", "teacher", "nobody"])
def test_who_looked_is_for_those_who_watch_over_it(client, cast, name):
    client.force_login(getattr(cast, name))

    assert client.get(reverse("accounts:audit")).status_code == 403


# Help


@pytest.mark.parametrize("slug", TITLES)
def test_every_guide_can_be_read(client, cast, slug):
    client.force_login(cast.nobody)

    page = client.get(reverse("accounts:guide", args=[slug]))

    assert page.status_code == 200
    assert "govuk-body-l" in page.content.decode()


def test_a_guide_that_is_none_is_not_found(client, cast):
    client.force_login(cast.nobody)

    assert client.get(reverse("accounts:guide", args=["secrets"])).status_code == 404


def test_the_foot_of_a_page_leads_to_its_guide_and_the_role_s(admin):
    page = admin.get(reverse("accounts:people")).content.decode()

    assert reverse("accounts:guide", args=["people"]) in page
    assert reverse("accounts:guide", args=["system-administrator"]) in page


def test_guides_named_for_pages_exist():
    assert set(FOR_PAGE.values()) - {""} <= set(TITLES)
    assert {guide_for(name) for name in ("quality:queue", "reports:dashboard", "children:terms")} <= set(TITLES)
    assert guide_for("nothing:here") == ""


def test_who_does_what_says_each_role_with_ones_own_first(admin):
    page = admin.get(reverse("accounts:who_does_what")).content.decode()

    assert page.index("System administrator") < page.index("Adviser" if "Adviser" in page else "Data officer")
    assert all(role.label in page for role in Role)


# The same queries for one and for many


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize(
    ("listed", "who", "queries"),
    [("people", "admin", 11), ("letters", "officer", 8), ("my_letters", "sam", 8), ("audit", "governance", 8)],
)
def test_a_list_takes_the_same_queries_for_one_row_and_for_many(
    client, cast, listed, who, queries, number, django_assert_num_queries
):
    for n in range(number):
        PostFactory(user=UserFactory(), role=Role.DESIGNATED_TEACHER, school=SchoolFactory())
        _letter(UserFactory())
        _letter(cast.sam, day=TODAY - dt.timedelta(days=n))
        AuditRecord.objects.create(at=clock.now(), act="child.looked_at", by_name="Sam")
    client.force_login(getattr(cast, who))

    with django_assert_num_queries(queries):
        assert client.get(reverse(f"accounts:{listed}")).status_code == 200
