"""What is closed by rule, what never is, and that every closing can be taken back by one act."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from accounts.audit import System
from accounts.clock import pretend
from accounts.models import Notice
from children.models import CarePeriod
from peps.answers.merging import Posted
from peps.answers.saving import save_answers
from peps.deadlines.reminders import queue_for
from peps.delegation.delegation import run_batch, start_batch
from peps.delegation.preview import unfinished
from peps.enums import CloseReason, PartName, PepKind, PepStatus, TargetArea
from peps.life.closing import CannotRestore, closed_by_rule, follow_care, restore
from peps.life.workflow import MoveNotAllowed, make_move
from peps.models import Extension, Meeting, PersonalEducationPlan, Target
from peps.opening.convert_to_change_plan import turn_into_change
from peps.opening.opening import open_pep
from reports import cohort
from tests.factories import TermFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
JANUARY = dt.date(2027, 1, 5)
AT = moment(JANUARY)
WHILE_WRITTEN = moment(dt.date(2026, 12, 2))


@pytest.fixture
@kept
def autumn(cast):
    """Robin's plan of the autumn, opened and not touched; the spring is there to be delegated."""
    TermFactory(spring=True)
    return open_plan(cast.child, term=cast.term, at=moment(dt.date(2026, 9, 2)))


def spring():
    return TermFactory(spring=True)


def delegated(cast, on=JANUARY):
    """The batch of the spring, run on that day."""
    with pretend(moment(on)):
        batch = start_batch(term=spring(), by=cast.officer, at=moment(on))
        run_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def plans_of(child):
    rows = child.peps.order_by("pk").values_list("fills_term__name", "status", "close_reason")
    return [(term, status, reason) for term, status, reason in rows]


def writes(section, text, by, key="strengths"):
    save_answers(
        section=section, posted={key: Posted(text, section.answers.get(key, {}).get("n", 0))}, by=by, at=WHILE_WRITTEN
    )


def row_of(child, term, on):
    return cohort.live(term=term, on=on, person=System("counts")).filter(pk=child.pk).values().first()


