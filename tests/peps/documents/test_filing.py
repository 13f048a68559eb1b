"""Every night the signed plans are laid where the case system takes them."""

import datetime as dt
import json

import pikepdf
import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from peps.documents import filing
from peps.documents.signed_copy import freeze
from peps.models import Filing, PersonalEducationPlan, SignedCopy
from tests.cast import TODAY
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import fill
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)


@pytest.fixture
def folder(settings, tmp_path):
    settings.EXPORT_FOLDER = str(tmp_path)
    return tmp_path


@pytest.fixture
@kept
def pep(cast):
    pep = fill(open_plan(cast.child), by=cast.officer)
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(status="SIGNED_OFF", signed_off_at=AT)
    pep.refresh_from_db()
    freeze(pep=pep, by=cast.head, at=AT)
    return pep


def test_a_signed_plan_lies_there_as_a_pdf_with_a_note_whose_it_is_and_counts_as_filed(cast, pep, folder):
    assert filing.file_what_was_signed(at=AT) == 1

    paper, note = sorted(folder.iterdir(), key=lambda path: path.suffix, reverse=True)
    assert (paper.suffix, note.suffix) == (".pdf", ".json")
    assert len(pikepdf.open(paper).pages) > 2
    told = json.loads(note.read_text(encoding="utf-8"))
    assert told["child_reference"] == cast.child.reference
    assert told["file"] == paper.name
    assert "Hazelwood" not in paper.name + note.read_text(encoding="utf-8")
    assert Filing.objects.get().by is None
    assert AuditRecord.objects.get(act="copy.filed").by_name == "the portal (filing)"
    page = signed_in(cast.sam).get(reverse("peps:copies", args=[pep.reference])).content.decode()
    assert "by the portal, into the folder of the case system" in page


def test_the_next_night_nothing_is_laid_there_twice(pep, folder):
    filing.file_what_was_signed(at=AT)
    for path in folder.iterdir():
        path.unlink()

    assert filing.file_what_was_signed(at=AT + dt.timedelta(days=1)) == 0
    assert list(folder.iterdir()) == []


def test_killed_before_it_was_noted_it_goes_on_the_next_night(pep, folder, monkeypatch):
    def dies(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(Filing.objects, "get_or_create", dies)
        with pytest.raises(SystemExit):
            filing.file_what_was_signed(at=AT)
    assert filing.file_what_was_signed(at=AT) == 1
    assert len(list(folder.iterdir())) == 2


def test_a_copy_that_is_not_as_it_was_signed_is_left_out(pep, folder):
    SignedCopy.objects.update(sha256="0" * 64)

    assert filing.file_what_was_signed(at=AT) == 0
    assert list(folder.iterdir()) == []


def test_without_a_folder_nothing_happens(pep, settings):
    settings.EXPORT_FOLDER = ""
    assert filing.file_what_was_signed(at=AT) == 0
    assert not Filing.objects.exists()


def test_a_folder_that_is_not_there_is_said_in_the_log_and_no_plan_counts_as_filed(pep, folder, settings, caplog):
    settings.EXPORT_FOLDER = str(folder / "not-mounted")
    assert filing.file_what_was_signed(at=AT) == 0
    assert "EXPORT_FOLDER is not there" in caplog.text
    assert not Filing.objects.exists()
