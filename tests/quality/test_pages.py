import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peps.enums import PepStatus
from peps.models import PersonalEducationPlan
from quality.enums import Grade
from quality.models import Audit, AuditDraft, Point
from quality.points import answer_point, submit_school_part
from quality.returning import return_pep
from quality.signing import sign_off
from tests.factories import EnrolmentFactory, PostFactory, TeamFactory, TermFactory, open_plan
from tests.factories.children import AllocationFactory, ChildFactory
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import NOW, OPENED, POINT, audited, fill, reconfirm, submitted
from tests.signed_in import BACKEND

PAGES = ("audit", "sign_off", "return", "check", "points")


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
@kept
def pep(cast):
    """A plan whose two parts are in."""
    return submitted(cast)


def url(name, pep, query=""):
    return reverse(f"quality:{name}", args=[pep.reference]) + query


def text_of(response):
    return response.content.decode()


def typed(**changes):
    return {"kind": "SHORT", "grade": "GOOD", "reason": "Clear and current.", "strengths": "", "rows": "2"} | changes


def a_point(row=0, *, section="targets", text="Say how often.", due=dt.date(2026, 12, 8)):
    name = f"point_{row}"
    days = {f"{name}_due_{part}": str(getattr(due, part)) for part in ("day", "month", "year")}
    return {f"{name}_section": section, f"{name}_text": text, f"{name}_kind": "BEFORE"} | days


class TestQueue:
    def test_who_has_waited_longest_stands_first(self, cast, as_):
        submitted(cast, cast.other, worker=cast.stranger, teacher=cast.other_teacher)
        submitted(cast, at=moment(dt.date(2026, 11, 2)))

        page = text_of(as_(cast.officer).get(reverse("quality:queue")))

        assert page.index("Robin Hazelwood") < page.index("Wren Thistledown")
        assert "29" in page

    def test_a_plan_that_is_not_submitted_is_not_in_it(self, cast, as_):
        open_plan(cast.child, at=OPENED)

        assert "Nothing waits." in text_of(as_(cast.officer).get(reverse("quality:queue")))

    @pytest.mark.parametrize("query", ["school={school}", "team={team}", "phase=SECONDARY"])
    def test_it_narrows_by_school_team_and_phase(self, cast, pep, as_, query):
        submitted(cast, cast.other, worker=cast.stranger, teacher=cast.other_teacher)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(phase="SECONDARY")

        asked = query.format(school=cast.school.pk, team=cast.team.pk)
        page = text_of(as_(cast.officer).get(reverse("quality:queue") + f"?{asked}"))

        assert "Robin Hazelwood" in page
        assert "Wren Thistledown" not in page

    def test_an_unknown_filter_is_said_and_hides_nothing(self, cast, pep, as_):
        page = text_of(as_(cast.officer).get(reverse("quality:queue") + "?phase=LUNCH"))

        assert "Robin Hazelwood" in page

    @pytest.mark.parametrize("count", [1, 4])
    def test_it_takes_the_same_queries_for_one_and_for_many(self, cast, as_, count, django_assert_num_queries):
        for _ in range(count):
            _waiting_plan(cast)
        client = as_(cast.officer)
        client.get(reverse("quality:queue"))

        with django_assert_num_queries(9):
            page = text_of(client.get(reverse("quality:queue")))
        assert page.count("<td") == count * 6

    def test_a_restricted_child_is_not_in_it(self, cast, pep, as_):
        cast.child.is_restricted = True
        cast.child.save()

        assert "Hazelwood" not in text_of(as_(cast.officer).get(reverse("quality:queue")))

    @pytest.mark.parametrize("who", ["teacher", "sam", "headteacher", "service_manager", "finance", "admin", "nobody"])
    def test_only_the_virtual_school_sees_it(self, cast, pep, as_, who):
        response = as_(getattr(cast, who)).get(reverse("quality:queue"))

        assert response.status_code == 403
        assert "Hazelwood" not in text_of(response)


def _waiting_plan(cast):
    child = ChildFactory()
    worker = PostFactory(social_worker=True).user
    AllocationFactory(child=child, person=worker, team=TeamFactory())
    teacher = PostFactory(teacher=True)
    EnrolmentFactory(child=child, school=teacher.school)
    return submitted(cast, child, worker=worker, teacher=teacher.user)