class TestAPlanOfAnEarlierTerm:
    def test_that_nobody_touched_is_closed_on_delegation_and_the_next_one_opened(self, cast, autumn):
        batch = delegated(cast)

        assert plans_of(cast.child) == [
            ("AUTUMN", PepStatus.CLOSED, CloseReason.NOT_COMPLETED),
            ("SPRING", PepStatus.OPEN, ""),
        ]
        assert batch.refused == []
        event = autumn.events.get(name="close")
        assert (event.by, event.by_name) == (None, "the portal (closing)")

    def test_stays_missed_in_the_figures_of_its_term_for_good(self, cast, autumn):
        delegated(cast)

        for on in (dt.date(2026, 12, 11), JANUARY, dt.date(2027, 3, 1)):
            row = row_of(cast.child, cast.term, on)
            assert (row["required_complete_in_time"], row["met_complete_in_time"]) == (True, False)
        CarePeriod.objects.filter(child=cast.child).update(until=dt.date(2027, 2, 1))
        assert row_of(cast.child, cast.term, dt.date(2027, 3, 1)) is not None

    def test_is_not_opened_a_second_time_by_a_late_delegation_of_its_own_term(self, cast, autumn):
        delegated(cast)
        make_move("close", pep=cast.child.peps.get(status="OPEN"), by=cast.head, at=AT, close_reason="OPENED_IN_ERROR")
        with pretend(AT):
            run_batch(start_batch(term=cast.term, by=cast.officer, at=AT).pk)
        assert not cast.child.peps.filter(status=PepStatus.OPEN).exists()

    @pytest.mark.parametrize(
        "touch",
        [
            lambda pep, cast: writes(pep.sections.get(key="strengths"), "Draws maps.", cast.teacher),
            lambda pep, cast: pep.sections.filter(key="strengths").update(confirmed_at=WHILE_WRITTEN),
            lambda pep, cast: pep.sections.filter(key="wellbeing").update(rows_at=WHILE_WRITTEN),
            lambda pep, cast: pep.parts.filter(name=PartName.PART_1).update(submitted_at=AT, first_submitted_at=AT),
            lambda pep, cast: turn_into_change(pep=pep, by=cast.sam, at=WHILE_WRITTEN),
            lambda pep, cast: Meeting.objects.create(pep=pep, held_date=dt.date(2026, 12, 9)),
            lambda pep, cast: Meeting.objects.create(pep=pep, planned_date=dt.date(2027, 1, 12)),
            lambda pep, cast: PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.RETURNED),
            lambda pep, cast: PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SUBMITTED),
            lambda pep, cast: Extension.objects.create(
                pep=pep, was_date=dt.date(2026, 12, 11), now_date=dt.date(2027, 1, 29), reason="A move.",
                by=cast.officer, at=WHILE_WRITTEN,
            ),
        ],
        ids=["written in", "confirmed", "rows", "part in", "turned after a change", "met", "meeting arranged", "returned", "with VS", "more time"],
    )  # fmt: skip
    def test_in_which_somebody_did_something_is_never_closed_by_rule_and_is_listed(self, cast, autumn, touch):
        touch(autumn, cast)
        batch = delegated(cast)

        assert cast.child.peps.get().status != PepStatus.CLOSED
        assert [(each["child"], each["plan"]) for each in batch.refused] == [(cast.child.reference, autumn.reference)]
        assert [each.pep for each in unfinished(spring(), JANUARY)] == [autumn]

    def test_is_not_closed_while_its_term_lasts(self, cast, autumn):
        delegated(cast, on=dt.date(2026, 12, 14))
        assert plans_of(cast.child) == [("AUTUMN", PepStatus.OPEN, "")]

    def test_of_another_plan_than_a_terms_is_not_closed_by_rule(self, cast):
        first = open_plan(cast.child, kind=PepKind.FIRST, at=moment(dt.date(2026, 10, 1)))
        PersonalEducationPlan.objects.filter(pk=first.pk).update(fills_term=None)
        delegated(cast)
        first.refresh_from_db()
        assert first.status == PepStatus.OPEN

    def test_that_was_begun_is_listed_by_name_with_what_to_do_and_closed_by_one_press(self, cast, autumn):
        writes(autumn.sections.get(key="strengths"), "Draws maps.", cast.teacher)
        delegated(cast)
        client = signed_in(cast.officer)
        with pretend(AT):
            page = client.get(reverse("peps:delegation", args=[spring().key])).content.decode()
            assert cast.child.name in page
            assert "Begun, and no part is in. Have the rest completed." in page
            assert reverse("peps:task_list", args=[autumn.reference]) in page
            assert "plans now" not in page
            assert "1 child has an unfinished plan in the way" in page
            client.post(reverse("peps:close_unfinished", args=[spring().key, autumn.reference]))

        assert plans_of(cast.child) == [
            ("AUTUMN", PepStatus.CLOSED, CloseReason.NOT_COMPLETED),
            ("SPRING", PepStatus.OPEN, ""),
        ]

    def test_is_closed_by_press_for_the_virtual_school_alone(self, cast, autumn):
        writes(autumn.sections.get(key="strengths"), "Draws maps.", cast.teacher)
        url = reverse("peps:close_unfinished", args=[spring().key, autumn.reference])
        with pretend(AT):
            assert signed_in(cast.sam).post(url).status_code == 403
            assert signed_in(cast.stranger).post(url).status_code in (403, 404)
        assert cast.child.peps.get().status == PepStatus.OPEN

    def test_that_has_both_parts_in_is_signed_off_and_not_closed(self, cast, autumn):
        PersonalEducationPlan.objects.filter(pk=autumn.pk).update(status=PepStatus.SUBMITTED)
        with pytest.raises(MoveNotAllowed, match="Check it and sign it off"):
            make_move("close", pep=autumn, by=cast.head, at=AT, close_reason=CloseReason.NOT_COMPLETED)

    def test_that_is_not_due_yet_is_not_called_not_completed(self, cast, autumn):
        with pytest.raises(MoveNotAllowed, match="not due yet"):
            make_move("close", pep=autumn, by=cast.head, at=WHILE_WRITTEN, close_reason=CloseReason.NOT_COMPLETED)


