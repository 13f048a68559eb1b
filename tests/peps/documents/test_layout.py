"""What stands on paper of a table: what was entered, for whom it may be told, and nothing in place of what is missing."""

import pytest
from django.template.loader import render_to_string

from peps.audiences.audiences import READS_ALL, reader_of
from peps.documents.layout import pages
from peps.documents.signed_copy import body_of
from peps.enums import Audience, Impact, Intervention
from peps.models import SdqReturn, SubjectResult, TargetReview
from tests.kept import kept
from tests.peps.filled_plan import filled_plan

pytestmark = pytest.mark.django_db
CARER, SCHOOL = reader_of(Audience.CARER), reader_of(Audience.SCHOOL)


@pytest.fixture
@kept
def pep(db):
    return filled_plan()


def drawn(pep, key, reader=READS_ALL):
    """The table of a section on the pages of a draft, which are made whole."""
    pep = type(pep).objects.get(pk=pep.pk)
    title = next(section["title"] for section in body_of(pep)["sections"] if section["key"] == key)
    paper = pages(body_of(pep), reader=reader, is_draft=True)
    assert title in render_to_string("documents/pep.html", paper)
    section = next(each for part in paper["parts"] for each in part["sections"] if each["title"] == title)
    return section["table_first"] or section["table_last"]


class TestScores:
    def test_of_a_questionnaire_that_is_not_whole_stand_there_without_a_total(self, pep):
        SdqReturn.objects.update(conduct=None)

        table = drawn(pep, "wellbeing")

        assert [(each["scale"], each["score"], each["band"]) for each in table["scores"]] == [
            ("Feelings", 5, "High"),
            ("Restlessness and attention", 7, "Slightly raised"),
            ("Getting on with others of the same age", 3, "Slightly raised"),
            ("Kindness and helping", 8, "Close to average"),
        ]
        assert table["total"] is None

    def test_of_a_whole_questionnaire_have_their_total(self, pep):
        assert drawn(pep, "wellbeing")["total"] == {"score": 17, "band": "High"}

    def test_of_a_child_whom_nobody_has_known_long_enough_are_left_out_and_the_reason_is_told(self, pep):
        SdqReturn.objects.update(is_known_too_short=True)

        table = drawn(pep, "wellbeing")

        assert (table["scores"], table["total"]) == ([], None)
        assert {"label": "Scores", "text": "Nobody has known the child long enough yet"} in [
            {name: row[name] for name in ("label", "text")} for row in table["rows"]
        ]

    def test_stand_there_also_where_nothing_else_was_said_with_them(self, pep):
        SdqReturn.objects.update(filled_by="", known_since_date=None, no_target_reason="", own_total=None)

        table = drawn(pep, "wellbeing")

        assert (len(table["scores"]), table["rows"]) == (5, [])

    def test_that_nobody_entered_make_no_table(self, pep):
        SdqReturn.objects.all().delete()

        assert drawn(pep, "wellbeing") is None


class TestLastTargets:
    def evidence(self, pep, reader):
        (review,) = drawn(pep, "target_reviews", reader)["reviews"]
        return review["evidence"]

    def test_say_what_difference_the_help_made_to_everybody_and_what_was_spent_to_those_who_pay(self, pep):
        TargetReview.objects.update(evidence="22 of 25.", impact=Impact.LARGE, spent_pence=45000)

        told = "22 of 25.\nDifference that the help made: large."
        assert self.evidence(pep, SCHOOL) == f"{told}\nSpent: £450.00."
        assert self.evidence(pep, CARER) == told

    def test_say_that_nothing_was_spent_and_nothing_where_nobody_said(self, pep):
        TargetReview.objects.update(evidence="22 of 25.", impact="", spent_pence=0)
        assert self.evidence(pep, SCHOOL) == "22 of 25.\nSpent: £0.00."

        TargetReview.objects.update(spent_pence=None)
        assert self.evidence(pep, SCHOOL) == "22 of 25."

    def test_that_nobody_has_reviewed_yet_say_so(self, pep):
        TargetReview.objects.update(outcome="", evidence="")

        (review,) = drawn(pep, "target_reviews")["reviews"]
        assert (review["result"], review["evidence"]) == ("Not reviewed yet", "")


class TestCosts:
    def test_of_a_target_are_told_to_those_who_pay_with_a_total_where_there_are_several(self, pep):
        first, second = drawn(pep, "targets", SCHOOL)["targets"]
        assert [(each["what"], each["asked"]) for each in first["costs"]] == [
            ("One-to-one tuition, Fernshire Tutors", "£320.00"),
            ("ICT equipment", "£1,045.50"),
        ]
        assert (first["total"], second["costs"], second["total"]) == ("£1,365.50", [], "")

        first, _ = drawn(pep, "targets", CARER)["targets"]
        assert (first["costs"], first["total"]) == ([], "")

    def test_of_a_single_line_are_their_own_total(self, pep):
        pep.targets.get(position=0).cost_lines.filter(asked_pence=104550).delete()

        first, _ = drawn(pep, "targets", SCHOOL)["targets"]
        assert ([each["asked"] for each in first["costs"]], first["total"]) == (["£320.00"], "")

    def test_of_the_provision_are_told_to_those_who_pay_and_left_out_where_it_costs_nothing(self, pep):
        pep.provisions.create(what="Reading with a tutor", kind=Intervention.TUITION_ONE, cost_pence=30000)
        pep.provisions.create(what="A mentor", kind=Intervention.TUITION_ONE, cost_pence=0)

        def told(reader):
            return {row["label"]: "Cost" in row["text"] for row in drawn(pep, "provision", reader)["rows"]}

        assert told(SCHOOL) == {"Reading with a tutor": True, "A mentor": False}
        assert told(CARER) == {"Reading with a tutor": False, "A mentor": False}


class TestResults:
    def test_have_a_column_for_what_is_expected_as_soon_as_one_subject_has_it(self, pep):
        SubjectResult.objects.filter(pep=pep, subject="Reading").update(now_value="EXS")
        SubjectResult.objects.filter(pep=pep, subject="Writing").update(now_value="WTS", predicted_value="EXS")
        assert drawn(pep, "learning")["has_expected"]

        SubjectResult.objects.update(predicted_value="")
        assert not drawn(pep, "learning")["has_expected"]
