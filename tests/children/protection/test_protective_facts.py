"""Who puts up and removes what protects a child, by hand; and what survives moves, plans and merged records."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import Action, ActNotAllowed
from accounts.models import AuditRecord
from children.editing import rows
from children.enums import ProtectiveMark
from children.models import Contact, ProtectionDecision, ProtectionQuestion
from children.protection import protective_facts
from children.protection.protective_facts import CannotProtect, protection_of
from peps.meetings import meetings
from peps.meetings.meetings import CannotMeet
from peps.models import Invitee
from peps.prefilling.carry_forward import Earlier, start
from peps.prefilling.prefill import Fact
from peps.questions.blueprint.spec import Question
from records.merging import merge
from tests.factories import ChildFactory, ContactFactory, PlacementFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in
from workspace.errands import errands_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
AT = moment(TODAY)
KEEP_ADDRESS = protective_facts.KEEP_ADDRESS


def protect(child) -> None:
    child.placements.update(is_address_sensitive=True)


def page(person, child, name="workspace:child", *more) -> str:
    return signed_in(person).get(reverse(name, args=[child.reference, *more])).content.decode()


def report_move(person, child, **answers):
    given = {"kind": "U4", "from_date_day": "1", "from_date_month": "12", "from_date_year": "2026", "carer_name": "Al"}
    return signed_in(person).post(reverse("children:report_placement", args=[child.reference]), given | answers)


class TestAMoveReportedByHand:
    def test_the_form_asks_about_the_new_address_and_chooses_nothing(self, cast):
        form = page(cast.sam, cast.child, "children:report_placement")

        assert "Must the new address not become known?" in form
        assert "checked" not in form

    def test_until_it_is_answered_the_mark_carries_over(self, cast):
        protect(cast.child)

        assert report_move(cast.sam, cast.child).status_code == 302

        assert KEEP_ADDRESS in page(cast.sam, cast.child)
        assert protective_facts.ADDRESS_UNANSWERED in page(cast.sam, cast.child)
        assert any("Check the warnings" in errand.title for errand in errands_of(cast.sam, TODAY))

    def test_a_yes_answers_it(self, cast):
        protect(cast.child)
        report_move(cast.sam, cast.child, is_address_sensitive="yes")

        assert protection_of(cast.child).address_is_answered

    def test_a_no_needs_a_reason(self, cast):
        protect(cast.child)

        assert report_move(cast.sam, cast.child, is_address_sensitive="no").status_code == 422
        assert protection_of(cast.child).address
        assert report_move(cast.sam, cast.child, is_address_sensitive="no", reason="Order ended").status_code == 302
        assert not protection_of(cast.child).address
        assert ProtectionDecision.objects.get().reason == "Order ended"

    @pytest.mark.parametrize("who", ["administrator", "officer"])
    def test_a_no_of_somebody_who_may_not_remove_it_is_refused(self, cast, who):
        protect(cast.child)

        answer = report_move(getattr(cast, who), cast.child, is_address_sensitive="no", reason="They said so")

        assert answer.status_code == 422
        assert protection_of(cast.child).address

    def test_where_there_was_no_warning_a_no_is_only_an_answer(self, cast):
        assert report_move(cast.administrator, cast.child, is_address_sensitive="no").status_code == 302
        assert not protection_of(cast.child).address


class TestPuttingUpAndRemoving:
    def test_anybody_who_keeps_the_care_record_protects_an_address(self, cast):
        url = reverse("children:put_up_address", args=[cast.child.reference])

        assert signed_in(cast.administrator).post(url).status_code == 302
        assert protection_of(cast.child).address
        assert AuditRecord.objects.filter(act="protection.put_up").count() == 1

    @pytest.mark.parametrize("who", ["sam", "manager", "head"])
    def test_these_remove_it_with_a_reason_and_after_a_check(self, cast, who):
        protect(cast.child)
        client = signed_in(getattr(cast, who))
        url = reverse("children:remove_protection", args=[cast.child.reference, "address"])

        assert client.post(url, {"reason": " "}).status_code == 422
        check = client.post(url, {"reason": "The order has ended"})
        assert "Check before you remove" in check.content.decode()
        assert protection_of(cast.child).address
        assert client.post(url, {"reason": "The order has ended", "checked": "1"}).status_code == 302

        assert not protection_of(cast.child).address
        assert KEEP_ADDRESS not in page(cast.sam, cast.child)
        assert "The order has ended" in page(cast.sam, cast.child, "children:protection")
        assert AuditRecord.objects.filter(act="protection.removed").count() == 1

    @pytest.mark.parametrize(
        ("who", "code"),
        [("administrator", 403), ("officer", 403), ("teacher", 404), ("adviser", 404), ("iro", 404), ("stranger", 404)],
    )
    def test_nobody_else_does(self, cast, who, code):
        protect(cast.child)
        url = reverse("children:remove_protection", args=[cast.child.reference, "address"])

        assert signed_in(getattr(cast, who)).post(url, {"reason": "So", "checked": "1"}).status_code == code
        assert protection_of(cast.child).address

    def test_closing_a_row_in_error_does_not_remove_its_warning(self, cast):
        protect(cast.child)
        rows.close_in_error(
            cast.child.placements.get(), reason="Wrong", by=cast.administrator, action=Action.REPORT_CHANGE
        )

        assert protection_of(cast.child).address

    def test_keeping_a_warning_answers_what_was_asked(self, cast):
        man = ContactFactory(child=cast.child, name="Ian Grey", relationship="Father", may_have_contact=False)
        ProtectionQuestion.objects.create(
            child=cast.child,
            mark=ProtectiveMark.NO_CONTACT,
            about="IAN GREY (father)",
            said="may_have_contact is “yes”",
        )
        assert "may_have_contact is" in page(cast.sam, cast.child, "children:protection")

        url = reverse("children:keep_protection", args=[cast.child.reference, man.pk])
        assert signed_in(cast.sam).post(url).status_code == 302

        assert ProtectionQuestion.objects.get().decision.is_removal is False
        assert protection_of(cast.child).no_contact
        assert not any("Check the warnings" in errand.title for errand in errands_of(cast.sam, TODAY))

    def test_removing_no_contact_removes_it_in_every_spelling(self, cast):
        for name in ("Ian Grey", "IAN GREY"):
            man = ContactFactory(child=cast.child, name=name, relationship="Father", may_have_contact=False)

        protective_facts.remove(
            child=cast.child, mark=ProtectiveMark.NO_CONTACT, contact=man, reason="Court", by=cast.sam
        )

        assert not protection_of(cast.child).no_contact

    def test_a_row_by_hand_does_not_allow_who_is_barred(self, cast):
        ContactFactory(child=cast.child, name="Ian Grey", relationship="Father", may_have_contact=False)
        row = Contact(child=cast.child, name="IAN GREY", relationship="Dad", may_have_contact=True, from_date=TODAY)

        with pytest.raises(CannotProtect):
            rows.enter(row, by=cast.sam, action=Action.KEEP_CARE_RECORD)

    def test_a_system_removes_nothing(self, cast):
        protect(cast.child)
        with pytest.raises(ActNotAllowed):
            protective_facts.remove(child=cast.child, mark=ProtectiveMark.ADDRESS, reason="So", by=cast.administrator)

    def test_the_question_at_a_contact_has_no_answer_chosen(self, cast):
        assert "checked" not in page(cast.sam, cast.child, "children:add_row", "contact")


class TestWhoIsNeverAsked:
    def test_in_no_spelling_is_a_barred_person_proposed(self, cast):
        pep = open_plan(cast.child)
        ContactFactory(child=cast.child, name="Ian Grey", relationship="Father", may_have_contact=False)
        ContactFactory(child=cast.child, name="IAN GREY", relationship="father")
        ContactFactory(child=cast.child, name="Grey, Ian", relationship="Parent")
        ContactFactory(child=cast.child, name="Ros Grey", relationship="Mother")

        assert [each.name for each in meetings.also_named(pep, [], TODAY) if each.role == "PARENT"] == ["Ros Grey"]

    def test_not_known_is_never_yes(self, cast):
        pep = open_plan(cast.child)
        ContactFactory(child=cast.child, name="Ros Grey", may_have_contact=None, telephone="01632 960888")

        assert "PARENT" not in {each.role for each in meetings.also_named(pep, [], TODAY)}
        assert "Not known" in page(cast.sam, cast.child, "workspace:child_tab", "family")
        school = page(cast.teacher, cast.child, "workspace:child_tab", "family")
        assert "Ros Grey" in school
        assert "Not known" in school
        assert "01632 960888" not in school

    def test_who_came_the_last_time_and_is_barred_now_is_not_asked_again(self, cast):
        pep = open_plan(cast.child)
        given = {"planned_date": TODAY, "planned_time": None, "place_kind": ""}
        meeting = meetings.plan_meeting(pep=pep, given=given, by=cast.sam, at=AT)
        Invitee.objects.create(meeting=meeting, role="PARENT", name="ian grey", email="ian@post.example")
        ContactFactory(child=cast.child, name="Ian Grey", relationship="Father", may_have_contact=False)

        meetings.invite(pep=pep, by=cast.sam, at=AT)

        assert Invitee.objects.get(name="ian grey").invited_at is None
        with pytest.raises(CannotMeet):
            meetings.keep_invitee(invitee=Invitee(role="OTHER", name="Mr IAN GREY"), pep=pep, by=cast.sam, at=AT)


class TestPlans:
    BARRED = Question("no_contact", "Who must not meet the child", prefill="no_contact")
    AUTUMN = "from the plan “Autumn term 2026/27”"

    def test_whom_the_last_plan_named_stays_named_until_a_person_chooses(self):
        fact = Fact("Ian Grey (father)", "from the case system, 6 January 2027")

        answer = start(
            self.BARRED, fact, Earlier("IAN GREY (dad)\nKit Blank, collects nobody", self.AUTUMN, record="x")
        )

        assert answer["text"] == "Ian Grey (father)\nKit Blank, collects nobody"
        assert answer["must_choose"]

    def test_a_record_that_names_nobody_any_more_drops_nobody(self):
        assert start(self.BARRED, None, Earlier("Ian Grey (father)", self.AUTUMN))["text"] == "Ian Grey (father)"


class TestTwoRecordsOfOneChild:
    def test_the_marks_of_both_are_the_marks_of_the_kept_one(self, cast):
        kept, duplicate = cast.child, ChildFactory()
        PlacementFactory(child=duplicate, is_address_sensitive=True)
        ContactFactory(child=kept, name="Ian Grey", relationship="Father")
        ContactFactory(child=duplicate, name="IAN GREY", relationship="father", may_have_contact=False)

        merge(kept=kept, duplicate=duplicate, why="Came twice", by=cast.data_officer)

        protection = protection_of(kept)
        assert protection.address
        assert [each.name for each in protection.no_contact] == ["Ian Grey"]

    def test_a_restricted_record_makes_the_kept_one_restricted(self, cast):
        kept, duplicate = cast.child, ChildFactory(is_restricted=True)
        duplicate.named_people.create(person=cast.data_officer, from_date=TODAY)

        merge(kept=kept, duplicate=duplicate, why="Came twice", by=cast.data_officer)

        kept.refresh_from_db()
        assert kept.is_restricted
