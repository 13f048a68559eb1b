"""A child's names as people keep them: new, former, ended, corrected; and who finds the child by which."""

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditRecord
from children.enums import NameKind, Origin
from children.identity import names
from children.models import Child, ChildName
from children.protection.restricting import restrict
from records.merging import merge
from tests.factories import ChildFactory
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
LEFT = dt.date(2026, 9, 1)


@pytest.fixture
def child(cast):
    """Robin Hazelwood, who was Robin Ashdale until September and goes by Robbie Quillfeather."""
    child = cast.child
    ChildName.objects.create(
        child=child, kind="LEGAL", given_name="Robin", family_name="Ashdale", from_date=child.date_of_birth, until=LEFT
    )
    ChildName.objects.create(child=child, kind="LEGAL", given_name="Robin", family_name="Hazelwood", from_date=LEFT)
    ChildName.objects.create(
        child=child, kind="KNOWN_AS", given_name="Robbie", family_name="Quillfeather", from_date=LEFT
    )
    names.follow_rows(child)
    return child


def page(person, child, tab="family") -> str:
    return signed_in(person).get(reverse("workspace:child_tab", args=[child.reference, tab])).content.decode()


def post(person, name, child, *more, **given):
    if isinstance(day := given.pop("from_date", None), dt.date):
        given |= {f"from_date_{part}": getattr(day, part) for part in ("day", "month", "year")}
    return signed_in(person).post(reverse(f"children:{name}", args=[child.reference, "name", *more]), given)


def sought(person, text) -> list[tuple[str, str]]:
    response = signed_in(person).get(reverse("workspace:children"), {"q": text, "care": "all"})
    return [(row.name, row.formerly) for row in response.context["rows"]]


def now(child) -> ChildName:
    return child.names.get(kind=NameKind.LEGAL, until=None)


class TestSearch:
    @pytest.mark.parametrize("who", ["sam", "administrator", "teacher", "headteacher", "officer", "iro", "adviser"])
    @pytest.mark.parametrize("text", ["Ashdale", "robin ashdale", "ASHDAEL"])
    def test_a_former_name_finds_the_child_marked_for_those_who_may_open_the_record(self, cast, child, who, text):
        assert sought(getattr(cast, who), text) == [("Robbie Quillfeather", "Robin Ashdale")]

    def test_the_mark_is_on_the_page(self, cast, child):
        response = signed_in(cast.sam).get(reverse("workspace:children"), {"q": "ashdale"})

        assert "Former name: Robin Ashdale" in response.content.decode()

    def test_a_name_of_today_finds_without_a_mark(self, cast, child):
        for text in ("hazelwood", "quillfeather", "robbie"):
            assert sought(cast.sam, text) == [("Robbie Quillfeather", "")]

    def test_nobody_else_finds_anything_by_it(self, cast, child):
        assert sought(cast.stranger, "ashdale") == sought(cast.other_teacher, "ashdale") == []

    def test_a_restricted_child_is_found_by_the_people_named_alone(self, cast, child):
        restrict(child=child, people=[cast.officer], reason="An aunt works there", by=cast.sam, on=TODAY)

        assert sought(cast.teacher, "ashdale") == sought(cast.administrator, "ashdale") == []
        assert sought(cast.officer, "ashdale") == [("Robbie Quillfeather", "Robin Ashdale")]

    def test_a_name_that_was_never_right_finds_nobody(self, cast, child):
        post(cast.sam, "correct_row", child, now(child).pk, family_name="Hazel", reason="A slip of the pen")

        assert sought(cast.sam, "hazelwood") == [] or sought(cast.sam, "hazelwood")[0][1] == ""
        assert sought(cast.sam, "ashdale") != []


