"""Plans of the old system are brought in, so that the first term starts from something."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import System
from imports.running.running import Manner
from peps.legacy_plans.legacy_plans import import_file
from peps.models import EarlierAnswer, EarlierPlan, EarlierTarget
from tests.factories import open_plan
from tests.signed_in import signed_in
from tests.strictness.properties import on_the_same_rows

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF"
COLUMNS = ("social_care_id", "upn", "plan_date", "kind", "key", "text", "area", "measure", "by_date", "grade")


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "kept"


@pytest.fixture
def write(tmp_path, cast):
    def rows(*rows):
        path = tmp_path / "earlier_plans.csv"
        with path.open("w", newline="") as stream:
            table = csv.DictWriter(stream, COLUMNS)
            table.writeheader()
            for row in rows:
                table.writerow({"social_care_id": cast.child.social_care_id, "plan_date": "2026-07-03"} | row)
        return path

    return rows


ANSWER = {"kind": "ANSWER", "key": "carer_role", "text": "Reads with her every evening", "grade": "Good"}
TARGET = {"kind": "TARGET", "area": "ENGLISH", "text": "Reads a chapter book", "measure": "One a month"}


def take(path, **options):
    out = io.StringIO()
    call_command("import_earlier_plans", str(path), json=True, stdout=out, stderr=io.StringIO(), **options)
    return json.loads(out.getvalue())


def test_answers_open_targets_and_papers_come_in_and_a_second_time_changes_nothing(cast, write, tmp_path):
    (tmp_path / "summer.pdf").write_bytes(PDF)
    path = write(ANSWER, TARGET, {"kind": "DOCUMENT", "text": "summer.pdf"})

    first, second = take(path), take(path)

    assert first["files"]["earlier_plans.csv"]["added"] == 3
    assert second["files"]["earlier_plans.csv"] | {"rows": 0} == {
        "rows": 0,
        "added": 0,
        "changed": 0,
        "ended": 0,
        "unchanged": 3,
        "refused": 0,
    }
    plan = EarlierPlan.objects.get()
    assert (plan.child, plan.grade, plan.size) == (cast.child, "Good", len(PDF))


def test_a_changed_answer_is_reported_without_its_text(cast, write):
    take(write(ANSWER))
    report = take(write(ANSWER | {"text": "MARK-NEW"}))

    assert report["files"]["earlier_plans.csv"]["changed"] == 1
    assert "MARK-NEW" not in json.dumps(report)
    assert EarlierAnswer.objects.get().text == "MARK-NEW"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ANSWER | {"key": "shoe_size"}, "No question has this key"),
        (ANSWER | {"text": ""}, "says nothing"),
        (ANSWER | {"social_care_id": "NOBODY"}, "No child has this number"),
        (ANSWER | {"plan_date": "2030-01-01"}, "still to come"),
        (TARGET | {"area": ""}, "needs an area"),
        ({"kind": "DOCUMENT", "text": "../secret-key"}, "beside the table"),
        ({"kind": "DOCUMENT", "text": "earlier_plans.csv"}, "has to be a PDF"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_line_and_the_others_are_taken(write, row, said):
    report = take(write(TARGET | {"text": "Swims a length"}, row))

    assert [(each["line"], said in each["reason"]) for each in report["refusals"] if not each["warning"]] == [(3, True)]
    assert EarlierTarget.objects.count() == 1


def test_a_trial_changes_nothing_and_a_strict_import_takes_all_or_nothing(write):
    take(write(ANSWER), dry_run=True)
    assert not EarlierPlan.objects.exists()
    with pytest.raises(CommandError):
        take(write(ANSWER, ANSWER | {"key": "shoe_size"}), strict=True)
    assert not EarlierPlan.objects.exists()


@on_the_same_rows(examples=25)
@given(noise=st.binary(max_size=60), place=st.integers(0, 400))
def test_mangled_bytes_raise_nothing(write, noise, place):
    path = write(ANSWER, TARGET)
    whole = path.read_bytes()
    path.write_bytes(whole[:place] + noise + whole[place:])

    report = import_file(path, by=System("imports"), manner=Manner())

    assert report.files


class TestStartingFromIt:
    def test_the_first_plan_starts_from_the_old_systems_newest_and_says_so(self, cast, write):
        take(write(ANSWER, ANSWER | {"plan_date": "2026-03-20", "text": "An older text"}, TARGET))
        pep = open_plan(cast.child)

        answer = pep.sections.get(key="care").answers["carer_role"]
        assert answer["text"] == "Reads with her every evening"
        assert answer["source"] == "from the plan of 3 July 2026 in the old system"
        page = signed_in(cast.teacher).get(reverse("peps:section", args=[pep.reference, "targets"])).content.decode()
        assert "Reads a chapter book" in page

    def test_what_a_plan_asks_afresh_each_time_is_not_carried_on(self, cast, write):
        take(write(ANSWER | {"key": "behaviour", "text": "As it was in July"}))

        assert "behaviour" not in open_plan(cast.child).sections.get(key="attendance").answers


class TestThePaper:
    def send(self, person, child, content=PDF, **typed):
        day = {"plan_date_day": "3", "plan_date_month": "7", "plan_date_year": "2026", "grade": "Good"} | typed
        file = SimpleUploadedFile("Robin Hazelwood PEP.pdf", content)
        return signed_in(person).post(reverse("peps:bring_in", args=[child.reference]), day | {"file": file})

    def test_is_brought_in_on_a_page_and_stands_with_the_childs_plans(self, cast):
        assert self.send(cast.officer, cast.child).status_code == 302
        plan = EarlierPlan.objects.get()
        tab = reverse("workspace:child_tab", args=[cast.child.reference, "plans"])
        address = reverse("peps:earlier_plan", args=[plan.reference])

        assert address in signed_in(cast.sam).get(tab).content.decode()
        response = signed_in(cast.sam).get(address)
        assert response.content == PDF
        assert response["Content-Disposition"] == f'attachment; filename="earlier-plan-2026-07-03-{plan.reference}.pdf"'

    @pytest.mark.parametrize(
        ("content", "typed", "said"),
        [
            (b"MZ nothing", {}, "has to be a PDF"),
            (PDF, {"plan_date_year": "2031"}, "still to come"),
            (PDF, {"plan_date_day": "40"}, "real date"),
        ],
    )
    def test_what_cannot_be_taken_is_said(self, cast, content, typed, said):
        response = self.send(cast.officer, cast.child, content, **typed)
        assert response.status_code == 422
        assert said in response.content.decode()
        assert not EarlierPlan.objects.exists()

    @pytest.mark.parametrize("who", ["stranger", "other_teacher", "nobody", "adviser", "colleague", "service_manager"])
    def test_others_do_not_find_it(self, cast, who):
        self.send(cast.officer, cast.child)
        address = reverse("peps:earlier_plan", args=[EarlierPlan.objects.get().reference])
        assert signed_in(getattr(cast, who)).get(address).status_code in {403, 404}
        assert PDF not in signed_in(getattr(cast, who)).get(address).content

    def test_who_reads_the_plans_reads_it(self, cast):
        self.send(cast.officer, cast.child)
        plan = EarlierPlan.objects.get()
        assert plan.plan_date == dt.date(2026, 7, 3)
        for who in ("teacher", "headteacher", "iro", "manager"):
            assert (
                signed_in(getattr(cast, who)).get(reverse("peps:earlier_plan", args=[plan.reference])).status_code
                == 200
            )
