"""Who must not collect the child: put up by hand or by a file, taken down by a person, shown wherever contacts are."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import Action, ActNotAllowed
from accounts.models import AuditRecord
from children.editing import rows
from children.models import Contact, ProtectionDecision
from children.protection import protective_facts
from children.protection.protective_facts import NO_COLLECTING, NO_CONTACT, CannotProtect, known_contacts, protection_of
from peps.audiences.audiences import READS_ALL
from peps.documents.layout import pages
from peps.documents.signed_copy import body_of
from peps.meetings import meetings
from peps.prefilling.carry_forward import Earlier, start
from peps.prefilling.prefill import Fact, facts
from peps.questions.blueprint.spec import Question
from peps.sections.completeness import missing
from records.merging import merge
from tests.factories import ChildFactory, ContactFactory, open_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
LONG_AGO = dt.date(2026, 1, 12)
TITLE = "Must not collect"


@pytest.fixture
def aunt(cast):
    """She may see the child, and must not take them from school."""
    return ContactFactory(
        child=cast.child, name="Ines Ferrao", relationship="Aunt", may_have_contact=True, may_collect=False,
        has_parental_responsibility=False, telephone="01632 960555",
    )  # fmt: skip


def page(person, child, name="workspace:child", *more) -> str:
    return signed_in(person).get(reverse(name, args=[child.reference, *more])).content.decode()


class TestPuttingUp:
    def test_it_has_a_page_of_its_own_that_chooses_nobody_and_lists_whom_the_record_knows(self, cast):
        ContactFactory(child=cast.child, name="Ines Ferrao", relationship="Aunt")
        ContactFactory(child=ChildFactory(), name="Somebody Else")

        form = page(cast.sam, cast.child, "children:put_up_collecting")

        assert "Ines Ferrao (aunt)" in form
        assert "Somebody Else" not in form
        assert "checked" not in form

    @pytest.mark.parametrize("who", ["sam", "administrator", "officer"])
    def test_whoever_keeps_the_care_record_puts_it_up(self, cast, who):
        aunt = ContactFactory(child=cast.child, name="Ines Ferrao", relationship="Aunt")
        url = reverse("children:put_up_collecting", args=[cast.child.reference])

        assert signed_in(getattr(cast, who)).post(url, {"contact": aunt.pk}).status_code == 302

        assert [each.name for each in protection_of(cast.child).no_collecting] == ["Ines Ferrao"]
        assert protection_of(cast.child).no_contact == ()
        assert AuditRecord.objects.get(act="protection.put_up").detail["mark"] == NO_COLLECTING

    def test_no_contact_is_put_up_in_the_same_way(self, cast):
        aunt = ContactFactory(child=cast.child, name="Ines Ferrao", relationship="Aunt")
        url = reverse("children:put_up_no_contact", args=[cast.child.reference])

        assert signed_in(cast.sam).post(url, {"contact": aunt.pk}).status_code == 302

        assert [each.name for each in protection_of(cast.child).no_contact] == ["Ines Ferrao"]

    def test_a_contact_of_another_child_is_refused(self, cast):
        stranger = ContactFactory(child=ChildFactory(), name="Somebody Else")
        url = reverse("children:put_up_collecting", args=[cast.child.reference])

        assert signed_in(cast.sam).post(url, {"contact": stranger.pk}).status_code == 422
        with pytest.raises(CannotProtect):
            protective_facts.put_up_of_person(child=cast.child, mark=NO_COLLECTING, contact=stranger, by=cast.sam)

    @pytest.mark.parametrize("who", ["teacher", "adviser", "iro", "stranger"])
    def test_nobody_else_reaches_the_page(self, cast, aunt, who):
        for name in ("put_up_collecting", "put_up_no_contact"):
            url = reverse(f"children:{name}", args=[cast.child.reference])
            assert signed_in(getattr(cast, who)).post(url, {"contact": aunt.pk}).status_code == 404

    def test_the_question_at_a_contact_has_no_answer_chosen(self, cast):
        form = page(cast.sam, cast.child, "children:add_row", "contact")

        assert "May they collect the child from school?" in form
        assert "checked" not in form


class TestRemoving:
    @pytest.mark.parametrize("who", ["sam", "manager", "head"])
    def test_these_remove_it_with_a_reason_and_after_a_check(self, cast, aunt, who):
        client = signed_in(getattr(cast, who))
        url = reverse("children:remove_protection", args=[cast.child.reference, f"collect-{aunt.pk}"])

        assert client.post(url, {"reason": " "}).status_code == 422
        assert client.post(url, {"reason": "The order has ended"}).status_code == 200
        assert protection_of(cast.child).no_collecting
        assert client.post(url, {"reason": "The order has ended", "checked": "1"}).status_code == 302

        assert not protection_of(cast.child).no_collecting
        assert ProtectionDecision.objects.get().mark == NO_COLLECTING
        assert TITLE not in page(cast.sam, cast.child)

    @pytest.mark.parametrize(
        ("who", "code"), [("administrator", 403), ("officer", 403), ("teacher", 404), ("iro", 404)]
    )
    def test_nobody_else_does(self, cast, aunt, who, code):
        url = reverse("children:remove_protection", args=[cast.child.reference, f"collect-{aunt.pk}"])

        assert signed_in(getattr(cast, who)).post(url, {"reason": "So", "checked": "1"}).status_code == code
        assert protection_of(cast.child).no_collecting

    def test_removing_one_warning_about_a_person_leaves_the_other(self, cast, aunt):
        Contact.objects.update(may_have_contact=False)

        protective_facts.remove(child=cast.child, mark=NO_CONTACT, contact=aunt, reason="Order ended", by=cast.sam)

        protection = protection_of(cast.child)
        assert protection.no_contact == ()
        assert [each.name for each in protection.no_collecting] == ["Ines Ferrao"]

    def test_a_system_removes_nothing(self, cast, aunt):
        with pytest.raises(ActNotAllowed):
            protective_facts.remove(
                child=cast.child, mark=NO_COLLECTING, contact=aunt, reason="So", by=cast.administrator
            )


class TestWhatSurvives:
    def test_ending_or_closing_the_row_does_not_take_it_down(self, cast, aunt):
        rows.close_in_error(aunt, reason="Wrong", by=cast.sam, action=Action.KEEP_CARE_RECORD)

        assert [each.name for each in protection_of(cast.child).no_collecting] == ["Ines Ferrao"]

    def test_a_row_by_hand_in_another_spelling_does_not_allow_it(self, cast, aunt):
        row = Contact(child=cast.child, name="FERRAO, Ines", relationship="Auntie", may_collect=True, from_date=TODAY)

        with pytest.raises(CannotProtect):
            rows.enter(row, by=cast.sam, action=Action.KEEP_CARE_RECORD)

    def test_the_stricter_row_counts_in_every_spelling(self, cast, aunt):
        ContactFactory(child=cast.child, name="MRS INES FERRAO", relationship="Family friend", may_collect=True)

        assert {each.may_collect for each in known_contacts(cast.child, TODAY)} == {False}

    def test_a_merge_keeps_it(self, cast):
        duplicate = ChildFactory()
        ContactFactory(child=duplicate, name="Ines Ferrao", relationship="Aunt", may_collect=False)

        merge(kept=cast.child, duplicate=duplicate, why="Came twice", by=cast.data_officer)

        assert [each.name for each in protection_of(cast.child).no_collecting] == ["Ines Ferrao"]

    def test_whoever_may_have_no_contact_must_not_collect_whatever_the_column_says(self, cast):
        ContactFactory(child=cast.child, name="Ian Grey", may_have_contact=False, may_collect=True)

        assert [each.may_collect for each in known_contacts(cast.child, TODAY)] == [False]

    def test_not_known_is_never_yes(self, cast):
        ContactFactory(child=cast.child, name="Ines Ferrao", may_collect=None)

        assert [each.may_collect for each in known_contacts(cast.child, TODAY)] == [None]

    def test_of_a_row_that_is_over_only_the_warning_is_left(self, cast, aunt):
        Contact.objects.update(until=dt.date(2026, 11, 1), has_parental_responsibility=True)

        (known,) = known_contacts(cast.child, TODAY)
        assert (known.may_have_contact, known.may_collect) == (None, False)
        pep = open_plan(cast.child)
        assert "PARENT" not in {each.role for each in meetings.also_named(pep, [], TODAY)}


class TestWhereItIsShown:
    @pytest.mark.parametrize("who", ["sam", "administrator", "teacher", "iro"])
    def test_every_page_of_the_child_warns_and_names_nobody_to_those_who_may_not_know(self, cast, aunt, who):
        person = getattr(cast, who)
        text = page(person, cast.child)

        assert TITLE in text
        if who in ("teacher", "iro"):
            assert "Ferrao" not in text

    def test_the_tab_of_the_family_says_it_beside_the_person_to_the_school_too(self, cast, aunt):
        for person in (cast.sam, cast.teacher):
            text = page(person, cast.child, "workspace:child_tab", "family")
            assert "Ines Ferrao" in text
            assert text.count(TITLE) >= 2, "in the warning and in the row"

    def test_the_page_of_warnings_lists_it_beside_the_others(self, cast, aunt):
        text = page(cast.sam, cast.child, "children:protection")

        assert "Must not collect: Ines Ferrao (aunt)" in text
        assert f"collect-{aunt.pk}" in text

    def test_papers_say_it_and_name_nobody_in_the_warning(self, cast, aunt):
        warnings = protective_facts.on_paper(cast.child)

        drawn = pages(body_of(open_plan(cast.child)), reader=READS_ALL, is_draft=True, warnings=warnings)

        assert [each["title"] for each in drawn["warnings"]] == [TITLE]
        assert "Ferrao" not in drawn["warnings"][0]["text"]


class TestThePlan:
    ASKED = Question("no_contact", "Who must not meet or collect", prefill="no_contact")

    def test_it_starts_from_the_record_and_is_confirmed_by_itself_each_term(self, cast, aunt):
        ContactFactory(child=cast.child, name="Ian Grey", relationship="Father", may_have_contact=False)

        known = facts(cast.child, TODAY)["no_contact"].text.splitlines()
        assert sorted(known) == ["Ian Grey (father)", "Ines Ferrao (aunt): must not collect"]
        wanted = [each.text for each in missing(open_plan(cast.child)) if each.question_key == "no_contact"]
        assert wanted == ["Confirm “Anybody who must not meet or collect the child”"]

    def test_whom_the_last_plan_named_stays_named_until_a_person_chooses(self):
        fact = Fact("Ines Ferrao (aunt): must not collect", "from the case system, 6 January 2027")

        answer = start(self.ASKED, fact, Earlier("INES FERRAO (aunty)\nKit Blank", "from the plan", record="x"))

        assert answer["text"] == "Ines Ferrao (aunt): must not collect\nKit Blank"
        assert answer["must_choose"]
