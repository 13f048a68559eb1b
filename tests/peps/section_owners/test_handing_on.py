"""A section goes to a colleague who can write in it; its owner stays answerable, and can take it back."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from accounts.models import Letter, User
from peps.enums import PepStatus
from peps.life.responding import CannotRespond, respond
from peps.life.workflow import make_move
from peps.models import HandOnRequest, PersonalEducationPlan, Section
from peps.section_owners.delegate_section import (
    CannotHandOn,
    HandedOn,
    NoSuchColleague,
    decide_request,
    hand_on_section,
    take_back_section,
)
from peps.section_owners.owners import CannotOwn, change_owner
from tests.factories import PostFactory, UserFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import fill
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def section(cast):
    return open_plan(cast.child).sections.get(key="targets")


NOW = moment(dt.date(2026, 12, 1), 0)  # whatever the hour at which the tests run, it is past


def handed(section, cast, to, by="teacher"):
    return hand_on_section(section=section, email=getattr(cast, to).email.upper(), by=getattr(cast, by), at=NOW)


def fresh(person):
    return User.objects.get(pk=person.pk)


def to_address(section, cast, email, *, name="Tutor Person", by="teacher"):
    return hand_on_section(section=section, email=email, name=name, by=getattr(cast, by), at=NOW)


def test_a_colleague_at_the_school_has_it_until_the_term_ends(cast, section):
    assert handed(section, cast, "colleague") == HandedOn.DONE

    section.refresh_from_db()
    assert section.handed_until == cast.term.last_day + dt.timedelta(days=1)
    assert section in Section.objects.editable_by(fresh(cast.colleague))


@pytest.mark.parametrize("to", ["headteacher", "teacher"])
def test_it_does_not_go_to_those_at_the_school_who_read_plans_and_write_in_none(cast, section, to):
    with pytest.raises(NoSuchColleague):
        handed(section, cast, to)

    section.refresh_from_db()
    assert section.handed_to is None


def test_a_head_teacher_who_writes_at_another_school_is_not_asked_at_this_one(cast, section):
    PostFactory(user=cast.headteacher, role="SC", school=cast.other_school)

    with pytest.raises(NoSuchColleague):
        handed(section, cast, "headteacher")


@pytest.mark.parametrize(
    ("role", "school", "from_date", "until"),
    [
        ("HT", "school", dt.date(2026, 12, 7), None),  # will be its head teacher
        ("SC", "school", dt.date(2024, 1, 1), dt.date(2026, 12, 1)),  # was a colleague until today
        ("SC", "school", dt.date(2026, 12, 19), None),  # is one again after the term
        ("SC", "other_school", dt.date(2024, 1, 1), None),
    ],
)
def test_who_holds_another_post_is_let_in_to_write_what_they_are_handed(cast, section, role, school, from_date, until):
    tutor = UserFactory(email="tutor@larkfield.example")
    PostFactory(user=tutor, role=role, school=getattr(cast, school), from_date=from_date, until=until)

    assert to_address(section, cast, tutor.email) == HandedOn.INVITED

    assert section in Section.objects.editable_by(fresh(tutor))
    assert tutor.posts.filter(role="SC", school=cast.school, from_date=dt.date(2026, 12, 1)).exists()


def test_taken_back_it_is_closed_to_the_colleague_at_once(cast, section):
    handed(section, cast, "colleague")

    take_back_section(section=section, by=fresh(cast.teacher))

    assert section not in Section.objects.visible_to(fresh(cast.colleague))


class TestSomebodyWithoutAnAccount:
    def test_of_the_schools_own_domain_is_invited_and_sees_the_section_and_nothing_else(self, cast, section):
        assert to_address(section, cast, "New.Colleague@larkfield.example") == HandedOn.INVITED

        colleague = User.objects.get(email="new.colleague@larkfield.example")
        assert list(Section.objects.visible_to(colleague)) == [section]
        assert not PersonalEducationPlan.objects.visible_to(colleague).exists()
        post = colleague.posts.get()
        assert (post.role, post.school, post.until) == ("SC", cast.school, cast.term.last_day + dt.timedelta(days=1))
        letter = Letter.objects.get(person=colleague)
        assert "Robin" not in letter.body
        assert "Hazelwood" not in letter.body

    def test_is_asked_for_by_name(self, cast, section):
        with pytest.raises(CannotHandOn, match="name"):
            to_address(section, cast, "new@larkfield.example", name="")
        assert not User.objects.filter(email="new@larkfield.example").exists()

    @pytest.mark.parametrize(
        "email", ["tutor@elsewhere.example", "tutor@larkfield.example.evil.example", "x@notlarkfield.example"]
    )
    def test_of_another_domain_waits_for_the_virtual_schools_yes(self, cast, section, email):
        assert to_address(section, cast, email) == HandedOn.ASKED

        assert not User.objects.filter(email=email).exists()
        section.refresh_from_db()
        assert section.handed_to is None

    def test_the_virtual_schools_yes_lets_them_in(self, cast, section):
        to_address(section, cast, "tutor@elsewhere.example")
        decide_request(request=HandOnRequest.objects.get(), is_allowed=True, by=cast.officer, at=NOW)

        tutor = User.objects.get(email="tutor@elsewhere.example")
        assert list(Section.objects.editable_by(tutor)) == [section]

    def test_its_no_is_told_with_the_reason(self, cast, section):
        to_address(section, cast, "tutor@elsewhere.example")
        request = HandOnRequest.objects.get()
        with pytest.raises(CannotHandOn, match="why"):
            decide_request(request=request, is_allowed=False, by=cast.officer, at=NOW)
        decide_request(request=request, is_allowed=False, reason="Not checked yet.", by=cast.officer, at=NOW)

        url = reverse("peps:hand_on", args=[section.pep.reference, "targets"])
        assert "Not checked yet." in signed_in(cast.teacher).get(url).content.decode()
        assert not User.objects.filter(email="tutor@elsewhere.example").exists()

    def test_it_is_decided_once(self, cast, section):
        to_address(section, cast, "tutor@elsewhere.example")
        request = HandOnRequest.objects.get()
        decide_request(request=request, is_allowed=True, by=cast.officer, at=NOW)
        with pytest.raises(CannotHandOn, match="already"):
            decide_request(request=request, is_allowed=False, reason="No", by=cast.head, at=NOW)

    def test_the_virtual_school_need_not_ask_itself(self, cast, section):
        assert to_address(section, cast, "tutor@elsewhere.example", by="officer") == HandedOn.INVITED

    @pytest.mark.parametrize("to", ["other_teacher", "stranger", "iro", "nobody"])
    def test_nor_does_it_go_unasked_to_somebody_who_has_an_account_elsewhere(self, cast, section, to):
        assert to_address(section, cast, getattr(cast, to).email) == HandedOn.ASKED
        assert section not in Section.objects.visible_to(fresh(getattr(cast, to)))

    @pytest.mark.parametrize("to", ["other_teacher", "stranger", "admin", "nobody"])
    def test_whether_an_address_elsewhere_has_an_account_is_not_told(self, cast, section, to):
        def said(email):
            url = reverse("peps:hand_on", args=[section.pep.reference, section.key])
            page = signed_in(cast.teacher).post(url, {"email": email, "name": ""})
            return page.status_code, page.context["form"].errors

        assert said(getattr(cast, to).email) == said("no.one@fernshire.example")
        assert said("no.one@fernshire.example")[0] == 422
        assert not HandOnRequest.objects.exists()

    def test_part_1_goes_to_people_of_the_team_alone(self, cast, section):
        care = section.pep.sections.get(key="care")
        with pytest.raises(NoSuchColleague):
            to_address(care, cast, "friend@larkfield.example", by="sam")
        assert handed(care, cast, "administrator", by="sam") == HandedOn.DONE

    def test_who_may_decide(self, cast, section):
        to_address(section, cast, "tutor@elsewhere.example")
        url = reverse("peps:decide_request", args=[HandOnRequest.objects.get().pk])

        found = {
            who: signed_in(getattr(cast, who)).get(url).status_code
            for who in ("officer", "head", "teacher", "sam", "stranger", "admin")
        }
        assert found == {"officer": 200, "head": 200, "teacher": 403, "sam": 403, "stranger": 404, "admin": 404}

    def test_the_request_is_a_thing_to_do_for_the_virtual_school_and_is_answered_on_its_page(self, cast, section):
        to_address(section, cast, "tutor@elsewhere.example")
        officer = signed_in(cast.officer)

        assert "A section for somebody outside the school" in officer.get("/").content.decode()
        officer.post(reverse("peps:decide_request", args=[HandOnRequest.objects.get().pk]), {"answer": "yes"})
        section.refresh_from_db()
        assert section.handed_to.email == "tutor@elsewhere.example"


class TestOwners:
    def url(self, section):
        return reverse("peps:change_owner", args=[section.pep.reference, section.key])

    def test_the_virtual_school_gives_a_section_to_somebody_else(self, cast, section):
        signed_in(cast.officer).post(self.url(section), {"owner": "SW"})

        assert section in Section.objects.editable_by(fresh(cast.sam))
        assert section not in Section.objects.editable_by(fresh(cast.teacher))
        page = signed_in(cast.officer).get(reverse("peps:task_list", args=[section.pep.reference])).content.decode()
        assert "“Targets” is asked of the social worker now" in page

    def test_what_was_handed_on_is_taken_back_with_it(self, cast, section):
        handed(section, cast, "colleague")
        change_owner(section=section, owner="SW", title="Targets", by=cast.officer, at=NOW)

        assert section not in Section.objects.visible_to(fresh(cast.colleague))

    def test_a_child_off_roll_has_no_teacher_to_ask(self, cast, section):
        PersonalEducationPlan.objects.filter(pk=section.pep_id).update(school=None)
        section.refresh_from_db()
        Section.objects.filter(pk=section.pk).update(owner_role="VSO")
        with pytest.raises(CannotOwn):
            change_owner(section=section, owner="DT", title="Targets", by=cast.officer, at=NOW)

    def test_others_do_not(self, cast, section):
        with pytest.raises(ActNotAllowed):
            change_owner(section=section, owner="SW", title="Targets", by=cast.teacher, at=NOW)


class TestTheSocialWorkersResponse:
    @pytest.fixture
    @kept
    def pep(self, cast, section):
        pep = fill(section.pep, by=cast.officer)
        return make_move("submit_school_part", pep=pep, by=cast.teacher, at=NOW)

    def url(self, pep):
        return reverse("peps:respond", args=[pep.reference])

    def test_is_the_next_step_once_the_school_part_is_in(self, cast, pep):
        client = signed_in(cast.sam)
        make_move("submit_part_1", pep=pep, by=cast.sam, at=NOW)  # what is theirs to write comes first
        assert "The school part is in" in client.get(reverse("peps:task_list", args=[pep.reference])).content.decode()
        assert "Read the school part for Robin" in client.get("/").content.decode()

        client.post(self.url(pep), {"answer": "yes"})

        assert pep.responses.get().is_agreed
        assert "Read the school part for" not in client.get("/").content.decode()
        assert (
            "read the school part and agrees"
            in signed_in(cast.teacher).get(reverse("peps:task_list", args=[pep.reference])).content.decode()
        )

    def test_is_a_comment_that_the_school_reads(self, cast, pep):
        signed_in(cast.sam).post(self.url(pep), {"answer": "no", "text": "The taxi comes at three."})

        page = signed_in(cast.teacher).get(reverse("peps:task_list", args=[pep.reference])).content.decode()
        assert "The taxi comes at three." in page

    def test_a_comment_needs_words(self, cast, pep):
        assert signed_in(cast.sam).post(self.url(pep), {"answer": "no", "text": " "}).status_code == 422

    def test_nothing_waits_for_it(self, cast, pep):
        make_move("submit_part_1", pep=pep, by=cast.sam, at=NOW)
        pep.refresh_from_db()
        assert pep.status == PepStatus.SUBMITTED

    def test_is_said_once_for_each_time_the_part_comes_in(self, cast, pep):
        respond(pep=pep, is_agreed=True, text="", by=cast.sam, at=NOW)
        with pytest.raises(CannotRespond):
            respond(pep=pep, is_agreed=True, text="", by=cast.manager, at=NOW)

    def test_before_the_part_is_in_there_is_nothing_to_respond_to(self, cast, section):
        with pytest.raises(CannotRespond):
            respond(pep=section.pep, is_agreed=True, text="", by=cast.sam, at=NOW)


class TestTheTaskList:
    def page(self, person, pep):
        return signed_in(person).get(reverse("peps:task_list", args=[pep.reference])).content.decode()

    def test_names_owner_status_and_what_is_missing_with_a_link_to_the_question(self, cast, section):
        page = self.page(cast.teacher, section.pep)

        assert "School and learning" in page
        assert "Designated teacher: Teacher Person." in page
        assert '<div class="govuk-task-list__hint">Teacher Person' in page
        assert f"{reverse('peps:section', args=[section.pep.reference, 'strengths'])}#id_interests" in page

    def test_names_the_colleague_as_long_as_the_section_is_theirs(self, cast, section):
        handed(section, cast, "colleague")
        assert "Colleague Person" in self.page(cast.teacher, section.pep)

        Section.objects.filter(pk=section.pk).update(handed_until=cast.today)
        assert "Colleague Person" not in self.page(cast.teacher, section.pep)

    def test_has_one_next_step_or_says_whom_the_plan_waits_for(self, cast, section):
        assert "Next: About me" in self.page(cast.sam, section.pep)
        assert "The plan waits for Part 1 (Social worker: Sam Person)" in self.page(cast.iro, section.pep)

    def test_a_submitted_plan_is_read_by_social_worker_manager_and_reviewing_officer_before_sign_off(
        self, cast, section
    ):
        pep = fill(section.pep, by=cast.officer)
        make_move("submit_part_1", pep=pep, by=cast.sam, at=NOW)
        make_move("submit_school_part", pep=pep, by=cast.teacher, at=NOW)

        for who in ("sam", "manager", "iro"):
            page = self.page(getattr(cast, who), pep)
            url = reverse("peps:read_section", args=[pep.reference, "strengths"])
            assert url in page
            assert "Enjoys science." in signed_in(getattr(cast, who)).get(url).content.decode()
