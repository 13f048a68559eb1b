"""What an audience may not know is not told by a name: in any paper, page, mail, property of a file or file name.

One plan names its school, its staff and its carers everywhere that people write, in every way they are written.
"""

import datetime as dt
import io
import subprocess

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from accounts.models import Letter
from peps.audiences.audiences import NOBODY, READS_ALL, Reader, reader_of
from peps.audiences.withheld_names import as_told
from peps.documents.child_copy import child_copy
from peps.documents.copies import READERS
from peps.documents.layout import file_name
from peps.documents.pdf import render_pdf
from peps.documents.section_read import rows_of
from peps.documents.signed_copy import body_of, fingerprint, freeze, signed_body
from peps.documents.word import render_word
from peps.enums import Audience, CopyFor, Kind, OwnPageFor
from peps.meetings import meetings
from peps.models import AnswerNote, Invitee, PersonalEducationPlan, SignedCopy
from peps.questions.plan_form import blueprint_of
from peps.questions.words_for_children import words_now
from peps.voice.guest_links import hand_over
from tests.factories import PostFactory, open_plan
from tests.factories.peps import moment
from tests.peps.filled_plan import filled_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(dt.date(2026, 12, 1))
SAYS = (
    "Went to Larkfield Community School, called Larkfield; asked GRACE OKAFOR, Ms Okafor, mrs. okafor, Okafor's class, "
    "Ottoline O\u2019Brackenridge, Miss OBrackenridge, Mr Lund the mentor and Dr Quist; at home Zephyrine Quillfeather, "
    "Zephyrine and the Quillfeathers; office@larkfield.example, 01632960123, 01632 960777, ZZ9 9ZY and ZZ99ZY."
)
GIVEN_AWAY = (
    "larkfield", "okafor", "ottoline", "brackenridge", "lund", "quist", "zephyrine", "quillfeather", "960123", "960777",
    "zz99zy", "zz9 9zy",
)  # fmt: skip
MAY_NOT_KNOW = {"a parent": READERS[CopyFor.PARENT], "nobody": NOBODY}
MAY_KNOW: dict[str, Reader] = {
    "writers": READS_ALL,
    "the carer": READERS[CopyFor.CARER],
    "the child": READERS[CopyFor.CHILD],
    "the school": reader_of(Audience.SCHOOL),
    "the next school": reader_of(Audience.NEXT_SCHOOL),
    "a colleague": reader_of(Audience.COLLEAGUE),
}


@pytest.fixture
def pep():
    pep = filled_plan()
    school = pep.school
    school.telephone, school.postcode = "01632 960123", "ZZ9 9ZX"
    school.save()
    teacher = school.posts.get().user
    PostFactory(role="HT", school=school, user__name="Ottoline O'Brackenridge")
    pep.child.placements.update(
        carer_name="Mr and Mrs Zephyrine Quillfeather", carer_telephone="01632 960 777", postcode="ZZ9 9ZY"
    )
    _write_everywhere(pep, teacher)
    return PersonalEducationPlan.objects.get(pk=pep.pk)


def _write_everywhere(pep, teacher) -> None:
    form = blueprint_of(pep)
    for section in pep.sections.all():
        for question in form.section(section.key).questions:
            if question.kind in (Kind.TEXT, Kind.LINE):
                section.answers[question.key] = {"text": SAYS, "n": 1}
        section.confirmed_by, section.confirmed_at, section.is_on_behalf = teacher, AT, True
        section.save()
    agreed = pep.sections.get(key="strengths")
    AnswerNote.objects.create(section=agreed, question_key="strengths", text=SAYS, by=teacher, by_role="DT", at=AT)
    pep.parts.filter(name="SCHOOL").update(submitted_by=teacher, submitted_at=AT)
    pep.targets.update(need=SAYS, outcome=SAYS, measure=SAYS, support=SAYS, by_whom="Kit Nameless", child_words=SAYS)
    pep.target_reviews.update(evidence=SAYS)


def text_of_pdf(data: bytes) -> str:
    run = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return run.stdout.decode()