class TestWhoGetsIn:
    def test_a_plan_that_is_not_theirs_is_not_found(self, cast, pep, as_):
        audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)

        for who in ("stranger", "other_teacher", "service_manager", "finance", "admin", "nobody"):
            client = as_(getattr(cast, who))
            for name in PAGES:
                for response in (client.get(url(name, pep)), client.post(url(name, pep))):
                    assert response.status_code == 404, (who, name)
                    assert POINT.text not in text_of(response)
                    assert "Hazelwood" not in text_of(response)

    def test_who_reads_the_plan_has_the_pages_of_their_acts(self, cast, pep, as_):
        allowed = {
            "sam": {"points"},
            "manager": {"points"},
            "teacher": {"points", "check"},
            "headteacher": set(),
            "iro": set(),
            "administrator": set(),
            "officer": set(PAGES),
            "head": set(PAGES),
        }

        for who, pages in allowed.items():
            client = as_(getattr(cast, who))
            answers = {name: client.get(url(name, pep)).status_code for name in PAGES}
            assert answers == {name: 200 if name in pages else 403 for name in PAGES}, who

    @pytest.mark.parametrize("name", ["audit", "sign_off", "return"])
    def test_the_teacher_cannot_post_what_is_the_virtual_schools(self, cast, pep, as_, name):
        audited(pep, cast.officer, Grade.GOOD, POINT)

        assert as_(cast.teacher).post(url(name, pep), typed(finish="1")).status_code == 403
        assert PersonalEducationPlan.objects.get().status == PepStatus.SUBMITTED

    def test_without_sign_in_every_page_leads_there(self, cast, pep, client):
        for name in PAGES:
            assert "/accounts/login/" in client.get(url(name, pep)).url


class TestAuditing:
    def test_the_plan_and_the_criteria_stand_beside_each_other(self, cast, pep, as_):
        page = text_of(as_(cast.officer).get(url("audit", pep)))

        assert "Adds fractions." in page
        assert "heard and acted on" in page
        assert "This child has had no full audit yet." in page

    def test_what_was_typed_comes_back_as_it_was_typed(self, cast, pep, as_):
        client = as_(cast.officer)
        posted = {
            "grade_voice": "INADEQUATE",
            "evidence_voice": "<b>Nobody asked",
            "point_0_due_month": "Febr",
            "rows": "2",
        }

        assert client.post(url("audit", pep), posted | {"save": ""}).status_code == 302
        page = text_of(client.get(url("audit", pep)))

        assert "&lt;b&gt;Nobody asked" in page
        assert 'value="Febr"' in page
        assert "govuk-error" not in page
        assert not Audit.objects.exists()

    def test_another_officer_does_not_see_a_draft(self, cast, pep, as_):
        as_(cast.officer).post(url("audit", pep), {"reason": "Half a thought", "save": ""})

        assert "Half a thought" not in text_of(as_(cast.head).get(url("audit", pep)))

    def test_room_for_one_more_point_is_made_without_losing_anything(self, cast, pep, as_):
        client = as_(cast.officer)

        response = client.post(url("audit", pep), typed(reason="Half a thought", another="") | a_point(1))
        page = text_of(client.get(response.url))

        assert "Half a thought" in page
        assert 'name="point_2_text"' in page
        assert "Say how often." in page

    def test_finishing_with_something_missing_says_what_and_keeps_the_rest(self, cast, pep, as_):
        posted = typed(kind="FULL", reason="", grade_voice="GOOD", finish="1") | a_point(1, text="", section="targets")

        response = as_(cast.officer).post(url("audit", pep), posted)
        page = text_of(response)

        assert response.status_code == 422
        assert "Say why you chose this grade" in page
        assert "Choose a grade for “Aspiration”" in page
        assert "Point 2: write what should be different" in page
        assert not Audit.objects.exists()
        assert AuditDraft.objects.get().typed["grade_voice"] == "GOOD"

    def test_an_impossible_date_is_said_once_where_it_stands(self, cast, pep, as_):
        posted = typed(finish="1") | a_point() | {"point_0_due_day": "31", "point_0_due_month": "2"}

        page = text_of(as_(cast.officer).post(url("audit", pep), posted))

        assert page.count('href="#id_point_0_due_0"') == 1
        assert "real date" in page

    def test_finishing_leads_to_the_decision(self, cast, pep, as_):
        client = as_(cast.officer)

        response = client.post(url("audit", pep), typed(finish="1") | a_point(1))

        assert response.url == url("sign_off", pep)
        assert Point.objects.get().text == "Say how often."
        assert client.get(url("audit", pep)).url == url("sign_off", pep)
        assert "Clear and current." in text_of(client.get(url("audit", pep, "?again")))

    def test_the_criteria_are_folded_away_until_one_is_graded(self, cast, pep, as_):
        client = as_(cast.officer)
        folded, opened = '<details class="govuk-details">', '<details class="govuk-details" open>'

        assert folded in text_of(client.get(url("audit", pep)))
        client.post(url("audit", pep), {"grade_voice": "GOOD", "save": ""})
        assert opened in text_of(client.get(url("audit", pep)))

    def test_what_came_back_is_shown_with_its_points_and_their_answers(self, cast, pep, as_):
        point = audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT).points.get()
        return_pep(pep=pep, by=cast.officer, at=NOW)
        answer_point(point=point, answer="Twice a week now.", by=cast.teacher, at=NOW)
        reconfirm(pep, by=cast.teacher)
        submit_school_part(pep=pep, by=cast.teacher, at=NOW)
        client = as_(cast.officer)

        page = text_of(client.get(url("audit", pep)))

        assert "Submission 2" in page
        assert "Twice a week now." in page
        assert "Came back" in text_of(client.get(reverse("quality:queue")))

    def test_what_earlier_plans_left_open_is_shown(self, cast, as_):
        autumn = submitted(cast)
        audited(autumn, cast.officer, Grade.GOOD, replace(POINT, kind="NEXT", text="Ask Robin about art."))
        sign_off(pep=autumn, by=cast.officer, at=NOW)
        spring = submitted(cast, term=TermFactory(spring=True))

        page = text_of(as_(cast.officer).get(url("audit", spring)))

        assert "Points that earlier plans left open: 1" in page
        assert "Ask Robin about art." in page

    def test_a_grade_is_suggested_once_half_the_criteria_are_graded(self, cast, pep, as_):
        client = as_(cast.officer)
        keys = ("needs", "transitions", "concerns", "provision", "voice", "aspiration")

        client.post(url("audit", pep), {f"grade_{key}": "GOOD" for key in keys} | {"save": ""})

        assert "The portal would suggest “good”." in text_of(client.get(url("audit", pep)))

    def test_looking_at_a_plan_to_audit_is_on_record(self, cast, pep, as_):
        from accounts.models import AuditRecord  # noqa: PLC0415

        as_(cast.officer).get(url("audit", pep))

        assert AuditRecord.objects.filter(act="pep.looked_at", child_reference=cast.child.reference).count() == 1

    def test_what_was_typed_into_a_plan_that_went_on_meanwhile_is_kept(self, cast, pep, as_):
        audited(pep, cast.head, Grade.REQUIRES_IMPROVEMENT, POINT)
        return_pep(pep=pep, by=cast.head, at=NOW)

        response = as_(cast.officer).post(url("audit", pep), typed(reason="Half a thought", finish="1"), follow=True)

        assert "A plan is checked while it is with the virtual school" in text_of(response)
        assert AuditDraft.objects.get().typed["reason"] == "Half a thought"


