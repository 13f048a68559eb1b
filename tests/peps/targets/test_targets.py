"""Targets: each on a page of its own, written like a section, and followed until the next plan."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditRecord
from children.models import PlanElsewhere
from peps.enums import PepStatus, TargetArea, TargetOutcome
from peps.models import BankTarget, Conflict, CostLine, PersonalEducationPlan, PlanSettings, Provision, Target
from peps.questions.blueprint.target_questions import key_of
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import missing, missing_in
from peps.targets.bank import all_examples, shipped
from peps.targets.targets import MOST_TARGETS, TooManyTargets, add_target
from tests.architecture.test_access_matrix import WHO
from tests.factories import ChildFactory, EnrolmentFactory, TermFactory, open_plan
from tests.factories.peps import moment
from tests.journeys.filling import target_texts
from tests.kept import kept
from tests.quality.plans import fill
from tests.signed_in import signed_in, status

pytestmark = pytest.mark.django_db
AT = moment(dt.date(2026, 12, 1), 12)


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child)


@pytest.fixture
@kept
def target(cast, pep):
    return add_target(section=pep.sections.get(key="targets"), by=cast.teacher, at=AT, texts=target_texts()[0])


def url(name, pep, *args):
    return reverse(f"peps:{name}", args=[pep.reference, *args])


def typed(target, **columns):
    data = {key_of(target.reference, column): text for column, text in columns.items()}
    return data | {f"n__{key}": "1" for key in data}


def read(person, address):
    return signed_in(person).get(address).content.decode()


class TestWriting:
    def test_the_row_says_what_was_written(self, cast, pep, target):
        signed_in(cast.teacher).post(
            url("target", pep, target.reference),
            typed(target, outcome="Adds thirds.", by_date="5 March 2027") | {"then": "later"},
        )

        target.refresh_from_db()
        assert (target.outcome, target.by_date) == ("Adds thirds.", dt.date(2027, 3, 5))

    def test_a_draft_saves_and_two_people_lose_nothing(self, cast, pep, target):
        outcome = key_of(target.reference, "outcome")
        for person, text in ((cast.officer, "The officer's words"), (cast.teacher, "The teacher's words")):
            answer = signed_in(person).post(
                url("target_draft", pep, target.reference),
                {"person": str(person.pk), outcome: text, f"n__{outcome}": "1", "page": "", "seq": "1"},
            )
            assert answer.status_code == 200

        target.refresh_from_db()
        assert target.outcome == "The officer's words"
        assert Conflict.objects.get().text == "The teacher's words"
        assert "Two texts: choose one" in read(cast.teacher, url("section", pep, "targets"))
        page = read(cast.teacher, url("target", pep, target.reference))
        assert "The teacher&#x27;s words" in page
        assert "The officer&#x27;s words" in page

    def test_the_text_chosen_of_two_stands_in_the_row(self, cast, pep, target):
        outcome = key_of(target.reference, "outcome")
        for person, text in ((cast.officer, "The officer's words"), (cast.teacher, "The teacher's words")):
            signed_in(person).post(
                url("target", pep, target.reference), {outcome: text, f"n__{outcome}": "1", "then": "stay"}
            )

        signed_in(cast.teacher).post(
            url("target", pep, target.reference), {"then": f"mine:{Conflict.objects.get().pk}"}
        )

        target.refresh_from_db()
        assert target.outcome == "The teacher's words"

    def test_an_earlier_text_can_be_put_back(self, cast, pep, target):
        client = signed_in(cast.teacher)
        client.post(
            url("target", pep, target.reference), typed(target, measure="Something shorter") | {"then": "later"}
        )
        history = url("history", pep, "targets")
        assert "Target 1: How will everybody see" in client.get(history).content.decode()

        revision = pep.sections.get(key="targets").revisions.get(old_text=target_texts()[0]["measure"])
        client.post(history, {"restore": str(revision.pk)})

        target.refresh_from_db()
        assert target.measure == target_texts()[0]["measure"]

    def test_a_save_costs_at_most_ten_queries(self, cast, pep, target):
        client, measure = signed_in(cast.teacher), key_of(target.reference, "measure")
        client.get(url("target", pep, target.reference))
        data = {"person": str(cast.teacher.pk), measure: "9 of 10", f"n__{measure}": "1", "page": "p", "seq": "1"}
        with CaptureQueriesContext(connection) as queries:
            assert client.post(url("target_draft", pep, target.reference), data).status_code == 200
        saved = [each for each in queries if "SAVEPOINT" not in each["sql"] and "django_session" not in each["sql"]]
        assert len(saved) <= 14

    def test_one_sitting_is_on_record_once(self, cast, pep):
        empty = Target.objects.create(pep=pep)
        measure = key_of(empty.reference, "measure")
        for n, text in enumerate(("One", "Two", "Three")):
            data = {measure: text, f"n__{measure}": str(n), "then": "later"}
            signed_in(cast.teacher).post(url("target", pep, empty.reference), data)
        assert pep.sections.get(key="targets").text(measure) == "Three"
        assert AuditRecord.objects.filter(act="section.written").count() == 1

    def test_the_page_costs_the_same_for_one_target_and_for_ten(self, cast, pep, target):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url("section", pep, "targets")).status_code == 200
            return len(queries)

        client = signed_in(cast.teacher)
        cost()
        few = cost()
        for number in range(9):
            plan = PlanElsewhere.objects.create(
                child=cast.child,
                kind="OTHER",
                holder=f"Clinic {number}",
                from_date=dt.date(2026, 1, 1),
                open_targets="Sleeps",
            )
            each = Target.objects.create(pep=pep, area="SEMH", outcome=f"Outcome {number}", other_plan=plan)
            CostLine.objects.create(target=each, intervention="ICT", asked_pence=100)
        assert cost() == few


class TestAddingAndTakingOut:
    def test_a_button_pressed_twice_adds_one(self, cast, pep):
        client = signed_in(cast.teacher)
        first = client.post(url("add_target", pep), {"empty": "1"}).url
        assert client.post(url("add_target", pep), {"empty": "1"}).url == first
        assert pep.targets.count() == 1

    def test_the_guide_gives_need_help_and_measure(self, cast, pep):
        answers = {"need": "Stops after a line", "support": "A reading partner", "measure": "A page read aloud"}
        signed_in(cast.teacher).post(url("add_target", pep), answers)
        target = pep.targets.get()
        assert (target.need, target.support, target.measure) == tuple(answers.values())

    def test_the_guide_asks_for_a_need(self, cast, pep):
        answer = signed_in(cast.teacher).post(url("add_target", pep), {"need": " "})
        assert answer.status_code == 422
        assert "start with an empty target" in answer.content.decode()

    def test_there_is_an_end_to_targets(self, cast, pep):
        for number in range(MOST_TARGETS):
            Target.objects.create(pep=pep, outcome=f"Outcome {number}")
        with pytest.raises(TooManyTargets):
            add_target(section=pep.sections.get(key="targets"), by=cast.teacher, at=AT)
        answer = signed_in(cast.teacher).post(url("add_target", pep), {"empty": "1"}, follow=True)
        assert "Take one out before you add another" in answer.content.decode()

    def test_what_is_taken_out_counts_nowhere_and_can_be_put_back(self, cast, pep, target):
        client = signed_in(cast.teacher)
        assert "Take target 1 out?" in client.get(url("take_out_target", pep, target.reference)).content.decode()
        client.post(url("take_out_target", pep, target.reference))
        assert not pep.targets.exists()
        assert client.get(url("target", pep, target.reference)).status_code == 404
        page = client.get(url("section", pep, "targets")).content.decode()
        assert "Targets that were taken out (1)" in page

        client.post(url("put_target_back", pep, target.reference))
        assert pep.targets.get() == target

    def test_a_target_is_confirmed_again_once_one_was_taken_out(self, cast, pep, target):
        section = pep.sections.get(key="targets")
        section.confirmed_at, section.confirmed_by = AT, cast.teacher
        section.save()
        signed_in(cast.teacher).post(url("take_out_target", pep, target.reference))
        section.refresh_from_db()
        assert section.confirmed_at is None


@pytest.mark.usefixtures("pages_are_drawn_once")
class TestWhoMay:
    PAGES = ("target", "target_advice", "take_out_target", "add_cost")

    @pytest.mark.parametrize("name", PAGES)
    def test_write_in_a_target(self, cast, pep, target, name):
        other = open_plan(cast.other)
        theirs = Target.objects.create(pep=other, outcome="Wren sings")
        clients = {who: signed_in(getattr(cast, who)) for who in WHO}
        own = {who for who in WHO if clients[who].get(url(name, pep, target.reference)).status_code == 200}
        assert own == {"teacher", "officer", "head"}
        not_theirs = {who for who in WHO if clients[who].get(url(name, other, theirs.reference)).status_code == 200}
        assert not_theirs == {"other_teacher", "officer", "head"}
        assert signed_in(cast.teacher).get(url(name, pep, theirs.reference)).status_code == 404

    def test_post_to_it(self, cast, pep, target):
        line = CostLine.objects.create(target=target, intervention="ICT", asked_pence=100)
        row = Provision.objects.create(pep=pep, what="A tutor", kind="TUITION_ONE")
        posts = [
            url("take_out_target", pep, target.reference), url("put_target_back", pep, target.reference),
            url("change_cost", pep, target.reference, line.pk), url("remove_cost", pep, target.reference, line.pk),
            url("change_provision", pep, row.reference), url("end_provision", pep, row.reference),
        ]  # fmt: skip
        for who in set(WHO) - {"teacher", "officer", "head"}:
            client = signed_in(getattr(cast, who))
            for address in posts:
                assert client.post(address, {}).status_code == 404, (who, address)
        assert (
            signed_in(cast.teacher)
            .post(url("change_cost", open_plan(cast.other), target.reference, line.pk))
            .status_code
            == 404
        )

    def test_nothing_is_written_once_the_part_is_in(self, cast, pep, target):
        pep.parts.update(submitted_at=AT, submitted_by=cast.teacher, first_submitted_at=AT)
        for name in ("take_out_target", "add_cost"):
            answer = signed_in(cast.teacher).post(
                url(name, pep, target.reference), {"intervention": "ICT", "asked_pence": "5", "source": "SCHOOL"}
            )
            assert answer.status_code == 403
        target.refresh_from_db()
        assert target.taken_out_at is None
        assert not target.cost_lines.exists()

    @pytest.mark.parametrize("name", ["change_own_example", "remove_own_example"])
    def test_keep_the_authoritys_own_examples(self, cast, name):
        row = BankTarget.objects.create(area="SEMH", outcome="Calm", added_by=cast.head, added_at=AT)
        allowed = {who for who in WHO if status(getattr(cast, who), reverse(f"peps:{name}", args=[row.pk])) == 200}
        assert allowed == {"head", "admin"}


class TestHowManyAreWanted:
    def asked(self, pep):
        return [
            each.text for each in missing_in(pep, pep.sections.get(key="targets"), blueprint_of(pep).section("targets"))
        ]

    def test_three_for_a_child_at_school_with_learning_and_the_person(self, cast, pep):
        assert "Add targets: this plan needs 3, and has 0" in self.asked(pep)
        for number in range(3):
            Target.objects.create(pep=pep, area=TargetArea.ENGLISH, outcome=f"{number}")
        assert "At least one target must be about the child as a person, not a school subject" in self.asked(pep)

    @pytest.mark.parametrize(("number", "asks_for_both"), [(1, False), (2, True)])
    def test_of_two_one_is_about_learning_and_one_about_the_person_and_a_single_one_is_about_either(
        self, cast, pep, number, asks_for_both
    ):
        PlanSettings.objects.create(academic_year="2026/27", targets_wanted=number)
        for area in (TargetArea.ENGLISH, TargetArea.MATHEMATICS)[:number]:
            Target.objects.create(pep=pep, area=area, outcome="Reads on")

        assert any("must be about the child as a person" in text for text in self.asked(pep)) is asks_for_both
        Target.objects.update(area=TargetArea.SEMH)
        assert any("must be about learning" in text for text in self.asked(pep)) is asks_for_both

    @pytest.mark.parametrize(
        ("fields", "needs"), [({"kind": "FIRST"}, 1), ({"kind": "INTERIM"}, 1), ({"school": None}, 1), ({}, 3)]
    )
    def test_the_smallest_number_that_applies_is_asked_for(self, cast, pep, fields, needs):
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(**fields)
        pep.refresh_from_db()

        assert f"Add targets: this plan needs {needs}, and has 0" in self.asked(pep)

    def test_as_the_authority_says(self, cast, pep):
        answer = signed_in(cast.head).post(reverse("peps:target_settings"), {
            "targets_wanted": "2", "targets_wanted_after_16": "2", "targets_wanted_early_years": "1",
            "targets_wanted_at_first": "1", "targets_wanted_off_roll": "1", "academic_targets_wanted": "0",
            "personal_targets_wanted": "2", "sdq_threshold": "16",
        })  # fmt: skip
        assert answer.status_code == 302
        assert "Add targets: this plan needs 2, and has 0" in self.asked(pep)
        assert PlanSettings.objects.get(academic_year="2026/27").sdq_threshold == 16
        assert AuditRecord.objects.filter(act="plan_settings.changed").exists()

    def test_a_setting_that_cannot_be_met_is_refused(self, cast):
        given = dict.fromkeys(("targets_wanted", "targets_wanted_after_16", "targets_wanted_early_years",
                               "targets_wanted_at_first", "targets_wanted_off_roll"), "1")  # fmt: skip
        answer = signed_in(cast.head).post(
            reverse("peps:target_settings"),
            given | {"academic_targets_wanted": "1", "personal_targets_wanted": "1", "sdq_threshold": "17"},
        )
        assert answer.status_code == 422
        assert "more targets than a plan needs" in answer.content.decode()

    def test_one_in_custody_after_16(self, cast):
        child = ChildFactory(date_of_birth=dt.date(2009, 10, 1))
        EnrolmentFactory(child=child, school=cast.school)
        pep = open_plan(child)
        assert "Add targets: this plan needs 3, and has 0" in self.asked(pep)
        section = pep.sections.get(key="school")
        section.answers["doing_now"] = {"text": "CUSTODY", "n": 1}
        section.save()
        assert "Add targets: this plan needs 1, and has 0" in self.asked(pep)


class TestCostsAndProvision:
    def test_a_cost_is_added_changed_and_removed(self, cast, pep, target):
        client = signed_in(cast.teacher)
        given = {
            "intervention": "TUITION_ONE",
            "provider": "Fernshire Tutors",
            "asked_pence": "240",
            "source": "PP_PLUS",
        }
        client.post(url("add_cost", pep, target.reference), given)
        client.post(url("add_cost", pep, target.reference), given | {"intervention": "ICT", "asked_pence": "99.50"})
        first, second = target.cost_lines.all()
        assert (first.asked_pence, second.asked_pence) == (24000, 9950)

        client.post(url("change_cost", pep, target.reference, second.pk), given | {"asked_pence": "80"})
        client.post(url("remove_cost", pep, target.reference, first.pk))
        assert [line.asked_pence for line in target.cost_lines.all()] == [8000]

    def test_a_line_of_the_provision_map_feeds_a_cost(self, cast, pep, target):
        client = signed_in(cast.teacher)
        client.post(url("add_provision", pep), {
            "what": "Reading with a tutor", "kind": "TUITION_ONE", "by_whom": "Fernshire Tutors", "hours_a_week": "1.5",
            "cost_pence": "320", "source": "PP_PLUS", "from_date": "01/11/2026",
        })  # fmt: skip
        row = pep.provisions.get()
        client.post(url("add_cost", pep, target.reference), {"provision": str(row.pk), "source": "PP_PLUS"})

        line = target.cost_lines.get()
        assert (line.intervention, line.provider, line.asked_pence, line.provision) == (
            "TUITION_ONE", "Fernshire Tutors", 32000, row,
        )  # fmt: skip
        page = read(cast.teacher, url("section", pep, "provision"))
        assert "Together 1.5 hours a week" in page

    def test_another_plans_provision_cannot_be_taken(self, cast, pep, target):
        theirs = Provision.objects.create(pep=open_plan(cast.other), what="Theirs", kind="ICT", cost_pence=100)
        Provision.objects.create(pep=pep, what="Ours", kind="ICT", cost_pence=100)
        answer = signed_in(cast.teacher).post(
            url("add_cost", pep, target.reference), {"provision": str(theirs.pk), "source": "SCHOOL"}
        )
        assert answer.status_code == 422

    def test_the_map_goes_on_to_the_next_plan_without_what_ended(self, cast, pep):
        for what, until in (("Goes on", None), ("Ended", dt.date(2026, 12, 20)), ("Taken out", None)):
            Provision.objects.create(pep=pep, what=what, kind="MENTOR", until_date=until)
        signed_in(cast.teacher).post(url("end_provision", pep, Provision.objects.get(what="Taken out").reference))
        following = next_plan(cast, pep)
        assert [(row.what, row.is_carried) for row in following.provisions.all()] == [("Goes on", True)]
        assert "From the last plan: still right?" in read(cast.teacher, url("section", following, "provision"))

    def test_hours_beyond_a_week_are_answered_with_a_message(self, cast, pep):
        answer = signed_in(cast.teacher).post(
            url("add_provision", pep), {"what": "x", "kind": "ICT", "hours_a_week": "NaN"}
        )
        assert answer.status_code == 422


def next_plan(cast, pep):
    """The spring plan, from the signed autumn plan."""
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=AT)
    cast.child.refresh_from_db()
    return open_plan(cast.child, term=TermFactory(spring=True), at=moment(dt.date(2027, 1, 8)))


class TestReviewing:
    def test_last_terms_targets_come_to_be_reviewed_and_block_until_they_are(self, cast, pep):
        fill(pep, by=cast.officer)
        CostLine.objects.create(target=pep.targets.first(), intervention="ICT", asked_pence=5000)
        following = fill(next_plan(cast, pep), by=cast.officer)
        following.target_reviews.update(outcome="", evidence="")
        assert "Say how 3 targets of the last plan turned out" in [each.text for each in missing(following, "SCHOOL")]

        page = read(cast.teacher, url("section", following, "target_reviews"))
        assert "How much was spent on it?" in page
        assert page.count("How much was spent on it?") == 1

    def test_not_known_to_this_school_needs_no_evidence(self, cast, pep):
        fill(pep, by=cast.officer)
        following = fill(next_plan(cast, pep), by=cast.officer)
        following.target_reviews.update(outcome=TargetOutcome.NOT_KNOWN, evidence="")
        assert not [each for each in missing(following, "SCHOOL") if each.section_key == "target_reviews"]
        following.target_reviews.update(outcome=TargetOutcome.PARTLY)
        assert "Say what shows it for 3 targets of the last plan" in [
            each.text for each in missing(following, "SCHOOL")
        ]


class TestProgress:
    def test_notes_are_added_and_read_between_meetings(self, cast, pep, target):
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=AT)
        client = signed_in(cast.teacher)
        client.post(
            url("note_progress", pep),
            {"about": target.reference, "noted_date": "30/11/2026", "text": "7 of 10 this week"},
        )
        assert "7 of 10 this week" in read(cast.sam, url("progress", pep))
        assert signed_in(cast.stranger).get(url("progress", pep)).status_code == 404

    def test_a_day_to_come_and_another_plans_target_are_refused(self, cast, pep, target):
        theirs = Target.objects.create(pep=open_plan(cast.other), outcome="Theirs")
        for given in (
            {"about": target.reference, "noted_date": "24/12/2026"},
            {"about": theirs.reference, "noted_date": "30/11/2026"},
        ):
            answer = signed_in(cast.teacher).post(url("note_progress", pep), given | {"text": "Well"})
            assert answer.status_code == 422
        assert not pep.progress_notes.exists()

    def test_a_closed_plan_takes_no_notes(self, cast, pep, target):
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(
            status=PepStatus.CLOSED, close_reason="LEFT_CARE", closed_at=AT
        )
        answer = signed_in(cast.officer).post(
            url("note_progress", pep), {"about": target.reference, "noted_date": "30/11/2026", "text": "Well"}
        )
        assert answer.status_code == 422


class TestTheBank:
    def test_holds_at_least_sixty_for_every_area_and_phase(self):
        examples = shipped()
        assert len(examples) >= 60
        assert {each.area for each in examples} == set(TargetArea)
        assert {each.phase for each in examples} == {"EARLY_YEARS", "PRIMARY", "SECONDARY", "POST_16"}
        assert len({each.outcome for each in examples}) == len(examples)

    @pytest.mark.parametrize(
        ("pronouns", "told"),
        [
            ("they/them", "what they would like"),
            ("she/her", "what she would like"),
            ("he/him", "what he would like"),
            ("", "what they would like"),
        ],
    )
    def test_speaks_of_the_child_as_the_child_wishes(self, cast, pep, pronouns, told):
        pep.child.pronouns = pronouns
        (each,) = [each for each in shipped() if "asks for what" in each.outcome]
        assert each.texts(pep)["outcome"].startswith(f"Robin asks for {told}")

    def test_no_gap_is_left_in_any_example(self, cast, pep):
        for each in all_examples():
            assert "{" not in "".join(each.texts(pep).values())

    def test_is_searched_by_words_area_and_age(self, cast, pep):
        page = read(cast.teacher, f"{url('bank', pep)}?words=fractions&area=MATHEMATICS&phase=PRIMARY")
        assert "Robin adds and compares fractions" in page
        assert "times tables" not in page
        assert "No example has all of these words" in read(cast.teacher, f"{url('bank', pep)}?words=zebra")
        assert "Pages" in read(cast.teacher, f"{url('bank', pep)}?words=")

    def test_the_authoritys_own_stand_first_and_begin_a_target(self, cast, pep):
        signed_in(cast.head).post(reverse("peps:add_own_example"), {
            "area": "SEMH", "phase": "PRIMARY", "outcome": "{name} tells {their} key adult a joke each week.",
        })  # fmt: skip
        row = BankTarget.objects.get()
        assert "tells" in read(cast.head, reverse("peps:own_bank"))
        page = read(cast.teacher, url("bank", pep))
        assert page.index("tells their key adult a joke") < page.index("Begin with this")

        signed_in(cast.teacher).post(url("add_target", pep), {"example": f"own-{row.pk}"})
        assert pep.targets.get().outcome == "Robin tells their key adult a joke each week."
        signed_in(cast.head).post(reverse("peps:remove_own_example", args=[row.pk]))
        assert pep.targets.get().outcome.startswith("Robin tells")

    def test_an_example_that_is_gone_is_not_found(self, cast, pep):
        assert signed_in(cast.teacher).post(url("add_target", pep), {"example": "own-999"}).status_code == 404
        assert not pep.targets.exists()


class TestAdviceOnThePage:
    def test_another_childs_name_is_pointed_out_to_who_may_know_of_them(self, cast, pep, target):
        pasted = ChildFactory(given_name="Quillon", family_name="Marsh")
        EnrolmentFactory(child=pasted, school=cast.school)
        client = signed_in(cast.teacher)
        client.post(
            url("target", pep, target.reference), typed(target, outcome="Quillon adds 8 of 10.") | {"then": "stay"}
        )
        assert (
            "“Quillon” is the name of another child"
            in client.get(url("target", pep, target.reference)).content.decode()
        )

    @pytest.mark.parametrize("is_at_school", [True, False])
    def test_nobody_learns_of_a_child_whom_they_do_not_reach(self, cast, pep, target, is_at_school):
        """One of another school, and one of their own whose record is restricted."""
        target_page = url("target", pep, target.reference)
        client = signed_in(cast.teacher)
        if is_at_school:
            EnrolmentFactory(child=ChildFactory(given_name="Wren", is_restricted=True), school=cast.school)
        client.post(target_page, typed(target, outcome="Wren adds 8 of 10.") | {"then": "stay"})
        assert "name of another child" not in client.get(target_page).content.decode()

    def test_a_target_of_another_plan_is_linked_rather_than_repeated(self, cast, pep, target):
        plan = PlanElsewhere.objects.create(
            child=cast.child, kind="EHCP", holder="Fernshire", from_date=dt.date(2026, 9, 1),
            open_targets="Adds fractions with confidence in class\nWears glasses",
        )  # fmt: skip
        page = url("target", pep, target.reference)
        client = signed_in(cast.teacher)
        client.post(page, typed(target, outcome="Adds fractions with confidence in class") | {"then": "stay"})
        assert "has nearly the same" in client.get(page).content.decode()
        client.post(page, {key_of(target.reference, "other_plan"): str(plan.pk), "then": "stay"})
        target.refresh_from_db()
        assert target.other_plan == plan
        assert "has nearly the same" not in client.get(page).content.decode()

    def test_advice_never_blocks(self, cast, pep):
        fill(pep, by=cast.officer)
        pep.targets.update(outcome="Improve", by_whom="everybody")
        assert not [each for each in missing(pep, "SCHOOL") if each.section_key == "targets"]
