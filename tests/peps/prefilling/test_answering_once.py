"""Answer once, confirm the rest: a repeat plan starts from the record and the last plan, and says where each text is from."""

import datetime as dt

import pytest
from django.urls import reverse

from children.models import Contact, HealthSummary
from peps.comparison.comparison import what_changed
from peps.enums import Kind, PepStatus
from peps.models import PersonalEducationPlan, Revision, Section
from peps.prefilling.carry_forward import Earlier, start
from peps.prefilling.prefill import Fact
from peps.questions.blueprint.spec import Question
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import READ_IT_THROUGH, missing
from tests.factories import ContactFactory, EnrolmentFactory, TermFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import fill_the_rest
from tests.signed_in import signed_in

CARER = Question("carer", "Who cares", prefill="carer")
RECORD = Fact("Jo Carer", "from the case system, 6 January 2027")
AUTUMN = "from the plan “Autumn term 2026/27”"


class TestStarting:
    def test_what_the_record_alone_knows_is_taken_from_it(self):
        assert start(CARER, RECORD, None) == {"text": "Jo Carer", "source": RECORD.source, "record": "Jo Carer"}

    def test_what_the_last_plan_alone_knows_is_carried_on(self):
        assert start(CARER, None, Earlier("Kit Carer", AUTUMN)) == {"text": "Kit Carer", "source": AUTUMN}

    def test_a_day_that_only_the_record_can_know_is_not(self):
        review = Question("next_review", "Next review", Kind.DATE, prefill="next_review")
        assert start(review, None, Earlier("1 October 2026", AUTUMN)) == {}

    def test_where_they_differ_both_are_kept_and_one_has_to_be_chosen(self):
        answer = start(CARER, RECORD, Earlier("Kit Carer", AUTUMN))
        assert answer["text"] == "Jo Carer"
        assert answer["other"] == {"text": "Kit Carer", "source": AUTUMN}
        assert answer["must_choose"]

    def test_what_was_chosen_once_is_not_asked_again_while_the_record_stands(self):
        answer = start(CARER, RECORD, Earlier("Jo, and her sister at weekends", AUTUMN, record="Jo Carer"))
        assert answer == {"text": "Jo, and her sister at weekends", "source": AUTUMN, "record": "Jo Carer"}

    def test_a_record_that_has_moved_on_stands_and_the_last_text_is_shown_beside_it(self):
        answer = start(CARER, RECORD, Earlier("Kit Carer", AUTUMN, record="Kit Carer"))
        assert (answer["text"], answer["other"]["text"]) == ("Jo Carer", "Kit Carer")
        assert "must_choose" not in answer

    def test_a_record_that_has_moved_away_from_what_somebody_wrote_has_to_be_chosen(self):
        answer = start(CARER, RECORD, Earlier("Kit and Ash", AUTUMN, record="Kit Carer"))
        assert answer["must_choose"]

    @pytest.mark.parametrize(("one", "other"), [("Jo  Carer", "jo carer"), ("Jo Carer\n", "Jo Carer")])
    def test_spaces_and_capitals_make_no_difference(self, one, other):
        assert "other" not in start(CARER, Fact(one, "the record"), Earlier(other, AUTUMN))

    def test_a_day_is_the_same_in_whatever_shape_it_was_typed(self):
        born = Question("date_of_birth", "Born", Kind.DATE, prefill="date_of_birth")
        assert "other" not in start(born, Fact("3 May 2015", "the record"), Earlier("03/05/2015", AUTUMN))

    def test_a_choice_that_is_no_longer_offered_is_not_carried_on(self):
        asked = Question("trips", "Who says yes", Kind.CHOICE, choices=(("CARER", "The carer"),), carries_forward=True)
        assert start(asked, None, Earlier("NURSE", AUTUMN)) == {}


def signed(pep):
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(
        status=PepStatus.SIGNED_OFF, signed_off_at=moment(dt.date(2026, 12, 9))
    )
    return pep


@pytest.fixture
@kept
def autumn(cast):
    """Filled as people fill it: what the record knew stands as it was, the rest is typed."""
    ContactFactory(child=cast.child, name="Pat Parent")
    pep = fill_the_rest(open_plan(cast.child), by=cast.officer)
    pep.sections.update(confirmed_at=moment(dt.date(2026, 12, 3)))
    return signed(pep)


def spring_of(cast):
    return open_plan(cast.child, term=TermFactory(spring=True), at=moment(dt.date(2027, 1, 6)))


pytestmark = pytest.mark.django_db


def test_a_repeat_plan_of_a_settled_child_needs_fewer_than_15_typed_answers_in_part_1(cast, autumn):
    spring = spring_of(cast)

    wanted = [each for each in missing(spring, "PART_1") if each.text != READ_IT_THROUGH]

    assert 0 < len(wanted) < 15
    forms = blueprint_of(spring)
    typed = [w for w in wanted if forms.section(w.section_key).question(w.question_key).kind in (Kind.TEXT, Kind.LINE)]
    assert len(typed) < 5


def test_every_answer_that_is_filled_in_says_where_from_and_when_it_was_confirmed(cast, autumn):
    answers = {key: answer for section in spring_of(cast).sections.all() for key, answer in section.answers.items()}

    assert all(answer["source"] for answer in answers.values())
    assert answers["full_name"]["source"] == "from the case system, 6 January 2027"
    assert answers["carer_role"]["source"] == "from the plan “Autumn term 2026/27”, confirmed 3 December 2026"
    page = signed_in(cast.sam).get(section_url(cast, "care")).content.decode()
    assert "Filled in from the plan “Autumn term 2026/27”, confirmed 3 December 2026" in page