class TestDeciding:
    def test_what_stands_in_the_way_is_said_and_there_is_no_button(self, cast, pep, as_):
        page = text_of(as_(cast.officer).get(url("sign_off", pep)))

        assert "Nobody has checked the plan since it was last submitted." in page
        assert "Sign off</button>" not in page

    def test_the_officer_signs_off_a_good_plan(self, cast, pep, as_):
        audited(pep, cast.officer)
        client = as_(cast.officer)

        assert "Sign off</button>" in text_of(client.get(url("sign_off", pep)))
        client.post(url("sign_off", pep))

        assert PersonalEducationPlan.objects.get().status == PepStatus.SIGNED_OFF

    def test_an_officer_is_not_offered_to_sign_a_weak_plan_and_the_head_gives_a_reason(self, cast, pep, as_):
        audited(pep, cast.officer, Grade.INADEQUATE)
        assert (
            "</button>" not in text_of(as_(cast.officer).get(url("sign_off", pep))).split("<main")[1].split("</main")[0]
        )

        client = as_(cast.head)
        refused = client.post(url("sign_off", pep), {"reason": " "})
        client.post(url("sign_off", pep), {"reason": "The child needs a plan now."})

        assert refused.status_code == 422
        assert "Say why the plan is signed off" in text_of(refused)
        assert PersonalEducationPlan.objects.get().status == PepStatus.SIGNED_OFF

    def test_a_refused_sign_off_says_why_on_the_page(self, cast, pep, as_):
        page = text_of(as_(cast.officer).post(url("sign_off", pep), follow=True))

        assert "This was not done" in page
        assert PersonalEducationPlan.objects.get().status == PepStatus.SUBMITTED

    def test_returning_is_asked_before_it_is_done(self, cast, pep, as_):
        audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)
        client = as_(cast.officer)

        page = text_of(client.get(url("return", pep)))
        assert POINT.text in page
        assert PersonalEducationPlan.objects.get().status == PepStatus.SUBMITTED
        client.post(url("return", pep))

        assert PersonalEducationPlan.objects.get().status == PepStatus.RETURNED


