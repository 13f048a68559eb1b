"""A designated teacher who means ill: old links after a move, a restricted brother, words of others in the record."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Notice, Post
from children.enums import AllocationKind, Origin
from children.models import Allocation, Enrolment, NamedPerson, Note, SiblingLink, Suspension
from peps.documents.signed_copy import freeze
from peps.enums import OwnPageFor
from peps.models import OwnBrowser, OwnPage, PersonalEducationPlan
from peps.voice.guest_links import hand_over, withdraw
from tests.cast import TODAY
from tests.factories import (
    AllocationFactory,
    ChildFactory,
    EnrolmentFactory,
    NoteFactory,
    PostFactory,
    SchoolFactory,
    UserFactory,
    open_plan,
)
from tests.factories.peps import moment
from tests.peps.voice.test_own_pages import opened, say, send, text_in_plan
from tests.signed_in import signed_in
from tests.trials.test_disclosure import my_work

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
LAST_DAY = dt.date(2026, 12, 20)
LONG_AGO = dt.date(2026, 11, 2)
OVER = "This link does not work any more"
RENEW = "Renew the link to the"


@pytest.fixture
def pep(cast):
    return open_plan(cast.child)


def link(pep, by, made_for=OwnPageFor.CHILD) -> str:
    _, token = hand_over(pep=pep, made_for=made_for, last_day=LAST_DAY, by=by, at=AT)
    return reverse("peps:own_start", args=[token])


def opens(address: str) -> bool:
    return OVER not in Client().post(address, follow=True).content.decode()


def page_with_key_of_another(address: str) -> bool:
    """Whether a browser with a key that it made up gets in."""
    phone = Client()
    phone.cookies[f"own-{OwnPage.objects.get().reference}"] = "made-up"
    return OVER not in phone.post(address, follow=True).content.decode()


def end_posts(person) -> None:
    Post.objects.filter(user=person).update(until=TODAY)


def close_account(person) -> None:
    type(person).objects.filter(pk=person.pk).update(is_active=False)


def reallocate(child, worker, on=TODAY) -> None:
    rows = Allocation.objects.filter(child=child, kind=AllocationKind.SOCIAL_WORKER, until=None)
    team = rows.get().team
    rows.update(until=on)
    AllocationFactory(child=child, person=worker, team=team, from_date=on)


def restrict_to(child, person) -> None:
    child.is_restricted = True
    child.save()
    NamedPerson.objects.create(child=child, person=person, from_date=TODAY)


def sign(cast, pep) -> None:
    freeze(pep=pep, by=cast.officer, at=AT)
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=AT)
    pep.refresh_from_db()


def leave_the_school(child) -> None:
    Enrolment.objects.filter(child=child).update(until=TODAY)
    EnrolmentFactory(child=child, school=SchoolFactory(), from_date=TODAY)


class TestALinkThatATeacherKept:
    def test_opens_no_page_of_the_child_after_a_move(self, cast, pep):
        address = link(pep, cast.teacher)
        assert opens(address)

        leave_the_school(cast.child)

        assert not opens(address)
        assert not page_with_key_of_another(address), "nobody speaks for the child from the former school"

    def test_nor_the_childs_own_copy_not_even_where_it_is_open(self, cast, pep):
        sign(cast, pep)
        address = link(pep, cast.teacher, OwnPageFor.COPY)
        phone = Client()
        assert OVER not in phone.post(address, follow=True).content.decode()
        copy = reverse("peps:own_copy", args=[OwnPage.objects.get().reference])

        leave_the_school(cast.child)

        assert not opens(address)
        assert phone.get(copy).status_code == 410, "it would be read on, and no word is lost"
        assert OVER in phone.post(address, follow=True).content.decode()

    def test_nor_once_the_record_is_restricted_to_others(self, cast, pep):
        address, known = link(pep, cast.teacher), link(pep, cast.sam, OwnPageFor.CARER)

        restrict_to(cast.child, cast.sam)

        assert not opens(address)
        assert opens(known)

    def test_a_new_link_of_somebody_else_for_the_same_page_works(self, cast, pep):
        link(pep, cast.teacher)
        leave_the_school(cast.child)

        assert opens(link(pep, cast.sam))


GONE = {
    "a teacher whose post ended": ("teacher", lambda cast: end_posts(cast.teacher)),
    "a teacher whose account is closed": ("teacher", lambda cast: close_account(cast.teacher)),
    "a teacher whose pupil has moved on": ("teacher", lambda cast: leave_the_school(cast.child)),
    "a teacher who is not named on a restricted record": ("teacher", lambda cast: restrict_to(cast.child, cast.sam)),
    "a social worker who has another caseload": ("former", lambda cast: reallocate(cast.child, cast.sam)),
    "an officer who left": ("officer", lambda cast: end_posts(cast.officer)),
}
"""Who made the link, and how they came to know the child no longer."""


@pytest.fixture(params=GONE)
def gone(request, cast):
    """The one who makes a link, and what happens to them. Afterwards `sam` is the social worker of the child."""
    who, leaves = GONE[request.param]
    if who == "former":
        cast.former = UserFactory(name="Former Person")
        PostFactory(user=cast.former, role=Role.SOCIAL_WORKER, team=cast.team)
        reallocate(cast.child, cast.former, on=LONG_AGO)
    return getattr(cast, who), lambda: leaves(cast)


class TestALinkWhoseMakerIsGone:
    """For a child the link is a door to somebody they know: it leads nowhere that nobody stands behind any more."""

    def test_opens_in_no_new_browser(self, cast, pep, gone):
        maker, leaves = gone
        addresses = [link(pep, maker, each) for each in (OwnPageFor.CHILD, OwnPageFor.CARER, OwnPageFor.PARENT)]
        assert all(opens(address) for address in addresses)

        leaves()

        assert [Client().get(address).status_code for address in addresses] == [410] * 3
        assert not any(opens(address) for address in addresses)
        assert OwnBrowser.objects.count() == 3

    @pytest.mark.alike
    def test_goes_on_where_it_is_open_and_what_is_sent_arrives_and_is_told(self, cast, pep, gone):
        maker, leaves = gone
        address = link(pep, maker)
        phone = opened(address)
        say(phone, pep, "hard", "Fractions")

        leaves()

        again = phone.post(address, follow=True)
        assert again.status_code == 200, "pressed once more on the same phone"
        say(phone, pep, "going_well", "Swimming")
        done = phone.get(send(phone, pep).url).content.decode()
        assert "Tell your social worker, or another grown-up you trust" in done
        assert maker.name not in done
        assert (text_in_plan(pep, "hard"), text_in_plan(pep, "going_well")) == ("Fractions", "Swimming")
        assert "Sam Person" in set(
            Notice.objects.filter(kind__startswith="own_page").values_list("person__name", flat=True)
        )

    def test_tells_the_child_kindly_whom_to_ask_and_whom_to_ring_now(self, cast, pep, gone):
        maker, leaves = gone
        childs, carers = link(pep, maker), link(pep, maker, OwnPageFor.CARER)

        leaves()

        said = Client().get(childs).content.decode()
        assert "You did nothing wrong. Ask your social worker, or another grown-up you trust, for a new one." in said
        assert "Do you need help now?" in said
        assert 'href="tel:999"' in said
        assert said == Client().get(reverse("peps:own_start", args=["never-was"])).content.decode()
        assert "Ask the child&#x27;s social worker for a new one" in Client().get(carers).content.decode()

    @pytest.mark.alike
    def test_is_on_my_work_of_the_present_social_worker_until_it_is_withdrawn_or_renewed(self, cast, pep, gone):
        maker, leaves = gone
        link(pep, maker)
        link(pep, maker, OwnPageFor.CARER)
        assert RENEW not in my_work(cast.sam)

        leaves()
        link(pep, cast.sam, OwnPageFor.PARENT)

        work = my_work(cast.sam)
        assert f"{RENEW} own page of Robin Hazelwood" in work
        assert f"{RENEW} carer&#x27;s page about Robin Hazelwood" in work
        assert "parent&#x27;s page" not in work
        for other in {cast.teacher, cast.officer, cast.stranger, cast.manager, cast.head} - {maker}:
            assert RENEW not in my_work(other), other
        page = signed_in(cast.sam).get(reverse("peps:own_pages", args=[pep.reference])).content.decode()
        assert page.count("Opens nowhere new") == 2
        withdraw(page=OwnPage.objects.get(made_for=OwnPageFor.CARER), by=cast.sam, at=AT)
        link(pep, cast.sam)
        assert RENEW not in my_work(cast.sam)


class TestWhoIsAskedToRenewALink:
    def test_whoever_covers_for_the_social_worker_and_without_either_the_team_manager(self, cast, pep):
        cover = UserFactory(name="Casey Cover")
        PostFactory(user=cover, role=Role.SOCIAL_WORKER, team=cast.team, stands_in_for=cast.sam)
        link(pep, cast.teacher)
        end_posts(cast.teacher)

        end_posts(cast.sam)
        assert RENEW in my_work(cover)
        assert RENEW not in my_work(cast.manager)

        end_posts(cover)
        assert RENEW in my_work(cast.manager)

    def test_of_a_restricted_record_those_alone_who_are_named_on_it(self, cast, pep):
        link(pep, cast.teacher)
        restrict_to(cast.child, cast.manager)

        assert RENEW not in my_work(cast.sam)
        assert RENEW in my_work(cast.manager)

    def test_a_link_of_somebody_who_still_knows_the_child_by_another_post_goes_on(self, cast, pep):
        address = link(pep, cast.teacher)
        end_posts(cast.teacher)
        PostFactory(user=cast.teacher, role=Role.VS_OFFICER)

        assert opens(address)
        assert RENEW not in my_work(cast.sam)

    def test_nobody_is_asked_about_once_it_is_sent_or_past_its_day_or_the_plan_is_finished(self, cast, pep):
        link(pep, cast.teacher)
        end_posts(cast.teacher)
        for change in ({"sent_at": AT}, {"until": TODAY}):
            before = OwnPage.objects.values(*change).get()
            OwnPage.objects.update(**change)
            assert RENEW not in my_work(cast.sam)
            OwnPage.objects.update(**before)
        assert RENEW in my_work(cast.sam)
        PersonalEducationPlan.objects.update(status="SIGNED_OFF", signed_off_at=AT)
        assert RENEW not in my_work(cast.sam)

    def test_costs_as_many_queries_for_one_link_as_for_many_makers(self, cast, pep):
        def queries_of(page) -> int:
            page()
            with CaptureQueriesContext(connection) as seen:
                page()
            return len(seen)

        client = signed_in(cast.sam)
        pages = [lambda: client.get("/"), lambda: client.get(reverse("peps:own_pages", args=[pep.reference]))]
        link(pep, cast.teacher)
        end_posts(cast.teacher)
        one, shown = [queries_of(page) for page in pages], my_work(cast.sam).count(RENEW)

        for number, made_for in enumerate([OwnPageFor.CARER, OwnPageFor.PARENT]):
            maker = UserFactory(name=f"Maker {number}")
            PostFactory(user=maker, role=Role.DESIGNATED_TEACHER, school=cast.school)
            link(pep, maker, made_for)
            end_posts(maker)

        assert my_work(cast.sam).count(RENEW) == 3 * shown
        assert [queries_of(page) for page in pages] == one


class TestABrotherOrSister:
    def test_whose_record_is_restricted_is_not_told_of(self, cast):
        hidden = ChildFactory(is_restricted=True, given_name="Quillon")
        SiblingLink.objects.create(child=cast.child, sibling=hidden, from_date=TODAY, are_placed_together=True)
        NamedPerson.objects.create(child=hidden, person=cast.sam, from_date=TODAY)
        AllocationFactory(child=hidden, person=cast.sam, team=cast.team)
        url = reverse("workspace:child_tab", args=[cast.child.reference, "family"])

        text = signed_in(cast.teacher).get(url).content.decode()

        assert "whom you do not reach" not in text
        assert "None are known." in text
        assert "Quillon" in signed_in(cast.sam).get(url).content.decode()

    def test_of_another_school_is_there_without_a_name(self, cast):
        SiblingLink.objects.create(child=cast.child, sibling=cast.other, from_date=TODAY)
        url = reverse("workspace:child_tab", args=[cast.child.reference, "family"])

        text = signed_in(cast.teacher).get(url).content.decode()

        assert "whom you do not reach" in text
        assert cast.other.given_name not in text


class TestWhatOthersWrote:
    def rows(self, cast):
        elsewhere = SchoolFactory()
        return {
            "note": NoteFactory(
                child=cast.child, text="He told me of his uncle", entered_by=cast.sam, origin=Origin.HAND
            ),
            "suspension": Suspension.objects.create(
                child=cast.child, school=elsewhere, start_date=dt.date(2026, 11, 3), category="SUSP", sessions=4
            ),
        }

    def test_a_teacher_neither_ends_nor_strikes_out(self, cast):
        client = signed_in(cast.teacher)
        for slug, row in self.rows(cast).items():
            url = reverse("children:row_in_error", args=[cast.child.reference, slug, row.pk])

            assert client.get(url).status_code == 404, slug
            assert client.post(url, {"reason": "It never happened"}).status_code == 404, slug
            row.refresh_from_db()
            assert row.error_at is None
            tab = "notes" if slug == "note" else "school"
            page = client.get(reverse("workspace:child_tab", args=[cast.child.reference, tab])).content.decode()
            assert url not in page

    def test_the_social_worker_does(self, cast):
        row = self.rows(cast)["note"]
        url = reverse("children:row_in_error", args=[cast.child.reference, "note", row.pk])

        assert signed_in(cast.manager).post(url, {"reason": "Another child"}).status_code == 302

    def test_a_teacher_strikes_out_what_they_or_their_school_entered(self, cast):
        client = signed_in(cast.teacher)
        school = Post.objects.get(user=cast.teacher, role=Role.DESIGNATED_TEACHER).school
        mine = NoteFactory(child=cast.child, entered_by=cast.teacher, origin=Origin.HAND)
        ours = Suspension.objects.create(
            child=cast.child, school=school, start_date=dt.date(2026, 11, 3), category="SUSP", sessions=2
        )
        for slug, row in (("note", mine), ("suspension", ours)):
            url = reverse("children:row_in_error", args=[cast.child.reference, slug, row.pk])
            assert client.post(url, {"reason": "Entered twice"}).status_code == 302, slug
        assert not Note.objects.standing().filter(pk=mine.pk).exists()