class TestWhatStartsTheNextPlan:
    def test_every_word_that_was_written_in_the_unfinished_one(self, cast, autumn):
        writes(autumn.sections.get(key="strengths"), "Draws maps.", cast.teacher)
        drafted = Target.objects.create(pep=autumn, area=TargetArea.ENGLISH, outcome="Writes a page alone.")
        make_move("close", pep=autumn, by=cast.officer, at=AT, close_reason=CloseReason.NOT_COMPLETED)
        new = open_plan(cast.child, term=spring(), at=AT)

        answer = new.sections.get(key="strengths").answers["strengths"]
        assert answer["text"] == "Draws maps."
        assert autumn.title in answer["source"]
        assert new.sections.get(key="strengths").confirmed_at is None
        carried = new.targets.get()
        assert (carried.outcome, carried.area) == ("Writes a page alone.", TargetArea.ENGLISH)
        assert carried.reference != drafted.reference

    def test_nothing_of_one_that_was_opened_in_error(self, cast, autumn):
        writes(autumn.sections.get(key="strengths"), "Of another child.", cast.teacher)
        make_move("close", pep=autumn, by=cast.officer, at=AT, close_reason=CloseReason.OPENED_IN_ERROR)
        new = open_plan(cast.child, term=spring(), at=AT)
        assert new.sections.get(key="strengths").text("strengths") == ""

    def test_nothing_that_a_signed_plan_has_followed(self, cast, autumn):
        writes(autumn.sections.get(key="strengths"), "Draws maps.", cast.teacher)
        make_move("close", pep=autumn, by=cast.officer, at=AT, close_reason=CloseReason.NOT_COMPLETED)
        signed = open_plan(cast.child, term=spring(), at=AT)
        signed.sections.filter(key="strengths").update(answers={})
        PersonalEducationPlan.objects.filter(pk=signed.pk).update(status="SIGNED_OFF", signed_off_at=AT)
        at = moment(dt.date(2027, 2, 1))
        new = open_pep(child=cast.child, kind=PepKind.CHANGE, term=None, by=System("delegation"), at=at)
        assert new.sections.get(key="strengths").text("strengths") == ""


