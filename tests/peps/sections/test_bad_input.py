"""What a browser, a slip of the hand or an ill will can send: a clear message, and nothing lost or written elsewhere."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from children.models import Allocation, Child
from peps.answer_length import LONGEST_ANSWER
from peps.enums import SectionTable, TargetArea
from peps.models import Meeting, SdqReturn, Target, TargetReview
from peps.questions.blueprint.target_questions import key_of
from peps.sections.forms.tables import reviews, stamp_of
from tests.factories import open_plan
from tests.kept import kept
from tests.peps.sections.test_section_page import first_text_question, signed_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child)


def key_of_table(pep, table):
    return next(each["key"] for each in pep.edition.body["sections"] if each.get("table") == table)


@pytest.mark.parametrize("n", ["9" * 5000, "-1", "²"])
def test_a_revision_number_that_is_none_loses_no_text(cast, pep, n):
    key = first_text_question(pep)
    answer = signed_in(cast.sam).post(url(pep), {key: "Mine", f"n__{key}": n, "then": "later"})
    assert answer.status_code == 302
    section = pep.sections.get(key="about_me")
    texts = {section.text(key), *section.conflicts.values_list("text", flat=True)}
    assert "Mine" in texts


def test_emoji_bidi_and_the_longest_text_are_kept_as_typed(cast, pep):
    key = first_text_question(pep)
    text = "\u202eZoë 🦊\u2066 ".ljust(LONGEST_ANSWER, "x")
    answer = signed_in(cast.sam).post(url(pep), {key: text, f"n__{key}": "0", "then": "later"})
    assert answer.status_code == 302
    assert pep.sections.get(key="about_me").text(key) == text


def target_url(pep, target, name="peps:target"):
    return reverse(name, args=[pep.reference, target.reference])


def test_another_childs_target_cannot_be_written_by_its_reference(cast, pep):
    theirs = Target.objects.create(pep=open_plan(cast.other), area=TargetArea.SEMH, outcome="Theirs")
    stolen = {key_of(theirs.reference, "outcome"): "Stolen", f"n__{key_of(theirs.reference, 'outcome')}": "0"}
    client = signed_in(cast.teacher)

    assert client.post(target_url(pep, theirs), stolen | {"then": "later"}).status_code == 404
    client.post(url(pep, "targets"), stolen | {"then": "later"})

    theirs.refresh_from_db()
    assert theirs.outcome == "Theirs"
    assert not pep.targets.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"by_date": "31/02/2027"},
        {"area": "NONE"},
        {"other_plan": "99999999999999"},
        {"by_whom": "x" * 5000},
    ],
)
def test_a_target_with_a_wrong_value_is_kept_as_typed_and_never_a_traceback(cast, pep, changed):
    target = Target.objects.create(pep=pep)
    client = signed_in(cast.teacher)
    for column, text in changed.items():
        answer = client.post(target_url(pep, target), {key_of(target.reference, column): text, "then": "later"})
        assert answer.status_code == 302
    assert client.get(reverse("peps:task_list", args=[pep.reference])).status_code == 200
    page = client.get(target_url(pep, target))
    assert page.status_code == 200
    if "by_date" in changed:
        assert "31/02/2027" in page.content.decode()
        assert "is not a day" in client.get(reverse("peps:task_list", args=[pep.reference])).content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"asked_pence": "9" * 40, "intervention": "TUITION_ONE"},
        {"asked_pence": "-5", "intervention": "TUITION_ONE"},
        {"asked_pence": "5", "intervention": "TUTORING"},
        {"asked_pence": "", "intervention": "TUITION_ONE"},
        {
            "asked_pence": "5",
            "intervention": "TUITION_ONE",
            "source": "PP_PLUS",
            "from_date": "02/02/2027",
            "until_date": "01/02/2027",
        },
    ],
)
def test_a_cost_that_is_none_is_answered_with_a_message(cast, pep, changed):
    target = Target.objects.create(pep=pep)
    answer = signed_in(cast.teacher).post(target_url(pep, target, "peps:add_cost"), changed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not target.cost_lines.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"sdq-emotional": "-1"}, {"sdq-emotional": "9" * 5000}, {"sdq-pep": "1"},
    ],
)  # fmt: skip
def test_scores_that_are_none_are_never_a_traceback(cast, pep, changed):
    other = SdqReturn.objects.create(pep=open_plan(cast.other), emotional=1)
    answer = signed_in(cast.teacher).post(
        url(pep, key_of_table(pep, "SDQ")), {"sdq-conduct": "2", "then": "later", **changed}
    )
    assert answer.status_code in (302, 422)
    other.refresh_from_db()
    assert (other.emotional, other.conduct) == (1, None)
    assert not SdqReturn.objects.filter(pep=pep, emotional__isnull=False).exists()


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
def test_a_day_far_away_breaks_no_page(cast, pep, day):
    days = {f"meeting-{field}": day for field in ("planned_date", "next_date")}

    assert (
        signed_in(cast.teacher).post(url(pep, key_of_table(pep, "MEETING")), days | {"then": "later"}).status_code < 500
    )

    for who in (cast.teacher, cast.officer):
        client = signed_in(who)
        for page in (
            reverse("peps:task_list", args=[pep.reference]),
            reverse("workspace:my_work"),
            reverse("workspace:child", args=[cast.child.reference]),
        ):
            assert client.get(page).status_code == 200


def test_a_meeting_cannot_have_been_held_tomorrow(cast, pep):
    answer = signed_in(cast.teacher).post(
        url(pep, key_of_table(pep, "MEETING")), {"meeting-held_date": "02/12/2026", "then": "later"}
    )
    assert answer.status_code == 422
    assert not Meeting.objects.filter(held_date__isnull=False).exists()


def test_a_review_of_another_plan_cannot_be_written_by_its_number(cast, pep):
    earlier = Target.objects.create(pep=pep, area=TargetArea.SEMH, outcome="Theirs")
    theirs = TargetReview.objects.create(pep=open_plan(cast.other), target=earlier)
    forged = reviews(pep, {
        "reviews-TOTAL_FORMS": "2", "reviews-INITIAL_FORMS": "1", "reviews-0-id": str(theirs.pk),
        "reviews-0-outcome": "ACHIEVED", "reviews-1-outcome": "ACHIEVED",
    })  # fmt: skip

    if forged.is_valid():
        forged.save_all(pep)

    theirs.refresh_from_db()
    assert theirs.outcome == ""
    assert not pep.target_reviews.exists()


class TestARowThatSomebodyElseChanged:
    """Rows have no merge as answers have: who comes second is shown both, and nothing is written over."""

    def test_of_the_scores_both_are_shown(self, cast, pep):
        page, drawn = url(pep, key_of_table(pep, "SDQ")), stamp_of(pep, SectionTable.SDQ)
        signed_in(cast.officer).post(page, {"sdq-filled_by": "Ms Officer", "then": "later", "table__drawn": drawn})

        answer = signed_in(cast.teacher).post(
            page, {"sdq-filled_by": "Ms Teacher", "then": "later", "table__drawn": drawn}
        )

        assert "Ms Officer" in answer.content.decode()
        assert "Ms Teacher" in answer.content.decode()
        assert SdqReturn.objects.get(pep=pep).filled_by == "Ms Officer"

    def test_the_page_carries_what_it_was_drawn_with(self, cast, pep):
        page, drawn = url(pep, key_of_table(pep, "SDQ")), stamp_of(pep, SectionTable.SDQ)
        assert f'name="table__drawn" value="{drawn}"' in signed_in(cast.teacher).get(page).content.decode()


def test_who_reads_a_section_is_on_record(cast, pep):
    client = signed_in(cast.sam)
    client.get(url(pep))
    client.get(url(pep, name="peps:read_section"))

    assert AuditRecord.objects.filter(act="section.looked_at", child_reference=cast.child.reference).count() == 2


def test_a_restricted_child_is_not_named_to_whom_delegates(cast):
    page = reverse("peps:delegation", args=[cast.term.key])
    Child.objects.filter(pk=cast.child.pk).update(is_restricted=True)
    waiting = signed_in(cast.officer).get(page).content.decode()
    open_plan(cast.child)
    Allocation.objects.filter(child=cast.child).delete()
    nobody = signed_in(cast.officer).get(page).content.decode()
    Child.objects.filter(pk=cast.child.pk).update(date_of_birth=dt.date(2026, 1, 1))
    too_young = signed_in(cast.officer).get(page).content.decode()

    for shown in (waiting, nobody, too_young):
        assert "Hazelwood" not in shown
        assert cast.child.reference not in shown
    assert "Thistledown" in waiting
