import copy
import datetime as dt
import hashlib
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from children.enums import Phase
from peps.documents.signed_copy import CopyChanged, body_of, fingerprint, freeze, is_intact, signed_body
from peps.enums import Intervention, SectionTable
from peps.models import FormEdition, Meeting, SdqReturn, Target
from peps.questions.blueprint.spec import from_body
from peps.questions.plan_form import blueprint_of
from tests.kept import kept
from tests.peps.filled_plan import SIGNED_AT, filled_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def pep(db):
    return filled_plan()


def section_of(body, key):
    return next(section for section in body["sections"] if section["key"] == key)


def answer_of(body, section_key, question_key):
    return next(a["text"] for a in section_of(body, section_key)["answers"] if a["key"] == question_key)


def table_of(body, kind):
    return next(s["table"] for s in body["sections"] if s["table"] and s["table"]["kind"] == kind)


class TestTheBody:
    def test_says_whose_plan_it_is_and_which(self, pep):
        body = body_of(pep)
        assert body["authority"]["name"] == "Fernshire County Council"
        assert body["title"] == "Autumn term 2026/27"
        assert body["reference"] == pep.reference
        assert body["child"]["full_name"] == "Maya Thornbury"
        assert body["child"]["date_of_birth"] == "14 March 2017"
        assert body["child"]["year_group"] == "Year 5"
        assert body["child"]["school"] == "Larkfield Community School"

    def test_holds_answers_as_people_read_them(self, pep):
        body = body_of(pep)
        assert answer_of(body, "care_plan", "care_plan_aim") == "Going back to live with family"
        assert answer_of(body, "care_plan", "next_review") == "14 January 2027"
        assert answer_of(body, "care_plan", "change_is_coming") == "Yes"

    def test_leaves_out_what_was_not_asked(self, pep):
        section = pep.sections.get(key="care_plan")
        section.answers["change_is_coming"] = {"text": "no", "n": 2}
        section.save()
        keys = [answer["key"] for answer in section_of(body_of(pep), "care_plan")["answers"]]
        assert "what_changes" not in keys

    def test_keeps_with_each_answer_who_may_read_it(self, pep):
        answers = {a["key"]: a for section in body_of(pep)["sections"] for a in section["answers"]}
        assert answers["reason_for_care"]["audiences"] == []
        assert answers["no_contact"]["audiences"] == ["SCHOOL"]

    def test_holds_targets_with_what_they_cost(self, pep):
        first, second = table_of(body_of(pep), SectionTable.TARGETS)["targets"]
        assert first["outcome"].startswith("Maya writes a whole page")
        assert [line["asked_pence"] for line in first["costs"]] == [32000, 104550]
        assert first["costs"][0]["provider"] == "Fernshire Tutors"
        assert {"label": "By when", "text": "12 March 2027"} in first["details"]
        assert second["costs"] == []

    def test_holds_scores_with_their_bands_and_the_total_without_kindness(self, pep):
        scored = table_of(body_of(pep), SectionTable.SDQ)
        assert scored["total"] == {"score": 17, "band": "high"}
        assert {"scale": "Kindness and helping", "score": 8, "band": "close to average"} in scored["scores"]

    def test_says_that_the_child_is_not_known_long_enough_instead_of_scores(self, pep):
        SdqReturn.objects.update(is_known_too_short=True)
        pep.refresh_from_db()
        scored = table_of(body_of(pep), SectionTable.SDQ)
        assert scored["scores"] == []
        assert scored["total"] is None
        assert "Nobody has known the child long enough yet" in [note["text"] for note in scored["notes"]]

    def test_holds_how_the_last_targets_went(self, pep):
        (review,) = table_of(body_of(pep), SectionTable.TARGET_REVIEWS)["reviews"]
        assert review["target"] == "Knows tables up to eight."
        assert review["result"] == "Achieved"

    def test_holds_the_provision_that_was_not_taken_out(self, pep):
        pep.provisions.create(what="A mentor on Mondays", kind=Intervention.TUITION_ONE, taken_out_at=SIGNED_AT)
        pep.provisions.create(what="Reading with a tutor", kind=Intervention.TUITION_ONE)

        kept = freeze(pep=pep, by="Tamsin Reeve", at=SIGNED_AT)

        rows = table_of(kept.body, SectionTable.PROVISION)["provisions"]
        assert [row["what"] for row in rows] == ["Reading with a tutor"]

    def test_holds_the_targets_that_were_not_taken_out(self, pep):
        pep.targets.filter(area="SEMH").update(taken_out_at=SIGNED_AT)

        targets = table_of(body_of(pep), SectionTable.TARGETS)["targets"]
        assert [(target["number"], target["area"]) for target in targets] == [(1, "English")]

    def test_holds_the_meeting_that_was_not_cancelled(self, pep):
        Meeting.objects.create(
            pep=pep, held_date=dt.date(2026, 11, 2), next_date=dt.date(2027, 1, 11), cancelled_at=SIGNED_AT
        )

        dates = {each["label"]: each["text"] for each in body_of(pep)["dates"]}
        assert (dates["Meeting held"], dates["Next meeting"]) == ("26 November 2026", "4 March 2027")
        details = {each["label"]: each["text"] for each in table_of(body_of(pep), SectionTable.MEETING)["details"]}
        assert details["Held on"] == "26 November 2026"
        assert details["Did Maya come?"] == "Yes, for all of it"
        assert details["Next meeting"] == "4 March 2027"

    def test_can_leave_out_sections_that_a_reader_does_not_see_yet(self, pep):
        body = body_of(pep, section_keys={"about_me"})
        assert [section["key"] for section in body["sections"]] == ["about_me"]

    def test_asks_the_database_no_more_for_many_targets_than_for_few(self, pep):
        with CaptureQueriesContext(
            connection,
        ) as few:
            body_of(type(pep).objects.get(pk=pep.pk))
        for number in range(6):
            Target.objects.create(pep=pep, area="ENGLISH", outcome=f"Outcome {number}")
        with CaptureQueriesContext(connection) as many:
            body_of(type(pep).objects.get(pk=pep.pk))
        assert len(many) == len(few)
        assert len(few) <= 24

    @pytest.mark.parametrize("phase", [Phase.EARLY_YEARS, Phase.SECONDARY, Phase.POST_16])
    def test_is_plain_json_in_every_phase(self, phase):
        body = body_of(filled_plan(phase))
        assert json.loads(json.dumps(body)) == body


