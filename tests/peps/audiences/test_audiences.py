"""Every question of every phase, with a mark in its answer: each output has exactly the marks of its audience."""

import datetime as dt
import io
import re
import subprocess

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from docx import Document

from children.enums import Phase
from peps.audiences.audiences import READS_ALL, is_for, reader_of
from peps.documents.child_copy import ABOUT_THE_ASKING, child_copy
from peps.documents.copies import READERS
from peps.documents.layout import pages
from peps.documents.pdf import render_pdf
from peps.documents.section_read import rows_of
from peps.documents.signed_copy import body_of, freeze
from peps.documents.word import render_word
from peps.enums import Audience, CopyFor, OwnPageFor
from peps.models import PersonalEducationPlan
from peps.questions.blueprint.spec import Question
from peps.questions.plan_form import blueprint_of
from peps.questions.words_for_children import words_now
from peps.sections.agenda import GATHERED, agenda_for
from peps.voice.guest_links import hand_over
from tests.factories import PostFactory
from tests.factories.peps import moment
from tests.peps.filled_plan import filled_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
MARK = re.compile(r"MK\d{3}X")
OUTPUTS = {
    "whole": READS_ALL,
    CopyFor.CARER: READERS[CopyFor.CARER],
    CopyFor.PARENT: READERS[CopyFor.PARENT],
    "next school": reader_of(Audience.NEXT_SCHOOL),
    "school": reader_of(Audience.SCHOOL),
}


def marked(phase: Phase, *, gates: bool) -> tuple[PersonalEducationPlan, dict[str, Question]]:
    """The plan, and the question behind each mark. `gates`: questions on which others hang are marked instead of those."""
    pep = filled_plan(phase)
    form, questions = blueprint_of(pep), {}
    for section in pep.sections.all():
        spec = form.section(section.key)
        opening = {question.shown_when[0]: question.shown_when[1] for question in spec.questions if question.shown_when}
        for question in spec.questions:
            text = opening.get(question.key, "")
            if question.key not in opening or gates:
                text = f"MK{len(questions):03d}X"
                questions[text] = question
            section.answers[question.key] = {"text": text, "n": 1}
        section.save()
    shown = {
        mark: question
        for mark, question in questions.items()
        if question.is_asked({q.key: s.text(q.key) for s in pep.sections.all() for q in form.section(s.key).questions})
    }
    return PersonalEducationPlan.objects.get(pk=pep.pk), shown


def text_of_pdf(data: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


def text_of_word(data: bytes) -> str:
    paper = Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def everything(value) -> str:
    if isinstance(value, dict):
        return "\n".join(map(everything, value.values()))
    return "\n".join(map(everything, value)) if isinstance(value, list) else str(value)


@pytest.mark.alike
@pytest.mark.parametrize("gates", [False, True])
@pytest.mark.parametrize("phase", list(Phase))
def test_each_mark_stands_where_its_audience_allows_and_nowhere_else(phase, gates):
    pep, questions = marked(phase, gates=gates)
    body = body_of(pep)
    assert len(questions) > 20
    for name, reader in OUTPUTS.items():
        allowed = {mark for mark, question in questions.items() if is_for(question.audiences, reader)}
        rows = [row for section in body["sections"] for row in rows_of(section, reader)]
        found = {
            "paper": render_to_string("documents/pep.html", pages(body, reader=reader, is_draft=False)),
            "Word": text_of_word(render_word(body, reader=reader)),
            "page": "\n".join(row["value"] for row in rows),
        }
        for output, text in found.items():
            assert set(MARK.findall(text)) == allowed, (name, output)

    theirs = {mark for mark, question in questions.items() if Audience.CHILD in question.audiences}
    told = set(MARK.findall(everything(child_copy(body, maker=READS_ALL, words=words_now()))))
    assert told
    assert told <= theirs


@pytest.mark.alike
@pytest.mark.parametrize("name", OUTPUTS)
def test_the_pdf_has_the_marks_of_the_paper_it_is_drawn_from(name):
    """Of one phase: drawing takes a second, and leaves nothing out."""
    pep, questions = marked(Phase.SECONDARY, gates=False)

    drawn = text_of_pdf(render_pdf(body_of(pep), reader=OUTPUTS[name]))

    allowed = {mark for mark, question in questions.items() if is_for(question.audiences, OUTPUTS[name])}
    assert set(MARK.findall(drawn)) == allowed


def test_the_pages_of_a_head_teacher_have_the_schools_marks_alone():
    pep, questions = marked(Phase.PRIMARY, gates=False)
    head_teacher = PostFactory(role="HT", school=pep.school).user
    client = signed_in(head_teacher)
    text = "".join(
        client.get(reverse("peps:read_section", args=[pep.reference, section.key])).content.decode()
        for section in pep.sections.all()
    )
    allowed = {mark for mark, question in questions.items() if Audience.SCHOOL in question.audiences}
    assert set(MARK.findall(text)) == allowed


@pytest.mark.alike
@pytest.mark.parametrize("phase", list(Phase))
def test_the_agenda_of_the_meeting_has_for_each_who_writes_there_what_is_theirs_to_read(phase):
    pep, questions = marked(phase, gates=False)
    teacher = PostFactory(role="DT", school=pep.school).user
    colleague = PostFactory(role="SC", school=pep.school).user
    pep.sections.filter(key="meeting").update(handed_to=colleague, handed_until="2027-01-01")

    theirs = {mark for mark, question in questions.items() if Audience.COLLEAGUE in question.audiences}
    assert set(MARK.findall(str(agenda_for(pep, colleague)))) <= theirs
    gathered = {
        section.text(question.key)
        for section in pep.sections.filter(key__in=GATHERED)
        for question in questions.values()
        if question.key not in ABOUT_THE_ASKING and MARK.fullmatch(section.text(question.key))
    }
    assert gathered & set(questions) <= set(MARK.findall(str(agenda_for(pep, teacher))))


def test_the_copy_that_a_child_opens_by_link_has_the_marks_of_the_childs_copy_alone():
    pep, questions = marked(Phase.PRIMARY, gates=False)
    officer = PostFactory(role="VSO").user
    at = moment(dt.date(2026, 12, 1))
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=at)
    pep = PersonalEducationPlan.objects.get(pk=pep.pk)
    freeze(pep=pep, by=officer, at=at)
    _, token = hand_over(pep=pep, made_for=OwnPageFor.COPY, last_day=dt.date(2026, 12, 20), by=officer, at=at)
    phone = Client()
    phone.post(reverse("peps:own_start", args=[token]))
    page = phone.get(reverse("peps:own_copy", args=[pep.own_pages.get().reference])).content.decode()

    theirs = {mark for mark, question in questions.items() if Audience.CHILD in question.audiences}
    assert set(MARK.findall(page)) == set(
        MARK.findall(everything(child_copy(body_of(pep), maker=READS_ALL, words=words_now())))
    )
    assert set(MARK.findall(page)) <= theirs