class TestWriters:
    def test_the_teacher_is_told_what_is_missing_and_what_will_be_looked_at(self, cast, as_):
        pep = open_plan(cast.child, at=OPENED)
        client = as_(cast.teacher)

        page = text_of(client.get(url("check", pep)))
        refused = text_of(client.post(url("check", pep), follow=True))

        assert "Record the day on which the meeting was held" in page
        assert "heard and acted on" in page
        assert "Submit the school part</button>" not in page
        assert "Some things are still missing" in refused

    def test_a_complete_school_part_is_submitted_from_here(self, cast, as_):
        pep = fill(open_plan(cast.child, at=OPENED), by=cast.teacher)
        client = as_(cast.teacher)
        assert "Submit the school part</button>" in text_of(client.get(url("check", pep)))

        page = text_of(client.post(url("check", pep), follow=True))

        assert "goes to the virtual school when Part 1 is in too" in page
        assert pep.parts.get(name="SCHOOL").submitted_by == cast.teacher

    def test_a_part_that_is_in_cannot_be_submitted_again(self, cast, pep, as_):
        assert "The school part is in already" in text_of(as_(cast.teacher).get(url("check", pep)))

    def test_the_teacher_answers_the_point_and_submits_again(self, cast, pep, as_):
        point = audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT).points.get()
        return_pep(pep=pep, by=cast.officer, at=NOW)
        client = as_(cast.teacher)
        page = text_of(client.get(url("points", pep)))
        assert POINT.text in page
        assert "Requires improvement" in page
        assert url("check", pep) in page

        client.post(url("points", pep), {f"answer_{point.pk}": "Twice a week."})
        reconfirm(pep, by=cast.teacher)
        client.post(url("check", pep))

        assert PersonalEducationPlan.objects.get().status == PepStatus.SUBMITTED
        assert Point.objects.get().answered_by == cast.teacher

    def test_the_social_worker_reads_the_schools_point_and_cannot_answer_it(self, cast, pep, as_):
        point = audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT).points.get()
        return_pep(pep=pep, by=cast.officer, at=NOW)
        client = as_(cast.sam)

        page = text_of(client.get(url("points", pep)))
        client.post(url("points", pep), {f"answer_{point.pk}": "Not mine."})

        assert POINT.text in page
        assert f"answer_{point.pk}" not in page
        assert Point.objects.get().answer == ""

    @pytest.mark.parametrize("name", ["points", "sign_off", "return"])
    def test_many_points_cost_no_more_queries_than_one(self, cast, as_, name):
        few = submitted(cast)
        audited(few, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)
        many = submitted(cast, cast.other, worker=cast.stranger, teacher=cast.other_teacher)
        audited(many, cast.officer, Grade.REQUIRES_IMPROVEMENT, *[POINT] * 4)
        client = as_(cast.officer)
        client.get(url(name, few))

        counts = []
        for pep in (few, many):
            with CaptureQueriesContext(connection) as captured:
                assert text_of(client.get(url(name, pep))).count(POINT.text) == pep.audits.get().points.count()
            counts.append(len(captured))
        assert counts[0] == counts[1]

    def test_points_not_answered_stand_in_the_way_of_submitting(self, cast, pep, as_):
        audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)
        return_pep(pep=pep, by=cast.officer, at=NOW)
        reconfirm(pep, by=cast.teacher)

        assert "Development points without an answer: 1" in text_of(as_(cast.teacher).get(url("check", pep)))
        assert "has no answer yet" in text_of(as_(cast.teacher).post(url("check", pep), follow=True))

    def test_a_plan_nobody_checked_says_so(self, cast, as_):
        page = text_of(as_(cast.teacher).get(url("points", open_plan(cast.child, at=OPENED))))

        assert "has not checked this plan yet" in page


def test_a_number_of_rows_that_is_none_loses_none_of_the_auditors_text(cast, pep, as_):
    response = as_(cast.officer).post(url("audit", pep), typed(reason="Clear and current.", rows="9" * 5000))

    assert response.status_code == 302
    assert AuditDraft.objects.get(pep=pep).typed["reason"] == "Clear and current."
