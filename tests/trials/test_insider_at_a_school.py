"""A designated teacher who means ill: old links after a move, a restricted brother, words of others in the record."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Post
from children.enums import Origin
from children.models import Enrolment, NamedPerson, Note, SiblingLink, Suspension
from peps.documents.signed_copy import freeze
from peps.enums import OwnPageFor
from peps.models import OwnPage, PersonalEducationPlan
from peps.voice.guest_links import hand_over
from tests.cast import TODAY
from tests.factories import AllocationFactory, ChildFactory, EnrolmentFactory, NoteFactory, SchoolFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
LAST_DAY = dt.date(2026, 12, 20)
OVER = "This link does not work any more"


@pytest.fixture
def pep(cast):
    return open_plan(cast.child)


def link(pep, by, made_for=OwnPageFor.CHILD) -> str:
    _, token = hand_over(pep=pep, made_for=made_for, last_day=LAST_DAY, by=by, at=AT)
    return reverse("peps:own_start", args=[token])


def opens(address: str) -> bool:
    return OVER not in Client().post(address, follow=True).content.decode()


def leave_the_school(child) -> None:
    Enrolment.objects.filter(child=child).update(until=TODAY)
    EnrolmentFactory(child=child, school=SchoolFactory(), from_date=TODAY)


class TestALinkThatATeacherKept:
    def test_opens_no_page_of_the_child_after_a_move(self, cast, pep):
        address = link(pep, cast.teacher)
        assert opens(address)
        phone = Client()
        phone.post(address)

        leave_the_school(cast.child)

        assert not opens(address)
        page = OwnPage.objects.get()
        question = reverse("peps:own_question", args=[page.reference, 1])
        phone.post(question, {"text": "I hate it here", "shared_with": "EVERYONE"})
        phone.post(reverse("peps:own_check", args=[page.reference]))
        page.refresh_from_db()
        assert page.sent_at is None, "nobody speaks for the child from the former school"

    def test_nor_the_childs_own_copy(self, cast, pep):
        freeze(pep=pep, by=cast.officer, at=AT)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=AT)
        pep.refresh_from_db()
        address = link(pep, cast.teacher, OwnPageFor.COPY)
        assert opens(address)

        leave_the_school(cast.child)

        assert not opens(address)

    def test_nor_once_the_record_is_restricted_to_others(self, cast, pep):
        address, known = link(pep, cast.teacher), link(pep, cast.sam, OwnPageFor.CARER)

        cast.child.is_restricted = True
        cast.child.save()
        NamedPerson.objects.create(child=cast.child, person=cast.sam, from_date=TODAY)

        assert not opens(address)
        assert opens(known)

    def test_a_link_of_the_social_worker_goes_on_after_a_move_and_when_they_leave(self, cast, pep):
        address = link(pep, cast.sam)

        leave_the_school(cast.child)
        Post.objects.filter(user=cast.sam).update(until=TODAY)

        assert opens(address)

    def test_a_new_link_of_somebody_else_for_the_same_page_works(self, cast, pep):
        link(pep, cast.teacher)
        leave_the_school(cast.child)

        assert opens(link(pep, cast.sam))

    def test_a_teacher_who_left_takes_no_childs_link_away(self, cast, pep):
        address = link(pep, cast.teacher)

        Post.objects.filter(user=cast.teacher).update(until=TODAY)

        assert opens(address)


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
