"""Every page, paper, mail and appointment that shows carer, home or a place of a protected child says so.

Planted values stand in the record and the plan; wherever one of them appears, the warning must appear with it.
"""

import datetime as dt
import io
import subprocess
import zipfile

import pytest
from django.urls import reverse
from docx import Document
from icalendar import Calendar

from accounts.models import Letter
from children.models import RecordChange
from children.protection.protective_facts import KEEP_ADDRESS
from peps.documents.signed_copy import freeze
from peps.meetings import meetings
from peps.meetings.invitations import KEEP_PLACE, WHERE
from peps.models import Invitee, PersonalEducationPlan
from tests.architecture.test_access_matrix import OF_A_CHILD, WITHOUT_A_CHILD, of_child, plain
from tests.factories import ContactFactory, NoteFactory, PlannedMoveFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in
from workspace.child_record import tabs_for
from workspace.summaries import make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
AT = moment(TODAY)
CARER, TELEPHONE, POSTCODE, PLACE = "Zephyrine Quillfeather", "01632 960777", "ZZ9 9ZY", "14 Quillfeather Lane"
AUNT = "Ines Merrigold"
PLANTED = (CARER, TELEPHONE, POSTCODE, PLACE, "Quillfeather")
READERS = ("sam", "teacher", "adviser", "administrator", "headteacher", "iro", "officer")
NO_PAGES = {"peps:document", "peps:word", "peps:child_copy", "peps:meeting_pack", "peps:bursary_letter"}


@pytest.fixture
def pep(cast):
    """A plan of a child with a protected address, whose carer and meeting's place are known everywhere they can be."""
    cast.child.placements.update(
        carer_name=CARER, carer_telephone=TELEPHONE, carer_email="zq@post.example", postcode=POSTCODE,
        is_address_sensitive=True,
    )  # fmt: skip
    ContactFactory(child=cast.child, name="Barred Quillfeather", relationship="Uncle", may_have_contact=False)
    NoteFactory(child=cast.child, text=f"Spoke to {CARER}")
    RecordChange.objects.create(
        child=cast.child, kind="PLACEMENT", changed_date=TODAY, now=CARER, noticed_at=AT, by_name="x", origin="HAND"
    )
    PlannedMoveFactory(child=cast.child, why=f"Nearer to {CARER}")
    pep = open_plan(cast.child)
    given = {"planned_date": dt.date(2026, 12, 4), "planned_time": None, "place_kind": "HOME", "place": PLACE}
    meeting = meetings.plan_meeting(pep=pep, given=given, by=cast.sam, at=AT)
    Invitee.objects.create(meeting=meeting, role="OTHER", name="Kit Guest", email="kit@post.example")
    for section in pep.sections.filter(key__in=("care", "people", "permissions", "meeting")):
        section.answers |= {"call_first": {"text": f"{CARER} on {TELEPHONE}", "n": 1}}
        section.save(update_fields=["answers"])
    pep.parts.update(first_submitted_at=AT)
    return pep


@pytest.fixture
def an_aunt_who_must_not_collect(cast, pep):
    ContactFactory(child=cast.child, name=AUNT, relationship="Aunt", may_collect=False)
    said = {"no_contact": {"text": AUNT, "n": 1}, "letters": {"text": f"{AUNT}, by post", "n": 1}}
    section = pep.sections.get(key="permissions")
    section.answers |= said
    section.save(update_fields=["answers"])


def shows_a_place(text: str) -> bool:
    return any(value in text for value in PLANTED)


@pytest.mark.alike
@pytest.mark.parametrize("who", READERS)
def test_every_page_that_shows_home_or_family_warns(cast, pep, an_aunt_who_must_not_collect, who):
    client = signed_in(getattr(cast, who))
    pages = {url: text for url in _pages(pep, cast) if (text := _read(client, url))}
    of_home = {url: KEEP_ADDRESS in text for url, text in pages.items() if shows_a_place(text)}
    of_family = {url: "Must not collect" in text for url, text in pages.items() if AUNT in text}

    assert [url for url, warns in of_home.items() if not warns] == []
    assert of_home, "no home was planted where this person reads"
    assert [url for url, warns in of_family.items() if not warns] == []
    assert of_family, "nobody of the family was planted where this person reads"


def _read(client, url) -> str:
    """The page, or nothing where this person finds none, or a file."""
    response = client.get(url)
    is_page = response.status_code == 200 and "html" in response["Content-Type"]
    return response.content.decode() if is_page else ""


