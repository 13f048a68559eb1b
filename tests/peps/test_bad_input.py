"""What a browser, a slip of the hand or an ill will can send: a clear message, and nothing lost or written elsewhere."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from children.models import Allocation, Child
from peps.enums import SectionTable, TargetArea
from peps.forms.tables import reviews, stamp_of
from peps.models import Meeting, SdqReturn, Target, TargetReview
from tests.factories import open_plan
from tests.peps.test_section_page import first_text_question, signed_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def pep(cast):
    return open_plan(cast.child)


def key_of(pep, table):
    return next(each["key"] for each in pep.edition.body["sections"] if each.get("table") == table)


def targets(pep, *rows, initial=0, **more):
    data = {"targets-TOTAL_FORMS": str(len(rows)), "targets-INITIAL_FORMS": str(initial), "then": "later"}
    for number, row in enumerate(rows):
        data |= {f"targets-{number}-{name}": value for name, value in row.items()}
    return data | more


@pytest.mark.parametrize("n", ["9" * 5000, "-1", "²"])
def test_a_revision_number_that_is_none_loses_no_text(cast, pep, n):
    key = first_text_question(pep)
    answer = signed_in(cast.sam).post(url(pep), {key: "Mine", f"n__{key}": n, "then": "later"})
    assert answer.status_code == 302
    section = pep.sections.get(key="about_me")
    texts = {section.text(key), *section.conflicts.values_list("text", flat=True)}
    assert "Mine" in texts


def test_emoji_bidi_and_a_long_text_are_kept_as_typed(cast, pep):
    key = first_text_question(pep)
    text = "\u202eZoë 🦊\u2066 " + "x" * 1_000_000
    answer = signed_in(cast.sam).post(url(pep), {key: text, f"n__{key}": "0", "then": "later"})
    assert answer.status_code == 302
    assert pep.sections.get(key="about_me").text(key) == text


def test_another_childs_target_cannot_be_written_by_its_number(cast, pep):
    theirs = Target.objects.create(pep=open_plan(cast.other), area=TargetArea.SEMH, outcome="Theirs")
    row = {"id": str(theirs.pk), "area": TargetArea.SEMH, "outcome": "Stolen"}
    answer = signed_in(cast.teacher).post(url(pep, key_of(pep, "TARGETS")), targets(pep, row, initial=1))
    theirs.refresh_from_db()
    assert (theirs.outcome, theirs.pep_id == pep.pk) == ("Theirs", False)
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"targets-TOTAL_FORMS": "-5", "targets-INITIAL_FORMS": "x"},
        {"targets-TOTAL_FORMS": "1", "targets-INITIAL_FORMS": "1", "targets-0-id": "9" * 30},
    ],
)
def test_a_page_of_targets_that_is_not_ours_is_answered_with_a_message(cast, pep, data):
    answer = signed_in(cast.teacher).post(url(pep, key_of(pep, "TARGETS")), data | {"then": "later"})

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not pep.targets.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"asked_pence": "9" * 40, "intervention": "TUTORING"},
        {"asked_pence": "-5", "intervention": "TUTORING"},
        {"by_date": "31/02/2027"},
        {"outcome": "\x00"},
        {"position": "99999999999999"},
        {"pep": "1"},
    ],
)
def test_a_target_with_a_wrong_value_is_never_a_traceback(cast, pep, changed):
    row = {"area": TargetArea.SEMH, "outcome": "Reads aloud", **changed}
    client = signed_in(cast.teacher)
    answer = client.post(url(pep, key_of(pep, "TARGETS")), targets(pep, row))
    assert answer.status_code in (302, 422)
    assert client.get(reverse("peps:task_list", args=[pep.reference])).status_code == 200
    assert client.get(url(pep, key_of(pep, "TARGETS"))).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"sdq-emotional": "-1"}, {"sdq-emotional": "9" * 5000}, {"sdq-filled_by": "\x00"}, {"sdq-pep": "1"},
    ],
)  # fmt: skip
def test_scores_that_are_none_are_never_a_traceback(cast, pep, changed):
    other = SdqReturn.objects.create(pep=open_plan(cast.other), emotional=1)
    answer = signed_in(cast.teacher).post(
        url(pep, key_of(pep, "SDQ")), {"sdq-conduct": "2", "then": "later", **changed}
    )
    assert answer.status_code in (302, 422)
    other.refresh_from_db()
    assert (other.emotional, other.conduct) == (1, None)
    assert not SdqReturn.objects.filter(pep=pep, emotional__isnull=False).exists()


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999", "\x00"])
def test_a_day_far_away_breaks_no_page(cast, pep, day):
    days = {f"meeting-{field}": day for field in ("planned_date", "next_date")}

    assert signed_in(cast.teacher).post(url(pep, key_of(pep, "MEETING")), days | {"then": "later"}).status_code < 500

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
        url(pep, key_of(pep, "MEETING")), {"meeting-held_date": "02/12/2026", "then": "later"}
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

    def typed(self, pep, outcome, drawn):
        target = pep.targets.get()
        row = {"id": str(target.pk), "area": TargetArea.SEMH, "outcome": outcome}
        return targets(pep, row, initial=1, table__drawn=drawn)

    def page(self, pep):
        return url(pep, key_of(pep, "TARGETS"))

    @pytest.fixture
    def drawn(self, cast, pep):
        Target.objects.create(pep=pep, area=TargetArea.SEMH, outcome="As it was")
        return stamp_of(pep, SectionTable.TARGETS)

    def test_is_not_written_over_by_a_page_drawn_before(self, cast, pep, drawn):
        signed_in(cast.officer).post(self.page(pep), self.typed(pep, "The officer's words", drawn))

        answer = signed_in(cast.teacher).post(self.page(pep), self.typed(pep, "The teacher's words", drawn))

        assert pep.targets.get().outcome == "The officer's words"
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "The teacher&#x27;s words" in page
        assert "The officer&#x27;s words" in page
        assert "Somebody else changed this page" in page

    def test_is_written_once_both_were_seen(self, cast, pep, drawn):
        signed_in(cast.officer).post(self.page(pep), self.typed(pep, "The officer's words", drawn))

        now = stamp_of(pep, SectionTable.TARGETS)
        answer = signed_in(cast.teacher).post(self.page(pep), self.typed(pep, "Both", now))

        assert answer.status_code == 302
        assert pep.targets.get().outcome == "Both"

    def test_of_the_scores_both_are_shown(self, cast, pep):
        page, drawn = url(pep, key_of(pep, "SDQ")), stamp_of(pep, SectionTable.SDQ)
        signed_in(cast.officer).post(page, {"sdq-filled_by": "Ms Officer", "then": "later", "table__drawn": drawn})

        answer = signed_in(cast.teacher).post(
            page, {"sdq-filled_by": "Ms Teacher", "then": "later", "table__drawn": drawn}
        )

        assert "Ms Officer" in answer.content.decode()
        assert "Ms Teacher" in answer.content.decode()
        assert SdqReturn.objects.get(pep=pep).filled_by == "Ms Officer"

    def test_the_page_carries_what_it_was_drawn_with(self, cast, pep, drawn):
        assert f'name="table__drawn" value="{drawn}"' in signed_in(cast.teacher).get(self.page(pep)).content.decode()


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