class TestAChildWhoLeavesCare:
    LEFT = dt.date(2026, 12, 3)

    def leaves(self, cast, on=LEFT, reason=""):
        CarePeriod.objects.filter(child=cast.child).update(until=on, end_reason=reason)

    def test_is_out_of_the_figures_from_that_day_whoever_has_closed_the_plan(self, cast, autumn):
        eve = dt.date(2026, 12, 2)
        self.leaves(cast)

        assert row_of(cast.child, cast.term, eve)["required_complete"] is True
        assert row_of(cast.child, cast.term, self.LEFT) is None
        assert row_of(cast.child, cast.term, dt.date(2026, 12, 11)) is None

    def test_after_the_due_date_it_stays_missed(self, cast, autumn):
        self.leaves(cast, on=dt.date(2026, 12, 14))
        assert row_of(cast.child, cast.term, dt.date(2026, 12, 20))["met_complete"] is False

    def test_on_the_due_date_itself_it_was_not_due_any_more(self, cast, autumn):
        self.leaves(cast, on=autumn.due_date)
        assert row_of(cast.child, cast.term, autumn.due_date) is None

    def test_whose_plan_was_signed_off_before_stays_in(self, cast, autumn):
        PersonalEducationPlan.objects.filter(pk=autumn.pk).update(status="SIGNED_OFF", signed_off_at=WHILE_WRITTEN)
        self.leaves(cast)
        assert row_of(cast.child, cast.term, self.LEFT)["met_signed_off"] is True

    @pytest.mark.parametrize(
        ("code", "reason"), [("", "LEFT_CARE"), ("E11", "ADOPTED"), ("E2", "DIED"), ("E3", "TRANSFERRED")]
    )
    def test_has_the_plan_closed_that_day_with_the_reason_of_the_record(self, cast, autumn, code, reason):
        self.leaves(cast, reason=code)
        assert follow_care(self.LEFT - dt.timedelta(days=1), at=WHILE_WRITTEN) == 0

        assert follow_care(self.LEFT, at=moment(self.LEFT)) == 1
        assert follow_care(self.LEFT, at=moment(self.LEFT)) == 0
        assert plans_of(cast.child) == [("AUTUMN", "CLOSED", reason)]

    def test_is_asked_for_nothing_any_more(self, cast, autumn):
        self.leaves(cast)
        follow_care(self.LEFT, at=moment(self.LEFT))
        queue_for(dt.date(2026, 12, 9), at=moment(dt.date(2026, 12, 9)))
        assert not Notice.objects.filter(text__contains=cast.child.reference).exists()

    @pytest.mark.parametrize("what", ["part in", "met", "returned"])
    def test_with_a_part_in_or_a_meeting_held_a_person_decides(self, cast, autumn, what):
        if what == "part in":
            autumn.parts.filter(name=PartName.SCHOOL).update(
                submitted_at=WHILE_WRITTEN, first_submitted_at=WHILE_WRITTEN
            )
        elif what == "met":
            Meeting.objects.create(pep=autumn, held_date=dt.date(2026, 12, 1))
        else:
            PersonalEducationPlan.objects.filter(pk=autumn.pk).update(status=PepStatus.RETURNED)
        self.leaves(cast)

        assert follow_care(self.LEFT, at=moment(self.LEFT)) == 0
        assert row_of(cast.child, cast.term, self.LEFT) is None
        with pretend(moment(self.LEFT)):
            assert (
                f"Close the plan of {cast.child.name}"
                in signed_in(cast.officer).get(reverse("workspace:my_work")).content.decode()
            )

    def test_who_only_had_short_breaks_end_or_is_in_care_again_keeps_the_plan(self, cast, autumn):
        CarePeriod.objects.create(child=cast.child, from_date=dt.date(2025, 1, 1), until=dt.date(2025, 2, 1))
        assert follow_care(self.LEFT, at=moment(self.LEFT)) == 0

    def test_who_passes_the_age_has_the_plan_closed_on_the_birthday(self, cast, autumn):
        type(cast.child).objects.filter(pk=cast.child.pk).update(date_of_birth=dt.date(2008, 12, 3))
        assert follow_care(dt.date(2026, 12, 2), at=WHILE_WRITTEN) == 0
        follow_care(self.LEFT, at=moment(self.LEFT))
        assert plans_of(cast.child) == [("AUTUMN", "CLOSED", "PAST_SCOPE")]

    def test_by_a_wrong_file_has_the_plan_back_the_day_the_record_is_right(self, cast, autumn):
        writes(autumn.sections.get(key="strengths"), "Draws maps.", cast.teacher)
        self.leaves(cast)
        follow_care(self.LEFT, at=moment(self.LEFT))
        CarePeriod.objects.filter(child=cast.child).update(until=None)
        next_day = self.LEFT + dt.timedelta(days=1)

        assert follow_care(next_day, at=moment(next_day)) == 1
        assert follow_care(next_day, at=moment(next_day)) == 0
        autumn.refresh_from_db()
        assert (autumn.status, autumn.close_reason, autumn.closed_at) == (PepStatus.OPEN, "", None)
        assert autumn.sections.get(key="strengths").text("strengths") == "Draws maps."

    def test_and_comes_back_gets_no_old_plan_by_rule_but_by_a_person(self, cast, autumn):
        self.leaves(cast)
        follow_care(self.LEFT, at=moment(self.LEFT))
        again = dt.date(2026, 12, 8)
        CarePeriod.objects.create(child=cast.child, from_date=again)
        assert follow_care(again, at=moment(again)) == 0

        with pretend(moment(again)):
            restore(pep=autumn, by=cast.officer, at=moment(again))
        assert follow_care(again, at=moment(again)) == 0
        assert plans_of(cast.child) == [("AUTUMN", "OPEN", "")]