class TestFreezing:
    def test_keeps_who_signed_and_when(self, pep):
        kept = freeze(pep=pep, by="Tamsin Reeve", at=SIGNED_AT)
        assert kept.body["signed"] == {"by": "Tamsin Reeve", "on": "9 December 2026"}
        assert kept.signed_by_name == "Tamsin Reeve"
        assert kept.signed_at == SIGNED_AT
        assert kept.schema == kept.body["schema"] == 1

    def test_a_draft_is_signed_by_nobody(self, pep):
        assert body_of(pep)["signed"] is None

    def test_what_changes_afterwards_does_not_change_the_copy(self, pep):
        kept = freeze(pep=pep, by="Tamsin Reeve", at=SIGNED_AT)
        before = copy.deepcopy(kept.body)
        pep.child.given_name = "Somebody else"
        pep.child.save()
        pep.targets.all().delete()
        pep.sections.update(answers={})
        kept.refresh_from_db()
        assert kept.body == before
        assert body_of(pep) != before

    def test_reads_the_form_that_the_plan_was_opened_with(self, pep):
        older = blueprint_of(pep).as_body()
        older["sections"][0]["questions"][1]["label"] = "Your whole name, as it was asked then"
        pep.edition = FormEdition.objects.keep(from_body(older).as_body())
        pep.save()
        labels = [answer["label"] for answer in section_of(body_of(pep), "about_me")["answers"]]
        assert "Your whole name, as it was asked then" in labels

    def test_a_change_to_the_kept_copy_is_seen(self, pep):
        kept = freeze(pep=pep, by="Tamsin Reeve", at=SIGNED_AT)
        kept.refresh_from_db()
        assert is_intact(kept)
        assert signed_body(kept) == kept.body
        kept.body["child"]["full_name"] = "Maya Other"
        assert not is_intact(kept)
        with pytest.raises(CopyChanged, match="not as it was signed"):
            signed_body(kept)

    def test_a_copy_is_held_against_the_rule_by_which_copies_are_signed_for_ever(self):
        """Written out, since copies of earlier years carry this fingerprint and no other."""
        body = {"said": "Siân said “yes”", "age": [9, None, True]}

        assert (
            fingerprint(body) == hashlib.sha256('{"age":[9,null,true],"said":"Siân said “yes”"}'.encode()).hexdigest()
        )
