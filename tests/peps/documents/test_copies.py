"""After sign-off: the carer has a copy, and the plan lies in the case system; both are asked for until they are."""

import datetime as dt
import io
import subprocess
import zipfile

import pikepdf
import pytest
from django.urls import reverse
from docx import Document

from accounts.models import AuditRecord
from peps.documents.copies import due_on, waiting_for_carer, waiting_for_filing
from peps.documents.signed_copy import freeze
from peps.models import CopySent, Filing, PersonalEducationPlan
from tests.architecture.test_access_matrix import WHO
from tests.factories import AllocationFactory, ChildFactory, EnrolmentFactory, TermFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import fill
from tests.signed_in import signed_in, status

pytestmark = pytest.mark.django_db
SIGNED = moment(dt.date(2026, 11, 20))
SENT = {"made_for": "CARER", "way": "HAND", "sent_date": "30/11/2026", "note": ""}


@pytest.fixture
@kept
def pep(cast):
    pep = fill(open_plan(cast.child), by=cast.officer)
    pep.parts.update(first_submitted_at=SIGNED, submitted_at=SIGNED, submitted_by=cast.teacher)
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=SIGNED)
    pep.refresh_from_db()
    return pep


def url(pep, name="copies", *more):
    return reverse(f"peps:{name}", args=[pep.reference, *more])


def my_work(person):
    return signed_in(person).get(reverse("workspace:my_work")).content.decode()


def test_a_signed_plan_is_asked_for_until_the_carer_has_it_and_it_is_filed(cast, pep):
    assert "Send the carer a copy: Robin Hazelwood" in my_work(cast.sam)
    assert "File the plan in the case system: Robin Hazelwood" in my_work(cast.sam)
    client = signed_in(cast.sam)
    client.post(url(pep, "copy_sent"), SENT)
    client.post(url(pep, "filed"), {"filed_date": "30/11/2026"})

    assert CopySent.objects.get().by == cast.sam
    assert "Send the carer a copy" not in my_work(cast.sam)
    assert "File the plan" not in my_work(cast.sam)
    page = client.get(url(pep)).content.decode()
    assert "Given by hand, 30 November 2026" in page
    assert "Filed on 30 November 2026" in page
    assert AuditRecord.objects.filter(act="copy.filed").count() == 1


def test_a_copy_for_parents_does_not_stand_for_the_carers(cast, pep):
    signed_in(cast.sam).post(url(pep, "copy_sent"), SENT | {"made_for": "PARENT"})
    assert "Send the carer a copy" in my_work(cast.sam)


def test_five_working_days_are_given(pep):
    assert due_on(pep) == dt.date(2026, 11, 27)


def test_another_teams_plan_is_not_asked_for(cast, pep):
    assert "Hazelwood" not in my_work(cast.stranger)


def test_long_after_sign_off_nobody_is_asked(cast, pep):
    PersonalEducationPlan.objects.update(signed_off_at=moment(dt.date(2026, 8, 1)))
    assert "Send the carer a copy" not in my_work(cast.sam)


@pytest.mark.parametrize(("days", "is_asked"), [(90, True), (91, False)])
def test_copies_are_asked_for_up_to_the_ninetieth_day_after_sign_off(cast, pep, days, is_asked):
    PersonalEducationPlan.objects.update(signed_off_at=moment(cast.today - dt.timedelta(days=days), 0))
    mine = PersonalEducationPlan.objects.filter(pk=pep.pk)

    assert waiting_for_carer(mine, cast.today).exists() is is_asked
    assert waiting_for_filing(mine, cast.today).exists() is is_asked


@pytest.mark.parametrize("day", ["02/12/2026", "19/11/2026", "31/02/2026"])
def test_a_day_that_cannot_be_is_refused(cast, pep, day):
    assert signed_in(cast.sam).post(url(pep, "copy_sent"), SENT | {"sent_date": day}).status_code == 422
    assert signed_in(cast.sam).post(url(pep, "filed"), {"filed_date": day}).status_code == 422
    assert not CopySent.objects.exists()


@pytest.mark.parametrize("day", ["20/11/2026", "01/12/2026"])
def test_the_day_of_sign_off_and_today_can_be(cast, pep, day):
    assert signed_in(cast.sam).post(url(pep, "copy_sent"), SENT | {"sent_date": day}).status_code == 302
    assert signed_in(cast.sam).post(url(pep, "filed"), {"filed_date": day}).status_code == 302
    assert (CopySent.objects.count(), Filing.objects.count()) == (1, 1)