def properties_of_pdf(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        told = [str(value) for value in pdf.docinfo.values()]
        return "\n".join([*told, pdf.Root.Metadata.read_bytes().decode(), *(str(row.title) for row in outline.root)])


def text_of_word(data: bytes) -> str:
    paper = Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def properties_of_word(data: bytes) -> str:
    told = Document(io.BytesIO(data)).core_properties
    names = ("author", "last_modified_by", "title", "subject", "comments", "keywords", "category", "identifier")
    return "\n".join(str(getattr(told, name)) for name in names)


def everything(value) -> str:
    if isinstance(value, dict):
        return "\n".join(map(everything, value.values()))
    return "\n".join(map(everything, value)) if isinstance(value, list) else str(value)


def outputs(body, reader: Reader) -> dict[str, str]:
    pdf, word = render_pdf(body, reader=reader), render_word(body, reader=reader)
    told = as_told(body, reader)
    return {
        "PDF": text_of_pdf(pdf),
        "properties of the PDF": properties_of_pdf(pdf),
        "Word": text_of_word(word),
        "properties of the Word document": properties_of_word(word),
        "page": "\n".join(row["value"] for section in told["sections"] for row in rows_of(section, reader)),
        "the child's copy, made by them": everything(child_copy(body, maker=reader, words=words_now())),
        "file name": file_name(body) + file_name(body, ending="docx"),
    }


def names_in(text: str) -> set[str]:
    folded = " ".join(text.replace("\u2019", "").replace("'", "").split()).casefold()
    return {name for name in (*GIVEN_AWAY, "nameless") if name in folded}


@pytest.mark.parametrize("who", MAY_NOT_KNOW)
def test_who_may_not_know_the_school_and_the_home_reads_no_name_of_either_in_any_format(pep, who):
    told = outputs(body_of(pep), MAY_NOT_KNOW[who])

    assert {output: names for output, text in told.items() if (names := names_in(text))} == {}


def test_a_parent_reads_what_is_theirs_around_the_names(pep):
    text = " ".join(text_of_word(render_word(body_of(pep), reader=READERS[CopyFor.PARENT])).split())

    assert "Went to [name of the school left out], called [name of the school left out]" in text
    assert "Handed in on 1 December 2026." in text
    assert "Maya" in text
    assert "Thornbury" in text
    assert "Sam Rowe" in text


@pytest.mark.parametrize("who", MAY_KNOW)
def test_who_may_know_them_reads_what_was_written(pep, who):
    body = body_of(pep)

    assert as_told(body, MAY_KNOW[who]) is body
    assert SAYS in "\n".join(
        row["value"] for section in body["sections"] for row in rows_of(section, reader_of(Audience.SCHOOL))
    )


def test_a_copy_signed_before_the_names_were_kept_leaves_them_out_too(pep):
    officer = PostFactory(role="VSO").user
    freeze(pep=pep, by=officer, at=AT)
    kept = SignedCopy.objects.get()
    before = {key: value for key, value in kept.body.items() if key != "untold"}
    kept.body, kept.sha256 = before, fingerprint(before)

    assert names_in(text_of_word(render_word(signed_body(kept), reader=READERS[CopyFor.PARENT]))) == set()
    alone = names_in(text_of_word(render_word(before, reader=READERS[CopyFor.PARENT])))
    assert not alone & {"okafor", "larkfield"}, "what the body itself shows is known without the record"


def test_words_that_only_look_like_names_stay(pep):
    child = pep.child
    child.family_name = "Young"
    child.save()
    PostFactory(role="DT", school=pep.school, user__name="Ada Young")
    PostFactory(role="DT", school=pep.school, user__name="Bo Green")
    said = "Young people like the green room. Do not miss lessons. Mr Young, her father, came."
    pep.sections.filter(key="agreement").update(answers={})
    pep.targets.update(outcome=said)

    text = " ".join(text_of_word(render_word(body_of(pep), reader=READERS[CopyFor.PARENT])).split())

    assert said in text


def test_neither_name_nor_properties_of_the_file_name_them(pep):
    worker = PostFactory(role="VSO").user
    response = signed_in(worker).get(reverse("peps:copy_file", args=[pep.reference, "parent"]))

    assert names_in(response["Content-Disposition"] + properties_of_pdf(response.content)) == set()


def test_a_mail_to_a_parent_names_no_teacher_as_the_one_who_invites(cast):
    pep = open_plan(cast.child)
    given = {"planned_date": dt.date(2026, 12, 10), "planned_time": None, "place_kind": "SCHOOL", "place": ""}
    meeting = meetings.plan_meeting(pep=pep, given=given, by=cast.teacher, at=AT)
    meeting.invitees.all().delete()
    for role, email in (("PARENT", "parent@post.example"), ("SW", "sam@post.example")):
        Invitee.objects.create(meeting=meeting, role=role, name="Kit Guest", email=email)
    meetings.invite(pep=pep, by=cast.teacher, at=AT)

    bodies = {letter.address: letter.body + letter.calendar for letter in Letter.objects.all()}
    assert "Teacher Person" not in bodies["parent@post.example"]
    assert "Larkfield" not in bodies["parent@post.example"]
    assert "Invited by: Teacher Person" in bodies["sam@post.example"]


@pytest.mark.parametrize(("made_for", "is_named"), [("PARENT", False), ("CARER", True)])
def test_a_parents_own_page_does_not_name_the_teacher_who_gave_the_link(cast, made_for, is_named):
    pep = open_plan(cast.child)
    page, token = hand_over(
        pep=pep, made_for=OwnPageFor(made_for), last_day=dt.date(2026, 12, 20), by=cast.teacher, at=AT
    )
    phone = Client()
    phone.post(reverse("peps:own_start", args=[token]))
    assert "Teacher Person" not in phone.get(reverse("peps:own_check", args=[page.reference])).content.decode()
    phone.post(reverse("peps:own_question", args=[page.reference, 1]), {"text": "All is well"})
    phone.post(reverse("peps:own_check", args=[page.reference]))
    text = phone.get(reverse("peps:own_sent", args=[page.reference])).content.decode()

    assert ("Tell Teacher Person" in text) is is_named
    assert ("Tell the person who gave you this link" in text) is not is_named