class TestTheRecord:
    def test_it_shows_every_name_with_its_kind_and_days(self, cast, child):
        for who in (cast.sam, cast.teacher):
            text = page(who, child)
            for said in (
                "Robin Ashdale",
                "Former name (legal name)",
                "31 August 2026",
                "Robbie Quillfeather",
                "Known as",
            ):
                assert said in text

    def test_a_new_legal_name_makes_the_old_one_a_former_name(self, cast, child):
        response = post(
            cast.sam, "add_row", child, kind="LEGAL", given_name="Robin", family_name="Hale", from_date=TODAY
        )

        assert response.status_code == 302
        child.refresh_from_db()
        assert child.full_name == "Robin Hale"
        assert now(child).entered_by == cast.sam
        assert sought(cast.sam, "hazelwood") == [("Robbie Quillfeather", "Robin Hazelwood")]

    def test_a_former_name_is_entered_beside_the_others(self, cast, child):
        for family in ("Fernsby", "Marchbanks"):
            post(cast.sam, "add_row", child, kind="FORMER", family_name=family)

        child.refresh_from_db()
        assert child.full_name == "Robin Hazelwood"
        assert sought(cast.sam, "fernsby") == [("Robbie Quillfeather", "Fernsby")]

    def test_one_word_is_asked_for_and_a_day_ahead_is_refused(self, cast, child):
        none = post(cast.sam, "add_row", child, kind="LEGAL", from_date=TODAY)
        ahead = post(cast.sam, "add_row", child, kind="LEGAL", given_name="Ro", from_date=dt.date(2027, 1, 4))

        assert "Enter a first name or a family name" in none.content.decode()
        assert (none.status_code, ahead.status_code) == (422, 422)
        child.refresh_from_db()
        assert child.full_name == "Robin Hazelwood"

    def test_a_slip_leaves_no_former_name_and_stays_readable_with_its_reason(self, cast, child):
        wrong = now(child)
        form = signed_in(cast.sam).get(reverse("children:correct_row", args=[child.reference, "name", wrong.pk]))
        post(cast.sam, "correct_row", child, wrong.pk, given_name="Robin", family_name="Hazlewood", reason="Misheard")

        assert 'value="Hazelwood"' in form.content.decode()
        child.refresh_from_db()
        assert (child.full_name, now(child).from_date) == ("Robin Hazlewood", LEFT)
        assert "Hazelwood" not in page(cast.sam, child)
        assert "Misheard" in page(cast.sam, child, "history")
        assert "Misheard" not in page(cast.teacher, child, "history")
        assert AuditRecord.objects.filter(act="childname.corrected", by_id=cast.sam.pk).exists()

    def test_of_a_change_that_was_never_right_the_name_before_holds_again(self, cast, child):
        post(cast.sam, "row_in_error", child, now(child).pk, reason="Another child was meant")

        child.refresh_from_db()
        assert child.full_name == "Robin Ashdale"
        assert sought(cast.sam, "hazelwood") == []

    def test_the_name_that_a_child_goes_by_ends(self, cast, child):
        known_as = child.names.get(kind=NameKind.KNOWN_AS)
        last = {f"last_date_{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
        post(cast.sam, "end_row", child, known_as.pk, **last)

        child.refresh_from_db()
        assert child.name == "Robin Hazelwood"

    def test_a_child_is_never_without_a_name(self, cast):
        only = ChildName.objects.create(child=cast.child, kind="LEGAL", given_name="Robin", from_date=LEFT)
        last = {f"last_date_{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
        for name, given in (("end_row", last), ("row_in_error", {"reason": "Wrong"})):
            response = post(cast.sam, name, cast.child, only.pk, **given)
            assert "A child needs a name" in response.content.decode()
            only.refresh_from_db()
            assert (only.until, only.error_at) == (None, None)

    def test_school_staff_and_strangers_change_no_name(self, cast, child):
        for who, add, correct in ((cast.teacher, 403, 404), (cast.stranger, 404, 404), (cast.iro, 403, 403)):
            assert post(who, "add_row", child, kind="FORMER", given_name="X").status_code == add
            assert post(who, "correct_row", child, now(child).pk, given_name="X", reason="Y").status_code == correct

    def test_only_names_are_corrected_so(self, cast, child):
        contact = child.contacts.create(name="Dana", relationship="Mother", from_date=LEFT)
        url = reverse("children:correct_row", args=[child.reference, "contact", contact.pk])

        assert signed_in(cast.sam).get(url).status_code == 404


class TestMergedRecords:
    def test_the_other_records_name_and_former_names_are_former_names_of_the_one_that_stays(self, cast, child):
        other = ChildFactory(given_name="Robyn", family_name="Marchbanks")
        rows = (("Robyn", "Fernsby", other.date_of_birth, LEFT), ("Robyn", "Marchbanks", LEFT, None))
        for given, family, since, until in rows:
            ChildName.objects.create(
                child=other, kind="LEGAL", given_name=given, family_name=family, from_date=since, until=until
            )
        merge(kept=child, duplicate=other, why="One child", by=cast.data_officer)

        child.refresh_from_db()
        assert child.full_name == "Robin Hazelwood"
        for family in ("Fernsby", "Marchbanks"):
            assert sought(cast.officer, family) == [("Robbie Quillfeather", f"Robyn {family}")]

    def test_a_name_that_the_record_lacked_is_filled_and_rows_and_columns_agree(self, cast):
        kept, other = (
            ChildFactory(given_name="", family_name="Habtom"),
            ChildFactory(given_name="Selam", family_name="Habtom"),
        )
        for one in (kept, other):
            names.save(names.follow_columns(one, [], on=TODAY, origin=Origin.EXTRACT))
        merge(kept=kept, duplicate=other, why="One child", by=cast.data_officer)

        kept.refresh_from_db()
        assert kept.full_name == now(kept).words == "Selam Habtom"


class TestTheRows:
    def test_a_child_has_one_legal_name_and_one_known_as_at_a_time(self, cast, child):
        for kind in (NameKind.LEGAL, NameKind.KNOWN_AS):
            with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
                ChildName.objects.create(child=child, kind=kind, given_name="Ro", from_date=TODAY)

    def test_a_name_has_a_word(self, cast):
        with pytest.raises(IntegrityError, match="a_name_has_a_word"), transaction.atomic():
            ChildName.objects.create(child=cast.child, kind="FORMER", from_date=TODAY)

    def test_the_names_of_every_child_became_rows(self, cast):
        nameless = ChildFactory(given_name="", family_name="")
        Child.objects.filter(pk=cast.child.pk).update(preferred_name="Rob")
        importlib.import_module("children.migrations.0014_names_of_every_child").give_rows(apps, None)

        kept = cast.child.names.order_by("kind").values_list("kind", "given_name", "family_name", "from_date", "until")
        assert list(kept) == [
            ("KNOWN_AS", "Rob", "", cast.child.date_of_birth, None),
            ("LEGAL", "Robin", "Hazelwood", cast.child.date_of_birth, None),
        ]
        assert not nameless.names.exists()
