"""Two records of one child become one: nothing is lost, nothing clashes, the old numbers lead on."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from accounts.access import ActNotAllowed
from accounts.audit import System
from accounts.models import AuditRecord
from children.identity.search import find, key_of
from children.models import Child, ClosingForm, FormerIdentifier, NamedPerson, SessionMark
from funding.models import Account
from imports.kinds import extract
from imports.kinds.school_files import Pupils
from peps.enums import PepStatus
from records import merging
from records.finding import by_number
from records.likely_pairs import likely_pairs
from records.merging import CannotMerge, fields_to_a_child, merge
from tests.at_once import at_the_same_moment
from tests.cast import make_cast
from tests.factories import (
    AchievementFactory,
    AllocationFactory,
    AttainmentResultFactory,
    ChildFactory,
    ClosingFormFactory,
    ContactFactory,
    DestinationFactory,
    EnrolmentFactory,
    NoteFactory,
    NotFullTimeFactory,
    PlacementFactory,
    PlannedMoveFactory,
    RatingFactory,
    RecordChangeFactory,
    SessionMarkFactory,
    SiblingLinkFactory,
    SuspensionFactory,
    open_plan,
)
from tests.signed_in import signed_in
from workspace.models import EducationSummary

pytestmark = pytest.mark.django_db
WHY = "Came in under two numbers"
TODAY = dt.date(2026, 12, 1)


def fill(child, cast) -> None:
    """A row in every table that points at a child."""
    PlacementFactory(child=child)
    AllocationFactory(child=child)
    EnrolmentFactory(child=child)
    for factory in (
        AchievementFactory, AttainmentResultFactory, ClosingFormFactory, ContactFactory, DestinationFactory, NoteFactory,
        NotFullTimeFactory, PlannedMoveFactory, RatingFactory, RecordChangeFactory, SessionMarkFactory, SuspensionFactory,
    ):  # fmt: skip
        factory(child=child)
    SiblingLinkFactory(child=child)
    SiblingLinkFactory(sibling=child)
    since = dt.date(2026, 1, 12)
    child.names.create(kind="LEGAL", given_name=child.given_name, family_name=child.family_name, from_date=since)
    child.legal_statuses.create(code="C2", from_date=since)
    child.sen_statuses.create(provision="K", from_date=since)
    child.plans_elsewhere.create(kind="EHCP", holder="Fernshire", from_date=since)
    child.health_summaries.create(text="Glasses", from_date=since)
    child.delegated_authorities.create(matter="CLUBS", decided_by="CARER", from_date=since)
    child.care_reviews.create(review_date=since, state="HELD")
    child.yearly_outcomes.create(year_end_date=dt.date(2026, 3, 31), sdq_score=12)
    child.former_identifiers.create(
        kind="upn", value="X831090124886", replaced_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    child.earlier_plans.create(
        plan_date=since, added_by_name="imports", added_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    child.missing_rows.create(file="contacts.csv", key=f"{child.pk}|a|b", whose="1", row_id=child.pk)
    decision = child.protection_decisions.create(mark="ADDRESS", is_removal=False, decided_by=cast.sam)
    child.protection_questions.create(mark="ADDRESS", said="no", decision=decision)
    NamedPerson.objects.create(child=child, person=cast.data_officer, from_date=since)
    child.likely_exclusions.create(
        category="SUSP",
        why="x",
        answer_by=since,
        said_by=cast.teacher,
        said_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    EducationSummary.objects.create(
        child=child,
        audience="SCHOOL",
        made_for="x",
        body={},
        made_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        made_by=cast.sam,
    )


@pytest.fixture
def two(cast):
    return ChildFactory(), ChildFactory()


def rows_of(child) -> dict[str, int]:
    return {
        f"{model._meta.label}.{field.name}": model._base_manager.filter(**{field.name: child}).count()
        for model, field in fields_to_a_child()
    }


def test_every_row_goes_over_where_the_kept_record_has_none(cast, two):
    kept, duplicate = two
    fill(duplicate, cast)
    kept.care_periods.all().delete()
    Child.objects.filter(pk=kept.pk).update(given_name="", family_name="")
    open_plan(duplicate)
    Account.objects.create(kind="CHILD", child=duplicate, financial_year="2026-27")
    before = rows_of(duplicate)
    tables = {name for name, number in before.items() if number}
    assert {name for name in before if name not in tables} <= {"reports.CountedChild.child"}, "fill() forgot a table"

    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)

    after = rows_of(kept)
    assert {name: after[name] for name in tables - {"children.FormerIdentifier.child"}} == {
        name: before[name] for name in tables - {"children.FormerIdentifier.child"}
    }
    assert rows_of(duplicate) == dict.fromkeys(rows_of(duplicate), 0)


def test_two_records_with_everything_become_one_without_a_clash(cast, two):
    kept, duplicate = two
    fill(kept, cast)
    fill(duplicate, cast)

    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)

    assert kept.placements.standing().count() == 1
    closed = duplicate.placements.get()
    assert closed.is_in_error
    assert closed.error_reason == merging.WHY
    assert kept.notes.count() == 2
    assert kept.session_marks.count() == 1
    assert SessionMark.objects.count() == 2
    assert kept.care_reviews.count() == 1


def test_of_two_records_with_rows_of_other_times_only_those_that_overlap_are_closed(cast, two):
    """Half-open: a home until 1 March and one from 1 March stand beside each other."""
    kept, duplicate = two
    PlacementFactory(child=kept, from_date=dt.date(2026, 3, 1), until=dt.date(2026, 6, 1))
    days = [
        (dt.date(2025, 1, 1), dt.date(2026, 3, 1), True),
        (dt.date(2026, 3, 1), dt.date(2026, 3, 15), False),
        (dt.date(2026, 5, 31), dt.date(2026, 6, 10), False),
        (dt.date(2026, 6, 10), None, True),
    ]
    rows = [PlacementFactory(child=duplicate, from_date=begins, until=until) for begins, until, _ in days]
    PlacementFactory(child=kept, from_date=dt.date(2026, 6, 10), until=dt.date(2026, 6, 10))  # entered in error

    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)

    moved = [type(row).objects.get(pk=row.pk).child == kept for row in rows]
    assert moved == [goes_over for _, _, goes_over in days]


def test_the_pupil_number_of_the_record_that_went_leads_to_the_one_that_was_kept(cast, two):
    kept, duplicate = two
    Child.objects.filter(pk=kept.pk).update(upn="X831090124886")
    Child.objects.filter(pk=duplicate.pk).update(upn="Y831090124887")

    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)

    kept.refresh_from_db()
    assert kept.upn == "X831090124886"
    assert FormerIdentifier.objects.get(child=kept, kind="upn").value == "Y831090124887"
    assert Pupils().pupil({"upn": "Y831090124887"}) == kept.pk


def test_plans_and_accounts_of_other_children_and_other_years_stand_in_no_ones_way(cast, two):
    kept, duplicate = two
    for child in (cast.child, cast.other):
        Account.objects.create(kind="CHILD", child=child, financial_year="2026-27")
        open_plan(child)
    Account.objects.create(kind="CHILD", child=kept, financial_year="2026-27")
    Account.objects.create(kind="CHILD", child=duplicate, financial_year="2025-26")
    open_plan(kept)

    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)

    assert Account.objects.filter(child=kept).count() == 2
    assert set(Child.objects.exclude(merged_into=None)) == {duplicate}


def test_the_old_numbers_and_addresses_lead_to_the_kept_record(cast, two, tmp_path):
    kept, duplicate = cast.child, two[1]
    Child.objects.filter(pk=duplicate.pk).update(social_care_id="7999", upn="Y831090124887")
    duplicate.refresh_from_db()

    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)

    kept.refresh_from_db()
    assert kept.upn == "Y831090124887"
    assert {one.value for one in FormerIdentifier.objects.filter(child=kept)} >= {"7999", duplicate.reference}
    assert [child.pk for child in find("7999", Child.objects.visible_to(cast.officer))] == [kept.pk]
    page = signed_in(cast.officer).get(reverse("workspace:child", args=[duplicate.reference]))
    assert "Robin Hazelwood" in page.content.decode()
    assert signed_in(cast.stranger).get(reverse("workspace:child", args=[duplicate.reference])).status_code == 404
    (tmp_path / "health.csv").write_text("social_care_id,summary,from\n7999,Wears glasses,01/11/2026\n")
    extract.import_folder(tmp_path, by=System("imports"))
    assert kept.health_summaries.get().text == "Wears glasses"


def test_words_of_the_kept_record_stand_and_gaps_are_filled(cast, two):
    kept, duplicate = two
    Child.objects.filter(pk=kept.pk).update(preferred_name="", given_name="Robin")
    Child.objects.filter(pk=duplicate.pk).update(preferred_name="Rob", given_name="Robert")

    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.head)

    kept.refresh_from_db()
    assert (kept.given_name, kept.preferred_name) == ("Robin", "Rob")
    assert kept.search_key == key_of(kept)


def test_plans_that_clash_are_for_people_to_settle_first(cast, two):
    kept, duplicate = two
    one, other = open_plan(kept), open_plan(duplicate)
    with pytest.raises(CannotMerge, match="plan under way"):
        merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)
    type(one).objects.filter(pk=one.pk).update(status=PepStatus.SIGNED_OFF)
    with pytest.raises(CannotMerge, match="same term"):
        merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)
    type(other).objects.filter(pk=other.pk).update(status=PepStatus.CLOSED, close_reason="OPENED_IN_ERROR")

    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)

    assert kept.peps.count() == 2


def test_premium_of_one_year_on_both_is_refused(cast, two):
    for child in two:
        Account.objects.create(kind="CHILD", child=child, financial_year="2026-27")

    with pytest.raises(CannotMerge, match="premium of the same year"):
        merge(kept=two[0], duplicate=two[1], why=WHY, by=cast.data_officer)


def test_itself_a_merged_one_and_without_a_reason_are_refused(cast, two):
    kept, duplicate = two
    with pytest.raises(CannotMerge, match="same record"):
        merge(kept=kept, duplicate=kept, why=WHY, by=cast.data_officer)
    with pytest.raises(CannotMerge, match="Say why"):
        merge(kept=kept, duplicate=duplicate, why=" ", by=cast.data_officer)
    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)
    with pytest.raises(CannotMerge, match="merged already"):
        merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)


def test_a_restricted_child_is_merged_by_the_people_named_on_it_alone(cast, two):
    kept, duplicate = two
    Child.objects.filter(pk=duplicate.pk).update(is_restricted=True)
    with pytest.raises(CannotMerge, match="restricted"):
        merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)
    NamedPerson.objects.create(child=duplicate, person=cast.data_officer, from_date=dt.date(2026, 1, 1))

    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)


@pytest.mark.parametrize("who", ["officer", "sam", "manager", "admin", "teacher"])
def test_nobody_else_merges(cast, two, who):
    with pytest.raises(ActNotAllowed):
        merge(kept=two[0], duplicate=two[1], why=WHY, by=getattr(cast, who))
    url = reverse("records:merge_two", args=[two[0].reference, two[1].reference])
    assert signed_in(getattr(cast, who)).get(url).status_code in (403, 404)


def test_what_breaks_in_the_middle_leaves_nothing_half(cast, two, monkeypatch):
    kept, duplicate = two
    NoteFactory(child=duplicate)
    monkeypatch.setattr(merging, "_keep_what_it_was_known_by", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)

    assert duplicate.notes.count() == 1
    assert not Child.objects.exclude(merged_into=None).exists()


def test_an_earlier_merge_leads_to_the_last_record(cast, two):
    first, second = two
    third = ChildFactory()
    merge(kept=second, duplicate=first, why=WHY, by=cast.data_officer)
    merge(kept=third, duplicate=second, why=WHY, by=cast.data_officer)

    first.refresh_from_db()
    assert first.merged_into == third


def test_the_pages_ask_for_the_reference_and_show_no_plan(cast, two):
    kept, duplicate = two
    NoteFactory(child=duplicate, text="Cried at the gate")
    client = signed_in(cast.data_officer)
    answer = client.post(reverse("records:merge"), {"kept": kept.social_care_id, "duplicate": duplicate.reference})
    page = client.get(answer.url).content.decode()
    assert duplicate.family_name in page
    assert "Cried" not in page
    wrong = client.post(answer.url, {"why": WHY, "reference": kept.reference})
    assert wrong.status_code == 422
    client.post(answer.url, {"why": WHY, "reference": duplicate.reference.lower()})

    duplicate.refresh_from_db()
    assert duplicate.merged_into == kept
    assert AuditRecord.objects.get(act="child.merged").child_reference == kept.reference
    assert client.get(answer.url).status_code == 404


def test_a_number_that_nobody_has_is_said(cast, two):
    page = signed_in(cast.head).post(reverse("records:merge"), {"kept": "nonsense", "duplicate": two[0].reference})

    assert page.status_code == 422
    assert "No record has this number" in page.content.decode()


@pytest.mark.parametrize("said_by", ["kept", "duplicate", "neither"])
def test_who_came_alone_to_this_country_is_so_whichever_record_said_it(cast, two, said_by):
    kept, duplicate = two
    Child.objects.filter(pk={"kept": kept.pk, "duplicate": duplicate.pk}.get(said_by)).update(is_unaccompanied=True)
    merge(kept=kept, duplicate=duplicate, why=WHY, by=cast.data_officer)

    kept.refresh_from_db()
    assert kept.is_unaccompanied is (said_by != "neither")


def test_a_record_is_found_by_each_of_its_own_numbers_and_by_no_others(cast, two):
    one, other = two
    Child.objects.filter(pk=one.pk).update(social_care_id="c-70", upn="Y831090124887")

    for number in (one.reference.lower(), "C - 70", "y8310 90124887"):
        assert by_number(number, person=cast.data_officer) == one
    for number in ("X831090124886", "nonsense", "", other.reference[:-1]):
        assert by_number(number, person=cast.data_officer) is None


def test_a_number_that_two_records_have_leads_to_neither_and_one_that_went_to_no_record(cast, two):
    one, other = two
    Child.objects.filter(pk=one.pk).update(social_care_id="Y831090124887")
    Child.objects.filter(pk=other.pk).update(upn="Y831090124887")
    assert by_number("Y831090124887", person=cast.data_officer) is None

    Child.objects.filter(pk=one.pk).update(merged_into=cast.child)
    assert by_number(one.reference, person=cast.data_officer) is None
    assert by_number("Y831090124887", person=cast.data_officer) == other


def test_nearly_the_same_name_and_birthday_is_pointed_out(cast):
    born = dt.date(2013, 5, 5)
    one = ChildFactory(given_name="Amelia", family_name="Thornby", date_of_birth=born)
    other = ChildFactory(given_name="Thornby", family_name="Amelie", date_of_birth=born)
    ChildFactory(given_name="Idris", family_name="Dell", date_of_birth=born)

    assert [(pair.one, pair.other) for pair in likely_pairs(cast.data_officer, TODAY)] == [(one, other)]
    assert likely_pairs(cast.sam, TODAY) == []


@pytest.mark.parametrize(
    ("name", "born", "is_pair"),
    [
        ("Amelia", dt.date(2013, 5, 5), True),
        ("Ameliaaa", dt.date(2013, 5, 5), True),  # two letters
        ("Ameliaaaa", dt.date(2013, 5, 5), False),
        ("Amelia", dt.date(2013, 5, 6), False),
    ],
)
def test_two_records_are_a_pair_when_birthday_and_all_but_two_letters_are_the_same(cast, name, born, is_pair):
    one = ChildFactory(given_name="Amelia", family_name="Thornby", date_of_birth=dt.date(2013, 5, 5))
    other = ChildFactory(given_name=name, family_name="Thornby", date_of_birth=born)

    assert [(pair.one, pair.other) for pair in likely_pairs(cast.data_officer, TODAY)] == (
        [(one, other)] if is_pair else []
    )
    Child.objects.filter(pk=other.pk).update(merged_into=one)
    assert likely_pairs(cast.data_officer, TODAY) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_at_once_one_is_refused_in_words():
    cast = make_cast()
    one, other = ChildFactory(), ChildFactory()

    got = at_the_same_moment(
        lambda: merge(kept=one, duplicate=other, why=WHY, by=cast.data_officer),
        lambda: merge(kept=other, duplicate=one, why=WHY, by=cast.head),
    )

    assert sum(isinstance(each, CannotMerge) for each in got) == 1
    assert not any(isinstance(each, IntegrityError) for each in got)
    assert ClosingForm.objects.count() == 0