def _pages(pep, cast):
    yield from (of_child(name, pep) for name in OF_A_CHILD if name not in NO_PAGES)
    for section in pep.sections.all():
        for name in ("section", "read_section", "history"):
            yield reverse(f"peps:{name}", args=[pep.reference, section.key])
    for tab in ("school", "care", "family", "health", "notes", "plans", "history"):
        yield reverse("workspace:child_tab", args=[pep.child.reference, tab])
    for invitee in Invitee.objects.all():
        yield reverse("peps:change_invitee", args=[pep.reference, invitee.reference])
    yield reverse("children:move", args=[pep.child.planned_moves.get().pk])
    yield from (plain(name, cast) for name in WITHOUT_A_CHILD)


def test_every_paper_that_names_a_person_of_the_family_says_so(cast, pep, an_aunt_who_must_not_collect):
    client = signed_in(cast.sam)
    papers = [text_of_pdf(paper(client, "document", pep)), text_of_word(paper(client, "word", pep))]

    assert all(AUNT in text and "Must not collect" in text for text in papers)


def test_the_walk_visits_every_tab_of_the_child(cast):
    from types import SimpleNamespace  # noqa: PLC0415

    everything = SimpleNamespace(sees_confidential=True, reads_plans=True)
    assert {key for key, _ in tabs_for(everything) if key} == {
        "school", "care", "family", "health", "notes", "plans", "history",
    }  # fmt: skip


def paper(client, name, pep, *more) -> bytes:
    return client.get(reverse(f"peps:{name}", args=[pep.reference, *more])).content


def text_of_pdf(data: bytes) -> str:
    run = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def text_of_word(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(each.text for each in document.paragraphs), *cells])


@pytest.mark.parametrize("is_signed", [False, True], ids=["draft", "signed before the mark was put up"])
def test_every_paper_that_shows_carer_home_or_place_warns(cast, pep, is_signed):
    if is_signed:
        cast.child.placements.update(is_address_sensitive=None)
        freeze(pep=pep, by=cast.officer, at=AT)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=AT)
        cast.child.placements.update(is_address_sensitive=True)
    client = signed_in(cast.sam)
    packed = zipfile.ZipFile(io.BytesIO(paper(client, "meeting_pack", pep)))
    papers = {
        "document": text_of_pdf(paper(client, "document", pep)),
        "word": text_of_word(paper(client, "word", pep)),
        "carer": text_of_pdf(paper(client, "copy_file", pep, "carer")),
        **{name: text_of_pdf(packed.read(name)) for name in packed.namelist()},
    }
    others = {
        "parent": text_of_pdf(paper(client, "copy_file", pep, "parent")),
        "child": text_of_pdf(paper(client, "child_copy", pep)),
    }

    assert [name for name, text in papers.items() if not shows_a_place(text)] == []
    assert [name for name, text in papers.items() if KEEP_ADDRESS not in text] == []
    assert [name for name, text in others.items() if shows_a_place(text) or KEEP_ADDRESS in text] == []


def test_a_summary_warns(cast, pep):
    for answers in pep.sections.filter(key="strengths"):
        answers.answers |= {"strengths": {"text": f"Reads to {CARER}", "n": 1}}
        answers.save(update_fields=["answers"])
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SUBMITTED", submitted_at=AT)
    summary = make(child=cast.child, audience="SCHOOL", made_for="The new school", by=cast.sam, on=TODAY)
    client = signed_in(cast.sam)

    assert KEEP_ADDRESS in client.get(reverse("workspace:summary", args=[summary.reference])).content.decode()
    drawn = client.get(reverse("workspace:summary_paper", args=[summary.reference])).content
    assert KEEP_ADDRESS in text_of_pdf(drawn)


def test_mail_and_appointment_that_say_a_place_ask_to_keep_it(cast, pep):
    meetings.invite(pep=pep, by=cast.sam, at=AT)

    letters = list(Letter.objects.all())
    assert letters
    for letter in letters:
        assert WHERE["HOME"] in letter.body
        assert KEEP_PLACE in letter.body
        event = next(each for each in Calendar.from_ical(letter.calendar).walk("VEVENT"))
        assert KEEP_PLACE in event["description"]
        assert not shows_a_place(letter.body.replace(f"Hello {CARER}", ""))


def test_a_child_without_the_mark_gets_no_warning(cast):
    pep = open_plan(cast.child)

    assert (
        KEEP_ADDRESS
        not in signed_in(cast.sam).get(reverse("peps:section", args=[pep.reference, "care"])).content.decode()
    )
