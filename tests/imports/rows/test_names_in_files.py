"""A name that a file changes becomes a former name; one that it mends or takes back does not."""

import datetime as dt

import pytest

from accounts import clock
from accounts.access import Action
from accounts.audit import System
from accounts.models import AuditRecord
from children.editing import rows as editing
from children.enums import NameKind, Origin
from children.identity.search import find
from children.models import Child, ChildName
from imports.kinds.extract import import_folder
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db
HEADING = "social_care_id,given_name,family_name,preferred_name,date_of_birth\n"
BORN = dt.date(2010, 1, 1)
FIRST, LATER = dt.date(2026, 6, 1), dt.date(2026, 12, 1)


@pytest.fixture
def take(tmp_path):
    def put_in(*lines: str, on: dt.date = LATER):
        (tmp_path / "children.csv").write_text(HEADING + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        with clock.pretend(on):
            return import_folder(tmp_path, by=System("imports"))

    return put_in


def row(given: str, family: str, called: str = "", number: str = "990001") -> str:
    return f"{number},{given},{family},{called},01/01/2010"


def names() -> list[tuple]:
    """What the record says, without what was never right."""
    rows = ChildName.objects.standing().order_by("kind", "from_date", "pk")
    return [(row.kind, row.words, row.from_date, row.until) for row in rows]


def found(text: str) -> list[tuple[str, str]]:
    return [(child.name, child.formerly) for child in find(text, Child.objects.all())]


def test_a_new_child_has_the_names_of_the_file_since_birth(take):
    take(row("Rowan", "Ashdale", "Ro"))

    assert names() == [("KNOWN_AS", "Ro", BORN, None), ("LEGAL", "Rowan Ashdale", BORN, None)]
    assert set(ChildName.objects.values_list("origin", "entered_by")) == {(Origin.EXTRACT, None)}


@pytest.mark.parametrize(("given", "family"), [("Farzad", ""), ("", "Habtom")])
def test_one_name_is_enough(take, given, family):
    report = take(row(given, family))

    assert report.refusals == []
    assert names() == [("LEGAL", given or family, BORN, None)]
    child = Child.objects.get()
    assert (child.name, child.called, child.full_name) == (given or family,) * 3


def test_a_changed_surname_ends_the_old_name_which_still_finds_the_child(take):
    take(row("Rowan", "Ashdale"), on=FIRST)
    take(row("Rowan", "Merriweather"))

    assert names() == [
        ("LEGAL", "Rowan Ashdale", BORN, LATER),
        ("LEGAL", "Rowan Merriweather", LATER, None),
    ]
    assert Child.objects.get().name == "Rowan Merriweather"
    assert found("Merriweather") == [("Rowan Merriweather", "")]
    assert found("ashdale") == found("rowan ashdale") == [("Rowan Merriweather", "Rowan Ashdale")]
    assert found("rowan") == [("Rowan Merriweather", "")]


def test_the_same_file_again_changes_nothing(take):
    for family in ("Ashdale", "Merriweather"):
        take(row("Rowan", family, "Ro"), on=FIRST if family == "Ashdale" else LATER)
    before = list(ChildName.objects.order_by("pk").values())
    report = take(row("Rowan", "Merriweather", "Ro"))

    assert list(ChildName.objects.order_by("pk").values()) == before
    assert report.changes == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("Zoe", "OBrien"), ("Zoë", "O'Brien")),
        (("", "Habtom"), ("Selam", "Habtom")),
        (("ROWAN", "ASHDALE"), ("Rowan", "Ashdale-Hale")),
    ],
)
def test_a_name_that_is_spelt_otherwise_or_completed_leaves_no_former_name(take, old, new):
    take(row(*old), on=FIRST)
    take(row(*new))

    assert names() == [("LEGAL", " ".join(new), BORN, None)]
    assert not ChildName.objects.former().exists()


def test_a_wrong_name_of_a_week_leaves_nothing_behind(take):
    take(row("Rowan", "Ashdale"), on=FIRST)
    take(row("Robin", "Underhill"), on=LATER - dt.timedelta(days=6))
    take(row("Rowan", "Ashdale"))

    assert names() == [("LEGAL", "Rowan Ashdale", BORN, None)]
    assert found("Underhill") == []
    assert "went back" in ChildName.objects.exclude(error_at=None).get().error_reason


def test_who_takes_an_earlier_name_again_after_months_was_called_otherwise_meanwhile(take):
    take(row("Rowan", "Ashdale"), on=dt.date(2026, 1, 5))
    take(row("Rowan", "Merriweather"), on=FIRST)
    take(row("Rowan", "Ashdale"))

    assert [words for _, words, *_ in names()] == ["Rowan Ashdale", "Rowan Merriweather", "Rowan Ashdale"]
    assert found("Merriweather") == [("Rowan Ashdale", "Rowan Merriweather")]


def test_what_a_person_entered_stays_while_the_file_has_the_name_before(take):
    take(row("Rowan", "Ashdale"), on=FIRST)
    officer, child = PostFactory().user, Child.objects.get()
    new = ChildName(child=child, kind=NameKind.LEGAL, given_name="Rowan", family_name="Hale", from_date=LATER)
    with clock.pretend(LATER):
        editing.enter(new, by=officer, action=Action.KEEP_CARE_RECORD)

    report = take(row("Rowan", "Ashdale"))
    assert Child.objects.get().family_name == "Hale"
    assert ["A person entered another name" in each.reason for each in report.refusals] == [True]
    assert AuditRecord.objects.filter(act="childname.entered").exists()

    take(row("Rowan", "Merriweather"), on=LATER + dt.timedelta(days=1))
    assert Child.objects.get().family_name == "Merriweather", "a later name of the file counts"
    assert found("hale") == [("Rowan Merriweather", "Rowan Hale")]


def test_a_slip_that_a_person_corrected_is_not_brought_back_by_the_file(take):
    take(row("Rowan", "Ashdael"), on=FIRST)
    officer, wrong = PostFactory().user, ChildName.objects.get()
    editing.correct(
        wrong, given_name="Rowan", family_name="Ashdale", reason="Typing slip", by=officer,
        action=Action.KEEP_CARE_RECORD,
    )  # fmt: skip

    take(row("Rowan", "Ashdael"))

    assert names() == [("LEGAL", "Rowan Ashdale", BORN, None)]
    assert Child.objects.get().family_name == "Ashdale"


def test_a_corrected_date_of_birth_is_the_first_day_of_the_names_since_birth(take):
    take(row("Rowan", "Ashdale"), on=FIRST)
    take(row("Rowan", "Ashdale").replace("2010", "2011"))

    assert names() == [("LEGAL", "Rowan Ashdale", dt.date(2011, 1, 1), None)]