class TestRestoring:
    def test_opens_a_plan_as_it_stood(self, cast, autumn):
        for status, parts in (("OPEN", {}), ("RETURNED", {}), ("SUBMITTED", {"submitted_at": WHILE_WRITTEN})):
            PersonalEducationPlan.objects.filter(pk=autumn.pk).update(status=status)
            autumn.sections.filter(key="targets").update(reopened_at=WHILE_WRITTEN if status == "RETURNED" else None)
            autumn.parts.update(submitted_at=None)
            autumn.parts.update(**parts)
            closed = make_move("close", pep=autumn, by=cast.head, at=AT, close_reason="LEFT_CARE")
            restored = restore(pep=closed, by=cast.officer, at=AT, note="A wrong row.")
            assert (restored.status, restored.close_reason, restored.closed_at) == (status, "", None)
        assert autumn.events.filter(name="restore", note="A wrong row.").count() == 3

    def test_is_offered_on_the_plan_and_in_the_list_and_done_by_one_press(self, cast, autumn):
        delegated(cast)
        client = signed_in(cast.officer)
        url = reverse("peps:restore", args=[autumn.reference])
        with pretend(AT):
            assert list(closed_by_rule(cast.officer, JANUARY)) == [autumn]
            assert not closed_by_rule(cast.sam, JANUARY).exists()
            for page in (reverse("peps:task_list", args=[autumn.reference]), reverse("peps:closed_by_rule"),
                         reverse("peps:delegation", args=[spring().key])):  # fmt: skip
                assert url in client.get(page).content.decode()
            assert "that the portal closed" in client.get(reverse("workspace:my_work")).content.decode()
            assert "is closed for it" in client.get(url).content.decode()
            client.post(url, {"note": ""})

        assert plans_of(cast.child) == [("AUTUMN", "OPEN", ""), ("SPRING", "CLOSED", CloseReason.MADE_WAY)]

    def test_stands_no_rule_closes_it_again(self, cast, autumn):
        delegated(cast)
        restore(pep=autumn, by=cast.officer, at=AT)
        batch = delegated(cast, on=JANUARY + dt.timedelta(days=1))
        assert plans_of(cast.child) == [("AUTUMN", "OPEN", ""), ("SPRING", "CLOSED", CloseReason.MADE_WAY)]
        assert [each["plan"] for each in batch.refused] == [autumn.reference]

    def test_is_refused_where_the_later_plan_has_gone_too_far_and_says_which(self, cast, autumn):
        delegated(cast)
        later = cast.child.peps.get(status=PepStatus.OPEN)
        later.parts.filter(name=PartName.PART_1).update(submitted_at=AT, first_submitted_at=AT)
        with pytest.raises(CannotRestore, match=later.title):
            restore(pep=autumn, by=cast.officer, at=AT)
        PersonalEducationPlan.objects.filter(pk=autumn.pk).get(status=PepStatus.CLOSED)

    def test_is_the_virtual_schools_act(self, cast, autumn):
        delegated(cast)
        with pytest.raises(ActNotAllowed):
            restore(pep=autumn, by=cast.sam, at=AT)
        with pytest.raises(MoveNotAllowed):
            restore(pep=cast.child.peps.get(status=PepStatus.OPEN), by=cast.officer, at=AT)

    def test_what_made_way_starts_the_next_plan_of_its_term(self, cast, autumn):
        delegated(cast)
        later = cast.child.peps.get(status=PepStatus.OPEN)
        writes(later.sections.get(key="strengths"), "Written in spring.", cast.teacher)
        restore(pep=autumn, by=cast.officer, at=AT)
        make_move("close", pep=autumn, by=cast.officer, at=AT, close_reason=CloseReason.NOT_COMPLETED)
        again = open_plan(cast.child, term=spring(), at=AT)
        assert again.sections.get(key="strengths").text("strengths") == "Written in spring."
