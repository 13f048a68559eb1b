"""The child's own copy: achievements first, targets and progress in plain words, nothing that is not for the child."""

import io

import pikepdf
import pytest
from django.urls import reverse

from children.enums import Phase
from peps.audiences.audiences import READS_ALL, reader_of
from peps.documents.child_copy import GOOD_AT, IN_PLAIN_WORDS, TURNED_OUT, child_copy
from peps.documents.signed_copy import body_of
from peps.enums import Audience, PepKind, TargetOutcome
from peps.models import PersonalEducationPlan, SubjectResult
from peps.questions.blueprint import blueprint_for
from peps.questions.words_for_children import words_now
from tests.factories import open_plan
from tests.peps.filled_plan import filled_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def pep():
    pep = filled_plan()
    SubjectResult.objects.filter(pep=pep, subject="Reading").update(last_value="WTS", now_value="EXS")
    SubjectResult.objects.filter(pep=pep, subject="Writing").update(last_value="EXS", now_value="WTS")
    return pep


def everything(value) -> str:
    if isinstance(value, dict):
        return "\n".join(map(everything, value.values()))
    if isinstance(value, list):
        return "\n".join(map(everything, value))
    return str(value)


def test_tells_what_the_child_is_good_at_their_targets_and_how_they_went(pep):
    copy = child_copy(body_of(pep), maker=READS_ALL, words=words_now())
    told = everything(copy)
    assert "Goalkeeper of the Year 5 team" in everything(copy["good_at"])
    assert copy["targets"][0]["outcome"] == "Maya writes a whole page alone, and likes reading it out."
    assert {"label": "Who helps me", "text": "Ms Okafor, with the tutor"} in copy["targets"][0]["rows"]
    assert copy["last_targets"][0]["result"] == "You did it."
    assert {row["subject"]: row["moved"] for row in copy["learning"]}["Reading"] == "You have moved on since last time."
    assert "We look together at what helps" in told
    assert {row["subject"]: row["now"] for row in copy["learning"]}["Reading"] == "At the expected standard"


@pytest.mark.parametrize("phase", list(Phase))
def test_has_no_answer_that_is_not_for_the_child(phase):
    pep = filled_plan(phase)
    not_theirs = [
        question.key
        for section in blueprint_for(phase, kind=PepKind.TERMLY).sections
        for question in section.questions
        if Audience.CHILD not in question.audiences
    ]
    for section in pep.sections.all():
        for key in not_theirs:
            if key in section.answers:
                section.answers[key] = {"text": f"SECRET-{key}", "n": 1}
        section.save()
    told = everything(
        child_copy(body_of(PersonalEducationPlan.objects.get(pk=pep.pk)), maker=READS_ALL, words=words_now())
    )
    assert not_theirs
    assert "SECRET" not in told
    assert "Fernshire Tutors" not in told  # what it costs is between those who pay
    assert "reason for" not in told.lower()


def test_has_no_answer_that_its_maker_may_not_read(pep):
    told = child_copy(body_of(pep), maker=reader_of(Audience.PARENT), words=words_now())
    assert "Art, Miss Okafor" not in everything(told)
    assert told["said"] == []  # what a child says reaches those who can act on it


def test_every_word_of_a_plan_that_it_turns_has_one_in_plain_words():
    assert set(TURNED_OUT) == set(TargetOutcome.labels)


def test_every_label_that_it_looks_for_is_one_of_the_papers(pep):
    target = pep.targets.first()
    for column in ("value_to_reach", "how_often", "carer_part", "child_words"):
        setattr(target, column, "x")
    target.save()
    sections = {section["key"]: section for section in body_of(pep)["sections"]}
    labels = {detail["label"] for detail in sections["targets"]["table"]["targets"][0]["details"]}
    assert set(IN_PLAIN_WORDS) <= labels
    keys = {answer["key"] for section in sections.values() for answer in section["answers"]}
    assert set(GOOD_AT) <= keys


def test_is_a_tagged_pdf_whose_name_tells_no_name(cast):
    pep = open_plan(cast.child)
    answer = signed_in(cast.teacher).get(reverse("peps:child_copy", args=[pep.reference]))
    assert answer["Content-Type"] == "application/pdf"
    assert cast.child.given_name.lower() not in answer["Content-Disposition"].lower()
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en-GB"