def section_url(cast, key):
    return reverse("peps:section", args=[PersonalEducationPlan.objects.latest("pk").reference, key])


def test_one_button_confirms_a_section_as_unchanged(cast, autumn):
    spring = spring_of(cast)
    client, url = signed_in(cast.sam), section_url(cast, "story")

    assert "All of this is still right" in client.get(url).content.decode()
    client.post(url, {"then": "complete"})

    section = spring.sections.get(key="story")
    assert section.confirmed_by == cast.sam
    assert "All of this is still right" not in client.get(url).content.decode()


class TestDifferences:
    @pytest.fixture
    @kept
    def spring(self, cast, autumn):
        """The health summary was written over in the plan, and then changed in the record too."""
        health = autumn.sections.get(key="health")
        health.answers["health"] = {"text": "Asthma; inhaler with the office", "n": 2}
        health.save()
        HealthSummary.objects.create(child=cast.child, text="Asthma and hay fever", from_date=dt.date(2026, 12, 15))
        return spring_of(cast)

    def test_both_are_shown_and_the_section_waits_for_a_choice(self, cast, spring):
        page = signed_in(cast.sam).get(section_url(cast, "health")).content.decode()

        assert "Asthma and hay fever" in page
        assert "Asthma; inhaler with the office" in page
        said = [each.text for each in missing(spring, "PART_1") if each.section_key == "health"]
        assert said == ["Choose which is right: “What school needs to know about health”"]

    @pytest.mark.parametrize(
        ("then", "stands"),
        [("record:health", "Asthma and hay fever"), ("last:health", "Asthma; inhaler with the office")],
    )
    def test_one_is_chosen_and_the_other_is_kept(self, cast, spring, then, stands):
        client, url = signed_in(cast.sam), section_url(cast, "health")
        client.post(url, {"then": then})

        section = spring.sections.get(key="health")
        assert section.text("health") == stands
        assert "do not say the same" not in client.get(url).content.decode()
        row = Revision.objects.get(section=section)
        assert {row.old_text, row.new_text} == {"Asthma and hay fever", "Asthma; inhaler with the office"}
        client.post(url, {"then": then})  # pressed twice
        assert Revision.objects.filter(section=section).count() == 1

    @pytest.mark.parametrize("then", ["record:health", "last:health"])
    def test_the_section_is_to_be_confirmed_again_by_its_owner(self, cast, spring, then):
        sections = spring.sections.filter(key="health")
        sections.update(confirmed_at=spring.opened_at, confirmed_by=cast.officer, is_on_behalf=True)

        signed_in(cast.sam).post(section_url(cast, "health"), {"then": then})

        assert sections.values_list("confirmed_at", "confirmed_by", "is_on_behalf").get() == (None, None, False)

    def test_a_third_text_settles_it_too(self, cast, spring):
        section = spring.sections.get(key="health")
        n = section.answers["health"]["n"]
        typed = {"health": "Asthma, hay fever; inhaler with the office", "n__health": str(n), "then": "complete"}
        signed_in(cast.sam).post(section_url(cast, "health"), typed)

        section.refresh_from_db()
        assert section.confirmed_at is not None

    def test_somebody_who_does_not_write_here_does_not_choose(self, cast, spring):
        assert signed_in(cast.teacher).post(section_url(cast, "health"), {"then": "last:health"}).status_code == 403
        assert spring.sections.get(key="health").text("health") == "Asthma and hay fever"


class TestWhatChanged:
    def test_it_names_what_is_different_and_leaves_out_what_is_not(self, cast, autumn):
        Contact.objects.update(name="Alex Parent")
        spring = spring_of(cast)

        page = signed_in(cast.sam).get(reverse("peps:what_changed", args=[spring.reference])).content.decode()

        assert "Pat Parent" in page
        assert "Alex Parent" in page
        assert "Full name" not in page

    def test_a_move_of_school_stands_first(self, cast, autumn):
        cast.child.enrolments.update(until=dt.date(2027, 1, 4))
        EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=dt.date(2027, 1, 4))
        first = what_changed(spring_of(cast), cast.officer)[0]

        assert [(row.label, row.before, row.now) for row in first.rows if row.label == "School"] == [
            ("School", "Larkfield Primary School", "Thornbury Primary School")
        ]

    def test_each_reads_only_what_is_for_them(self, cast, autumn):
        Section.objects.filter(pep=autumn, key="story").update(
            answers={"reason_for_care": {"text": "MARK-CARE", "n": 1}, "earlier_schools": {"text": "MARK-OLD", "n": 1}}
        )
        spring = spring_of(cast)
        spring.parts.update(first_submitted_at=spring.opened_at, submitted_at=spring.opened_at)
        url = reverse("peps:what_changed", args=[spring.reference])
        spring.sections.filter(key="story").update(answers={})

        assert "MARK-CARE" in signed_in(cast.officer).get(url).content.decode()
        assert "MARK-CARE" not in signed_in(cast.headteacher).get(url).content.decode()
        assert signed_in(cast.stranger).get(url).status_code == 404

    def test_it_costs_the_same_however_much_is_different(self, cast, autumn, django_assert_max_num_queries):
        spring = spring_of(cast)
        client = signed_in(cast.sam)
        url = reverse("peps:what_changed", args=[spring.reference])
        client.get(url)
        with django_assert_max_num_queries(18):
            client.get(url)

    def test_a_first_plan_has_nothing_to_compare_with(self, cast):
        pep = open_plan(cast.child)
        page = signed_in(cast.sam).get(reverse("peps:what_changed", args=[pep.reference])).content.decode()
        assert "no plan before this one" in page