def test_nothing_is_sent_before_sign_off(cast):
    pep = open_plan(cast.child)
    answer = signed_in(cast.sam).post(url(pep, "copy_sent"), SENT)
    assert answer.status_code == 422
    assert "not signed off yet" in answer.content.decode()


def test_filed_twice_is_filed_once(cast, pep):
    for day in ("25/11/2026", "30/11/2026"):
        signed_in(cast.sam).post(url(pep, "filed"), {"filed_date": day})
    assert Filing.objects.get().filed_date == dt.date(2026, 11, 25)


@pytest.mark.usefixtures("nothing_is_drawn")
def test_who_makes_copies(cast, pep):
    for address in (url(pep), url(pep, "copy_file", "carer"), url(pep, "copy_sent"), url(pep, "filed")):
        found = {who for who in WHO if status(getattr(cast, who), address) == 200}
        assert found == {"sam", "administrator", "manager", "officer", "head"}
    other = open_plan(cast.other)
    assert status(cast.sam, url(other)) == 404
    assert status(cast.sam, url(other, "copy_file", "carer")) == 404
    assert status(cast.officer, url(pep, "copy_file", "school")) == 404


@pytest.mark.usefixtures("nothing_is_drawn")
def test_no_file_name_tells_a_name(cast, pep):
    client = signed_in(cast.sam)
    for address in (
        url(pep, "copy_file", "carer"),
        url(pep, "copy_file", "parent"),
        url(pep, "word"),
        url(pep, "child_copy"),
    ):
        named = client.get(address)["Content-Disposition"].lower()
        assert pep.reference.lower() in named
        assert "robin" not in named
        assert "hazelwood" not in named


def test_the_word_document_has_headings_and_tables(cast, pep):
    section = pep.sections.get(key="strengths")
    section.answers["strengths"] = {"text": "Curious\x0b and kind", "n": 1}
    section.save()
    answer = signed_in(cast.sam).get(url(pep, "word"))
    paper = Document(io.BytesIO(answer.content))
    headings = [each.text for each in paper.paragraphs if each.style.name.startswith(("Heading", "Title"))]
    assert {"Personal Education Plan", "Part 1", "School part", "Targets", "Target 1: Mathematics"} <= set(headings)
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert "Curious and kind" in cells
    assert paper.core_properties.language == "en-GB"


class TestThePackForTheMeeting:
    def test_has_the_last_signed_plan_and_this_one_each_as_a_tagged_pdf(self, cast, pep):
        freeze(pep=pep, by=cast.officer, at=SIGNED)
        following = open_plan(cast.child, term=TermFactory(spring=True), at=moment(dt.date(2026, 12, 1)))
        answer = signed_in(cast.sam).get(url(following, "meeting_pack"))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            names = packed.namelist()
            for name in names:
                with pikepdf.open(io.BytesIO(packed.read(name))) as pdf:
                    assert "/StructTreeRoot" in pdf.Root
        assert len(names) == 2
        assert sum("draft" in name for name in names) == 1
        assert not [name for name in names if "robin" in name.lower()]


class TestTheLetterForTheBursary:
    @pytest.fixture
    @kept
    def college(self, cast):
        child = ChildFactory(date_of_birth=dt.date(2009, 10, 1), given_name="Ash", family_name="Fernley")
        AllocationFactory(child=child, person=cast.sam, team=cast.team)
        EnrolmentFactory(child=child, school=cast.school)
        return open_plan(child)

    def text(self, answer):
        return subprocess.run(
            ["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True
        ).stdout.decode()

    def test_confirms_the_care_status_and_nothing_more(self, cast, college):
        college.child.placements.create(kind="U1", from_date=dt.date(2026, 1, 12), carer_name="Jo Carer")
        answer = signed_in(cast.sam).get(url(college, "bursary_letter"))
        text = " ".join(self.text(answer).split())
        assert "Ash Fernley, born on 1 October 2009, is looked after by" in text
        assert "Jo Carer" not in text
        assert "ash" not in answer["Content-Disposition"].lower().replace("attachment", "")

    def test_is_not_made_for_somebody_who_is_not_looked_after(self, cast, college):
        college.child.care_periods.update(until=dt.date(2026, 11, 1))
        answer = signed_in(cast.officer).get(url(college, "bursary_letter"), follow=True)
        assert "is not looked after today" in answer.content.decode()

    def test_is_for_after_16(self, cast, pep):
        answer = signed_in(cast.sam).get(url(pep, "bursary_letter"), follow=True)
        assert "young people of 16 to 19" in answer.content.decode()
        assert "bursary" not in signed_in(cast.sam).get(url(pep)).content.decode()
