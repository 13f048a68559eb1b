"""Plan and statutory review: told in time, asked on the day, and the managers hear when there was none."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from accounts.clock import pretend
from accounts.models import AuditRecord, Letter, Notice
from children.models import CareReview, NamedPerson
from peps.enums import PlanAtReview
from peps.models import PersonalEducationPlan, ReviewCheck
from peps.statutory_reviews.reviews import CannotCheck, check_plan, plans_at, queue_for, to_check
from tests.cast import TODAY
from tests.factories import AllocationFactory, PostFactory, TeamFactory, TermFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
day = dt.date


@pytest.fixture
def review(cast):
    return CareReview.objects.create(child=cast.child, review_date=TODAY, state="BOOKED")


def complete(child, on):
    """A plan of which both parts came in on that day."""
    pep = open_plan(child, term=TermFactory(academic_year="2025/26"), at=moment(on))
    pep.parts.update(first_submitted_at=moment(on), submitted_at=moment(on))
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=moment(on))
    return pep


class TestWhatThereIs:
    def test_missing_old_or_up_to_date(self, cast):
        assert plans_at([cast.child.pk], TODAY)[cast.child.pk] == PlanAtReview.MISSING
        complete(cast.child, day(2026, 5, 31))
        assert plans_at([cast.child.pk], TODAY)[cast.child.pk] == PlanAtReview.OLD
        assert plans_at([cast.child.pk], day(2026, 11, 30))[cast.child.pk] == PlanAtReview.UP_TO_DATE

    def test_what_came_in_after_the_review_was_not_there(self, cast):
        complete(cast.child, TODAY)
        assert plans_at([cast.child.pk], TODAY - dt.timedelta(days=1))[cast.child.pk] == PlanAtReview.MISSING

    def test_a_plan_is_there_from_the_day_on_which_its_second_part_came_in(self, cast):
        pep = complete(cast.child, day(2026, 11, 20))
        pep.parts.filter(name="PART_1").update(first_submitted_at=moment(TODAY))

        before, then = (plans_at([cast.child.pk], on)[cast.child.pk] for on in (TODAY - dt.timedelta(days=1), TODAY))
        assert (before, then) == (PlanAtReview.MISSING, PlanAtReview.UP_TO_DATE)

    def test_a_plan_of_another_child_is_not_theirs(self, cast):
        complete(cast.other, day(2026, 11, 20))

        assert plans_at([cast.child.pk], TODAY) == {cast.child.pk: PlanAtReview.MISSING}

    def test_a_plan_that_is_still_being_written_is_none(self, cast):
        open_plan(cast.child)
        assert plans_at([cast.child.pk], TODAY)[cast.child.pk] == PlanAtReview.MISSING


class TestBefore:
    def told(self, on):
        with pretend(on):
            queue_for(on, at=moment(on))
        return [(notice.person.name, notice.text) for notice in Notice.objects.all()]

    def test_the_reviewing_officer_hears_ten_working_days_before_and_once(self, cast, review):
        CareReview.objects.update(review_date=day(2026, 12, 16))
        with pretend(day(2026, 12, 1)):
            queue_for(day(2026, 12, 1), at=AT)
        assert self.told(day(2026, 12, 2)) == [
            (
                "Iro Person",
                f"{cast.child.reference}: the education plan is missing, and there is a review on 16 December 2026",
            )
        ]
        assert len(self.told(day(2026, 12, 3))) == 1

    def test_of_a_review_that_was_booked_at_short_notice_they_hear_on_the_next_working_day(self, cast, review):
        CareReview.objects.all().delete()
        queue_for(day(2026, 12, 1), at=AT)
        CareReview.objects.create(child=cast.child, review_date=day(2026, 12, 9), state="BOOKED")
        assert len(self.told(day(2026, 12, 2))) == 1
        assert len(self.told(day(2026, 12, 3))) == 1

    def test_a_plan_that_will_be_old_on_the_day_of_the_review_is_told(self, cast, review):
        complete(cast.child, day(2026, 6, 5))
        CareReview.objects.update(review_date=day(2026, 12, 16))
        assert "is old" in self.told(day(2026, 12, 2))[0][1]

    def test_of_a_restricted_child_an_officer_hears_who_is_named_on_it(self, cast, review):
        CareReview.objects.update(review_date=day(2026, 12, 16))
        type(cast.child).objects.filter(pk=cast.child.pk).update(is_restricted=True)
        assert self.told(day(2026, 12, 2)) == []

        NamedPerson.objects.create(child=cast.child, person=cast.iro, from_date=day(2026, 1, 1))
        assert [name for name, _ in self.told(day(2026, 12, 3))] == ["Iro Person"]

    def test_the_day_of_the_review_is_the_last_on_which_they_hear(self, cast, review):
        CareReview.objects.create(child=cast.child, review_date=TODAY - dt.timedelta(days=1), state="BOOKED")

        assert [text[-15:] for _, text in self.told(TODAY)] == ["1 December 2026"]

    def test_nobody_hears_of_a_plan_that_is_up_to_date_or_a_review_that_is_off(self, cast, review):
        CareReview.objects.update(review_date=day(2026, 12, 16))
        complete(cast.child, day(2026, 9, 10))
        assert self.told(day(2026, 12, 2)) == []
        PersonalEducationPlan.objects.all().update(status="CLOSED", close_reason="OPENED_IN_ERROR")
        CareReview.objects.update(state="CANCELLED")
        assert self.told(day(2026, 12, 3)) == []


class TestAtTheReview:
    def check(self, review, by, found=PlanAtReview.MISSING):
        return check_plan(review=review, found=found, note="", by=by, at=AT)

    def test_my_work_asks_and_the_officer_says_what_was_there(self, cast, review):
        client = signed_in(cast.iro)
        work = reverse("workspace:my_work")
        assert "Was there an education plan at the review of Robin Hazelwood?" in client.get(work).content.decode()
        page = client.get(reverse("peps:check_at_review", args=[review.pk])).content.decode()
        assert "As far as the portal knows: missing" in page
        client.post(reverse("peps:check_at_review", args=[review.pk]), {"found": "OLD", "note": "Of last year"})

        assert ReviewCheck.objects.get().found == PlanAtReview.OLD
        assert "Was there an education plan" not in client.get(work).content.decode()

    @pytest.mark.parametrize("found", [PlanAtReview.OLD, PlanAtReview.MISSING])
    def test_team_and_service_manager_hear_the_same_day_and_no_name_is_said(self, cast, review, found):
        self.check(review, cast.iro, found)

        assert {letter.person.name for letter in Letter.objects.all()} == {"Manager Person", "Service_Manager Person"}
        for letter in Letter.objects.all():
            assert cast.child.reference in letter.body
            assert letter.day == TODAY
            for word in ("Robin", "Hazelwood", "care", "looked after"):
                assert word not in f"{letter.subject} {letter.body}"

    def test_of_a_restricted_child_the_people_named_on_it_alone_hear(self, cast, review):
        cast.child.is_restricted = True
        cast.child.save()
        for person in (cast.iro, cast.manager):
            NamedPerson.objects.create(child=cast.child, person=person, from_date=day(2026, 1, 1))
        self.check(review, cast.iro)
        assert [letter.person for letter in Letter.objects.all()] == [cast.manager]

    def test_managers_of_other_teams_hear_nothing_and_of_the_former_team_neither(self, cast, review):
        former = TeamFactory()
        AllocationFactory(child=cast.child, team=former, from_date=day(2025, 1, 1), until=day(2026, 1, 12))
        advisers = TeamFactory()
        cast.child.allocations.filter(kind="PA").update(team=advisers)
        for team in (cast.other_team, former, advisers):
            PostFactory(role="TM", team=team)

        self.check(review, cast.iro)

        assert {letter.person.name for letter in Letter.objects.all()} == {"Manager Person", "Service_Manager Person"}

    def test_an_officer_is_asked_about_ones_own_children_for_four_weeks_after_the_review(self, cast, review):
        def held(days_ago, child=cast.child, **fields):
            on = TODAY - dt.timedelta(days=days_ago)
            return CareReview.objects.create(child=child, review_date=on, **{"state": "BOOKED"} | fields)

        last = held(27)
        held(28), held(-1), held(2, state="CANCELLED"), held(0, child=cast.other)
        self.check(held(3), cast.iro)

        assert list(to_check(cast.iro, TODAY)) == [last, review]
        assert not to_check(cast.sam, TODAY).exists()

    def test_nobody_is_troubled_when_it_was_there(self, cast, review):
        self.check(review, cast.iro, PlanAtReview.UP_TO_DATE)
        assert not Letter.objects.exists()
        assert AuditRecord.objects.filter(act="review.plan_checked").count() == 1

    def test_it_is_said_once_on_the_day_or_later_and_by_the_officer_alone(self, cast, review):
        with pytest.raises(ActNotAllowed):
            self.check(review, cast.sam)
        self.check(review, cast.iro)
        with pytest.raises(CannotCheck, match="already"):
            self.check(review, cast.iro)
        later = CareReview.objects.create(child=cast.child, review_date=day(2026, 12, 2), state="BOOKED")
        with pytest.raises(CannotCheck, match="still to come"):
            self.check(later, cast.iro)

    def test_the_review_of_a_child_who_is_not_on_their_list_is_not_found(self, cast):
        other = CareReview.objects.create(child=cast.other, review_date=TODAY, state="BOOKED")
        codes = {
            who: signed_in(getattr(cast, who)).get(reverse("peps:check_at_review", args=[other.pk])).status_code
            for who in ("iro", "sam", "officer", "governance")
        }
        assert codes == dict.fromkeys(codes, 404)
