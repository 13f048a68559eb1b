"""Whoever may not invite somebody asks with one press: work for those who may, answered, and told back."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import invitation_requests
from accounts.access import ActNotAllowed
from accounts.clock import pretend
from accounts.invitation_requests import CannotAsk, answer, ask
from accounts.invitations import invite
from accounts.models import InvitationRequest, Notice, Post
from pep_portal.tasks import run_daily_rounds, send_letters
from tests.cast import TODAY
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)


def asked(cast, by=None, *, role="DT", text="Ms Lund, who came in November", **place):
    place = place or {"school": cast.school, "team": None}
    return ask(role=role, text=text, by=by or cast.sam, at=AT, **place)


def told(kind):
    return {notice.person.name for notice in Notice.objects.filter(kind=kind).select_related("person")}


class TestAsking:
    def test_from_the_childs_page_it_is_one_press(self, cast):
        Post.objects.filter(user=cast.teacher).update(until=TODAY)
        with pretend(AT):
            client = signed_in(cast.sam)
            page = client.get(reverse("workspace:child", args=[cast.child.reference])).content.decode()
            address = f"{reverse('accounts:ask_to_invite')}?role=DT&school={cast.school.urn}"
            assert address.replace("&", "&amp;") in page
            form = client.get(address)
            assert form.context["form"].initial["school"] == cast.school
            assert 'class="govuk-back-link" href="/"' in form.content.decode()
            client.post(address, {"role": "DT", "school": cast.school.urn, "text": ""})

        request = InvitationRequest.objects.get()
        assert (request.role, request.school, request.asked_by) == ("DT", cast.school, cast.sam)

    def test_it_is_told_to_those_who_may_invite_and_is_on_their_my_work(self, cast):
        asked(cast)
        assert told("invite_request") == {"Officer Person", "Head Person", "Admin Person"}
        for person in (cast.officer, cast.admin):
            page = signed_in(person).get(reverse("workspace:my_work")).content.decode()
            assert "Answer 1 request to invite someone" in page
        assert "request to invite" not in signed_in(cast.manager).get(reverse("workspace:my_work")).content.decode()

    def test_an_officer_asks_the_administrator_for_a_social_worker(self, cast):
        asked(cast, cast.officer, role="SW", school=None, team=cast.team)
        assert told("invite_request") == {"Admin Person"}
        assert "request to invite" not in signed_in(cast.head).get(reverse("workspace:my_work")).content.decode()

    def test_no_email_holds_the_place_or_a_word_of_it(self, cast, mailoutbox):
        asked(cast)
        with pretend(moment(TODAY, 9)):
            run_daily_rounds()
            send_letters()
        bodies = [mail.body for mail in mailoutbox if mail.to == [cast.officer.email]]
        assert any("asks for someone to be invited: designated teacher" in body for body in bodies)
        assert not any("Larkfield" in body or "Lund" in body for body in bodies)

    def test_asked_twice_is_asked_once(self, cast):
        assert asked(cast) == asked(cast)
        assert InvitationRequest.objects.count() == 1

    def test_without_a_place_or_where_they_may_invite_themselves_it_is_refused_in_words(self, cast):
        with pytest.raises(CannotAsk, match="Enter the school"):
            asked(cast, school=None, team=None)
        with pytest.raises(CannotAsk, match="Choose the team"):
            asked(cast, role="TM", school=None, team=None)
        with pytest.raises(CannotAsk, match="invite this person yourself"):
            asked(cast, cast.officer)
        for person in (cast.teacher, cast.headteacher, cast.finance):
            with pytest.raises(ActNotAllowed):
                asked(cast, person)
        assert not InvitationRequest.objects.exists()


class TestAnswering:
    def test_it_is_answered_on_its_page_and_told_back(self, cast):
        request = asked(cast)
        address = reverse("accounts:invitation_request", args=[request.pk])
        answered = signed_in(cast.officer).post(address, {"answer": "The school names someone on Monday."})

        request.refresh_from_db()
        assert answered.status_code == 302
        assert (request.answer, request.closed_by) == ("The school names someone on Monday.", cast.officer)
        assert told("invite_answer") == {"Sam Person"}
        page = signed_in(cast.sam).get(address).content.decode()
        assert "The school names someone on Monday." in page
        assert "Answer and close" not in page

    def test_it_closes_when_somebody_begins_in_the_post(self, cast):
        request, other = asked(cast), asked(cast, cast.manager, school=cast.other_school, team=None)
        invite(
            name="New Teacher", email="n@larkfield.example", role="DT", school=cast.school, from_date=TODAY,
            by=cast.officer, at=AT,
        )  # fmt: skip
        request.refresh_from_db()
        other.refresh_from_db()
        assert request.answer == "New Teacher has this post from 1 December 2026."
        assert other.closed_at is None
        assert told("invite_answer") == {"Sam Person"}

    def test_only_by_those_who_may_invite_into_that_post(self, cast):
        request = asked(cast, cast.officer, role="SW", school=None, team=cast.team)
        for person in (cast.officer, cast.sam, cast.data_officer):
            with pytest.raises(ActNotAllowed):
                answer(request, text="No", by=person, at=AT)
        answer(request, text="Invited.", by=cast.admin, at=AT)
        with pytest.raises(CannotAsk, match="answered already"):
            answer(request, text="Again", by=cast.admin, at=AT)

    def test_nobody_else_finds_it(self, cast):
        request = asked(cast)
        address = reverse("accounts:invitation_request", args=[request.pk])
        for person in (cast.stranger, cast.teacher, cast.manager):
            assert signed_in(person).get(address).status_code == 404
        for person in (cast.sam, cast.officer, cast.admin):
            assert signed_in(person).get(address).status_code == 200

    def test_what_waits_for_an_email_is_taken_back_once_it_is_answered(self, cast):
        request = asked(cast)
        assert invitation_requests.drop_settled() == 0
        answer(request, text="Done.", by=cast.officer, at=AT + dt.timedelta(hours=1))
        assert invitation_requests.drop_settled() == 3
        assert told("invite_request") == set()
