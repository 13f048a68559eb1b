"""The education summary: what each audience may see, kept as it was given out."""

import datetime as dt
import io

import pikepdf
import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from peps.enums import Audience, PepStatus
from peps.questions.blueprint.spec import Blueprint
from peps.questions.plan_form import blueprint_of
from tests.factories import AttainmentResultFactory, SessionMarkFactory, open_plan
from tests.kept import kept
from tests.signed_in import signed_in
from workspace import summaries
from workspace.enums import SummaryAudience
from workspace.models import EducationSummary
from workspace.summaries import QUESTIONS, NothingToSum

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)


@pytest.fixture
@kept
def marked(cast):
    """A submitted plan in which every question is answered with a mark of its own."""
    pep = open_plan(cast.child)
    blueprint: Blueprint = blueprint_of(pep)
    for section in pep.sections.all():
        spec = blueprint.section(section.key)
        section.answers = {question.key: {"text": mark(question.key), "n": 1} for question in spec.questions}
        section.save()
    pep.targets.create(area="ENGLISH", outcome="Reads a chapter book")
    type(pep).objects.filter(pk=pep.pk).update(status=PepStatus.SUBMITTED, submitted_at=pep.opened_at)
    return pep


def mark(key: str) -> str:
    return f"mark-{key}-end"


def text_of(child, audience) -> str:
    return str(summaries.draft(child=child, audience=audience, made_for="x", on=TODAY))


@pytest.mark.parametrize("audience", SummaryAudience.values)
def test_every_answer_stands_where_its_audience_allows_and_nowhere_else(cast, marked, audience):
    chosen = {key for _, keys in QUESTIONS for key in keys}
    wanted = Audience.NEXT_SCHOOL if audience in (SummaryAudience.SCHOOL, SummaryAudience.EHCP) else Audience.SCHOOL
    text = text_of(cast.child, audience)

    shown, allowed = set(), set()
    for section in blueprint_of(marked).sections:
        for question in section.questions:
            if mark(question.key) in text:
                shown.add(question.key)
            # a choice is read by its label, and what is not asked has no answer
            is_asked = question.is_asked({other.key: mark(other.key) for other in section.questions})
            is_read = question.key in chosen and wanted in question.audiences and question.kind in ("TEXT", "LINE")
            if is_asked and is_read:
                allowed.add(question.key)
    assert shown == allowed
    assert shown


def test_homes_orders_and_names_never_stand_in_it(cast, marked):
    cast.child.placements.update(postcode="ZZ1 4QQ", carer_name="Kim Elsewhere")
    cast.child.contacts.create(name="Morgan Uncle", relationship="Uncle", may_have_contact=False, from_date=TODAY)

    for audience in SummaryAudience.values:
        text = text_of(cast.child, audience)
        for secret in ("ZZ1 4QQ", "Kim Elsewhere", "Morgan Uncle", "Foster"):
            assert secret not in text


def test_targets_attendance_and_attainment_stand_in_it(cast, marked):
    for n in range(4):
        SessionMarkFactory(child=cast.child, session_date=dt.date(2026, 11, 2 + n), code="I" if n else "/")
    AttainmentResultFactory(child=cast.child, value="WTS", assessed_date=dt.date(2026, 7, 1))
    AttainmentResultFactory(child=cast.child, value="EXS")

    text = text_of(cast.child, SummaryAudience.SCHOOL)

    assert "Reads a chapter book" in text
    assert "25.0 % of 4 half-days" in text
    assert "EXS (KS2)" in text
    assert "WTS" not in text


def test_what_is_still_being_written_does_not_leave_the_portal(cast, marked):
    type(marked).objects.update(status=PepStatus.OPEN, submitted_at=None)

    assert "mark-" not in text_of(cast.child, SummaryAudience.REVIEW)
    with pytest.raises(NothingToSum):
        summaries.make(child=cast.child, audience="REVIEW", made_for="x", by=cast.sam, on=TODAY)


def test_it_is_looked_at_first_then_kept_with_whom_it_was_made_for(cast, marked):
    client = signed_in(cast.sam)
    url = reverse("workspace:summaries", args=[cast.child.reference])
    given = {"audience": "SCHOOL", "made_for": "Ms Day, Thornbury"}

    preview = client.post(url, given | {"look": "1"}).content.decode()
    assert "What would stand in it" in preview
    assert not EducationSummary.objects.exists()
    answer = client.post(url, given | {"keep": "1"})

    made = EducationSummary.objects.get()
    assert answer.url == reverse("workspace:summary", args=[made.reference])
    assert (made.made_for, made.made_by, made.pep) == ("Ms Day, Thornbury", cast.sam, marked)
    assert "Ms Day, Thornbury" in client.get(url).content.decode()
    assert AuditRecord.objects.filter(act="summary.made", child_reference=cast.child.reference).exists()


def test_it_stays_as_it_was_given_out(cast, marked):
    made = summaries.make(child=cast.child, audience="SCHOOL", made_for="x", by=cast.sam, on=TODAY)
    before = signed_in(cast.sam).get(reverse("workspace:summary", args=[made.reference])).content.decode()
    marked.targets.update(outcome="Something else")

    assert "Reads a chapter book" in before
    assert (
        "Reads a chapter book"
        in signed_in(cast.sam).get(reverse("workspace:summary", args=[made.reference])).content.decode()
    )
    with pytest.raises(TypeError):
        made.save()


def test_only_those_who_read_the_childs_plans_open_it(cast, marked):
    made = summaries.make(child=cast.child, audience="SCHOOL", made_for="x", by=cast.sam, on=TODAY)
    for name in ("summary", "summary_paper"):
        url = reverse(f"workspace:{name}", args=[made.reference])
        for who, code in {"sam": 200, "officer": 200, "teacher": 200, "iro": 403, "stranger": 404, "other_teacher": 404,
                          "adviser": 404, "finance": 404, "data_officer": 404}.items():  # fmt: skip
            assert signed_in(getattr(cast, who)).get(url).status_code == code, (name, who)


def test_the_paper_is_tagged_and_its_name_names_nobody(cast, marked):
    made = summaries.make(child=cast.child, audience="SCHOOL", made_for="x", by=cast.sam, on=TODAY)

    response = signed_in(cast.sam).get(reverse("workspace:summary_paper", args=[made.reference]))

    assert response["Content-Disposition"] == f'attachment; filename="education-summary-{made.reference}.pdf"'
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"


def test_a_form_without_its_reader_is_asked_again(cast, marked):
    page = signed_in(cast.sam).post(reverse("workspace:summaries", args=[cast.child.reference]), {"audience": "SCHOOL"})

    assert page.status_code == 422
    assert "Say who it is for" in page.content.decode()
